"""Power by simulation: it equals the closed form where there is one, and the size is the level at no effect."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from wij_impact import UsageError
from wij_impact.effect import (
    minimal_detectable_effect,
    power_series,
    power_simulated,
    power_single_case,
    power_staggered,
    single_case,
    staggered,
)
from wij_impact.effect.panels.panel import Panel
from wij_impact.effect.persons.lines import Asked, Line


def _t_power(shift: float, freedom: float) -> float:
    critical = stats.t.isf(0.025, freedom)
    return float(stats.nct.sf(critical, freedom, shift) + stats.nct.cdf(-critical, freedom, shift))


def _within(row: object, truth: float, draws: int) -> bool:
    # 99.9% of honest simulations fall here; the seed is fixed, so it fails only when the code changed.
    return abs(row.estimate - truth) < 3.3 * np.sqrt(truth * (1 - truth) / draws)  # type: ignore[attr-defined]


@pytest.mark.simulation
def test_a_series_of_independent_moments_has_the_power_of_least_squares() -> None:
    before, after, draws = 14, 10, 300
    n = before + after
    design = np.column_stack([np.ones(n), np.arange(n), np.arange(n) >= before]).astype(float)
    error = np.sqrt(np.linalg.inv(design.T @ design)[2, 2])
    found = power_series(before, after, [0, 2.5], interval="ols", draws=draws).table
    for row in found.itertuples():
        assert _within(row, _t_power(row.effect / error, n - 3), draws), row
    assert 0.3 < found["estimate"].iloc[1] < 0.99  # a place where power can be missed


@pytest.mark.simulation
def test_two_periods_and_one_start_have_the_power_of_a_t_test_on_changes() -> None:
    draws, n = 80, 15
    found = power_staggered({0: n, 2: n}, 2, [0, 1.5], draws=draws).table
    error = np.sqrt(2) * np.sqrt(2 / n)  # a change has twice the variance of a moment
    for row in found.itertuples():
        assert _within(row, _t_power(row.effect / error, 2 * n - 2), draws), row


@pytest.mark.simulation
def test_the_drawn_start_has_its_level_also_with_memory_and_no_power_below_twenty() -> None:
    draws = 150
    size = power_single_case(28, range(4, 24), [0], memory=0.4, draws=draws).table.iloc[0]
    # One of 20 starts is the most extreme, whatever the series; a refused baseline only takes away.
    assert size["estimate"] <= 0.05 + 3.3 * np.sqrt(0.05 * 0.95 / draws)
    assert power_single_case(27, range(4, 23), [0, 9], draws=20).table["estimate"].tolist() == [0, 0]
    assert power_single_case(28, range(4, 24), [4], draws=30).table["estimate"].iloc[0] > 0.6
    more = power_single_case(14, range(4, 11), [2], persons=3, draws=20).table["estimate"].iloc[0]
    assert more > 0.6  # 7 starts for each of 3 persons are 343 assignments


@pytest.mark.unit
def test_refused_counts_as_not_found_and_the_seed_decides() -> None:
    short = power_series(5, 5, [9], draws=4).table.iloc[0]  # fewer than 8 points: refused
    assert (short["estimate"], short["refused"]) == (0, 4)
    one, other = (power_series(10, 10, [1, 2], draws=5).table, power_series(10, 10, [2], draws=5).table)
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


@pytest.mark.reference
def test_what_is_left_out_for_speed_changes_no_p_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same draws through the whole of `staggered` and `single_case`."""
    batch, seen = power_simulated.overall_p_values, []

    def also_whole(panel: Panel, outcomes: np.ndarray) -> np.ndarray:
        mine = batch(panel, outcomes)
        for y, p_value in zip(outcomes, mine, strict=True):
            rows = [
                (unit, time, 0 if np.isinf(first) else first, y[unit, at])
                for unit, first in enumerate(panel.cohort) for at, time in enumerate(panel.times)
            ]  # fmt: skip
            frame = pd.DataFrame(rows, columns=["unit", "time", "first", "value"])
            whole = staggered(frame, "value", "unit", "time", "first", draws=9).simple["p_value"].iloc[0]
            seen.append((p_value, float(whole)))
        return mine

    monkeypatch.setattr(power_simulated, "overall_p_values", also_whole)
    power_staggered({0: 5, 3: 2, 4: 3, 2: 2}, 5, [0.5], memory=0.3, draws=3)
    power_staggered({0: 5, 3: 2, 4: 1}, 5, [0.5], draws=2)  # a cohort of one
    power_staggered({0: 1, 3: 2, 4: 2}, 4, [0.5], draws=1)  # and one control: no p-value
    assert len(seen) == 6
    assert np.isnan(seen.pop()).all()
    assert [one for one, _ in seen] == pytest.approx([two for _, two in seen], rel=1e-9)

    drawn = power_simulated.drawn_row
    several: list[tuple[float, float]] = []

    def also(lines: list[Line], asked: Asked) -> dict[str, object]:
        rows = [
            (line.name, at, "AB"[int(helped)], score)
            for line in lines for at, helped, score in zip(line.moments, line.helped, line.score, strict=True)
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["person", "moment", "phase", "value"])
        found = single_case(
            frame,
            "person",
            "moment",
            "phase",
            "value",
            randomised="start",
            starts=asked.starts,
            draws=999,
            baseline="A",
        )
        scope = "persons" if len(lines) > 1 else "person"
        whole = found.loc[found["scope"].eq(scope) & found["measure"].eq("mean_change"), "p_value"].iloc[0]
        mine = drawn(lines, asked)
        several.append((float(whole), float(mine["p_value"])))
        return mine

    monkeypatch.setattr(power_simulated, "drawn_row", also)
    power_single_case(10, range(4, 8), [1], persons=2, draws=4)
    power_single_case(24, range(4, 20), [1], draws=3)
    assert len(several) >= 5
    assert all(one == two for one, two in several)


@pytest.mark.simulation
def test_the_smallest_effect_found_often_enough_is_that_of_the_closed_form() -> None:
    n = 12
    found = power_staggered({0: n, 2: n}, 2, draws=300)
    truth = minimal_detectable_effect(n, n) * np.sqrt(2)  # of a change, in sd of a moment
    smallest = found.smallest
    assert smallest is not None
    assert smallest.lower < truth < smallest.upper
    assert smallest.lower < smallest.value < smallest.upper < 1.4 * smallest.value
    curve = found.table["estimate"].to_numpy()
    assert (np.diff(curve) > -0.02).all()  # a larger effect is found more often; the same chance at every effect
    assert found.table["effect"].is_monotonic_increasing
    assert "found in 80% from an effect of" in repr(found)
    assert found.plot().get_xlabel() == "effect"
    assert found.table["std_error"].max() <= 0.5 / np.sqrt(300)


@pytest.mark.unit
def test_a_design_that_can_find_nothing_has_no_smallest_effect() -> None:
    found = power_single_case(12, range(4, 9), draws=3)  # five starts: no p-value below .2
    assert found.smallest is None
    assert "no effect simulated is found" in repr(found)
    with pytest.raises(UsageError, match="power"):
        power_single_case(12, range(4, 9), draws=3, power=1)
