"""Shares with an interval that holds its level at the small numbers of a neighbourhood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import special, stats

from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates import as_result, check_level
from wij_impact.impactmeting.checks import as_list, require_columns
from wij_impact.impactmeting.design import SurveyDesign
from wij_impact.impactmeting.estimators import TAYLOR, check_answerable, domains
from wij_impact.impactmeting.prepared import PreparedDesign, prepare
from wij_impact.impactmeting.tally import GroupMoments, group_codes, moments
from wij_impact.language import Text

__all__ = ["INTERVALS", "proportion", "share_intervals"]

IntervalName = Literal["auto", "wilson", "exact", "logit", "beta", "asin", "mean"]
INTERVALS = ("auto", "wilson", "exact", "logit", "beta", "asin", "mean")

Limits = tuple[np.ndarray, np.ndarray]


def proportion(
    responses: pd.DataFrame,
    column: str | Sequence[str],
    value: Any,
    design: SurveyDesign | None = None,
    by: str | Sequence[str] | None = None,
    method: IntervalName = "auto",
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of respondents who gave `value`, among those who answered.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row per respondent.
    column : str or list of str
        Item(s); a missing answer is left out of the base. Use `summarise` where neutral or don't know matter.
    value : code, or list of codes
        The answer(s) that count.
    design : SurveyDesign, optional
    by : str or list of str, optional
        Groups (domains).
    method : str
        "auto" (default) is Clopper-Pearson on the effective number of answers (Korn & Graubard 1998), which holds
        its level in small groups. By name: "wilson", "exact" (Clopper-Pearson; "beta" is R's name for it under a
        design), "logit", "asin", and "mean" (estimate -+ t SE, which falls short near 0% and 100%).
    level : float
        Confidence level as a fraction.

    Returns
    -------
    pandas.DataFrame
        `item`, `value`, the columns of `by`, then the result columns; fractions, not percentages.

    Raises
    ------
    InputError
        For an absent column, and for a `value` that is nowhere among the answers: of another type, or another word
        ("ja" for "Ja" gets a suggestion). A declared category that nobody chose, or a number on the scale, is 0%.

    Notes
    -----
    The effective number is p(1-p)/variance, times the squared ratio of t(n-1) and t(df), as in Korn & Graubard
    (1998), Survey Methodology 24:193-201. For "auto" it is at most Kish's number (sum w)^2 / sum w^2, because a
    variance from a handful of answers is itself a guess. When all answers are the same there is no variance to go
    by and it is Kish's number, or with clusters the number of clusters.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> people = pd.DataFrame({"heard": ["yes"] * 8 + ["no"] * 2})
    >>> im.proportion(people, "heard", "yes").round(3)[["estimate", "lower", "upper", "n"]].values.tolist()
    [[0.8, 0.444, 0.975, 10.0]]
    """
    if method not in INTERVALS:
        raise UsageError(
            Text(nl=f"interval '{method}' is er niet.", en=f"there is no interval '{method}'."),
            remedy=", ".join(INTERVALS),
        )
    level, prepared = check_level(level), prepare(responses, design)
    require_columns(responses, as_list(column))
    parts = list(domains(responses, by))
    groups = group_codes(prepared, [part.inside for part in parts])
    wanted = [tidied(one) for one in (value if isinstance(value, list | tuple | set | frozenset) else [value])]
    label = value if not isinstance(value, list | tuple | set | frozenset) else "+".join(map(str, wanted))
    rows: list[dict[str, Any]] = []
    for name in as_list(column):
        codes, found = _factorised(responses[name])
        check_value(name, wanted, [*found, *declared(responses[name])])
        hits = np.array([answer in wanted for answer in found], dtype=float)
        (result,), _ = moments(prepared, groups, codes, max(len(found), 1), [hits if len(found) else np.zeros(1)])
        keys = [{"item": name, "value": label, **part.keys} for part in parts]
        rows += share_rows(prepared, result, keys, method, level)
    check_answerable(rows, by)
    return as_result(rows, ["item", "value", *as_list(by)])


def share_rows(
    prepared: PreparedDesign, result: GroupMoments, keys: list[dict[str, Any]], method: str, level: float
) -> list[dict[str, Any]]:
    """One result row per group from the moments of a 0/1 recoding."""
    columns = share_columns(prepared, result, method, level)
    return [key | {name: values[at] for name, values in columns.items()} for at, key in enumerate(keys)]


def share_columns(prepared: PreparedDesign, result: GroupMoments, method: str, level: float) -> dict[str, list[Any]]:
    """The result columns, one entry per group."""
    lower, upper, names = share_intervals(prepared, result, method, level)
    return {
        "estimate": result.estimate.tolist(),
        "std_error": np.sqrt(result.variance).tolist(),
        "lower": lower.tolist(),
        "upper": upper.tolist(),
        "level": [level] * len(names),
        "n": result.n.tolist(),
        "method": names,
    }


def share_intervals(
    prepared: PreparedDesign, result: GroupMoments, method: str, level: float
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Limits and the name of the method, per group."""
    p = np.clip(result.estimate, 0.0, 1.0)
    known = (result.n > 0) & ((result.df > 0) | prepared.simple)
    if prepared.census:
        return p, p, ["census" if n else "no answers" for n in result.n]
    tail = (1 - level) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = known & (p > 0) & (p < 1) & (result.variance > 0)
        effective = np.where(spread, p * (1 - p) / result.variance, np.nan)
        t_df = np.where(known, stats.t.isf(tail, np.maximum(result.df, 1)), np.nan)
        t_n = stats.t.isf(tail, np.maximum(result.n - 1, 1))
        adjusted = effective * (t_n / t_df) ** 2
    size = _effective_size(prepared, result, adjusted, spread, method)
    limits = _limits(prepared, result, p, effective, size, spread, t_df, method, tail)
    lower, upper = (np.where(known, limit, np.nan) for limit in limits)
    return lower, upper, _names(prepared, result, known, spread, method)


def _effective_size(
    prepared: PreparedDesign, result: GroupMoments, adjusted: np.ndarray, spread: np.ndarray, method: str
) -> np.ndarray:
    """Number of answers to which Clopper-Pearson is applied."""
    n = result.n.astype(float)
    if prepared.simple:
        return n
    fallback = result.units.astype(float) if prepared.clustered else np.minimum(result.kish, n)
    if method == "auto":
        return np.where(spread, np.minimum(adjusted, np.minimum(result.kish, n)), fallback)
    return np.where(spread, adjusted, fallback)


def _limits(
    prepared: PreparedDesign,
    result: GroupMoments,
    p: np.ndarray,
    effective: np.ndarray,
    size: np.ndarray,
    spread: np.ndarray,
    t: np.ndarray,
    method: str,
    tail: float,
) -> Limits:
    exact = clopper_pearson(p, size, tail)
    if method in ("auto", "exact", "beta"):
        return exact
    if method == "wilson":
        if prepared.simple:
            return wilson(p, result.n.astype(float), float(stats.norm.isf(tail)))
        return wilson(p, np.where(spread, effective, size), t)
    with np.errstate(divide="ignore", invalid="ignore"):
        chosen = BY_NAME[method](p, np.sqrt(result.variance), effective, t)
    # At 0% and 100% these have no interval; the exact one does.
    lower, upper = (np.where(spread, limit, other) for limit, other in zip(chosen, exact, strict=True))
    return lower, upper


def _names(
    prepared: PreparedDesign, result: GroupMoments, known: np.ndarray, spread: np.ndarray, method: str
) -> list[str]:
    exact = "Clopper-Pearson" if prepared.simple else "Korn-Graubard (Clopper-Pearson on the effective n)"
    own = {"auto": exact, "exact": exact, "beta": exact, "wilson": "Wilson"}.get(method, method)
    extra = "; ".join(filter(None, ["calibrated" if prepared.calibrator is not None else "", prepared.rule()]))
    names = []
    for has, usable, moved, df in zip(result.n > 0, known, spread, result.df.tolist(), strict=True):
        if not has:
            names.append("no answers")
        elif not usable:
            names.append(f"{TAYLOR}; too few primary units for an interval")
        else:
            label = own if moved or method in ("auto", "exact", "beta", "wilson") else exact
            label = label if prepared.simple else f"{TAYLOR}, {label}, df={df}"
            names.append(f"{label}; {extra}" if extra else label)
    return names


def clopper_pearson(p: np.ndarray, n: np.ndarray, tail: float) -> Limits:
    """Clopper-Pearson limits of a share `p` of `n` (not necessarily whole) answers; exactly 0 and 1 at the ends."""
    hits = p * n
    with np.errstate(invalid="ignore"):
        lower = np.where(p <= 0, 0.0, special.betaincinv(np.maximum(hits, 1e-12), n - hits + 1, tail))
        upper = np.where(p >= 1, 1.0, special.betaincinv(hits + 1, np.maximum(n - hits, 1e-12), 1 - tail))
    return lower, upper


def wilson(p: np.ndarray, n: np.ndarray, z: np.ndarray | float) -> Limits:
    """Wilson score limits, with t instead of z under a design."""
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    lower = np.where(p <= 0, 0.0, np.maximum(centre - half, 0.0))
    upper = np.where(p >= 1, 1.0, np.minimum(centre + half, 1.0))
    return lower, upper


def _logit(p: np.ndarray, se: np.ndarray, effective: np.ndarray, t: np.ndarray) -> Limits:
    half = t * se / (p * (1 - p))
    return special.expit(special.logit(p) - half), special.expit(special.logit(p) + half)


def _asin(p: np.ndarray, se: np.ndarray, effective: np.ndarray, t: np.ndarray) -> Limits:
    half = t * se / (2 * np.sqrt(p * (1 - p)))
    angle = np.arcsin(np.sqrt(p))
    low, high = np.clip(angle - half, 0, None), np.clip(angle + half, None, np.pi / 2)
    return np.sin(low) ** 2, np.sin(high) ** 2


def _mean(p: np.ndarray, se: np.ndarray, effective: np.ndarray, t: np.ndarray) -> Limits:
    return p - t * se, p + t * se


BY_NAME: dict[str, Callable[..., Limits]] = {"logit": _logit, "asin": _asin, "mean": _mean}


def _factorised(column: pd.Series) -> tuple[np.ndarray, list[Any]]:
    """Codes of the answers and the answers; small whole numbers take a shortcut."""
    if pd.api.types.is_integer_dtype(column) and not column.isna().any():
        values = column.to_numpy()
        low, high = int(values.min()), int(values.max())
        if high - low < 1_000:
            return values.astype(np.int64) - low, list(range(low, high + 1))
    codes, found = pd.factorize(column)
    clean = [tidied(answer) for answer in found]
    if not any(isinstance(answer, str) for answer in clean):
        return np.asarray(codes), clean
    # "Ja" and "Ja " are one answer, and a cell of spaces is none.
    place, distinct = pd.factorize(pd.Series([answer if answer != "" else None for answer in clean], dtype=object))
    return np.where(codes < 0, -1, np.append(place, -1)[codes]), list(distinct)


def tidied(answer: Any) -> Any:
    """An answer without the spaces around it and doubled inside it."""
    return " ".join(answer.split()) if isinstance(answer, str) else answer


def declared(column: pd.Series) -> list[Any]:
    """The categories that the caller declared, chosen or not."""
    return list(column.cat.categories) if isinstance(column.dtype, pd.CategoricalDtype) else []


def check_value(name: str, wanted: Sequence[Any], found: Sequence[Any]) -> None:
    """Refuse a value that would count nobody without a word: '4' among numbers, 'ja' among 'Ja', an unknown word."""
    for value in wanted:
        if value in found or not found:
            continue
        twin = next((answer for answer in found if str(answer) == str(value)), None)
        if twin is not None:
            raise InputError(
                Text(
                    nl=f"waarde {value!r} is van een ander soort dan de antwoorden ({twin!r}).",
                    en=f"value {value!r} is of another type than the answers ({twin!r}).",
                ),
                remedy=Text(nl=f"Schrijf {twin!r}.", en=f"Write {twin!r}."),
                column=name,
            )
        if isinstance(value, str) and not _is_number(value):
            raise _nobody(name, value, [str(answer) for answer in found])


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _nobody(name: str, value: str, found: list[str]) -> InputError:
    same = [answer for answer in found if answer.casefold() == value.casefold()]
    near = same[0] if same else suggest(value, found)
    listed = ", ".join(found[:8]) + (", ..." if len(found) > 8 else "")
    return InputError(
        Text(nl=f"niemand antwoordde '{value}'.", en=f"nobody answered '{value}'."),
        remedy=Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?")
        if near
        else Text(
            nl=f"De antwoorden zijn: {listed}. Is het een keuze die niemand koos, maak van de kolom dan categorieën.",
            en=f"The answers are: {listed}. If it is a choice nobody made, make the column categorical.",
        ),
        column=name,
    )
