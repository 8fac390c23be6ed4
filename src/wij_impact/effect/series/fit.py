"""Fitting a line with a step to a series: weighted least squares, repeated where the link is logarithmic."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates.columns import Numbers
from wij_impact.language import Text

__all__ = ["Fit", "fit"]


@dataclass(frozen=True)
class Fit:
    """A fitted series.

    Attributes
    ----------
    coefficients : array, shape (terms,)
    fitted : array, shape (points,)
        In the unit of the outcome (with a control series and a log link: the expected share of the two).
    design : array, shape (points, terms)
        Each row times the square root of its weight.
    residuals : array, shape (points,)
        Pearson residuals (ordinary ones for "ols").
    exact : bool
        Whether the outcome lies on the line to the last digit, so that no uncertainty can be estimated.
    """

    coefficients: Numbers
    fitted: Numbers
    design: Numbers
    residuals: Numbers
    exact: bool = False

    @property
    def freedom(self) -> int:
        return self.design.shape[0] - self.design.shape[1]

    @property
    def dispersion(self) -> float:
        """Pearson chi-square per degree of freedom; the residual variance for "ols"."""
        return float((self.residuals**2).sum()) / self.freedom

    def covariance(self) -> Numbers:
        """With dispersion 1."""
        return np.asarray(np.linalg.inv(self.design.T @ self.design), dtype=float)

    def hac(self) -> Numbers:
        """Newey & West (1987), Bartlett weights, lag 4(n/100)^(2/9), times n/(n-k)."""
        points = len(self.residuals)
        lags = max(1, math.floor(4 * (points / 100) ** (2 / 9)))
        scores = self.design * self.residuals[:, None]
        meat = scores.T @ scores
        for lag in range(1, lags + 1):
            cross = scores[lag:].T @ scores[:-lag]
            meat += (1 - lag / (lags + 1)) * (cross + cross.T)
        bread = self.covariance()
        return np.asarray(bread @ meat @ bread * points / self.freedom, dtype=float)


def fit(
    design: Numbers, outcome: Numbers, offset: Numbers, control: Numbers | None, log_link: bool, exact: bool = False
) -> Fit:
    """Fit by iteratively reweighted least squares (McCullagh & Nelder 1989).

    With a log link and a control series the pair is a binomial: given their sum, the outcome's share has as its
    log-odds the log of the ratio between the two means, so what hits both series in a month drops out.

    Raises
    ------
    InsufficientEvidence
        When the terms cannot be told apart, or nothing varies around the line (unless `exact` allows it).
    """
    if np.linalg.matrix_rank(design / np.maximum(np.abs(design).max(axis=0), 1e-300)) < design.shape[1]:
        raise InsufficientEvidence(
            Text(
                nl="de onderdelen van het model (trend, seizoen, sprongen) zijn in deze reeks niet te onderscheiden.",
                en="the parts of the model (trend, season, steps) cannot be told apart in this series.",
            ),
            remedy=Text(nl="Neem een langere reeks of minder onderdelen.", en="Take a longer series or fewer parts."),
        )
    if not log_link:
        made = _least_squares(design, outcome if control is None else outcome - control)
        scale = float(np.abs(outcome).max())
    else:
        made = _log_link(design, outcome, offset, control)
        scale = 1.0
    if (made.residuals**2).sum() <= (1e-9 * scale) ** 2 * len(outcome):
        if exact:
            return replace(made, exact=True)
        raise InsufficientEvidence(
            Text(
                nl="de uitkomst ligt precies op een lijn; zonder spreiding is er geen onzekerheid te schatten.",
                en="the outcome lies exactly on a line; without spread no uncertainty can be estimated.",
            ),
            remedy=Text(
                nl="Lever waargenomen waarden aan, geen berekende of constante.",
                en="Supply observed values, not computed or constant ones.",
            ),
        )
    return made


def _least_squares(design: Numbers, outcome: Numbers) -> Fit:
    coefficients = np.asarray(np.linalg.lstsq(design, outcome, rcond=None)[0], dtype=float)
    fitted = design @ coefficients
    return Fit(coefficients, fitted, design, outcome - fitted)


def _log_link(design: Numbers, outcome: Numbers, offset: Numbers, control: Numbers | None) -> Fit:
    both = None if control is None else outcome + control
    linear = np.log(np.maximum(outcome, 0.5 * outcome.mean())) - (
        0 if control is None else np.log(np.maximum(control, 0.5 * control.mean()))
    )
    coefficients = np.zeros(design.shape[1])
    for _ in range(100):
        mean, weight = _mean(linear, both)
        working = linear - offset + (outcome - mean) / weight
        root = np.sqrt(weight)
        updated = np.linalg.lstsq(design * root[:, None], working * root, rcond=None)[0]
        done = np.abs(design @ (updated - coefficients)).max() < 1e-12
        coefficients = updated
        linear = np.clip(design @ coefficients + offset, -700, 700)
        if done:
            break
    mean, weight = _mean(linear, both)
    root = np.sqrt(weight)
    return Fit(coefficients, mean, design * root[:, None], (outcome - mean) / root)


def _mean(linear: Numbers, both: Numbers | None) -> tuple[Numbers, Numbers]:
    """Mean and variance at dispersion 1."""
    if both is None:
        mean = np.exp(linear)
        return mean, np.maximum(mean, 1e-12)
    share = 1 / (1 + np.exp(-linear))
    return both * share, np.maximum(both * share * (1 - share), 1e-12)
