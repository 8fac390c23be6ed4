"""What is stated is held to what is computed, in every test; full counts, shares, breaks, expectations."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import claims
from wij_impact.claims import Evidence, Judgement
from wij_impact.claims.registry import TESTS
from wij_impact.claims.rows import claim_of

ROWS = {
    # figure_id: printed, unit, topic, indicator, period
    "new": ("86", "count", "complaints", "c", "2023"), "old": ("100", "count", "complaints", "c", "2022"),
    "part_new": ("60", "count", "x", "p", "2023"), "all_new": ("70", "count", "x", "q", "2023"),
    "part_old": ("20", "count", "x", "p", "2022"), "all_old": ("70", "count", "x", "q", "2022"),
    "staff_new": ("705", "count", "staff", "s", "2023"), "staff_old": ("587", "count", "staff", "s", "2022"),
    "ceo_new": ("80", "percent", "x", "ceo_wmo_quality", "2022"),
    "ceo_old": ("84", "percent", "x", "ceo_wmo_quality", "2020"),
    "share_new": ("12", "percent", "x", "r", "2023"), "share_old": ("9", "percent", "x", "r", "2022"),
    "fall": ("30", "percent", "x", "f", "2023"), "target": ("75", "percent", "x", "t", "2022"),
}  # fmt: skip


def _judge(**fields: str) -> Judgement:
    frame = pd.DataFrame(
        [
            {"figure_id": code, "value": float(text), "printed": text, "unit": unit, "topic": topic,
             "indicator_id": name, "period": period, "breakdown": "", "kind": "actual", "reported_in": "2023"}
            for code, (text, unit, topic, name, period) in ROWS.items()
        ]
    )  # fmt: skip
    evidence = Evidence.of(frame, pd.DataFrame({"check_id": []}))
    words = {"claim_id": "c", "claim_nl": "c", "claim_en": "c", "kind": "change"}
    return claims.judge_claims([claim_of(words | fields)], evidence)[0]


@pytest.mark.unit
@pytest.mark.parametrize(("stated", "outcome"), [("30", "fails"), ("14", "holds"), ("-14", "holds"), ("14.0", "holds")])
def test_a_change_that_is_stated_is_the_change_that_is_computed(stated: str, outcome: str) -> None:
    found = _judge(test="change", after="new", before="old", direction="down", stated=stated)
    assert next(step.outcome for step in found.steps if step.kind == "stated") == outcome
    if outcome == "fails":
        assert (found.verdict, found.reason) == ("contradicted", "stated_otherwise")


@pytest.mark.unit
@pytest.mark.parametrize(
    "fields",
    [
        {"test": "change", "after": "new", "before": "old", "direction": "down", "stated": "fall"},
        {"test": "change", "after": "staff_new", "before": "staff_old", "direction": "up", "stated": "30"},
        {"test": "survey", "after": "share_new / all_new", "before": "share_old / all_old", "direction": "up",
         "stated": "9"},
        {"test": "prevented", "after": "part_new / all_new", "stated": "55"},
        {"test": "decomposition", "after": "new / all_new", "before": "old / all_old", "direction": "down",
         "stated": "40"},
        {"test": "equals", "measure": "share", "stated": "80", "terms": "part_new / all_new"},
    ],
)  # fmt: skip
def test_a_false_number_is_contradicted_whatever_the_test(fields: dict[str, str]) -> None:
    assert _judge(**fields).verdict == "contradicted"


@pytest.mark.unit
def test_a_full_count_of_staff_has_no_interval() -> None:
    found = _judge(test="change", after="staff_new", before="staff_old", direction="up")
    assert (found.verdict, found.reason) == ("reproduced", "counted")
    assert not any("lower" in step.values for step in found.steps)


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 70), st.integers(0, 70))
def test_a_share_never_leaves_zero_to_one(after: int, before: int) -> None:
    from wij_impact.claims.quantities import share_difference

    _, low, high = share_difference((after, 70), (before, 70))
    assert -1 - 1e-12 <= low <= high <= 1 + 1e-12


@pytest.mark.unit
def test_a_count_of_a_count_is_a_share_unless_it_says_rate() -> None:
    fields = {"test": "change", "after": "part_new / all_new", "before": "part_old / all_old", "direction": "up"}
    share, rate = _judge(**fields), _judge(**fields, measure="ratio")
    assert (share.steps[0].kind, rate.steps[0].kind) == ("shares", "change")
    over = _judge(test="change", after="old / all_new", before="part_old / all_old", direction="up", measure="share")
    assert (over.verdict, over.reason) == ("contradicted", "more_than_people")


@pytest.mark.unit
def test_counts_worked_back_from_a_percentage_are_marked() -> None:
    found = _judge(test="change", after="share_new / all_new", before="share_old / all_old", direction="up")
    assert found.steps[0].values["worked_back"] is True


@pytest.mark.unit
def test_a_break_in_method_forbids_the_comparison_and_the_advice() -> None:
    found = _judge(test="survey", after="ceo_new", before="ceo_old", direction="down")
    assert (found.verdict, found.reason) == ("untestable", "break")
    assert [step.kind for step in found.steps] == ["break"]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("terms", "direction", "verdict"),
    [
        ("part_new / all_new", "", "exceeded"), ("part_old / all_old", "", "fell_short"),
        ("part_new / all_new", "down", "fell_short"), ("part_old / all_old", "down", "exceeded"),
    ],
)  # fmt: skip
def test_an_expectation_is_beaten_or_not_reached(terms: str, direction: str, verdict: str) -> None:
    found = _judge(test="equals", measure="share", stated="target", terms=terms, direction=direction, nature="expected")
    assert found.verdict == verdict


@pytest.mark.unit
def test_a_claim_without_a_figure_is_entered_and_cannot_be_tested() -> None:
    found = _judge(test="none", kind="effect")
    assert (found.verdict, found.reason, found.claim.nature) == ("untestable", "nothing_printed", "effect")
    assert "none" in TESTS
