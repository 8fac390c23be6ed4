"""The report `monitor`: programme, assignment and flows on one page, without a traffic light that no rule bears."""

from __future__ import annotations

from wij_impact.reports.monitor.book import Book, Sheets, advice_rows, read_book, sheet_facts, slip_of
from wij_impact.reports.monitor.facts import (
    Facts,
    Own,
    check_parameters,
    indicator_rows,
    own_facts,
    published_facts,
    state_counts,
    step_rows,
)

__all__ = [
    "Book",
    "Facts",
    "Own",
    "Sheets",
    "advice_rows",
    "check_parameters",
    "indicator_rows",
    "own_facts",
    "published_facts",
    "read_book",
    "sheet_facts",
    "slip_of",
    "state_counts",
    "step_rows",
]


def __dir__() -> list[str]:
    return sorted(__all__)
