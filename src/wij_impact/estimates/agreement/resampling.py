"""Intervals for a coefficient of agreement: the units are the sample, so the units are drawn again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from wij_impact.errors import UsageError
from wij_impact.estimates.columns import Numbers
from wij_impact.estimates.shape import check_level
from wij_impact.language import Text

__all__ = ["BY_CLUSTER", "INTERVAL", "PRIOR", "Spread", "pseudo_pairs", "spread"]

# Coefficients for weights of the patterns: shape (draws, patterns) in, (draws,) out; NaN where it does not exist.
Coefficient = Callable[[Numbers], Numbers]

INTERVAL = "smoothed bootstrap by unit"
BY_CLUSTER = "smoothed bootstrap by cluster"
# Two imagined units: one on which raters agree, one on which they differ, spread over the categories. Without them
# the bootstrap of ten units without a disagreement says [1, 1], and covered .33 to .63 (docs/methods).
PRIOR = 2.0
MANY = 20  # categories above which not every pair of them is imagined
CHUNK = 4_000_000  # cells of the weight matrix held at once


@dataclass(frozen=True)
class Spread:
    """What drawing the units again says of one coefficient."""

    estimate: float
    std_error: float
    lower: float
    upper: float


def pseudo_pairs(size: int) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Imagined units of two ratings: half their mass on agreement, half on disagreement.

    Parameters
    ----------
    size : int
        Number of categories, at least 2.

    Returns
    -------
    pairs : ndarray of int, shape (m, 2)
        The two categories.
    mass : ndarray, shape (m,)
        Their prior mass; adds to `PRIOR`.
    """
    every = np.arange(size)
    same = np.stack([every, every], axis=1)
    if size <= MANY:
        apart = np.array([(c, k) for c in range(size) for k in range(size) if c != k], dtype=np.int64)
    else:
        other = (every + size // 3) % size
        apart = np.concatenate([np.stack([every, other], axis=1), np.stack([other, every], axis=1)])
    mass = np.r_[np.full(len(same), PRIOR / 2 / len(same)), np.full(len(apart), PRIOR / 2 / len(apart))]
    return np.concatenate([same, apart]), mass


def spread(
    coefficient: Coefficient,
    frequency: npt.NDArray[np.int64],
    prior: Numbers,
    *,
    level: float,
    draws: int,
    seed: int,
    clusters: npt.NDArray[np.int64] | None = None,
) -> Spread:
    """Estimate, standard error and interval.

    Parameters
    ----------
    coefficient : callable
        Of weights, shape (draws, patterns): first the patterns that were seen, then the imagined ones.
    frequency : ndarray of int
        How many units show each pattern.
    prior : ndarray
        Mass of the imagined patterns.
    level : float
        Confidence, as a fraction.
    draws, seed : int
        How many times the units are drawn again, and with which seed.
    clusters : ndarray of int, optional
        Per cluster of units how many of them show each pattern, shape (clusters, patterns): then whole clusters are
        drawn again, because what one text brings hangs together. With one cluster there is no interval.

    Notes
    -----
    Rubin (1981), The Bayesian bootstrap, Annals of Statistics 9:130-134, with `PRIOR` imagined units. Percentiles are
    widened for small n as Hesterberg (2015), The American Statistician 69:371-386, section 3.3 does.
    """
    check_level(level)
    if draws < 200:
        raise UsageError(
            Text(nl=f"{draws} trekkingen zijn te weinig.", en=f"{draws} draws are too few."),
            remedy=Text(nl="Vraag er minstens 200.", en="Ask for at least 200."),
        )
    n = int(frequency.sum())
    estimate = float(coefficient(np.r_[frequency, np.zeros(len(prior))][None, :])[0])
    if clusters is None:
        drawn = _draws(coefficient, np.r_[frequency, prior].astype(float), n, draws, seed)
    elif len(clusters) < 2:
        return Spread(estimate, float("nan"), float("nan"), float("nan"))
    else:
        drawn, n = _cluster_draws(coefficient, clusters, prior, draws, seed), len(clusters)
    drawn = drawn[np.isfinite(drawn)]
    # Student's t in place of the normal, and n in place of n - 1: percentiles alone are too short for few units.
    tail = float(stats.norm.cdf(-np.sqrt(n / (n - 1)) * stats.t.isf((1 - level) / 2, n - 1)))
    lower, upper = np.quantile(drawn, [tail, 1 - tail])
    return Spread(estimate, float(drawn.std(ddof=1)), min(float(lower), estimate), max(float(upper), estimate))


def _draws(coefficient: Coefficient, mass: Numbers, n: int, draws: int, seed: int) -> Numbers:
    rng = np.random.default_rng(seed)
    size = max(1, CHUNK // len(mass))
    parts = []
    for start in range(0, draws, size):
        gamma = rng.standard_gamma(mass, size=(min(size, draws - start), len(mass)))
        parts.append(coefficient(gamma * (n / gamma.sum(axis=1, keepdims=True))))
    return np.concatenate(parts)


def _cluster_draws(
    coefficient: Coefficient, clusters: npt.NDArray[np.int64], prior: Numbers, draws: int, seed: int
) -> Numbers:
    rng = np.random.default_rng(seed)
    size = max(1, CHUNK // (clusters.shape[1] + len(prior)))
    total, parts = float(clusters.sum()), []
    for start in range(0, draws, size):
        many = min(size, draws - start)
        seen = rng.standard_exponential((many, len(clusters))) @ clusters
        # The imagined units weigh as much as when each unit is drawn for itself.
        seen *= (total / seen.sum(axis=1))[:, None]
        parts.append(coefficient(np.concatenate([seen, rng.standard_gamma(prior, size=(many, len(prior)))], axis=1)))
    return np.concatenate(parts)
