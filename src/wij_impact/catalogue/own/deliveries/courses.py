"""From records with a person's number to trajectories without: what overlaps, changes form or starts again.

Everything that needs to know who it was is worked out here, and then who it was is dropped: a trajectory gets a random
number that says nothing, and no number, date of birth, name, postcode or reference goes further.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "DATES", "Courses", "Record", "make_courses"]

#: The columns of `trajectories`, in their order.
COLUMNS = (
    *("id", "registered", "first_contact", "start", "end", "referrer", "kind", "reason_end"),
    *("from_level", "to_level", "urgency", "next_start", "next_level", "next_referrer"),
    *("decision_by", "second_opinion_level", "goals_reached"),
    *("satisfied", "without_help", "satisfied_2", "without_help_2", "earlier_help", "continued"),
)
DATES = ("registered", "first_contact", "start", "end", "next_start")
NUMBERS = ("satisfied", "satisfied_2")
#: StatLine's repeated use looks back five years, with at least one day between.
LOOK_BACK = 5


@dataclass(frozen=True)
class Record:
    """One record of a delivery. `person` is empty for who has no number; it is never shown."""

    person: str = field(repr=False)
    form: str
    start: dt.date
    end: dt.date | None
    row: int
    reason: str = ""
    referrer: str = ""
    urgency: str = ""
    registered: dt.date | None = None
    answers: tuple[tuple[float | None, str], ...] = ()


@dataclass(frozen=True)
class Courses:
    """Trajectories without identifiers, and the rows of what was joined on the way."""

    frame: pd.DataFrame
    replaced: tuple[int, ...]  # delivered again: the later record holds
    merged: tuple[int, ...]  # overlaps another record of the same person and form
    unlinked: tuple[int, ...]  # no person's number
    two_informants: int


def make_courses(records: Sequence[Record]) -> Courses:
    """Trajectories of `records`, in the order of their rows.

    Records of one person and one form that share a day are one trajectory. Another form that starts while the help
    goes on, or on the day after its end at the latest, is a change of form (`to_level`). Help that starts after at
    least one day without any help is a new start. `continued` says whether other help of the same person went on.

    Examples
    --------
    >>> day = dt.date.fromisoformat
    >>> light = Record("1", "ambulatory", day("2024-01-01"), day("2024-03-01"), 1, "planned")
    >>> heavy = Record("1", "closed_care", day("2024-03-02"), None, 2)
    >>> make_courses([light, heavy]).frame[["from_level", "to_level", "continued"]].values.tolist()[0]
    ['ambulatory', 'closed_care', 'yes']
    """
    import pandas as pd

    kept, replaced = _last_delivered(records)
    people: dict[str, list[Record]] = {}
    alone: list[Record] = []
    for one in kept:
        if one.person:
            people.setdefault(one.person, []).append(one)
        else:
            alone.append(one)
    ends = [one.end for one in kept if one.end is not None]
    since = min(ends) if ends else None
    rows: list[tuple[int, dict[str, Any]]] = [(one.row, _row(one)) for one in alone]
    merged: list[int] = []
    for own in people.values():
        spells, gone = _merged(own)
        merged += gone
        rows += [(one.row, _linked(one, spells, since)) for one in spells]
    rows.sort(key=lambda item: item[0])
    index = pd.Index([row for row, _ in rows], name="row", dtype="int64")
    frame = pd.DataFrame([made for _, made in rows], index=index, columns=list(COLUMNS))
    return Courses(
        typed(frame),
        tuple(replaced),
        tuple(sorted(merged)),
        tuple(one.row for one in alone),
        sum(len(one.answers) > 1 for one in kept),
    )


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as dates, numbers as numbers, the rest as text with empty cells missing."""
    import pandas as pd

    made: dict[str, Any] = {}
    nothing = pd.Series(None, index=frame.index, dtype="str")
    for name in frame.columns:
        if name in DATES:
            made[name] = pd.to_datetime(frame[name], errors="coerce").astype("datetime64[s]")
        elif name in NUMBERS:
            made[name] = pd.to_numeric(frame[name], errors="coerce").astype("float64")
        else:
            text = frame[name]
            if text.dtype.kind == "f" and text.isna().all():  # a column that the file does not have
                made[name] = nothing
                continue
            empty = (text == "").to_numpy(dtype=bool, na_value=False)
            made[name] = pd.Series(text.mask(empty, None) if empty.any() else text, dtype="str")
    return pd.DataFrame(made, index=frame.index)


def _last_delivered(records: Sequence[Record]) -> tuple[list[Record], list[int]]:
    """One record per person, form and start: the last, for a later delivery overwrites."""
    held: dict[tuple[object, ...], Record] = {}
    replaced = []
    for one in records:
        key: tuple[object, ...] = (one.person, one.form, one.start) if one.person else (one.row,)
        if key in held:
            replaced.append(held[key].row)
        held[key] = one
    return list(held.values()), replaced


def _merged(own: Sequence[Record]) -> tuple[list[Record], list[int]]:
    """Records of one person, those of one form that share a day made one; and the rows that went into another."""
    spells: list[Record] = []
    gone: list[int] = []
    latest: dict[str, int] = {}
    for one in sorted(own, key=lambda record: (record.start, record.row)):
        at = latest.get(one.form)
        before = None if at is None else spells[at]
        if at is None or before is None or (before.end is not None and one.start > before.end):
            latest[one.form] = len(spells)
            spells.append(one)
            continue
        gone.append(one.row)
        if before.end is not None and (one.end is None or one.end > before.end):
            # The record that ends last says how it ended and what was answered.
            answers = one.answers or before.answers
            spells[at] = replace(before, end=one.end, reason=one.reason, answers=answers)
    return spells, gone


def _linked(one: Record, spells: Sequence[Record], since: dt.date | None) -> dict[str, Any]:
    made = _row(one)
    others = [other for other in spells if other is not one]
    day = dt.timedelta(days=1)
    if one.end is None:
        made["continued"] = ""
    else:
        after = one.end + day
        beyond = [o for o in others if o.start <= after and (o.end is None or o.end > one.end)]
        made["continued"] = "yes" if beyond else "no"
    later = [o for o in others if o.start > one.start]
    change = [o for o in later if o.form != one.form and (one.end is None or o.start <= one.end + day)]
    again = [o for o in later if one.end is not None and o.start > one.end + day and made["continued"] == "no"]
    following = min(change or again, key=lambda record: (record.start, record.row), default=None)
    if change and following is not None:
        made["to_level"] = following.form
    if following is not None:
        made |= {"next_start": following.start, "next_level": following.form, "next_referrer": following.referrer}
    border = _years_before(one.start)
    ended = [o.end for o in others if o.end is not None and o.end < one.start - day and o.end >= border]
    if ended:
        made["earlier_help"] = "yes"
    elif since is not None and since <= border:
        made["earlier_help"] = "no"
    return made


def _years_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - LOOK_BACK)
    except ValueError:  # 29 February
        return day.replace(year=day.year - LOOK_BACK, day=28)


def _row(one: Record) -> dict[str, Any]:
    made: dict[str, Any] = dict.fromkeys(COLUMNS)
    made |= {"id": secrets.token_hex(8), "registered": one.registered, "start": one.start, "end": one.end}
    made |= {"referrer": one.referrer, "kind": one.form, "reason_end": one.reason}
    made |= {"from_level": one.form, "urgency": one.urgency}
    for mark, (grade, without) in zip(("", "_2"), one.answers, strict=False):
        made |= {f"satisfied{mark}": grade, f"without_help{mark}": without}
    return made
