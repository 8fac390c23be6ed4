"""Counts of many units as one model: gamma-Poisson for rates and ratios, beta-binomial for proportions.

True rates follow a gamma distribution and counts a Poisson one around them, so that counts are negative binomial; true
shares follow a beta distribution. The unit's own count and base go in as they are: nothing is added to a zero.
Literature: Clayton & Kaldor (1987), Biometrics 43:671-681; Christiansen & Morris (1997), JASA 92:618-632.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats

from wij_impact.estimates.columns import Numbers

__all__ = ["Fit", "Grid", "draws_of_counts", "fit_counts", "hyper_grid", "posterior_of_counts"]

LEAST = 1e-4  # the smallest spread on the grid, as a share of the mean: below it nothing moves


@dataclass(frozen=True)
class Fit:
    """Mean of the true values, and the strength of the model in units of the base; infinite without spread.

    A unit keeps base / (base + strength) of its own value.
    """

    mean: float
    strength: float
    tau2: float


@dataclass(frozen=True)
class Grid:
    """Mean and strength of the model at each point, and how likely the point is; shape (points,)."""

    mean: Numbers
    strength: Numbers
    mass: Numbers


def _log_likelihood(events: Numbers, base: Numbers, kind: str, mean: Numbers, strength: Numbers) -> Numbers:
    """Of every pair of `mean` and `strength`, without what does not depend on them."""
    mean, strength = np.atleast_1d(mean)[:, None], np.atleast_1d(strength)[:, None]
    if kind == "proportion":
        a, b = mean * strength, (1 - mean) * strength
        return np.asarray((special.betaln(events + a, base - events + b) - special.betaln(a, b)).sum(axis=1))
    shape = mean * strength
    part = special.gammaln(events + shape) - special.gammaln(shape) - events * np.log(strength)
    return np.asarray((part - (events + shape) * np.log1p(base / strength)).sum(axis=1))


def _no_spread(events: Numbers, base: Numbers, kind: str, pooled: float) -> float:
    if kind == "proportion":
        return float((events * np.log(pooled) + (base - events) * np.log1p(-pooled)).sum())
    return float((events * np.log(pooled) - base * pooled).sum())


def fit_counts(events: Numbers, base: Numbers, kind: str) -> Fit:
    """Maximum likelihood of mean and strength.

    Examples
    --------
    Four units that differ less than chance: each is at the pooled rate.

    >>> fit_counts(np.array([3.0, 3, 2, 3]), np.array([100.0, 100, 100, 100]), "rate")
    Fit(mean=0.0275, strength=inf, tau2=0.0)
    """
    pooled = float(events.sum() / base.sum())
    if pooled == 0.0 or (kind == "proportion" and pooled == 1.0):
        return Fit(pooled, np.inf, 0.0)

    def place(theta: Numbers) -> tuple[float, float]:
        mean = float(special.expit(theta[0]) if kind == "proportion" else np.exp(theta[0]))
        return mean, float(np.exp(theta[1]))

    def minus_log(theta: Numbers) -> float:
        return -float(_log_likelihood(events, base, kind, *(np.array([v]) for v in place(theta)))[0])

    centre = float(special.logit(pooled) if kind == "proportion" else np.log(pooled))
    usual = float(np.log(np.median(base)))
    bounds = [(centre - 12, centre + 12), (usual - 12, usual + 12)]
    starts = [np.array([centre, usual + shift]) for shift in (-3.0, 0.0, 3.0)]
    fits = [optimize.minimize(minus_log, start, method="L-BFGS-B", bounds=bounds) for start in starts]
    best = min(fits, key=lambda fit: float(fit.fun))
    polished = optimize.minimize(minus_log, best.x, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12})
    theta = polished.x if polished.fun <= best.fun else best.x
    alike = -_no_spread(events, base, kind, pooled)
    if theta[1] > usual + 11 or float(min(polished.fun, best.fun)) >= alike - 1e-9 * max(1.0, abs(alike)):
        return Fit(pooled, np.inf, 0.0)
    mean, strength = place(theta)
    tau2 = mean * (1 - mean) / (strength + 1) if kind == "proportion" else mean / strength
    return Fit(mean, strength, tau2)


def hyper_grid(events: Numbers, base: Numbers, kind: str, fit: Fit, points: int = 41) -> Grid:
    """How likely each mean and spread is, under a flat prior on both (Gelman et al. 2013, section 5.4)."""
    if kind == "proportion" and fit.mean > 0.5:
        # Shares near 1 are shares near 0 of those who did not: worked out on that side, where nothing rounds away.
        other = hyper_grid(base - events, base, kind, Fit(1 - fit.mean, fit.strength, fit.tau2), points)
        return Grid(1 - other.mean, other.strength, other.mass)
    chance = fit.mean * (1 - fit.mean if kind == "proportion" else 1.0)
    # Half an event when there is none at all: only to have a grid, not to move a value.
    mean = max(fit.mean, 0.5 / float(base.sum()))
    mean = min(mean, 1 - 0.5 / float(base.sum())) if kind == "proportion" else mean
    chance = max(chance, mean * (1 - mean) if kind == "proportion" else mean)
    top = np.sqrt(mean * (1 - mean)) if kind == "proportion" else 3 * mean
    spread = np.geomspace(LEAST * mean, 0.999 * top, 4 * points)
    height = _log_likelihood(events, base, kind, np.full(len(spread), mean), _strength(mean, spread, kind))
    likely = spread[height > height.max() - 14]
    spread = np.linspace(LEAST * mean, min(1.3 * likely.max(), 0.999 * top), points)
    error = np.sqrt(1 / (1 / (chance / base[:, None] + spread**2)).sum(axis=0))  # of the mean, at each spread
    move = np.linspace(-5, 5, points)
    if kind == "proportion":
        means = special.expit(special.logit(mean) + np.outer(error / (mean * (1 - mean)), move))
        prior = means * (1 - means)
    else:
        means = mean * np.exp(np.outer(error / mean, move))
        prior = means
    wide = np.broadcast_to(spread[:, None], means.shape)
    strength = _strength(means, wide, kind)
    possible = strength > 0
    strength = np.where(possible, strength, 1.0)
    log = _log_likelihood(events, base, kind, means.ravel(), strength.ravel()).reshape(means.shape)
    mass = np.exp(log - log[possible].max()) * prior * error[:, None] * possible
    keep = mass.ravel() > 1e-7 * mass.max()
    mass = mass.ravel()[keep]
    return Grid(means.ravel()[keep], strength.ravel()[keep], mass / mass.sum())


def _strength(mean: float | Numbers, spread: Numbers, kind: str) -> Numbers:
    if kind == "proportion":
        return np.asarray(mean * (1 - mean) / spread**2 - 1)
    return np.asarray(mean / spread**2)


def posterior_of_counts(
    events: Numbers, base: Numbers, kind: str, grid: Grid, level: float
) -> tuple[Numbers, Numbers, Numbers]:
    """Standard error, lower and upper limit of each true value, with the uncertainty of mean and spread in it.

    The mixture over the grid has its mean and variance by the law of total variance; the limits are those of the
    gamma or beta distribution with that mean and variance (Christiansen & Morris 1997).
    """
    keep = base[:, None] / (base[:, None] + grid.strength)
    middle = keep * (events / base)[:, None] + (1 - keep) * grid.mean
    if kind == "proportion":
        inner = middle * (1 - middle) / (base[:, None] + grid.strength + 1)
    else:
        inner = middle / (base[:, None] + grid.strength)
    mean = middle @ grid.mass
    variance = inner @ grid.mass + (middle - mean[:, None]) ** 2 @ grid.mass
    ends = ((1 - level) / 2, (1 + level) / 2)
    if kind == "proportion":
        size = mean * (1 - mean) / variance - 1
        lower, upper = (stats.beta.ppf(q, mean * size, (1 - mean) * size) for q in ends)
    else:
        lower, upper = (stats.gamma.ppf(q, mean**2 / variance, scale=variance / mean) for q in ends)
    return np.sqrt(variance), lower, upper


def draws_of_counts(events: Numbers, base: Numbers, kind: str, grid: Grid, draws: int, seed: int) -> Numbers:
    """True values drawn given the counts, shape (draws, units)."""
    rng = np.random.default_rng(seed)
    at = rng.choice(len(grid.mass), size=draws, p=grid.mass)
    mean, strength = grid.mean[at][:, None], grid.strength[at][:, None]
    some = events + mean * strength
    if kind == "proportion":
        return np.asarray(rng.beta(some, base - events + (1 - mean) * strength))
    return np.asarray(rng.standard_gamma(some) / (base + strength))
