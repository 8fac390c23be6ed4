"""A time axis: months, quarters, dates or plain numbers, in order, without holes and without doubles."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.catalogue.periods import period_bounds
from wij_impact.errors import InputError, UsageError
from wij_impact.estimates.columns import require, row_of
from wij_impact.language import Text

__all__ = ["TimeAxis", "read_time"]

WRITE_AS = Text(
    nl="Schrijf een maand als 2019-05, een kwartaal als 2019-Q2, een dag als 2019-05-31, of nummer de punten.",
    en="Write a month as 2019-05, a quarter as 2019-Q2, a day as 2019-05-31, or number the points.",
)
STATLINE = re.compile(r"(\d{4})(?:MM(\d{2})|KW0?([1-4])|JJ00)")
WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
PER_YEAR = {("month", 1): 12.0, ("month", 2): 6.0, ("month", 3): 4.0, ("day", 7): 365.25 / 7, ("day", 1): 365.25}


@dataclass(frozen=True)
class TimeAxis:
    """Equally spaced points of time.

    Attributes
    ----------
    order : array of int, shape (points,)
        Which row of the data is the first, second, ... point.
    kind : str
        "month", "day" or "number": the unit of `first` and `step`.
    first, step : float
        The first point, and the distance between two, in that unit.
    weekly : bool
        Whether plain numbers count weeks.
    """

    order: npt.NDArray[np.intp]
    kind: str
    first: float
    step: float
    weekly: bool = False

    @property
    def points(self) -> int:
        return len(self.order)

    @property
    def season(self) -> float | None:
        """Points per year; plain numbers are taken as months; None when a season cannot be seen."""
        if self.kind != "number":
            return PER_YEAR.get((self.kind, int(self.step)))
        # Numbers that can be calendar years are not taken for months: they would get a wave of twelve years.
        if self.weekly:
            return 365.25 / 7
        years = self.first >= 1900 and self.first + (self.points - 1) * self.step <= 2100
        return None if years else 12.0

    def position(self, moment: Any, argument: str) -> int:
        """How many points lie before `moment`."""
        kind, value = _one(moment)
        if kind != self.kind:
            kind, value = _as_kind(moment, self.kind)
        if value is None or kind != self.kind:
            raise UsageError(
                Text(
                    nl=f"{argument}={moment!r} is geen tijdstip van de reeks.",
                    en=f"{argument}={moment!r} is not a moment of the series.",
                ),
                remedy=Text(
                    nl=f"Schrijf het zoals in de reeks: {self.label(0)}.", en=f"Write as here: {self.label(0)}."
                ),
            )
        return math.ceil((value - self.first) / self.step - 1e-9)

    def label(self, position: int) -> str:
        """The point as text, as 2019-05."""
        return _label(self.kind, self.first + position * self.step)


def read_time(data: pd.DataFrame, time: str) -> TimeAxis:
    """Read the column `time`.

    Raises
    ------
    InputError
        When a cell is empty or no moment, a moment occurs twice, or one is missing in between.

    Examples
    --------
    >>> axis = read_time(pd.DataFrame({"month": ["2019-12", "2019-11", "2020-01"]}), "month")
    >>> axis.order.tolist(), axis.label(0), axis.position("2020-01", "start")
    ([1, 0, 2], '2019-11', 2)
    """
    require(data, time)
    cells = list(data[time])
    read = [_one(cell) for cell in cells]
    if _all_yyyyww(read):
        read = [("day", _monday(int(value or 0))) for _, value in read]
    elif _all_yyyymm(read) or _on_month_days(read):
        read = [_as_kind(cell, "month") for cell in cells]
    _no_year_totals(data, cells, time)
    for row, (kind, value) in enumerate(read):
        if value is None or kind != read[0][0]:
            _refuse(cells[row], row_of(data, row), time)
    values = np.array([value for _, value in read], dtype=float)
    axis = _regular(data, values, read[0][0], cells, time)
    return replace(axis, weekly=read[0][0] == "number" and "week" in str(time).casefold())


def _no_year_totals(data: pd.DataFrame, cells: list[Any], time: str) -> None:
    """StatLine puts months, quarters and years in one column: they are not moments of one series."""
    found = [match[0][4:6] if (match := STATLINE.fullmatch(str(cell).strip())) else "" for cell in cells]
    sorts = set(found) - {""}
    if len(sorts) < 2:
        return
    finest = next(one for one in ("MM", "KW", "JJ") if one in sorts)
    row = next(row for row, one in enumerate(found) if one not in ("", finest))
    raise InputError(
        Text(
            nl=f"'{cells[row]}' is een totaal over een {'jaar' if found[row] == 'JJ' else 'kwartaal'}, tussen "
            f"{'maanden' if finest == 'MM' else 'kwartalen'}.",
            en=f"'{cells[row]}' is the total of a {'year' if found[row] == 'JJ' else 'quarter'}, among "
            f"{'months' if finest == 'MM' else 'quarters'}.",
        ),
        remedy=Text(
            nl=f"Laat de rijen met {' en '.join(sorted(sorts - {finest}))} weg; tel ze niet op.",
            en=f"Leave out the rows with {' and '.join(sorted(sorts - {finest}))}; do not add them up.",
        ),
        row=row_of(data, row),
        column=time,
    )


def _regular(data: pd.DataFrame, values: npt.NDArray[np.float64], kind: str, cells: list[Any], time: str) -> TimeAxis:
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    gaps = np.diff(ordered)
    if (gaps == 0).any():
        row = int(order[int(np.argmax(gaps == 0)) + 1])
        raise InputError(
            Text(nl=f"tijdstip '{cells[row]}' staat er twee keer in.", en=f"moment '{cells[row]}' occurs twice."),
            remedy=Text(
                nl="Tel de rijen van een tijdstip op; een controlereeks staat in een eigen kolom.",
                en="Add up the rows of a moment; a control series stands in a column of its own.",
            ),
            row=row_of(data, row),
            column=time,
        )
    step = float(gaps.min()) if len(gaps) else 1.0
    at = (ordered - ordered[0]) / step
    wrong = np.flatnonzero(np.abs(np.diff(at) - 1) > 1e-6)
    if len(wrong):
        after = int(wrong[0])
        count = round(at[-1]) + 1 - len(at)
        missing = _label(kind, float(ordered[after] + step))
        raise InputError(
            Text(
                nl=f"na '{cells[order[after]]}' ontbreekt '{missing}'"
                + (f" (in totaal {count})." if count > 1 else "."),
                en=f"after '{cells[order[after]]}' there is no '{missing}'"
                + (f" ({count} in all)." if count > 1 else "."),
            ),
            remedy=Text(
                nl="Vul de ontbrekende tijdstippen aan, of knip de reeks bij het gat; een gat wordt niet opgevuld.",
                en="Supply the missing moments, or cut the series at the gap; a gap is not drawn over.",
            ),
            row=row_of(data, int(order[after])),
            column=time,
        )
    return TimeAxis(order, kind, float(ordered[0]), step)


def _one(cell: Any) -> tuple[str, float | None]:
    """A cell as (kind, value); value None when it is no moment."""
    if isinstance(cell, bool) or cell is None or cell is pd.NaT:
        return "number", None
    if isinstance(cell, pd.Period):
        return "month", float(cell.start_time.year * 12 + cell.start_time.month - 1)
    if hasattr(cell, "toordinal"):
        return "day", float(cell.toordinal())
    if isinstance(cell, np.datetime64):
        return _one(pd.Timestamp(cell))
    if isinstance(cell, int | float | np.integer | np.floating):
        return "number", (float(cell) if math.isfinite(cell) else None)
    return _text(str(cell).strip())


def _text(cell: str) -> tuple[str, float | None]:
    if week := WEEK.fullmatch(cell):
        return "day", _monday(int(week[1]) * 100 + int(week[2]))
    statline = STATLINE.fullmatch(cell)
    if statline:
        month = int(statline[2] or 3 * int(statline[3] or 1) - 2)
        return "month", float(int(statline[1]) * 12 + month - 1) if 1 <= month <= 12 else None
    if re.fullmatch(r"-?\d+([.,]\d+)?", cell):
        return "number", float(cell.replace(",", "."))
    if "/" in cell:
        return "number", None
    try:
        first, _ = period_bounds(cell[:10])
    except ValueError:
        return "number", None
    if first is None:
        return "number", None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}.*", cell):
        return "day", float(first.toordinal())
    return "month", float(first.year * 12 + first.month - 1)


def _as_kind(cell: Any, kind: str) -> tuple[str, float | None]:
    """The moment in another unit: the month of a day, the month of 201905, the first day of a month."""
    found, value = _one(cell)
    if value is None or found == kind:
        return found, value
    if kind == "month" and found == "day":
        day = pd.Timestamp.fromordinal(int(value))
        return kind, float(day.year * 12 + day.month - 1)
    if kind == "month" and _all_yyyymm([(found, value)]):
        return kind, _months(int(value))
    if kind == "month" and 1900 <= value <= 2100:  # a year: its January
        return kind, float(value * 12)
    if kind == "day" and found == "month":
        return kind, float(pd.Timestamp(int(value) // 12, int(value) % 12 + 1, 1).toordinal())
    return found, None


def _months(yyyymm: int) -> float:
    return float(yyyymm // 100 * 12 + yyyymm % 100 - 1)


def _all_yyyyww(read: list[tuple[str, float | None]]) -> bool:
    """202045: a year and a week; some week lies beyond 12, or it would be a month."""
    values = [value for kind, value in read if kind == "number" and value is not None]
    if len(values) < len(read) or not values or any(value != int(value) for value in values):
        return False
    weeks = [int(value) % 100 for value in values]
    within = all(190001 <= value <= 210053 and 1 <= week <= 53 for value, week in zip(values, weeks, strict=True))
    return within and max(weeks) > 12


def _monday(yyyyww: int) -> float | None:
    try:
        return float(date.fromisocalendar(yyyyww // 100, yyyyww % 100, 1).toordinal())
    except ValueError:
        return None


def _all_yyyymm(read: list[tuple[str, float | None]]) -> bool:
    return all(
        kind == "number" and value is not None and 190001 <= value <= 210012 and value == int(value)
        and 1 <= int(value) % 100 <= 12
        for kind, value in read
    )  # fmt: skip


def _on_month_days(read: list[tuple[str, float | None]]) -> bool:
    """Days that stand for months: all on one day of the month, or all on its last."""
    if any(kind != "day" or value is None for kind, value in read) or len(read) < 2:
        return False
    days = [pd.Timestamp.fromordinal(int(value or 1)) for _, value in read]
    return len({day.day for day in days}) == 1 or all(day.is_month_end for day in days)


def _label(kind: str, value: float) -> str:
    if kind == "month":
        return f"{int(value) // 12}-{int(value) % 12 + 1:02d}"
    if kind == "day":
        return str(pd.Timestamp.fromordinal(int(value)).date())
    return f"{value:g}"


def _refuse(cell: Any, row: int, time: str) -> None:
    empty = cell is None or (isinstance(cell, float) and math.isnan(cell)) or cell is pd.NaT
    raise InputError(
        Text(
            nl="het tijdstip is leeg." if empty else f"'{cell}' is geen tijdstip zoals de andere.",
            en="the moment is empty." if empty else f"'{cell}' is not a moment like the others.",
        ),
        remedy=WRITE_AS,
        row=row,
        column=time,
    )
