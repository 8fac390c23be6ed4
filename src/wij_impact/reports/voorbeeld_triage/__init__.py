"""Facts of the example page of triage."""

from __future__ import annotations

from wij_impact.reports.voorbeeld_triage.facts import Facts, beside_truth, example_facts, named_rows, repeated

__all__ = ["Facts", "beside_truth", "example_facts", "named_rows", "repeated"]
