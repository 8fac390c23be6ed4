"""Files of the wrong form: a sentence with file, row, path and remedy, never an internal error."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact import mkba
from wij_impact.errors import InputError
from wij_impact.mkba.places import Places
from wij_impact.mkba.shapes import dutch_thousands, shape_problems


@pytest.mark.unit
@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ({"cost": 1}, "cost: "),
        ({"cost": {"a": 1}}, "cost.a: "),
        ({"pm": {"a": {"payers": 0}}}, "pm.a.payers: "),
        ({"effect": {"a": {"payers": ["gemeente"]}}}, "effect.a.payers: "),
        ({"effect": {"a": {"nominal": "ja"}}}, "effect.a.nominal: "),
        ({"index": {"a": 5}}, "index.a: "),
        ({"index": {"a": {"2020": "x"}}}, "index.a.2020: "),
        ({"correlation": [1]}, "correlation: "),
        ({"correlation": [{"between": 1}]}, "correlation.0.between: "),
        ({"scenario": {"a": {"set": 1}}}, "scenario.a.set: "),
        ({"title": 3}, "title: "),
        ({"perspective": 3}, "perspective: "),
        ({"pm": {"a": {"sign": {"a": 1}}}}, "pm.a.sign: "),
        ({"input": {"a": True}}, "input.a: "),
    ],
)
def test_wrong_forms_are_named(raw: dict[str, object], path: str) -> None:
    (problem,) = shape_problems(raw, Places("eigen.toml", ""))
    assert str(problem.message).startswith(path)
    assert problem.remedy


@pytest.mark.unit
def test_all_wrong_forms_at_once() -> None:
    text = "title = 3\n[pm.x]\npayers = 1\n[scenario.a]\nset = 1\n"
    raw = {"title": 3, "pm": {"x": {"payers": 1}}, "scenario": {"a": {"set": 1}}}
    assert [problem.row for problem in shape_problems(raw, Places("eigen.toml", text))] == [1, 3, 5]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("value = 92.000", True),
        ("price = { value = 1.250, low = 1, high = 2 }", True),
        ("value = 0.125", False),
        ("value = 92.0", False),
        ("value = 1.0750", False),
        ("scale = 1.075", False),
        ('note = "ongeveer 476.000 euro"', False),
        ("# value = 92.000", False),
    ],
)
def test_dutch_thousands_are_asked(line: str, asked: bool) -> None:
    text = f"[input.a]\n{line}\n"
    found = dutch_thousands(text, Places("eigen.toml", text))
    assert bool(found) == asked
    assert not asked or found[0].row == 2


@pytest.mark.unit
def test_faults_of_others(shared: Path) -> None:
    files = sorted((shared / "faults" / "toml").glob("fuzz_case*.toml"))
    assert files
    for file in files:
        with pytest.raises(InputError) as caught:
            mkba.load_case(file)
        assert caught.value.remedy


@pytest.mark.unit
def test_a_note_of_an_item_and_of_the_case_may_be_in_two_languages() -> None:
    note = {"nl": "niet gemeten", "en": "not measured"}
    assert shape_problems({"note": note, "cost": {"a": {"note": note}}}, Places("eigen.toml", "")) == []
    assert shape_problems({"cost": {"a": {"note": 3}}}, Places("eigen.toml", "")) != []
