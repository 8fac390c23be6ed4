"""Texts handed to functions of the library are read as in a file: 1.250 beside 980 is not one and a quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wij_impact import benchmark, effect, flow, kerncijfers, mkba, monitor
from wij_impact import impactmeting as im
from wij_impact.errors import WijImpactError

TEXTS = ["1.250", "980", "1.100", "1.040", "990", "1.310", "905", "1.175", "1.020", "940", "1.205", "1.015"]
VALUES = [float(text.replace(".", "")) for text in TEXTS]
UNITS = [f"unit {at}" for at in range(len(TEXTS))]
MONTHS = [f"2023-{month:02d}" for month in range(1, 13)]

CALLS: dict[str, Callable[[Any], Any]] = {
    "impactmeting.mean": lambda v: im.mean(pd.DataFrame({"x": v}), "x")["estimate"],
    "impactmeting.total": lambda v: im.total(pd.DataFrame({"x": v}), "x")["estimate"],
    "benchmark.funnel": lambda v: benchmark.funnel(
        pd.DataFrame({"u": UNITS, "n": v, "y": range(5, 17)}), "y", "n", "u")["estimate"],
    "benchmark.control_chart": lambda v: benchmark.control_chart(
        pd.DataFrame({"m": MONTHS, "y": v}), "y", "m")["estimate"],
    "effect.difference_in_differences": lambda v: effect.difference_in_differences(
        pd.DataFrame({"u": list("aabbccddeeff"), "y": v, "post": [0, 1] * 6, "t": [1] * 6 + [0] * 6}),
        "y", "t", "post", "u")["estimate"],
    "flow.kaplan_meier": lambda v: flow.kaplan_meier(pd.DataFrame({"t": v, "e": 1}), "t", "e")["time"],
    "mkba.present_value": lambda v: [mkba.present_value(v, 0.02)],
    "mkba.evpi": lambda v: [mkba.evpi([[one, 1000] for one in v])],
    "mkba.icers": lambda v: mkba.icers(
        pd.DataFrame({"strategy": UNITS, "cost": v, "effect": [0.1 * at for at in range(12)]}))["icer"],
    "monitor.progress_to_target": lambda v: monitor.progress_to_target(
        np.cumsum(range(1, 13)).tolist() if v is VALUES else [str(one) for one in np.cumsum(range(1, 13))],
        [one / 20 for one in range(1, 13)], 200)["estimate"],
}  # fmt: skip


@pytest.mark.property
@pytest.mark.parametrize("name", CALLS)
def test_text_and_numbers_give_the_same(name: str) -> None:
    from_text, from_numbers = (np.asarray(CALLS[name](values), dtype=float) for values in (TEXTS, VALUES))
    np.testing.assert_allclose(from_text, from_numbers)


@pytest.mark.property
@pytest.mark.parametrize("name", [one for one in CALLS if one != "monitor.progress_to_target"])
@pytest.mark.parametrize("odd", ["1.25x", "12%", "1E+06"])
def test_what_is_no_number_is_a_sentence(name: str, odd: str) -> None:
    with pytest.raises(WijImpactError):
        CALLS[name]([odd, *TEXTS[1:]])


@pytest.mark.reference
def test_dutch_marks_in_frames_of_a_caller_in_the_rooms_that_turned_text_into_numbers_themselves() -> None:
    row = {"by": "age", "group": "55+", "fte": "1000,5", "joined": "20"}
    staff = pd.DataFrame(
        [
            row | {"year": 2023, "employees": "1.300", "left": "110"},
            row | {"year": 2024, "employees": "980", "left": "130"},
        ]
    )
    rates = kerncijfers.structure_rates(staff)
    assert rates["n"].iloc[1] == pytest.approx((1300 + 980) / 2)
    # Periods are numbers too: the start of the help falls where it was meant.
    panel = pd.DataFrame({"u": ["a"] * 3 + ["b"] * 3, "t": ["980", "990", "1.000"] * 2, "d": [0, 0, 1, 0, 0, 0]})
    assert effect.adoption(panel, "u", "t", "d").dropna().unique().tolist() == [1000.0]
    points = {
        "c": ["x"] * 8,
        "t": ["980", "985", "990", "995", "1.000", "1.005", "1.010", "1.015"],
        "p": list("AAAABBBB"),
    }
    measured = pd.DataFrame(points | {"v": [1, 2, 1, 2, 3, 4, 3, 4]})
    found = effect.single_case(measured, "c", "t", "p", "v")
    numbered = effect.single_case(measured.assign(t=range(8)), "c", "t", "p", "v")
    pd.testing.assert_frame_equal(found, numbered)
    dates = [dt.date(2024, 1, at + 1) for at in range(8)]
    for days in (dates, [str(day) for day in dates], pd.to_datetime(dates)):
        dated = effect.single_case(measured.assign(t=days), "c", "t", "p", "v")
        pd.testing.assert_frame_equal(dated, numbered)
