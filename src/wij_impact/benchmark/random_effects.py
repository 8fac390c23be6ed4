"""The spread between units (tau2) when each has an estimate and a standard error: REML, and a posterior on a grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from wij_impact.estimates.columns import Numbers

__all__ = ["Spread", "posterior_interval", "reml", "tau_posterior"]


@dataclass(frozen=True)
class Spread:
    """Mean of the units, its standard error, the variance between units and the standard error of that."""

    mean: float
    mean_error: float
    tau2: float
    tau2_error: float


def _restricted(tau2: float, value: Numbers, variance: Numbers) -> float:
    """Minus twice the restricted log-likelihood, up to a constant."""
    weight = 1 / (variance + tau2)
    mean = (weight * value).sum() / weight.sum()
    return float(-np.log(weight).sum() + np.log(weight.sum()) + (weight * (value - mean) ** 2).sum())


def reml(value: Numbers, variance: Numbers) -> Spread:
    """Restricted maximum likelihood of the normal-normal model (Viechtbauer 2005, JEBS 30:261-293).

    Examples
    --------
    >>> round(reml(np.array([0.0, 1.0, 2.0]), np.array([0.25, 0.25, 0.25])).tau2, 6)
    0.75
    """
    top = float(np.var(value, ddof=1)) + float(variance.max())
    # The likelihood may have two tops; a grid finds the right one and the bounded search its last digits.
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 4.0, 80) * top])
    heights = [_restricted(float(tau2), value, variance) for tau2 in grid]
    best = int(np.argmin(heights))
    left, right = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    found = optimize.minimize_scalar(
        _restricted, bounds=(left, right), args=(value, variance), method="bounded", options={"xatol": 1e-12 * top}
    )
    tau2 = float(found.x) if found.fun < heights[0] else 0.0
    weight = 1 / (variance + tau2)
    mean = float((weight * value).sum() / weight.sum())
    total = weight.sum()
    information = (weight**2).sum() - 2 * (weight**3).sum() / total + ((weight**2).sum() / total) ** 2
    return Spread(mean, float(1 / np.sqrt(total)), tau2, float(np.sqrt(2 / information)))


def tau_posterior(value: Numbers, variance: Numbers, points: int = 400) -> tuple[Numbers, Numbers]:
    """Grid of the standard deviation between units, and its posterior probabilities under a flat prior.

    Gelman et al. (2013), Bayesian Data Analysis, section 5.4: uniform on tau, mean integrated out. Flat on tau lets
    the data say that units differ little, and keeps the chance that they differ somewhat.
    """
    low = float(np.sqrt(variance.min()))
    top = 4 * float(np.sqrt(np.var(value, ddof=1) + variance.max()))
    tau = np.unique(np.concatenate([np.linspace(0, min(low, top), points // 4), np.linspace(0, top, points)]))
    weight = 1 / (variance[None, :] + tau[:, None] ** 2)
    total = weight.sum(axis=1)
    mean = (weight * value).sum(axis=1) / total
    log = 0.5 * (np.log(weight).sum(axis=1) - np.log(total) - (weight * (value - mean[:, None]) ** 2).sum(axis=1))
    step = np.gradient(tau)
    mass = np.exp(log - log.max()) * step
    return tau, mass / mass.sum()


def posterior_interval(value: Numbers, variance: Numbers, level: float) -> tuple[Numbers, Numbers, Numbers]:
    """Standard error, lower and upper limit of each unit's true value, with uncertain mean and tau.

    A mixture of normal distributions over the grid of `tau_posterior`; its quantiles by bisection.

    Examples
    --------
    >>> error, lower, upper = posterior_interval(np.array([0.0, 1.0, 2.0, 3.0]), np.full(4, 0.01), 0.95)
    >>> bool(0.09 < error[0] < 0.11)
    True
    """
    tau, mass = tau_posterior(value, variance, points=200)
    likely = mass > 1e-9 * mass.max()
    tau, mass = tau[likely], mass[likely] / mass[likely].sum()
    total = variance[None, :] + tau[:, None] ** 2
    precision = (1 / total).sum(axis=1, keepdims=True)
    mean = (value / total).sum(axis=1, keepdims=True) / precision
    pull = variance / total
    centre = value + pull * (mean - value)
    spread = np.sqrt(tau[:, None] ** 2 * pull + pull**2 / precision)
    middle = mass @ centre
    error = np.sqrt(mass @ (spread**2 + (centre - middle) ** 2))
    limits = []
    for tail in ((1 - level) / 2, (1 + level) / 2):
        left, right = (centre - 9 * spread).min(axis=0), (centre + 9 * spread).max(axis=0)
        for _ in range(40):
            half = (left + right) / 2
            below = mass @ special.ndtr((half - centre) / spread) < tail
            left, right = np.where(below, half, left), np.where(below, right, half)
        limits.append((left + right) / 2)
    return error, limits[0], limits[1]
