"""Facts of the report on the costs of youth care: the printed fall, or a monthly series of the user's own."""

from __future__ import annotations

from wij_impact.reports.zorgkosten.facts import (
    Facts,
    care_facts,
    design_rows,
    detectable,
    implied,
    parts,
    points,
    tariffs,
)
from wij_impact.reports.zorgkosten.own import (
    Beside,
    Own,
    Placebos,
    Refused,
    asked,
    beside,
    check_months,
    own_facts,
    own_options,
    placebos,
    steps,
)

__all__ = [
    "Beside",
    "Facts",
    "Own",
    "Placebos",
    "Refused",
    "asked",
    "beside",
    "care_facts",
    "check_months",
    "design_rows",
    "detectable",
    "implied",
    "own_facts",
    "own_options",
    "parts",
    "placebos",
    "points",
    "steps",
    "tariffs",
]
