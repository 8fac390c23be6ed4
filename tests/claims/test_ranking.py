"""Which data would settle most, and the grid that counts claims."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from wij_impact import claims
from wij_impact.claims import Claim, Judgement, Step
from wij_impact.claims.rows import claim_of
from wij_impact.errors import UsageError
from wij_impact.presentation.figures import count_grid


def _open(claim_id: str, request: str, people: float, money: float, verdict: str = "not_shown") -> Judgement:
    claim: Claim = claim_of({"claim_id": claim_id, "request": request, "test": "printed", "stated": "x"})
    return Judgement(claim, verdict, "one_place", (Step("alone"),), (), people, money)


@pytest.mark.unit
def test_requests_are_ranked_by_the_better_of_two_places() -> None:
    nan = math.nan
    requests = pd.DataFrame({"request_id": ["a", "b", "c", "d"]})
    ranked = claims.rank_requests(
        [
            _open("1", "a", 10, nan), _open("2", "a", 500, nan), _open("3", "b", nan, 1e6), _open("4", "c", 400, 1e5),
            _open("5", "d", 9e9, 9e9, "reproduced"),
        ],
        requests,
    )  # fmt: skip
    # a is first by people (500, not 510: claims overlap), b by money, c second by both; d needs nothing.
    assert ranked["request_id"].tolist() == ["a", "b", "c"]
    assert ranked["people"].tolist()[0] == 500
    assert ranked["claims"].tolist() == [2, 1, 1]
    assert ranked["rank"].tolist() == [1, 1, 2]
    assert claims.rank_requests([], requests).empty


@pytest.mark.unit
def test_a_grid_of_counts_loses_no_item() -> None:
    items = pd.DataFrame({"kind": ["a", "a", "b"], "verdict": ["x", "y", "x"]})
    drawing = count_grid(items, "kind", "verdict", rows={"a": "A", "b": "B", "c": "C"}, columns={"x": "X", "y": "Y"})
    assert drawing.data[["x", "y"]].to_numpy().sum() == len(items)
    assert "A: 1 X, 1 Y" in drawing.alt
    assert "C" not in drawing.alt.replace("counts", "")
    with pytest.raises(UsageError, match="z"):
        count_grid(items.assign(kind="z"), "kind", "verdict", rows={"a": "A"}, columns={"x": "X", "y": "Y"})


@pytest.mark.unit
def test_a_claim_without_a_request_asks_for_nothing() -> None:
    requests = pd.DataFrame({"request_id": ["a"]})
    ranked = claims.rank_requests([_open("1", "", 10, 5.0), _open("2", "a", 1, 1.0)], requests)
    assert ranked["claim_ids"].tolist() == ["2"]
