"""A new study: an adviser adds rows in Excel, and they are read with the shipped ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from wij_impact import InputError, UsageError, catalogue
from wij_impact.catalogue import study
from wij_impact.catalogue.datapackage import as_json, describe_package
from wij_impact.catalogue.dictionary import load_dictionary
from wij_impact.catalogue.resolve import shipped
from wij_impact.catalogue.templates import template_bytes

ADDED = {
    "figure_id": "questions_registered_2024_r2024",
    "topic": "demand",
    "indicator": "Questions registered",
    "indicator_nl": "aantal geregistreerde vragen",
    "period": "2024",
    "value": 36500,
    "unit": "count",
    "kind": "actual",
    "source": "jaarverslag_2024",
    "reported_in": "2024",
    "locator": "KERNCIJFERS",
}
SOURCE = {
    "source": "jaarverslag_2024",
    "title_nl": "Jaarverslag 2024",
    "title_en": "Annual report 2024",
    "publisher": "WIJ Groningen",
    "year": 2024,
    "kind": "annual report",
}


def fill(path: Path, **cells: Any) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    line = sheet.max_row + 1
    for name, value in cells.items():
        sheet.cell(line, head.index(name) + 1, value)
    book.save(path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    study.create(tmp_path / "mijn-onderzoek", "nl")
    return tmp_path / "mijn-onderzoek/data"


@pytest.mark.unit
def test_a_new_study_passes_and_reads_as_the_shipped_data(data: Path) -> None:
    assert catalogue.check(data, "nl").query("severity == 'error'").empty
    assert len(catalogue.load_table("figures", data)) == len(catalogue.load_table("figures", shipped()[0]))
    assert not [file.name for file in data.parent.iterdir() if file.name.startswith(".")]


@pytest.mark.unit
def test_a_row_added_in_the_template_is_read(data: Path) -> None:
    fill(data / "published/figures_eigen.xlsx", **ADDED)
    found = catalogue.check(data, "nl").query("severity == 'error'")
    assert found[["file", "row", "column", "rule"]].values.tolist() == [
        ["published/figures_eigen.xlsx", 2, "source", "unknown-code"]
    ]
    fill(data / "published/sources_eigen.xlsx", **SOURCE)
    found = catalogue.check(data, "nl")
    assert found.query("severity == 'error'").empty
    filled = found[found["rule"] == "filled-in"]
    assert filled[["file", "row", "column"]].values.tolist() == [["published/figures_eigen.xlsx", 2, "indicator_id"]]
    last = catalogue.load_table("figures", data).iloc[-1]
    assert (last["value"], last["period"], last["indicator_id"]) == (36500.0, "2024", "questions_registered")
    # The file alone gives the same answer as the folder.
    assert catalogue.check(data / "published/figures_eigen.xlsx", "nl").query("severity == 'error'").empty


@pytest.mark.unit
def test_a_key_that_stands_in_another_file_names_both(data: Path) -> None:
    known = catalogue.load_table("figures", data)["figure_id"][3]
    fill(data / "published/figures_eigen.xlsx", **ADDED | {"figure_id": known, "source": "jaarverslag_2023"})
    with pytest.raises(InputError, match=r"figures_eigen\.xlsx, row 2.*figures\.csv, row 5"):
        catalogue.load_table("figures", data)


@pytest.mark.unit
def test_an_unknown_indicator_asks_for_a_code_and_names_one(data: Path) -> None:
    own = data / "published/figures_eigen.xlsx"
    fill(own, **ADDED | {"source": "jaarverslag_2023", "indicator": "Questions registred"})
    found = catalogue.check(data, "nl").query("severity == 'error'")
    assert found[["column", "rule"]].values.tolist() == [["indicator_id", "missing-value"]]
    assert "questions_registered" in found["remedy"].item()


@pytest.mark.unit
def test_one_name_of_an_indicator_is_enough(data: Path) -> None:
    """An adviser writes the Dutch name, or the code alone; the rest is filled in and told."""
    own = data / "published/figures_eigen.xlsx"
    less = {key: value for key, value in ADDED.items() if not key.startswith("indicator")} | {
        "source": "jaarverslag_2023"
    }
    fill(own, **less | {"indicator_nl": "Geregistreerde vragen"})
    fill(own, **less | {"figure_id": "second", "indicator_id": "questions_registered"})
    found = catalogue.check(own, "nl")["rule"]
    assert found.value_counts().to_dict() == {"filled-in": 4, "other-edition": 2}
    added = catalogue.load_table("figures", data).tail(2)
    assert added["indicator_id"].tolist() == ["questions_registered"] * 2
    assert added["indicator"].notna().all()
    fill(own, **less | {"figure_id": "third"})
    found = catalogue.check(own, "nl").query("severity == 'error'")
    assert found[["row", "column", "rule"]].values.tolist() == [[4, "indicator_id", "missing-value"]]


@pytest.mark.unit
def test_a_code_that_resembles_a_known_one_is_a_notice(data: Path) -> None:
    own = data / "published/figures_eigen.xlsx"
    fill(own, **ADDED | {"source": "jaarverslag_2023", "indicator_id": "questions_registred"})
    found = catalogue.check(data, "nl")
    assert found.loc[found["rule"] == "near-indicator", "severity"].tolist() == ["notice"]


@pytest.mark.unit
def test_rows_beside_a_folder_without_the_main_file_add_to_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    path = tmp_path / "published/figures_2024.csv"
    names = [name for name in ADDED if name != "source"]
    cells = ";".join(str(ADDED[name]) for name in names)
    path.write_text(f"{';'.join(names)};source\n{cells};jaarverslag_2023\n")
    assert len(catalogue.load_table("figures", tmp_path)) == len(catalogue.load_table("figures", shipped()[0])) + 1
    assert catalogue.check(tmp_path, "nl")["rule"].tolist() == ["filled-in", "other-edition"]


@pytest.mark.unit
def test_a_study_is_never_overwritten_and_never_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study.create(tmp_path, "en")
    assert (tmp_path / "data/published/figures_own.xlsx").exists()
    with pytest.raises(UsageError, match="exists already"):
        study.create(tmp_path, "en")

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(study, "template_bytes", full)
    with pytest.raises(OSError, match="No space"):
        study.create(tmp_path / "second", "nl")
    assert list((tmp_path / "second").iterdir()) == []


@pytest.mark.unit
@pytest.mark.parametrize("name", catalogue.table_names())
def test_every_template_explains_every_column(name: str, tmp_path: Path) -> None:
    target = catalogue.template(name, tmp_path / "leeg.xlsx", "nl")
    columns = load_dictionary().table(name).columns
    book = openpyxl.load_workbook(target)
    head = [cell.value for cell in book.worksheets[0][1]]
    assert head == list(columns)
    told = {row[0].value: row for row in book["uitleg"].iter_rows(min_row=8)}
    for column in columns.values():
        assert told[column.name][2].value, column.name
        letter = book.worksheets[0].cell(1, head.index(column.name) + 1).column_letter
        text = book.worksheets[0].column_dimensions[letter].number_format == "@"
        assert text == (column.type in ("text", "code", "period", "date", "boolean"))
    lists = {str(v.sqref) for v in book.worksheets[0].data_validations.dataValidation if v.type == "list"}
    coded = [c for c in columns.values() if c.allowed]
    assert len(lists) == len(coded)


@pytest.mark.unit
def test_a_template_has_the_same_bytes_and_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    first = template_bytes("figures", "nl")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert template_bytes("figures", "nl") == first
    assert template_bytes("figures", "en") != first
    target = catalogue.template("figures", tmp_path / "a.xlsx")
    assert target.read_bytes() == first
    for name, match in (("a.xlsx", "exists"), ("a.csv", r"\.xlsx"), ("no/a.xlsx", "no folder")):
        with pytest.raises(UsageError, match=match):
            catalogue.template("figures", tmp_path / name)
    with pytest.raises(UsageError, match="figures"):
        catalogue.template("figure", tmp_path / "b.xlsx")


@pytest.mark.unit
def test_the_datapackage_is_up_to_date_with_the_dictionary() -> None:
    written = (shipped()[0] / "datapackage.json").read_text(encoding="utf-8")
    again = "run python -m wij_impact.catalogue.datapackage"
    assert written == as_json(describe_package(catalogue.resolve_data(shipped()[0]))), again
    assert json.loads(written)["resources"][0]["schema"]["primaryKey"] == ["figure_id"]


@pytest.mark.unit
def test_the_schema_refuses_what_check_refuses() -> None:
    import pandera.errors

    frame = catalogue.load_table("figures", shipped()[0])
    assert catalogue.schema("figures").validate(frame) is not None
    for column, wrong in (("unit", "procent"), ("figure_id", "A b"), ("topic", None)):
        spoiled = frame.copy()
        spoiled.loc[3, column] = wrong
        with pytest.raises((pandera.errors.SchemaError, pandera.errors.SchemaErrors)):
            catalogue.schema("figures").validate(spoiled)


@pytest.mark.unit
def test_a_total_is_not_named_after_a_breakdown(data: Path) -> None:
    row = {**ADDED, "indicator_id": "questions_registered"}
    fill(data / "published/figures_eigen.xlsx", **{key: row[key] for key in row if not key.startswith("indicator_nl")})
    fill(data / "published/sources_eigen.xlsx", **SOURCE)
    own = catalogue.load_table("figures", data).set_index("figure_id").loc[ADDED["figure_id"]]
    assert "type" not in own["indicator_nl"]


@pytest.mark.unit
def test_a_document_of_another_year_is_noticed(data: Path) -> None:
    fill(data / "published/figures_eigen.xlsx", **{**ADDED, "source": "jaarverslag_2023"})
    found = catalogue.check(data, "nl")
    assert found.query("severity == 'error'").empty
    assert "jaarverslag_2023" in found[found["rule"] == "other-edition"]["found"].iloc[0]


@pytest.mark.unit
def test_real_people_do_not_go_among_made_up_ones(data: Path) -> None:
    shipped_rows = (data / "examples/effect_pilot.csv").read_text(encoding="utf-8").splitlines()
    own = [shipped_rows[0], shipped_rows[1].replace("synthetic", "real")]
    (data / "examples/effect_pilot_2024.csv").write_text("\n".join(own) + "\n", encoding="utf-8")
    found = catalogue.check(data, "nl").query("severity == 'error'")
    assert "mixed-kinds" in set(found["rule"])
    with pytest.raises(InputError):
        catalogue.load_table("effect_pilot", data)


@pytest.mark.unit
def test_the_template_of_an_example_says_where_an_own_file_goes() -> None:
    import io

    for table, folder in (("effect_pilot", "examples"), ("figures", "published")):
        sheet = openpyxl.load_workbook(io.BytesIO(template_bytes(table, "nl", shipped()[0])))["uitleg"]
        words = " ".join(str(row[0].value) for row in sheet.iter_rows(max_row=6))
        assert ("-p file=BESTAND" in words) == (folder == "examples")
        assert ("onder een naam die begint met" in words) == (folder == "published")
