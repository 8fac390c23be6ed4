"""Matched pairs with exact tests: known numbers, properties, refusals, and the level at 15 against 15."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wij_impact.effect import match_pairs, matched_comparison
from wij_impact.effect.adjustment.exact_tests import breaking_gamma, mcnemar, paired_share_interval, sign_flip
from wij_impact.errors import InputError, InsufficientEvidence, UsageError


def pilot(seed: int, effect: float = 0.0, others: int = 15, binary: bool = False) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    n = 15 + others
    start = rng.normal(20, 5, n)
    treated = rng.permutation(np.r_[np.ones(15), np.zeros(others)]).astype(int)
    end = 0.5 * start + rng.normal(0, 4, n) + effect * treated
    outcome = (end > 10).astype(int) if binary else end
    kind = rng.choice(["a", "b"], n)
    return pd.DataFrame({"start": start, "kind": kind, "treated": treated, "end": outcome})


@pytest.mark.reference
def test_darwins_maize() -> None:
    # Fisher (1935, The Design of Experiments, s. 21): 863 of the 32,768 sign changes give a sum as large.
    inches = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]) / 8
    p_value, lower, upper = sign_flip(inches)
    assert p_value == pytest.approx(2 * 863 / 32768)
    assert lower < 0 < upper
    assert inches.mean() == pytest.approx(2.616667, abs=1e-6)


@pytest.mark.unit
@pytest.mark.parametrize("seed", range(3))
def test_sign_flip_is_the_permutation_test_and_its_inversion(seed: int) -> None:
    d = np.random.default_rng(seed).normal(0.5, 1, 8)
    p_value, lower, upper = sign_flip(d)

    def both(value: float) -> float:
        moved = d - value
        sums = np.array([np.dot(signs, moved) for signs in itertools.product((1, -1), repeat=8)])
        tails = (sums >= moved.sum() - 1e-9).mean(), (sums <= moved.sum() + 1e-9).mean()
        return float(min(1, 2 * min(tails)))

    assert p_value == pytest.approx(both(0.0))
    assert both(lower - 1e-6) <= 0.05 < both(lower + 1e-6)
    assert both(upper + 1e-6) <= 0.05 < both(upper - 1e-6)


@pytest.mark.reference
def test_mcnemar_is_the_binomial_test() -> None:
    for better, worse in ((8, 1), (0, 6), (5, 5), (0, 0)):
        expected = stats.binomtest(better, better + worse).pvalue if better + worse else 1.0
        assert mcnemar(better, worse) == pytest.approx(expected)


@pytest.mark.reference
def test_paired_interval_beside_its_large_sample_form() -> None:
    # Tango's closed form for 12 and 2 discordant pairs of 50 is .0611 to .3447 (his score set to +-1.96); the exact
    # interval is not shorter than it by more than the steps of the tables, and near it at n = 50.
    assert paired_share_interval(12, 2, 50) == pytest.approx((0.0611, 0.3447), abs=0.03)


@pytest.mark.unit
@pytest.mark.parametrize(("up", "down"), [(0.3, 0.3), (0.1, 0.05), (0.5, 0.1), (0.9, 0.05), (0.02, 0.02)])
def test_paired_interval_covers_by_enumeration(up: float, down: float) -> None:
    n, covered = 10, 0.0
    for better in range(n + 1):
        for worse in range(n + 1 - better):
            lower, upper = paired_share_interval(better, worse, n)
            chance = stats.multinomial.pmf([better, worse, n - better - worse], n, [up, down, 1 - up - down])
            covered += chance * (lower - 1e-9 <= up - down <= upper + 1e-9)
    assert covered >= 0.95


@pytest.mark.reference
def test_gamma_of_a_unanimous_finding() -> None:
    # All m signs point one way: the worst tail is (G / (1 + G))^m, so Gamma = q / (1 - q) with q = .025^(1/m).
    for m in (6, 8, 12):
        q = 0.025 ** (1 / m)
        assert breaking_gamma(np.arange(1.0, m + 1)) == pytest.approx(q / (1 - q), rel=1e-6)
        assert breaking_gamma(-np.ones(m)) == pytest.approx(q / (1 - q), rel=1e-6)
    assert math.isnan(breaking_gamma(np.array([1.0, -1, 2, -2, 3, -3])))
    large = (
        breaking_gamma(np.random.default_rng(1).normal(1, 1, 18)),
        breaking_gamma(np.random.default_rng(1).normal(1, 1, 19)),
    )
    assert abs(np.log(large[0] / large[1])) < 0.6  # exact and normal join up


@pytest.mark.property
@given(seed=st.integers(0, 40), factor=st.floats(0.1, 50), binary=st.booleans())
@settings(max_examples=20)
def test_order_labels_and_scale_change_nothing(seed: int, factor: float, binary: bool) -> None:
    data = pilot(seed, others=40, binary=binary)
    data["start"] = data["start"].round()  # ties
    other = data.sample(frac=1, random_state=seed).set_index(pd.Index([f"x{i}" for i in range(55)]))
    other["start"] *= factor
    scale = 1.0 if binary else 3.0
    other["end"] = other["end"] * scale
    one, two = (matched_comparison(d, "end", "treated", ["start", "kind"]).iloc[0] for d in (data, other))
    for name in ("estimate", "lower", "upper", "std_error"):
        assert two[name] == pytest.approx(scale * one[name], rel=1e-9, abs=1e-9)
    for name in ("p_value", "imbalance_after", "n", "n_unmatched"):
        assert two[name] == pytest.approx(one[name], rel=1e-9)


@pytest.mark.property
@given(seed=st.integers(0, 60), shift=st.floats(-20, 20))
@settings(max_examples=20)
def test_adding_a_difference_adds_it(seed: int, shift: float) -> None:
    data = pilot(seed)
    more = data.assign(end=data["end"] + shift * data["treated"])
    one, two = (matched_comparison(d, "end", "treated", "start").iloc[0] for d in (data, more))
    for name in ("estimate", "lower", "upper"):
        assert two[name] == pytest.approx(one[name] + shift, abs=1e-8)


@pytest.mark.unit
def test_pairs_are_optimal_and_each_is_used_once() -> None:
    data = pilot(3, others=40)
    pairs = match_pairs(data, "treated", "start")
    assert len(set(pairs.treated)) == len(set(pairs.control)) == 15
    greedy, free = 0.0, set(np.flatnonzero(data["treated"] == 0))
    start = data["start"].to_numpy() / data["start"].std()
    for i in np.flatnonzero(data["treated"] == 1):
        best = min(free, key=lambda j: abs(start[i] - start[j]))
        free.remove(best)
        greedy += abs(start[i] - start[best])
    assert pairs.distance.sum() <= greedy + 1e-9
    assert pairs.balance["difference_after"].abs().max() < 0.3


@pytest.mark.unit
def test_a_calliper_leaves_out_and_names() -> None:
    data = pilot(4, others=40).set_index(pd.Index([f"p{i}" for i in range(55)]))
    far = data.index[data["treated"] == 1][0]
    data.loc[far, "start"] = 500.0
    found = matched_comparison(data, "end", "treated", "start", calliper=0.5).iloc[0]
    assert found["unmatched"] == far
    assert (found["n"], found["n_unmatched"]) == (14, 1)
    more = pd.concat([data[data["treated"] == 1], data[data["treated"] == 0].head(9)])
    few = matched_comparison(more, "end", "treated", "start").iloc[0]
    assert (few["n"], few["n_unmatched"]) == (9, 6)


@pytest.mark.unit
def test_pairs_that_are_not_alike_are_refused_unless_the_unlike_are_left_out() -> None:
    rng = np.random.default_rng(8)
    need = np.r_[rng.normal(1.5, 1, 20), rng.normal(0, 1, 40)]
    data = pd.DataFrame({"need": need, "t": [1] * 20 + [0] * 40, "y": rng.normal(size=60) + need})
    with pytest.raises(InsufficientEvidence, match="need still differs by") as refused:
        matched_comparison(data, "y", "t", "need")
    assert re.search(r"verschilt nog \d,\d\d standaarddeviatie", refused.value.message.show("nl"))
    part = matched_comparison(data, "y", "t", "need", calliper=0.3).iloc[0]
    assert part["n_unmatched"] > 0
    assert part["imbalance_after"] < 0.25


REFUSED = [
    ({"data": pilot(1).iloc[:0]}, InputError, "no rows"),
    ({"data": pilot(1).assign(end=3)}, InputError, "same everywhere"),
    ({"data": pilot(1).assign(treated=0)}, InsufficientEvidence, "0 treated"),
    ({"data": pilot(1).query("treated == 0 or index < 8")}, InsufficientEvidence, "pairs: whatever comes out"),
    ({"data": pilot(1).assign(start=None)}, InputError, "covariate is empty"),
    ({"distance": "euclid"}, UsageError, "distance"),
    ({"calliper": -1}, UsageError, "not a distance"),
    ({"covariates": "begin"}, InputError, "column 'begin' is missing"),
]


@pytest.mark.unit
@pytest.mark.parametrize(("options", "error", "said"), REFUSED)
def test_what_cannot_be_answered_is_said(options: dict, error: type, said: str) -> None:
    chosen = {"data": pilot(1), "outcome": "end", "treatment": "treated", "covariates": ["start", "kind"]} | options
    with pytest.raises(error, match=said):
        matched_comparison(**chosen)


@pytest.mark.simulation
@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.slow
def test_fifteen_against_fifteen_hold_their_level(binary: bool) -> None:
    """Randomised 15 v 15 under a true null; exact tests, so rejection stays at or below .05 up to simulation error."""
    draws = 400
    found = pd.concat(
        matched_comparison(pilot(seed, binary=binary), "end", "treated", ["start", "kind"]) for seed in range(draws)
    )
    chance = 2 * math.sqrt(0.06 * 0.94 / draws)
    assert (found["p_value"] <= 0.05).mean() <= 0.06 + chance
    assert ((found["lower"] <= 0) & (found["upper"] >= 0)).mean() >= 0.93 - chance


@pytest.mark.simulation
def test_power_at_twice_the_smallest_visible_difference() -> None:
    seen = pd.concat(
        matched_comparison(pilot(seed, effect=2 * 1.06 * 4.7), "end", "treated", ["start"]) for seed in range(100)
    )
    assert (seen["p_value"] <= 0.05).mean() >= 0.95
    assert seen["gamma"].median() > 3


@pytest.mark.property
@given(order=st.permutations(range(30)))
@settings(max_examples=15)
def test_row_order_changes_nothing_above_the_pairs_that_are_listed(order: list[int]) -> None:
    differences = np.random.default_rng(4).normal(0.5, 1, 30)
    assert sign_flip(differences[order]) == sign_flip(differences)
    # The mirror image: a drawn subset counts for both signs.
    p_value, lower, upper = sign_flip(-differences)
    assert (p_value, -upper, -lower) == pytest.approx(sign_flip(differences), abs=1e-12)


@pytest.mark.unit
def test_drawn_subsets_are_not_called_exact() -> None:
    few = pilot(1)
    many = pd.concat([few, pilot(2)], ignore_index=True)
    said = [matched_comparison(data, "end", "treated", ["start", "kind"]).loc[0, "method"] for data in (few, many)]
    assert said == [
        "optimal pairs, exact sign-flip test and its inversion",
        "optimal pairs, sign-flip test (99,999 drawn subsets) and its inversion",
    ]


@pytest.mark.unit
def test_a_covariate_that_does_not_vary_matches_nobody() -> None:
    data = pilot(1).assign(same=3, half=lambda d: d["start"] / 2)
    for wanted in ("same", ["same"]):
        with pytest.raises(InputError, match="same for everybody"):
            matched_comparison(data, "end", "treated", wanted)
    plain = matched_comparison(data, "end", "treated", ["start", "kind"]).iloc[0]
    more = matched_comparison(data, "end", "treated", ["start", "kind", "same", "half"]).iloc[0]
    assert (plain["left_out"], more["left_out"]) == ("", "same, half")
    assert more["estimate"] == plain["estimate"]
    # Known only where the outcome is: who has none cannot make a covariate vary.
    late = data.assign(same=np.arange(30) == 0, end=np.where(np.arange(30) == 0, np.nan, data["end"]))
    with pytest.raises(InputError, match="same for everybody"):
        matched_comparison(late, "end", "treated", "same")
