from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mkba.support import build, effect, raw_case, sourced
from wij_impact.mkba import appraise, compare, discount_factors, present_value, simulate
from wij_impact.mkba.cashflow import activity


@pytest.mark.reference
def test_the_yearly_benefit_by_hand() -> None:
    result = appraise(build(raw_case()))
    # 6 x 0.5 x 100 = 300 from year 1, a fifth less each year; year 0 undiscounted; 10 x 50 cost in year 0.
    benefits = 300 / 1.03 + 240 / 1.03**2 + 192 / 1.03**3
    assert result.result("benefits") == pytest.approx(benefits, rel=1e-14)
    assert result.result("costs") == 500.0
    assert result.net_present_value == pytest.approx(benefits - 500, rel=1e-13)
    assert result.benefit_cost_ratio == pytest.approx(benefits / 500)
    # Balances: -500, -208.7, 17.5: paid back in 2022.
    assert result.payback_year == 2022
    flows = result.cashflows
    assert list(flows.columns) == ["item", "section", "payer", "year", "real", "discounted", "cash"]
    rijk = flows[(flows["payer"] == "rijk") & (flows["section"] == "effect")]
    np.testing.assert_allclose(rijk["real"], [0, 90, 72, 57.6], rtol=1e-13)
    assert rijk["year"].tolist() == [2020, 2021, 2022, 2023]


@pytest.mark.reference
def test_every_factor_of_the_chain() -> None:
    less = effect(
        attribution=sourced(0.8), displacement=sourced(0.25), over=2, onset=0, duration=1.5, drop_off=0.0,
        cashable=sourced(0.5), cashable_lag=1,
    )  # fmt: skip
    result = appraise(build(raw_case(effect={"less": less}, discount=0.1)))
    yearly = 6 * 2 * 0.5 * 0.8 * 0.75 * 100
    assert result.result("benefits") == pytest.approx(yearly * (1 + 0.5 / 1.1), rel=1e-14)
    # The cash comes a year later, half of it.
    assert result.result("cashable_benefits") == pytest.approx(yearly * 0.5 * (1 / 1.1 + 0.5 / 1.21), rel=1e-14)
    assert result.result("cashable_balance") == pytest.approx(result.result("cashable_benefits") - 500, rel=1e-12)


@pytest.mark.unit
def test_what_is_not_money_is_not_cash() -> None:
    raw = raw_case()
    raw["cost"]["mentors"] = {"kind": "volunteer_time", "quantity": 5, "price": sourced(10), "payers": {"inwoner": 1.0}}
    result = appraise(build(raw))
    assert result.result("costs") == 550
    assert result.result("cashable_balance") == -500
    assert result.by_payer.set_index("payer").loc["inwoner", "cashable_balance"] == 0


@pytest.mark.reference
@pytest.mark.parametrize(
    ("onset", "duration", "drop_off", "expected"),
    [
        (0, 1, 0.0, [1, 0, 0, 0]),
        (0, 2.5, 0.0, [1, 1, 0.5, 0]),
        (1, math.inf, 0.1, [0, 1, 0.9, 0.81]),
        (0.5, 1, 0.0, [0.5, 0.5, 0, 0]),
        (0.5, 2, 0.5, [0.5, 0.5**0.5, 0.5 * 0.5**1.5, 0]),
        (0, 4, 1.0, [1, 0, 0, 0]),
        (3.25, 9, 0.0, [0, 0, 0, 0.75]),
        (9, 9, 0.2, [0, 0, 0, 0]),
        (0, 0.25, 0.3, [0.25, 0, 0, 0]),
    ],
)
def test_profile_over_the_years(onset: float, duration: float, drop_off: float, expected: list[float]) -> None:
    np.testing.assert_allclose(activity(onset, duration, drop_off, 4), expected, rtol=1e-14)


@pytest.mark.property
@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.floats(0, 6), st.floats(0.01, 8), st.floats(0, 1)), min_size=1, max_size=5),
    st.sampled_from([(0, 1, 2), (1, 2), (2,), (0,), (1,)]),
)
def test_profiles_of_draws_are_the_profiles_of_each_draw(
    rows: list[tuple[float, float, float]], vary: tuple[int, ...]
) -> None:
    table = np.array(rows)
    inputs = [table[:, i] if i in vary else float(round(table[0, i])) or (1.0 if i == 1 else 0.0) for i in range(3)]
    inputs = [min(x, 1.0) if i == 2 and np.ndim(x) == 0 else x for i, x in enumerate(inputs)]
    together = activity(*inputs, 6)
    for draw in range(len(rows)):
        alone = activity(*(float(x[draw]) if np.ndim(x) else x for x in inputs), 6)
        np.testing.assert_allclose(together[:, draw], alone, rtol=1e-12, atol=1e-300)


@pytest.mark.unit
def test_no_costs_gives_no_ratio_and_nothing_to_pay_back() -> None:
    result = appraise(build(raw_case(cost={})))
    assert math.isnan(result.benefit_cost_ratio)
    assert math.isnan(result.payback_year)
    never = appraise(build(raw_case(effect={"less": effect(quantity=1)})))
    assert math.isnan(never.payback_year)
    # A balance that turns bad later was not paid back: the running total has to stay up.
    raw = raw_case(effect={"less": effect(onset=0, quantity=20, duration=1)})
    raw["cost"]["later"] = {"quantity": 100, "price": sourced(50), "start": 3, "payers": {"gemeente": 1.0}}
    assert math.isnan(appraise(build(raw)).payback_year)


@pytest.mark.unit
def test_transfers_cancel_for_society_and_stay_per_payer() -> None:
    raw = raw_case(
        transfer={"own": {"from": "inwoner", "to": "gemeente", "quantity": 3, "price": sourced(33.3), "duration": 2}}
    )
    plain, result = appraise(build(raw_case())), appraise(build(raw))
    assert result.net_present_value == plain.net_present_value
    assert result.result("transfers") == 0.0
    payers = result.by_payer.set_index("payer")["transfers"]
    amount = 99.9 * (1 + 1 / 1.03)
    assert payers["gemeente"] == pytest.approx(amount)
    assert payers["inwoner"] == -payers["gemeente"]
    seen = appraise(build({**raw, "perspective": "gemeente"}))
    assert seen.result("transfers") == pytest.approx(amount)
    assert seen.result("benefits") == pytest.approx(0.7 * plain.result("benefits"))


@pytest.mark.unit
def test_unpriced_items_are_listed_and_not_counted_as_zero_effort() -> None:
    raw = raw_case(pm={"joy": {"label": "joy", "sign": "+", "payers": ["inwoner"]}})
    raw["effect"]["more"] = effect(price="unknown")
    raw["cost"]["start"] = {"quantity": 1, "price": "empty"}
    result = appraise(build(raw))
    listed = result.unpriced.set_index("item")
    assert listed["reason"].to_dict() == {
        "cost.start": "unknown: price", "effect.more": "unknown: price", "pm.joy": "pm",
    }  # fmt: skip
    assert listed["sign"].to_dict() == {"cost.start": -1, "effect.more": 1, "pm.joy": 1}
    assert result.net_present_value == appraise(build(raw_case())).net_present_value


@pytest.mark.unit
def test_evidence_says_what_the_result_rests_on() -> None:
    raw = raw_case()
    raw["cost"]["staff"]["quantity"] = sourced(10)
    shares = appraise(build(raw)).evidence.set_index(["side", "basis"])["share"]
    assert shares["costs", "sourced"] == 1.0
    assert shares["benefits", "none"] == 1.0  # 6, 3 and 0.2 were written down without a source
    sourced_effect = {k: sourced(v) if isinstance(v, int | float) else v for k, v in effect().items()}
    raw["effect"]["less"] = sourced_effect
    assert appraise(build(raw)).evidence.set_index(["side", "basis"])["share"]["benefits", "sourced"] == 1.0
    raw["effect"]["less"] = {**sourced_effect, "drop_off": {"value": 0.2, "evidence": "E"}}
    assert appraise(build(raw)).evidence.set_index(["side", "basis"])["share"]["benefits", "assumption"] == 1.0
    del sourced_effect["additionality"]
    raw["effect"]["less"] = sourced_effect
    assert appraise(build(raw)).evidence.set_index(["side", "basis"])["share"]["benefits", "none"] == 1.0


@pytest.mark.unit
def test_schedules_per_item_and_per_case() -> None:
    raw = raw_case(discount="nl_2020")
    raw["cost"]["staff"].update(duration=4, discount="nl_2020_fixed")
    result = appraise(build(raw))
    assert result.result("costs") == pytest.approx(present_value([500] * 4, "nl_2020_fixed"))
    raw = raw_case(discount={"1": 0.03, "3": 0.01})
    expected = present_value([0, 300, 240, 192], {1: 0.03, 3: 0.01})
    assert appraise(build(raw)).result("benefits") == pytest.approx(expected, rel=1e-14)


@pytest.mark.unit
def test_nominal_amounts_are_deflated_by_the_stated_path() -> None:
    raw = raw_case(inflation={"2021": 0.05, "2022": 0.02, "2023": 0.0}, discount=0.0)
    raw["cost"]["staff"].update(duration=4, nominal=True)
    assert appraise(build(raw)).result("costs") == pytest.approx(500 * (1 + 1 / 1.05 + 2 / (1.05 * 1.02)), rel=1e-14)


@pytest.mark.unit
def test_evidence_grades_are_visible_and_can_be_switched_off() -> None:
    raw = raw_case(apply_evidence_grades=True, effect={"less": effect(evidence="D")})
    graded, plain = build(raw), build({**raw, "apply_evidence_grades": False})
    assert appraise(graded).result("benefits") == pytest.approx(0.5 * appraise(plain).result("benefits"))
    register = graded.parameters().set_index("parameter").loc["effect.less.additionality"]
    assert (register["value"], register["graded_value"]) == (0.5, 0.25)


amounts = st.floats(0.01, 1e6)
shares = st.floats(0, 1)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A random case of up to three costs, three effects and a transfer over four payers."""
    names = ["gemeente", "rijk", "zorgverzekeraar", "inwoner"]

    def payers() -> dict[str, float]:
        weights = draw(st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any))
        # The last one takes the rest, so that they add up to 1 within rounding.
        return {n: w / sum(weights) for n, w in zip(names, weights, strict=True)}

    def timing(start: str) -> dict[str, Any]:
        return {start: draw(st.sampled_from([0, 0.5, 1, 3])), "duration": draw(st.sampled_from([0.25, 1, 2.5, 40]))}

    raw = raw_case(
        horizon=draw(st.integers(1, 8)), discount=draw(st.sampled_from([0.0, 0.03, "nl_2020"])), cost={}, effect={}
    )
    for i in range(draw(st.integers(0, 3))):
        raw["cost"][f"c{i}"] = {
            "quantity": draw(amounts),
            "price": sourced(draw(amounts)),
            "payers": payers(),
            **timing("start"),
        }
    for i in range(draw(st.integers(0, 3))):
        raw["effect"][f"e{i}"] = {
            "quantity": draw(amounts),
            "price": sourced(draw(amounts)),
            "additionality": draw(st.floats(-1, 1)),
            "attribution": draw(shares),
            "displacement": draw(shares),
            "drop_off": draw(shares),
            "cashable": draw(shares),
            "cashable_lag": draw(st.sampled_from([0, 1])),
            "payers": payers(),
            **timing("onset"),
        }
    if draw(st.booleans()):
        raw["transfer"] = {
            "t": {"from": "rijk", "to": "gemeente", "quantity": draw(amounts), "price": sourced(draw(amounts))}
        }
    return raw


def turnover(result: Any) -> float:
    return float(result.cashflows["discounted"].abs().sum())


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(cases())
def test_payers_add_up_to_the_total(raw: dict[str, Any]) -> None:
    result = appraise(build(raw))
    sums = (
        result.by_payer.drop(columns="payer").sum()
        if len(result.by_payer)
        else pd.Series(0.0, index=result.by_payer.columns)
    )
    for name in ("costs", "benefits", "net_present_value", "cashable_balance"):
        total = result.result(name)
        found = float(sums.get(name, 0.0))
        assert abs(found - total) <= 1e-9 * turnover(result), name
    by_item = float((result.by_item.loc[result.by_item["section"] != "transfer", "present_value"]).sum())
    assert abs(by_item - result.net_present_value) <= 1e-9 * turnover(result)


@pytest.mark.property
@settings(max_examples=30, deadline=None)
@given(cases())
def test_zero_effect_is_exactly_minus_the_costs(raw: dict[str, Any]) -> None:
    for less in raw["effect"].values():
        less["additionality"] = 0.0
    result = appraise(build(raw))
    assert result.net_present_value == -result.result("costs")
    assert result.result("benefits") == 0.0


@pytest.mark.property
@settings(max_examples=30, deadline=None)
@given(cases())
def test_doubling_prices_doubles_benefits(raw: dict[str, Any]) -> None:
    once = appraise(build(raw))
    for less in raw["effect"].values():
        less["price"]["value"] *= 2
    twice = appraise(build(raw))
    # A power of two loses no bits, but below the smallest normal number (2e-308) there are fewer bits to lose.
    assert twice.result("benefits") == pytest.approx(2 * once.result("benefits"), rel=0, abs=1e-300)
    assert twice.result("costs") == once.result("costs")


def turned(table: Any) -> Any:
    """The same tables with every key in the opposite order."""
    if isinstance(table, dict):
        return {key: turned(table[key]) for key in reversed(table)}
    return table


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(cases())
def test_the_order_of_the_file_changes_no_bit(raw: dict[str, Any]) -> None:
    one, other = appraise(build(raw)), appraise(build(turned(copy.deepcopy(raw))))
    for name in ("cashflows", "totals", "by_payer", "by_item", "evidence"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


@pytest.mark.property
@settings(max_examples=30, deadline=None)
@given(cases())
def test_discounted_flows_are_the_real_ones_times_the_factors(raw: dict[str, Any]) -> None:
    case = build(raw)
    flows = appraise(case).cashflows
    factors = discount_factors(raw["discount"], case.horizon)
    if len(flows):
        np.testing.assert_allclose(
            flows["discounted"], flows["real"] * factors[flows["year"] - 2020], rtol=1e-9, atol=1e-6
        )
    if raw["discount"] == 0.0 and len(flows):
        assert flows["discounted"].tolist() == flows["real"].tolist()


@pytest.mark.unit
def test_compare_says_when_cases_are_not_comparable() -> None:
    one, longer = build(raw_case()), build(raw_case(horizon=9))
    table = compare([one, longer, build(raw_case(perspective="gemeente"))])
    assert table["comparable"].tolist() == [True, False, False]
    assert table["net_present_value"][0] == appraise(one).net_present_value


@pytest.mark.unit
def test_a_side_without_any_number_is_not_known() -> None:
    raw = raw_case()
    raw["cost"] = {"start": {"label": "start", "quantity": 1, "price": "unknown", "payers": {"gemeente": 1}}}
    result = appraise(build(raw))
    assert result.unknown_sides == ("costs",)
    assert "net present value not known EUR (costs not known" in repr(result)
    assert appraise(build(raw_case())).unknown_sides == ()
    partly = raw_case()
    partly["cost"]["start"] = {"label": "start", "quantity": 1, "price": "unknown", "payers": {"gemeente": 1}}
    assert appraise(build(partly)).unknown_sides == ()


@pytest.mark.unit
def test_a_side_of_which_nothing_is_known_is_not_zero() -> None:
    """The one effect has no price: no benefits, no balance and no chance; the costs stay."""
    raw = raw_case(effect={"less": effect(price="unknown")})
    case = build(raw)
    result = appraise(case)
    assert result.unknown_sides == ("benefits",)
    known = result.totals.set_index("result")["estimate"].dropna()
    assert known.to_dict() == {"costs": 500.0, "transfers": 0.0}
    assert "net present value not known" in repr(result)
    drawn = simulate(case, draws=100)
    assert drawn.draws[["costs.total", "costs.gemeente"]].eq(500).all(axis=None)
    lost = [name for name in drawn.draws if name.startswith(("benefits", "net", "cashable"))]
    assert drawn.draws[lost].isna().all(axis=None)
    assert math.isnan(drawn.chance())
    assert drawn.verdict() == "no_balance"
    assert compare([case])["benefits"].isna().all()
    # A transfer within the whole of society comes to nothing, whatever its size.
    moved = {"fine": {"from": "gemeente", "to": "rijk", "quantity": 1, "price": "unknown"}}
    whole = appraise(build(raw_case(transfer=moved)))
    assert whole.unknown_sides == ()
    assert whole.net_present_value == pytest.approx(appraise(build(raw_case())).net_present_value)
