"""The report on the grants for extra assignments: the account, the rule behind it, what does not add up."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import catalogue, kerncijfers
from wij_impact.errors import InputError
from wij_impact.presentation.blocks import News, Table
from wij_impact.reports import deelopdrachten as report


def _told(figures: pd.DataFrame | None = None) -> tuple[report.Facts, dict[str, report.Problem]]:
    published = catalogue.figures() if figures is None else figures
    account, totals = kerncijfers.grants_account(published), kerncijfers.grants_totals(published)
    facts = report.account_facts(published, account, totals)
    return facts, {one.kind: one for one in report.problems(published, account, facts)}


def _with(values: dict[str, float]) -> pd.DataFrame:
    figures = catalogue.figures().copy()
    for figure_id, value in values.items():
        own = figures["figure_id"] == figure_id
        assert own.any(), figure_id
        figures = figures.assign(
            value=figures["value"].mask(own, value), printed=figures["printed"].mask(own, f"{value:g}")
        )
    return figures


@pytest.mark.reference
def test_the_account_of_2023_by_number() -> None:
    facts, _ = _told()
    assert (facts.awarded.value, facts.cost.value, facts.cost_before.value) == (6_747_210, 6_591_659, 4_614_341)
    assert (facts.receivable.value, facts.settle.value) == (406_109, 260_450)
    assert (facts.granted.value, facts.exact.value, facts.left.value, facts.over.value) == (56, 35, 20, 1)
    assert (facts.left_amount.value, facts.over_amount.value) == (179_996, 24_447)
    assert (facts.due.value, facts.due_amount.value, facts.none_paid) == (9, 457_429, True)
    assert [one.amount.value for one in facts.ahead] == [51_320]
    assert (facts.debt.value, facts.debt_earlier.value) == (516_950, 256_500)
    assert facts.moved == "more"


@pytest.mark.reference
def test_what_does_not_add_up_is_weighed_by_consequence() -> None:
    _, wrong = _told()
    assert {kind: one.weight for kind, one in wrong.items()} == {
        "income": "large",
        "debt": "medium",
        "carried": "medium",
        "text": "small",
        "twice": "small",
    }
    assert (wrong["income"].stated.value, wrong["income"].found.value) == (315_239, 155_551)
    assert wrong["debt"].found.value == 201_711
    assert wrong["carried"].more["amount"].value == 104_899
    published = catalogue.figures()
    checked = catalogue.consistency(published, catalogue.load_table("checks"))
    counted = report.checks(report.grant_checks(checked, published, 2023))
    assert (counted.total.value, counted.holds.value, counted.fails.value) == (20, 12, 8)


@pytest.mark.property
def test_the_findings_turn_when_the_figures_turn() -> None:
    over, _ = _told(_with({"grant_cost_totaal_2023_r2023": 7_000_000}))
    assert over.used == "over"
    assert over.moved == "not_known"  # no place prints this cost beside that of the year before
    _, wrong = _told(_with({"grants_income_lower_2023_r2023": 155_551}))
    assert "income" not in wrong
    mended = {
        "grant_to_settle_sociaal_emotionele_ondersteuning_aardbevinge_2023_r2023": 26_168.0,
        "grant_to_settle_wij_verenigen_2023_r2023": -24_447.0,
        "grant_to_settle_integraal_vakantieplan_050_2023_2023_r2023": 4_024.0,
    }
    assert "carried" not in _told(_with(mended))[1]
    _, wrong = _told(_with({"grant_to_settle_school_als_wijk_2023_r2023": 100_000.0}))
    assert "lines" in wrong  # not every line has a star, so the star does not explain them all
    assert "count" in _told(_with({"grant_assignments_2023_r2023_annex": 58.0}))[1]


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page_says_how_costs_are_determined_and_why_money_is_left(lang: str) -> None:
    page = run_report("deelopdrachten", lang=lang)
    assert page.first_screen_words() <= 150
    assert len({one.id for one in page.blocks}) == len(page.blocks)
    said = "\n".join(one.plain() for one in page.blocks)
    assert {"nl": "afgesproken kostprijs", "en": "agreed cost price"}[lang] in said
    news = block(page, "news")
    assert isinstance(news, News)
    assert {"nl": "Volgens WIJ", "en": "According to WIJ"}[lang] in news.plain()
    table = block(page, "all")
    assert isinstance(table, Table)
    assert table.folded
    assert len(table.rows) == 57
    assert "nan" not in said.casefold().split()


@pytest.mark.unit
def test_another_year_is_an_error_that_names_the_years() -> None:
    published: Any = catalogue.figures()
    account, totals = kerncijfers.grants_account(published), kerncijfers.grants_totals(published)
    with pytest.raises(InputError, match="2022") as caught:
        report.account_facts(published, account, totals, 2022)
    assert "2023" in caught.value.sentence("nl")
