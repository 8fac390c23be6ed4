"""Facts of the report on the client experience survey Wmo."""

from __future__ import annotations

from wij_impact.reports.ceo_wmo.facts import Doubt, Facts, Shift, ceo_facts, doubts, printed_alike, who_counts

__all__ = ["Doubt", "Facts", "Shift", "ceo_facts", "doubts", "printed_alike", "who_counts"]
