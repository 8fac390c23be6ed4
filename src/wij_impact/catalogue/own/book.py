"""A workbook with a sheet per table, as `wij-impact template monitor` makes it: which sheets are filled in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wij_impact.catalogue.own.grid import open_grid
from wij_impact.catalogue.own_file import find_file
from wij_impact.catalogue.problems import ReadError
from wij_impact.catalogue.workbook import sheet_names
from wij_impact.errors import InputError
from wij_impact.language import Text

__all__ = ["filled_sheets", "is_book"]

_SUFFIXES = (".xlsx", ".xlsm")


def is_book(path: str | Path, tables: Sequence[str]) -> bool:
    """Whether a file is a workbook with at least two sheets that have the name of a table."""
    file = Path(path)
    if file.suffix.lower() not in _SUFFIXES or not file.is_file():
        return False
    return len(set(tables) & set(_names(file))) >= 2


def filled_sheets(path: str | Path, tables: Sequence[str]) -> dict[str, str]:
    """The tables of which a sheet holds rows, in the order of `tables`: table -> ``book.xlsx#sheet``.

    Raises
    ------
    UsageError
        When the file is not there.
    InputError
        When no sheet holds a row: the blank workbook says nothing.
    """
    file = find_file(path)
    present = _names(file)
    filled = {name: f"{file}#{name}" for name in tables if name in present and _has_rows(f"{file}#{name}")}
    if not filled:
        raise InputError(
            Text(nl="in geen enkel blad staat een rij.", en="no sheet holds a row."),
            remedy=Text(nl=f"Vul een blad in: {', '.join(tables)}.", en=f"Fill in a sheet: {', '.join(tables)}."),
            file=file.name,
        )
    return filled


def _names(file: Path) -> list[str]:
    return sheet_names(file.read_bytes(), file.name)


def _has_rows(sheet: str) -> bool:
    try:
        records = open_grid(sheet).records
    except ReadError as error:
        return error.problem.rule not in ("empty-file", "no-rows")
    return sum(any(cell is not None for cell in row) for row in records) > 1
