"""Facts of the report on the new management model: what changed, and what its implementation may have cost."""

from __future__ import annotations

from wij_impact.reports.mkba_besturingsmodel.facts import (
    Facts,
    changes,
    limit,
    limits,
    model_facts,
    per_year,
    rate_name,
)

__all__ = ["Facts", "changes", "limit", "limits", "model_facts", "per_year", "rate_name"]
