"""The report on the road from question to indication: every year, the reasons of the sources, what does not hold."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import catalogue, kerncijfers
from wij_impact.errors import InputError
from wij_impact.estimates import Quantity, Term
from wij_impact.presentation.blocks import Discrepancies, News
from wij_impact.presentation.words import Words
from wij_impact.reports import vraag_tot_indicatie as report

YEARS = (2018, 2019, 2020, 2021, 2022, 2023)


def _facts(year: int | None = None, figures: pd.DataFrame | None = None) -> report.Facts:
    published = catalogue.figures() if figures is None else figures
    steps, rates = kerncijfers.funnel(published), kerncijfers.funnel_rates(published)
    referrals = kerncijfers.mix(published, "verwijzing", indicator_id="referrals")
    return report.road_facts(published, steps, rates, referrals, year)


def _numbers(facts: Any, *names: str) -> list[Any]:
    return [getattr(facts, name).value for name in names]


@pytest.mark.reference
def test_the_road_of_2023_by_number() -> None:
    facts = _facts()
    assert _numbers(facts, "year", "questions", "questions_before", "further", "further_more") == [
        2023, 35905, 33239, 19741, 3690,
    ]  # fmt: skip
    assert facts.direct.value == pytest.approx(16164 / 35905)
    assert facts.direct_before.value == pytest.approx(17188 / 33239)
    assert (facts.moved, facts.direct_moved, facts.research) == ("more", "smaller", "more")
    assert facts.derived
    assert facts.shift is not None
    assert (facts.shift.rise.value, facts.shift.fall.value, facts.shift.total.value) == (801, -499, 14301)
    assert facts.street.value == 40_000
    assert facts.missing == (Term("missing", "statutory_reports"),)


@pytest.mark.reference
def test_other_years_by_number() -> None:
    facts = _facts(2020)
    assert _numbers(facts, "questions", "questions_before", "last") == [30974, 39542, 16794]
    assert facts.direct.value == pytest.approx(11466 / 30974)
    assert facts.direct_before.value == pytest.approx(0.58)
    assert [round(float(one.value)) for one in (facts.per, facts.per_before)] == [54, 37]
    assert facts.last_is == "indications"
    assert facts.missing == ()
    first = _facts(2018)
    assert (first.moved, first.direct_moved, first.research) == ("not_known",) * 3
    assert [one.value for one in first.thousands] == [2018]
    assert not first.street.known  # a street count of a later edition says nothing of this one


@pytest.mark.property
def test_changes_stay_within_an_edition() -> None:
    editions = catalogue.figures().set_index("figure_id")["reported_in"]
    for year in YEARS:
        facts = _facts(year)
        for name in ("questions", "questions_before", "direct", "direct_before", "per", "per_before", "further_more"):
            quantity = getattr(facts, name)
            assert isinstance(quantity, Quantity)
            assert {str(editions[one]) for one in quantity.sources} <= {facts.edition}


@pytest.mark.property
def test_the_verdicts_turn_when_the_figures_turn() -> None:
    figures = catalogue.figures().copy()
    own = figures["figure_id"].str.startswith("questions_registered_2023_r2023_")
    assert _facts(figures=figures.assign(value=figures["value"].mask(own, 33239))).moved == "equal"
    fewer = _facts(figures=figures.assign(value=figures["value"].mask(own, 30000)))
    assert (fewer.moved, fewer.direct_moved, fewer.research) == ("fewer", "larger", "fewer")


@pytest.mark.property
def test_a_new_year_becomes_the_first_screen() -> None:
    figures = catalogue.figures()
    new = figures[figures["figure_id"].str.contains("_2023_r2023_kern|_2022_r2023_kern", regex=True)].copy()
    new["period"] = (new["period"].astype(int) + 1).astype(str)
    new = new.assign(reported_in="2024", figure_id=new["figure_id"] + "_new")
    facts = _facts(figures=pd.concat([figures, new], ignore_index=True))
    assert (facts.year.value, facts.edition, facts.questions_before.value) == (2024, "2024", 33239)
    assert facts.shift is None  # the referrals by kind are those of 2023


@pytest.mark.reference
def test_what_is_printed_twice_is_weighed() -> None:
    published = catalogue.figures()
    found = report.doubts(published, catalogue.load_table("indicators"), catalogue.restatements(published), 2023)
    assert [([one.value for one in each.values], each.weight) for each in found] == [
        ([37, 45], "large"),
        ([30974, 30975, 31007], "small"),
        ([39438, 39542], "small"),
    ]


@pytest.mark.reference
def test_the_mix_is_accounting() -> None:
    published = catalogue.figures()
    years = report.mix_years(published, "meldingtype", "questions_registered", 2023)
    parts = kerncijfers.mix(published, "meldingtype", years)
    told = report.mix_facts(parts, kerncijfers.mix_summary(published, "meldingtype", years), "meldingtype", 2023)
    assert told.went == "both_ways"
    summary = kerncijfers.mix_summary(published, "meldingtype", years)
    rose = report.mix_facts(parts.assign(change=parts["change"].abs() + 1), summary, "meldingtype", 2023)
    title = Words("vraag_tot_indicatie", "en").say("figure.mix.title", rose).text
    assert (rose.went, title.endswith("rose most"), "fell" in title) == ("up", True, False)
    assert _numbers(told, "first", "last", "total_from", "total_to", "change") == [2019, 2020, 39542, 30974, -8568]
    assert (told.fall.value, told.rise.value, told.this_year) == (-5908, 2077, False)
    assert float(told.falls.value) + float(told.rises.value) == told.change.value


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page_gives_the_reasons_of_the_source(lang: str) -> None:
    page = run_report("vraag_tot_indicatie", lang=lang)
    assert page.first_screen_words() <= 150
    assert len({one.id for one in page.blocks}) == len(page.blocks)
    said = "\n".join(one.plain() for one in page.blocks)
    assert "nan" not in said.casefold().split()
    news = block(page, "news")
    assert isinstance(news, News)
    for word in {"nl": ("herindicaties", "basis jeugdhulp"), "en": ("re-indications", "basic youth care")}[lang]:
        assert word in news.plain()
    # The reason that stands with the figures of 2020 is told once.
    assert said.count({"nl": "Vanaf maart 2020", "en": "From March 2020"}[lang]) == 1
    assert isinstance(block(page, "discrepancies"), Discrepancies)


@pytest.mark.slow
@pytest.mark.unit
@pytest.mark.parametrize("year", YEARS)
def test_every_year_makes_a_page(year: int) -> None:
    page = run_report("vraag_tot_indicatie", year=year)
    assert page.first_screen_words() <= 150
    assert all(one.plain().strip() for one in page.blocks)


@pytest.mark.unit
def test_a_year_without_a_road_is_an_error_that_helps() -> None:
    with pytest.raises(InputError, match="2017") as caught:
        _facts(2017)
    assert "2018, 2019, 2020, 2021, 2022, 2023" in caught.value.sentence("nl")


@pytest.mark.reference
def test_a_share_with_two_values_is_said_on_the_first_screen_of_that_year() -> None:
    page = run_report("vraag_tot_indicatie", year=2020)
    said = block(page, "certainty").plain()
    assert "37%" in said
    assert "45%" in said
    assert "ingangen deels dicht" in block(page, "news").plain()
