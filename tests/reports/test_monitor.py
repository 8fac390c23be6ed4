"""Facts of the monitor: the steps of the plan, what is late, signals only by rule, and what is refused."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.reports.support import run_report
from wij_impact import InputError, UsageError, catalogue
from wij_impact.reports import monitor

STEPS = "step,text_nl,owner,planned_from,planned_to,status,done_on\n"
ROWS = [
    "b,Werven,WIJ,2024-01-01,2024-03-31,open,",
    "a,Plan,Gemeente,2024-01-01,2024-02-28,done,2024-02-20",
    "c,Later,WIJ,,,open,",
]
FIGURES = "indicator,level,owner,value,target,signal_rule,interpretation,agreed_on\n"
GIVEN = [
    "Wachttijd,flows,WIJ,7,5,above,Te lang door ziekte,2024-05-31",
    "Deelname,assignment,WIJ,80,75,below,Zoals afgesproken,2024-05-31",
    "Ziekte,assignment,WIJ,7,5,,Hoog,2024-05-31",
    "Instroom,flows,WIJ,900,,above,Groeit,2024-05-31",
]


def _file(folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


@pytest.mark.reference
def test_the_steps_of_the_plan() -> None:
    steps = catalogue.load_table("milestones")
    dated = steps[steps["figure_id"].notna()]
    printed = catalogue.figures()
    assert set(dated["figure_id"]) == {one for one in printed["figure_id"] if one.startswith("plan_step_")}
    assert (len(steps), len(dated)) == (55, 47)
    assert set(steps.loc[steps["figure_id"].isna(), "step"]) == {
        "3.2b", "3.3c", "3.5o", "3.5p", "3.7a", "3.11a", "3.11c", "3.12a",
    }  # fmt: skip
    facts = monitor.published_facts(steps, catalogue.load_table("targets"), catalogue.load_table("risks"), "2024-01-01")
    assert (facts.targets_silent.value, facts.risks_silent.value) == (8, 14)
    assert (facts.due.value, facts.undated.value) == (19, 27)
    # What the first line says is what the bar shows.
    counts = monitor.state_counts(steps, "2024-01-01").set_index("state")["count"]
    assert (counts["late"], counts["no_date"]) == (19, 27)


@pytest.mark.unit
def test_a_signal_takes_a_target_and_a_rule(tmp_path: Path) -> None:
    steps = catalogue.load_file("milestones", _file(tmp_path, "s.csv", STEPS + "\n".join(ROWS) + "\n"))
    given = catalogue.load_file("monitor", _file(tmp_path, "m.csv", FIGURES + "\n".join(GIVEN) + "\n"))
    own = monitor.own_facts(steps, given, "2024-06-30")
    assert (own.done.value, own.late.value, own.undated.value) == (1, 1, 1)
    assert (own.indicators.value, own.signals.value, own.unruled.value) == (4, 1, 2)


@pytest.mark.property
def test_order_of_rows_never_matters(tmp_path: Path) -> None:
    pages = []
    for seed in (0, 1):
        rows, given = list(ROWS), list(GIVEN)
        random.Random(seed).shuffle(rows)
        random.Random(seed).shuffle(given)
        steps = _file(tmp_path, f"s{seed}.csv", STEPS + "\n".join(rows) + "\n")
        figures = _file(tmp_path, f"m{seed}.csv", FIGURES + "\n".join(given) + "\n")
        page = run_report("monitor", milestones=steps, monitor=figures, until="2024-06-30")
        pages.append([one.plain() for one in page.blocks])
    assert pages[0] == pages[1]


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short(lang: str) -> None:
    assert run_report("monitor", lang=lang).first_screen_words() <= 150


@pytest.mark.unit
@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("milestones", STEPS + "a,Plan,WIJ,,medio 2024,open,\n"),
        ("milestones", STEPS + "a,Plan,,,2024-01-01,open,\n"),
        ("milestones", STEPS + "a,Plan,WIJ,,2024-01-01,done,\n"),
        ("milestones", STEPS + "a,Plan,WIJ,2024-02-01,2024-01-01,open,\n"),
        ("monitor", FIGURES + "Wachttijd,flows,WIJ,7,5,above,,2024-05-31\n"),
        ("monitor", FIGURES + "Wachttijd,flows,,7,5,above,Te lang,2024-05-31\n"),
    ],
)
def test_check_finds_what_run_refuses(tmp_path: Path, table: str, text: str) -> None:
    path = _file(tmp_path, f"{table}.csv", text)
    assert "error" in set(catalogue.check(path, table=table)["severity"])
    with pytest.raises(InputError):
        catalogue.load_file(table, path)


@pytest.mark.unit
def test_what_is_late_takes_a_date() -> None:
    with pytest.raises(UsageError, match="until"):
        monitor.check_parameters("steps.csv", "")


@pytest.mark.unit
@pytest.mark.parametrize("own", [False, True])
def test_every_block_has_an_id_of_its_own(tmp_path: Path, own: bool) -> None:
    given = {}
    if own:
        given["milestones"] = _file(tmp_path, "s.csv", STEPS + "\n".join(ROWS) + "\n")
        given["monitor"] = _file(tmp_path, "m.csv", FIGURES + "\n".join(GIVEN) + "\n")
        given["until"] = "2024-06-30"
    named = [one.id for one in run_report("monitor", **given).blocks if one.id]
    assert len(named) == len(set(named))


@pytest.mark.unit
def test_a_step_done_after_the_reference_date_is_named_by_its_row_in_the_file(tmp_path: Path) -> None:
    steps = _file(tmp_path, "s.csv", STEPS + "\n".join(ROWS) + "\n")
    with pytest.raises(InputError, match="2024-02-20") as raised:
        run_report("monitor", milestones=steps, until="2024-01-31")
    assert raised.value.row == 3
