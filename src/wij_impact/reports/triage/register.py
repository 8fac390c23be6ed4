"""A register of the user's own, ready to be followed: the order of its levels, until when, and who is in view."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from wij_impact import catalogue, flow
from wij_impact.catalogue import Reading
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.language import Text
from wij_impact.reports.days import apart, day, half_year_start, refuse_later

__all__ = ["ORDER", "Register", "lacks_order", "load_register"]

#: The forms of help of the delivery to CBS, lightest first: an order of ours, in no protocol.
ORDER = (
    *("neighbourhood_team", "own_network", "ambulatory", "day_help"),
    *("foster_care", "family_home", "other_stay", "closed_care"),
)
_DELIVERED = ("cbs", "ijw")


@dataclass(frozen=True)
class Register:
    """Trajectories with what the analysis needs to know of them.

    Attributes
    ----------
    order : tuple of str
        The levels, lightest first; empty where the file has none.
    ours : bool
        Whether that order is ours.
    until, since : date
        The last look, and the first day from which every start is in the file; `since` may be None.
    closed_only : bool
        Nothing is open, and no last day was given: these may be closed trajectories only, and shares of those say
        nothing about starts.
    early, unranked : int
        Rows left out: started before `since`; a form of help that has no place in the order.
    unused : tuple of str
        Levels of the order that the file never uses.
    spelled : tuple of str
        Names that occur in two spellings.
    waiting : DataFrame
        Who registered and still waits for a start; they count in how long one waits for a first contact.
    """

    frame: pd.DataFrame = field(repr=False)
    reading: Reading
    order: tuple[str, ...]
    ours: bool
    until: dt.date
    since: dt.date | None
    closed_only: bool
    early: int
    unranked: int
    unused: tuple[str, ...]
    spelled: tuple[str, ...]
    waiting: pd.DataFrame = field(repr=False)


def load_register(
    trajectories: str, columns: str = "", protocol: str = "", order: str = "", until: str = "", since: str = ""
) -> Register:
    """Read a register, the delivery to CBS or iJw messages, and settle what can be followed.

    Parameters
    ----------
    trajectories, columns, protocol : str
        As for `catalogue.read_trajectories`.
    order : str
        The levels, lightest first, with commas; asked for unless the file is a delivery.
    until, since : str
        The day of the last look (by default the last date in the file), and the first day from which every start is
        in the file. A delivery to CBS holds what ran in a period; of what started before it only the long ones are
        left, so those are not followed.

    Raises
    ------
    InputError
        A level outside the order, or a date after `until`; with file, row and column.
    UsageError
        No order, or a date that is none.
    """
    every, reading = catalogue.read_trajectories(trajectories, columns or None, protocol=protocol, waiting=True)
    frame, waiting, last = apart(every, until, reading.last)
    given = tuple(dict.fromkeys(part.strip() for part in order.split(",") if part.strip()))
    delivered = reading.format in _DELIVERED
    levels = given or (ORDER if delivered else ())
    first = day("since", since) or (half_year_start(frame) if reading.format == "cbs" else None)
    refuse_later(every, last, reading.file)
    used = list(dict.fromkeys(frame["from_level"].dropna()))
    unranked = 0
    if not given and lacks_order(frame, reading):
        raise UsageError(
            Text(
                nl=f"de volgorde van de zwaartes is niet bekend ({_few(used)}).",
                en=f"the order of the levels is not known ({_few(used)}).",
            ),
            remedy=Text(
                nl="Geef haar, de lichtste eerst: -p order=licht,zwaar.",
                en="Give it, the lightest first: -p order=light,heavy.",
            ),
        )
    if delivered and not given:
        outside = ~frame["from_level"].isin(levels)
        unranked = int((outside & frame["from_level"].notna()).sum())
        frame = frame.assign(
            from_level=frame["from_level"].where(~outside, None),
            to_level=frame["to_level"].where(frame["to_level"].isin(levels), None),
        )
        used = list(dict.fromkeys(frame["from_level"].dropna()))
    else:
        for column in ("from_level", "to_level", "second_opinion_level"):
            _known_levels(frame, column, levels, reading.file)
    early = 0
    if first is not None:
        before = frame["start"] < pd.Timestamp(first)
        early = int(before.sum())
        frame = frame[~before.to_numpy()]
    if frame.empty:
        raise InputError(
            Text(nl=f"geen traject begon vanaf {first}.", en=f"no trajectory started from {first} on."),
            remedy=Text(nl="Kies met -p since een eerdere dag.", en="Choose an earlier day with -p since."),
            file=reading.file,
            column="start",
        )
    names = [name for name in ("referrer", "from_level", "kind") if frame[name].notna().any()]
    found = flow.check_trajectories(frame.assign(_end=pd.Timestamp(last)), "start", "_end", spelled=names)
    spelled = found.loc[found["rule"] == "two spellings of one name", "found"]
    unused = tuple(level for level in levels if level not in used) if given else ()
    frame.attrs["reading"] = reading
    # A delivery holds what runs by its nature.
    closed = not until and not delivered and bool(frame["end"].notna().all()) and waiting.empty
    return Register(
        frame, reading, levels if used else (), not given, last, first, closed, early, unranked, unused,
        tuple(dict.fromkeys(str(one) for one in spelled)), waiting,
    )  # fmt: skip


def lacks_order(frame: pd.DataFrame, reading: Reading) -> bool:
    """Whether a register has levels of which only the user can say which is the lighter."""
    return reading.format not in _DELIVERED and bool(frame["from_level"].notna().any())


def _known_levels(frame: pd.DataFrame, column: str, levels: tuple[str, ...], file: str) -> None:
    wrong = frame.index[(frame[column].notna() & ~frame[column].isin(levels)).to_numpy()]
    if len(wrong):
        found = str(frame[column].loc[wrong[0]])
        near = suggest(found, list(levels))
        listed = ", ".join(levels)
        hint = Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?") if near else None
        raise InputError(
            Text(
                nl=f"zwaarte '{found}' staat niet in de opgegeven volgorde ({listed}).",
                en=f"level '{found}' is not in the order given ({listed}).",
            ),
            remedy=hint or Text(nl="Voeg haar toe aan -p order.", en="Add it to -p order."),
            file=file,
            row=int(wrong[0]),
            column=column,
        )


def _few(names: list[str]) -> str:
    return ", ".join(names[:6]) + (", ..." if len(names) > 6 else "")
