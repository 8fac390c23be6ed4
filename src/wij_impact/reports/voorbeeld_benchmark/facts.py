"""Numbers of the example page of the benchmark: made-up teams of which the truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wij_impact.benchmark import Comparison
from wij_impact.estimates import Quantity
from wij_impact.estimates.quantity import Origin
from wij_impact.reports.naming import number_at

__all__ = ["Facts", "example_facts"]

_MADE_UP: Origin = "synthetic"


@dataclass(frozen=True)
class Facts:
    """How often reading a league table goes wrong, and what the funnel finds."""

    n: Quantity
    wrong_place: Quantity
    wrong_interval: Quantity
    wrong_lowest: Quantity
    lowest: Quantity
    flagged: Quantity
    beyond: Quantity
    by_chance: Quantity


def example_facts(result: Comparison, truth: pd.DataFrame) -> Facts:
    """The facts of `benchmark.compare` and `benchmark.truth_check`."""
    checked = truth.set_index("statement")
    flagged, level = result.flagged(), float(result.funnel["level"].iloc[0])

    def made_up(value: float, unit: str = "integer") -> Quantity:
        return Quantity(value, unit, origin=_MADE_UP)

    return Facts(
        n=made_up(len(result.funnel)),
        wrong_place=made_up(int(number_at(checked, "rank_itself", "wrong"))),
        wrong_interval=made_up(int(number_at(checked, "rank_interval", "wrong"))),
        wrong_lowest=made_up(int(number_at(checked, "lowest_raw", "wrong"))),
        lowest=made_up(int(number_at(checked, "lowest_raw", "n"))),
        flagged=made_up(len(flagged)),
        beyond=made_up(int(flagged.index.isin(result.flagged("spread").index).sum())),
        by_chance=made_up(len(result.funnel) * (1 - level), "decimal1"),
    )
