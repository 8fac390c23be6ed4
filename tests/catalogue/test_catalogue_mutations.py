"""Damaged files give a named problem on the right row, or read correctly; never a traceback or a wrong value.

A table of mutations of one cell, row or column, each in every form of file: more than 200 inputs.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.catalogue.catalogue_forms import FORMS, Rows
from wij_impact import InputError, catalogue
from wij_impact.catalogue.reading import read_raw
from wij_impact.catalogue.resolve import shipped

HEAD = [
    *("figure_id", "topic", "indicator", "indicator_nl", "breakdown", "period", "value", "unit", "base", "kind"),
    *("source", "reported_in", "locator", "note", "indicator_id"),
]
COLUMN = {name: position for position, name in enumerate(HEAD)}


def row(figure_id: str, period: str, value: str, unit: str, base: str = "", note: str = "") -> list[str]:
    return [
        *(figure_id, "demand", f"Something {unit}", f"iets geteld ({unit})", "", period, value, unit, base),
        *("actual", "jaarverslag_2023", "2023", "bladzijde 3", note, f"something_{unit.lower()}"),
    ]


BASE: Rows = [
    HEAD,
    row("a1", "2023", "30974", "count", note="café, één; twee"),
    row("a2", "2022-12-31", "37.02", "percent", base="vragen"),
    row("a3", "2022-Q4", "1234.5", "fte"),
    row("a4", "2020/2021", "-22", "EUR"),
    row("a5", "2023-01/..", "0.125", "ratio"),
    row("a6", "2023-06", "2.75", "EUR_million", note='zegt "nee"'),
]
THIRD = 3  # the third line of BASE: the row of a3 in a file without title rows is 4


def cell(column: str, text: str, line: int = THIRD) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        changed = [list(r) for r in rows]
        changed[line][COLUMN[column]] = text
        return changed

    return change


def header(column: str, name: str) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        return [[name if c == column else c for c in rows[0]], *[list(r) for r in rows[1:]]]

    return change


def without(column: str) -> Callable[[Rows], Rows]:
    return lambda rows: [[c for name, c in zip(HEAD, r, strict=True) if name != column] for r in rows]


#: name -> (mutation, rule, column, line in BASE or None for the header)
NAMED: dict[str, tuple[Callable[[Rows], Rows], str, str, int]] = {
    "misspelt column": (header("value", "vlaue"), "unknown-column", "vlaue", 0),
    "misspelt key": (header("figure_id", "figure_ID "), "unknown-column", "figure_ID", 0),
    "misspelt optional": (header("note", "nota"), "unknown-column", "nota", 0),
    "missing column value": (without("value"), "missing-column", "value", 0),
    "missing column source": (without("source"), "missing-column", "source", 0),
    "missing column key": (without("figure_id"), "missing-column", "figure_id", 0),
    "two columns alike": (header("note", "value"), "duplicate-column", "value", 0),
    "text in value": (cell("value", "veel"), "not-a-number", "value", THIRD),
    "unknown as text": (cell("value", "n.v.t."), "not-a-number", "value", THIRD),
    "dash": (cell("value", "-"), "not-a-number", "value", THIRD),
    "percent sign": (cell("value", "45%"), "not-a-number", "value", THIRD),
    "euro sign": (cell("value", "€ 5"), "not-a-number", "value", THIRD),
    "range": (cell("value", "30 tot 40"), "not-a-number", "value", THIRD),
    "about": (cell("value", "ca. 40"), "not-a-number", "value", THIRD),
    "letter O": (cell("value", "3O974"), "not-a-number", "value", THIRD),
    "footnote": (cell("value", "1234*"), "not-a-number", "value", THIRD),
    "infinity": (cell("value", "Infinity"), "not-a-number", "value", THIRD),
    "nan": (cell("value", "NaN"), "not-a-number", "value", THIRD),
    "excel date": (cell("value", "1-mei"), "excel-date", "value", THIRD),
    "excel date english": (cell("value", "5-Jan"), "excel-date", "value", THIRD),
    "excel month": (cell("value", "mei-23"), "excel-date", "value", THIRD),
    "whole date": (cell("value", "01-05-2023"), "excel-date", "value", THIRD),
    "iso date": (cell("value", "2023-05-01"), "excel-date", "value", THIRD),
    "scientific": (cell("value", "1E+06"), "scientific-notation", "value", THIRD),
    "excel error": (cell("value", "#DEEL/0!"), "excel-error", "value", THIRD),
    "excel error in text": (cell("note", "#REF!"), "excel-error", "note", THIRD),
    "empty value": (cell("value", ""), "missing-value", "value", THIRD),
    "spaces for a value": (cell("value", "  "), "missing-value", "value", THIRD),
    "empty key": (cell("figure_id", ""), "missing-value", "figure_id", THIRD),
    "empty unit": (cell("unit", ""), "missing-value", "unit", THIRD),
    "no indicator code": (cell("indicator_id", ""), "missing-value", "indicator_id", THIRD),
    "duplicate key": (cell("figure_id", "a1"), "duplicate-key", "figure_id", THIRD),
    "capital key": (cell("figure_id", "A3"), "not-a-code", "figure_id", THIRD),
    "key with spaces": (cell("figure_id", "vragen 2023"), "not-a-code", "figure_id", THIRD),
    "float key": (cell("figure_id", "14.0"), "float-code", "figure_id", THIRD),
    "scientific key": (cell("figure_id", "1,23E+15"), "float-code", "figure_id", THIRD),
    "indicator not snake": (cell("indicator_id", "Vragen-2023"), "not-a-code", "indicator_id", THIRD),
    "unknown unit": (cell("unit", "procent"), "unknown-code", "unit", THIRD),
    "unit in capitals": (cell("unit", "FTE"), "unknown-code", "unit", THIRD),
    "unknown topic": (cell("topic", "demnad"), "unknown-code", "topic", THIRD),
    "unknown kind": (cell("kind", "werkelijk"), "unknown-code", "kind", THIRD),
    "unknown source": (cell("source", "jaarverslag_2032"), "unknown-code", "source", THIRD),
    "year too early": (cell("period", "1823"), "year-out-of-range", "period", THIRD),
    "year too late": (cell("period", "20223"), "not-a-period", "period", THIRD),
    "year out of range": (cell("period", "2203"), "year-out-of-range", "period", THIRD),
    "reported out of range": (cell("reported_in", "3023"), "year-out-of-range", "reported_in", THIRD),
    "future actual": (cell("period", "2032"), "period-after-report", "period", THIRD),
    "month 13": (cell("period", "2023-13"), "not-a-period", "period", THIRD),
    "day 31 of june": (cell("period", "2023-06-31"), "not-a-period", "period", THIRD),
    "quarter 5": (cell("period", "2023-Q5"), "not-a-period", "period", THIRD),
    "dutch date": (cell("period", "31-12-2023"), "not-a-period", "period", THIRD),
    "excel month as period": (cell("period", "dec-22"), "not-a-period", "period", THIRD),
    "float year": (cell("period", "2023,0"), "not-a-period", "period", THIRD),
    "backwards": (cell("period", "2023/2020"), "period-reversed", "period", THIRD),
    "open both": (cell("period", "../.."), "not-a-period", "period", THIRD),
    "share above 100": (cell("value", "137", line=2), "share-above-100", "value", 2),
    "share just above": (cell("value", "100.1", line=2), "share-above-100", "value", 2),
    "share below 0": (cell("value", "-3", line=2), "share-below-0", "value", 2),
    "count with decimals": (cell("value", "30974.5", line=1), "too-many-decimals", "value", 1),
    "mojibake": (cell("note", "cafÃ© en financiÃ«le"), "encoding-damage", "note", THIRD),
    "euro mojibake": (cell("note", "â‚¬ 5"), "encoding-damage", "note", THIRD),
}


def write(form: str, rows: Rows, folder: Path) -> tuple[Path, int]:
    folder.mkdir(exist_ok=True, parents=True)
    return FORMS[form](rows, folder)


def same_as_base(path: Path) -> None:
    frame = catalogue.load_table("figures", path.parent.parent)
    assert frame["value"].tolist() == [float(r[COLUMN["value"]]) for r in BASE[1:]]
    for name in HEAD:
        if name != "value":
            assert frame[name].fillna("").tolist() == [r[COLUMN[name]] for r in BASE[1:]], name


@pytest.mark.unit
def test_there_are_more_than_200_mutated_inputs() -> None:
    assert len(NAMED) * len(DAILY) >= 200


@pytest.mark.unit
@pytest.mark.parametrize("form", FORMS)
def test_the_base_itself_is_read_as_it_is(form: str, tmp_path: Path) -> None:
    path, _ = write(form, BASE, tmp_path / "published")
    assert catalogue.check(path, "en").query("severity == 'error'").empty
    same_as_base(path)


#: A tab file and a plain workbook add little to these four; the slow tests run all.
DAILY = ("comma", "semicolon_bom", "windows_grouped", "titled_workbook")
BY_FORM = [f if f in DAILY else pytest.param(f, marks=pytest.mark.slow) for f in FORMS]


@pytest.mark.unit
@pytest.mark.parametrize("form", BY_FORM)
@pytest.mark.parametrize("name", NAMED)
def test_a_mutation_is_named_on_its_row_and_column(name: str, form: str, tmp_path: Path) -> None:
    mutate, rule, column, line = NAMED[name]
    path, header_row = write(form, mutate(BASE), tmp_path / "published")
    found = catalogue.check(path, "nl")
    hit = found[(found["rule"] == rule) & (found["column"] == column) & (found["severity"] == "error")]
    assert len(hit) == 1, found.to_string()
    assert hit["row"].item() == header_row + line
    assert hit["file"].item() == str(path)
    assert hit["found"].item()
    assert hit["remedy"].item()
    if form == "comma":  # what check calls an error, a report refuses; once per mutation is enough
        with pytest.raises(InputError):
            catalogue.load_table("figures", path.parent.parent)


HARMLESS: dict[str, Callable[[Rows], Rows]] = {
    "spaces around a value": cell("value", " 1234.5 "),
    "a hard space behind a code": cell("unit", "fte\u00a0"),
    "an empty line": lambda rows: [*rows[:3], [""] * len(HEAD), *rows[3:]],
    "empty lines at the end": lambda rows: [*rows, [""] * len(HEAD), [""] * len(HEAD)],
    "columns in another order": lambda rows: [list(reversed(r)) for r in rows],
    "an empty column": lambda rows: [[*r, ""] for r in rows],
    "a column of one's own": lambda rows: [[*r, "zelf" if i else "gezien door Jan"] for i, r in enumerate(rows)],
}


@pytest.mark.unit
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_change_changes_nothing(name: str, form: str, tmp_path: Path) -> None:
    path, _ = write(form, HARMLESS[name](BASE), tmp_path / "published")
    assert catalogue.check(path, "en").query("severity == 'error'").empty
    same_as_base(path)


def sound(path: Path, original: pd.DataFrame) -> None:
    """The promise: an error is named, or every value that is read is a value of the original, on its own key."""
    found = catalogue.check(path, "nl")
    assert found["remedy"].str.len().gt(0).all()
    if (found["severity"] == "error").any():
        return
    frame = catalogue.load_table("figures", path.parent.parent).set_index("figure_id")
    for key, value in frame["value"].items():
        if key in original.index:
            assert value == original.loc[key, "value"] or value != value, key


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    path, _ = write("comma", BASE, tmp_path_factory.mktemp("base") / "published")
    return catalogue.load_table("figures", path.parent.parent).set_index("figure_id")


STRUCTURE = ["\xff", "Ã", *'",;\t\r\n\x00\ufeff']


@pytest.mark.property
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    form=st.sampled_from(["comma", "semicolon_bom", "windows_grouped", "tab_utf16"]),
    place=st.floats(0, 1),
    what=st.sampled_from(["drop", "insert", "cut", "repeat"]),
    mark=st.sampled_from(STRUCTURE),
)
def test_damaged_structure_is_named_or_harmless(
    form: str, place: float, what: str, mark: str, tmp_path: Path, original: pd.DataFrame
) -> None:
    """Delimiters, quotation marks and line ends dropped, doubled or put in anywhere; files cut short."""
    damage_structure(form, place, what, mark, tmp_path, original)


@pytest.mark.slow
@pytest.mark.property
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    form=st.sampled_from(["comma", "semicolon_bom", "windows_grouped", "tab_utf16"]),
    place=st.floats(0, 1),
    what=st.sampled_from(["drop", "insert", "cut", "repeat"]),
    mark=st.sampled_from(STRUCTURE),
)
def test_damaged_structure_is_named_or_harmless_on_a_large_grid(
    form: str, place: float, what: str, mark: str, tmp_path: Path, original: pd.DataFrame
) -> None:
    damage_structure(form, place, what, mark, tmp_path, original)


def damage_structure(form: str, place: float, what: str, mark: str, folder: Path, original: pd.DataFrame) -> None:
    path, _ = write(form, BASE, folder / f"{form}/published")
    encoding = {"comma": "utf-8", "semicolon_bom": "utf-8", "windows_grouped": "cp1252", "tab_utf16": "utf-16"}[form]
    text = path.read_bytes().decode(encoding)
    delimiter = {"comma": ",", "semicolon_bom": ";", "windows_grouped": ";", "tab_utf16": "\t"}[form]
    # A decimal comma that is lost or put before a number leaves another valid number: nobody can know.
    assume(what != "insert" or mark != "," or delimiter == ",")
    structural = [i for i, c in enumerate(text) if c in f'"{delimiter}\r\n']
    at = structural[int(place * (len(structural) - 1))]
    if what == "drop":
        text = text[:at] + text[at + 1 :]
    elif what == "repeat":
        text = text[:at] + text[at] + text[at:]
    elif what == "insert":
        text = text[:at] + mark + text[at:]
    else:
        text = text[:at]
    path.write_bytes(text.encode(encoding, errors="replace"))
    sound(path, original)


@pytest.mark.property
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200), suffix=st.sampled_from([".csv", ".xlsx", ".txt"]))
def test_any_bytes_are_refused_with_a_sentence_or_read(content: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"figures{suffix}"
    path.write_bytes(content)
    found = catalogue.check(path, "nl")
    assert (found["severity"] == "error").any()


@pytest.mark.unit
def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    """A cell with a line break is one row; an empty line is a row."""
    path = tmp_path / "x.csv"
    path.write_text('code;tekst\n1;"een\ntwee"\n\n2;drie\n')
    assert read_raw(path).numbers == [2, 4]
    with open(shipped()[0] / "published/figures.csv", encoding="utf-8", newline="") as stream:
        last = sum(1 for _ in csv.reader(stream))
    assert read_raw(shipped()[0] / "published/figures.csv").numbers[-1] == last
