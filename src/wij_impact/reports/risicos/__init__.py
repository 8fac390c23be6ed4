"""The report `risicos`: the register as a matrix that lists, what 2023 showed, and a register of one's own followed."""

from __future__ import annotations

from wij_impact.reports.days import reference_date
from wij_impact.reports.risicos.facts import Facts, Own, own_facts, published_facts
from wij_impact.reports.risicos.tables import in_order, matrix_rows, moved_rows, register_rows, seen_counts

__all__ = [
    "Facts",
    "Own",
    "in_order",
    "matrix_rows",
    "moved_rows",
    "own_facts",
    "published_facts",
    "reference_date",
    "register_rows",
    "seen_counts",
]


def __dir__() -> list[str]:
    return sorted(__all__)
