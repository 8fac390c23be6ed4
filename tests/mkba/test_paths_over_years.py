"""Cohorts, profiles, growth, terminal value, optimism bias, negative numbers, weights: each against a sum by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.mkba.support import build, effect, raw_case, sourced, uncertain
from wij_impact.errors import InputError
from wij_impact.mkba import appraise, simulate
from wij_impact.mkba.formulas import formula


def _effect(**changes: Any) -> dict[str, Any]:
    plain = {"quantity": 100, "price": sourced(10), "onset": 1, "duration": 1, "payers": {"gemeente": 1.0}}
    return {**plain, **changes}


def _benefits(horizon: int = 6, discount: Any = 0.0, **changes: Any) -> float:
    case = build(raw_case(horizon=horizon, discount=discount, effect={"x": _effect(**changes)}))
    return appraise(case).result("benefits")


@pytest.mark.reference
def test_three_cohorts_of_a_hundred() -> None:
    # 100 a year for three years, each worth 10 the year after.
    assert _benefits(inflow=[1, 1, 1]) == 3_000
    assert _benefits() == 1_000
    assert _benefits(horizon=3, inflow=[1, 1, 1]) == 2_000  # the last cohort pays after the horizon
    # Discounted at 10%: years 1, 2 and 3.
    assert _benefits(inflow=[1, 1, 1], discount=0.1) == pytest.approx(1000 / 1.1 + 1000 / 1.21 + 1000 / 1.331)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"inflow": {"years": 4, "ramp": 4}}, 1000 * (0.25 + 0.5 + 0.75 + 1)),
        ({"inflow": [1, 0, 2]}, 3000),
        ({"inflow": "horizon", "duration": 2, "onset": 0}, 1000 * (6 + 5)),
        ({"inflow": [1, 1], "duration": 2, "drop_off": 0.5}, 1000 * 2 * 1.5),
        ({"inflow": [1, 1, 1], "growth": 0.1}, 1000 * (1 + 1.1 + 1.21)),
        ({"growth": 0.1, "duration": 3}, 1000 * (1 + 1.1 + 1.21)),
        ({"price_change": 0.02, "duration": 2}, 1000 * (1.02 + 1.02**2)),
        ({"profile": [0.5, 1.0, 0.25], "duration": None}, 1750),
        ({"profile": [0.5, 1.0], "duration": None, "inflow": [1, 1]}, 3000),
        ({"profile": [1.0], "duration": None, "onset": 0.5}, 1000),
        ({"terminal_value": 7.0}, 1000 + 700),
        ({"terminal_value": 7.0, "additionality": sourced(0.5)}, 500 + 350),
        ({"price": sourced(-10)}, -1000),
        ({"optimism_bias": sourced(-0.25)}, 750),
    ],
)
def test_by_hand(changes: dict[str, Any], expected: float) -> None:
    table = {key: value for key, value in _effect(**changes).items() if value is not None}
    case = build(raw_case(horizon=6, discount=0.0, effect={"x": table}))
    assert appraise(case).result("benefits") == pytest.approx(expected, rel=1e-13)
    # The simulation works with the same graph.
    assert simulate(case, 5, 0).draws["benefits.total"].to_numpy() == pytest.approx(np.full(5, expected), rel=1e-12)


@pytest.mark.reference
def test_a_cost_keeps_what_is_left_and_is_raised_by_stage() -> None:
    cost = {"quantity": 1, "price": sourced(1000), "kind": "implementation", "payers": {"gemeente": 1.0}}
    raw = raw_case(horizon=3, discount=0.1, stage="plan", optimism_bias={"plan": 0.4, "contract": 0.1})
    raw["cost"] = {"building": {**cost, "terminal_value": 100}}
    result = appraise(build(raw))
    assert result.result("costs") == pytest.approx(1400 - 100 / 1.21, rel=1e-13)
    raw["cost"]["building"]["optimism_bias"] = {"plan": 0.2}
    assert appraise(build(raw)).result("costs") == pytest.approx(1200 - 100 / 1.21, rel=1e-13)
    raw["stage"] = "idea"
    with pytest.raises(InputError, match="stage 'idea'"):
        build(raw)


@pytest.mark.property
def test_fifty_years_are_one_item_and_equal_fifty() -> None:
    one = build(raw_case(horizon=60, effect={"x": _effect(inflow={"years": 50}, duration=3, drop_off=0.2)}))
    many = build(
        raw_case(
            horizon=60,
            effect={f"x{k:02}": _effect(onset=1 + k, duration=3, drop_off=0.2) for k in range(50)},
        )
    )
    assert appraise(one).result("benefits") == pytest.approx(appraise(many).result("benefits"), rel=1e-12)


@pytest.mark.simulation
def test_a_quantity_that_crosses_zero_is_drawn_on_both_sides() -> None:
    number = uncertain(2, -4, 8, "triangular")
    case = build(raw_case(discount=0.0, effect={"x": _effect(quantity=number)}))
    drawn = simulate(case, 4_000, 1).draws["benefits.total"]
    assert (drawn < 0).mean() == pytest.approx(4 * 4 / (12 * 6), abs=0.03)  # the triangle below 0
    assert drawn.mean() == pytest.approx(20, abs=2)


@pytest.mark.reference
def test_weights_per_payer_stand_beside_the_balance() -> None:
    shares = {"gemeente": 0.5, "inwoner": 0.5}
    raw = raw_case(discount=0.0, effect={"x": _effect(payers=shares)}, distributional_weights={"inwoner": 2.0})
    result = appraise(build(raw))
    assert result.net_present_value == 1000 - 500
    assert result.result("weighted_net_present_value") == 500 - 500 + 2 * 500
    assert formula(build(raw)).evaluate()["total.weighted_net_present_value"] == 1000


@pytest.mark.unit
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"inflow": [1] * 9}, "names 9 years of start, and the case counts 4"),
        ({"inflow": 3.5}, "is not a row of numbers"),
        ({"inflow": [1, "x"]}, "is not a row of numbers"),
        ({"inflow": {"years": 40}}, "years of start|number of years from 1 to 4"),
        ({"profile": [1, 1]}, "already says how the amount runs"),
    ],
)
def test_wrong_paths(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        build(raw_case(effect={"x": effect(**changes)}))
