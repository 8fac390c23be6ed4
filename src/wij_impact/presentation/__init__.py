"""Figures, tables, sentences: blocks that show themselves in Jupyter and carry their content as data.

Examples
--------
>>> from wij_impact import presentation
>>> presentation.format_number(35905, lang="nl")
'35.905'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wij_impact.presentation import figures, sentences
    from wij_impact.presentation.blocks import MIME, Block, Sentence
    from wij_impact.presentation.labels import label
    from wij_impact.presentation.numbers import format_change, format_number, unit_format
    from wij_impact.presentation.page import Page
    from wij_impact.presentation.report import Report
    from wij_impact.presentation.tables import Column
    from wij_impact.presentation.words import Words

_HOME = {
    "MIME": "blocks",
    "Block": "blocks",
    "Sentence": "blocks",
    "label": "labels",
    "format_change": "numbers",
    "format_number": "numbers",
    "unit_format": "numbers",
    "Page": "page",
    "Report": "report",
    "Words": "words",
    "Column": "tables",
}

__all__ = [
    "MIME",
    "Block",
    "Column",
    "Page",
    "Report",
    "Sentence",
    "Words",
    "figures",
    "format_change",
    "format_number",
    "label",
    "sentences",
    "unit_format",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in {"figures", "sentences"}:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
