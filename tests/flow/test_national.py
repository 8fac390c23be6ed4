"""Outcomes by the national definitions, and what followed on a start: by hand, and against each other."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wij_impact import UsageError, flow
from wij_impact.errors import InsufficientEvidence


def _ended(**columns: list[object]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame({"end": pd.to_datetime(["2024-03-31"] * size)} | columns)


@pytest.mark.reference
def test_the_two_readings_of_drop_out_by_hand() -> None:
    reasons = ["planned"] * 5 + ["early_client"] * 2 + ["early_provider"] + [None] * 2
    found = flow.outcomes(_ended(reason_end=reasons), "2025-12-31").set_index("measure")
    client, both = found.loc["dropout_client"], found.loc["dropout_client_provider"]
    assert (client["estimate"], both["estimate"]) == (2 / 8, 3 / 8)
    assert (client["n"], client["base"], client["missing"]) == (8, 10, 2)
    assert (client["worst"], client["best"]) == (4 / 10, 2 / 10)  # drop-out is bad: the worst is the most
    assert both["bound_low"] <= both["best"] <= both["estimate"] <= both["worst"] <= both["bound_high"]


@pytest.mark.reference
def test_on_without_help_strict_and_wide_and_the_raw_grade() -> None:
    frame = _ended(
        without_help=["04", "03", "01", None],
        satisfied=[8.0, 6.0, np.nan, np.nan],
        goals_reached=["yes", "partly", "no", None],
    )
    found = flow.outcomes(frame, "2025-12-31").set_index("measure")
    assert found.loc["without_help_strict", ["estimate", "worst", "best"]].tolist() == [1 / 3, 1 / 4, 2 / 4]
    assert found.loc["without_help_wide", "estimate"] == 2 / 3
    assert found.loc["satisfied", ["estimate", "worst", "best"]].tolist() == [7.0, 4.0, 8.5]
    assert found.loc["goals_reached", "estimate"] == 1 / 3


@pytest.mark.reference
def test_no_new_start_follows_the_half_years_of_statistics_netherlands() -> None:
    # Ended July to December 2019: restarted by 30 June 2020 counts, a day later does not.
    frame = pd.DataFrame(
        {
            "end": pd.to_datetime(["2019-07-05", "2019-12-31", "2019-09-01", "2019-08-01", "2020-03-01"]),
            "next_start": pd.to_datetime(["2020-06-30", "2020-07-01", None, "2019-08-02", None]),
            "continued": ["no", "no", "no", "yes", "no"],
        }
    )
    found = flow.outcomes(frame, "2020-06-30").set_index("measure").loc["no_new_start"]
    # The fourth changed form the day after, and the fifth is not followed to the end of 2020.
    assert (found["estimate"], found["n"], found["base"]) == (2 / 3, 3, 3)


@pytest.mark.property
def test_missing_answers_widen_and_never_move_the_bounds_inward() -> None:
    rng = np.random.default_rng(1)
    answers = rng.choice(["01", "04"], 60).astype(object)
    full = (
        flow.outcomes(_ended(without_help=list(answers)), "2025-12-31").set_index("measure").loc["without_help_strict"]
    )
    answers[rng.choice(60, 20, replace=False)] = None
    part = (
        flow.outcomes(_ended(without_help=list(answers)), "2025-12-31").set_index("measure").loc["without_help_strict"]
    )
    assert full["worst"] == full["best"] == full["estimate"]
    assert part["worst"] <= full["estimate"] <= part["best"]


@pytest.mark.unit
def test_without_an_end_there_are_no_outcomes() -> None:
    with pytest.raises(InsufficientEvidence):
        flow.outcomes(pd.DataFrame({"end": [pd.NaT]}), "2025-12-31")


REGISTER = pd.DataFrame(
    {
        "start": ["2024-01-01"] * 6,
        "end": ["2024-02-01", "2024-01-08", "2024-06-01", None, "2024-03-01", None],
        "from_level": ["light", "light", "heavy", "light", "heavy", "light"],
        "to_level": ["heavy", None, "light", "heavy", None, None],
        "next_start": ["2024-02-02", None, "2024-06-02", "2024-04-01", None, None],
    }
)


@pytest.mark.reference
def test_what_followed_by_hand_with_and_without_a_rule() -> None:
    order = ["light", "heavy"]
    plain = flow.follow(REGISTER, order, "2024-07-01")
    assert plain["cause"].tolist() == ["up", "ended", "ended", "up", "ended", ""]
    assert plain["days"].tolist() == [32, 7, 152, 91, 60, 182]
    ruled = flow.follow(REGISTER, order, "2024-07-01", flow.heavy_rule("down,unused:14"))
    assert ruled["cause"].tolist() == ["up", "heavy", "heavy", "up", "ended", ""]
    # What happens after the last look is not known yet.
    early = flow.follow(REGISTER, order, "2024-03-15")
    assert early["cause"].tolist() == ["up", "ended", "", "", "ended", ""]


@pytest.mark.unit
def test_a_rule_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="unused:14"):
        flow.heavy_rule("zwaar")


@pytest.mark.reference
def test_with_one_cause_aalen_johansen_is_one_minus_kaplan_meier() -> None:
    rng = np.random.default_rng(5)
    days = rng.exponential(100, 300).round(1)
    data = pd.DataFrame({"days": days, "cause": np.where(rng.random(300) < 0.6, "up", "")})
    data["event"] = (data["cause"] == "up").astype(int)
    at = [30, 90, 180]
    one = flow.aalen_johansen(data, "days", "cause", at=at)["estimate"].to_numpy()
    other = flow.kaplan_meier(data, "days", "event", at=at)["estimate"].to_numpy()
    assert np.abs(one - (1 - other)).max() < 1e-12
