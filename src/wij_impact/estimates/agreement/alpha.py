"""Krippendorff's alpha: agreement beyond chance, for any number of raters, any scale and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact.estimates.agreement.matrix import (
    as_floats,
    clusters_of,
    need_pairs,
    need_variation,
    patterns_by,
    ratings_matrix,
    unique_patterns,
)
from wij_impact.estimates.agreement.resampling import BY_CLUSTER, INTERVAL, Coefficient, pseudo_pairs, spread
from wij_impact.estimates.columns import Numbers, choose
from wij_impact.estimates.shape import as_result

__all__ = ["krippendorff_alpha"]

LEVELS = ("nominal", "ordinal", "interval", "ratio")


def krippendorff_alpha(
    data: pd.DataFrame,
    unit: str,
    rater: str,
    value: str,
    level: Literal["nominal", "ordinal", "interval", "ratio"] = "nominal",
    *,
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
    cluster: str | None = None,
) -> pd.DataFrame:
    """Krippendorff's alpha with an interval.

    Parameters
    ----------
    data : DataFrame
        One row per rating. A rating that was not given is a row less, or an empty value.
    unit, rater, value : str
        Columns: what was judged, by whom, and the judgement.
    level : {"nominal", "ordinal", "interval", "ratio"}
        Level of measurement of the values; all but nominal need numbers, or `categories` in their order.
    categories : sequence, optional
        The scale, in its order. A value outside it is an error.
    confidence : float
        Level of the interval, as a fraction.
    draws, seed : int
        How many times the units are drawn again, and with which seed.
    cluster : str, optional
        Column that says which text, or place, a unit lies in: whole clusters are then drawn again.

    Returns
    -------
    DataFrame
        One row: key ``measurement``, the result columns (``estimate`` from -1 to 1; ``n`` units with two ratings or
        more), then ``values`` (ratings used), ``raters``, ``left_out`` (units with fewer than two ratings).

    Raises
    ------
    InsufficientEvidence
        When all ratings are equal (alpha does not exist), or fewer than 2 units were judged twice.
    InputError
        One rater who rated a unit twice, a value off the scale, text on a scale of numbers.

    Notes
    -----
    Krippendorff (2011), Computing Krippendorff's alpha-reliability. The ordinal difference is the difference of
    midranks, so ordinal alpha is interval alpha on midranks. Below .667 the codes carry no conclusions, to .800
    tentative ones (Krippendorff 2019, Content Analysis, section 12.4). With ten or twelve units of a scale of five and
    three raters the interval of 95% covers about .92 (845 and 980 simulated studies, error .009).

    Examples
    --------
    >>> notes = pd.DataFrame({"answer": [1, 1, 2, 2, 3, 3, 4, 4], "coder": list("ABABABAB"),
    ...                       "code": ["work", "work", "home", "home", "home", "work", "work", "work"]})
    >>> krippendorff_alpha(notes, "answer", "coder", "code")["estimate"].round(3).tolist()
    [0.533]
    """
    choose(level, LEVELS, "level")
    ratings = ratings_matrix(data, unit, rater, value, numeric=level != "nominal", categories=categories)
    counts = ratings.counts()
    enough = counts.sum(axis=1) >= 2
    paired = counts[enough]
    need_pairs(len(paired))
    inside = clusters_of(data, unit, cluster, ratings)
    used = paired.sum(axis=0) > 0
    need_variation(int(used.sum()), "alpha")
    scale = as_floats(ratings.values)[used]
    patterns, frequency = unique_patterns(paired[:, used])
    pairs, prior = pseudo_pairs(int(used.sum()))
    imagined = np.zeros((len(pairs), patterns.shape[1]))
    for column in (0, 1):
        np.add.at(imagined, (np.arange(len(pairs)), pairs[:, column]), 1)
    coefficient = _alpha(np.concatenate([patterns, imagined]).astype(float), scale, level)
    each = patterns_by(paired[:, used], None if inside is None else inside[enough])
    found = spread(coefficient, frequency, prior, level=confidence, draws=draws, seed=seed, clusters=each)
    row = {"measurement": level, **found.__dict__, "level": confidence, "n": len(paired)}
    extra = {
        "values": int(paired.sum()),
        "raters": int((ratings.codes >= 0).any(axis=0).sum()),
        "left_out": len(counts) - len(paired),
    }
    return as_result(
        [row | {"method": f"Krippendorff's alpha, {level}, {BY_CLUSTER if cluster else INTERVAL}"} | extra],
        ["measurement"],
    )


def _alpha(counts: Numbers, scale: Numbers, level: str) -> Coefficient:
    """Alpha as a function of the weights of the patterns: 1 - observed / expected disagreement."""
    each = counts.sum(axis=1)
    if level in ("nominal", "ratio"):
        delta = _nominal(scale) if level == "nominal" else _ratio(scale)
        within = ((counts @ delta) * counts).sum(axis=1) / (each - 1)

        def fixed(weights: Numbers) -> Numbers:
            totals = weights @ counts
            n = totals.sum(axis=1)
            return _one_minus(weights @ within / n, ((totals @ delta) * totals).sum(axis=1) / (n * (n - 1)))

        return fixed

    def ranked(weights: Numbers) -> Numbers:
        totals = weights @ counts
        n = totals.sum(axis=1)
        # Places on the scale: the values themselves, or the midranks of this draw.
        place = np.broadcast_to(scale - scale.mean(), totals.shape)
        if level == "ordinal":
            place = np.cumsum(totals, axis=1) - totals / 2
            place = place - (totals * place).sum(axis=1, keepdims=True) / n[:, None]
        first, second = place @ counts.T, (place**2) @ counts.T
        within = 2 * (each * second - first**2) / (each - 1)
        apart = 2 * (n * (totals * place**2).sum(axis=1) - (totals * place).sum(axis=1) ** 2)
        return _one_minus((weights * within).sum(axis=1) / n, apart / (n * (n - 1)))

    return ranked


def _one_minus(observed: Numbers, expected: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - observed / expected, np.nan)


def _nominal(scale: Numbers) -> Numbers:
    return 1 - np.eye(len(scale))


def _ratio(scale: Numbers) -> Numbers:
    total = scale[:, None] + scale[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total == 0, 0.0, ((scale[:, None] - scale[None, :]) / total) ** 2)
