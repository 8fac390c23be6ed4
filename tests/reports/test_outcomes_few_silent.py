"""What ended minus what was answered is a number of people too: few of them do not follow from the outcomes."""

from __future__ import annotations

import pandas as pd
import pytest

from wij_impact import flow
from wij_impact.reports.outcomes import outcome_facts, outcome_rows


def _ended(silent: int, size: int = 60) -> pd.DataFrame:
    answers = ["04", "01"] * (size // 2)
    answers[:silent] = [None] * silent
    frame = {"end": ["2024-01-10"] * size, "without_help": answers, "reason_end": ["planned"] * size}
    return flow.outcomes(pd.DataFrame(frame), "2025-12-31")


@pytest.mark.unit
@pytest.mark.parametrize(("silent", "hidden"), [(0, False), (1, True), (9, True), (10, False), (30, False)])
def test_few_who_did_not_answer_do_not_follow_by_subtraction(silent: int, hidden: bool) -> None:
    found = _ended(silent)
    row = outcome_rows(found, 60).set_index("measure").loc["without_help_strict"]
    assert row[["n", "least", "most"]].isna().tolist() == [hidden] * 3
    assert (row["base"], pd.isna(row["estimate"])) == (60, False)
    facts = outcome_facts(found, 60)
    assert (facts.answered == "silent", facts.on_answers.known, facts.on_least.known) == (
        hidden,
        not hidden,
        not hidden,
    )
