"""Numbers are written as a Dutch or English reader expects them, and rounding is half up on what is printed."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact import UsageError
from wij_impact.presentation.numbers import FORMATS, UNIT_FORMATS, format_change, format_number, is_missing, unit_format

NB = "\u00a0"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("value", "how", "nl", "en"),
    [
        (30974, "integer", "30.974", "30,974"),
        (0, "integer", "0", "0"),
        (-0.4, "integer", "0", "0"),
        (2023, "year", "2023", "2023"),
        (8.25, "decimal1", "8,3", "8.3"),
        (2.675, "decimal2", "2,68", "2.68"),
        (0.285, "percent", "29%", "29%"),
        (0.45, "percent", "45%", "45%"),
        (-0.217, "percent1", "−21,7%", "−21.7%"),
        (45, "percent_of_100", "45%", "45%"),
        (-0.07, "points", f"−7{NB}procentpunt", f"−7{NB}percentage{NB}points"),
        (575000, "eur", f"€{NB}575.000", "€575,000"),
        (-575000, "eur", f"€{NB}−575.000", "−€575,000"),
        (32_830_000, "eur_million", f"€{NB}32,83{NB}miljoen", f"€32.83{NB}million"),
        (47.2, "eur_in_million", f"€{NB}47,2{NB}miljoen", f"€47.2{NB}million"),
        (66.37, "auto", "66,37", "66.37"),
        (12.0, "auto", "12", "12"),
        (3100.7000000000003, "auto", "3.100,7", "3,100.7"),
        (math.inf, "integer", "∞", "∞"),
        (-math.inf, "integer", "−∞", "−∞"),
        (math.nan, "eur", "–", "–"),
        (None, "integer", "–", "–"),
        (pd.NA, "integer", "–", "–"),
        (np.float64(0.5), "percent", "50%", "50%"),
        (np.int64(1000), "integer", "1.000", "1,000"),
    ],
)
def test_numbers_as_printed(value: object, how: str, nl: str, en: str) -> None:
    assert format_number(value, how, "nl") == nl
    assert format_number(value, how, "en") == en


@pytest.mark.unit
def test_signs_are_written_on_request_and_never_before_zero() -> None:
    assert format_number(33, sign="always") == "+33"
    assert format_number(-33, sign="always") == "−33"
    assert format_number(0.0001, "percent", sign="always") == "0%"
    assert format_number(-0.0001, "percent") == "0%"


@pytest.mark.unit
def test_change_is_relative_and_refuses_a_zero_base() -> None:
    assert format_change(33239, 35905) == "+8,0%"
    assert format_change(0, 5) == "–"
    assert format_change(math.nan, 5) == "–"
    assert format_change(100, 78, "en", digits=0) == "−22%"


@pytest.mark.unit
def test_a_misspelt_format_gets_a_suggestion() -> None:
    with pytest.raises(UsageError, match="Did you mean 'integer'"):
        format_number(1, "intger")
    assert unit_format("percent") == "percent_auto_of_100"
    assert all(one in FORMATS for one in UNIT_FORMATS.values())


@pytest.mark.property
@given(st.decimals(-1_000_000, 1_000_000, places=4), st.sampled_from(["nl", "en"]))
def test_the_printed_number_is_the_nearest(value: Decimal, lang: str) -> None:
    shown = format_number(float(value), "decimal2", lang)  # type: ignore[arg-type]
    if lang == "nl":
        shown = shown.replace(".", "").replace(",", ".")
    back = Decimal(shown.replace(",", "").replace("−", "-"))
    # Half a unit in the last place is the most that rounding to two decimals may move a number.
    assert abs(back - value) <= Decimal("0.005")


@pytest.mark.unit
def test_missing_is_not_zero() -> None:
    assert not is_missing(0)
    assert not is_missing("")
    assert is_missing(pd.NaT)
