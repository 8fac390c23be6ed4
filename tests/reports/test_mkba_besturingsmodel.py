"""The report on the management model: its limits against the annuity, its counts against the annual report."""

from __future__ import annotations

import pytest

from tests.reports.support import block, run_report
from wij_impact import catalogue, mkba
from wij_impact.presentation.blocks import Table
from wij_impact.reports import mkba_besturingsmodel as report

RATES = {"nl_2015": 0.03, "nl_2020": 0.0225, "nl_2025": 0.028}
CASES = {name: mkba.load_case("besturingsmodel", scenario=name) for name in RATES}


def _annuity(rate: float, years: int, yearly: float = 575_000) -> float:
    return sum(yearly / (1 + rate) ** t for t in range(years))


@pytest.mark.reference
def test_the_limits_are_annuities() -> None:
    found = report.limits(CASES).set_index("years")
    for years in (5, 10, 20):
        assert found.loc[years, "plain"] == years * 575_000
        for name, rate in RATES.items():
            # nl_2025 is flat up to 35 years.
            assert found.loc[years, name] == pytest.approx(_annuity(rate, years), rel=1e-9)
        assert found.loc[years, "half"] == pytest.approx(found.loc[years, "nl_2020"] / 2, rel=1e-9)


@pytest.mark.reference
def test_the_counts_are_those_of_the_annual_report() -> None:
    explored = mkba.simulate(mkba.load_case("besturingsmodel", scenario="verkenning"), 200, 0)
    facts = report.model_facts(catalogue.figures(), CASES, report.limits(CASES), explored)
    assert (facts.managers_before.value, facts.managers.value) == (13, 5)
    assert (facts.entrances_before.value, facts.entrances.value, facts.entrances_later.value) == (11, 8, 12)
    assert facts.turnover_gap.value == pytest.approx(80_000)
    assert facts.gap_share.value == pytest.approx(80 / 575)
    assert report.changes(facts)["after"].tolist() == [5, 8]


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page(lang: str) -> None:
    page = run_report("mkba_besturingsmodel", lang=lang, draws=200)
    assert page.first_screen_words() <= 150
    said = " ".join(one.plain() for one in page.blocks)
    assert "nan" not in said.lower().split()
    # Our own extraction was damaged, not the report.
    assert "beschadigd" not in said
    table = block(page, "case-payers")
    assert isinstance(table, Table)
    # The cost of the implementation is unknown: nobody has a balance, nor have all together.
    assert [row[1] for row in table.rows] == [None, None]
    assert [row[3] for row in table.rows] == [None, None]
