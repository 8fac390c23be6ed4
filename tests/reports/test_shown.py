"""Every published figure stands in a report, or has a reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from wij_impact import catalogue
from wij_impact.reports import shown

COMMAND = "python -m wij_impact.reports.shown --list says which; --prune and --add mend data/published/not_shown.csv"


@pytest.mark.unit
def test_every_figure_is_shown_or_excused() -> None:
    assert shown.left() == [], COMMAND


def stale(excused: Iterable[str], found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Figures with a reason why they are not shown that a report does show."""
    return {one: found[one] for one in excused if one in found}


@pytest.mark.unit
def test_no_excused_figure_is_in_fact_shown_or_excused_twice() -> None:
    found = shown.shown()
    assert stale(shown.excused(), found) == {}, COMMAND
    assert stale([*shown.excused(), "solvency_2023_r2023_kern"], found).keys() == {"solvency_2023_r2023_kern"}
    assert catalogue.load_table("not_shown")["figure_id"].is_unique


@pytest.mark.unit
def test_a_reason_is_about_a_figure_that_exists_and_says_something() -> None:
    rows = catalogue.load_table("not_shown")
    assert set(rows["figure_id"]) <= set(catalogue.figures()["figure_id"])
    assert rows["reason"].str.len().min() > 20
    assert rows["reason_en"].str.len().min() > 20
    # Most figures help a reader somewhere.
    assert len(rows) < 0.2 * len(catalogue.figures())


@pytest.mark.unit
def test_what_a_report_shows_is_read_from_its_stored_pages(tmp_path: Path) -> None:
    found = shown.shown()
    assert "kerncijfers" in found["solvency_2023_r2023_kern"]
    assert "scholen" in found["saw_interventions_totaal_2023_r2023"]
    assert shown.shown(tmp_path) == {}
