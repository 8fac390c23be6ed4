"""The one rule of whether two printed figures may be compared: edition, definition, break, price level.

All reports ask it here. What is declared stands in ``published/breaks.csv`` and in a user's ``breaks_*.csv`` beside it:

- ``year``: from that year on something else is counted;
- ``edition``: from that annual report on something else is counted, in earlier years too;
- ``definition`` and ``price``: from that year on another definition, or another price level;
- ``continues``: that annual report counts as the ones before it did, so its figures continue their series.

A break in the price level is declared and cannot be derived: the table of figures has an amount with its unit and its
period, not the year of its prices. Only prices and cases carry ``price_year``, and those are brought to one level where
they are used. Two amounts of one report are compared as printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.catalogue.figures import year_of

__all__ = ["Comparability", "break_between", "comparability", "continues"]

Reason = Literal["", "edition", "definition", "break", "price", "unit"]
Row = Mapping[Any, Any]

#: Kinds of a break by year -> the reason they give.
_BY_YEAR: dict[str, Reason] = {"year": "break", "definition": "definition", "price": "price"}
_EURO = ("EUR", "EUR_million")


@dataclass(frozen=True)
class Comparability:
    """Whether two figures may be compared, and if not why.

    Attributes
    ----------
    comparable : bool
    reason : str
        ``""``, ``edition`` (another report, and nothing says that it counts alike), ``break``, ``definition``,
        ``price`` (declared), or ``unit`` (one is a count and the other a share, say).
    declared : mapping
        The row of the breaks that says so; empty where none does.
    """

    comparable: bool
    reason: Reason = ""
    declared: Row | None = None


def break_between(early: Row, late: Row, breaks: pd.DataFrame | None) -> Row | None:
    """The declared break between two figures of one indicator; None when there is none.

    Examples
    --------
    >>> breaks = pd.DataFrame({"indicator_id": ["x"], "kind": ["year"], "at": [2021]})
    >>> figure = {"indicator_id": "x", "reported_in": "2023"}
    >>> found = break_between({**figure, "period": "2020"}, {**figure, "period": "2022"}, breaks)
    >>> found["at"]
    2021
    """
    code = early.get("indicator_id")
    if breaks is None or code != late.get("indicator_id"):
        return None
    for row in breaks[breaks["indicator_id"] == code].to_dict("records"):
        kind = str(row["kind"])
        if kind not in ("edition", *_BY_YEAR):
            continue
        column = "reported_in" if kind == "edition" else "period"
        first, last = year_of(str(early.get(column, ""))), year_of(str(late.get(column, "")))
        if first is not None and last is not None and first < int(row["at"]) <= last:
            return row
    return None


def continues(indicator_id: str, edition: str, breaks: pd.DataFrame | None) -> bool:
    """Whether it is declared that an edition counts an indicator as the editions before it did."""
    if breaks is None or not str(edition)[:4].isdigit():
        return False
    own = breaks[(breaks["indicator_id"] == indicator_id) & (breaks["kind"] == "continues")]
    return int(str(edition)[:4]) in {int(one) for one in own["at"]}


def comparability(early: Row, late: Row, breaks: pd.DataFrame | None = None) -> Comparability:
    """Whether a figure may be compared with an earlier one of the same indicator.

    Parameters
    ----------
    early, late : mapping
        Rows of the published figures: ``indicator_id, period, reported_in, unit``.
    breaks : DataFrame, optional
        `catalogue.load_table("breaks")`.

    Notes
    -----
    Two editions are not compared unless it is declared that the later one continues the series: what an annual report
    counts changes without saying (three totals are printed for 2020).

    Examples
    --------
    >>> early = {"indicator_id": "x", "period": "2023", "reported_in": "2023", "unit": "count"}
    >>> late = {**early, "period": "2024", "reported_in": "2024"}
    >>> comparability(early, late).reason
    'edition'
    >>> declared = pd.DataFrame({"indicator_id": ["x"], "kind": ["continues"], "at": [2024]})
    >>> comparability(early, late, declared).comparable
    True
    """
    units = {str(one.get("unit", "")) for one in (early, late)}
    if len(units) > 1 and not units <= set(_EURO):
        return Comparability(False, "unit")
    found = break_between(early, late, breaks)
    if found is not None:
        return Comparability(False, _BY_YEAR.get(str(found["kind"]), "break"), found)
    editions = (str(early.get("reported_in", "")), str(late.get("reported_in", "")))
    if editions[0] != editions[1] and not continues(str(late.get("indicator_id")), editions[1], breaks):
        return Comparability(False, "edition")
    return Comparability(True)
