"""Facts of the report on one group measured twice."""

from __future__ import annotations

from wij_impact.reports.voor_na.facts import (
    DIFFERENCES,
    Facts,
    Needed,
    change_facts,
    needed_facts,
    people_rows,
)
from wij_impact.reports.voor_na.telling import tell_changes

__all__ = [
    "DIFFERENCES",
    "Facts",
    "Needed",
    "change_facts",
    "needed_facts",
    "people_rows",
    "tell_changes",
]
