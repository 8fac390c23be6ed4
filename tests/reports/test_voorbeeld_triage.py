"""The example page of triage: made-up data beside their truth."""

from __future__ import annotations

import numpy as np
import pytest

from tests.reports.support import run_report
from wij_impact import flow
from wij_impact.reports import voorbeeld_triage as example


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_page_says_that_it_is_made_up(lang: str) -> None:
    page = run_report("voorbeeld_triage", lang=lang, draws=2)
    assert page.examples
    assert page.first_screen_words() <= 150
    assert ("Verzonnen" if lang == "nl" else "Made up") in page.blocks[0].plain()


@pytest.mark.property
def test_the_truth_is_one_number_for_all_once_the_mix_is_the_same() -> None:
    truth = flow.triage_truth()
    assert truth.groupby("time")["standard"].nunique().max() <= 2  # the same but for the last bit
    assert np.allclose(truth.groupby("time")["standard"].max(), truth.groupby("time")["standard"].min())
    assert truth.loc[truth["time"] == 180, "crude"].max() > 2 * truth.loc[truth["time"] == 180, "crude"].min()
    world = flow.TriageWorld(factor={"school": 2.0})
    other = flow.triage_truth(world, [180]).set_index("referrer")["standard"]
    assert other["school"] > 1.5 * other["huisarts"]


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("months", [12, 36])
def test_intervals_hold_the_truth_and_the_fair_comparison_seldom_errs(months: int) -> None:
    found = example.repeated(flow.TriageWorld(), months, 150, seed=7)
    covered = found["held"].sum() / found["intervals"].sum()
    assert covered > 0.94
    assert found["same_differs"].mean() < 0.05
    assert found["waited"].mean() == pytest.approx(0.85, abs=0.01)
    if months == 36:
        assert found["crude_differs"].mean() > 0.5
