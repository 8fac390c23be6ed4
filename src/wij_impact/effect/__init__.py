"""Effect: did it work, compared with what?

Causal evaluation for people whose data are small, selected and late. Every function says with what it compares,
refuses where the design cannot answer (`InsufficientEvidence`, with what would be needed), and returns the
one shape of a result.

`minimal_detectable_effect` and the design sheet come first: what could this design have seen at all?
"""

from __future__ import annotations

from wij_impact.effect.adjustment import adjust
from wij_impact.effect.attrition import attrition_bounds
from wij_impact.effect.decomposition import decompose
from wij_impact.effect.design_sheet import DesignSheet
from wij_impact.effect.evalue import EValue, e_value
from wij_impact.effect.guards import adjust_outcomes, before_after, expected_regression
from wij_impact.effect.matching import MatchedPairs, match_pairs, matched_comparison
from wij_impact.effect.pilot import Pilot, load_pilot, load_pilot_truth
from wij_impact.effect.pilot_study import PilotResult, needed_per_group, study_pilot
from wij_impact.effect.power import minimal_detectable_effect
from wij_impact.effect.propensity import balance
from wij_impact.effect.verdict import VERDICTS, Verdict, judge

__all__ = [
    "VERDICTS",
    "DesignSheet",
    "EValue",
    "MatchedPairs",
    "Pilot",
    "PilotResult",
    "Verdict",
    "adjust",
    "adjust_outcomes",
    "attrition_bounds",
    "balance",
    "before_after",
    "decompose",
    "e_value",
    "expected_regression",
    "judge",
    "load_pilot",
    "load_pilot_truth",
    "match_pairs",
    "matched_comparison",
    "minimal_detectable_effect",
    "needed_per_group",
    "study_pilot",
]
