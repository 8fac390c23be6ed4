"""A name in a mapping that is misspelt is told with its row; nothing is left out without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact.catalogue import Need, group_records, read_own
from wij_impact.catalogue.own.export_matching import Question
from wij_impact.catalogue.own.exports import examine_answers, read_answers
from wij_impact.errors import InputError

QUESTIONS = [
    Question("respondent_id", item=False),
    Question("grade", ("cijfer voor de ervaring",), 1, 10),
    Question("care", ("voor uzelf zorgen",), 1, 10),
]


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.unit
@pytest.mark.parametrize(
    ("mapping", "row", "said"),
    [
        ('[columns]\ngrade = "A"\ncrae = "B"\n', 3, "Did you mean 'care'?"),
        ('[columns]\ngrade = "A"\ncrae = ""\n', 3, "Did you mean 'care'?"),
        ('[columns]\ngrade = "A"\ncare = "B"\n[values.graed]\n"goed" = "8"\n', 4, "Did you mean 'grade'?"),
        ('[columns]\ngrade = "A"\nzzzz = "B"\n', 3, "Choose from: respondent_id, grade, care."),
        ('[colums]\ngrade = "A"\n', 1, "Did you mean [columns]?"),
    ],
)
def test_a_misspelt_question(tmp_path: Path, mapping: str, row: int, said: str) -> None:
    export = write(tmp_path, "export.csv", "A;B\n8;7\n9;6\n")
    with pytest.raises(InputError, match="cannot stand here") as caught:
        read_answers(export, QUESTIONS, write(tmp_path, "map.toml", mapping))
    assert (caught.value.file, caught.value.row) == ("map.toml", row)
    assert said in str(caught.value)


@pytest.mark.unit
def test_a_misspelt_column_of_a_table_and_of_a_register(tmp_path: Path) -> None:
    table = write(tmp_path, "teams.csv", "T;K\nOost;8\nWest;9\n")
    mapping = write(tmp_path, "map.toml", '[columns]\nteam = "T"\nklachtne = "K"\n')
    needs = [Need("team", "unit", "text"), Need("klachten", "count", whole=True, required=False)]
    with pytest.raises(InputError, match="Did you mean 'klachten'"):
        read_own(table, needs, mapping)
    register = write(tmp_path, "register.csv", "dag;vraag;uitkomst\n2024-01-02;Wmo;ja\n2024-01-03;Wmo;nee\n")
    named = write(tmp_path, "r.toml", '[columns]\ndate = "dag"\nquestion_type = "vraag"\nindicaton = "uitkomst"\n')
    with pytest.raises(InputError, match="Did you mean 'indication'"):
        group_records(register, mapping=named)


@pytest.mark.unit
def test_a_name_that_another_report_needs_may_stand_there(tmp_path: Path) -> None:
    table = write(tmp_path, "teams.csv", "T;K\nOost;8\nWest;9\n")
    mapping = write(tmp_path, "map.toml", '[columns]\nteam = "T"\nschuldhulp = "K"\n')
    frame, _ = read_own(table, [Need("team", "unit", "text")], mapping)
    assert frame["team"].tolist() == ["Oost", "West"]


@pytest.mark.unit
def test_an_export_of_qualtrics_whose_wordings_are_ours(tmp_path: Path) -> None:
    # The second row holds our own labels and so looks more like a header than the first, with Q1 and Q2.
    rows = 'ResponseId,Q1,Q2\nResponse ID,cijfer voor de ervaring,voor uzelf zorgen\n"{""ImportId"":""_recordId""}",'
    rows += '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\nR_1,8,7\nR_2,9,6\n'
    found = examine_answers(write(tmp_path, "q.csv", rows), QUESTIONS)
    assert found.problems == []
    assert found.frame is not None
    assert found.frame[["respondent_id", "grade", "care"]].to_numpy().tolist() == [["R_1", "8", "7"], ["R_2", "9", "6"]]
    assert found.reading is not None
    assert found.reading.format == "qualtrics"
