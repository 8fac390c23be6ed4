"""Data envelopment analysis: which units do as much with less? Exploratory, never a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from wij_impact.benchmark.simplex import Index, Programmes, Solution, solve
from wij_impact.errors import InputError
from wij_impact.estimates import as_result
from wij_impact.estimates.columns import Numbers, choose, keep_keys, need_units, numbers, row_of, unit_names
from wij_impact.estimates.columns import names as as_names
from wij_impact.language import Text

__all__ = ["ORIENTATIONS", "RETURNS", "efficiency", "efficiency_without"]

RETURNS = ("crs", "vrs", "drs", "irs")
ORIENTATIONS = ("input", "output")
ZERO = 1e-9  # below this a weight or slack is rounding


@dataclass(frozen=True)
class Scores:
    """Scores, weights of the peers (units, reference) and slacks in the units of the mean column."""

    score: Numbers
    weights: Numbers
    slacks: Numbers


def efficiency(
    data: pd.DataFrame,
    inputs: str | Sequence[str],
    outputs: str | Sequence[str],
    unit: str,
    returns: Literal["crs", "vrs", "drs", "irs"] = "crs",
    orientation: Literal["input", "output"] = "input",
) -> pd.DataFrame:
    """Score each unit against the best combination of the others.

    Parameters
    ----------
    data : DataFrame
        One row per unit.
    inputs, outputs : str or list of str
        Columns with what goes in and what comes out, 0 or more; at least one of each above 0 per unit.
    unit : str
        Column with the name of the unit.
    returns : {"crs", "vrs", "drs", "irs"}
        Constant, variable, decreasing or increasing returns to scale.
    orientation : {"input", "output"}
        Input: the share of its inputs with which the best practice would do as much (0 to 1]. Output: how many times
        its outputs the best practice would make with the same inputs (1 or more).

    Returns
    -------
    DataFrame
        One row per unit: ``estimate`` is the score; ``efficient`` (score 1 and no slack), ``peers`` with their weights,
        ``scale_efficiency`` (constant over variable returns), one ``slack_...`` column per input and output in its
        own unit. There is no standard error: DEA takes every difference for inefficiency and every number for
        exact. ``n`` is the number of units.

    Raises
    ------
    InputError
        For negative or missing values, or a unit with nothing in or nothing out.

    Notes
    -----
    Charnes, Cooper & Rhodes (1978) EJOR 2:429-444; Banker, Charnes & Cooper (1984) Mgmt Sci 30:1078-1092. Slacks
    maximise the sum of slacks over column means, so that the unit of measurement does not matter.

    Examples
    --------
    >>> teams = pd.DataFrame({"team": ["A", "B", "C"], "staff": [2.0, 4.0, 5.0], "helped": [10.0, 20.0, 20.0]})
    >>> efficiency(teams, "staff", "helped", "team")["estimate"].round(6).tolist()
    [1.0, 1.0, 0.8]
    """
    choose(returns, RETURNS, "returns")
    choose(orientation, ORIENTATIONS, "orientation")
    units, x, y = _read(data, as_names(inputs), as_names(outputs), unit)
    scores = _score(x, y, returns, orientation)
    constant = scores.score if returns == "crs" else _score(x, y, "crs", orientation, slacks=False).score
    variable = scores.score if returns == "vrs" else _score(x, y, "vrs", orientation, slacks=False).score
    scale = constant / variable if orientation == "input" else variable / constant
    method = f"DEA, {returns.upper()}, {orientation} orientation, exploratory"
    columns = [*as_names(inputs), *as_names(outputs)]
    means = np.concatenate([x.mean(axis=0), y.mean(axis=0)])
    rows = []
    for i, name in enumerate(units):
        slack = scores.slacks[i] * means
        row = {unit: name, "estimate": float(scores.score[i]), "n": len(units), "method": method}
        row |= {"efficient": bool(abs(scores.score[i] - 1) <= ZERO and (scores.slacks[i] <= 1e-7).all())}
        row |= {"peers": _peers(scores.weights[i], units), "scale_efficiency": float(scale[i])}
        row |= {f"slack_{column}": float(value) for column, value in zip(columns, slack, strict=True)}
        rows.append(row)
    return keep_keys(as_result(rows, [unit]), unit, data)


def efficiency_without(
    data: pd.DataFrame,
    inputs: str | Sequence[str],
    outputs: str | Sequence[str],
    unit: str,
    returns: Literal["crs", "vrs", "drs", "irs"] = "crs",
    orientation: Literal["input", "output"] = "input",
) -> pd.DataFrame:
    """How far each score moves when one other unit is left out.

    Returns
    -------
    DataFrame
        One row per unit: ``estimate`` the score with all units, ``lower, upper`` its range over leaving out each
        other unit in turn, ``depends_on`` the unit that moves it most (empty when none does).

    Notes
    -----
    A range, not a confidence interval: it shows which scores hang on one peer (Wilson 1995, JPAM 6:27-45).

    Examples
    --------
    >>> teams = pd.DataFrame({"team": ["A", "B", "C"], "staff": [2.0, 5.0, 5.0], "helped": [10.0, 20.0, 20.0]})
    >>> result = efficiency_without(teams, "staff", "helped", "team")
    >>> result[["team", "estimate", "upper", "depends_on"]].round(3).values.tolist()
    [['A', 1.0, 1.0, ''], ['B', 0.8, 1.0, 'A'], ['C', 0.8, 1.0, 'A']]
    """
    choose(returns, RETURNS, "returns")
    choose(orientation, ORIENTATIONS, "orientation")
    units, x, y = _read(data, as_names(inputs), as_names(outputs), unit)
    need_units(len(units), 3, Text(nl="Een eenheid weglaten", en="Leaving a unit out"))
    scores = _score(x, y, returns, orientation, slacks=False)
    best, depends = scores.score.copy(), [""] * len(units)
    # Only a peer with weight can move a score.
    for j in np.flatnonzero((scores.weights > ZERO).any(axis=0)):
        others = np.flatnonzero((scores.weights[:, j] > ZERO) & (np.arange(len(units)) != j))
        keep = np.arange(len(units)) != j
        if not len(others):
            continue
        place = np.cumsum(keep) - 1
        moved = _score(x[keep], y[keep], returns, orientation, slacks=False).score[place[others]]
        for i, new in zip(others, moved, strict=True):
            further = new > best[i] + ZERO if orientation == "input" else new < best[i] - ZERO
            if further:
                best[i], depends[i] = new, units[j]
    method = f"DEA, {returns.upper()}, {orientation} orientation, range over leaving one unit out"
    rows = [
        {unit: name, "estimate": float(scores.score[i]), "n": len(units), "method": method}
        | {"lower": float(min(scores.score[i], best[i])), "upper": float(max(scores.score[i], best[i]))}
        | {"depends_on": depends[i]}
        for i, name in enumerate(units)
    ]
    return keep_keys(as_result(rows, [unit]), unit, data)


def _read(data: pd.DataFrame, inputs: list[str], outputs: list[str], unit: str) -> tuple[list[str], Numbers, Numbers]:
    units = unit_names(data, unit)
    need_units(len(units), 2, Text(nl="Een efficiëntievergelijking", en="An efficiency comparison"))
    sides = []
    for columns, nl, en in ((inputs, "inzet", "input"), (outputs, "opbrengst", "output")):
        if not columns:
            raise InputError(Text(nl=f"er is geen {nl}.", en=f"there is no {en}."),
                             remedy=Text(nl="Noem minstens één kolom.", en="Name at least one column."))  # fmt: skip
        side = np.column_stack([numbers(data, column) for column in columns])
        empty = side.sum(axis=1) == 0
        if empty.any():
            row = int(np.argmax(empty))
            raise InputError(
                Text(nl=f"'{units[row]}' heeft geen enkele {nl}.", en=f"'{units[row]}' has no {en} at all."),
                remedy=Text(
                    nl="Laat deze eenheid weg of vul de waarde in.", en="Leave the unit out or fill in the value."
                ),
                row=row_of(data, row),
                column=columns[0],
            )
        sides.append(side)
    return units, sides[0], sides[1]


def _score(x: Numbers, y: Numbers, returns: str, orientation: str, slacks: bool = True) -> Scores:
    """Score all units against all; columns are divided by their means, which changes no score."""
    x, y = x / _mean(x), y / _mean(y)
    problem = _programmes(x, y, returns, orientation)
    first = solve(problem)
    n = len(x)
    own = problem.shared.shape[1]
    score = _value_of(first, own)
    score = np.minimum(score, 1.0) if orientation == "input" else np.maximum(score, 1.0)
    final = _widest_slacks(problem, first, n, x.shape[1] + y.shape[1]) if slacks else first
    values = _spread(final, own + 1)
    return Scores(score, values[:, :n], values[:, n : n + x.shape[1] + y.shape[1]])


def _mean(columns: Numbers) -> Numbers:
    means = columns.mean(axis=0)
    return np.where(means > 0, means, 1.0)


def _programmes(x: Numbers, y: Numbers, returns: str, orientation: str) -> Programmes:
    """Rows: inputs, outputs, scale. Columns: peers, slacks, scale slack; each unit's own column is its score."""
    n, m = x.shape
    s = y.shape[1]
    scaled = returns != "crs"
    size = m + s + int(scaled)
    shared = np.zeros((size, n + size))
    shared[:m, :n], shared[m : m + s, :n] = x.T, -y.T
    shared[:, n:] = np.eye(size)
    own, right = np.zeros((n, size)), np.zeros((n, size))
    if orientation == "input":
        own[:, :m], right[:, m : m + s] = -x, -y
    else:
        own[:, m : m + s], right[:, :m] = y, x
    if scaled:
        shared[-1, :n], right[:, -1] = 1.0, 1.0
        shared[-1, -1] = {"vrs": 0.0, "drs": 1.0, "irs": -1.0}[returns]
    cost = np.zeros(n + size + 1)
    cost[-1] = 1.0 if orientation == "input" else -1.0
    shared = shared[:, : n + size - 1] if returns == "vrs" else shared
    cost = np.concatenate([cost[: shared.shape[1]], cost[-1:]])
    return Programmes(shared, own, cost, right, _start(x, y, scaled, orientation, n, shared.shape[1]))


def _start(x: Numbers, y: Numbers, scaled: bool, orientation: str, n: int, own: int) -> Index:
    """Each unit compared with itself: weight 1, score 1, every slack but the replaced ones basic at 0."""
    m, s = x.shape[1], y.shape[1]
    start = np.tile(np.arange(n, n + m + s + int(scaled)), (n, 1))
    rows = np.arange(n)
    biggest_in, biggest_out = x.argmax(axis=1), m + y.argmax(axis=1)
    # The score takes the place of a slack on its own side; the weight that of the other side, or of the scale row.
    start[rows, biggest_in if orientation == "input" else biggest_out] = own
    if scaled:
        start[:, -1] = rows
    else:
        start[rows, biggest_out if orientation == "input" else biggest_in] = rows
    return start


def _widest_slacks(problem: Programmes, first: Solution, n: int, rows: int) -> Solution:
    """Second stage: among the optimal answers the one with most slack.

    Columns with a positive reduced cost are barred; any answer without them has the same score.
    """
    barred = first.reduced > 1e-8
    barred[np.arange(len(barred))[:, None], first.basis] = False
    cost = np.zeros_like(problem.cost)
    cost[n : n + rows] = -1.0
    return solve(Programmes(problem.shared, problem.own, cost, problem.right, first.basis.copy(), barred))


def _spread(solution: Solution, columns: int) -> Numbers:
    values = np.zeros((len(solution.basis), columns))
    np.put_along_axis(values, solution.basis, solution.values, axis=1)
    return values


def _value_of(solution: Solution, column: int) -> Numbers:
    return np.asarray((np.where(solution.basis == column, solution.values, 0.0)).sum(axis=1))


def _peers(weights: Numbers, units: list[str]) -> str:
    chosen = sorted(np.flatnonzero(weights > 1e-7), key=lambda j: (-round(float(weights[j]), 9), units[j]))
    return "; ".join(f"{units[j]} ({weights[j]:.3f})" for j in chosen)
