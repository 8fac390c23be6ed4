"""Which data folder is used, and what fills its gaps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wij_impact import InputError, UsageError, catalogue
from wij_impact.catalogue import resolve
from wij_impact.catalogue.files import borrowed, describe
from wij_impact.catalogue.resolve import DATA_VARIABLE, shipped

ROW = (
    "figure_id,topic,indicator,indicator_nl,period,value,unit,kind,source,reported_in,locator,indicator_id\n"
    "only_one,demand,One,een,2023,1,count,actual,jaarverslag_2023,2023,hier,one\n"
)


def folder(at: Path) -> Path:
    (at / "published").mkdir(parents=True)
    (at / "published/figures.csv").write_text(ROW)
    return at


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(DATA_VARIABLE, raising=False)


@pytest.mark.unit
def test_the_order_is_option_environment_working_folder_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert catalogue.resolve_data().path == shipped()[0]
    working = folder(tmp_path / "data")
    assert (catalogue.resolve_data().path, catalogue.resolve_data().origin) == (working, "working folder")
    other = folder(tmp_path / "other")
    monkeypatch.setenv(DATA_VARIABLE, str(other))
    assert (catalogue.resolve_data().path, catalogue.resolve_data().origin) == (other, "environment")
    third = folder(tmp_path / "third")
    assert (catalogue.resolve_data(third).path, catalogue.resolve_data(third).origin) == (third, "option")


@pytest.mark.unit
def test_a_folder_data_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/holiday.csv").write_text("a;b\n1;2\n")
    assert catalogue.resolve_data().origin in ("checkout", "package")


@pytest.mark.unit
@pytest.mark.parametrize("name", ["nowhere", "file.txt"])
def test_an_option_that_is_no_folder_is_a_usage_error(name: str, tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(UsageError, match=name):
        catalogue.resolve_data(tmp_path / name)


@pytest.mark.unit
def test_tables_that_a_folder_lacks_are_shipped_ones_and_that_is_said(tmp_path: Path) -> None:
    data = catalogue.resolve_data(folder(tmp_path / "mine"))
    assert catalogue.load_table("figures", data)["figure_id"].tolist() == ["only_one"]
    assert len(catalogue.load_table("sources", data)) == len(catalogue.load_table("sources", shipped()[0]))
    assert "figures" not in borrowed(data)
    assert "sources" in borrowed(data)
    assert "sources" in describe(data, "nl")
    assert str(tmp_path / "mine") in describe(data, "en")
    assert data.file("published/figures.csv") == tmp_path / "mine/published/figures.csv"
    assert data.file("published/sources.csv") == shipped()[0] / "published/sources.csv"


@pytest.mark.unit
def test_an_installed_package_reads_its_own_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages/wij_impact"
    shutil.copytree(shipped()[0], package / "_shipped/data")
    monkeypatch.setattr(resolve, "_PACKAGE", package)
    data = catalogue.resolve_data()
    assert (data.path, data.origin) == (package / "_shipped/data", "package")
    assert len(catalogue.load_table("figures", data)) > 1000
    assert catalogue.resolve_notebooks() == package / "_shipped/notebooks"


@pytest.mark.unit
def test_notebooks_of_a_study_come_first_but_not_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    other = tmp_path / "notebooks/other.ipynb"
    other.write_text('{"cells": []}')
    assert catalogue.resolve_notebooks() != tmp_path / "notebooks"
    (tmp_path / "notebooks/mine.ipynb").write_text('{"cells": [{"source": "import wij_impact"}]}')
    assert catalogue.resolve_notebooks() == tmp_path / "notebooks"


@pytest.mark.unit
def test_a_dictionary_of_ones_own_adds_a_table_and_codes(tmp_path: Path) -> None:
    mine = folder(tmp_path / "mine")
    (mine / "tables.csv").write_text("table;file;title_nl\nvisits;visits.csv;Bezoeken\n")
    (mine / "dictionary.csv").write_text(
        "table;name;type;unique;required;minimum\nvisits;day;date;true;true;\nvisits;visitors;integer;;true;0\n"
    )
    (mine / "codes.csv").write_text("list;code;label_nl;label_en\ntopic;parks;Parken;Parks\n")
    (mine / "visits.csv").write_text("day;visitors\n2023-01-01;1.200\n2023-01-02;12\n")
    assert catalogue.load_table("visits", mine)["visitors"].tolist() == [1200, 12]
    assert catalogue.load_dictionary(mine).label("topic", "parks", "nl") == "Parken"
    assert catalogue.load_dictionary(mine).label("topic", "demand", "en") == "Demand for support"
    assert catalogue.check(mine, "nl").query("severity == 'error'").empty


@pytest.mark.unit
def test_the_first_problem_is_told_with_how_many_more(tmp_path: Path) -> None:
    mine = folder(tmp_path / "mine")
    (mine / "published/figures.csv").write_text(ROW.replace("2023,1,count", "2023,veel,cuont"))
    with pytest.raises(InputError, match=r"row 2, column value.*1 more problem") as caught:
        catalogue.load_table("figures", mine)
    assert "veel" in str(caught.value)
    with pytest.raises(UsageError, match="figures"):
        catalogue.load_table("figurs", mine)


@pytest.mark.unit
@pytest.mark.parametrize(("column", "wrong"), [("type", "getal"), ("minimum", "laag"), ("pattern", "[a-")])
def test_a_slip_in_a_dictionary_of_ones_own_is_named(column: str, wrong: str, tmp_path: Path) -> None:
    mine = folder(tmp_path / "mine")
    cells = {"table": "visits", "name": "day", "type": "text"} | {column: wrong}
    (mine / "dictionary.csv").write_text(f"{';'.join(cells)}\n{';'.join(cells.values())}\n")
    found = catalogue.check(mine, "nl")
    assert found[["file", "row", "column", "severity"]].values.tolist() == [["dictionary.csv", 2, column, "error"]]
    with pytest.raises(InputError, match="dictionary"):
        catalogue.load_table("figures", mine)
