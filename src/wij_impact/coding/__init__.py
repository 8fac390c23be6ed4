"""Coding of conversations: read what the tools export, agreement per code, code by group, saturation."""

from __future__ import annotations

from wij_impact.coding.analysing import agreement, by_group, saturation
from wij_impact.coding.reading import Codings, export_codebook, load

__all__ = ["Codings", "agreement", "by_group", "export_codebook", "load", "saturation"]


def __dir__() -> list[str]:
    return sorted(__all__)
