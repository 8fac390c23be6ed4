"""A table as it stands in its file: cells, row numbers as a spreadsheet shows them, nothing interpreted yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from wij_impact.catalogue.problems import Problem, fail, problem
from wij_impact.errors import suggest

__all__ = ["EXCEL_ERRORS", "Cell", "Odd", "RawTable", "clean", "shape"]

#: Title lines above a header are met in CBS and Excel exports; further down than this nobody writes a header.
_HEADER_WITHIN = 40
#: What a cell shows when its formula failed, in English and in Dutch.
EXCEL_ERRORS = (
    *("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!"),
    *("#N/B", "#VERW!", "#WAARDE!", "#DEEL/0!", "#NAAM?", "#GETAL!"),
)
#: Spaces, and marks without a width that come along from web pages and exports.
_AROUND = " \t\r\n\u00a0\u202f\u2009\u200b\u200e\u200f\u2060\ufeff"


@dataclass(frozen=True)
class Odd:
    """A worksheet cell that is not plain text or a plain number; `shown` is roughly what Excel displays."""

    kind: Literal["date", "percent", "error", "formula"]
    value: str
    shown: str = ""


Cell = str | int | float | bool | Odd | None


@dataclass(frozen=True)
class RawTable:
    """The cells of one table below its header.

    Parameters
    ----------
    shown : str
        The name of the file, as messages show it.
    columns : list of str
        Names in the header, blank columns left out.
    rows : list of list of cells
        One list per row, as long as `columns`; text is stripped, a blank cell is None.
    numbers : list of int
        The row number of each row: the first row of the file is 1, as a spreadsheet counts.
    delimiter : str or None
        What separates the columns; None for a worksheet.
    problems : list of Problem
        Problems of shape (ragged rows, doubled columns); the rows they spoil are left out.
    headers : mapping
        Our name -> what the file calls the column, where that is another.
    """

    shown: str
    columns: list[str]
    rows: list[list[Cell]]
    numbers: list[int]
    header: int
    delimiter: str | None = None
    problems: list[Problem] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)

    def column(self, name: str) -> list[Cell]:
        """The cells of one column, in the order of the rows."""
        position = self.columns.index(name)
        return [row[position] for row in self.rows]


def clean(cell: Cell) -> Cell:
    """A cell without the spaces and the marks without width around it; blank is None."""
    if isinstance(cell, str):
        return cell.strip(_AROUND) or None
    return cell


def shape(records: Sequence[Sequence[Cell]], shown: str, delimiter: str | None, known: Sequence[str] = ()) -> RawTable:
    """Find the header and give the rows below it their number and their columns."""
    cleaned = [[clean(cell) for cell in record] for record in records]
    filled = [(number, record) for number, record in enumerate(cleaned, 1) if any(c is not None for c in record)]
    if not filled:
        raise fail("empty-file", shown)
    at = _header_position(filled, known)
    header, names = filled[at][0], [_name(cell) for cell in filled[at][1]]
    while names and not names[-1]:
        names.pop()
    rows, numbers, problems = _rows(filled[at + 1 :], len(names), shown, worksheet=delimiter is None)
    problems = _name_problems(names, rows, header, shown) + problems
    keep = _first_of_each(names)
    return RawTable(
        shown,
        [names[position] for position in keep],
        [[row[position] for position in keep] for row in rows],
        numbers,
        header,
        delimiter,
        problems,
    )


def _header_position(filled: list[tuple[int, list[Cell]]], known: Sequence[str]) -> int:
    candidates = filled[:_HEADER_WITHIN]
    if known:
        scores = [sum(_name(cell) in known for cell in record) for _, record in candidates]
        # One hit can be a title ("value"); a narrow table or file has no more to offer.
        if max(scores) >= min(2, len(known)):
            return scores.index(max(scores))
        near = [sum(_resembles(cell, known) for cell in record) for _, record in candidates]
        if max(near) > 0:
            return near.index(max(near))
    widths = [sum(cell is not None for cell in record) for _, record in candidates]
    return next(position for position, width in enumerate(widths) if 2 * width > max(widths))


def _resembles(cell: Cell, known: Sequence[str]) -> bool:
    return isinstance(cell, str) and len(cell) < 60 and suggest(cell, list(known)) is not None


def _name(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.shown if isinstance(cell, Odd) else str(cell)


def _rows(
    filled: list[tuple[int, list[Cell]]], width: int, shown: str, worksheet: bool
) -> tuple[list[list[Cell]], list[int], list[Problem]]:
    rows, numbers, problems = [], [], []
    for number, record in filled:
        cells = record[:width] if all(cell is None for cell in record[width:]) else record
        if worksheet and len(cells) < width:
            cells = [*cells, *[None] * (width - len(cells))]
        if len(cells) < width or (len(cells) > width and not worksheet):
            problems.append(problem("ragged-row", shown, number, found=len(record), expected=width))
            continue
        rows.append(cells)
        numbers.append(number)
    return rows, numbers, problems


def _name_problems(names: list[str], rows: list[list[Cell]], header: int, shown: str) -> list[Problem]:
    problems = []
    longest = max((len(row) for row in rows), default=0)
    for position in range(max(longest, len(names))):
        name = names[position] if position < len(names) else ""
        if not name and any(position < len(row) and row[position] is not None for row in rows):
            problems.append(problem("nameless-column", shown, header, number=position + 1))
        elif name and name in names[:position]:
            problems.append(problem("duplicate-column", shown, header, name))
    return problems


def _first_of_each(names: list[str]) -> list[int]:
    return [position for position, name in enumerate(names) if name and name not in names[:position]]
