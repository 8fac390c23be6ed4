"""Figures in the house style. Each returns a `Drawing`: SVG, its data, a text alternative.

Importing this package does not import matplotlib; the first drawing does.
"""

from __future__ import annotations

from wij_impact.presentation.figures.canvas import Drawing
from wij_impact.presentation.figures.lines import line_series, small_multiples

__all__ = ["Drawing", "line_series", "small_multiples"]
