"""Facts of the report on a small pilot: how many people it takes, and what a file of one's own shows."""

from __future__ import annotations

from wij_impact.reports.effect_pilot.found import (
    Found,
    Outcome,
    Progress,
    design_rows,
    found_facts,
    labelled,
    outcome_rows,
    outcomes,
    progress,
    truth_rows,
)
from wij_impact.reports.effect_pilot.plan import Plan, plan_facts, sizes

__all__ = [
    "Found",
    "Outcome",
    "Plan",
    "Progress",
    "design_rows",
    "found_facts",
    "labelled",
    "outcome_rows",
    "outcomes",
    "plan_facts",
    "progress",
    "sizes",
    "truth_rows",
]
