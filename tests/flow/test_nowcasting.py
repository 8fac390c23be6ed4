"""Who had registered already but was not in the file yet."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wij_impact import flow
from wij_impact.errors import InputError

UNTIL = np.datetime64("2024-12-31")


def _file(per_month: float, months: int, mean_wait: float, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.Series]:
    """What a register of started help holds, and how many registered in each month in truth."""
    first = np.datetime64("2025-01-01") - np.timedelta64(round(months * 30.4375), "D")
    length = int((UNTIL - first).astype(int)) + 1
    asked = first + rng.integers(0, length, rng.poisson(per_month * months))
    began = asked + np.floor(rng.exponential(mean_wait, len(asked))).astype(int)
    truth = pd.Series(asked.astype("datetime64[M]")).value_counts().sort_index()
    frame = pd.DataFrame({"registered": asked, "start": began})
    return frame[began <= UNTIL].reset_index(drop=True), truth


@pytest.mark.property
def test_without_waits_nobody_is_missing() -> None:
    rng = np.random.default_rng(1)
    asked = UNTIL - rng.integers(0, 300, 200)
    found = flow.nowcast(pd.DataFrame({"registered": asked, "start": asked}), "registered", "start", UNTIL)
    assert found["estimate"].tolist() == found["n"].tolist()
    assert (found["upper"] == found["n"]).all()
    assert found["n"].sum() == 200


@pytest.mark.reference
def test_reverse_hazards_by_hand() -> None:
    # Waits 0, 0 and 40 of people who could be seen with 100 days; one of someone seen for 10 days only.
    asked = pd.to_datetime(["2024-09-22", "2024-09-22", "2024-09-22", "2024-12-21"])
    frame = pd.DataFrame({"registered": asked, "start": asked + pd.to_timedelta([0, 0, 40, 0], "D")})
    found = flow.nowcast(frame, "registered", "start", UNTIL).set_index("period")
    # At 40 days one of three who could be seen with it: two thirds wait less, so one seen stands for 1.5.
    assert found.loc["2024-12-01", "estimate"] == pytest.approx(1.5)
    assert found.loc["2024-12-01", "seen"] == pytest.approx(2 / 3)
    assert found.loc["2024-09-01", "estimate"] == pytest.approx(3.0)


@pytest.mark.property
def test_the_order_of_rows_does_not_matter_and_the_seed_fixes_the_bytes() -> None:
    frame, _ = _file(30, 12, 30, np.random.default_rng(3))
    one = flow.nowcast(frame, "registered", "start", UNTIL)
    other = flow.nowcast(frame.sample(frac=1, random_state=1), "registered", "start", UNTIL)
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.unit
def test_what_cannot_be_is_a_sentence() -> None:
    frame = pd.DataFrame({"registered": ["2024-03-02", None], "start": ["2024-03-01", "2024-03-01"]})
    with pytest.raises(InputError, match="not between the registration"):
        flow.nowcast(frame, "registered", "start", UNTIL)
    with pytest.raises(InputError, match="not one trajectory has a registration"):
        flow.nowcast(frame.iloc[[1]], "registered", "start", UNTIL)


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("per_month", [8, 40])
@pytest.mark.parametrize("mean_wait", [20.0, 60.0])
def test_the_band_holds_the_true_number(per_month: int, mean_wait: float) -> None:
    rng = np.random.default_rng(11)
    inside, told, last, lasts = 0, 0, 0, 0
    for _ in range(200):
        frame, truth = _file(per_month, 24, mean_wait, rng)
        found = flow.nowcast(frame, "registered", "start", UNTIL).tail(4)
        for row in found.to_dict("records"):
            if row["n"] and row["estimate"] == row["estimate"]:
                told += 1
                held = row["lower"] <= truth[row["period"]] <= row["upper"]
                inside += held
                # The month of the last day, of which least is seen, by itself: together with months that are nearly
                # complete a band that is too narrow there would pass.
                if row["period"] == pd.Timestamp("2024-12-01"):
                    lasts += 1
                    last += held
    assert told > 500
    assert 0.92 <= inside / told <= 0.995, inside / told
    assert last >= 0.9 * lasts, (last, lasts)  # Monte Carlo error .017 at 160 told


@pytest.mark.property
def test_the_time_in_view_of_a_life_table_is_that_of_each_trajectory() -> None:
    rng = np.random.default_rng(5)
    stay, ended = rng.exponential(6, 300), rng.random(300) < 0.7
    entry = np.where(rng.random(300) < 0.3, stay * rng.random(300), 0.0)
    table = pd.DataFrame({"months": stay, "ended": ended, "entry": entry})
    found = flow.Duration.fit(table, "months", "ended", "entry")
    assert found.at_risk is not None
    edges = np.arange(len(found.at_risk))
    last = np.where(ended, np.floor(stay) + 1, stay)
    view = np.clip(np.minimum(last[:, None], edges + 1) - np.maximum(entry[:, None], edges), 0, 1)
    assert found.at_risk == pytest.approx(view.sum(axis=0))
    assert found.ended is not None
    assert found.ended.sum() == ended.sum()
