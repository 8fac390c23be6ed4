"""The report `doelen`: every target in the documents, and with a file of one's own whether it will be made."""

from __future__ import annotations

from wij_impact.reports.doelen.facts import Facts, published_facts, state_counts, target_rows
from wij_impact.reports.doelen.own import Own, assess, check_parameters, own_facts, own_rows

__all__ = [
    "Facts",
    "Own",
    "assess",
    "check_parameters",
    "own_facts",
    "own_rows",
    "published_facts",
    "state_counts",
    "target_rows",
]


def __dir__() -> list[str]:
    return sorted(__all__)
