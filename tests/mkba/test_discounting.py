from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import InputError, UsageError
from wij_impact.mkba import discount_factors, internal_rate_of_return, load_discount_schedules, present_value


@pytest.mark.reference
def test_npv_at_printed_precision(shared: Path) -> None:
    case = json.loads((shared / "cases/mkba/npv/expected.json").read_text())
    for npv in case["npv"]:
        # Printed with five decimals.
        assert round(present_value(npv["flows"], npv["rate"]), 5) == npv["expect"]
    for irr in case["irr"]:
        digits = len(str(irr["expect"]).split(".")[1])
        assert round(internal_rate_of_return(irr["flows"]), digits) == irr["expect"]


@pytest.mark.reference
def test_three_shapes_at_printed_precision(shared: Path) -> None:
    cases = json.loads((shared / "cases/mkba/discounting/cba_cases.json").read_text())["cases"]
    assert len(cases) == 11
    for case in cases:
        benefit = discount_factors(case["rb"], case["nb"] + 1, shape=case["shape"])[-1]
        cost = discount_factors(case["rc"], case["nc"] + 1, shape=case["shape"])[-1]
        net = case["impact"] * case["val"] * benefit - case["cost"] * cost
        # Printed in whole units, for the largest two rounded to millions of the input's own size.
        assert net == pytest.approx(case["expect"], abs=0.5), case


@pytest.mark.reference
def test_kinked_schedule_by_closed_form() -> None:
    factors = discount_factors("nl_2025", 61)
    assert factors[35] == pytest.approx(1.028**-35, rel=1e-14)
    assert factors[36] == pytest.approx(1.028**-35 / 1.018, rel=1e-14)
    assert factors[60] == pytest.approx(1.028**-35 * 1.018**-25, rel=1e-14)
    assert np.all(np.diff(factors) < 0)  # with spot rates per maturity the factor would jump up at the kink
    np.testing.assert_allclose(discount_factors({1: 0.028, 36: 0.018}, 61), factors, rtol=0)
    np.testing.assert_allclose(discount_factors([(1, 0.028), (36, 0.018)], 61), factors, rtol=0)


@pytest.mark.unit
def test_dated_schedules() -> None:
    assert discount_factors("nl_2015", 3).tolist() == [1.0, 1.03**-1, 1.03**-2]
    assert discount_factors("nl_2020", 2)[1] == 1 / 1.0225
    assert discount_factors("nl_2020_fixed", 2)[1] == 1 / 1.016
    assert discount_factors("nl_2020_procyclical", 2)[1] == 1 / 1.029
    schedules = load_discount_schedules()
    assert schedules["nl_2020"].status == "confirmed"
    assert schedules["nl_2025"].status == schedules["nl_2020_fixed"].status == "unverified"
    assert discount_factors("nl_2020", 0).tolist() == []
    assert discount_factors("nl_2025", 1).tolist() == [1.0]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("schedule", "says"),
    [
        (3, "0.03"),
        (2.25, "0.0225"),
        (-1, "above -1"),
        (math.nan, "not a discount rate"),
        (True, "not a discount rate"),
        ("nl_2021", "Did you mean nl_20"),
        ("", "Choose from"),
        ({2: 0.03}, "Start at period 1"),
        ({}, "Start at period 1"),
        ([(1, 0.03), (1, 0.02)], "Start at period 1"),
        ([(1, 3)], "0.03"),
    ],
)
def test_wrong_schedules_say_how_to_mend(schedule: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        discount_factors(schedule, 3)  # type: ignore[arg-type]


@pytest.mark.unit
@pytest.mark.parametrize("years", [-1, 2.5, 2.0, "3", True, None])
def test_years_is_a_whole_number(years: object) -> None:
    with pytest.raises(UsageError, match="years"):
        discount_factors(0.03, years)  # type: ignore[arg-type]


@pytest.mark.unit
def test_a_missing_flow_is_not_zero() -> None:
    with pytest.raises(InputError, match="year 1 is missing"):
        present_value([1.0, math.nan], 0.03)
    with pytest.raises(UsageError):
        present_value([[1.0], [2.0]], 0.03)
    assert present_value([], 0.03) == 0.0


flows = st.lists(st.floats(-1e9, 1e9, allow_subnormal=False), min_size=1, max_size=40)
rates = st.floats(-0.5, 0.9)


@pytest.mark.property
@given(flows)
def test_discount_zero_is_the_plain_sum(values: list[float]) -> None:
    assert present_value(values, 0.0) == math.fsum(values)
    assert present_value(values, None) == math.fsum(values)


@pytest.mark.property
@given(flows, rates)
def test_present_value_equals_the_year_by_year_sum(values: list[float], rate: float) -> None:
    direct = math.fsum(v / (1 + rate) ** t for t, v in enumerate(values))
    size = math.fsum(abs(v) / (1 + rate) ** t for t, v in enumerate(values))
    # Two orders of the same products: a few units in the last place of the largest term.
    assert abs(present_value(values, rate) - direct) <= 1e-13 * size


@pytest.mark.property
@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(1, 12), st.floats(-0.2, 0.5)), min_size=1, max_size=4), st.integers(1, 50))
def test_a_factor_is_the_product_of_forward_rates(steps: list[tuple[int, float]], years: int) -> None:
    first, pairs = 1, []
    for length, rate in steps:
        pairs.append((first, rate))
        first += length
    expected = [1.0]
    for t in range(1, years):
        rate = [r for f, r in pairs if f <= t][-1]
        expected.append(expected[-1] / (1 + rate))
    np.testing.assert_allclose(discount_factors(pairs, years), expected, rtol=1e-12)


@pytest.mark.property
@given(st.lists(st.floats(1, 1000), min_size=1, max_size=15), st.floats(-0.3, 0.9))
def test_internal_rate_brings_the_value_to_zero(gains: list[float], rate: float) -> None:
    # Built to have exactly this rate: the outlay is the present value of the gains (one change of sign, one root).
    outlay = math.fsum(g * (1 + rate) ** -(t + 1) for t, g in enumerate(gains))
    assert internal_rate_of_return([-outlay, *gains]) == pytest.approx(rate, abs=1e-7)


@pytest.mark.unit
def test_no_internal_rate_is_nan() -> None:
    for values in ([1, 2, 3], [-1, -2], [0, 0], [5], []):
        assert math.isnan(internal_rate_of_return(values))
    assert internal_rate_of_return([0, -100, 110, 0]) == pytest.approx(0.1)


@pytest.mark.reference
def test_treasury_schedule() -> None:
    # The Green Book prints 1,000 pounds as 966, 934, ... 709 over ten years at 3.5%; then steps after 30 and 75 years.
    printed = [1000, 966, 934, 902, 871, 842, 814, 786, 759, 734, 709]
    factors = discount_factors("uk_green_book", 80)
    assert (factors[:11] * 1000).round().tolist() == printed
    assert factors[77] == pytest.approx(1.035**-30 * 1.03**-45 * 1.025**-2, rel=1e-13)
