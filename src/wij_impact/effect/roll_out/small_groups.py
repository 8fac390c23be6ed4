"""Standard errors of sums of group-time effects, and intervals that hold with a handful of units per cohort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wij_impact.effect.panels.panel import Panel
from wij_impact.effect.roll_out.group_time import Cells

__all__ = ["Spread", "plain_error", "small_group_spread"]

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """Standard error of one estimate, corrected for small cohorts, and the degrees of freedom of its t."""

    error: float
    df: float


def plain_error(influence: Numbers) -> float:
    """Root of the mean square of the influence over the number of units: what R's `did` prints."""
    return float(np.sqrt((influence**2).sum()) / len(influence))


def small_group_spread(panel: Panel, cells: Cells, weights: Numbers, influence: Numbers) -> Spread:
    """Spread of the estimate with these weights over the cells.

    Notes
    -----
    Per cohort (the never treated are one) the influence varies around its mean for n - 1 of its n units; the plain
    formula divides by n, which is 14% too little for 7. The degrees of freedom are Satterthwaite's over cohorts. A
    cohort of one shows no spread: it gets that of the other units of the same comparisons.
    """
    n = len(panel.cohort)
    variance = between = 0.0
    parts: list[tuple[float, float]] = []
    involved = (cells.residual[:, weights != 0] == cells.residual[:, weights != 0]).any(axis=1)
    for group in np.unique(panel.cohort[involved]):
        mine = involved & (panel.cohort == group)
        size, mean = int(mine.sum()), float(influence[mine].mean())
        used = panel.covariates.shape[2] if np.isinf(group) else 0
        df = float(max(size - 1 - used, 1))
        if size == 1 and np.isfinite(group):
            square, df = _lone_square(panel, cells, weights, group), _others(panel) - 1
        else:
            square = float(((influence[mine] - mean) ** 2).sum()) * size / df
            between += size * mean**2
        variance += square
        parts.append((square, df))
    between += float((influence[~involved] ** 2).sum())
    error = float(np.sqrt(variance + between) / n)
    df = variance**2 / sum(square**2 / df for square, df in parts) if variance > 0 else 0.0
    return Spread(error, float(df))


def _others(panel: Panel) -> int:
    return max(int(np.isinf(panel.cohort).sum()), 2)


def _lone_square(panel: Panel, cells: Cells, weights: Numbers, group: float) -> float:
    """Squared influence to expect of a cohort of one, from the controls of its comparisons."""
    own = (cells.group == group) & (weights != 0)
    part = cells.residual[:, own][panel.cohort != group]
    if ((~np.isnan(part)).sum(axis=0) < 2).any():  # one control: nothing shows how far changes differ
        return np.inf
    whole = part[~np.isnan(part).any(axis=1)]
    if len(whole) > 1:
        spread = float((whole @ weights[own]).std(ddof=1))
    else:  # no unit is a control throughout: add up the spreads, which is never too small
        spread = float((np.nanstd(part, axis=0, ddof=1) * np.abs(weights[own])).sum())
    return (len(panel.cohort) * spread) ** 2
