"""Shrinkage moves towards the mean and never past it; rank intervals cover; no difference is no difference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wij_impact import InputError, InsufficientEvidence, UsageError
from wij_impact.benchmark import ranks, shrink, units_differ, units_differ_counts
from wij_impact.benchmark.random_effects import reml

estimates = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.1, 3)), min_size=4, max_size=20)


def _frame(rows: list[tuple[float, float]]) -> pd.DataFrame:
    value, error = zip(*rows, strict=True)
    return pd.DataFrame({"team": [f"t{i:02d}" for i in range(len(rows))], "value": value, "se": error})


@pytest.mark.property
@settings(max_examples=80, deadline=None)
@given(estimates, st.sampled_from(["james-stein", "reml"]), st.randoms())
def test_shrinkage_goes_to_the_mean_and_not_past_it(rows: list[tuple[float, float]], method: Any, random: Any) -> None:
    data = _frame(rows)
    result = shrink(data, "value", "se", "team", method)
    assert result["shrinkage"].between(0, 1).all()
    low, high = np.minimum(result["raw"], result["mean"]), np.maximum(result["raw"], result["mean"])
    assert result["estimate"].between(low - 1e-9, high + 1e-9).all()
    turned = shrink(data.sample(frac=1, random_state=random.randint(0, 9)), "value", "se", "team", method)
    aligned = turned.set_index("team").loc[result["team"]].reset_index()
    pd.testing.assert_frame_equal(result, aligned, rtol=1e-6, atol=1e-7)


@pytest.mark.property
@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 200), st.floats(0, 1)), min_size=3, max_size=20))
def test_shares_shrink_to_their_mean(rows: list[tuple[int, float]]) -> None:
    size = np.array([n for n, _ in rows])
    data = pd.DataFrame({"team": range(len(rows)), "n": size, "share": [round(n * p) / n for n, p in rows]})
    result = shrink(data, "share", None, "team", "beta-binomial", population="n")
    low, high = np.minimum(result["raw"], result["mean"]), np.maximum(result["raw"], result["mean"])
    assert result["estimate"].between(low - 1e-9, high + 1e-9).all()
    assert result["estimate"].between(0, 1).all()


@pytest.mark.unit
def test_shares_without_spread_are_as_sure_as_their_total() -> None:
    data = pd.DataFrame({"team": list("ABC"), "n": [5.0, 10, 3], "share": [0.0, 0.0, 0.0]})
    result = shrink(data, "share", None, "team", "beta-binomial", population="n")
    assert result["estimate"].tolist() == [0, 0, 0]
    # None of 18: the exact upper limit is 1 - .025^(1/18).
    assert result["upper"].to_numpy() == pytest.approx(1 - 0.025 ** (1 / 18))
    assert result["raw_upper"].iloc[2] == pytest.approx(1 - 0.025 ** (1 / 3))


@pytest.mark.reference
def test_beta_binomial_is_at_the_top_of_its_likelihood() -> None:
    rng = np.random.default_rng(2)
    size = rng.integers(20, 200, 60)
    hits = rng.binomial(size, rng.beta(6, 24, 60))
    data = pd.DataFrame({"team": range(60), "n": size, "share": hits / size})
    result = shrink(data, "share", None, "team", "beta-binomial", population="n")
    mean, tau2 = result["mean"].iloc[0], result["tau2"].iloc[0]
    precision = mean * (1 - mean) / tau2 - 1

    def height(m: float, s: float) -> float:
        return float(stats.betabinom.logpmf(hits, size, m * s, (1 - m) * s).sum())

    top = height(mean, precision)
    for m, s in ((1.01, 1), (0.99, 1), (1, 1.05), (1, 0.95)):
        assert height(mean * m, precision * s) < top
    # a + b = 30 drives the truth; the estimate from 60 units lies near.
    assert 15 < precision < 60
    from_errors = data.assign(se=np.sqrt(data["share"] * (1 - data["share"]) / data["n"]))
    same = shrink(from_errors, "share", "se", "team", "beta-binomial")
    assert same["estimate"].to_numpy() == pytest.approx(result["estimate"].to_numpy(), rel=1e-6)


@pytest.mark.simulation
@pytest.mark.parametrize("tau", [0.0, 0.5, 2.0])
def test_shrunken_intervals_cover_on_average(tau: float) -> None:
    rng = np.random.default_rng(8)
    error = np.resize([0.5, 1.0, 1.5], 24)
    hits = []
    for _ in range(60):
        truth = rng.normal(0, tau, 24)
        data = pd.DataFrame({"team": range(24), "value": rng.normal(truth, error), "se": error})
        result = shrink(data, "value", "se", "team", "reml")
        hits.append(float(((result["lower"] <= truth) & (truth <= result["upper"])).mean()))
    assert np.mean(hits) > 0.93  # 1,440 intervals: three standard errors are .017, less what they share


def _rank_coverage(tau: float, units: int, sets: int, seed: int) -> float:
    rng = np.random.default_rng(seed)
    error = np.resize([0.6, 1.0, 1.4], units)
    covered = 0.0
    for i in range(sets):
        truth = rng.normal(0, tau, units)
        data = pd.DataFrame({"team": np.arange(units), "value": rng.normal(truth, error), "se": error})
        result = ranks(data, "value", "se", "team", draws=1000, seed=i)
        rank = stats.rankdata(truth)
        covered += float(((result["lower"] <= rank) & (rank <= result["upper"])).mean())
    return covered / sets


@pytest.mark.simulation
@pytest.mark.parametrize("tau", [1e-6, 0.3, 1.0, 3.0])
def test_rank_intervals_cover_on_average_at_ties_and_at_spread(tau: float) -> None:
    # 60 sets of 30 units: the standard error of the average is near .005.
    assert _rank_coverage(tau, units=30, sets=60, seed=4) >= 0.935


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("units", [10, 40, 100])
@pytest.mark.parametrize("tau", [1e-6, 0.1, 0.3, 0.6, 1.0, 3.0])
def test_rank_coverage_grid(tau: float, units: int) -> None:
    assert _rank_coverage(tau, units=units, sets=150, seed=9) >= 0.94


@pytest.mark.simulation
@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_forty_identical_teams_show_no_difference(kind: Any) -> None:
    """In at least 95% of sets the test says that no difference is shown (its rate of .05 is exact, not nominal)."""
    rng = np.random.default_rng(3)
    sizes, shown, sets = rng.integers(8, 90, 40), 0, 400
    for i in range(sets):
        events = rng.binomial(sizes, 0.9) if kind == "proportion" else rng.poisson(sizes * 0.1)
        data = pd.DataFrame({"team": np.arange(40), "n": sizes, "x": events})
        shown += bool(units_differ_counts(data, "x", "n", "team", kind, draws=399, seed=i)["shown"].iloc[0])
    # The rate is at most .05; 400 sets give at most 33 with chance .998.
    assert shown <= stats.binom.isf(0.002, sets, 0.05)


@pytest.mark.unit
def test_a_difference_is_shown_or_not() -> None:
    far = pd.DataFrame({"team": list("ABCD"), "n": [100] * 4, "x": [50, 90, 91, 92]})
    result = units_differ_counts(far, "x", "n", "team")
    assert bool(result["shown"].iloc[0])
    same = units_differ_counts(far.assign(x=[90, 90, 91, 92]), "x", "n", "team")
    assert not bool(same["shown"].iloc[0])
    full = units_differ_counts(far.assign(x=100), "x", "n", "team")
    assert full["p_value"].iloc[0] == 1
    effective = units_differ_counts(far.assign(n=[99.5] * 4), "x", "n", "team")
    assert effective["method"].iloc[0] == "Pearson chi-square"


@pytest.mark.reference
def test_the_monte_carlo_p_value_is_fishers() -> None:
    """Two teams: the conditional distribution is Fisher's (hypergeometric); 19,999 tables give p within .01."""
    data = pd.DataFrame({"team": ["A", "B"], "n": [10, 12], "x": [1, 7]})
    p = units_differ_counts(data, "x", "n", "team", draws=19_999)["p_value"].iloc[0]
    assert p == pytest.approx(stats.fisher_exact([[1, 9], [7, 5]]).pvalue, abs=0.01)


@pytest.mark.property
def test_ranks_do_not_depend_on_the_order_of_rows_and_repeat() -> None:
    data = _frame([(float(i % 7), 0.5 + i % 3) for i in range(15)])
    first = ranks(data, "value", "se", "team", draws=500)
    again = ranks(data.sample(frac=1, random_state=1), "value", "se", "team", draws=500)
    pd.testing.assert_frame_equal(first, again.set_index("team").loc[first["team"]].reset_index())
    assert first["estimate"].sum() == pytest.approx(15 * 16 / 2)
    assert first["p_lowest"].sum() == pytest.approx(1)
    turned = ranks(data, "value", "se", "team", draws=500, highest_first=True)
    assert (turned["estimate"] + first["estimate"]).to_numpy() == pytest.approx(16)
    assert (turned["lower"] + first["upper"]).to_numpy() == pytest.approx(16)
    assert turned["p_highest"].tolist() == first["p_highest"].tolist()


@pytest.mark.unit
def test_equal_units_get_the_whole_range_of_ranks() -> None:
    result = ranks(_frame([(1.0, 0.5)] * 10), "value", "se", "team", draws=2000)
    assert (result["lower"] <= 1).all()
    assert (result["upper"] >= 10).all()
    assert reml(np.ones(5), np.ones(5)).tau2 == 0


@pytest.mark.unit
def test_bad_input_gets_a_sentence() -> None:
    data = _frame([(1.0, 0.5), (2.0, 0.5), (3.0, 0.5), (4.0, 0.5)])
    with pytest.raises(InputError, match="row 3, column se"):
        ranks(data.assign(se=[1, 0, 1, 1]), "value", "se", "team")
    with pytest.raises(InputError, match="row 2, column se: the cell is empty"):
        shrink(data.assign(se=[np.nan, 1, 1, 1]), "value", "se", "team")
    with pytest.raises(InsufficientEvidence, match="at least 3 units"):
        ranks(data.head(1), "value", "se", "team")
    with pytest.raises(InsufficientEvidence, match="at least 4 units"):
        shrink(data.head(3), "value", "se", "team")
    with pytest.raises(UsageError, match="k=9"):
        ranks(data, "value", "se", "team", k=9)
    with pytest.raises(UsageError, match="100"):
        ranks(data, "value", "se", "team", draws=5)
    with pytest.raises(InputError, match="is not a proportion"):
        shrink(data, "value", "se", "team", "beta-binomial")
    with pytest.raises(InputError, match="Give population"):
        shrink(data.assign(value=[0, 0.1, 0.2, 0.3]), "value", "se", "team", "beta-binomial")
    with pytest.raises(InputError, match="standard error"):
        shrink(data, "value", None, "team")
    with pytest.raises(InsufficientEvidence, match="at least 2 units"):
        units_differ(data.head(1), "value", "se", "team")
