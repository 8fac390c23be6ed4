"""Coding of conversations: read what the tools export, agreement per code, code by group, saturation."""

from __future__ import annotations

from wij_impact.coding.agreeing import agreement, default_unit, strength
from wij_impact.coding.analysing import by_group, saturation
from wij_impact.coding.codebook import export_codebook
from wij_impact.coding.quotes import quotes
from wij_impact.coding.reading import Codings, load, load_conversations
from wij_impact.coding.shipped import Interview, load_interview

__all__ = [
    "Codings",
    "Interview",
    "agreement",
    "by_group",
    "default_unit",
    "export_codebook",
    "load",
    "load_conversations",
    "load_interview",
    "quotes",
    "saturation",
    "strength",
]


def __dir__() -> list[str]:
    return sorted(__all__)
