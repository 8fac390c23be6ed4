"""The report `personeel`: more people or dearer people, absence and outflow, age and contract."""

from __future__ import annotations

from wij_impact.reports.personeel.facts import Facts, staff_facts
from wij_impact.reports.personeel.own import Own, own_facts, safe_rates, structure_table
from wij_impact.reports.personeel.tables import ages, fte_table, makeup_table, wage_steps, years_table
from wij_impact.reports.reading import Read, read_facts

__all__ = [
    "Facts",
    "Own",
    "Read",
    "ages",
    "fte_table",
    "makeup_table",
    "own_facts",
    "read_facts",
    "safe_rates",
    "staff_facts",
    "structure_table",
    "wage_steps",
    "years_table",
]


def __dir__() -> list[str]:
    return sorted(__all__)
