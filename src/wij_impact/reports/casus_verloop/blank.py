"""What a design can show at all, before anything is measured: the smallest p-value that its draw allows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from wij_impact.effect.persons.lines import LEAST
from wij_impact.estimates import Quantity, Term
from wij_impact.reports.naming import cells

__all__ = ["ALPHA", "Blank", "blank_facts", "possible_rows"]

ALPHA = 0.05  # the p-value from which a test is said to show something
_STARTS = (3, 5, 10, 20)
_PERSONS = (3, 4, 5, 6)
_MOMENTS = (6, 8, 10)


@dataclass(frozen=True)
class Blank:
    """How much a design needs before its test can show anything at five percent.

    Attributes
    ----------
    least : Quantity
        Points in each phase below which nothing is said.
    starts, persons, moments : Quantity
        The fewest possible starts, persons, and moments (half with the help) at which the smallest possible p-value
        is at most `alpha`.
    """

    least: Quantity
    alpha: Quantity
    starts: Quantity
    persons: Quantity
    moments: Quantity


def blank_facts() -> Blank:
    """The facts: 1/k for a drawn start among k, 1/P! for P persons in a drawn order, one over n choose n/2."""
    starts = next(k for k in range(1, 1000) if 1 / k <= ALPHA)
    persons = next(k for k in range(1, 20) if 1 / math.factorial(k) <= ALPHA)
    moments = next(k for k in range(2 * LEAST, 40, 2) if 1 / math.comb(k, k // 2) <= ALPHA)
    return Blank(
        least=Quantity(LEAST),
        alpha=Quantity(ALPHA, "percent", origin="assumption"),
        starts=Quantity(starts, origin="computed"),
        persons=Quantity(persons, origin="computed"),
        moments=Quantity(moments, origin="computed"),
    )


def possible_rows() -> pd.DataFrame:
    """Per design and size the smallest p-value that its draw allows: ``design, size, smallest``."""
    rows = [("start", k, 1 / k) for k in _STARTS]
    rows += [("persons", k, 1 / math.factorial(k)) for k in _PERSONS]
    rows += [("moments", k, 1 / math.comb(k, k // 2)) for k in _MOMENTS]
    frame = pd.DataFrame(rows, columns=["design", "size", "smallest"])
    return frame.assign(design=pd.Series(cells([Term("design", one) for one in frame["design"]]), dtype=object))
