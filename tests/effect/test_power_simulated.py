"""Power by simulation: it equals the closed form where there is one, and the size is the level at no effect."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from wij_impact import UsageError
from wij_impact.effect import power_series, power_single_case, power_staggered


def _t_power(shift: float, freedom: float) -> float:
    critical = stats.t.isf(0.025, freedom)
    return float(stats.nct.sf(critical, freedom, shift) + stats.nct.cdf(-critical, freedom, shift))


def _within(row: object, truth: float, draws: int) -> bool:
    # 99.9% of honest simulations fall here; the seed is fixed, so it fails only when the code changed.
    return abs(row.power - truth) < 3.3 * np.sqrt(truth * (1 - truth) / draws)  # type: ignore[attr-defined]


@pytest.mark.simulation
def test_a_series_of_independent_moments_has_the_power_of_least_squares() -> None:
    before, after, draws = 14, 10, 300
    n = before + after
    design = np.column_stack([np.ones(n), np.arange(n), np.arange(n) >= before]).astype(float)
    error = np.sqrt(np.linalg.inv(design.T @ design)[2, 2])
    found = power_series(before, after, [0, 2.5], interval="ols", draws=draws)
    for row in found.itertuples():
        assert _within(row, _t_power(row.effect / error, n - 3), draws), row
    assert 0.3 < found["power"].iloc[1] < 0.99  # a place where power can be missed


@pytest.mark.simulation
def test_two_periods_and_one_start_have_the_power_of_a_t_test_on_changes() -> None:
    draws, n = 80, 15
    found = power_staggered({0: n, 2: n}, 2, [0, 1.5], draws=draws)
    error = np.sqrt(2) * np.sqrt(2 / n)  # a change has twice the variance of a moment
    for row in found.itertuples():
        assert _within(row, _t_power(row.effect / error, 2 * n - 2), draws), row


@pytest.mark.simulation
def test_the_drawn_start_has_its_level_also_with_memory_and_no_power_below_twenty() -> None:
    draws = 150
    size = power_single_case(28, range(4, 24), [0], memory=0.4, draws=draws).iloc[0]
    # One of 20 starts is the most extreme, whatever the series; a refused baseline only takes away.
    assert size["power"] <= 0.05 + 3.3 * np.sqrt(0.05 * 0.95 / draws)
    assert power_single_case(27, range(4, 23), [0, 9], draws=20)["power"].tolist() == [0, 0]
    assert power_single_case(28, range(4, 24), [4], draws=30)["power"].iloc[0] > 0.6
    more = power_single_case(14, range(4, 11), [2], persons=3, draws=20)["power"].iloc[0]
    assert more > 0.6  # 7 starts for each of 3 persons are 343 assignments


@pytest.mark.unit
def test_refused_counts_as_not_found_and_the_seed_decides() -> None:
    short = power_series(5, 5, [9], draws=4).iloc[0]  # fewer than 8 points: refused
    assert (short["power"], short["refused"]) == (0, 4)
    one, other = (power_series(10, 10, [1, 2], draws=5), power_series(10, 10, [2], draws=5))
    assert one.iloc[1].equals(other.iloc[0])


@pytest.mark.unit
def test_numbers_outside_their_range_are_told() -> None:
    with pytest.raises(UsageError, match="memory"):
        power_series(10, 10, [1], memory=1)
    with pytest.raises(UsageError, match="interval"):
        power_series(10, 10, [1], interval="nothing", draws=1)
    with pytest.raises(UsageError, match="start"):
        power_single_case(10, [10], [1])
    with pytest.raises(UsageError, match="draws"):
        power_staggered({0: 4, 2: 4}, 3, [1], draws=0)
