"""Errors and notices name the header of the user's file, with our name in brackets where they differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact.catalogue import Need, check, examine_own, examine_trajectories, load_file, read_own, read_trajectories
from wij_impact.catalogue.problems import as_frame, told_column
from wij_impact.cli.own_files import problem_frame
from wij_impact.errors import InputError

_COURSES = "Aangemeld op;Startdatum;Einddatum;Verwezen door\n2024-01-05;2024-01-02;2024-03-01;gp\n2024-02-01;x;;gp\n"


@pytest.mark.unit
def test_a_column_with_our_name_is_named_once() -> None:
    assert told_column("start", "start") == told_column("start", "") == "start"
    assert told_column("start", "Start") == "Start"
    assert told_column("start", "Startdatum") == "Startdatum (start)"


@pytest.mark.unit
def test_flow_files(tmp_path: Path) -> None:
    file = tmp_path / "trajecten.csv"
    file.write_text(_COURSES, encoding="utf-8")
    found = as_frame(examine_trajectories(file).problems, "nl")
    reversed_ = found[found["rule"] == "moments-reversed"].iloc[0]
    assert reversed_["column"] == "Startdatum (start)"
    assert "Startdatum (start)" in reversed_["found"]
    assert "Aangemeld op (registered)" in reversed_["found"]
    assert found[found["rule"] == "not-a-date"]["column"].tolist() == ["Startdatum (start)"]
    with pytest.raises(InputError, match=r"Startdatum \(start\)"):
        read_trajectories(file)


@pytest.mark.unit
def test_files_of_needs(tmp_path: Path) -> None:
    file = tmp_path / "teams.csv"
    file.write_text("Wijkteam;Cliënten;fte\nA;1,5;2\nB;twee;3\nTotaal;9;5\n", encoding="utf-8")
    needs = [
        Need("team", "unit", "text", aliases=("wijkteam",)),
        Need("clients", "count", whole=True, aliases=("cliënten",)),
        Need("fte", "base"),
    ]
    found = examine_own(file, needs)
    assert set(as_frame(found.problems, "nl")["column"]) == {"Cliënten (clients)"}
    told = problem_frame(found.problems, found.reading, "teams.csv", "nl")
    assert told[told["rule"] == "total-row"]["column"].tolist() == ["Wijkteam (team)"]
    with pytest.raises(InputError) as refused:
        read_own(file, needs)
    assert refused.value.column == "Cliënten (clients)"


@pytest.mark.unit
def test_tables_of_the_dictionary(tmp_path: Path) -> None:
    file = tmp_path / "scholen.csv"
    file.write_text("School;Soort school;Jaar;Soort hulp;Aantal\nA;PO;2024;gesprek;elf\n", encoding="utf-8")
    assert check(file, "nl", table="schools")[["row", "column", "rule"]].values.tolist() == [
        [2, "Aantal (count)", "not-a-number"]
    ]
    with pytest.raises(InputError) as refused:
        load_file("schools", str(file))
    assert refused.value.where("nl") == "scholen.csv, rij 2, kolom Aantal (count): "
