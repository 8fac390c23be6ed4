"""The shipped cases: what they rest on, and the numbers they are meant to show."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from wij_impact import mkba

NAMES = ["jim", "ojg", "besturingsmodel", "acceleratie", "mkba_case"]


@pytest.mark.unit
@pytest.mark.parametrize("name", NAMES)
def test_every_case_and_scenario_can_be_read_and_worked_out(name: str) -> None:
    scenarios = [None, *mkba.load_scenarios(name)["scenario"]]
    for scenario in scenarios:
        case = mkba.load_case(name, scenario=scenario)
        found = mkba.appraise(case)
        # A balance exists where something is known on each side; else it is not known, and not the other side alone.
        assert math.isfinite(found.net_present_value) == (not found.unknown_sides)
        assert len(mkba.simulate(case, 20).draws) == 20


@pytest.mark.unit
@pytest.mark.parametrize("name", NAMES)
def test_no_number_that_matters_is_without_source_or_reason(name: str) -> None:
    numbers = mkba.load_case(name).parameters()
    money = numbers[numbers["parameter"].str.contains("price|additionality|quantity|input|duration|drop_off")]
    given = money[money["given"] & money["value"].notna()]
    if name != "mkba_case":
        assert (given["basis"] != "none").all(), given[given["basis"] == "none"]["parameter"].tolist()
    assumptions = numbers[(numbers["evidence"] == "E") & ~numbers["parameter"].str.startswith("price.")]
    assert (assumptions["note"] != "").all()  # every assumption says why
    if name != "mkba_case":
        written = assumptions[assumptions["note"].str.contains(" ")]
        assert (written["note"] != written["note_en"]).all()  # and says it in both languages


@pytest.mark.reference
def test_jim_rests_on_the_published_counts() -> None:
    case = mkba.load_case("jim")
    central = case.central()
    assert central["participants"] == 15
    assert [
        central[f"effect.{name}.quantity"] for name in ("uithuisplaatsing", "schooluitval", "gesloten_jeugdzorg")
    ] == [8, 3, 2]
    claim = mkba.appraise(mkba.load_case("jim", scenario="claim"))
    # Eight placements at the family-home price of 2015 in the prices of 2020, a year each, no costs.
    assert claim.result("benefits") == pytest.approx(8 * 60_327 * 1.003 * 1.014 * 1.017 * 1.026 * 1.013, rel=1e-12)
    assert math.isnan(claim.benefit_cost_ratio)
    reasons = mkba.appraise(case).unpriced.set_index("item")["reason"]
    assert reasons["effect.schooluitval"] == reasons["effect.gesloten_jeugdzorg"] == "unknown: price"


@pytest.mark.reference
def test_jim_switches_where_arithmetic_says() -> None:
    case = mkba.load_case("jim")
    # Costs of 15 x 15,867 against 8 placements of a year at 64,852.75: additionality 0.4587.
    expected = 15 * 15_867 / (8 * 60_327 * 1.003 * 1.014 * 1.017 * 1.026 * 1.013)
    assert mkba.switching_value(case, "input.additionaliteit") == pytest.approx(expected, rel=1e-9)


@pytest.mark.reference
def test_ojg_claim_and_evidence() -> None:
    ratio = {
        s: mkba.appraise(mkba.load_case("ojg", scenario=s)).benefit_cost_ratio
        for s in ("claim", "aef", "den_haag", "cpb")
    }
    assert ratio["claim"] == pytest.approx(2.0, rel=1e-12)
    assert ratio["aef"] == pytest.approx(0.45 / 0.6, rel=1e-12)  # with additionality one half
    assert ratio["cpb"] == 0.0
    # The prior that follows from "no significant change" is wide and holds zero inside, not at its edge.
    prior = mkba.load_case("ojg", scenario="cpb").streams["input.additionaliteit"]
    assert prior.low is not None
    assert prior.high is not None
    assert prior.low < 0 < prior.high
    plain, later = mkba.load_case("ojg"), mkba.load_case("ojg", scenario="jaar_2023")
    assert (plain.central()["participants"], later.central()["participants"]) == (379, 671)
    # The return per euro does not depend on how many trajectories there are.
    assert mkba.appraise(later).benefit_cost_ratio == pytest.approx(mkba.appraise(plain).benefit_cost_ratio, rel=1e-12)


@pytest.mark.reference
@pytest.mark.parametrize(("scenario", "rate"), [("nl_2015", 0.03), ("nl_2020", 0.0225), ("nl_2025", 0.028)])
def test_besturingsmodel_is_an_annuity(scenario: str, rate: float) -> None:
    case = mkba.load_case("besturingsmodel", scenario=scenario)
    annuity = 575_000 * (1 - (1 + rate) ** -10) / (1 - 1 / (1 + rate))
    assert mkba.appraise(case).result("benefits") == pytest.approx(annuity, rel=1e-12)
    # What the implementation may cost at most; the document does not say what it did cost.
    assert mkba.switching_value(case, "cost.implementatie.price") == pytest.approx(annuity, rel=1e-9)


@pytest.mark.unit
def test_the_blank_case_can_be_filled_in(tmp_path: Path) -> None:
    from wij_impact.catalogue.resolve import resolve_data

    text = resolve_data().file("cases/mkba_case.toml").read_text(encoding="utf-8")
    filled = text.replace('price = "unknown"', 'price = { value = 100, source = "begroting", price_year = 2023 }')
    path = tmp_path / "mijn_aanpak.toml"
    path.write_text(filled, encoding="utf-8")
    result = mkba.appraise(mkba.load_case(path))
    assert result.result("costs") == 2000
    assert result.result("benefits") == 1000
    assert result.unpriced["item"].tolist() == ["pm.welzijn"]


@pytest.mark.unit
def test_compare_and_indices_of_shipped_cases() -> None:
    table = mkba.compare([mkba.load_case("besturingsmodel", scenario=s) for s in ("nl_2015", "nl_2020", "nl_2025")])
    assert table["scenario"].tolist() == ["nl_2015", "nl_2020", "nl_2025"]
    assert not table["comparable"].tolist()[1]
    found = mkba.sobol(mkba.load_case("jim"), samples=64)
    assert set(found["parameter"]) <= set(mkba.load_case("jim").varying())
