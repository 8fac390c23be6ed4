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
from wij_impact.presentation.stories.houdbaarheid.twice import linked_figures, printed_twice

__all__ = [
    "KINDS",
    "all_claims",
    "by_source",
    "certainty",
    "contradictions",
    "definitions",
    "lead",
    "linked_figures",
    "method",
    "printed_of",
    "printed_twice",
    "requests_table",
    "sections",
    "select",
    "summary",
]
