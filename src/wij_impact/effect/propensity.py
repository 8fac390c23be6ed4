"""Who was treated: the score, whether the two groups overlap, and how alike weighting makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.effect.adjusted_means import Estimand, weights_of
from wij_impact.effect.estimating_equations import Fit, fit_model, separating_direction
from wij_impact.effect.terms import Terms, read_terms
from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates.columns import FIRST_ROW, Numbers, choose, numbers
from wij_impact.language import Text

__all__ = ["ESTIMANDS", "Overlap", "balance", "effective_size", "fit_score", "overlap_of", "read_treatment"]

ESTIMANDS = ("ate", "att")
MOST_FOR_ONE = 0.5  # beyond this one person decides more than half of the mean of a group


@dataclass(frozen=True)
class Overlap:
    """How far the two groups can be compared under the weights.

    Attributes
    ----------
    effective_treated, effective_control : float
        Kish's effective number of people per group.
    largest_weight : float
        Largest share of its group's weight that one person has.
    score_low, score_high : float
        Smallest and largest score.
    imbalance_before, imbalance_after : float
        Largest standardised mean difference over the terms.
    """

    effective_treated: float
    effective_control: float
    largest_weight: float
    score_low: float
    score_high: float
    imbalance_before: float
    imbalance_after: float

    @property
    def smallest(self) -> float:
        """The smaller of the two effective numbers."""
        return min(self.effective_treated, self.effective_control)


def read_treatment(data: pd.DataFrame, treatment: str, least: int = 1) -> Numbers:
    """The treatment as 0 and 1, both present at least `least` times.

    Raises
    ------
    InputError
        For a value other than 0 and 1.
    InsufficientEvidence
        For an arm with fewer than `least` people.
    """
    arm = numbers(data, treatment, minimum=None)
    wrong = (arm != 0) & (arm != 1)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(
            Text(
                nl=f"'{data[treatment].iloc[row]}' is geen 0 of 1.", en=f"'{data[treatment].iloc[row]}' is not 0 or 1."
            ),
            remedy=Text(
                nl="Schrijf 1 voor wie de aanpak kreeg en 0 voor wie hem niet kreeg.",
                en="Write 1 for who was treated and 0 for who was not.",
            ),
            row=row + FIRST_ROW,
            column=treatment,
        )
    treated, control = int(arm.sum()), int((1 - arm).sum())
    if min(treated, control) < least:
        raise InsufficientEvidence(
            Text(
                nl=f"{treated} met en {control} zonder de aanpak: dat is te weinig om te vergelijken.",
                en=f"{treated} treated and {control} not treated: too few to compare.",
            ),
            remedy=Text(
                nl=f"Nodig zijn minstens {least} mensen in elke groep.",
                en=f"At least {least} people are needed in each group.",
            ),
            column=treatment,
        )
    return arm


def fit_score(terms: Terms, treated: Numbers) -> Fit:
    """The logistic model of who was treated.

    Raises
    ------
    InsufficientEvidence
        When the covariates separate the groups, naming those that do: then there is nobody to compare with.
    """
    if terms.design.shape[1] >= len(treated) - 1:
        raise InsufficientEvidence(
            Text(
                nl=f"{terms.design.shape[1] - 1} kenmerken zijn te veel voor {len(treated)} mensen.",
                en=f"{terms.design.shape[1] - 1} covariates are too many for {len(treated)} people.",
            ),
            remedy=Text(nl="Corrigeer voor minder kenmerken.", en="Adjust for fewer covariates."),
        )
    fit = fit_model(terms.design, treated, "logistic")
    if fit is not None:
        return fit
    names = _separating(terms, treated)
    raise InsufficientEvidence(
        Text(
            nl=f"er is geen overlap: {names} scheidt wie de aanpak kreeg (bijna) volledig van wie hem niet kreeg.",
            en=f"there is no overlap: {names} separates (almost) fully who was treated from who was not.",
        ),
        remedy=Text(
            nl="Vergelijk alleen mensen die beide kanten op hadden kunnen gaan, voeg groepen samen, of laat het "
            "kenmerk weg en zeg dat erbij.",
            en="Compare only people who could have gone either way, merge groups, or leave the covariate out and "
            "say so.",
        ),
    )


def _separating(terms: Terms, treated: Numbers) -> str:
    ones = np.ones(len(treated))
    alone = [
        label
        for label, column in zip(terms.labels[1:], terms.design.T[1:], strict=True)
        if separating_direction(np.column_stack([ones, column]), treated) is not None
    ]
    if not alone:
        direction = separating_direction(terms.design, treated)
        used = np.ones(len(terms.labels), bool) if direction is None else np.abs(direction) > 1e-7
        alone = [label for label, counts in zip(terms.labels[1:], used[1:], strict=True) if counts]
    return " + ".join(alone[:5])


def effective_size(weights: Numbers) -> float:
    """Kish's effective sample size.

    Examples
    --------
    >>> effective_size(np.array([1.0, 1.0, 2.0])).__round__(3)
    2.667
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def overlap_of(design: Numbers, treated: Numbers, score: Numbers, estimand: Estimand) -> Overlap:
    """How far the groups overlap, and what weighting leaves of their differences."""
    weights = weights_of(treated, score, estimand)
    arms = [weights * treated, weights * (1 - treated)]
    before = _differences(design[:, 1:], treated, np.ones(len(treated)))
    after = _differences(design[:, 1:], treated, weights)
    return Overlap(
        effective_size(arms[0]),
        effective_size(arms[1]),
        float(max(arm.max() / arm.sum() for arm in arms)),
        float(score.min()),
        float(score.max()),
        float(np.abs(before).max(initial=0.0)),
        float(np.abs(after).max(initial=0.0)),
    )


def _differences(columns: Numbers, treated: Numbers, weights: Numbers) -> Numbers:
    """Difference in weighted means over the unweighted pooled standard deviation (Austin 2009)."""
    sizes = [columns[treated == arm].var(axis=0, ddof=1) for arm in (1, 0)]
    spread = np.sqrt((sizes[0] + sizes[1]) / 2)
    means = [np.average(columns[treated == arm], axis=0, weights=weights[treated == arm]) for arm in (1, 0)]
    return np.asarray(np.divide(means[0] - means[1], spread, out=np.zeros(len(spread)), where=spread > 0))


def refuse_poor_overlap(found: Overlap) -> None:
    """Refuse when one person has more than half of the weight of a group."""
    if found.largest_weight > MOST_FOR_ONE:
        share = round(100 * found.largest_weight)
        raise InsufficientEvidence(
            Text(
                nl=f"de groepen overlappen te weinig: één persoon draagt {share}% van het gewicht van zijn groep.",
                en=f"the groups overlap too little: one person carries {share}% of the weight of their group.",
            ),
            remedy=Text(
                nl='Vraag naar het verschil voor wie de aanpak kreeg (estimand="att"), of beperk met trim=0.05 tot wie '
                "beide kanten op had kunnen gaan.",
                en='Ask for the difference for the treated (estimand="att"), or restrict with trim=0.05 to people who '
                "could have gone either way.",
            ),
        )


def check_trim(trim: float | None) -> float | None:
    """Return `trim` when it is a score below one half."""
    if trim is not None and not 0 < trim < 0.5:
        raise UsageError(
            Text(nl=f"trim={trim!r} ligt niet tussen 0 en 0,5.", en=f"trim={trim!r} does not lie between 0 and 0.5."),
            remedy=Text(
                nl="Met trim=0.1 tellen alleen scores van 0,1 tot 0,9.",
                en="With trim=0.1 only scores 0.1 to 0.9 count.",
            ),
        )
    return trim


def balance(
    data: pd.DataFrame, treatment: str, covariates: str | Sequence[str], estimand: Estimand = "ate"
) -> pd.DataFrame:
    """How alike the groups are in each covariate, before and after weighting.

    Parameters
    ----------
    data : DataFrame
    treatment : str
        Column with 0 and 1.
    covariates : str or list of str
        As in `adjust`.
    estimand : {"ate", "att"}
        Whom the weights stand for.

    Returns
    -------
    DataFrame
        One row per term: ``term, mean_treated, mean_control, difference_before, difference_after`` (in standard
        deviations), ``mean_control_weighted, mean_treated_weighted``.

    Notes
    -----
    The standard deviation is that before weighting, pooled over the groups (Austin 2009, Statistics in Medicine
    28:3083); a difference above 0.1 is worth a look.

    Examples
    --------
    >>> people = pd.DataFrame({"t": [1, 1, 0, 0, 0, 1, 0, 1], "age": [30, 31, 28, 40, 35, 36, 29, 33]})
    >>> balance(people, "t", "age")["difference_before"].round(3).tolist()
    [-0.114]
    """
    choose(estimand, ESTIMANDS, "estimand")
    treated = read_treatment(data, treatment, least=2)
    terms = read_terms(data, covariates, treatment, "")
    weights = weights_of(treated, fit_score(terms, treated).mean(terms.design), estimand)
    before = _differences(terms.raw, treated, np.ones(len(treated)))
    after = _differences(terms.raw, treated, weights)
    rows: list[dict[str, Any]] = []
    for position, label in enumerate(terms.labels[1:]):
        column = terms.raw[:, position]
        means = {
            f"mean_{name}{suffix}": float(np.average(column[treated == arm], weights=used[treated == arm]))
            for suffix, used in (("", np.ones(len(treated))), ("_weighted", weights))
            for name, arm in (("treated", 1), ("control", 0))
        }
        rows.append(
            {"term": label} | means | {"difference_before": before[position], "difference_after": after[position]}
        )
    return pd.DataFrame(rows)
