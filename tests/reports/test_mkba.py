"""The report on any case: its own names and numbers, no balance without prices, nothing of JIM."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reports.support import block, run_report
from wij_impact import InputError, catalogue, mkba
from wij_impact.estimates import Quantity
from wij_impact.presentation.blocks import News
from wij_impact.presentation.words import Words
from wij_impact.reports import mkba as report


def _facts(case: str) -> report.Facts:
    loaded = mkba.load_case(case)
    simulation = mkba.simulate(loaded, 200, 0) if loaded.varying() else None
    return report.case_facts(loaded, mkba.appraise(loaded), mkba.switching_values(loaded), simulation)


@pytest.mark.reference
def test_the_facts_are_those_of_the_appraisal() -> None:
    facts = _facts("jim")
    result = mkba.appraise(mkba.load_case("jim"))
    assert facts.costs.value == result.result("costs") == 15 * 15_867
    assert facts.balance.value == pytest.approx(float(facts.benefits.value) - float(facts.costs.value))
    assert (facts.outcome, facts.who) == ("positive", "one")
    assert facts.turn is not None
    assert facts.turn.parameter == "input.additionaliteit"


@pytest.mark.unit
@pytest.mark.parametrize(("case", "outcome"), [("acceleratie", "not_known"), ("besturingsmodel", "not_known"),
                                               ("ojg", "even")])  # fmt: skip
def test_without_a_price_there_is_no_balance_and_no_spread(case: str, outcome: str) -> None:
    facts = _facts(case)
    assert facts.outcome == outcome
    assert facts.low.known == (outcome != "not_known")
    assert (facts.verdict == "no_balance") == (outcome == "not_known")


@pytest.mark.property
@pytest.mark.parametrize("case", ["jim", "ojg", "besturingsmodel"])
def test_the_map_holds_every_item_and_its_amounts_are_those_of_the_payers(case: str) -> None:
    loaded = mkba.load_case(case)
    result = mkba.appraise(loaded)
    links = report.links(result)
    assert {one.text for one in links["item"]} == {item.label.en for item in loaded.items if item.section != "transfer"}
    totals = links.groupby("side")["value"].sum()
    assert totals["effect"] == pytest.approx(np.nan_to_num(result.result("benefits")))
    assert totals["cost"] == pytest.approx(np.nan_to_num(result.result("costs")))  # of one case no cost is known


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page_is_about_the_case(lang: str, tmp_path: Path) -> None:
    text = catalogue.resolve_data().file("cases/mkba_case.toml").read_text(encoding="utf-8")
    own = tmp_path / "eigen.toml"
    # A name with an apostrophe and a word of gain is the user's, not a claim of ours.
    name = 'title = { nl = "Oma’s voorkomen val", en = "Gran’s prevented fall" }'
    lines = [name if line.startswith("title") else line for line in text.splitlines()]
    own.write_text("\n".join(lines), encoding="utf-8")
    # What `check` refuses makes no report: the baseline is still that of the template.
    with pytest.raises(InputError, match="has not been filled in yet"):
        report.own_case(str(own))
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "eigen.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match="has not been filled in yet"):
        report.own_case(str(tmp_path / "cases" / "eigen.toml"))
    own.write_text("\n".join(lines).replace("Vul hier in wat", "Wat"), encoding="utf-8")
    page = run_report("mkba", lang=lang, case=str(own), draws=100)
    news = block(page, "news")
    assert isinstance(news, News)
    assert ("Oma's voorkomen val" if lang == "nl" else "Gran's prevented fall") in news.plain()
    said = " ".join(one.plain() for one in page.blocks)
    assert "JIM" not in said
    assert "nan" not in said.lower().split()
    assert page.first_screen_words() <= 150


@pytest.mark.unit
def test_no_balance_stands_in_a_table_when_a_side_is_not_known() -> None:
    appraisal = mkba.appraise(mkba.load_case("acceleratie"))
    shown = report.totals(appraisal).set_index("result")["estimate"]
    assert shown[["costs", "net_present_value", "cashable_balance"]].isna().all()
    assert shown["benefits"] == 1_800_000
    rests = report.evidence(appraisal).set_index("side")["present_value"]
    assert rests["costs"].isna().all()
    assert rests["benefits"].sum() == 1_800_000


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_one_item_without_a_price_is_one_and_a_side_without_an_amount_is_no_number(lang: str) -> None:
    said = Words("mkba", lang)
    for count, words in ((1, ("Deze post", "This item")), (2, ("Zij tellen", "They count"))):
        assert said.say("news.unpriced.fact", {"unpriced": Quantity(count)}).text.startswith(words)
    nothing = {"outcome": "not_known", "gap": "side", "missing": Quantity(0)}
    assert "0" not in said.say("news.balance.value", nothing).text
    drawn = {"draws": Quantity(0), "seed": Quantity(0), "price_year": Quantity(2020, "year")}
    assert said.say("method.case_drawn", drawn).text.startswith(("Er is niets getrokken", "Nothing was drawn"))
