"""Need of areas: the index, its ranks over weightings, and effort beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wij_impact import benchmark
from wij_impact.errors import InputError, InsufficientEvidence, UsageError


def _areas(n: int = 12, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    poor = rng.uniform(5, 25, n)
    frame = pd.DataFrame({"wijk": [f"W{i}" for i in range(n)], "poor": poor, "single": poor + rng.normal(0, 4, n)})
    return frame.assign(residents=rng.integers(2000, 9000, n), fte=rng.uniform(2, 12, n))


@pytest.mark.reference
def test_the_index_is_the_mean_of_z_scores() -> None:
    areas = _areas()
    scores = [(areas[one] - areas[one].mean()) / areas[one].std(ddof=0) for one in ("poor", "single")]
    by_hand = (scores[0] + scores[1]) / 2
    found = benchmark.need_index(areas, ["poor", "single"], "wijk")
    assert found["estimate"].to_numpy() == pytest.approx(by_hand.to_numpy())


@pytest.mark.property
def test_ranks_cover_their_extremes_and_order_does_not_matter() -> None:
    areas = _areas()
    found = benchmark.need_ranks(areas, ["poor", "single"], "wijk").set_index("wijk")
    assert (found["highest"] <= found["lower"]).all()
    assert (found["upper"] <= found["lowest"]).all()
    assert found["equal"].sum() == pytest.approx(sum(range(1, 13)))
    mixed = benchmark.need_ranks(areas.sample(frac=1, random_state=3), ["poor", "single"], "wijk").set_index("wijk")
    pd.testing.assert_frame_equal(found, mixed.loc[found.index])
    # With one sign twice there is nothing to weigh, and no range.
    same = benchmark.need_ranks(areas.assign(again=areas["poor"]), ["poor", "again"], "wijk")
    assert (same["highest"] == same["lowest"]).all()


@pytest.mark.property
def test_residuals_add_up_to_nothing_and_are_nothing_on_the_line() -> None:
    areas = _areas()
    found = benchmark.effort_residuals(areas, "fte", ["poor", "single"], "wijk", "residents")
    assert float((found["estimate"] * areas["residents"]).sum()) == pytest.approx(0, abs=1e-9)
    need = benchmark.need_index(areas, ["poor", "single"], "wijk")["estimate"]
    exact = areas.assign(fte=areas["residents"] * (0.01 + 0.002 * need.to_numpy()))
    on_line = benchmark.effort_residuals(exact, "fte", ["poor", "single"], "wijk", "residents")
    assert on_line["estimate"].abs().max() < 1e-12


@pytest.mark.unit
def test_what_says_too_much_is_refused() -> None:
    areas = _areas().assign(questions=1.0, flat=3.0)
    with pytest.raises(UsageError, match="demand, not need"):
        benchmark.need_index(areas, ["poor", "questions"], "wijk")
    with pytest.raises(InsufficientEvidence, match="nothing to weigh"):
        benchmark.need_ranks(areas, ["poor"], "wijk")
    with pytest.raises(UsageError, match="no sign of need"):
        benchmark.need_index(areas, [], "wijk")
    with pytest.raises(InputError, match="equal everywhere"):
        benchmark.need_index(areas, ["poor", "flat"], "wijk")
    rounded = areas.assign(flat=[0.3, *[0.1 + 0.2] * (len(areas) - 1)])  # differs in the last bit only
    with pytest.raises(InputError, match="equal everywhere"):
        benchmark.need_index(rounded, ["poor", "flat"], "wijk")
    with pytest.raises(InsufficientEvidence):
        benchmark.need_index(areas.head(7), ["poor", "single"], "wijk")


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("areas", [10, 20, 40, 60])
def test_the_interval_of_the_concentration_index_covers(areas: int) -> None:
    """Areas drawn from a law in which effort per resident goes with need; the truth from a very large draw."""
    rng = np.random.default_rng(areas)

    def draw(n: int) -> pd.DataFrame:
        need = rng.normal(0, 1, n)
        residents = np.exp(rng.normal(8.5, 0.4, n))
        effort = residents * np.exp(0.25 * need + rng.normal(0, 0.3, n))
        return pd.DataFrame({"wijk": np.arange(n).astype(str), "need": need, "effort": effort, "residents": residents})

    truth = float(benchmark.concentration(draw(2500), "effort", "need", "wijk", "residents")["estimate"].iloc[0])
    inside = 0
    for _ in range(300):
        row = benchmark.concentration(draw(areas), "effort", "need", "wijk", "residents").iloc[0]
        inside += row["lower"] <= truth <= row["upper"]
    assert 0.90 <= inside / 300 <= 0.99, inside / 300
