"""The p-value of the overall effect for many sets of outcomes of one design at once: for simulation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from wij_impact.effect.panels.panel import Panel
from wij_impact.effect.roll_out.aggregation import overall, p_value_of
from wij_impact.effect.roll_out.group_time import group_time_cells

__all__ = ["overall_p_values"]

Numbers = npt.NDArray[np.float64]


def overall_p_values(panel: Panel, outcomes: Numbers) -> Numbers:
    """What `staggered(...).simple` gives as p-value, per set of outcomes.

    Parameters
    ----------
    panel : Panel
        Who starts when: every unit in every period, no covariates and no weights.
    outcomes : array (draws, units, periods)
        In place of the outcomes of the panel.

    Notes
    -----
    The same sums as `group_time` and `small_groups`, over all draws together. With a single treated unit or a single
    control those take another road, and so does this: one by one.
    """
    never = np.isinf(panel.cohort)
    sizes = {float(one): int((panel.cohort == one).sum()) for one in np.unique(panel.cohort)}
    starts = {one: int(np.searchsorted(panel.times, one)) for one in sizes if np.isfinite(one)}
    starts = {one: at for one, at in starts.items() if at > 0}
    if never.sum() < 2 or sum(sizes[one] for one in starts) < 2:
        return np.array([_single(panel, one) for one in outcomes])
    n, periods = len(panel.cohort), len(panel.times)
    cells = [(group, place) for group, at in starts.items() for place in range(at, periods)]
    share = np.array([sizes[group] / n for group, _ in cells])
    weights = share / share.sum()
    effects = np.empty((len(outcomes), len(cells)))
    influence = np.zeros(outcomes.shape[:2])
    beside = {group: np.zeros((len(outcomes), int(never.sum()))) for group in starts if sizes[group] == 1}
    for k, (group, place) in enumerate(cells):
        mine = panel.cohort == group
        change = outcomes[:, :, place] - outcomes[:, :, starts[group] - 1]
        rest = change - change[:, never].mean(axis=1, keepdims=True)
        effects[:, k] = rest[:, mine].mean(axis=1)
        influence[:, mine] += weights[k] * (rest[:, mine] - effects[:, [k]]) * n / sizes[group]
        influence[:, never] -= weights[k] * rest[:, never] * n / sizes[np.inf]
        if group in beside:
            beside[group] += weights[k] * rest[:, never]
    # The shares of the cohorts are estimated too.
    drift = (panel.cohort[:, None] == np.array([group for group, _ in cells])) - share
    shift = drift / share.sum() - drift.sum(axis=1, keepdims=True) * share / share.sum() ** 2
    influence += effects @ shift.T
    # A cohort of one shows no spread: it gets that of the controls of its comparisons.
    lone = {group: (n * one.std(axis=1, ddof=1)) ** 2 for group, one in beside.items()}
    return _judged(panel, effects @ weights, influence, {*starts, np.inf}, sizes, lone)


def _judged(
    panel: Panel,
    estimate: Numbers,
    influence: Numbers,
    involved: set[float],
    sizes: dict[float, int],
    lone: dict[float, Numbers],
) -> Numbers:
    """The t with the spread of small groups (`small_group_spread`), per draw."""
    between, variance, weighed = np.zeros(len(estimate)), np.zeros(len(estimate)), np.zeros(len(estimate))
    for group, size in sizes.items():
        mine = influence[:, panel.cohort == group]
        if group not in involved:
            between += (mine**2).sum(axis=1)
            continue
        if group in lone:
            variance += lone[group]
            weighed += lone[group] ** 2 / (sizes[np.inf] - 1)
            continue
        mean = mine.mean(axis=1, keepdims=True)
        square = ((mine - mean) ** 2).sum(axis=1) * size / (size - 1)
        variance += square
        weighed += square**2 / (size - 1)
        between += size * mean[:, 0] ** 2
    error = np.sqrt(variance + between) / len(panel.cohort)
    return np.asarray(2 * stats.t.sf(np.abs(estimate / error), variance**2 / weighed))


def _single(panel: Panel, outcomes: Numbers) -> float:
    made = replace(panel, y=outcomes)
    cells = group_time_cells(made, "never")
    return p_value_of(made, cells, overall(made, cells)[0])
