"""The report `scholen`: interventions at schools, what is printed as people, and rates on a file of one's own."""

from __future__ import annotations

from wij_impact.reports.reading import Read, read_facts
from wij_impact.reports.scholen.facts import Again, Facts, people_facts, school_facts, series_frame
from wij_impact.reports.scholen.own import Own, Step, changes_table, own_facts, rates_table, safe_counts

__all__ = [
    "Again",
    "Facts",
    "Own",
    "Read",
    "Step",
    "changes_table",
    "own_facts",
    "people_facts",
    "rates_table",
    "read_facts",
    "safe_counts",
    "school_facts",
    "series_frame",
]


def __dir__() -> list[str]:
    return sorted(__all__)
