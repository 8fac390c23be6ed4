"""Shrinkage: an estimate from few clients leans on what is known of all units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.benchmark.bases import known_rows
from wij_impact.benchmark.count_model import Fit, Grid, fit_counts, hyper_grid, posterior_of_counts
from wij_impact.benchmark.intervals import own_intervals
from wij_impact.benchmark.random_effects import posterior_interval, reml
from wij_impact.errors import InputError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import (
    Numbers,
    choose,
    keep_keys,
    need_units,
    numbers,
    positive,
    row_of,
    unit_names,
)
from wij_impact.language import Text

__all__ = ["METHODS", "shrink", "shrink_counts"]

METHODS = ("james-stein", "reml", "beta-binomial", "gamma-poisson")
COUNTED = {"beta-binomial": "proportion", "gamma-poisson": "rate"}


@dataclass(frozen=True)
class Shrunken:
    """Shrunken values, the share pulled to the mean, the mean, and the spread."""

    value: Numbers
    pull: Numbers
    mean: float
    tau2: float
    name: str


def shrink(
    data: pd.DataFrame,
    estimate: str,
    std_error: str | None,
    unit: str,
    method: Literal["james-stein", "reml", "beta-binomial", "gamma-poisson"] = "james-stein",
    population: str | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Empirical-Bayes estimates, with the raw ones beside them.

    Parameters
    ----------
    data : DataFrame
        One row per unit.
    estimate, std_error : str
        Columns with the estimate and its standard error (above 0). The last two methods need no standard error when
        they have a population.
    unit : str
        Column with the name of the unit.
    method : {"james-stein", "reml", "beta-binomial", "gamma-poisson"}
        The estimator of the spread between units; for proportions ``beta-binomial``, for rates ``gamma-poisson``.
    population : str, optional
        For ``beta-binomial`` the number behind each proportion, for ``gamma-poisson`` the base of each rate. Without it
        the number follows from the standard error, which fails at 0 (and at 1).
    level : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        One row per unit: ``estimate`` is shrunken, ``raw, raw_lower, raw_upper`` as given, ``shrinkage`` the share
        of the way to ``mean``, ``tau2`` the variance between units. A unit of which estimate and standard error (or
        population) are both empty, or whose population is zero, has no row: ``attrs["left_out"]`` says which and why.

    Raises
    ------
    InsufficientEvidence
        For fewer than 4 units (James-Stein) or 3 (the others).
    InputError
        For a standard error that is missing or 0 beside an estimate.

    Notes
    -----
    James-Stein: positive part, towards the mean (Efron & Morris 1975, JASA 70:311-319), with Morris's correction
    (k-3)/(k-1) for unequal standard errors (Morris 1983, JASA 78:47-55). REML: best linear predictor. The intervals
    of both come from the posterior with the uncertainty of mean and tau in it (`random_effects`): those from the
    estimated tau alone cover 87% where units hardly differ. Beta-binomial and gamma-Poisson: maximum likelihood of
    mean and spread, and the posterior with the uncertainty of both in it (`count_model`). Nothing is added to a zero.

    Examples
    --------
    >>> teams = pd.DataFrame({"team": list("ABCDE"), "grade": [6.0, 7.0, 7.5, 8.0, 9.0], "se": [0.5] * 5})
    >>> shrink(teams, "grade", "se", "team")["estimate"].round(2).tolist()
    [6.15, 7.05, 7.5, 7.95, 8.85]
    """
    choose(method, METHODS, "method")
    check_level(level)
    data, gone = known_rows(data, unit, estimate, (population if method in COUNTED and population else std_error))
    units = unit_names(data, unit)
    need_units(len(units), 4 if method == "james-stein" else 3, Text(nl="Krimpen naar het gemiddelde", en="Shrinkage"))
    raw = numbers(data, estimate, minimum=None)
    if method in COUNTED:
        size = _sizes(data, raw, estimate, std_error, population, method)
        events, kind = raw * size, COUNTED[method]
        fit = fit_counts(events, size, kind)
        grid = hyper_grid(events, size, kind, fit)
        counted = shrink_counts(units, unit, events, size, kind, fit, grid, level, raw)
        counted.attrs["left_out"] = gone
        return keep_keys(counted, unit, data)
    if std_error is None:
        raise InputError(
            Text(nl="deze methode vraagt een standaardfout.", en="this method needs a standard error."),
            remedy=Text(nl="Noem de kolom met de standaardfout.", en="Name the column with the standard error."),
        )
    error = positive(data, std_error)
    result = _james_stein(raw, error**2) if method == "james-stein" else _reml(raw, error**2)
    spread, lower, upper = posterior_interval(raw, error**2, level)
    z = float(stats.norm.isf((1 - level) / 2))
    rows = []
    for i, name in enumerate(units):
        value = float(result.value[i])
        rows.append(
            {
                unit: name,
                "estimate": value,
                "std_error": float(spread[i]),
                "lower": float(min(lower[i], value)),
                "upper": float(max(upper[i], value)),
            }
            | {"level": level, "n": len(units), "method": result.name, "raw": float(raw[i])}
            | {"raw_lower": raw[i] - z * error[i], "raw_upper": raw[i] + z * error[i]}
            | {"shrinkage": float(result.pull[i]), "mean": result.mean, "tau2": result.tau2}
        )
    made = as_result(rows, [unit])
    made.attrs["left_out"] = gone
    return keep_keys(made, unit, data)


def _james_stein(value: Numbers, variance: Numbers) -> Shrunken:
    k = len(value)
    if np.ptp(variance) <= 1e-12 * variance.max():
        mean = float(value.mean())
        squares = float(((value - mean) ** 2).sum())
        v = float(variance[0])
        pull = np.full(k, min(1.0, (k - 3) * v / squares) if squares > 0 else 1.0)
        tau2 = max(0.0, squares / (k - 1) - v)
    else:
        tau2, mean = _morris(value, variance)
        pull = (k - 3) / (k - 1) * variance / (variance + tau2)
    shrunken = value + pull * (mean - value)
    return Shrunken(shrunken, pull, mean, tau2, "James-Stein, positive part; posterior interval")


def _morris(value: Numbers, variance: Numbers) -> tuple[float, float]:
    """Morris's iteration for the variance between units; it stops within rounding or is at 0."""
    k, tau2 = len(value), float(np.var(value, ddof=1))
    for _ in range(500):
        weight = 1 / (variance + tau2)
        mean = (weight * value).sum() / weight.sum()
        step = (weight * (k / (k - 1) * (value - mean) ** 2 - variance)).sum() / weight.sum()
        new = max(0.0, float(step))
        if abs(new - tau2) <= 1e-13 * (tau2 + variance.mean()):
            tau2 = new
            break
        tau2 = new
    weight = 1 / (variance + tau2)
    return tau2, float((weight * value).sum() / weight.sum())


def _reml(value: Numbers, variance: Numbers) -> Shrunken:
    spread = reml(value, variance)
    total = variance + spread.tau2
    pull = variance / total
    shrunken = value + pull * (spread.mean - value)
    return Shrunken(shrunken, pull, spread.mean, spread.tau2, "REML, best linear predictor; posterior interval")


def _sizes(
    data: pd.DataFrame, value: Numbers, estimate: str, std_error: str | None, population: str | None, method: str
) -> Numbers:
    share = method == "beta-binomial"
    wrong = (value < 0) | ((value > 1) & share)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(
            Text(
                nl=f"{value[row]:g} is geen {'aandeel' if share else 'cijfer'}.",
                en=f"{value[row]:g} is not a {'proportion' if share else 'rate'}.",
            ),
            remedy=Text(nl="Geef aandelen als fractie van 0 tot 1.", en="Give proportions as a fraction from 0 to 1.")
            if share
            else Text(nl="Een cijfer is 0 of meer.", en="A rate is 0 or more."),
            row=row_of(data, row),
            column=estimate,
        )
    if population is not None:
        return positive(data, population)
    error = numbers(data, std_error) if std_error else np.zeros(len(value))
    variance = value * (1 - value) if share else value
    edge = (error == 0) | (variance == 0)
    if edge.any():
        row = int(np.argmax(edge))
        raise InputError(
            Text(
                nl="uit een waarde van 0 (of een aandeel van 1) of een standaardfout van 0 volgt geen aantal.",
                en="a value of 0 (or a proportion of 1), or a standard error of 0, does not tell the number behind it.",
            ),
            remedy=Text(
                nl="Geef population: de kolom met het aantal.", en="Give population: the column with the number."
            ),
            row=row_of(data, row),
            column=std_error or estimate,
        )
    return variance / error**2


def shrink_counts(
    units: list[str],
    unit: str,
    events: Numbers,
    base: Numbers,
    kind: str,
    fit: Fit,
    grid: Grid,
    level: float,
    raw: Numbers | None = None,
) -> pd.DataFrame:
    """The counts of units shrunken; ``raw`` is count over base, also for a count of 0."""
    raw = events / base if raw is None else raw
    _, raw_lower, raw_upper = own_intervals(events, base, kind, level)
    pull = 1 / (1 + base / fit.strength)
    if events.sum() == 0 or (kind == "proportion" and events.sum() == base.sum()):
        # Nothing, or everything, everywhere: known as well as the total allows.
        total = own_intervals(np.array([events.sum()]), np.array([base.sum()]), kind, level)
        error, lower, upper = (np.full(len(units), float(part[0])) for part in total)
    else:
        error, lower, upper = posterior_of_counts(events, base, kind, grid, level)
    value = raw + pull * (fit.mean - raw)
    name = "beta-binomial" if kind == "proportion" else "gamma-Poisson"
    rows = [
        {unit: name_of, "estimate": float(value[i]), "std_error": float(error[i])}
        | {"lower": float(min(lower[i], value[i])), "upper": float(max(upper[i], value[i]))}
        | {"level": level, "n": float(base[i]), "method": f"{name}, maximum likelihood; posterior interval"}
        | {"raw": float(raw[i]), "raw_lower": float(raw_lower[i]), "raw_upper": float(raw_upper[i])}
        | {"shrinkage": float(pull[i]), "mean": fit.mean, "tau2": fit.tau2}
        for i, name_of in enumerate(units)
    ]
    return as_result(rows, [unit])
