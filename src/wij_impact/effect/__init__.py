"""Effect: did it work, compared with what?

Causal evaluation for people whose data are small, selected and late. Every function says with what it compares,
refuses where the design cannot answer (`InsufficientEvidence`, with what would be needed), and returns the
one shape of a result.

`minimal_detectable_effect` and the design sheet come first: what could this design have seen at all?
"""

from __future__ import annotations

from wij_impact.effect.care_costs import around_start, load_care_costs
from wij_impact.effect.decomposition import decompose
from wij_impact.effect.design_sheet import DesignSheet
from wij_impact.effect.power import minimal_detectable_effect
from wij_impact.effect.segmented import interrupted_time_series
from wij_impact.effect.series_checks import placebo_breaks, trend_sensitivity
from wij_impact.effect.series_lines import detectable_step, series_lines
from wij_impact.effect.synthetic import SyntheticResult, synthetic_control

__all__ = [
    "DesignSheet",
    "SyntheticResult",
    "around_start",
    "decompose",
    "detectable_step",
    "interrupted_time_series",
    "load_care_costs",
    "minimal_detectable_effect",
    "placebo_breaks",
    "series_lines",
    "synthetic_control",
    "trend_sensitivity",
]
