"""Survey scoring that keeps its bases: designs, shares with intervals, scales, comparisons.

Every estimate is a frame with one row per estimate in the shape of `wij_impact.estimates`. What is computed from
microdata passes `wij_impact.disclosure.protect` before it is shown.
"""

from __future__ import annotations

from wij_impact.impactmeting.aggregates import change_from_aggregates, from_aggregate, respondents_needed
from wij_impact.impactmeting.answers import load_answers
from wij_impact.impactmeting.before_after import BeforeAfter, before_after, synthetic_before_after
from wij_impact.impactmeting.calibration import Calibration
from wij_impact.impactmeting.comparing import compare
from wij_impact.impactmeting.design import SurveyDesign
from wij_impact.impactmeting.drafting import draft_instrument
from wij_impact.impactmeting.estimators import mean, ratio, total
from wij_impact.impactmeting.grades import printed_grades
from wij_impact.impactmeting.individual import individual_change
from wij_impact.impactmeting.instruments import Instrument, Item, Scale, item_set_instrument
from wij_impact.impactmeting.loading import load_instrument
from wij_impact.impactmeting.measured import as_measured, scale_range
from wij_impact.impactmeting.nonresponse import nonresponse
from wij_impact.impactmeting.prepared import weights_of
from wij_impact.impactmeting.proportions import proportion
from wij_impact.impactmeting.publication import Publication, publish
from wij_impact.impactmeting.reliability import omega, reliability
from wij_impact.impactmeting.responses import is_synthetic, load_responses
from wij_impact.impactmeting.safe import safe_bases, safe_means, safe_reliability
from wij_impact.impactmeting.scoring import goal_attainment_t, score
from wij_impact.impactmeting.summary import DENOMINATORS, summarise
from wij_impact.impactmeting.weighting import design_effect, effective_sample_size, rake, weighting_report

__all__ = [
    "DENOMINATORS",
    "BeforeAfter",
    "Calibration",
    "Instrument",
    "Item",
    "Publication",
    "Scale",
    "SurveyDesign",
    "as_measured",
    "before_after",
    "change_from_aggregates",
    "compare",
    "design_effect",
    "draft_instrument",
    "effective_sample_size",
    "from_aggregate",
    "goal_attainment_t",
    "individual_change",
    "is_synthetic",
    "item_set_instrument",
    "load_answers",
    "load_instrument",
    "load_responses",
    "mean",
    "nonresponse",
    "omega",
    "printed_grades",
    "proportion",
    "publish",
    "rake",
    "ratio",
    "reliability",
    "respondents_needed",
    "safe_bases",
    "safe_means",
    "safe_reliability",
    "scale_range",
    "score",
    "summarise",
    "synthetic_before_after",
    "total",
    "weighting_report",
    "weights_of",
]


def __dir__() -> list[str]:
    """The public names only: what `dir(impactmeting)` is for."""
    return sorted(__all__)
