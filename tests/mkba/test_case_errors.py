"""A wrong case names the file, the path in it and the row, and says how to mend it."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.mkba.support import build, effect, raw_case, sourced, uncertain
from wij_impact import InputError, UsageError
from wij_impact.mkba import load_case, load_household
from wij_impact.mkba.places import Places
from wij_impact.mkba.shapes import shape_problems

WRONG: list[tuple[str, Any, str, str]] = [
    ("effect.less.payers", {"gemeente": 0.7, "rijk": 0.2}, "effect.less.payers: the shares add up to 0.9", "whole"),
    ("effect.less.payers", {"gemeente": 0.7, "rik": 0.3}, "effect.less.payers.rik: 'rik' is not a known party", "rijk"),
    ("effect.less.payers", {}, "effect.less.payers: does not say who", "gemeente"),
    ("effect.less.payers", {"gemeente": 1.3, "rijk": -0.3}, "effect.less.payers.gemeente: 1.3 is impossible", "0 to 1"),
    ("effect.less.price", "plaec", "effect.less.price: price 'plaec' is not in", "Did you mean place"),
    ("effect.less.price", 100, "effect.less.price: a price without a source", 'evidence = "E"'),
    ("effect.less.duration", 0, "effect.less.duration: 0 is impossible", "more than 0 years"),
    ("effect.less.duration", -1, "effect.less.duration: -1 is impossible", "more than 0 years"),
    ("effect.less.quantity", -6, "effect.less.quantity: -6 is impossible", "0 or more"),
    ("effect.less.quantity", True, "effect.less.quantity: True is not a number", "unknown"),
    ("effect.less.quantity", "many", "effect.less.quantity: 'many' is not a number", "unknown"),
    ("effect.less.quantity", float("inf"), "effect.less.quantity.value: inf is not a number", ""),
    ("effect.less.drop_off", 1.2, "effect.less.drop_off: 1.2 is impossible", "0 to 1"),
    ("effect.less.additionality", sourced(1.5), "effect.less.additionality: 1.5 is impossible", "-1 to 1"),
    ("effect.less.onset", -1, "effect.less.onset: -1 is impossible", "0 or more"),
    ("effect.less.additonality", 0.5, "effect.less.additonality: there is no such key", "additionality"),
    ("effect.less.quantity", {"figure": "preventd"}, "effect.less.quantity: figure 'preventd'", "prevented"),
    ("effect.less.quantity", {"input": "n"}, "effect.less.quantity: there is no [input.n]", "section"),
    ("effect.less.quantity", {"value": 5, "hgih": 6}, "effect.less.quantity.hgih: there is no such key", "high"),
    ("effect.less.quantity", {"value": 5, "low": 4}, "effect.less.quantity: an uncertain number has", "pert"),
    ("effect.less.quantity", {"value": 5, "figure": "prevented"}, "effect.less.quantity: give exactly one", ""),
    ("effect.less.quantity", uncertain(5, 6, 7, "pert"), "effect.less.quantity: the value 5 is not between", "order"),
    ("effect.less.quantity", uncertain(5, 4, 7, "prt"), "effect.less.quantity.dist: there is no distribution", "pert"),
    ("effect.less.quantity", uncertain(4, 4, 9, "normal"), "effect.less.quantity: the value 4 does not", "percentiles"),
    ("effect.less.quantity", uncertain(4, 0, 9, "lognormal"), "effect.less.quantity: lognormal does not fit", "pert"),
    ("effect.less.quantity", {"value": 5, "evidence": "F"}, "effect.less.quantity.evidence: there is no", "A, B, C"),
    ("effect.less.quantity", {"value": 5, "evidence": "B"}, "effect.less.quantity: evidence grade B asks", "source"),
    ("effect.less.quantity", {"value": 5, "note": {"nl": "x"}}, "effect.less.quantity.note: is not a text", "nl ="),
    ("effect.less.nested_in", "more", "effect.less.nested_in: there is no effect 'more'", ""),
    ("effect.less.nested_in", "less", "effect.less.nested_in: an outcome lies inside itself", ""),
    ("effect.less.nested_share", 0.5, "effect.less.nested_share: belongs to nested_in", ""),
    ("effect.less.nominal", True, "effect.less.nominal: nominal amounts need", "inflation"),
    ("cost.staff.kind", "payd", "cost.staff.kind: 'payd' is not a kind", "paid"),
    ("discount", "nl_2202", "discount: there is no discount schedule", "Did you mean nl_20"),
    ("discount", 3, "discount: a discount rate of 3 is 300%", "0.03"),
    ("horizon", 0, "horizon: 0 is not a whole number", ""),
    ("horizon", 2.5, "horizon: 2.5 is not a whole number", ""),
    ("horzion", 5, "horzion: there is no such key", "horizon"),
    ("base_year", "2020", "base_year: '2020' is not a whole number", ""),
    ("title", 3, "title: is not a text", "nl ="),
    ("perspective", "gemeenten", "perspective: 'gemeenten' is not a known party", "gemeente"),
    ("pm.x", {"label": "x"}, "pm.x.sign: does not say", "sign ="),
    ("transfer.x", {"from": "rijk", "quantity": 1, "price": sourced(1)}, "transfer.x.to: is missing", ""),
    ("correlation", [{"between": ["a", "b"], "rank": 0.5}], "correlation.0: there is no number 'a'", ""),
    ("correlation", [{"between": ["a"], "rank": 0.5}], "correlation.0: name two numbers", ""),
]  # fmt: skip


@pytest.mark.unit
@pytest.mark.parametrize(("path", "value", "says", "remedy"), WRONG, ids=[f"{w[0]}-{i}" for i, w in enumerate(WRONG)])
def test_wrong_case(path: str, value: Any, says: str, remedy: str) -> None:
    raw = copy.deepcopy(raw_case())
    table = raw
    *parents, last = path.split(".")
    for parent in parents:
        table = table.setdefault(parent, {})
    table[last] = value
    with pytest.raises(InputError) as caught:
        build(raw)
    sentence = caught.value.sentence("en")
    assert sentence.startswith(f"test.toml: {says}")
    assert remedy in sentence
    assert caught.value.sentence("nl") != sentence  # said in Dutch too


@pytest.mark.unit
@pytest.mark.parametrize("key", ["title", "baseline", "horizon", "discount"])
def test_missing_key(key: str) -> None:
    raw = raw_case()
    del raw[key]
    with pytest.raises(InputError, match=f"{key}: is missing"):
        build(raw)


@pytest.mark.unit
def test_rows_are_found(tmp_path: Path) -> None:
    text = """title = "t"
baseline = "b"
base_year = 2020
price_year = 2020
horizon = 5
discount = "nl_2020"

[effect.less]
quantity = 6
price = { value = 100, source = "x" }
duration = 2
payers = { gemeente = 0.5, rijk = 0.4 }
"""
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        load_case(path)
    assert caught.value.row == 12
    assert str(caught.value).startswith("wrong.toml, row 12: effect.less.payers: ")
    path.write_text(text.replace("quantity = 6", "quantity 6"))
    with pytest.raises(InputError, match=r"wrong.toml, row 9: this line is not valid TOML"):
        load_case(path)
    path.write_bytes(text.replace('"t"', '"caf\u00e9"').encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_case(path)
    path.write_text("\ufeff" + text.replace("0.4", "0.5"), encoding="utf-8")
    assert load_case(path).horizon == 5


@pytest.mark.unit
def test_unknown_names() -> None:
    with pytest.raises(UsageError, match="Did you mean jim"):
        load_case("jimm")
    with pytest.raises(UsageError, match="no scenario"):
        load_case("jim", scenario="clam")
    with pytest.raises(UsageError, match=r"Did you mean effect\.less\.quantity"):
        build(raw_case()).with_value("effect.less.quantty", 1)


@pytest.mark.unit
def test_inner_outcomes_have_to_fit() -> None:
    raw = raw_case(
        effect={"outer": effect(quantity=2), "inner": effect(quantity=3, nested_in="outer", nested_share=1.0)}
    )
    with pytest.raises(InputError, match="smaller than what lies inside it"):
        build(raw)
    raw["effect"]["inner"]["nested_share"] = 0.5
    assert build(raw).items


@pytest.mark.unit
def test_a_misspelt_name_is_told_with_the_row_where_it_stands(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "data" / "cases" / "jim.toml").read_text(encoding="utf-8")
    row = 1 + text[: text.index("[scenario.claim]")].count("\n")
    (tmp_path / "a.toml").write_text(text.replace("[scenario.claim", "[scenraio.claim"), encoding="utf-8")
    with pytest.raises(InputError, match="Did you mean scenario") as caught:
        load_case(tmp_path / "a.toml")
    assert caught.value.row == row
    lines = ['id = "h-01"', "[[line]]", 'provision = "x"', 'pyer = "gemeente"', "[[line]]", 'payer = "rijk"']
    (tmp_path / "b.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match="Did you mean payer") as caught:
        load_household(tmp_path / "b.toml")
    assert caught.value.row == 4


@pytest.mark.unit
def test_a_misspelt_language_is_named(tmp_path: Path) -> None:
    file = tmp_path / "case.toml"
    lines = ["[scenario.x.label]", 'n = "Later"', "", "[effect.less]", 'label = { nl = "Minder", em = "Less" }']
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    found = [one.sentence("en") for one in shape_problems(raw, Places(str(file), file.read_text(encoding="utf-8")))]
    assert [one.removeprefix(f"{file}, ") for one in found] == [
        "row 2: scenario.x.label.n: 'n' is not a language. Did you mean nl?",
        "row 5: effect.less.label.em: 'em' is not a language. Did you mean en?",
    ]
