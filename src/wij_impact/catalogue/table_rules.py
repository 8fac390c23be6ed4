"""What holds for tables of a user's own beyond each column by itself; `check` and `run` read by the same rules."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from wij_impact.catalogue.columns import Placed
from wij_impact.catalogue.own.totals import find_not_units, is_total_name
from wij_impact.catalogue.problems import Problem, problem
from wij_impact.catalogue.target_rules import milestone_problems, progress_problems, target_problems

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "TABLE_RULES",
    "Beside",
    "TableRule",
    "area_problems",
    "caseload_problems",
    "rating_problems",
    "reading_order",
    "recommendation_problems",
    "risk_problems",
    "school_problems",
    "staff_problems",
    "structure_problems",
]

# Somebody did not drop out, so they say: that is a judgement about what would have happened, not something done.
_PREVENTED = re.compile(r"voork[oó]m|voorkwam|prevent|avoided|vermeden", re.IGNORECASE)


_COUNTS = ("residents", "youth", "effort", "questions", "open_cases", "fte", "fte_absent")


def area_problems(placed: Placed) -> list[Problem]:
    """A row of all areas together, by its name or because it adds up the others: it would be ranked as an area."""
    frame = placed.frame
    names = [one if isinstance(one, str) else None for one in frame["wijk"]]
    added: dict[str, Sequence[float]] = {
        name: [_number(one, math.nan) for one in frame[name]] for name in _COUNTS if name in frame
    }
    years = frame["year"].tolist() if "year" in frame and len(set(frame["year"])) > 1 else None
    found = find_not_units(names, added, years)
    return [problem("total-as-area", *placed.place(at), "wijk", value=names[at]) for at in sorted(found.all())]


def caseload_problems(placed: Placed) -> list[Problem]:
    """A row of all teams, or of all kinds of cases, together: its cases would count twice."""
    found: list[Problem] = []
    for position, row in enumerate(placed.frame.to_dict("records")):
        for name in ("wijk", "kind"):
            if isinstance(row[name], str) and is_total_name(row[name]):
                found.append(problem("total-as-area", *placed.place(position), name, value=row[name]))
    return found


def school_problems(placed: Placed) -> list[Problem]:
    """A row of all schools, more pupils than enrolled or helped, two sizes in a year, and outcomes that are no help."""
    found: list[Problem] = []
    sizes: dict[tuple[Any, Any], float] = {}
    for position, row in enumerate(placed.frame.to_dict("records")):
        file, number = placed.place(position)
        if isinstance(row["school"], str) and is_total_name(row["school"]):
            found.append(problem("total-as-area", file, number, "school", value=row["school"]))
        count, unique, enrolled = (_number(row.get(name)) for name in ("count", "pupils_unique", "pupils_enrolled"))
        if isinstance(row["intervention"], str) and _PREVENTED.search(row["intervention"]):
            found.append(problem("prevented-outcome", file, number, "intervention", value=row["intervention"]))
        if unique is not None and count is not None and unique > count:
            shown = f"{unique:g}"
            found.append(problem("pupils-above-count", file, number, "pupils_unique", value=shown, limit=f"{count:g}"))
        if unique is not None and enrolled is not None and unique > enrolled:
            limit = f"{enrolled:g}"
            found.append(
                problem("pupils-above-enrolled", file, number, "pupils_unique", value=f"{unique:g}", limit=limit)
            )
        if enrolled is not None:
            known = sizes.setdefault((row["school"], row["year"]), enrolled)
            if known != enrolled:
                about = {"school": row["school"], "value": f"{enrolled:g}", "known": f"{known:g}"}
                found.append(problem("two-sizes", file, number, "pupils_enrolled", **about))
    return found


def rating_problems(placed: Placed) -> list[Problem]:
    """One name that rates the same thing twice: two raters with one name, or a row too many."""
    found: list[Problem] = []
    seen: dict[tuple[str, ...], int] = {}
    for position, row in enumerate(placed.frame.to_dict("records")):
        file, number = placed.place(position)
        # A name is the same name with a capital or a space more: it would count as two raters.
        key = tuple(str(row[name]).strip().casefold() for name in ("round", "criterion", "subject", "rater"))
        if key in seen:
            about = {
                "rater": row["rater"],
                "criterion": row["criterion"],
                "subject": row["subject"],
                "other": seen[key],
            }
            found.append(problem("rated-twice", file, number, "rater", **about))
        seen.setdefault(key, number)
    return found


def recommendation_problems(placed: Placed) -> list[Problem]:
    """A recommendation that was taken on but is nobody's, and one that was refused and yet is done."""
    found: list[Problem] = []
    for position, row in enumerate(placed.frame.to_dict("records")):
        file, number = placed.place(position)
        if row["accepted"] == "yes" and not isinstance(row["owner"], str):
            found.append(problem("without-owner", file, number, "owner", value=row["recommendation"]))
        if row["accepted"] == "no" and row["status"] in ("busy", "done"):
            about = {"value": row["recommendation"], "status": row["status"]}
            found.append(problem("refused-and-done", file, number, "status", **about))
    return found


def risk_problems(placed: Placed) -> list[Problem]:
    """A risk that is nobody's, and one that is closed without saying whether it happened."""
    found: list[Problem] = []
    for position, row in enumerate(placed.frame.to_dict("records")):
        place, about = placed.place(position), {"value": row["risk_id"]}
        if not any(isinstance(row.get(name), str) and str(row[name]).strip() for name in ("owner", "who")):
            found.append(problem("risk-without-owner", *place, "owner", **about))
        if row.get("status") == "closed" and not isinstance(row.get("occurred"), str):
            found.append(problem("closed-unsaid", *place, "occurred", **about))
    return found


def structure_problems(placed: Placed) -> list[Problem]:
    """More full-time jobs than people, and features that count another number of people in the same year."""
    found: list[Problem] = []
    sums: dict[Any, dict[str, float]] = {}
    places: dict[tuple[Any, str], tuple[str, int]] = {}
    for position, row in enumerate(placed.frame.to_dict("records")):
        place = placed.place(position)
        employees, fte = _number(row["employees"]), _number(row.get("fte"))
        if employees is not None and fte is not None and fte > employees:
            found.append(problem("fte-above-employees", *place, "fte", value=f"{fte:g}", limit=f"{employees:g}"))
        if employees is not None and _number(row["year"]) is not None:
            by = str(row["by"])
            counted = sums.setdefault(row["year"], {})
            counted[by] = counted.get(by, 0.0) + employees
            places.setdefault((row["year"], by), place)
    for year, counted in sums.items():
        first = next(iter(counted))
        for by, total in counted.items():
            if total != counted[first]:
                about: dict[str, Any] = {"by": by, "value": f"{total:g}", "first": first, "year": f"{year:g}"}
                about["known"] = f"{counted[first]:g}"
                found.append(problem("other-total", *places[year, by], "employees", severity="notice", **about))
    return found


def staff_problems(placed: Placed) -> list[Problem]:
    """A month that stands there twice for one kind of staff, and a month in between without any."""
    found: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    months: dict[str, tuple[str, int]] = {}
    for position, row in enumerate(placed.frame.to_dict("records")):
        if row["month"] is None or row["month"] != row["month"]:
            continue
        place, month = placed.place(position), str(row["month"])[:7]
        kind = row.get("kind")
        key = (month, str(kind).strip().casefold() if isinstance(kind, str) else "")
        if key in seen:
            found.append(problem("month-twice", *place, "month", value=month))
        seen.add(key)
        months.setdefault(month, place)
    ordered = sorted(months)
    for one, other in itertools.pairwise(ordered):
        year, number = int(one[:4]), int(one[5:7])
        following = f"{year + number // 12:04d}-{number % 12 + 1:02d}"
        if other != following:
            found.append(problem("month-missing", *months[one], "month", value=one, missing=following))
    return found


def _number(value: Any, missing: Any = None) -> Any:
    import pandas as pd

    # `pd.NA` of a whole-number column is neither equal nor unequal to itself.
    return missing if value is None or value is pd.NA or value != value else float(value)


class Beside(Protocol):
    """Gives a table that stands beside the one in hand: the user's own, else that of the data folder; None without."""

    def __call__(self, table: str, /) -> pd.DataFrame | None: ...


@dataclass(frozen=True)
class TableRule:
    """What is wrong in a table beyond its columns.

    Attributes
    ----------
    problems : function
        Of the table, and of what gives the tables beside it.
    beside : tuple of str
        The tables that the function asks for: they are read first, and a change in one is a change in the findings.
    """

    problems: Callable[[Placed, Beside], list[Problem]]
    beside: tuple[str, ...] = ()


def _alone(problems: Callable[[Placed], list[Problem]]) -> TableRule:
    return TableRule(lambda placed, _: problems(placed))


def reading_order(tables: Iterable[str]) -> list[str]:
    """Tables in an order in which each comes after those that its rules look at.

    Examples
    --------
    >>> reading_order(["progress", "risks", "targets"])
    ['targets', 'progress', 'risks']
    """
    names, ordered = list(tables), []

    def take(name: str) -> None:
        for other in TABLE_RULES[name].beside if name in TABLE_RULES else ():
            if other in names and other not in ordered:
                take(other)
        if name not in ordered:
            ordered.append(name)

    for name in names:
        take(name)
    return ordered


#: Table -> what is wrong in it beyond its columns.
TABLE_RULES: dict[str, TableRule] = {
    "caseload": _alone(caseload_problems),
    "milestones": _alone(milestone_problems),
    "neighbourhoods": _alone(area_problems),
    "progress": TableRule(progress_problems, beside=("targets",)),
    "ratings": _alone(rating_problems),
    "recommendations": _alone(recommendation_problems),
    "risks": _alone(risk_problems),
    "schools": _alone(school_problems),
    "staff": _alone(staff_problems),
    "staff_structure": _alone(structure_problems),
    "targets": _alone(target_problems),
}
