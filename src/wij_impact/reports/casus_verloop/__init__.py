"""The report `casus_verloop`: one person followed over time, without and with the help, and several together."""

from __future__ import annotations

from wij_impact.reports.casus_verloop.blank import Blank, blank_facts, possible_rows
from wij_impact.reports.casus_verloop.facts import (
    Group,
    Person,
    Study,
    change_rows,
    group_facts,
    group_rows,
    line_rows,
    measure_rows,
    person_facts,
    person_rows,
    read_study,
)

__all__ = [
    "Blank",
    "Group",
    "Person",
    "Study",
    "blank_facts",
    "change_rows",
    "group_facts",
    "group_rows",
    "line_rows",
    "measure_rows",
    "person_facts",
    "person_rows",
    "possible_rows",
    "read_study",
]


def __dir__() -> list[str]:
    return sorted(__all__)
