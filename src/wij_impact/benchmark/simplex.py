"""Many small linear programmes that share their columns, solved together.

A data envelopment analysis is one small programme per unit: the same peers as columns, other right-hand sides. One
revised simplex walks them all at once in array operations, and every answer is checked against the conditions of
optimality; what does not pass goes to HiGHS, one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

from wij_impact.estimates.columns import Numbers

__all__ = ["Programmes", "Solution", "solve"]

Index = npt.NDArray[np.intp]
TOLERANCE = 1e-9
PERTURBATION = 1e-7  # breaks ties of degenerate vertices; the answer is computed with the right-hand side itself


@dataclass(frozen=True)
class Programmes:
    """Minimise cost . x subject to A x = b, x >= 0, for many b.

    Attributes
    ----------
    shared : array, shape (rows, columns)
        Columns that all programmes share.
    own : array, shape (programmes, rows)
        One more column of each programme (its index is `columns`).
    cost : array, shape (columns + 1,)
    right : array, shape (programmes, rows)
    start : array of int, shape (programmes, rows)
        A feasible basis of each programme.
    barred : array of bool, shape (programmes, columns + 1), optional
        Columns that may not enter.
    """

    shared: Numbers
    own: Numbers
    cost: Numbers
    right: Numbers
    start: Index
    barred: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Solution:
    """Values of the basic columns, the basis, the reduced costs, and the objective of each programme."""

    basis: Index
    values: Numbers
    reduced: Numbers
    objective: Numbers


def solve(problem: Programmes, pivots: int = 400) -> Solution:
    """Solve all programmes.

    Examples
    --------
    Minimise x0 subject to x0 + x1 = 2 and x1 <= 1.5 (x2 is the slack):

    >>> shared = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]])
    >>> answer = solve(Programmes(shared, np.zeros((1, 2)), np.array([1.0, 0, 0, 1e9]), np.array([[2.0, 1.5]]),
    ...                           np.array([[0, 2]])))
    >>> float(answer.objective[0])
    0.5
    """
    basis = problem.start.copy()
    inverse, singular = _inverse(_basis_columns(problem, basis))
    right = problem.right + _perturb(problem, basis)
    active = np.flatnonzero(~singular)
    for _ in range(pivots):
        active = _pivot(problem, basis, inverse, right, active)
        if not len(active):
            break
    return _finish(problem, basis)


def _columns(problem: Programmes, which: Index, rows: Index) -> Numbers:
    """Column `which[i]` of programme `rows[i]`, shape (programmes, rows)."""
    last = problem.shared.shape[1]
    shared = problem.shared.T[np.minimum(which, last - 1)]
    return np.where((which == last)[:, None], problem.own[rows], shared)


def _basis_columns(problem: Programmes, basis: Index) -> Numbers:
    count, size = basis.shape
    rows = np.arange(count)
    columns = [_columns(problem, basis[:, j], rows) for j in range(size)]
    return np.stack(columns, axis=2)


def _inverse(columns: Numbers) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """Inverse of each basis, and which have none (HiGHS then answers, and its corner need not be a basis)."""
    singular = np.zeros(len(columns), bool)
    try:
        return np.linalg.inv(columns).astype(float), singular
    except np.linalg.LinAlgError:
        result = np.tile(np.eye(columns.shape[1]), (len(columns), 1, 1))
        for i, one in enumerate(columns):
            try:
                result[i] = np.linalg.inv(one)
            except np.linalg.LinAlgError:
                singular[i] = True
        return result, singular


def _perturb(problem: Programmes, basis: Index) -> Numbers:
    """A tiny move of each right-hand side that makes the start strictly feasible, other for each row."""
    size = basis.shape[1]
    nudge = PERTURBATION * (1 + (np.arange(1, size + 1) * 0.6180339887) % 1)
    return np.asarray((_basis_columns(problem, basis) @ nudge[:, None])[:, :, 0], dtype=float)


def _reduced(problem: Programmes, basis: Index, inverse: Numbers, rows: Index) -> Numbers:
    prices = (problem.cost[basis][:, None, :] @ inverse)[:, 0, :]
    shared = problem.cost[:-1] - prices @ problem.shared
    own = problem.cost[-1] - (prices * problem.own[rows]).sum(axis=1)
    return np.concatenate([shared, own[:, None]], axis=1)


def _pivot(problem: Programmes, basis: Index, inverse: Numbers, right: Numbers, active: Index) -> Index:
    """One pivot of every programme that is not optimal yet; returns those that moved."""
    reduced = _reduced(problem, basis[active], inverse[active], active)
    if problem.barred is not None:
        reduced = np.where(problem.barred[active], 0.0, reduced)
    enter = reduced.argmin(axis=1)
    moving = reduced[np.arange(len(active)), enter] < -TOLERANCE
    active, enter = active[moving], enter[moving]
    if not len(active):
        return active
    direction = (inverse[active] @ _columns(problem, enter, active)[:, :, None])[:, :, 0]
    values = (inverse[active] @ right[active][:, :, None])[:, :, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(direction > 1e-11, values / direction, np.inf)
    leave = ratio.argmin(axis=1)
    here = np.arange(len(active))
    bounded = np.isfinite(ratio[here, leave])
    active, enter, leave, direction = active[bounded], enter[bounded], leave[bounded], direction[bounded]
    here = np.arange(len(active))
    pivot_row = inverse[active, leave, :] / direction[here, leave][:, None]
    updated = inverse[active] - direction[:, :, None] * pivot_row[:, None, :]
    updated[here, leave, :] = pivot_row
    inverse[active] = updated
    basis[active, leave] = enter
    return active


def _finish(problem: Programmes, basis: Index) -> Solution:
    """Values and reduced costs from the basis itself, then proof of optimality or HiGHS."""
    rows = np.arange(len(basis))
    columns = _basis_columns(problem, basis)
    inverse, singular = _inverse(columns)
    values = (inverse @ problem.right[:, :, None])[:, :, 0]
    missed = np.abs((columns @ values[:, :, None])[:, :, 0] - problem.right).max(axis=1)
    reduced = _reduced(problem, basis, inverse, rows)
    allowed = reduced if problem.barred is None else np.where(problem.barred, 0.0, reduced)
    proven = (values >= -TOLERANCE).all(axis=1) & (allowed >= -1e-8).all(axis=1) & ~singular & (missed < TOLERANCE)
    objective = (problem.cost[basis] * values).sum(axis=1)
    for i in np.flatnonzero(~proven):
        basis[i], values[i], reduced[i], objective[i] = _by_highs(problem, int(i))
    return Solution(basis, np.maximum(values, 0.0), reduced, objective)


def _by_highs(problem: Programmes, i: int) -> tuple[Index, Numbers, Numbers, float]:
    columns = np.concatenate([problem.shared, problem.own[i][:, None]], axis=1)
    barred = np.zeros(columns.shape[1], bool) if problem.barred is None else problem.barred[i]
    bounds = [(0, 0) if shut else (0, None) for shut in barred]
    answer = optimize.linprog(problem.cost, A_eq=columns, b_eq=problem.right[i], bounds=bounds, method="highs-ds")
    if answer.status != 0:
        raise ArithmeticError(f"a linear programme has no answer: {answer.message}")
    x = np.asarray(answer.x)
    order = np.argsort(-x, kind="stable")[: columns.shape[0]]
    reduced = problem.cost - np.asarray(answer.eqlin.marginals) @ columns
    return order, x[order], reduced, float(answer.fun)
