"""Facts of the example page of the benchmark."""

from __future__ import annotations

from wij_impact.reports.voorbeeld_benchmark.facts import Facts, example_facts

__all__ = ["Facts", "example_facts"]
