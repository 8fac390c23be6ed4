"""What differs between two versions of a report is told by table, row and cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact.pipeline.differences import compare_files, compare_tables
from wij_impact.pipeline.manifest import outputs_of


def _told(folder: Path, old: str, new: str, most: int = 20) -> list[str]:
    one, two = folder / "old.csv", folder / "new.csv"
    one.write_text(old, encoding="utf-8")
    two.write_text(new, encoding="utf-8")
    return [text.en for text in compare_tables(one, two, "tables/t.csv", most)]


@pytest.mark.unit
def test_a_cell_is_named_with_what_was_and_what_is(tmp_path: Path) -> None:
    assert _told(tmp_path, "jaar,aantal\n2020,5\n2021,6\n", "jaar,aantal\n2020,5\n2021,\n") == [
        "tables/t.csv, row 3, column aantal: was 6, is now empty."
    ]


@pytest.mark.unit
def test_a_new_row_does_not_make_those_below_it_differ(tmp_path: Path) -> None:
    rows = [f"{year},{year * 7 % 100}\n" for year in range(2000, 2020)]
    head = "jaar,aantal\n"
    told = _told(tmp_path, head + "".join(rows), head + "".join([*rows[:4], "1999,1\n", *rows[4:]]))
    assert told == ["tables/t.csv: row 6 is new (1999, 1)."]
    told = _told(tmp_path, head + "".join(rows), head + "".join(rows[1:]))
    assert told == ["tables/t.csv: row 2 is gone (2000, 0)."]


@pytest.mark.unit
def test_columns_are_compared_by_name(tmp_path: Path) -> None:
    told = _told(tmp_path, "a,b,c\n1,2,3\n", "c,a,d\n3,9,4\n")
    assert told == [
        "tables/t.csv: column b is gone.",
        "tables/t.csv: column d is new.",
        "tables/t.csv, row 2, column a: was 1, is now 9.",
    ]
    assert _told(tmp_path, "a,b\n1,2\n", "b,a\n2,1\n") == ["tables/t.csv is written differently."]


@pytest.mark.unit
def test_the_first_are_told_and_all_are_counted(tmp_path: Path) -> None:
    old = "a\n" + "".join(f"{n}\n" for n in range(50))
    new = "a\n" + "".join(f"{n + 100}\n" for n in range(50))
    told = _told(tmp_path, old, new)
    assert len(told) == 21
    assert told[-1] == "tables/t.csv: 50 differences in all; these are the first 20."


@pytest.mark.unit
def test_an_empty_file_is_a_table_without_columns(tmp_path: Path) -> None:
    assert _told(tmp_path, "", "a\n1\n") == ["tables/t.csv: column a is new.", "tables/t.csv: row 2 is new ()."]


@pytest.mark.unit
def test_files_that_come_go_and_change(tmp_path: Path) -> None:
    for name, files in {
        "old": {"a.html": "1", "b.svg": "1", "gone.csv": "x\n"},
        "new": {"a.html": "2", "b.svg": "2"},
    }.items():
        (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / file).write_text(text)
    (tmp_path / "new" / "come.csv").write_text("x\n")
    old, new = tmp_path / "old", tmp_path / "new"
    assert [text.nl for text in compare_files(old, outputs_of(old), new, outputs_of(new))] == [
        "come.csv is nieuw.", "gone.csv komt er niet meer uit.", "Ook anders: a.html, b.svg."
    ]  # fmt: skip


CELL = st.text(st.characters(codec="utf-8", exclude_characters='\r\n\x00"', exclude_categories=["Cs"]), max_size=5)


@pytest.mark.property
@given(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), data=st.data())
def test_one_changed_cell_is_the_one_difference(rows: list[tuple[str, str]], data: st.DataObject) -> None:
    import csv
    import tempfile

    at = data.draw(st.integers(0, len(rows) - 1))
    changed = [row if place != at else (row[0] + "x", row[1]) for place, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, content in (("old", rows), ("new", changed)):
            paths.append(Path(folder) / name)
            with paths[-1].open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("a", "b"), *content])
        (told,) = compare_tables(*paths, "t.csv")
        assert f"row {at + 2}, column a: was " in told.en
        assert compare_tables(paths[0], paths[0], "t.csv")[0].en == "t.csv is written differently."
