"""Estimating equations: what each row contributes to a coefficient, and what it would be without that row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize, special

from wij_impact.estimates.columns import Numbers

__all__ = ["Family", "Fit", "fit_model", "separating_direction"]

Family = Literal["linear", "logistic"]
_STEPS = 100
_EXTREME = 15.0  # a log-odds beyond this (3 in ten million) is where a logistic fit runs away


@dataclass(frozen=True)
class Fit:
    """A linear or logistic regression with its scores.

    Attributes
    ----------
    family : {"linear", "logistic"}
    design : array (rows, terms)
    coefficients : array (terms,)
    influence : array (rows, terms)
        What each row moves the coefficients: information^-1 times its score; the rows sum to 0, and the squares
        sum to the sandwich variance.
    without : array (rows, terms)
        The coefficients when that row is left out: exact for a linear model, one step for a logistic one.
    inverse : array (terms, terms)
        Inverse of the information.
    """

    family: Family
    design: Numbers
    coefficients: Numbers
    influence: Numbers
    without: Numbers
    inverse: Numbers

    def mean(self, design: Numbers, coefficients: Numbers | None = None) -> Numbers:
        """Expected outcome of each row of `design`, for one vector of coefficients or for a stack of them."""
        chosen = self.coefficients if coefficients is None else coefficients
        return _mean(chosen @ design.T, self.family)

    def slope(self, design: Numbers) -> Numbers:
        """Derivative of the mean to its linear predictor, per row."""
        mean = self.mean(design)
        return mean * (1 - mean) if self.family == "logistic" else np.ones(len(design))


def _mean(linear: Numbers, family: Family) -> Numbers:
    return np.asarray(special.expit(linear) if family == "logistic" else linear)


def fit_model(design: Numbers, response: Numbers, family: Family) -> Fit | None:
    """Fit by least squares or by Newton's method; None when a logistic model has no finite solution.

    Notes
    -----
    Leaving a row out moves the coefficients by its influence over one minus its leverage: exact for least squares,
    and the one-step value of Pregibon (1981, Annals of Statistics 9:705) for a logistic model.
    """
    beta = _least_squares(design, response) if family == "linear" else _newton(design, response)
    if beta is None:
        return None
    mean = _mean(design @ beta, family)
    spread = mean * (1 - mean) if family == "logistic" else np.ones(len(mean))
    inverse = np.asarray(np.linalg.pinv((design * spread[:, None]).T @ design, hermitian=True), dtype=np.float64)
    reach = design @ inverse
    leverage = np.minimum(spread * (reach * design).sum(axis=1), 1 - 1e-9)
    influence = reach * (response - mean)[:, None]
    without = beta - influence / (1 - leverage)[:, None]
    return Fit(family, design, beta, influence, without, inverse)


def _least_squares(design: Numbers, response: Numbers) -> Numbers:
    return np.asarray(np.linalg.lstsq(design, response, rcond=None)[0])


def _newton(design: Numbers, response: Numbers) -> Numbers | None:
    beta = np.zeros(design.shape[1])
    likelihood = -np.inf
    for _ in range(_STEPS):
        linear = design @ beta
        mean = special.expit(linear)
        information = (design * (mean * (1 - mean))[:, None]).T @ design
        step = np.linalg.pinv(information, hermitian=True) @ (design.T @ (response - mean))
        beta, likelihood, done = _advance(design, response, beta, step, likelihood)
        if done:
            break
    else:
        return None
    runs_away = bool(np.abs(design @ beta).max() > _EXTREME) and separating_direction(design, response) is not None
    return None if runs_away else beta


def _advance(
    design: Numbers, response: Numbers, beta: Numbers, step: Numbers, before: float
) -> tuple[Numbers, float, bool]:
    """One Newton step, halved until the likelihood does not fall; done when the step no longer matters."""
    for _ in range(30):
        linear = design @ (beta + step)
        likelihood = float((response * linear - np.logaddexp(0, linear)).sum())
        if likelihood >= before - 1e-12 * abs(before if np.isfinite(before) else 1.0):
            break
        step = step / 2
    return beta + step, likelihood, bool(np.abs(design @ step).max() < 1e-9)


def separating_direction(design: Numbers, response: Numbers) -> Numbers | None:
    """A combination of terms that keeps the two groups apart, or None when there is none.

    Notes
    -----
    A logistic model has a finite solution exactly when no direction puts all ones on one side and all zeros on the
    other (Albert & Anderson 1984, Biometrika 71:1); found by linear programming (Konis 2007).
    """
    signed = design * (2 * response - 1)[:, None]
    found = optimize.linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(signed)), bounds=(-1, 1), method="highs"
    )
    return np.asarray(found.x) if found.success and -found.fun > 1e-7 else None
