"""Facts of the report on the OJG: what one must assume for two euros per euro."""

from __future__ import annotations

from wij_impact.reports.mkba_ojg.facts import (
    Facts,
    combinations,
    needed_price_ratio,
    ojg_cases,
    ojg_facts,
    outside,
    returns,
    switching,
)
from wij_impact.reports.mkba_ojg.prices import hours_needed

__all__ = [
    "Facts", "combinations", "hours_needed", "needed_price_ratio", "ojg_cases", "ojg_facts", "outside", "returns",
    "switching",
]  # fmt: skip
