"""What next month brings: predictive draws of a count per period, and the reference "as last year"."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wij_impact.estimates.columns import Numbers

__all__ = ["as_last_year", "next_counts", "spread_of_counts"]

Whole = npt.NDArray[np.int64]


def next_counts(history: Numbers, horizon: int, rng: np.random.Generator, draws: int, season: int = 12) -> Whole:
    """Counts of the next periods, drawn: shape (draws, horizon).

    A negative binomial around level x season. The level is the last year's, gamma distributed; seasons are used from
    two years on, shrunken to 1; the level drifts as much as it did between years, above chance.
    """
    factors = seasons(history, season)
    place = np.arange(len(history)) % season
    recent = slice(max(0, len(history) - season), None)
    exposure = float(factors[place[recent]].sum())
    total = float(history[recent].sum())
    mean = np.maximum(total / exposure * factors[place[recent]], 1e-9)
    # Within the last year, so that drift between years is not counted twice.
    df = max(1, len(mean) - 1)
    found = float(((history[recent] - mean) ** 2 / np.maximum(mean, 0.5)).sum() / df)
    phi = np.maximum(1.0, max(found, 0.5) * df / rng.chisquare(df, draws))
    phi = np.minimum(phi, 10 * max(1.0, found))
    level = rng.gamma(total / phi + 0.5, phi / exposure)
    sigma, years = drift(history, season, max(1.0, found))
    wide = np.minimum(np.sqrt(years / rng.chisquare(years, draws)), 3.0)  # the spread itself is hardly known
    yearly = (sigma * wide * rng.standard_normal(draws))[:, None]
    ahead = (np.arange(1, horizon + 1) + season / 2) / season  # the level is that of half a year ago
    moved = np.exp(yearly * np.sqrt(ahead))
    moved = moved / moved.mean(axis=0)  # drift widens the band, it does not raise the mean
    mu = level[:, None] * factors[(len(history) + np.arange(horizon)) % season] * moved
    return negative_binomial(np.minimum(mu, 1e9), phi[:, None], rng)


def as_last_year(history: Numbers, horizon: int, rng: np.random.Generator, draws: int, season: int = 12) -> Whole:
    """The reference: the same period of last year, as widely spread as it missed before."""
    back = history[season:] - history[:-season] if len(history) > season else np.array([])
    base = history[season:] + history[:-season] if len(history) > season else np.array([])
    phi = max(1.0, float((back**2).sum() / max(base.sum(), 1.0))) if len(back) >= 6 else 1.0
    last = history[-season:]
    mu = np.maximum(np.array([last[h % len(last)] for h in range(horizon)]), 0.5)
    return negative_binomial(np.broadcast_to(mu, (draws, horizon)), np.full((draws, 1), 2 * phi), rng)


def seasons(history: Numbers, season: int) -> Numbers:
    """Factor per place in the year, mean 1; all 1 with less than two years."""
    whole = len(history) // season
    if whole < 2:
        return np.ones(season)
    years = history[len(history) - whole * season :].reshape(whole, season)
    totals = np.maximum(years.sum(axis=1, keepdims=True), 1e-9)
    share = years * season / totals
    raw = share.mean(axis=0)
    # Shrink by what is noise: the spread within a place against the spread between places.
    noise = float(share.var(axis=0, ddof=1).mean()) / whole
    between = max(0.0, float(raw.var(ddof=1)) - noise)
    kept = between / (between + noise) if between + noise > 0 else 0.0
    start = len(history) % season
    factors = 1 + kept * (raw - 1)
    return np.roll(factors, start)  # place 0 is the first period of the history


def drift(history: Numbers, season: int, phi: float) -> tuple[float, int]:
    """Spread of the level from year to year on the log scale beyond chance, and the number of changes it rests on."""
    whole = len(history) // season
    if whole < 2:
        return 0.1, 2  # nothing to go by: a tenth a year, widely spread
    years = np.maximum(history[len(history) - whole * season :].reshape(whole, season).sum(axis=1), 1.0)
    change = np.diff(np.log(years))
    chance = float((phi / years[1:] + phi / years[:-1]).mean())
    own = max(0.0, float((change**2).mean()) - chance)
    # One prior change of 5%, so that two equal years do not promise that nothing ever changes.
    return float(np.sqrt((own * len(change) + 0.05**2) / (len(change) + 1))), len(change) + 1


def spread_of_counts(history: Numbers) -> float:
    """Variance over mean of counts per period; 1 is Poisson, NaN with fewer than three periods."""
    if len(history) < 3 or history.mean() <= 0:
        return float("nan")
    return float(history.var(ddof=1) / history.mean())


def negative_binomial(mu: Numbers, phi: Numbers, rng: np.random.Generator) -> Whole:
    """Counts with mean `mu` and variance `phi * mu`; Poisson where phi is 1."""
    over = np.broadcast_to(phi - 1, mu.shape)
    rate = np.where(over > 1e-9, rng.gamma(mu / np.maximum(over, 1e-9), np.maximum(over, 1e-9)), mu)
    return rng.poisson(rate).astype(np.int64)
