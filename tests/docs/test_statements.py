"""The table of statements: each number is that of its figure, on the page it is said to be on, at the line named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from wij_impact import catalogue
from wij_impact.reports import shown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "methods" / "statements.md"
_FILES = {
    "jaarverslag_2020.txt": "jaarverslag_2020",
    "jaarverslag_2023.txt": "jaarverslag_2023",
    "implementatieplan_2022.txt": "samen_implementatieplan_2022",
}


@dataclass(frozen=True)
class Row:
    """One statement."""

    report: str
    number: float
    file: str
    line: int
    figure_id: str


def rows(text: str) -> list[Row]:
    """The statements of the page."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:2] == "| "]
    return [
        Row(one[0], float(one[2].split()[0].replace(",", "").rstrip("%")), one[3], int(one[4]), one[6].strip("`"))
        for one in cells[1:]
    ]


def written(value: float) -> set[str]:
    """How the documents write a number."""
    size = abs(value)
    whole = {f"{int(size):,}".replace(",", "."), str(int(size))} if size == int(size) else set()
    dutch = {f"{size:g}", f"{size:.1f}", f"{size:.2f}"}
    return whole | dutch | {one.replace(".", ",") for one in dutch}


def stands(value: float, line: str) -> bool:
    """Whether a line of a document has this number."""
    return any(re.search(rf"(?<![\d.,]){re.escape(one)}(?!\d|[.,]\d)", line) for one in written(value))


ROWS = rows(PAGE.read_text(encoding="utf-8"))


@pytest.mark.unit
def test_there_are_sixty_statements_over_most_reports() -> None:
    assert len(ROWS) >= 60
    assert len({one.report for one in ROWS}) >= 15


@pytest.mark.unit
def test_each_number_is_that_of_its_figure_and_the_report_shows_that_figure() -> None:
    figures, found = catalogue.figures().set_index("figure_id"), shown.shown()
    for one in ROWS:
        figure = figures.loc[one.figure_id]
        assert figure["value"] == one.number, one
        assert figure["source"] == _FILES[one.file], one
        assert one.report in found.get(one.figure_id, ()), one


@pytest.mark.reference
def test_each_number_stands_on_its_line(shared: Path) -> None:
    texts = {name: (shared / "sources" / name).read_text("utf-8", "replace").splitlines() for name in _FILES}
    wrong = [one for one in ROWS if not stands(one.number, texts[one.file][one.line - 1])]
    assert wrong == []
    # A line further down carries most of them no longer.
    moved = [one for one in ROWS if not stands(one.number, texts[one.file][one.line + 7])]
    assert len(moved) > len(ROWS) / 2
