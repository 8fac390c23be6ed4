"""`trajectories`: a register of one's own, the statutory delivery to CBS, or iJw messages; told apart by what they are.

Where identifiers stand in a file they are used here, to see what overlaps, changes or starts again, and dropped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue.bounds import require_size
from wij_impact.catalogue.decoding import decode, read_bytes
from wij_impact.catalogue.own.databases import is_address
from wij_impact.catalogue.own.deliveries.cbs import (
    Delivery,
    is_fixed_width,
    looks_like_delivery,
    read_delivery,
    split_text,
)
from wij_impact.catalogue.own.deliveries.courses import COLUMNS, DATES, NUMBERS, Courses, make_courses, typed
from wij_impact.catalogue.own.deliveries.ijw import Messages, message_files, read_messages
from wij_impact.catalogue.own.deliveries.soundness import unsound
from wij_impact.catalogue.own.large import is_large, read_large
from wij_impact.catalogue.own.mapping import read_mapping
from wij_impact.catalogue.own.moments import parse_moment
from wij_impact.catalogue.own.needs import Need, needs_of_table
from wij_impact.catalogue.own.reader import OwnTable, examine_own
from wij_impact.catalogue.own.record import Note, Reading, note
from wij_impact.catalogue.own_file import find_file
from wij_impact.catalogue.problems import Problem, ReadError, fail, problem
from wij_impact.errors import InputError
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["examine_trajectories", "is_delivery", "read_trajectories"]

_TEXT = (".csv", ".txt", ".dat", ".asc")
_SHEET = (".xlsx", ".xlsm", ".ods")


def read_trajectories(
    path: str | Path, mapping: Mapping[str, str] | str | Path | None = None, *, protocol: str = ""
) -> tuple[pd.DataFrame, Reading]:
    """Read trajectories.

    Parameters
    ----------
    path : str or Path
        A table of one's own (as `read_own` takes it), the delivery to CBS (text with semicolons, or the sheet), an iJw
        message, or a folder of messages.
    mapping : mapping or path, optional
        For a table of one's own: our name -> header, or a mapping file, which may have ``[values.NAME]`` too.
    protocol : str
        Version of the protocol of CBS (``v2`` to ``v7``), for a delivery that does not tell.

    Returns
    -------
    (DataFrame, Reading)
        The columns of the table ``trajectories``: dates as dates, grades as numbers, the rest text; what a file lacks
        is missing. The index, named ``row``, is the row in the file.

    Raises
    ------
    InputError
        For the first thing wrong, with file, row, column and remedy, and how many there are besides.
    UsageError
        When the file is not there, or the version is none.

    Notes
    -----
    A delivery carries numbers of people. They serve to join records that overlap, and to see a change of form and a
    new start; after that each trajectory has a random number, and BSN, date of birth, sex, name, postcode, numbers of
    allocations and references are gone.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "levering.txt"
    >>> _ = file.write_text("000000000;20120300;V;1234AB;02;04;02;20250203;20250828;01;8;04;1\\n")
    >>> frame, reading = read_trajectories(file)
    >>> frame[["referrer", "kind", "reason_end", "satisfied"]].values.tolist()
    [['gp', 'own_network', 'planned', 8.0]]
    """
    table = examine_trajectories(path, mapping, protocol=protocol)
    errors = [one for one in table.problems if one.severity == "error"]
    if errors:
        raise errors[0].as_error(len(errors) - 1)
    assert table.frame is not None  # without errors it was read
    assert table.reading is not None
    return table.frame, table.reading


def examine_trajectories(
    path: str | Path,
    mapping: Mapping[str, str] | str | Path | None = None,
    *,
    protocol: str = "",
    shown: str = "",
) -> OwnTable:
    """As `read_trajectories`, with every problem instead of the first."""
    try:
        found = _delivery(path, protocol, shown)
        if found is None:
            found = _own(path, mapping, shown)
    except ReadError as error:
        return OwnTable(None, None, [error.problem])
    except InputError as error:
        return OwnTable(None, None, [_as_problem(error)])
    if found.frame is None or found.reading is None:
        return found
    problems = [*found.problems, *unsound(found.frame, found.reading.file)]
    rows = [one.row for one in problems if one.rule == "overlapping" and one.row is not None]
    reading = found.reading
    if rows:
        reading = replace(reading, notes=(*reading.notes, note("overlapping", "id", rows=rows)))
        found.frame.attrs["reading"] = reading
    return OwnTable(found.frame, reading, problems)


def is_delivery(path: str | Path) -> bool:
    """Whether a file is the delivery to CBS or an iJw message, or a folder holds messages."""
    if is_address(path):
        return False
    place = Path(path)
    if place.is_dir():
        return bool(message_files(place)) and _is_message(message_files(place)[0])
    try:
        return place.is_file() and (_is_message(place) or _rows_of(place, place.name) is not None)
    except ReadError as error:
        return error.problem.rule == "fixed-width"
    except InputError:
        return False


def _is_message(place: Path) -> bool:
    if place.suffix.lower() != ".xml":
        return False
    with open(place, "rb") as stream:
        start = stream.read(4096)
    return b"istandaarden.nl/ijw/" in start


def _delivery(path: str | Path, protocol: str, shown: str) -> OwnTable | None:
    if is_address(path) or "#" in Path(path).name:
        return None
    place = Path(path) if Path(path).is_dir() else find_file(path)
    name = shown or place.name
    if place.is_dir() or place.suffix.lower() == ".xml":
        files = message_files(place)
        if not files:
            raise fail("no-messages", name)
        return _of_messages(read_messages(files), name)
    rows = _rows_of(place, name)
    return None if rows is None else _of_delivery(read_delivery(rows, name, protocol), name)


def _rows_of(place: Path, name: str) -> list[tuple[int, list[str]]] | None:
    """The rows of a delivery to CBS; None for any other file."""
    suffix = place.suffix.lower()
    if suffix in _TEXT:
        require_size(place.stat().st_size, name)
        with open(place, "rb") as stream:
            start = stream.read(1 << 14)
        first = start.decode("latin-1").removeprefix("\u00ef\u00bb\u00bf")
        if is_fixed_width(first):
            raise fail("fixed-width", name, 1)
        if not looks_like_delivery(split_text(first[: first.rfind("\n") + 1] or first)):
            return None
        return split_text(decode(read_bytes(place, name), name))
    if suffix in _SHEET:
        from wij_impact.catalogue.own.grid import open_grid
        from wij_impact.catalogue.reading import as_text

        grid = open_grid(place, ("BSN", "Geboortedatum", "Datum aanvang"), shown=name)
        rows = [
            (number, [as_text(cell) or "" for cell in record])
            for number, record in enumerate(grid.records, 1)
            if any(cell is not None for cell in record)
        ]
        return rows if looks_like_delivery(rows) else None
    return None


def _of_delivery(found: Delivery, name: str) -> OwnTable:
    courses = make_courses(found.records)
    version = found.version or "-"
    known = f" {found.version}" if found.version else ""
    detail = Text(
        nl=f"de levering Beleidsinformatie Jeugd{known} (te zien aan: {found.told_by.nl})",
        en=f"the delivery Beleidsinformatie Jeugd{known} (told by: {found.told_by.en})",
    )
    notes = [note("delivery", count=len(found.records), what=[version], detail=detail)]
    absent = ["registered", "first_contact", *_ABSENT, *(_FIELDS[one] for one in found.absent)]
    if found.old_scale:
        notes.append(note("old-scale", "without_help", rows=found.old_scale))
    notes += _course_notes(courses, absent)
    return _table(courses, name, "cbs", found.rows, notes, found.problems)


def _of_messages(found: Messages, name: str) -> OwnTable:
    courses = make_courses(found.records)
    kinds = [f"{kind.upper()} ({count})" for kind, count in sorted(found.kinds.items())]
    listed = ", ".join(kinds)
    detail = Text(nl=f"iJw-berichten: {listed}", en=f"iJw messages: {listed}")
    notes = [note("delivery", count=len(found.records), what=kinds, detail=detail)]
    counted = (
        ("messages-unread", found.unread),
        ("removed", found.removed),
        ("removal-unmatched", found.unmatched_removals),
        ("stop-without-start", found.stops_without_start),
        ("paused", found.paused),
        ("two-referrers", found.two_referrers),
    )
    for code, value in counted:
        if isinstance(value, tuple) and value:
            notes.append(note(code, what=[one.upper() for one in value]))
        elif isinstance(value, int) and value:
            notes.append(note(code, count=value))
    absent = ["first_contact", *_ABSENT, "satisfied", "without_help"]
    absent += [] if "jw315" in found.kinds else ["referrer"]
    absent += [] if "jw301" in found.kinds else ["registered"]
    notes += _course_notes(courses, absent)
    return _table(courses, name, "ijw", len(found.records), notes, found.problems)


_WORDS = {
    "registered": Text(nl="aanmelding", en="registration"),
    "first_contact": Text(nl="eerste contact", en="first contact"),
    "referrer": Text(nl="verwijzer", en="referrer"),
    "reason_end": Text(nl="reden van beëindiging", en="reason of ending"),
    "decision_by": Text(nl="wie besliste", en="who decided"),
    "second_opinion_level": Text(nl="tweede oordeel", en="second opinion"),
    "goals_reached": Text(nl="doelen bereikt", en="goals reached"),
    "satisfied": Text(nl="tevredenheid", en="satisfaction"),
    "without_help": Text(nl="verder zonder hulp", en="on without help"),
}
#: Never in a delivery.
_ABSENT = ("decision_by", "second_opinion_level", "goals_reached")
_FIELDS = {"referrer": "referrer", "reason": "reason_end", "grade": "satisfied", "without": "without_help"}


def _course_notes(courses: Courses, absent: Sequence[str]) -> list[Note]:
    notes = [note("identifiers-dropped", what=["BSN", "geboortedatum", "geslacht", "naam", "postcode"])]
    if courses.replaced:
        notes.append(note("delivered-again", rows=courses.replaced))
    if courses.merged:
        notes.append(note("overlap-merged", rows=courses.merged))
    if courses.unlinked:
        notes.append(note("unlinked", rows=courses.unlinked))
    if courses.two_informants:
        notes.append(note("two-informants", count=courses.two_informants))
    detail = Text(nl=", ".join(_WORDS[one].nl for one in absent), en=", ".join(_WORDS[one].en for one in absent))
    notes.append(note("fields-absent", what=absent, detail=detail))
    return notes


def _table(
    courses: Courses, name: str, kind: str, rows: int, notes: Sequence[Note], problems: Sequence[Problem]
) -> OwnTable:
    frame = courses.frame
    if any(one.severity == "error" for one in problems):
        return OwnTable(None, None, list(problems))
    if frame.empty:
        raise fail("no-rows", name)
    reading = _reading(frame, name, kind, rows, {}, notes)
    frame.attrs["reading"] = reading
    return OwnTable(frame, reading, list(problems))


def _reading(
    frame: pd.DataFrame, name: str, kind: str, rows: int, columns: Mapping[str, str], notes: Sequence[Note]
) -> Reading:
    moments = [day for column in ("start", "end") for day in frame[column].dropna()]
    first, last = (str(min(moments))[:10], str(max(moments))[:10]) if moments else ("", "")
    return Reading(name, kind, rows, len(frame), columns, first=first, last=last, length="day", notes=tuple(notes))


# -- a table of one's own -----------------------------------------------------------------------------------------


def _own(path: str | Path, mapping: Mapping[str, str] | str | Path | None, shown: str) -> OwnTable:
    named = read_mapping(mapping) if isinstance(mapping, str | Path) and mapping else None
    columns = named.columns if named else (mapping if isinstance(mapping, Mapping) else None)
    place = None if is_address(path) or "#" in Path(path).name else find_file(path)
    if place is not None and is_large(place):
        found = read_large(place, _needs(), columns)
    else:
        found = examine_own(path, _needs(), columns, shown=shown)
    if found.frame is None or found.reading is None:
        return found
    frame, reading, problems = found.frame, found.reading, list(found.problems)
    for name, words in (named.values if named else {}).items():
        if name in frame:
            frame[name] = frame[name].map(lambda cell, words=words: words.get(cell, cell))
    for name in [one for one in DATES if one in frame]:
        frame[name] = _days(frame[name], reading, problems)
    for name in ("without_help", "without_help_2"):
        if name in frame:
            frame[name] = frame[name].str.zfill(2)
    for name in ("goals_reached", "earlier_help", "continued"):
        if name in frame:
            frame[name] = _answers(frame[name], reading, problems)
    whole = typed(frame.reindex(columns=list(dict.fromkeys([*COLUMNS, *frame.columns]))))
    notes = [one for one in reading.notes if one.code != "empty-cells"]
    reading = _reading(whole, reading.file, reading.format, reading.rows_found, reading.columns, notes)
    whole.attrs["reading"] = reading
    return OwnTable(whole, reading, problems)


def _needs() -> list[Need]:
    known = {need.name: need for need in needs_of_table("trajectories")}
    return [
        Need(
            need.name,
            "moment" if need.name in DATES else need.role,
            "number" if need.name in NUMBERS else "text",
            required=need.required,
            label=need.label,
            aliases=need.aliases,
            missing=need.missing,
        )
        for need in known.values()
    ]


def _days(column: pd.Series, reading: Reading, problems: list[Problem]) -> pd.Series:
    """The days of a column as people write them; day first, unless no day fits so."""
    texts = [str(cell) for cell in column.dropna().unique()]
    said = {cell: parse_moment(cell) for cell in texts}
    if any(one is None for one in said.values()):
        other = {cell: parse_moment(cell, month_first=True) for cell in said}
        said = other if all(one is not None for one in other.values()) else said
    days = {
        cell: dt.date.fromordinal(int(moment.place)).isoformat()
        for cell, moment in said.items()
        if moment is not None and moment.length == "day"
    }
    found = column.map(days)
    remedy = Text(nl="Schrijf een datum als 2024-03-01.", en="Write a date as 2024-03-01.")
    for row in column.index[(column.notna() & found.isna()).to_numpy()]:
        said_here = str(column.loc[row])[:40]
        problems.append(problem("not-a-date", reading.file, int(row), str(column.name), value=said_here, remedy=remedy))
    return found


_SAID = {"ja": "yes", "deels": "partly", "nee": "no", "yes": "yes", "partly": "partly", "no": "no"}


def _answers(column: pd.Series, reading: Reading, problems: list[Problem]) -> pd.Series:
    found = column.str.strip().str.casefold().map(_SAID)
    remedy = Text(nl="Schrijf ja, deels of nee.", en="Write yes, partly or no.")
    for row in column.index[(column.notna() & found.isna()).to_numpy()]:
        said_here = str(column.loc[row])[:20]
        problems.append(
            problem("unknown-answer", reading.file, int(row), str(column.name), value=said_here, remedy=remedy)
        )
    return found


def _as_problem(error: InputError) -> Problem:
    def both(said: str | Text) -> Text:
        return said if isinstance(said, Text) else Text(nl=said, en=said)

    return Problem(error.file, error.row, error.column, "delivery", both(error.message), both(error.remedy))
