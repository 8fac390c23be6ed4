"""What cannot be in a register of trajectories, whatever file it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from wij_impact.catalogue.problems import Problem, problem, told_column
from wij_impact.language import Text

__all__ = ["still_waiting", "unsound"]

#: The order in which moments can come.
_ORDER = ("registered", "first_contact", "start", "end")


def unsound(frame: pd.DataFrame, name: str, headers: Mapping[str, str]) -> list[Problem]:
    """What cannot be: moments out of order, a start in the future, no end anywhere, a number twice.

    `headers` holds what the file calls a column, by our name.
    """
    said = {one: told_column(one, headers.get(one, "")) for one in (*_ORDER, "next_start")}
    found: list[Problem] = []
    for before, after in combinations(_ORDER, 2):
        for row, one, other in _pairs(frame, before, after):
            found.append(_reversed(name, row, after, said[after], said[before], (other, one)))
    for row, one, other in _pairs(frame, "start", "next_start"):
        found.append(_reversed(name, row, "next_start", said["next_start"], said["start"], (other, one)))
    # Compared as moments: the dates of a column without any are no dates.
    tomorrow = pd.Timestamp(dt.date.today()) + pd.Timedelta(days=1)
    late = frame.index[(frame["start"] >= tomorrow).to_numpy()]
    found += [
        problem("start-in-future", name, int(row), "start", value=str(frame["start"].loc[row])[:10]) for row in late
    ]
    empty = frame.index[(frame["start"].isna() & ~still_waiting(frame)).to_numpy()]
    remedy = Text(
        nl="Vul het begin in. Wie zich meldde en nog wacht, heeft een dag van aanmelding en geen einde.",
        en="Fill in the start. Who registered and still waits has a day of registration and no end.",
    )
    found += [problem("missing-value", name, int(row), "start", remedy=remedy) for row in empty]
    if frame["end"].isna().all():
        found.append(problem("no-end", name, None, "end"))
    found += _overlapping(frame, name)
    return sorted(found, key=lambda one: (one.row is not None, one.row or 0))


def still_waiting(frame: pd.DataFrame) -> pd.Series:
    """Who registered, and whose help has not started: no start, no end."""
    return frame["start"].isna() & frame["end"].isna() & frame["registered"].notna()


def _reversed(name: str, row: int, column: str, after: str, before: str, values: tuple[str, str]) -> Problem:
    value, other = values
    return problem("moments-reversed", name, row, column, after=after, before=before, value=value, other=other)


def _overlapping(frame: pd.DataFrame, name: str) -> list[Problem]:
    """Rows with one number that run at one time: the same trajectory twice, or two of one person."""
    twice = frame[frame["id"].notna() & frame["id"].duplicated(keep=False) & frame["start"].notna()]
    found = []
    for key, own in twice.sort_values("start", kind="stable").groupby("id", sort=False):
        until, other = None, 0
        for row, start, end in own[["start", "end"]].itertuples():
            if other and (until is None or start <= until):
                values = {"value": str(key)[:40], "other": other}
                found.append(problem("overlapping", name, int(row), "start", severity="notice", **values))
            if not other or (until is not None and (end is None or end != end or end > until)):
                until, other = (None if end is None or end != end else end), int(row)
    return found


def _pairs(frame: pd.DataFrame, before: str, after: str) -> list[tuple[int, str, str]]:
    wrong: Any = frame[[before, after]][(frame[after] < frame[before]).to_numpy()]
    return [(int(row), str(one)[:10], str(other)[:10]) for row, one, other in wrong.itertuples()]
