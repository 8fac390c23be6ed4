"""Guards: what a before and after of selected cases can show, and several outcomes with one declared beforehand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError, InsufficientEvidence, UsageError, suggest
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, as_floats, require
from wij_impact.language import Text

__all__ = ["adjust_outcomes", "before_after", "expected_regression"]


def expected_regression(
    cutoff: float, population_mean: float, population_sd: float, reliability: float, below: bool = True
) -> float:
    """Mean change at a second measurement of people who were selected on the first, when nothing happens.

    Parameters
    ----------
    cutoff : float
        People were selected because they scored at most (``below``) or at least this.
    population_mean, population_sd : float
        Of the people from whom they were selected.
    reliability : float
        Correlation between two measurements of the same people without help, from 0 to 1.
    below : bool

    Returns
    -------
    float
        In the units of the score: above 0 when the low are selected.

    Notes
    -----
    James (1973), Biometrics 29:121; Davis (1976), American Journal of Epidemiology 104:493:
    sd (1 - reliability) phi(z) / (1 - Phi(z)), for normal scores.

    Examples
    --------
    >>> round(expected_regression(25, 28, 8, 0.6), 2)
    3.36
    """
    _check_population(population_sd, reliability)
    z = (cutoff - population_mean) / population_sd * (-1 if below else 1)
    size = population_sd * (1 - reliability) * math.exp(float(stats.norm.logpdf(z) - stats.norm.logsf(z)))
    return size if below else -size


def before_after(
    before: Sequence[float] | Numbers | pd.Series,
    after: Sequence[float] | Numbers | pd.Series,
    reliability: float | None = None,
    population_mean: float | None = None,
    population_sd: float | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """What selection alone does to a before and after. Never an effect: there is no comparison.

    Parameters
    ----------
    before, after : array (people,)
        Scores of the selected people, in the same order; people without both are left out.
    reliability : float, optional
        Correlation between two measurements of people without help (from the manual of the instrument).
    population_mean, population_sd : float, optional
        Of the people from whom these were selected.
    level : float

    Returns
    -------
    DataFrame
        One row: ``what`` = "regression to the mean"; ``estimate`` is the mean change that selection alone leads one to
        expect, with the interval in which the mean change of so many people then falls; beside it ``observed``, the
        mean change seen, and ``within``, whether it lies in that interval.

    Raises
    ------
    InsufficientEvidence
        Without reliability, mean and standard deviation: then nothing at all can be said, and the sentence tells what
        is needed.

    Notes
    -----
    A person who scored x is expected at mean + reliability (x - mean) next time, with standard deviation
    sd sqrt(1 - reliability^2) (Galton; Davis 1976). An observed change outside the interval is not an effect either:
    time, other help and the end of a crisis are not excluded. For that a comparison is needed.

    Examples
    --------
    >>> row = before_after([18, 20, 22, 19, 21], [23, 24, 25, 22, 26], 0.6, 28, 8).iloc[0]
    >>> round(float(row["estimate"]), 1), float(row["observed"]), bool(row["within"])
    (3.2, 4.0, True)
    """
    check_level(level)
    first, second = _pairs(before, after)
    if reliability is None or population_mean is None or population_sd is None:
        raise InsufficientEvidence(
            Text(
                nl="een voor- en nameting van gekozen mensen toont geen effect: wie laag begint, stijgt vaak vanzelf.",
                en="a before and after of selected people shows no effect: who starts low rises on average anyway.",
            ),
            remedy=Text(
                nl="Nodig is een vergelijking (`matched_comparison`). Met betrouwbaarheid, gemiddelde en "
                "standaarddeviatie is wel te zien welke verandering de selectie alleen al geeft.",
                en="A comparison is needed (`matched_comparison`). With reliability, mean and standard deviation one "
                "can see which change selection alone gives.",
            ),
        )
    _check_population(population_sd, reliability)
    expected = float(((1 - reliability) * (population_mean - first)).mean())
    error = population_sd * math.sqrt(1 - reliability**2) / math.sqrt(len(first))
    half = float(stats.norm.isf((1 - level) / 2)) * error
    observed = float((second - first).mean())
    row = {
        "what": "regression to the mean", "estimate": expected, "std_error": error, "lower": expected - half,
        "upper": expected + half, "level": level, "n": len(first),
        "method": f"regression to the mean at reliability {reliability:g}, normal",
        "observed": observed, "within": bool(abs(observed - expected) <= half),
        "before": float(first.mean()), "after": float(second.mean()), "population_mean": population_mean,
    }  # fmt: skip
    return as_result([row], ["what"])


def _pairs(
    before: Sequence[float] | Numbers | pd.Series, after: Sequence[float] | Numbers | pd.Series
) -> tuple[Numbers, Numbers]:
    first, second = (as_floats(list(v)) for v in (before, after))
    if len(first) != len(second):
        raise InputError(
            Text(
                nl=f"{len(first)} voormetingen en {len(second)} nametingen horen niet bij elkaar.",
                en=f"{len(first)} scores before and {len(second)} after do not belong together.",
            ),
            remedy=Text(
                nl="Geef per persoon beide, op dezelfde plaats.", en="Give both per person, in the same place."
            ),
        )
    both = np.isfinite(first) & np.isfinite(second)
    if both.sum() < 2:
        raise InsufficientEvidence(
            Text(nl="minder dan twee mensen hebben beide metingen.", en="fewer than two people have both scores."),
            remedy=Text(nl="Nodig zijn er minstens twee.", en="At least two are needed."),
        )
    return first[both], second[both]


def _check_population(population_sd: float, reliability: float) -> None:
    if not 0 <= reliability <= 1 or not population_sd > 0:
        raise UsageError(
            Text(
                nl=f"reliability={reliability!r} of population_sd={population_sd!r} kan niet.",
                en=f"reliability={reliability!r} or population_sd={population_sd!r} cannot be.",
            ),
            remedy=Text(
                nl="reliability ligt van 0 tot 1, population_sd boven 0.",
                en="reliability is from 0 to 1, population_sd above 0.",
            ),
        )


def adjust_outcomes(
    results: pd.DataFrame, primary: str, outcome: str = "outcome", p_value: str = "p_value"
) -> pd.DataFrame:
    """Several outcomes of one study: the one declared beforehand counts as it is, the others are adjusted.

    Parameters
    ----------
    results : DataFrame
        One row per outcome, such as rows of `adjust` or `matched_comparison` put together.
    primary : str
        The outcome that was declared before the data were seen.
    outcome, p_value : str
        Columns with the names and the p-values; a missing p-value is not counted.

    Returns
    -------
    DataFrame
        `results` with ``role`` (``primary`` or ``other``) and ``p_adjusted``.

    Raises
    ------
    UsageError
        When `primary` is not among the outcomes, or an outcome occurs twice.

    Notes
    -----
    Holm (1979) over the others only: the primary is tested once, by itself. The intervals stay those of one outcome.

    Examples
    --------
    >>> found = pd.DataFrame({"outcome": ["ORS", "school", "home"], "p_value": [0.03, 0.02, 0.04]})
    >>> adjust_outcomes(found, "ORS")["p_adjusted"].tolist()
    [0.03, 0.04, 0.04]
    """
    require(results, [outcome, p_value])
    names = results[outcome].astype(str)
    if primary not in set(names) or names.duplicated().any():
        near = suggest(primary, list(dict.fromkeys(names)))
        raise UsageError(
            Text(
                nl=f"'{primary}' is niet één van de uitkomsten, elk één keer genoemd.",
                en=f"'{primary}' is not one of the outcomes, each named once.",
            ),
            remedy=Text(
                nl=f"Bedoelt u '{near}'?" if near else "Noem de uitkomst die vooraf is gekozen.",
                en=f"Did you mean '{near}'?" if near else "Name the outcome that was chosen beforehand.",
            ),
        )
    is_primary = (names == primary).to_numpy()
    p = results[p_value].to_numpy(dtype=float)
    adjusted = p.copy()
    others = np.flatnonzero(~is_primary & ~np.isnan(p))
    order = others[np.argsort(p[others], kind="stable")]
    steps = np.maximum.accumulate(p[order] * (len(order) - np.arange(len(order)))) if len(order) else p[order]
    adjusted[order] = np.minimum(steps, 1.0)
    return results.assign(role=np.where(is_primary, "primary", "other"), p_adjusted=adjusted)
