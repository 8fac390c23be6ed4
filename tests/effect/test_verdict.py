"""The verdict on one interval, and that its words never turn "not significant" into "no effect"."""

from __future__ import annotations

import math

import pytest

from wij_impact.effect import VERDICTS, judge
from wij_impact.errors import InputError, UsageError


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
    assert verdict.code in VERDICTS


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
