"""Cost-effectiveness, for outcomes one does not want to price."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates import as_result
from wij_impact.estimates.columns import as_floats, require_frame, row_of
from wij_impact.language import Text
from wij_impact.mkba.information import evpi

__all__ = ["acceptability_curve", "cost_effectiveness_plane", "icers"]

FRONTIER, EXTENDED, DOMINATED = "frontier", "extendedly dominated", "dominated"


def icers(strategies: pd.DataFrame) -> pd.DataFrame:
    """Incremental cost-effectiveness ratios along the efficient frontier.

    Parameters
    ----------
    strategies : DataFrame
        Columns strategy, cost, effect (more is better); other columns are kept.

    Returns
    -------
    pandas.DataFrame
        The rows and columns given, in their order and with their index, then compared_with (the next cheaper
        strategy on the frontier), incremental_cost, incremental_effect, icer, status. `status` is ``dominated``
        (another costs no more and does no less, and is better in one of the two), ``extendedly dominated`` (a mix of
        two others is better) or ``frontier``. The ratio is NaN for the cheapest strategy on the frontier and for
        dominated ones. Strategies with the same cost and effect (within
        1e-9 of the largest: rounding) share their status and ratio.

    Raises
    ------
    InputError
        For a missing column (the nearest is suggested), a missing number, or a strategy that comes twice.

    Notes
    -----
    Weinstein & Stason (1977); a strategy exactly on the line between two others stays on the frontier.

    Examples
    --------
    >>> table = pd.DataFrame({"strategy": ["usual", "plus"], "cost": [100.0, 300.0], "effect": [1.0, 1.5]})
    >>> icers(table)["icer"].tolist()
    [nan, 400.0]
    """
    cost, effect = (_snapped(values) for values in _check_strategies(strategies))
    points = sorted({(c, -e) for c, e in zip(cost, effect, strict=True)})
    efficient: list[tuple[float, float]] = []
    for c, minus in points:
        if not efficient or -minus > efficient[-1][1]:
            efficient.append((c, -minus))
    frontier = _hull(efficient)
    names = strategies["strategy"].tolist()
    first: dict[tuple[float, float], Any] = {}
    for name, point in zip(names, zip(cost, effect, strict=True), strict=True):
        first.setdefault(point, name)
    rows = [_judge(point, frontier, set(efficient), first) for point in zip(cost, effect, strict=True)]
    columns = ["compared_with", "incremental_cost", "incremental_effect", "icer", "status"]
    result = strategies.copy()
    for position, column in enumerate(columns):
        result[column] = [row[position] for row in rows]
    return result


def _snapped(values: list[float]) -> list[float]:
    """The values, with those that differ by rounding made equal."""
    slack = 1e-9 * max(map(abs, values), default=0.0)
    known: dict[float, float] = {}
    before: float | None = None
    for value in sorted(set(values)):
        before = value if before is None or value - before > slack else before
        known[value] = before
    return [known[value] for value in values]


def _check_strategies(strategies: pd.DataFrame) -> tuple[list[float], list[float]]:
    require_frame(strategies)
    for column in ("strategy", "cost", "effect"):
        if column not in strategies.columns:
            near = suggest(column, [str(name) for name in strategies.columns])
            raise InputError(
                Text(nl=f"kolom {column} ontbreekt.", en=f"column {column} is missing."),
                remedy=Text(nl=f"Bedoelt u kolom {near}? Noem die {column}." if near else f"Voeg {column} toe.",
                            en=f"Is it the column {near}? Call it {column}." if near else f"Add {column}."),
                column=column,
            )  # fmt: skip
    twice = strategies["strategy"][strategies["strategy"].duplicated()]
    if len(twice):
        raise InputError(
            Text(
                nl=f"strategie '{twice.iloc[0]}' staat er twee keer in.", en=f"strategy '{twice.iloc[0]}' comes twice."
            ),
            remedy=Text(nl="Geef elke strategie een eigen naam.", en="Give every strategy its own name."),
            row=row_of(strategies, int(np.flatnonzero(strategies["strategy"].duplicated())[0])),
            column="strategy",
        )
    numbers = []
    for column in ("cost", "effect"):
        values = as_floats(strategies[column], column)
        wrong = np.flatnonzero(~np.isfinite(values))
        if wrong.size:
            raise InputError(
                Text(nl=f"{column} ontbreekt of is geen getal.", en=f"{column} is missing or not a number."),
                remedy=Text(nl="Vul een getal in.", en="Fill in a number."),
                row=row_of(strategies, int(wrong[0])),
                column=column,
            )
        numbers.append(values.tolist())
    return numbers[0], numbers[1]


def _hull(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points from which no mix of two others gets more effect for the same cost; cost and effect both rise."""
    hull: list[tuple[float, float]] = []
    for point in points:
        while len(hull) > 1 and _above(hull[-2], hull[-1], point):
            hull.pop()
        hull.append(point)
    return hull


def _above(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    """Whether b costs more than the mix of a and c with the same effect."""
    one, other = (b[0] - a[0]) * (c[1] - b[1]), (c[0] - b[0]) * (b[1] - a[1])
    return one - other > 1e-9 * (abs(one) + abs(other))


def _judge(
    point: tuple[float, float],
    frontier: list[tuple[float, float]],
    efficient: set[tuple[float, float]],
    names: dict[tuple[float, float], Any],
) -> tuple[Any, float, float, float, str]:
    nothing = (None, math.nan, math.nan, math.nan)
    if point not in frontier:
        return (*nothing, EXTENDED if point in efficient else DOMINATED)
    place = frontier.index(point)
    if place == 0:
        return (*nothing, FRONTIER)
    before = frontier[place - 1]
    more_cost, more_effect = point[0] - before[0], point[1] - before[1]
    return names[before], more_cost, more_effect, more_cost / more_effect, FRONTIER


def _check_draws(
    costs: Any, effects: Any, strategies: Sequence[str] | None
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    named = strategies
    if named is None and isinstance(costs, pd.DataFrame):
        named = [str(column) for column in costs.columns]
    c, e = np.asarray(costs, dtype="float64"), np.asarray(effects, dtype="float64")
    if c.ndim != 2 or c.shape != e.shape or not c.size:
        raise UsageError(
            f"costs have shape {c.shape} and effects {e.shape}.",
            remedy="Give one row per draw and one column per strategy in both.",
        )
    for name, values in (("costs", c), ("effects", e)):
        wrong = np.argwhere(~np.isfinite(values))
        if len(wrong):
            raise InputError(
                f"{name} is missing or infinite in draw {wrong[0][0]}, strategy {wrong[0][1]}.",
                remedy="Every draw needs a number for every strategy.",
            )
    names = list(named) if named is not None else [str(i) for i in range(c.shape[1])]
    if len(names) != c.shape[1]:
        raise UsageError(f"there are {len(names)} names for {c.shape[1]} strategies.", remedy="Name every strategy.")
    return c, e, names


def cost_effectiveness_plane(
    costs: Any, effects: Any, *, reference: int | str = 0, strategies: Sequence[str] | None = None
) -> pd.DataFrame:
    """What each strategy costs and does more than the reference, on average and as points of the plane.

    Parameters
    ----------
    costs, effects : array-like, shape (draws, strategies)
        Draws per strategy.
    reference : int or str
        The column or name compared with.
    strategies : sequence of str, optional
        Names; by default the columns of `costs`, or 0, 1, ...

    Returns
    -------
    pandas.DataFrame
        One row per other strategy: strategy, the common columns (estimate: ratio of the mean incremental cost to the
        mean incremental effect), incremental_cost, incremental_effect, and the share of draws in each quadrant:
        north_east (dearer, more effect), south_east (cheaper, more effect: dominates), south_west, north_west.

    Examples
    --------
    >>> costs, effects = [[1.0, 3.0], [1.0, 4.0]], [[0.0, 1.0], [0.0, 2.0]]
    >>> round(float(cost_effectiveness_plane(costs, effects)["estimate"][0]), 4)
    1.6667
    """
    c, e, names = _check_draws(costs, effects, strategies)
    if reference in names:
        base = names.index(str(reference))
    elif isinstance(reference, int | np.integer) and 0 <= reference < len(names):
        base = int(reference)
    else:
        near = suggest(str(reference), names)
        raise UsageError(f"there is no strategy {reference!r}.", remedy=f"Did you mean {near}?" if near else "")
    rows = []
    for other in range(len(names)):
        if other == base:
            continue
        dc, de = c[:, other] - c[:, base], e[:, other] - e[:, base]
        mean_c, mean_e = float(dc.mean()), float(de.mean())
        rows.append(
            {
                "strategy": names[other], "estimate": mean_c / mean_e if mean_e else math.nan, "n": len(dc),
                "method": "ratio of means", "incremental_cost": mean_c, "incremental_effect": mean_e,
                "north_east": float(((dc > 0) & (de > 0)).mean()), "south_east": float(((dc <= 0) & (de > 0)).mean()),
                "south_west": float(((dc <= 0) & (de <= 0)).mean()), "north_west": float(((dc > 0) & (de <= 0)).mean()),
            }
        )  # fmt: skip
    return as_result(rows, ["strategy"])


def acceptability_curve(
    costs: Any, effects: Any, thresholds: Any, *, strategies: Sequence[str] | None = None
) -> pd.DataFrame:
    """The chance that each strategy is the best one, by what a unit of effect is worth.

    Parameters
    ----------
    costs, effects : array-like, shape (draws, strategies)
        Draws per strategy.
    thresholds : array-like
        Willingness to pay per unit of effect.
    strategies : sequence of str, optional
        Names; by default the columns of `costs`, or 0, 1, ...

    Returns
    -------
    pandas.DataFrame
        One row per threshold and strategy: threshold, strategy, the common columns (estimate: share of draws in which
        its net benefit is the highest; equal ones share a draw), expected_net_benefit, incremental_net_benefit
        (against the first strategy), best (highest expected net benefit), evpi.

    Notes
    -----
    van Hout et al. (1994), Health Econ 3:309-319; the strategy with the best chance need not be the best on average.

    Examples
    --------
    >>> curve = acceptability_curve([[1.0, 3.0], [1.0, 4.0]], [[0.0, 1.0], [0.0, 2.0]], [1.6])
    >>> curve["estimate"].tolist(), curve["best"].tolist()
    ([0.5, 0.5], [True, False])
    """
    c, e, names = _check_draws(costs, effects, strategies)
    rows = []
    for threshold in np.atleast_1d(np.asarray(thresholds, dtype="float64")).tolist():
        benefits = threshold * e - c
        top = benefits == benefits.max(axis=1, keepdims=True)
        chances = (top / top.sum(axis=1, keepdims=True)).mean(axis=0)
        means, known = benefits.mean(axis=0), evpi(benefits)
        for i, name in enumerate(names):
            chance = float(chances[i])
            rows.append(
                {
                    "threshold": threshold,
                    "strategy": name,
                    "estimate": chance,
                    "std_error": math.sqrt(max(chance * (1 - chance), 0.0) / len(c)),
                    "n": len(c),
                    "method": "share of draws",
                    "expected_net_benefit": float(means[i]),
                    "incremental_net_benefit": float(means[i] - means[0]),
                    "best": i == int(np.argmax(means)),
                    "evpi": known,
                }
            )
    return as_result(rows, ["threshold", "strategy"])
