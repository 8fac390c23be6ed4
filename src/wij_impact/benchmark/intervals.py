"""The intervals of `wij_impact.estimates`, for many units at once."""

from __future__ import annotations

import numpy as np
from scipy import special

from wij_impact.estimates.columns import Numbers

__all__ = ["own_intervals"]


def own_intervals(events: Numbers, base: Numbers, kind: str, level: float) -> tuple[Numbers, Numbers, Numbers]:
    """Standard error, lower and upper limit of each unit's own value.

    Clopper-Pearson for proportions; Byar, exact below 10 events, for rates and ratios. NaN where the count is NaN.

    Examples
    --------
    >>> _, lower, upper = own_intervals(np.array([65.0]), np.array([100.0]), "rate", 0.95)
    >>> round(float(lower[0]), 6), round(float(upper[0]), 6)
    (0.501632, 0.828491)
    """
    events, base = np.asarray(events, float), np.asarray(base, float)
    tail = (1 - level) / 2
    if kind == "proportion":
        share = events / base
        some, rest = np.where(events > 0, events, 1.0), np.where(events < base, base - events, 1.0)
        lower = np.where(events > 0, special.betaincinv(some, base - events + 1, tail), 0.0)
        upper = np.where(events < base, special.betainccinv(events + 1, rest, tail), 1.0)
        error = np.sqrt(share * (1 - share) / base)
    else:
        low, high = _byar(events, tail)
        lower, upper, error = low / base, high / base, np.sqrt(events) / base
    known = ~np.isnan(events)
    return error, np.where(known, lower, np.nan), np.where(known, upper, np.nan)


def _byar(events: Numbers, tail: float) -> tuple[Numbers, Numbers]:
    z = -float(special.ndtri(tail))
    many, above = np.maximum(events, 10.0), events + 1
    low = many * (1 - 1 / (9 * many) - z / (3 * np.sqrt(many))) ** 3
    high = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    some = np.where(events > 0, events, 1.0)
    exact_low = np.where(events > 0, special.gammaincinv(some, tail), 0.0)
    exact_high = special.gammainccinv(above, tail)
    few = events < 10
    return np.where(few, exact_low, low), np.where(few, exact_high, high)
