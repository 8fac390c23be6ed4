"""Cells of a user's file as people write them: a code by its label, a day as 1-10-2025 or 1 oktober 2025."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from wij_impact.catalogue.own.moments import parse_moment
from wij_impact.catalogue.raw import Cell, RawTable
from wij_impact.catalogue.yes_no import NO, YES

if TYPE_CHECKING:
    from wij_impact.catalogue.dictionary import Column, Dictionary, Table

__all__ = ["as_codes", "in_our_words"]

#: Figures are copied from documents by code: there another word is a slip of the hand, and told as one.
_BY_CODE = ("figures",)


def in_our_words(raw: RawTable, table: Table, dictionary: Dictionary) -> RawTable:
    """The table with its codes and days as the dictionary writes them; what is neither stays, and is told later.

    A period is not touched: "maart 18" is a month to one and a day to another.
    """
    if table.name in _BY_CODE:
        return raw
    columns = [table.columns.get(name) for name in raw.columns]
    codes = [{} if one is None else as_codes(one, dictionary) for one in columns]
    days = [one is not None and one.type == "date" for one in columns]
    if not (any(codes) or any(days)):
        return raw

    def said(at: int, cell: Cell) -> Cell:
        if not isinstance(cell, str) or at >= len(columns):
            return cell
        return _day(cell) if days[at] else codes[at].get(_plain(cell), cell)

    return replace(raw, rows=[[said(at, cell) for at, cell in enumerate(row)] for row in raw.rows])


def as_codes(column: Column, dictionary: Dictionary) -> Mapping[str, str]:
    """Code or label in small letters -> code, for a column with a list of codes; a label of two codes is left out.

    Examples
    --------
    >>> from wij_impact.catalogue.dictionary import load_dictionary
    >>> from wij_impact.catalogue.resolve import resolve_data
    >>> dictionary = load_dictionary(resolve_data())
    >>> found = as_codes(dictionary.table("risks").columns["probability_nl"], dictionary)
    >>> found["hoog"], found["HOOG".casefold()]
    ('Hoog', 'Hoog')
    """
    if set(column.codes) == {"yes", "no"}:
        return {**dict.fromkeys(YES, "yes"), **dict.fromkeys(NO, "no")}
    if column.reference is None:
        # A list that stands in the dictionary itself has labels where a list of codes is the same.
        alike = (known for known in dictionary.codes.values() if set(known) == set(column.codes))
        known = next(alike, {})
        if not known:
            return {_plain(code): code for code in column.codes}
    else:
        file, name = column.reference
        if file != "codes.csv":
            return {}
        known = dictionary.codes.get(name, {})
    meant: dict[str, set[str]] = {}
    for code, one in known.items():
        for label in (one.label.nl, one.label.en):
            meant.setdefault(_plain(label), set()).add(code)
    labels = {label: next(iter(codes)) for label, codes in meant.items() if label and len(codes) == 1}
    # A code goes before a label that happens to read the same.
    return labels | {_plain(code): code for code in known}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _day(cell: str) -> str:
    found = parse_moment(cell)
    return found.iso() if found is not None and found.length == "day" else cell
