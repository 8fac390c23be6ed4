"""Which files make up a table: its own file, and the files a study lays beside it to add rows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue.reading import TABLE_SUFFIXES

if TYPE_CHECKING:
    from wij_impact.catalogue.dictionary import Dictionary, Table
    from wij_impact.catalogue.resolve import DataFolder

__all__ = ["ignored", "is_main", "own_files", "table_files", "table_of"]


def table_files(data: DataFolder, table: Table) -> list[Path]:
    """The files of a table, the main one first.

    The main file is `published/figures.csv` (or `.xlsx`) of the folder, or the shipped one when the folder has
    none. Files beside it that start with the same name and then `_` or `-` add rows: `figures_eigen.xlsx`,
    `figures-2024.csv`.
    """
    own = own_files(data.path, table)
    if data.fallback is None or any(is_main(file, table) for file in own):
        return own
    return [file for file in own_files(data.fallback, table) if is_main(file, table)] + own


def own_files(folder: Path, table: Table) -> list[Path]:
    """The files of a table within one folder, the main ones first, then by name."""
    if not table.file:
        return []
    parent = (folder / table.file).parent
    if not parent.is_dir():
        return []
    found = [file for file in parent.iterdir() if _belongs(file.name, table)]
    return sorted(found, key=lambda file: (not is_main(file, table), file.name))


def table_of(file: Path, dictionary: Dictionary) -> Table | None:
    """The table a file belongs to by its name, whatever its folder; the longest name wins."""
    fitting = [table for table in dictionary.tables.values() if table.file and _belongs(file.name, table)]
    in_place = [table for table in fitting if Path(table.file).parent.name == file.parent.name]
    return max(in_place or fitting, key=lambda table: len(table.stem), default=None)


def ignored(name: str) -> bool:
    """Files that programs leave behind: Excel's lock files, hidden files."""
    return name.startswith(("~$", ".", "Thumbs.db", "desktop.ini"))


def _belongs(name: str, table: Table) -> bool:
    stem = re.escape(table.stem.rsplit("/", 1)[-1])
    match = re.fullmatch(rf"{stem}(?:[_-].+)?(\.[A-Za-z]+)", name, re.IGNORECASE)
    return match is not None and match[1].lower() in TABLE_SUFFIXES and not ignored(name)


def is_main(file: Path, table: Table) -> bool:
    """Whether a file is the table itself, not one that adds rows to it."""
    return file.stem.casefold() == table.stem.rsplit("/", 1)[-1].casefold()
