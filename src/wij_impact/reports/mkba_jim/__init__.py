"""Facts of the report on the JIM pilot: the printed claim, and from where it pays for itself."""

from __future__ import annotations

from wij_impact.reports.mkba_jim.claim import Claim, claim_per, find_claim, price_sets
from wij_impact.reports.mkba_jim.facts import JimFacts, jim_facts

__all__ = ["Claim", "JimFacts", "claim_per", "find_claim", "jim_facts", "price_sets"]
