"""How far parallel trends may fail: our bound, and the adapter of moderndid."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.effect.drawing import roll_out
from wij_impact import InsufficientEvidence, UsageError
from wij_impact.effect import breakdown_value, honest_did, sensitivity, staggered

COHORTS = np.repeat([2019.0, 2021.0, np.inf], [10, 10, 10])
TIMES = np.arange(2016.0, 2024.0)


def result(effect: float = 0.0, seed: int = 0) -> Any:
    frame = roll_out(np.random.default_rng(seed), COHORTS, TIMES, "unequal", effect=effect)
    return staggered(frame, "y", "unit", "time", "first", draws=9)


@pytest.mark.unit
def test_the_interval_grows_with_the_drift_allowed_and_breaks_where_it_says() -> None:
    found = result(effect=12.0)
    rows = sensitivity(found)
    assert (rows["upper"] - rows["lower"]).is_monotonic_increasing
    at = breakdown_value(found)
    assert at > 0
    edge = sensitivity(found, [at * 0.999, at * 1.001])
    assert edge["excludes_zero"].tolist() == [True, False]


@pytest.mark.unit
def test_reach_counts_the_periods_since_the_base() -> None:
    # Cohort 2019 has 5 treated periods (1..5 steps), cohort 2021 has 3 (1..3), of equal size.
    expected = (1 + 2 + 3 + 4 + 5 + 1 + 2 + 3) / 8
    assert sensitivity(result())["reach"].iloc[0] == pytest.approx(expected)


@pytest.mark.unit
def test_without_two_periods_before_the_start_nothing_is_known() -> None:
    frame = roll_out(
        np.random.default_rng(0), np.repeat([2017.0, np.inf], [5, 5]), np.array([2016.0, 2017.0]), "unequal"
    )
    with pytest.raises(InsufficientEvidence, match="nothing is known of drifting apart"):
        sensitivity(staggered(frame, "y", "unit", "time", "first", draws=9))


@pytest.mark.slow
@pytest.mark.simulation
def test_the_bound_covers_when_groups_drift_apart_as_they_did_before() -> None:
    rng, covered = np.random.default_rng(8), []
    for _ in range(200):
        frame = roll_out(rng, COHORTS, TIMES, "unequal")
        # The treated drift by 1.5 a year, before and after: a violation of exactly multiple 1.
        frame["y"] += 1.5 * (frame["time"] - 2016) * np.isfinite(frame["first"])
        row = sensitivity(staggered(frame, "y", "unit", "time", "first", draws=2), [1.0]).iloc[0]
        covered.append(row["lower"] <= 0 <= row["upper"])
    assert np.mean(covered) >= 0.95


@pytest.fixture
def arguments(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A stand-in for moderndid that keeps what it was called with."""
    kept: dict[str, Any] = {}

    def answer(**given: Any) -> pd.DataFrame:
        kept.update(given)
        return pd.DataFrame({"lb": [-2.0, -1.0], "ub": [-1.0, 3.0]})

    inner = types.ModuleType("moderndid.didhonest")
    inner.create_sensitivity_results_rm = answer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "moderndid", types.ModuleType("moderndid"))
    monkeypatch.setitem(sys.modules, "moderndid.didhonest", inner)
    return kept


@pytest.mark.unit
def test_the_adapter_hands_over_estimates_covariance_and_choice(arguments: dict[str, Any]) -> None:
    frame = roll_out(np.random.default_rng(0), COHORTS, TIMES, "unequal")
    found = honest_did(frame, "y", "unit", "time", "first", 1, multiples=(0.0, 1.0))
    # Event times -5..-2 and 0..4: the reference is not among them.
    assert (arguments["num_pre_periods"], arguments["num_post_periods"]) == (4, 5)
    assert arguments["l_vec"].ravel().tolist() == [0, 1, 0, 0, 0]
    assert arguments["sigma"].shape == (9, 9)
    assert found["estimate"].iloc[0] == arguments["betahat"][5]
    assert found["excludes_zero"].tolist() == [True, False]


@pytest.mark.reference
def test_moderndid_itself_gives_the_numbers_held_here(shared: Path) -> None:
    pytest.importorskip("moderndid", reason="the extra honest is not installed")
    counties = pd.read_csv(shared / "cases/effect/mpdta/mpdta.csv")
    found = honest_did(
        counties, "lemp", "countyreal", "year", "first.treat", multiples=(0.0, 0.5, 1.0), grid_points=100
    )
    # moderndid 0.2.0, 100 grid points of about 0.0008.
    np.testing.assert_allclose(found["lower"], [-0.041434, -0.052597, -0.07002], atol=1e-3)
    np.testing.assert_allclose(found["upper"], [0.001571, 0.017759, 0.035429], atol=1e-3)


@pytest.mark.unit
def test_without_moderndid_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "moderndid.didhonest", None)
    frame = roll_out(np.random.default_rng(0), COHORTS, TIMES, "unequal")
    with pytest.raises(UsageError, match=r"wij-impact\[honest\]"):
        honest_did(frame, "y", "unit", "time", "first")
