"""Numbers of the report `impactmeting` as far as they were published; nothing is made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from wij_impact.estimates import Quantity
from wij_impact.reports.impactmeting.own import State

__all__ = ["Again", "Published", "printed_again", "published_facts", "who_counts"]

OUTCOMES = "impact_survey_grade_outcomes"
PLANNED = "impact_survey_bjh_planned"

Verdict = Literal["no_demonstrable_change", "increase", "decrease", "not_known"]
Newer = Literal["silent", "up_to_date"]
Printed = Literal["once", "twice"]


@dataclass(frozen=True)
class Published:
    """What the documents say of the survey.

    `grade` stands in the table of key figures; `grade_again` is another grade that the text of that report gives for
    the same year, when `printed` is ``twice``. `widest` is the grade with the interval that holds however the answers
    were spread; `verdict` supposes a spread of `assumed_sd`.
    """

    state: State
    verdict: Verdict
    newer: Newer
    grade: Quantity
    grade_before: Quantity
    year: Quantity
    year_before: Quantity
    n: Quantity
    n_before: Quantity
    outcome_low: Quantity
    outcome_high: Quantity
    widest: Quantity
    assumed_sd: Quantity
    latest_report: Quantity
    planned: Quantity
    printed: Printed
    grade_again: Quantity


@dataclass(frozen=True)
class Again:
    """A grade that one report prints twice with different values."""

    year: Quantity
    first: Quantity
    second: Quantity


def published_facts(
    grades: pd.DataFrame, allowed: pd.DataFrame, change: pd.DataFrame, figures: pd.DataFrame, sd: float
) -> Published:
    """The facts of `printed_grades`, `from_aggregate` (of the last main grade) and `change_from_aggregates`."""
    main = grades[grades["main"]].iloc[-2:]
    before, last = main.iloc[0], main.iloc[-1]
    widest = allowed[allowed["assumption"] == "largest possible spread"].iloc[-1]
    latest = int(pd.to_numeric(figures["reported_in"], errors="coerce").max())
    planned = figures[figures["indicator_id"] == PLANNED]
    again = [one.second for one in printed_again(grades) if one.year.value == int(last["period"])]
    return Published(
        state="published",
        verdict=_verdict(change),
        newer="silent" if latest > int(last["period"]) else "up_to_date",
        grade=_grade(last),
        grade_before=_grade(before),
        year=Quantity(int(last["period"]), "year"),
        year_before=Quantity(int(before["period"]), "year"),
        n=Quantity(int(last["n"]), sources=(last["n_figure_id"],), origin="published"),
        n_before=Quantity(int(before["n"]), sources=(before["n_figure_id"],), origin="published"),
        outcome_low=_outcome(figures, str(last["period"]), "bound=low"),
        outcome_high=_outcome(figures, str(last["period"]), "bound=high"),
        widest=Quantity.estimate(widest, "decimal1", (last["figure_id"], last["n_figure_id"])),
        assumed_sd=Quantity(sd, "decimal1", origin="assumption"),
        latest_report=Quantity(latest, "year"),
        planned=Quantity(
            int(str(planned["period"].iloc[-1])[:4]) if len(planned) else np.nan,
            "year",
            tuple(planned["figure_id"].astype(str).iloc[-1:]),
            origin="published",
        ),
        printed="twice" if again else "once",
        grade_again=again[0] if again else Quantity(np.nan),
    )


def _verdict(change: pd.DataFrame) -> Verdict:
    if not len(change):
        return "not_known"
    found = str(change["verdict"].iloc[-1])
    return "increase" if found == "increase" else "decrease" if found == "decrease" else "no_demonstrable_change"


def _grade(row: pd.Series) -> Quantity:
    return Quantity(float(row["grade"]), "decimal1", (str(row["figure_id"]),), origin="published")


def _outcome(figures: pd.DataFrame, period: str, bound: str) -> Quantity:
    rows = figures[
        (figures["indicator_id"] == OUTCOMES)
        & (figures["period"].astype(str) == period)
        & (figures["breakdown"].astype(str) == bound)
    ]
    if not len(rows):
        return Quantity(np.nan)
    return Quantity(float(rows["value"].iloc[-1]), "integer", (str(rows["figure_id"].iloc[-1]),), origin="published")


def printed_again(grades: pd.DataFrame) -> tuple[Again, ...]:
    """The years of which a report prints two different grades."""
    made = []
    for period, part in grades.groupby("period"):
        first = part[part["main"]].iloc[0]
        others = part[~part["main"] & (part["grade"] != first["grade"])]
        made += [Again(Quantity(int(str(period)), "year"), _grade(first), _grade(row)) for _, row in others.iterrows()]
    return tuple(made)


def who_counts(grades: pd.DataFrame) -> pd.DataFrame:
    """How many were asked (not published) and answered: `period, asked, answered, figure_ids`."""
    main = grades[grades["main"]]
    return pd.DataFrame(
        {
            "period": main["period"],
            "asked": np.nan,
            "answered": main["n"],
            "figure_ids": main["n_figure_id"],
        }
    ).reset_index(drop=True)
