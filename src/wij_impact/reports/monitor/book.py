"""One workbook for a steering group: its filled sheets, and what targets, risks, ratings and advice come to."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from wij_impact import catalogue, monitor
from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.language import Text
from wij_impact.reports import doelen, risicos, spiegel
from wij_impact.reports.listing import period_name
from wij_impact.reports.naming import cells

__all__ = ["Book", "Sheets", "advice_rows", "read_book", "sheet_facts", "slip_of"]


@dataclass(frozen=True)
class Book:
    """The filled sheets of a workbook, and what the rooms make of them.

    Attributes
    ----------
    tables : dict
        Table -> its rows; a table without a sheet that is filled in is not there.
    course, moved, criteria, advice : DataFrame or None
        `doelen.own_rows`, `risicos.moved_rows`, `spiegel.criteria_table` and the recommendations.
    unread : tuple of str
        Sheets with rows that no table has the name of.
    meant : tuple of str
        The tables that those sheets look like: neither read nor empty.
    """

    tables: dict[str, pd.DataFrame] = field(repr=False)
    course: pd.DataFrame | None = field(default=None, repr=False)
    moved: pd.DataFrame | None = field(default=None, repr=False)
    criteria: pd.DataFrame | None = field(default=None, repr=False)
    advice: pd.DataFrame | None = field(default=None, repr=False)
    unread: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheets:
    """What the sheets beside steps and figures come to; a number is not known where its sheet is empty.

    Attributes
    ----------
    judged, on_course, off_course : Quantity
        Targets of which the counts allow a verdict, and those that are on course and off it.
    open_risks, highest, heavier, overdue : Quantity
        Open risks, those high in both words, those that rose since the review before, and those past their review.
    raters, criteria, apart : Quantity
        Of the last round: raters, criteria, and those on which the parties differ by a point or more.
    taken, ready, waiting : Quantity
        Advice that was taken on, that is done, and that is past its date.
    empty : tuple of Name
        Sheets that hold no row, and of which no other sheet looks like the rows.
    unread : tuple of Name
        Sheets with rows that no table has the name of; `sheets` says whether that is one or more.
    faces : "visits", "straight" or "none"
        How unique people are carried forward: by how often each came, or in a straight line.
    """

    until: Name
    counted: Quantity
    judged: Quantity
    on_course: Quantity
    off_course: Quantity
    open_risks: Quantity
    highest: Quantity
    heavier: Quantity
    overdue: Quantity
    round_year: Quantity
    raters: Quantity
    criteria: Quantity
    apart: Quantity
    taken: Quantity
    ready: Quantity
    waiting: Quantity
    empty: tuple[Name, ...]
    unread: tuple[Name, ...]
    sheets: Literal["one", "more"]
    aimed: Literal["yes", "no"]
    faces: Literal["visits", "straight", "none"]


def read_book(path: str | Path, until: str, milestones: str | None = None) -> Book:
    """Read every filled sheet, and work it out.

    Raises
    ------
    UsageError
        Without a reference date, or with steps in a second file.
    InputError
        What is wrong in a sheet, with its row and column; a workbook without a row.
    """
    filled = catalogue.filled_sheets(path, catalogue.BOOKS["monitor"])
    if not until:
        raise UsageError(
            Text(nl="zonder peildatum is niet te zeggen wat te laat is.", en="what is late takes a reference date."),
            remedy=Text(nl="Schrijf -p until=2024-12-31.", en="Write -p until=2024-12-31."),
        )
    if milestones and "milestones" in filled:
        raise UsageError(
            Text(
                nl="de stappen staan er twee keer: in het werkboek en in milestones.", en="the steps are given twice."
            ),
            remedy=Text(nl="Laat -p milestones weg.", en="Leave out -p milestones."),
        )
    tables: dict[str, pd.DataFrame] = {}
    for name in catalogue.reading_order(filled):
        tables[name] = catalogue.load_file(name, filled[name], beside=tables)
    if "visits" in tables and "progress" not in tables:
        raise InputError(
            Text(nl="het blad visits vraagt ook het blad progress.", en="the sheet visits asks for progress too."),
            remedy=Text(nl="Vul progress in, of maak visits leeg.", en="Fill in progress, or empty visits."),
            file=filled["visits"].rpartition("/")[2],
        )
    course = moved = criteria = None
    if "progress" in tables:
        goals = tables.get("targets", catalogue.load_table("targets"))
        course = doelen.own_rows(goals, doelen.assess(goals, tables["progress"], tables.get("visits")))
    if "risks" in tables:
        moved = risicos.moved_rows(risicos.in_order(tables["risks"]), until)
    if "ratings" in tables:
        criteria = spiegel.criteria_table(_last_round(tables["ratings"])[1])
    left = catalogue.unread_sheets(path, catalogue.BOOKS["monitor"])
    names, meant = tuple(one.sheet for one in left), tuple(one.likely for one in left if one.likely)
    return Book(tables, course, moved, criteria, tables.get("recommendations"), names, meant)


def sheet_facts(book: Book, until: str) -> Sheets:
    """The facts of the sheets."""
    tables, none = book.tables, Quantity(math.nan)
    risk = risicos.own_facts(tables["risks"], until) if "risks" in tables else None
    seen = None
    if "ratings" in tables:
        year, found = _last_round(tables["ratings"])
        seen = spiegel.round_facts(tables["ratings"], found, year)
    followed = _followed(tables["recommendations"], until) if "recommendations" in tables else None
    states = [] if book.course is None else [one.code for one in book.course["state"]]
    return Sheets(
        until=period_name(until),
        counted=Quantity(len(states)) if states else none,
        judged=Quantity(sum(one in ("yes", "no", "open") for one in states)) if states else none,
        on_course=Quantity(states.count("yes")) if states else none,
        off_course=Quantity(states.count("no")) if states else none,
        open_risks=risk.open if risk else none,
        highest=risk.highest if risk else none,
        heavier=risk.up if risk else none,
        overdue=risk.overdue if risk else none,
        round_year=seen.year if seen else none,
        raters=seen.raters if seen else none,
        criteria=seen.criteria if seen else none,
        apart=seen.differing if seen else none,
        taken=followed.taken if followed else none,
        ready=followed.done if followed else none,
        waiting=followed.overdue if followed else none,
        # Rows under another name are told as not read; to call their table empty too would contradict that.
        empty=tuple(Name(one) for one in catalogue.BOOKS["monitor"] if one not in (*tables, *book.meant)),
        unread=tuple(Name(one) for one in book.unread),
        sheets="more" if len(book.unread) > 1 else "one",
        aimed="yes" if "targets" in tables else "no",
        faces=_faces(book),
    )


def advice_rows(advice: pd.DataFrame) -> pd.DataFrame:
    """Every recommendation with who carries it out, its date and its state, by code."""
    ordered = advice.sort_values("recommendation").reset_index(drop=True)
    states = spiegel.state_of(ordered)
    rows = [
        {
            "text": Name(str(row["text"])),
            "owner": Name(str(row["owner"])) if isinstance(row["owner"], str) else None,
            "due": period_name(str(row["due"])[:10]) if isinstance(row["due"], str) else None,
            "state": Term("advice", str(state)),
        }
        for row, state in zip(ordered.to_dict("records"), states, strict=True)
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(**{one: pd.Series(cells(frame[one]), dtype=object) for one in frame.columns})


def slip_of(steps: pd.DataFrame, until: str) -> Quantity:
    """The days past their date by which half of the dated steps are done, open ones counted as open (Kaplan-Meier)."""
    slip = monitor.milestones(steps, "step", "planned_to", "done_on", until).slip
    row: Any = slip[slip["share"] == 0.5].iloc[0]
    if not all(math.isfinite(float(row[one])) for one in ("estimate", "lower", "upper")):
        return Quantity(math.nan, "integer")  # a bound that is not known yet says nothing to a steering group
    return Quantity.estimate(row, "integer")


def _faces(book: Book) -> Literal["visits", "straight", "none"]:
    """Whether a target that is judged counts unique people, and what is known of how often they came."""
    if book.course is None:
        return "none"
    goals = book.tables.get("targets", catalogue.load_table("targets"))
    people = set(goals.loc[goals["count_rule"] == "unique", "target_id"].astype(str))
    judged = {str(row["target_id"]) for row in book.course.to_dict("records") if row["chance"] == row["chance"]}
    if not people & judged:
        return "none"
    return "visits" if "visits" in book.tables else "straight"


def _last_round(ratings: pd.DataFrame) -> tuple[int, pd.DataFrame]:
    year = int(ratings["round"].max())
    part = ratings[ratings["round"] == year]
    return year, monitor.ratings(part, "criterion", "subject", "rater", "score", subjects=spiegel.PARTIES)


def _followed(advice: pd.DataFrame, until: str) -> spiegel.FollowUp:
    taken = advice[advice["accepted"] == "yes"]
    found = monitor.follow_up(taken, "recommendation", "status", "due", until) if len(taken) else None
    return spiegel.follow_facts(advice, found, until)
