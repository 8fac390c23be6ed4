"""The report on claims: what stands, what does not, and what would settle it."""

from __future__ import annotations

from wij_impact.presentation.stories.houdbaarheid.lines import printed_of
from wij_impact.presentation.stories.houdbaarheid.opening import certainty, contradictions, lead
from wij_impact.presentation.stories.houdbaarheid.overview import (
    KINDS,
    by_source,
    definitions,
    method,
    requests_table,
    select,
    summary,
)
from wij_impact.presentation.stories.houdbaarheid.sections import all_claims, sections

__all__ = [
    "KINDS",
    "all_claims",
    "by_source",
    "certainty",
    "contradictions",
    "definitions",
    "lead",
    "method",
    "printed_of",
    "requests_table",
    "sections",
    "select",
    "summary",
]
