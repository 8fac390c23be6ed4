"""The report `werklast`: how much work there is per full-time job present; the whole city as printed, or teams."""

from __future__ import annotations

from wij_impact.reports.werklast.expected import CONTEXT, Compared, Expected, compare, expected_facts, expected_rows
from wij_impact.reports.werklast.facts import Facts, document_facts, year_rows
from wij_impact.reports.werklast.own import Analysis, Own, analyse, load_rows, move_rows, own_facts, read_files

#: Assumptions about a file, left out on the page of the documents; and the other way round.
OF_FILE = ("werklast_weights", "werklast_fte", "werklast_moved")
OF_DOCUMENTS = ("werklast_questions",)

__all__ = [
    "CONTEXT",
    "OF_DOCUMENTS",
    "OF_FILE",
    "Analysis",
    "Compared",
    "Expected",
    "Facts",
    "Own",
    "analyse",
    "compare",
    "document_facts",
    "expected_facts",
    "expected_rows",
    "load_rows",
    "move_rows",
    "own_facts",
    "read_files",
    "year_rows",
]


def __dir__() -> list[str]:
    return sorted(__all__)
