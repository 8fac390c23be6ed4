"""A register of the user's own and the staff beside it, ready to be counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from wij_impact import catalogue, flow
from wij_impact.catalogue import Reading
from wij_impact.errors import InputError, UsageError
from wij_impact.language import Text
from wij_impact.reports.days import apart, day, half_year_start, refuse_later

__all__ = ["Register", "Staff", "load_register", "load_staff"]


@dataclass(frozen=True)
class Register:
    """Trajectories and the days between which they were seen.

    Attributes
    ----------
    until, since : date
        The last day of which the file knows, and the first from which every start is in it; what started before
        `since` is in the file only because it lasted, and counts as such (left truncation).
    spelled : tuple of str
        Names that occur in two spellings.
    waiting : DataFrame
        Who registered and still waits for a start; a file without them does not say that nobody waits.
    """

    frame: pd.DataFrame = field(repr=False)
    reading: Reading
    until: dt.date
    since: dt.date | None
    spelled: tuple[str, ...]
    waiting: pd.DataFrame = field(repr=False)


@dataclass(frozen=True)
class Staff:
    """Staff per month: ``month`` (its first day), ``fte`` (contracts), ``present`` (less absence)."""

    frame: pd.DataFrame = field(repr=False)
    reading: Reading


def load_register(
    trajectories: str, columns: str = "", protocol: str = "", until: str = "", since: str = ""
) -> Register:
    """Read a register, the delivery to CBS or iJw messages.

    Parameters
    ----------
    trajectories, columns, protocol : str
        As for `catalogue.read_trajectories`.
    until, since : str
        See `Register`; by default the last date in the file, and of a delivery to CBS the half-year that it is about.

    Raises
    ------
    InputError
        A date after `until`, no end anywhere, moments in another order than registered, first contact, start, end.
    UsageError
        A date that is none.
    """
    every, reading = catalogue.read_trajectories(trajectories, columns or None, protocol=protocol, waiting=True)
    frame, waiting, last = apart(every, until, reading.last)
    first = day("since", since) or (half_year_start(frame) if reading.format == "cbs" else None)
    refuse_later(every, last, reading.file)
    if first is not None and first > last:
        raise UsageError(
            Text(nl=f"since ({first}) ligt na until ({last}).", en=f"since ({first}) lies after until ({last})."),
            remedy=Text(nl="Kies een eerdere dag voor since.", en="Choose an earlier day for since."),
        )
    # What ended after the last look was still open then.
    after = frame["end"] > pd.Timestamp(last)
    frame = frame.assign(end=frame["end"].where(~after))
    if not frame["end"].notna().any():
        raise InputError(
            Text(nl="geen enkel traject heeft een einde.", en="not one trajectory has an end."),
            remedy=Text(
                nl="Vul de einddatums in; zonder einde is er geen duur en geen uitstroom.",
                en="Fill in the end dates; without an end there is no duration and no outflow.",
            ),
            file=reading.file,
            column="end",
        )
    names = [name for name in ("referrer", "kind") if frame[name].notna().any()]
    found = flow.check_trajectories(frame.assign(_end=pd.Timestamp(last)), "start", "_end", spelled=names)
    spelled = found.loc[found["rule"] == "two spellings of one name", "found"]
    return Register(frame, reading, last, first, tuple(dict.fromkeys(str(one) for one in spelled)), waiting)


def load_staff(staff: str) -> Staff:
    """Read staff per month; rows of one month add up.

    Parameters
    ----------
    staff : str
        A file of the table ``staff``, checked as ``wij-impact check FILE --as staff`` checks it.

    Raises
    ------
    InputError
        A cell that is no month or number, a month that stands there twice for one kind of staff, a month in between
        that is missing.
    """
    frame = catalogue.load_file("staff", staff)
    month = pd.to_datetime(frame["month"].astype(str).str[:7])
    absence = frame["absence_pct"].astype(float).fillna(0.0) if "absence_pct" in frame else 0.0
    fte = frame["fte"].astype(float)
    own = pd.DataFrame({"month": month, "fte": fte, "present": fte * (1 - absence / 100)})
    return Staff(own.groupby("month", sort=True).sum().reset_index(), frame.attrs["reading"])
