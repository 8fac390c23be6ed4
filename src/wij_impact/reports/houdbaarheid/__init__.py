"""Facts of the report on claims: the verdicts counted, and each claim told by code and number."""

from __future__ import annotations

from wij_impact.reports.houdbaarheid.facts import Facts, claim_facts, request_name, select, wrong
from wij_impact.reports.houdbaarheid.frames import (
    all_claims,
    calculations,
    linked_figures,
    ordered,
    printed_twice,
    requests_frame,
    verdicts_frame,
    words_for_counts,
)
from wij_impact.reports.houdbaarheid.paging import ClaimPage, ClaimPages
from wij_impact.reports.houdbaarheid.printing import Printed
from wij_impact.reports.houdbaarheid.stepping import steps
from wij_impact.reports.houdbaarheid.telling import Told, cited, tell, why

__all__ = [
    "ClaimPage",
    "ClaimPages",
    "Facts",
    "Printed",
    "Told",
    "all_claims",
    "calculations",
    "cited",
    "claim_facts",
    "linked_figures",
    "ordered",
    "printed_twice",
    "request_name",
    "requests_frame",
    "select",
    "steps",
    "tell",
    "verdicts_frame",
    "why",
    "words_for_counts",
    "wrong",
]
