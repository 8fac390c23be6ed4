"""What the accounts say of the longer term: own money, what can be paid, and what the money in the bank consists of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from wij_impact.estimates import Quantity
from wij_impact.reports.listing import wide_rows

__all__ = ["LongTerm", "account_tables", "long_term"]

#: Part of the accounts -> the beginnings of the places where its lines are printed.
_PARTS = {
    "result": ("6.2 ",),
    "notes": ("6.6.1 ", "6.6.2 "),
    "balance": ("6.1 ", "6.5.1 ", "6.5.2 "),
    "cash": ("6.3 ",),
    "moved": ("6.5.2 ",),
}
_MOVED = ("equity_movement", "provision_movement", "career_budget")


@dataclass(frozen=True)
class LongTerm:
    """The position at the end of a year and of the year before.

    Attributes
    ----------
    quick, quick_before, norm : Quantity
        What can be turned into money soon, per euro of debt due soon; and the norm the foundation holds to.
    cash_more, debts_more : Quantity
        The rise of the money in the bank over the year, and of the debts due soon.
    """

    quick: Quantity
    quick_before: Quantity
    norm: Quantity
    working: Quantity
    working_before: Quantity
    cash: Quantity
    cash_before: Quantity
    cash_more: Quantity
    debts_more: Quantity
    ids: tuple[str, ...]


def long_term(figures: pd.DataFrame, year: int) -> LongTerm | None:
    """The facts of `year`; None when its accounts do not print them or moved another way than the words."""
    found = {
        "quick": _one(figures, "quick_ratio", year, "decimal2"),
        "quick_before": _one(figures, "quick_ratio", year - 1, "decimal2"),
        "norm": _one(figures, "quick_ratio_norm", year, "decimal1", kind="target"),
        "working": _one(figures, "working_capital", year, "eur_million", 1e6),
        "working_before": _one(figures, "working_capital", year - 1, "eur_million", 1e6),
        "cash": _line(figures, "eindstand", year),
        "cash_before": _line(figures, "beginstand", year),
        "cash_more": _line(figures, "mutatie geldmiddelen", year),
        "debts_more": _line(figures, "kortlopende schulden", year),
    }
    if not all(one.known for one in found.values()):
        return None
    value = {name: float(one.value) for name, one in found.items()}
    # The words tell of less to work with, and of more in the bank that is owed to others.
    if not (value["working"] < value["working_before"] and 0 < value["cash_more"] < value["debts_more"]):
        return None
    ids = tuple(dict.fromkeys(one for quantity in found.values() for one in quantity.sources))
    return LongTerm(**found, ids=ids)


def account_tables(
    figures: pd.DataFrame, indicators: pd.DataFrame, year: int
) -> Iterator[tuple[str, pd.DataFrame, list[str]]]:
    """The annual accounts of `year`, part by part: its code, its lines as rows, and the columns in their order.

    Movements within the year (added to a reserve, taken from it) are a part of their own: they are no state.
    """
    own = figures["reported_in"].astype(str) == str(year)
    own &= figures["unit"].isin(["EUR", "EUR_million"])
    moves = figures["figure_id"].astype(str).str.startswith(_MOVED)
    for part, begins in _PARTS.items():
        chosen = own & figures["locator"].astype(str).str.startswith(begins)
        chosen &= moves if part == "moved" else ~moves
        if chosen.any():
            # The name of a movement says of what and which way; its part would say it again.
            named = figures.assign(breakdown="") if part == "moved" else figures
            rows, columns = wide_rows(named, indicators, chosen)
            yield part, rows, columns


def _one(
    figures: pd.DataFrame, indicator: str, year: int, unit: str, scale: float = 1.0, kind: str = "actual"
) -> Quantity:
    own = figures[(figures["indicator_id"] == indicator) & (figures["period"].astype(str) == str(year))]
    return _quantity(own[own["kind"] == kind], unit, scale)


def _line(figures: pd.DataFrame, line: str, year: int) -> Quantity:
    own = figures[figures["locator"].astype(str).str.startswith("6.3 Kasstroom")]
    own = own[own["period"].astype(str) == str(year)]
    return _quantity(own[own["breakdown"].astype(str).str.removeprefix("post=") == line], "eur_million")


def _quantity(own: pd.DataFrame, unit: str, scale: float = 1.0) -> Quantity:
    if own.empty:
        return Quantity(math.nan, unit)
    row = own.iloc[-1]
    return Quantity(float(row["value"]) * scale, unit, (str(row["figure_id"]),), origin="published")
