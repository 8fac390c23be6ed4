"""A workbook with a sheet per table, as `wij-impact template monitor` makes it: which sheets are filled in."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wij_impact.catalogue.dictionary import load_dictionary
from wij_impact.catalogue.own.grid import open_grid
from wij_impact.catalogue.own_file import find_file
from wij_impact.catalogue.problems import Problem, ReadError
from wij_impact.catalogue.workbook import EXPLANATION_SHEETS, sheet_names
from wij_impact.errors import InputError
from wij_impact.language import Text

__all__ = ["Unread", "filled_sheets", "is_book", "unread_sheets"]

_SUFFIXES = (".xlsx", ".xlsm")
#: Letters that begin two words alike: risicos and risicoregister.
_STEM = 6


@dataclass(frozen=True)
class Unread:
    """A sheet with rows that no table has the name of.

    Attributes
    ----------
    likely : str
        The table it looks like: by its columns, else by its name; empty when neither says.
    by : "columns", "name" or ""
    """

    sheet: str
    likely: str
    by: Literal["columns", "name", ""]

    def problem(self, file: str, tables: Sequence[str]) -> Problem:
        """The notice that the sheet is left out."""
        said = Text(
            nl=f"dit blad wordt niet gelezen: geen tabel heet '{self.sheet}'",
            en=f"this sheet is not read: no table is called '{self.sheet}'",
        )
        return Problem(f"{file}#{self.sheet}", None, "", "unknown-sheet", said, self.remedy(tables), "notice")

    def remedy(self, tables: Sequence[str]) -> Text:
        """How the sheet can be read."""
        if self.by == "columns":
            return Text(
                nl=f"De kolommen zijn die van {self.likely}: noem het blad {self.likely}.",
                en=f"Its columns are those of {self.likely}: name the sheet {self.likely}.",
            )
        if self.by == "name":
            return Text(
                nl=f"Bedoelt u {self.likely}? Noem het blad dan zo.",
                en=f"Did you mean {self.likely}? Then name the sheet so.",
            )
        names = ", ".join(tables)
        return Text(nl=f"Een blad dat moet meedoen, heet: {names}.", en=f"A sheet to be read is called: {names}.")


def is_book(path: str | Path, tables: Sequence[str]) -> bool:
    """Whether a file is a workbook with at least two sheets that are a table, one of them by name."""
    file = Path(path)
    if file.suffix.lower() not in _SUFFIXES or not file.is_file():
        return False
    named = set(tables) & set(_names(file))
    if len(named) != 1:
        return len(named) >= 2
    return any(one.by == "columns" for one in unread_sheets(file, tables))


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
        others = [one for one in unread_sheets(file, tables) if one.likely]
        if others:
            raise InputError(
                Text(
                    nl=f"blad '{others[0].sheet}' is niet gelezen: geen tabel heet zo.",
                    en=f"sheet '{others[0].sheet}' was not read: no table has that name.",
                ),
                remedy=others[0].remedy(tables),
                file=file.name,
            )
        raise InputError(
            Text(nl="in geen enkel blad staat een rij.", en="no sheet holds a row."),
            remedy=Text(nl=f"Vul een blad in: {', '.join(tables)}.", en=f"Fill in a sheet: {', '.join(tables)}."),
            file=file.name,
        )
    return filled


def unread_sheets(path: str | Path, tables: Sequence[str]) -> tuple[Unread, ...]:
    """The sheets with rows that are not read, because no table has their name, with the table each looks like.

    A sheet looks like a table when it has all the columns that the table requires, by name or by label.
    """
    file = find_file(path)
    names = _names(file)
    free = [one for one in tables if one not in names or not _has_rows(f"{file}#{one}")]
    found = []
    for name in names:
        if name in tables or name.casefold() in EXPLANATION_SHEETS or not _has_rows(f"{file}#{name}"):
            continue
        likely = _by_columns(f"{file}#{name}", tables)
        if likely:
            found.append(Unread(name, likely, "columns"))
            continue
        near = _by_name(name, free)
        found.append(Unread(name, near, "name" if near else ""))
    return tuple(found)


def _by_columns(sheet: str, tables: Sequence[str]) -> str:
    try:
        records = open_grid(sheet).records
    except ReadError:
        return ""
    heads = {_plain(str(cell)) for cell in next((row for row in records if any(row)), []) if cell is not None}
    scores: dict[str, int] = {}
    for name in tables:
        columns = list(load_dictionary().table(name).columns.values())
        met = [bool(heads & {_plain(one) for one in (c.name, c.label.nl, c.label.en) if one}) for c in columns]
        needed = [hit for hit, column in zip(met, columns, strict=True) if column.required]
        if len(needed) > 1 and all(needed):
            scores[name] = sum(met)
    best = [name for name, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else ""


def _by_name(sheet: str, tables: Sequence[str]) -> str:
    """The table that a sheet's name resembles: its name or a word of its title, as 'onze risicos' does risks."""
    dictionary = load_dictionary()
    known = {
        _plain(word): name
        for name in tables
        for title in (name, dictionary.table(name).title.nl, dictionary.table(name).title.en)
        for word in (title, title.split()[0])
        if len(word) > 3
    }
    for said in (sheet, *sheet.replace("_", " ").split()):
        word = _plain(said)
        near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.75)
        near = near or [one for one in known if len(word) >= _STEM and one[:_STEM] == word[:_STEM]]
        if near:
            return known[near[0]]
    return ""


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "").replace("'", "").split())


def _names(file: Path) -> list[str]:
    return sheet_names(file.read_bytes(), file.name)


def _has_rows(sheet: str) -> bool:
    try:
        records = open_grid(sheet).records
    except ReadError as error:
        return error.problem.rule not in ("empty-file", "no-rows")
    return sum(any(cell is not None for cell in row) for row in records) > 1
