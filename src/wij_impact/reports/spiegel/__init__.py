"""The report `spiegel`: what experts see of both parties, and what became of their recommendations."""

from __future__ import annotations

from wij_impact.reports.days import reference_date
from wij_impact.reports.reading import Read, read_facts
from wij_impact.reports.spiegel.facts import (
    PARTIES,
    Facts,
    FollowUp,
    Round,
    follow_facts,
    published_facts,
    round_facts,
    state_of,
)
from wij_impact.reports.spiegel.silent import Silent, raters_to_overturn, silent_facts
from wij_impact.reports.spiegel.tables import criteria_table, follow_table, gaps, recommendation_rows, rounds_table

__all__ = [
    "PARTIES",
    "Facts",
    "FollowUp",
    "Read",
    "Round",
    "Silent",
    "criteria_table",
    "follow_facts",
    "follow_table",
    "gaps",
    "published_facts",
    "raters_to_overturn",
    "read_facts",
    "recommendation_rows",
    "reference_date",
    "round_facts",
    "rounds_table",
    "silent_facts",
    "state_of",
]


def __dir__() -> list[str]:
    return sorted(__all__)
