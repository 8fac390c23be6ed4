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
from wij_impact.reports.monitor.flows import Flows, flow_facts, flow_rows, report_rows
from wij_impact.reports.monitor.streams import Streams, read_streams, stream_rows

__all__ = [
    "Book",
    "Facts",
    "Flows",
    "Own",
    "Sheets",
    "Streams",
    "advice_rows",
    "check_parameters",
    "flow_facts",
    "flow_rows",
    "indicator_rows",
    "own_facts",
    "published_facts",
    "read_book",
    "read_streams",
    "report_rows",
    "sheet_facts",
    "slip_of",
    "state_counts",
    "step_rows",
    "stream_rows",
]


def __dir__() -> list[str]:
    return sorted(__all__)
