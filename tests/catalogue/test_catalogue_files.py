"""Files that are not what they seem, and what Excel does to them: each named, with its place and remedy."""

from __future__ import annotations

import builtins
import csv
import datetime as dt
import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from tests.catalogue.test_catalogue_mutations import BASE, COLUMN, row, write
from wij_impact import InputError, catalogue
from wij_impact.catalogue.dictionary import load_dictionary
from wij_impact.catalogue.resolve import shipped
from wij_impact.catalogue.rules import rule_codes, rule_words
from wij_impact.catalogue.said import said
from wij_impact.reports.wording import check_words_file


def errors(path: Path, lang: Any = "nl") -> list[tuple[Any, str, str]]:
    found = catalogue.check(path, lang)
    found = found[found["severity"] == "error"]
    rows = [None if row is pd.NA else row for row in found["row"].tolist()]
    return list(zip(rows, found["column"], found["rule"], strict=True))


def workbook_bytes() -> bytes:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("figures.csv", "a;b")
    return stream.getvalue()


@pytest.mark.unit
@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("figures.csv", b"", "empty-file"),
        ("figures.csv", b"\xef\xbb\xbf\r\n\r\n", "empty-file"),
        ("figures.csv", b"figure_id;value\r\n", "missing-column"),
        ("figures.csv", ";".join(BASE[0]).encode(), "no-rows"),
        ("figures.xlsx", b"", "empty-file"),
        ("figures.xlsx", workbook_bytes(), "empty-file"),
        ("figures.csv", workbook_bytes(), "wrong-type"),
        ("figures.csv", zipped(), "wrong-type"),
        ("figures.csv", b"%PDF-1.7 ...", "wrong-type"),
        ("figures.csv", b"<!DOCTYPE html><html>", "wrong-type"),
        ("figures.csv", b'{"figures": []}', "wrong-type"),
        ("figures.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "wrong-type"),
        ("figures.xlsx", b"figure_id;value\r\na1;1\r\n", "wrong-type"),
        ("figures.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "wrong-type"),
        ("figures.xlsx", b"<html><table>", "wrong-type"),
        ("figures.xlsx", zipped(), "wrong-type"),
        ("figures.xlsx", workbook_bytes()[:900], "broken-file"),
        ("figures.csv", "figure_id;note\r\na1;één\r\n".encode("cp850"), "unknown-encoding"),
        ("figures.csv", b"figure_id;note\r\na1;\x00n\r\n", "null-characters"),
        ("figures.csv", b"figure_id;note\r\na1;\x81\x8d\r\n", "unknown-encoding"),
        ("figures.csv", b'figure_id;note\r\na1;"open\r\na2;dicht\r\n', "broken-quotes"),
    ],
)
def test_a_file_that_is_not_what_it_seems(name: str, content: bytes, rule: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert rule in [found for _, _, found in errors(path)]


@pytest.mark.unit
def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = write("comma", BASE, tmp_path / "published")
    real = builtins.open

    def refuse(file: Any, *args: Any, **kwargs: Any) -> Any:
        if str(file) == str(path):
            raise PermissionError(13, "Permission denied", str(file))
        return real(file, *args, **kwargs)

    monkeypatch.setattr(builtins, "open", refuse)
    assert errors(path) == [(None, "", "unreadable-file")]
    with pytest.raises(InputError, match="cannot be read"):
        catalogue.load_table("figures", tmp_path)


@pytest.mark.unit
def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert errors(tmp_path / "figures.csv") == [(None, "", "missing-file")]
    (tmp_path / "empty").mkdir()
    assert errors(tmp_path / "empty") == [(None, "", "no-tables")]


def book(tmp_path: Path, column: str, value: Any, number_format: str | None = None) -> Path:
    path, _ = write("workbook", BASE, tmp_path / "published")
    workbook = openpyxl.load_workbook(path)
    cell = workbook.active.cell(4, COLUMN[column] + 1, value)
    if number_format:
        cell.number_format = number_format
    workbook.save(path)
    return path


@pytest.mark.unit
@pytest.mark.parametrize(
    ("column", "value", "number_format", "rule"),
    [
        ("value", dt.datetime(2026, 5, 1), "d-mmm", "excel-date"),
        ("value", dt.datetime(2026, 5, 1), "dd-mm-yyyy", "excel-date"),
        ("value", dt.time(12, 30), "h:mm", "excel-date"),
        ("period", dt.datetime(2026, 2, 1), "d-mmm", "excel-date"),
        ("period", dt.datetime(2023, 2, 1, 13, 5), "dd-mm-yyyy h:mm", "excel-date"),
        ("figure_id", dt.datetime(2023, 2, 1), "dd-mm-yyyy", "excel-date"),
        ("value", 0.45, "0%", "percent-cell"),
        ("value", True, None, "not-a-number"),
        ("value", "=1+1", None, "formula-without-value"),
        ("note", "=A1", None, "formula-without-value"),
        ("value", "#N/A", None, "excel-error"),
        ("unit", 14, None, "unknown-code"),
    ],
)
def test_what_excel_did_is_said(column: str, value: Any, number_format: str | None, rule: str, tmp_path: Path) -> None:
    assert errors(book(tmp_path, column, value, number_format)) == [(4, column, rule)]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (dt.datetime(2023, 12, 31), "dd-mm-yyyy", "2023-12-31"),
        (dt.date(2023, 12, 31), "yyyy-mm-dd", "2023-12-31"),
        (dt.datetime(2022, 12, 1), "mmm-yy", "2022-12"),
        (2023, None, "2023"),
        (2023.0, None, "2023"),
    ],
)
def test_a_period_that_excel_made_a_date_or_number_reads_as_it_shows(
    value: Any, number_format: str | None, expected: str, tmp_path: Path
) -> None:
    path = book(tmp_path, "period", value, number_format)
    assert errors(path) == []
    assert catalogue.load_table("figures", tmp_path)["period"][2] == expected


@pytest.mark.unit
def test_codes_keep_their_zeros(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    workbook = openpyxl.Workbook()
    workbook.active.append(["code", "naam"])
    workbook.active.append(["0014", "Groningen"])
    workbook.active.append([14, "Groningen"])
    workbook.active["A3"].number_format = "0000"
    workbook.save(path)
    assert catalogue.read_table(path)["code"].tolist() == ["0014", "0014"]
    (tmp_path / "x.csv").write_text("code;waarde\n0014;-99997\n0034;1,5\n")
    read = catalogue.read_table(tmp_path / "x.csv", missing=["-99997"])
    assert read["code"].tolist() == ["0014", "0034"]
    assert read["waarde"].isna().tolist() == [True, False]
    assert read.index.tolist() == [2, 3]


@pytest.mark.unit
@pytest.mark.parametrize("sentinel", ["-99997", "-99995", "-99999999", "-99997.0"])
def test_cbs_sentinels_are_missing_not_numbers(sentinel: str, tmp_path: Path) -> None:
    rows = [list(r) for r in BASE]
    rows[3][COLUMN["value"]] = sentinel
    path, _ = write("comma", rows, tmp_path / "published")
    assert errors(path) == []
    assert catalogue.load_table("figures", tmp_path)["value"].isna().tolist() == [False, False, True, *[False] * 3]


@pytest.mark.unit
def test_dutch_thousands_among_decimal_points_are_caught_by_the_unit(tmp_path: Path) -> None:
    """30.974 questions in a file with decimal points is a legal number, and wrong by a factor of a thousand."""
    rows = [list(r) for r in BASE]
    rows[1][COLUMN["value"]] = "30.974"
    path, _ = write("comma", rows, tmp_path / "published")
    found = catalogue.check(path, "nl")
    assert found.loc[found["rule"] == "too-many-decimals", ["row", "column"]].values.tolist() == [[2, "value"]]
    assert "30974" in found["remedy"].item()


@pytest.mark.unit
def test_an_undecidable_file_is_an_error_for_every_number_that_can_be_two(tmp_path: Path) -> None:
    rows = [BASE[0], row("a1", "2023", "1.234", "fte"), row("a2", "2023", "12", "fte")]
    with open(tmp_path / "figures.csv", "w", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    assert errors(tmp_path / "figures.csv") == [(2, "value", "undecidable-number")]


@pytest.mark.unit
def test_a_file_under_another_name_is_known_by_its_columns(tmp_path: Path) -> None:
    path, _ = write("comma", BASE, tmp_path)
    other = path.rename(tmp_path / "export juni.csv")
    assert catalogue.check(other, "nl").query("severity == 'error'").empty
    (tmp_path / "holiday.csv").write_text("a;b\n1;2\n")
    found = catalogue.check(tmp_path / "holiday.csv", "nl")
    assert found[["rule", "severity"]].values.tolist() == [["unknown-file", "notice"]]


@pytest.mark.unit
def test_several_sheets_with_data_are_not_chosen_from(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    for title in ("een", "twee"):
        sheet = workbook.create_sheet(title)
        sheet.append(["a", "b"])
        sheet.append([1, title])
    workbook.save(tmp_path / "x.xlsx")
    with pytest.raises(InputError, match="een, twee"):
        catalogue.read_table(tmp_path / "x.xlsx")
    assert catalogue.read_table(tmp_path / "x.xlsx", sheet="twee")["b"].tolist() == ["twee"]
    with pytest.raises(InputError, match="drie"):
        catalogue.read_table(tmp_path / "x.xlsx", sheet="drie")


@pytest.mark.unit
def test_a_delimiter_that_cannot_be_told_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a;b,c\n1;2,3\n")
    with pytest.raises(InputError, match="cannot be told"):
        catalogue.read_table(tmp_path / "x.csv")
    assert catalogue.read_table(tmp_path / "x.csv", delimiter=";").columns.tolist() == ["a", "b,c"]
    (tmp_path / "y.csv").write_text("sep=,\na,b;c\n1,2;3\n")
    assert catalogue.read_table(tmp_path / "y.csv").columns.tolist() == ["a", "b;c"]


@pytest.mark.unit
def test_the_shipped_data_pass_with_notices_only() -> None:
    found = catalogue.check(shipped()[0], "nl")
    assert found.query("severity == 'error' and rule != 'missing-file'").empty, found.to_string()
    assert {"restated", "check-fails"} <= set(found["rule"])


@pytest.mark.unit
def test_extra_checkers_see_their_files(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases/jim.toml").write_text("x = 1")
    seen = []

    def checker(path: Path, lang: str) -> Any:
        seen.append((path.name, lang))
        return catalogue.check(tmp_path / "nowhere.csv", "en")

    found = catalogue.check(tmp_path, "en", extra_checkers={"cases/*.toml": checker})
    assert seen == [("jim.toml", "en")]
    assert found[["file", "rule"]].values.tolist() == [["cases/jim.toml", "missing-file"]]
    assert len(catalogue.check(tmp_path / "cases/jim.toml", "en", extra_checkers={"cases/*.toml": checker})) == 1


@pytest.mark.unit
def test_every_rule_speaks_both_languages_and_names_a_remedy() -> None:
    for rule in rule_codes():
        found, remedy = rule_words(rule)
        assert found.nl, rule
        assert found.en != found.nl, rule
        assert remedy.nl, rule
        assert remedy.en, rule


@pytest.mark.unit
def test_labels_exist_for_every_code_in_the_figures() -> None:
    figures, dictionary = catalogue.load_table("figures", shipped()[0]), load_dictionary(shipped()[0])
    for name in ("topic", "unit", "kind"):
        assert set(figures[name]) <= set(dictionary.codes[name])


@pytest.mark.unit
def test_a_generic_reading_refuses_damaged_text(tmp_path: Path) -> None:
    """One stray byte makes a UTF-8 file read as Windows-1252: its accents would come out as two letters."""
    (tmp_path / "x.csv").write_bytes("a;b\n1;café\n2;".encode() + b"\xe9\n")
    with pytest.raises(InputError, match=r"row 2, column b.*damaged"):
        catalogue.read_table(tmp_path / "x.csv")


@pytest.mark.unit
def test_capitals_in_a_file_name_do_not_hide_it(tmp_path: Path) -> None:
    path, _ = write("comma", BASE, tmp_path / "published")
    path.rename(path.with_name("Figures.CSV"))
    assert len(catalogue.load_table("figures", tmp_path)) == len(BASE) - 1


@pytest.mark.unit
def test_payers_without_their_share_get_the_form_and_not_a_code(tmp_path: Path) -> None:
    prices = catalogue.resolve_data().file("reference/unit_prices.csv").read_text(encoding="utf-8").splitlines()
    header = prices[0].split(",")
    row = dict.fromkeys(header, "")
    row |= {"price_id": "eigen_prijs", "label_nl": "prijs", "label_en": "price", "value": "10", "price_year": "2023"}
    row |= {"unit": "EUR_per_hour", "bearers": "gemeente", "source": "eigen opgave", "evidence_grade": "D"}
    file = tmp_path / "unit_prices.csv"
    file.write_text(",".join(header) + "\n" + ",".join(row[name] for name in header) + "\n", encoding="utf-8")
    found = catalogue.check(file, "nl")
    own = found[found["column"] == "bearers"]
    assert own["rule"].tolist() == ["wrong-form"]
    assert "gemeente=1" in own["remedy"].iloc[0]


@pytest.mark.unit
def test_every_code_of_reading_has_its_words_and_no_words_stand_alone() -> None:
    from wij_impact.catalogue.own.record import NOTES
    from wij_impact.catalogue.said import book

    assert set(NOTES) == set(book("own_files"))


@pytest.mark.unit
def test_words_of_the_program_are_read_when_one_is_said_and_not_before() -> None:
    code = (
        "from wij_impact import catalogue; from wij_impact.catalogue import said;"
        "from wij_impact.catalogue.own import record, reader;"
        "assert said.book.cache_info().misses == 0;"
        "assert said.said('rules', 'empty-file.found').nl == 'het bestand is leeg';"
        "assert said.book.cache_info().misses == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.unit
def test_a_study_says_a_rule_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = tmp_path / "data" / "words"
    words.mkdir(parents=True)
    own = words / "rules.toml"
    own.write_text('[below-minimum.found]\nnl = "{value} is te laag (minstens {limit})"\n', encoding="utf-8")
    (words / "own_files.toml").write_text('[total-row]\nnl = "niets"\nen = "nothing"\n', encoding="utf-8")
    monkeypatch.delenv("WIJ_IMPACT_DATA", raising=False)
    shipped = rule_words("below-minimum")[0].en
    monkeypatch.chdir(tmp_path)
    assert rule_words("below-minimum")[0].nl == "{value} is te laag (minstens {limit})"
    assert rule_words("below-minimum")[0].en == shipped
    assert said("own_files", "total-row").nl != "niets"
    assert check_words_file(own).empty
    # A value that the program does not have cannot be shown; ours stays, and the check of the file says why.
    own.write_text('[below-minimum.found]\nnl = "{waarde} is te laag"\n', encoding="utf-8")
    assert "{limit}" in rule_words("below-minimum")[0].nl
    found = check_words_file(own, "en")
    assert "words-unknown-name" in set(found["rule"])
    own.write_text("[below-minimum", encoding="utf-8")
    assert "{limit}" in rule_words("below-minimum")[0].nl
    assert check_words_file(own, "en")["rule"].tolist() == ["words-syntax"]
