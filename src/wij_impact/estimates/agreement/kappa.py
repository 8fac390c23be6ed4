"""Cohen's and Fleiss's kappa, Gwet's AC1 and raw agreement, with one kind of interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates.agreement.matrix import (
    Ratings,
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
from wij_impact.language import Text

__all__ = ["cohen_kappa", "fleiss_kappa", "gwet_ac1", "raw_agreement"]

WEIGHTS = ("unweighted", "linear", "quadratic")


def cohen_kappa(
    data: pd.DataFrame,
    unit: str,
    rater: str,
    value: str,
    weights: Literal["unweighted", "linear", "quadratic"] = "unweighted",
    *,
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
    cluster: str | None = None,
) -> pd.DataFrame:
    """Cohen's kappa of two raters, with an interval.

    Parameters
    ----------
    data : DataFrame
        One row per rating, of exactly two raters. Units that one of them left out are counted in ``left_out``.
    unit, rater, value : str
        Columns.
    weights : {"unweighted", "linear", "quadratic"}
        How a near miss counts. Weighted kappa needs an order: numbers, or `categories`.
    categories : sequence, optional
        The scale, in its order. Weights count steps on it, so give it when a step was never used.
    confidence : float
        Level of the interval.
    draws, seed : int
        Of the bootstrap.
    cluster : str, optional
        Column that says which text, or place, a unit lies in: whole clusters are then drawn again.

    Returns
    -------
    DataFrame
        One row: key ``weights``, the result columns, then ``agreement`` (raw share, weighted alike) and ``left_out``.

    Raises
    ------
    InputError
        For another number of raters than two.
    InsufficientEvidence
        When all ratings are equal.

    Notes
    -----
    Cohen (1960), Educational and Psychological Measurement 20:37-46; (1968), Psychological Bulletin 70:213-220.

    Examples
    --------
    >>> cells = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
    >>> pairs = [pair for pair, times in cells.items() for _ in range(times)]
    >>> data = pd.DataFrame([(i, r, c) for i, pair in enumerate(pairs) for r, c in zip("AB", pair)],
    ...                     columns=["request", "rater", "judgement"])
    >>> cohen_kappa(data, "request", "rater", "judgement")["estimate"].round(6).tolist()
    [0.4]
    """
    choose(weights, WEIGHTS, "weights")
    ratings = ratings_matrix(data, unit, rater, value, numeric=weights != "unweighted", categories=categories)
    _two_raters(ratings, rater)
    judged = (ratings.codes >= 0).all(axis=1)
    both = ratings.codes[judged]
    need_pairs(len(both))
    need_variation(len(np.unique(both)), "kappa")
    size = len(ratings.values)
    table = np.zeros((size, size), dtype=np.int64)
    np.add.at(table, (both[:, 0], both[:, 1]), 1)
    if tuple(table.ravel()) > tuple(table.T.ravel()):
        table, both = table.T, both[:, ::-1]  # the same draws whoever is called first
    first, second = np.nonzero(table)
    pairs, prior = pseudo_pairs(size)
    cells = np.concatenate([np.stack([first, second], axis=1), pairs])
    steps = _steps(ratings, weights)
    coefficient = _cohen(cells, steps)
    inside = clusters_of(data, unit, cluster, ratings)
    each = patterns_by(both, None if inside is None else inside[judged])
    if each is not None and (table == table.T).all():
        turned = patterns_by(both[:, ::-1], inside[judged] if inside is not None else None)
        each = min((one for one in (each, turned) if one is not None), key=lambda one: one.ravel().tolist())
    found = spread(coefficient, table[first, second], prior, level=confidence, draws=draws, seed=seed, clusters=each)
    row = {"weights": weights, **found.__dict__, "level": confidence, "n": len(both)}
    extra = {
        "agreement": float(1 - steps[both[:, 0], both[:, 1]].mean()),
        "left_out": len(ratings.codes) - len(both),
    }
    return as_result(
        [row | {"method": f"Cohen's kappa, {weights}, {BY_CLUSTER if cluster else INTERVAL}"} | extra], ["weights"]
    )


def fleiss_kappa(
    data: pd.DataFrame,
    unit: str,
    rater: str,
    value: str,
    *,
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
    cluster: str | None = None,
) -> pd.DataFrame:
    """Fleiss's kappa: every unit judged by the same number of raters, not necessarily the same ones.

    Parameters and result as `gwet_ac1`.

    Raises
    ------
    InputError
        When units have different numbers of ratings; `krippendorff_alpha` and `gwet_ac1` allow that.
    InsufficientEvidence
        When all ratings are equal.

    Notes
    -----
    Fleiss (1971), Psychological Bulletin 76:378-382.

    Examples
    --------
    >>> data = pd.DataFrame({"case": [1, 1, 1, 2, 2, 2], "rater": list("ABCABC"), "level": list("xxxyyx")})
    >>> fleiss_kappa(data, "case", "rater", "level")["estimate"].round(3).tolist()
    [0.25]
    """
    ratings = ratings_matrix(data, unit, rater, value, numeric=False, categories=categories)
    each = (ratings.codes >= 0).sum(axis=1)
    if len(np.unique(each)) > 1:
        raise InputError(
            Text(
                nl=f"eenheden hebben {each.min()} tot {each.max()} oordelen; Fleiss' kappa vraagt een vast aantal.",
                en=f"units have from {each.min()} to {each.max()} ratings; Fleiss's kappa asks for a fixed number.",
            ),
            remedy=Text(
                nl="Gebruik krippendorff_alpha of gwet_ac1: die kunnen met ontbrekende beoordelingen overweg.",
                en="Use krippendorff_alpha or gwet_ac1: they can do with missing ratings.",
            ),
            column=str(value),
        )
    return _from_shares(
        ratings, "Fleiss's kappa", _fleiss, confidence, draws, seed, clusters_of(data, unit, cluster, ratings)
    )


def gwet_ac1(
    data: pd.DataFrame,
    unit: str,
    rater: str,
    value: str,
    *,
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
    cluster: str | None = None,
) -> pd.DataFrame:
    """Gwet's AC1: agreement beyond chance that does not collapse when one code dominates.

    Parameters
    ----------
    data : DataFrame
        One row per rating; ratings may be missing.
    unit, rater, value : str
        Columns.
    categories : sequence, optional
        All values that could be given; AC1 depends on how many there are.
    confidence : float
        Level of the interval.
    draws, seed : int
        Of the bootstrap.
    cluster : str, optional
        Column that says which text, or place, a unit lies in: whole clusters are then drawn again.

    Returns
    -------
    DataFrame
        One row: key ``coefficient``, the result columns, then ``agreement`` (raw: chance that two raters of one unit
        agree), ``raters``, ``left_out``.

    Raises
    ------
    InsufficientEvidence
        When all ratings are equal and `categories` does not say what else could have been given.

    Notes
    -----
    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61:29-48.

    Examples
    --------
    >>> pairs = [("yes", "yes")] * 80 + [("yes", "no")] * 10 + [("no", "yes")] * 5 + [("no", "no")] * 5
    >>> data = pd.DataFrame([(i, r, c) for i, pair in enumerate(pairs) for r, c in zip("AB", pair)],
    ...                     columns=["request", "rater", "judgement"])
    >>> gwet_ac1(data, "request", "rater", "judgement")[["estimate", "agreement"]].round(2).values.tolist()
    [[0.81, 0.85]]
    """
    ratings = ratings_matrix(data, unit, rater, value, numeric=False, categories=categories)
    return _from_shares(ratings, "Gwet's AC1", _ac1, confidence, draws, seed, clusters_of(data, unit, cluster, ratings))


def raw_agreement(
    data: pd.DataFrame,
    unit: str,
    rater: str,
    value: str,
    *,
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
    cluster: str | None = None,
) -> pd.DataFrame:
    """The chance that two raters of one unit give it the same value, not corrected for chance.

    Parameters and result as `gwet_ac1`. It exists too when all ratings are equal.

    Examples
    --------
    >>> data = pd.DataFrame({"case": [1, 1, 2, 2], "rater": list("ABAB"), "level": list("xxyx")})
    >>> raw_agreement(data, "case", "rater", "level")["estimate"].tolist()
    [0.5]
    """
    ratings = ratings_matrix(data, unit, rater, value, numeric=False, categories=categories)
    return _from_shares(
        ratings, "raw agreement", None, confidence, draws, seed, clusters_of(data, unit, cluster, ratings)
    )


def _cohen(cells: np.ndarray, steps: Numbers) -> Coefficient:
    size = len(steps)
    first, second = np.eye(size)[cells[:, 0]], np.eye(size)[cells[:, 1]]
    missed = steps[cells[:, 0], cells[:, 1]]

    def coefficient(weights: Numbers) -> Numbers:
        n = weights.sum(axis=1)
        expected = (((weights @ first) @ steps) * (weights @ second)).sum(axis=1) / n**2
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(expected > 0, 1 - weights @ missed / n / expected, np.nan)

    return coefficient


def _steps(ratings: Ratings, weights: str) -> Numbers:
    """Disagreement between two categories, from 0 to 1, shape (values, values)."""
    size = len(ratings.values)
    if weights == "unweighted":
        return 1 - np.eye(size)
    place = np.arange(size) / max(1, size - 1)
    return np.abs(place[:, None] - place[None, :]) ** (1 if weights == "linear" else 2)


def _from_shares(
    ratings: Ratings, name: str, chance: Any, confidence: float, draws: int, seed: int, inside: Any = None
) -> pd.DataFrame:
    """A coefficient from the raw agreement per unit and the shares of the categories."""
    counts = ratings.counts()
    enough = counts.sum(axis=1) >= 2
    paired = counts[enough]
    need_pairs(len(paired))
    size = counts.shape[1]
    if chance is not None:
        need_variation(int((paired.sum(axis=0) > 0).sum()) if chance is _fleiss else size, name)
    patterns, frequency = unique_patterns(paired)
    each = patterns.sum(axis=1)
    agreed = (patterns * (patterns - 1)).sum(axis=1) / (each * (each - 1))
    pairs, prior = pseudo_pairs(max(size, 2))
    imagined = (np.eye(max(size, 2))[pairs[:, 0]] + np.eye(max(size, 2))[pairs[:, 1]])[:, :size] / 2
    shares = np.concatenate([patterns / each[:, None], imagined])
    same = np.r_[agreed, (pairs[:, 0] == pairs[:, 1]).astype(float)]

    def coefficient(weights: Numbers) -> Numbers:
        n = weights.sum(axis=1)
        observed = weights @ same / n
        if chance is None:
            return observed
        expected = chance(weights @ shares / n[:, None])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)

    each_cluster = patterns_by(paired, None if inside is None else inside[enough])
    found = spread(coefficient, frequency, prior, level=confidence, draws=draws, seed=seed, clusters=each_cluster)
    row = {"coefficient": name, **found.__dict__, "level": confidence, "n": len(paired)}
    extra = {
        "agreement": float(agreed @ frequency / frequency.sum()),
        "raters": int((ratings.codes >= 0).any(axis=0).sum()),
        "left_out": len(counts) - len(paired),
    }
    return as_result(
        [row | {"method": f"{name}, {INTERVAL if inside is None else BY_CLUSTER}"} | extra], ["coefficient"]
    )


def _fleiss(shares: Numbers) -> Numbers:
    chance: Numbers = (shares**2).sum(axis=1)
    return chance


def _ac1(shares: Numbers) -> Numbers:
    chance: Numbers = (shares * (1 - shares)).sum(axis=1) / (shares.shape[1] - 1)
    return chance


def _two_raters(ratings: Ratings, rater: str) -> None:
    if len(ratings.raters) != 2:
        raise InputError(
            Text(
                nl=f"Cohens kappa vraagt precies twee beoordelaars; dit zijn er {len(ratings.raters)}.",
                en=f"Cohen's kappa asks for exactly two raters; there are {len(ratings.raters)}.",
            ),
            remedy=Text(
                nl="Kies er twee, of gebruik fleiss_kappa of krippendorff_alpha.",
                en="Choose two, or use fleiss_kappa or krippendorff_alpha.",
            ),
            column=str(rater),
        )
