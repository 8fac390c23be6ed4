"""What a number is given as and used as, what is unknown, what a chance repeats, which values turn one thing."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from tests.mkba.support import build, effect, raw_case, sourced, uncertain
from wij_impact import mkba
from wij_impact.errors import UsageError
from wij_impact.mkba.explorer import Exploration, sliders
from wij_impact.mkba.formulas import formula


def _row(frame: pd.DataFrame, parameter: str) -> pd.Series:
    return frame.set_index("parameter").loc[parameter]


@pytest.mark.reference
def test_assumptions_show_value_factor_and_used() -> None:
    graded = sourced(0.6, evidence="D")
    raw = raw_case(apply_evidence_grades=True, effect={"less": effect(additionality=graded, price="place")})
    table = mkba.appraise(build(raw)).assumptions
    assert list(table.columns[:6]) == ["parameter", "value", "factor", "used", "evidence", "source"]
    row = _row(table, "effect.less.additionality")
    assert (row["value"], row["factor"], row["used"], row["evidence"]) == (0.6, 0.5, 0.3, "D")
    price = _row(table, "price.place")  # 1,000 of 2018 at 2020: 2% and 3%
    assert price["factor"] == pytest.approx(1.02 * 1.03)
    assert price["used"] == pytest.approx(1000 * 1.02 * 1.03)
    assert price["price_year"] == 2018


@pytest.mark.simulation
@pytest.mark.parametrize("grade", ["A", "D", "E"])
def test_a_bare_number_is_at_least_as_uncertain(grade: str) -> None:
    def spread(additionality: object) -> float:
        raw = raw_case(apply_evidence_grades=True, effect={"less": effect(additionality=additionality)})
        return float(mkba.simulate(build(raw), 4_000, 0).draws["benefits.total"].std())

    graded = spread(uncertain(0.5, 0.2, 0.8, "triangular", evidence=grade))
    assert spread(0.5) >= graded
    # The point estimate of what nobody graded stays as written.
    raw = raw_case(apply_evidence_grades=True, effect={"less": effect(additionality=0.5)})
    assert _row(build(raw).assumptions(), "effect.less.additionality")["used"] == 0.5


@pytest.mark.reference
def test_jim_says_what_it_does_not_know() -> None:
    case = mkba.load_case("jim")
    result = mkba.appraise(case)
    table = result.by_payer.set_index("payer")
    assert table.loc[["inwoner", "onderwijs", "rijk"]].isna().all(axis=None)
    assert table.loc["gemeente", ["costs", "benefits", "net_present_value"]].notna().all()
    drawn = mkba.simulate(case, 200, 0)
    assert drawn.draws["costs.rijk"].isna().all()
    assert "rijk" not in set(drawn.summary().query("result == 'probability_benefits_exceed_costs'")["payer"])
    # Its price names a source: 0% by the item, all of it by the price.
    shares = result.evidence.set_index(["side", "basis"]).loc[("benefits", "sourced")]
    assert (shares["share"], shares["by_price"], shares["by_quantity"]) == (0.0, 1.0, 1.0)


@pytest.mark.reference
def test_a_value_that_turns_two_things_is_left_out_or_says_so() -> None:
    case = mkba.load_case("jim")
    table = mkba.switching_values(case)
    assert "price.gesloten_jeugdzorg_jaar" not in set(table["parameter"])
    asked = mkba.switching_values(case, ["price.gesloten_jeugdzorg_jaar"]).iloc[0]
    assert asked["moves"] == "effect.uithuisplaatsing"
    assert "effect.schooluitval" in asked["without"]
    # One price level: the shared price of 2015 is shown at that of the case.
    price = _row(table, "price.gezinshuis_jaar.alternatives")
    assert price["present"] == pytest.approx(60_327 * 1.07502, rel=1e-6)
    assert price["price_year"] == 2020


@pytest.mark.reference
def test_a_chance_that_repeats_a_prior_is_coded() -> None:
    anything = {"value": 0.5, "low": 0, "high": 1, "dist": "uniform", "evidence": "E", "prior": True}
    raw = raw_case(discount=0.0, effect={"less": effect(additionality=anything)})
    assert mkba.simulate(build(raw), 2_000, 0).verdict() == "repeats_prior"
    raw["effect"]["less"]["additionality"] = uncertain(0.5, 0.3, 0.7, "triangular", evidence="A")
    assert mkba.simulate(build(raw), 2_000, 0).verdict() == "finding"
    assert mkba.simulate(build(raw_case()), 10, 0).verdict() == "no_uncertainty"
    assert "code" in mkba.simulate(build(raw), 200, 0).summary().columns


@pytest.mark.simulation
def test_evppi_of_a_pair_knows_what_neither_knows_alone() -> None:
    rng = np.random.default_rng(3)
    x, y, z = rng.uniform(-1, 1, (3, 8_000))
    benefits = np.column_stack([np.zeros(8_000), 4 * x * y + z])
    table = mkba.evppi(benefits, {"x": x, "y": y, "z": z}, groups=[("x", "y"), ("x", "y", "z")])
    found = table.set_index("parameter")["estimate"]
    assert found["x"] < 0.02 > found["y"]
    # E max(0, 4xy) = 4 E|x| E|y| / 2 = 0.5; everything together is evpi.
    assert found["x + y"] == pytest.approx(0.5, abs=0.02)
    assert found["x + y + z"] == pytest.approx(mkba.evpi(benefits), rel=0.03)
    with pytest.raises(UsageError, match="names 'w'"):
        mkba.evppi(benefits, {"x": x}, groups=[("x", "w")])


@pytest.mark.reference
def test_strategies_that_tie_within_rounding_share_the_frontier() -> None:
    table = pd.DataFrame(
        {
            "strategy": ["none", "a", "b", "c"],
            "cost": [0.0, 100.0, 100.0 + 1e-9, 300.0],
            "effect": [0, 0.3, 0.1 + 0.2, 0.5],
        }
    )
    assert mkba.icers(table)["status"].tolist() == ["frontier"] * 4


@pytest.mark.property
@pytest.mark.parametrize("name", ["jim", "ojg", "besturingsmodel", "acceleratie"])
def test_formula_gives_what_appraise_gives(name: str) -> None:
    case = mkba.load_case(name)
    worked, result = formula(case).evaluate(), mkba.appraise(case)
    for key in ("costs", "benefits", "net_present_value", "cashable_balance"):
        if result.result(key) == result.result(key):  # a side of which nothing is known is an empty sum in the formula
            assert worked[f"total.{key}"] == pytest.approx(result.result(key), rel=1e-12, abs=1e-9)
    for row in result.by_payer.dropna().to_dict("records"):
        assert worked[f"payer.{row['payer']}.costs"] == pytest.approx(row["costs"], rel=1e-12)
    with pytest.raises(UsageError, match="no quantity"):
        formula(case).evaluate({"total.net_presnt_value": 1.0})


@pytest.mark.unit
@pytest.mark.parametrize("name", ["jim", "ojg"])
def test_results_show_themselves_shortly(name: str) -> None:
    case = mkba.load_case(name)
    for result in (case, mkba.appraise(case), mkba.simulate(case, 200), mkba.formula(case), Exploration(case, {}, 100)):
        assert len(repr(result).splitlines()) <= 12
        assert "estimate" in result.tidy().columns
        assert "<table" in result._repr_html_()
        assert result.plot() is not None
    assert dir(mkba) == sorted(mkba.__all__)


@pytest.mark.property
@pytest.mark.parametrize("name", ["jim", "ojg"])
def test_what_was_set_is_a_case_file(name: str, tmp_path: object) -> None:
    from pathlib import Path

    case = mkba.load_case(name)
    seen = Exploration(case, {}, 100)
    for slider in sliders(case):
        seen = seen.set(slider.path, slider.low + 0.3 * (slider.high - slider.low))
    file = Path(str(tmp_path)) / "eigen.toml"
    file.write_text(seen.as_case_file(), encoding="utf-8")
    again = mkba.load_case(file)
    assert mkba.appraise(again).net_present_value == pytest.approx(
        float(seen.by_payer["net_present_value"].iloc[-1]), rel=1e-12
    )
    assert not seen.is_published
    assert not math.isnan(seen.chance)


@pytest.mark.unit
def test_the_explorer_moves_along() -> None:
    page = mkba.explore(mkba.load_case("jim"), most=3, draws=100)
    before = page.children[-1].value
    page.children[0].value = page.children[0].max
    assert page.children[-1].value != before
    assert len(page.exploration.settings) == 1
