"""The report on the OJG: the plan comes first, a file of one's own leads, nothing invented by default."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.reports.support import block, run_report
from wij_impact import catalogue, effect
from wij_impact.errors import UsageError
from wij_impact.presentation.blocks import Figure, News
from wij_impact.presentation.sentences import causal_words
from wij_impact.reports import effect_ojg as report


@pytest.mark.reference
def test_the_plan_is_that_of_the_published_practices() -> None:
    plan = report.plan_facts(catalogue.figures())
    assert (plan.with_ojg.value, plan.practices.value, plan.without.value, plan.started.value) == (45, 52, 7, 10)
    assert (plan.share.value, plan.share_again.value, plan.shares_agree) == (0.87, 0.85, False)
    # 31 of 51 is 61% and 32 is 63%.
    assert not plan.early_fits
    assert plan.visible.value == pytest.approx(effect.minimal_detectable_effect(45, 7))
    assert plan.even.value == pytest.approx(effect.minimal_detectable_effect(26, 26))
    assert plan.needed.value == 64
    assert not plan.enough
    assert report.plan_facts(catalogue.figures(), 100, 100).enough


@pytest.mark.property
def test_fewer_without_see_less_and_what_is_said_turns_with_the_figures() -> None:
    figures = catalogue.figures()
    assert report.splits(report.plan_facts(figures))["visible"].is_monotonic_decreasing
    early = figures["figure_id"] == "gp_practices_with_ojg_pct_2020_12_r2020"
    assert report.plan_facts(figures.assign(value=figures["value"].mask(early, 63))).early_fits
    for wrong in ((1, 7, 0.5), (45, 7, 0.0)):
        with pytest.raises(UsageError, match="cannot be"):
            report.plan_facts(figures, *wrong)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_without_a_file_nothing_is_invented_and_nothing_called_an_effect(lang: str) -> None:
    page = run_report("effect_ojg", lang=lang)
    assert not page.examples
    assert page.first_screen_words() <= 150
    assert isinstance(block(page, "news"), News)
    assert [one.id for one in page.blocks if isinstance(one, Figure) and one.first] == ["splits"]
    whole = " ".join(one.plain() for one in page.blocks)
    assert "verzonnen" not in whole.lower()
    assert "made-up" not in whole.lower()
    assert "geloot" not in whole
    for one in page.blocks:
        assert causal_words(one.plain(), lang) == [], one.id


@pytest.mark.unit
def test_a_made_up_file_says_so_and_shows_its_truth() -> None:
    page = run_report("effect_ojg", file="examples/ojg_practices.csv")
    assert page.examples
    assert block(page, "lead").plain().startswith("Verzonnen praktijken")
    assert page.first_screen_words() <= 150
    assert block(page, "course").synthetic  # type: ignore[attr-defined]
    assert block(page, "truth")
    ids = [one.id for one in page.blocks]
    assert len(ids) == len(set(ids))


@pytest.mark.property
def test_the_verdict_turns_with_the_figures() -> None:
    panel = effect.load_panel()
    result, against = report.compare(panel)
    found = report.found_facts(panel, result, against)
    assert (found.found, found.against, found.without.value) == ("not_shown", "never", 7)
    assert found.holds
    started = panel.data[panel.time].astype(float) >= panel.data[panel.first].astype(float)
    started &= panel.data[panel.first].astype(float) > 0
    lower = panel.data.assign(**{panel.outcome: panel.data[panel.outcome] - 40.0 * started})
    moved = replace(panel, data=lower)
    result, against = report.compare(moved)
    found = report.found_facts(moved, result, against)
    assert (found.found, found.falls) == ("lower", "known")


@pytest.mark.unit
def test_a_file_of_ones_own_leads(tmp_path: Path) -> None:
    panel = effect.load_panel()
    data = panel.data[[panel.unit, panel.time, panel.first, panel.outcome]]
    data = data.set_axis(["praktijk", "jaar", "start", "verwijzingen"], axis=1)
    data.to_csv(tmp_path / "eigen.csv", index=False)
    page = run_report(
        "effect_ojg", file=str(tmp_path / "eigen.csv"), outcome="verwijzingen", unit="praktijk", time="jaar",
        first="start",
    )  # fmt: skip
    assert not page.examples
    whole = " ".join(one.plain() for one in page.blocks)
    assert whole.startswith("Uw praktijken")
    assert "verzonnen" not in whole.lower()
    assert "416" in block(page, "certainty").plain()
