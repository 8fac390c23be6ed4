"""Effect: did it work, compared with what?

Causal evaluation for people whose data are small, selected and late. Every function says with what it compares,
refuses where the design cannot answer (`InsufficientEvidence`, with what would be needed), and returns the
one shape of a result.

`minimal_detectable_effect` and the design sheet come first: what could this design have seen at all?
"""

from __future__ import annotations

from wij_impact.effect.decomposition import decompose
from wij_impact.effect.design_sheet import DesignSheet
from wij_impact.effect.power import minimal_detectable_effect

__all__ = [
    "DesignSheet",
    "decompose",
    "minimal_detectable_effect",
]
