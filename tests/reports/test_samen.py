"""The report on basic youth care: the plan beside the first year by number, and what it refuses to say."""

from __future__ import annotations

import pytest

from tests.reports.support import block, run_report
from wij_impact import catalogue, flow
from wij_impact.presentation.blocks import Discrepancies
from wij_impact.reports import samen


def _facts() -> samen.Facts:
    figures, plan = catalogue.figures(), catalogue.load_table("flow_plan")
    readings = flow.plan_readings(**samen.plan_terms(figures))
    settings = {"made_on": 2021, "late": ["certified"], "halved": ["gp"], "start": "2025-01", "duration": 6.0}
    later = flow.plan_inflow(plan, 2025, draws=200, **settings)  # type: ignore[arg-type]
    return samen.document_facts(figures, plan, readings, later, 2025)


@pytest.mark.reference
def test_the_plan_beside_the_first_year_by_number() -> None:
    facts = _facts()
    assert round(float(facts.new.value)) == 1101
    assert facts.new.interval is not None
    assert [round(one) for one in facts.new.interval] == [1077, 1126]
    assert (round(float(facts.all.value)), round(float(facts.products.value))) == (2203, 881)
    assert facts.fits == "new"
    assert (facts.shares_sum.value, round(float(facts.unassigned.value))) == (pytest.approx(0.99), 27)
    plan = catalogue.load_table("flow_plan")
    assert plan["clients_year"].round().tolist() == [1209, 994, 322, 134]
    assert [getattr(facts, f"open_{i}").value for i in (1, 2, 3, 4)] == [250, 500, 750, 1000]
    assert float(facts.cost_per_fte.value) == pytest.approx(84_065, abs=1)
    assert float(facts.cost.value) == pytest.approx(5.58e6, abs=5e3)
    assert float(facts.received.value) == pytest.approx(5.60e6, abs=5e3)
    assert round(float(facts.per_primary.value), 1) == 18.1
    assert (facts.fewer.value, round(float(facts.at_most.value), 3)) == (499, 0.499)


@pytest.mark.reference
def test_scenarios_keep_their_order_and_their_means() -> None:
    facts = _facts()
    means = {"new_only": 1329.6, "planned": 2659.1, "late": 2336.8, "half": 2054.8, "double_return": 3988.7}
    for name, mean in means.items():
        found = getattr(facts, name)
        assert found.estimated
        assert float(found.value) == pytest.approx(mean, rel=0.08)
        assert found.interval[0] < mean < found.interval[1]


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short_and_the_plan_of_january_is_told(lang: str) -> None:
    page = run_report("samen", lang=lang)
    assert page.first_screen_words() <= 150
    found = block(page, "discrepancies")
    assert isinstance(found, Discrepancies)
    assert "January" in found.items[0].title or "januari" in found.items[0].title
    assert not page.examples
