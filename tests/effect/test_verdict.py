"""The verdict on one interval, and that its words never turn "not significant" into "no effect"."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact.effect import VERDICTS, judge
from wij_impact.errors import InputError, UsageError
from wij_impact.language import Text
from wij_impact.presentation.sentences import causal_words
from wij_impact.presentation.stories.effect_words import VERDICT_LABELS, verdict_sentence

SCORE = Text(nl="de score", en="the score")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("limits", "options", "code", "reason"),
    [
        ((2, 0.1, 4), {}, "demonstrable", "excludes_null"),
        ((-2, -math.inf, -1), {}, "demonstrable", "excludes_null"),
        ((0.1, -1, 1.2), {}, "no_demonstrable_change", "includes_null"),
        ((0.1, -1, 1.2), {"relevant": 1.1}, "cannot_tell", "relevant_possible"),
        ((0.1, -1, 1.2), {"relevant": 1.5}, "no_demonstrable_change", "rules_out_relevant"),
        ((0.1, -math.inf, math.inf), {}, "cannot_tell", "unbounded"),
        ((0.1, math.nan, math.nan), {}, "cannot_tell", "no_interval"),
        ((math.nan, math.nan, math.nan), {"relevant": 1.0}, "cannot_tell", "no_interval"),
        ((0.95, 0.85, 1.06), {"null": 1}, "no_demonstrable_change", "includes_null"),
        ((0.95, 0.85, 1.06), {"null": 1, "relevant": 0.8}, "no_demonstrable_change", "rules_out_relevant"),
        ((0.95, 0.75, 1.2), {"null": 1, "relevant": 1.3}, "cannot_tell", "relevant_possible"),
        ((0.8, 0.7, 0.9), {"null": 1}, "demonstrable", "excludes_null"),
    ],
)
def test_each_interval_has_one_verdict(limits: tuple, options: dict, code: str, reason: str) -> None:
    verdict = judge(*limits, **options)
    assert (verdict.code, verdict.reason) == (code, reason)
    assert set(VERDICT_LABELS) == set(VERDICTS)


@pytest.mark.unit
def test_direction_is_that_of_a_demonstrable_difference() -> None:
    assert [judge(*x).direction for x in ((2, 1, 3), (-2, -3, -1), (0, -1, 1))] == ["up", "down", "none"]


@pytest.mark.unit
def test_wrong_numbers_are_refused() -> None:
    with pytest.raises(InputError, match="does not hold its estimate"):
        judge(5, 0, 1)
    with pytest.raises(UsageError, match="not a change"):
        judge(0, -1, 1, relevant=0)
    with pytest.raises(UsageError, match="not a change"):
        judge(1, 0.5, 2, relevant=1, null=1)
    with pytest.raises(UsageError, match="fraction"):
        judge(0, -1, 1, level=95)


@pytest.mark.property
@given(
    st.floats(-5, 5),
    st.floats(0.1, 9),
    st.one_of(st.none(), st.floats(0.1, 5)),
    st.one_of(st.none(), st.floats(0.1, 5)),
)
def test_the_words_claim_neither_a_cause_nor_its_absence(
    centre: float, half: float, smallest: float | None, relevant: float | None
) -> None:
    verdict = judge(centre, centre - half, centre + half, smallest=smallest, relevant=relevant)
    said = verdict_sentence(verdict, SCORE)
    assert not causal_words(said.nl, "nl")
    assert not causal_words(said.en, "en")
    assert not said.en.startswith("No difference")
    assert not said.nl.startswith("Geen verschil")
    if verdict.code == "no_demonstrable_change":
        assert "No demonstrable difference" in said.en
        assert any(word in said.en for word in ("does not mean", "does not fit"))
    if verdict.code == "cannot_tell":
        assert "cannot be told" in said.en


@pytest.mark.unit
def test_open_and_missing_intervals_are_said_in_words() -> None:
    open_end = verdict_sentence(judge(3, -math.inf, math.inf), SCORE)
    assert "onbegrensd" in open_end.nl
    assert "without limit" in open_end.en
    assert "Nothing can be said" in verdict_sentence(judge(3, math.nan, math.nan), SCORE).en
    assert "0.5 could not" in verdict_sentence(judge(0.002, -0.003, 0.007, smallest=0.005), SCORE, scale=100).en
