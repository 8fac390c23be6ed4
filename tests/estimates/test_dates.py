"""One day that a caller gives to a function: read rightly or refused, in every room that asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wij_impact import flow, monitor
from wij_impact.errors import UsageError
from wij_impact.estimates.dates import one_day

DAYS = pd.DataFrame({"start": ["2024-01-01", "2024-02-01"], "end": ["2024-01-20", None], "next_start": [None, None]})
STEPS = pd.DataFrame({"step": ["a", "b"], "due": ["2024-01-01", None], "done": [None, None]})
RISKS = pd.DataFrame({"risk": ["a"], "p": ["low"], "i": ["high"], "review": ["2024-01-01"]})
ASKED = pd.DataFrame({"id": [1], "status": ["open"], "due": ["2024-01-01"]})

CALLS: dict[str, Callable[[Any], Any]] = {
    "stock_and_flow": lambda until: flow.stock_and_flow(DAYS, "start", "end", until=until),
    "lead_times": lambda until: flow.lead_times(DAYS, "start", "end", until),
    "returns": lambda until: flow.returns(DAYS, until),
    "nowcast": lambda until: flow.nowcast(DAYS[:1], "start", "end", until),
    "littles_law": lambda until: flow.littles_law(DAYS, "start", "end", ("2023-12-01", until)),
    "milestones": lambda until: monitor.milestones(STEPS, "step", "due", "done", until),
    "risk_matrix": lambda until: monitor.risk_matrix(RISKS, "risk", "p", "i", review="review", until=until),
    "follow_up": lambda until: monitor.follow_up(ASKED, "id", "status", due="due", until=until),
}


@pytest.mark.unit
@pytest.mark.parametrize("room", CALLS)
@pytest.mark.parametrize(
    "wrong", ["01-07-2024", "07/01/2024", "eind 2024", "2024", "2024-06", "2024-13-01", 20240701, 2024.5]
)
def test_what_may_be_another_day_is_refused_with_a_sentence(room: str, wrong: Any) -> None:
    with pytest.raises(UsageError, match="is not a date"):
        CALLS[room](wrong)


@pytest.mark.unit
@pytest.mark.parametrize("room", CALLS)
def test_a_day_is_the_same_in_every_form(room: str) -> None:
    day = dt.date(2024, 7, 1)
    forms = [
        "2024-07-01",
        day,
        dt.datetime(2024, 7, 1, 9),
        pd.Timestamp(day),
        np.datetime64("2024-07-01"),
        "2024-07-01 09:00",
    ]
    first, *others = [repr(CALLS[room](form)) for form in forms]
    assert all(other == first for other in others)


@pytest.mark.unit
@pytest.mark.parametrize("room", ["risk_matrix", "follow_up"])
def test_what_is_overdue_needs_a_day(room: str) -> None:
    # Without one nothing was overdue, whatever the dates said.
    with pytest.raises(UsageError, match="until"):
        CALLS[room](None)


@pytest.mark.unit
def test_nothing_is_no_day() -> None:
    for nothing in (None, pd.NaT, np.datetime64("NaT"), "", float("nan")):
        with pytest.raises(UsageError, match="from="):
            one_day(nothing, "from")
