"""Check data before it is used: per problem the file, row, column, rule, what was found and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue.columns import Placed
from wij_impact.catalogue.dictionary import Dictionary, Table, load_dictionary
from wij_impact.catalogue.files import ignored, is_main, own_files, table_of
from wij_impact.catalogue.own.headers import match_needs
from wij_impact.catalogue.own.needs import needs_of_table
from wij_impact.catalogue.problems import COLUMNS, Problem, ReadError, as_frame, of_error, problem
from wij_impact.catalogue.reading import TABLE_SUFFIXES, read_raw
from wij_impact.catalogue.resolve import DataFolder, is_ours, resolve_data, shipped
from wij_impact.catalogue.tables import Examined, examine, load_table
from wij_impact.errors import InputError, check_language, suggest
from wij_impact.language import Language, Text, current_language

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Checker", "check", "is_table_file", "recognised_table"]

#: Checks one file of another kind (a case, a questionnaire) and gives a frame with the columns of `check`.
Checker = Callable[[Path, Language], "pd.DataFrame"]

#: Files that belong in a data folder without being a table of it.
_COMPANIONS = ("*.md", "datapackage.json", "dictionary.csv", "tables.csv", "codes.csv", "*.toml", "*.license")


def check(
    path: str | Path | None = None,
    lang: Language | None = None,
    *,
    extra_checkers: Mapping[str, Checker] | None = None,
    table: str = "",
) -> pd.DataFrame:
    """Check a file, or every known table in a folder.

    Parameters
    ----------
    path : str or Path, optional
        A file or a folder; by default the data folder that `resolve_data` finds.
    lang : "nl" or "en", optional
        The language of `found` and `remedy`.
    extra_checkers : mapping, optional
        Pattern of the path within the folder (``"cases/*.toml"``) -> a function (path, lang) that checks such a
        file and returns a frame with the same columns. The caller passes them, because the rooms that know
        cases and questionnaires stand on a higher floor.
    table : str
        Read a file as this table, whatever its name and columns.

    Returns
    -------
    DataFrame
        One row per problem: file, row (the header usually is row 1), column, rule, found, remedy and severity:
        `error` (the data cannot be used as it is) or `notice` (worth knowing). Empty when all is well. Nothing is
        raised for what is wrong in the data.

    Notes
    -----
    The rules, by their stable code (sentences and remedies: `data/words/rules.toml`):

    - the file: missing-file, unreadable-file, empty-file, no-rows, wrong-type (an xlsx that is text, a csv that
      is a zip, PDF or web page), unknown-type, unknown-file, no-tables, unknown-encoding, broken-file,
      several-sheets, undecidable-delimiter, broken-quotes, swallowed-rows, locked-file, only-charts, null-characters;
    - its columns: unknown-column, missing-column, duplicate-column, nameless-column, ragged-row;
    - a cell: missing-value, not-a-number, mixed-decimals, undecidable-number, scientific-notation, not-whole,
      excel-date, excel-error, formula-without-value, percent-cell, float-code, not-a-year, year-out-of-range,
      not-a-period, not-a-date, period-reversed, not-a-boolean, not-a-code, wrong-form, unknown-code, duplicate-key,
      below-minimum, above-maximum, share-above-100, share-below-0, encoding-damage, schema;
    - published figures: too-many-decimals (30.974 questions is 30,974 written the Dutch way),
      period-after-report; and the notices share-without-base, filled-in, near-indicator, and those of
      `catalogue.consistency` with their id.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "risks.csv"
    >>> _ = file.write_text("risk_id;phase;risk;probability_nl;impact_nl;who\\nr_90;execution;Strike;Midel;Hoog;X\\n")
    >>> check(file, "en")[["row", "column", "rule", "remedy"]].values.tolist()
    [[2, 'probability_nl', 'unknown-code', "Did you mean 'Middel'?"]]
    """
    speak = check_language(lang) if lang else current_language()
    checkers = extra_checkers or {}
    if path is None:
        folder = resolve_data()
        return _folder(folder.path, folder, speak, checkers)
    target = Path(path)
    if not target.exists():
        return as_frame([problem("missing-file", str(path))], speak)
    if target.is_dir():
        root = target if is_ours(target) or not is_ours(target.parent) else target.parent
        return _folder(target, _data(root), speak, checkers)
    return _file(target, str(path), speak, checkers, table)


def _data(root: Path) -> DataFolder:
    base, origin = shipped()
    if base.exists() and root.resolve() == base.resolve():
        return DataFolder(base, origin)
    return DataFolder(root, "option", base)


def _folder(target: Path, data: DataFolder, lang: Language, checkers: Mapping[str, Checker]) -> pd.DataFrame:
    try:
        dictionary = load_dictionary(data)
    except InputError as error:
        return as_frame([of_error(error)], lang)
    files = sorted(f for f in target.rglob("*") if f.is_file() and not _hidden(f.relative_to(target)))
    problems: list[Problem] = []
    frames: list[pd.DataFrame] = []
    groups: dict[str, list[Path]] = {}
    for file in files:
        shown = file.relative_to(target).as_posix()
        table = table_of(file, dictionary)
        checker = _checker(shown, file, checkers)
        if checker is not None:
            frames.append(checker(file, lang).assign(file=shown))
        elif table is not None and fnmatch(file.name, "*"):
            groups.setdefault(table.name, []).append(file)
        elif not any(fnmatch(file.name, pattern) for pattern in _COMPANIONS):
            problems.append(_unknown_file(file, shown, dictionary))
    if not groups and not frames:
        problems.append(problem("no-tables", target.as_posix(), names=", ".join(_listed(dictionary))))
    figures: Placed | None = None
    for name, group in groups.items():
        shown_names = {file: file.relative_to(target).as_posix() for file in group}
        found, placed = _table(dictionary.table(name), group, shown_names, data, dictionary)
        problems += found
        figures = placed if name == "figures" else figures
    if figures is not None and not any(p.severity == "error" for p in problems):
        shown_files = {file.relative_to(target).as_posix() for file in groups["figures"]}
        problems += [notice for notice in _contradictions(figures, data) if notice.file in shown_files]
    return _together([as_frame(problems, lang), *frames])


def recognised_table(path: Path) -> str:
    """The table that a file holds, by its name or its columns; empty when it is none of ours, or cannot be read."""
    try:
        dictionary = load_dictionary(resolve_data())
        table = table_of(path, dictionary) or _by_columns(path, path.name, dictionary)
    except InputError:
        return ""
    return "" if table is None else table.name


def is_table_file(path: Path) -> bool:
    """Whether a file has the name of a table, in a data folder."""
    home = path.absolute().parent
    own = next((_data(folder) for folder in (home.parent, home) if is_ours(folder)), None)
    return own is not None and table_of(path, load_dictionary(own)) is not None


def _file(
    target: Path, shown: str, lang: Language, checkers: Mapping[str, Checker], table_name: str = ""
) -> pd.DataFrame:
    inside = "/".join(target.absolute().parts[-2:])
    checker = _checker(inside, target, checkers)
    if checker is not None and not table_name:
        return checker(target, lang).assign(file=shown)
    home = target.absolute().parent
    try:
        own = next((_data(folder) for folder in (home.parent, home) if is_ours(folder)), None)
        data = own or resolve_data()
        dictionary = load_dictionary(data)
        if table_name:
            table: Table | None = dictionary.table(table_name)
        else:
            table = table_of(target, dictionary) or _by_columns(target, shown, dictionary)
    except ReadError as error:
        return as_frame([replace(error.problem, file=shown)], lang)
    except InputError as error:
        return as_frame([of_error(error)], lang)
    if table is None:
        return as_frame([*_shape_of(target, shown), _unknown_file(target, shown, dictionary)], lang)
    problems = _table(table, [target], {target: shown}, data, dictionary)[0]
    if own is None:
        # A report reads such a file alone, not beside the rows of the example.
        problems = [_apart(found, table, data) for found in problems if found.rule != "mixed-kinds"]
    return as_frame(problems, lang)


def _apart(found: Problem, table: Table, data: DataFolder) -> Problem:
    """A file outside any data folder may be a copy: a key that the published table has too is only worth knowing."""
    names = [data.relative(main) for main in _mains(table, data)]
    if found.rule != "duplicate-key" or not any(f"{name}, " in found.found.nl for name in names):
        return found
    remedy = Text(
        nl="Niets te doen bij een kopie; geef anders een eigen sleutel, want samen in één map is dit een fout.",
        en="Nothing to do for a copy; else give a key of its own, because together in one folder this is an error.",
    )
    return replace(found, severity="notice", remedy=remedy)


def _table(
    table: Table, files: list[Path], shown: Mapping[Path, str], data: DataFolder, dictionary: Dictionary
) -> tuple[list[Problem], Placed | None]:
    """Problems in these files of a table; rows of a main file elsewhere count for keys, but are not told about."""
    files = sorted(files, key=lambda file: (not is_main(file, table), file.name))
    mains: list[Path] = []
    if any(not is_main(file, table) and table_of(file, dictionary) is table for file in files):
        mains = [] if any(is_main(file, table) for file in files) else _mains(table, data)
    labels = dict(shown) | {main: data.relative(main) for main in mains}
    examined = examine(table.name, data, dictionary, [*mains, *files], labels)
    problems = [p for p in examined.problems if p.file in shown.values()]
    if not examined.errors():
        problems += _against_schema(examined, table, data, dictionary)
    return problems, examined.placed


def _mains(table: Table, data: DataFolder) -> list[Path]:
    for folder in (data.path, data.fallback):
        found = [file for file in own_files(folder, table) if is_main(file, table)] if folder else []
        if found:
            return found
    return []


def _against_schema(examined: Examined, table: Table, data: DataFolder, dictionary: Dictionary) -> list[Problem]:
    """Hold a table without problems to its pandera schema: the schema others use and our rules must agree."""
    from wij_impact.catalogue.schemas import build_schema, failures

    if examined.placed is None:
        return []
    found = failures(build_schema(table, data, dictionary), examined.placed.frame)
    problems = []
    for position, column, detail in found:
        file, row = examined.placed.place(position) if position is not None else (table.file, None)
        problems.append(problem("schema", file, row, column, detail=detail))
    return problems


def _contradictions(figures: Placed, data: DataFolder) -> list[Problem]:
    """What contradicts itself in the published figures: notices with their id."""
    from wij_impact.catalogue.contradictions import source_notices

    return source_notices(figures, load_table("checks", data))


def _checker(shown: str, file: Path, checkers: Mapping[str, Checker]) -> Checker | None:
    within = "/".join(file.parts[-2:])
    return next((c for pattern, c in checkers.items() if fnmatch(shown, pattern) or fnmatch(within, pattern)), None)


def _hidden(relative: Path) -> bool:
    return any(ignored(part) for part in relative.parts)


def _listed(dictionary: Dictionary) -> list[str]:
    return [table.file for table in dictionary.tables.values() if table.listed and table.file]


def _unknown_file(file: Path, shown: str, dictionary: Dictionary) -> Problem:
    stems = {table.stem.rsplit("/", 1)[-1]: table for table in dictionary.tables.values() if table.file}
    near = suggest(file.stem, list(stems))
    names = ", ".join(_listed(dictionary))
    remedy = Text(nl=f"Bekende tabellen: {names}.", en=f"Known tables: {names}.")
    if near is not None:
        remedy = Text(nl=f"Bedoelt u {stems[near].file}?", en=f"Did you mean {stems[near].file}?")
    return problem("unknown-file", shown, severity="notice", remedy=remedy)


def _by_columns(file: Path, shown: str, dictionary: Dictionary) -> Table | None:
    """The table that a file under another name holds: the one whose required columns it nearly all has."""
    if file.suffix.lower() not in TABLE_SUFFIXES:
        return None
    headers = list(read_raw(file, shown=shown).columns)
    scores = {}
    for table in dictionary.tables.values():
        required = {column.name for column in table.columns.values() if column.required}
        # By our names or by the labels, as a report reads them.
        named = set(match_needs(headers, needs_of_table(table.name))[0])
        if len(required & named) >= 3 and 3 * len(required & named) >= 2 * len(required):
            scores[table.name] = len(named)
    return dictionary.tables[max(scores, key=lambda name: scores[name])] if scores else None


def _shape_of(file: Path, shown: str) -> list[Problem]:
    try:
        return read_raw(file, shown=shown).problems
    except ReadError as error:
        return [error.problem]


def _together(frames: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    filled = [frame[COLUMNS] for frame in frames if len(frame)]
    if not filled:
        return frames[0]
    return pd.concat(filled, ignore_index=True).sort_values("severity", kind="stable", ignore_index=True)
