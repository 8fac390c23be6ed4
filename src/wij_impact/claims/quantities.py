"""What the columns `after` and `before` hold: a figure, and after a slash its base."""

from __future__ import annotations

import math
from dataclasses import dataclass

from wij_impact.claims.model import Evidence, codes_in

__all__ = ["Quantity", "quantity", "share_difference"]


#: What happens to staff, as against how many there are: as in `benchmark.signal_rates` it has an interval.
_EVENTS = ("staff_outflow_pct",)


@dataclass(frozen=True)
class Quantity:
    """A number of the figures with its base.

    Attributes
    ----------
    value, base : float
        NaN when a figure is not among the rows; the base is NaN without one.
    unit : str
        Unit of the value.
    figure_ids : tuple of str
        The figures, also those that are missing.
    full : bool
        Everybody was counted, as in the administration of one's own staff: nothing was drawn, so no sampling interval.
        A state (fte, employees, age) is; an event (leaving) is not, for another year could have turned out otherwise.
    base_unit : str
        Unit of the base; empty without one.
    """

    value: float
    base: float
    unit: str
    figure_ids: tuple[str, ...]
    full: bool = False
    base_unit: str = ""

    @property
    def worked_back(self) -> bool:
        """Whether its count was computed back from a printed percentage, which many counts can give."""
        return self.unit == "percent" and not math.isnan(self.base)

    @property
    def known(self) -> bool:
        """Whether every figure named is there."""
        return not math.isnan(self.value) and (not math.isnan(self.base) or len(self.figure_ids) < 2)

    @property
    def events(self) -> float:
        """The count behind it: of a percentage of a known base, the whole number nearest to it."""
        return float(round(self.value / 100 * self.base)) if self.unit == "percent" else self.value


def quantity(text: str, evidence: Evidence) -> Quantity:
    """Read `figure` or `figure / base`; each side may be a sum `a b -c`."""
    above, _, below = text.partition(" / ")
    codes = codes_in(above)
    unit = evidence.unit(codes[0]) if codes else ""
    return Quantity(
        evidence.total(tuple(above.split())), evidence.total(tuple(below.split())), unit, tuple(codes_in(text)),
        bool(codes) and all(_of_staff(code, evidence) for code in codes),
        evidence.unit(next(iter(codes_in(below)), "")),
    )  # fmt: skip


def _of_staff(code: str, evidence: Evidence) -> bool:
    """A state of the staff: everybody was counted. Who leaves is an event, and chance shows in how many do."""
    if evidence.text(code, "indicator_id") in _EVENTS:
        return False
    return evidence.unit(code) == "fte" or evidence.text(code, "topic") == "staff"


def share_difference(
    after: tuple[float, float], before: tuple[float, float], level: float = 0.95
) -> tuple[float, float, float]:
    """Difference of two independent shares (events, n) with Newcombe's interval, as fractions.

    Notes
    -----
    Newcombe (1998), Statistics in Medicine 17:873-890, method 10: the Wilson limits of each share combined. His
    example (a), 56 of 70 against 48 of 80, gives 0.0524 to 0.3339.

    Examples
    --------
    >>> [round(value, 4) for value in share_difference((56, 70), (48, 80))]
    [0.2, 0.0524, 0.3339]
    """
    from wij_impact.estimates import wilson_interval

    (p, (p_low, p_high)), (q, (q_low, q_high)) = (
        (events / n, wilson_interval(events, n, level)) for events, n in (after, before)
    )
    lower = p - q - math.hypot(p - p_low, q_high - q)
    return p - q, lower, p - q + math.hypot(p_high - p, q - q_low)
