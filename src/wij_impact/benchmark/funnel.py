"""The funnel: is a unit further from the target than chance explains at its size?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.benchmark.bases import with_base
from wij_impact.benchmark.intervals import own_intervals
from wij_impact.benchmark.multiplicity import MULTIPLE, adjust_p_values, cut_after
from wij_impact.benchmark.overdispersion import Kind, Overdispersion, Scale, estimate_overdispersion, transform
from wij_impact.benchmark.tails import signal_line, tail_probabilities
from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import (
    Numbers,
    choose,
    keep_keys,
    need_units,
    numbers,
    positive,
    row_of,
    unit_names,
)
from wij_impact.language import Text

__all__ = ["EXTRA", "KINDS", "Counts", "allow_rounding", "funnel", "read_counts"]

KINDS = ("proportion", "rate", "ratio")
EXTRA = ("target", "expected", "limit_low", "limit_high", "signal_low", "signal_high")


@dataclass(frozen=True)
class Counts:
    """Checked input: the count, the least and most it can have been, its base, and the units' names."""

    events: Numbers
    least: Numbers
    most: Numbers
    population: Numbers
    units: list[str]
    rounding: float = 0.0


def funnel(
    data: pd.DataFrame,
    events: str,
    population: str,
    unit: str,
    target: float | None = None,
    kind: Literal["proportion", "rate", "ratio"] = "proportion",
    overdispersion: Literal["log", "sqrt", False] = False,
    trim: float = 0.1,
    level: float = 0.95,
    multiple: Literal["none", "family", "fdr"] = "none",
    rounded_to: float = 0.0,
    censored_below: float | None = None,
) -> pd.DataFrame:
    """Compare each unit with a target, with limits that widen as units get smaller.

    Parameters
    ----------
    data : DataFrame
        One row per unit.
    events, population : str
        Columns with the count and its base; for ``kind="ratio"`` the base is the expected count. Neither has to be
        whole: a survey estimate comes in as effective sample size, and share x effective sample size.
    unit : str
        Column with the name of the unit.
    target : float, optional
        What units are compared with; by default the pooled value, and 1 for a ratio.
    kind : {"proportion", "rate", "ratio"}
        Binomial; Poisson per population; Poisson against expected.
    overdispersion : {False, "log", "sqrt"}
        Widen the limits by the spread between units (tau2). For ratios: log scale with trimmed z-scores, or square
        root with winsorised ones. Proportions use the arcsine scale and rates the log scale, both winsorised.
    trim : float
        Share of z-scores dropped or pulled in at each end when the spread is estimated.
    level : float
        Without `overdispersion`: 1 minus the largest false-alarm rate of a flag around the target, at every size. With
        it: the level of the recipe, whose flags alarm in 9-18% of units at a nominal 5% when units come from one
        common distribution; `beyond_spread` holds its level there.
    multiple : {"none", "family", "fdr"}
        Control over all units at once (`adjust_p_values`).
    rounded_to, censored_below : float
        For published registers. A count rounded to 5 may be 2.5 more or less; an empty cell is a count below
        `censored_below`, not zero. A unit is flagged only when every count it can have been would be.

    Returns
    -------
    DataFrame
        One row per unit, in the order given, with the caller's own keys. ``lower, upper``: the unit's own interval.
        ``limit_low, limit_high``: the funnel as it is usually drawn; ``outside``: beyond it. ``signal_low,
        signal_high``: the values at which a flag really begins: ``flag`` is low exactly where the estimate is at or
        below the first, high where it is at or above the second (after `multiple` and rounding); NaN where a unit of
        this size can never give that flag. ``p_value``: two-sided, after `multiple`. ``flag``: none, low or high; with
        `overdispersion` a flag is always outside as well. ``phi, tau2``: the spread, always estimated.
        A unit whose base is zero or empty has no row: ``attrs["left_out"]`` has its name and the reason.

    Raises
    ------
    InputError
        For events on a base of zero, events above the population, a unit named twice.
    InsufficientEvidence
        For one unit without a target.

    Notes
    -----
    A flag needs the exact binomial or Poisson tail at the target to be at most (1 - level) / 2, so its false-alarm
    rate is at most nominal at every size. Drawn limits do not have that property: the usual Poisson limits treat
    the expected count as if it were observed, and interpolated ones alarm in 35% of units at n=10, p=.9. With
    `overdispersion` a flag also needs the z-score with tau2 to be outside. Spiegelhalter (2005), Stat Med
    24:1185-1202; `overdispersion.py` names the recipes. On the square-root scale the limits are
    target x (1 +- z sqrt(s2 + tau2))^2, the back-transform of the z-score.

    Examples
    --------
    >>> teams = pd.DataFrame({"team": ["A", "B", "C"], "yes": [10, 42, 66], "asked": [10, 60, 80]})
    >>> funnel(teams, "yes", "asked", "team", target=0.8)[["team", "estimate", "flag"]].values.tolist()
    [['A', 1.0, 'none'], ['B', 0.7, 'none'], ['C', 0.825, 'none']]
    """
    choose(kind, KINDS, "kind")
    choose(multiple, MULTIPLE, "multiple")
    scale_name = _scale_name(overdispersion)
    _check_trim(trim)
    alpha = 1 - check_level(level)
    data, gone = with_base(data, events, population, unit)
    counts = read_counts(data, events, population, unit, kind, rounded_to, censored_below)
    goal = _target(counts, target, kind)
    known = ~np.isnan(counts.events)
    scale = transform(counts.events[known], counts.population[known], kind, scale_name, goal)
    spread = estimate_overdispersion(scale, kind, trim)
    widened = bool(overdispersion) and spread.tau2 > 0
    low_p, high_p = _one_sided(counts, goal, kind, scale_name, spread.tau2 if widened else None)
    raw_p = np.minimum(2 * np.minimum(low_p, high_p), 1.0)
    p_value = adjust_p_values(raw_p, multiple)
    cut = cut_after(raw_p, multiple, alpha)
    drawn = _drawn(counts, goal, kind, scale_name, spread.tau2 if widened else None, alpha)
    lines = _signal_lines(counts, goal, kind, scale_name, spread.tau2 if widened else None, cut)
    flag = np.where(p_value > alpha, "none", np.where(low_p < high_p, "low", "high"))
    method = _method(kind, scale, widened, multiple)
    result = _frame(counts, unit, goal, kind, level, spread, (*drawn, *lines), p_value, flag, method)
    result.attrs["left_out"] = gone
    return keep_keys(result, unit, data)


def read_counts(
    data: pd.DataFrame,
    events: str,
    population: str,
    unit: str,
    kind: str,
    rounded_to: float = 0.0,
    censored_below: float | None = None,
) -> Counts:
    """Read and check counts and their bases; see `funnel` for rounded and censored counts."""
    units = unit_names(data, unit)
    base = positive(data, population)
    count = numbers(data, events, missing=censored_below is not None)
    empty = np.isnan(count)
    half = rounded_to / 2
    least = np.where(empty, 0.0, np.maximum(count - half, 0.0))
    most = np.where(empty, (censored_below or 1.0) - 1.0, count + half)
    if kind == "proportion":
        over = count > base + (half if rounded_to else 0.0)
        if over.any():
            row = int(np.argmax(over))
            raise InputError(
                Text(
                    nl=f"{count[row]:g} gevallen op {base[row]:g}: meer gevallen dan de noemer.",
                    en=f"{count[row]:g} events out of {base[row]:g}: more events than the base.",
                ),
                remedy=Text(
                    nl="Verbeter de teller of de noemer, of gebruik kind='rate' als iemand vaker kan tellen.",
                    en="Mend the count or the base, or use kind='rate' when one person can count more than once.",
                ),
                row=row_of(data, row),
                column=events,
            )
        count, most = np.minimum(count, base), np.minimum(most, base)
    if empty.all():
        raise InputError(
            Text(nl="alle tellingen zijn afgeschermd.", en="every count is suppressed."),
            remedy=Text(nl="Kies een telling die meer eenheden laten zien.", en="Choose a count more units show."),
            column=events,
        )
    return Counts(count, least, most, base, units, rounded_to)


def _target(counts: Counts, target: float | None, kind: str) -> float:
    if target is not None:
        top = 1.0 if kind == "proportion" else np.inf
        if isinstance(target, bool) or not np.isfinite(target) or not 0 < target <= top:
            raise UsageError(
                Text(nl=f"target={target!r} kan geen streefwaarde zijn.", en=f"target={target!r} cannot be a target."),
                remedy=Text(nl="Een aandeel is een fractie: 0.85, niet 85.", en="A share is a fraction: 0.85, not 85."),
            )
        return float(target)
    if kind == "ratio":
        return 1.0
    need_units(
        len(counts.units), 2, Text(nl="Een vergelijking zonder streefwaarde", en="A comparison without a target")
    )
    known = ~np.isnan(counts.events)
    pooled = float(counts.events[known].sum() / counts.population[known].sum())
    if pooled == 0:
        raise InputError(
            Text(nl="geen enkele eenheid telt een geval.", en="no unit counts a single event."),
            remedy=Text(nl="Geef een streefwaarde (target).", en="Give a value to aim at (target)."),
        )
    return pooled


def _scale_name(overdispersion: Any) -> str:
    if overdispersion is False or overdispersion is None:
        return "log"
    return choose(overdispersion, ("log", "sqrt"), "overdispersion")


def _check_trim(trim: float) -> None:
    if not 0 <= trim < 0.5:
        raise UsageError(
            Text(nl=f"trim={trim!r} laat niets over.", en=f"trim={trim!r} leaves nothing."),
            remedy=Text(
                nl="Kies een aandeel van 0 tot 0.5, zoals 0.1.", en="Choose a share from 0 to 0.5, such as 0.1."
            ),
        )


def _one_sided(counts: Counts, goal: float, kind: Kind, scale_name: str, tau2: float | None) -> tuple[Numbers, Numbers]:
    """One-sided p-values, each at the count that speaks least for that side."""
    size = counts.population if kind == "proportion" else None
    expected = counts.population * goal
    low = tail_probabilities(counts.most, expected, size)[0]
    high = tail_probabilities(counts.least, expected, size)[1]
    if tau2 is not None:
        low = np.maximum(low, stats.norm.cdf(_z(counts.most, counts, kind, scale_name, goal, tau2)))
        high = np.maximum(high, stats.norm.sf(_z(counts.least, counts, kind, scale_name, goal, tau2)))
    # A unit at the target itself is never a signal, whatever the level.
    low = np.where(counts.most >= expected, 1.0, low)
    return low, np.where(counts.least <= expected, 1.0, high)


def _limit_spread(population: Numbers, kind: Kind, scale: Scale, goal: float, tau2: float) -> Numbers:
    """Standard error at the target; the rate's own count may not decide how wide its limits are."""
    if kind == "rate":
        return np.sqrt(1 / (population * goal) + tau2)
    return np.sqrt(scale.spread**2 + tau2)


def _z(events: Numbers, counts: Counts, kind: Kind, scale_name: str, goal: float, tau2: float) -> Numbers:
    scale = transform(events, counts.population, kind, scale_name, goal)
    value = scale.value
    if scale.name == "log":  # the limits are drawn on the plain logarithm, so a flag is judged on it as well
        with np.errstate(divide="ignore"):
            value = np.log(events / counts.population)
    return (value - scale.target) / _limit_spread(counts.population, kind, scale, goal, tau2)


def _drawn(
    counts: Counts, goal: float, kind: Kind, scale_name: str, tau2: float | None, alpha: float
) -> tuple[Numbers, Numbers]:
    """The limits as they are usually drawn, as values."""
    base, z = counts.population, float(stats.norm.isf(alpha / 2))
    if tau2 is None and kind != "proportion":
        expected = base * goal
        return (
            goal * stats.chi2.ppf(alpha / 2, 2 * expected) / 2 / expected,
            goal * stats.chi2.isf(alpha / 2, 2 * expected + 2) / 2 / expected,
        )
    scale = transform(base * goal, base, kind, scale_name, goal)
    return scale.limits(_limit_spread(base, kind, scale, goal, tau2 or 0.0), z, goal)


def _signal_lines(
    counts: Counts, goal: float, kind: Kind, scale_name: str, tau2: float | None, alpha: float
) -> tuple[Numbers, Numbers]:
    """The values at which a flag begins; NaN (never) stays NaN. With tau2 a flag needs both tests: the further line."""
    base, z = counts.population, float(stats.norm.isf(alpha / 2))
    low, high = (line / base for line in signal_line(base * goal, base if kind == "proportion" else None, alpha / 2))
    if tau2 is not None:
        scale = transform(base * goal, base, kind, scale_name, goal)
        spread = _limit_spread(base, kind, scale, goal, tau2)
        ends, reached = scale.limits(spread, z, goal), scale.reached(spread, z)
        low = np.where(np.isnan(low) | ~reached[0], np.nan, np.fmin(low, ends[0]))
        high = np.where(np.isnan(high) | ~reached[1], np.nan, np.fmax(high, ends[1]))
    return allow_rounding(low, high, counts, kind)


def allow_rounding(low: Numbers, high: Numbers, counts: Counts, kind: str) -> tuple[Numbers, Numbers]:
    """Lines for the printed value: every count that it can stand for must be beyond the line."""
    half = counts.rounding / 2
    if not half:
        return low, high
    base = counts.population
    low = np.where(low * base >= half, low - half / base, np.nan)
    return low, high + half / base


def _method(kind: str, scale: Scale, widened: bool, multiple: str) -> str:
    test = "exact binomial tails" if kind == "proportion" else "exact Poisson tails"
    own = "Clopper-Pearson" if kind == "proportion" else "Byar"
    parts = [f"funnel, {test}, {own}"]
    if widened:
        parts.append(f"additive overdispersion ({scale.name} scale)")
    parts.extend({"family": ["Holm"], "fdr": ["Benjamini-Hochberg"]}.get(multiple, []))
    return ", ".join(parts)


def _frame(
    counts: Counts,
    unit: str,
    goal: float,
    kind: str,
    level: float,
    spread: Overdispersion,
    lines: tuple[Numbers, Numbers, Numbers, Numbers],
    p_value: Numbers,
    flag: Any,
    method: str,
) -> pd.DataFrame:
    own = own_intervals(counts.events, counts.population, kind, level)
    rows = []
    for i, name in enumerate(counts.units):
        events, base = float(counts.events[i]), float(counts.population[i])
        drawn = (goal, base * goal, *(float(line[i]) for line in lines))
        outside = bool(events / base < drawn[2] or events / base > drawn[3])
        rows.append(
            {unit: name, "estimate": events / base}
            | dict(zip(("std_error", "lower", "upper"), (float(part[i]) for part in own), strict=True))
            | {"level": level, "n": base, "method": method}
            | dict(zip(EXTRA, drawn, strict=True))
            | {
                "outside": outside,
                "p_value": float(p_value[i]),
                "flag": str(flag[i]),
                "phi": spread.phi,
                "tau2": spread.tau2,
            }
        )
    return as_result(rows, [unit])
