"""What does not add up on the road, weighed by the rule of the key figures. Numbers and codes only."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wij_impact.estimates import Quantity
from wij_impact.kerncijfers import STEPS
from wij_impact.reports.kerncijfers.discrepancies import Twice, twice

__all__ = ["Checks", "doubts", "road_checks"]

_ROAD = frozenset({*(one for names in STEPS.values() for one in names), "pct_directly_handled"})


@dataclass(frozen=True)
class Checks:
    """How many of the recalculated statements on the road hold (also up to rounding) and fail."""

    total: Quantity
    holds: Quantity
    fails: Quantity

    @classmethod
    def of(cls, checked: pd.DataFrame) -> Checks:
        """Counted from `road_checks`; what is for comparison only is not counted."""
        judged = checked[checked["verdict"].isin(["holds", "rounding", "fails"])]
        fails = int((judged["verdict"] == "fails").sum())
        return cls(Quantity(len(judged)), Quantity(len(judged) - fails), Quantity(fails))


def road_checks(checked: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """The rows of `catalogue.consistency` that touch a figure of the road."""
    of = dict(zip(figures["figure_id"].astype(str), figures["indicator_id"].astype(str), strict=True))
    ids = [[stated, *terms.split()] for stated, terms in zip(checked["stated_id"], checked["figure_ids"], strict=True)]
    return checked[[any(of.get(one) in _ROAD for one in each) for each in ids]]


def doubts(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    restated: pd.DataFrame,
    year: int,
    breaks: pd.DataFrame | None = None,
) -> tuple[Twice, ...]:
    """The figures of the road that are printed with several values, each year apart, heaviest first.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> known, figures = catalogue.load_table("indicators"), catalogue.figures()
    >>> found = doubts(figures, known, catalogue.restatements(figures), 2023)
    >>> [(one.indicator_id, int(one.year.value), one.weight) for one in found]  # doctest: +NORMALIZE_WHITESPACE
    [('pct_directly_handled', 2020, 'large'), ('questions_registered', 2020, 'small'),
     ('questions_registered', 2019, 'small')]
    """
    own = restated[restated["indicator_id"].isin(_ROAD) & (restated["breakdown"] == "")]
    periods = [rows for _, rows in own.groupby("period", sort=False)]
    found = [one for rows in periods for one in twice(figures, indicators, rows, year, breaks=breaks)]
    # A share and the count behind it are one matter.
    shares = {one.year.value for one in found if one.indicator_id == "pct_directly_handled"}
    kept = [one for one in found if one.indicator_id != "questions_directly_handled" or one.year.value not in shares]
    order = ("large", "medium", "small")
    return tuple(sorted(kept, key=lambda one: (order.index(one.weight), abs(float(one.year.value) - year))))
