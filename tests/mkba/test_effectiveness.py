from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import InputError, UsageError
from wij_impact.mkba import acceptability_curve, cost_effectiveness_plane, evpi, icers


@pytest.mark.reference
def test_herc_strategies(shared: Path) -> None:
    case = json.loads((shared / "cases/mkba/icer/herc_icers.json").read_text())
    found = icers(pd.DataFrame({"strategy": case["strategies"], "cost": case["cost"], "effect": case["effect"]}))
    assert found["strategy"].tolist() == case["strategies"]  # the caller's order
    expected = pd.DataFrame(case["expected"]).set_index("Strategy").loc[case["strategies"]]
    names = {"ND": "frontier", "ED": "extendedly dominated", "D": "dominated"}
    assert found["status"].tolist() == [names[code] for code in expected["Status"]]
    np.testing.assert_array_equal(found["icer"], expected["ICER"].astype("float64"))
    np.testing.assert_array_equal(found["incremental_cost"], expected["Inc_Cost"].astype("float64"))
    np.testing.assert_array_equal(found["incremental_effect"], expected["Inc_Effect"].astype("float64"))


@pytest.mark.reference
def test_vaccine(shared: Path) -> None:
    folder = shared / "cases/mkba/vaccine"
    psa, expected = pd.read_csv(folder / "vaccine_psa.csv"), json.loads((folder / "expected.json").read_text())
    costs = psa[["c_status_quo", "c_vaccination"]].to_numpy()
    effects = psa[["e_status_quo", "e_vaccination"]].to_numpy()
    plane = cost_effectiveness_plane(costs, effects)
    assert round(plane["estimate"][0]) == expected["ICER"]
    grid = np.arange(0, 50_001, 100)
    curve = acceptability_curve(costs, effects, grid, strategies=["status quo", "vaccination"])
    vaccination = curve[curve["strategy"] == "vaccination"].set_index("threshold")
    assert vaccination.index[vaccination["best"]].min() == expected["kstar"]
    # Printed with four decimals.
    assert vaccination["evpi"].round(4).tolist()[:5] == expected["evi_first5_step100"]
    for threshold, values in expected["at_k"].items():
        row = vaccination.loc[float(threshold)]
        assert row["incremental_net_benefit"] == pytest.approx(values["EIB"], rel=1e-12)
        assert row["estimate"] == pytest.approx(values["CEAC"], abs=1e-12)
        assert row["evpi"] == pytest.approx(values["EVPI"], rel=1e-12)
        benefits = float(threshold) * effects - costs
        assert evpi(benefits) == pytest.approx(values["EVPI"], rel=1e-12)


def strategies(*rows: tuple[str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["strategy", "cost", "effect"])


@pytest.mark.unit
def test_edges_of_dominance() -> None:
    one = icers(strategies(("only", 5, 1)))
    assert one["status"].tolist() == ["frontier"]
    assert math.isnan(one["icer"][0])
    equal_effect = icers(strategies(("dear", 10, 1), ("cheap", 5, 1)))
    assert equal_effect["status"].tolist() == ["dominated", "frontier"]
    equal_cost = icers(strategies(("less", 5, 1), ("more", 5, 2)))
    assert equal_cost["status"].tolist() == ["dominated", "frontier"]
    twins = icers(strategies(("b", 20, 2), ("a", 10, 1), ("c", 20, 2)))
    assert twins["status"].tolist() == ["frontier"] * 3
    assert twins["icer"].tolist()[0] == twins["icer"].tolist()[2] == 10.0
    assert twins["compared_with"].fillna("").tolist() == ["a", "", "a"]
    saving = icers(strategies(("new", -50, 2), ("old", 0, 1)))
    assert saving["status"].tolist() == ["frontier", "dominated"]
    negative = icers(strategies(("x", -100, -2), ("y", -40, 1)))
    assert negative["icer"].tolist()[1] == 20.0
    straight = icers(strategies(("a", 0, 0), ("b", 10, 1), ("c", 20, 2)))
    assert straight["status"].tolist() == ["frontier"] * 3  # on the line: no mix is better
    chain = icers(strategies(("a", 0, 0), ("b", 9, 1), ("c", 14, 2), ("d", 15, 3)))
    assert chain["status"].tolist() == ["frontier", "extendedly dominated", "extendedly dominated", "frontier"]
    assert chain["icer"].tolist()[3] == 5.0


@pytest.mark.unit
def test_index_and_other_columns_stay() -> None:
    table = strategies(("b", 20, 2), ("a", 10, 1)).assign(note=["x", "y"]).set_index(pd.Index([7, 3]))
    found = icers(table)
    assert found.index.tolist() == [7, 3]
    assert found["note"].tolist() == ["x", "y"]
    assert "icer" not in table.columns


@pytest.mark.unit
def test_wrong_tables() -> None:
    with pytest.raises(InputError, match="column effect is missing") as caught:
        icers(pd.DataFrame({"strategy": ["a"], "cost": [1.0], "effects": [1.0]}))
    assert "effects" in caught.value.sentence("en")
    with pytest.raises(InputError, match="row 3, column cost"):
        icers(strategies(("a", 1, 1), ("b", math.nan, 1)))
    with pytest.raises(InputError, match="twice"):
        icers(strategies(("a", 1, 1), ("a", 2, 2)))
    with pytest.raises(UsageError):
        acceptability_curve([[1.0, 2.0]], [[1.0]], [0])
    with pytest.raises(InputError, match="draw 0"):
        acceptability_curve([[1.0, math.nan]], [[1.0, 2.0]], [0])


points = st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=1, max_size=8)


@pytest.mark.property
@given(points, st.randoms(use_true_random=False))
def test_frontier_is_what_some_price_chooses(values: list[tuple[int, int]], random: object) -> None:
    table = strategies(*((f"s{i}", float(c), float(e)) for i, (c, e) in enumerate(values)))
    found = icers(table)
    # By definition: a strategy is on the frontier when for some willingness to pay of 0 or more nothing beats it, and
    # nothing of the same net benefit has more effect or less cost. The ratios of all pairs, and points between them,
    # are the only places where the choice changes.
    pairs = [(c2 - c1) / (e2 - e1) for c1, e1 in values for c2, e2 in values if e2 != e1]
    marks = sorted({0.0, *(p for p in pairs if p >= 0)})
    marks += [(a + b) / 2 for a, b in pairwise(marks)] + [marks[-1] + 1]
    best = set()
    for k in marks:
        top = max(k * e - c for c, e in values)
        best |= {i for i, (c, e) in enumerate(values) if abs(k * e - c - top) < 1e-9}
    weak = {
        i for i, (c, e) in enumerate(values)
        if any((c2 <= c and e2 >= e) and (c2, e2) != (c, e) for c2, e2 in values)
    }  # fmt: skip
    assert {i for i, status in enumerate(found["status"]) if status == "frontier"} == best - weak
    assert {i for i, status in enumerate(found["status"]) if status == "dominated"} == weak
    ratios = found[found["status"] == "frontier"].sort_values("effect")["icer"].dropna().tolist()
    assert ratios == sorted(ratios)


@pytest.mark.property
@settings(max_examples=50)
@given(points, st.integers(0, 1000))
def test_order_of_rows_does_not_matter(values: list[tuple[int, int]], seed: int) -> None:
    table = strategies(*((f"s{i}", float(c), float(e)) for i, (c, e) in enumerate(values)))
    shuffled = table.sample(frac=1, random_state=seed)
    one, other = icers(table), icers(shuffled).sort_index()
    pd.testing.assert_frame_equal(one.drop(columns="compared_with"), other.drop(columns="compared_with"))


@pytest.mark.property
@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_chances_add_up_to_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    costs, effects = rng.integers(0, 3, (40, 3)).astype(float), rng.integers(0, 3, (40, 3)).astype(float)
    curve = acceptability_curve(costs, effects, [0, 1, 2.5])
    np.testing.assert_allclose(curve.groupby("threshold")["estimate"].sum(), 1.0, atol=1e-12)
    quadrants = cost_effectiveness_plane(costs, effects)[["north_east", "south_east", "south_west", "north_west"]]
    np.testing.assert_allclose(quadrants.sum(axis=1), 1.0, atol=1e-12)
