from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.mkba.support import build, effect, raw_case, sourced, uncertain
from wij_impact import InputError, UsageError
from wij_impact.mkba import appraise, evppi, simulate
from wij_impact.mkba.draws import BLOCK


def doubtful(**changes: Any) -> dict[str, Any]:
    raw = raw_case(
        input={"people": uncertain(10, 5, 20, "pert")},
        cost={
            "staff": {
                "quantity": {"input": "people"},
                "price": uncertain(50, 40, 60, "normal"),
                "payers": {"gemeente": 0.8, "rijk": 0.2},
            }
        },
        effect={
            "less": effect(
                quantity={"input": "people"},
                additionality=uncertain(0.5, 0.1, 0.9, "beta"),
                price="place",
                duration=uncertain(2, 0.5, 4, "triangular"),
                drop_off=uncertain(0.2, 0, 0.5, "uniform"),
                onset=uncertain(0.5, 0, 2, "uniform"),
                cashable=uncertain(0.5, 0, 1, "uniform"),
                cashable_lag=1,
            )
        },
        transfer={"own": {"from": "inwoner", "to": "gemeente", "quantity": 3, "price": sourced(33.3)}},
    )
    return {**raw, **changes}


@pytest.mark.property
def test_every_draw_is_the_appraisal_of_its_inputs() -> None:
    case = build(doubtful(horizon=5))
    result = simulate(case, 25, seed=3)
    inputs = result.inputs()
    for draw in range(25):
        fixed = case
        for path, value in inputs.loc[draw].items():
            fixed = fixed.with_value(str(path), float(value))
        # `price.place` is a stream shared by fields; with_value sets it in its own unit.
        alone = appraise(fixed)
        row = result.draws.loc[draw]
        for name in ("costs", "benefits", "net_present_value", "cashable_balance", "benefit_cost_ratio"):
            assert row[f"{name}.total"] == pytest.approx(alone.result(name), rel=1e-9, abs=1e-6), name
        payback = alone.payback_year
        assert row["payback_year.total"] == payback or (math.isnan(payback) and math.isnan(row["payback_year.total"]))
        for line in alone.by_payer.to_dict("records"):
            for name in ("costs", "benefits", "net_present_value", "cashable_balance"):
                assert row[f"{name}.{line['payer']}"] == pytest.approx(line[name], rel=1e-9, abs=1e-6)


@pytest.mark.property
def test_same_seed_same_bytes_and_seed_zero_is_a_seed() -> None:
    case = build(doubtful())
    one, again, other = simulate(case, 300), simulate(case, 300, seed=0), simulate(case, 300, seed=1)
    assert one.draws.to_numpy().tobytes() == again.draws.to_numpy().tobytes()
    assert not one.draws.equals(other.draws)


@pytest.mark.property
def test_reordering_a_file_changes_no_draw() -> None:
    def turned(table: Any) -> Any:
        return {key: turned(table[key]) for key in reversed(table)} if isinstance(table, dict) else table

    one, other = simulate(build(doubtful()), 500), simulate(build(turned(copy.deepcopy(doubtful()))), 500)
    pd.testing.assert_frame_equal(one.draws, other.draws, check_exact=True)


@pytest.mark.property
def test_adding_an_input_or_drawing_more_leaves_the_other_draws_alone() -> None:
    raw = doubtful()
    before = simulate(build(raw), BLOCK + 100).inputs()
    raw["cost"]["also"] = {"quantity": uncertain(1, 0.5, 2, "gamma"), "price": sourced(1), "payers": {"rijk": 1.0}}
    after = simulate(build(raw), 2 * BLOCK).inputs()
    assert set(after.columns) - set(before.columns) == {"cost.also.quantity"}
    shared = list(before.columns)
    np.testing.assert_array_equal(after[shared].to_numpy()[:BLOCK], before.to_numpy()[:BLOCK])


@pytest.mark.simulation
def test_streams_are_independent_and_follow_their_distributions() -> None:
    inputs = simulate(build(doubtful()), 20_000).inputs()
    ranks = stats.spearmanr(inputs).statistic
    # Standard error of a rank correlation of 0 at this size is 0.007; 21 pairs, so 4.5 of those.
    assert np.abs(ranks - np.eye(len(ranks))).max() < 0.032
    # A beta's low and high are its 2.5 and 97.5 percentiles: se of the share is 0.0011.
    share = inputs["effect.less.additionality"]
    assert (share < 0.1).mean() == pytest.approx(0.025, abs=0.0045)
    assert (share > 0.9).mean() == pytest.approx(0.025, abs=0.0045)


@pytest.mark.simulation
def test_rank_correlations_are_met_and_leave_margins_alone() -> None:
    raw = doubtful()
    free = simulate(build(raw), 20_000).inputs()
    raw["correlation"] = [
        {"between": ["effect.less.duration", "input.people"], "rank": 0.7},
        {"between": ["price.place", "input.people"], "rank": -0.4},
    ]
    drawn = simulate(build(raw), 20_000).inputs()
    found = stats.spearmanr(drawn[["effect.less.duration", "input.people", "price.place"]]).statistic
    # Standard error about 0.005 to 0.007.
    assert found[0, 1] == pytest.approx(0.7, abs=0.03)
    assert found[1, 2] == pytest.approx(-0.4, abs=0.03)
    untouched = ["effect.less.additionality", "effect.less.drop_off", "cost.staff.price"]
    np.testing.assert_array_equal(drawn[untouched], free[untouched])
    for name in ("effect.less.duration", "input.people"):
        assert stats.ks_2samp(drawn[name], free[name]).pvalue > 1e-4
    raw["correlation"] = [
        {"between": ["effect.less.duration", "input.people"], "rank": 0.95},
        {"between": ["price.place", "input.people"], "rank": 0.95},
        {"between": ["price.place", "effect.less.duration"], "rank": -0.95},
    ]
    with pytest.raises(InputError, match="impossible together"):
        simulate(build(raw), 10)


@pytest.mark.unit
def test_summary_has_the_common_shape_and_the_chances() -> None:
    result = simulate(build(doubtful()), 2_000)
    table = result.summary()
    assert list(table.columns[:9]) == [
        "result",
        "payer",
        "estimate",
        "std_error",
        "lower",
        "upper",
        "level",
        "n",
        "method",
    ]
    rows = table.set_index(["result", "payer"])
    draws = result.draws["net_present_value.gemeente"]
    assert rows.loc[("net_present_value", "gemeente"), "estimate"] == pytest.approx(draws.mean())
    assert rows.loc[("net_present_value", "gemeente"), "lower"] == pytest.approx(draws.quantile(0.025))
    for payer in ("total", "gemeente", "rijk", "inwoner"):
        chance = rows.loc[("probability_benefits_exceed_costs", payer), "estimate"]
        assert chance == (result.draws[f"net_present_value.{payer}"] > 0).mean()
    assert result.payback()["estimate"].sum() == pytest.approx(1)
    assert result.net_benefits().shape == (2_000, 2)


@pytest.mark.unit
def test_payers_add_up_in_every_draw() -> None:
    draws = simulate(build(doubtful()), 500).draws
    for name in ("costs", "benefits", "net_present_value", "cashable_balance"):
        parts = draws[[c for c in draws.columns if c.startswith(f"{name}.") and not c.endswith(".total")]].sum(axis=1)
        np.testing.assert_allclose(parts, draws[f"{name}.total"], rtol=1e-9, atol=1e-7)


@pytest.mark.unit
def test_uncertain_shares_are_brought_back_to_one() -> None:
    raw = raw_case(effect={"less": effect(payers={"gemeente": uncertain(0.7, 0.5, 0.9, "uniform"), "rijk": 0.3})})
    draws = simulate(build(raw), 200).draws
    np.testing.assert_allclose(draws["benefits.gemeente"] + draws["benefits.rijk"], draws["benefits.total"], rtol=1e-12)
    assert draws["benefits.gemeente"].std() > 0


@pytest.mark.unit
def test_an_uncertain_discount_rate_is_drawn_too() -> None:
    case = build(raw_case(discount=uncertain(0.03, 0.01, 0.05, "uniform")))
    result = simulate(case, 50)
    for draw in range(5):
        rate = float(result.inputs()["discount"][draw])
        assert result.draws["benefits.total"][draw] == pytest.approx(
            appraise(case.with_value("discount", rate)).result("benefits")
        )


@pytest.mark.unit
def test_a_case_without_doubt_gives_one_number() -> None:
    case = build(raw_case())
    result = simulate(case, 10)
    assert np.ptp(result.draws["net_present_value.total"]) == 0
    assert result.draws["net_present_value.total"][0] == pytest.approx(appraise(case).net_present_value)
    assert math.isnan(simulate(build(raw_case(cost={})), 10).draws["benefit_cost_ratio.total"][0])


@pytest.mark.unit
@pytest.mark.parametrize(("draws", "seed"), [(0, 0), (-1, 0), (10, -1), (1.5, 0), (10, None), (True, 0)])
def test_wrong_draws_and_seeds(draws: Any, seed: Any) -> None:
    with pytest.raises(UsageError):
        simulate(build(raw_case()), draws, seed)


@pytest.mark.property
@settings(max_examples=20, deadline=None)
@given(st.integers(1, 60), st.integers(0, 2**40))
def test_any_seed_and_size(draws: int, seed: int) -> None:
    result = simulate(build(doubtful()), draws, seed)
    assert len(result.draws) == draws
    assert not result.draws.drop(columns=["payback_year.total"]).isna().any().any()


@pytest.mark.simulation
def test_value_of_information_of_a_case() -> None:
    result = simulate(build(doubtful()), 5_000)
    table = evppi(result.net_benefits(), result.inputs())
    assert table["parameter"].tolist() == sorted(result.inputs().columns)
    assert (table["estimate"] >= 0).all()
