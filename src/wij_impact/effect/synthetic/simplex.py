"""Least squares over weights that are at least 0 and add up to 1, with a proof that the answer is the best.

A general optimiser on unscaled data stops at its starting point without a word. Here the problem is scaled, turned
into non-negative least squares (which ends at the exact answer), and the answer is checked: for a convex problem the
duality gap bounds how much better any other weights could do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize

from wij_impact.estimates.columns import Numbers

__all__ = ["SimplexFit", "simplex_least_squares"]

TOLERANCE = 1e-9  # of the sum of squares that equal weights leave


@dataclass(frozen=True)
class SimplexFit:
    """Weights, the sum of squares they leave, and the duality gap (no weights can leave less than squares - gap)."""

    weights: Numbers
    squares: float
    gap: float


def simplex_least_squares(columns: Numbers, target: Numbers, ridge: float = 0.0) -> SimplexFit:
    """Minimise |columns w - target|^2 + ridge |w|^2 over w >= 0, sum w = 1.

    Parameters
    ----------
    columns : array, shape (rows, units)
    target : array, shape (rows,)
    ridge : float
        In the squared unit of the target.

    Raises
    ------
    ArithmeticError
        When no answer passes the check (not seen; it would be a defect of ours).

    Notes
    -----
    With B the columns minus the target, |Bw|^2 is the squared distance of the origin to a convex hull. Non-negative
    least squares of [B; 1] on [0; 1] gives u with w = u / sum(u) exactly: along a ray the best value is q/(1+q), which
    rises with q = |Bw|^2 (Lawson & Hanson 1974, ch. 23). The gap is that of Frank & Wolfe (Jaggi 2013).

    Examples
    --------
    >>> found = simplex_least_squares(np.array([[0.0, 4.0], [0.0, 2.0]]), np.array([1.0, 0.5]))
    >>> found.weights.round(6).tolist(), bool(found.gap < 1e-9)
    ([0.75, 0.25], True)
    """
    units = columns.shape[1]
    apart = columns - target[:, None]
    if ridge > 0:
        apart = np.vstack([apart, np.sqrt(ridge) * np.eye(units)])
    equal = np.full(units, 1 / units)
    scale = float(np.linalg.norm(apart @ equal))
    if scale == 0 or units == 1:  # equal weights fit perfectly, or there is nothing to choose
        return SimplexFit(equal, scale**2, 0.0)
    scaled = apart / scale
    weights = _by_nnls(scaled)
    gap = _gap(scaled, weights) if weights is not None else np.inf
    if weights is None or not gap <= TOLERANCE:
        weights = _by_projection(scaled, equal if weights is None else weights)
        gap = _gap(scaled, weights)
    if not gap <= TOLERANCE:
        raise ArithmeticError(f"the weights are not proven optimal: gap {gap:.3g} of equal weights' squares")
    return SimplexFit(weights, float(((apart @ weights) ** 2).sum()), max(gap, 0.0) * scale**2)


def _by_nnls(scaled: Numbers) -> Numbers | None:
    units = scaled.shape[1]
    try:
        answer = optimize.nnls(np.vstack([scaled, np.ones(units)]), np.r_[np.zeros(len(scaled)), 1.0])[0]
    except RuntimeError:  # too many pivots, on donors that are nearly the same
        return None
    total = answer.sum()
    return np.asarray(answer / total, dtype=float) if total > 0 else None


def _gap(scaled: Numbers, weights: Numbers) -> float:
    slope = 2 * scaled.T @ (scaled @ weights)
    return float(slope @ weights - slope.min())


def _by_projection(scaled: Numbers, weights: Numbers, steps: int = 20_000) -> Numbers:
    """Accelerated projected gradient (Beck & Teboulle 2009), until the gap is closed."""
    gram = scaled.T @ scaled
    length = float(np.linalg.eigvalsh(gram)[-1])
    ahead, pace = weights, 1.0
    for step in range(steps):
        moved = _onto_simplex(ahead - gram @ ahead / length)
        faster = (1 + np.sqrt(1 + 4 * pace**2)) / 2
        ahead = moved + (pace - 1) / faster * (moved - weights)
        weights, pace = moved, float(faster)
        if step % 50 == 0 and _gap(scaled, weights) <= TOLERANCE / 10:
            break
    return weights


def _onto_simplex(point: Numbers) -> Numbers:
    ordered = np.sort(point)[::-1]
    excess = (np.cumsum(ordered) - 1) / np.arange(1, len(point) + 1)
    return np.maximum(point - excess[np.flatnonzero(ordered > excess)[-1]], 0.0)
