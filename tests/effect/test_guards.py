"""What was not measured, what went missing, what selection does by itself, and several outcomes."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact.effect import adjust_outcomes, attrition_bounds, before_after, e_value, expected_regression
from wij_impact.errors import InputError, InsufficientEvidence, UsageError


@pytest.mark.reference
def test_published_e_values() -> None:
    # VanderWeele & Ding (2017): breastfeeding, RR 3.9 (1.8 to 8.7) gives 7.26 and 3.0.
    found = e_value(3.9, 1.8, 8.7)
    assert found.point == pytest.approx(7.26, abs=0.005)
    assert found.limit == pytest.approx(3.0, abs=0.05)
    # Below 1 the inverse is taken: 1 / 3.9 with upper limit 1 / 1.8 is the same finding.
    mirror = e_value(1 / 3.9, 1 / 8.7, 1 / 1.8)
    assert (mirror.point, mirror.limit) == pytest.approx((found.point, found.limit))
    # A difference d counts as exp(0.91 d): their table 2.
    assert e_value(0.5, measure="difference", sd=1).point == pytest.approx(e_value(math.exp(0.455)).point)
    assert e_value(4.0, measure="odds_ratio").point == pytest.approx(e_value(2.0).point)
    assert e_value(4.0, measure="rare_odds_ratio").point == pytest.approx(e_value(4.0).point)


@pytest.mark.unit
def test_e_value_of_nothing_is_one() -> None:
    assert e_value(1.0, 0.8, 1.3).point == 1
    assert e_value(1.2, 0.8, 1.5).limit == 1
    assert math.isnan(e_value(1.2).limit)
    assert e_value(0.0).point == math.inf
    with pytest.raises(InputError, match="not a ratio"):
        e_value(-1.0)
    with pytest.raises(InputError, match="does not hold"):
        e_value(2.0, 2.5)
    with pytest.raises(UsageError, match="sd above 0"):
        e_value(2.0, measure="difference")


@pytest.mark.property
@given(st.floats(1, 50), st.floats(1.01, 3))
def test_a_stronger_finding_needs_more(ratio: float, factor: float) -> None:
    assert e_value(ratio * factor).point > e_value(ratio).point
    assert e_value(ratio).point == pytest.approx(e_value(1 / ratio).point)


def trial(seed: int, n: int, effect: float = 0.0, leave: float = 0.3) -> tuple[pd.DataFrame, float]:
    """Scores 0 to 10; low scores leave, the treated less so. Returns also the effect on those who stay anyway."""
    rng = np.random.default_rng(seed)
    treated = (np.arange(n) < n // 2).astype(int)
    base = np.clip(rng.normal(5, 2, n), 0, 10)
    draw = rng.random(n)
    stays_control, stays_treated = draw > leave * (base < 5), draw > leave / 2 * (base < 5)
    y = np.clip(base + effect * treated, 0, 10)
    y[~np.where(treated == 1, stays_treated, stays_control)] = np.nan
    both = np.clip(base + effect, 0, 10) - base
    return pd.DataFrame({"t": treated, "y": y}), float(both[stays_control].mean())


@pytest.mark.unit
def test_without_missing_outcomes_the_bounds_are_the_difference() -> None:
    data, _ = trial(1, 60, leave=0.0)
    for options in ({"low": 0, "high": 10}, {"method": "lee"}):
        found = attrition_bounds(data, "y", "t", **options).iloc[0]
        assert found["bound_low"] == pytest.approx(found["observed"])
        assert found["bound_high"] == pytest.approx(found["observed"])
        assert math.isnan(found["estimate"])


@pytest.mark.unit
def test_worst_case_by_hand() -> None:
    data = pd.DataFrame({"t": [1] * 6 + [0] * 6, "y": [4, 6, 5, 5, 5, None, 3, 3, 3, 3, 3, None]})
    found = attrition_bounds(data, "y", "t", low=0, high=10).iloc[0]
    assert found["bound_low"] == pytest.approx(25 / 6 - 25 / 6)
    assert found["bound_high"] == pytest.approx(35 / 6 - 15 / 6)
    assert found["lower"] < found["bound_low"] < found["bound_high"] < found["upper"]


@pytest.mark.unit
def test_lee_by_hand() -> None:
    # 10 of 10 measured against 8 of 10: a fifth of the treated is cut off, from above and from below.
    data = pd.DataFrame({"t": [1] * 10 + [0] * 10, "y": [*range(1, 11), *([5.0] * 8), None, None]})
    found = attrition_bounds(data, "y", "t", method="lee").iloc[0]
    assert found["trimmed_share"] == pytest.approx(0.2)
    assert found["bound_low"] == pytest.approx(np.mean(range(1, 9)) - 5)
    assert found["bound_high"] == pytest.approx(np.mean(range(3, 11)) - 5)
    mirror = attrition_bounds(data.assign(t=1 - data["t"]), "y", "t", method="lee").iloc[0]
    for one, other in (("bound_low", "bound_high"), ("lower", "upper")):
        assert mirror[one] == pytest.approx(-found[other])


@pytest.mark.simulation
@pytest.mark.parametrize(("method", "n"), [("worst_case", 30), ("worst_case", 300), ("lee", 60), ("lee", 600)])
def test_the_interval_holds_the_truth(method: str, n: int) -> None:
    draws, held = 300, 0
    for seed in range(draws):
        data, truth = trial(seed, n, effect=1.0)
        options = {"low": 0, "high": 10} if method == "worst_case" else {}
        found = attrition_bounds(data, "y", "t", method=method, **options).iloc[0]
        held += found["lower"] <= truth <= found["upper"]
    assert held / draws >= 0.93 - 2 * math.sqrt(0.07 * 0.93 / draws)


@pytest.mark.unit
def test_bounds_refuse() -> None:
    data, _ = trial(2, 40)
    with pytest.raises(UsageError, match="no bounds"):
        attrition_bounds(data, "y", "t")
    with pytest.raises(InputError, match="does not lie between"):
        attrition_bounds(data, "y", "t", low=0, high=3)
    with pytest.raises(InsufficientEvidence, match="measured only 0 times"):
        attrition_bounds(data.assign(y=data["y"].where(data["t"] == 0)), "y", "t", low=0, high=10)


@pytest.mark.unit
def test_before_and_after_of_selected_people_is_no_effect() -> None:
    with pytest.raises(InsufficientEvidence, match="shows no effect"):
        before_after([18, 20, 22], [25, 26, 27])
    row = before_after([18, 20, None], [25, 26, 27], 0.5, 28, 8).iloc[0]
    assert row["n"] == 2
    assert row["estimate"] == pytest.approx(0.5 * 9)
    assert "effect" not in " ".join(row.index)
    with pytest.raises(InputError, match="do not belong together"):
        before_after([1, 2], [1, 2, 3])
    with pytest.raises(UsageError, match="reliability"):
        before_after([1, 2], [1, 2], 1.5, 3, 1)
    with pytest.raises(InsufficientEvidence, match="fewer than two"):
        before_after([1, None], [1, 2], 0.5, 3, 1)


@pytest.mark.simulation
@pytest.mark.parametrize("reliability", [0.3, 0.6, 0.9])
def test_what_selection_alone_does(reliability: float) -> None:
    rng = np.random.default_rng(4)
    first = rng.normal(28, 8, 60_000)
    second = 28 + reliability * (first - 28) + 8 * math.sqrt(1 - reliability**2) * rng.normal(size=60_000)
    low = first <= 25
    change = (second - first)[low].mean()
    # 0.15: three standard errors of this mean at reliability .3 (8 sqrt(1 - .09) / sqrt(21,000) = .05).
    assert expected_regression(25, 28, 8, reliability) == pytest.approx(change, abs=0.15)
    assert expected_regression(31, 28, 8, reliability, below=False) == pytest.approx(-change, abs=0.15)
    assert before_after(first[low], second[low], reliability, 28, 8)["estimate"].iloc[0] == pytest.approx(
        change, abs=0.15
    )
    groups = [(first[low][i : i + 15], second[low][i : i + 15]) for i in range(0, 15 * 300, 15)]
    within = [before_after(*group, reliability, 28, 8)["within"].iloc[0] for group in groups]
    assert abs(np.mean(within) - 0.95) < 0.03


@pytest.mark.unit
def test_one_primary_outcome_and_the_others_adjusted() -> None:
    found = pd.DataFrame({"outcome": list("abcd"), "p_value": [0.04, 0.01, 0.03, math.nan]})
    result = adjust_outcomes(found, "a")
    assert result["role"].tolist() == ["primary", "other", "other", "other"]
    assert result["p_adjusted"].tolist()[:3] == [0.04, 0.02, 0.03]
    assert math.isnan(result["p_adjusted"][3])
    with pytest.raises(UsageError, match="not one of the outcomes"):
        adjust_outcomes(found, "z")
    with pytest.raises(UsageError, match="each named once"):
        adjust_outcomes(pd.concat([found, found]), "a")
