"""House style of the figures: colours that survive a grey printer, and lines told apart without colour.

The colours come from `palette`; here is how lines, letters and axes look.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wij_impact.drawing.palette import ACCENT, GREY, GRID, INK, SOFT, WARN

__all__ = ["BODY", "NARROW", "SMALL", "WIDTH", "LineStyle", "line_style", "settings"]

WIDTH = 6.8  # inches: the text column of the report at 100%
NARROW = 3.4  # inches: the same column on a phone
BODY = 9.0  # points
SMALL = 8.0


@dataclass(frozen=True)
class LineStyle:
    """How one series is drawn: dash pattern and marker tell it apart, the shade only helps."""

    colour: str
    dash: Any
    marker: str
    filled: bool
    width: float


_STYLES = (
    LineStyle(ACCENT, "solid", "o", True, 2.0),
    LineStyle(GREY, (0, (1, 2)), "o", False, 1.6),
    LineStyle(INK, (0, (5, 2)), "s", False, 1.4),
    LineStyle(WARN, (0, (6, 2, 1, 2)), "^", True, 1.4),
    LineStyle(GREY, (0, (2, 1)), "D", True, 1.4),
    LineStyle(INK, "solid", "v", False, 1.2),
)


def line_style(position: int) -> LineStyle:
    """The style of a series; 0 is the one that matters most (solid, filled)."""
    return _STYLES[position % len(_STYLES)]


def settings() -> dict[str, Any]:
    """Matplotlib settings, used in a context and never set globally."""
    return {
        "svg.fonttype": "path",
        "svg.hashsalt": "wij_impact",
        "svg.image_inline": True,
        "font.family": ["DejaVu Sans"],
        "font.size": BODY,
        "text.color": INK,
        "text.usetex": False,
        "text.parse_math": False,
        "axes.edgecolor": GREY,
        "axes.facecolor": "none",
        "axes.labelcolor": SOFT,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "figure.facecolor": "none",
        "grid.color": GRID,
        "grid.linewidth": 0.8,
        "xtick.color": SOFT,
        "ytick.color": SOFT,
        "xtick.labelsize": BODY,
        "ytick.labelsize": BODY,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "lines.solid_capstyle": "round",
        "path.simplify": False,
        "hatch.color": GREY,
        "hatch.linewidth": 0.6,
    }
