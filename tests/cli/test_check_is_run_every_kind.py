"""`check` and `run` accept the same files: every further kind a user can bring, in every form it can be saved in.

The sheets of teams, conversations, households, targets, the monitor, plans and maps; `test_check_is_run` has the rest.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import functools
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalogue.test_own_metamorphic import ODD
from tests.cli.test_check_is_run import _cells
from tests.coding.test_coding import FIXTURES, QDE
from wij_impact import catalogue
from wij_impact.catalogue.own.areas import read_areas
from wij_impact.cli.commands import _checked
from wij_impact.errors import WijImpactError
from wij_impact.pipeline.plan_file import read_plan

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Kind:
    """A kind of file: who reads it with what, and how a sound one looks.

    `beside` are sound files that go with it, by parameter; with `through` another file is what `check` is given, and
    this one is a parameter of it.
    """

    report: str
    parameter: str
    shown_as: str
    calls: tuple[str, ...]
    rows: Rows | None = None
    content: bytes = b""
    suffix: str = ".csv"
    given: tuple[tuple[str, str], ...] = ()
    beside: tuple[tuple[str, Rows], ...] = ()
    through: str = ""
    listed: bool = False


def _example(name: str, most: int = 400) -> list[list[str]]:
    text = (catalogue.resolve_data().file("examples") / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.reader(io.StringIO(text)))[:most]


def _areas() -> list[list[str]]:
    head = ["wijk", "wijkcode", "jaar", "inwoners", "laag inkomen", "eenoudergezinnen", "inzet", "lopende zaken", "fte"]
    head += ["afwezige voltijdbanen"]
    return [head] + [
        f"Wijk {i};WK{i:06d};2023;{3000 + 211 * i};{5 + 1.5 * (i % 7):.1f};{6 + 1.1 * i:.1f};"
        f"{120_000 + 9000 * (i % 5) + 4100 * i};{90 + 7 * (i % 4)};{8 + i % 3};1".split(";")
        for i in range(1, 13)
    ]


def _map() -> bytes:
    shapes = []
    for i in range(1, 13):
        x, y = 6.5 + 0.02 * i, 53.2
        ring = [[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        named = {"wijkcode": f"WK{i:06d}", "wijknaam": f"Wijk {i}"}
        shapes.append({"type": "Feature", "properties": named, "geometry": shape})
    return json.dumps({"type": "FeatureCollection", "features": shapes}).encode()


def _measured() -> list[list[str]]:
    draw = random.Random(4)
    return [["person", "moment", "phase", "score"]] + [
        [f"p{one}", str(at), "B" if at >= 5 + one % 4 else "A", f"{20 + draw.gauss(0, 2):.1f}"]
        for one in range(11)
        for at in range(1, 12)
    ]


def _progress() -> list[list[str]]:
    days = [dt.date(2024, month, 28).isoformat() for month in range(1, 9)]
    return [["target_id", "date", "count", "cumulative", "unique", "base"]] + [
        ["gezonde_wijk_people", day, f"{20 * at + at % 3}", "yes", "yes", ""] for at, day in enumerate(days, 1)
    ]


def _plan() -> bytes:
    from wij_impact.pipeline.jobs import Job
    from wij_impact.pipeline.notebooks import find_reports, select
    from wij_impact.pipeline.plan_file import to_toml
    from wij_impact.pipeline.plans import make_plan

    (spec,) = select(find_reports(catalogue.resolve_notebooks()), ["effect_pilot"])
    words = ("question", "outcome", "comparison", "smallest_relevant_effect", "analysis")
    return to_toml(make_plan(Job(spec, {}), {name: f"onze {name}" for name in words}, ["wie stopt"], [])).encode()


def _book(sheets: dict[str, Rows], path: Path) -> bytes:
    book = openpyxl.Workbook()
    for at, (name, rows) in enumerate(sheets.items()):
        sheet: Any = book.active if not at else book.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append([one.replace("\0", "") for one in row])  # no workbook can hold that letter
    book.save(path)
    return path.read_bytes()


HOUSEHOLD = [["veld", "waarde"], ["nummer", "h-01"], ["knelpunt", "huurschuld"], ["plan", "huur direct betaald"],
             ["resultaat", "de huur is op orde"], ["akkoord", "inwoner, gemeente"], ["prijspeil", "2024"]]  # fmt: skip
LINES = [
    ["voorziening", "betaler", "prijs", "per_maand", "maanden_met", "maanden_zonder", "kans_laag", "kans_midden",
     "kans_hoog", "bron"],
    ["verblijf buiten huis", "gemeente", "gezinshuis_day", "", "0", "12", "0,2", "0,4", "0,7", "de tafel"],
    ["begeleiding thuis", "gemeente", "youth_ambulant_hbo_hour", "16", "9", "4", "0,6", "0,8", "1", "de tafel"],
]  # fmt: skip
STEPS = [
    ["step", "text_nl", "owner", "planned_from", "planned_to", "status", "done_on"],
    ["b", "Werven", "WIJ", "2024-01-01", "2024-03-31", "open", ""],
    ["a", "Plan", "Gemeente", "2024-01-01", "2024-02-28", "done", "2024-02-20"],
    ["d", "Kiezen", "Gemeente", "", "2024-02-28", "busy", ""],
    ["c", "Later", "WIJ", "", "", "open", ""],
]
FOLLOWED = [
    ["indicator", "level", "owner", "value", "target", "signal_rule", "interpretation", "agreed_on"],
    ["Wachttijd", "flows", "WIJ", "7", "5", "above", "Te lang door ziekte", "2024-05-31"],
    ["Deelname", "assignment", "WIJ", "80", "75", "below", "Zoals afgesproken", "2024-05-31"],
    ["Instroom", "flows", "WIJ", "900", "", "above", "Groeit", "2024-05-31"],
]
VISITS = [["target_id", "times_seen", "people"], *(["gezonde_wijk_people", str(i), f"{60 // i}"] for i in range(1, 6))]
RISKS = [
    ["risk_id", "phase", "risk", "probability_nl", "impact_nl", "who", "review_date", "probability_now", "status",
     "occurred"],
    ["r1", "execution", "Ziekte", "Laag", "Hoog", "WIJ", "2024-05-31", "Middel", "open", "no"],
    ["r2", "implementation", "Uitloop", "Hoog", "Middel", "gemeente", "", "", "closed", "yes"],
    ["r3", "execution", "Meer vragen", "Middel", "Hoog", "WIJ", "2024-09-30", "", "open", ""],
]  # fmt: skip
RATINGS = [["round", "criterion", "subject", "rater", "score"]] + [
    ["2024", criterion, party, rater, str(1 + (at + k) % 5)]
    for at, criterion in enumerate(["rol", "sturing", "vertrouwen"])
    for party in ("gemeente", "WIJ")
    for k, rater in enumerate("abcde")
]
ADVICE = [
    ["recommendation", "text", "given_by", "accepted", "owner", "due", "status"],
    ["s_1", "Maak duidelijk wie beslist", "commission", "yes", "gemeente", "2025-06-30", "busy"],
    ["s_2", "Volg de wachttijd", "commission", "no", "", "", ""],
]
STAFF = [
    ["month", "fte", "kind", "absence_pct"],
    *([f"2023-{m:02d}", f"{50 + m / 10:.1f}", "x", "6"] for m in range(1, 13)),
]
STRUCTURE = [["year", "by", "group", "employees", "left", "joined"]] + [
    [year, "leeftijd", group, f"{100 + 7 * k}", f"{11 + k}", f"{14 + k}"]
    for year in ("2022", "2023")
    for k, group in enumerate(["tot 35", "35 tot 55", "55 en ouder"])
]
TRAJECTS = [["id", "registered", "first_contact", "start", "end", "referrer", "reason_end", "satisfied"]] + [
    [f"t{i}", "2023-01-02", f"2023-01-{3 + i % 9:02d}", f"2023-02-{1 + i % 27:02d}",
     f"2023-0{4 + i % 5}-11" if i % 4 else "", f"verwijzer {i % 3}", "planned" if i % 4 else "", f"{5 + i % 5}"]
    for i in range(40)
]  # fmt: skip
CASELOAD = [["wijk", "soort zaak", "zaken", "gewicht", "herkomst van het gewicht"]] + [
    [f"Wijk {i}", kind, f"{30 + 3 * i}", weight, "time_study"]
    for i in range(1, 13)
    for kind, weight in (("enkel", "1"), ("meervoudig", "2,5"))
]


@functools.cache
def kinds() -> dict[str, Kind]:
    """Every kind, with a sound file of it."""
    with tempfile.TemporaryDirectory() as place:
        sheet = _book({"huishouden": HOUSEHOLD, "regels": LINES}, Path(place) / "h.xlsx")
        filled = {"milestones": STEPS, "monitor": FOLLOWED, "progress": _progress(), "risks": RISKS}
        monitor = _book({**filled, "ratings": RATINGS, "recommendations": ADVICE}, Path(place) / "m.xlsx")
    household = (catalogue.resolve_data().file("households") / "voorbeeld.toml").read_bytes()
    day = (("until", "2024-06-30"),)
    read = ("werklast.read_files", "werklast.analyse")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("project.qde", QDE)
    areas = _areas()
    profile = ("load_neighbourhoods", "wijkprofiel.analyse")
    coded = ("coding.load", "coding.agreement")
    progress = _progress()
    return {
        "werklast": Kind("werklast", "neighbourhoods", "werklast", read, areas),
        "caseload": Kind("werklast", "caseload", "werklast", read, CASELOAD, beside=(("neighbourhoods", areas),),
                         through="neighbourhoods"),
        "wijkprofiel": Kind("wijkprofiel", "neighbourhoods", "wijkprofiel", profile, areas),
        "map": Kind("wijkprofiel", "map", "wijkprofiel", profile, content=_map(), suffix=".geojson",
                    beside=(("neighbourhoods", areas),), through="neighbourhoods"),
        "geojson": Kind("", "areas", "", (), content=_map(), suffix=".geojson"),
        "casus": Kind("casus", "case", "casus", ("load_household", "mkba.appraise"), content=household, suffix=".toml"),
        "casus_sheet": Kind("casus", "case", "casus", ("load_household", "mkba.appraise"), content=sheet,
                            suffix=".xlsx"),
        "codings": Kind("codering", "codings", "codings", coded, _example("codings", 40), listed=True),
        "qdpx": Kind("codering", "codings", "codings", coded, content=packed.getvalue(), suffix=".qdpx", listed=True),
        "qdc": Kind("codering", "codings", "codings", coded, content=(FIXTURES / "codebook.qdc").read_bytes(),
                    suffix=".qdc", listed=True),
        "conversations": Kind("codering", "conversations", "conversations", ("coding.load_conversations",),
                              _example("conversations"), beside=(("codings", _example("codings", 40)),)),
        "measurements": Kind("casus_verloop", "measurements", "measurements", ("read_study",), _measured(),
                             given=(("team", "true"),)),
        "progress": Kind("doelen", "progress", "progress", ("doelen.assess",), progress),
        "visits": Kind("doelen", "visits", "doelen", ("doelen.assess",), VISITS, beside=(("progress", progress),),
                       through="progress"),
        "milestones": Kind("monitor", "milestones", "milestones", ("load_file", "own_facts"), STEPS, given=day),
        "monitor": Kind("monitor", "monitor", "monitor", ("load_file", "own_facts"), FOLLOWED, given=day),
        "monitor_book": Kind("monitor", "monitor", "monitor", ("read_book", "own_facts"), content=monitor,
                             suffix=".xlsx", given=day),
        "risks": Kind("risicos", "risks", "risks", ("load_file", "own_facts"), RISKS, given=day),
        "ratings": Kind("spiegel", "ratings", "ratings", ("load_file", "round_facts"), RATINGS),
        "recommendations": Kind("spiegel", "recommendations", "recommendations", ("load_file",), ADVICE, given=day),
        "staff": Kind("samen", "staff", "samen", ("load_register",), STAFF, beside=(("trajectories", TRAJECTS),),
                      through="trajectories"),
        "staff_structure": Kind("personeel", "staff_structure", "staff_structure", ("load_structure",), STRUCTURE),
        "plan": Kind("", "plan", "", (), content=_plan(), suffix=".toml"),
    }  # fmt: skip


# -- a sound file, and what can happen to one ---------------------------------------------------------------------


def _csv(rows: Rows, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _hurt_rows(start: Rows, chance: random.Random) -> list[list[str]]:
    rows = [list(record) for record in start]
    for _ in range(chance.randint(0, 3)):
        if len(rows) < 3 or not rows[0]:
            break
        at, column = chance.randrange(1, len(rows)), chance.randrange(len(rows[0]))
        rows[at] += [""] * (len(rows[0]) - len(rows[at]))
        other = rows[chance.randrange(1, len(rows))]
        match chance.randrange(9):
            case 0:
                rows[at][column] = chance.choice(ODD)
            case 1:
                rows[at][column] = ""
            case 2:
                rows.insert(at, list(rows[at]))
            case 3:
                del rows[at]
            case 4:
                rows[0][column] = chance.choice(["", "x", rows[0][0], rows[0][column].upper(), rows[0][column] + " "])
            case 5:
                for row in rows:
                    del row[column : column + 1]
            case 6:
                rows[at] = rows[at][: max(1, column)]
            case 7:
                rows[at][column] = chance.choice(other) if other else ""
            case 8:  # a whole column in other marks
                for row in rows[1:]:
                    if column < len(row):
                        row[column] = row[column].replace(".", ",")
    return [row for row in rows if row] or [["x"]]


def _hurt_text(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(chance.randint(0, 3)):
        at = chance.randrange(len(lines))
        name, mark, value = lines[at].partition("=" if "=" in lines[at] else ":")
        match chance.randrange(6):
            case 0:
                lines[at] = f"{name}{mark} {chance.choice(ODD)}" if mark else lines[at]
            case 1:
                del lines[at]
            case 2:
                lines.insert(at, lines[at])
            case 3:
                lines[at] = f"{name.rstrip()}x {mark}{value}"
            case 4:
                lines[at] = (
                    f'{name}{mark} "{chance.choice(ODD).translate({34: None, 92: None})}"' if mark else lines[at]
                )
            case 5:
                place = chance.randrange(len(lines[at]) + 1)
                lines[at] = (
                    lines[at][:place] + chance.choice(["", '"', "[", "}", "é", "-", "9"]) + lines[at][place + 1 :]
                )
        if not lines:
            return ""
    return "\n".join(lines)


def _hurt_json(text: str, chance: random.Random) -> str:
    whole = json.loads(text)
    for _ in range(chance.randint(0, 3)):
        held: Any = whole
        while isinstance(held, dict | list) and held:
            key: Any = chance.choice(list(held)) if isinstance(held, dict) else chance.randrange(len(held))
            if not isinstance(held[key], dict | list) or chance.random() < 0.3:
                match chance.randrange(5):
                    case 0:
                        del held[key]
                    case 1:
                        held[key] = chance.choice([None, 0, -1, 1e9, "", "x", [], {}, True, [[]], {"type": "Point"}])
                    case 2 if isinstance(held, list):
                        held.insert(key, held[key])
                    case 3:
                        held[key] = chance.choice(ODD)
                    case _:
                        held[key] = [held[key]]
                break
            held = held[key]
    made = json.dumps(whole)
    return made if chance.random() < 0.9 else made[: chance.randrange(len(made))]


def _encoded(text: str, chance: random.Random) -> bytes:
    return text.encode(chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "mac-roman"]), "replace")


def _hurt_book(content: bytes, chance: random.Random, place: Path) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheets: dict[str, Rows] = {}
    names = [sheet.title for sheet in book.worksheets]
    hurt = chance.choice(names)
    for sheet in book.worksheets:
        rows = [["" if one is None else str(one) for one in row] for row in sheet.iter_rows(values_only=True)]
        sheets[sheet.title] = _hurt_rows(rows, chance) if sheet.title == hurt and len(rows) > 2 else rows
    if chance.random() < 0.1:
        sheets.pop(hurt)
    return _book(sheets or {"leeg": [["x"]]}, place)


def _hurt_archive(content: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.2:
        return content[: chance.randrange(len(content))]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, _hurt_xml(text, chance))
    return out.getvalue()


def _hurt_xml(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(0, 3)):
        quoted = [at for at, mark in enumerate(text) if mark in '"<>']
        at = chance.choice(quoted)
        to = text.find(text[at], at + 1)
        match chance.randrange(4):
            case 0 if to > 0:
                text = text[: at + 1] + chance.choice([one for one in ODD if '"' not in one]) + text[to:]
            case 1 if to > 0:
                text = text[:at] + text[to:]
            case 2 if to > 0:
                text = text[:to] + text[at:to] + text[to:]
            case _:
                text = text[:at] + text[at + 1 :]
    return text


def _write(kind: Kind, seed: int | None, folder: Path) -> Path:
    """The file of a kind; sound without a seed."""
    chance = random.Random(seed)
    path = folder / f"h-01{kind.suffix}"
    if kind.rows is not None:
        rows = kind.rows if seed is None else _hurt_rows(kind.rows, chance)
        if seed is not None and chance.random() < 0.15:
            path = path.with_suffix(".xlsx")
            path.write_bytes(_book({"blad": rows}, path))
        else:
            text = _csv(rows, "," if seed is None else chance.choice(";;,\t|"))
            path.write_bytes(text.encode() if seed is None else _encoded(text, chance))
        return path
    content = kind.content
    if seed is not None:
        if kind.suffix == ".xlsx":
            content = _hurt_book(content, chance, path)
        elif kind.suffix == ".qdpx":
            content = _hurt_archive(content, chance)
        elif kind.suffix == ".qdc":
            content = _encoded(_hurt_xml(content.decode(), chance), chance)
        elif kind.suffix == ".geojson":
            content = _encoded(_hurt_json(content.decode(), chance), chance)
        else:
            content = _encoded(_hurt_text(content.decode(), chance), chance)
    path.write_bytes(content)
    return path


# -- who refuses it -----------------------------------------------------------------------------------------------


def _refused(read: Callable[[], object]) -> tuple[bool, str]:
    try:
        read()
    except WijImpactError as error:
        return True, str(error)
    return False, ""


def _run_refuses(kind: Kind, path: Path, beside: dict[str, str]) -> tuple[bool, str]:
    if not kind.report:
        return _refused(lambda: {"areas": read_areas, "plan": read_plan}[kind.parameter](path))
    parameters, *cells = _cells(kind.report, kind.calls)
    space: dict[str, Any] = {}
    exec(compile(parameters, kind.report, "exec"), space)
    typed = {name: True if value == "true" else value for name, value in kind.given}
    space |= typed | {name: [one] if name == "codings" else one for name, one in beside.items()} | {"lang": "nl"}
    space |= {"draws": 200} if "draws" in space else {}  # how many times is drawn decides nothing here
    space[kind.parameter] = [str(path)] if kind.listed else str(path)

    def read() -> None:
        for cell in cells:
            # A later line of the cell may need what another cell makes: the file was read.
            with contextlib.suppress(NameError):
                exec(compile(cell, kind.report, "exec"), space)

    return _refused(read)


def _check_refuses(kind: Kind, path: Path, beside: dict[str, str]) -> tuple[bool, str]:
    told = dict(kind.given)
    if kind.through:
        others = {name: one for name, one in beside.items() if name != kind.through}
        told |= others | {kind.parameter: str(path)}
        path = Path(beside[kind.through])
    errors: list[str] = []

    def read() -> None:
        found = _checked(path, "nl", kind.shown_as, "", told)
        wrong = found[found["severity"] == "error"]
        errors.extend(f"{one['rule']}: {one['found']}" for one in wrong.to_dict("records"))

    refused, why = _refused(read)
    return refused or bool(errors), why or "; ".join(errors[:2])


def differ(name: str, seed: int | None) -> str:
    """Nothing when `check` and `run` say the same of a file; else how they differ."""
    kind = kinds()[name]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        beside = {}
        for other, rows in kind.beside:
            (folder / f"{other}.csv").write_text(_csv(rows), encoding="utf-8")
            beside[other] = str(folder / f"{other}.csv")
        path = _write(kind, seed, folder)
        run, check = _run_refuses(kind, path, beside), _check_refuses(kind, path, beside)
    return "" if run[0] == check[0] else f"{name} {seed}: run {run}, check {check}"


@pytest.mark.property
@pytest.mark.parametrize("name", kinds())
def test_a_sound_file_passes_both(name: str, tmp_path: Path) -> None:
    kind = kinds()[name]
    beside = {}
    for other, rows in kind.beside:
        (tmp_path / f"{other}.csv").write_text(_csv(rows), encoding="utf-8")
        beside[other] = str(tmp_path / f"{other}.csv")
    path = _write(kind, None, tmp_path)
    assert _run_refuses(kind, path, beside) == (False, "")
    assert _check_refuses(kind, path, beside) == (False, "")


@pytest.mark.property
@pytest.mark.parametrize("name", kinds())
@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_check_and_run_accept_the_same_files(name: str, seed: int) -> None:
    assert differ(name, seed) == ""


@pytest.mark.unit
def test_a_row_without_a_year_is_a_problem_and_no_traceback() -> None:
    rows = [["year", "by", "group", "employees"], ["", "team", "a", "120"], ["", "leeftijd", "b", "130"]]
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "h-01.csv"
        path.write_text(_csv(rows), encoding="utf-8")
        kind = kinds()["staff_structure"]
        assert _run_refuses(kind, path, {})[0]
        assert _check_refuses(kind, path, {})[0]


@pytest.mark.slow
@pytest.mark.property
@pytest.mark.parametrize("name", kinds())
def test_check_and_run_accept_the_same_files_in_many(name: str) -> None:
    assert [one for seed in range(8) if (one := differ(name, seed))] == []
