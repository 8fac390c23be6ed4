"""The report `samen`: how many come, how long they stay, who it takes; of the documents, or of a register."""

from __future__ import annotations

from wij_impact.reports.samen.analysis import Analysis, analyse, parse_scenario, protected_periods
from wij_impact.reports.samen.facts import (
    MONTHS,
    Facts,
    document_facts,
    durations_table,
    plan_reading,
    plan_terms,
    scenario_table,
)
from wij_impact.reports.samen.own import (
    Own,
    ahead_rows,
    coming_rows,
    open_line,
    own_facts,
    period_rows,
    staff_rows,
    tested_rows,
)
from wij_impact.reports.samen.register import Register, Staff, load_register, load_staff

#: Assumptions about a register, left out on the page of the documents; and the other way round.
OF_FILE = ("samen_own_complete", "samen_own_same", "samen_own_waits")
OF_DOCUMENTS = ("samen_over", "samen_base_year", "samen_stay", "samen_cost", "samen_drift", "samen_doctors")

__all__ = [
    "MONTHS",
    "OF_DOCUMENTS",
    "OF_FILE",
    "Analysis",
    "Facts",
    "Own",
    "Register",
    "Staff",
    "ahead_rows",
    "analyse",
    "coming_rows",
    "document_facts",
    "durations_table",
    "load_register",
    "load_staff",
    "open_line",
    "own_facts",
    "parse_scenario",
    "period_rows",
    "plan_reading",
    "plan_terms",
    "protected_periods",
    "scenario_table",
    "staff_rows",
    "tested_rows",
]


def __dir__() -> list[str]:
    return sorted(__all__)
