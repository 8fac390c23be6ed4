"""A page prints a value with its limits in one cell; files keep every column."""

from __future__ import annotations

import pandas as pd
import pytest

from wij_impact.pipeline.export.files import table_csv
from wij_impact.presentation import Report
from wij_impact.presentation.tables import Column

FRAME = pd.DataFrame(
    {
        "team": ["Oost", "West", "Zuid"],
        "estimate": [1.25, 2.5, None],
        "lower": [1.0, None, None],
        "upper": [1.5, None, None],
        "rank_low": [1, 2, None],
        "rank_high": [2, 2, None],
        "level": [0.95, 0.95, 0.95],
    }
)
HEADS = {
    "team": "Team", "estimate": Column("Per fte", "decimal2"), "lower": Column("Van", "decimal2"),
    "upper": Column("Tot", "decimal2"), "rank_low": "Plaats van", "rank_high": "Plaats tot", "level": "Zekerheid",
}  # fmt: skip


@pytest.mark.unit
def test_limits_stand_behind_their_value_and_files_keep_the_columns() -> None:
    table = Report("toy", "nl").table("t", FRAME, "Tabel", HEADS)
    heads, rows = table.printed()
    assert [head for _, head in heads] == ["Team", "Per fte (van–tot)", "Plaats (van–tot)", "Zekerheid"]
    assert [at for at, _ in heads] == [0, 1, 4, 6]  # where a row has the number that the column is sorted by
    told = [[cell.replace("\u00a0", " ") for cell in row] for row in rows]
    assert told[0] == ["Oost", "1,25 (1,00 tot 1,50)", "1 tot 2", "0,95"]
    assert told[1] == ["West", "2,50", "2 tot 2", "0,95"]
    assert told[2][1:3] == ["–", "–"]
    assert table_csv(table).splitlines()[0] == "team,estimate,lower,upper,rank_low,rank_high,level"
    assert [column.name for column in table.columns] == list(FRAME.columns)


@pytest.mark.unit
@pytest.mark.parametrize("names", [["lower", "upper"], ["estimate", "upper", "lower"], ["x", "lower"], ["lower"]])
def test_what_is_no_value_with_two_limits_stays_as_it_is(names: list[str]) -> None:
    frame = pd.DataFrame({"team": ["A"], **{name: [1.5] for name in names}})
    heads, rows = Report("toy", "en").table("t", frame, "Table").printed()
    assert [at for at, _ in heads] == list(range(len(names) + 1))
    assert rows == Report("toy", "en").table("t", frame, "Table").shown()


@pytest.mark.unit
def test_a_range_whose_headers_share_no_word_keeps_two_columns() -> None:
    heads, _ = Report("toy", "nl").table("t", FRAME, "Tabel", {**HEADS, "rank_high": "Laatste"}).printed()
    assert [head for _, head in heads] == ["Team", "Per fte (van–tot)", "Plaats van", "Laatste", "Zekerheid"]


@pytest.mark.unit
def test_a_word_that_both_limits_share_is_said_once() -> None:
    heads = {**HEADS, "lower": "Gewoon van", "upper": "Gewoon tot"}
    assert Report("toy", "nl").table("t", FRAME, "Tabel", heads).printed()[0][1][1] == "Per fte (gewoon van–tot)"
