"""A user's own file may have the labels of the dictionary as headers; a name always comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact import InputError, catalogue
from wij_impact.catalogue import Need, examine_own
from wij_impact.catalogue.dictionary import load_dictionary

TABLES = ("staff", "staff_structure", "schools", "targets", "risks", "ratings", "milestones", "progress")


@pytest.mark.property
@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("table", TABLES)
def test_labels_read_as_names(table: str, lang: str, tmp_path: Path) -> None:
    columns = load_dictionary().table(table).columns.values()
    examples = [str(one.example or "") for one in columns]
    names, labels = [one.name for one in columns], [getattr(one.label, lang).upper() for one in columns]
    read = []
    for name, heads in (("names.csv", names), ("labels.csv", labels)):
        file = tmp_path / name
        file.write_text("\t".join(heads) + "\n" + "\t".join(examples) + "\n", encoding="utf-8")
        try:
            read.append(catalogue.load_file(table, file).astype(str).to_dict("list"))
        except InputError as error:  # an example of one column may not fit that of another: then in both
            read.append((str(error.message), error.row))
    assert read[0] == read[1]


@pytest.mark.unit
def test_a_month_twice_or_missing_is_named(tmp_path: Path) -> None:
    file = tmp_path / "staf.csv"
    file.write_text("maand;fte\n2024-01;50\n2024-01;3\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 3, column maand \(month\): the month 2024-01 stands there twice"):
        catalogue.load_file("staff", file)
    file.write_text("maand;fte;soort personeel\n2024-12;50;a\n2024-12;3;b\n2025-02;3;a\n", encoding="utf-8")
    with pytest.raises(InputError, match="the month 2025-01 is missing"):
        catalogue.load_file("staff", file)
    file.write_text("maand;fte;soort personeel\n2024-12;50;a\n2024-12;3;b\n2025-01;3;a\n", encoding="utf-8")
    assert len(catalogue.load_file("staff", file)) == 3


@pytest.mark.unit
def test_the_mark_of_made_up_rows_is_no_column_that_went_unread(tmp_path: Path) -> None:
    file = tmp_path / "teams.csv"
    file.write_text("data_kind;team;klachten;iets\nsynthetic;Oost;3;x\nsynthetic;West;4;y\n", encoding="utf-8")
    read = examine_own(file, [Need("team", "unit", "text"), Need("klachten", "count", whole=True)])
    assert read.reading.of("columns-unused")[0].what == ("iets",)
    file.write_text("data_kind;team;klachten\nsynthetic;Oost;3\nsynthetic;West;4\n", encoding="utf-8")
    read = examine_own(file, [Need("team", "unit", "text"), Need("klachten", "count", whole=True)])
    assert read.reading.of("columns-unused") == ()
