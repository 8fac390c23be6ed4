"""Numbers of the report `scholen` from the printed figures; no language, no layout."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.estimates import Quantity, Term

__all__ = ["Again", "Facts", "people_facts", "school_facts", "series_frame"]


@dataclass(frozen=True)
class Again:
    """A count printed as people that is the sum of two counts of interventions."""

    name: Term
    year: Quantity
    people: Quantity
    trajectory: Quantity
    advice: Quantity


@dataclass(frozen=True)
class Facts:
    """What the documents print about work at schools.

    Attributes
    ----------
    saw, saw_before : Quantity
        Interventions at vocational schools in the last two printed years; `saw_rise` is the difference and
        `saw_trajectories` the part of it that is individual trajectories.
    saw_course : "rise" or "other"
        ``rise`` when the whole rose and the individual trajectories rose within it, so that these are part of a rise.
    saw_mainly : "trajectories" or "other"
        Whether help at vocational schools grew, and more than half of it by individual trajectories.
    sbo, sbo_before : Quantity
        Interventions at special primary schools; between them lies a break, so there is no difference.
    trajectories_over : Quantity
        Interventions at secondary schools that fit the printed share and number of trajectories: lowest and highest.
    """

    year: Quantity
    before: Quantity
    saw: Quantity
    saw_before: Quantity
    saw_rise: Quantity
    saw_trajectories: Quantity
    saw_mainly: Literal["trajectories", "other"]
    saw_course: Literal["rise", "other"]
    sbo: Quantity
    sbo_before: Quantity
    saw_people: Quantity
    sbo_people: Quantity
    sbo_teacher: Quantity
    south_schools: Quantity
    vo_now: Quantity
    vo_before: Quantity
    vo_year: Quantity
    vo_year_before: Quantity
    vo_pupils: Quantity
    vo_share: Quantity
    vo_low: Quantity
    vo_high: Quantity
    students_2020: Quantity
    students_year: Quantity
    trajectories_2021: Quantity
    trajectories_year: Quantity


def school_facts(figures: pd.DataFrame, given: pd.DataFrame, people: pd.DataFrame) -> Facts:
    """The facts of `kerncijfers.school_interventions` and `kerncijfers.printed_as_people`."""
    year = int(given.loc[given["kind"] == "MBO", "year"].max())
    saw, saw_before = (_count(given, "MBO", one, "total") for one in (year, year - 1))
    now, then = (_count(given, "MBO", one, "trajectory") for one in (year, year - 1))
    vo_now, vo_before, vo_share = (
        _figure(figures, one)
        for one in (
            "vo_trajectories_2020_r2020_text",
            "vo_trajectories_2019_r2020_text",
            "vo_intervention_share_individueel_traject_2020_r2020",
        )
    )
    share = Quantity(float(vo_share.value) / 100, "percent", vo_share.sources, origin="published")
    ids = (*vo_now.sources, *share.sources)
    # A printed whole percentage stands for half a point on either side.
    low, high = (float(vo_now.value) / (float(share.value) + half) for half in (0.005, -0.005))
    told = {str(one["kind"]): one for one in people.to_dict("records")}
    rise, single = _difference(saw, saw_before), _difference(now, then)
    return Facts(
        year=Quantity(year, "year"),
        before=Quantity(year - 1, "year"),
        saw=saw,
        saw_before=saw_before,
        saw_rise=rise,
        saw_trajectories=single,
        saw_mainly="trajectories" if 0 < float(rise.value) < 2 * float(single.value) else "other",
        saw_course="rise" if 0 < float(single.value) <= float(rise.value) else "other",
        sbo=_count(given, "SBO", year, "total"),
        sbo_before=_count(given, "SBO", year - 1, "total"),
        saw_people=_people(told["MBO"]),
        sbo_people=_people(told["SBO"]),
        sbo_teacher=_count(given, "SBO", year, "teacher"),
        south_schools=_figure(figures, "po_south_schools_2023_r2023"),
        vo_now=vo_now,
        vo_before=vo_before,
        vo_year=Quantity(2020, "year"),
        vo_year_before=Quantity(2019, "year"),
        vo_pupils=_figure(figures, "vo_pupils_2023_r2023"),
        vo_share=share,
        vo_low=Quantity(math.ceil(low), sources=ids),
        vo_high=Quantity(math.floor(high), sources=ids),
        students_2020=_figure(figures, "saw_students_2020_r2020"),
        students_year=Quantity(2020, "year"),
        trajectories_2021=_count(given, "MBO", 2021, "trajectory"),
        trajectories_year=Quantity(2021, "year"),
    )


def people_facts(people: pd.DataFrame) -> tuple[Again, ...]:
    """Every count printed as people that is exactly the sum of interventions."""
    made = []
    for row in people[people["same"]].to_dict("records"):
        trajectory, advice = str(row["figure_ids"]).split()
        made.append(
            Again(
                Term("school_kind", str(row["kind"])),
                Quantity(int(row["year"]), "year"),
                _people(row),
                Quantity(row["trajectory"], sources=(trajectory,), origin="published"),
                Quantity(row["advice"], sources=(advice,), origin="published"),
            )
        )
    return tuple(made)


def series_frame(given: pd.DataFrame) -> pd.DataFrame:
    """The interventions as a table: a row per kind of school and kind of help, a column per year."""
    years = sorted(int(one) for one in given["year"].unique())
    rows = []
    for (kind, what), part in given.groupby(["kind", "intervention"], sort=False):
        by_year = dict(zip(part["year"], part["count"], strict=True))
        row: dict[str, Any] = {"kind": kind, "intervention": what}
        rows.append(
            row | {str(one): by_year.get(one, math.nan) for one in years} | {"ids": " ".join(part["figure_id"])}
        )
    return pd.DataFrame(rows)


def _count(given: pd.DataFrame, kind: str, year: int, what: str) -> Quantity:
    own = given[(given["kind"] == kind) & (given["year"] == year) & (given["intervention"] == what)].iloc[0]
    return Quantity(float(own["count"]), sources=(str(own["figure_id"]),), origin="published")


def _people(row: dict[Any, Any]) -> Quantity:
    return Quantity(float(row["stated"]), sources=(str(row["stated_id"]),), origin="published")


def _figure(figures: pd.DataFrame, figure_id: str) -> Quantity:
    row = figures[figures["figure_id"] == figure_id].iloc[0]
    return Quantity(float(row["value"]), "integer", (figure_id,), origin="published")


def _difference(now: Quantity, before: Quantity) -> Quantity:
    return Quantity(float(now.value) - float(before.value), sources=(*now.sources, *before.sources))
