"""Facts of the report on targets: what is printed, the chance to make a target, and what is refused."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from tests.reports.support import run_report
from wij_impact import InputError, UsageError, catalogue
from wij_impact.reports import doelen

TARGETS = """target_id,text,kind,low,high,unit,from,to,direction,count_rule
a,Inwoners bereiken,count,200,,people,2022-01-01,2023-12-31,at_least,unique
b,Huishoudens,count,30,40,households,2024-01-01,2024-12-31,inside,unique
c,Praktijken,share,0.75,,percent,2024-01-01,2024-12-31,at_least,each
d,Jongeren thuis,zero,0,,people,2024-01-01,2024-12-31,none,unique
e,Mensen,count,50,,people,2024-01-01,2024-12-31,at_least,unique
f,Controles,count,50,,things,2024-01-01,2024-12-31,at_least,things
"""
HEADER = "target_id,date,count,cumulative,unique,base\n"
ROWS = [
    "a,2022-04-30,30,yes,yes,",
    "a,2022-08-31,62,yes,yes,",
    "a,2022-12-31,90,yes,yes,",
    "b,2024-03-31,12,no,yes,",
    "b,2024-06-30,9,no,yes,",
    "b,2024-09-30,8,no,yes,",
    "c,2024-02-01,10,yes,,12",
    "c,2024-04-01,20,yes,,25",
    "c,2024-06-30,33,yes,,40",
    "d,2024-06-30,0,yes,yes,300",
    "e,2024-02-01,40,yes,no,",
    "e,2024-03-01,60,yes,no,",
    "e,2024-05-01,90,yes,no,",
    "f,2024-05-01,20,yes,,",
]


def _write(folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def _found(folder: Path, rows: list[str] = ROWS, dispersion: float = 0.0) -> pd.DataFrame:
    targets = catalogue.load_file("targets", _write(folder, "targets.csv", TARGETS))
    progress = catalogue.load_file("progress", _write(folder, "progress.csv", HEADER + "\n".join(rows) + "\n"))
    return doelen.assess(targets, progress, dispersion=dispersion).set_index("target_id")


@pytest.mark.reference
def test_one_target_of_a_programme_has_a_printed_outcome() -> None:
    facts = doelen.published_facts(catalogue.figures(), catalogue.load_table("targets"))
    assert (facts.with_outcome.value, facts.programmes.value, facts.silent.value) == (1, 9, 8)
    assert (facts.practices_with.value, facts.practices.value) == (45, 52)
    assert round(float(facts.share.value), 3) == 0.865
    assert facts.potential.value == 0.75


@pytest.mark.reference
def test_limits_of_the_targets_are_those_of_the_figures() -> None:
    printed = catalogue.figures().set_index("figure_id")["value"]
    for row in catalogue.load_table("targets").to_dict("records"):
        values = {float(printed[one]) for one in str(row["figure_ids"]).split()}
        if row["kind"] == "zero":
            continue
        scale = 100 if row["kind"] == "share" else 1
        for limit in (row["low"], row["high"]):
            assert limit != limit or float(limit) * scale in values, row["target_id"]


@pytest.mark.reference
@pytest.mark.parametrize(("count", "plain", "spread"), [(90, 0.08, 0.20), (110, 0.93, 0.79)])
def test_dispersion_makes_the_chance_less_sure(tmp_path: Path, count: int, plain: float, spread: float) -> None:
    rows = [ROWS[0], ROWS[1], f"a,2022-12-31,{count},yes,yes,"]
    for phi, chance in ((0.0, plain), (3.0, spread)):
        assert _found(tmp_path, rows, phi).loc["a", "chance"] == pytest.approx(chance, abs=0.006)


@pytest.mark.unit
def test_what_is_not_said(tmp_path: Path) -> None:
    found = _found(tmp_path)
    # Three counts do not tell how much they vary: the chance of `a` is .08 to .22, which is not yet "no".
    assert found["state"].to_dict() == {"a": "open", "b": "open", "c": "yes", "d": "zero", "e": "contacts", "f": "few"}
    assert found.loc[["d", "e", "f"], "chance"].isna().all()
    assert found.loc["d", "upper"] == pytest.approx(3.7 / 300, abs=0.0005)
    assert found.loc["b", ["p_below", "p_inside", "p_above"]].sum() == pytest.approx(1)
    assert found.loc["b", "now"] == 29
    assert found.loc["a", ["chance_low", "chance", "chance_high"]].is_monotonic_increasing


@pytest.mark.unit
def test_unique_people_saturate(tmp_path: Path) -> None:
    targets = catalogue.load_file("targets", _write(tmp_path, "targets.csv", TARGETS))
    progress = catalogue.load_file("progress", _write(tmp_path, "p.csv", HEADER + "\n".join(ROWS[:3]) + "\n"))
    often = "target_id,times_seen,people\na,1,40\na,2,30\na,3,20\n"
    visits = catalogue.load_file("visits", _write(tmp_path, "visits.csv", often))
    straight = doelen.assess(targets, progress).iloc[0]["expected"]
    expected = doelen.assess(targets, progress, visits).iloc[0]["expected"]
    assert expected == pytest.approx(120, abs=0.3)
    assert expected < straight
    with pytest.raises(InputError, match="90"):
        doelen.assess(targets, progress, visits.iloc[:2])


@pytest.mark.property
def test_order_of_rows_never_matters(tmp_path: Path) -> None:
    mixed = list(ROWS)
    random.Random(1).shuffle(mixed)
    pd.testing.assert_frame_equal(_found(tmp_path), _found(tmp_path, mixed))


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short(tmp_path: Path, lang: str) -> None:
    assert run_report("doelen", lang=lang).first_screen_words() <= 150
    targets = _write(tmp_path, "targets.csv", TARGETS)
    progress = _write(tmp_path, "progress.csv", HEADER + "\n".join(ROWS) + "\n")
    page = run_report("doelen", lang=lang, targets=targets, progress=progress)
    assert page.first_screen_words() <= 150
    told = "\n".join(one.plain() for one in page.blocks)
    assert ("Op koers: 1. Niet op koers: 0. Nog open: 2" if lang == "nl" else "On course: 1. Off course: 0") in told


@pytest.mark.unit
@pytest.mark.parametrize(
    ("table", "text", "rule"),
    [
        ("targets", TARGETS.replace("30,40", "40,30"), "low-above-high"),
        ("targets", TARGETS.replace("0.75", "75"), "share-above-one"),
        ("targets", TARGETS.replace("2022-01-01,2023-12-31", "2023-12-31,2022-01-01"), "ends-before-start"),
        ("targets", TARGETS.replace("count,200,,", "count,,,"), "no-limit"),
        ("progress", HEADER + "a,2024-01-31,9,yes,,\na,2024-02-28,8,yes,,\n", "count-falls"),
        ("progress", HEADER + "a,2024-01-31,9,yes,,\na,2024-01-31,9,yes,,\n", "counted-twice"),
        ("progress", HEADER + "a,2024-01-31,9,yes,,\na,2024-02-28,9,no,,\n", "mixed-cumulative"),
        ("progress", HEADER + "kansrijk_oost_households,2022-12-31,9,yes,yes,\n", "before-start"),
        ("progress", HEADER + "c,2024-01-31,9,yes,,8\n", "count-above-base"),
    ],
)
def test_check_finds_what_run_refuses(tmp_path: Path, table: str, text: str, rule: str) -> None:
    path = _write(tmp_path, f"{table}.csv", text)
    found = catalogue.check(path, table=table)
    assert rule in set(found["rule"])
    with pytest.raises(InputError):
        catalogue.load_file(table, path)


@pytest.mark.unit
def test_a_date_before_ones_own_start_and_parameters_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2021-12-31"):
        _found(tmp_path, ["a,2021-12-31,20,yes,yes,"])
    with pytest.raises(InputError, match="gezonde"):
        _found(tmp_path, ["gezonde,2023-12-31,20,yes,yes,"])
    with pytest.raises(UsageError, match="progress"):
        doelen.check_parameters(None, "targets.csv", None, 0)
    with pytest.raises(UsageError, match=r"0\.5"):
        doelen.check_parameters("p.csv", None, None, 0.5)
