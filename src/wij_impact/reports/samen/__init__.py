"""The report `samen`: basic youth care by the foundation itself; how many come, how long they stay, who it takes."""

from __future__ import annotations

from wij_impact.reports.samen.facts import MONTHS, Facts, document_facts, durations_table, plan_terms, scenario_table

__all__ = ["MONTHS", "Facts", "document_facts", "durations_table", "plan_terms", "scenario_table"]


def __dir__() -> list[str]:
    return sorted(__all__)
