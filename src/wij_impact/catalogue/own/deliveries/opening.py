"""Which file is a delivery, and from a delivery to a table without identifiers."""

from __future__ import annotations

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
from wij_impact.catalogue.own.deliveries.codes import NO_CARE
from wij_impact.catalogue.own.deliveries.courses import Courses, Record, make_courses
from wij_impact.catalogue.own.deliveries.ijw import Messages, message_files, read_messages
from wij_impact.catalogue.own.reader import OwnTable
from wij_impact.catalogue.own.record import Note, Reading, note
from wij_impact.catalogue.own_file import find_file
from wij_impact.catalogue.problems import Problem, ReadError, fail
from wij_impact.catalogue.said import said
from wij_impact.errors import InputError
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["is_delivery", "open_delivery", "reading_of"]

_TEXT = (".csv", ".txt", ".dat", ".asc")
_SHEET = (".xlsx", ".xlsm", ".ods")


def is_delivery(path: str | Path) -> bool:
    """Whether a file is the delivery to CBS or an iJw message, or a folder holds messages."""
    if is_address(path):
        return False
    place = Path(path)
    if place.is_dir():
        return any(is_delivery(file) for file in [*message_files(place)[:1], *_texts_in(place)[:1]])
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


def open_delivery(path: str | Path, protocol: str, shown: str) -> OwnTable | None:
    if is_address(path) or "#" in Path(path).name:
        return None
    place = Path(path) if Path(path).is_dir() else find_file(path)
    name = shown or place.name
    if place.is_dir():
        if message_files(place):
            return _of_messages(read_messages(message_files(place)), name)
        return _of_deliveries(place, name, protocol)
    if place.suffix.lower() == ".xml":
        return _of_messages(read_messages([place]), name)
    rows = _rows_of(place, name)
    return None if rows is None else _of_delivery([read_delivery(rows, name, protocol)], name)


def _texts_in(folder: Path) -> list[Path]:
    kinds = (*_TEXT, *_SHEET)
    return sorted(
        one for one in folder.iterdir() if one.suffix.lower() in kinds and not one.name.startswith((".", "~"))
    )


def _of_deliveries(folder: Path, name: str, protocol: str) -> OwnTable:
    """All deliveries in a folder as one: what is delivered again in a later one overwrites."""
    found: list[Delivery] = []
    for file in _texts_in(folder):
        rows = _rows_of(file, file.name)
        if rows is None:
            raise fail("not-a-delivery", file.name)
        found.append(read_delivery(rows, file.name, protocol))
    if not found:
        raise fail("no-messages", name)
    return _of_delivery(sorted(found, key=_newest), name)


def _newest(delivery: Delivery) -> str:
    return max((str(day) for one in delivery.records for day in (one.start, one.end) if day is not None), default="")


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


def _of_delivery(found: Sequence[Delivery], name: str) -> OwnTable:
    courses = make_courses(_numbered(found))
    told = []
    for one in {delivery.version: delivery for delivery in found}.values():
        if one.version:  # measures have no version that matters
            told.append(
                Text(
                    nl=f" {one.version} (te zien aan: {one.told_by.nl})",
                    en=f" {one.version} (told by: {one.told_by.en})",
                )
            )
    detail = Text(
        nl="de levering Beleidsinformatie Jeugd" + ",".join(one.nl for one in told),
        en="the delivery Beleidsinformatie Jeugd" + ",".join(one.en for one in told),
    )
    count = sum(len(one.records) for one in found)
    notes = [note("delivery", count=count, what=[one.version or "-" for one in found], detail=detail)]
    lacks = [set(one.absent) for one in found]
    absent = [
        "registered",
        "first_contact",
        *_ABSENT,
        *(_FIELDS[one] for one in _FIELDS if all(one in a for a in lacks)),
    ]
    old = [row for one in found for row in one.old_scale]
    if old:
        notes.append(note("old-scale", "without_help", rows=old))
    notes += _course_notes(courses, absent)
    problems = [problem for one in found for problem in one.problems]
    return _table(courses, name, "cbs", sum(one.rows for one in found), notes, problems)


def _numbered(found: Sequence[Delivery]) -> list[Record]:
    """Records of several deliveries, with row numbers that go on from one to the next."""
    if len(found) == 1:
        return found[0].records
    records: list[Record] = []
    for one in found:
        records += [replace(record, row=len(records) + at) for at, record in enumerate(one.records, 1)]
    return records


def _of_messages(found: Messages, name: str) -> OwnTable:
    courses = make_courses(found.records)
    if not found.records and not found.problems:
        listed = ", ".join(sorted(kind.upper() for kind in found.kinds))
        raise fail("no-starts", name, found=listed, start="JW305", stop="JW307")
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
    if measures := int(courses.frame["kind"].isin(NO_CARE).sum()):
        notes.append(note("measures", count=measures))
    if courses.two_informants:
        notes.append(note("two-informants", count=courses.two_informants))
    named = [said("files", f"column.{one}") for one in absent]
    detail = Text(nl=", ".join(one.nl for one in named), en=", ".join(one.en for one in named))
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
    reading = reading_of(frame, name, kind, rows, {}, notes)
    frame.attrs["reading"] = reading
    return OwnTable(frame, reading, list(problems))


def reading_of(
    frame: pd.DataFrame, name: str, kind: str, rows: int, columns: Mapping[str, str], notes: Sequence[Note]
) -> Reading:
    import pandas as pd

    moments = pd.concat([frame["start"], frame["end"]]).dropna()
    first, last = (str(moments.min())[:10], str(moments.max())[:10]) if len(moments) else ("", "")
    return Reading(name, kind, rows, len(frame), columns, first=first, last=last, length="day", notes=tuple(notes))
