"""What a case can give at all: ends by hand, never inside what draws reach, and reached themselves."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.mkba.random_cases import random_case
from tests.mkba.support import build, effect, raw_case, uncertain
from wij_impact import UsageError
from wij_impact.mkba import appraise, extremes, simulate


def _case(**changes: Any) -> Any:
    plain = {
        "quantity": 6,
        "price": uncertain(100, 80, 150, "pert"),
        "onset": 0,
        "duration": 2,
        "payers": {"rijk": 1.0},
    }
    whole = {"additionality": uncertain(0.5, -0.2, 1.0, "triangular")}
    return build(raw_case(discount=0.0, effect={"less": {**plain, **whole, **changes}}))


@pytest.mark.reference
def test_ends_are_corners_of_the_ranges() -> None:
    found = extremes(_case(), "benefits")
    # Harm counts most at the highest price: the sign of one number turns what another does.
    assert (found.low, found.high) == pytest.approx((6 * 2 * 150 * -0.2, 6 * 2 * 150 * 1.0))
    assert found.estimate == pytest.approx(6 * 2 * 100 * 0.5)
    assert found.exact
    assert extremes(_case(), "net_present_value").low == pytest.approx(-360 - 500)
    assert extremes(_case(), "costs") == extremes(_case(price=uncertain(9, 8, 10, "pert")), "costs")
    # Draws never reach an end, and what a thousand reach depends on the seed.
    drawn = simulate(_case(), 1_000, 0).draws["benefits.total"]
    assert found.low < drawn.min() < drawn.max() < found.high
    later = extremes(
        _case(duration=uncertain(2, 1, 3, "uniform"), drop_off=uncertain(0.1, 0, 0.5, "uniform")), "benefits"
    )
    assert (later.low, later.high, later.exact) == (pytest.approx(-540), pytest.approx(2700), True)


@pytest.mark.reference
def test_a_distribution_without_ends_is_cut_at_one_in_a_thousand() -> None:
    case = _case(price=uncertain(100, 80, 120, "normal"), additionality={"value": 1.0, "source": "test"})
    reach = stats.norm.isf(0.001) / stats.norm.isf(0.025) * 20
    assert extremes(case, "benefits").high == pytest.approx(12 * (100 + reach))


@pytest.mark.reference
def test_per_year_is_over_the_years_that_gain() -> None:
    """Two years of four bring 600 a year; once that was 300, over all years of the case."""
    case = _case(price={"value": 100, "source": "test"}, additionality={"value": 1.0, "source": "test"})
    found = extremes(case, "benefits_per_year")
    assert found.estimate == pytest.approx(600)
    assert math.isnan(found.low)
    wider = extremes(_case(duration=uncertain(2, 1, 3, "uniform")), "benefits_per_year")
    assert wider.high == pytest.approx(900)
    assert not wider.exact


@pytest.mark.unit
def test_what_bends_or_lies_inside_is_not_called_exact() -> None:
    assert not extremes(_case(onset=uncertain(1, 0, 2, "uniform")), "benefits").exact
    inner = effect(quantity=2, nested_in="less")
    assert not extremes(
        build(raw_case(effect={"less": effect(quantity=uncertain(6, 4, 9, "pert")), "in": inner}))
    ).exact
    unknown = build(raw_case(effect={"less": effect(price="unknown")}))
    assert math.isnan(extremes(unknown, "benefits").estimate)
    assert math.isnan(extremes(unknown, "benefits").low)
    with pytest.raises(UsageError, match="benefits"):
        extremes(unknown, "benefit")


@pytest.mark.property
@pytest.mark.parametrize("seed", range(12))
def test_no_draw_of_any_case_lies_outside(seed: int) -> None:
    case = random_case(seed)
    for result in ("net_present_value", "benefits", "costs"):
        found = extremes(case, result)
        if math.isnan(found.estimate):  # items without a price: not 0
            assert len(case.priced()) < len(case.items)
            continue
        assert found.estimate == pytest.approx(appraise(case).result(result), rel=1e-12, abs=1e-9)
        if case.varying():
            drawn = simulate(case, 500, seed).draws[f"{result}.total"]
            slack = 1e-9 * (1 + np.abs(drawn).max())
            assert found.low - slack <= min(drawn.min(), found.estimate)
            assert max(drawn.max(), found.estimate) <= found.high + slack
