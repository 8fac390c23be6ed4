"""Matched comparison for a pilot: each treated person beside the most alike other, and exact tests on the pairs."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from wij_impact.effect.adjustment import exact_tests
from wij_impact.effect.adjustment.propensity import fit_score, read_treatment
from wij_impact.effect.adjustment.terms import Terms, read_terms, refuse_constant
from wij_impact.effect.power import minimal_detectable_effect
from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates import Result, as_result, check_level
from wij_impact.estimates.columns import Numbers, choose, numbers, require
from wij_impact.estimates.flags import with_flags
from wij_impact.language import Text

__all__ = ["DISTANCES", "MatchedPairs", "match_pairs", "matched_comparison"]

DISTANCES = ("mahalanobis", "score")
BEYOND_CHANCE = 4.0  # standard errors; a draw of lots gives more in one of fifteen thousand covariates
UNLIKE = 0.25  # standard deviations within pairs; adjusting for more is extrapolation (Rubin 2001)
_FORBIDDEN = 1e14  # more than a sum of allowed distances, so that as few pairs as possible break the calliper


@dataclass(frozen=True, repr=False)
class MatchedPairs(Result):
    """Who was matched with whom.

    Attributes
    ----------
    treated, control : array of int
        Row positions of each pair.
    distance : array
        Between the two of a pair, whose sum of squares was minimised.
    unmatched : array of int
        Row positions of the treated for whom nobody was found.
    balance : DataFrame
        ``term, difference_before, difference_after`` in standard deviations of the whole table.
    left_out : tuple of str
        Terms that are constant or follow exactly from the others, and so tell nobody apart.
    """

    treated: np.ndarray
    control: np.ndarray
    distance: Numbers
    unmatched: np.ndarray
    balance: pd.DataFrame
    left_out: tuple[str, ...] = ()

    def _headline(self) -> str:
        return f"{len(self.treated)} pairs, {len(self.unmatched)} treated without one"

    def tidy(self) -> pd.DataFrame:
        """Per term the difference left between the two of a pair, in standard deviations."""
        rows = [
            {
                "term": term,
                "estimate": after,
                "n": len(self.treated),
                "before": before,
                "method": "standardised difference",
            }
            for term, before, after in self.balance[["term", "difference_before", "difference_after"]].itertuples(
                index=False
            )
        ]
        return as_result(rows, ["term"])


def match_pairs(
    data: pd.DataFrame,
    treatment: str,
    covariates: str | Sequence[str],
    distance: Literal["mahalanobis", "score"] = "mahalanobis",
    calliper: float | None = None,
    ties: Numbers | None = None,
) -> MatchedPairs:
    """Pairs of one treated and one other person with the smallest sum of squared distances; nobody is used twice.

    Parameters
    ----------
    data : DataFrame
    treatment : str
        0 or 1, or yes and no (ja, nee).
    covariates : str or list of str
        As in `adjust`.
    distance : {"mahalanobis", "score"}
        Over all covariates, or the log-odds of having been treated (in its standard deviations).
    calliper : float, optional
        Pairs further apart than this are not made; the treated left over are named in `unmatched`.
    ties : array (rows,), optional
        Something else that tells people apart whose covariates are the same (`matched_comparison` gives the outcome).

    Returns
    -------
    MatchedPairs

    Notes
    -----
    Optimal assignment (Rosenbaum 1989, JASA 84:1024). Among equally good pairings the order of the rows does not
    decide: rows are first put in an order that follows from their content alone.

    Examples
    --------
    >>> people = pd.DataFrame({"t": [1, 1, 0, 0, 0], "age": [15, 17, 17, 12, 14]})
    >>> pairs = match_pairs(people, "t", "age")
    >>> sorted(zip(pairs.treated.tolist(), pairs.control.tolist()))
    [(0, 4), (1, 2)]
    """
    choose(distance, DISTANCES, "distance")
    if calliper is not None and not calliper > 0:
        raise UsageError(
            Text(nl=f"calliper={calliper!r} is geen afstand.", en=f"calliper={calliper!r} is not a distance."),
            remedy=Text(nl="Geef een getal boven 0.", en="Give a number above 0."),
        )
    treated = read_treatment(data, treatment, least=1)
    terms = read_terms(data, covariates, treatment, "")
    refuse_constant(terms)
    order = _by_content([*terms.raw.T, treated, *([] if ties is None else [ties])])
    ones, zeros = order[treated[order] == 1], order[treated[order] == 0]
    apart = _distances(terms, treated, ones, zeros, distance)
    # Squares: a sum of plain distances on one covariate has many equally good pairings, of squares only one. Whole
    # numbers of a hundred-millionth: a tie stays a tie whatever the unit of measurement or the order of adding up.
    square = np.rint(apart**2 * 1e8)
    cost = square if calliper is None else np.where(apart > calliper, _FORBIDDEN, square)
    row, column = optimize.linear_sum_assignment(cost)
    made = cost[row, column] < _FORBIDDEN
    chosen, beside = ones[row[made]], zeros[column[made]]
    left = np.setdiff1d(np.flatnonzero(treated == 1), chosen)
    place = np.argsort(chosen, kind="stable")
    kept = apart[row[made], column[made]][place]
    balance = _balance(terms, treated, chosen, beside)
    return MatchedPairs(chosen[place], beside[place], kept, left, balance, tuple(terms.left_out))


def _by_content(columns: list[Numbers]) -> np.ndarray:
    """Positions in an order that depends on what the rows hold and not on where they stand.

    Ranks, so that another unit of measurement changes nothing; a digest, so that among equals neither a high nor a
    low value of anything goes first.
    """
    lines = np.column_stack([stats.rankdata(values) for values in columns])
    digests = np.array([hashlib.sha256(line.tobytes()).hexdigest() for line in lines])
    return np.argsort(digests, kind="stable")


def _distances(terms: Terms, treated: Numbers, ones: np.ndarray, zeros: np.ndarray, distance: str) -> Numbers:
    if distance == "score":
        fit = fit_score(terms, treated)
        logit = special.logit(fit.mean(terms.design))
        return np.asarray(np.abs(logit[ones][:, None] - logit[zeros][None]) / logit.std())
    columns = terms.design[:, 1:]
    root = np.linalg.cholesky(np.linalg.pinv(np.atleast_2d(np.cov(columns, rowvar=False)), hermitian=True))
    turned = columns @ root
    gap = turned[ones][:, None, :] - turned[zeros][None, :, :]
    return np.asarray(np.sqrt((gap**2).sum(axis=2)))


def _balance(terms: Terms, treated: Numbers, chosen: np.ndarray, beside: np.ndarray) -> pd.DataFrame:
    columns = terms.design[:, 1:]
    before = columns[treated == 1].mean(axis=0) - columns[treated == 0].mean(axis=0)
    after = columns[chosen].mean(axis=0) - columns[beside].mean(axis=0) if len(chosen) else np.full(len(before), np.nan)
    return pd.DataFrame({"term": terms.labels[1:], "difference_before": before, "difference_after": after})


def matched_comparison(
    data: pd.DataFrame,
    outcome: str,
    treatment: str,
    covariates: str | Sequence[str],
    distance: Literal["mahalanobis", "score"] = "mahalanobis",
    calliper: float | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Compare each treated person with the most alike other, with tests that are exact at any size.

    Parameters
    ----------
    data : DataFrame
        One row per person.
    outcome : str
        Numbers, or 0 and 1. Rows without one are left out before matching and counted.
    treatment : str
        0 or 1, or yes and no (ja, nee).
    covariates : str or list of str
        What to match on; as in `adjust`.
    distance, calliper
        As in `match_pairs`.
    level : float

    Returns
    -------
    DataFrame
        One row: ``outcome, treatment``, the result columns (``estimate`` is the mean difference within pairs,
        ``n`` the pairs), then ``p_value, mean_treated, mean_control, n_treated, n_control, n_missing_outcome,
        n_unmatched, unmatched`` (row labels), ``left_out`` (terms, as in `adjust`), ``imbalance_before,
        imbalance_after`` (largest, in standard deviations), ``gamma`` (`exact_tests.breaking_gamma`) and
        ``smallest_visible``: the smallest difference that so many pairs would show with 80% probability.

    Raises
    ------
    InsufficientEvidence
        For fewer than 6 pairs, or groups that differed more than chance gives and still differ by more than 0.25
        standard deviation when paired.
    InputError
        For gaps in covariates, a treatment other than 0 and 1, an outcome that is the same everywhere, or
        covariates that are the same for everybody.

    Notes
    -----
    Numbers: sign flips within pairs, interval by inversion (`exact_tests.sign_flip`). Yes and no: McNemar exact,
    interval by exact unconditional inversion. The result is about the treated who were matched. `smallest_visible`
    takes the pairs as two groups of that size (`minimal_detectable_effect`), with the spread of all outcomes.

    Examples
    --------
    >>> people = pd.DataFrame({"t": [1] * 8 + [0] * 8, "age": [*range(8), *range(8)],
    ...                        "y": [3, 5, 4, 6, 5, 7, 6, 9, 1, 2, 2, 3, 4, 4, 5, 5]})
    >>> found = matched_comparison(people, "y", "t", "age").iloc[0]
    >>> float(found["estimate"]), round(float(found["p_value"]), 4)
    (2.375, 0.0078)
    """
    check_level(level)
    require(data, [outcome, treatment])
    data = with_flags(data, treatment)
    y = numbers(data, outcome, minimum=None, missing=True)
    read_treatment(data, treatment)
    seen = ~np.isnan(y)
    known, values = data[seen], y[seen]
    if not len(known) or np.ptp(values) == 0:
        raise InputError(
            Text(nl="de uitkomst is overal gelijk of leeg.", en="the outcome is the same everywhere, or empty."),
            remedy=Text(nl="Er is geen verschil te schatten.", en="There is no difference to estimate."),
            column=outcome,
        )
    # Ranks within each group: that the treated are better off must not decide who is paired with whom.
    ranks = known.assign(**{outcome: values}).groupby(treatment)[outcome].rank().to_numpy(dtype=float)
    pairs = match_pairs(known, treatment, covariates, distance, calliper, ranks)
    exact_tests.need_pairs(len(pairs.treated))
    treated = numbers(known, treatment)
    _refuse_unlike(pairs, treated)
    ones, zeros = values[pairs.treated], values[pairs.control]
    row = _binary(ones, zeros, level) if set(np.unique(values)) <= {0.0, 1.0} else _continuous(ones, zeros, level)
    row |= {
        "level": level,
        "n": len(ones),
        "mean_treated": float(ones.mean()),
        "mean_control": float(zeros.mean()),
        "n_treated": int(treated.sum()),
        "n_control": int((1 - treated).sum()),
        "n_missing_outcome": int((~seen).sum()),
        "n_unmatched": len(pairs.unmatched),
        "unmatched": ", ".join(str(label) for label in known.index[pairs.unmatched]),
        "left_out": ", ".join(pairs.left_out),
        "imbalance_before": float(pairs.balance["difference_before"].abs().max()),
        "imbalance_after": float(pairs.balance["difference_after"].abs().max()),
        "gamma": exact_tests.breaking_gamma(ones - zeros, level),
        "smallest_visible": _smallest_visible(values, float(zeros.mean()), len(ones), level),
    }
    return as_result([{"outcome": outcome, "treatment": treatment} | row], ["outcome", "treatment"])


def _refuse_unlike(pairs: MatchedPairs, treated: Numbers) -> None:
    """Refuse groups that were selected differently, when pairing has not made them alike."""
    chance = math.sqrt(1 / treated.sum() + 1 / (1 - treated).sum())
    found = pairs.balance
    unlike = found[
        (found["difference_before"].abs() > BEYOND_CHANCE * chance) & (found["difference_after"].abs() > UNLIKE)
    ]
    if len(unlike):
        worst = unlike.iloc[int(unlike["difference_after"].abs().argmax())]
        size = f"{abs(float(worst['difference_after'])):.2f}"
        raise InsufficientEvidence(
            Text(
                nl=f"ook na het koppelen lijken de paren niet op elkaar: {worst['term']} verschilt nog "
                f"{size.replace('.', ',')} standaarddeviatie.",
                en=f"even when paired the people are not alike: {worst['term']} still differs by {size} standard "
                "deviations.",
            ),
            remedy=Text(
                nl="Voeg mensen zonder de aanpak toe die er wel op lijken, of haal uit het bestand wie op niemand "
                "lijkt (in Python: calliper=0.5, of `adjust`).",
                en="Add untreated people who are alike, or take out of the file who is like nobody "
                "(in Python: calliper=0.5, or `adjust`).",
            ),
        )


def _continuous(ones: Numbers, zeros: Numbers, level: float) -> dict[str, Any]:
    differences = ones - zeros
    p_value, lower, upper = exact_tests.sign_flip(differences, level)
    listed = len(differences) <= exact_tests.MOST_ENUMERATED
    test = "exact sign-flip test" if listed else f"sign-flip test ({exact_tests.DRAWN:,} drawn subsets)"
    return {
        "estimate": float(differences.mean()),
        "std_error": float(differences.std(ddof=1) / math.sqrt(len(differences))),
        "lower": lower,
        "upper": upper,
        "p_value": p_value,
        "method": f"optimal pairs, {test} and its inversion",
    }


def _binary(ones: Numbers, zeros: Numbers, level: float) -> dict[str, Any]:
    n, better, worse = len(ones), int((ones > zeros).sum()), int((ones < zeros).sum())
    lower, upper = exact_tests.paired_share_interval(better, worse, n, level)
    estimate = (better - worse) / n
    return {
        "estimate": estimate,
        "std_error": math.sqrt(max((better + worse) / n - estimate**2, 0.0) / n),
        "lower": lower,
        "upper": upper,
        "p_value": exact_tests.mcnemar(better, worse),
        "method": "optimal pairs, exact McNemar test, exact unconditional interval",
    }


def _smallest_visible(values: Numbers, share: float, pairs: int, level: float) -> float:
    try:
        if set(np.unique(values)) <= {0.0, 1.0}:
            # A change upward from a low share, downward from a high one: the way there is room.
            return minimal_detectable_effect(pairs, pairs, level=1 - level, baseline=min(share, 1 - share))
        return minimal_detectable_effect(pairs, pairs, level=1 - level) * float(values.std(ddof=1))
    except InsufficientEvidence:
        return math.nan
