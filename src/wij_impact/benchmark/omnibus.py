"""First things first: do the units differ at all?"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.benchmark.bases import with_base
from wij_impact.benchmark.funnel import KINDS, read_counts
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, choose, need_units, numbers, positive, unit_names
from wij_impact.language import Text

__all__ = ["units_differ", "units_differ_counts"]

COMPARISON = Text(nl="Een toets op verschillen", en="A test of differences")


#: Numpy draws tables of up to so many.
_DRAWN = 10**9


def units_differ_counts(
    data: pd.DataFrame,
    events: str,
    population: str,
    unit: str,
    kind: Literal["proportion", "rate", "ratio"] = "proportion",
    draws: int = 1_999,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Test whether counts differ between units more than chance explains.

    Parameters
    ----------
    data, events, population, unit, kind
        As in `funnel`. Units whose count is empty, or whose base is empty or zero,
        are left out and not counted.
    draws : int
        Tables drawn under no difference, with the same totals.
    seed : int
        Of the draws.
    level : float
        Difference is said to be shown when p <= 1 - level.

    Returns
    -------
    DataFrame
        One row: ``estimate`` is the chi-square statistic, ``df``, ``p_value``, ``i_squared`` (share of the spread
        beyond chance), ``shown``; ``n`` is the number of units.

    Notes
    -----
    Pearson's chi-square with its conditional distribution by Monte Carlo: given the totals, counts of identical
    units are multivariate hypergeometric (proportions) or multinomial (rates), so p is valid at any size
    (Davison & Hinkley 1997, p. 140: p = (1 + draws as extreme) / (draws + 1)). Effective sample sizes are rounded
    for the draws only when they are not whole; then the chi-square distribution is used and named.

    Examples
    --------
    >>> same = pd.DataFrame({"team": list("ABCD"), "yes": [8, 9, 8, 7], "asked": [10, 10, 10, 10]})
    >>> bool(units_differ_counts(same, "yes", "asked", "team")["shown"].iloc[0])
    False
    """
    choose(kind, KINDS, "kind")
    check_level(level)
    data, _ = with_base(data, events, population, unit)
    counts = read_counts(data, events, population, unit, kind, censored_below=1.0)
    known = ~np.isnan(counts.events)
    observed, base = counts.events[known], counts.population[known]
    need_units(len(observed), 2, COMPARISON)
    statistic = float(_chi_square(observed[None, :], base, kind)[0])
    total = float(observed.sum())
    if total == 0 or (kind == "proportion" and total == base.sum()):
        return _result(0.0, len(observed), 1.0, level, "all counts equal their limit")
    whole = np.allclose(observed, np.round(observed)) and (kind != "proportion" or np.allclose(base, np.round(base)))
    if not whole or max(base.sum(), total) >= _DRAWN:  # among so many the chi-square is as good
        p = float(stats.chi2.sf(statistic, len(observed) - 1))
        return _result(statistic, len(observed), p, level, "Pearson chi-square")
    simulated = _chi_square(_draw(observed, base, kind, draws, seed), base, kind)
    p = float(1 + (simulated >= statistic * (1 - 1e-12)).sum()) / (draws + 1)
    return _result(statistic, len(observed), p, level, f"Pearson chi-square, Monte Carlo of {draws} tables")


def units_differ(data: pd.DataFrame, estimate: str, std_error: str, unit: str, level: float = 0.95) -> pd.DataFrame:
    """Test whether estimates differ more than their standard errors explain (Cochran's Q).

    Parameters
    ----------
    data, estimate, std_error, unit
        One row per unit, its estimate and its standard error (above 0).
    level : float
        Difference is said to be shown when p <= 1 - level.

    Returns
    -------
    DataFrame
        As `units_differ_counts`; ``estimate`` is Q.

    Notes
    -----
    Cochran (1954), Biometrics 10:101-129. It trusts the standard errors; with counts use `units_differ_counts`.

    Examples
    --------
    >>> teams = pd.DataFrame({"team": list("ABC"), "grade": [7.9, 8.0, 8.1], "se": [0.2, 0.2, 0.2]})
    >>> round(float(units_differ(teams, "grade", "se", "team")["estimate"].iloc[0]), 3)
    0.5
    """
    check_level(level)
    unit_names(data, unit)
    value, error = numbers(data, estimate, minimum=None), positive(data, std_error)
    need_units(len(value), 2, COMPARISON)
    weight = 1 / error**2
    centre = (weight * value).sum() / weight.sum()
    q = float((weight * (value - centre) ** 2).sum())
    return _result(q, len(value), float(stats.chi2.sf(q, len(value) - 1)), level, "Cochran's Q")


def _chi_square(tables: Numbers, base: Numbers, kind: str) -> Numbers:
    """Pearson's statistic of each row of counts; a pooled value of 0 or 1 has no spread and gives 0."""
    pooled = tables.sum(axis=1, keepdims=True) / base.sum()
    expected = pooled * base
    variance = expected * (1 - pooled) if kind == "proportion" else expected
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(variance > 0, (tables - expected) ** 2 / variance, 0.0)
    return terms.sum(axis=1)


def _draw(observed: Numbers, base: Numbers, kind: str, draws: int, seed: int) -> Numbers:
    rng = np.random.default_rng(seed)
    total = round(float(observed.sum()))
    if kind == "proportion":
        colours = np.round(base).astype(np.int64)
        return rng.multivariate_hypergeometric(colours, total, size=draws, method="marginals").astype(float)
    return rng.multinomial(total, base / base.sum(), size=draws).astype(float)


def _result(statistic: float, units: int, p: float, level: float, method: str) -> pd.DataFrame:
    df = units - 1
    spread = max(0.0, (statistic - df) / statistic) if statistic > 0 else 0.0
    row = {"estimate": statistic, "level": level, "n": units, "method": method, "df": df, "p_value": p}
    return as_result([row | {"i_squared": spread, "shown": p <= 1 - level + 1e-12}], [])
