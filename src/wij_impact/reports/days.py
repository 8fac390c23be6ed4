"""The days that a report is asked about, and between which a register of trajectories is looked at."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from wij_impact import catalogue
from wij_impact.errors import InputError, UsageError
from wij_impact.language import Text

__all__ = ["apart", "day", "half_year_start", "reference_date", "refuse_later", "with_waiting"]


def day(name: str, text: str) -> dt.date | None:
    """The date that a parameter gives; None when it is empty.

    Raises
    ------
    UsageError
        For text that is no date.
    """
    if not text:
        return None
    moment = catalogue.parse_moment(text)
    if moment is None or moment.length != "day":
        raise UsageError(
            Text(nl=f"{name}: '{text}' is geen datum.", en=f"{name}: '{text}' is not a date."),
            remedy=Text(nl="Schrijf een datum als 2024-12-31.", en="Write a date as 2024-12-31."),
        )
    return dt.date.fromisoformat(moment.iso())


def reference_date(until: str) -> str:
    """The day of a parameter `until`, as ``2024-12-31`` whatever way it was written; empty when there is none.

    Raises
    ------
    UsageError
        For text that is no date.

    Examples
    --------
    >>> reference_date("31-12-2024"), reference_date("")
    ('2024-12-31', '')
    """
    found = day("until", until)
    return found.isoformat() if found else ""


def apart(frame: pd.DataFrame, until: str, last: str) -> tuple[pd.DataFrame, pd.DataFrame, dt.date]:
    """Trajectories that started, who still waits for a start, and the last day of which the file knows.

    Parameters
    ----------
    frame : DataFrame
        From `catalogue.read_trajectories`, with who still waits.
    until : str
        The last day as a parameter gives it; empty: the last day in the file.
    last : str
        The last start or end in the file.
    """
    waits = frame["start"].isna().to_numpy()
    started, waiting = frame[~waits], frame[waits]
    told = [pd.Timestamp(last)] if last else []
    told += [waiting[name].max() for name in ("registered", "first_contact") if waiting[name].notna().any()]
    return started, waiting, day("until", until) or max(told).date()


def with_waiting(started: pd.DataFrame, waiting: pd.DataFrame) -> pd.DataFrame:
    """Everybody who registered, who still waits too."""
    return started if waiting.empty else pd.concat([started, waiting])


def half_year_start(frame: pd.DataFrame) -> dt.date | None:
    """The half-year in which the first trajectory of a delivery ended: what ended before it is not delivered."""
    first = frame["end"].min()
    return None if pd.isna(first) else dt.date(first.year, 1 if first.month <= 6 else 7, 1)


def refuse_later(frame: pd.DataFrame, last: dt.date, file: str) -> None:
    """Refuse a start after the last day of which the file knows; the index is the row in the file.

    Of who still waits it is the registration.
    """
    begin = frame["start"].fillna(frame["registered"])
    late = frame.index[(begin >= pd.Timestamp(last) + pd.Timedelta(days=1)).to_numpy()]
    if len(late):
        found = str(begin.loc[late[0]])[:10]
        raise InputError(
            Text(
                nl=f"het begin {found} ligt na de laatste dag {last} (en nog {len(late) - 1}).",
                en=f"the start {found} lies after the last day {last} (and {len(late) - 1} more).",
            ),
            remedy=Text(
                nl="Verbeter de datum, of kies met -p until een latere dag.",
                en="Mend the date, or choose a later day with -p until.",
            ),
            file=file,
            row=int(late[0]),
            column="start",
        )
