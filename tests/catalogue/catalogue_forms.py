"""Write one table in the forms in which users have it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl

Rows = list[list[str]]

#: The number columns of a figures table; the other columns are text in a workbook too.
NUMBERS = ("value",)


def dutch(text: str) -> str:
    """A number with a decimal comma."""
    return text.replace(".", ",")


def grouped(text: str) -> str:
    """A number in Dutch with points between thousands."""
    whole, _, rest = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    digits = f"{int(whole.lstrip('-')):,}".replace(",", ".")
    return sign + digits + (f",{rest}" if rest else "")


def _delimited(rows: Rows, delimiter: str, number: Callable[[str], str]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    head = rows[0]
    writer.writerow(head)
    for row in rows[1:]:
        cells = zip(head, row, strict=False)
        writer.writerow([number(cell) if _numeric(name, cell) else cell for name, cell in cells] + row[len(head) :])
    return stream.getvalue()


def _numeric(name: str, cell: str) -> bool:
    return name in NUMBERS and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell.strip()) is not None


def comma(rows: Rows, folder: Path) -> tuple[Path, int]:
    path = folder / "figures.csv"
    path.write_text(_delimited(rows, ",", str), encoding="utf-8", newline="")
    return path, 1


def semicolon_bom(rows: Rows, folder: Path) -> tuple[Path, int]:
    path = folder / "figures.csv"
    path.write_text(_delimited(rows, ";", dutch), encoding="utf-8-sig", newline="")
    return path, 1


def windows_grouped(rows: Rows, folder: Path) -> tuple[Path, int]:
    path = folder / "figures.csv"
    path.write_text(_delimited(rows, ";", grouped), encoding="cp1252", newline="")
    return path, 1


def tab_utf16(rows: Rows, folder: Path) -> tuple[Path, int]:
    path = folder / "figures.txt"
    path.write_text(_delimited(rows, "\t", dutch), encoding="utf-16", newline="")
    return path, 1


def workbook(rows: Rows, folder: Path) -> tuple[Path, int]:
    path = folder / "figures.xlsx"
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(
            [_native(name, cell) for name, cell in zip(rows[0], row, strict=False)] + row[len(rows[0]) :]
        )
    book.save(path)
    return path, 1


def titled_workbook(rows: Rows, folder: Path) -> tuple[Path, int]:
    """Text cells with decimal commas under three title rows, beside a sheet that explains."""
    path = folder / "figures.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "uitleg"
    book.active.append(["figure_id", "topic", "dit blad legt uit"])
    sheet = book.create_sheet("cijfers 2023")
    sheet.append(["Cijfers van de gemeente"])
    sheet.append(["Bron:", "jaarverslag"])
    sheet.append([])
    for row in rows:
        sheet.append([dutch(c) if _numeric(n, c) else c or None for n, c in zip(rows[0], row, strict=False)])
    book.save(path)
    return path, 4


def _native(name: str, cell: str) -> str | float | None:
    if not cell:
        return None
    return float(cell) if _numeric(name, cell) else cell


FORMS = {form.__name__: form for form in (comma, semicolon_bom, windows_grouped, tab_utf16, workbook, titled_workbook)}
