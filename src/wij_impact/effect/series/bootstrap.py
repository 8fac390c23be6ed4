"""An interval for a step in a short series with memory: a parametric AR(1) bootstrap that holds its level.

Neighbouring months resemble each other. Ordinary standard errors ignore it, and the usual repair (HAC) estimates it
from so few points that it still finds a step in one null series out of six. Here the memory is estimated, corrected
for the bias that fitting a line and a step brings, and the whole procedure is then played on series without a step,
for every memory from 0 to .8 and with noise on top: the critical value keeps its promise for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from wij_impact.estimates.columns import Numbers

__all__ = ["Calibration", "Stepped", "calibrate"]

# Memories that are played, and up to which the level is kept. Above .8 a series of this length is hardly told from
# a drift, and no critical value helps.
MEMORIES = np.concatenate([np.arange(0.0, 0.9, 0.1), [0.9]])
KEPT_UP_TO = 0.8
# Counts add noise of their own on top of what months share, and hide part of the memory: the level is also kept when
# half of the variance is such noise, up to this memory.
NOISE, KEPT_WITH_NOISE = 0.5, 0.7


@dataclass(frozen=True)
class Stepped:
    """One coefficient with its interval: std_error, critical value, memory (rho) and p-value."""

    std_error: float
    critical: float
    rho: float
    p_value: float


@dataclass(frozen=True)
class Calibration:
    """The bootstrap of one coefficient of one design, ready for any series.

    Attributes
    ----------
    influence : array, shape (points,)
        What each (weighted) point adds to the coefficient.
    spread, shrink, expected : array, shape (memories,)
        Per memory: variance of the coefficient and expected residual sum of squares, both with unit variance, and
        the lag-1 correlation that the residuals then show.
    played : array, shape (memories, draws)
        Absolute t-values without a step, sorted.
    critical : array, shape (memories,)
    stretch : float
        What the critical value is multiplied by so that it holds for every memory.
    level : float
        Confidence level that `critical` belongs to.
    """

    influence: Numbers
    spread: Numbers
    shrink: Numbers
    expected: Numbers
    played: Numbers
    critical: Numbers
    stretch: float
    level: float

    def interval(self, estimate: float, residuals: Numbers) -> Stepped:
        """Standard error, critical value and p-value (of no step) for weighted `residuals`, shape (points,)."""
        errors, rho = self._errors(residuals[None, :])
        size = abs(estimate) / float(errors[0]) / self.stretch
        above = ((self.played >= size).sum(axis=1) + 1) / (self.played.shape[1] + 1)
        p_value = float(np.interp(rho[0], MEMORIES, above))
        critical = float(np.interp(rho[0], MEMORIES, self.critical))
        # Counting draws and reading off a quantile between two memories differ in the fourth decimal, and at the edge
        # the two would then contradict each other: the interval decides on which side of `level` the p-value lies.
        edge = 1 - self.level
        # 1 - .95 is not quite .05, hence the billionth.
        p_value = min(p_value, edge * (1 - 1e-9)) if size > critical else max(p_value, edge * (1 + 1e-9))
        return Stepped(float(errors[0]), critical * self.stretch, float(rho[0]), p_value)

    def _errors(self, residuals: Numbers) -> tuple[Numbers, Numbers]:
        squares = (residuals**2).sum(axis=1)
        shown = (residuals[:, 1:] * residuals[:, :-1]).sum(axis=1) / squares
        rho = np.interp(shown, self.expected, MEMORIES)
        variance = squares / np.interp(rho, MEMORIES, self.shrink) * np.interp(rho, MEMORIES, self.spread)
        return np.sqrt(variance), rho


def calibrate(design: Numbers, coefficient: int, level: float, draws: int, seed: int) -> Calibration:
    """Play the procedure on series without a step.

    Parameters
    ----------
    design : array, shape (points, terms)
        Weighted design: each row times the square root of its weight.
    coefficient : int
        Which term.
    level : float
        Confidence level as a fraction.
    draws, seed : int
        Series per memory, and the seed of the generator.

    Notes
    -----
    Residual autocorrelation is biased to zero by the fitted terms; it is inverted through its expectation (a ratio of
    expectations, Kendall 1954). Playing the whole procedure, estimated memory included, is prepivoting (Beran 1988).

    Examples
    --------
    >>> month = np.arange(48.0)
    >>> design = np.column_stack([np.ones(48), month / 48, month >= 24])
    >>> bool(2.0 < calibrate(design, 2, 0.95, 2000, 0).critical[5] < 2.5)
    True
    """
    shape = design.shape
    return _calibrate(np.ascontiguousarray(design, dtype=float).tobytes(), shape, coefficient, level, draws, seed)


@lru_cache(maxsize=32)
def _calibrate(
    raw: bytes, shape: tuple[int, int], coefficient: int, level: float, draws: int, seed: int
) -> Calibration:
    design = np.frombuffer(raw).reshape(shape)
    points = shape[0]
    solve = np.linalg.pinv(design)
    leave = np.eye(points) - design @ solve
    neighbours = leave @ ((np.eye(points, k=1) + np.eye(points, k=-1)) / 2) @ leave
    apart = np.abs(np.subtract.outer(np.arange(points), np.arange(points)))
    # 0**0 is 1 and 0**k is 0, so a memory of 0 is the identity.
    alike = [memory**apart for memory in MEMORIES]
    influence = solve[coefficient]
    shrink = np.array([(leave * one).sum() for one in alike])
    expected = np.array([(neighbours * one).sum() for one in alike]) / shrink
    expected = np.maximum.accumulate(expected) + 1e-9 * np.arange(len(MEMORIES))
    spread = np.array([influence @ one @ influence for one in alike])
    blank = Calibration(influence, spread, shrink, expected, np.empty((0, 0)), np.empty(0), 1.0, level)
    sizes, memories = _play(blank, leave, MEMORIES, 0.0, draws, seed)
    critical = np.maximum.accumulate(np.quantile(sizes, level, axis=1))
    kept = MEMORIES <= KEPT_UP_TO + 1e-9
    noisy = _play(blank, leave, MEMORIES[(MEMORIES > 0.25) & (MEMORIES <= KEPT_WITH_NOISE + 1e-9)], NOISE, draws, seed)
    needed = [
        np.quantile(size / np.interp(memory, MEMORIES, critical), level)
        for played, shown in ((sizes[kept], memories[kept]), noisy)
        for size, memory in zip(played, shown, strict=True)
    ]
    stretch = max(1.0, float(max(needed)))
    return Calibration(influence, spread, shrink, expected, np.sort(sizes, axis=1), critical, stretch, level)


def _play(
    blank: Calibration, leave: Numbers, true: Numbers, noise: float, draws: int, seed: int
) -> tuple[Numbers, Numbers]:
    """Absolute t-values and estimated memories of series without a step, shape (memories, draws) each."""
    rng = np.random.default_rng(seed)
    shocks, own = rng.standard_normal((2, draws, len(leave)))
    sizes, memories = [], []
    for memory in true:  # the same shocks for every memory: differences between memories are not chance
        series = shocks.copy()
        fresh = np.sqrt(1 - memory**2)
        for point in range(1, series.shape[1]):
            series[:, point] = memory * series[:, point - 1] + fresh * shocks[:, point]
        if noise:
            series = np.sqrt(1 - noise) * series + np.sqrt(noise) * own
        errors, rho = blank._errors(series @ leave)
        sizes.append(np.abs(series @ blank.influence) / errors)
        memories.append(rho)
    return np.array(sizes), np.array(memories)
