"""Standardised rates: what the rate would be with the standard population, or against standard rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact.benchmark.bases import without_base
from wij_impact.errors import InputError
from wij_impact.estimates import as_result, byar_interval, check_level
from wij_impact.estimates.columns import Numbers, choose, numbers, require, row_of
from wij_impact.language import Text

__all__ = ["LEAST_EVENTS", "standardise"]

# Below 10 events the Dobson interval does not hold its level; Public Health England does not publish there.
LEAST_EVENTS = 10


def standardise(
    data: pd.DataFrame,
    events: str,
    population: str,
    unit: str,
    strata: str | list[str],
    reference: Mapping[Any, float] | pd.Series,
    method: Literal["direct", "indirect"] = "direct",
    level: float = 0.95,
) -> pd.DataFrame:
    """Standardise for age, sex or another composition.

    Parameters
    ----------
    data : DataFrame
        One row per unit and stratum.
    events, population : str
        Columns with the count and the population (persons, or person-years).
    unit, strata : str or list of str
        The unit, and the column or columns that make up a stratum.
    reference : mapping or Series
        Per stratum (a tuple when there are several columns): the size of the standard population for ``direct``,
        the standard rate for ``indirect``.
    method : {"direct", "indirect"}
        A rate per person, or a ratio of observed to expected.
    level : float
        Confidence level as a fraction.

    Returns
    -------
    DataFrame
        One row per unit. ``estimate`` is NaN where there are fewer than 10 events (direct) or a stratum of the unit
        has no population (zero, for direct; not given, for both), with the `reason`;
        ``events`` and ``expected`` beside it. ``n`` is the population.

    Raises
    ------
    InputError
        For a row without a unit or without a stratum, events on a population of zero, a stratum without
        reference, a stratum that a unit lacks, or one it has twice.

    Notes
    -----
    Direct: sum(w O/n) / sum(w), with Dobson's limits (Dobson et al. 1991, Stat Med 10:457-462): those of the total
    count (Byar, exact below 10), rescaled. Indirect: O / sum(rate x n), with Byar or exact limits of O over
    expected. Indirectly standardised ratios of two units are not comparable with each other, only with 1.

    Examples
    --------
    >>> rows = pd.DataFrame({"team": ["A", "A"], "age": ["young", "old"], "n": [1000, 500], "y": [10, 20]})
    >>> result = standardise(rows, "y", "n", "team", "age", {"young": 1, "old": 1})
    >>> round(float(result["estimate"].iloc[0]), 4), round(float(result["lower"].iloc[0]), 4)
    (0.025, 0.0165)
    """
    choose(method, ("direct", "indirect"), "method")
    check_level(level)
    stratum = [strata] if isinstance(strata, str) else list(strata)
    require(data, [unit, *stratum])
    _check_named(data, unit, stratum)
    count, base = numbers(data, events), numbers(data, population, missing=True)
    why = without_base(data, events, population).to_numpy()
    strata_of = _strata_of(data, stratum)
    weight = _reference(data, stratum, reference)
    _check_complete(data, unit, stratum, reference, method)
    rows = []
    for name, rows_of in data.groupby(unit, sort=False).indices.items():
        asked = [place for place in rows_of if weight[place] > 0 or method == "indirect"]
        gaps = [place for place in asked if why[place] == "base_empty" or (why[place] and method == "direct")]
        if gaps:
            row = _no_base(method, level, float(count[rows_of].sum()), strata_of[gaps[0]])
        else:
            there = [place for place in rows_of if not why[place]]
            part = (count[there], base[there], weight[there])
            row = _direct(*part, level) if method == "direct" else _indirect(*part, level)
        rows.append({unit: name} | row)
    return as_result(rows, [unit])


def _no_base(method: str, level: float, total: float, group: Any) -> dict[str, Any]:
    """A unit without people in a stratum that counts has no standardised rate; the others have."""
    said = "directly standardised rate" if method == "direct" else "indirectly standardised ratio"
    return {"level": level, "method": said, "events": total, "reason": f"no population in stratum '{group}'"}


def _direct(count: Numbers, base: Numbers, weight: Numbers, level: float) -> dict[str, Any]:
    share = weight / weight.sum()
    total = float(count.sum())
    row: dict[str, Any] = {
        "level": level,
        "n": float(base.sum()),
        "method": "directly standardised rate, Dobson",
        "events": total,
        "reason": "",
    }
    if total < LEAST_EVENTS:
        return row | {"reason": f"fewer than {LEAST_EVENTS} events"}
    rate = float((share * count / base).sum())
    std_error = float(np.sqrt((share**2 * count / base**2).sum()))
    low, high = byar_interval(total, level)
    per_event = std_error / np.sqrt(total)
    lower, upper = rate + per_event * (low - total), rate + per_event * (high - total)
    return row | {"estimate": rate, "std_error": std_error, "lower": float(lower), "upper": float(upper)}


def _indirect(count: Numbers, base: Numbers, rate: Numbers, level: float) -> dict[str, Any]:
    total, expected = float(count.sum()), float((rate * base).sum())
    if expected <= 0:
        raise InputError(
            Text(nl="het verwachte aantal is nul.", en="the expected count is zero."),
            remedy=Text(nl="Geef standaardcijfers boven nul.", en="Give standard rates above zero."),
        )
    low, high = byar_interval(total, level)
    return {
        "estimate": total / expected,
        "std_error": float(np.sqrt(total)) / expected,
        "lower": low / expected,
        "upper": high / expected,
        "level": level,
        "n": float(base.sum()),
        "method": "indirectly standardised ratio, " + ("Byar" if total >= LEAST_EVENTS else "exact Poisson"),
        "events": total,
        "expected": expected,
        "reason": "",
    }


def _check_named(data: pd.DataFrame, unit: str, stratum: list[str]) -> None:
    """A row without a unit or a stratum belongs nowhere; left out in silence its events would be missed."""
    for column in (unit, *stratum):
        given = data[column]
        empty = (given.isna() | given.astype(str).str.strip().eq("")).to_numpy(dtype=bool)
        if empty.any():
            said = Text(nl="de eenheid heeft geen naam.", en="the unit has no name.")
            other = Text(nl="de groep is niet ingevuld.", en="the stratum is empty.")
            raise InputError(
                said if column == unit else other,
                remedy=Text(
                    nl="Vul de cel in, of laat de rij weg en zeg hoeveel gevallen dat zijn.",
                    en="Fill in the cell, or leave the row out and say how many events that are.",
                ),
                row=row_of(data, int(np.argmax(empty))),
                column=str(column),
            )


def _strata_of(data: pd.DataFrame, stratum: list[str]) -> list[Any]:
    if len(stratum) == 1:
        return data[stratum[0]].tolist()
    return list(data[stratum].itertuples(index=False, name=None))


def _reference(data: pd.DataFrame, stratum: list[str], reference: Mapping[Any, float] | pd.Series) -> Numbers:
    known = dict(reference)
    found = _strata_of(data, stratum)
    for row, key in enumerate(found):
        if key not in known:
            raise InputError(
                Text(nl=f"groep '{key}' heeft geen referentie.", en=f"stratum '{key}' has no reference."),
                remedy=Text(nl="Vul de referentie aan.", en="Complete the reference."),
                row=row_of(data, row),
                column=stratum[0],
            )
    for key, value in known.items():
        if not np.isfinite(value) or value < 0:
            raise InputError(
                Text(
                    nl=f"de referentie van '{key}' is geen getal van 0 of meer.",
                    en=f"the reference of '{key}' is not 0 or more.",
                ),
                remedy=Text(nl="Verbeter de referentie.", en="Mend the reference."),
            )
    return np.array([float(known[key]) for key in found])


def _check_complete(
    data: pd.DataFrame, unit: str, stratum: list[str], reference: Mapping[Any, float] | pd.Series, method: str
) -> None:
    twice = data.duplicated([unit, *stratum])
    if twice.any():
        row = row_of(data, int(np.argmax(twice.to_numpy())))
        raise InputError(
            Text(nl="deze groep van de eenheid staat er twee keer in.", en="this stratum of the unit occurs twice."),
            remedy=Text(nl="Tel de rijen eerst op.", en="Add the rows up first."),
            row=row,
            column=stratum[0],
        )
    if method == "indirect":
        return
    per_unit = data.groupby(unit, sort=False).size()
    needed = sum(1 for value in dict(reference).values() if value > 0)
    short = per_unit[per_unit < needed]
    if len(short):
        raise InputError(
            Text(
                nl=f"eenheid '{short.index[0]}' heeft {short.iloc[0]} van de {needed} groepen van de standaard.",
                en=f"unit '{short.index[0]}' has {short.iloc[0]} of the {needed} strata of the standard.",
            ),
            remedy=Text(
                nl="Vul de ontbrekende groepen aan (nul gevallen mag), of voeg groepen samen.",
                en="Complete the missing strata (zero events is allowed), or merge strata.",
            ),
            column=stratum[0],
        )
