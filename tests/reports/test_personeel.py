"""Facts of the report on staff: price against volume, a margin only where something could turn out otherwise."""

from __future__ import annotations

import pytest

from tests.reports.support import block, run_report
from wij_impact import benchmark, catalogue, effect, kerncijfers
from wij_impact.presentation.blocks import Table
from wij_impact.reports import personeel


def _facts() -> personeel.Facts:
    figures = catalogue.figures()
    wages = kerncijfers.wage_account(figures, 2023)
    then, now = (wages.iloc[[place]][["fte", "per_fte"]].reset_index(drop=True) for place in (0, 1))
    years, rates = kerncijfers.staff_years(figures), benchmark.signal_rates(figures)
    return personeel.staff_facts(
        figures,
        kerncijfers.staff_makeup(figures),
        years,
        kerncijfers.average_fte(figures),
        wages,
        effect.decompose(then, now, ["fte", "per_fte"]),
        rates,
        benchmark.signal_changes(rates),
        kerncijfers.joined(years, 2023),
    )


@pytest.mark.reference
def test_the_facts_by_number() -> None:
    facts = _facts()
    assert facts.wages_more.value == 9_403_145
    assert facts.by_volume.value + facts.by_price.value == pytest.approx(9_403_145)
    # By hand: the rise of fte at the mean wage of both years.
    assert facts.by_volume.value == pytest.approx((560.38 - 467.92) * (72184.352 + 77054.226) / 2, rel=1e-6)
    assert facts.mainly == "volume"
    assert facts.fte_rest.value == pytest.approx(92.46 - 66.37)
    assert facts.absent_fte.value == pytest.approx(45.95, abs=0.01)
    assert (facts.young.value, facts.old.value) == (pytest.approx(170 / 705), pytest.approx(136 / 705))


@pytest.mark.unit
def test_a_state_has_no_margin_and_the_chance_to_leave_has_one() -> None:
    facts = _facts()
    for name in ("fte", "fte_end", "employees", "absence", "outflow", "young", "old", "part"):
        assert not getattr(facts, name).estimated, name
    assert facts.outflow_chance.estimated
    assert facts.outflow_moved == "no_demonstrable_change"


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short_and_nobody_stands_alone(lang: str) -> None:
    page = run_report("personeel", lang=lang)
    assert page.first_screen_words() <= 150
    table = block(page, "makeup")
    assert isinstance(table, Table)
    assert not any(cell == 1 for row in table.rows for cell in row[2:])
