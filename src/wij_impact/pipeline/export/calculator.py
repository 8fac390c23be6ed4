"""What the page needs of a calculation that its reader can change: the graph as data, and numbers as they print."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from wij_impact.language import Language
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.workings import Workings, WorkInput

__all__ = ["work_data", "work_number", "work_shown"]

_WORDS = ("published", "changed", "was", "unknown", "scenario", "at_least", "at_most")


def work_number(one: WorkInput, value: float | None, lang: Language) -> str:
    """A number that the calculation starts from, as printed; empty when unknown."""
    return work_shown(None if value is None else value * one.scale, one.format, lang)


def work_shown(value: float | None, how: str, lang: Language) -> str:
    """A result as printed; empty when there is none."""
    return "" if value is None else format_number(value, how, lang)


def work_data(block: Workings) -> Markup:
    """The calculation as data for the script of the page.

    Short names: an input has p(ath), v(alue), l(ow), h(igh), lo and hi (what it may be), s(cale), f(ormat), d (a width
    for a slider without limits), field (whether it is a field of one item), at and keep (its place in the file).
    """
    turns = {row.path: row.values[0] for row in block.turns}
    data = {
        "years": block.years,
        "money": block.totals[-1].format,
        "saldo": block.totals[-1].names[0],
        "file": block.file,
        "text": block.text,
        "words": {key: label(f"work_{key}", block.lang) for key in _WORDS},
        "inputs": [_input(one, turns.get(one.path)) for one in block.inputs],
        "cells": [[cell.name, cell.expression] for cell in block.cells],
        "turns": [
            {"n": row.names[0], "i": _input_of(row.path, block), "f": row.format, "v": row.values[0]}
            for row in block.turns
        ],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # What ends a script early ends no sentence of ours.
    return Markup(text.replace("<", "\\u003c"))


def _input_of(path: str, block: Workings) -> str:
    return path if any(one.path == path for one in block.inputs) else f"{path}.given"


def _input(one: WorkInput, turn: float | None) -> dict[str, Any]:
    found: dict[str, Any] = {"p": one.path, "s": one.scale, "f": one.format, "d": 2 * (turn or 1) / one.scale}
    if one.value is not None:
        found["v"] = one.value
    given = {"l": one.low, "h": one.high, "lo": one.minimum, "hi": one.maximum}
    found |= {key: value for key, value in given.items() if value is not None}
    if not one.path.startswith(("price.", "input.")):
        found["field"] = 1
    if one.shown:
        found |= {"at": one.places, "keep": one.kept}
    return found
