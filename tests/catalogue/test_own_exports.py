"""Exports of survey tools, registers, and the other formats of the one reader."""

from __future__ import annotations

import sqlite3
from itertools import pairwise
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from wij_impact import InputError, effect
from wij_impact.catalogue import Need, group_records, read_own
from wij_impact.catalogue.own.databases import parse_address
from wij_impact.impactmeting.answers import load_answers, mapping_for

ITEMS = ["grade", "self_care", "neighbour_contact", "joint_activities"]
NEEDS = [Need("team", "unit", "text"), Need("clienten", "base", whole=True)]


@pytest.mark.reference
@pytest.mark.parametrize("name", ["nl.csv", "spss.sav"])
def test_our_names_and_labels_need_no_mapping(shared: Path, name: str) -> None:
    clean = load_answers(shared / "faults/exports/clean.csv", "impactmeting_preventie")
    found = load_answers(shared / "faults/exports" / name, "impactmeting_preventie")
    for column in [*ITEMS, "wave", "neighbourhood", "group"]:
        assert found[column].fillna("").tolist() == clean[column].fillna("").tolist(), column


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "tool"),
    [
        ("limesurvey.csv", "limesurvey"), ("qualtrics.csv", "qualtrics"), ("surveymonkey.csv", "surveymonkey"),
        ("msforms.xlsx", "microsoft_forms"), ("google.csv", "google_forms"),
    ],
)  # fmt: skip
def test_an_export_gives_the_same_answers_with_its_drafted_mapping(
    shared: Path, tmp_path: Path, name: str, tool: str
) -> None:
    export = shared / "faults/exports" / name
    with pytest.raises(InputError, match="template mapping --from"):
        load_answers(export, "impactmeting_preventie")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(mapping_for(export, "impactmeting_preventie"), encoding="utf-8")
    found = load_answers(export, "impactmeting_preventie", mapping)
    clean = load_answers(shared / "faults/exports/clean.csv", "impactmeting_preventie")
    for column in [*ITEMS, "wave", "neighbourhood", "group"]:
        assert found[column].fillna("").tolist() == clean[column].fillna("").tolist(), column
    reading = found.attrs["reading"]
    assert reading.format == tool
    if name != "surveymonkey.csv":  # that one has no open question
        assert reading.of("columns-open")
    if name == "msforms.xlsx":
        assert reading.of("columns-personal")[0].what == ("E-mail", "Naam")


@pytest.mark.unit
def test_an_answer_off_its_scale_is_named(tmp_path: Path) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("wave;grade\n2024;8\n2024;11\n2024;weet niet\n2024;7 - ruim voldoende\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 3, column grade: '11'"):
        load_answers(file, "impactmeting_preventie")
    file.write_text(file.read_text(encoding="utf-8").replace("11", "10"), encoding="utf-8")
    assert load_answers(file, "impactmeting_preventie")["grade"].tolist() == ["8", "10", "98", "7"]


@pytest.mark.unit
def test_a_workbook_with_a_percent_cell_a_merged_and_a_hidden_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["team", "clienten"], ["A", 10], ["B", 12], ["C", None], ["D", 14]):
        sheet.append(row)
    sheet.merge_cells("B3:B4")
    sheet.row_dimensions[5].hidden = True
    book.save(tmp_path / "teams.xlsx")
    frame, reading = read_own(tmp_path / "teams.xlsx", NEEDS)
    assert frame["clienten"].isna().tolist() == [False, False, True, False]
    assert reading.of("merged-cells")[0].rows == (4,)
    assert reading.of("hidden-rows")[0].rows == (5,)
    sheet["B2"].number_format = "0%"
    book.save(tmp_path / "teams.xlsx")
    with pytest.raises(InputError, match=r"row 2, column clienten"):
        read_own(tmp_path / "teams.xlsx", NEEDS)


@pytest.mark.unit
def test_a_database_and_a_parquet_file_read_as_the_csv_does(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    base = tmp_path / "base.db"
    with sqlite3.connect(base) as connection:
        connection.execute("CREATE TABLE teams (team TEXT, clienten INTEGER)")
        connection.executemany("INSERT INTO teams VALUES (?, ?)", [("A", 1250), ("B", 980), ("C", 4)])
    duckdb.sql("SELECT * FROM (VALUES ('A', 1250), ('B', 980), ('C', 4)) t(team, clienten)").write_parquet(
        str(tmp_path / "teams.parquet")
    )
    (tmp_path / "teams.csv").write_text("team;clienten\nA;1.250\nB;980\nC;4\n", encoding="utf-8")
    frames = [read_own(path, NEEDS)[0] for path in (f"sqlite:///{base}#teams", tmp_path / "teams.parquet")]
    csv, _ = read_own(tmp_path / "teams.csv", NEEDS)
    for frame in frames:
        assert frame["clienten"].tolist() == csv["clienten"].tolist() == [1250, 980, 4]
    with pytest.raises(InputError, match="teams"):
        read_own(f"sqlite:///{base}#team", NEEDS)


@pytest.mark.unit
def test_a_password_is_never_shown() -> None:
    address = parse_address("postgresql://piet:geheim123@localhost:1/wij#vragen")
    assert "geheim123" not in repr(address) + address.shown
    with pytest.raises(InputError) as caught:
        read_own("postgresql://piet:geheim123@localhost:1/wij#vragen", NEEDS)
    assert "geheim123" not in str(caught.value) + repr(caught.value.__cause__) + repr(caught.value.__context__)


@pytest.mark.unit
def test_a_register_counts_the_same_in_every_format(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    rows = pd.DataFrame({
        "datum": [f"{1 + i % 28:02d}-{1 + i % 12:02d}-{2022 + i % 3}" for i in range(500)],
        "soort vraag": ["jeugd", "wmo", "schulden"][0:1] * 200 + ["wmo"] * 300,
        "indicatie": ["ja", "nee", "", "ja"] * 125,
    })  # fmt: skip
    rows.to_csv(tmp_path / "vragen.csv", sep=";", index=False)
    with sqlite3.connect(tmp_path / "vragen.db") as connection:
        rows.to_sql("vragen", connection, index=False)
    query = f"SELECT * FROM read_csv('{tmp_path / 'vragen.csv'}', all_varchar=true, delim=';')"
    duckdb.sql(query).write_parquet(str(tmp_path / "vragen.parquet"))
    places = [tmp_path / "vragen.csv", tmp_path / "vragen.parquet", f"sqlite:///{tmp_path / 'vragen.db'}#vragen"]
    found = [group_records(place, period="month") for place in places]
    assert found[0]["n"].sum() == 500
    assert found[0]["indication"].sum() == 250
    assert found[0]["indication_known"].sum() == 375
    for other in found[1:]:
        pd.testing.assert_frame_equal(found[0], other)
    rows.assign(indicatie="misschien").to_csv(tmp_path / "wrong.csv", sep=";", index=False)
    with pytest.raises(InputError, match="misschien"):
        group_records(tmp_path / "wrong.csv")


@pytest.mark.unit
def test_a_panel_in_quarters_has_neighbours_one_apart(tmp_path: Path) -> None:
    lines = ["p;kwartaal;start;verw"]
    for unit, start in (("A", "2021-Q3"), ("B", "nooit"), ("C", "2021-Q4")):
        lines += [f"{unit};{year}-Q{q};{start};{1000 + q}" for year in (2020, 2021) for q in (1, 2, 3, 4)]
    (tmp_path / "panel.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    panel = effect.load_panel(str(tmp_path / "panel.csv"), "verw", "p", "kwartaal", "start")
    places = sorted(panel.data["kwartaal"].unique())
    assert [b - a for a, b in pairwise(places)] == [1] * 7
    assert panel.reading is not None
    assert (panel.reading.first, panel.reading.last) == ("2020-Q1", "2021-Q4")


@pytest.mark.reference
def test_panels_and_pilots_that_were_misread(shared: Path) -> None:
    numbers = shared / "faults/numbers"
    panel = effect.load_panel(str(numbers / "panel_thousands.csv"))
    assert panel.data["young_patients"].min() > 100
    pilot = effect.load_pilot(
        str(numbers / "pilot_thousands.csv"), "kosten_na", "behandeld", ["leeftijd", "kosten_voor"]
    )
    assert pilot.data["kosten_na"].iloc[:2].tolist() == [1029, 1914]


@pytest.mark.unit
def test_a_file_that_unpacks_to_far_more_gets_a_sentence(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (130 * 2**20))
    with pytest.raises(InputError, match="130 MB"):
        read_own(tmp_path / "bomb.xlsx", NEEDS)
