"""Which files make up a table: its own file, and the files a study lays beside it to add rows."""

from __future__ import annotations

import re
from pathlib import Path

from wij_impact.catalogue.dictionary import Dictionary, Table, load_dictionary
from wij_impact.catalogue.reading import TABLE_SUFFIXES
from wij_impact.catalogue.resolve import DATA_VARIABLE, DataFolder
from wij_impact.language import Language, Text

__all__ = ["borrowed", "describe", "ignored", "is_main", "own_files", "table_files", "table_of"]


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


def borrowed(data: DataFolder) -> list[str]:
    """Names of the known tables that come from the shipped data because this folder lacks them."""
    if data.fallback is None:
        return []
    tables = load_dictionary(data).tables
    return [name for name, table in tables.items() if table.listed and not own_files(data.path, table)]


_ORIGINS: dict[str, Text] = {
    "option": Text(nl="met --data gekozen", en="chosen with --data"),
    "environment": Text(nl=f"uit {DATA_VARIABLE}", en=f"from {DATA_VARIABLE}"),
    "working folder": Text(nl="de map data waar u nu werkt", en="the folder data where you work now"),
    "checkout": Text(nl="bij de broncode", en="beside the source code"),
    "package": Text(nl="meegeleverd met het pakket", en="shipped with the package"),
}


def describe(data: DataFolder, lang: Language | None = None) -> str:
    """One sentence that says which data is used, and what is borrowed from the shipped data."""
    where = _ORIGINS[data.origin].show(lang)
    sentence = Text(nl=f"Gegevens: {data.path} ({where}).", en=f"Data: {data.path} ({where}).").show(lang)
    names = ", ".join(borrowed(data))
    if not names:
        return sentence
    rest = Text(nl=f"Meegeleverd gebruikt voor wat daar ontbreekt: {names}.", en=f"Shipped tables fill in: {names}.")
    return f"{sentence} {rest.show(lang)}"
