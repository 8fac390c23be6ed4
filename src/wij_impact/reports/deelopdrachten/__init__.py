"""Facts of the report on the grants for extra assignments."""

from __future__ import annotations

from wij_impact.reports.deelopdrachten.discrepancies import Checks, Problem, checks, grant_checks, problems
from wij_impact.reports.deelopdrachten.facts import Ahead, Facts, account_facts, account_years

__all__ = [
    "Ahead",
    "Checks",
    "Facts",
    "Problem",
    "account_facts",
    "account_years",
    "checks",
    "grant_checks",
    "problems",
]
