"""Cells of a user's file as people write them: a code by its label, a day as 1-10-2025, a month as okt 2025."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from wij_impact.catalogue.own.moments import parse_moment
from wij_impact.catalogue.periods import period_bounds
from wij_impact.catalogue.raw import Cell, RawTable
from wij_impact.catalogue.yes_no import NO, YES

if TYPE_CHECKING:
    from wij_impact.catalogue.dictionary import Column, Dictionary, Table

__all__ = ["as_codes", "in_our_words"]


def in_our_words(raw: RawTable, table: Table, dictionary: Dictionary) -> RawTable:
    """The table with its codes, days and periods as the dictionary writes them; what is none of them stays."""
    columns = [table.columns.get(name) for name in raw.columns]
    codes = [{} if one is None else as_codes(one, dictionary) for one in columns]
    timed = [one is not None and one.type in ("date", "period") for one in columns]
    if not (any(codes) or any(timed)):
        return raw

    def said(at: int, cell: Cell) -> Cell:
        if not isinstance(cell, str) or at >= len(columns):
            return cell
        column = columns[at]
        if timed[at] and column is not None:
            return _moment(cell, column.type)
        return codes[at].get(_plain(cell), cell)

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


def _moment(cell: str, kind: str) -> str:
    try:
        period_bounds(cell.strip())
        return cell
    except ValueError:
        found = parse_moment(cell)
    if found is None or (kind == "date" and found.length != "day"):
        return cell
    return found.iso()
