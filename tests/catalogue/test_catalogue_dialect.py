"""One decimal mark per file, by evidence, never by a guess."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact.catalogue.dialect import Marks, NumberError, classify, infer_marks, parse_number


def read(texts: list[str], delimiter: str | None = ";", whole: bool = False) -> list[float | str]:
    marks = infer_marks([(text, whole) for text in texts], delimiter)
    found: list[float | str] = []
    for text in texts:
        try:
            found.append(parse_number(text, marks))
        except NumberError as error:
            found.append(error.rule)
    return found


@pytest.mark.unit
@pytest.mark.parametrize(
    ("texts", "delimiter", "expected"),
    [
        (["12,5", "1.234"], ";", [12.5, 1234.0]),
        (["12.5", "1,234"], ",", [12.5, 1234.0]),
        (["12.5", "1.234"], ",", [12.5, 1.234]),
        (["12,5", "1,234"], ";", [12.5, 1.234]),
        # The delimiter has the other habit: a comma that groups thousands in a `;` file is not certain enough.
        (["12.5", "1,234"], ";", [12.5, "undecidable-number"]),
        (["12,5", "1.234"], ",", [12.5, "undecidable-number"]),
        (["12,5", "1.234"], "\t", [12.5, 1234.0]),
        (["1.234"], ";", ["undecidable-number"]),
        (["1,234"], ",", ["undecidable-number"]),
        (["1.234", "2", "3456"], ";", ["undecidable-number", 2.0, 3456.0]),
        (["1.234", "1.234.567"], ";", [1234.0, 1234567.0]),
        (["0.125", "1.234"], ";", [0.125, 1.234]),
        (["1.234,56", "-1.234"], ";", [1234.56, -1234.0]),
        (["1,234.56", "-1,234"], ",", [1234.56, -1234.0]),
        (["1 234,5", "1 234"], ";", [1234.5, 1234.0]),
        (["12,5", "13,5", "14.5"], ";", [12.5, 13.5, "mixed-decimals"]),
        (["12,5", "14.5"], ";", ["mixed-decimals", "mixed-decimals"]),
        (["\u22125", "+5"], ";", [-5.0, 5.0]),
        (["1e5", "1.23E+07"], ";", ["scientific-notation", "scientific-notation"]),
        (["1e-05", "0.5"], ";", [1e-05, 0.5]),
        (["12,34,5", "1.23.456", "5-", "5%", "1_000", "٣"], ";", ["not-a-number"] * 6),
    ],
)
def test_reading_of_a_file(texts: list[str], delimiter: str, expected: list[float | str]) -> None:
    assert read(texts, delimiter) == expected


@pytest.mark.unit
def test_a_column_of_whole_numbers_decides_when_nothing_else_does() -> None:
    marks = infer_marks([("1.234", True), ("2.345", False)], ";")
    assert marks == Marks(",", ".")
    assert parse_number("2.345", marks) == 2345.0
    assert infer_marks([("1.234", True), ("1,234", True)], ";").decimal is None


@pytest.mark.property
@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1), st.sampled_from([".", ","]), st.booleans())
def test_two_decimals_always_read_back(numbers: list, mark: str, group: bool) -> None:
    other = "," if mark == "." else "."
    texts = []
    for number in numbers:
        text = f"{number:,.2f}" if group else f"{number:.2f}"
        texts.append(text.translate(str.maketrans({",": other, ".": mark})))
    assert read(texts, "," if mark == "." else ";") == [float(number) for number in numbers]


@pytest.mark.property
@given(st.text(alphabet="0123456789.,- eE+\u00a0%", max_size=12))
def test_a_number_is_read_as_written_or_named(text: str) -> None:
    """Whatever the dialect, the digits of a number that is read are the digits that stand there."""
    for marks in (Marks(), Marks(".", ","), Marks(",", "."), Marks(",", None)):
        try:
            value = parse_number(text, marks)
        except NumberError:
            continue
        if "e" in text.lower():
            continue  # a power: the digits are spread by the exponent
        digits = "".join(c for c in text if c.isdigit()).lstrip("0")
        # At most 12 digits: repr of the double gives back every one of them.
        assert f"{Decimal(repr(abs(value))):f}".replace(".", "").strip("0") == digits.strip("0")


@pytest.mark.property
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_what_python_writes_is_never_misread(value: float) -> None:
    text = repr(value)
    if classify(text) == "scientific":
        return
    assert parse_number(text, Marks(".", None)) == value
