"""A register of trajectories: is it sound, and what stood open when?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates.columns import choose, names, require, row_of
from wij_impact.estimates.dates import Days, days_of, one_day
from wij_impact.estimates.shape import RESULT_COLUMNS
from wij_impact.estimates.survival import groups
from wij_impact.language import Text

__all__ = ["check_trajectories", "littles_law", "stock_and_flow"]

PERIODS = {"month": "M", "quarter": "Q", "year": "Y", "week": "W"}


def check_trajectories(
    trajectories: pd.DataFrame,
    start: str,
    end: str,
    *,
    person: str | None = None,
    until: Any = None,
    spelled: str | Sequence[str] | None = None,
    levels: dict[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Everything in a register that cannot be right, or asks for a look, at once.

    Parameters
    ----------
    trajectories : DataFrame
        One row per trajectory.
    start, end : str
        Columns with dates; an empty end is a trajectory that is still open.
    person : str, optional
        Column that tells people apart; overlapping trajectories of one person are then reported.
    until : date, optional
        The day the register was drawn; a start after it is an error.
    spelled : str or list of str, optional
        Columns with names (referrer, kind) in which one name may have been spelled in two ways.
    levels : dict, optional
        Per column the values that were announced; a value outside is an error, one never used a notice.

    Returns
    -------
    DataFrame
        ``row`` (as in a spreadsheet; missing for the table as a whole), ``column``, ``rule``, ``found``, ``severity``
        ("error" or "notice"); no rows when all is well. Nothing is left out or mended.

    Examples
    --------
    >>> register = pd.DataFrame({"start": ["2024-03-01", "2024-05-01"], "end": ["2024-02-01", None]})
    >>> check_trajectories(register, "start", "end")[["row", "rule"]].values.tolist()
    [[2, 'end before start']]
    """
    require(trajectories, [start, end])
    began, ended = days_of(trajectories, start), days_of(trajectories, end)
    found: list[dict[str, Any]] = []

    def say(rows: npt.NDArray[np.int64], column: str, rule: str, severity: str = "error") -> None:
        found.extend(
            {"row": row_of(trajectories, row), "column": column, "rule": rule}
            | {"found": str(trajectories[column].iloc[row]), "severity": severity}
            for row in rows
        )

    say(np.flatnonzero(np.isnat(began)), start, "no start")
    say(np.flatnonzero(ended < began), end, "end before start")
    if until is not None:
        say(np.flatnonzero(began > one_day(until)), start, "start in the future")
        say(np.flatnonzero(ended > one_day(until)), end, "end in the future")
    if np.isnat(ended).all():
        found.append({"row": None, "column": end, "rule": "no end anywhere", "found": "", "severity": "error"})
    if person is not None:
        say(_overlaps(trajectories, person, began, ended), start, "overlaps another of the same person", "notice")
    for column in [] if spelled is None else names(spelled):
        require(trajectories, column)
        for one, other in _spellings(trajectories[column]):
            first = int(np.argmax((trajectories[column].astype(str) == other).to_numpy()))
            found.append(
                {"row": row_of(trajectories, first), "column": column, "rule": "two spellings of one name"}
                | {"found": f"{one} | {other}", "severity": "notice"}
            )
    for column, known in (levels or {}).items():
        require(trajectories, column)
        given = trajectories[column]
        say(np.flatnonzero((given.notna() & ~given.isin(list(known))).to_numpy()), column, "unknown level")
        for level in known:
            if not (given == level).any():
                row = {"row": None, "column": column, "rule": "level never used"}
                found.append(row | {"found": str(level), "severity": "notice"})
    frame = pd.DataFrame(found, columns=["row", "column", "rule", "found", "severity"])
    frame["row"] = frame["row"].astype("Int64")
    return frame


def stock_and_flow(
    trajectories: pd.DataFrame,
    start: str,
    end: str,
    by: str | Sequence[str] | None = None,
    *,
    period: str = "month",
    until: Any = None,
) -> pd.DataFrame:
    """In, out and open, period by period: open at the end is open at the start plus in minus out, to the unit.

    Parameters
    ----------
    trajectories : DataFrame
        One row per trajectory.
    start, end : str
        Columns with dates. An empty end is still open.
    by : str or list of str, optional
        Columns that make groups; every group gets every period.
    period : {"month", "quarter", "year", "week"}
        Length of a step.
    until : date, optional
        The day the register was drawn, by default the last date in it. Its period may be incomplete.

    Returns
    -------
    DataFrame
        Keys `by` and ``period`` (its first day). ``estimate`` is what stands open at the end of the period; then
        ``opening``, ``inflow``, ``outflow``, ``open``. ``n`` is the number of trajectories of the group. A trajectory
        counts as open on the days from its start to its end, and as out in the period of its end.

    Raises
    ------
    InputError
        A start that is empty or after `until`, an end before its start or after `until`, no end anywhere.

    Examples
    --------
    >>> register = pd.DataFrame({"start": ["2024-01-05", "2024-01-20", "2024-02-10"],
    ...                          "end": ["2024-02-03", None, None]})
    >>> stock_and_flow(register, "start", "end")[["opening", "inflow", "outflow", "open"]].values.tolist()
    [[0, 2, 0, 2], [2, 1, 1, 2]]
    """
    choose(period, list(PERIODS), "period")
    require(trajectories, [start, end])
    began, ended = _sound(trajectories, start, end, until)
    first_of, last = _period_numbers(began, period), _period_numbers(ended, period)
    low = int(first_of.min())
    seen = max(int(first_of.max()), int(last[~np.isnat(ended)].max(initial=low)))
    if until is not None:
        seen = int(_period_numbers(np.array([one_day(until)]), period)[0])
    size = seen - low + 1
    labels = _first_days(np.arange(low, seen + 1), period)
    frames = []
    for key, rows in groups(trajectories, by):
        coming = np.bincount(first_of[rows] - low, minlength=size)
        out = last[rows][~np.isnat(ended[rows])]
        going = np.bincount(out - low, minlength=size)
        standing = np.cumsum(coming - going)
        frame = pd.DataFrame({name: [value] * size for name, value in zip(_by(by), key, strict=True)})
        frame["period"] = labels
        frame["estimate"], frame["std_error"] = standing.astype(float), np.nan
        frame["lower"], frame["upper"], frame["level"] = np.nan, np.nan, np.nan
        frame["n"], frame["method"] = len(rows), "count"
        frame["opening"], frame["inflow"], frame["outflow"] = standing - coming + going, coming, going
        frame["open"] = standing
        frames.append(frame)
    both = pd.concat(frames, ignore_index=True)
    return both[[*_by(by), "period", *RESULT_COLUMNS, "opening", "inflow", "outflow", "open"]]


def littles_law(
    trajectories: pd.DataFrame, start: str, end: str, window: tuple[Any, Any], by: str | Sequence[str] | None = None
) -> pd.DataFrame:
    """Average open = arrivals per day x days each spent, as a check that a register adds up.

    Parameters
    ----------
    trajectories : DataFrame
        One row per trajectory.
    start, end : str
        Columns with dates; an empty end counts until the window closes.
    window : tuple of dates
        First day, and the day after the last.
    by : str or list of str, optional
        Groups.

    Returns
    -------
    DataFrame
        ``estimate`` the average number open, ``touched`` trajectories with time in the window, ``per_day`` those per
        day, ``days`` the average time inside it. ``estimate = per_day * days`` is an identity.

    Notes
    -----
    Little (1961), Operations Research 9:383-387; the finite-window identity is Little (2011), 59:536-549. Time is
    counted from start to end, in days; a trajectory that starts and ends on one day takes no time.

    Examples
    --------
    >>> register = pd.DataFrame({"start": ["2024-01-01", "2024-01-03"], "end": ["2024-01-05", None]})
    >>> littles_law(register, "start", "end", ("2024-01-01", "2024-01-11"))["estimate"].tolist()
    [1.2]
    """
    began, ended = _sound(trajectories, start, end, None, some_end=False)
    low, high = (one_day(day, "window") for day in window)
    length = int((high - low).astype(int))
    if length <= 0:
        raise InputError(
            Text(nl="het venster eindigt voordat het begint.", en="the window ends before it starts."),
            remedy=Text(nl="Geef eerst de vroegste dag.", en="Give the earlier day first."),
        )
    stop = np.where(np.isnat(ended), high, np.minimum(ended, high))
    inside = np.clip((stop - np.maximum(began, low)).astype(int), 0, None)
    # Numbers from the two sides: the daily count open, and the time of each trajectory.
    rows = []
    for key, place in groups(trajectories, by):
        change = np.zeros(length + 1, dtype=np.int64)
        mine = place[inside[place] > 0]
        np.add.at(change, np.clip((began[mine] - low).astype(int), 0, None), 1)
        np.add.at(change, (stop[mine] - low).astype(int), -1)
        average = float(np.cumsum(change)[:-1].mean())
        days = float(inside[mine].mean()) if len(mine) else np.nan
        row: dict[str, Any] = dict(zip(_by(by), key, strict=True)) | {"estimate": average, "n": len(place)}
        rows.append(row | {"touched": len(mine), "per_day": len(mine) / length, "days": days})
    frame = pd.DataFrame(rows)
    frame["std_error"] = frame["lower"] = frame["upper"] = frame["level"] = np.nan
    frame["method"] = "Little's law"
    return frame[[*_by(by), *RESULT_COLUMNS, "touched", "per_day", "days"]]


def _sound(data: pd.DataFrame, start: str, end: str, until: Any, some_end: bool = True) -> tuple[Days, Days]:
    """Dates that can be counted, or the first that cannot."""
    began, ended = days_of(data, start), days_of(data, end)
    limit = None if until is None else one_day(until)
    _stop(np.isnat(began), data, start, Text(nl="het traject heeft geen begin", en="the trajectory has no start"))
    _stop(ended < began, data, end, Text(nl="het einde ligt voor het begin", en="the end lies before the start"))
    if limit is not None:
        _stop(began > limit, data, start, Text(nl=f"het begin ligt na {limit}", en=f"the start lies after {limit}"))
        _stop(ended > limit, data, end, Text(nl=f"het einde ligt na {limit}", en=f"the end lies after {limit}"))
    if some_end and np.isnat(ended).all():
        raise InputError(
            Text(nl="geen enkel traject heeft een einde.", en="not one trajectory has an end."),
            remedy=Text(
                nl="Vul de einddatums in; zonder einde is er geen duur en geen uitstroom.",
                en="Fill in the end dates; without an end there is no duration and no outflow.",
            ),
            column=end,
        )
    return began, ended


def _stop(wrong: npt.NDArray[np.bool_], data: pd.DataFrame, column: str, problem: Text) -> None:
    if wrong.any():
        first, more = int(np.argmax(wrong)), int(wrong.sum()) - 1
        raise InputError(
            Text(
                nl=f"'{data[column].iloc[first]}': {problem.nl}" + (f" (en nog {more})." if more else "."),
                en=f"'{data[column].iloc[first]}': {problem.en}" + (f" (and {more} more)." if more else "."),
            ),
            remedy=Text(
                nl="Verbeter de datum; check_trajectories noemt alle rijen.",
                en="Mend the date; check_trajectories names every row.",
            ),
            row=row_of(data, first),
            column=column,
        )


def _overlaps(data: pd.DataFrame, person: str, began: Days, ended: Days) -> npt.NDArray[np.int64]:
    """Rows that start before an earlier trajectory of the same person has ended."""
    require(data, person)
    code, _ = pd.factorize(data[person])
    far = np.datetime64("9999-12-31", "D")
    stop = np.where(np.isnat(ended), far, ended)
    order = np.lexsort((began, code))
    same = code[order]
    # Latest end so far within a person: a running maximum that starts anew with each person.
    key = same * np.int64(10_000_000) + stop[order].astype("datetime64[D]").astype(np.int64)
    latest = np.maximum.accumulate(key)
    before = np.r_[np.int64(-1), latest[:-1]]
    mine = np.r_[False, same[1:] == same[:-1]]
    begins = same * np.int64(10_000_000) + began[order].astype(np.int64)
    return np.sort(order[mine & (same >= 0) & (begins < before)])


def _spellings(column: pd.Series) -> list[tuple[str, str]]:
    """Names that are one name but for capitals, spaces, dots and hyphens: the commonest, and each other."""
    counts = column.dropna().astype(str).value_counts()
    plain: dict[str, str] = {}
    pairs = []
    for name in counts.index:
        bare = "".join(letter for letter in name.casefold() if letter.isalnum())
        if bare in plain:
            pairs.append((plain[bare], name))
        else:
            plain[bare] = name
    return pairs


def _period_numbers(days: Days, period: str) -> npt.NDArray[np.int64]:
    if period == "week":
        return (days.astype("datetime64[D]").astype(np.int64) + 3) // 7  # weeks from Monday
    months = days.astype("datetime64[M]").astype(np.int64)
    return months // {"month": 1, "quarter": 3, "year": 12}[period]


def _first_days(index: npt.NDArray[np.int64], period: str) -> pd.DatetimeIndex:
    if period == "week":
        return pd.DatetimeIndex((index * 7 - 3).astype("datetime64[D]"))
    months = index * {"month": 1, "quarter": 3, "year": 12}[period]
    return pd.DatetimeIndex(months.astype("datetime64[M]").astype("datetime64[D]"))


def _by(by: str | Sequence[str] | None) -> list[str]:
    return [] if by is None else names(by)
