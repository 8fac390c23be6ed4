"""Figures that can be right but ask for a look: notices on the rows that a user adds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

from wij_impact.catalogue.columns import Placed
from wij_impact.catalogue.periods import first_and_last_year
from wij_impact.catalogue.problems import Problem, problem

__all__ = ["plausible_figures"]

#: From one year to the next; more is probably a comma, thousands or another unit.
TENFOLD = 10.0


def plausible_figures(placed: Placed) -> list[Problem]:
    """A grade off its range, a negative count, another unit than the indicator has, ten times the year before.

    Only rows of added files are told: what the documents print has been looked at.
    """
    frame = placed.frame
    main = placed.files[0] if placed.files else ""
    rows = frame[["indicator_id", "breakdown", "period", "value", "unit", "kind"]].to_dict("records")
    units: dict[str, Counter[str]] = {}
    years: dict[tuple[object, ...], dict[int, float]] = {}
    for row, file in zip(rows, placed.files, strict=True):
        if isinstance(row["indicator_id"], str) and isinstance(row["unit"], str) and file == main:
            units.setdefault(row["indicator_id"], Counter())[row["unit"]] += 1
        year = _year(row["period"])
        if year is not None and row["kind"] == "actual" and not _missing(row["value"]):
            years.setdefault(_series(row), {})[year] = float(row["value"])
    found: list[Problem] = []

    def say(position: int, column: str, rule: str, **values: Any) -> None:
        file, line = placed.place(position)
        found.append(problem(rule, file, line, column, severity="notice", **values))

    for position, row in enumerate(rows):
        if placed.files[position] == main or _missing(row["value"]):
            continue
        value, shown = float(row["value"]), placed.texts["value"][position] or f"{row['value']:g}"
        if row["unit"] == "grade_1_10" and not 1 <= value <= 10:
            say(position, "value", "grade-off-range", value=shown)
        if row["unit"] in ("count", "fte", "age_years") and value < 0:
            say(position, "value", "count-below-zero", value=shown)
        known = units.get(row["indicator_id"])
        if known and row["unit"] not in known:
            usual = known.most_common(1)[0][0]
            say(position, "unit", "other-unit", value=row["unit"], known=usual, indicator=row["indicator_id"])
            continue
        year = _year(row["period"])
        earlier = {at: one for at, one in years.get(_series(row), {}).items() if year is not None and at < year}
        if row["kind"] == "actual" and earlier:
            last = max(earlier)
            before = earlier[last]
            if before > 0 and value > 0 and not 1 / TENFOLD < value / before < TENFOLD:
                say(position, "value", "tenfold", value=shown, before=f"{before:g}", year=last)
    return found


def _series(row: Mapping[Any, Any]) -> tuple[object, ...]:
    blank = row["breakdown"] if isinstance(row["breakdown"], str) else ""
    return row["indicator_id"], blank, row["unit"]


def _missing(value: object) -> bool:
    return not isinstance(value, int | float) or math.isnan(value)


def _year(period: object) -> int | None:
    try:
        first, last = first_and_last_year(str(period))
    except ValueError:
        return None
    return first if first == last else None
