"""A small pilot from table to verdict: what could be seen, the matched comparison, and what stands beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.effect.adjustment.adjust import adjust
from wij_impact.effect.adjustment.attrition import attrition_bounds
from wij_impact.effect.adjustment.evalue import EValue, e_value
from wij_impact.effect.adjustment.matching import match_pairs, matched_comparison
from wij_impact.effect.guards import adjust_outcomes, before_after
from wij_impact.effect.pilot.data import Pilot
from wij_impact.effect.power import minimal_detectable_effect
from wij_impact.effect.verdict import Verdict, judge
from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates import Result
from wij_impact.estimates.columns import Numbers
from wij_impact.language import Text

__all__ = ["PilotResult", "needed_per_group", "study_pilot"]


@dataclass(frozen=True, repr=False)
class PilotResult(Result):
    """Everything the report shows, as numbers.

    Attributes
    ----------
    comparison : DataFrame
        One row per outcome of `matched_comparison`, with ``role`` and ``p_adjusted``.
    verdicts : dict
        Outcome to its verdict.
    visible : float
        The smallest visible difference in standard deviations, for so many pairs.
    needed : int or None
        People per group to see `relevant`; None when it was not said.
    balance : DataFrame
        ``term, difference_before, difference_after``.
    ways : DataFrame
        The primary difference in three ways: ``way`` is ``plain`` (no pairs), ``matched``, ``model`` (AIPW for the
        treated; absent when `adjusted_why` says why).
    changes : DataFrame or None
        Mean change from the first measurement: ``group`` is ``treated``, ``selection``, ``others``.
    adjusted_why : Text
    selection : DataFrame or None
        `before_after` of the treated.
    bounds : DataFrame or None
        `attrition_bounds` of the primary outcome; None when nothing is missing or the range is not known.
    e_value : EValue
    """

    comparison: pd.DataFrame
    verdicts: dict[str, Verdict]
    visible: float
    needed: int | None
    balance: pd.DataFrame
    ways: pd.DataFrame
    changes: pd.DataFrame | None
    adjusted_why: Text
    selection: pd.DataFrame | None
    bounds: pd.DataFrame | None
    e_value: EValue

    def _headline(self) -> str:
        row = self.comparison.iloc[0]
        return f"{row['estimate']:.4g} ({row['lower']:.4g} to {row['upper']:.4g}) in {row['outcome']}"

    def tidy(self) -> pd.DataFrame:
        """One row per outcome in the shape of the house."""
        return self.comparison


def study_pilot(pilot: Pilot, minimum: int = 10, level: float = 0.95, **settings: float | None) -> PilotResult:
    """Everything the report shows.

    Parameters
    ----------
    pilot : Pilot
    minimum : int
        Fewest people behind a shown number; with fewer pairs there is no report.
    level : float
    **settings : float, optional
        Overrule `pilot.settings`: ``low, high`` (range of the primary outcome, for the bounds), ``reliability,
        population_mean, population_sd`` (for what selection does by itself), ``relevant`` (smallest change that
        would matter). None leaves what is known.

    Raises
    ------
    InsufficientEvidence
        For fewer pairs than `minimum`, or no comparison at all.

    Examples
    --------
    >>> from wij_impact.effect import load_pilot
    >>> result = study_pilot(load_pilot())
    >>> round(result.visible, 2), result.verdicts["ors_end"].code
    (1.06, 'cannot_tell')
    """
    known = pilot.settings | {name: value for name, value in settings.items() if value is not None}
    rows = pd.concat([_compare(pilot, name, level) for name in pilot.outcomes], ignore_index=True)
    pairs = int(rows["n"].min())
    if pairs < minimum:
        raise InsufficientEvidence(
            Text(
                nl=f"er zijn {pairs} paren; cijfers over minder dan {minimum} mensen worden niet getoond.",
                en=f"there are {pairs} pairs; figures on fewer than {minimum} people are not shown.",
            ),
            remedy=Text(
                nl="Gebruik `effect.matched_comparison` in eigen kring.",
                en="Use `effect.matched_comparison` among yourselves.",
            ),
        )
    comparison = adjust_outcomes(rows, pilot.outcome)
    relevant = known.get("relevant")
    verdicts = {str(row["outcome"]): _judge(row, pilot.outcome, relevant) for _, row in comparison.iterrows()}
    ways, why = _ways(pilot, comparison.iloc[0], level)
    seen = pilot.data[pilot.data[pilot.outcome].notna()].reset_index(drop=True)
    selection = _selection(pilot, known, level)
    sd = float(seen[pilot.outcome].std())
    share = pilot.is_share(pilot.outcome)
    return PilotResult(
        comparison,
        verdicts,
        minimal_detectable_effect(pairs, pairs, level=1 - level),
        None if relevant is None or share else needed_per_group(relevant / sd, level),
        match_pairs(seen, pilot.treatment, pilot.covariates).balance,
        ways,
        None if selection is None else _changes(pilot, selection, level),
        why,
        selection,
        _bounds(pilot, known, level),
        _e_value(pilot, comparison.iloc[0]),
    )


def needed_per_group(difference: float, level: float = 0.95, power: float = 0.8) -> int:
    """People per group to see `difference`, in standard deviations.

    Examples
    --------
    >>> needed_per_group(0.5)
    64
    """
    size = max(4, math.floor(2 * ((stats.norm.isf((1 - level) / 2) + stats.norm.ppf(power)) / difference) ** 2) - 1)
    while minimal_detectable_effect(size, size, power, 1 - level) > difference:
        size += 1
    return size


def _compare(pilot: Pilot, outcome: str, level: float) -> pd.DataFrame:
    return matched_comparison(pilot.data, outcome, pilot.treatment, pilot.covariates, level=level)


def _judge(row: pd.Series, primary: str, relevant: float | None) -> Verdict:
    mine = relevant if row["outcome"] == primary else None
    verdict = judge(
        row["estimate"], row["lower"], row["upper"], smallest=row["smallest_visible"], relevant=mine, level=row["level"]
    )
    if verdict.code == "demonstrable" and row["p_adjusted"] > 1 - row["level"]:
        # One of several outcomes: what does not stand up to that is not demonstrable.
        return judge(0.0, min(row["lower"], 0.0), max(row["upper"], 0.0), smallest=row["smallest_visible"])
    return verdict


def _ways(pilot: Pilot, matched: pd.Series, level: float) -> tuple[pd.DataFrame, Text]:
    treated = pilot.data[pilot.treatment].astype(float)
    one, two = (pilot.data.loc[treated == arm, pilot.outcome].dropna().to_numpy(dtype=float) for arm in (1, 0))
    test = stats.ttest_ind(one, two, equal_var=False).confidence_interval(level)
    rows = [
        ("plain", float(one.mean() - two.mean()), float(test.low), float(test.high)),
        ("matched", float(matched["estimate"]), float(matched["lower"]), float(matched["upper"])),
    ]
    why = Text(nl="", en="")
    try:
        found = adjust(pilot.data, pilot.outcome, pilot.treatment, pilot.covariates, "att", "aipw", level=level).iloc[0]
        rows.append(("model", float(found["estimate"]), float(found["lower"]), float(found["upper"])))
    except InsufficientEvidence as error:
        why = error.message if isinstance(error.message, Text) else Text(nl=error.message, en=error.message)
    return pd.DataFrame(rows, columns=["way", "estimate", "lower", "upper"]), why


def _selection(pilot: Pilot, known: dict[str, float], level: float) -> pd.DataFrame | None:
    needed = ("reliability", "population_mean", "population_sd")
    if not pilot.before or not set(needed) <= set(known):
        return None
    mine = pilot.data[pilot.data[pilot.treatment].astype(float) == 1]
    reliability, mean, sd = (known[name] for name in needed)
    return before_after(mine[pilot.before], mine[pilot.outcome], reliability, mean, sd, level)


def _changes(pilot: Pilot, selection: pd.DataFrame, level: float) -> pd.DataFrame:
    seen = pilot.data[pilot.data[[pilot.before, pilot.outcome]].notna().all(axis=1)].reset_index(drop=True)
    change = (seen[pilot.outcome] - seen[pilot.before]).to_numpy(dtype=float)
    pairs = match_pairs(seen, pilot.treatment, pilot.covariates)
    alone = selection.iloc[0]
    rows = [
        ("treated", *_mean_interval(change[pairs.treated], level)),
        ("selection", alone["estimate"], alone["lower"], alone["upper"]),
        ("others", *_mean_interval(change[pairs.control], level)),
    ]
    return pd.DataFrame(rows, columns=["group", "estimate", "lower", "upper"])


def _mean_interval(values: Numbers, level: float) -> tuple[float, float, float]:
    half = float(stats.t.isf((1 - level) / 2, len(values) - 1)) * float(values.std(ddof=1)) / math.sqrt(len(values))
    return float(values.mean()), float(values.mean()) - half, float(values.mean()) + half


def _bounds(pilot: Pilot, known: dict[str, float], level: float) -> pd.DataFrame | None:
    low, high = known.get("low"), known.get("high")
    if not pilot.data[pilot.outcome].isna().any() or (
        (low is None or high is None) and not pilot.is_share(pilot.outcome)
    ):
        return None
    return attrition_bounds(pilot.data, pilot.outcome, pilot.treatment, low, high, level=level)


def _e_value(pilot: Pilot, row: pd.Series) -> EValue:
    if not pilot.is_share(pilot.outcome):
        sd = float(np.nanstd(pilot.data[pilot.outcome], ddof=1))
        known = bool(np.isfinite(row["lower"]) and np.isfinite(row["upper"]))
        lower, upper = (float(row["lower"]), float(row["upper"])) if known else (None, None)
        return e_value(float(row["estimate"]), lower, upper, measure="difference", sd=sd)
    one, base = float(row["mean_treated"]), float(row["mean_control"])
    return e_value(one / base if base > 0 else 1.0 if one == 0 else math.inf)
