"""Facts of the report on the JIM pilot: the printed claim, and from where it pays for itself."""

from __future__ import annotations

from wij_impact.reports.mkba_jim.claim import Claim, claim_per, find_claim, price_sets
from wij_impact.reports.mkba_jim.facts import JimFacts, jim_facts
from wij_impact.reports.mkba_jim.prices import PriceFacts, price_facts, price_readings

__all__ = [
    "Claim", "JimFacts", "PriceFacts", "claim_per", "find_claim", "jim_facts", "price_facts", "price_readings",
    "price_sets",
]  # fmt: skip
