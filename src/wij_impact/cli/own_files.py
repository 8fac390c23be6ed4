"""`wij-impact check` for files of a user's own that are no table of the dictionary: answers, and any other file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.errors import InputError, InsufficientEvidence, UsageError, WijImpactError
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

    from wij_impact.catalogue.own.record import Note, Reading
    from wij_impact.catalogue.problems import Problem
    from wij_impact.impactmeting.instruments import Instrument

__all__ = ["check_address", "check_any", "check_as", "check_own", "find_sheet", "write_mapping"]

#: Notes of a reading that a user need not be told at a check.
_SILENT = ("column-by-label", "decimal-comma", "empty-cells", "header-below")
#: Notes on rows that a report leaves out because they are no unit.
_NOT_UNITS = ("country-row", "summary-row", "total-row", "total-differs")


def check_as(
    path: Path, name: str, columns: str, lang: Language, given: Mapping[str, str] | None = None
) -> pd.DataFrame | None:
    """Check a file as a report reads it, or as answers to an instrument; None for the name of another table."""
    from wij_impact.cli.as_report import READERS, REPORT_OF_TABLE
    from wij_impact.impactmeting.loading import load_instrument

    report = REPORT_OF_TABLE.get(name, name)
    if report in READERS:
        return check_report(path, report, columns, lang, given)
    if name == "records":
        return check_records(path, columns, lang)
    try:
        return check_answers(path, load_instrument(name), columns, lang)
    except UsageError:
        return None


def check_report(
    path: Path | str, report: str, columns: str, lang: Language, given: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Every problem that a report meets in a file, and what it leaves out."""
    from wij_impact.cli.as_report import read_as_report

    problems, reading = read_as_report(path, report, given, columns)
    return problem_frame(problems, reading, str(path), lang)


def series_report(path: Path) -> str:
    """The report that reads a file of a moment and one other column; empty for another file."""
    from wij_impact.benchmark.loading import is_series
    from wij_impact.catalogue import headers_of

    try:
        return "signalen" if is_series(headers_of(path)) else ""
    except InputError:
        return ""


def check_address(
    address: str, table: str, columns: str, lang: Language, given: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Check a table of a database as `run` reads it: a register (`records`), or what `table` names.

    Its password goes where `run` keeps it before anything is told, so no problem can show it.
    """
    from wij_impact.catalogue.own.databases import keep_password
    from wij_impact.cli.as_report import READERS, REPORT_OF_TABLE

    plain = keep_password(address)
    report = REPORT_OF_TABLE.get(table, table)
    if report in READERS:
        return check_report(plain, report, columns, lang, given)
    if table not in ("", "records"):
        raise UsageError(
            Text(nl=f"{table} wordt niet uit een database gelezen.", en=f"{table} is not read from a database."),
            remedy=Text(
                nl="Gebruik --as records, of sla de tabel op als bestand.",
                en="Use --as records, or save the table as a file.",
            ),
        )
    return check_records(plain, columns, lang)


def check_instrument(path: Path, lang: Language) -> pd.DataFrame:
    """Every problem in a questionnaire of one's own."""
    from dataclasses import replace

    from wij_impact.catalogue.own.mapping import read_toml, text_of
    from wij_impact.catalogue.problems import of_error
    from wij_impact.impactmeting.shapes import instrument_problems

    try:
        content = read_toml(path)
        found = instrument_problems(content, str(path), text_of(path))
    except InputError as error:
        found = [error]
    problems = [replace(of_error(one), file=str(path), rule="instrument") for one in found]
    return problem_frame(problems, None, str(path), lang)


def is_instrument(path: Path) -> bool:
    """Whether a TOML file is meant as a questionnaire: it lies among them, or has items."""
    if path.absolute().parent.name == "instruments":
        return True
    return re.search(r"^\s*\[\[\s*items\s*\]\]", path.read_text(encoding="utf-8", errors="replace"), re.M) is not None


def check_records(path: Path | str, columns: str, lang: Language) -> pd.DataFrame:
    """Whether a register can be counted, by counting it, and what was left out."""
    from wij_impact.catalogue import group_records
    from wij_impact.catalogue.own.databases import is_address
    from wij_impact.catalogue.problems import of_error
    from wij_impact.kerncijfers import register_steps, register_window

    # What follows a ? in an address can hold a password too.
    shown = str(path).partition("?")[0] if is_address(path) else str(path)
    try:
        counted = group_records(path, None, "month", columns or None)
        register_steps(counted, register_window(counted))
    except (InputError, InsufficientEvidence) as error:
        told = error if isinstance(error, InputError) else InputError(error.message, remedy=error.remedy)
        told.file = told.file or shown
        return problem_frame([of_error(told)], None, shown, lang)
    return problem_frame([], counted.attrs["reading"], shown, lang)


def check_book(path: Path, lang: Language, given: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Every problem in the filled sheets of a workbook, and what the report that takes it would refuse."""
    from wij_impact import catalogue
    from wij_impact.catalogue.problems import of_error
    from wij_impact.catalogue.resolve import resolve_data
    from wij_impact.catalogue.tables import examine
    from wij_impact.reports.monitor import read_book, sheet_facts

    problems: list[Problem] = []
    tables = catalogue.BOOKS["monitor"]
    try:
        filled = catalogue.filled_sheets(path, tables)
        problems += [one.problem(str(path), tables) for one in catalogue.unread_sheets(path, tables)]
        beside: dict[str, pd.DataFrame] = {}
        for table in catalogue.reading_order(filled):
            sheet = filled[table]
            place = Path(sheet)
            examined = examine(table, resolve_data(), files=[place], shown={place: sheet}, beside=beside)
            problems += examined.problems
            if examined.placed is not None:
                beside[table] = examined.placed.frame
        if not any(one.severity == "error" for one in problems):
            # Today, unless said otherwise: what is done later than the day of looking is refused.
            until = (given or {}).get("until") or dt.date.today().isoformat()
            sheet_facts(read_book(path, until), until)
    except (InputError, InsufficientEvidence) as error:
        told = error if isinstance(error, InputError) else InputError(error.message, remedy=error.remedy)
        told.file = told.file or str(path)
        problems.append(of_error(told))
    return problem_frame(problems, None, str(path), lang)


def check_own(path: Path, columns: str, lang: Language) -> pd.DataFrame | None:
    """Check a file that holds answers to a shipped instrument, as `run` reads it; None when it holds none."""
    instrument = _recognise(path)
    return None if instrument is None else check_answers(path, instrument, columns, lang)


def check_answers(path: Path, instrument: Instrument, columns: str, lang: Language) -> pd.DataFrame:
    """Every problem in a file with answers, exactly as `load_answers` meets them, and what was left out."""
    from wij_impact.catalogue.own.exports import examine_answers
    from wij_impact.impactmeting.answers import questions_of

    questions = questions_of(instrument)
    found = examine_answers(path, questions, columns or None, instrument=instrument.name, shown=str(path))
    problems = list(found.problems)
    if not any(one.severity == "error" for one in problems):
        problems += _publishing(path, instrument, columns)
    return problem_frame(problems, found.reading, str(path), lang)


def _publishing(path: Path, instrument: Instrument, columns: str) -> list[Problem]:
    """What the report refuses once the answers are read: waves without an order, answers that cannot be scored."""
    from dataclasses import replace

    from wij_impact import impactmeting
    from wij_impact.catalogue.problems import of_error

    try:
        people = impactmeting.load_answers(path, instrument, columns)
        shown, form, _ = impactmeting.as_measured(people, instrument)
        impactmeting.publish(shown, form, ["neighbourhood", "group"], file=str(path))
    except WijImpactError as error:
        told = error if isinstance(error, InputError) else InputError(error.message, remedy=error.remedy)
        return [replace(of_error(told), file=str(path))]
    return []


def problem_frame(problems: list[Problem], reading: Reading | None, shown: str, lang: Language) -> pd.DataFrame:
    from dataclasses import replace

    import pandas as pd

    from wij_impact.catalogue.problems import COLUMNS, as_frame, told_column

    told = [replace(one, file=shown) if Path(shown).name == one.file else one for one in problems]
    frames = [as_frame(told, lang)]
    notes = [note for note in (reading.notes if reading else ()) if note.code not in _SILENT]
    headers = reading.columns if reading else {}
    places = {one.column: told_column(one.column, headers.get(one.column, "")) for one in notes}
    rows = [
        (shown, one.rows[0] if one.rows else None, place, one.code, one.sentence(lang, place), "", "notice")
        for one, place in ((one, places[one.column]) for one in notes)
    ]
    if rows:
        types = {"row": "Int64"} | {name: "str" for name in COLUMNS if name != "row"}
        frames.append(pd.DataFrame(rows, columns=COLUMNS).astype(types))
    return pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]


def _recognise(path: Path) -> Instrument | None:
    """The shipped instrument whose items a file has; by certain headers, or the best one for the export of a tool."""
    from wij_impact.catalogue import resolve_data
    from wij_impact.catalogue.own.export_draft import matches
    from wij_impact.catalogue.own.grid import FORMATS
    from wij_impact.impactmeting.answers import questions_of
    from wij_impact.impactmeting.loading import load_instrument

    if find_sheet(path) is None and (path.suffix.lower() not in FORMATS or not path.is_file()):
        return None
    folder = resolve_data().file("instruments")
    best: tuple[int, float, str] = (0, 0.0, "")
    for file in sorted(folder.glob("*.toml")):
        try:
            instrument = load_instrument(file)
            certain, likely, tool = matches(path, questions_of(instrument))
        except InputError:
            return None
        if certain >= min(2, len(instrument.items)) or (tool and certain + likely >= 2):
            best = max(best, (certain, likely / len(instrument.items), str(file)))
    return load_instrument(best[2]) if best[2] else None


def find_sheet(path: Path) -> Path | None:
    """The path itself when it names a sheet of a workbook that is there (``book.xlsx#Sheet``); else None."""
    name, mark, _ = path.name.rpartition("#")
    return path if mark and not path.is_file() and path.with_name(name).is_file() else None


def check_any(path: Path, lang: Language) -> pd.DataFrame:
    """Check a file that no table or questionnaire describes: its shape, and what can be read in two ways.

    Which column is the count and which the unit a report only knows from its parameters, so a number that needs that
    to be read is a notice here.
    """
    from dataclasses import replace

    from wij_impact.catalogue import Need, counts_people, examine_own

    def needs(names: list[str]) -> list[Need]:
        whole = [True if counts_people(name) else None for name in names]
        return [Need(name, type="any", whole=one, required=False) for name, one in zip(names, whole, strict=True)]

    found = examine_own(path, needs, shown=str(path))
    shape = ("not-a-number", "undecidable-number", "not-whole", "too-large", "scientific-notation", "percent-cell")
    problems = [replace(one, severity="notice") if one.rule in shape else one for one in found.problems]
    reading = found.reading
    if reading is not None and found.frame is not None:
        reading = replace(reading, notes=(*_not_units(path, found.frame), *reading.notes))
    return problem_frame(problems, reading, str(path), lang)


def _not_units(path: Path, frame: pd.DataFrame) -> list[Note]:
    """The rows that a report leaves out as no unit (a total, a country), where the first column of text names units."""
    import pandas as pd

    from wij_impact.catalogue import Need, examine_own

    numeric = [str(name) for name in frame if pd.api.types.is_numeric_dtype(frame[name])]
    named = next((str(name) for name in frame if str(name) not in numeric), None)
    if named is None or not numeric:
        return []
    needs = [Need(named, "unit", "text", required=False)]
    needs += [Need(name, "count", type="any", required=False) for name in numeric]
    found = examine_own(path, needs)
    return [] if found.reading is None else [one for one in found.reading.notes if one.code in _NOT_UNITS]


def write_mapping(export: str, instrument: str, output: Path) -> Path:
    """Write the draft of a mapping file."""
    from wij_impact.impactmeting.answers import mapping_for

    output.write_text(mapping_for(export, instrument), encoding="utf-8")
    return output
