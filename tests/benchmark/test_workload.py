"""Load per present fte, what moving fte would even out, and weights judged in pairs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wij_impact import benchmark
from wij_impact.errors import InputError, InsufficientEvidence


def _loads(seed: int = 0, teams: int = 8) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    names = [f"T{i}" for i in range(teams)]
    cases = pd.DataFrame({"team": np.repeat(names, 2), "n": rng.poisson(40, 2 * teams), "w": [1.0, 2.5] * teams})
    capacity = pd.DataFrame({"team": names, "fte": rng.uniform(4, 9, teams), "away": 0.5})
    return benchmark.load_per_fte(cases, "n", "w", capacity, "fte", "team", "away")


@pytest.mark.reference
def test_a_load_by_hand_and_its_exact_interval() -> None:
    cases = pd.DataFrame({"team": ["A", "A", "B"], "n": [10, 5, 20], "w": [1.0, 2.0, 1.0]})
    capacity = pd.DataFrame({"team": ["A", "B"], "fte": [4.0, 5.0], "away": [1.0, 0.0]})
    found = benchmark.load_per_fte(cases, "n", "w", capacity, "fte", "team", "away").set_index("team")
    assert found["estimate"].to_dict() == {"A": pytest.approx(20 / 3), "B": 4.0}
    # With one weight the limits are Garwood's for 20 cases: 12.217 and 30.888.
    assert found.loc["B", ["lower", "upper"]].astype(float).to_numpy() * 5 == pytest.approx([12.217, 30.888], abs=1e-3)


@pytest.mark.property
def test_moves_add_up_to_nothing_and_even_out() -> None:
    loads = _loads()
    moved = benchmark.fte_moves(loads, "team")
    assert moved["moved"].sum() == 0
    assert float(moved["estimate"].sum()) == pytest.approx(0, abs=1e-9)
    assert moved["after"].std() < loads["estimate"].std()
    even = loads.assign(load=loads["present"] * 10, variance=loads["present"] * 10)
    assert benchmark.fte_moves(even, "team")["estimate"].abs().max() < 1e-9
    again = benchmark.fte_moves(loads.sample(frac=1, random_state=2), "team").set_index("team")
    pd.testing.assert_frame_equal(moved.set_index("team"), again.loc[moved["team"]])


@pytest.mark.reference
def test_pairs_give_the_weights_that_made_them() -> None:
    # Judged 20 times each: 2:1, 4:1 and 2:1, as weights 4, 2, 1 would give on average.
    pairs = pd.DataFrame(
        {
            "up": ["c", "b", "c", "a", "b", "a"],
            "down": ["b", "a", "a", "c", "c", "b"],
            "times": [40, 40, 48, 12, 20, 20],
        }
    )
    found = benchmark.paired_weights(pairs, "up", "down", "times").set_index("kind")["estimate"]
    assert (found / found["a"]).to_dict() == {
        "a": 1.0,
        "b": pytest.approx(2, rel=1e-6),
        "c": pytest.approx(4, rel=1e-6),
    }
    with pytest.raises(InsufficientEvidence, match="never judged heavier"):
        benchmark.paired_weights(pairs.head(3), "up", "down", "times")


@pytest.mark.unit
def test_what_cannot_be_is_a_sentence() -> None:
    cases = pd.DataFrame({"team": ["A", "C"], "n": [10, 5], "w": [1.0, 2.0]})
    capacity = pd.DataFrame({"team": ["A", "B"], "fte": [4.0, 5.0], "away": [4.0, 0.0]})
    with pytest.raises(InputError, match="'C' has cases, but is not among"):
        benchmark.load_per_fte(cases, "n", "w", capacity, "fte", "team")
    with pytest.raises(InputError, match="nobody is left"):
        benchmark.load_per_fte(cases, "n", "w", capacity, "fte", "team", "away")


@pytest.mark.simulation
@pytest.mark.slow
def test_the_interval_of_a_move_covers() -> None:
    rng = np.random.default_rng(7)
    true = np.array([30.0, 45.0, 60.0, 40.0, 80.0, 25.0, 50.0, 35.0])
    present = np.array([5.0, 6.0, 6.0, 5.0, 8.0, 4.0, 6.0, 5.0])
    names = [f"T{i}" for i in range(8)]
    capacity = pd.DataFrame({"team": names, "fte": present})
    want = present.sum() * true / true.sum() - present
    inside = 0
    for _ in range(300):
        n = rng.poisson(np.repeat(true / 3.5, 2))
        cases = pd.DataFrame({"team": np.repeat(names, 2), "n": n, "w": [1.0, 2.5] * 8})
        moved = benchmark.fte_moves(benchmark.load_per_fte(cases, "n", "w", capacity, "fte", "team"), "team", draws=600)
        inside += int(((moved["lower"] <= want) & (want <= moved["upper"])).sum())
    assert 0.92 <= inside / 2400 <= 0.98, inside / 2400


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("teams", [8, 11, 25])
def test_equal_teams_differ_in_one_file_of_twenty(teams: int) -> None:
    rng = np.random.default_rng(teams)
    names = [f"T{i}" for i in range(teams)]
    alarms = 0
    for _ in range(600):
        present = rng.uniform(4, 12, teams)
        n = rng.poisson(np.repeat(present, 2) * 4)
        cases = pd.DataFrame({"team": np.repeat(names, 2), "n": n, "w": [1.0, 2.5] * teams})
        loads = benchmark.load_per_fte(cases, "n", "w", pd.DataFrame({"team": names, "fte": present}), "fte", "team")
        alarms += benchmark.loads_differ(loads) < 0.05
    assert 0.03 <= alarms / 600 <= 0.075, alarms / 600
