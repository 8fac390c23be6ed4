"""Raking to known margins, and what weights cost in precision."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wij_impact.impactmeting.calibration import (
    Calibration,
    Margins,
    as_calibration,
    build_calibrator,
    calibrate_weights,
)
from wij_impact.impactmeting.checks import numeric_column
from wij_impact.impactmeting.design import SurveyDesign
from wij_impact.impactmeting.estimators import linearise_mean
from wij_impact.impactmeting.prepared import prepare

__all__ = ["design_effect", "effective_sample_size", "rake", "weighting_report"]


def rake(
    responses: pd.DataFrame,
    margins: Margins | Calibration,
    start: str | pd.Series | None = None,
    bounds: tuple[float, float] | None = None,
) -> pd.Series:
    """Weights that reproduce known population counts, margin by margin (iterative proportional fitting).

    For estimates, hand the margins to ``SurveyDesign(calibration=margins)`` instead of these weights: a design that
    takes raked weights as fixed gives a standard error that is far too large, or too small.

    Parameters
    ----------
    responses : pandas.DataFrame
        One row per respondent.
    margins : mapping
        ``{column: {level: count}}``; counts of people, known ones only. Every level needs a respondent, and all
        margins add up to the same number.
    start : str or Series, optional
        Weights to start from (column name or values); otherwise everyone starts at 1.
    bounds : (float, float), optional
        Lowest and highest factor on the start weight, in proportion to the average factor needed to reach the
        population size.

    Returns
    -------
    pandas.Series
        Final weights on the index of `responses`; ``attrs["report"]`` holds the largest relative difference from
        a margin, the lowest and highest weight and factor, and Kish's effective sample size.

    Raises
    ------
    InputError
        For shares instead of counts, an unknown or empty level (each named), a missing value.
    InsufficientEvidence
        When the margins cannot be reached (within the bounds).

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> people = pd.DataFrame({"age": ["young", "old", "old", "old"]})
    >>> im.rake(people, {"age": {"young": 500, "old": 300}}).tolist()
    [500.0, 100.0, 100.0, 100.0]
    """
    plan = as_calibration(margins)
    if isinstance(start, pd.Series):
        responses = responses.assign(**{"start weight": start.reindex(responses.index)})
        start = "start weight"
    weights = prepare(responses, SurveyDesign(weights=start)).weights
    if bounds is not None:
        plan = Calibration(plan.margins, plan.method, bounds, plan.residuals)
    known = build_calibrator(responses, plan)
    if plan.bounds is not None and known.groups:
        # Bounds are on the movement between people, not on the blow-up to the population.
        population = float(known.matrix[:, : int(known.groups[0].max()) + 1].sum(axis=1) @ weights)
        weights = weights * float(known.totals[: int(known.groups[0].max()) + 1].sum()) / population
    final = calibrate_weights(weights, known)
    result = pd.Series(final, index=responses.index, name="weight")
    factors = final / weights
    reached = known.matrix.T @ final
    result.attrs["report"] = {
        "largest_relative_gap": float(np.abs(reached / known.totals - 1).max()),
        "lowest_weight": float(final.min()),
        "highest_weight": float(final.max()),
        "lowest_factor": float(factors.min()),
        "highest_factor": float(factors.max()),
        "effective_sample_size": effective_sample_size(final),
        "respondents": len(final),
    }
    return result


def effective_sample_size(weights: np.ndarray | pd.Series) -> float:
    """Kish's effective sample size: the number of equally weighted answers worth as much as these.

    It counts unequal weights only; a cluster sample is worth less still (`design_effect`).

    Examples
    --------
    >>> effective_sample_size(np.array([1.0, 1.0, 2.0]))
    2.6666666666666665
    """
    values = np.asarray(weights, dtype=float)
    return float(values.sum() ** 2 / (values @ values))


def weighting_report(responses: pd.DataFrame, margins: Margins, weights: pd.Series) -> pd.DataFrame:
    """Per level of each margin: respondents, known count, count before (unweighted share) and after weighting.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> people = pd.DataFrame({"age": ["young", "old", "old", "old"]})
    >>> margins = {"age": {"young": 500, "old": 300}}
    >>> im.weighting_report(people, margins, im.rake(people, margins))["weighted"].tolist()
    [500.0, 300.0]
    """
    known = build_calibrator(responses, as_calibration(margins))
    rows = []
    for name, column, count in zip(known.names, known.matrix.T, known.totals, strict=True):
        margin, _, level = name.partition("=")
        rows.append(
            {
                "margin": margin,
                "level": level,
                "respondents": int((column != 0).sum()),
                "known": count,
                "weighted": float(column @ weights.to_numpy()),
            }
        )
    return pd.DataFrame(rows)


def design_effect(
    responses: pd.DataFrame, column: str, design: SurveyDesign | None = None, *, replacement: bool = False
) -> float:
    """Variance of the mean under the design over that of a simple random sample of as many respondents.

    Parameters
    ----------
    replacement : bool
        Compare with drawing with replacement (no finite population correction); without, the weights must add
        up to the population.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import impactmeting as im
    >>> people = pd.DataFrame({"grade": [7, 7, 9, 9], "team": ["a", "a", "b", "b"]})
    >>> round(im.design_effect(people, "grade", im.SurveyDesign(cluster="team"), replacement=True), 3)
    3.0
    """
    prepared = prepare(responses, design)
    values = numeric_column(responses, column)
    inside = ~np.isnan(values)
    estimate, scores = linearise_mean(values, inside, prepared.weights)
    variance = float(prepared.covariance(scores[:, None])[0, 0])
    weights = prepared.weights[inside]
    n, size = int(inside.sum()), float(weights.sum())
    spread = float(weights @ (values[inside] - estimate) ** 2) / size * n / (n - 1)
    simple = spread / n if replacement else spread * (size - n) / (size * n)
    return variance / simple
