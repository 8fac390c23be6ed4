"""Rules that find a signal in a series, and how often each finds one where there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates.columns import Numbers
from wij_impact.language import Text

__all__ = [
    "LEAST_POINTS",
    "XMR",
    "AnhojSignals",
    "anhoj",
    "false_alarm_rates",
    "need_points",
    "nhs_causes",
    "position",
    "xmr_limits",
]

Flags = npt.NDArray[np.bool_]
LEAST_POINTS = 12
# Three standard deviations, each a mean moving range over d2 = 1.128 (Wheeler 2003); often printed as 2.66.
XMR = 3 / 1.128
RUN = 7  # points on one side, or in one direction


def _part_of_window(starts: Flags, length: int) -> Flags:
    """Points that lie in any window of `length` that begins where `starts` says. Last axis is time."""
    part = np.zeros((*starts.shape[:-1], starts.shape[-1] + length - 1), bool)
    for shift in range(length):
        part[..., shift : shift + starts.shape[-1]] |= starts
    return part


def _windows(values: npt.NDArray[np.generic], length: int) -> npt.NDArray[np.generic]:
    return np.lib.stride_tricks.sliding_window_view(values, length, axis=-1)


def one_side(side: Numbers) -> Flags:
    """Part of 7 or more points in a row on one side of the mean; a point on the mean ends the run."""
    if side.shape[-1] < RUN:
        return np.zeros(side.shape, bool)
    window = _windows(side, RUN)
    return _part_of_window((window == 1).all(axis=-1) | (window == -1).all(axis=-1), RUN)


def trend(values: Numbers) -> Flags:
    """Part of 7 or more points that each rise, or each fall."""
    if values.shape[-1] < RUN:
        return np.zeros(values.shape, bool)
    step = _windows(np.sign(np.diff(values, axis=-1)), RUN - 1)
    return _part_of_window((step == 1).all(axis=-1) | (step == -1).all(axis=-1), RUN)


def two_in_three(side: Numbers, close: Flags) -> Flags:
    """Close to a limit, and one of 2 such points among 3 in a row on the same side."""
    if side.shape[-1] < 3:
        return np.zeros(side.shape, bool)
    same = np.abs(_windows(side, 3).sum(axis=-1)) == 3
    return _part_of_window((_windows(close, 3).sum(axis=-1) >= 2) & same, 3) & close


def nhs_causes(values: Numbers, mean: float, lower: float, upper: float) -> list[str]:
    """Special cause of each point of one series, by the rules of NHS England's Making Data Count.

    Outside the limits; 7 points rising or falling; 2 of 3 in the outer third; 7 points on one side. The first that
    holds names the point; ``Common Cause`` otherwise.
    """
    side, outside, close = position(values, mean, lower, upper)
    above = np.where(side > 0, "Above", "Below")
    in_trend, rising = trend(values), _rising(values)
    close_pair, run = two_in_three(side, close), one_side(side)
    causes = []
    for i in range(len(values)):
        if outside[i]:
            causes.append("Above UCL" if side[i] > 0 else "Below LCL")
        elif in_trend[i]:
            causes.append(f"7 Point Trend ({'Increasing' if rising[i] else 'Decreasing'})")
        elif close_pair[i]:
            causes.append(f"2 in 3 {above[i]} CL")
        elif run[i]:
            causes.append(f"7 Points {above[i]} CL")
        else:
            causes.append("Common Cause")
    return causes


def position(
    values: Numbers, mean: float | Numbers, lower: float | Numbers, upper: float | Numbers
) -> tuple[Numbers, Flags, Flags]:
    """Side of the mean (-1, 0, 1), outside the limits, and in the outer third. Last axis is time."""
    # A mean of equal values differs from them by rounding; that is no side, and no limit is passed by it.
    slack = 1e-12 * np.abs(values).max(axis=-1, keepdims=True)
    distance = np.where(np.abs(values - mean) <= slack, 0.0, values - mean)
    side = np.sign(distance)
    outside = (distance > upper - mean) | (distance < lower - mean)
    # The outer third lies beyond two of the three standard deviations.
    near = np.where(distance > 0, upper - mean, mean - lower) * 2 / 3
    return side, outside, ~outside & (np.abs(distance) > near)


def _rising(values: Numbers) -> Flags:
    """Direction of the trend a point belongs to; where one trend ends another begins, the next step decides."""
    step = np.sign(np.diff(values))
    in_trend = trend(values)
    before = np.concatenate([[0.0], step])
    after = np.concatenate([step, step[-1:]]) if len(step) else before
    next_too = np.concatenate([in_trend[1:], [False]])
    return np.where(in_trend & next_too, after, before) > 0


@dataclass(frozen=True)
class AnhojSignals:
    """Longest run and number of crossings of the median, the bounds for this many points, and the verdict."""

    useful: int
    longest_run: int
    longest_run_allowed: int
    crossings: int
    crossings_needed: int

    @property
    def signal(self) -> bool:
        """A run that is too long or crossings that are too few."""
        return self.longest_run > self.longest_run_allowed or self.crossings < self.crossings_needed


def anhoj(values: Numbers, centre: float | None = None) -> AnhojSignals:
    """The Anhoj run rules around the median.

    Parameters
    ----------
    values : array of float, shape (points,)
        In order of time, at least 12.
    centre : float, optional
        By default the median; points on it are not useful and are left out.

    Notes
    -----
    Longest run above round(log2(n) + 3), or crossings below the 5% quantile of Binomial(n - 1, .5)
    (Anhoj & Olesen 2014, PLoS ONE 9:e113825; Anhoj & Wentzel-Larsen 2018).

    Examples
    --------
    >>> anhoj(np.array([1.0, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2])).signal
    False
    """
    values = np.asarray(values, float)
    need_points(len(values))
    centre = float(np.median(values)) if centre is None else centre
    side = np.sign(values - centre)
    side = side[side != 0]
    n = len(side)
    if n < 2:
        return AnhojSignals(n, n, max(n, 1), 0, 0)
    change = side[1:] != side[:-1]
    edges = np.flatnonzero(np.concatenate([[True], change, [True]]))
    return AnhojSignals(
        n,
        int(np.diff(edges).max()),
        round(float(np.log2(n)) + 3),
        int(change.sum()),
        int(stats.binom.ppf(0.05, n - 1, 0.5)),
    )


def need_points(points: int) -> None:
    """Refuse a control chart with fewer than 12 points."""
    if points < LEAST_POINTS:
        raise InsufficientEvidence(
            Text(
                nl=f"een regelkaart vraagt minstens {LEAST_POINTS} punten; dit zijn er {points}.",
                en=f"a control chart needs at least {LEAST_POINTS} points; there are {points}.",
            ),
            remedy=Text(
                nl="Toon de cijfers per periode met hun interval, of tel per maand of kwartaal.",
                en="Show the figures per period with their interval, or count per month or quarter.",
            ),
        )


def false_alarm_rates(points: int, draws: int = 10_000, seed: int = 0, fix: int | None = None) -> dict[str, float]:
    """Share of series without any change in which each rule signals, at this number of points.

    Parameters
    ----------
    points : int
        Length of the series.
    draws, seed : int
        Series of independent normal values to draw.
    fix : int, optional
        Points in the baseline, as in `control_chart`.

    Returns
    -------
    dict
        ``outside``, ``trend``, ``two_in_three``, ``one_side`` and ``any`` (the NHS rules), and ``anhoj``.

    Examples
    --------
    >>> rates = false_alarm_rates(24, draws=4000)
    >>> 0.15 < rates["any"] < 0.25
    True
    """
    need_points(points)
    series = np.random.default_rng(seed).standard_normal((draws, points))
    mean, lower, upper = xmr_limits(series[:, : fix or points])
    side, outside, close = position(series, mean, lower, upper)
    found = {
        "outside": outside.any(axis=1),
        "trend": trend(series).any(axis=1),
        "two_in_three": two_in_three(side, close).any(axis=1),
        "one_side": one_side(side).any(axis=1),
    }
    rates = {name: float(hit.mean()) for name, hit in found.items()}
    rates["any"] = float(np.logical_or.reduce(list(found.values())).mean())
    rates["anhoj"] = float(_anhoj_many(series).mean())
    return rates


def _anhoj_many(series: Numbers) -> Flags:
    side = series > np.median(series, axis=1, keepdims=True)
    n = series.shape[1]
    if n % 2:  # the median point itself is not useful; drop it from each series
        keep = series != np.median(series, axis=1, keepdims=True)
        side, n = side[keep].reshape(len(series), n - 1), n - 1
    crossings = (side[:, 1:] != side[:, :-1]).sum(axis=1)
    longest, run = np.ones(len(side), int), np.ones(len(side), int)
    for t in range(1, n):
        run = np.where(side[:, t] == side[:, t - 1], run + 1, 1)
        longest = np.maximum(longest, run)
    return (longest > round(float(np.log2(n)) + 3)) | (crossings < stats.binom.ppf(0.05, n - 1, 0.5))


def xmr_limits(baseline: Numbers, screen: bool = True, sigmas: float = XMR) -> tuple[Numbers, Numbers, Numbers]:
    """Mean and natural process limits of each series (last axis is time), keeping that axis.

    Limits are `sigmas` mean moving ranges from the mean; with `screen`, moving ranges of 3.267 times their mean or
    more are left out once (Wheeler 2003; Provost & Murray 2011).
    """
    mean = baseline.mean(axis=-1, keepdims=True)
    moving = np.abs(np.diff(baseline, axis=-1))
    average = moving.mean(axis=-1, keepdims=True)
    if screen:
        # A series without any movement has nothing to screen.
        kept = (moving < 3.267 * average) | (average == 0)
        average = (moving * kept).sum(axis=-1, keepdims=True) / kept.sum(axis=-1, keepdims=True)
    return mean, mean - sigmas * average, mean + sigmas * average
