from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mkba.support import build, effect, raw_case, sourced, uncertain
from wij_impact import UsageError
from wij_impact.mkba import (
    appraise,
    balance,
    internal_rate_of_return,
    load_case,
    sensitivity,
    switching_value,
    switching_values,
    tornado,
)

#: Every unit of effect is worth this in the base case, before quantity x additionality.
PER_UNIT = 100 * (1 / 1.03 + 0.8 / 1.03**2 + 0.64 / 1.03**3)


@pytest.mark.reference
def test_closed_forms() -> None:
    case = build(raw_case())
    assert switching_value(case, "effect.less.additionality") == pytest.approx(500 / (6 * PER_UNIT), rel=1e-9)
    assert switching_value(case, "effect.less.quantity") == pytest.approx(500 / (0.5 * PER_UNIT), rel=1e-9)
    assert switching_value(case, "cost.staff.price") == pytest.approx(3 * PER_UNIT / 10, rel=1e-9)
    assert switching_value(case, "effect.less.displacement") == pytest.approx(1 - 500 / (3 * PER_UNIT), rel=1e-9)
    # The second year's 240 is needed for a part: 500 = 300/1.03 + x 240/1.03^2, so 1 + x years... up to year 3.
    need = (500 - 300 / 1.03) / (240 / 1.03**2)
    assert switching_value(case, "effect.less.duration") == pytest.approx(1 + need, rel=1e-9)
    flows = [-500, 300, 240, 192]
    assert switching_value(case, "discount") == pytest.approx(internal_rate_of_return(flows), rel=1e-9)
    twice = switching_value(case, "effect.less.price", ratio=2)
    assert twice is not None
    assert appraise(case.with_value("effect.less.price", twice)).benefit_cost_ratio == pytest.approx(2)


@pytest.mark.unit
def test_none_when_there_is_none() -> None:
    case = build(raw_case())
    assert switching_value(case, "effect.less.cashable") is None  # the balance does not depend on it
    assert switching_value(case, "effect.less.cashable_lag") is None
    assert switching_value(case, "cost.staff.payers.gemeente") is None
    dear = build(raw_case(cost={"staff": {"quantity": 1000, "price": sourced(50), "payers": {"gemeente": 1.0}}}))
    assert switching_value(dear, "effect.less.additionality") is None  # would have to be above 1
    assert switching_value(dear, "effect.less.duration") is None
    free = build(raw_case(cost={}, effect={}))
    assert switching_value(free, "discount") is None


@pytest.mark.unit
def test_for_whom_and_for_what_is_unknown() -> None:
    case = build(raw_case(cost={"start": {"quantity": 1, "price": "unknown", "payers": {"gemeente": 1.0}}}))
    assert switching_value(case, "cost.start.price") == pytest.approx(3 * PER_UNIT)
    assert switching_value(case, "cost.start.price", payer="gemeente") == pytest.approx(0.7 * 3 * PER_UNIT)
    assert switching_value(case, "cost.start.price", payer="rijk") is None
    with pytest.raises(UsageError, match="gemeente"):
        switching_value(case, "cost.start.price", payer="gemente")
    with pytest.raises(UsageError, match=r"Did you mean cost\.start\.price"):
        switching_value(case, "cost.start.prce")


@pytest.mark.unit
def test_payer_shares_switch_for_the_payer() -> None:
    case = build(
        raw_case(cost={"staff": {"quantity": 10, "price": sourced(50), "payers": {"gemeente": 0.6, "rijk": 0.4}}})
    )
    share = switching_value(case, "effect.less.payers.gemeente", payer="gemeente")
    assert share == pytest.approx(300 / (3 * PER_UNIT), rel=1e-9)


@pytest.mark.unit
def test_shared_numbers_switch_together_and_in_their_own_unit() -> None:
    raw = raw_case(
        input={"people": sourced(6)},
        effect={
            "less": effect(quantity={"input": "people"}),
            "more": effect(quantity={"input": "people"}, price="place", payers={"rijk": 1.0}),
        },
    )
    case = build(raw)
    people = switching_value(case, "input.people")
    worth = 0.5 * PER_UNIT * (1 + 10 * 1.02 * 1.03)
    assert people == pytest.approx(500 / worth, rel=1e-9)
    dear = build({**raw, "cost": {"staff": {"quantity": 100, "price": sourced(500), "payers": {"gemeente": 1.0}}}})
    price = switching_value(dear, "price.place")
    assert price == pytest.approx((50_000 / (3 * PER_UNIT / 100) - 100) / (1.02 * 1.03), rel=1e-9)


@pytest.mark.unit
def test_the_nearest_of_several_is_given() -> None:
    # A duration with upkeep: long enough to earn the start, not so long that the upkeep outgrows the fading effect.
    raw = raw_case(
        horizon=12,
        discount=0.0,
        input={"years": sourced(2)},
        cost={
            "upkeep": {
                "quantity": 1,
                "price": sourced(40),
                "duration": {"input": "years"},
                "payers": {"gemeente": 1.0},
            },
            "start": {"quantity": 1, "price": sourced(60), "payers": {"gemeente": 1.0}},
        },
        effect={
            "less": effect(quantity=1, additionality=sourced(1), onset=0, drop_off=0.5, duration={"input": "years"})
        },
    )
    case = build(raw)

    def balance(years: float) -> float:
        return appraise(case.with_value("input.years", years)).net_present_value

    # 100 t - 40 t - 60 = 0 at t = 1; at t = 2 there is 10, and from there 25 - 40 a year: 0 again at 2 + 10/15.
    assert balance(1.0) == pytest.approx(0, abs=1e-9)
    assert switching_value(case, "input.years") == pytest.approx(2 + 10 / 15, rel=1e-9)
    near_one = switching_value(case.with_value("input.years", 1.1), "input.years")
    assert near_one == pytest.approx(1.0, rel=1e-9)
    far = switching_value(case.with_value("input.years", 2.6), "input.years")
    assert far is not None
    assert far > 2
    assert balance(far) == pytest.approx(0, abs=1e-6)


@pytest.mark.property
@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(
        [
            "effect.less.additionality",
            "effect.less.attribution",
            "effect.less.displacement",
            "effect.less.drop_off",
            "effect.less.onset",
            "effect.less.duration",
            "effect.less.quantity",
            "effect.less.price",
            "cost.staff.quantity",
            "cost.staff.start",
            "discount",
        ]
    ),
    st.floats(0.1, 1e4),
    st.floats(1, 1e4),
    st.floats(0, 0.9),
    st.sampled_from([0, 0.5, 1]),
    st.sampled_from([0.5, 2, 3.7]),
)
def test_the_switching_value_balances_the_case(
    path: str, quantity: float, price: float, drop: float, onset: float, duration: float
) -> None:
    case = build(
        raw_case(
            effect={
                "less": effect(quantity=quantity, price=sourced(price), drop_off=drop, onset=onset, duration=duration)
            }
        )
    )
    value = switching_value(case, path)
    low, high = case.range_of(path)
    if value is None:
        # Then the balance has one sign over all of what the number may be.
        top = min(high, 1e12) if not math.isinf(high) else 1e12
        if path.endswith(("duration", "onset", "start")):
            top = 4.0
        points = np.linspace(max(low, 1e-9) if path.endswith("duration") else max(low, -0.98), top, 30)
        signs = {np.sign(round(appraise(case.with_value(path, float(x))).net_present_value, 6)) for x in points}
        assert len(signs - {0.0}) <= 1
    else:
        assert low <= value <= high
        result = appraise(case.with_value(path, value))
        size = result.result("costs") + result.result("benefits")
        assert abs(result.net_present_value) <= 1e-6 * size


@pytest.mark.unit
def test_tornado_is_one_at_a_time_and_sorted() -> None:
    raw = raw_case(
        cost={"staff": {"quantity": 10, "price": uncertain(50, 40, 60, "uniform"), "payers": {"gemeente": 1.0}}},
        effect={"less": effect(additionality=uncertain(0.5, 0, 1, "uniform"))},
    )  # fmt: skip
    table = tornado(build(raw))
    assert table["parameter"].tolist() == ["effect.less.additionality", "cost.staff.price"]
    row = table.iloc[1]
    assert (row["input_low"], row["input_high"]) == pytest.approx((40.5, 59.5))
    assert row["swing"] == pytest.approx(190)
    assert row["at_low"] - row["estimate"] == pytest.approx(95)
    assert (row["lower"], row["upper"]) == (row["at_high"], row["at_low"])


@pytest.mark.unit
def test_table_of_switching_values() -> None:
    table = switching_values(build(raw_case())).set_index("parameter")
    assert table.loc["effect.less.additionality", "pays_from"] == "at least"
    assert table.loc["cost.staff.price", "pays_from"] == "at most"
    assert "effect.less.payers.gemeente" not in table.index


@pytest.mark.unit
@pytest.mark.parametrize("name", ["jim", "ojg", "besturingsmodel"])
def test_the_balance_by_one_number_is_that_of_the_case_with_it(name: str) -> None:
    case = load_case(name)
    for path in case.parameter_paths():
        if sum(one.startswith(f"{path.partition('.payers.')[0]}.payers.") for one in case.numbers) == 1:
            continue  # the only payer of an item: its share can be nothing but 1
        low, high = case.range_of(path)
        balanced = sensitivity._balances(case, path, None, min(max(0.5, low), high))
        for value in (min(max(one, low), high) for one in (0.25, 2.0)):
            np.testing.assert_equal(vars(balanced(value)), vars(balance(case.with_value(path, value))), path)


@pytest.mark.unit
def test_a_number_put_in_place_leaves_the_others_as_their_grades_do() -> None:
    case = load_case("jim")
    path = "cost.begeleiding.price"
    changed = case.with_value(path, 0.5)
    anew = dataclasses.replace(changed)
    assert list(changed.effective().items()) == list(anew.effective().items())
    assert changed.effective()[path].value == 0.5
