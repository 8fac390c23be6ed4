"""Survey scoring that keeps its bases: designs, shares with intervals, scales, comparisons."""

from __future__ import annotations

from wij_impact.impactmeting.calibration import Calibration
from wij_impact.impactmeting.design import SurveyDesign
from wij_impact.impactmeting.estimators import mean, ratio, total
from wij_impact.impactmeting.proportions import proportion

__all__ = ["Calibration", "SurveyDesign", "mean", "proportion", "ratio", "total"]
