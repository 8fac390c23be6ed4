"""Read the case sheet of a household, as TOML or as the filled workbook, and refuse what may not stand on it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from wij_impact.catalogue import Need, as_numbers, find_file, read_own
from wij_impact.disclosure import identifying
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.language import Text
from wij_impact.mkba.household import Household, Line, build_case
from wij_impact.mkba.loading import read_case
from wij_impact.mkba.schema import ACTORS

__all__ = ["HOUSEHOLD_FIELDS", "LINE_FIELDS", "SHEETS", "household_problems", "load_household", "load_households"]

#: Fields of a sheet, with the name they have in Dutch: the key of the TOML, and the header of the workbook.
HOUSEHOLD_FIELDS = {
    "id": "nummer", "bottleneck": "knelpunt", "plan": "plan", "result": "resultaat", "agreed": "akkoord",
    "price_year": "prijspeil", "data_kind": "soort",
}  # fmt: skip
LINE_FIELDS = {
    "provision": "voorziening", "payer": "betaler", "price": "prijs", "per_month": "per_maand",
    "with_months": "maanden_met", "without_months": "maanden_zonder", "p_low": "kans_laag", "p_mid": "kans_midden",
    "p_high": "kans_hoog", "within": "onderdeel_van", "grade": "bewijsgraad", "source": "bron",
}  # fmt: skip
SHEETS = ("huishouden", "regels")
NUMBERS = ("per_month", "with_months", "without_months", "p_low", "p_mid", "p_high")
PRICE_YEAR = 2024  # the last year of the price index
LONGEST = 240  # months
_ID = re.compile(r"[A-Za-z]{0,6}[-_ ]?[0-9]{1,4}")
#: Words that the name of a sheet's file may have, besides up to three letters and digits.
_PLAIN_FILES = frozenset({
    "casus", "casusblad", "blad", "bladen", "huishouden", "household", "sheet", "case", "voorbeeld", "example", "eigen",
    "nummer", "number", "versie", "version", "concept", "draft", "definitief", "final", "leeg", "blank", "test",
    "doorbraak",
})  # fmt: skip
_LINE = re.compile(r"^\s*\[\[\s*(?:line|regel)\s*\]\]")


@dataclass
class _Raw:
    """What a file says, before anything is checked."""

    file: str
    fields: dict[str, Any]
    lines: list[tuple[int | None, dict[str, Any]]]
    rows: dict[str, int | None] = field(default_factory=dict)


def load_household(path: str | Path, data: str | Path | None = None) -> Household:
    """Read one case sheet.

    Parameters
    ----------
    path : str or Path
        ``.toml`` or ``.xlsx``, as ``wij-impact template casus`` makes them.
    data : path, optional
        The data folder with the prices.

    Raises
    ------
    InputError
        A name, address, number or date of a person; an unknown field, payer or price; a chance over 1; two payers for
        one euro; a price of 0; nothing to compare. With file, row and column.
    """
    raw = _open(path)
    for problem in _persons(raw):
        raise problem
    lines = tuple(_line(one, row, raw) for row, one in raw.lines)
    _check_lines(lines, raw)
    year = _year(raw)
    id = str(raw.fields["id"]).strip()
    case, keys = build_case(id, lines, year, raw.file, data)

    def said(name: str) -> str:
        return str(raw.fields.get(name, "")).strip()

    agreed = re.split(r"[;,]", str(raw.fields.get("agreed", ""))) if raw.fields.get("agreed") else []
    return Household(
        id, raw.file, said("bottleneck"), said("plan"), said("result"),
        tuple(one.strip() for one in agreed if one.strip()), lines, case, keys,
        str(raw.fields.get("data_kind", "")).strip() == "synthetic",
    )  # fmt: skip


#: What stands in for a cell that is wrong and cannot be left out, so that the rest of the sheet can be read.
_STAND_INS = {"provision": "x", "payer": "gemeente"}


def household_problems(path: str | Path, data: str | Path | None = None) -> list[InputError]:
    """Every problem of one case sheet, in the order of the sheet; empty when `load_household` reads it.

    Parameters
    ----------
    path, data
        As for `load_household`.

    Notes
    -----
    A wrong cell is set aside (left out, or a stand-in put in its place) and the line is read again, until nothing is
    wrong any more; a file that cannot be opened or has an unknown field has that one problem.
    """
    try:
        raw = _open(path)
    except InputError as problem:
        return [problem]
    found = list(_persons(raw))
    year = PRICE_YEAR
    try:
        year = _year(raw)
    except InputError as problem:
        found.append(problem)
    lines: list[Line] = []
    clean = True
    for row, one in raw.lines:
        line, wrong = _line_and_problems(one, row, raw)
        found += wrong
        clean = clean and not wrong
        lines += [line] if line else []
    while lines:
        try:
            _check_lines(tuple(lines), raw)
            build_case("x", tuple(lines), year, raw.file, data)
        except InputError as problem:
            # What was set aside may leave a sheet without months: that follows from a problem already told.
            found += [problem] if problem.row is not None or clean else []
            at = next((place for place, line in enumerate(lines) if line.row == problem.row), None)
            if problem.row is None or at is None:
                break
            # A name that stands there twice gets one of its own, so that its price is still looked at.
            twice = problem.column in ("provision", "payer")
            lines[at : at + 1] = [replace(lines[at], provision=f"{lines[at].provision} {at}")] if twice else []
            clean = False
        else:
            break
    return found


def _line_and_problems(given: Mapping[str, Any], row: int | None, raw: _Raw) -> tuple[Line | None, list[InputError]]:
    found: list[InputError] = []
    cells = dict(given)
    # Each round sets one cell aside for good, so there are no more rounds than fields.
    for _ in range(len(LINE_FIELDS) + 1):
        try:
            return _line(cells, row, raw), found
        except InputError as problem:
            found.append(problem)
            name = str(problem.column)
            cells.pop(name, None)
            cells |= {name: _STAND_INS[name]} if name in _STAND_INS else {}
            if name == "p_mid":  # the three are judged together
                cells = {key: value for key, value in cells.items() if key not in ("p_low", "p_high")}
    return None, found


def _open(path: str | Path) -> _Raw:
    """The sheet as it stands in the file, once its name is that of no family."""
    file = find_file(path)
    if file.suffix.lower() not in (".toml", ".xlsx"):
        raise InputError(
            Text(nl="een casusblad is een .toml- of .xlsx-bestand.", en="a case sheet is a .toml or .xlsx file."),
            remedy=Text(nl="Maak er een met wij-impact template casus -o blad.xlsx.",
                        en="Make one with wij-impact template casus -o sheet.xlsx."),
            file=file.name,
        )  # fmt: skip
    _check_name(file)
    return _of_toml(file) if file.suffix.lower() == ".toml" else _of_workbook(file)


def _check_name(file: Path) -> None:
    """The name of the file stands on the report and in its address, so it may not be that of the family."""
    words = [one.casefold() for one in re.findall(r"[^\W\d_]+", file.stem)]
    if any(identifying(one.capitalize()) or (len(one) > 3 and one not in _PLAIN_FILES) for one in words):
        raise InputError(
            Text(nl="de naam van het bestand kan zeggen om wie het gaat; die naam komt op het rapport.",
                 en="the name of the file could say who it is about; that name comes on the report."),
            remedy=Text(nl="Noem het bestand naar het nummer van het blad, zoals h-01.xlsx of casus_01.xlsx.",
                        en="Name the file after the number of the sheet, such as h-01.xlsx or casus_01.xlsx."),
            file=f"…{file.suffix}",
        )  # fmt: skip


def load_households(folder: str | Path, data: str | Path | None = None) -> tuple[Household, ...]:
    """Every case sheet of a folder, in the order of their numbers.

    Raises
    ------
    UsageError
        When the folder is not there, or holds no sheet.
    InputError
        For a sheet that `load_household` refuses, and for two with one number: a household would count twice.
    """
    place = Path(folder)
    if not place.is_dir():
        raise UsageError(
            Text(nl=f"de map '{folder}' is er niet.", en=f"there is no folder '{folder}'."),
            remedy=Text(nl="Geef de map met casusbladen.", en="Give the folder with case sheets."),
        )
    files = sorted(
        one for one in place.iterdir() if one.suffix.lower() in (".toml", ".xlsx") and one.name[0] not in "~."
    )
    if not files:
        raise UsageError(
            Text(nl=f"in '{folder}' staat geen casusblad.", en=f"'{folder}' holds no case sheet."),
            remedy=Text(nl="Zet er .toml- of .xlsx-bladen in.", en="Put .toml or .xlsx sheets in it."),
        )
    found = [load_household(one, data) for one in files]
    seen: dict[str, str] = {}
    for one in found:
        if one.id.casefold() in seen:
            raise InputError(
                Text(nl=f"nummer {one.id} staat ook op {seen[one.id.casefold()]}: dat huishouden zou twee keer tellen.",
                     en=f"number {one.id} is also on {seen[one.id.casefold()]}: that household would count twice."),
                remedy=Text(nl="Haal één blad weg, of geef het een eigen nummer.",
                            en="Take one sheet away, or give it a number of its own."),
                file=one.file, column="id",
            )  # fmt: skip
        seen[one.id.casefold()] = one.file
    return tuple(sorted(found, key=lambda one: one.id))


def _names(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: ours for ours, dutch in fields.items() for name in (ours, dutch, dutch.replace("_", " "))}


def _ours(key: str, known: Mapping[str, str], file: str, row: int | None) -> str:
    name = str(key).strip().casefold()
    if name not in known:
        near = suggest(name, [*known, "regel", "line"] if "provision" not in known else list(known))
        raise InputError(
            Text(nl=f"veld '{key}' hoort niet op een casusblad.", en=f"field '{key}' is not on a case sheet."),
            remedy=Text(nl=f"Bedoelt u {near}?" if near else "Haal het weg.",
                        en=f"Did you mean {near}?" if near else "Take it away."),
            file=file, row=row, column=str(key),
        )  # fmt: skip
    return known[name]


def _of_toml(file: Path) -> _Raw:
    text, tables = read_case(file)
    heads = [number for number, line in enumerate(text.splitlines(), 1) if _LINE.match(line)]
    given = tables.pop("line", None) or tables.pop("regel", None) or []
    known, of_line = _names(HOUSEHOLD_FIELDS), _names(LINE_FIELDS)
    fields = {_ours(key, known, file.name, _row_of(text, key)): value for key, value in tables.items()}
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise InputError(
            Text(nl="de regels staan niet onder [[line]].", en="the lines do not stand under [[line]]."),
            remedy=Text(nl="Begin elke voorziening met [[line]].", en="Start every provision with [[line]]."),
            file=file.name,
        )
    lines = []
    for at, one in enumerate(given):
        row = heads[at] if at < len(heads) else None
        chance = one.get("p_without")
        plain = {key: value for key, value in one.items() if key != "p_without"}
        if isinstance(chance, Mapping):
            plain |= {f"p_{key}": value for key, value in chance.items()}
        elif chance is not None:
            plain["p_mid"] = chance
        last = heads[at + 1] if at + 1 < len(heads) else None
        lines.append(
            (
                row,
                {_ours(k, of_line, file.name, _row_of(text, k, row, last) or row): value for k, value in plain.items()},
            )
        )
    return _Raw(file.name, fields, lines, {ours: _row_of(text, key) for key, ours in known.items()})


def _row_of(text: str, key: str, after: int | None = None, before: int | None = None) -> int | None:
    """The row that sets a key or opens its table, between two rows where they are given."""
    found = re.compile(rf"^\s*(?:{re.escape(key)}\s*=|\[\[?\s*{re.escape(key)}\s*\])")
    rows = (number for number, line in enumerate(text.splitlines(), 1) if found.match(line))
    return next((row for row in rows if row > (after or 0) and (before is None or row < before)), None)


def _of_workbook(file: Path) -> _Raw:
    said = [Need("field", "id", "text", aliases=("veld",)), Need("value", "text", "text", aliases=("waarde",))]
    top, _ = read_own(f"{file}#{SHEETS[0]}", said)
    known = _names(HOUSEHOLD_FIELDS)
    fields: dict[str, Any] = {}
    rows: dict[str, int | None] = {}
    for row, one in zip(top.index, top.to_dict("records"), strict=True):
        if isinstance(one["field"], str) and isinstance(one["value"], str):
            ours = _ours(one["field"], known, file.name, int(row))
            fields[ours], rows[ours] = one["value"], int(row)
    needs = [
        Need(name, "value" if name in NUMBERS else "text", "number" if name in NUMBERS else "text",
             required=name in ("provision", "payer"), aliases=(dutch, dutch.replace("_", " ")))
        for name, dutch in LINE_FIELDS.items()
    ]  # fmt: skip
    frame, _ = read_own(f"{file}#{SHEETS[1]}", needs)
    lines: list[tuple[int | None, dict[str, Any]]] = [
        (int(row), {str(key): value for key, value in one.items() if isinstance(value, str) or value == value})
        for row, one in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    return _Raw(file.name, fields, lines, rows)


def _persons(raw: _Raw) -> Iterator[InputError]:
    """Everything on the sheet that says who it is about; what was found is not repeated."""
    texts = [(raw.rows.get(name), name, value) for name, value in raw.fields.items() if name not in ("id", "data_kind")]
    texts += [(row, name, value) for row, one in raw.lines for name, value in one.items()]
    for row, column, value in texts:
        kinds = identifying(value) if isinstance(value, str) and column not in ("price", "payer", "grade") else ()
        if kinds:
            nl = ", ".join(_KINDS.get(one, one) for one in kinds)
            yield InputError(
                Text(nl=f"hier staat iets waaraan iemand te herkennen is ({nl}).",
                     en=f"something here could say who it is about ({', '.join(kinds)})."),
                remedy=Text(
                    nl="Schrijf de rol in plaats van de naam, en weken of maanden in plaats van een datum. Is het een "
                    "organisatie, gebruik kleine letters of een afkorting.",
                    en="Write the role instead of the name, and weeks or months instead of a date. If it is an "
                    "organisation, use small letters or an abbreviation.",
                ),
                file=raw.file, row=row, column=column,
            )  # fmt: skip
    id = str(raw.fields.get("id", "")).strip()
    if not _ID.fullmatch(id):
        yield InputError(
            Text(nl="het nummer van het blad ontbreekt, of is meer dan letters en vier cijfers." ,
                 en="the number of the sheet is missing, or more than letters and four digits."),
            remedy=Text(nl="Geef een eigen volgnummer, zoals h-01; geen initialen met een geboortedatum.",
                        en="Give a number of your own, such as h-01; no initials with a date of birth."),
            file=raw.file, row=raw.rows.get("id"), column="id",
        )  # fmt: skip


_KINDS = {
    "name": "een naam", "date": "een datum", "e-mail address": "een e-mailadres", "phone number": "een telefoonnummer",
    "IBAN": "een rekeningnummer", "postcode": "een postcode", "address": "een adres", "BSN": "een BSN",
}  # fmt: skip


def _year(raw: _Raw) -> int:
    given = raw.fields.get("price_year", PRICE_YEAR)
    try:
        year = int(str(given))
    except ValueError:
        year = 0
    if not 2000 <= year <= 2100:
        raise InputError(
            Text(nl=f"'{given}' is geen prijspeil.", en=f"'{given}' is not a price year."),
            remedy=Text(nl="Schrijf een jaartal, of laat het leeg.", en="Write a year, or leave it empty."),
            file=raw.file, row=raw.rows.get("price_year"), column="price_year",
        )  # fmt: skip
    return year


def _line(given: Mapping[str, Any], row: int | None, raw: _Raw) -> Line:
    def wrong(column: str, nl: str, en: str, remedy_nl: str, remedy_en: str) -> InputError:
        return InputError(
            Text(nl=nl, en=en), remedy=Text(nl=remedy_nl, en=remedy_en), file=raw.file, row=row, column=column
        )

    def number(name: str, otherwise: float) -> float:
        value = given.get(name, otherwise)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong(name, f"'{value}' is geen getal.", f"'{value}' is not a number.",
                        "Schrijf een getal.", "Write a number.")  # fmt: skip
        return float(value)

    provision = str(given.get("provision", "")).strip()
    if not provision:
        raise wrong("provision", "de voorziening heeft geen naam.", "the provision has no name.",
                    "Vul de cel.", "Fill the cell.")  # fmt: skip
    price = given.get("price", "")
    if isinstance(price, int | float) or re.fullmatch(r"[\d.,€ ]+", str(price).strip() or "x"):
        zero = not float(re.sub(r"[^\d]", "", str(price)) or 0)
        raise wrong("price",
                    "een prijs van 0 is geen prijs." if zero else f"'{price}' is een bedrag, geen prijs uit de lijst.",
                    "a price of 0 is no price." if zero else f"'{price}' is an amount, and no price from the list.",
                    "Laat de cel leeg als de prijs niet bekend is; zoek er een met wij-impact prices WOORD.",
                    "Leave it empty when the price is not known; find one with wij-impact prices WORD.")  # fmt: skip
    months = {name: number(name, 0.0) for name in ("with_months", "without_months")}
    for name, value in months.items():
        if not 0 <= value <= LONGEST:
            raise wrong(name, f"{value:g} maanden kan niet.", f"{value:g} months cannot be.",
                        f"Geef 0 tot {LONGEST}.", f"Give 0 to {LONGEST}.")  # fmt: skip
    rate = number("per_month", math.nan)
    if rate <= 0:
        raise wrong("per_month", f"{rate:g} per maand kan niet.", f"{rate:g} a month cannot be.",
                    "Geef meer dan 0, of laat leeg.", "Give more than 0, or leave it empty.")  # fmt: skip
    chances = {name: number(name, math.nan) for name in ("p_low", "p_mid", "p_high")}
    for name, value in chances.items():
        if not math.isnan(value) and not 0 <= value <= 1:
            raise wrong(name, f"een kans van {value:g} bestaat niet.", f"there is no chance of {value:g}.",
                        f"Schrijf {value / 100:g} voor {value:g}%." if 2 <= value <= 100 else "Geef 0 tot en met 1.",
                        f"Write {value / 100:g} for {value:g}%." if 2 <= value <= 100 else "Give 0 to 1.")  # fmt: skip
    known = [one for one in chances.values() if not math.isnan(one)]
    if known != sorted(known) or (known and math.isnan(chances["p_mid"])):
        raise wrong("p_mid", "de kansen lopen niet op van laag over midden naar hoog.",
                    "the chances do not rise from low over middle to high.",
                    "Geef laag, midden en hoog in die volgorde.",
                    "Give low, middle and high in that order.")  # fmt: skip
    grade = str(given.get("grade", "")).strip().upper() or "E"
    if grade not in "ABCDE" or (grade != "E" and not str(given.get("source", "")).strip()):
        raise wrong("grade", f"bewijsgraad {grade} vraagt een bron, of bestaat niet.",
                    f"evidence grade {grade} asks for a source, or does not exist.",
                    "Noem de bron, of laat de graad leeg: dan is het een aanname.",
                    "Name the source, or leave the grade empty: then it is an assumption.")  # fmt: skip
    return Line(
        provision, _payers(given.get("payer", ""), wrong), str(price).strip(), months["with_months"],
        months["without_months"], chances["p_low"], chances["p_mid"], chances["p_high"], rate,
        str(given.get("within", "")).strip(), grade, str(given.get("source", "")).strip(), row,
    )  # fmt: skip


def _payers(given: Any, wrong: Any) -> dict[str, float]:
    """One payer, or payers with their shares: ``gemeente = 0.7; rijk = 0.3``."""
    if isinstance(given, Mapping):
        parts: list[tuple[str, Any]] = [(str(key), value) for key, value in given.items()]
    else:
        found = [one for one in re.split(r"[;\n]|,(?!\d)| en | and ", str(given)) if one.strip()]
        parts = [(one.partition("=")[0], one.partition("=")[2].strip()) for one in found]
    if not parts:
        raise wrong("payer", "er staat niet wie betaalt.", "it does not say who pays.",
                    "Vul de betaler in.", "Fill in the payer.")  # fmt: skip
    shares: dict[str, float] = {}
    for name, share in parts:
        payer = name.strip().casefold()
        if payer not in ACTORS:
            near = suggest(payer, list(ACTORS))
            raise wrong("payer", f"betaler '{name.strip()}' is niet bekend.", f"payer '{name.strip()}' is not known.",
                        f"Bedoelt u {near}?" if near else f"Kies uit {', '.join(ACTORS)}.",
                        f"Did you mean {near}?" if near else f"Choose from {', '.join(ACTORS)}.")  # fmt: skip
        try:
            read = 1.0 if share in ("", None) else float(as_numbers(pd.Series([share]), "payer").iloc[0])
            shares[payer] = shares.get(payer, 0.0) + read
        except (InputError, TypeError, ValueError):
            raise wrong("payer", f"'{share}' is geen deel.", f"'{share}' is no share.",
                        "Schrijf gemeente=0.7; rijk=0.3.", "Write gemeente=0.7; rijk=0.3.") from None  # fmt: skip
    if abs(sum(shares.values()) - 1) > 1e-6 or min(shares.values()) < 0:
        raise wrong("payer", f"samen betalen zij {sum(shares.values()):.0%} van elke euro.",
                    f"together they pay {sum(shares.values()):.0%} of each euro.",
                    "Geen twee betalers voor één euro: geef elk een deel, samen 1 (gemeente=0.7; rijk=0.3).",
                    "No two payers for one euro: give each a share, 1 in all (gemeente=0.7; rijk=0.3).")  # fmt: skip
    return shares


def _check_lines(lines: tuple[Line, ...], raw: _Raw) -> None:
    def wrong(row: int | None, column: str, nl: str, en: str, remedy_nl: str, remedy_en: str) -> InputError:
        return InputError(
            Text(nl=nl, en=en), remedy=Text(nl=remedy_nl, en=remedy_en), file=raw.file, row=row, column=column
        )

    if not any(line.with_months or line.without_months for line in lines):
        raise wrong(None, "", "op dit blad staat geen enkele maand hulp.", "this sheet has not a single month of help.",
                    "Vul bij een voorziening de maanden met en zonder het plan in.",
                    "Fill in the months with and without the plan for a provision.")  # fmt: skip
    seen: dict[str, Line] = {}
    for line in lines:
        other = seen.get(line.provision.casefold())
        if other is not None:
            two = set(other.payers) != set(line.payers)
            raise wrong(
                line.row, "payer" if two else "provision",
                f"'{line.provision}' staat er twee keer" + (": twee betalers voor één euro." if two else "."),
                f"'{line.provision}' stands there twice" + (": two payers for one euro." if two else "."),
                "Maak er één regel van; deel de kosten met gemeente=0.7; rijk=0.3.",
                "Make it one line; share the cost with gemeente=0.7; rijk=0.3.",
            )  # fmt: skip
        seen[line.provision.casefold()] = line
