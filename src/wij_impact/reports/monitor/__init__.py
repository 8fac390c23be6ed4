"""The report `monitor`: programme, assignment and flows on one page, without a traffic light that no rule bears."""

from __future__ import annotations

from wij_impact.reports.monitor.facts import (
    Facts,
    Own,
    check_parameters,
    indicator_rows,
    own_facts,
    published_facts,
    state_counts,
    step_rows,
)

__all__ = [
    "Facts",
    "Own",
    "check_parameters",
    "indicator_rows",
    "own_facts",
    "published_facts",
    "state_counts",
    "step_rows",
]


def __dir__() -> list[str]:
    return sorted(__all__)
