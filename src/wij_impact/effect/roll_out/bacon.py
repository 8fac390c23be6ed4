"""What plain two-way fixed effects compares: the Goodman-Bacon decomposition."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.effect.panels.clusters import t_limits, t_p_value
from wij_impact.effect.panels.panel import Panel
from wij_impact.estimates import as_result

__all__ = ["bacon_weights", "complete_panel", "twice_centred", "two_way_fixed_effects"]

Numbers = npt.NDArray[np.float64]
FAIR, EARLIER, FORBIDDEN = "treated vs never treated", "earlier vs later treated", "later vs earlier treated"


def complete_panel(panel: Panel) -> Panel:
    """The units seen in every period."""
    keep = ~np.isnan(panel.y).any(axis=1)
    return replace(
        panel, y=panel.y[keep], units=panel.units[keep], cohort=panel.cohort[keep], covariates=panel.covariates[keep],
        weights=None if panel.weights is None else panel.weights[keep],
    )  # fmt: skip


def two_way_fixed_effects(panel: Panel, level: float) -> pd.DataFrame:
    """The coefficient of treatment with unit and period effects: shown, never the headline."""
    panel = complete_panel(panel)
    n = len(panel.y)
    if n < 2:
        return _not_identified(n, level)
    counted = panel.counted
    left = twice_centred((panel.times[None, :] >= panel.cohort[:, None]).astype(float), counted)
    square = float(counted @ (left**2).sum(axis=1))
    if square == 0:
        return _not_identified(n, level)
    estimate = float(counted @ (left * panel.y).sum(axis=1) / square)
    y = twice_centred(panel.y, counted)
    scores = counted * (left * (y - estimate * left)).sum(axis=1)
    error = float(np.sqrt((scores**2).sum() * n / (n - 1)) / square)
    lower, upper = t_limits(estimate, error, n - 1, level)
    row = {
        "estimate": estimate, "std_error": error, "lower": lower, "upper": upper, "level": level, "n": n,
        "method": f"two-way fixed effects, cluster-robust t(df={n - 1}); not the headline",
        "p_value": t_p_value(estimate, error, n - 1),
    }  # fmt: skip
    return as_result([row], [])


def twice_centred(values: Numbers, counted: Numbers) -> Numbers:
    """Less the mean of each unit and, as units count, of each period; axes (..., units, periods)."""
    own = values - values.mean(axis=-1, keepdims=True)
    return np.asarray(own - np.einsum("...ut,u->...t", own, counted / counted.sum())[..., None, :])


def _not_identified(n: int, level: float) -> pd.DataFrame:
    row = {"estimate": np.nan, "n": n, "level": level, "method": "two-way fixed effects: not identified"}
    return as_result([row | {"p_value": np.nan}], [])


def bacon_weights(panel: Panel) -> pd.DataFrame:
    """Every two-by-two comparison in two-way fixed effects, with its weight; the weights add up to 1.

    Returns
    -------
    DataFrame
        ``treated, control, kind, weight, estimate``; the weighted sum is the coefficient of two-way fixed effects.

    Notes
    -----
    Goodman-Bacon (2021), theorem 1. A comparison "later vs earlier treated" takes units that are treated already for
    controls: when effects grow, it has the wrong sign. Units with a gap are left out.
    """
    columns = ["treated", "control", "kind", "weight", "estimate"]
    panel = complete_panel(panel)
    groups = np.unique(panel.cohort)
    share = {g: float(panel.counted[panel.cohort == g].sum() / len(panel.cohort)) for g in groups}
    on = {g: float((panel.times >= g).mean()) for g in groups}
    path = {g: np.average(panel.y[panel.cohort == g], axis=0, weights=panel.counted[panel.cohort == g]) for g in groups}
    rows = []
    for i, early in enumerate(groups):
        for late in groups[i + 1 :]:
            rows += _pair(panel.times, early, late, share, on, path)
    whole = sum(row["weight"] for row in rows)
    return pd.DataFrame([row | {"weight": row["weight"] / whole} for row in rows if whole], columns=columns)


def _pair(
    times: Numbers,
    early: float,
    late: float,
    share: dict[float, float],
    on: dict[float, float],
    path: dict[float, Numbers],
) -> list[dict[str, Any]]:
    both = share[early] + share[late]
    mix = share[early] / both * share[late] / both
    before, between, after = times < early, (times >= early) & (times < late), times >= late

    def change(group: float, post: npt.NDArray[np.bool_], pre: npt.NDArray[np.bool_]) -> float:
        return float(path[group][post].mean() - path[group][pre].mean())

    rows: list[dict[str, Any]] = []
    if before.any() and between.any():
        weight = both**2 * mix * (on[early] - on[late]) * (1 - on[early])
        kind = FAIR if np.isinf(late) else EARLIER
        estimate = change(early, between, before) - change(late, between, before)
        rows.append({"treated": early, "control": late, "kind": kind, "weight": weight, "estimate": estimate})
    if between.any() and after.any():
        weight = both**2 * mix * on[late] * (on[early] - on[late])
        estimate = change(late, after, between) - change(early, after, between)
        rows.append({"treated": late, "control": early, "kind": FORBIDDEN, "weight": weight, "estimate": estimate})
    return rows
