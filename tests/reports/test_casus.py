"""The report on case sheets: a blank that explains, the sheet for its table, households together."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mkba.test_households import folder, sheet
from tests.reports.support import block, run_report
from wij_impact import catalogue, mkba
from wij_impact.errors import UsageError
from wij_impact.presentation.blocks import Discrepancies, Figure, Lead, News, Table
from wij_impact.presentation.sentences import causal_words
from wij_impact.reports import casus as report


@pytest.mark.reference
def test_the_published_sum_and_what_a_month_costs() -> None:
    facts = report.blank_facts(catalogue.figures(), mkba.load_unit_prices())
    assert (facts.amount.value, facts.counted.value, facts.outcomes.value) == (476_000, 11, 13)
    assert round(float(facts.mean.value)) == 43_273
    assert facts.several.value == 2
    assert (facts.referred.value, facts.referred_before.value, facts.referred_year.value) == (33, 30, 2023)
    assert facts.cheap.value == pytest.approx(25.73 * 365 / 12)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_blank_explains_itself_and_holds_no_household(lang: str) -> None:
    page = run_report("casus", lang=lang)
    assert page.first_screen_words() <= 150
    news = block(page, "news")
    assert isinstance(news, News)
    assert news.title.startswith("33 ")
    assert [one.id for one in page.blocks if isinstance(one, Figure) and one.first] == ["months"]
    section = block(page, "discrepancies")
    assert isinstance(section, Discrepancies)
    assert ("43.273" if lang == "nl" else "43,273") in section.plain()
    fields = block(page, "fields")
    assert isinstance(fields, Table)
    assert len(fields.rows) == 18


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_sheet_says_who_states_it_and_claims_no_saving(lang: str, tmp_path: Path) -> None:
    page = run_report("casus", lang=lang, case=str(sheet(tmp_path, 7, 6)), draws=400)
    assert not page.examples
    assert page.first_screen_words() <= 150
    lead = block(page, "lead")
    assert isinstance(lead, Lead)
    assert "h-07" in lead.title
    assert (
        "Gesteld door professionals, zonder vergelijking" if lang == "nl" else "Stated by professionals"
    ) in lead.plain()
    for one in page.blocks:
        assert causal_words(one.plain(), lang) == [], one.id
    said = " ".join(one.plain() for one in page.blocks).casefold()
    assert "bespaar" not in said
    assert "saving" not in said


@pytest.mark.unit
@pytest.mark.parametrize(
    ("p", "with_months", "outcome"), [("0.9", 1, "less"), ("0.1", 12, "more"), ("0.5", 4, "unclear")]
)
def test_the_title_follows_the_interval(tmp_path: Path, p: str, with_months: int, outcome: str) -> None:
    text = sheet(tmp_path, 1, 8, p=p).read_text(encoding="utf-8")
    text = text.replace("with_months = 1\n", f"with_months = {with_months}\n", 1)
    text = text.replace("low = 0", "low = 0.6" if outcome == "less" else "low = 0").replace(
        "high = 1 }", "high = 0.2 }" if outcome == "more" else "high = 1 }"
    )
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    household = mkba.load_household(tmp_path / "x.toml")
    simulation = mkba.simulate(household.case, 1000, 0)
    facts = report.sheet_facts(household, mkba.appraise(household.case), simulation, mkba.load_unit_prices())
    assert facts.outcome == outcome
    assert facts.turns == (outcome != "more")


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_made_up_household_is_marked(lang: str) -> None:
    page = run_report("voorbeeld_casus", lang=lang)
    assert page.examples
    assert page.first_screen_words() <= 150
    assert ("verzonnen" if lang == "nl" else "made up") in block(page, "lead").plain()
    lines = block(page, "lines")
    assert isinstance(lines, Table)
    assert lines.synthetic


@pytest.mark.unit
def test_one_thing_at_a_time() -> None:
    with pytest.raises(UsageError, match="not one sheet and a folder at once"):
        report.check_choice("a.toml", "map", False)
    with pytest.raises(UsageError, match="belongs with a folder"):
        report.check_choice("a.toml", "", True)


@pytest.mark.unit
def test_households_together_for_others_and_for_the_team(tmp_path: Path) -> None:
    place = folder(tmp_path / "bladen", 12, 60)
    page = run_report("casus", cases=str(place), draws=300, lang="nl")
    assert page.first_screen_words() <= 150
    assert "folder-households" not in {one.id for one in page.blocks}
    assert not any("h-0" in one.plain() for one in page.blocks)
    assert "een vijfde" in block(page, "discrepancies").plain()
    assert any(one.suffix == ".json" for one in place.iterdir())  # what went out, beside the sheets
    page = run_report("casus", cases=str(place), draws=300, team=True, lang="en")
    table = block(page, "folder-households")
    assert isinstance(table, Table)
    assert len(table.rows) == 12
    assert "Do not share this page" in " ".join(one.plain() for one in page.blocks)
