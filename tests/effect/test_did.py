"""Difference in differences: published numbers, closed forms, properties, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wij_impact import InputError, InsufficientEvidence
from wij_impact.effect import difference_in_differences
from wij_impact.effect.panels.clusters import cluster_sums, robust_t
from wij_impact.effect.panels.permutation import permute_clusters
from wij_impact.effect.panels.wild import wild_bootstrap


def panel(seed: int = 0, clusters: int = 8, treated: int = 2, periods: int = 6, effect: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame([(c, t) for c in range(clusters) for t in range(periods)], columns=["c", "t"])
    frame["d"], frame["post"] = (frame["c"] < treated).astype(int), (frame["t"] >= periods // 2).astype(int)
    frame["y"] = rng.normal(0, 1, len(frame)) + frame["c"] + effect * frame["d"] * frame["post"]
    return frame


@pytest.fixture(scope="module")
def stores(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / "cases/effect/card_krueger/card_krueger.csv")


@pytest.mark.reference
def test_card_krueger_all_stores_clustered_by_store(stores: pd.DataFrame) -> None:
    # All rows, whoever they are: the published number. Followed by store it is the next test.
    found = difference_in_differences(stores, "fte", "nj", "d", cluster="id").iloc[0]
    assert found["headline"]
    assert found["inference"] == "cluster_t"
    # The README prints six and four decimals.
    assert found["estimate"] == pytest.approx(2.753606, abs=5e-7)
    assert found["std_error"] == pytest.approx(1.3066, abs=5e-5)


@pytest.mark.reference
def test_card_krueger_stores_seen_twice(stores: pd.DataFrame) -> None:
    seen = stores.dropna(subset=["fte"])
    once = seen.groupby("id")["fte"].transform("size") == 1
    found = difference_in_differences(stores, "fte", "nj", "d", unit="id").iloc[0]
    assert found["clusters"] == 384
    assert (found["n"], found["n_left_out"]) == (768, int(once.sum()))
    assert found["estimate"] == pytest.approx(2.75, abs=5e-5)
    # For one change per store CR2 is the unequal-variance error of two means.
    assert found["corrected_error"] == pytest.approx(1.3423, abs=5e-5)


@pytest.mark.reference
def test_cluster_errors_agree_with_statsmodels() -> None:
    import statsmodels.formula.api as smf

    frame = panel(3, 14, 6).sample(frac=0.8, random_state=1)
    fit = smf.ols("y ~ d * post", frame).fit(cov_type="cluster", cov_kwds={"groups": frame["c"]})
    found = difference_in_differences(frame, "y", "d", "post", cluster="c").set_index("inference").loc["cluster_t"]
    assert found["estimate"] == pytest.approx(fit.params["d:post"], rel=1e-10)
    assert found["std_error"] == pytest.approx(fit.bse["d:post"], rel=1e-10)


@pytest.mark.reference
def test_cr2_and_its_degrees_of_freedom_agree_with_the_matrix_definition() -> None:
    frame = panel(4, 9, 3).sample(frac=0.85, random_state=2)
    y, d, post, c = (frame[name].to_numpy() for name in ("y", "d", "post", "c"))
    sums = cluster_sums(y, d == 1, post == 1, c)
    x = np.column_stack([np.ones(len(y)), d, post, d * post]).astype(float)
    bread = np.linalg.inv(x.T @ x)
    hat = x @ bread @ x.T
    residual = y - hat @ y
    contrasts, scores = [], []
    for name in np.unique(c):
        mine = c == name
        values, vectors = np.linalg.eigh(np.eye(mine.sum()) - hat[np.ix_(mine, mine)])
        root = vectors @ np.diag(1 / np.sqrt(values)) @ vectors.T
        reach = root @ x[mine] @ bread[:, 3]
        scores.append(reach @ residual[mine])
        contrasts.append((np.eye(len(y)) - hat)[:, mine] @ reach)
    g = np.array(contrasts)
    independent = np.trace(g @ g.T) ** 2 / ((g @ g.T) ** 2).sum()
    shock = (c[:, None] == np.unique(c)[None, :]) * np.where(post == 1, 0.5, -0.5)[:, None]
    gram = (g @ shock) @ (g @ shock).T
    found = robust_t(sums)
    assert found.cr2 == pytest.approx(math.sqrt((np.array(scores) ** 2).sum()), rel=1e-10)
    assert found.df == pytest.approx(min(independent, np.trace(gram) ** 2 / (gram**2).sum()), rel=1e-10)


@pytest.mark.unit
def test_the_number_of_clusters_decides_what_is_read_first() -> None:
    first = {
        (1, 8): "permutation", (2, 8): "cluster_t", (6, 8): "cluster_t", (4, 60): "cluster_t", (5, 60): "cluster_t"
    }  # fmt: skip
    for (treated, clusters), name in first.items():
        found = difference_in_differences(panel(1, clusters, treated), "y", "d", "post", unit="c", draws=199)
        assert found["inference"].iloc[0] == name
        assert found["headline"].tolist() == [True] + [False] * (len(found) - 1)


@pytest.mark.unit
def test_one_treated_cluster_of_eight_cannot_reject_and_says_so() -> None:
    found = difference_in_differences(panel(effect=50, treated=1), "y", "d", "post", unit="c").iloc[0]
    assert found["smallest_p"] == pytest.approx(1 / 8)
    assert (found["lower"], found["upper"]) == (-math.inf, math.inf)
    assert "unbounded" in found["method"]
    assert "0.125" in found["method"]
    assert "synthetic_control" in found["method"]


@pytest.mark.unit
def test_one_treated_cluster_of_twenty_five_has_a_bounded_interval() -> None:
    found = difference_in_differences(panel(effect=5, treated=1, clusters=25), "y", "d", "post", unit="c").iloc[0]
    assert found["p_value"] == pytest.approx(1 / 25)
    assert 0 < found["lower"] < found["estimate"] < found["upper"] < math.inf


@pytest.mark.unit
def test_permutation_interval_is_what_brute_force_finds() -> None:
    frame = panel(5, 8, 2)
    found = difference_in_differences(frame, "y", "d", "post", unit="c").set_index("inference").loc["permutation"]
    for at, inside in ((found["lower"], True), (found["upper"], True)):
        for step in (-1e-4, 1e-4):
            shifted = frame.assign(y=frame["y"] - (at + step) * frame["d"] * frame["post"])
            sums = cluster_sums(*(shifted[n].to_numpy() for n in ("y",)), shifted["d"].to_numpy() == 1,
                                shifted["post"].to_numpy() == 1, shifted["c"].to_numpy())  # fmt: skip
            outward = (at + step - found["estimate"]) * (at - found["estimate"]) > (at - found["estimate"]) ** 2
            assert (permute_clusters(sums, 0.95).p_value > 0.05) is bool(inside and not outward)


@pytest.mark.unit
def test_wild_bootstrap_p_value_belongs_to_its_interval() -> None:
    frame = panel(7, 12, 6, effect=1.0)
    d, post, c = frame["d"].to_numpy() == 1, frame["post"].to_numpy() == 1, frame["c"].to_numpy()
    found = wild_bootstrap(cluster_sums(frame["y"].to_numpy(), d, post, c), 0.95)
    for limit in (found.lower, found.upper):
        shifted = frame["y"].to_numpy() - limit * (d & post)
        # The p-value steps by 2/4096 (a draw and its mirror image) at the limit.
        assert wild_bootstrap(cluster_sums(shifted, d, post, c), 0.95).p_value == pytest.approx(0.05, abs=2e-3)


@pytest.mark.property
@settings(max_examples=20)
@given(st.integers(0, 10**6), st.floats(-50, 50), st.floats(-50, 50))
def test_constants_of_units_and_periods_change_nothing(seed: int, by_unit: float, by_time: float) -> None:
    frame = panel(seed % 97)
    moved = frame.assign(y=frame["y"] + by_unit * (frame["c"] % 3) + by_time * frame["t"])
    names = ["estimate", "lower", "upper", "p_value"]
    before, after = (
        difference_in_differences(f, "y", "d", "post", unit="c", draws=99).set_index("inference")[names]
        for f in (frame, moved)
    )
    # A permuted draw on the edge of a tie may fall either way: only the rows with closed forms are exact.
    pd.testing.assert_frame_equal(
        before.loc[["one_spread", "cluster_t"]], after.loc[["one_spread", "cluster_t"]], atol=1e-7
    )


@pytest.mark.property
@settings(max_examples=20)
@given(st.permutations(range(8)))
def test_other_names_and_another_order_change_nothing(order: list[int]) -> None:
    frame = panel(2)
    renamed = frame.assign(c=frame["c"].map(lambda c: f"team {order[c]}")).sample(frac=1, random_state=order[0])
    before, after = (
        difference_in_differences(f, "y", "d", "post", unit="c").set_index("inference") for f in (frame, renamed)
    )
    exact = ["one_spread", "cluster_t", "permutation"]
    columns = ["estimate", "std_error", "lower", "upper", "p_value"]
    pd.testing.assert_frame_equal(before.loc[exact, columns], after.loc[exact, columns], rtol=1e-8)


@pytest.mark.unit
def test_without_a_unit_rows_count_as_independent_and_it_says_so() -> None:
    found = difference_in_differences(panel(), "y", "d", "post")
    assert found["inference"].tolist() == ["cluster_t"]
    assert "no unit named" in found["method"].iloc[0]


@pytest.mark.unit
def test_few_clusters_not_seen_before_and_after_are_left_out_and_said() -> None:
    frame = panel()
    frame = frame[(frame["c"] != 7) | (frame["post"] == 0)]
    found = difference_in_differences(frame, "y", "d", "post", unit="c").iloc[0]
    assert found["clusters"] == 7
    assert "1 unit not seen both before and after left out: 7" in found["method"]
    assert found["left_out"] == "7"


@pytest.mark.unit
def test_who_joins_or_leaves_is_no_effect() -> None:
    rows = [(f"u{i}", post, int(i < 5), 10.0 + i) for i in range(12) for post in (0, 1)]
    frame = pd.DataFrame([*rows, ("late", 1, 1, 85.0)], columns=["u", "post", "d", "y"])
    frame.loc[0, "y"] += 0.01
    found = difference_in_differences(frame, "y", "d", "post", unit="u").iloc[0]
    assert found["estimate"] == pytest.approx(-0.01 / 5)
    assert found["left_out"] == "late"
    # A gap on one side is the same as a row that is not there.
    gap = pd.concat([frame, frame.tail(1).assign(post=0, y=np.nan)])
    assert difference_in_differences(gap, "y", "d", "post", unit="u")["estimate"].iloc[0] == found["estimate"]
    only = frame[(frame["d"] == 0) | (frame["post"] == 1)]
    only = pd.concat([only, frame.tail(1).assign(u="early", post=0)])
    with pytest.raises(InsufficientEvidence, match="no treated unit was seen both"):
        difference_in_differences(only, "y", "d", "post", unit="u")


@pytest.mark.reference
def test_one_change_per_unit_is_the_t_of_welch() -> None:
    rng = np.random.default_rng(11)
    change = np.concatenate([rng.normal(0, 3, 6), rng.normal(0, 1, 14)])
    frame = pd.DataFrame([(u, t, int(u < 6), t * change[u]) for u in range(20) for t in (0, 1)],
                         columns=["u", "post", "d", "y"])  # fmt: skip
    found = difference_in_differences(frame, "y", "d", "post", unit="u", draws=99).iloc[0]
    welch = stats.ttest_ind(change[:6], change[6:], equal_var=False)
    assert found["corrected_error"] == pytest.approx(found["estimate"] / welch.statistic)
    assert found["df"] == pytest.approx(welch.df)  # here fewer than those by design
    assert found["p_value"] == pytest.approx(welch.pvalue)


@pytest.mark.reference
def test_weights_of_units_are_those_of_weighted_least_squares() -> None:
    import statsmodels.formula.api as smf

    frame = panel(8, 12, 5, periods=2).assign(w=lambda f: 1 + f["c"] % 4)
    fit = smf.wls("y ~ d * post", frame, weights=frame["w"]).fit()
    found = difference_in_differences(frame, "y", "d", "post", unit="c", weights="w", draws=99)
    np.testing.assert_allclose(found["estimate"], fit.params["d:post"], rtol=1e-10)
    same = difference_in_differences(frame.assign(w=3.0), "y", "d", "post", unit="c", weights="w", draws=99)
    plain = difference_in_differences(frame, "y", "d", "post", unit="c", draws=99)
    pd.testing.assert_frame_equal(same, plain)
    with pytest.raises(InputError, match="weight of '0' changes"):
        difference_in_differences(frame.assign(w=frame.index + 1.0), "y", "d", "post", unit="c", weights="w")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda f: f.assign(d=f["d"] * 2), InputError, "not 0 or 1"),
        (lambda f: f.assign(d=f["d"] * f["post"]), InsufficientEvidence, "no treated before the start"),
        (lambda f: f.assign(y=3.0), InsufficientEvidence, "same everywhere"),
        (lambda f: f.assign(y="many"), InputError, "not a number"),
        (lambda f: f.assign(d=(f["c"] < 2).astype(int) * (f["t"] != 1)), InputError, "sometimes treated"),
        (lambda f: f.assign(post=1), InsufficientEvidence, "before the start"),
        (lambda f: f.drop(columns="post"), InputError, "missing"),
        (lambda f: f.assign(c=f["c"].where(f["c"] != 3)), InputError, "belongs to no unit"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(change: object, error: type[Exception], words: str) -> None:
    assert callable(change)
    with pytest.raises(error, match=words):
        difference_in_differences(change(panel()), "y", "d", "post", unit="c")


@pytest.mark.unit
def test_treatment_within_clusters_needs_many_clusters() -> None:
    rng = np.random.default_rng(0)
    rows = [(c, u, t, u % 2, rng.normal()) for c in range(20) for u in range(4) for t in (0, 1)]
    frame = pd.DataFrame(rows, columns=["c", "u", "post", "d", "y"]).assign(u=lambda f: f["c"] * 10 + f["u"])
    found = difference_in_differences(frame, "y", "d", "post", unit="u", cluster="c")
    assert found["df"].tolist() == [19.0]
    with pytest.raises(InsufficientEvidence, match="only 5 clusters"):
        difference_in_differences(frame[frame["c"] < 5], "y", "d", "post", unit="u", cluster="c")


@pytest.mark.unit
def test_what_moves_in_step_proves_nothing() -> None:
    """All units change alike: the wild bootstrap once drew the rounding again, with an interval of 1e-15 wide."""
    rows = [(i, k, int(i < 4), int(k >= 3), i * 0.1 + k * 0.3) for i in range(10) for k in range(6)]
    frame = pd.DataFrame(rows, columns=["unit", "t", "treated", "post", "y"])
    found = difference_in_differences(frame, "y", "treated", "post", unit="unit", draws=99)
    assert found["estimate"].abs().max() < 1e-12
    assert found["p_value"].isna().all()
    assert np.isinf(found["upper"]).all()
