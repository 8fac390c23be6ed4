"""The report on a small pilot: the plan comes first, a file of one's own leads, nothing invented by default."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.effect.test_pilot import ASK, save, table
from tests.reports.support import block, run_report
from wij_impact import catalogue, effect
from wij_impact.errors import InputError, UsageError
from wij_impact.presentation.blocks import Figure, News
from wij_impact.presentation.sentences import causal_words
from wij_impact.reports import effect_pilot as report


@pytest.mark.reference
def test_the_plan_is_that_of_fifteen_youngsters_as_published() -> None:
    plan = report.plan_facts(catalogue.figures())
    assert (plan.started.value, plan.impact.value, plan.amount.value) == (15, 11, 476_000)
    assert plan.prevented.value == 8 + 3 + 2
    assert plan.participants.value == 15
    assert plan.visible.value == pytest.approx(effect.minimal_detectable_effect(15, 15))
    assert plan.reached.value == pytest.approx(0.5 + effect.minimal_detectable_effect(15, 15, baseline=0.5))
    needed = int(plan.needed.value)
    assert effect.minimal_detectable_effect(needed, needed, baseline=0.5) <= 0.2
    assert effect.minimal_detectable_effect(needed - 1, needed - 1, baseline=0.5) > 0.2


@pytest.mark.property
def test_more_youngsters_see_more_and_ten_see_nothing() -> None:
    figures = catalogue.figures()
    few, many = report.plan_facts(figures, 10), report.plan_facts(figures, 60)
    assert not few.can_be_seen
    assert many.can_be_seen
    rows = report.sizes(many).dropna()
    assert rows["share"].is_monotonic_decreasing
    for wrong in ((2, 0.5, 0.2), (15, 1.2, 0.2), (15, 0.9, 0.2)):
        with pytest.raises(UsageError, match="cannot be"):
            report.plan_facts(figures, *wrong)


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_without_a_file_nothing_is_invented_and_nothing_called_an_effect(lang: str) -> None:
    page = run_report("effect_pilot", lang=lang)
    assert not page.examples
    assert page.first_screen_words() <= 150
    assert isinstance(block(page, "news"), News)
    assert [one.id for one in page.blocks if isinstance(one, Figure) and one.first] == ["sizes"]
    whole = " ".join(one.plain() for one in page.blocks)
    assert "verzonnen" not in whole
    assert "made-up" not in whole
    for one in page.blocks:
        assert causal_words(one.plain(), lang) == [], one.id


@pytest.mark.unit
def test_a_made_up_file_says_so_and_shows_its_truth() -> None:
    page = run_report("effect_pilot", file="examples/effect_pilot.csv")
    assert page.examples
    lead = block(page, "lead").plain()
    assert lead.startswith("Verzonnen pilot")
    assert "1,06" in lead
    assert page.first_screen_words() <= 150
    assert block(page, "ways").synthetic  # type: ignore[attr-defined]
    assert block(page, "truth").synthetic  # type: ignore[attr-defined]


@pytest.mark.unit
def test_a_file_of_ones_own_leads_and_no_person_shows(tmp_path: Path) -> None:
    data = table(effect=8.0)
    data.loc[[20, 30, 40], "eind"] = None
    file = save(data, tmp_path)
    pilot = effect.load_pilot(file, **ASK, others=["thuis"])  # type: ignore[arg-type]
    facts = report.found_facts(pilot, effect.study_pilot(pilot))
    assert facts.verdict == "demonstrable"
    assert facts.strong
    page = run_report(
        "effect_pilot", file=file, outcome="eind", treatment="jim", covariates=("start", "wijk"), others=("thuis",)
    )
    text = " ".join(one.plain() for one in page.blocks)
    assert text.startswith("Uw pilot")
    assert "kansverhouding" in text
    assert "P20" not in text
    assert "JIM" not in text
    assert "verzonnen" not in text.lower()


@pytest.mark.property
def test_the_verdict_turns_with_the_figures(tmp_path: Path) -> None:
    found = []
    for gain in (0.0, 8.0):
        pilot = effect.load_pilot(save(table(effect=gain), tmp_path), **ASK)  # type: ignore[arg-type]
        found.append(report.outcomes(pilot, effect.study_pilot(pilot))[0].verdict)
    assert found[0] != "demonstrable"
    assert found[1] == "demonstrable"
    assert isinstance(report.sizes(report.plan_facts(catalogue.figures())), pd.DataFrame)


@pytest.mark.unit
def test_a_minimum_below_the_floor_is_refused() -> None:
    with pytest.raises(InputError, match="minimum=2"):
        run_report("effect_pilot", file="examples/effect_pilot.csv", minimum=2)
