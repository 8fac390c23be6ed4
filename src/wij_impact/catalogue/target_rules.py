"""What must hold in a file of targets and in one of their progress, beyond each column by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.columns import Placed
from wij_impact.catalogue.problems import Problem, problem

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["milestone_problems", "progress_problems", "target_problems"]


def target_problems(placed: Placed) -> list[Problem]:
    """A low above its high, no limit at all, a share above one, an end before the start."""
    found: list[Problem] = []
    for position, row in enumerate(placed.frame.to_dict("records")):
        place, about = placed.place(position), {"value": row["target_id"]}
        low, high = _number(row.get("low")), _number(row.get("high"))
        if low is None and high is None:
            found.append(problem("no-limit", *place, "low", **about))
        if low is not None and high is not None and low > high:
            found.append(problem("low-above-high", *place, "low", **about, low=f"{low:g}", high=f"{high:g}"))
        if row["kind"] == "share" and max(low or 0.0, high or 0.0) > 1:
            found.append(problem("share-above-one", *place, "low", **about, limit=f"{max(low or 0.0, high or 0.0):g}"))
        start, end = _day(row.get("from")), _day(row.get("to"))
        if start and end and end <= start:
            found.append(problem("ends-before-start", *place, "to", **about, to=end, start=start))
    return found


def milestone_problems(placed: Placed) -> list[Problem]:
    """A step that is done without a date, and one whose end lies before its start."""
    found: list[Problem] = []
    for position, row in enumerate(placed.frame.to_dict("records")):
        place, about = placed.place(position), {"value": row["step"]}
        if row.get("status") == "done" and not _day(row.get("done_on")):
            found.append(problem("done-undated", *place, "done_on", **about))
        start, end = _day(row.get("planned_from")), _day(row.get("planned_to"))
        if start and end and end < start:
            found.append(problem("ends-before-start", *place, "planned_to", **about, to=end, start=start))
    return found


def progress_problems(placed: Placed, beside: Callable[[str], pd.DataFrame | None]) -> list[Problem]:
    """Counts that fall where they cumulate, two on one day, mixed ways of counting, and those before their target."""
    found: list[Problem] = []
    by_target: dict[str, list[tuple[str, int, dict[Any, Any]]]] = {}
    for position, row in enumerate(placed.frame.to_dict("records")):
        place, day = placed.place(position), _day(row["date"])
        count, base = _number(row["count"]), _number(row.get("base"))
        if count is not None and base is not None and count > base:
            found.append(problem("count-above-base", *place, "count", count=f"{count:g}", base=f"{base:g}"))
        if day:
            by_target.setdefault(str(row["target_id"]), []).append((day, position, row))
    for target, rows in by_target.items():
        found += _series(placed, target, sorted(rows, key=lambda one: (one[0], one[1])))
    return found + _before_start(placed, beside("targets"))


def _before_start(placed: Placed, targets: pd.DataFrame | None) -> list[Problem]:
    """Counts before the start of their target."""
    rows = [] if targets is None or not {"target_id", "from"} <= set(targets) else targets.to_dict("records")
    starts = {str(row["target_id"]): _day(row["from"]) for row in rows}
    found: list[Problem] = []
    for position, row in enumerate(placed.frame.to_dict("records")):
        day, start = _day(row["date"]), starts.get(str(row["target_id"]), "")
        if day and start and day < start:
            about = {"value": row["target_id"], "date": day, "start": start}
            found.append(problem("before-start", *placed.place(position), "date", **about))
    return found


def _series(placed: Placed, target: str, rows: list[tuple[str, int, dict[Any, Any]]]) -> list[Problem]:
    found: list[Problem] = []
    for before, now in pairwise(rows):
        place = placed.place(now[1])
        known, count = _number(before[2]["count"]), _number(now[2]["count"])
        ways = [(one[2]["cumulative"], one[2].get("unique") == "yes") for one in (before, now)]
        if ways[0] != ways[1]:
            found.append(problem("mixed-cumulative", *place, "cumulative", value=target))
        elif before[0] == now[0]:
            other = placed.place(before[1])[1]
            found.append(problem("counted-twice", *place, "date", value=target, date=now[0], other=other))
        elif now[2]["cumulative"] == "yes" and known is not None and count is not None and count < known:
            fell = {"known": f"{known:g}", "count": f"{count:g}"}
            found.append(
                problem("count-falls", *place, "count", value=target, known=fell["known"], count=fell["count"])
            )
    return found


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return ""


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
