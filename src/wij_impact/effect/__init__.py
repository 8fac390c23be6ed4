"""Effect: did it work, compared with what?

Causal evaluation for people whose data are small, selected and late. Every function says with what it compares,
refuses where the design cannot answer (`InsufficientEvidence`, with what would be needed), and returns the
one shape of a result.

`minimal_detectable_effect` and the design sheet come first: what could this design have seen at all?
"""

from __future__ import annotations

# Imported eagerly, as in the other rooms.
from wij_impact.effect.did import difference_in_differences
from wij_impact.effect.honest import breakdown_value, honest_did, sensitivity
from wij_impact.effect.loading_panel import PanelData, load_panel, load_panel_truth
from wij_impact.effect.panel import adoption
from wij_impact.effect.roll_out import StaggeredResult, event_study, staggered

__all__ = [
    "PanelData",
    "StaggeredResult",
    "adoption",
    "breakdown_value",
    "difference_in_differences",
    "event_study",
    "honest_did",
    "load_panel",
    "load_panel_truth",
    "sensitivity",
    "staggered",
]
