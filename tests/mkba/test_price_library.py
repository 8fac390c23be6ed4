"""Prices and findings: two rows for one thing, no silent use of what was not verified, ranges from alternatives."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact import mkba
from wij_impact.cli import main
from wij_impact.errors import InputError
from wij_impact.mkba.case_file import _toml
from wij_impact.mkba.prices import bearers_of


def _case(tmp_path: Path, price: str) -> mkba.Case:
    text = f"""title = "t"
baseline = "niets"
base_year = 2022
price_year = 2022
horizon = 2
discount = 0.0
[cost.zorg]
quantity = 10
price = {price}
payers = {{ gemeente = 1.0 }}
"""
    (tmp_path / "eigen.toml").write_text(text, encoding="utf-8")
    return mkba.load_case(tmp_path / "eigen.toml")


@pytest.mark.reference
def test_two_prices_of_one_thing_stay_two() -> None:
    found = mkba.find_prices("consult").set_index("price_id")
    assert found.loc["gp_consult_avg", "value"] == 30.87
    assert found.loc["gp_nza_consult", "value"] == 12.43
    assert found.loc["gp_consult_avg", "alternatives"] == 1
    assert len(mkba.find_prices()) > 95
    assert mkba.find_prices("gezinshuis", price_year=2020).set_index("price_id").loc[
        "gezinshuis_jaar", "converted"
    ] == pytest.approx(60_327 * 1.07502, rel=1e-6)
    # What was found nowhere is empty.
    assert mkba.find_prices("gesloten")["value"].isna().all()
    assert len(mkba.load_evidence()) == 28


@pytest.mark.reference
def test_an_unverified_price_is_never_used_silently(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not verified"):
        _case(tmp_path, '"wmo_guidance_pgb_hour"')
    case = _case(tmp_path, '{ price = "wmo_guidance_pgb_hour", unverified = true }')
    row = case.assumptions().set_index("parameter").loc["price.wmo_guidance_pgb_hour"]
    assert row["source"] == "price:wmo_guidance_pgb_hour (unverified)"
    assert row["basis"] == "assumption"


@pytest.mark.reference
def test_a_range_comes_from_the_alternatives(tmp_path: Path) -> None:
    case = _case(tmp_path, '{ price = "informal_care_hour_zin", alternatives = true }')
    row = case.assumptions().set_index("parameter").loc["price.informal_care_hour_zin.alternatives"]
    # 13.10 of 2019 at 2022: 1.3%, 2.7% and 10%; the one that was not verified does not count.
    index = mkba.load_price_indices()["cpi_nl"]
    assert row["low"] == pytest.approx(13.10 * index.ratio(2019, 2022))
    assert (row["value"], row["high"]) == (18.80, 18.80)
    with pytest.raises(InputError, match="no other verified price"):
        _case(tmp_path, '{ price = "hospital_day", alternatives = true }')


@pytest.mark.unit
@pytest.mark.parametrize("written", ["gemeente", "gemeente=x", "gemeente=0.5", "=1", "gemeente=0.7;rijk"])
def test_malformed_bearers(written: str) -> None:
    with pytest.raises(InputError):
        bearers_of(written)


@pytest.mark.e2e
def test_prices_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prices", "mantelzorg"]) == 0
    out = capsys.readouterr().out
    assert "informal_care_hour_zin: Mantelzorg" in out
    assert "[niet nagegaan]" in out
    assert main(["prices", "zzzz"]) == 0


@pytest.mark.unit
def test_tables_are_written_as_toml() -> None:
    import tomllib

    raw = {
        "title": {"nl": 'a "b"'}, "horizon": 3, "actors": {"x": "y"}, "cost": {"a": {"price": {"value": 1.5}}},
        "correlation": [{"between": ["a", "b"], "rank": 0.5}],
        "scenario": {"s": {"label": "l", "set": {"cost.a.price": 2}}},
    }  # fmt: skip
    assert tomllib.loads("\n".join(_toml(raw))) == raw
