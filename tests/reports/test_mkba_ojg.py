"""The report on the OJG: its numbers against the arithmetic of the claim, and what is not printed as a finding."""

from __future__ import annotations

import math

import pytest

from tests.reports.support import block, run_report
from wij_impact import catalogue, mkba
from wij_impact.errors import InputError
from wij_impact.presentation.blocks import News
from wij_impact.reports import mkba_ojg as report

CASES = report.ojg_cases()


@pytest.mark.reference
def test_the_numbers_of_the_claim_by_hand() -> None:
    simulations = {name: mkba.simulate(case, 200, 0) for name, case in CASES.items()}
    turns = report.switching(CASES["groningen"])
    facts = report.ojg_facts(catalogue.figures(), CASES, simulations, turns)
    assert (facts.claim.value, facts.trajectories.value, facts.persons.value) == (2, 379, 671)
    assert facts.ratio_all.value == pytest.approx(2 / 0.6)
    assert facts.ratio_half.value == pytest.approx(2 / 0.3)
    assert (facts.below.value, facts.above.value) == (31, 32)
    assert facts.exact.value == pytest.approx(45 / 52)
    # 2 x the share otherwise referred never exceeds 2.
    assert facts.tied_two.value == 0
    assert turns["for_one"].iloc[0] == pytest.approx(0.5)
    assert math.isnan(turns["for_two"].iloc[1])  # 120% would be needed
    assert turns["for_two"].iloc[2] == pytest.approx(20 / 3)


@pytest.mark.property
def test_every_cell_of_the_grid_returns_two_euros() -> None:
    for row in report.combinations(CASES).iloc[::9].to_dict("records"):
        case = CASES["groningen"]
        for path, name in (("additionaliteit", "added"), ("zelf_afgehandeld", "share"), ("prijsverhouding", "ratio")):
            case = case.with_value(f"input.{path}", float(row[name]))
        assert mkba.appraise(case).benefit_cost_ratio == pytest.approx(2.0, rel=1e-12)


@pytest.mark.unit
def test_sources_keep_their_own_unit_and_other_years_are_refused() -> None:
    rows = report.outside(CASES).set_index("name")
    assert rows["middle"].round(2).tolist() == [0.6, 0.45, 0.56, 0.0, 1.0]
    assert report.ojg_cases(2023)["aef"].effective()["input.trajecten"].value == 671
    with pytest.raises(InputError, match="no count of 2021"):
        report.ojg_cases(2021)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page(lang: str) -> None:
    page = run_report("mkba_ojg", lang=lang, draws=200)
    assert page.first_screen_words() <= 150
    news = block(page, "news")
    assert isinstance(news, News)
    said = " ".join(one.plain() for one in page.blocks)
    assert "geloot" not in said
    assert "nan" not in said.lower().split()
