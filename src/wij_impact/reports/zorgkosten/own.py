"""A monthly series of the user's own: is there a step, how sure is that, and what is it made of?"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar

import pandas as pd
from babel.dates import format_date

from wij_impact import effect
from wij_impact.effect.series.moments import read_time
from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates import Name, Quantity
from wij_impact.language import LANGUAGES, Text

__all__ = [
    "OUTCOMES",
    "Beside",
    "Own",
    "Placebos",
    "Refused",
    "asked",
    "beside",
    "check_months",
    "own_facts",
    "own_options",
    "placebos",
    "steps",
]

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_PANDEMIC = ("2020-03", "2021-12")
#: What is looked at, and what it is divided by.
OUTCOMES: dict[str, str | None] = {"cost": None, "clients": None, "per_client": "clients"}
T = TypeVar("T")


@dataclass(frozen=True)
class Refused:
    """A question that the series cannot answer, with what would be needed."""

    reason: Name


@dataclass(frozen=True)
class Own:
    """What a monthly series says about a step at its start."""

    whose: Literal["own", "made_up"]
    month: Name
    first: Name
    last: Name
    months: Quantity
    found: Literal["lower", "higher", "not_shown"]
    direction: Literal["lower", "higher"]
    step: Quantity
    smallest: Quantity
    compared: Literal["every", "some", "none"]
    comparison: bool
    pandemic: bool
    broken: bool
    break_month: Name
    rows: Quantity
    left_out: Quantity


@dataclass(frozen=True)
class Beside:
    """The step of the series against the one beside it."""

    step: Quantity


@dataclass(frozen=True)
class Placebos:
    """Steps looked for where nothing started."""

    tried: Quantity
    signalled: Quantity
    by_chance: Quantity


def own_options(data: pd.DataFrame, start: str, break_at: str = "", at_break: str = "step") -> dict[str, Any]:
    """What `effect.interrupted_time_series` gets for the season and the break of definition.

    Parameters
    ----------
    data : pandas.DataFrame
        As `effect.load_care_costs` gives it.
    start : str
        First month of the new way of working.
    break_at : str
        Month of a break of definition (the residence principle of January 2022); empty for none.
    at_break : {"step", "cut"}
        Give the break a step of its own, or leave out what lies beyond it.

    Raises
    ------
    UsageError
        When `start` or `break_at` is no month, or for another `at_break`.
    InputError
        When `start` lies outside the series.
    """
    check_months(start, break_at)
    if at_break not in ("step", "cut"):
        raise UsageError(
            Text(nl=f"at_break={at_break!r} bestaat niet.", en=f"at_break={at_break!r} does not exist."),
            remedy=Text(nl="Kies step of cut.", en="Choose step or cut."),
        )
    axis = read_time(data, "month")
    if not 0 <= axis.position(start, "start") < axis.points:
        first, last = axis.label(0), axis.label(axis.points - 1)
        raise InputError(
            Text(
                nl=f"De maand {start} ligt buiten uw reeks ({first} tot en met {last}).",
                en=f"The month {start} lies outside your series ({first} to {last}).",
            ),
            remedy=Text(nl="Kies met -p start= een maand daarbinnen.", en="Choose a month inside it with -p start=."),
        )
    options: dict[str, Any] = {"harmonics": 1}
    if break_at and str(data["month"].min()) < break_at <= str(data["month"].max()):
        options["breaks" if at_break == "step" else "cut"] = break_at
    return options


def check_months(start: str, break_at: str = "") -> None:
    """Refuse a start or a break that is no month."""
    for name, month in (("start", start), ("break_at", break_at)):
        if not _MONTH.fullmatch(str(month)) and (month or name == "start"):
            raise UsageError(
                Text(nl=f"{name}={month!r} is geen maand.", en=f"{name}={month!r} is not a month."),
                remedy=Text(nl=f"Schrijf -p {name}=2020-01.", en=f"Write -p {name}=2020-01."),
            )


def asked(question: Callable[[], T]) -> T | Refused:
    """The answer, or why the series cannot give it."""
    try:
        return question()
    except InsufficientEvidence as refused:
        said = tuple((lang, refused.sentence(lang)) for lang in LANGUAGES)
        return Refused(Name(dict(said)["en"], said))


def own_facts(data: pd.DataFrame, found: pd.DataFrame, start: str, options: dict[str, Any]) -> Own:
    """The facts of a series and of `effect.interrupted_time_series` on its costs."""
    row: Any = found.iloc[0]
    seen = bool(row["lower"] > 1 or row["upper"] < 1)
    side: Literal["lower", "higher"] = "lower" if row["estimate"] < 1 else "higher"
    beside = data["comparison"].notna()
    moments = sorted(str(one) for one in data["month"])
    reading = data.attrs.get("reading")
    broken = str(options.get("breaks") or options.get("cut") or "")
    return Own(
        whose="made_up" if bool((data["data_kind"] == "synthetic").any()) else "own",
        month=_month(start),
        first=_month(moments[0]),
        last=_month(moments[-1]),
        months=Quantity(len(moments)),
        found=side if seen else "not_shown",
        direction=side,
        step=_as_change(row),
        smallest=Quantity(1 - 1 / row["minimal_detectable"], "percent"),
        compared="every" if bool(beside.all()) else "some" if bool(beside.any()) else "none",
        comparison=bool(beside.all()),
        pandemic=start <= _PANDEMIC[1] and moments[-1] >= _PANDEMIC[0],
        broken=bool(broken),
        break_month=_month(broken) if broken else Name(""),
        rows=Quantity(reading.rows_found if reading else len(data)),
        left_out=Quantity(reading.rows_found - reading.rows_read if reading else 0),
    )


def _as_change(row: Any) -> Quantity:
    """A ratio as a change, with its interval."""
    limits = (float(row["lower"]) - 1, float(row["upper"]) - 1)
    level = float(row["level"])
    return Quantity(float(row["estimate"]) - 1, "percent1", interval=limits, level=level, signed=True)


def _month(moment: str) -> Name:
    day = date(int(moment[:4]), int(moment[5:7]), 1)
    said = tuple((lang, format_date(day, "MMMM y", locale=lang)) for lang in LANGUAGES)
    return Name(dict(said)["en"], said)


def beside(found: pd.DataFrame) -> Beside:
    """The step against the series beside it."""
    return Beside(_as_change(found.iloc[0]))


def steps(data: pd.DataFrame, start: str, options: dict[str, Any]) -> pd.DataFrame:
    """The step of the costs, the clients and the costs per client, each as a change: one row per outcome.

    `plain_lower` and `plain_upper` are the ordinary interval, which takes months for unrelated and is too narrow.
    """
    rows = []
    for outcome, exposure in OUTCOMES.items():
        column = "cost" if outcome == "per_client" else outcome
        found = effect.interrupted_time_series(data, column, "month", start, exposure=exposure, **options)
        row: Any = found.iloc[0]
        plain: Any = found[found["interval"] == "quasipoisson"].iloc[0]
        rows.append(
            {
                "outcome": outcome,
                "step": row["estimate"] - 1,
                "lower": row["lower"] - 1,
                "upper": row["upper"] - 1,
                "memory": row["rho"],
                "plain_lower": plain["lower"] - 1,
                "plain_upper": plain["upper"] - 1,
            }
        )
    return pd.DataFrame(rows)


def placebos(tried: pd.DataFrame) -> Placebos:
    """How often a step was signalled on months where nothing started (`effect.placebo_breaks`)."""
    return Placebos(
        Quantity(len(tried)),
        Quantity(int((tried["p_value"] < 0.05).sum())),
        Quantity(0.05 * len(tried), "decimal1"),
    )
