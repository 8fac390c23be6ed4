"""A frame that is none, is empty or holds days where numbers belong gets a sentence, not an error of pandas."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from wij_impact import benchmark, flow, mkba
from wij_impact.errors import WijImpactError
from wij_impact.estimates.agreement import unitising_alpha
from wij_impact.estimates.columns import numbers

DOUBLE = pd.DataFrame([[1, 2]], columns=["signal", "signal"])
ODD = [pd.DataFrame(), pd.DataFrame({"zz": [1, 2]}), None, [1, 2], DOUBLE]


@pytest.mark.unit
@pytest.mark.parametrize("frame", ODD, ids=["empty", "wrong", "none", "list", "double"])
@pytest.mark.parametrize(
    "method",
    [
        benchmark.by_age,
        benchmark.signal_changes,
        lambda one: benchmark.unit_row(one, "x"),
        benchmark.recognise,
        mkba.icers,
        lambda one: flow.time_quantiles(one, [0.5]),
    ],
    ids=["by_age", "signal_changes", "unit_row", "recognise", "icers", "time_quantiles"],
)
def test_odd_frames_get_a_sentence(method: Any, frame: Any) -> None:
    with pytest.raises(WijImpactError) as caught:
        method(frame)
    assert str(caught.value)


@pytest.mark.unit
def test_a_day_is_no_number() -> None:
    # As numbers they are billionths of seconds since 1970: 1.7e18 people.
    days = pd.DataFrame({"n": pd.to_datetime(["2024-01-01", "2024-02-01"])})
    with pytest.raises(WijImpactError, match="is not a number"):
        numbers(days, "n")
    with pytest.raises(WijImpactError, match="is not a number"):
        numbers(pd.DataFrame({"n": pd.to_timedelta([1, 2], unit="D")}), "n")


@pytest.mark.unit
def test_a_place_in_words_is_no_number() -> None:
    marks = pd.DataFrame({"text": "t", "from": ["a", "b"], "to": ["c", "d"], "coder": ["i", "j"], "code": "c"})
    with pytest.raises(WijImpactError, match="is not a number"):
        unitising_alpha(marks, "text", "from", "to", "coder", "code", {"t": 300})
