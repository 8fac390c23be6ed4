"""Effect: did it work, compared with what?

Causal evaluation for people whose data are small, selected and late. Every function says with what it compares,
refuses where the design cannot answer (`InsufficientEvidence`, with what would be needed), and returns the
one shape of a result.

`minimal_detectable_effect` and the design sheet come first: what could this design have seen at all?
"""

from __future__ import annotations

from wij_impact.effect.adjustment.adjust import adjust
from wij_impact.effect.adjustment.attrition import attrition_bounds
from wij_impact.effect.adjustment.evalue import EValue, e_value
from wij_impact.effect.adjustment.matching import MatchedPairs, match_pairs, matched_comparison
from wij_impact.effect.adjustment.propensity import balance
from wij_impact.effect.decomposition.factors import decompose
from wij_impact.effect.decomposition.oaxaca import oaxaca_blinder
from wij_impact.effect.design_sheet import DesignSheet
from wij_impact.effect.guards import adjust_outcomes, before_after, expected_regression
from wij_impact.effect.panels.did import difference_in_differences
from wij_impact.effect.panels.loading import PanelData, load_panel, load_panel_truth
from wij_impact.effect.panels.panel import adoption
from wij_impact.effect.persons.single_case import single_case
from wij_impact.effect.pilot.data import Pilot, load_pilot, load_pilot_truth
from wij_impact.effect.pilot.study import PilotResult, needed_per_group, study_pilot
from wij_impact.effect.power import minimal_detectable_effect
from wij_impact.effect.power_result import SimulatedPower
from wij_impact.effect.power_simulated import power_series, power_single_case, power_staggered
from wij_impact.effect.roll_out.honest import breakdown_value, honest_did, sensitivity
from wij_impact.effect.roll_out.staggered import StaggeredResult, event_study, staggered
from wij_impact.effect.series.care_costs import around_start, load_care_costs
from wij_impact.effect.series.checks import placebo_breaks, trend_sensitivity
from wij_impact.effect.series.lines import detectable_step, series_lines
from wij_impact.effect.series.segmented import interrupted_time_series
from wij_impact.effect.synthetic.control import SyntheticResult, synthetic_control
from wij_impact.effect.verdict import VERDICTS, Verdict, judge

__all__ = [
    "VERDICTS",
    "DesignSheet",
    "EValue",
    "MatchedPairs",
    "PanelData",
    "Pilot",
    "PilotResult",
    "SimulatedPower",
    "StaggeredResult",
    "SyntheticResult",
    "Verdict",
    "adjust",
    "adjust_outcomes",
    "adoption",
    "around_start",
    "attrition_bounds",
    "balance",
    "before_after",
    "breakdown_value",
    "decompose",
    "detectable_step",
    "difference_in_differences",
    "e_value",
    "event_study",
    "expected_regression",
    "honest_did",
    "interrupted_time_series",
    "judge",
    "load_care_costs",
    "load_panel",
    "load_panel_truth",
    "load_pilot",
    "load_pilot_truth",
    "match_pairs",
    "matched_comparison",
    "minimal_detectable_effect",
    "needed_per_group",
    "oaxaca_blinder",
    "placebo_breaks",
    "power_series",
    "power_single_case",
    "power_staggered",
    "sensitivity",
    "series_lines",
    "single_case",
    "staggered",
    "study_pilot",
    "synthetic_control",
    "trend_sensitivity",
]


def __dir__() -> list[str]:
    return sorted(__all__)
