"""The report of key figures: the news of each year, what does not add up and how it is weighed, all years."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.reports.support import block, run_report
from wij_impact import catalogue, kerncijfers
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.presentation.blocks import Discrepancies, Explanation, Figure, News, Table
from wij_impact.presentation.words import Words
from wij_impact.reports import kerncijfers as report
from wij_impact.reports.kerncijfers.discrepancies import weight

YEARS = (2017, 2018, 2019, 2020, 2021, 2022, 2023)


@pytest.fixture(scope="module")
def read() -> dict[str, Any]:
    return {name: catalogue.load_table(name) for name in ("indicators", "breaks", "sources", "checks")}


def _facts(read: dict[str, Any], year: int, figures: pd.DataFrame | None = None) -> report.Facts:
    published = catalogue.figures() if figures is None else figures
    series = kerncijfers.key_series(published, read["indicators"], read["breaks"])
    key = kerncijfers.key_figures(published, year, read["indicators"], read["breaks"])
    buffer = kerncijfers.buffer(published)
    both = {year, year - 1} <= set(buffer["year"])
    bridge = kerncijfers.result_bridge(published, year) if both else None
    return report.key_facts(published, key, series, buffer, bridge, year)


@pytest.mark.reference
def test_the_bridge_adds_up_to_the_printed_result() -> None:
    bridge = kerncijfers.result_bridge(catalogue.figures(), 2023).set_index("step")["amount"]
    assert bridge["before"] == -326_697
    assert bridge["after"] == -966_962
    assert bridge["wages"] == -9_403_145
    assert bridge["grants"] == 40_119_286 - 33_702_871
    assert bridge["rounding"] == -1
    assert bridge.drop("after").sum() == bridge["after"]
    with pytest.raises(InsufficientEvidence, match="2019 and 2020"):
        kerncijfers.result_bridge(catalogue.figures(), 2020)


@pytest.mark.reference
def test_solvency_is_equity_over_the_balance_total_and_rounds_to_what_is_printed() -> None:
    stock = kerncijfers.buffer(catalogue.figures()).set_index("year")
    assert stock.loc[2023, "equity"] == 562_499
    assert stock.loc[2022, "equity"] == 1_529_461
    assert round(stock.loc[2023, "solvency"], 2) == 0.07
    assert round(stock.loc[2022, "solvency"], 2) == 0.28


@pytest.mark.reference
def test_the_news_of_2023_is_the_buffer_and_the_demand(read: dict[str, Any]) -> None:
    facts = _facts(read, 2023)
    assert facts.headline == "buffer_and_demand"
    assert facts.left == "under_a_year"
    assert facts.further_more.value == 3690
    assert (facts.questions.value, facts.questions_before.value) == (35905, 33239)
    assert (facts.direct.value, facts.direct_before.value) == pytest.approx((0.45, 0.52))
    assert facts.next_budget.value == 227_000


@pytest.mark.property
def test_the_news_turns_when_the_figures_turn(read: dict[str, Any]) -> None:
    figures = catalogue.figures()
    result = figures["figure_id"].isin(["pnl_resultaat_boekjaar_2023_r2023", "result_2023_r2023_kern"])
    surplus = figures.assign(value=figures["value"].mask(result, figures["value"].abs()))
    facts = _facts(read, 2023, surplus)
    assert facts.result_is == "surplus"
    assert facts.left == "not_at_stake"
    assert facts.headline == "demand"
    questions = figures["figure_id"] == "questions_registered_2023_r2023_kern"
    fewer = figures.assign(value=figures["value"].mask(questions, 30000))
    assert _facts(read, 2023, fewer).headline == "buffer"


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_leads_with_money_and_says_why_as_the_source_does(lang: str) -> None:
    page = run_report("kerncijfers", lang=lang)
    assert page.first_screen_words() <= 150
    news = block(page, "news")
    assert isinstance(news, News)
    assert news.items[0].value.text.startswith("**")
    assert "966" in news.items[0].value.text
    assert news.items[0].said is not None
    assert ("delen die verantwoordelijkheid" if lang == "nl" else "share responsibility") in news.items[0].said.text
    assert [one.id for one in page.blocks if isinstance(one, Figure) and one.first] == ["panels"]
    assert any(isinstance(one, Explanation) for one in page.blocks)


@pytest.mark.unit
@pytest.mark.parametrize("year", [pytest.param(one, marks=[] if one == 2020 else pytest.mark.slow) for one in YEARS])
def test_the_report_works_for_every_year(year: int) -> None:
    page = run_report("kerncijfers", year=year, lang="en")
    news = block(page, "news")
    assert isinstance(news, News)
    # Of 2017 the number of questions is all that is printed; what is not known is no news.
    assert len(news.items) == (1 if year == 2017 else 3)
    words = " ".join(one.plain() for one in page.blocks)
    assert "nan" not in words.split()
    assert "None" not in words


@pytest.mark.unit
def test_a_year_without_figures_names_those_there_are(read: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="2017, 2018"):
        _facts(read, 1999)


@pytest.mark.reference
def test_what_does_not_add_up_is_weighed_by_its_consequence(read: dict[str, Any]) -> None:
    figures = catalogue.figures()
    found = report.twice(figures, read["indicators"], catalogue.restatements(figures), 2023)
    by = {one.indicator_id: one for one in found}
    # 37% or 45% of the questions handled at once: the comparison with 2023 turns on it.
    assert by["questions_directly_handled"].weight == "large" or by["pct_directly_handled"].weight == "large"
    assert by["result"].weight == "medium"
    assert {one.value for one in by["result"].values} == {-966_962, -993_000}
    order = [("large", "medium", "small").index(one.weight) for one in found]
    assert order == sorted(order)
    page = run_report("kerncijfers", lang="nl")
    section = block(page, "discrepancies")
    assert isinstance(section, Discrepancies)
    assert section.sound


@pytest.mark.property
def test_a_figure_printed_twice_alike_does_not_contradict(read: dict[str, Any]) -> None:
    figures = catalogue.figures()
    restated = catalogue.restatements(figures)
    assert report.twice(figures, read["indicators"], restated[restated["relation"] == "rounding"], 2023) == ()
    assert weight((5.0, 5.0), "count", True) == "small"


@pytest.mark.unit
def test_three_totals_of_2020_stand_in_the_table_with_their_places() -> None:
    table = block(run_report("kerncijfers", lang="nl"), "restated")
    assert isinstance(table, Table)
    cells = [cell for row in table.shown() for cell in row]
    for value in ("30.974", "30.975", "31.007", "37%", "45%"):
        assert value in cells
    assert any("Jaarverslag 2020" in cell for cell in cells)


@pytest.mark.reference
def test_the_longer_term_says_what_the_money_in_the_bank_is() -> None:
    figures = catalogue.figures()
    found = report.long_term(figures, 2023)
    assert found is not None
    assert (found.quick_before.value, found.quick.value, found.norm.value) == (2.09, 1.37, 1)
    assert found.cash.value - found.cash_before.value == found.cash_more.value == 2_017_212
    assert found.debts_more.value == 3_074_664
    assert report.long_term(figures, 2020) is None
    # A year in which there is more to work with needs other words.
    working = (figures["indicator_id"] == "working_capital") & (figures["period"].astype(str) == "2022")
    assert report.long_term(figures.assign(value=figures["value"].mask(working, 0.0)), 2023) is None


@pytest.mark.reference
def test_every_line_of_the_accounts_is_shown_once_with_budget_and_actual() -> None:
    figures, indicators = catalogue.figures(), catalogue.load_table("indicators")
    parts = {part: (rows, columns) for part, rows, columns in report.account_tables(figures, indicators, 2023)}
    assert list(parts) == ["result", "notes", "balance", "cash", "moved"]
    rows, columns = parts["result"]
    assert columns == ["2022", "2023", "2023 budget"]
    wages = rows[rows["figure_ids"].str.contains("pnl_lonen_en_salarissen_2023_r2023")].iloc[0]
    assert wages[columns].tolist() == [26_437_708, 34_128_140, 27_686_662]


@pytest.mark.reference
@pytest.mark.parametrize(
    ("year", "share", "further", "number"),
    [(2021, "lower", "fewer", 1426), (2022, "higher", "more", 387), (2023, "lower", "more", 3690)],
)
def test_what_is_left_for_inquiry_follows_its_own_count(
    read: dict[str, Any], year: int, share: str, further: str, number: int
) -> None:
    # A smaller share of fewer questions left fewer, a larger share of more questions more.
    facts = _facts(read, year)
    assert (facts.direct_moved, facts.further_moved, facts.further_more.value) == (share, further, number)
    said = Words("kerncijfers", "nl").say("news.direct.consequence", facts).text
    assert ("meer" if further == "more" else "minder") in said


@pytest.mark.unit
def test_a_count_that_is_not_printed_is_not_said_in_words(read: dict[str, Any]) -> None:
    facts = _facts(read, 2020)
    assert (facts.direct_moved, facts.further_moved) == ("lower", "not_compared")
    assert "onbekend" not in Words("kerncijfers", "nl").say("news.direct.consequence", facts).text


@pytest.mark.unit
def test_the_bridge_says_what_weighed_most_only_where_it_did(read: dict[str, Any]) -> None:
    assert _facts(read, 2023).heaviest == "wages"
    figures = catalogue.figures()
    grants = figures["figure_id"].eq("pnl_subsidie_gemeente_groningen_2023_r2023")
    assert grants.sum() == 1
    figures.loc[grants, "value"] += 5_000_000  # more than the wages rose
    assert _facts(read, 2023, figures).heaviest == "other"
