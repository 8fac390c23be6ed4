"""The flows in registers of the user's own: the numbers that `samen`, `triage` and `vraag_tot_indicatie` give."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from wij_impact import catalogue, kerncijfers
from wij_impact.errors import UsageError
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.kerncijfers import Window
from wij_impact.language import Text
from wij_impact.presentation.words import Phrase
from wij_impact.reports import samen, triage
from wij_impact.reports import vraag_tot_indicatie as road
from wij_impact.reports.naming import cells

__all__ = ["Streams", "read_streams", "stream_rows"]

Heavier = Literal["shown", "no_order", "no_levels", "closed_only", "short", "no_file"]


@dataclass(frozen=True)
class Streams:
    """The flows of the user's own; a number that is not to be shown, or not in the file, is not known.

    Attributes
    ----------
    flowing : "running", "asked" or "hidden"
        What the title is about.
    started, started_before, running : Quantity
        Trajectories that started in the last twelve complete months and in the twelve before, and those open now.
    within, to_start : Quantity
        The share with a first contact within `norm` working days, and the days that half waited for the start at most.
    light : Quantity
        The share that went on to heavier help within `horizon` days; `heavier` says why there is none.
    asked : Quantity
        Questions in the months that are compared.
    questions : mapping
        Of ``asked``, ``direct`` (the share handled at once) and ``indicated``: the number, and that of the year before.
    span : "whole" or "part"
        Whether those months are the whole year.
    """

    flowing: Literal["running", "asked", "hidden"]
    began: Literal["both", "one", "hidden", "no_file"]
    started: Quantity
    started_before: Quantity
    running: Quantity
    wait_state: Literal["shown", "no_contact", "no_dates", "hidden", "no_file"]
    within: Quantity
    norm: Quantity
    to_start: Quantity
    heavier: Heavier
    light: Quantity
    horizon: Quantity
    questioned: Literal["yes", "no"]
    span: Literal["whole", "part"]
    first_month: Term
    last_month: Term
    asked_year: Quantity
    asked_then: Quantity
    asked: Quantity
    questions: Mapping[str, tuple[Quantity, Quantity]]
    read: tuple[Name, ...]
    minimum: Quantity


def read_streams(
    trajectories: str | None,
    records: str | None,
    *,
    columns: str = "",
    order: str = "",
    until: str = "",
    since: str = "",
    minimum: int = 10,
) -> Streams | None:
    """What the registers say, counted and hidden as the reports that they belong to do it.

    Parameters
    ----------
    trajectories, records : str or None
        A file as `samen` and `triage` take it, and one as `vraag_tot_indicatie` does; without both there is nothing.
    columns : str
        The mapping file of whichever is given.
    order : str
        The levels, lightest first: without it nothing is said of heavier help.
    until, since : str
        See `samen.load_register`; of the questions the whole months up to `until`.

    Raises
    ------
    InputError, UsageError
        What those reports refuse; two files with one mapping of columns.
    """
    if not (trajectories or records):
        return None
    if trajectories and records and columns:
        raise UsageError(
            Text(
                nl="columns hoort bij één bestand, en er zijn er twee.", en="columns is about one file, there are two."
            ),
            remedy=Text(
                nl="Geef de kolommen de namen van het sjabloon, of draai de rapporten apart.",
                en="Give the columns the names of the template, or run the reports apart.",
            ),
        )
    flow = _trajectories(trajectories, columns, order, until, since, minimum) if trajectories else _NO_TRAJECTORIES
    asked = _records(records, columns, until) if records else _NO_RECORDS
    read = (*flow.pop("read", ()), *asked.pop("read", ()))
    flowing: Any = "running" if flow["running"].known else "asked" if asked["asked"].known else "hidden"
    return Streams(**flow, **asked, flowing=flowing, read=read, minimum=Quantity(minimum, origin="assumption"))


def stream_rows(streams: Streams) -> pd.DataFrame:
    """One row per number: the report it is of (code ``name``), what, now and the year before; a dash is not shown."""
    rows: list[tuple[str, Any, Any, Any]] = []
    if streams.questioned == "yes":
        given = {"year": streams.asked_then}
        for what, (now, before) in streams.questions.items():
            kind = "year" if streams.span == "whole" else "months"
            beside = Phrase(f"phrase.beside_{kind}", given | {"n": before}) if before.known else None
            rows.append(("vraag_tot_indicatie", Term("flow", f"own_{what}"), now, beside))
    if streams.began != "no_file":
        before = streams.started_before
        beside = Phrase("phrase.beside_earlier", {"n": before}) if before.known else None
        rows.append(("samen", Term("flow", "own_started"), streams.started, beside))
        rows.append(("samen", Term("flow", "own_running"), streams.running, None))
        rows.append(("samen", Phrase("phrase.within", {"norm": streams.norm}), streams.within, None))
        rows.append(("samen", Term("flow", "own_to_start"), streams.to_start, None))
        if streams.horizon.known:
            rows.append(("triage", Phrase("phrase.light", {"horizon": streams.horizon}), streams.light, None))
    frame = pd.DataFrame(
        [{"name": name, "flow": what, "now": _full(now), "beside": beside} for name, what, now, beside in rows]
    )
    return frame.assign(**{one: pd.Series(cells(frame[one]), dtype=object) for one in frame.columns})


def _full(value: Quantity) -> Phrase | Quantity | None:
    """An estimate with its interval; None is a dash."""
    if not value.known:
        return None
    return Phrase("phrase.full", {"n": value}) if value.estimated else value


_UNKNOWN = Quantity(math.nan)
_NO_TRAJECTORIES: dict[str, Any] = {
    **dict.fromkeys(("began", "wait_state", "heavier"), "no_file"),
    **dict.fromkeys(("started", "started_before", "running", "within", "norm", "to_start", "light"), _UNKNOWN),
    "horizon": _UNKNOWN,
}
_NO_RECORDS: dict[str, Any] = {
    "questioned": "no",
    "span": "whole",
    "first_month": Term("month", "1"),
    "last_month": Term("month", "12"),
    **dict.fromkeys(("asked_year", "asked_then", "asked"), _UNKNOWN),
    "questions": {},
}


def _trajectories(path: str, columns: str, order: str, until: str, since: str, minimum: int) -> dict[str, Any]:
    register = samen.load_register(path, columns, "", until, since)
    own = samen.own_facts(register, samen.analyse(register, minimum=minimum), minimum)
    chosen, heavier = None, "no_order"
    if order or not triage.lacks_order(register.frame, register.reading):
        followed = triage.load_register(path, columns, "", order, until, since)
        chosen = triage.own_facts(followed, triage.analyse(followed, minimum=minimum), minimum)
        heavier = chosen.title
    return {
        "began": own.inflow_state,
        "started": own.inflow,
        "started_before": own.inflow_before,
        "running": own.open,
        "wait_state": own.waiting,
        "within": own.within,
        "norm": own.norm,
        "to_start": own.to_start,
        "heavier": heavier,
        "light": chosen.light if chosen and heavier == "shown" else _UNKNOWN,
        "horizon": chosen.horizon if chosen else _UNKNOWN,
        "read": (own.read.file,),
    }


def _records(path: str, columns: str, until: str) -> dict[str, Any]:
    register = catalogue.group_records(path, None, "month", columns or None)
    window = _window(register, until)
    steps = kerncijfers.register_steps(register, window)
    own = road.register_facts(register, steps, window)
    earlier = steps[(steps["year"] == window.year - 1) & (steps["step"] == "indication")]
    return {
        "questioned": "yes",
        "span": own.span,
        "first_month": own.first_month,
        "last_month": own.last_month,
        "asked_year": own.year,
        "asked_then": own.before,
        "asked": own.questions,
        "questions": {
            "asked": (own.questions, own.questions_before),
            "direct": (own.direct, own.direct_before),
            "indicated": (own.last, Quantity(float(earlier["value"].iloc[0])) if len(earlier) else _UNKNOWN),
        },
        "read": (own.read.file,),
    }


def _window(register: pd.DataFrame, until: str) -> Window:
    """The months to compare, none of them after the day of looking."""
    window = kerncijfers.register_window(register)
    if not until:
        return window
    day = dt.date.fromisoformat(until)
    whole = day.day == calendar.monthrange(day.year, day.month)[1]
    last = 12 * day.year + day.month - 1 - (not whole)  # the last month that was over by then
    if 12 * window.year + window.last - 1 <= last:
        return window
    window = kerncijfers.register_window(register, last // 12)
    return replace(window, last=min(window.last, last % 12 + 1))
