"""Numbers of the report `personeel`: how many, what they cost, how many were ill or left; no language, no layout."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.estimates import Quantity

__all__ = ["Facts", "staff_facts"]

YOUNG = ("Jonger dan 25", "25-34")
OLD = "55+"
NEW_TASK = ("Staf BJH", "Teammanagers BJH", "Primair proces BJH")


def wages_course(by_volume: float, by_price: float) -> Literal["parts", "other"]:
    """Whether the wage costs rose by both: only then is one of the two a share of the rise."""
    return "parts" if by_volume > 0 and by_price >= 0 else "other"


@dataclass(frozen=True)
class Facts:
    """What the figures say of staff in one year.

    Attributes
    ----------
    fte_task, fte_rest : Quantity
        What the growth of the average fte consists of: the new task, and all else.
    by_volume, by_price : Quantity
        Of the rise of wages: more fte, and more per fte (exact, each in the average of both orders).
    outflow_chance : Quantity
        The outflow with the interval of the chance to leave; `outflow` itself is a count of everybody.
    ages_moved : str
        "younger": the share of fifty-five and older fell and that of under thirty-five rose; "older" the reverse.
    joined_low, joined_high : Quantity
        How many must have joined, by the outflow as rounded and the employees at both ends.
    """

    year: Quantity
    before: Quantity
    first: Quantity
    fte: Quantity
    fte_before: Quantity
    fte_more: Quantity
    fte_task: Quantity
    fte_rest: Quantity
    fte_end: Quantity
    employees: Quantity
    employees_before: Quantity
    per_fte: Quantity
    per_fte_before: Quantity
    per_fte_change: Quantity
    wages_more: Quantity
    by_volume: Quantity
    by_price: Quantity
    volume_share: Quantity
    mainly: Literal["volume", "price"]
    wages_course: Literal["parts", "other"]
    absence: Quantity
    absence_before: Quantity
    absence_first: Quantity
    absent_fte: Quantity
    outflow: Quantity
    outflow_before: Quantity
    outflow_chance: Quantity
    outflow_moved: Literal["more", "fewer", "no_demonstrable_change"]
    joined_low: Quantity
    joined_high: Quantity
    young: Quantity
    young_first: Quantity
    old: Quantity
    old_first: Quantity
    ages_moved: Literal["younger", "older", "mixed"]
    part: Quantity
    part_first: Quantity
    training: Quantity
    training_before: Quantity
    attended: Quantity
    attended_before: Quantity
    course_open: Quantity
    recruited: Quantity
    moves: Quantity
    moves_regular: Quantity
    moves_temporary: Quantity


def staff_facts(
    figures: pd.DataFrame,
    makeup: pd.DataFrame,
    years: pd.DataFrame,
    average: pd.DataFrame,
    wages: pd.DataFrame,
    parts: pd.DataFrame,
    rates: pd.DataFrame,
    changes: pd.DataFrame,
    joined: tuple[int, int],
) -> Facts:
    """The facts.

    Parameters
    ----------
    figures : DataFrame
        `catalogue.figures()`.
    makeup, years, average, wages : DataFrame
        `kerncijfers.staff_makeup`, `staff_years`, `average_fte`, `wage_account`.
    parts : DataFrame
        `effect.decompose` of the wages over fte and wages per fte.
    rates, changes : DataFrame
        `benchmark.signal_rates` and `signal_changes`, for the chance to leave.
    joined : (int, int)
        `kerncijfers.joined`.
    """
    then, now = (row for _, row in wages.iterrows())
    year, first = int(now["year"]), int(years["year"].min())
    per = {int(row["year"]): row for _, row in years.iterrows()}
    money = tuple(dict.fromkeys(f"{then['figure_ids']} {now['figure_ids']}".split()))
    factor = {str(row["factor"]): float(row["estimate"]) for _, row in parts.iterrows()}
    more = float(now["wages"] - then["wages"])
    task = float(average.loc[average["group"].isin(NEW_TASK), year].sum())
    task_ids = tuple(" ".join(average.loc[average["group"].isin(NEW_TASK), "figure_ids"]).split())
    total = tuple(one for one in money if one.startswith("avg_fte"))
    fte_more = float(now["fte"] - then["fte"])
    leave = rates[(rates["signal"] == "staff_outflow_pct") & (rates["year"] == year)].iloc[0]
    moved = changes[changes["signal"] == "staff_outflow_pct"].iloc[0]
    return Facts(
        year=Quantity(year, "year"),
        before=Quantity(year - 1, "year"),
        first=Quantity(first, "year"),
        fte=_printed(now, "fte", "decimal1", total[-1:]),
        fte_before=_printed(then, "fte", "decimal1", total[:1]),
        fte_more=Quantity(fte_more, "decimal1", total, signed=True),
        fte_task=Quantity(task, "decimal1", task_ids),
        fte_rest=Quantity(fte_more - task, "decimal1", (*total, *task_ids)),
        fte_end=_of(per, year, "fte", "integer", "fte_year_end"),
        employees=_of(per, year, "employees", "integer", "employees"),
        employees_before=_of(per, year - 1, "employees", "integer", "employees"),
        per_fte=Quantity(float(now["per_fte"]), "eur", tuple(str(now["figure_ids"]).split())),
        per_fte_before=Quantity(float(then["per_fte"]), "eur", tuple(str(then["figure_ids"]).split())),
        per_fte_change=Quantity(float(now["per_fte"] / then["per_fte"] - 1), "percent1", money, signed=True),
        wages_more=Quantity(more, "eur_million", money),
        by_volume=Quantity(factor["fte"], "eur_million", money),
        by_price=Quantity(factor["per_fte"], "eur_million", money),
        volume_share=Quantity(factor["fte"] / more, "percent", money),
        mainly="volume" if factor["fte"] > factor["per_fte"] else "price",
        wages_course=wages_course(factor["fte"], factor["per_fte"]),
        absence=_of(per, year, "absence", "percent1", "sickness"),
        absence_before=_of(per, year - 1, "absence", "percent1", "sickness"),
        absence_first=_of(per, first, "absence", "percent1", "sickness"),
        absent_fte=Quantity(
            float(per[year]["absence"] * now["fte"]), "integer", (*_ids(per, year, "sickness"), *total[-1:])
        ),
        outflow=_of(per, year, "outflow", "percent", "staff_outflow"),
        outflow_before=_of(per, year - 1, "outflow", "percent", "staff_outflow"),
        outflow_chance=Quantity(
            float(leave["estimate"]) / 100,
            "percent",
            tuple(str(leave["figure_ids"]).split()),
            (float(leave["lower"]) / 100, float(leave["upper"]) / 100),
        ),
        outflow_moved=moved["verdict"],
        joined_low=Quantity(joined[0], sources=_joined_ids(per, year)),
        joined_high=Quantity(joined[1], sources=_joined_ids(per, year)),
        young=_share(makeup, YOUNG, year),
        young_first=_share(makeup, YOUNG, first),
        old=_share(makeup, (OLD,), year),
        old_first=_share(makeup, (OLD,), first),
        ages_moved=_ages_moved(makeup, first, year),
        part=_part(makeup, year),
        part_first=_part(makeup, first),
        training=_of(per, year, "training_per_fte", "eur", "training"),
        training_before=_of(per, year - 1, "training_per_fte", "eur", "training"),
        attended=_figure(figures, "training_participants_totaal_2023_r2023"),
        attended_before=_figure(figures, "training_participants_totaal_2022_r2023"),
        course_open=_figure(figures, "staff_eligible_course_2023_r2023"),
        recruited=_figure(figures, "bjh_recruited_fte_2023_r2023"),
        moves=_figure(figures, "outflow_unpaid_to_regular_2023_r2023_kern"),
        moves_regular=_figure(figures, "outflow_to_paid_work_split_reguliere_baan_bij_wij_2023_r2023"),
        moves_temporary=_figure(figures, "outflow_to_paid_work_split_tijdelijk_contract_stagiaires_2023_r2023"),
    )


def _printed(row: Any, name: str, unit: str, ids: tuple[str, ...]) -> Quantity:
    return Quantity(float(row[name]), unit, ids, origin="published")


def _ids(per: dict[int, Any], year: int, begin: str) -> tuple[str, ...]:
    return tuple(one for one in str(per[year]["figure_ids"]).split() if one.startswith(begin))


def _of(per: dict[int, Any], year: int, name: str, unit: str, begin: str) -> Quantity:
    ids = _ids(per, year, begin)
    if name == "training_per_fte":
        return Quantity(float(per[year][name]), unit, (*ids, *_ids(per, year, "fte_year_end")))
    value = float(per[year][name]) if year in per else math.nan
    return Quantity(value, unit, ids, origin="published")


def _joined_ids(per: dict[int, Any], year: int) -> tuple[str, ...]:
    ids = (*_ids(per, year, "employees"), *_ids(per, year - 1, "employees"), *_ids(per, year, "staff_outflow"))
    return tuple(ids)


def _ages_moved(makeup: pd.DataFrame, first: int, year: int) -> Literal["younger", "older", "mixed"]:
    """Which way the ages went: one in three words, from the shares of the oldest and of the young."""
    old, young = (
        float(_share(makeup, group, year).value) - float(_share(makeup, group, first).value)
        for group in ((OLD,), YOUNG)
    )
    return "younger" if old < 0 < young else "older" if young < 0 < old else "mixed"


def _share(makeup: pd.DataFrame, groups: tuple[str, ...], year: int) -> Quantity:
    own = makeup[(makeup["by"] == "age") & makeup["group"].isin(groups) & (makeup["year"] == year)]
    whole = makeup[(makeup["by"] == "total") & (makeup["year"] == year)]
    ids = tuple(str(one).split()[0] for one in (*own["figure_ids"], *whole["figure_ids"]))
    return Quantity(float(own["employees_share"].sum()), "percent", ids)


def _part(makeup: pd.DataFrame, year: int) -> Quantity:
    row = makeup[(makeup["by"] == "total") & (makeup["year"] == year)].iloc[0]
    return Quantity(float(row["part"]), "decimal2", tuple(str(row["figure_ids"]).split()))


def _figure(figures: pd.DataFrame, figure_id: str) -> Quantity:
    row = figures[figures["figure_id"] == figure_id].iloc[0]
    return Quantity(float(row["value"]), "integer", (figure_id,), origin="published")
