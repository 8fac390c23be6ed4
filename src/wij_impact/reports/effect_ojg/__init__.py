"""Facts of the report on the OJG at GP practices: how many practices it takes, and what a file of one's own shows."""

from __future__ import annotations

from wij_impact.reports.effect_ojg.found import (
    Found,
    Usual,
    cohort_rows,
    compare,
    found_facts,
    later_rows,
    roll_out_rows,
    usual_facts,
    usual_rows,
)
from wij_impact.reports.effect_ojg.plan import Plan, plan_facts, splits

__all__ = [
    "Found",
    "Plan",
    "Usual",
    "cohort_rows",
    "compare",
    "found_facts",
    "later_rows",
    "plan_facts",
    "roll_out_rows",
    "splits",
    "usual_facts",
    "usual_rows",
]
