"""Facts of the report on an impact survey: what was published, and what a file of one's own says."""

from __future__ import annotations

from wij_impact.reports.impactmeting.facts import Again, Published, printed_again, published_facts, who_counts
from wij_impact.reports.impactmeting.own import Answered, Own, Part, needs_responses, own_facts
from wij_impact.reports.impactmeting.telling import tell_own

__all__ = [
    "Again",
    "Answered",
    "Own",
    "Part",
    "Published",
    "needs_responses",
    "own_facts",
    "printed_again",
    "published_facts",
    "tell_own",
    "who_counts",
]
