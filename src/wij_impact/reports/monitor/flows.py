"""The flows of clients on the monitor: the few numbers of three other reports that a steering group asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from wij_impact import flow, kerncijfers
from wij_impact.estimates import Quantity, Term
from wij_impact.presentation.words import Phrase
from wij_impact.reports import samen, triage
from wij_impact.reports import vraag_tot_indicatie as road
from wij_impact.reports.naming import cells

__all__ = ["REPORTS", "Flows", "flow_facts", "flow_rows", "report_rows"]

#: The reports that a page for the steering group leads to, in the order of reading, and how each takes a file.
REPORTS = {
    "doelen": "-p progress=",
    "risicos": "-p risks=",
    "spiegel": "-p ratings=",
    "vraag_tot_indicatie": "-p records=",
    "samen": "-p trajectories=",
    "triage": "-p trajectories=",
    "signalen": "",
    "kerncijfers": "",
}


@dataclass(frozen=True)
class Flows:
    """What the documents print of the flows of clients.

    Attributes
    ----------
    questions, direct : Quantity
        Questions in the last year and the share that was handled at once; each with the year before.
    helped, planned : Quantity
        Youngsters helped under the new task ("over"), and what the plan came to for new questions.
    followed : Quantity
        Share of youth protection tables that led to an investigation.
    contact_days : Quantity
        Working days within which there has to be a first contact: the norm, for no outcome is printed.
    """

    year: Quantity
    before: Quantity
    questions: Quantity
    questions_before: Quantity
    direct: Quantity
    direct_before: Quantity
    helped: Quantity
    planned: Quantity
    followed: Quantity
    followed_before: Quantity
    contact_days: Quantity


def flow_facts(figures: pd.DataFrame, plan: pd.DataFrame) -> Flows:
    """The flows as three reports show them, so that a number here is the number there.

    Parameters
    ----------
    figures : DataFrame
        `catalogue.figures()`.
    plan : DataFrame
        The table ``flow_plan``.
    """
    steps, rates = kerncijfers.funnel(figures), kerncijfers.funnel_rates(figures)
    asked = road.road_facts(figures, steps, rates, None)
    readings = flow.plan_readings(**samen.plan_terms(figures))
    helped = figures[figures["figure_id"] == "bjh_clients_2023_r2023_text"].iloc[0]
    chosen = triage.triage_facts(figures)
    return Flows(
        year=asked.year,
        before=asked.before,
        questions=asked.questions,
        questions_before=asked.questions_before,
        direct=asked.direct,
        direct_before=asked.direct_before,
        helped=Quantity.published(helped, "integer"),
        planned=samen.plan_reading(plan, readings, "new"),
        followed=_share(chosen.jbt, chosen.jbt_cases),
        followed_before=_share(chosen.jbt_before, chosen.jbt_cases_before),
        contact_days=chosen.contact_days,
    )


def flow_rows(flows: Flows) -> pd.DataFrame:
    """One row per flow: the report it comes from (code ``name``), what, now, and what to hold beside it."""
    given: list[tuple[str, str, Quantity | Phrase, str, Quantity]] = [
        ("vraag_tot_indicatie", "questions", flows.questions, "year", flows.questions_before),
        ("vraag_tot_indicatie", "direct", flows.direct, "year", flows.direct_before),
        ("samen", "helped", Phrase("phrase.over", {"n": flows.helped}), "plan", flows.planned),
        ("triage", "followed", flows.followed, "year", flows.followed_before),
    ]
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "flow": Term("flow", what),
            "now": now,
            "beside": Phrase(f"phrase.beside_{kind}", {"year": flows.before, "n": other}),
            "ids": " ".join(dict.fromkeys((*_sources(now), *other.sources))),
        }
        for name, what, now, kind, other in given
    ]
    return _objects(pd.DataFrame(rows))


def report_rows() -> pd.DataFrame:
    """One row per report to read on: its code ``name``, its title, what it answers, the parameter for a file.

    Examples
    --------
    >>> report_rows()[["name", "parameter"]].head(2).to_numpy().tolist()
    [['doelen', '-p progress='], ['risicos', '-p risks=']]
    """
    rows = [
        {"name": one, "report": Term("report", one), "answers": Term("answers", one), "parameter": taken}
        for one, taken in REPORTS.items()
    ]
    return _objects(pd.DataFrame(rows))


def _objects(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**{one: pd.Series(cells(frame[one]), dtype=object) for one in frame.columns})


def _sources(value: Quantity | Phrase) -> tuple[str, ...]:
    number: Quantity = value if isinstance(value, Quantity) else value.facts["n"]
    return number.sources


def _share(part: Quantity, whole: Quantity) -> Quantity:
    return Quantity(float(part.value) / float(whole.value), "percent", (*part.sources, *whole.sources))
