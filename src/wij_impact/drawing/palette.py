"""The one palette: figures, html, PDF and Word read their colours here.

Colour never says anything alone: a sign, a shape, a hatch or a word stands beside it. ACCENT and WARN are the same
grey on paper, so what is worse is hatched or carries a minus. `tests/drawing/test_palette.py` computes the contrasts
by the WCAG 2.1 formula: letters at least 4.5:1, lines and marks 3:1; a light fill always has an outline or a label.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = [
    "ACCENT",
    "COUNT_SHADES",
    "FILL",
    "GREY",
    "GRID",
    "INK",
    "LINE",
    "MARK",
    "MIDDLE",
    "PALE",
    "PALETTE",
    "PAPER",
    "PURPLE",
    "SERIES",
    "SHADES",
    "SOFT",
    "TINT",
    "WARN",
]

PAPER = "#ffffff"
#: Behind a note or a row that is one's own.
TINT = "#f3f6f7"
#: Letters, the line at zero, a total.
INK = "#1c2330"
#: Captions and labels of axes.
SOFT = "#59616e"
#: Links, key figures, the newest series.
ACCENT = "#0b5c6b"
#: Loss, restatement, break.
WARN = "#8a4b08"
#: An older series, an interval: shapes only, never letters.
MARK = "#767e8a"
#: Grey that letters may have too.
GREY = "#6b7280"
#: Areas, always with an outline, a value or a label.
MIDDLE = "#6fa3ad"
PALE = "#c9dde1"
FILL = "#d5e3e6"
#: The verdict that depends on how one counts.
PURPLE = "#4a3f7a"
#: Lines of a page and of a grid.
LINE = "#d9dde3"
GRID = "#e3e6ea"
#: From nothing to most, for the cells of a map or a matrix; ink stays legible on every one.
SHADES = (PAPER, "#f1f5f6", "#e0eaec", "#c9dadd", "#b1cacf", "#9abac1")
COUNT_SHADES = (PAPER, "#eef3f4", "#dbe6e9", "#c3d6da", "#a9c5cb")
#: Colours of series in order of weight; dash and marker tell them apart on a grey printer (`style.line_style`).
SERIES = (ACCENT, WARN, INK, PURPLE, MARK, MIDDLE)

#: Every colour by the name that css (`--ink`), Typst and Word use.
PALETTE: Mapping[str, str] = MappingProxyType(
    {
        "paper": PAPER,
        "tint": TINT,
        "ink": INK,
        "soft": SOFT,
        "accent": ACCENT,
        "warn": WARN,
        "mark": MARK,
        "middle": MIDDLE,
        "pale": PALE,
        "purple": PURPLE,
        "line": LINE,
    }
)
