"""Disclosure control: what may be shown without letting someone be recognised."""

from __future__ import annotations

from wij_impact.disclosure.attack import recoverable
from wij_impact.disclosure.bounds import Shown, lower_bounds, lowered
from wij_impact.disclosure.folder import recoverable_from
from wij_impact.disclosure.ledger import FLOOR, Ledger, check_minimum
from wij_impact.disclosure.names import identifying
from wij_impact.disclosure.protection import decide, protect
from wij_impact.disclosure.pseudonym import pseudonymise
from wij_impact.disclosure.text import scan_open_answers

__all__ = [
    "FLOOR",
    "Ledger",
    "Shown",
    "check_minimum",
    "decide",
    "identifying",
    "lower_bounds",
    "lowered",
    "protect",
    "pseudonymise",
    "recoverable",
    "recoverable_from",
    "scan_open_answers",
]


def __dir__() -> list[str]:
    return sorted(__all__)
