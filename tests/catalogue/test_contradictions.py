"""Notices: contradictions in the sources, with their id and row, and never an error."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from wij_impact import catalogue

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def dutch() -> pd.DataFrame:
    return catalogue.notices(DATA, lang="nl")


@pytest.mark.unit
def test_shape_and_severity(dutch: pd.DataFrame) -> None:
    assert list(dutch.columns) == ["file", "row", "column", "rule", "found", "remedy", "severity"]
    assert set(dutch["severity"]) == {"notice"}
    assert set(dutch["rule"]) == {"restated", "check-fails"}


@pytest.mark.unit
def test_each_notice_names_its_row_and_its_id(dutch: pd.DataFrame) -> None:
    with (DATA / "published" / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    direct = dutch[dutch["found"].str.contains("[pct_directly_handled_2020_37_45]", regex=False)].iloc[0]
    assert rows[direct["row"] - 1][0] == "pct_directly_handled_2020_r2023_kern"
    assert "37%" in direct["found"]
    assert "45%" in direct["found"]
    assert dutch["found"].str.contains(r"\[[a-z0-9_]+\]$").all()


@pytest.mark.unit
def test_numbers_are_written_as_the_language_does(dutch: pd.DataFrame) -> None:
    english = catalogue.notices(DATA, lang="en")
    assert len(english) == len(dutch)
    assert dutch["found"].str.contains("30.974", regex=False).any()
    assert english["found"].str.contains("30,974", regex=False).any()
    assert dutch["found"].str.contains("47,20 miljoen EUR", regex=False).any()
    assert dutch["found"].str.contains("-966.962 EUR", regex=False).any()


@pytest.mark.unit
def test_what_rounding_explains_is_no_notice(dutch: pd.DataFrame) -> None:
    assert not dutch["found"].str.contains("[turnover_2023_47447054_47_45]", regex=False).any()
    assert not dutch["found"].str.contains("[operating_result_2023]", regex=False).any()


@pytest.mark.unit
def test_a_row_of_the_user_that_contradicts_is_named_in_the_users_file(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    shutil.copy(DATA / "published" / "figures.csv", tmp_path / "published" / "figures.csv")
    header, *_ = (DATA / "published" / "figures.csv").read_text(encoding="utf-8").splitlines()
    row = (
        "questions_registered_2023_eigen,demand,Support questions registered,geregistreerde vragen,,2023,36111,count,"
        ",actual,jaarverslag_2023,2023,eigen telling,,questions_registered"
    )
    (tmp_path / "published" / "figures_eigen.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    found = catalogue.notices(tmp_path, lang="nl")
    own = found[found["file"].str.endswith("figures_eigen.csv")]
    assert list(own["row"]) == [2]
    assert "36.111" in own.iloc[0]["found"]
    # The shipped checks go with a study that has none of its own.
    assert (found["rule"] == "check-fails").sum() > 20


@pytest.mark.unit
def test_a_check_on_a_figure_that_is_not_there_is_named(tmp_path: Path) -> None:
    shutil.copytree(DATA / "published", tmp_path / "published")
    checks = tmp_path / "published" / "checks.csv"
    lines = checks.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace("reports_by_type_wonen_2020_r2020", "reports_by_type_wonnen_2020_r2020")
    checks.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = catalogue.notices(tmp_path, lang="en")
    row = found[found["rule"] == "check-incomplete"].iloc[0]
    assert (row["row"], row["column"]) == (2, "terms")
    assert "reports_by_type_wonnen_2020_r2020" in row["found"]
