"""Facts of the report on the road from question to indication."""

from __future__ import annotations

from wij_impact.reports.vraag_tot_indicatie.discrepancies import Checks, doubts, road_checks
from wij_impact.reports.vraag_tot_indicatie.facts import Facts, Shift, at_place, road_facts
from wij_impact.reports.vraag_tot_indicatie.mix import MixFacts, mix_facts, mix_years
from wij_impact.reports.vraag_tot_indicatie.register import (
    Kinds,
    Register,
    kinds_facts,
    register_facts,
    register_flow,
    register_kinds,
    register_table,
)
from wij_impact.reports.vraag_tot_indicatie.tables import (
    Both,
    both_editions,
    direct_series,
    flow_rows,
    rates_table,
    years_table,
)

__all__ = [
    "Both",
    "Checks",
    "Facts",
    "Kinds",
    "MixFacts",
    "Register",
    "Shift",
    "at_place",
    "both_editions",
    "direct_series",
    "doubts",
    "flow_rows",
    "kinds_facts",
    "mix_facts",
    "mix_years",
    "rates_table",
    "register_facts",
    "register_flow",
    "register_kinds",
    "register_table",
    "road_checks",
    "road_facts",
    "years_table",
]
