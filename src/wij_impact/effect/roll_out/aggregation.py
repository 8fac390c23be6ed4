"""Adding up group-time effects: over all, by time since the start, by cohort, by period.

The weights are shares of the cohorts, which are estimated: their uncertainty is part of every standard error
(Callaway & Sant'Anna 2021, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.effect.panels.clusters import t_limits, t_p_value
from wij_impact.effect.panels.panel import Panel
from wij_impact.effect.roll_out.group_time import Cells
from wij_impact.effect.roll_out.small_groups import plain_error, small_group_spread
from wij_impact.estimates import as_result

__all__ = ["Sum", "by_event_time", "by_group", "by_period", "cell_sums", "overall", "p_value_of", "result_frame"]

Numbers = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sum:
    """One estimate as a weighted sum of cells.

    Attributes
    ----------
    keys : dict
        What it is: a period, a cohort, the time since the start.
    weights : array (cells,)
    estimate : float
    influence : array (units,)
        Of the effects and of the weights.
    units : int
        Treated units and controls that it rests on.
    """

    keys: dict[str, Any]
    weights: Numbers
    estimate: float
    influence: Numbers
    units: int


def _weighted(panel: Panel, cells: Cells, chosen: Bools, keys: dict[str, Any]) -> Sum:
    """Cells weighted by the share of their cohort."""
    member = (panel.cohort[:, None] == cells.group[None, chosen]) * panel.counted[:, None]
    share = member.mean(axis=0)
    whole = share.sum()
    drift = member - share
    shift = drift / whole - drift.sum(axis=1, keepdims=True) * share[None, :] / whole**2
    influence = cells.influence[:, chosen] @ (share / whole) + shift @ cells.att[chosen]
    weights = np.zeros(len(cells.att))
    weights[chosen] = share / whole
    return Sum(keys, weights, float(cells.att @ weights), influence, _units(cells, weights))


def _even(cells: Cells, parts: list[Sum], keys: dict[str, Any]) -> Sum:
    """The plain mean of sums."""
    weights = np.mean([part.weights for part in parts], axis=0)
    influence = np.mean([part.influence for part in parts], axis=0)
    estimate = float(np.mean([part.estimate for part in parts]))
    return Sum(keys, weights, estimate, influence, _units(cells, weights))


def _units(cells: Cells, weights: Numbers) -> int:
    held = ~np.isnan(cells.residual[:, weights != 0])
    return int(held.any(axis=1).sum())


def cell_sums(cells: Cells) -> list[Sum]:
    """Each cell by itself."""
    size = len(cells.att)
    return [
        Sum(
            {"group": cells.group[k], "time": cells.time[k], "base": cells.base[k]},
            np.eye(size)[k],
            float(cells.att[k]),
            cells.influence[:, k],
            int(cells.treated_n[k] + cells.control_n[k]),
        )
        for k in range(size)
    ]


def overall(panel: Panel, cells: Cells) -> list[Sum]:
    """All treated cells, weighted by cohort."""
    return [_weighted(panel, cells, cells.after, {"aggregation": "overall"})]


def by_event_time(panel: Panel, cells: Cells) -> list[Sum]:
    """Per period since the start; the overall is the plain mean from the start on."""
    since = cells.time - cells.group
    parts = [
        _weighted(panel, cells, since == e, {"aggregation": "event_time", "event_time": e}) for e in np.unique(since)
    ]
    later = [part for part in parts if part.keys["event_time"] >= 0]
    return [_even(cells, later, {"aggregation": "overall", "event_time": np.nan}), *parts]


def by_group(panel: Panel, cells: Cells) -> list[Sum]:
    """Per cohort, the plain mean of its treated periods; the overall weighs the cohorts by their share."""
    parts = []
    for group in np.unique(cells.group[cells.after]):
        chosen = (cells.group == group) & cells.after
        weights = chosen / chosen.sum()
        parts.append(
            Sum(
                {"aggregation": "group", "group": group}, weights, float(cells.att @ weights),
                cells.influence @ weights, _units(cells, weights),
            )
        )  # fmt: skip
    return [_over_groups(panel, cells, parts), *parts]


def _over_groups(panel: Panel, cells: Cells, parts: list[Sum]) -> Sum:
    member = np.column_stack([(panel.cohort == part.keys["group"]) * panel.counted for part in parts])
    share = member.mean(axis=0)
    each = np.array([part.estimate for part in parts])
    drift = member - share
    shift = drift / share.sum() - drift.sum(axis=1, keepdims=True) * share / share.sum() ** 2
    weights = np.sum([p.weights * s for p, s in zip(parts, share / share.sum(), strict=True)], axis=0)
    influence = np.column_stack([part.influence for part in parts]) @ (share / share.sum()) + shift @ each
    estimate = float(each @ share / share.sum())
    return Sum({"aggregation": "overall", "group": np.nan}, weights, estimate, influence, _units(cells, weights))


def by_period(panel: Panel, cells: Cells) -> list[Sum]:
    """Per period, the cohorts treated by then; the overall is the plain mean of the periods."""
    parts = [
        _weighted(panel, cells, cells.after & (cells.time == t), {"aggregation": "time", "time": t})
        for t in np.unique(cells.time[cells.after])
    ]
    return [_even(cells, parts, {"aggregation": "overall", "time": np.nan}), *parts]


def result_frame(panel: Panel, cells: Cells, sums: list[Sum], method: str, level: float) -> pd.DataFrame:
    """Sums in the one shape of a result.

    `std_error` is that of the influence function; `lower` and `upper` use `corrected_error` and a t with `df`
    (`small_groups`). An estimate that rests on one unit has no interval of its own, and its method says so.
    """
    rows = []
    for one in sums:
        error, df, lone = _judged(panel, cells, one)
        lower, upper = t_limits(one.estimate, error, df, level)
        rows.append(
            one.keys
            | {
                "estimate": one.estimate,
                "std_error": plain_error(one.influence),
                "lower": lower,
                "upper": upper,
                "level": level,
                "n": one.units,
                "method": f"{method}; unbounded: rests on {lone}" if lone else method,
                "corrected_error": error,
                "df": df,
                "p_value": t_p_value(one.estimate, error, df),
            }
        )
    return as_result(rows, list(sums[0].keys))


def p_value_of(panel: Panel, cells: Cells, one: Sum) -> float:
    """The p-value that `result_frame` gives this sum."""
    error, df, _ = _judged(panel, cells, one)
    return t_p_value(one.estimate, error, df)


def _judged(panel: Panel, cells: Cells, one: Sum) -> tuple[float, float, str]:
    """Error, degrees of freedom (0: no interval) and which side is a single unit."""
    spread = small_group_spread(panel, cells, one.weights, one.influence)
    lone = _lone(panel, cells, one)
    return spread.error, 0.0 if lone else spread.df, lone


def _lone(panel: Panel, cells: Cells, one: Sum) -> str:
    """Which side of the comparison is a single unit; empty when neither is."""
    used = one.weights != 0
    if np.isin(panel.cohort, cells.group[used]).sum() == 1:
        return "one treated unit"
    return "one control unit" if cells.control_n[used].min() == 1 else ""
