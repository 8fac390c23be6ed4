"""Intervals for a proportion and for a count, from their published closed forms."""

from __future__ import annotations

import math
from typing import Literal

from scipy import stats

from wij_impact.errors import InputError
from wij_impact.estimates.shape import check_level

__all__ = ["byar_interval", "proportion_interval", "wilson_interval"]


def _check_counts(events: float, n: float) -> None:
    if not (math.isfinite(events) and math.isfinite(n)) or n <= 0 or events < 0 or events > n:
        raise InputError(
            f"{events} events out of {n} is not a proportion.",
            remedy="Events lie between 0 and n, and n is above 0.",
        )


def wilson_interval(events: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson score interval of a proportion.

    Parameters
    ----------
    events, n : float
        Count with the property, and the base. Neither has to be whole: an effective sample size is allowed.
    level : float
        Confidence level as a fraction.

    Returns
    -------
    tuple of float
        Lower and upper limit, as fractions.

    Raises
    ------
    InputError
        When `events` does not lie between 0 and `n`.

    Notes
    -----
    Wilson (1927), JASA 22:209-212. At n=10 and p=.95 it covers .914 instead of .95; `proportion_interval` with
    ``method="auto"`` does not use it there.

    Examples
    --------
    >>> tuple(round(limit, 6) for limit in wilson_interval(65, 100))
    (0.552544, 0.736358)
    """
    _check_counts(events, n)
    z = float(stats.norm.isf((1 - check_level(level)) / 2))
    p = events / n
    centre = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # The closed form is exactly 0 or 1 at the ends; floating point must not say otherwise.
    lower = 0.0 if events == 0 else max(0.0, (centre - half) / scale)
    upper = 1.0 if events == n else min(1.0, (centre + half) / scale)
    return lower, upper


def exact_interval(events: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Clopper-Pearson interval: covers at least `level` at every n and p (Clopper & Pearson 1934)."""
    _check_counts(events, n)
    tail = (1 - check_level(level)) / 2
    lower = 0.0 if events == 0 else float(stats.beta.ppf(tail, events, n - events + 1))
    upper = 1.0 if events == n else float(stats.beta.isf(tail, events + 1, n - events))
    return lower, upper


def proportion_interval(
    events: float, n: float, level: float = 0.95, method: Literal["auto", "wilson", "exact"] = "auto"
) -> tuple[float, float, str]:
    """Interval of a proportion, and the name of the method that made it.

    ``auto`` is Clopper-Pearson, which holds its level at every n; ``wilson`` is shorter and right on average.

    Examples
    --------
    >>> proportion_interval(9, 10, method="wilson")[2]
    'Wilson'
    """
    if method == "wilson":
        return (*wilson_interval(events, n, level), "Wilson")
    return (*exact_interval(events, n, level), "Clopper-Pearson")


def byar_interval(events: float, level: float = 0.95) -> tuple[float, float]:
    """Byar's interval of a Poisson count.

    Parameters
    ----------
    events : float
        The count, 0 or more.
    level : float
        Confidence level as a fraction.

    Returns
    -------
    tuple of float
        Lower and upper limit of the expected count.

    Notes
    -----
    Breslow & Day (1987), Statistical Methods in Cancer Research II, p. 69. Below 10 events Byar is a
    little short, so the exact (chi-square, Garwood 1936) limits are used there.

    Examples
    --------
    >>> tuple(round(limit, 6) for limit in byar_interval(65))
    (50.163188, 82.849139)
    """
    if not math.isfinite(events) or events < 0:
        raise InputError(f"{events} is not a count.", remedy="A count is 0 or more.")
    tail = (1 - check_level(level)) / 2
    if events < 10:
        lower = 0.0 if events == 0 else float(stats.chi2.ppf(tail, 2 * events)) / 2
        return lower, float(stats.chi2.isf(tail, 2 * events + 2)) / 2
    z = float(stats.norm.isf(tail))
    lower = events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3
    above = events + 1
    return lower, above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3
