"""The statutory delivery to CBS (Beleidsinformatie Jeugd), as it is delivered: text with semicolons, or the sheet.

The version is told by the columns and the codes, and where these do not tell by the newest date; where that does not
tell either, the reader asks. What CBS does not publish (positions of the fixed-width file, names of headers of the
template) is not guessed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from wij_impact.catalogue.own.deliveries.codes import (
    FORMS,
    NOBODY,
    OTHER_KINDS,
    PERSPECTIVES,
    REASONS,
    REFERRERS,
    VERSIONS,
    WITHOUT_HELP,
)
from wij_impact.catalogue.own.deliveries.courses import Record
from wij_impact.catalogue.problems import Problem, fail, problem
from wij_impact.errors import UsageError
from wij_impact.language import Text

__all__ = ["Delivery", "is_fixed_width", "looks_like_delivery", "read_delivery", "split_text"]

Rows = list[tuple[int, list[str]]]

#: Column of the protocol -> words that a header may use for it, letters only.
_HEADERS = {
    "bsn": ("bsn", "burgerservicenummer"),
    "born": ("geboortedatum", "gebdatum"),
    "sex": ("geslacht",),
    "postcode": ("postcode", "gemeentecode", "postcodeofgemeentecode", "postcodegemeentecode", "pc6"),
    "referrer": ("verwijzer",),
    "form": ("hulpvorm", "jeugdhulpvorm", "vormvanjeugdhulp"),
    "perspective": ("perspectief",),
    "crisis": ("gestartmetcrisis", "crisis", "startmetcrisis"),
    "type": ("type", "typemaatregel", "typemachtiging", "typejeugdbescherming", "typejeugdreclassering"),
    "start": ("datumaanvang", "aanvang", "datumaanvangjeugdhulp", "begindatum", "aanvangsdatum"),
    "end": ("datumeinde", "einde", "datumeindejeugdhulp", "einddatum"),
    "reason": ("redenbeeindiging", "redenbeeindigingjeugdhulp", "redeneinde"),
    "grade": ("nut", "nutgrade", "nut1", "tevredenheid", "tevredenheid1"),
    "without": ("verderzonderhulp", "zonderhulp", "zonderhulp1", "verderzonderhulp1"),
    "informant": ("informant", "informant1"),
    "grade2": ("nut2", "tevredenheid2"),
    "without2": ("zonderhulp2", "verderzonderhulp2"),
    "informant2": ("informant2",),
}
#: Allowed beside these and not read.
_UNREAD = (
    *("datumeerstecontact", "datumovergedragen", "datumovergedragengekregen", "erkendeinterventie", "risicoscore"),
    *("doorverwijzing", "doorverwezen"),
)
_PERSON = ("bsn", "born", "sex", "postcode")
_ANSWERS = ("grade", "without", "informant", "grade2", "without2", "informant2")
_OTHER = ("type", "start", "end")
#: Columns without a header, by the kind of delivery and the number of fields.
_CARE = ("referrer", "form", "crisis", "start", "end", "reason")
_LAYOUTS: dict[tuple[str, int], tuple[str, ...]] = {
    ("care", 10): (*_PERSON, *_CARE),
    ("care", 13): (*_PERSON, *_CARE, *_ANSWERS[:3]),
    ("care", 16): (*_PERSON, *_CARE, *_ANSWERS),
    ("other", 7): (*_PERSON, *_OTHER),
    ("other", 10): (*_PERSON, *_OTHER, "reason", "", ""),
    ("other", 12): (*_PERSON, *_OTHER, "", "", "", "", ""),
}
_SEVENTH = dt.date(2021, 7, 1)
_FIFTH = dt.date(2019, 1, 1)
_FOURTH = dt.date(2018, 1, 1)


@dataclass(frozen=True)
class Delivery:
    """What stood in a delivery: its records, its version, what it lacks, and every problem."""

    records: list[Record]
    version: str
    told_by: Text
    kind: str  # care, or other
    absent: tuple[str, ...]
    old_scale: tuple[int, ...]  # rows whose answer to 3.1 is on the earlier scale
    problems: list[Problem]
    rows: int


#: What may stand between fields. CBS asks for a semicolon; a sheet saved as text has what the program of the day puts.
_MARKS = (";", "\t", ",", "|")


def split_text(text: str) -> Rows:
    """Rows of a text with semicolons, tabs, commas or bars, with their numbers; blank lines are none."""
    text = text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(_MARKS, key=first.count)  # the first of them where none occurs
    # Every kind of line end is one; a text that csv cannot cut is no delivery.
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=mark)
    try:
        return [
            (number, [cell.strip() for cell in row])
            for number, row in enumerate(reader, 1)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        return []


def looks_like_delivery(rows: Rows) -> bool:
    """Whether the first row is that of a delivery to CBS: a header with BSN and a start, or a first record."""
    if not rows:
        return False
    first = rows[0][1]
    names = {_plain(cell) for cell in first}
    if names & set(_HEADERS["bsn"]) and names & set(_HEADERS["start"]):
        return True
    return len(first) >= 7 and bool(
        re.fullmatch(r"[0-9]{8,9}", first[0])
        and re.fullmatch(r"[0-9]{8}", first[1])
        and re.fullmatch(r"[VMO]", first[2], re.IGNORECASE)
    )


def is_fixed_width(text: str) -> bool:
    """Whether it is the fixed-width text of CBS: a number, a date of birth and a letter without a mark between."""
    first = next((line for line in text.removeprefix("\ufeff").splitlines() if line.strip()), "")
    return ";" not in first and bool(re.match(r"[0-9]{9}(?:19|20)[0-9]{6}[VMO]", first))


def read_delivery(rows: Rows, shown: str, version: str = "") -> Delivery:
    """The records of a delivery.

    Parameters
    ----------
    rows : list of (int, list of str)
        Row numbers and cells.
    shown : str
        Name of the file in messages.
    version : str
        Version of the protocol; only asked for where nothing in the file tells.

    Raises
    ------
    InputError
        Columns that cannot be placed, or a version that nothing tells.
    """
    if version and version not in VERSIONS:
        raise UsageError(
            Text(nl=f"protocolversie '{version}' is er niet.", en=f"there is no protocol version '{version}'."),
            remedy=Text(nl=f"Kies {', '.join(VERSIONS)}.", en=f"Choose {', '.join(VERSIONS)}."),
        )
    names, below, kind = _columns(rows, shown, version)
    if not below:
        raise fail("no-rows", shown, rows[0][0])
    problems = [
        problem("ragged-row", shown, number, "", found=len(cells), expected=len(names))
        for number, cells in below
        if len(cells) != len(names)
    ]
    sound = [(number, dict(zip(names, cells, strict=True))) for number, cells in below if len(cells) == len(names)]
    reader = _Reader(shown, kind, problems)
    dates = [day for number, row in sound if (day := reader.date(row.get("start", ""), number, "", quiet=True))]
    dates += [day for number, row in sound if (day := reader.date(row.get("end", ""), number, "", quiet=True))]
    told, by = _version(names, [row for _, row in sound], kind, max(dates, default=None), version, shown)
    records = [record for number, row in sound if (record := reader.record(number, row, told)) is not None]
    absent = [name for name in ("referrer", "reason", "grade", "without") if name not in names]
    return Delivery(records, told, by, kind, tuple(absent), tuple(reader.old_scale), reader.problems, len(below))


def _columns(rows: Rows, shown: str, version: str) -> tuple[list[str], Rows, str]:
    """The columns in order, the rows below the header, and the kind of delivery."""
    number, first = rows[0]
    if re.fullmatch(r"[0-9]{8,9}", first[0]):
        kind = _kind_of([cells for _, cells in rows])
        sizes = [len(cells) for _, cells in rows]
        size = max(set(sizes), key=sizes.count)
        layout = _LAYOUTS.get((kind, size))
        if layout is None:
            raise _no_layout(shown, number, size)
        names = list(layout)
        if kind == "care" and _has_perspective(rows, version):
            if size != 10:
                raise _no_layout(shown, number, size)
            names[6] = "perspective"
        return names, rows, kind
    known = {word: name for name, words in _HEADERS.items() for word in words}
    names = []
    for cell in first:
        plain = _plain(cell)
        if plain in known:
            names.append(known[plain] if known[plain] not in names else f"{known[plain]}2")
        elif plain in _UNREAD or not plain:
            names.append("")
        else:
            raise fail("unknown-column", shown, number, cell, name=cell, remedy=_no_such(cell))
    for name in ("bsn", "start", "end"):
        if name not in names:
            raise fail("missing-column", shown, number, name, name=name, label=_HEADERS[name][0])
    if "form" not in names and "type" not in names:
        raise fail("missing-column", shown, number, "hulpvorm", name="hulpvorm", label="form")
    return names, rows[1:], "care" if "form" in names else "other"


def _no_such(cell: str) -> Text:
    return Text(
        nl=f"Het protocol heeft geen kolom '{cell}'. Haal haar weg, of lever zonder kopregel.",
        en=f"The protocol has no column '{cell}'. Take it out, or deliver without a header.",
    )


def _no_layout(shown: str, number: int, size: int) -> Exception:
    from wij_impact.errors import InputError

    return InputError(
        Text(
            nl=f"{size} velden zonder kopregel: die volgorde staat in geen protocol dat wij konden nagaan.",
            en=f"{size} fields without a header: that order stands in no protocol that we could check.",
        ),
        remedy=Text(
            nl="Zet de namen van de kolommen van het protocol in de eerste regel (BSN, Geboortedatum, ...).",
            en="Put the names of the protocol's columns in the first line (BSN, Geboortedatum, ...).",
        ),
        file=shown,
        row=number,
    )


def _kind_of(rows: Sequence[list[str]]) -> str:
    """Youth care has a referrer (01-08) in the fifth place; the other deliveries their type, from 11 up."""
    fifth = [cells[4].zfill(2) for cells in rows if len(cells) > 4 and cells[4]]
    return "care" if sum(code < "11" for code in fifth) * 2 >= len(fifth) else "other"


def _has_perspective(rows: Rows, version: str) -> bool:
    if version:
        return version in ("v2", "v3")
    return any(len(cells) > 6 and cells[6].zfill(2) in ("03", "04") for _, cells in rows)


def _version(
    names: Sequence[str], rows: Sequence[dict[str, str]], kind: str, newest: dt.date | None, asked: str, shown: str
) -> tuple[str, Text]:
    if asked:
        return asked, Text(nl="uw opgave", en="what you gave")
    if kind == "other":
        return "", Text(nl="niet nodig", en="not needed")
    columns = Text(nl="de kolommen en codes", en="the columns and codes")
    if "perspective" in names:
        if "crisis" in names:
            return "v4", columns
        old = any(row.get("referrer", "").zfill(2) == "07" for row in rows)
        new = any(row.get("referrer", "").zfill(2) == "08" for row in rows)
        return ("v2" if old else "v3" if new else "v2/v3"), columns
    by_date = Text(nl="de jongste datum", en="the newest date")
    if newest is None or newest >= _SEVENTH:
        return "v7", by_date
    filled = any(row.get(name) for row in rows for name in ("without", "without2"))
    if "crisis" in names and newest < _FOURTH and "grade" not in names:
        # Crisis columns are of 2018 on; codes 01 and 02 may be a perspective in a delivery of before.
        raise _ask(shown)
    if newest >= dt.date(2021, 1, 1) and filled:
        raise _ask(shown)
    return ("v5/v6" if newest >= _FIFTH else "v4/v5"), by_date


def _ask(shown: str) -> Exception:
    from wij_impact.errors import InputError

    return InputError(
        Text(
            nl="aan de kolommen, codes en datums is de versie van het protocol niet te zien.",
            en="columns, codes and dates do not tell the version of the protocol.",
        ),
        remedy=Text(
            nl="Geef haar: -p protocol=v7 (of v2, v3, v4, v5, v6).", en="Give it: -p protocol=v7 (or v2 to v6)."
        ),
        file=shown,
    )


class _Reader:
    def __init__(self, shown: str, kind: str, problems: list[Problem]) -> None:
        self.shown, self.kind, self.problems = shown, kind, problems
        self.old_scale: list[int] = []

    def record(self, number: int, row: dict[str, str], version: str) -> Record | None:
        before = len(self.problems)
        bsn = row["bsn"].zfill(9)
        if not re.fullmatch(r"[0-9]{9}", bsn):
            # The number itself is not repeated in a message.
            self.wrong(number, "BSN", Text(nl="een BSN heeft 9 cijfers", en="a BSN has 9 digits"), _NINE)
        start = self.date(row["start"], number, "datum aanvang")
        end = self.date(row.get("end", ""), number, "datum einde")
        if start is None and not row["start"]:
            self.problems.append(problem("missing-value", self.shown, number, "datum aanvang", remedy=_FILL))
        if start is not None and end is not None and end < start:
            self.problems.append(
                problem("period-reversed", self.shown, number, "datum einde", value=f"{start} - {end}")
            )
        form = self.form(row, number)
        referrer = self.code(row.get("referrer", ""), REFERRERS, number, "verwijzer")
        reason = "other" if self.kind == "other" and row.get("reason") else ""
        if self.kind == "care":
            reason = self.code(row.get("reason", ""), REASONS, number, "reden beëindiging")
        crisis = self.code(row.get("crisis", ""), {"01": "crisis", "02": "regular"}, number, "crisis")
        perspective = row.get("perspective", "").zfill(2) if row.get("perspective") else ""
        if perspective and perspective not in PERSPECTIVES:
            self.code(perspective, dict.fromkeys(PERSPECTIVES, ""), number, "perspectief")
        if perspective == "01":
            crisis = "crisis"
        answers = self.answers(row, number, version)
        if len(self.problems) > before or start is None:
            return None
        person = "" if bsn in NOBODY else bsn
        return Record(person, form, start, end, number, reason, referrer, crisis, None, answers)

    def form(self, row: dict[str, str], number: int) -> str:
        if self.kind == "care":
            return self.code(row.get("form", ""), FORMS, number, "hulpvorm", needed=True)
        return self.code(row.get("type", ""), OTHER_KINDS, number, "type", needed=True)

    def answers(self, row: dict[str, str], number: int, version: str) -> tuple[tuple[float | None, str], ...]:
        found = []
        for mark in ("", "2"):
            grade, without = row.get(f"grade{mark}", ""), row.get(f"without{mark}", "")
            if not grade and not without:
                continue
            if grade and not re.fullmatch(r"0?[1-9]|10", grade):
                said = Text(nl=f"'{grade}' is geen cijfer van 1 tot 10", en=f"'{grade}' is no grade from 1 to 10")
                self.wrong(number, "nut", said, _GRADE)
                continue
            code = ""
            if without and version == "v7":
                code = self.code(without, {one: one for one in WITHOUT_HELP}, number, "verder zonder hulp")
            elif without:
                self.old_scale.append(number)
            found.append((float(grade) if grade else None, code))
        return tuple(found)

    def code(self, cell: str, known: dict[str, str], number: int, column: str, *, needed: bool = False) -> str:
        if not cell:
            if needed:
                self.problems.append(problem("missing-value", self.shown, number, column, remedy=_FILL))
            return ""
        code = cell.zfill(2)
        if code not in known:
            remedy = Text(nl=f"Kies {', '.join(known)}.", en=f"Choose {', '.join(known)}.")
            self.problems.append(problem("unknown-code", self.shown, number, column, value=cell[:20], remedy=remedy))
            return ""
        return known[code]

    def date(self, cell: str, number: int, column: str, *, quiet: bool = False) -> dt.date | None:
        if not cell or cell == "00000000":
            return None
        text = cell.replace("-", "")
        try:
            return dt.datetime.strptime(text, "%Y%m%d").date() if re.fullmatch(r"[0-9]{8}", text) else self.no(cell)
        except ValueError:
            if not quiet:
                said = Text(nl=f"'{cell}' is geen datum als JJJJMMDD", en=f"'{cell}' is no date as YYYYMMDD")
                remedy = Text(nl="Schrijf bijvoorbeeld 20250203.", en="Write for instance 20250203.")
                self.wrong(number, column, said, remedy)
            return None

    def no(self, cell: str) -> dt.date:
        raise ValueError(cell)

    def wrong(self, number: int, column: str, found: Text, remedy: Text) -> None:
        self.problems.append(Problem(self.shown, number, column, "wrong-form", found, remedy))


_NINE = Text(
    nl="Neem de levering zoals zij naar het CBS ging; 999999999 staat voor onbekend.",
    en="Take the delivery as it went to CBS; 999999999 stands for unknown.",
)
_FILL = Text(nl="Vul haar in, of laat de rij weg.", en="Fill it in, or leave the row out.")
_GRADE = Text(nl="Schrijf een heel cijfer, of laat de cel leeg.", en="Write a whole grade, or leave the cell empty.")


def _plain(cell: str) -> str:
    lowered = cell.casefold().translate(str.maketrans("ëéèïöü", "eeeiou"))
    return re.sub(r"[^a-z0-9]", "", lowered)
