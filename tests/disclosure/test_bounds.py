"""A lowered number of answers may not come back from the groups beside it and the total."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from wij_impact import disclosure


def left(shown: disclosure.Shown, asked: list[int], skipped: int, minimum: int) -> list[set[int]]:
    """What is left for whoever knows how many were asked and how bounds are made: whole numbers that add up."""
    follow = [max(size - max(skipped, minimum - 1), min(n, minimum)) for size, n in zip(asked, shown.n, strict=True)]
    total_alone = bool(shown.at_least.all()) and list(shown.n) == follow
    ranges = []
    for n, low, size in zip(shown.n, shown.at_least, asked, strict=True):
        same = [one for one in range(size - minimum + 1) if disclosure.lowered(size - one, size, minimum) == n]
        ranges.append([int(size - n)] if not low else list(range(int(size - n) + 1)) if total_alone else same)
    totals = range(1, minimum) if 0 < skipped < minimum else [skipped]
    possible: list[set[int]] = [set() for _ in asked]
    for one in itertools.product(*ranges):
        if sum(one) in totals:
            for at, value in enumerate(one):
                possible[at].add(value)
    return possible


@pytest.mark.property
def test_no_group_of_skippers_can_be_counted_back() -> None:
    rng = np.random.default_rng(0)
    vague = 0
    for _ in range(150):
        groups = int(rng.integers(2, 5))
        asked = rng.integers(12, 60, groups)
        skipped = np.minimum(rng.choice([0, 1, 2, 5, 9, 10, 11, 18], groups), asked - 10)
        total = (float((asked - skipped).sum()), float(asked.sum()))
        shown = disclosure.lower_bounds(list(asked - skipped), list(asked), total)
        assert (shown.n <= asked - skipped).all()
        assert (shown.n[~shown.at_least] == (asked - skipped)[~shown.at_least]).all()
        if not shown.safe:
            continue
        vague += int(shown.at_least.any())
        for truth, values in zip(skipped, left(shown, asked.tolist(), int(skipped.sum()), 10), strict=True):
            assert not 0 < truth < 10 or len(values) > 1, (asked, skipped, shown)
    assert vague > 50


@pytest.mark.unit
def test_bounds_that_would_follow_from_the_total_are_seen() -> None:
    # 14 of 16 answered, and 90 of 100: 104 minus 90. The larger group needs a bound as well; as exact as can be.
    shown = disclosure.lower_bounds([14, 90], [16, 100], (104, 116))
    assert shown.n.tolist() == [10, 88]
    assert shown.at_least.all()
    # Nobody, or ten or more, skipped: nothing to keep quiet. Where few did, nobody is shown as complete either.
    assert not disclosure.lower_bounds([40, 90], [40, 102], (130, 142)).at_least.any()
    assert disclosure.lower_bounds([38, 40, 85], [40, 40, 100], (163, 180)).n.tolist() == [31, 31, 81]
    # A hidden rest in which two skipped: total minus the group.
    assert disclosure.lower_bounds([80], [90], (98, 110)).at_least.tolist() == [True]
    # Six of sixteen skipped in both, and at least ten answered in both: no bound helps, a group must go.
    assert not disclosure.lower_bounds([10, 10], [16, 16], (20, 32)).safe
