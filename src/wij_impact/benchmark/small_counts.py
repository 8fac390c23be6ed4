"""Counts that are about too few people to be shown, in a comparison of units of the user's own."""

from __future__ import annotations

import pandas as pd

__all__ = ["MINIMUM", "hide_small"]

#: Fewest people that a number may be about.
MINIMUM = 10


def hide_small(counts: pd.Series, base: pd.Series, kind: str, minimum: int = MINIMUM) -> tuple[pd.Series, pd.Series]:
    """Counts without those too small to show, and the units that cannot take part.

    Parameters
    ----------
    counts, base : Series
        Per unit; NaN where the file says nothing.
    kind : str
        ``proportion``: the count is a part of the base, so that the others are people too; else a rate.
    minimum : int
        Fewest people that a number may be about.

    Returns
    -------
    (Series, Series of bool)
        The counts, missing where they are smaller than `minimum`, which is how a comparison takes them; a rate of zero
        is about nobody, and stays. And the units that are too small, or of which the others are too few.

    Notes
    -----
    A comparison shows no sum in which a hidden count takes part (its target is that of the counts shown), so no second
    count has to be hidden to protect the first. A share of 0% or 100% says the same of everybody in the unit, and is
    hidden as in `disclosure.protect`.

    Examples
    --------
    >>> shown, out = hide_small(pd.Series([3.0, 40.0, 95.0, 0.0]), pd.Series([90.0] + [100.0] * 3), "proportion")
    >>> shown.isna().tolist(), out.tolist()
    ([True, False, False, True], [False, False, True, False])
    """
    if kind != "proportion":
        return counts.mask((counts > 0) & (counts < minimum)).astype(float), pd.Series(False, index=counts.index)
    others = base - counts
    return counts.mask(counts < minimum).astype(float), (base < minimum) | ((others >= 0) & (others < minimum))
