"""Disclosure control: what may be shown without letting someone be recognised."""

from __future__ import annotations

from wij_impact.disclosure.attack import recoverable
from wij_impact.disclosure.protection import decide, protect
from wij_impact.disclosure.text import scan_open_answers

__all__ = ["decide", "protect", "recoverable", "scan_open_answers"]
