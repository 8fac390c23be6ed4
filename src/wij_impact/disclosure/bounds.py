"""Numbers of answers beside numbers asked: which are printed as a lower bound, so that subtraction finds no few.

"98 of 100 answered" says that two people skipped a question; "91 or more of 100" does not. A lowered number is only
safe when the numbers beside it do not bring it back: in one breakdown the groups add up to the total, which counts as
known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Shown", "lower_bounds", "lowered"]


@dataclass(frozen=True)
class Shown:
    """The numbers of one breakdown as they may be printed.

    `n` per group; `at_least` where it is a lower bound; `safe` is False when no bounds
    leave enough doubt about how many skipped: then a group has to be hidden.
    """

    n: np.ndarray
    at_least: np.ndarray
    safe: bool


def lowered(answered: float, asked: float, minimum: int) -> float:
    """The lower bound that is printed for a number of answers: who did not answer, in steps of `minimum`.

    Every number of skippers in one step gives the same bound. A shown group has at least `minimum` answers, so the
    bound never says less than that.

    Examples
    --------
    >>> lowered(38, 40, 10), lowered(40, 40, 10), lowered(28, 40, 10), lowered(13, 15, 10)
    (31.0, 31.0, 21.0, 10.0)
    """
    step = (asked - answered) // minimum
    return float(max(asked - minimum * (step + 1) + 1, min(answered, minimum)))


def lower_bounds(
    answered: Sequence[float],
    asked: Sequence[float],
    total: tuple[float, float],
    minimum: int = 10,
    also: Sequence[bool] | None = None,
) -> Shown:
    """Which groups of one breakdown get a lower bound for one question, and which one.

    Parameters
    ----------
    answered, asked : sequence of float
        Per shown group.
    total : (float, float)
        Answered and asked of everyone, also of the groups that are hidden. It is printed as a lower bound when fewer
        than `minimum` people (but someone) skipped, else exactly, whatever the breakdown: so two reports with other
        breakdowns agree.
    minimum : int
    also : sequence of bool, optional
        Groups that need a lower bound for another reason.

    Returns
    -------
    Shown

    Notes
    -----
    When fewer than `minimum` people skipped in some group (or in the rest), every group with so few, none included,
    gets a lower bound: nobody sees which. Then, as long as the groups and the total leave one of those less than half
    of the numbers its bound allows (or of `minimum`), the smallest exact group gets a bound too; at last every group
    gets the bound that follows from the total alone.

    Examples
    --------
    Two skipped in the first group; its number would follow from the second and the total.

    >>> lower_bounds([38, 90], [40, 102], (128, 142)).n.tolist()
    [31.0, 83.0]
    >>> lower_bounds([40, 90], [40, 102], (130, 142)).n.tolist()
    [40.0, 90.0]
    """
    n, size = np.asarray(answered, dtype=float), np.asarray(asked, dtype=float)
    skipped, few = size - n, np.zeros(len(n), dtype=bool) if also is None else np.asarray(also, dtype=bool)
    rest_size, rest = total[1] - size.sum(), total[1] - total[0] - skipped.sum()
    small = (skipped > 0) & (skipped < minimum) | few
    if not small.any() and not 0 < rest < minimum and not 0 < total[1] - total[0] < minimum:
        return Shown(n, np.zeros(len(n), dtype=bool), True)
    low = (skipped < minimum) | few
    guarded = low.copy()
    steps = [_step(one, everyone, minimum) for one, everyone in zip(skipped, size, strict=True)]
    sums = _Sums(skipped, total[1] - total[0], rest_size, rest, minimum)
    for at in (None, *sorted(np.flatnonzero(~low), key=lambda one: (size[one], one))):
        low = low if at is None else low | (np.arange(len(n)) == at)
        if sums.hold(low, guarded, steps):
            bounds = [lowered(one, everyone, minimum) for one, everyone in zip(n, size, strict=True)]
            return Shown(np.where(low, bounds, n), low, True)
    # No group can have more skippers than everyone together: that bound says nothing that the total does not.
    every = np.ones(len(n), dtype=bool)
    all_skipped = total[1] - total[0] if total[1] - total[0] >= minimum else minimum - 1
    bounds = np.maximum(size - all_skipped, np.minimum(n, minimum))
    widest = [(0.0, everyone - bound) for everyone, bound in zip(size, bounds, strict=True)]
    return Shown(bounds, every, sums.hold(every, guarded, widest))


def _step(skipped: float, asked: float, minimum: int) -> tuple[float, float]:
    """The numbers of skippers that give the same lower bound."""
    most = max(asked - minimum, 0.0)
    first = minimum * (skipped // minimum)
    if asked - first - minimum + 1 <= minimum:  # printed as `minimum`, as are all steps after it
        first = max(0.0, minimum * np.ceil((asked - 2 * minimum + 1) / minimum))
        return min(first, skipped), most
    return first, min(first + minimum - 1, most)


@dataclass(frozen=True)
class _Sums:
    """Skippers per group, of everyone, and of the rest that is in no shown group."""

    skipped: np.ndarray
    total: float
    rest_size: float
    rest: float
    minimum: int

    def hold(self, low: np.ndarray, guarded: np.ndarray, steps: Sequence[tuple[float, float]]) -> bool:
        """Whether the lowered groups keep at least half of the numbers that their bounds allow."""
        ends = [one if lowered_one else (n, n) for one, lowered_one, n in zip(steps, low, self.skipped, strict=True)]
        least, most = (sum(one[side] for one in ends) for side in (0, 1))
        total = (1.0, self.minimum - 1.0) if 0 < self.total < self.minimum else (self.total, self.total)
        rest = (0.0, self.rest_size)
        for (low_end, high_end), watched in zip(ends, guarded, strict=True):
            others = (least - low_end + rest[0], most - high_end + rest[1])
            if watched and not self._enough((low_end, high_end), total, others):
                return False
        if self.rest_size <= 0 or not 0 < self.rest < self.minimum:
            return True
        return self._enough(rest, total, (least, most))

    def _enough(self, own: tuple[float, float], total: tuple[float, float], others: tuple[float, float]) -> bool:
        values = min(own[1] - own[0] + 1, self.minimum)
        left = min(own[1], total[1] - others[0]) - max(own[0], total[0] - others[1]) + 1
        return bool(left >= max(min(2, values), values / 2))
