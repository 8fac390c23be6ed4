"""The graph that a workbook and a page hold gives what `appraise` gives, also for a case that was changed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.mkba.random_cases import random_case, random_edit
from wij_impact import mkba
from wij_impact.mkba import Case, appraise, formula, switching_value, workings
from wij_impact.mkba.formulas import given_name

SHIPPED = ("jim", "ojg", "besturingsmodel", "acceleratie", "mkba_case")
RESULTS = ("costs", "benefits", "transfers", "net_present_value", "cashable_balance")


def _near(one: float, other: float, scale: float) -> bool:
    return (math.isnan(one) and math.isnan(other)) or abs(one - other) <= 1e-9 * max(scale, abs(other))


def _agrees(case: Case, values: dict[str, object]) -> None:
    result = appraise(case)
    scale = float(np.nansum([abs(result.result("costs")), abs(result.result("benefits")), 1e-6]))
    for name in RESULTS[:4]:
        found = float(np.ravel(values[f"shown.total.{name}"])[0])
        assert _near(found, result.result(name), scale), name
    for row in result.by_payer.to_dict("records"):
        for name in RESULTS:
            found = float(np.ravel(values[f"shown.payer.{row['payer']}.{name}"])[0])
            assert _near(found, row[name], scale), (row["payer"], name)


@pytest.mark.reference
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_cases(name: str) -> None:
    case = mkba.load_case(name)
    _agrees(case, workings(case).evaluate())


@pytest.mark.property
@pytest.mark.parametrize("seed", range(50))
def test_random_cases_and_what_is_changed_in_them(seed: int) -> None:
    case, draw = random_case(seed), np.random.default_rng(1000 + seed)
    graph = workings(case)
    _agrees(case, graph.evaluate())
    changes = random_edit(case, graph, draw)
    changed = case
    for name, value in changes.items():
        path = name.removesuffix(".given")
        at = case.numbers.get(path)
        changed = changed.with_value(path, value * (at.factor if at is not None else 1.0))
    _agrees(changed, graph.evaluate(changes))


@pytest.mark.property
@pytest.mark.parametrize("seed", [1, 7, 14, 28])
def test_switching_values_follow_a_change(seed: int) -> None:
    case = random_case(seed)
    graph = workings(case)
    turns = [name for name in graph.cells if name.startswith("turn.")]
    values = graph.evaluate(only=turns)
    assert turns
    for name in turns:
        path = name.removeprefix("turn.")
        found, level = switching_value(case, path), case.level_factor(path)
        expected = math.nan if found is None else found * level
        assert _near(float(np.ravel(values[name])[0]), expected, 1e-3), path


@pytest.mark.unit
def test_a_price_of_another_year_is_converted_in_the_formula_too() -> None:
    # Its field and its number share a path; the formula took the number for the field.
    for seed in range(12):
        case = random_case(seed)
        shared = [path for path, at in case.numbers.items() if at.stream == path and at.factor != 1.0]
        if shared:
            graph = formula(case)
            total = graph.evaluate(only=["total.net_present_value"])["total.net_present_value"]
            assert float(np.ravel(total)[0]) == pytest.approx(appraise(case).net_present_value, rel=1e-12)
            assert given_name(case, shared[0]) == f"{shared[0]}.given"
            return
    pytest.fail("no random case has a price of another year")


@pytest.mark.unit
def test_a_balance_of_zero_but_for_rounding_keeps_its_switching_value() -> None:
    # Found by LibreOffice, which rounds otherwise: a balance of -5.7e-14 let the duration turn at nothing.
    graph = workings(mkba.load_case("ojg"))
    changes = {"input.trajecten": 486.95401150645984}
    values = graph.evaluate(changes)
    assert float(np.ravel(values["total.net_present_value"])[0]) == pytest.approx(0, abs=1e-9)
    assert float(np.ravel(values["turn.effect.voorkomen_traject.duration"])[0]) == pytest.approx(1, rel=1e-9)
    many = np.linspace(50, 800, 400)
    turns = np.ravel(graph.evaluate({"input.trajecten": many})["turn.effect.voorkomen_traject.duration"])
    assert turns == pytest.approx(np.ones(400), rel=1e-9)


@pytest.mark.unit
def test_an_unknown_number_is_a_gap_that_can_be_filled() -> None:
    case = mkba.load_case("jim")
    graph = workings(case)
    assert math.isnan(graph.inputs["price.schooluitval_jaar"])
    filled = graph.evaluate({"price.schooluitval_jaar": 8_000.0})
    _agrees(case.with_value("price.schooluitval_jaar", 8_000.0), filled)
    assert float(np.ravel(filled["shown.payer.onderwijs.benefits"])[0]) > 0
