"""Facts of the report `triage`: was help neither too light nor too heavy, and how long did it take?"""

from __future__ import annotations

from wij_impact.reports.triage.analysis import HORIZONS, Analysis, analyse
from wij_impact.reports.triage.facts import Facts, triage_facts
from wij_impact.reports.triage.own import (
    Own,
    again_rows,
    agreement_rows,
    funnel_rows,
    level_rows,
    own_facts,
    own_name,
    referrer_rows,
    share_rows,
    waiting_rows,
)
from wij_impact.reports.triage.register import ORDER, Register, lacks_order, load_register

__all__ = [
    "HORIZONS",
    "ORDER",
    "Analysis",
    "Facts",
    "Own",
    "Register",
    "again_rows",
    "agreement_rows",
    "analyse",
    "funnel_rows",
    "lacks_order",
    "level_rows",
    "load_register",
    "own_facts",
    "own_name",
    "referrer_rows",
    "share_rows",
    "triage_facts",
    "waiting_rows",
]
