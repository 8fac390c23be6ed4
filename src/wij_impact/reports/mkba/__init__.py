"""Facts of the report on any cost-benefit case; the reports on a case of their own use them too."""

from __future__ import annotations

from wij_impact.reports.mkba.facts import Facts, Turn, case_facts, shares, turns_of
from wij_impact.reports.mkba.loading import own_case
from wij_impact.reports.mkba.naming import item_name, number_name, payer_name, schedule_name, value_of
from wij_impact.reports.mkba.tables import (
    as_used,
    discounting,
    evidence,
    flows,
    links,
    needed,
    payers,
    prices,
    swings,
    switching,
    totals,
    turning_pairs,
    unpriced,
)

__all__ = [
    "Facts",
    "Turn",
    "as_used",
    "case_facts",
    "discounting",
    "evidence",
    "flows",
    "item_name",
    "links",
    "needed",
    "number_name",
    "own_case",
    "payer_name",
    "payers",
    "prices",
    "schedule_name",
    "shares",
    "swings",
    "switching",
    "totals",
    "turning_pairs",
    "turns_of",
    "unpriced",
    "value_of",
]
