"""Facts of the report on complaints, incidents and staff."""

from __future__ import annotations

from wij_impact.reports.signalen.facts import (
    Again,
    Change,
    Facts,
    Own,
    Rate,
    own_facts,
    printed_again,
    rate_facts,
    rate_unit,
    series_name,
    signal_facts,
)
from wij_impact.reports.signalen.kinds import Kinds, kind_tables, kinds_facts

__all__ = [
    "Again",
    "Change",
    "Facts",
    "Kinds",
    "Own",
    "Rate",
    "kind_tables",
    "kinds_facts",
    "own_facts",
    "printed_again",
    "rate_facts",
    "rate_unit",
    "series_name",
    "signal_facts",
]
