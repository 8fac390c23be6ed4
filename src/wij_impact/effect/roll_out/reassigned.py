"""The overall effect of a roll-out judged without a t: other units could have had these starts, or other signs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.effect.panels.panel import Panel
from wij_impact.effect.roll_out.bacon import complete_panel, twice_centred
from wij_impact.estimates import as_result

__all__ = ["fixed_sum", "reassigned"]

Numbers = npt.NDArray[np.float64]
TIE = 1e-9
LEAST_DRAWS = 99  # below this many a p-value is not worth printing


def reassigned(
    panel: Panel, control: str, simple: pd.DataFrame, twfe: pd.DataFrame, level: float, draws: int, seed: int
) -> pd.DataFrame:
    """Rows ``estimator, inference``: the t that is printed, permutations and the wild bootstrap.

    Notes
    -----
    Permutation: the starts change hands among the units, `draws` times, the real one counted; the statistic is the
    estimate over its spread, so that cohorts that vary more are not taken for an effect (Chung & Romano 2013), where
    every cohort has two units or more. It is exact when the starts were drawn among the units. Wild bootstrap of
    two-way fixed effects: null imposed, one Rademacher sign per unit (Cameron, Gelbach & Miller 2008). Both need every
    unit in every period and no covariates.
    """
    first, plain = simple.iloc[0], twfe.iloc[0]
    rows: list[dict[str, Any]] = [
        {"estimator": "simple", "inference": "small_group_t", "headline": True, **_seen(first)},
        {"estimator": "two-way fixed effects", "inference": "cluster_t", "headline": False, **_seen(plain)},
    ]
    whole = complete_panel(panel)
    fits = panel.covariates.shape[2] == 0 and len(whole.cohort) == len(panel.cohort) and draws >= LEAST_DRAWS
    if not fits or _nothing_moves(panel):
        return as_result(rows, ["estimator", "inference"])
    rng = np.random.default_rng(seed)
    orders = np.vstack([np.arange(len(panel.cohort)), *(rng.permutation(len(panel.cohort)) for _ in range(draws))])
    said = f"{draws:,} drawn assignments of the starts to units"
    for name, row, size in (
        ("simple", first, _simple(panel, control, orders)),
        ("two-way fixed effects", plain, _two_way(panel, orders)),
    ):
        if size is None or not np.isfinite(size[0]):
            continue
        p_value = float((size >= size[0] * (1 - TIE)).mean())
        rows.append(_beside(name, "permutation", row, p_value, f"randomisation inference, {said}"))
    signs = rng.choice(np.array([-1.0, 1.0]), (draws, len(panel.cohort)))
    p_value = _wild(panel, signs)
    if np.isfinite(p_value):
        said = f"wild cluster bootstrap, null imposed (Rademacher, {draws:,} draws)"
        rows.append(_beside("two-way fixed effects", "wild_bootstrap", plain, p_value, said))
    return as_result(rows, ["estimator", "inference"])


def _nothing_moves(panel: Panel) -> bool:
    """Whether units and periods explain the outcome but for rounding: no order of the starts says anything then."""
    rest = twice_centred(panel.y, panel.counted)
    return bool(np.abs(rest).max() <= 1e-12 * np.abs(panel.y).max())


def _seen(row: pd.Series) -> dict[str, Any]:
    kept = ("estimate", "std_error", "lower", "upper", "level", "n", "method", "p_value")
    return {name: row[name] for name in kept}


def _beside(estimator: str, inference: str, row: pd.Series, p_value: float, method: str) -> dict[str, Any]:
    return {
        "estimator": estimator, "inference": inference, "headline": False, "estimate": row["estimate"],
        "level": row["level"], "n": row["n"], "p_value": p_value, "method": method,
    }  # fmt: skip


def fixed_sum(panel: Panel, control: str) -> tuple[Numbers, Numbers]:
    """What the mean path of each cohort adds to the overall effect, shape (cohorts, periods).

    The estimate is a fixed sum of the cohorts' mean paths: giving the starts to other units changes the paths only.
    """
    groups = np.unique(panel.cohort)
    share = np.array([panel.counted[panel.cohort == g].sum() for g in groups])
    found, whole = np.zeros((len(groups), len(panel.times))), 0.0
    for k, group in enumerate(groups[np.isfinite(groups)]):
        start = int(np.searchsorted(panel.times, group))
        for place in range(start, len(panel.times)):
            others = np.isinf(groups) if control == "never" else groups > panel.times[place]
            if start == 0 or not others.any():
                continue
            whole += share[k]
            found[k, place] += share[k]
            found[k, start - 1] -= share[k]
            part = others * share / (others * share).sum()
            found[:, place] -= share[k] * part
            found[:, start - 1] += share[k] * part
    return groups, found / whole if whole else found


def _simple(panel: Panel, control: str, orders: npt.NDArray[np.int64]) -> Numbers | None:
    """|estimate| over its spread for every order of the starts."""
    groups, reach = fixed_sum(panel, control)
    parts = panel.y @ reach.T
    held, counted = panel.cohort[orders], panel.counted
    estimate, variance = np.zeros(len(orders)), np.zeros(len(orders))
    lone = False
    for k, group in enumerate(groups):
        mine = held == group
        weight = mine * counted
        mean = weight @ parts[:, k] / weight.sum(axis=1)
        estimate += mean
        size = int((panel.cohort == group).sum())
        lone |= size < 2
        apart = (weight * (parts[:, k] - mean[:, None])) ** 2
        variance += apart.sum(axis=1) / weight.sum(axis=1) ** 2 * size / max(size - 1, 1)
    return np.abs(estimate) if lone else np.abs(estimate) / np.sqrt(variance)


def _two_way(panel: Panel, orders: npt.NDArray[np.int64]) -> Numbers | None:
    """|coefficient| over its cluster-robust error for every order of the starts."""
    counted = panel.counted
    y = twice_centred(panel.y, counted)
    found = np.empty(len(orders))
    for at, order in enumerate(orders):
        d = (panel.times[None, :] >= panel.cohort[order][:, None]).astype(float)
        left = twice_centred(d, counted)
        square = float(counted @ (left**2).sum(axis=1))
        if square <= 0:
            return None
        estimate = float(counted @ (left * y).sum(axis=1) / square)
        scores = counted * (left * (y - estimate * left)).sum(axis=1)
        found[at] = abs(estimate) * square / np.sqrt((scores**2).sum())
    return found


def _wild(panel: Panel, signs: Numbers) -> float:
    """p-value of no effect in two-way fixed effects."""
    counted = panel.counted
    left = twice_centred((panel.times[None, :] >= panel.cohort[:, None]).astype(float), counted)
    square = float(counted @ (left**2).sum(axis=1))
    if square <= 0:
        return float("nan")
    y = twice_centred(panel.y, counted)

    def size(values: Numbers) -> Numbers:
        estimate = np.einsum("...ut,ut,u->...", values, left, counted) / square
        rest = values - estimate[..., None, None] * left
        scores = counted * (left * rest).sum(axis=-1)
        return np.asarray(np.abs(estimate) * square / np.sqrt((scores**2).sum(axis=-1)))

    drawn = size(twice_centred(signs[:, :, None] * y, counted))
    return float(((drawn >= size(y) * (1 - TIE)).sum() + 1) / (len(signs) + 1))
