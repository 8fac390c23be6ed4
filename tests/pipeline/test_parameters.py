"""What a user types is read by the type the notebook declares, and a wrong name never reaches a kernel."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact import UsageError
from wij_impact.pipeline.naming import folder_name
from wij_impact.pipeline.parameters import Parameter, assign, parse_value, read_parameters

CELL = """
from typing import Literal
year: int | None = None  # the year
code: str = "0014"
share: float = 0.5
draft: bool = False
kind: Literal["proportion", "rate"] = "rate"
places: list[str] = []
lang: str = "nl"
"""


@pytest.mark.unit
def test_the_cell_is_read_without_running_it() -> None:
    known = read_parameters(CELL, "x", {"year": {"nl": "het jaar", "en": "the year"}})
    assert [(p.name, p.type, p.optional) for p in known] == [
        ("year", "int", True),
        ("code", "str", False),
        ("share", "float", False),
        ("draft", "bool", False),
        ("kind", "str", False),
        ("places", "list[str]", False),
    ]
    assert known[0].label.nl == "het jaar"
    assert known[4].choices == ("proportion", "rate")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("str", "0014", "0014"),
        ("str", "NO", "NO"),
        ("str", "1e3", "1e3"),
        ("str", "a=b {x}", "a=b {x}"),
        ("int", "2020", 2020),
        ("int", "-3", -3),
        ("float", "0,5", 0.5),
        ("float", "12", 12.0),
        ("bool", "ja", True),
        ("bool", "No", False),
        ("list[str]", "0014, 0015", ["0014", "0015"]),
        ("list[int]", "1,2", [1, 2]),
    ],
)
def test_values_keep_their_declared_type(kind: str, text: str, value: Any) -> None:
    got = parse_value(Parameter("p", kind, False, None), text)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("int", "0014"),
        ("int", "1e3"),
        ("int", "20,5"),
        ("int", ""),
        ("float", "x"),
        ("float", "1.000,5"),
        ("bool", "2"),
    ],
)
def test_a_wrong_type_gets_a_sentence(kind: str, text: str) -> None:
    with pytest.raises(UsageError, match="expected"):
        parse_value(Parameter("p", kind, False, None), text)


@pytest.mark.unit
def test_an_unknown_name_is_refused_with_a_suggestion() -> None:
    known = read_parameters(CELL, "x", {})
    with pytest.raises(UsageError, match="year") as caught:
        assign(known, {"yaer": "2020"}, "kerncijfers")
    assert "Bedoelt u year?" in caught.value.sentence("nl")
    with pytest.raises(UsageError, match="--lang"):
        assign(known, {"lang": "en"}, "kerncijfers")
    with pytest.raises(UsageError, match="Did you mean rate"):
        assign(known, {"kind": "rat"}, "kerncijfers")


@pytest.mark.unit
def test_only_what_differs_from_the_default_is_passed_on() -> None:
    known = read_parameters(CELL, "x", {})
    assert assign(known, {"draft": "nee", "code": "0014", "year": ""}, "x") == {}
    assert list(assign(known, {"draft": "ja", "year": "2020"}, "x")) == ["year", "draft"]


@pytest.mark.unit
@pytest.mark.parametrize("line", ["year = 2020", "year: int", "year: dict = {}", "year: int = f()"])
def test_a_cell_that_declares_nothing_is_our_own_error(line: str) -> None:
    with pytest.raises(UsageError, match="does not declare"):
        read_parameters(line, "x", {})


@pytest.mark.property
@given(st.text())
def test_text_comes_through_untouched_or_is_refused(text: str) -> None:
    assert parse_value(Parameter("p", "str", False, ""), text) == text
    for kind in ("int", "float", "bool"):
        try:
            value = parse_value(Parameter("p", kind, False, 0), text)
        except UsageError:
            continue
        assert isinstance(value, {"int": int, "float": float, "bool": bool}[kind])


@pytest.mark.unit
def test_an_empty_list_is_no_value_and_an_example_is_the_default() -> None:
    assert parse_value(Parameter("others", "list[str]", False, []), "") == []
    assert parse_value(Parameter("others", "list[str]", False, []), "a, ,b") == ["a", "b"]
    assert "10" in Parameter("peers", "int", False, 10).describe().en


@pytest.mark.unit
def test_a_password_is_taken_out_of_a_parameter_and_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from wij_impact.catalogue.own.databases import parse_address

    for name in [one for one in os.environ if one.startswith("WIJ_IMPACT_SECRET_")]:
        monkeypatch.delenv(name)
    known = read_parameters("records: str | None = None", "signalen", {})
    values = assign(known, {"records": "postgresql://piet:ge@heim:1@server:5432/wij#vragen"}, "signalen")
    assert values == {"records": "postgresql://piet@server:5432/wij#vragen"}
    address = parse_address(values["records"])
    assert "heim" in address.url
    assert "heim" not in repr(address) + address.shown + folder_name("signalen", values)
