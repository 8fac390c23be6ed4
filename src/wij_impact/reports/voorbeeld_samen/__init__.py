"""Facts of the example page of samen."""

from __future__ import annotations

from wij_impact.reports.voorbeeld_samen.facts import Facts, concluded, example_facts, repeated, stays, way_rows

__all__ = ["Facts", "concluded", "example_facts", "repeated", "stays", "way_rows"]
