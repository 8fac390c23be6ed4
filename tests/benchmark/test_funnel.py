"""Funnels: a flag's false-alarm rate is at most what it says, at every size; and the laws a funnel obeys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wij_impact import InputError, InsufficientEvidence, UsageError
from wij_impact.benchmark import adjust_p_values, funnel
from wij_impact.benchmark.tails import signal_line, tail_probabilities

SIZES, SHARES = (10, 20, 50, 100, 300), (0.5, 0.8, 0.9, 0.95)


def _every_count(n: int, p: float, **options: Any) -> pd.DataFrame:
    """One unit for each possible count, so that a rate follows by exact summation instead of by drawing."""
    data = pd.DataFrame({"unit": [f"{x:03d}" for x in range(n + 1)], "x": np.arange(n + 1), "n": n})
    return funnel(data, "x", "n", "unit", target=p, **options)


@pytest.mark.simulation
@pytest.mark.parametrize("level", [0.95, 0.998])
@pytest.mark.parametrize("p", SHARES)
@pytest.mark.parametrize("n", SIZES)
def test_false_alarms_of_each_flag_are_at_most_nominal(n: int, p: float, level: float) -> None:
    for options in ({}, {"overdispersion": "log"}, {"overdispersion": "sqrt"}, {"multiple": "fdr"}):
        result = _every_count(n, p, level=level, **options)
        chance = stats.binom.pmf(np.arange(n + 1), n, p)
        for side in ("low", "high"):
            alarms = chance[(result["flag"] == side).to_numpy()].sum()
            assert alarms <= (1 - level) / 2 + 1e-12
    # No side that can alarm is left unused: the next count inwards would exceed the level.
    low = int((_every_count(n, p, level=level)["flag"] == "low").sum())
    assert stats.binom.cdf(low, n, p) > (1 - level) / 2


@pytest.mark.simulation
@pytest.mark.parametrize("kind", ["rate", "ratio"])
@pytest.mark.parametrize("expected", [0.5, 2.0, 5.0, 10.0, 50.0, 300.0])
def test_false_alarms_of_counts_are_at_most_nominal(kind: Any, expected: float) -> None:
    counts = np.arange(int(expected + 12 * np.sqrt(expected) + 20))
    data = pd.DataFrame({"unit": counts, "x": counts, "e": expected})
    for overdispersion in (False, "log", "sqrt"):
        result = funnel(data, "x", "e", "unit", target=1.0, kind=kind, overdispersion=overdispersion)  # type: ignore[arg-type]
        for side in ("low", "high"):
            flagged = (result["flag"] == side).to_numpy()
            assert stats.poisson.pmf(counts, expected)[flagged].sum() <= 0.025 + 1e-12


@pytest.mark.simulation
def test_power_is_what_an_exact_test_can_have() -> None:
    """At n=100 a true .8 against a target of .9 is flagged with the power of the exact test: P(X <= 83) = .808."""
    result = _every_count(100, 0.9)
    flagged = (result["flag"] == "low").to_numpy()
    power = stats.binom.pmf(np.arange(101), 100, 0.8)[flagged].sum()
    assert power == pytest.approx(stats.binom.cdf(flagged.sum() - 1, 100, 0.8))
    assert power == pytest.approx(0.807, abs=0.01)
    # Ten clients can hardly show anything: power .12 against the same difference.
    small = (_every_count(10, 0.9)["flag"] == "low").to_numpy()
    assert stats.binom.pmf(np.arange(11), 10, 0.8)[small].sum() == pytest.approx(0.121, abs=0.001)


@pytest.mark.simulation
def test_estimated_spread_does_not_raise_false_alarms() -> None:
    """Forty identical teams of unequal size, pooled target, tau2 estimated: at most 5% of flags over 100 sets."""
    rng = np.random.default_rng(11)
    sizes = rng.integers(10, 120, 40)
    flagged = 0
    for _ in range(100):
        data = pd.DataFrame({"team": np.arange(40), "n": sizes, "x": rng.binomial(sizes, 0.9)})
        flagged += int((funnel(data, "x", "n", "team", overdispersion="log")["flag"] != "none").sum())
    # Exact tests are conservative: far below .05; three standard errors of a rate of .05 over 4,000 are .010.
    assert flagged / 4_000 <= 0.05


teams = st.lists(st.tuples(st.integers(1, 400), st.floats(0, 1)), min_size=2, max_size=15)


def _frame(rows: list[tuple[int, float]]) -> pd.DataFrame:
    data = pd.DataFrame({"n": [n for n, _ in rows], "x": [round(n * share) for n, share in rows]})
    return data.assign(team=[f"t{i}" for i in range(len(data))])


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(teams, st.sampled_from(["proportion", "rate", "ratio"]), st.sampled_from([False, "log", "sqrt"]), st.randoms())
def test_order_does_not_matter(rows: list[tuple[int, float]], kind: Any, overdispersion: Any, random: Any) -> None:
    data = _frame(rows)
    if kind != "ratio" and data["x"].sum() == 0:
        return
    shuffled = data.sample(frac=1, random_state=random.randint(0, 99))
    first = funnel(data, "x", "n", "team", kind=kind, overdispersion=overdispersion).set_index("team")
    second = funnel(shuffled, "x", "n", "team", kind=kind, overdispersion=overdispersion).set_index("team")
    pd.testing.assert_frame_equal(first, second.loc[first.index], rtol=1e-9, atol=1e-12)


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(1, 20), st.sampled_from(["proportion", "rate", "ratio"]), st.floats(0.01, 0.999))
def test_a_unit_at_the_target_is_never_flagged(half: int, parts: int, kind: Any, level: float) -> None:
    data = pd.DataFrame({"team": ["at", "far"], "x": [half, 0], "n": [half * parts, 1000 * parts]})
    result = funnel(data, "x", "n", "team", target=1 / parts, kind=kind, level=level).set_index("team")
    assert result.loc["at", "flag"] == "none"


@pytest.mark.property
@settings(max_examples=80, deadline=None)
@given(teams, st.sampled_from(["proportion", "rate", "ratio"]), st.floats(0.5, 0.999))
def test_flags_begin_at_the_signal_line(rows: list[tuple[int, float]], kind: Any, level: float) -> None:
    result = funnel(_frame(rows), "x", "n", "team", target=0.7, kind=kind, level=level)
    low = (result["estimate"] * result["n"] <= result["signal_low"] * result["n"] + 1e-9).to_numpy()
    high = (result["estimate"] * result["n"] >= result["signal_high"] * result["n"] - 1e-9).to_numpy()
    assert (np.where(low, "low", np.where(high, "high", "none")) == result["flag"].to_numpy()).all()


@pytest.mark.unit
def test_zones_without_a_possible_signal_are_open() -> None:
    low, high = signal_line(np.array([9.0, 0.5]), np.array([10.0, 1.0]), 0.025)
    assert np.isnan(high[0])  # 10 of 10 happens in 35% at .9
    assert np.isnan([low[1], high[1]]).all()
    assert tail_probabilities(np.array([10.0]), np.array([9.0]), np.array([10.0]))[1][0] == pytest.approx(0.9**10)


@pytest.mark.unit
def test_effective_sample_sizes_need_not_be_whole() -> None:
    data = pd.DataFrame({"team": ["A", "B"], "x": [30.6, 70.2], "n": [60.9, 81.3]})
    result = funnel(data, "x", "n", "team", target=0.7)
    assert result["flag"].tolist() == ["low", "high"] or result["flag"].tolist()[0] == "low"
    assert result["n"].tolist() == [60.9, 81.3]


@pytest.mark.unit
def test_rounded_and_censored_counts_are_judged_by_every_count_they_can_be() -> None:
    data = pd.DataFrame({"town": list("ABCD"), "x": [25.0, np.nan, 100.0, np.nan], "n": [100.0, 100.0, 1000.0, 1000.0]})
    sure = funnel(data, "x", "n", "town", target=0.17, censored_below=10)
    unsure = funnel(data, "x", "n", "town", target=0.17, censored_below=10, rounded_to=5)
    exact = funnel(data.dropna(), "x", "n", "town", target=0.17)
    assert exact["flag"].tolist() == ["high", "low"] or exact["flag"].tolist()[1] == "low"
    # B is 0 to 9 of 100: even 9 is low; D likewise. Their value stays empty: it is not zero.
    assert sure["flag"].tolist()[1] == "low"
    assert sure["estimate"].isna().tolist() == [False, True, False, True]
    assert (unsure["p_value"] >= sure["p_value"] - 1e-15).all()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"n": [0, 10, 10]}, InputError, "row 2, column n: 1 events out of a base of 0"),
        ({"n": [-1, 10, 10]}, InputError, "row 2, column n: '-1' must be at least 0"),
        ({"x": [1, 11, 3]}, InputError, "row 3, column x: 11 events out of 10"),
        ({"x": [1, -1, 3]}, InputError, "row 3, column x"),
        ({"x": ["a", "2", "3"]}, InputError, "'a' is not a number"),
        ({"team": ["A", "A", "B"]}, InputError, "unit 'A' occurs twice"),
        ({"team": [None, "A", "B"]}, InputError, "the unit has no name"),
        ({"x": [0, 0, 0]}, InputError, "no unit counts a single event"),
    ],
)
def test_bad_input_gets_a_sentence(change: dict[str, list[Any]], error: type[Exception], said: str) -> None:
    data = pd.DataFrame({"team": list("ABC"), "x": [1, 2, 3], "n": [10, 10, 10]} | change)
    with pytest.raises(error, match=said):
        funnel(data, "x", "n", "team")


@pytest.mark.unit
def test_calls_that_cannot_be_right() -> None:
    data = pd.DataFrame({"team": list("ABC"), "x": [1, 2, 3], "n": [10, 10, 10]})
    with pytest.raises(InsufficientEvidence, match="at least 2 units"):
        funnel(data.head(1), "x", "n", "team")
    with pytest.raises(UsageError, match="Did you mean proportion"):
        funnel(data, "x", "n", "team", kind="proportions")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=r"0\.85, not 85"):
        funnel(data, "x", "n", "team", target=85)
    with pytest.raises(UsageError, match="trim"):
        funnel(data, "x", "n", "team", trim=0.5)
    with pytest.raises(UsageError, match=r"0\.95"):
        funnel(data, "x", "n", "team", level=95)
    with pytest.raises(InputError, match="Did you mean 'team'"):
        funnel(data, "x", "n", "teams")
    assert funnel(data.head(1), "x", "n", "team", target=0.1)["flag"].tolist() == ["none"]


@pytest.mark.unit
def test_units_that_are_all_equal_have_no_spread_and_no_flags() -> None:
    data = pd.DataFrame({"team": list("ABCD"), "x": [5] * 4, "n": [10] * 4})
    for kind in ("proportion", "rate"):
        result = funnel(data, "x", "n", "team", kind=kind, overdispersion="log")  # type: ignore[arg-type]
        assert set(result["flag"]) == {"none"}
        assert set(result["tau2"]) == {0.0}


@pytest.mark.unit
def test_zero_counts_do_not_break_the_log_scale() -> None:
    data = pd.DataFrame({"team": list("ABCDEF"), "x": [0, 5, 9, 20, 8, 0], "e": [8.0, 8, 8, 8, 8, 9]})
    result = funnel(data, "x", "e", "team", kind="ratio", overdispersion="log", trim=0.0)
    assert np.isfinite(result[["phi", "tau2", "limit_low"]].to_numpy()).all()


@pytest.mark.reference
def test_adjusted_p_values() -> None:
    """Benjamini & Hochberg (1995), their 15 p-values: four rejections at q = .05, three by Bonferroni."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert (adjust_p_values(p, "fdr") <= 0.05).sum() == 4
    assert (adjust_p_values(p, "family") <= 0.05).sum() == 3
    assert adjust_p_values([np.nan, 0.01], "family")[1] == 0.01
    with pytest.raises(InputError, match="not a probability"):
        adjust_p_values([1.5])


@pytest.mark.property
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_control_never_makes_a_p_value_smaller(p: list[float]) -> None:
    family, fdr = adjust_p_values(p, "family"), adjust_p_values(p, "fdr")
    assert (family >= fdr - 1e-12).all()
    assert (fdr >= np.array(p) - 1e-12).all()
    assert (family <= 1).all()
