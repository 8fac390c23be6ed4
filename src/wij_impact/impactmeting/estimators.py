"""Mean, total and ratio with design-based standard errors, whole or per group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates import as_result, check_level
from wij_impact.impactmeting.checks import as_list, numeric_column, require_columns
from wij_impact.impactmeting.design import SurveyDesign
from wij_impact.impactmeting.prepared import PreparedDesign, prepare
from wij_impact.impactmeting.small_samples import small_sample
from wij_impact.language import Text

__all__ = ["Domain", "domains", "linearise_mean", "linearise_ratio", "mean", "ratio", "t_interval", "total"]

TAYLOR = "Taylor linearisation"


@dataclass(frozen=True)
class Domain:
    """A subgroup: its keys and who is in it."""

    keys: dict[str, Any]
    inside: np.ndarray


def domains(responses: pd.DataFrame, by: str | Sequence[str] | None) -> Iterator[Domain]:
    """The subgroups of `by` in sorted (or category) order; everyone when `by` is None.

    A respondent whose group is missing is in no group.
    """
    names = as_list(by)
    if not names:
        yield Domain({}, np.ones(len(responses), dtype=bool))
        return
    require_columns(responses, names)
    grouped = responses.reset_index(drop=True).groupby(names, observed=True, sort=True, dropna=True)
    for key, rows in grouped.indices.items():
        inside = np.zeros(len(responses), dtype=bool)
        inside[rows] = True
        values = key if isinstance(key, tuple) else (key,)
        yield Domain(dict(zip(names, values, strict=True)), inside)


def linearise_mean(values: np.ndarray, inside: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Weighted mean over `inside`, and each respondent's (unweighted) influence on it, 0 outside."""
    size = float(weights[inside].sum())
    estimate = float(weights[inside] @ values[inside]) / size
    return estimate, np.where(inside, np.where(inside, values, 0.0) - estimate, 0.0) / size


def linearise_ratio(
    top: np.ndarray, under: np.ndarray, inside: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """Ratio of two weighted totals over `inside`, and each respondent's influence on it, 0 outside."""
    y, x = np.where(inside, top, 0.0), np.where(inside, under, 0.0)
    size = float(weights @ x)
    if size == 0:
        raise InsufficientEvidence(
            Text(nl="de noemer telt op tot 0.", en="the denominator adds up to 0."),
            remedy=Text(nl="Kies een andere noemer.", en="Choose another denominator."),
        )
    estimate = float(weights @ y) / size
    return estimate, (y - estimate * x) / size


def t_interval(estimate: float, std_error: float, df: float, level: float) -> tuple[float, float]:
    """Estimate -+ t times the standard error; NaN where there are no degrees of freedom."""
    if df <= 0 or not np.isfinite(std_error):
        return np.nan, np.nan
    half = float(stats.t.isf((1 - level) / 2, df)) * std_error
    return estimate - half, estimate + half


def describe(prepared: PreparedDesign, df: float) -> str:
    """The method in words: estimator, interval, degrees of freedom, the rule for single-unit strata."""
    if df <= 0:
        return f"{TAYLOR}; too few primary units for an interval"
    parts = [f"{TAYLOR}, t(df={df:.3g})" if df != int(df) else f"{TAYLOR}, t(df={df:g})"]
    if prepared.calibrator is not None:
        parts.append("calibrated")
    return "; ".join([*parts, *filter(None, [prepared.rule()])])


def _row(
    prepared: PreparedDesign,
    estimate: float,
    scores: np.ndarray,
    inside: np.ndarray,
    level: float,
    correct: bool = False,
) -> dict[str, Any]:
    df: float = prepared.degrees_of_freedom(inside)
    variance = float(prepared.covariance(scores[:, None])[0, 0]) if df > 0 or prepared.census else np.nan
    # Projection leaves a variance of a calibrated total at rounding distance below 0.
    std_error = float(np.sqrt(max(variance, 0.0))) if np.isfinite(variance) else np.nan
    df, factor = small_sample(prepared, inside) if correct else (df, 1.0)
    lower, upper = t_interval(estimate, factor * std_error, df, level)
    return {
        "estimate": estimate,
        "std_error": std_error,
        "lower": lower,
        "upper": upper,
        "level": level,
        "n": int(inside.sum()),
        "method": describe(prepared, df),
    }


def _nothing(level: float) -> dict[str, Any]:
    return {"level": level, "n": 0, "method": "no answers"}


def check_answerable(rows: list[dict[str, Any]], by: object) -> None:
    """Without groups, a result without an interval is an error; with groups it is a row that says so."""
    if by is None and all(not np.isfinite(row.get("std_error", np.nan)) for row in rows):
        raise InsufficientEvidence(
            Text(
                nl="één getrokken eenheid (of geen antwoord) is te weinig om de onzekerheid te schatten.",
                en="one sampled unit (or no answer) is too little to estimate the uncertainty.",
            ),
            remedy=Text(
                nl="Er zijn ten minste twee eenheden in een stratum nodig.",
                en="At least two units in a stratum are needed.",
            ),
        )


def mean(
    responses: pd.DataFrame,
    column: str | Sequence[str],
    design: SurveyDesign | None = None,
    by: str | Sequence[str] | None = None,
    *,
    level: float = 0.95,
    df: Literal["small", "design"] = "small",
) -> pd.DataFrame:
    """Mean of a numeric column, weighted, with the standard error of the design.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row per respondent.
    column : str or list of str
        Numeric column(s); a missing answer leaves the respondent out of this mean, not out of the design.
    design : SurveyDesign, optional
        How respondents were drawn; without it as a simple random sample from a large population.
    by : str or list of str, optional
        Groups. They are domains of one sample: the standard error accounts for the chance size of the group.
    level : float
        Confidence level as a fraction.
    df : {"small", "design"}
        Interval: corrected for few and unequal units (default), or as R `survey` by default: units minus strata.

    Returns
    -------
    pandas.DataFrame
        `item`, the columns of `by`, then the result columns; `n` counts answers.

    Raises
    ------
    InputError
        For a column that is absent or not numeric, and for wrong weights or population sizes.
    InsufficientEvidence
        Without `by`, when the design leaves no degrees of freedom.

    Notes
    -----
    Taylor linearisation with t on (primary units - strata) degrees of freedom, both counted inside the group;
    per-stage finite population correction. Lumley (2010), Complex Surveys, ch. 2-3 and appendix. With few or unequal
    units, or weights raked to margins, the standard error falls short and rests on fewer degrees of freedom: the
    interval (not `std_error`) is widened by Satterthwaite's approximation, so that it holds its level at 8 clusters
    too; see docs/methods/verified_impactmeting.md.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> im.mean(pd.DataFrame({"grade": [7, 8, 9]}), "grade")[["estimate", "n"]].values.tolist()
    [[8.0, 3.0]]
    """
    return _each(responses, as_list(column), prepare(responses, design), by, check_level(level), "mean", df == "small")


def total(
    responses: pd.DataFrame,
    column: str | Sequence[str],
    design: SurveyDesign | None = None,
    by: str | Sequence[str] | None = None,
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Population total of a numeric column. Parameters and result as for `mean`.

    A respondent without an answer adds nothing to the total; compare `n` with the number of respondents.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> people = pd.DataFrame({"visits": [1, 2, 3], "weight": [10, 10, 20]})
    >>> im.total(people, "visits", im.SurveyDesign(weights="weight"))["estimate"].tolist()
    [90.0]
    """
    return _each(responses, as_list(column), prepare(responses, design), by, check_level(level), "total")


def _each(
    responses: pd.DataFrame,
    columns: list[str],
    prepared: PreparedDesign,
    by: Any,
    level: float,
    what: str,
    correct: bool = True,
) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    parts = list(domains(responses, by))
    for column in columns:
        values = numeric_column(responses, column)
        answered = ~np.isnan(values)
        for domain in parts:
            inside = domain.inside & answered
            keys = {"item": column, **domain.keys}
            if not inside.any():
                rows.append(keys | _nothing(level))
            elif what == "mean":
                estimate, scores = linearise_mean(values, inside, prepared.weights)
                rows.append(keys | _row(prepared, estimate, scores, inside, level, correct))
            else:
                scores = np.where(inside, values, 0.0)
                rows.append(keys | _row(prepared, float(prepared.weights @ scores), scores, inside, level))
    check_answerable(rows, by)
    return as_result(rows, ["item", *as_list(by)])


def ratio(
    responses: pd.DataFrame,
    numerator: str,
    denominator: str,
    design: SurveyDesign | None = None,
    by: str | Sequence[str] | None = None,
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Ratio of two totals (hours per client, cost per visit), over respondents who answered both.

    Returns
    -------
    pandas.DataFrame
        `numerator`, `denominator`, the columns of `by`, then the result columns.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> im.ratio(pd.DataFrame({"hours": [2, 4, 3], "clients": [1, 2, 3]}), "hours", "clients")["estimate"].tolist()
    [1.5]
    """
    prepared, level = prepare(responses, design), check_level(level)
    top, under = numeric_column(responses, numerator), numeric_column(responses, denominator)
    answered = ~(np.isnan(top) | np.isnan(under))
    rows: list[dict[str, Any]] = []
    for domain in domains(responses, by):
        inside = domain.inside & answered
        keys = {"numerator": numerator, "denominator": denominator, **domain.keys}
        if not inside.any():
            rows.append(keys | _nothing(level))
            continue
        estimate, scores = linearise_ratio(top, under, inside, prepared.weights)
        rows.append(keys | _row(prepared, estimate, scores, inside, level))
    check_answerable(rows, by)
    return as_result(rows, ["numerator", "denominator", *as_list(by)])
