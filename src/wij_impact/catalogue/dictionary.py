"""The data dictionary: what every table and column holds. Schemas, templates, labels and checks derive from it.

Three files in the data folder: `tables.csv` (which file a table is), `dictionary.csv` (its columns) and
`codes.csv` (lists of codes with their labels). A user's folder may add its own rows in files of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue.remembered import Memory
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    from wij_impact.catalogue.resolve import DataFolder

__all__ = ["TYPES", "Code", "Column", "Dictionary", "Table", "dictionary_files", "load_dictionary"]

#: The types a column can have. Codes are text; a year is a whole number; a period is text such as 2023-Q2.
TYPES = ("text", "code", "integer", "number", "percent", "year", "period", "date", "boolean")
NUMERIC = ("integer", "number", "percent", "year")
WHOLE = ("integer", "year")


@dataclass(frozen=True)
class Code:
    """One code of a list, with its label and, for a unit, the decimals that make sense."""

    code: str
    label: Text
    decimals: int | None = None


@dataclass(frozen=True)
class Column:
    """One column of a table, as `dictionary.csv` describes it.

    There, `unique` is true for a column without repeats, and `key` for columns that only together name a row.
    `allowed` lists codes (``Laag|Middel|Hoog``) or points to them: ``codes.csv:unit`` is the list `unit` of
    codes.csv, ``sources.csv:source`` the column `source` of that table. `pattern` is a regular expression for
    the whole value. A `missing_codes` value is a blank that was written down: allowed where a blank is not.
    """

    name: str
    type: str
    label: Text
    description: Text
    unit: str = ""
    required: bool = False
    unique: bool = False
    in_key: bool = False
    allowed: str = ""
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None
    missing_codes: tuple[str, ...] = ()
    sensitivity: str = "public"
    source: str = ""
    example: str = ""

    @property
    def reference(self) -> tuple[str, str] | None:
        """(file, column or list) when `allowed` points to another table (`codes.csv:unit`), else None."""
        file, colon, name = self.allowed.partition(":")
        return (file, name) if colon and file.endswith(".csv") else None

    @property
    def codes(self) -> tuple[str, ...]:
        """The allowed codes that stand in the dictionary itself."""
        return tuple(self.allowed.split("|")) if self.allowed and self.reference is None else ()


@dataclass(frozen=True)
class Table:
    """One table: its file within the data folder and its columns."""

    name: str
    file: str
    title: Text
    description: Text
    listed: bool = True
    columns: dict[str, Column] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that together name a row: the unique one, or those marked `key`."""
        unique = tuple(column.name for column in self.columns.values() if column.unique)
        return unique[:1] or tuple(column.name for column in self.columns.values() if column.in_key)

    @property
    def stem(self) -> str:
        """The file without its extension: `published/figures`."""
        return self.file.rsplit(".", 1)[0]


@dataclass(frozen=True)
class Dictionary:
    """All tables and lists of codes."""

    tables: dict[str, Table]
    codes: dict[str, dict[str, Code]]

    def table(self, name: str) -> Table:
        """The table `name`; `UsageError` with a suggestion when there is none."""
        if name in self.tables:
            return self.tables[name]
        near = suggest(name, list(self.tables))
        known = ", ".join(self.tables)
        raise UsageError(
            Text(nl=f"er is geen tabel '{name}'.", en=f"there is no table '{name}'."),
            remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?")
            if near
            else Text(nl=f"Wel: {known}.", en=f"There are: {known}."),
        )

    def label(self, codes: str, code: str, lang: Language | None = None) -> str:
        """The label of a code, or the code itself when it has none."""
        known = self.codes.get(codes, {}).get(code)
        return known.label.show(lang) if known else code

    def by_file(self, file: str) -> Table | None:
        """The table whose file has this name (`sources.csv`), or None."""
        return next((t for t in self.tables.values() if t.file == file or t.file.rsplit("/", 1)[-1] == file), None)


def load_dictionary(data: DataFolder | str | Path | None = None) -> Dictionary:
    """The dictionary of the shipped data, with what the data folder adds to it or replaces in it.

    A table that a user's `dictionary.csv` describes replaces the shipped description of that table; the other
    tables stay. Codes are added to the shipped lists.

    Examples
    --------
    >>> load_dictionary().tables["figures"].key
    ('figure_id',)
    >>> load_dictionary().label("unit", "percent", "nl")
    'procent'
    """
    from wij_impact.catalogue.resolve import resolve_data

    folder = resolve_data(data)
    base = _from_folder(folder.fallback or folder.path)
    if folder.fallback is None:
        return base
    own = _from_folder(folder.path)
    codes = {name: base.codes.get(name, {}) | own.codes.get(name, {}) for name in [*base.codes, *own.codes]}
    tables = base.tables | {name: _adopt(table, base) for name, table in own.tables.items() if table.columns}
    return Dictionary(tables, codes)


def _adopt(table: Table, base: Dictionary) -> Table:
    # A user may describe columns only: the file and title of a known table need no repeating.
    known = base.tables.get(table.name)
    if table.file or known is None:
        return table
    return Table(table.name, known.file, known.title, known.description, known.listed, table.columns)


def dictionary_files(data: DataFolder) -> list[Path]:
    """The files that describe the tables, whether they are there or not."""
    folders = [data.path] if data.fallback is None else [data.fallback, data.path]
    return [folder / name for folder in folders for name in _KNOWN]


def _from_folder(folder: Path) -> Dictionary:
    return _memory.get(folder, [folder / name for name in _KNOWN], lambda: _read_folder(folder))


# Shared, not copied: a dictionary is frozen and nobody writes in its mappings.
_memory: Memory[Dictionary] = Memory(lambda dictionary: dictionary)


def _read_folder(folder: Path) -> Dictionary:
    tables = {row["table"]: row for row in _rows(folder / "tables.csv")}
    columns: dict[str, dict[str, Column]] = {name: {} for name in tables}
    for number, row in enumerate(_rows(folder / "dictionary.csv"), 2):
        columns.setdefault(row["table"], {})[row["name"]] = _column(row, number)
    codes: dict[str, dict[str, Code]] = {}
    for row in _rows(folder / "codes.csv"):
        decimals = int(row["decimals"]) if row["decimals"].isdecimal() else None
        code = Code(row["code"], Text(nl=row["label_nl"], en=row["label_en"]), decimals)
        codes.setdefault(row["list"], {})[code.code] = code
    return Dictionary({name: _table(name, tables.get(name, {}), found) for name, found in columns.items()}, codes)


def _table(name: str, row: Mapping[str, str], columns: dict[str, Column]) -> Table:
    return Table(
        name,
        row.get("file", ""),
        Text(nl=row.get("title_nl", name), en=row.get("title_en", name)),
        Text(nl=row.get("description_nl", ""), en=row.get("description_en", "")),
        row.get("listed", "true") == "true",
        columns,
    )


def _column(row: Mapping[str, str], number: int) -> Column:
    if row["type"] not in TYPES:
        raise _wrong(number, "type", row["type"], ", ".join(TYPES))
    percent = row["type"] == "percent"
    return Column(
        name=row["name"],
        type=row["type"],
        label=Text(nl=row["label_nl"] or row["name"], en=row["label_en"] or row["name"]),
        description=Text(nl=row["description_nl"], en=row["description_en"]),
        unit=row["unit"],
        required=row["required"] == "true",
        unique=row["unique"] == "true",
        in_key=row["unique"] == "key",
        allowed=row["allowed"],
        pattern=_pattern(row["pattern"], number),
        minimum=_bound(row["minimum"], 0.0 if percent else None, number, "minimum"),
        maximum=_bound(row["maximum"], 100.0 if percent else None, number, "maximum"),
        missing_codes=tuple(code for code in row["missing_codes"].split("|") if code),
        sensitivity=row["sensitivity"] or "public",
        source=row["source"],
        example=row["example"],
    )


def _bound(text: str, otherwise: float | None, number: int, column: str) -> float | None:
    try:
        return float(text) if text else otherwise
    except ValueError:
        raise _wrong(number, column, text, "0, 12.5") from None


_LONGEST_PATTERN = 300
#: A group that repeats without end and is itself repeated, as (a+)+ or (a|a)*: such a pattern can run for ever.
_ENDLESS = re.compile(
    r"\((?!(?:\?:)?(?:\\[^\w]|[;,/:\- ])[^|]*\))"  # each turn begins with a mark of its own, as (;[a-z]+)*: that ends
    r"(?:[^()\\]|\\.)*(?:[+*]|\{[0-9]+,\}|\|)(?:[^()\\]|\\.)*\)(?:[+*]|\{[0-9]*,\}|\{[0-9]{2,})"
)


def _pattern(text: str, number: int) -> str:
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError):
        raise _wrong(number, "pattern", text, "[a-z0-9_]+") from None
    if len(text) > _LONGEST_PATTERN or _ENDLESS.search(text):
        raise _wrong(number, "pattern", text[:60], "[a-z0-9_]+")
    return text


def _wrong(number: int, column: str, found: str, right: str) -> InputError:
    return InputError(
        Text(nl=f"'{found}' kan hier niet staan.", en=f"'{found}' cannot stand here."),
        remedy=Text(nl=f"Schrijf bijvoorbeeld: {right}.", en=f"Write for example: {right}."),
        file="dictionary.csv",
        row=number,
        column=column,
    )


def _rows(file: Path) -> list[dict[str, str]]:
    # Read by the general reader, so that a dictionary saved by Excel is understood too, but as plain text.
    if not file.exists():
        return []
    from wij_impact.catalogue.raw import RawTable
    from wij_impact.catalogue.reading import as_text, read_raw

    raw: RawTable = read_raw(file, _KNOWN[file.name])
    absent = [name for name in _KNOWN[file.name] if name not in raw.columns]
    needed = [name for name in absent if name in ("table", "name", "type", "list", "code", "file")]
    if raw.problems or needed:
        if needed:
            from wij_impact.catalogue.problems import fail

            raise fail("missing-column", file.name, raw.header, needed[0], name=needed[0], label=needed[0])
        raise raw.problems[0].as_error(len(raw.problems) - 1)
    empty = dict.fromkeys(absent, "")
    return [empty | {n: as_text(c) or "" for n, c in zip(raw.columns, row, strict=True)} for row in raw.rows]


_KNOWN = {
    "tables.csv": ("table", "file", "listed", "title_nl", "title_en", "description_nl", "description_en"),
    "codes.csv": ("list", "code", "label_nl", "label_en", "decimals"),
    "dictionary.csv": (
        *("table", "name", "type", "unit", "label_nl", "label_en", "description_nl", "description_en", "required"),
        *("unique", "allowed", "pattern", "minimum", "maximum", "missing_codes", "sensitivity", "source", "example"),
    ),
}
