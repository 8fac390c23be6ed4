"""Facts of the report that compares teams or municipalities."""

from __future__ import annotations

from wij_impact.reports.benchmark.facts import (
    Change,
    Context,
    Facts,
    Means,
    Near,
    NoContext,
    Young,
    benchmark_facts,
    change_facts,
    column_name,
    context_facts,
    context_rows,
    means_facts,
    near_facts,
    no_context,
    require_peers,
    unit_table,
    value_format,
    with_own,
    young_facts,
)
from wij_impact.reports.reading import Read, read_facts

__all__ = [
    "Change",
    "Context",
    "Facts",
    "Means",
    "Near",
    "NoContext",
    "Read",
    "Young",
    "benchmark_facts",
    "change_facts",
    "column_name",
    "context_facts",
    "context_rows",
    "means_facts",
    "near_facts",
    "no_context",
    "read_facts",
    "require_peers",
    "unit_table",
    "value_format",
    "with_own",
    "young_facts",
]
