"""Facts of the report on several cost-benefit cases side by side."""

from __future__ import annotations

from wij_impact.reports.mkba_vergelijking.facts import Facts, Plan, cited, facts_of, left_out, plans, spread, table
from wij_impact.reports.mkba_vergelijking.frontier import frontier
from wij_impact.reports.mkba_vergelijking.together import Together, chosen_cases, together

__all__ = [
    "Facts",
    "Plan",
    "Together",
    "chosen_cases",
    "cited",
    "facts_of",
    "frontier",
    "left_out",
    "plans",
    "spread",
    "table",
    "together",
]
