"""Monitor: targets, steps, risks, ratings and recommendations, followed without a traffic light or an overall score."""

from __future__ import annotations

from wij_impact.monitor.followed import Milestones, follow_up, milestones, ratings, risk_matrix
from wij_impact.monitor.progress import progress_to_target, unique_to_target, zero_target

__all__ = [
    "Milestones",
    "follow_up",
    "milestones",
    "progress_to_target",
    "ratings",
    "risk_matrix",
    "unique_to_target",
    "zero_target",
]


def __dir__() -> list[str]:
    return sorted(__all__)
