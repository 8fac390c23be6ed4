"""A step against a level that wanders: what a straight line over many years would take for an effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wij_impact.effect.series.bootstrap import calibrate
from wij_impact.effect.series.design import Series
from wij_impact.effect.series.fit import fit
from wij_impact.estimates.columns import Numbers

__all__ = ["LEAST_BEFORE", "Wandering", "bends", "local_step"]

LEAST_BEFORE = 24  # points before the start from which a bend is looked for
BENT = 0.05
SHARES = np.array([0.0, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0, 3.0, 10.0])  # of wander to noise
DRAWS = 399


def bends(series: Series, design: Numbers, step: int, log_link: bool, seed: int) -> bool:
    """Whether the course before the start rejects a straight line: a square or a cube beside it matters."""
    n = series.start
    if n < LEAST_BEFORE:
        return False
    before = np.delete(design[:n], step, axis=1)
    before = before[:, np.ptp(before, axis=0) + (np.arange(before.shape[1]) == 0) > 0]
    at = (np.arange(n) - (n - 1) / 2) / n
    control = None if series.control is None else series.control[:n]
    for power in (2, 3):
        bent = np.column_stack([before, *(at**k for k in range(2, power + 1))])
        if n - bent.shape[1] < 12 or np.linalg.matrix_rank(bent) < bent.shape[1]:
            return False
        made = fit(bent, series.outcome[:n], series.offset[:n], control, log_link, exact=True)
        if made.exact:
            return False
        found = calibrate(made.design, bent.shape[1] - 1, 1 - BENT, DRAWS, seed)
        if found.interval(float(made.coefficients[-1]), made.residuals).p_value <= BENT:
            return True
    return False


@dataclass(frozen=True)
class Wandering:
    """The step with its error, critical value and p-value; `share` is the variance of the wander over the noise."""

    estimate: float
    std_error: float
    critical: float
    p_value: float
    share: float


@dataclass(frozen=True)
class _Whitened:
    """One share of wander: what makes its errors independent, and what then gives the step."""

    root: Numbers
    undo: Numbers
    reach: Numbers
    leave: Numbers
    unit: float
    penalty: float


def local_step(response: Numbers, design: Numbers, step: int, level: float, seed: int) -> Wandering:
    """The step when the level is a random walk plus noise.

    Parameters
    ----------
    response : array (points,)
        On the scale of the line (the log, with a log link).
    design : array (points, terms)
        A constant, the step, seasons and covariates; no trend, which the walk replaces.
    step : int
        Column of the step.

    Notes
    -----
    The local level model of Harvey (1989) and Harvey & Durbin (1986), by generalised least squares; the share of the
    walk by restricted likelihood on a grid. The critical value is that of the whole procedure on 399 series without a
    step and with the share found, never below that of the normal.
    """
    made = [_whiten(design, step, share) for share in SHARES]
    free = design.shape[0] - design.shape[1]
    estimate, error, place = _judge(made, response[:, None], free)
    best = int(place[0])
    rng = np.random.default_rng(seed)
    null = made[best].root @ rng.standard_normal((len(response), DRAWS))
    drawn, errors, _ = _judge(made, null, free)
    sizes = np.sort(np.abs(drawn / errors))
    size = abs(float(estimate[0] / error[0]))
    critical = max(float(np.quantile(sizes, level)), 1.96 if level == 0.95 else 0.0)
    p_value = float(((sizes >= size).sum() + 1) / (DRAWS + 1))
    p_value = min(p_value, 1 - level) if size > critical else max(p_value, (1 - level) * (1 + 1e-9))
    return Wandering(float(estimate[0]), float(error[0]), critical, p_value, float(SHARES[best]))


def _whiten(design: Numbers, step: int, share: float) -> _Whitened:
    at = np.arange(1.0, len(design) + 1)
    root = np.linalg.cholesky(np.eye(len(design)) + share * np.minimum.outer(at, at))
    undo = np.linalg.inv(root)
    white = undo @ design
    solve = np.linalg.pinv(white)
    inverse = np.linalg.inv(white.T @ white)
    penalty = 2 * float(np.log(np.diag(root)).sum()) - float(np.linalg.slogdet(inverse)[1])
    leave = (np.eye(len(design)) - white @ solve) @ undo
    return _Whitened(root, undo, solve[step] @ undo, leave, float(inverse[step, step]), penalty)


def _judge(made: list[_Whitened], series: Numbers, free: int) -> tuple[Numbers, Numbers, Numbers]:
    """Estimate, error and chosen share per column of `series`."""
    variance = np.array([((one.leave @ series) ** 2).sum(axis=0) / free for one in made])
    fits = np.array([free * np.log(v) + one.penalty for v, one in zip(variance, made, strict=True)])
    place = fits.argmin(axis=0)
    columns = np.arange(series.shape[1])
    estimates = np.array([one.reach @ series for one in made])
    errors = np.sqrt(variance * np.array([one.unit for one in made])[:, None])
    return estimates[place, columns], errors[place, columns], place
