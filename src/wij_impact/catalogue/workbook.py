"""Excel worksheets: which sheet, and its cells with what Excel may have done to them."""

from __future__ import annotations

import datetime as dt
import functools
import html
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.bounds import require_bounds
from wij_impact.catalogue.formats import readable
from wij_impact.catalogue.problems import ReadError, fail
from wij_impact.catalogue.raw import Cell, Odd, RawTable, shape

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

__all__ = ["EXPLANATION_SHEETS", "SheetLayout", "choose_sheet", "parse_workbook", "sheet_names", "worksheet_records"]

#: Sheets of our own templates that hold no data.
EXPLANATION_SHEETS = ("uitleg", "explanation", "codes")

_COLOURS_AND_LITERALS = re.compile(r'\[[^\]]*\]|"[^"]*"|\\.')


def parse_workbook(content: bytes, shown: str, known: Sequence[str] = (), sheet: str | None = None) -> RawTable:
    """Read one worksheet: `sheet`, else the one that has the expected columns, else the only one with data."""
    records, _, _ = worksheet_records(content, shown, known, sheet)
    return shape(records, shown, None, known)


@dataclass(frozen=True)
class SheetLayout:
    """What a worksheet shows otherwise than its cells say; rows and columns count from 1.

    `merged` holds (first row, last row, first column, last column).
    """

    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden_sheets: tuple[str, ...] = ()


def worksheet_records(
    content: bytes, shown: str, known: Sequence[str] = (), sheet: str | None = None
) -> tuple[list[list[Cell]], str, SheetLayout]:
    """The cells of one worksheet, its name, and what is merged or hidden in it."""
    require_bounds(content, shown)
    try:
        book = _opened(content)
        records = _all_sheets(book, sheet, shown)
    except ReadError:
        raise
    except Exception:
        # openpyxl raises whatever its XML parser meets: KeyError, BadZipFile, ParseError, ValueError, ...
        raise fail("broken-file", shown) from None
    hidden = _hidden_sheets(content)
    name = choose_sheet(records, shown, known, hidden)
    try:
        layout = replace(_layout(book, name), hidden_sheets=tuple(n for n in records if n in hidden and n != name))
    except Exception:
        layout = SheetLayout()  # what is merged or hidden only adds a notice
    return [list(row) for row in records[name]], name, layout


class _Opened:
    """A workbook, opened once; a sheet is read when it is asked for."""

    def __init__(self, content: bytes) -> None:
        import openpyxl

        self.content = readable(content)
        self.book = openpyxl.load_workbook(io.BytesIO(self.content), read_only=True, data_only=True)
        self.formulas = _formulas(self.content)
        self.read: dict[str, list[list[Cell]]] = {}

    def cells(self, name: str) -> list[list[Cell]]:
        if name not in self.read:
            self.read[name] = _cells(self.book, name, self.formulas)
        return self.read[name]


#: A larger workbook than this is not kept open: it would hold its cells in memory.
_KEPT = 2 * 2**20
_kept = functools.lru_cache(maxsize=2)(_Opened)


def _opened(content: bytes) -> _Opened:
    """The workbook with this content; a book with a sheet per table is asked for once per sheet."""
    return _kept(content) if len(content) <= _KEPT else _Opened(content)


def _hidden_sheets(content: bytes) -> frozenset[str]:
    """The sheets that a reader of the workbook does not see."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml") if "xl/workbook.xml" in archive.namelist() else b""
    found = re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book.decode("utf-8", errors="replace"))
    names = [re.search(r'\bname="([^"]*)"', one) for one in found if re.search(r'\bstate="(?:very)?hidden"', one, re.I)]
    return frozenset(html.unescape(name[1]) for name in names if name)


def sheet_names(content: bytes, shown: str) -> list[str]:
    """The names of the worksheets; none for what is no workbook."""
    try:
        require_bounds(content, shown)
        return list(_opened(content).book.sheetnames)
    except Exception:
        # What is no workbook, or too large a one, is told with its reason by whoever reads its cells.
        return []


def _layout(opened: _Opened, name: str) -> SheetLayout:
    from openpyxl.utils import column_index_from_string, range_boundaries

    part = str(getattr(opened.book[name], "_worksheet_path", "")).lstrip("/")
    with zipfile.ZipFile(io.BytesIO(opened.content)) as archive:
        xml = archive.read(part) if part in archive.namelist() else b""
    merged = []
    for reference in re.findall(rb'<mergeCell [^>]*ref="([A-Z0-9:]+)"', xml):
        first_column, first_row, last_column, last_row = range_boundaries(reference.decode())
        if None not in (first_column, first_row, last_column, last_row):
            merged.append((int(first_row or 0), int(last_row or 0), int(first_column or 0), int(last_column or 0)))
    rows = set()
    for attributes in re.findall(rb"<row ([^>]*)>", xml):
        if re.search(rb'hidden="(?:1|true)"', attributes) and (number := re.search(rb'\br="([0-9]+)"', attributes)):
            rows.add(int(number[1]))
    columns: set[int] = set()
    for attributes in re.findall(rb"<col ([^>]*)/?>", xml):
        low, high = (re.search(rb'\b%s="([0-9]+)"' % word, attributes) for word in (b"min", b"max"))
        if re.search(rb'hidden="(?:1|true)"', attributes) and low and high:
            columns |= set(range(int(low[1]), min(int(high[1]), column_index_from_string("XFD")) + 1))
    return SheetLayout(tuple(merged), frozenset(rows), frozenset(columns))


def _all_sheets(opened: _Opened, sheet: str | None, shown: str) -> dict[str, list[list[Cell]]]:
    names = list(opened.book.sheetnames)
    if not names:
        raise fail("only-charts", shown)
    if sheet is not None and sheet not in names:
        raise fail("unknown-sheet", shown, sheet=sheet, sheets=", ".join(names))
    wanted = [sheet] if sheet is not None else [n for n in names if n.casefold() not in EXPLANATION_SHEETS]
    records = {name: opened.cells(name) for name in wanted if hasattr(opened.book[name], "iter_rows")}
    return {name: rows for name, rows in records.items() if any(c is not None for row in rows for c in row)}


def choose_sheet(
    records: dict[str, list[list[Cell]]], shown: str, known: Sequence[str], hidden: frozenset[str] = frozenset()
) -> str:
    """The one sheet with data, or the one with most of the expected columns; a hidden one only for its columns."""
    if not records:
        raise fail("empty-file", shown)
    if len(records) == 1:
        return next(iter(records))
    hits = {name: _hits(rows, known) for name, rows in records.items()}
    best = max(hits.values())
    if best >= 2 and list(hits.values()).count(best) == 1:
        return max(hits, key=lambda name: hits[name])
    seen = [name for name in records if name not in hidden]
    if len(seen) == 1 and hits[seen[0]] == best:
        return seen[0]
    wanted = f"{shown.rsplit('/', 1)[-1]}#{next(iter(records))}"
    raise fail("several-sheets", shown, sheets=", ".join(records), wanted=wanted)


def _hits(rows: list[list[Cell]], known: Sequence[str]) -> int:
    return max((sum(isinstance(c, str) and c.strip() in known for c in row) for row in rows[:40]), default=0)


def _formulas(content: bytes) -> Workbook | None:
    # Without a stored result a formula reads as an empty cell; only files that have formulas are opened twice.
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(re.search(rb"<f[ >/]", archive.read(name)) for name in sheets):
            return None
    return openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)


def _cells(book: Workbook, name: str, formulas: Workbook | None) -> list[list[Cell]]:
    sheet: Any = book[name]
    sheet.reset_dimensions()
    rows = [[_cell(cell) for cell in row] for row in sheet.iter_rows()]
    if formulas is not None:
        written: Any = formulas[name]
        written.reset_dimensions()
        for row, formula_row in zip(rows, written.iter_rows(), strict=False):
            for position, cell in enumerate(formula_row):
                if cell.data_type == "f" and position < len(row) and row[position] is None:
                    row[position] = Odd("formula", str(cell.value), str(cell.value))
    return rows


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None or isinstance(value, str):
        return Odd("error", value, value) if value is not None and cell.data_type == "e" else value
    if isinstance(value, bool):
        return value
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return _date(value, str(cell.number_format))
    return _number(value, str(cell.number_format))


def _number(value: float, number_format: str) -> Cell:
    bare = _COLOURS_AND_LITERALS.sub("", number_format)
    if "%" in bare:
        return Odd("percent", repr(value), f"{value * 100:.10g}%")
    if re.fullmatch("0{2,}", bare) and value == int(value) and value >= 0:
        return str(int(value)).zfill(len(bare))  # a code: Excel shows the zeros, so they are meant
    return value


def _date(value: dt.datetime | dt.date | dt.time | dt.timedelta, number_format: str) -> Cell:
    """A date with no more than Excel shows: a format without a day is a month, for instance typed as 2022-12."""
    if isinstance(value, dt.time | dt.timedelta):
        return Odd("date", "", str(value))
    bare = _COLOURS_AND_LITERALS.sub("", number_format).lower()
    clock = isinstance(value, dt.datetime) and (value.hour, value.minute, value.second) != (0, 0, 0)
    year, month, day = "y" in bare or "j" in bare, "m" in bare, "d" in bare
    shown = value.strftime("%d-%m-%Y")
    if clock or not year or not month:
        # Typed 1-2 or 1.5 becomes `d-mmm`: the year was added by Excel, so this is not what was meant.
        return Odd("date", "", shown)
    return Odd("date", value.strftime("%Y-%m-%d" if day else "%Y-%m"), shown)
