"""A small pilot from table to verdict: what could be seen, the matched comparison, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wij_impact import catalogue
from wij_impact.effect.adjustment import adjust
from wij_impact.effect.attrition import attrition_bounds
from wij_impact.effect.evalue import EValue, e_value
from wij_impact.effect.guards import adjust_outcomes, before_after
from wij_impact.effect.matching import match_pairs, matched_comparison
from wij_impact.effect.power import minimal_detectable_effect
from wij_impact.effect.verdict import Verdict, judge
from wij_impact.errors import InputError, InsufficientEvidence, UsageError, suggest
from wij_impact.estimates.columns import require
from wij_impact.language import Text

__all__ = ["Pilot", "PilotResult", "load_pilot", "load_pilot_truth", "study_pilot"]

TABLE = "effect_pilot"
EXAMPLE = {
    "outcome": "ors_end", "treatment": "treated", "before": "ors_start", "others": ["home_after_year"],
    "covariates": ["age", "placed_before", "ors_start"],
}  # fmt: skip


@dataclass(frozen=True)
class Pilot:
    """The table of a pilot and what its columns mean.

    Attributes
    ----------
    data : DataFrame
        One row per person; columns that hold numbers are numbers.
    outcome, others, treatment, covariates, before
        Names of columns; `before` is the first measurement of the outcome, or empty.
    synthetic : bool
        Whether the rows say that they are made up.
    labels : dict
        Column to the words for it.
    """

    data: pd.DataFrame
    outcome: str
    others: list[str]
    treatment: str
    covariates: list[str]
    before: str
    synthetic: bool
    labels: dict[str, Text]

    @property
    def outcomes(self) -> list[str]:
        """The primary outcome, then the others."""
        return [self.outcome, *self.others]

    def is_share(self, outcome: str) -> bool:
        """Whether an outcome is yes or no."""
        return set(self.data[outcome].dropna().unique()) <= {0.0, 1.0}

    def label(self, column: str) -> Text:
        """The words for a column; its own name when the data dictionary does not know it."""
        base, _, code = column.partition("=")
        known = self.labels.get(base, Text(nl=base, en=base))
        return Text(nl=f"{known.nl}: {code}", en=f"{known.en}: {code}") if code else known


@dataclass(frozen=True)
class PilotResult:
    """Everything the report shows, as numbers.

    Attributes
    ----------
    comparison : DataFrame
        One row per outcome of `matched_comparison`, with ``role`` and ``p_adjusted``.
    verdicts : dict
        Outcome to its verdict.
    visible : float
        The smallest visible difference in standard deviations, for so many pairs.
    balance : DataFrame
        ``term, difference_before, difference_after``.
    adjusted : DataFrame or None
        AIPW for the treated, beside the matched comparison; None when `adjusted_why` says why not.
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
    balance: pd.DataFrame
    adjusted: pd.DataFrame | None
    adjusted_why: Text
    selection: pd.DataFrame | None
    bounds: pd.DataFrame | None
    e_value: EValue


def load_pilot(
    file: str = "",
    outcome: str = "",
    treatment: str = "",
    covariates: Sequence[str] = (),
    others: Sequence[str] = (),
    before: str = "",
) -> Pilot:
    """Read a pilot: the shipped synthetic one, or a file with one row per person.

    Parameters
    ----------
    file : str
        A .csv or .xlsx; empty is the synthetic example.
    outcome, treatment, covariates, others, before
        Columns. A file with the columns of the template (`wij-impact template effect_pilot`) needs none of them.

    Raises
    ------
    InputError, UsageError
        For a file or column that is not there.

    Examples
    --------
    >>> pilot = load_pilot()
    >>> len(pilot.data), pilot.outcome, pilot.synthetic
    (120, 'ors_end', True)
    """
    text = catalogue.read_table(Path(file)) if file else catalogue.load_table(TABLE)
    asked: dict[str, Any] = {
        "outcome": outcome, "treatment": treatment, "before": before, "others": list(others),
        "covariates": list(covariates),
    }  # fmt: skip
    if {"ors_start", "ors_end", "treated"} <= set(text.columns) and outcome in ("", EXAMPLE["outcome"]):
        asked = {name: value or EXAMPLE[name] for name, value in asked.items()}
        asked["others"] = [name for name in asked["others"] if name in text.columns]
    for name in ("outcome", "treatment", "covariates"):
        _ask(name, asked[name], text)
    require(text, [name for name in (asked["before"], *asked["others"]) if name])
    used = dict.fromkeys([asked["outcome"], asked["treatment"], *asked["others"], *asked["covariates"]])
    data = pd.DataFrame({name: _typed(text[name]) for name in [*used, *([asked["before"]] if asked["before"] else [])]})
    kind = text["data_kind"].astype(str).str.lower() if "data_kind" in text.columns else pd.Series(dtype=str)
    known = catalogue.load_dictionary().table(TABLE).columns
    labels = {name: column.label for name, column in known.items()}
    return Pilot(
        data.reset_index(drop=True), asked["outcome"], asked["others"], asked["treatment"], asked["covariates"],
        asked["before"], bool((kind == "synthetic").any()), labels,
    )  # fmt: skip


def load_pilot_truth() -> pd.DataFrame:
    """What the synthetic pilot was made from: true difference per outcome, and the properties of its score."""
    return catalogue.load_table("pilot_truth")


def _ask(parameter: str, given: str | list[str], text: pd.DataFrame) -> None:
    wanted = [given] if isinstance(given, str) else given
    missing = [name for name in wanted if name not in text.columns]
    if wanted and not missing and wanted != [""]:
        return
    first = missing[0] if missing else ""
    near = suggest(first, [str(column) for column in text.columns]) if first else None
    known = ", ".join(str(column) for column in text.columns[:12])
    raise UsageError(
        Text(nl=f"{parameter}={first!r} is geen kolom.", en=f"{parameter}={first!r} is not a column."),
        remedy=Text(
            nl=f"Bedoelde je '{near}'?" if near else f"Geef -p {parameter}=KOLOM; er zijn: {known}.",
            en=f"Did you mean '{near}'?" if near else f"Give -p {parameter}=COLUMN; there are: {known}.",
        ),
    )


def _typed(column: pd.Series) -> pd.Series:
    """Numbers as floats, decimal commas too; a column with anything else stays text."""
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(float)
    plain = column.astype("string").str.strip()
    plain = plain.mask(plain == "")
    found = pd.to_numeric(plain.str.replace(",", ".", regex=False), errors="coerce").astype(float)
    whole = bool((found.notna() | plain.isna()).all()) and bool(plain.notna().any())
    return found if whole else plain.astype(object)


def study_pilot(
    pilot: Pilot,
    minimum: int = 10,
    low: float | None = None,
    high: float | None = None,
    reliability: float | None = None,
    population_mean: float | None = None,
    population_sd: float | None = None,
    relevant: float | None = None,
    level: float = 0.95,
) -> PilotResult:
    """Everything the report shows.

    Parameters
    ----------
    pilot : Pilot
    minimum : int
        Fewest people behind a shown number; with fewer pairs there is no report.
    low, high : float, optional
        Range of the primary outcome, for the bounds.
    reliability, population_mean, population_sd : float, optional
        Of the primary outcome, for what selection does by itself.
    relevant : float, optional
        Smallest change of the primary outcome that would matter.
    level : float

    Raises
    ------
    InsufficientEvidence
        For fewer pairs than `minimum`, or no comparison at all.

    Examples
    --------
    >>> result = study_pilot(load_pilot(), low=0, high=40, relevant=5)
    >>> round(result.visible, 2), result.verdicts["ors_end"].code
    (1.06, 'cannot_tell')
    """
    rows = pd.concat([_compare(pilot, name, level) for name in pilot.outcomes], ignore_index=True)
    pairs = int(rows["n"].min())
    if pairs < minimum:
        raise InsufficientEvidence(
            Text(
                nl=f"er zijn {pairs} paren; cijfers over minder dan {minimum} mensen worden niet getoond.",
                en=f"there are {pairs} pairs; figures on fewer than {minimum} people are not shown.",
            ),
            remedy=Text(
                nl="Gebruik `effect.matched_comparison` in eigen kring, of verlaag -p minimum alleen daarvoor.",
                en="Use `effect.matched_comparison` among yourselves, or lower -p minimum for that only.",
            ),
        )
    comparison = adjust_outcomes(rows, pilot.outcome)
    verdicts = {str(row["outcome"]): _judge(row, pilot.outcome, relevant) for _, row in comparison.iterrows()}
    adjusted, why = _adjusted(pilot, level)
    seen = pilot.data[pilot.data[pilot.outcome].notna()].reset_index(drop=True)
    primary = comparison.iloc[0]
    return PilotResult(
        comparison,
        verdicts,
        minimal_detectable_effect(int(primary["n"]), int(primary["n"]), level=1 - level),
        match_pairs(seen, pilot.treatment, pilot.covariates).balance,
        adjusted,
        why,
        _selection(pilot, reliability, population_mean, population_sd, level),
        _bounds(pilot, low, high, level),
        _e_value(pilot, primary),
    )


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


def _adjusted(pilot: Pilot, level: float) -> tuple[pd.DataFrame | None, Text]:
    try:
        found = adjust(pilot.data, pilot.outcome, pilot.treatment, pilot.covariates, "att", "aipw", level=level)
    except InsufficientEvidence as error:
        return None, error.message if isinstance(error.message, Text) else Text(nl=error.message, en=error.message)
    return found, Text(nl="", en="")


def _selection(
    pilot: Pilot, reliability: float | None, mean: float | None, sd: float | None, level: float
) -> pd.DataFrame | None:
    if not pilot.before or reliability is None or mean is None or sd is None:
        return None
    mine = pilot.data[pilot.data[pilot.treatment].astype(float) == 1]
    return before_after(mine[pilot.before], mine[pilot.outcome], reliability, mean, sd, level)


def _bounds(pilot: Pilot, low: float | None, high: float | None, level: float) -> pd.DataFrame | None:
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
    base = row["mean_control"]
    if not base > 0:
        raise InputError(
            Text(
                nl="in de gekoppelde groep komt de uitkomst niet voor.",
                en="the outcome is absent in the matched group.",
            ),
            remedy=Text(nl="Een verhouding is dan niet te maken.", en="No ratio can be made then."),
            column=pilot.outcome,
        )
    return e_value(row["mean_treated"] / base)
