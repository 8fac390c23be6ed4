"""Periods as text: 2023, 2023-06, 2023-06-30, 2023-Q2, 2022/2023, 2023-01/.. and n.d. (no date)."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from wij_impact.catalogue.dictionary import Column
from wij_impact.catalogue.problems import Problem, problem

__all__ = ["UNDATED", "first_and_last_year", "period_bounds", "period_problem"]

UNDATED = "n.d."
_POINT = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|([0-9]{2})(?:-([0-9]{2}))?))?")


def period_bounds(period: str) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day of a period; None for an open end or no date.

    Raises
    ------
    ValueError
        When the text is not a period.

    Examples
    --------
    >>> period_bounds("2022-Q4")
    (datetime.date(2022, 10, 1), datetime.date(2022, 12, 31))
    >>> period_bounds("2023-10/..")
    (datetime.date(2023, 10, 1), None)
    """
    if period == UNDATED:
        return None, None
    begin, slash, end = period.partition("/")
    if begin == end == "..":
        raise ValueError(period)
    first = None if begin == ".." and slash else _point(begin)
    last = (None if end == ".." else _point(end)) if slash else first
    return (first[0] if first else None), (last[1] if last else None)


def first_and_last_year(period: str) -> tuple[int | None, int | None]:
    """The years in which a period starts and ends, None where it is open.

    Examples
    --------
    >>> first_and_last_year("2019-02/2020-10")
    (2019, 2020)
    """
    first, last = period_bounds(period)
    return (first.year if first else None), (last.year if last else None)


def period_problem(text: str, column: Column, shown: str, row: int) -> Problem | None:
    """What is wrong with a period, or None; years are held against the column's minimum and maximum."""
    low = int(column.minimum if column.minimum is not None else 1900)
    high = int(column.maximum if column.maximum is not None else 2100)
    for year in re.findall(r"(?<![0-9-])[0-9]{4}(?![0-9])", text):
        if not low <= int(year) <= high and _grammatical(text):
            return problem("year-out-of-range", shown, row, column.name, value=year, low=low, high=high)
    try:
        first, last = period_bounds(text)
    except ValueError:
        return problem("not-a-period", shown, row, column.name, value=text)
    if first and last and first > last:
        return problem("period-reversed", shown, row, column.name, value=text)
    return None


def _grammatical(text: str) -> bool:
    return all(part == ".." or _POINT.fullmatch(part) for part in text.split("/"))


def _point(text: str) -> tuple[dt.date, dt.date]:
    match = _POINT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year = int(match[1])
    if match[2]:
        month = 3 * int(match[2])
        return dt.date(year, month - 2, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    if match[4]:
        day = dt.date(year, int(match[3]), int(match[4]))
        return day, day
    if match[3]:
        month = int(match[3])
        if not 1 <= month <= 12:
            raise ValueError(text)
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    return dt.date(year, 1, 1), dt.date(year, 12, 31)
