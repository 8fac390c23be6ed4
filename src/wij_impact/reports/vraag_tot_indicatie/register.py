"""Numbers of the report `vraag_tot_indicatie` out of a register of the user's own: no language, no layout."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from wij_impact.estimates import Name, Quantity, Term
from wij_impact.kerncijfers import Window
from wij_impact.reports.reading import Read, read_facts
from wij_impact.reports.vraag_tot_indicatie.facts import Moved, Part, moved_by, part_by

__all__ = ["Kinds", "Register", "kinds_facts", "register_facts", "register_flow", "register_kinds", "register_table"]

#: The steps that are parts of the questions themselves, in the order of the road; the others stand apart.
_PARTS = ("handled_directly", "further_research")


@dataclass(frozen=True)
class Register:
    """What a register says of one year.

    Attributes
    ----------
    span : str
        ``whole``, or ``part`` where only some months of the year can be compared.
    first_month, last_month : Term
        The months that are compared.
    direct, further, last : Quantity
        The share handled at once, and how many went to further research or got an indication; NaN where the register
        does not tell or the number is too small to show.
    blank : Quantity
        Questions of which it is not known whether they were handled at once.
    """

    year: Quantity
    before: Quantity
    span: Literal["whole", "part"]
    first_month: Term
    last_month: Term
    questions: Quantity
    questions_before: Quantity
    questions_change: Quantity
    moved: Moved
    direct: Quantity
    direct_before: Quantity
    direct_moved: Part
    further: Quantity
    further_more: Quantity
    research: Moved
    last: Quantity
    per: Quantity
    per_before: Quantity
    per_known: bool
    blank: Quantity
    hidden: bool
    read: Read


def register_facts(register: pd.DataFrame, steps: pd.DataFrame, window: Window) -> Register:
    """The facts of `kerncijfers.register_steps`."""
    values = {(int(row["year"]), str(row["step"])): row for _, row in steps.iterrows()}

    def of(step: str, year: int, column: str = "value") -> float:
        return float(values[year, step][column]) if (year, step) in values else math.nan

    now, then = window.year, window.year - 1
    total, total_before = of("registered", now), of("registered", then)
    direct, direct_before = of("handled_directly", now, "share"), of("handled_directly", then, "share")
    further, further_before = of("further_research", now), of("further_research", then)
    last, last_before = of("indication", now), of("indication", then)
    per, per_before = 100 * last / total, 100 * last_before / total_before
    return Register(
        year=Quantity(now, "year"),
        before=Quantity(then, "year"),
        span="whole" if window.whole else "part",
        first_month=Term("month", str(window.first)),
        last_month=Term("month", str(window.last)),
        questions=Quantity(total),
        questions_before=Quantity(total_before),
        questions_change=Quantity(total / total_before - 1, "percent", signed=True),
        moved=moved_by(total, total_before),
        direct=Quantity(direct, "percent"),
        direct_before=Quantity(direct_before, "percent"),
        direct_moved=part_by(direct, direct_before),
        further=Quantity(further),
        further_more=Quantity(abs(further - further_before)),
        research=moved_by(further, further_before),
        last=Quantity(last),
        per=Quantity(per, "integer" if per >= 1 else "decimal1"),
        per_before=Quantity(per_before, "integer" if per_before >= 1 else "decimal1"),
        per_known=not math.isnan(per_before),
        blank=Quantity(total - of("handled_directly", now, "known")),
        hidden=bool(steps["value"].isna().any()),
        read=read_facts(register.attrs["reading"], 10),
    )


def register_flow(steps: pd.DataFrame, window: Window) -> pd.DataFrame:
    """The steps of the year as `name, parent, value, apart`, for `figures.flow`."""
    own = steps[steps["year"] == window.year]
    return pd.DataFrame(
        {
            "name": Term("step", _STEP[str(step)]),
            "parent": Term("step", "registered") if step in _PARTS else None,
            "value": value,
            "apart": step not in (*_PARTS, "registered"),
        }
        for step, value in zip(own["step"], own["value"], strict=True)
    )


_STEP = {
    "registered": "registered",
    "handled_directly": "handled_directly",
    "further_research": "further_research",
    "statutory_report": "statutory_reports",
    "indication": "indications",
}


def register_table(years: pd.DataFrame) -> pd.DataFrame:
    """`kerncijfers.register_years` with the names of its columns as the report has them, and the months in words."""
    named = years.rename(columns=_STEP)
    return named.assign(
        **{
            end: pd.Series([Term("month", str(one)) for one in named[end]], index=named.index, dtype=object)
            for end in ("first", "last")
        }
    )


@dataclass(frozen=True)
class Kinds:
    """Which kind rose most and which fell most."""

    grouped: Literal["question_type", "reporter"]
    year: Quantity
    before: Quantity
    rise_name: Name | Term
    rise: Quantity
    fall_name: Name | Term
    fall: Quantity
    moves: Literal["both", "rise", "fall", "none"]
    hidden: Quantity


def kinds_facts(kinds: pd.DataFrame, by: str, window: Window) -> Kinds:
    """The facts of `register_kinds`."""
    ranked = kinds.dropna(subset=["change"]).sort_values("change", kind="stable")
    rise = ranked.iloc[-1] if len(ranked) and ranked["change"].iloc[-1] > 0 else None
    fall = ranked.iloc[0] if len(ranked) and ranked["change"].iloc[0] < 0 else None
    none = Term("kind_of", "blank")
    return Kinds(
        by,  # type: ignore[arg-type]
        Quantity(window.year, "year"),
        Quantity(window.year - 1, "year"),
        none if rise is None else rise["part"],
        Quantity(math.nan if rise is None else rise["change"], signed=True),
        none if fall is None else fall["part"],
        Quantity(math.nan if fall is None else fall["change"], signed=True),
        "both" if rise is not None and fall is not None else "rise" if rise is not None
        else "fall" if fall is not None else "none",
        Quantity(int(kinds["change"].isna().sum())),
    )  # fmt: skip


def register_kinds(mix: pd.DataFrame, by: str) -> pd.DataFrame:
    """`kerncijfers.register_mix` with a name in ``part``; records without one are a kind of their own."""
    parts = [Term("kind_of", "blank") if pd.isna(one) else Name(str(one)) for one in mix[by]]
    return mix.assign(part=pd.Series(parts, mix.index, dtype=object))
