"""Counts of people in a team file of one's own: what is too small is nowhere, and is not worked back."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.support import block, run_report
from wij_impact import benchmark
from wij_impact.benchmark.small_counts import hide_small
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.presentation.blocks import Table

COUNTS = [3, 41, 52, 63, 7, 74, 85, 0, 36, 95, 57, 68]
CLIENTS = [211, 222, 233, 244, 255, 266, 277, 288, 299, 100, 311, 322]


def _file(folder: Path) -> str:
    rows = [f"Team {i};{one};{base}" for i, (one, base) in enumerate(zip(COUNTS, CLIENTS, strict=True))]
    (folder / "teams.csv").write_text("team;met_plan;clienten\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return str(folder / "teams.csv")


NAMED = {"indicator": "met_plan", "population": "clienten", "unit_column": "team"}


@pytest.mark.unit
def test_a_small_count_is_no_number_of_the_report(tmp_path: Path) -> None:
    page = run_report("benchmark", file=_file(tmp_path), **NAMED, unit="Team 1")
    table = block(page, "eenheden")
    assert isinstance(table, Table)
    # The second column holds the counts, as it does in the csv and the workbook that are made of the same rows.
    shown = {str(row[0]): row[1] for row in table.rows}
    # 3, 7 and 0 are too small; of Team 9 only five are without.
    assert {f"Team {at}" for at in range(12)} - set(shown) == {"Team 0", "Team 4", "Team 7", "Team 9"}
    assert min(int(str(count)) for count in shown.values()) >= 10
    told = "\n".join(one.plain() for one in page.blocks)
    assert "3 tellingen zijn te klein om te tonen" in told
    assert "te weinig mensen: Team 9" in told
    # Nor as a share of its base, in a sentence, a table or a chart.
    assert not re.search(r"\b(1,4|2,7)\d?%", told)


@pytest.mark.property
def test_hidden_counts_do_not_move_what_is_shown(tmp_path: Path) -> None:
    """Two files that differ only in hidden counts give one comparison: nothing of them can be worked back."""
    found = []
    for small in (3, 8):
        path = Path(_file(tmp_path))
        path.write_text(path.read_text(encoding="utf-8").replace("Team 0;3;", f"Team 0;{small};"), encoding="utf-8")
        units = benchmark.load_units(str(path), **NAMED)
        key = units.layout.unit
        made = benchmark.compare(
            units.data, units.indicator, units.population, key, "proportion", censored_below=units.censored_below
        )
        found.append(made.tidy().round(12))
    pd.testing.assert_frame_equal(*found)


@pytest.mark.unit
def test_a_unit_of_too_few_people_cannot_be_chosen(tmp_path: Path) -> None:
    units = benchmark.load_units(_file(tmp_path), **NAMED)
    assert units.left_out == ["Team 9"]
    with pytest.raises(UsageError, match="too few people"):
        benchmark.choose_unit(units.data["team"], "Team 9", units.empty)
    with pytest.raises(InsufficientEvidence, match="no unit takes part"):
        benchmark.choose_unit(units.data["team"].iloc[:0], "")


@pytest.mark.property
@given(count=st.integers(0, 300), more=st.integers(0, 300), kind=st.sampled_from(["proportion", "rate"]))
def test_what_is_shown_is_about_nobody_or_enough(count: int, more: int, kind: str) -> None:
    shown, out = hide_small(pd.Series([float(count)]), pd.Series([float(count + more)]), kind)
    if kind == "proportion" and not out[0] and shown.notna()[0]:
        assert shown[0] >= 10 <= more
    if kind == "rate" and (count == 0 or count >= 10):
        assert shown[0] == count


@pytest.mark.unit
def test_a_kind_that_does_not_exist_is_told() -> None:
    with pytest.raises(UsageError, match="kind='x' does not exist"):
        benchmark.load_units(kind="x", table="benchmark_teams")
