"""Small cases, written as the tables of a file, for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from wij_impact.mkba import Case
from wij_impact.mkba.numbers import References
from wij_impact.mkba.parameters import Grade
from wij_impact.mkba.parsing import parse_case
from wij_impact.mkba.places import Places
from wij_impact.mkba.prices import PriceIndex

PRICES = pd.DataFrame(
    {
        "price_id": ["place", "empty"],
        "value": [1000.0, float("nan")],
        "low": [800.0, float("nan")],
        "high": [1300.0, float("nan")],
        "distribution": ["pert", ""],
        "price_year": [2018.0, float("nan")],
        "bearers": ["gemeente=0.75;rijk=0.25", "gemeente=1"],
        "source": ["a report", ""],
        "evidence_grade": ["C", "assumption"],
        "note": ["", ""],
    }
)
FIGURES = pd.DataFrame({"figure_id": ["prevented", "share"], "value": [8.0, 60.0], "period": ["2020", "2020"]})
INDICES = {"cpi": PriceIndex("cpi", ((2019, 2.0), (2020, 3.0), (2021, 10.0)))}
GRADES = {"A": Grade(1.0, 1.0), "D": Grade(0.5, 2.0), "E": Grade(0.25, 3.0)}


def raw_case(**changes: Any) -> dict[str, Any]:
    """A case with one cost and one effect; `changes` replace whole keys at the top."""
    return {
        "title": "t", "baseline": "nothing", "base_year": 2020, "price_year": 2020, "horizon": 4, "discount": 0.03,
        "price_index": "cpi", "apply_evidence_grades": False,
        "cost": {"staff": {"quantity": 10, "price": sourced(50), "payers": {"gemeente": 1.0}}},
        "effect": {"less": effect()},
        **changes,
    }  # fmt: skip


def sourced(value: float, **more: Any) -> dict[str, Any]:
    return {"value": value, "source": "test", **more}


def effect(**changes: Any) -> dict[str, Any]:
    """An effect of 6 x 0.5 x 100 a year for 3 years, from year 1 on, a fifth less every year."""
    return {
        "quantity": 6, "additionality": sourced(0.5), "price": sourced(100), "onset": 1, "duration": 3, "drop_off": 0.2,
        "payers": {"gemeente": 0.7, "rijk": 0.3}, **changes,
    }  # fmt: skip


def build(raw: Mapping[str, Any], text: str = "") -> Case:
    return parse_case(raw, "test", Places("test.toml", text), References(FIGURES, PRICES, INDICES), GRADES)


def uncertain(value: float, low: float, high: float, dist: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "dist": dist, "source": "test", **more}
