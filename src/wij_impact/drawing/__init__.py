"""The neutral ground of drawing: palette, house style, axes and SVG. No words and no language live here.

Importing this package does not import matplotlib; the first drawing does.
"""

from __future__ import annotations

from wij_impact.drawing.canvas import empty_figure, house_style, new_axes, own_ids, to_svg
from wij_impact.drawing.palette import PALETTE
from wij_impact.drawing.style import LineStyle, line_style, settings

__all__ = [
    "PALETTE",
    "LineStyle",
    "empty_figure",
    "house_style",
    "line_style",
    "new_axes",
    "own_ids",
    "settings",
    "to_svg",
]


def __dir__() -> list[str]:
    return sorted(__all__)
