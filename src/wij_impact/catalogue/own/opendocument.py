"""OpenDocument spreadsheets (.ods): their cells, with what is a percentage, a date, merged or hidden."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from xml.etree.ElementTree import Element, ParseError, fromstring

from wij_impact.catalogue.bounds import require_bounds
from wij_impact.catalogue.problems import fail
from wij_impact.catalogue.raw import Cell, Odd
from wij_impact.catalogue.workbook import SheetLayout, choose_sheet

__all__ = ["document_records"]

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
#: Rows and cells that a document repeats to fill the screen.
_MOST_ROWS, _MOST_CELLS = 1_048_576, 16_384


def document_records(
    content: bytes, shown: str, known: Sequence[str] = (), sheet: str | None = None
) -> tuple[list[list[Cell]], str, SheetLayout]:
    """The cells of one sheet, its name, and what is merged or hidden in it."""
    require_bounds(content, shown)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            xml = archive.read("content.xml")
        if b"<!DOCTYPE" in xml[:2000] or b"<!ENTITY" in xml[:2000]:
            raise fail("broken-file", shown)
        tables = fromstring(xml).iter(f"{_TABLE}table")
        sheets = {str(table.get(f"{_TABLE}name")): _sheet(table, shown) for table in tables}
    except (KeyError, ParseError, zipfile.BadZipFile, ValueError, OverflowError, RecursionError):
        raise fail("broken-file", shown) from None
    if sheet is not None and sheet not in sheets:
        raise fail("unknown-sheet", shown, sheet=sheet, sheets=", ".join(sheets))
    wanted = {sheet: sheets[sheet]} if sheet is not None else sheets
    filled = {name: found for name, found in wanted.items() if any(c is not None for row in found[0] for c in row)}
    name = choose_sheet({name: rows for name, (rows, _) in filled.items()}, shown, known)
    records, layout = filled[name]
    return records, name, layout


def _sheet(table: Element, shown: str) -> tuple[list[list[Cell]], SheetLayout]:
    records: list[list[Cell]] = []
    merged: list[tuple[int, int, int, int]] = []
    hidden: set[int] = set()
    blank = 0
    for row in table.iter(f"{_TABLE}table-row"):
        times = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = _row(row, len(records) + blank + 1, merged)
        if not any(cell is not None for cell in cells):
            blank += times  # blank rows below the last filled one cost nothing
            continue
        if len(records) + blank + times > _MOST_ROWS:
            raise fail("too-large-file", shown, found="> 1 048 576 rows", limit="1 048 576 rows")
        records += [[] for _ in range(blank)]
        blank = 0
        if row.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            hidden |= set(range(len(records) + 1, len(records) + times + 1))
        records += [cells] * times
    return records, SheetLayout(tuple(merged), frozenset(hidden))


def _row(row: Element, number: int, merged: list[tuple[int, int, int, int]]) -> list[Cell]:
    cells: list[Cell] = []
    for element in row:
        if element.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        times = int(element.get(f"{_TABLE}number-columns-repeated", "1"))
        value = _cell(element)
        down = int(element.get(f"{_TABLE}number-rows-spanned", "1"))
        across = int(element.get(f"{_TABLE}number-columns-spanned", "1"))
        if down > 1 or across > 1:
            merged.append((number, number + down - 1, len(cells) + 1, len(cells) + across))
        if value is None and times > 1000:
            times = 1  # the empty rest of the sheet
        cells += [value] * min(times, _MOST_CELLS)
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _cell(element: Element) -> Cell:
    kind = element.get(f"{_OFFICE}value-type")
    written = "\n".join("".join(p.itertext()) for p in element.findall(f"{_TEXT}p"))
    if kind is None:
        return written or None
    if kind in ("float", "currency"):
        value = float(element.get(f"{_OFFICE}value", "nan"))
        padded = re.fullmatch(r"0[0-9]+", written)
        return written if padded and value == int(value) else value
    if kind == "percentage":
        return Odd("percent", element.get(f"{_OFFICE}value", ""), written)
    if kind == "date":
        date = element.get(f"{_OFFICE}date-value", "")
        return Odd("date", date[:10] if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*", date) else "", written)
    if kind == "boolean":
        return element.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "time":
        return Odd("date", "", written)
    if written.startswith(("#", "Err:")):
        return Odd("error", written, written)
    return written or None
