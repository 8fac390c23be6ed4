"""Synthetic control: one treated unit against a weighted mix of others that ran the same course before."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.effect.synthetic.fit import Made, need_fit, rounded
from wij_impact.effect.synthetic.panel import Panel, read_panel
from wij_impact.effect.synthetic.simplex import simplex_least_squares
from wij_impact.estimates import Result, as_result, check_level
from wij_impact.estimates.columns import choose

__all__ = ["SyntheticResult", "synthetic_control"]

METHODS = ("sc", "sdid")
SHOWN_WEIGHT = 1e-6


@dataclass(frozen=True, repr=False)
class SyntheticResult(Result):
    """What `synthetic_control` found.

    Attributes
    ----------
    estimate, std_error, lower, upper, p_value : float
        Mean effect after the start, in the unit of the outcome. std_error is NaN for "sc", which has none.
    estimates : DataFrame
        The same as one row in the common shape, with unit, p_value, pre_rmspe, rank.
    weights : DataFrame
        unit (as the caller's column is called), weight: the donors that count, largest first.
    time_weights : DataFrame
        time (as the caller calls it), weight ("sdid"; empty for "sc").
    gaps : DataFrame
        time, observed, synthetic, gap, after.
    placebos : DataFrame
        unit, estimate, pre_rmspe, post_rmspe, ratio: each donor as if treated, the treated unit first.
    sensitivity : DataFrame
        left_out, kind, estimate, pre_rmspe: one donor left out, the largest left out together, and equal weights.
    pre_rmspe : float
        Root mean square of the gaps before the start.
    duality_gap : float
        No weights leave a sum of squares more than this below the one found: the proof of optimality.
    """

    estimate: float
    std_error: float
    lower: float
    upper: float
    p_value: float
    pre_rmspe: float
    duality_gap: float
    method: str
    estimates: pd.DataFrame = field(repr=False)
    weights: pd.DataFrame = field(repr=False)
    time_weights: pd.DataFrame = field(repr=False)
    gaps: pd.DataFrame = field(repr=False)
    placebos: pd.DataFrame = field(repr=False)
    sensitivity: pd.DataFrame = field(repr=False)

    def _headline(self) -> str:
        return f"{self.estimate:.4g} ({self.lower:.4g} to {self.upper:.4g}), p = {self.p_value:.3g}; {self.method}"

    def tidy(self) -> pd.DataFrame:
        """The effect as one row in the shape of the house."""
        return self.estimates


def synthetic_control(
    data: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    treated_unit: Any,
    start: Any,
    method: str = "sc",
    *,
    level: float = 0.95,
) -> SyntheticResult:
    """The effect on one treated unit, against a mix of donors that resembled it before.

    Parameters
    ----------
    data : DataFrame
        One row per unit and moment, without gaps.
    outcome, unit, time : str
        Columns. Leave out donors that had something of the kind themselves.
    treated_unit
        The unit that was treated.
    start : moment
        Its first treated moment.
    method : {"sc", "sdid"}
        Synthetic control on the outcome before the start, or synthetic difference-in-differences, which lets levels
        differ and weighs moments too.
    level : float
        Confidence level as a fraction.

    Returns
    -------
    SyntheticResult
        The p-value is the rank of the treated unit's RMSPE ratio (after / before) among all units as if treated; it
        cannot be below 1 / units. "sc": the interval holds the constant effects that this test does not
        reject (empty, NaN, when no constant effect fits; infinite with too few donors). "sdid": t-interval on the
        placebo standard error, widened because few placebos do not know the spread.

    Raises
    ------
    InputError
        When the panel has a gap, a double or an unreadable cell.
    InsufficientEvidence
        With fewer than 5 moments before, 1 after or 3 donors, and by the rule of the pre-fit: when pre-RMSPE exceeds
        3 times the median of the donors' own, when it exceeds the treated unit's own spread before the start while
        its gaps carry over from moment to moment, or when it is 0 and other weights
        would give 0 too (more donors than the moments can discipline).

    Notes
    -----
    Abadie, Diamond & Hainmueller (2010); Firpo & Possebom (2018) for the interval; Arkhangelsky et al. (2021) for sdid,
    with its regularisation and placebo variance. Weights solve the convex problem exactly: see `duality_gap`.

    Examples
    --------
    >>> level, rng = np.linspace(4, 9, 8), np.random.default_rng(3)
    >>> data = pd.DataFrame([(f"u{i}", t, level[i] + 0.3 * t + rng.normal(0, 0.1) - 2 * (i == 4 and t >= 10))
    ...                      for i in range(8) for t in range(14)], columns=["team", "year", "rate"])
    >>> round(synthetic_control(data, "rate", "team", "year", "u4", start=10).estimate)
    -2
    """
    check_level(level)
    choose(method, METHODS, "method")
    panel = read_panel(data, outcome, unit, time, treated_unit, start)
    made = _solve(panel, method)
    placebos = [_solve(panel.as_if(row), method) for row in range(1, len(panel.units))]
    need_fit(panel, made, placebos)
    return _result(panel, made, placebos, method, level)


def _solve(panel: Panel, method: str) -> Made:
    values, before = panel.values, panel.before
    treated, donors = values[0], values[1:]
    if method == "sc":
        found = simplex_least_squares(donors[:, :before].T, treated[:before])
        gaps = treated - found.weights @ donors
        effect = float(gaps[before:].mean())
        return Made(found.weights, np.empty(0), rounded(gaps, values, before), effect, found.gap, before)
    spread = float(np.diff(donors[:, :before], axis=1).std(ddof=1))
    centred = values[:, :before] - values[:, :before].mean(axis=1, keepdims=True)
    after = values.shape[1] - before
    ridge = before * (after**0.25 * spread) ** 2
    found = simplex_least_squares(centred[1:].T, centred[0], ridge)
    later = donors[:, before:].mean(axis=1)
    across = donors[:, :before] - donors[:, :before].mean(axis=0)
    moments = simplex_least_squares(across, later - later.mean(), len(donors) * (1e-6 * spread) ** 2)
    apart = treated - found.weights @ donors
    gaps = apart - moments.weights @ apart[:before]
    # Likeness before is judged around the pre-mean: sdid lets levels differ.
    gaps_before = apart[:before] - apart[:before].mean()
    effect = float(gaps[before:].mean())
    gaps = rounded(np.r_[gaps_before, gaps[before:]], values, before)
    return Made(found.weights, moments.weights, gaps, effect, found.gap, before)


def _interval(made: Made, placebos: list[Made], method: str, level: float) -> tuple[float, float, float]:
    """Standard error, lower and upper limit."""
    if method == "sdid":
        error = float(np.std([one.effect for one in placebos]))
        count = len(placebos)
        # The treated unit is one more draw beside `count` placebos: the prediction factor for few of them.
        reach = float(stats.t.isf((1 - level) / 2, count - 1)) * error * math.sqrt((count + 1) / (count - 1))
        return error, made.effect - reach, made.effect + reach
    units = len(placebos) + 1
    rejected = math.floor((1 - level) * units + 1e-9)
    if rejected < 1 or made.pre_rmspe == 0:
        return math.nan, -math.inf, math.inf
    # A constant effect is kept when the ratio that it leaves is at most the `rejected`-th largest of the placebos.
    edge = sorted((one.ratio for one in placebos), reverse=True)[rejected - 1]
    after = made.gaps[made.before :]
    room = (edge * made.pre_rmspe) ** 2 - float(after.var())
    if room < 0:
        return math.nan, math.nan, math.nan
    return math.nan, made.effect - math.sqrt(room), made.effect + math.sqrt(room)


def _result(panel: Panel, made: Made, placebos: list[Made], method: str, level: float) -> SyntheticResult:
    error, lower, upper = _interval(made, placebos, method, level)
    rank = 1 + sum(one.ratio >= made.ratio for one in placebos)
    p_value = rank / (len(placebos) + 1)
    named = {
        "sc": "synthetic control, placebo ranks (constant effects not rejected)",
        "sdid": f"synthetic difference-in-differences, placebo variance, prediction t(df={len(placebos) - 1})",
    }[method]
    if math.isinf(lower) and made.pre_rmspe == 0:
        named += "; unbounded, because an exact mix does not show how far it may be off"
    elif math.isinf(lower):
        named += f"; unbounded, because {len(panel.units)} units cannot reject anything at this level"
    row = {
        panel.keys[0]: panel.units[0],
        "estimate": made.effect,
        "std_error": error,
        "lower": lower,
        "upper": upper,
        "level": level,
        "n": len(panel.units),
        "method": named,
        "p_value": p_value,
        "rank": rank,
        "pre_rmspe": made.pre_rmspe,
        "moments_before": panel.before,
    }
    return SyntheticResult(
        made.effect,
        error,
        lower,
        upper,
        p_value,
        made.pre_rmspe,
        made.duality_gap,
        named,
        as_result([row], [panel.keys[0]]),
        *_tables(panel, made, placebos),
        _sensitivity(panel, made, method),
    )


def _tables(
    panel: Panel, made: Made, placebos: list[Made]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    weights = pd.DataFrame({panel.keys[0]: list(panel.units[1:]), "weight": made.weights})
    weights = weights[weights["weight"] > SHOWN_WEIGHT].sort_values("weight", ascending=False, kind="stable")
    times = panel.moments[: len(made.time_weights)]
    time_weights = pd.DataFrame({panel.keys[1]: list(times), "weight": made.time_weights})
    gaps = pd.DataFrame(
        {
            panel.keys[1]: list(panel.moments),
            "observed": panel.values[0],
            "synthetic": panel.values[0] - made.gaps,
            "gap": made.gaps,
            "after": np.arange(len(panel.moments)) >= panel.before,
        }
    )
    ranked = pd.DataFrame(
        [
            (name, one.effect, one.pre_rmspe, one.post_rmspe, one.ratio)
            for name, one in zip(panel.units, [made, *placebos], strict=True)
        ],
        columns=[panel.keys[0], "estimate", "pre_rmspe", "post_rmspe", "ratio"],
    )
    return weights.reset_index(drop=True), time_weights, gaps, ranked


def _sensitivity(panel: Panel, made: Made, method: str) -> pd.DataFrame:
    """The estimate without a donor that counts, without the largest together, and with equal weights."""
    order = [int(row) + 1 for row in np.argsort(-made.weights, kind="stable") if made.weights[row] > SHOWN_WEIGHT]
    sets = [("leave one out", [row]) for row in order]
    sets += [("leave the largest out", order[:count]) for count in (2, 3) if count <= len(order)]
    rows = []
    for kind, left in sets:
        if panel.donors - len(left) < 2:
            continue
        again = _solve(panel.without(left), method)
        rows.append((", ".join(str(panel.units[row]) for row in left), kind, again.effect, again.pre_rmspe))
    gaps = panel.values[0] - panel.values[1:].mean(axis=0)
    gaps = gaps - gaps[: panel.before].mean()
    spread = float(np.sqrt((gaps[: panel.before] ** 2).mean()))
    rows.append(("", "equal weights (difference-in-differences)", float(gaps[panel.before :].mean()), spread))
    return pd.DataFrame(rows, columns=["left_out", "kind", "estimate", "pre_rmspe"])
