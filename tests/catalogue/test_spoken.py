"""A file of a user's own says codes, days and periods as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact import InputError
from wij_impact.catalogue import load_file

_RISK = "risicocode;fase;risico;kans;gevolg;eigenaar;volgende bespreking;kans nu;stand;gebeurd"


def _file(folder: Path, *lines: str) -> Path:
    (folder / "f.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "f.csv"


@pytest.mark.unit
@pytest.mark.parametrize("day", ["01-10-2025", "1 oktober 2025", "1-10-2025", "2025-10-01"])
@pytest.mark.parametrize(
    "words",
    ["uitvoering;Iets;hoog;LAAG;HR;{day};Middel;Gesloten;ja", "execution;Iets;Hoog;low;HR;{day};medium;closed;yes"],
)
def test_a_register_of_risks_in_words(tmp_path: Path, day: str, words: str) -> None:
    row = load_file("risks", _file(tmp_path, _RISK, f"r1;{words.format(day=day)}")).iloc[0]
    codes = ["phase", "probability_nl", "impact_nl", "review_date", "probability_now", "status", "occurred"]
    assert row[codes].tolist() == ["execution", "Hoog", "Laag", "2025-10-01", "Middel", "closed", "yes"]


@pytest.mark.unit
def test_targets_and_progress_in_words(tmp_path: Path) -> None:
    targets = load_file("targets", _file(
        tmp_path, "doelcode;doel;soort;minstens;begin;eind;richting;telregel",
        "d1;Inwoners;aantal;200;1-1-2024;31 dec 2025;minstens;elke persoon of elk huishouden één keer",
    ))  # fmt: skip
    columns = ["kind", "from", "to", "direction", "count_rule"]
    assert targets.iloc[0][columns].tolist() == ["count", "2024-01-01", "2025-12-31", "at_least", "unique"]
    counted = load_file(
        "progress", _file(tmp_path, "doelcode;tot en met;telling;opgeteld", "d1;30-06-2024;40;Ja"),
        beside={"targets": targets},
    )  # fmt: skip
    assert counted.iloc[0][["date", "cumulative"]].tolist() == ["2024-06-30", "yes"]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("uitvoering;Iets;best hoog;Laag;HR;;;;", "best hoog"),
        ("uitvoering;Iets;Hoog;Laag;HR;okt 2025;;;", "okt 2025"),
    ],
)
def test_other_words_are_told(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        load_file("risks", _file(tmp_path, _RISK, f"r1;{row}"))
    assert error.value.row == 2
    assert said in error.value.sentence("nl")


@pytest.mark.unit
def test_a_label_is_known_without_its_brackets(tmp_path: Path) -> None:
    rows = ["wijk;inwoners;voltijdbanen;lopende zaken", "Oost;500;5,5;60"]
    assert load_file("neighbourhoods", _file(tmp_path, *rows)).iloc[0]["fte"] == 5.5
    # "risico" is a label of its own, and not "risico (Nederlands)" without its brackets.
    risk = load_file(
        "risks", _file(tmp_path, "risicocode;fase;risico;kans;gevolg;eigenaar", "r1;uitvoering;Iets;hoog;laag;HR")
    )
    assert risk.iloc[0]["risk"] == "Iets"


@pytest.mark.unit
def test_a_column_that_nobody_filled_is_named_as_one(tmp_path: Path) -> None:
    from wij_impact.reports import werklast

    with pytest.raises(InputError) as error:
        werklast.read_files(str(_file(tmp_path, "wijk;inwoners", "Oost;500", "West;600")))
    assert error.value.row is None
    assert "voltijdbanen (fte)" in error.value.sentence("nl")
