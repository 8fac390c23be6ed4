"""What stands on the second sheet of a report on paper: the sections that fit on it; the rest is its annex.

The heights are estimates, on the safe side; only whole sections are chosen, so a wrong guess costs white space or a
third sheet, never a cut figure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from wij_impact.pipeline.export.columns import UPRIGHT, UPRIGHT_SMALL, fit, natural_widths, shares
from wij_impact.pipeline.export.paper_items import Item, PaperFigure, PaperTable, Run, Words

__all__ = ["LINE", "TALLEST", "drawing_size", "height", "second_sheet"]

LINE = 16.2  # cm: A4 less its margins
TALLEST = 19.0  # cm: a drawing leaves room for its caption
_SHEET = 24.9  # cm of text on a page, with the room above a heading that falls away at its top
_LETTERS = 92  # of running text on a line
_TEXT_LINE, _SMALL_LINE, _ROW_LINE = 0.5, 0.42, 0.4  # cm
_AROUND = {"heading": 1.5, "note": 0.6, "said": 0.6, "small": 0.5}  # cm; 0.4 for what is not named


def second_sheet(items: Sequence[Item]) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The sections that stand on one upright page together, in their order, and those that do not.

    A section too long for what is left, with a table that needs a turned page, or that only points to the appendix,
    goes to the annex; a later one that does fit stays.
    """
    chosen: list[Item] = []
    rest: list[Item] = []
    room = _SHEET
    for section in _sections(items):
        tall = sum(height(item) for item in section)
        turned = any(isinstance(item, PaperTable) and fit(item).turned for item in section)
        pointer = len(section) > 1 and all(isinstance(item, Words) and item.style == "small" for item in section[1:])
        if turned or pointer or tall > room:
            rest += section
        else:
            chosen += section
            room -= tall
    return tuple(chosen), tuple(rest)


def _sections(items: Sequence[Item]) -> list[list[Item]]:
    found: list[list[Item]] = []
    for item in items:
        if not found or (isinstance(item, Words) and item.style == "heading" and item.level == 1):
            found.append([])
        found[-1].append(item)
    return found


def height(item: Item) -> float:
    """About how tall an item is on paper, in centimetres."""
    if isinstance(item, PaperFigure):
        wide, tall = drawing_size(item.svg)
        return min(LINE, TALLEST * wide / tall) * tall / wide + _caption(item.caption, item.subtitle) + _under(item)
    if isinstance(item, PaperTable):
        return _table(item)
    return _lines(item.runs) * _TEXT_LINE + _AROUND.get(item.style, 0.4)


def _table(table: PaperTable) -> float:
    if not shares(table):  # every row on one line
        body = (len(table.rows) + 1) * (_ROW_LINE + 0.1)
        return body + _caption(table.caption, table.base) + _under(table)
    how = fit(table)
    asked = natural_widths(table)
    letters = UPRIGHT_SMALL if how.small else UPRIGHT
    scale = letters / max(letters, sum(asked))
    widths = [max(4.0, one * scale) for one in asked]
    rows = [table.header, *table.rows]
    lines = [max(math.ceil(len(cell) / wide) for cell, wide in zip(row, widths, strict=True)) for row in rows]
    body = sum(max(1, one) * _ROW_LINE + 0.1 for one in lines)
    return body + _caption(table.caption, table.base) + _under(table)


def _caption(caption: Sequence[Run], below: Sequence[Run]) -> float:
    return 1.5 + (_lines(caption) - 1 + _lines(below)) * _TEXT_LINE


def _under(item: PaperFigure | PaperTable) -> float:
    return sum(_lines(one) * _SMALL_LINE + 0.2 for one in item.under)


def _lines(runs: Sequence[Run]) -> int:
    letters = sum(len(run.text) for run in runs)
    return math.ceil(letters / _LETTERS)


def drawing_size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing, from its view box; a square when it does not say."""
    found = re.search(r'viewBox="[\d.+-]+[ ,]+[\d.+-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', svg[:2000])
    wide, tall = (float(found.group(1)), float(found.group(2))) if found else (1.0, 1.0)
    return (wide, tall) if wide > 0 and tall > 0 else (1.0, 1.0)
