"""What `check` passes, `run` does not refuse for its data, and the other way round: every report on a user file."""

from __future__ import annotations

import csv
import functools
import io
import json
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.catalogue.test_own_metamorphic import ODD
from wij_impact import catalogue, impactmeting
from wij_impact.cli.commands import _checked
from wij_impact.errors import WijImpactError

#: Report, parameter of the file, table or report for --as, further parameters, and the calls that read the file.
CASES: dict[str, tuple[str, str, str, dict[str, str], tuple[str, ...]]] = {
    "benchmark": ("benchmark", "file", "benchmark",
                  {"unit_column": "team", "indicator": "klachten", "population": "cliënten"},
                  ("load_units", "benchmark.compare")),
    "benchmark_teams": ("benchmark", "file", "benchmark_teams", {}, ("load_units", "benchmark.compare")),
    "signalen": ("signalen", "file", "signalen", {"value": "klachten", "time": "maand", "denominator": "cliënten"},
                 ("load_series",)),
    "vraag_tot_indicatie": ("vraag_tot_indicatie", "records", "records", {}, ("group_records", "register_window")),
    "impactmeting": ("impactmeting", "responses", "impactmeting_preventie", {}, ("load_answers",)),
    "ceo_wmo": ("ceo_wmo", "responses", "ceo_wmo", {}, ("load_answers",)),
    "effect_pilot": ("effect_pilot", "file", "effect_pilot", {}, ("load_pilot",)),
    "effect_ojg": ("effect_ojg", "file", "ojg_practices", {}, ("load_panel",)),
    "zorgkosten": ("zorgkosten", "file", "care_costs_monthly", {}, ("load_care_costs", "own_options")),
    "voor_na": ("voor_na", "responses", "voor_na", {}, ("load_answers", "before_after")),
    "scholen": ("scholen", "schools", "schools", {}, ("load_schools",)),
    "triage": ("triage", "trajectories", "trajectories", {}, ("load_register",)),
}  # fmt: skip


@functools.cache
def _start(case: str) -> tuple[tuple[str, ...], ...]:
    """A sound file for a case, as records."""
    examples = catalogue.resolve_data()
    if case == "benchmark":
        return (("team", "klachten", "cliënten"), *((f"Team {i}", f"{5 + i}", f"{900 + 31 * i}") for i in range(1, 12)))
    if case == "signalen":
        months = [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)]
        return (("maand", "klachten", "cliënten"), *((m, f"{9 + i % 5}", f"{980 + i}") for i, m in enumerate(months)))
    if case == "vraag_tot_indicatie":
        rows = [(f"{2023 + i // 60}-{1 + i % 12:02d}-{1 + i % 28:02d}", f"soort {i % 3}", f"melder {i % 3}",
                 "ja" if i % 2 else "nee") for i in range(120)]  # fmt: skip
        return (("date", "question_type", "reporter", "indication"), *rows)
    if case == "voor_na":
        made = impactmeting.synthetic_before_after(people=25)
        return (tuple(made.columns), *(tuple(map(str, row)) for row in made.itertuples(index=False)))
    if case == "ceo_wmo":
        names = [item.id for item in impactmeting.load_instrument("ceo_wmo").items]
        answers = [tuple(str(1 + (row + at) % 5) for at in range(len(names))) for row in range(60)]
        return (("wave", *names), *(("2024", *one) for one in answers))
    if case == "scholen":
        header = ("school", "kind", "year", "intervention", "count", "pupils_unique", "pupils_enrolled")
        return (header, *((f"School {i}", "PO", "2023", "traject", f"{20 + i}", f"{10 + i}", "250") for i in range(6)))
    if case == "triage":
        header = ("id", "registered", "first_contact", "start", "end", "referrer", "reason_end", "satisfied")
        rows = [
            (f"t{i}", "2023-01-02", f"2023-01-{3 + i % 9:02d}", f"2023-02-{1 + i % 27:02d}",
             f"2023-0{4 + i % 5}-11" if i % 4 else "", f"verwijzer {i % 3}", "planned" if i % 4 else "", f"{5 + i % 5}")
            for i in range(40)
        ]  # fmt: skip
        return (header, *rows)
    names = {
        "impactmeting": "impactmeting_preventie",
        "effect_ojg": "ojg_practices",
        "zorgkosten": "care_costs_monthly",
    }
    text = (examples.file("examples") / f"{names.get(case, case)}.csv").read_text(encoding="utf-8")
    records = list(csv.reader(io.StringIO(text)))
    return tuple(tuple(record) for record in (records[:81] if case == "impactmeting" else records))


def _damaged(case: str, seed: int) -> str:
    """The file with up to four things done to it: cells, rows, headers, delimiter."""
    chance = random.Random(seed)
    rows = [list(record) for record in _start(case)]
    for _ in range(chance.randint(0, 3)):
        if len(rows) < 2:
            break
        at, column = chance.randrange(1, len(rows)), chance.randrange(len(rows[0]))
        # An earlier turn may have cut a row short.
        rows[at] += [""] * (len(rows[0]) - len(rows[at]))
        match chance.randrange(8):
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
                if not rows[0]:
                    return ""
            case 6:
                rows[at] = rows[at][: max(1, column)]
            case 7:
                other = rows[chance.randrange(1, len(rows))]
                rows[at][column] = chance.choice(other) if other else ""
        rows = [row for row in rows if row] or [["x"]]
        width = len(rows[0])
        rows = [rows[0], *([*row, *[""] * (width - len(row))] if chance.random() < 0.9 else row for row in rows[1:])]
        if len(rows) < 2 or width < 1:
            break
    out = io.StringIO()
    csv.writer(out, delimiter=chance.choice(";,"), lineterminator="\n").writerows(rows)
    return out.getvalue()


@functools.cache
def _cells(report: str, calls: tuple[str, ...]) -> tuple[str, ...]:
    """The cells of a notebook that read the file: imports, parameters, and those with the calls."""
    cells = json.loads((catalogue.resolve_notebooks() / f"{report}.ipynb").read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    first = next(text for text in texts if text.startswith(("from ", "import ")))
    parameters = next("".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", []))
    return (parameters, first, *(text for text in texts if any(f"{call}(" in text for call in calls) and text != first))


def _run_refuses(case: str, path: Path) -> bool:
    """Whether the notebook refuses the file where it reads it."""
    report, parameter, _, given, calls = CASES[case]
    parameters, *cells = _cells(report, calls)
    space: dict[str, Any] = {}
    exec(compile(parameters, report, "exec"), space)
    space |= {**given, parameter: str(path), "lang": "nl"}
    try:
        for cell in cells:
            exec(compile(cell, report, "exec"), space)
    except WijImpactError:
        return True
    except NameError:
        return False  # a later line of the cell needs what another cell makes: the file was read
    return False


def _check_refuses(case: str, path: Path) -> bool:
    _, _, table, given, _ = CASES[case]
    try:
        found = _checked(path, "nl", table, "", given if table in ("benchmark", "signalen") else {})
    except WijImpactError:
        return True
    return bool((found["severity"] == "error").any())


def _differ(case: str, seed: int) -> str:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "bestand.csv"
        path.write_text(_damaged(case, seed), encoding="utf-8")
        refused, told = _run_refuses(case, path), _check_refuses(case, path)
    return "" if refused == told else f"{case} {seed}: run {'refuses' if refused else 'reads'}, check says otherwise"


@pytest.mark.property
@pytest.mark.parametrize("case", CASES)
def test_a_sound_file_passes_both(case: str, tmp_path: Path) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(_start(case))
    (tmp_path / "b.csv").write_text(out.getvalue(), encoding="utf-8")
    assert not _run_refuses(case, tmp_path / "b.csv")
    assert not _check_refuses(case, tmp_path / "b.csv")


@pytest.mark.property
@pytest.mark.parametrize("case", CASES)
@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_check_and_run_accept_the_same_files(case: str, seed: int) -> None:
    assert _differ(case, seed) == ""


@pytest.mark.slow
@pytest.mark.property
@pytest.mark.parametrize("case", CASES)
def test_check_and_run_accept_the_same_files_in_many(case: str) -> None:
    assert [one for seed in range(50) if (one := _differ(case, seed))] == []
