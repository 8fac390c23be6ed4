from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mkba.support import build, effect, raw_case
from wij_impact import InputError
from wij_impact.mkba import appraise, convert_price, load_price_indices, load_unit_prices


@pytest.mark.reference
def test_the_index_is_the_published_one(shared: Path) -> None:
    with (shared / "figures/cpi_nl.csv").open() as file:
        published = [(int(row["year"]), float(row["annual_change_percent"])) for row in csv.DictReader(file)]
    assert list(load_price_indices()["cpi_nl"].changes) == published


@pytest.mark.unit
def test_conversion_chains_the_annual_changes() -> None:
    assert convert_price(100, 2021, 2023) == pytest.approx(100 * 1.10 * 1.038, rel=1e-14)
    assert convert_price(100, 1999, 2000) == pytest.approx(102.6, rel=1e-14)
    assert convert_price(100, 2020, 2020) == 100.0


CPI = load_price_indices()["cpi_nl"]


@pytest.mark.property
@given(st.floats(0.01, 1e9), st.integers(1999, 2024), st.integers(1999, 2024), st.integers(1999, 2024))
def test_there_and_back_is_the_same_amount(amount: float, one: int, other: int, third: int) -> None:
    # Nothing is rounded, so only the last bits of two divisions can differ.
    convert = CPI.convert
    assert convert(convert(amount, one, other), other, one) == pytest.approx(amount, rel=4e-16)
    assert convert(convert(amount, one, third), third, other) == pytest.approx(convert(amount, one, other), rel=1e-15)


@pytest.mark.unit
def test_errors() -> None:
    with pytest.raises(InputError, match="Did you mean cpi_nl"):
        convert_price(1, 2015, 2020, "cpi")
    with pytest.raises(InputError, match="runs from 1999 to 2024"):
        convert_price(1, 2015, 2030)


@pytest.mark.unit
def test_unit_prices_have_a_source_or_say_assumption(tmp_path: Path) -> None:
    prices = load_unit_prices().set_index("price_id")
    assert prices.loc["gezinshuis_jaar", "value"] == 60_327
    assert math.isnan(prices.loc["gesloten_jeugdzorg_jaar", "value"])
    unsourced = prices[prices["source"] == ""]
    assert set(unsourced["evidence_grade"]) == {"assumption"}
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference/unit_prices.csv").write_text(
        "price_id,label_nl,label_en,value,low,high,distribution,price_year,unit,bearers,source,evidence_grade,note\n"
        "a,a,a,5,,,,2020,EUR_per_hour,,,B,\n"
    )
    with pytest.raises(InputError, match="row 2, column source: price 'a' has no source"):
        load_unit_prices(tmp_path)


@pytest.mark.unit
def test_a_case_converts_prices_and_shows_it() -> None:
    case = build(raw_case(effect={"less": effect(price="place", payers={"gemeente": 1.0})}))
    shown = appraise(case).prices
    assert shown["item"].tolist() == ["effect.less.price"]
    assert shown["ratio"][0] == pytest.approx(1.02 * 1.03)
    assert case.central()["effect.less.price"] == pytest.approx(1000 * 1.02 * 1.03)
    # A price without payers of its own takes the bearers of the unit price.
    raw = raw_case(effect={"less": effect(price="place")})
    del raw["effect"]["less"]["payers"]
    assert build(raw).items[1].payers == ("gemeente", "rijk")
    # An index of the user's own, for that price only.
    raw = raw_case(
        index={"wages": {"2019": 5.0, "2020": 5.0}}, effect={"less": effect(price={"price": "place", "index": "wages"})}
    )
    assert build(raw).central()["effect.less.price"] == pytest.approx(1000 * 1.05**2)
