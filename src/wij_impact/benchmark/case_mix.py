"""Case-mix: the position of a unit when its clients or its context are taken into account, and when they are not."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, choose, names, need_units, numbers, positive, require, row_of
from wij_impact.language import Text

__all__ = ["FAMILIES", "case_mix"]

FAMILIES = ("binomial", "poisson", "gaussian")
LEAST_ROWS_PER_TERM = 5  # below this a model mostly repeats its data


def case_mix(
    data: pd.DataFrame,
    outcome: str,
    covariates: str | Sequence[str],
    unit: str,
    population: str | None = None,
    family: Literal["binomial", "poisson", "gaussian"] = "binomial",
    caused_by_unit: Sequence[str] = (),
    level: float = 0.95,
) -> pd.DataFrame:
    """Adjusted and unadjusted values of each unit, side by side.

    Parameters
    ----------
    data : DataFrame
        Rows of clients (``population`` is None; outcome 0 or 1 for ``binomial``), or of groups with a count and its
        population; a unit may have one row or many.
    outcome : str
        Column with the outcome, or with the count.
    covariates : str or list of str
        What is adjusted for; numbers, or codes (these become categories).
    unit, population : str
        The unit, and the base of a count.
    family : {"binomial", "poisson", "gaussian"}
        Shares, rates, or means.
    caused_by_unit : list of str
        Columns that the unit itself influences, as the data dictionary declares; adjusting for them is refused,
        because it would adjust away what is to be judged.
    level : float
        Level of the intervals.

    Returns
    -------
    DataFrame
        One row per unit: ``estimate`` adjusted to the mix of all; ``unadjusted, unadjusted_lower,
        unadjusted_upper``; ``expected``: what the mix of the unit leads one to expect; ``dispersion`` of the model;
        ``overlap`` False, with the covariate in ``overlap_note``, where the unit lies outside the range of all
        others, so that the model extrapolates.

    Raises
    ------
    UsageError
        For a covariate that the unit causes.
    InsufficientEvidence
        For fewer than 5 rows per term of the model, or a model that does not settle.

    Notes
    -----
    A generalised linear model without units gives the expected value of each row; adjusted = pooled value x
    observed / expected (indirect standardisation), pooled value + observed - expected for means. Intervals are
    normal on the log scale (on the scale itself for means), with the dispersion of the model when above 1; that of
    the coefficients is not in them. What is not measured is not adjusted for.

    Examples
    --------
    >>> rows = pd.DataFrame({"team": ["A", "A", "B", "B"] * 3, "age": ["y", "o"] * 6,
    ...                      "n": [100, 300, 300, 100] * 3, "x": [10, 90, 30, 30] * 3})
    >>> result = case_mix(rows, "x", "age", "team", population="n")
    >>> result[["estimate", "unadjusted"]].round(3).values.tolist()
    [[0.2, 0.25], [0.2, 0.15]]
    """
    choose(family, FAMILIES, "family")
    check_level(level)
    columns = names(covariates)
    _refuse_caused(columns, unit, outcome, caused_by_unit)
    require(data, [unit, outcome, *columns])
    _check_units(data, unit)
    y, base = _outcome(data, outcome, population, family)
    groups = data.groupby(unit, sort=False).indices
    need_units(len(groups), 2, Text(nl="Een casemixcorrectie", en="A case-mix adjustment"))
    design, terms = _design(data, columns)
    if len(y) < LEAST_ROWS_PER_TERM * len(terms) or len(y) <= len(terms) + 1:
        raise InsufficientEvidence(
            Text(
                nl=f"{len(y)} rijen zijn te weinig voor {len(terms)} termen.",
                en=f"{len(y)} rows are too few for {len(terms)} terms.",
            ),
            remedy=Text(
                nl=f"Corrigeer voor minder kenmerken: minstens {LEAST_ROWS_PER_TERM} rijen per term.",
                en=f"Adjust for fewer covariates: at least {LEAST_ROWS_PER_TERM} rows per term.",
            ),
        )
    expected, dispersion = _fit(y, base, design, family)
    pooled = float(y.sum() / base.sum())
    z = float(stats.norm.isf((1 - level) / 2))
    notes = _overlap(data, columns, groups)
    rows = []
    for name, where in groups.items():
        observed, size, fitted = float(y[where].sum()), float(base[where].sum()), float(expected[where].sum())
        row: dict[str, Any] = {unit: name} | _unit_row(observed, size, fitted, pooled, dispersion, family, z)
        row |= {"level": level, "n": size, "method": f"{family} GLM, observed over expected", "expected": fitted / size}
        row |= {"dispersion": dispersion, "overlap": notes[name] == "", "overlap_note": notes[name]}
        rows.append(row)
    return as_result(rows, [unit])


def _check_units(data: pd.DataFrame, unit: str) -> None:
    empty = data[unit].isna().to_numpy(dtype=bool)
    if empty.any():
        raise InputError(
            Text(nl="de eenheid heeft geen naam.", en="the unit has no name."),
            remedy=Text(nl="Geef elke rij een eenheid.", en="Give every row a unit."),
            row=row_of(data, int(np.argmax(empty))),
            column=unit,
        )


def _refuse_caused(columns: list[str], unit: str, outcome: str, caused: Sequence[str]) -> None:
    if not columns:
        raise UsageError(
            Text(nl="er is geen kenmerk om voor te corrigeren.", en="there is nothing to adjust for."),
            remedy=Text(nl="Noem minstens één kenmerk.", en="Name at least one covariate."),
        )
    for column in columns:
        if column in caused or column in (unit, outcome):
            raise UsageError(
                Text(
                    nl=f"'{column}' is gevolg van wat de eenheid zelf doet.",
                    en=f"'{column}' follows from what the unit itself does.",
                ),
                remedy=Text(
                    nl="Corrigeer alleen voor wat de eenheid aantreft; anders verdwijnt het verschil dat telt.",
                    en="Adjust only for what the unit meets; else the difference that matters disappears.",
                ),
            )


def _outcome(data: pd.DataFrame, outcome: str, population: str | None, family: str) -> tuple[Numbers, Numbers]:
    y = numbers(data, outcome, minimum=None if family == "gaussian" else 0.0)
    base = positive(data, population) if population is not None else np.ones(len(y))
    if family == "gaussian" and population is not None:
        y = y * base  # the outcome of a group is its mean; sums add up
    if family == "binomial" and (y > base).any():
        row = int(np.argmax(y > base))
        raise InputError(
            Text(nl=f"{y[row]:g} gevallen op {base[row]:g}.", en=f"{y[row]:g} events out of {base[row]:g}."),
            remedy=Text(
                nl="Een uitkomst is 0 of 1, of geef population.", en="An outcome is 0 or 1, or give population."
            ),
            row=row_of(data, row),
            column=outcome,
        )
    if family != "gaussian" and (y.sum() == 0 or (family == "binomial" and y.sum() == base.sum())):
        raise InputError(
            Text(nl="de uitkomst is overal gelijk.", en="the outcome is the same everywhere."),
            remedy=Text(nl="Er valt niets te corrigeren.", en="There is nothing to adjust."),
            column=outcome,
        )
    return y, base


def _design(data: pd.DataFrame, columns: list[str]) -> tuple[Numbers, list[str]]:
    parts, terms = [np.ones(len(data))], ["1"]
    for column in columns:
        if pd.api.types.is_numeric_dtype(data[column]) and not pd.api.types.is_bool_dtype(data[column]):
            values = numbers(data, column, minimum=None)
            spread = float(values.std())
            new = [((values - values.mean()) / spread, column)] if spread > 0 else []
        else:
            codes = data[column].astype(object)
            if codes.isna().any():
                row = row_of(data, int(np.argmax(codes.isna().to_numpy())))
                raise InputError(
                    Text(nl="het kenmerk is leeg.", en="the covariate is empty."),
                    remedy=Text(nl="Vul het in of geef 'onbekend'.", en="Fill it in or write 'unknown'."),
                    row=row,
                    column=column,
                )
            levels = sorted(codes.astype(str).unique())
            new = [((codes.astype(str) == one).to_numpy(dtype=float), f"{column}={one}") for one in levels[1:]]
        if not new:
            raise InputError(
                Text(nl="dit kenmerk is overal gelijk.", en="this covariate is the same everywhere."),
                remedy=Text(nl="Laat het weg.", en="Leave it out."),
                column=column,
            )
        parts.extend(values for values, _ in new)
        terms.extend(term for _, term in new)
    return np.column_stack(parts), terms


def _fit(y: Numbers, base: Numbers, design: Numbers, family: str) -> tuple[Numbers, float]:
    """Expected total of each row, and Pearson's dispersion (at least 1; the variance for means)."""
    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise InputError(
            Text(nl="twee kenmerken zeggen hetzelfde.", en="two covariates say the same."),
            remedy=Text(nl="Laat er een weg.", en="Leave one out."),
        )
    kinds: dict[str, Any] = {
        "binomial": sm.families.Binomial,
        "poisson": sm.families.Poisson,
        "gaussian": sm.families.Gaussian,
    }
    share = y / base
    weights = base if family != "poisson" else None
    offset = np.log(base) if family == "poisson" else None
    target = y if family == "poisson" else share
    model = sm.GLM(target, design, family=kinds[family](), var_weights=weights, offset=offset)
    with warnings.catch_warnings():
        # A covariate that predicts a group perfectly leaves the expected counts finite, and these are all we use.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        # By the relative change of the deviance: with an absolute one of 1e-12 a deviance of thousands settles on
        # one machine and not on another, whose last digit keeps moving.
        with np.errstate(over="ignore"):  # such a group has odds of e^700 and more: 0 or 1, which is right
            fit = model.fit(maxiter=200, atol=1e-12, rtol=1e-12)
    if not fit.converged or not np.isfinite(fit.params).all():
        raise InsufficientEvidence(
            Text(nl="het model komt niet tot rust.", en="the model does not settle."),
            remedy=Text(nl="Corrigeer voor minder kenmerken.", en="Adjust for fewer covariates."),
        )
    with np.errstate(over="ignore"):
        fitted = np.asarray(fit.fittedvalues)
        dispersion = float(fit.pearson_chi2 / fit.df_resid)
    return (fitted if family == "poisson" else fitted * base), dispersion if family == "gaussian" else max(
        1.0, dispersion
    )


def _unit_row(
    observed: float, size: float, fitted: float, pooled: float, dispersion: float, family: str, z: float
) -> dict[str, float]:
    raw = observed / size
    if family == "gaussian":
        error = float(np.sqrt(dispersion / size))
        value = pooled + (observed - fitted) / size
        return {"estimate": value, "std_error": error, "lower": value - z * error, "upper": value + z * error} | {
            "unadjusted": raw, "unadjusted_lower": raw - z * error, "unadjusted_upper": raw + z * error}  # fmt: skip
    value = pooled * observed / fitted
    # Half an event keeps the log scale usable at zero, for the width of the interval only.
    count = max(observed, 0.5)
    remaining = max(1 - count / size, 0.0) if family == "binomial" else 1.0
    log_error = float(np.sqrt(dispersion * max(remaining, 1e-12) / count))
    grow = float(np.exp(z * log_error))
    floor, raw_floor = pooled * count / fitted, count / size
    return {
        "estimate": value,
        "std_error": value * log_error,
        "lower": value / grow if observed > 0 else 0.0,
        "upper": floor * grow,
        "unadjusted": raw,
        "unadjusted_lower": raw / grow if observed > 0 else 0.0,
        "unadjusted_upper": raw_floor * grow,
    }


def _overlap(data: pd.DataFrame, columns: list[str], groups: dict[Any, Any]) -> dict[Any, str]:
    """The covariates in which the unit's mean (or code) lies outside the range of all other rows."""
    kinds = {column: pd.api.types.is_numeric_dtype(data[column]) for column in columns}
    kinds = {column: number and not pd.api.types.is_bool_dtype(data[column]) for column, number in kinds.items()}
    # Arrays taken once: a frame cut anew for every unit and covariate takes most of the time of a report.
    values = {
        column: data[column].to_numpy(float) if number else data[column].astype(str).to_numpy()
        for column, number in kinds.items()
    }
    notes = {}
    for name, where in groups.items():
        mine = np.zeros(len(data), bool)
        mine[where] = True
        alone = [
            column
            for column, number in kinds.items()
            if (_outside if number else _other_codes)(values[column][mine], values[column][~mine])
        ]
        notes[name] = "; ".join(alone)
    return notes


def _outside(own: np.ndarray, others: np.ndarray) -> bool:
    own, others = own[~np.isnan(own)], others[~np.isnan(others)]
    return bool(own.size and others.size and (own.mean() < others.min() or own.mean() > others.max()))


def _other_codes(own: np.ndarray, others: np.ndarray) -> bool:
    return not set(own.tolist()) <= set(others.tolist())
