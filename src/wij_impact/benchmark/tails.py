"""Exact tail probabilities of a count at a target, and the lines on which a flag begins.

The tails of the binomial and the Poisson distribution are incomplete beta and gamma functions, and these are
defined between the whole numbers too. So one formula serves counts and effective sample sizes, and the line at
which a tail equals a probability is smooth, although the flag it draws is that of the exact test.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from wij_impact.estimates.columns import Numbers

__all__ = ["signal_line", "tail_probabilities"]


def tail_probabilities(events: Numbers, expected: Numbers, size: Numbers | None) -> tuple[Numbers, Numbers]:
    """Chance of this few or fewer, and of this many or more, when the unit is at the target.

    Parameters
    ----------
    events : array of float, shape (units,)
        Counts; they need not be whole.
    expected : array of float, shape (units,)
        The count expected at the target.
    size : array of float or None
        The binomial size, at least `expected`; None for a Poisson count.

    Returns
    -------
    tuple of array
        P(X <= events) and P(X >= events).
    """
    events, expected = np.asarray(events, float), np.asarray(expected, float)
    size = None if size is None else np.asarray(size, float)
    return _low(events, expected, size), _high(events, expected, size)


def _low(events: Numbers, expected: Numbers, size: Numbers | None) -> Numbers:
    if size is None:
        return np.asarray(special.gammaincc(events + 1, expected))
    below = events < size
    rest = np.where(below, size - events, 1.0)
    p = np.clip(expected / size, 0.0, 1.0)
    return np.where(below, special.betaincc(np.minimum(events, size) + 1, rest, p), 1.0)


def _high(events: Numbers, expected: Numbers, size: Numbers | None) -> Numbers:
    positive = events > 0
    some = np.where(positive, events, 1.0)
    if size is None:
        return np.where(positive, special.gammainc(some, expected), 1.0)
    p = np.clip(expected / size, 0.0, 1.0)
    return np.where(positive, special.betainc(some, np.maximum(size - some, 0.0) + 1, p), 1.0)


def signal_line(expected: Numbers, size: Numbers | None, tail: float) -> tuple[Numbers, Numbers]:
    """The counts at which a flag begins: at or below the first it is low, at or above the second it is high.

    NaN where no possible count can give the flag: there the unit is too small ever to signal on that side.

    Examples
    --------
    Ten clients at a target of .9 can never signal high; at .025 a low flag begins between 6 and 7.

    >>> low, high = signal_line(np.array([9.0]), np.array([10.0]), 0.025)
    >>> float(low[0]).__round__(2), float(high[0])
    (6.37, nan)
    """
    pairs = np.column_stack([expected, expected if size is None else size])
    different, where = np.unique(pairs, axis=0, return_inverse=True)
    low, high = _lines(different[:, 0], None if size is None else different[:, 1], tail)
    return low[where.ravel()], high[where.ravel()]


def _lines(expected: Numbers, size: Numbers | None, tail: float) -> tuple[Numbers, Numbers]:
    top = np.asarray(size, float) if size is not None else expected + 40 * np.sqrt(expected + 1) + 200
    nothing, everything = np.zeros_like(expected), top.copy()
    low = _bisect(expected, size, nothing, expected, tail, side=0)
    high = _bisect(expected, size, expected, everything, tail, side=1)
    low = np.where(_low(nothing, expected, size) <= tail, low, np.nan)
    high = np.where(_high(everything, expected, size) <= tail, high, np.nan)
    return low, high


def _bisect(expected: Numbers, size: Numbers | None, left: Numbers, right: Numbers, tail: float, side: int) -> Numbers:
    """Fifty halvings: the tail is monotone, and 2^-50 of the range is near the last bit."""
    left, right, chance = left.copy(), right.copy(), _high if side else _low
    for _ in range(50):
        middle = (left + right) / 2
        inside = chance(middle, expected, size) > tail
        if side == 0:  # the low tail grows with the count
            right, left = np.where(inside, middle, right), np.where(inside, left, middle)
        else:
            left, right = np.where(inside, middle, left), np.where(inside, right, middle)
    return left if side == 0 else right
