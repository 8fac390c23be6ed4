"""Means under treatment and under control by weighting, by an outcome model, or by both; with their scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special

from wij_impact.effect.adjustment.equations import Family, Fit, fit_model
from wij_impact.estimates.columns import Numbers

__all__ = ["Estimand", "Means", "Sample", "adjusted_means", "fit_outcome", "weights_of"]

Estimand = Literal["ate", "att"]
_BLOCK = 2_000_000  # cells of a block of leave-one-out weights: 16 MB


@dataclass(frozen=True)
class Sample:
    """The rows of one comparison.

    Attributes
    ----------
    design : array (rows, terms)
        Ones and covariates.
    moderators : array (rows, q)
    treated : array (rows,)
        0 or 1.
    outcome : array (rows,)
        NaN where it is missing.
    family : {"linear", "logistic"}
        Of the outcome model.
    """

    design: Numbers
    moderators: Numbers
    treated: Numbers
    outcome: Numbers
    family: Family

    @property
    def seen(self) -> np.ndarray:
        """Rows with an outcome."""
        return ~np.isnan(self.outcome)

    def only(self, rows: np.ndarray) -> Sample:
        """The same comparison on some of its rows."""
        return Sample(self.design[rows], self.moderators[rows], self.treated[rows], self.outcome[rows], self.family)

    def outcome_design(self, arm: Numbers | float) -> Numbers:
        """Columns of the outcome model, were everyone in `arm`."""
        level = np.broadcast_to(np.asarray(arm, dtype=float), (len(self.treated),))[:, None]
        return np.hstack([self.design, level, level * self.moderators])


@dataclass(frozen=True)
class Means:
    """Both means with what each row contributes.

    Attributes
    ----------
    means : array (2,)
        Under treatment, under control.
    influence : array (rows, 2)
        What each row moves the means; the squares sum to the stacked (sandwich) variance.
    direct : array (rows, 2)
        The same with the models taken as known.
    without : array (left out, 2)
        Both means without each row in turn; empty when not asked.
    """

    means: Numbers
    influence: Numbers
    direct: Numbers
    without: Numbers


def weights_of(treated: Numbers, score: Numbers, estimand: Estimand) -> Numbers:
    """Inverse-probability weights; for ``att`` the treated count once and controls by their odds."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if estimand == "ate":
            return np.asarray(np.where(treated == 1, 1 / score, 1 / (1 - score)))
        return np.asarray(np.where(treated == 1, 1.0, score / (1 - score)))


def adjusted_means(
    sample: Sample, method: str, estimand: Estimand, score: Fit, outcome: Fit | None, leave_out: bool
) -> Means:
    """Means under both arms by `method`, from the fitted models.

    Parameters
    ----------
    sample : Sample
        For ``standardisation`` rows without an outcome may be in it; for the others not.
    method : {"ipw", "standardisation", "aipw"}
    estimand : {"ate", "att"}
    score, outcome : Fit
        Of who was treated, and of the outcome; `outcome` on the rows with one.
    leave_out : bool
        Also leave each row out in turn.

    Notes
    -----
    The plug-in is one function of the coefficients and of which rows count, so that the estimate and its
    leave-one-out values cannot differ in formula.
    """
    if method == "ipw":
        plug_in, influence = _weighted(sample, estimand, score)
    elif outcome is None:
        raise AssertionError("an outcome model is needed")
    elif method == "standardisation":
        plug_in, influence = _standardised(sample, estimand, outcome)
    else:
        plug_in, influence = _doubly_robust(sample, estimand, score, outcome)
    n = len(sample.treated)
    beta = outcome.coefficients if outcome is not None else np.zeros(1)
    means = plug_in(np.ones((1, n)), score.coefficients[None], beta[None])[0]
    if not leave_out:
        return Means(means, *influence(means), np.empty((0, 2)))
    left = np.tile(beta, (n, 1))
    if outcome is not None:
        left[sample.seen] = outcome.without
    parts = []
    for start in range(0, n, step := max(1, _BLOCK // n)):
        rows = slice(start, start + step)
        keep = np.ones((len(left[rows]), n))
        keep[np.arange(len(keep)), np.arange(start, start + len(keep))] = 0.0
        parts.append(plug_in(keep, score.without[rows], left[rows]))
    return Means(means, *influence(means), np.vstack(parts))


PlugIn = Callable[[Numbers, Numbers, Numbers], Numbers]
Influence = Callable[[Numbers], tuple[Numbers, Numbers]]


def _weighted(sample: Sample, estimand: Estimand, score: Fit) -> tuple[PlugIn, Influence]:
    x, a, y = sample.design, sample.treated, sample.outcome

    def plug_in(keep: Numbers, alpha: Numbers, beta: Numbers) -> Numbers:
        weights = keep * weights_of(a, special.expit(alpha @ x.T), estimand)
        return np.column_stack([_weighted_mean(weights * a, y), _weighted_mean(weights * (1 - a), y)])

    def influence(means: Numbers) -> tuple[Numbers, Numbers]:
        e = score.mean(x)
        weights, slope = weights_of(a, e, estimand), _weight_slope(a, e, estimand)
        parts = []
        for arm, mean in zip((a, 1 - a), means, strict=True):
            total = float((weights * arm).sum())
            bend = ((slope * arm * (y - mean))[:, None] * x).sum(axis=0) / total
            parts.append((weights * arm * (y - mean) / total, score.influence @ bend))
        return _stacked(parts)

    return plug_in, influence


def _stacked(parts: list[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    """Per mean: what the rows contribute with the models in it, and with the models taken as known."""
    direct = np.column_stack([own for own, _ in parts])
    return direct + np.column_stack([of_models for _, of_models in parts]), direct


def _weighted_mean(weights: Numbers, y: Numbers) -> Numbers:
    return np.asarray(weights @ y / weights.sum(axis=1))


def _weight_slope(a: Numbers, e: Numbers, estimand: Estimand) -> Numbers:
    """Derivative of the weight to the log-odds of the score."""
    odds = e / (1 - e)
    if estimand == "ate":
        return np.asarray(np.where(a == 1, -(1 - e) / e, odds))
    return np.asarray(np.where(a == 1, 0.0, odds))


def _standardised(sample: Sample, estimand: Estimand, outcome: Fit) -> tuple[PlugIn, Influence]:
    target = np.ones(len(sample.treated)) if estimand == "ate" else sample.treated
    designs = (sample.outcome_design(1.0), sample.outcome_design(0.0))

    def plug_in(keep: Numbers, alpha: Numbers, beta: Numbers) -> Numbers:
        counted = keep * target
        values = [(counted * outcome.mean(z, beta)).sum(axis=1) / counted.sum(axis=1) for z in designs]
        return np.column_stack(values)

    def influence(means: Numbers) -> tuple[Numbers, Numbers]:
        total, seen, parts = float(target.sum()), sample.seen, []
        for z, mean in zip(designs, means, strict=True):
            own = target * (outcome.mean(z) - mean) / total
            bend = ((target * outcome.slope(z))[:, None] * z).sum(axis=0) / total
            of_models = np.zeros(len(own))
            of_models[seen] = outcome.influence @ bend
            parts.append((own, of_models))
        return _stacked(parts)

    return plug_in, influence


def _doubly_robust(sample: Sample, estimand: Estimand, score: Fit, outcome: Fit) -> tuple[PlugIn, Influence]:
    """Predictions for the target, plus weighted residuals of who was seen (Robins, Rotnitzky & Zhao 1994)."""
    x, a, y = sample.design, sample.treated, sample.outcome
    target = np.ones(len(a)) if estimand == "ate" else a
    arms = ((a, sample.outcome_design(1.0)), (1 - a, sample.outcome_design(0.0)))

    def plug_in(keep: Numbers, alpha: Numbers, beta: Numbers) -> Numbers:
        weights = keep * weights_of(a, special.expit(alpha @ x.T), estimand)
        counted = keep * target
        values = []
        for arm, z in arms:
            fitted = outcome.mean(z, beta)
            values.append(((counted * fitted) + weights * arm * (y - fitted)).sum(axis=1) / counted.sum(axis=1))
        return np.column_stack(values)

    def influence(means: Numbers) -> tuple[Numbers, Numbers]:
        e, total = score.mean(x), float(target.sum())
        weights, slope = weights_of(a, e, estimand), _weight_slope(a, e, estimand)
        parts = []
        for (arm, z), mean in zip(arms, means, strict=True):
            fitted = outcome.mean(z)
            own = (target * (fitted - mean) + weights * arm * (y - fitted)) / total
            bend_score = ((slope * arm * (y - fitted))[:, None] * x).sum(axis=0) / total
            bend_outcome = (((target - weights * arm) * outcome.slope(z))[:, None] * z).sum(axis=0) / total
            parts.append((own, score.influence @ bend_score + outcome.influence @ bend_outcome))
        return _stacked(parts)

    return plug_in, influence


def fit_outcome(sample: Sample) -> Fit | None:
    """The outcome model on the rows with an outcome; None when a logistic one has no finite solution."""
    rows = sample.seen
    design = sample.outcome_design(sample.treated)[rows]
    return fit_model(design, sample.outcome[rows], sample.family)
