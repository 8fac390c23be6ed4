"""What a comparison or a series asks of a file is asked at once, and what is left out is part of the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact.benchmark import load_series, load_units
from wij_impact.cli.commands import _checked
from wij_impact.errors import InputError, InsufficientEvidence, UsageError

CHOSEN = {"unit_column": "team", "indicator": "klachten", "population": "clienten"}


def write(folder: Path, *rows: str) -> str:
    (folder / "f.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(folder / "f.csv")


@pytest.mark.unit
def test_all_columns_that_are_not_said_are_asked_for_at_once(tmp_path: Path) -> None:
    file = write(tmp_path, "team;klachten;clienten", "Oost;31;1000")
    with pytest.raises(InputError) as caught:
        load_units(file, indicator="klachten")
    assert "Give -p unit_column=COLUMN -p population=COLUMN (columns: team, klachten, clienten)." in str(caught.value)


@pytest.mark.unit
def test_hidden_teams_are_told_where_too_few_are_left(tmp_path: Path) -> None:
    file = write(tmp_path, "team;klachten;clienten", "Oost;40;1000", "West;3;9", "Noord;2;7", "Zuid;;800")
    with pytest.raises(InsufficientEvidence, match=r"to be used: 1\. Left out: 2 about too few people, 1 without"):
        load_units(file, **CHOSEN)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("<10", "too small to show or only a bound: leave the cell empty"),
        ("-99996", "a code for 'unknown' or 'secret': leave the cell empty"),
        ("-12", "Mend the number"),
    ],
)
def test_a_mark_for_a_hidden_number_says_what_it_means(tmp_path: Path, cell: str, said: str) -> None:
    file = write(tmp_path, "team;klachten;clienten", "Oost;40;1000", f"West;{cell};900", "Noord;20;700", "Zuid;30;800")
    with pytest.raises(InputError) as caught:
        load_units(file, **CHOSEN)
    assert said in str(caught.value)
    assert caught.value.row == 3


@pytest.mark.unit
def test_a_series_of_dutch_months_with_one_other_column_needs_no_names(tmp_path: Path) -> None:
    series = load_series(
        write(tmp_path, "Maand;Aantal klachten", "februari 2024;1.250", "januari 2024;980"), "value", "month"
    )
    assert series[["month", "value"]].to_numpy().tolist() == [["2024-01", 980.0], ["2024-02", 1250.0]]
    with pytest.raises(InputError, match="-p value=COLUMN: klachten, bezoeken"):
        load_series(write(tmp_path, "Maand;klachten;bezoeken", "januari 2024;3;4"), "value", "month")


@pytest.mark.unit
def test_peers_below_one_are_refused_where_a_file_has_no_context_too(tmp_path: Path) -> None:
    file = write(tmp_path, "team;klachten;clienten", *(f"T{i};{30 + i};1000" for i in range(12)))
    with pytest.raises(UsageError, match="peers=-3"):
        _checked(Path(file), "en", "benchmark", "", {**CHOSEN, "peers": "-3"})


@pytest.mark.unit
def test_a_check_without_more_names_the_total_that_a_report_leaves_out(tmp_path: Path) -> None:
    file = write(tmp_path, "buurt;klachten", "Oost;1.040", "West;930", "Noord;820", "Alles bij elkaar;2.790")
    found = _checked(Path(file), "nl", "", "", {})
    assert found.loc[found["rule"] == "total-row", ["row", "column"]].to_numpy().tolist() == [[5, "buurt"]]
    assert "Alles bij elkaar" in found.loc[found["rule"] == "total-row", "found"].iloc[0]
