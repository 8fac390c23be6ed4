"""Degrees of freedom and width of an interval when a mean rests on few or unequal units.

The variance estimate of a mean is a quadratic form in the answers. Under a working model of equally spread answers
its expectation and its own variance follow, and with them how far it falls short on average and on how many degrees of
freedom it really rests (Satterthwaite 1946; Bell & McCaffrey 2002, Survey Methodology 28:169-181; for calibrated
weights the residuals are shorter than the errors they stand for).
"""

from __future__ import annotations

import numpy as np

from wij_impact.impactmeting.calibration import residual_projection
from wij_impact.impactmeting.prepared import PreparedDesign

__all__ = ["small_sample"]

FEW = 100  # design degrees of freedom above which the correction is lost in the second decimal of t
MOST_PEOPLE = 1_500  # of a calibrated sample, whose residuals need a matrix of people by people


def small_sample(prepared: PreparedDesign, inside: np.ndarray) -> tuple[float, float]:
    """Degrees of freedom of the interval of a mean over `inside`, and the factor on its standard error.

    Both are those of the design (units - strata, and 1) for equal units, and for many. The working model is taken both
    with independent answers and with answers that are alike within a unit; the more cautious one counts.
    """
    df = float(prepared.degrees_of_freedom(inside))
    if df <= 0 or df > FEW or prepared.simple or prepared.census or len(prepared.stages) > 1:
        return df, 1.0
    stage = prepared.stages[0]
    weights = np.where(inside, prepared.weights, 0.0)
    share = weights / weights.sum()
    if prepared.calibrator is not None:
        if len(share) > MOST_PEOPLE:
            return df, 1.0
        effect = _calibrated_effect(prepared, inside, share)
        labels = stage.unit
    else:
        units = len(stage.stratum_of_unit)
        per_unit = np.bincount(stage.unit, share, minlength=units)
        effect = np.eye(units) - per_unit[:, None]
        spread = np.bincount(stage.unit, share**2, minlength=units)
        form = effect.T @ _centred(prepared, effect)
        found = [_satterthwaite(form, np.diag(one)) for one in (spread, per_unit**2)]
        return min(df, *(one[0] for one in found)), max(1.0, *(one[1] for one in found))
    totals = np.zeros((len(stage.stratum_of_unit), len(share)))
    np.add.at(totals, labels, effect)
    form = totals.T @ _centred(prepared, totals)
    found = [_satterthwaite(form, np.eye(len(share)), float((share**2).sum()))]
    if prepared.clustered:
        same = (labels[:, None] == labels[None, :]).astype(float)
        found.append(_satterthwaite(form, same, float(share @ same @ share)))
    return min(df, *(one[0] for one in found)), max(1.0, *(one[1] for one in found))


def _centred(prepared: PreparedDesign, totals: np.ndarray) -> np.ndarray:
    """What the variance of the design makes of unit totals: deviations from the stratum, n/(n - 1)."""
    stage = prepared.stages[0]
    h = stage.stratum_of_unit
    mean = np.zeros((len(stage.sampled), totals.shape[1]))
    np.add.at(mean, h, totals)
    mean /= stage.sampled[:, None]
    factor = np.where(stage.sampled > 1, stage.sampled / np.maximum(stage.sampled - 1, 1), 1.0)
    return np.asarray((totals - mean[h]) * factor[h][:, None])


def _calibrated_effect(prepared: PreparedDesign, inside: np.ndarray, share: np.ndarray) -> np.ndarray:
    """How each person's error enters each person's weighted residual."""
    assert prepared.calibrator is not None
    deviation = np.where(inside[:, None], np.eye(len(share)) - share[None, :], 0.0)
    residual = residual_projection(deviation, prepared.start, prepared.calibrator)
    scale = prepared.weights / prepared.weights[inside].sum()
    return np.asarray(residual * scale[:, None])


def _satterthwaite(form: np.ndarray, errors: np.ndarray, variance: float | None = None) -> tuple[float, float]:
    """Degrees of freedom of the quadratic form, and the root of the true variance over its expectation."""
    product = form @ errors
    expected = float(np.trace(product))
    if expected <= 0:
        return np.inf, 1.0
    true = float(np.trace(errors)) if variance is None else variance
    df = expected**2 / float((product * product.T).sum())
    return df, float(np.sqrt(true / expected))
