"""Who was treated: the score, whether the two groups overlap, and how alike weighting makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.effect.adjustment.equations import Fit, fit_model, separating_direction
from wij_impact.effect.adjustment.means import Estimand, weights_of
from wij_impact.effect.adjustment.terms import Terms, read_terms
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates.columns import Numbers, choose
from wij_impact.estimates.flags import flag_numbers
from wij_impact.language import Text

__all__ = ["ESTIMANDS", "Overlap", "balance", "effective_size", "fit_score", "overlap_of", "read_treatment"]

ESTIMANDS = ("ate", "att")
MOST_FOR_ONE = 0.5  # beyond this one person decides more than half of the mean of a group
LEAST_KEPT = 0.1  # of the smaller group: below it weighting has thrown nine in ten people away
MOST_APART = 0.25  # standard deviations left after weighting (Stuart 2010, Statistical Science 25:1) ...
CHANCE = 2.5  # ... unless so few people differ as much by chance: this many standard errors
WIDEST_TRIM = 0.1


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
        For a value other than 0 and 1, or yes and no.
    InsufficientEvidence
        For an arm with fewer than `least` people.
    """
    remedy = Text(
        nl="Schrijf 1 (of ja) voor wie de aanpak kreeg en 0 (of nee) voor wie hem niet kreeg.",
        en="Write 1 (or yes) for who was treated and 0 (or no) for who was not.",
    )
    arm = flag_numbers(data, treatment, remedy)
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


def refuse_poor_overlap(found: Overlap, treated: Numbers, estimand: str, trim: float | None) -> None:
    """Refuse when weighting cannot make the groups alike: few people decide, or they stay apart.

    Parameters
    ----------
    found : Overlap
    treated : array (people,)
        0 and 1.
    estimand, trim
        What was asked: the advice names something else.
    """
    reason = _poor(found, treated)
    if reason is not None:
        raise InsufficientEvidence(reason, remedy=_advice(found, estimand, trim))


def _poor(found: Overlap, treated: Numbers) -> Text | None:
    """What is wrong with the overlap; None when nothing is."""
    if found.largest_weight > MOST_FOR_ONE:
        share = round(100 * found.largest_weight)
        return Text(
            nl=f"de groepen overlappen te weinig: één persoon draagt {share}% van het gewicht van zijn groep.",
            en=f"the groups overlap too little: one person carries {share}% of the weight of their group.",
        )
    fewest = int(min(treated.sum(), (1 - treated).sum()))
    if found.smallest < LEAST_KEPT * fewest:
        return Text(
            nl=f"de groepen overlappen te weinig: na weging telt een groep voor {found.smallest:.0f} mensen, waar de "
            f"kleinste groep er {fewest} heeft; enkelen beslissen.",
            en=f"the groups overlap too little: after weighting a group counts for {found.smallest:.0f} people, where "
            f"the smaller group has {fewest}; a few decide.",
        )
    chance = CHANCE * float(np.sqrt(1 / found.effective_treated + 1 / found.effective_control))
    if found.imbalance_after > max(MOST_APART, chance):
        return Text(
            nl=f"ook na weging verschillen de groepen {found.imbalance_after:.2f} standaarddeviatie in een kenmerk: "
            "ze zijn niet vergelijkbaar te maken.",
            en=f"after weighting the groups still differ {found.imbalance_after:.2f} standard deviations in a "
            "covariate: they cannot be made alike.",
        )
    return None


def _advice(found: Overlap, estimand: str, trim: float | None) -> Text:
    """What else could be asked: never what was asked."""
    ways = []
    if estimand == "ate":
        ways.append(Text(nl='vraag naar het verschil voor wie de aanpak kreeg (estimand="att")',
                         en='ask for the difference for the treated (estimand="att")'))  # fmt: skip
    if trim is None or trim < WIDEST_TRIM:
        other = WIDEST_TRIM if trim is not None and trim >= 0.05 else 0.05
        ways.append(Text(nl=f"beperk met trim={other:g} tot wie beide kanten op had kunnen gaan",
                         en=f"restrict with trim={other:g} to people who could have gone either way"))  # fmt: skip
    ways.append(Text(nl="koppel alleen wie op elkaar lijkt (`matched_comparison`)",
                     en="match only those who are alike (`matched_comparison`)"))  # fmt: skip
    nl, en = " of ".join(way.nl for way in ways), " or ".join(way.en for way in ways)
    return Text(nl=f"{nl[0].upper()}{nl[1:]}.", en=f"{en[0].upper()}{en[1:]}.")


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
