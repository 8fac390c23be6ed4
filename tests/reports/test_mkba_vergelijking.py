"""Several cases side by side: one price level, the years that all count, nothing made longer, ties both on the line."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.reports.support import block, run_report
from wij_impact import mkba
from wij_impact.errors import InputError
from wij_impact.presentation.blocks import News, Table
from wij_impact.reports import mkba_vergelijking as report

PLAIN = """title = "{name}"
baseline = "niets"
base_year = {year}
price_year = {year}
horizon = {years}
discount = {rate}
[cost.werk]
quantity = 1
price = {{ value = {cost}, source = "test" }}
payers = {{ gemeente = 1.0 }}
[effect.thuis]
outcome = "thuis"
unit = "jongere"
quantity = {count}
additionality = {{ value = 1.0, source = "test", evidence = "A" }}
price = {{ value = 100, source = "test" }}
duration = "horizon"
payers = {{ gemeente = 1.0 }}
"""


def _write(folder: Path, name: str, **changes: object) -> str:
    values: dict[str, object] = {"year": 2020, "years": 3, "rate": 0.0, "cost": 500, "count": 2, **changes}
    path = folder / f"{name}.toml"
    path.write_text(PLAIN.format(name=name, **values), encoding="utf-8")
    return str(path)


def _facts(told: report.Together) -> report.Facts:
    rows, outcomes = report.table(told), report.frontier(told)
    return report.facts_of(told, rows, report.spread(told, 100, 0), outcomes, 100)


@pytest.mark.reference
def test_one_price_level_and_the_years_that_all_count(tmp_path: Path) -> None:
    one = _write(tmp_path, "een")
    other = _write(tmp_path, "twee", year=2022, years=2, cost=700, count=5)
    told = report.together(report.chosen_cases(f"{one}, {other}"))
    rows = report.table(told).set_index("case")
    # 2020 to 2022 by consumer prices: 2.7 and 10.0 percent; two years of 2 x 100 against 500.
    level = 1.027 * 1.1
    assert (told.price_year, told.horizon) == (2022, 2)
    assert rows.loc["een", "balance"] == pytest.approx((2 * 2 * 100 - 500) * level)
    assert rows.loc["een", "own_balance"] == pytest.approx((3 * 2 * 100 - 500) * level)
    assert rows.loc["twee", "balance"] == rows.loc["twee", "own_balance"] == pytest.approx(2 * 5 * 100 - 700)
    facts = _facts(told)
    assert (facts.verdict, facts.best.text, facts.cut, facts.shared) == ("ranked", "twee", "yes", "yes")


@pytest.mark.reference
def test_ties_within_rounding_are_both_on_the_line(tmp_path: Path) -> None:
    paths = [
        _write(tmp_path, name, cost=cost) for name, cost in (("een", 500), ("twee", 500.0000000001), ("drie", 900))
    ]
    told = report.together(report.chosen_cases(",".join(paths)))
    status = [one.code for one in report.frontier(told)["status"]]
    assert status == ["frontier", "frontier", "dominated"]
    assert _facts(told).verdict == "tied"


@pytest.mark.unit
def test_what_cannot_stand_beside_the_others_is_left_out_with_its_reason(tmp_path: Path) -> None:
    _write(tmp_path, "een")
    _write(tmp_path, "twee")
    _write(tmp_path, "zes", rate=0.06)
    told = report.together(report.chosen_cases(str(tmp_path)))
    assert [(case.id, reason) for case, reason in told.left_out] == [("zes", "discount")]
    ojg = report.together([mkba.load_case("jim"), mkba.load_case("ojg"), mkba.load_case("acceleratie")])
    assert [(case.id, reason) for case, reason in ojg.left_out] == [("ojg", "currency")]
    assert [one.code for one in report.left_out(ojg)["reason"]] == ["currency"]


@pytest.mark.unit
def test_bad_input_in_one_sentence(tmp_path: Path) -> None:
    one = _write(tmp_path, "een")
    empty = tmp_path / "leeg"
    empty.mkdir()
    for written, words in ((one, "at least two"), (f"{one},{one}", "comes twice"), (str(empty), "holds no case")):
        with pytest.raises(InputError, match=words):
            report.chosen_cases(written)


@pytest.mark.unit
def test_the_numbers_of_a_case_name_the_figures_they_come_from(tmp_path: Path) -> None:
    page = run_report("mkba_vergelijking", lang="nl")
    news, table = block(page, "news"), block(page, "side-by-side")
    assert isinstance(news, News)
    assert isinstance(table, Table)
    assert {one.source for one in news.items[0].fact.references} == {"jaarverslag_2020"}
    named = {one.figure_id for one in table.references}
    assert {"jim_started_2019_02_2020_10_r2020", "structural_saving_2020_r2020"} < named
    assert mkba.load_case(_write(tmp_path, "a")).cited() == []
    # A range from two figures names both.
    assert sum(one.startswith("ojg_handled_alone") for one in mkba.load_case("ojg").cited()) == 2


@pytest.mark.unit
def test_the_shipped_cases_have_no_ranking() -> None:
    facts = _facts(report.together(report.chosen_cases("jim,besturingsmodel,acceleratie")))
    assert (facts.verdict, facts.shared, facts.horizon.value) == ("one", "no", 1)
    rows = report.table(report.together(report.chosen_cases("jim,besturingsmodel,acceleratie"))).set_index("case")
    assert math.isnan(rows.loc["acceleratie", "costs"])
    assert rows.loc["acceleratie", "limit"] == pytest.approx(1_800_000)


@pytest.mark.notebook
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_read_in_two_minutes(lang: str) -> None:
    page = run_report("mkba_vergelijking", lang=lang, draws=200)
    news = next(one for one in page.blocks if isinstance(one, News))
    assert len(news.items) == 3  # each plan, with its own amount or what it lacks
    assert page.first_screen_words() <= 150
    table = block(page, "side-by-side")
    assert isinstance(table, Table)
    assert len(table.rows) == 3


@pytest.mark.unit
def test_a_case_that_takes_its_own_extreme_is_named() -> None:
    told = report.together([mkba.load_case(one) for one in ("acceleratie", "jim")])
    assert len(_facts(told).extreme) == 1
    page = run_report("mkba_vergelijking")
    assert "aan het eind van de streep" in "\n".join(one.plain() for one in page.blocks)


@pytest.mark.unit
def test_no_number_of_a_case_lies_outside_its_range() -> None:
    told = report.together([mkba.load_case(one) for one in ("acceleratie", "jim", "besturingsmodel")])
    ranges = report.spread(told, 4_000, 0).dropna()
    assert ((ranges["lower"] <= ranges["estimate"]) & (ranges["estimate"] <= ranges["upper"])).all()
    whole = ranges.set_index(ranges["estimate"].round())
    # The share that belongs to the approach is anything from nothing to all, and the case takes all: 5% of 1.8 million.
    assert whole.loc[1_800_000, "upper"] == 1_800_000
    assert whole.loc[1_800_000, "lower"] == pytest.approx(90_000, rel=0.1)
