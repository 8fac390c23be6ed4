"""Numbers of the report `monitor`: steps, indicators with their rule and reading, targets and risks beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact import monitor
from wij_impact.errors import UsageError
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.language import Text
from wij_impact.reports.days import reference_date
from wij_impact.reports.listing import period_name
from wij_impact.reports.naming import cells

__all__ = [
    "Facts",
    "Own",
    "check_parameters",
    "indicator_rows",
    "own_facts",
    "published_facts",
    "state_counts",
    "step_rows",
]

_ORDER = ("done", "late", "not due", "no date")


@dataclass(frozen=True)
class Facts:
    """The three levels in the documents.

    Attributes
    ----------
    steps, due, undated : Quantity
        Steps of the plan, those that had to be done before `until`, and those without an end.
    targets, targets_silent, risks, risks_silent : Quantity
        Targets of programmes and risks, and those of which no outcome is printed.
    """

    steps: Quantity
    due: Quantity
    undated: Quantity
    until: Name
    targets: Quantity
    targets_silent: Quantity
    risks: Quantity
    risks_silent: Quantity


@dataclass(frozen=True)
class Own:
    """The three levels in files of one's own; there is no overall score."""

    until: Name
    steps: Quantity
    done: Quantity
    late: Quantity
    undated: Quantity
    indicators: Quantity
    signals: Quantity
    unruled: Quantity
    stepped: Literal["yes", "no", "flows", "neither"]


def check_parameters(milestones: str | None, until: str) -> str:
    """The reference date as ``2024-12-31``; refuses steps of one's own without one, and a date that is none.

    Raises
    ------
    UsageError
    """
    if milestones and not until:
        raise UsageError(
            Text(nl="zonder peildatum is niet te zeggen wat te laat is.", en="what is late takes a reference date."),
            remedy=Text(nl="Schrijf -p until=2024-12-31.", en="Write -p until=2024-12-31."),
        )
    return reference_date(until)


def published_facts(steps: pd.DataFrame, targets: pd.DataFrame, risks: pd.DataFrame, until: str) -> Facts:
    """The facts of the shipped tables; nothing is called late, for no report says what was done."""
    due = steps["planned_to"].map(_day)
    programmes = targets[targets["group"] == "programme"]
    return Facts(
        steps=Quantity(len(steps)),
        due=Quantity(int(((due != "") & (due < until)).sum())),
        undated=Quantity(int((due == "").sum())),
        until=period_name(until),
        targets=Quantity(len(programmes)),
        targets_silent=Quantity(int((programmes["state"] != "met").sum())),
        risks=Quantity(len(risks)),
        risks_silent=Quantity(int((risks["seen"] == "none").sum())),
    )


def own_facts(steps: pd.DataFrame | None, indicators: pd.DataFrame | None, until: str, *, streams: bool = False) -> Own:
    """The facts of files of one's own; `streams`: there is a register of flows beside them."""
    counts: dict[str, int] = {}
    if steps is not None:
        counted = state_counts(steps, until)
        counts = {str(state): int(n) for state, n in zip(counted["state"], counted["count"], strict=True)}
    signals = [] if indicators is None else [_signal(row) for row in indicators.to_dict("records")]
    return Own(
        until=period_name(until),
        steps=Quantity(0 if steps is None else len(steps)),
        done=Quantity(int(counts.get("done", 0))),
        late=Quantity(int(counts.get("late", 0))),
        undated=Quantity(int(counts.get("no_date", 0))),
        indicators=Quantity(len(signals)),
        signals=Quantity(signals.count("signal")),
        unruled=Quantity(signals.count("no_rule")),
        stepped="yes" if steps is not None else "no" if indicators is not None else "flows" if streams else "neither",
    )


def state_counts(steps: pd.DataFrame, until: str) -> pd.DataFrame:
    """How many steps are done, late, not due, or without an end: ``state`` (code), ``count``."""
    states = _states(steps, until)
    return pd.DataFrame(
        [{"state": one.replace(" ", "_"), "count": states.count(one)} for one in _ORDER if one in states]
    )


def step_rows(steps: pd.DataFrame, until: str, own: bool) -> pd.DataFrame:
    """Every step with its dates and state; of the documents' own steps only whether they were due by then."""
    rows = []
    for row, state in zip(steps.to_dict("records"), _states(steps, until), strict=True):
        code = state.replace(" ", "_") if own else {"late": "was_due"}.get(state, state.replace(" ", "_"))
        text, english = str(row["text_nl"]), row.get("text_en")
        rows.append(
            {
                "step": str(row["step"]),
                "text": Name(text, (("nl", text), ("en", english if isinstance(english, str) else text))),
                "owner": str(row["owner"]),
                "from": _named(row.get("planned_from")),
                "to": _named(row.get("planned_to")),
                "done": _named(row.get("done_on")),
                "state": Term("step", code),
                "figure_ids": row["figure_id"] if isinstance(row.get("figure_id"), str) else "",
            }
        )
    frame = pd.DataFrame(rows)
    worded = ("text", "from", "to", "done", "state")
    return frame.assign(**{one: pd.Series(cells(frame[one]), dtype=object) for one in worded})


def indicator_rows(indicators: pd.DataFrame) -> pd.DataFrame:
    """Every indicator by level and name, with its signal (only with a target and a rule) and the agreed reading."""
    ordered = indicators.sort_values(["level", "indicator"]).reset_index(drop=True)
    records = ordered.to_dict("records")
    return ordered.assign(
        level=cells([Term("level", str(row["level"])) for row in records]),
        signal=cells([Term("signal", _signal(row)) for row in records]),
        agreed=cells([_named(row["agreed_on"]) for row in records]),
    )


def _signal(row: dict[Any, Any]) -> str:
    value, target, rule = row.get("value"), row.get("target"), row.get("signal_rule")
    if not isinstance(rule, str) or value is None or target is None or value != value or target != target:
        return "no_rule"
    return "signal" if (value < target if rule == "below" else value > target) else "quiet"


def _states(steps: pd.DataFrame, until: str) -> list[str]:
    return [str(one) for one in monitor.milestones(steps, "step", "planned_to", "done_on", until).steps["state"]]


def _day(value: Any) -> str:
    return "" if value is None or value != value else str(value)[:10]


def _named(value: Any) -> Any:
    return period_name(_day(value)) if _day(value) else None
