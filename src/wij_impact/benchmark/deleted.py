"""Is a unit further from the others than these are from each other? A prediction from which the unit is left out.

The published recipes (`overdispersion.py`) estimate the spread with the unit in it, trim the extremes and then treat
the result as known: at a nominal 5% they flag 9-18% of units drawn from one common distribution. Here each unit is
predicted from all others: their mean, the spread between them (Paule & Mandel 1982, J Res NBS 87:377-385) and the
uncertainty of both, by a t distribution with k - 2 degrees of freedom, as for an externally studentised residual
(Cook & Weisberg 1982, Residuals and Influence in Regression, section 2.2.1). Chance in the unit's own count stays
binomial or Poisson, so that small counts and zeros need no correction. ``docs/methods/verified_benchmark.md`` has the
designs for which the false-alarm rate was simulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import special, stats

from wij_impact.benchmark.bases import with_base
from wij_impact.benchmark.funnel import EXTRA, KINDS, Counts, allow_rounding, read_counts
from wij_impact.benchmark.intervals import own_intervals
from wij_impact.benchmark.multiplicity import MULTIPLE, adjust_p_values, cut_after
from wij_impact.benchmark.tails import tail_probabilities
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, choose, keep_keys, need_units
from wij_impact.language import Text

__all__ = ["Prediction", "beyond_spread", "paule_mandel", "predict_without", "predictive_tails", "signal_values"]

HALF = 0.5  # keeps the logarithm of a count finite; what it adds is taken off again (`_log_moments`)
MANY = 60.0  # from here on the variance of a logarithm is that of the delta method to within a percent
NODES = 48  # Gauss-Legendre points; doubling them moves no tail near .025 by more than 1e-5


def beyond_spread(
    data: pd.DataFrame,
    events: str,
    population: str,
    unit: str,
    kind: Literal["proportion", "rate", "ratio"] = "proportion",
    level: float = 0.95,
    multiple: Literal["none", "family", "fdr"] = "none",
    rounded_to: float = 0.0,
    censored_below: float | None = None,
) -> pd.DataFrame:
    """Flag the units that lie further from all others than chance and the usual spread between units explain.

    Parameters
    ----------
    data, events, population, unit, kind, multiple, rounded_to, censored_below
        As in `funnel`.
    level : float
        1 minus the false-alarm rate of a flag for a unit that comes from the same distribution as the others.
        Simulated at .95 for 12 to 350 units, proportions, rates and ratios, a normal spread of 0 to .4 on the logit or
        log scale, also rounded to 5: .01-.06, below nominal where counts are small. At .90 and .99 for 30 units only.

    Returns
    -------
    DataFrame
        One row per unit, with the columns of `funnel`. ``target``: the mean of the others on the scale of the data;
        ``signal_low, signal_high`` and, the same, ``limit_low, limit_high``: where the flag begins for this unit;
        ``outside``: at or beyond them; ``tau2``: the variance between the others (logit or log scale); ``phi``: the
        mean squared distance in predicted standard errors (about 1 when units come from one distribution).

    Raises
    ------
    InsufficientEvidence
        For fewer than 3 units with a known count.

    Notes
    -----
    See the head of the module. A second unit far away widens the spread in which the first is judged: with several
    outliers among few units the flag misses them rather than alarms (masking).

    Examples
    --------
    >>> teams = pd.DataFrame({"team": list("ABCDEFGH"), "yes": [40, 44, 37, 41, 42, 39, 43, 18], "asked": [50] * 8})
    >>> result = beyond_spread(teams, "yes", "asked", "team")
    >>> result.loc[result["flag"] != "none", "team"].tolist()
    ['H']
    """
    choose(kind, KINDS, "kind")
    choose(multiple, MULTIPLE, "multiple")
    alpha = 1 - check_level(level)
    data, gone = with_base(data, events, population, unit)
    counts = read_counts(data, events, population, unit, kind, rounded_to, censored_below)
    known = int((~np.isnan(counts.events)).sum())
    need_units(known, 3, Text(nl="Een vergelijking met de andere eenheden", en="A comparison with the other units"))
    of = predict_without(counts.events, counts.population, kind, rounded_to)
    low_p, high_p = predictive_tails(counts.least, counts.most, counts.population, kind, of)
    raw_p = np.minimum(2 * np.minimum(low_p, high_p), 1.0)
    p_value = adjust_p_values(raw_p, multiple)
    flag = np.where(p_value > alpha, "none", np.where(low_p < high_p, "low", "high"))
    cut = cut_after(raw_p, multiple, alpha)
    lines = allow_rounding(*signal_values(counts.population, kind, of, cut / 2), counts, kind)
    result = _frame(counts, unit, kind, level, of, lines, p_value, flag)
    result.attrs["left_out"] = gone
    return keep_keys(result, unit, data)


def _frame(
    counts: Counts,
    unit: str,
    kind: str,
    level: float,
    of: Prediction,
    lines: tuple[Numbers, Numbers],
    p_value: Numbers,
    flag: Any,
) -> pd.DataFrame:
    own = own_intervals(counts.events, counts.population, kind, level)
    value = counts.events / counts.population
    middle = special.expit(of.centre) if kind == "proportion" else np.exp(of.centre)
    with np.errstate(divide="ignore", invalid="ignore"):
        placed = special.logit(value) if kind == "proportion" else np.log(value)
        squares = ((placed - of.centre) / np.hypot(of.spread, of.chance)) ** 2
    phi = float(np.mean(squares[np.isfinite(squares)])) if np.isfinite(squares).any() else np.nan
    method = f"deleted prediction, Paule-Mandel without the unit, t(df={of.df}), exact counts"
    drawn = (middle, counts.population * middle, *lines, *lines)
    rows = [
        {unit: name, "estimate": float(value[i])}
        | dict(zip(("std_error", "lower", "upper"), (float(part[i]) for part in own), strict=True))
        | {"level": level, "n": float(counts.population[i]), "method": method}
        | dict(zip(EXTRA, (float(part[i]) for part in drawn), strict=True))
        | {"outside": bool(value[i] <= lines[0][i] or value[i] >= lines[1][i]), "p_value": float(p_value[i])}
        | {"flag": str(flag[i]), "phi": phi, "tau2": float(of.tau2[i])}
        for i, name in enumerate(counts.units)
    ]
    return as_result(rows, [unit])


@dataclass(frozen=True)
class Prediction:
    """What the other units say of each unit, on the logit (proportions) or the log scale (rates, ratios).

    Attributes
    ----------
    centre, spread : array of float, shape (units,)
        Mean of the others, and the scale of the prediction: their spread and the error of their mean.
    chance : array of float
        Standard error of the unit's own value at that mean.
    tau2 : array of float
        Variance between the others.
    df : int
        Degrees of freedom.
    """

    centre: Numbers
    spread: Numbers
    chance: Numbers
    tau2: Numbers
    df: int


def paule_mandel(value: Numbers, variance: Numbers, used: Any) -> tuple[Numbers, Numbers, Numbers]:
    """tau2, mean and variance of the mean for each row of `used` (rows of 0 and 1: which units count).

    The tau2 at which the weighted sum of squares equals its expectation, units - 1; 0 when it is below that already.

    Examples
    --------
    >>> tau2, mean, error = paule_mandel(np.array([0.0, 1.0, 2.0]), np.full(3, 0.25), np.ones((1, 3)))
    >>> round(float(tau2[0]), 6), float(mean[0])
    (0.75, 1.0)
    """
    used = np.asarray(used, float)
    target = used.sum(axis=1) - 1
    off = value - float(value.mean())
    tau2 = np.zeros(len(used))
    # The sum of squares falls and is convex in tau2, so that Newton's steps from 0 never pass the answer.
    for _ in range(60):
        weight = used / (variance[None, :] + tau2[:, None])
        total = weight.sum(axis=1)
        mean = weight @ off / total
        squares = weight * (off[None, :] - mean[:, None]) ** 2
        surplus = squares.sum(axis=1) - target
        slope = (squares * weight).sum(axis=1)
        step = np.where(surplus > 0, surplus / np.where(slope > 0, slope, 1.0), 0.0)
        tau2 = tau2 + step
        if (step <= 1e-12 * (tau2 + variance.min())).all():
            break
    return tau2, mean + float(value.mean()), 1 / total


def predict_without(events: Numbers, base: Numbers, kind: str, rounded_to: float = 0.0) -> Prediction:
    """Predict each unit from the others; a unit whose count is NaN is predicted from all that are known."""
    known = ~np.isnan(events)
    count, size = events[known], base[known]
    centre = float(count.sum() / size.sum())
    everyone = np.ones((1, len(count)))
    for _ in range(2):  # the variance is that at the mean, and the mean depends on the variances
        value, variance = _on_scale(count, size, kind, _inside(centre, size, kind), rounded_to)
        centre = _back(float(paule_mandel(value, variance, everyone)[1][0]), kind)
    others = np.ones((len(events), len(count)))
    others[known] = 1 - np.eye(len(count))
    tau2, mean, error = paule_mandel(value, variance, others)
    chance = _on_scale(np.ones_like(base), base, kind, _inside(centre, size, kind), 0.0)[1]
    return Prediction(mean, np.sqrt(tau2 + error), np.sqrt(chance), tau2, max(len(count) - 2, 1))


def _inside(centre: float, size: Numbers, kind: str) -> float:
    """Half an event off the edge when nobody, or everybody, has it."""
    least = HALF / float(size.sum())
    return min(max(centre, least), 1 - least) if kind == "proportion" else max(centre, least)


def _back(value: float, kind: str) -> float:
    return float(special.expit(value)) if kind == "proportion" else float(np.exp(value))


def _on_scale(count: Numbers, size: Numbers, kind: str, centre: float, rounded_to: float) -> tuple[Numbers, Numbers]:
    """Logit or log of each count, without its bias, and its variance if the unit were at the centre."""
    rest = np.maximum(size - count, 0.0)
    value = np.log(count + HALF) - (np.log(rest + HALF) if kind == "proportion" else np.log(size))
    expected = size * centre
    left = size * (1 - centre) if kind == "proportion" else np.full_like(size, np.inf)
    bias, variance = np.zeros_like(size), 1 / expected + 1 / left
    few = np.minimum(expected, left) < MANY
    if few.any():
        bias[few], variance[few] = _log_moments(size[few], centre, kind)
    rounding = rounded_to**2 / 12 * (1 / expected + 1 / left) ** 2
    return value - bias, variance + rounding


def _log_moments(size: Numbers, centre: float, kind: str) -> tuple[Numbers, Numbers]:
    """Bias and variance of the log of a small count plus a half, summed over the counts there can be."""
    whole = np.maximum(np.round(size), 1.0)
    expected = size * centre
    spread = np.sqrt(expected * (1 - centre if kind == "proportion" else 1.0))
    start = np.floor(np.maximum(expected - 8 * spread - 5, 0.0))
    counts = start[:, None] + np.arange(int(np.ceil(16 * spread.max())) + 20)
    if kind == "proportion":
        chance = stats.binom.pmf(counts, whole[:, None], centre)
        value = np.log(counts + HALF) - np.log(np.maximum(whole[:, None] - counts, 0.0) + HALF)
        truth = float(special.logit(centre))
    else:
        chance = stats.poisson.pmf(counts, expected[:, None])
        value = np.log(counts + HALF) - np.log(size)[:, None]
        truth = float(np.log(centre))
    total = chance.sum(axis=1)
    mean = (chance * value).sum(axis=1) / total
    variance = (chance * (value - mean[:, None]) ** 2).sum(axis=1) / total
    return mean - truth, np.maximum(variance, 1e-12)


def predictive_tails(
    least: Numbers, most: Numbers, base: Numbers, kind: str, of: Prediction
) -> tuple[Numbers, Numbers]:
    """Chance of `most` or fewer, and of `least` or more, when the unit is one of the others."""
    return _tail(most, base, kind, of, 0), _tail(least, base, kind, of, 1)


def _tail(count: Numbers, base: Numbers, kind: str, of: Prediction, side: int) -> Numbers:
    """The chance of such a count, averaged over where the unit may lie.

    A tail of a count is a tail of a beta or gamma variable. So the average can run over that variable, or over the
    place of the unit: over the narrower of the two, on whose scale the other is smooth.
    """
    result = np.empty(len(base))
    for wide, average in ((True, _over_chance), (False, _over_places)):
        rows = (of.spread > of.chance) == wide
        if rows.any():
            part = Prediction(of.centre[rows], of.spread[rows], of.chance[rows], of.tau2[rows], of.df)
            result[rows] = average(count[rows], base[rows], kind, part, side)
    return result


def _over_places(count: Numbers, base: Numbers, kind: str, of: Prediction, side: int) -> Numbers:
    node, weight = np.polynomial.legendre.leggauss(NODES)
    place = of.centre[:, None] + of.spread[:, None] * special.stdtrit(of.df, (node + 1) / 2)
    rate = special.expit(place) if kind == "proportion" else np.exp(np.minimum(place, 100.0))
    size = base[:, None] if kind == "proportion" else None
    return np.asarray(tail_probabilities(count[:, None], base[:, None] * rate, size)[side] @ weight / 2)


def _over_chance(count: Numbers, base: Numbers, kind: str, of: Prediction, side: int) -> Numbers:
    """P(count or fewer at p) = P(Beta(count + 1, rest) > p), and likewise for the gamma of a Poisson count."""
    events = count + 1 if side == 0 else count
    rest = base - count if side == 0 else base - count + 1
    sure = events <= 0 if kind != "proportion" else (events <= 0) | (rest <= 0)  # a tail that holds every count
    events = np.where(sure, 1.0, events)
    if kind == "proportion":
        rest = np.where(sure, 1.0, rest)
        middle, width = np.log(events / rest), np.sqrt(1 / events + 1 / rest)
    else:
        middle, width = np.log(events / base), np.sqrt(1 / events)
    place = middle[:, None] + width[:, None] * np.linspace(-12, 9, NODES * 2)
    if kind == "proportion":
        height = events[:, None] * special.log_expit(place) + rest[:, None] * special.log_expit(-place)
    else:
        height = events[:, None] * place - base[:, None] * np.exp(place)
    weight = np.exp(height - height.max(axis=1, keepdims=True))
    distance = (place - of.centre[:, None]) / of.spread[:, None]
    tail = special.stdtr(of.df, distance if side == 0 else -distance)
    return np.where(sure, 1.0, (weight * tail).sum(axis=1) / weight.sum(axis=1))


def signal_values(base: Numbers, kind: str, of: Prediction, tail: float) -> tuple[Numbers, Numbers]:
    """The values at or below which a unit is flagged low, and at or above which high; NaN where it never can be."""
    lines = []
    for side in (0, 1):
        outer = np.zeros_like(base) if side == 0 else base.copy()
        inner = base * (special.expit(of.centre) if kind == "proportion" else np.exp(of.centre))
        if side == 1 and kind != "proportion":
            reach = special.stdtrit(of.df, 1 - tail) * np.hypot(of.spread, of.chance)
            outer = inner * np.exp(np.minimum(3 * reach, 30.0)) + 40
        possible = _tail(outer, base, kind, of, side) <= tail
        for _ in range(30):
            half = (inner + outer) / 2
            flagged = _tail(half, base, kind, of, side) <= tail
            outer, inner = np.where(flagged, half, outer), np.where(flagged, inner, half)
        lines.append(np.where(possible, outer / base, np.nan))
    return lines[0], lines[1]
