"""What is no table of single values is told in a sentence, by every room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wij_impact import WijImpactError, benchmark, effect, flow
from wij_impact import impactmeting as im
from wij_impact.estimates.agreement import krippendorff_alpha

_TEAMS = pd.DataFrame({"team": [f"T{i}" for i in range(8)], "n": range(11, 19), "p": [200] * 8})
_PANEL = pd.DataFrame(
    [(u, t, float(u + t), int(u < 3), int(t > 2)) for u in range(6) for t in range(5)],
    columns=["team", "t", "n", "treated", "post"],
)
_TIMES = pd.DataFrame({"team": ["a", "b"] * 6, "n": range(1, 13), "event": [1, 0, 1] * 4})
_RATINGS = pd.DataFrame(
    [(u, r, 1 + (u + len(r)) % 3) for u in range(6) for r in ("a", "bb")], columns=["team", "r", "n"]
)

CALLS: dict[str, tuple[pd.DataFrame, Callable[[Any], Any]]] = {
    "funnel": (_TEAMS, lambda data: benchmark.funnel(data, "n", "p", "team")),
    "panel": (_PANEL, lambda data: effect.difference_in_differences(data, "n", "treated", "post", unit="team")),
    "survival": (_TIMES, lambda data: flow.kaplan_meier(data, "n", "event", by="team")),
    "proportion": (_TIMES, lambda data: im.proportion(data, "team", "a")),
    "mean": (_TEAMS, lambda data: im.mean(data, "n", by="team")),
    "agreement": (_RATINGS, lambda data: krippendorff_alpha(data, "team", "r", "n")),
}

ODD: dict[str, Callable[[pd.DataFrame], Any]] = {
    "none": lambda data: None,
    "array": lambda data: data.to_numpy(),
    "mapping": lambda data: data.to_dict("list"),
    "lists": lambda data: data.assign(team=[[1]] * len(data)),
    "arrays": lambda data: data.assign(team=[np.array([1])] * len(data)),
    "twice": lambda data: pd.concat([data, data[["team"]]], axis=1),
}


@pytest.mark.unit
@pytest.mark.parametrize("kind", list(ODD))
@pytest.mark.parametrize("room", list(CALLS))
def test_what_is_no_table_of_single_values_is_a_sentence(room: str, kind: str) -> None:
    data, call = CALLS[room]
    call(data)
    with pytest.raises(WijImpactError, match=r"table|value|more than once"):
        call(ODD[kind](data))
