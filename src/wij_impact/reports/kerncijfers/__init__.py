"""Facts of the report on key figures."""

from __future__ import annotations

from wij_impact.reports.kerncijfers.discrepancies import Twice, checks, failing_in, twice
from wij_impact.reports.kerncijfers.facts import Facts, key_facts
from wij_impact.reports.kerncijfers.longterm import LongTerm, account_tables, long_term
from wij_impact.reports.kerncijfers.tables import (
    all_years,
    breaks_table,
    checked_table,
    of_year,
    panels,
    restated_table,
)

__all__ = [
    "Facts",
    "LongTerm",
    "Twice",
    "account_tables",
    "all_years",
    "breaks_table",
    "checked_table",
    "checks",
    "failing_in",
    "key_facts",
    "long_term",
    "of_year",
    "panels",
    "restated_table",
    "twice",
]
