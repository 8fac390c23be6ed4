"""The one shape of a result, results that show and draw themselves, and the intervals that rooms share."""

from __future__ import annotations

from wij_impact.estimates import agreement
from wij_impact.estimates.intervals import byar_interval, proportion_interval, wilson_interval
from wij_impact.estimates.nonresponse import effective_sample, nonresponse_turn
from wij_impact.estimates.order import order_of
from wij_impact.estimates.plotting import plot
from wij_impact.estimates.quantity import Name, Quantity, Term
from wij_impact.estimates.results import Result
from wij_impact.estimates.shape import RESULT_COLUMNS, as_result, check_level

__all__ = [
    "RESULT_COLUMNS",
    "Name",
    "Quantity",
    "Result",
    "Term",
    "agreement",
    "as_result",
    "byar_interval",
    "check_level",
    "effective_sample",
    "nonresponse_turn",
    "order_of",
    "plot",
    "proportion_interval",
    "wilson_interval",
]


def __dir__() -> list[str]:
    return sorted(__all__)
