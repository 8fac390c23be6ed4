from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mkba.support import build, raw_case, sourced
from wij_impact.mkba import appraise


def outcome(quantity: float, price: float, **more: Any) -> dict[str, Any]:
    return {"quantity": quantity, "price": sourced(price), "duration": 1, "payers": {"gemeente": 1.0}, **more}


def benefits(**effects: dict[str, Any]) -> float:
    return appraise(build(raw_case(effect=effects))).result("benefits")


@pytest.mark.reference
def test_the_inner_quantity_takes_the_inner_price() -> None:
    # 2 of the 8 placements are closed ones: 6 at 60,000 and 2 at 150,000; 3 drop-outs stand beside them.
    effects = {
        "placement": outcome(8, 60_000),
        "closed": outcome(2, 150_000, nested_in="placement", nested_share=1.0),
        "drop_out": outcome(3, 10_000),
    }
    assert benefits(**effects) == 6 * 60_000 + 2 * 150_000 + 3 * 10_000
    effects["closed"]["nested_share"] = 0.0
    assert benefits(**effects) == 8 * 60_000 + 2 * 150_000 + 3 * 10_000


@pytest.mark.unit
def test_unknown_nesting_gives_both_bounds_and_counts_once() -> None:
    effects = {"placement": outcome(8, 60_000), "closed": outcome(2, 150_000, nested_in="placement")}
    result = appraise(build(raw_case(effect=effects)))
    bounds = result.nesting.set_index("bound")["benefits"]
    assert bounds["all nested"] == result.result("benefits") == 660_000
    assert bounds["none nested"] == 780_000


@pytest.mark.unit
def test_three_levels_count_once() -> None:
    effects = {
        "a": outcome(10, 1),
        "b": outcome(6, 10, nested_in="a", nested_share=1.0),
        "c": outcome(2, 100, nested_in="b", nested_share=1.0),
    }
    assert benefits(**effects) == 4 * 1 + 4 * 10 + 2 * 100


@pytest.mark.unit
def test_an_inner_outcome_without_a_price_keeps_the_outer_price() -> None:
    effects = {"placement": outcome(8, 60_000), "closed": {**outcome(2, 1, nested_in="placement"), "price": "unknown"}}
    assert benefits(**effects) == 8 * 60_000


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(st.floats(0, 100), st.floats(0, 1), st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1), st.floats(0, 1))
def test_nesting_never_raises_benefits(
    outer: float, part: float, price: float, inner_price: float, share: float, additionality: float
) -> None:
    plain = {"outer": outcome(outer, price, additionality=additionality), "inner": outcome(outer * part, inner_price)}
    nested = {**plain, "inner": {**plain["inner"], "nested_in": "outer", "nested_share": share}}
    free, once = benefits(**plain), benefits(**nested)
    assert once <= free * (1 + 1e-12)
    more = {**plain, "inner": {**plain["inner"], "nested_in": "outer", "nested_share": min(1.0, share + 0.1)}}
    assert benefits(**more) <= once * (1 + 1e-12)
