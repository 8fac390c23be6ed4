"""Figures in the house style. Each returns a `Drawing`: SVG, its data, a text alternative.

Importing this package does not import matplotlib; the first drawing does.
"""

from __future__ import annotations

from wij_impact.presentation.figures.arena import effect_map
from wij_impact.presentation.figures.benchmark import control_plot, funnel_plot
from wij_impact.presentation.figures.canvas import Drawing
from wij_impact.presentation.figures.care import implied_change, step_series
from wij_impact.presentation.figures.comparing import (
    bar_panels,
    dots_with_break,
    forest,
    funnel_areas,
    plan_actual,
)
from wij_impact.presentation.figures.counts import count_grid
from wij_impact.presentation.figures.curves import curve
from wij_impact.presentation.figures.distribution import histogram_with_zero
from wij_impact.presentation.figures.effect import event_plot
from wij_impact.presentation.figures.flow import flow
from wij_impact.presentation.figures.grid import value_grid
from wij_impact.presentation.figures.lines import line_series, small_multiples
from wij_impact.presentation.figures.matrix import heatmap
from wij_impact.presentation.figures.money import cashflow_bars, tornado, waterfall
from wij_impact.presentation.figures.places import area_map, network, risk_matrix, tile_map
from wij_impact.presentation.figures.points import interval_plot, paired_dots
from wij_impact.presentation.figures.rows import bars, funnel_bars
from wij_impact.presentation.figures.spark import sparkline

__all__ = [
    "Drawing",
    "area_map",
    "bar_panels",
    "bars",
    "cashflow_bars",
    "control_plot",
    "count_grid",
    "curve",
    "dots_with_break",
    "effect_map",
    "event_plot",
    "flow",
    "forest",
    "funnel_areas",
    "funnel_bars",
    "funnel_plot",
    "heatmap",
    "histogram_with_zero",
    "implied_change",
    "interval_plot",
    "line_series",
    "network",
    "paired_dots",
    "plan_actual",
    "risk_matrix",
    "small_multiples",
    "sparkline",
    "step_series",
    "tile_map",
    "tornado",
    "value_grid",
    "waterfall",
]


def __dir__() -> list[str]:
    return sorted(__all__)
