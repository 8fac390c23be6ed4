"""Load a known table: all its files together, typed and held to the dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue.columns import Placed, column_names, repeated_keys, value_problems
from wij_impact.catalogue.dictionary import Column, Dictionary, Table, dictionary_files, load_dictionary
from wij_impact.catalogue.files import is_main, table_files, table_of
from wij_impact.catalogue.problems import Problem, ReadError, Severity, problem, with_headers
from wij_impact.catalogue.raw import RawTable, shape
from wij_impact.catalogue.remembered import Memory
from wij_impact.catalogue.resolve import DataFolder, resolve_data
from wij_impact.catalogue.table_rules import TABLE_RULES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Examined", "examine", "forget", "load_table", "table_names"]


@dataclass(frozen=True)
class Examined:
    """A table with everything found about it; `frame` is None when no file of it could be read."""

    placed: Placed | None
    problems: list[Problem]

    def errors(self) -> list[Problem]:
        """The problems that forbid use."""
        return [p for p in self.problems if p.severity == "error"]


def table_names(data: str | Path | DataFolder | None = None, *, listed: bool = True) -> list[str]:
    """Names of the known tables; `listed=False` adds the dictionary's own three.

    Examples
    --------
    >>> "figures" in table_names()
    True
    """
    return [name for name, table in load_dictionary(data).tables.items() if table.listed or not listed]


def load_table(
    name: str, data: str | Path | DataFolder | None = None, *, printed: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """A known table with its types, or an error that says what to mend.

    Parameters
    ----------
    name : str
        A name of `table_names()`, such as ``"figures"``.
    data : path or DataFolder, optional
        The data folder; found by `resolve_data` when left out.
    printed : mapping, optional
        Number column -> name of a text column to add, holding each number with the decimals it was written
        with ("47.20", always with a decimal point).

    Returns
    -------
    DataFrame
        The columns of the dictionary in its order. Numbers are float64, whole numbers and years Int64, codes,
        texts, dates and periods `str`; missing is NaN. A table can be several files (see `table_files`).

    Raises
    ------
    InputError
        The first error with its file, row, column and remedy, and how many there are besides.
    UsageError
        When there is no table of that name.

    Examples
    --------
    >>> load_table("sources").columns[0]
    'source'
    """
    import pandas as pd

    folder = resolve_data(data)
    examined = examine(name, folder)
    errors = examined.errors()
    if errors:
        raise errors[0].as_error(len(errors) - 1)
    assert examined.placed is not None  # no errors, so it was read
    frame = examined.placed.frame
    for column, texts in (printed or {}).items():
        frame[texts] = pd.array(examined.placed.texts[column], dtype="str")
    return frame


def examine(
    name: str,
    data: DataFolder,
    dictionary: Dictionary | None = None,
    files: list[Path] | None = None,
    shown: Mapping[Path, str] | None = None,
    beside: Mapping[str, pd.DataFrame] | None = None,
) -> Examined:
    """Read and check all files of a table; nothing is raised for what is wrong in them.

    `beside` holds tables of the user's own that rules of this one look at: ``targets`` for ``progress``.

    A known table of a data folder is read once a process (see `remembered`); the caller gets a copy.
    """
    if dictionary is None and files is None and not shown:
        known = load_dictionary(data)
        key = (name, data.path.absolute(), data.fallback)
        return _memory.get(key, _deciding(name, data, known), lambda: _examine(name, data, known, None, None))
    return _examine(name, data, dictionary or load_dictionary(data), files, shown, beside)


def _copied(examined: Examined) -> Examined:
    placed = examined.placed
    if placed is not None:
        placed = Placed(placed.frame.copy(), list(placed.files), list(placed.numbers), dict(placed.texts))
    return Examined(placed, list(examined.problems))


_memory = Memory(_copied)


def forget() -> None:
    """Read every table again the next time."""
    _memory.forget()


def _deciding(name: str, data: DataFolder, dictionary: Dictionary) -> list[Path]:
    """Every file that decides what a table holds and what is said of it."""
    table = dictionary.table(name)
    named = [column.reference[0] for column in table.columns.values() if column.reference]
    others = [dictionary.by_file(file) for file in dict.fromkeys(named)]
    looked_at = TABLE_RULES[name].beside if name in TABLE_RULES else ("indicators",) if name == "figures" else ()
    others += [dictionary.tables.get(other) for other in looked_at]
    tables = {one.name: one for one in (table, *others) if one is not None}
    return [*dictionary_files(data), *(path for one in tables.values() for path in table_files(data, one))]


def _examine(
    name: str,
    data: DataFolder,
    dictionary: Dictionary,
    files: list[Path] | None,
    shown: Mapping[Path, str] | None,
    beside: Mapping[str, pd.DataFrame] | None = None,
) -> Examined:
    table = dictionary.table(name)
    paths = files
    if paths is None:
        # A file that is another table by its full name adds no rows to this one (evidence_grades beside evidence).
        paths = [file for file in table_files(data, table) if table_of(file, dictionary) in (None, table)]
    if not paths:
        return Examined(None, [problem("missing-file", table.file or name)])
    problems: list[Problem] = []
    parts = []
    headers: dict[str, Mapping[str, str]] = {}
    for path in paths:
        told = (shown or {}).get(path) or data.relative(path)
        part, found, headers[told] = _read(path, table, told, dictionary, own=files is not None)
        problems += found
        if part is not None:
            parts.append(part)
    if not parts:
        return Examined(None, _in_their_words(problems, headers))
    placed = _join(parts)
    if name == "figures":
        from wij_impact.catalogue.completion import complete
        from wij_impact.catalogue.figure_rules import figure_problems

        placed, found = complete(placed, lambda: _indicator_labels(data, dictionary))
        problems += found + figure_problems(placed, dictionary)
    # A cell that could not be read is already told; the rules below look at what could.
    problems += value_problems(placed, table, lambda column: allowed_values(column, data, dictionary))
    problems += repeated_keys(placed, table) + _mixed_kinds(placed)
    if name in TABLE_RULES:
        problems += TABLE_RULES[name].problems(placed, lambda other: _beside(other, beside or {}, data))
    told_problems = _in_their_words(problems, headers)
    return Examined(placed, sorted(told_problems, key=lambda p: (p.severity, p.file, p.row or 0)))


def _in_their_words(problems: list[Problem], headers: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    """The problems with the headers of their own file."""
    return [told for one in problems for told in with_headers([one], headers.get(one.file, {}))]


def _beside(name: str, own: Mapping[str, pd.DataFrame], data: DataFolder) -> pd.DataFrame | None:
    """A table beside the one in hand; what is wrong in it is told where that table itself is read."""
    if name in own:
        return own[name]
    placed = examine(name, data).placed
    return None if placed is None else placed.frame


def _mixed_kinds(placed: Placed) -> list[Problem]:
    """Real people beside the made-up rows of an example: together they would be called the one or the other."""
    if "data_kind" not in placed.frame.columns or len(set(placed.files)) < 2:
        return []
    kinds = placed.frame["data_kind"].tolist()
    for position, (kind, file) in enumerate(zip(kinds, placed.files, strict=True)):
        if file != placed.files[0] and kind != kinds[0]:
            return [problem("mixed-kinds", *placed.place(position), "data_kind", value=str(kind), known=str(kinds[0]))]
    return []


def _raw(path: Path | str, table: Table, shown: str, own: bool) -> RawTable:
    """The cells of a file of any format that the one reader takes, or of a table in a database."""
    from wij_impact.catalogue.own.databases import is_address
    from wij_impact.catalogue.own.grid import open_grid
    from wij_impact.catalogue.reading import TABLE_SUFFIXES, read_raw

    known = list(table.columns)
    if own:  # the tables of a data folder keep the names of the dictionary; a user's file may have its labels
        labels = [label for column in table.columns.values() for label in (column.label.nl, column.label.en)]
        known += [label for label in labels if label and label not in known]
    if not is_address(path) and Path(path).suffix.lower() in TABLE_SUFFIXES:
        raw = read_raw(path, known, shown=shown)
    else:
        grid = open_grid(path, known, shown=shown)
        raw = shape(grid.records, grid.shown, None, known)
    return _by_label(raw, table) if own else raw


def _by_label(raw: RawTable, table: Table) -> RawTable:
    """Columns that go by their Dutch or English label get the name of the dictionary; a name always comes first."""
    absent = [column for column in table.columns.values() if column.name not in raw.columns]
    said: dict[str, set[str]] = {}
    bare: dict[str, set[str]] = {}
    for column in absent:
        for label in (column.label.nl, column.label.en):
            if label:
                said.setdefault(_plain(label), set()).add(column.name)
                bare.setdefault(_plain(label.partition("(")[0]), set()).add(column.name)
    # "voltijdbanen" is "voltijdbanen (fte)", where no label of another column reads so.
    said = {label: names for label, names in bare.items() if label} | said
    heads = [_plain(str(head)) for head in raw.columns]
    # A label that two columns share, or that stands above two columns, tells nothing.
    named = {
        head: next(iter(said[key]))
        for head, key in zip(raw.columns, heads, strict=True)
        if head not in table.columns and len(said.get(key, ())) == 1 and heads.count(key) == 1
    }
    if len(set(named.values())) < len(named):
        return raw
    headers = {name: head for head, name in named.items()}
    return replace(raw, columns=[named.get(head, head) for head in raw.columns], headers=headers)


def _plain(head: str) -> str:
    """A header for comparison with a label: capitals and spaces aside. A misspelt name is no label."""
    return " ".join(head.casefold().split())


def _read(
    path: Path, table: Table, shown: str, dictionary: Dictionary, own: bool = False
) -> tuple[Placed | None, list[Problem], Mapping[str, str]]:
    from wij_impact.catalogue.convert import convert
    from wij_impact.catalogue.spoken import in_our_words

    try:
        raw = _raw(path, table, shown, own)
        if not raw.rows and not raw.problems:
            # A template that nobody has filled in yet lies beside the table and adds nothing.
            severity: Severity = "error" if is_main(path, table) else "notice"
            names = column_names(raw, table)
            return None, [*names, problem("no-rows", shown, raw.header, severity=severity)], raw.headers
    except ReadError as error:
        return None, [error.problem], {}
    # What comes with the package is written in codes; what people bring, as people write.
    if own or not is_main(path, table):
        raw = in_our_words(raw, table, dictionary)
    done = convert(raw, table)
    problems = raw.problems + column_names(raw, table) + done.problems
    placed = Placed(done.frame, [shown] * len(done.numbers), done.numbers, done.texts)
    return placed, problems, raw.headers


def _join(parts: list[Placed]) -> Placed:
    import pandas as pd

    if len(parts) == 1:
        return parts[0]
    names = list(dict.fromkeys(name for part in parts for name in part.texts))
    texts = {n: [t for p in parts for t in p.texts.get(n, [None] * len(p.files))] for n in names}
    return Placed(
        pd.concat([part.frame for part in parts], ignore_index=True),
        [file for part in parts for file in part.files],
        [number for part in parts for number in part.numbers],
        texts,
    )


def allowed_values(column: Column, data: DataFolder, dictionary: Dictionary) -> list[str] | None:
    """The codes a column may hold: its own, those of a list, or the values of a column of another table."""
    if not column.allowed:
        return None
    if column.reference is None:
        return list(column.codes)
    file, name = column.reference
    if file == "codes.csv":
        return list(dictionary.codes.get(name, {}))
    table = dictionary.by_file(file)
    if table is None:
        return None
    return _values_of(table, name, data)


def _indicator_labels(data: DataFolder, dictionary: Dictionary) -> dict[str, set[str]]:
    """Label of an indicator in small letters -> its ids, from the table `indicators`."""
    table = dictionary.tables.get("indicators")
    names: dict[str, set[str]] = {}
    if table is None:
        return names
    codes = _values_of(table, "indicator_id", data)
    for column in ("label_nl", "label_en"):
        labels = _values_of(table, column, data)
        if len(labels) == len(codes):  # otherwise the table has gaps, which are told where it is checked
            for label, code in zip(labels, codes, strict=True):
                names.setdefault(label.casefold(), set()).add(code)
    return names


def _values_of(table: Table, name: str, data: DataFolder) -> list[str]:
    from wij_impact.catalogue.reading import as_text, read_raw

    values: list[str] = []
    for path in table_files(data, table):
        try:
            raw = read_raw(path, list(table.columns))
        except ReadError:
            continue  # named where that table itself is checked
        if name in raw.columns:
            values += [text for text in map(as_text, raw.column(name)) if text is not None]
    return values
