"""When many comparisons are made, some come out by chance: control of the family-wise error and of the FDR."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates.columns import Numbers, choose, row_of
from wij_impact.language import Text

__all__ = ["MULTIPLE", "adjust_p_values", "cut_after"]

MULTIPLE = ("none", "family", "fdr")


def adjust_p_values(p_values: Sequence[float] | Numbers, method: str = "family") -> Numbers:
    """Adjusted p-values; compare them with 1 - level.

    Parameters
    ----------
    p_values : sequence of float
        One per comparison; NaN marks a comparison that could not be made and is not counted.
    method : {"family", "fdr", "none"}
        ``family``: Holm (1979), the chance of any false flag. ``fdr``: Benjamini & Hochberg (1995), the expected
        share of false flags among the flags. ``none``: as they are.

    Raises
    ------
    InputError
        For a p-value outside 0 to 1.

    Examples
    --------
    >>> [round(float(p), 3) for p in adjust_p_values([0.01, 0.04, 0.03], "family")]
    [0.03, 0.06, 0.06]
    >>> [round(float(p), 3) for p in adjust_p_values([0.01, 0.04, 0.03], "fdr")]
    [0.03, 0.04, 0.04]
    """
    choose(method, MULTIPLE, "multiple")
    given = np.asarray(p_values, dtype=float)
    present = ~np.isnan(given)
    p = given[present]
    if ((p < 0) | (p > 1)).any():
        row = int(np.argmax((given < 0) | (given > 1)))
        raise InputError(
            Text(nl=f"{given[row]:g} is geen kans.", en=f"{given[row]:g} is not a probability."),
            remedy=Text(nl="Een p-waarde ligt tussen 0 en 1.", en="A p-value lies between 0 and 1."),
            row=row_of(pd.Series(p_values), row),
        )
    adjusted = given.copy()
    if method == "none" or not len(p):
        return adjusted
    m, order = len(p), np.argsort(p, kind="stable")
    ranked = p[order]
    if method == "family":
        steps = np.maximum.accumulate(ranked * (m - np.arange(m)))
    else:
        steps = np.minimum.accumulate((ranked * m / np.arange(1, m + 1))[::-1])[::-1]
    back = np.empty(m)
    back[order] = np.minimum(steps, 1.0)
    adjusted[present] = back
    return adjusted


def cut_after(p_values: Numbers, method: str, alpha: float) -> float:
    """The unadjusted p-value at or below which the adjusted one is at most `alpha`, given these comparisons.

    Examples
    --------
    >>> cut_after(np.array([0.001, 0.02, 0.6, 0.9]), "fdr", 0.05)
    0.025
    """
    given = np.asarray(p_values, float)
    present = given[~np.isnan(given)]
    m = len(present)
    if method == "none" or m == 0:
        return alpha
    found = int((adjust_p_values(present, method) <= alpha).sum())
    return alpha / max(m - found, 1) if method == "family" else alpha * max(found, 1) / m
