"""Moments as people write them, in their real order: days, weeks, months, quarters, half years, years and numbers.

One column has one length of moment. Where lengths stand mixed (year totals among months, as StatLine tables have them)
the most frequent one is kept and the others are left out: they are never added up.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from wij_impact.catalogue.raw import Cell, Odd, clean
from wij_impact.catalogue.said import said
from wij_impact.language import Text

__all__ = ["SEASON", "Length", "Moment", "MomentColumn", "length_words", "parse_moment", "read_moments"]

Length = Literal["day", "week", "month", "quarter", "half", "year", "number"]

#: Moments per year, where a season can be seen.
SEASON: dict[str, float] = {"week": 365.25 / 7, "month": 12.0, "quarter": 4.0, "half": 2.0}

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "januari jan january", "februari feb february febr", "maart mrt maa mar march", "april apr", "mei may",
        "juni jun june", "juli jul july", "augustus aug august", "september sep sept", "oktober okt oct october",
        "november nov", "december dec",
    ), 1,
):  # fmt: skip
    for _name in _names.split():
        _MONTHS[_name] = _number
_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<y>(?:19|20)[0-9]{2})"
_SEP = r"[-/ ._]?\s*"
_QUARTER = r"(?:q|k|kw|kwartaal|quarter|kwart\.?|kw\.)"
_WEEK = r"(?:w|wk|week|wk\.)"
_HALF = r"(?:h|hj|halfjaar|half jaar|semester|half)"
_SCHOOL = r"(?:school\s?jaar|school year|seizoen|sj)"
#: A number in words before its kind of moment: eerste kwartaal.
_ORDINALS = {
    "eerste": "1e",
    "tweede": "2e",
    "derde": "3e",
    "vierde": "4e",
    "first": "1e",
    "second": "2e",
    "third": "3e",
    "fourth": "4e",
}
_ORDINAL = re.compile(rf"^(?:het )?({'|'.join(_ORDINALS)}) (?=kw|half|quarter|semester)", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"^(?:ma|di|wo|do|vr|za|zo|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|mon|tue|wed|thu|fri|sat|sun"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)[., ]+(?=[0-9])",
    re.IGNORECASE,
)


def length_words(length: str) -> Text:
    """A length of time in words.

    Examples
    --------
    >>> length_words("half").en
    'half year'
    """
    return said("files", f"length.{length}")


@dataclass(frozen=True, order=True)
class Moment:
    """A moment: its place on a line of moments of that length, and how it is written."""

    length: Length
    place: float

    def iso(self) -> str:
        """As 2022, 2022-H1, 2022-Q1, 2022-03, 2022-W09 or 2022-03-31; a number as it is.

        Examples
        --------
        >>> parse_moment("maart 2022").iso(), parse_moment("2022KW01").iso(), parse_moment("week 10 2022").iso()
        ('2022-03', '2022-Q1', '2022-W10')
        """
        at = int(self.place)
        match self.length:
            case "year":
                return f"{at:04d}"
            case "half":
                return f"{at // 2:04d}-H{at % 2 + 1}"
            case "quarter":
                return f"{at // 4:04d}-Q{at % 4 + 1}"
            case "month":
                return f"{at // 12:04d}-{at % 12 + 1:02d}"
            case "week":
                day = dt.date.fromordinal(at * 7 + 1)  # ordinal 1 is a Monday
                year, week, _ = day.isocalendar()
                return f"{year:04d}-W{week:02d}"
            case "day":
                return dt.date.fromordinal(at).isoformat()
            case _:
                return f"{self.place:g}"


@dataclass(frozen=True)
class MomentColumn:
    """The moments of one column; None for a cell that has none or is left out."""

    moments: list[Moment | None]
    length: Length | None
    left_out: dict[str, list[int]]
    faults: list[tuple[int, str, Cell]]
    provisional: int = 0
    rewritten: str = ""

    def values(self) -> list[Any]:
        """What stands in a frame: a whole number for a year or a number, text that sorts in real order otherwise."""
        return [None if one is None else _value(one) for one in self.moments]

    def gaps(self) -> list[str]:
        """The moments between the first and the last that are not there (at most 500 are looked for)."""
        found = sorted({one.place for one in self.moments if one is not None})
        if len(found) < 3 or self.length is None:
            return []
        steps = [b - a for a, b in pairwise(found)]
        step = min(steps) if self.length in ("day", "number") else 1.0
        gaps: list[str] = []
        for before, after in pairwise(found):
            at = before + step
            while at < after - 1e-9 and len(gaps) < 500:
                gaps.append(Moment(self.length, at).iso())
                at += step
        return gaps


def _value(moment: Moment) -> Any:
    if moment.length in ("year", "number"):
        return int(moment.place) if float(moment.place).is_integer() else moment.place
    return moment.iso()


def _place(length: Length, year: str, part: str = "1") -> Moment | None:
    number, top = int(part), {"half": 2, "quarter": 4, "month": 12, "week": 53}[length]
    if not 1 <= number <= top:
        return None
    if length == "week":
        try:
            return Moment("week", float(dt.date.fromisocalendar(int(year), number, 1).toordinal() // 7))
        except ValueError:
            return None
    return Moment(length, float(int(year) * top + number - 1))


def _month_word(match: re.Match[str]) -> Moment | None:
    return _place("month", match["y"], str(_MONTHS[match["m"].lower()]))


def _short_year(match: re.Match[str]) -> Moment | None:
    return _place("month", f"20{match['s']}", str(_MONTHS[match["m"].lower()]))


def _short_quarter(match: re.Match[str]) -> Moment | None:
    return _place("quarter", f"20{match['s']}", match["p"])


def _part(length: Length) -> Callable[[re.Match[str]], Moment | None]:
    return lambda match: _place(length, match["y"], match["p"])


_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Moment | None]]] = [
    (re.compile(pattern, re.IGNORECASE), make)
    for pattern, make in (
        (_YEAR + r"(?:JJ00)?", lambda m: Moment("year", float(m["y"]))),
        (
            rf"(?:jaar|year|boekjaar|kalenderjaar|fiscal year|verslagjaar)\s+{_YEAR}",
            lambda m: Moment("year", float(m["y"])),
        ),
        (_YEAR + r"SJ00", lambda m: Moment("year", float(m["y"]))),
        (_YEAR + r"[- ]?MM?(?P<p>[0-9]{1,2})", _part("month")),
        (r"MM?(?P<p>[0-9]{1,2})[- ]?" + _YEAR, _part("month")),
        (_YEAR + r"KW(?P<p>[0-9]{1,2})", _part("quarter")),
        (_YEAR + r"HJ(?P<p>[0-9]{1,2})", _part("half")),
        (_YEAR + r"W1?(?P<p>[0-9]{2})(?:00)?", _part("week")),
        (_YEAR + r"[-/.](?P<p>[0-9]{1,2})", _part("month")),
        # After the month: 2011-12 alone is December; `_school_years` decides for a whole column.
        (rf"(?:{_SCHOOL}\s*)?{_YEAR}\s?[/-]\s?'?(?P<next>(?:20|19)?[0-9]{{2}})", lambda m: _school_year(m)),
        (r"(?P<p>[0-9]{1,2})[-/. ]" + _YEAR, _part("month")),
        (rf"(?P<m>{_WORD})\.?{_SEP}{_YEAR}", _month_word),
        (rf"{_YEAR}{_SEP}(?P<m>{_WORD})\.?", _month_word),
        (rf"(?P<m>{_WORD})\.?[-' ]+'?(?P<s>[0-9]{{2}})", _short_year),
        (rf"{_YEAR}{_SEP}{_QUARTER}\s?0?(?P<p>[1-4])", _part("quarter")),
        (rf"{_QUARTER}\s?0?(?P<p>[1-4]){_SEP}{_YEAR}", _part("quarter")),
        (
            rf"{_QUARTER}\s?0?(?P<p>[1-4])(?:[- ]+'?|')(?P<s>[0-9]{{2}})",
            lambda m: _place("quarter", f"20{m['s']}", m["p"]),
        ),
        (rf"(?P<p>[1-4])\s?(?:e|ste|de|st|nd|rd|th)?\s?(?:kwartaal|kw\.?|quarter|q){_SEP}{_YEAR}", _part("quarter")),
        (rf"{_YEAR}{_SEP}(?P<p>[1-4])\s?(?:e|ste|de|st|nd|rd|th)?\s?(?:kwartaal|quarter)", _part("quarter")),
        (rf"{_YEAR}{_SEP}{_WEEK}\s?(?P<p>[0-9]{{1,2}})", _part("week")),
        (rf"{_WEEK}\s?(?P<p>[0-9]{{1,2}})(?:{_SEP}|\s+van\s+|,\s*){_YEAR}", _part("week")),
        (rf"{_YEAR}{_SEP}{_HALF}\s?(?P<p>[12])", _part("half")),
        (rf"{_HALF}\s?(?P<p>[12]){_SEP}{_YEAR}", _part("half")),
        (rf"(?P<p>[12])\s?(?:e|ste|de|st|nd)?\s?{_HALF}{_SEP}{_YEAR}", _part("half")),
    )
]
_CLOCK = r"(?:[T ]+[0-9:.,]+(?:\s?[ap]\.?m\.?)?\s?(?:Z|UTC|GMT|CES?T|[+-][0-9:]+)?)?"
_ISO_DAY = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_CLOCK}", re.IGNORECASE)
_WEEK_DAY = re.compile(r"([0-9]{4})-?W([0-9]{2})-?([1-7])", re.IGNORECASE)
_COMPACT_DAY = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_SPLIT_DAY = re.compile(
    r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]((?:19|20)[0-9]{2})(?:\s+[0-9:]+(?P<half>\s?[ap]m)?)?", re.IGNORECASE
)
_WORD_DAY = re.compile(
    rf"([0-9]{{1,2}})[-. ]+({_WORD})\.?[-., ]+((?:19|20)[0-9]{{2}}|'?[0-9]{{2}}){_CLOCK}", re.IGNORECASE
)
_BARE_MONTH = re.compile(rf"({_WORD})\.?", re.IGNORECASE)
_BARE_PART = re.compile(
    rf"(?:{_WEEK}|{_QUARTER}|maand|month|periode|period|meting|t|m)\s?([0-9]{{1,3}})", re.IGNORECASE
)
#: Part of a year, without the year.
_BARE_CALENDAR = re.compile(rf"(?:{_WEEK}|{_QUARTER}|maand|month)\s?[0-9]{{1,2}}", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


def _school_year(match: re.Match[str]) -> Moment | None:
    year, after = match["y"], match["next"]
    follows = int(year) + 1
    return Moment("year", float(year)) if int(after) in (follows, follows % 100) and len(after) in (2, 4) else None


def _day(year: str | int, month: str | int, day: str | int) -> Moment | None:
    try:
        return Moment("day", float(dt.date(int(year), int(month), int(day)).toordinal()))
    except ValueError:
        return None


def _week_day(year: str, week: str, day: str) -> Moment | None:
    try:
        return Moment("day", float(dt.date.fromisocalendar(int(year), int(week), int(day)).toordinal()))
    except ValueError:
        return None


def _plain(text: str) -> str:
    """A moment without what says nothing about when: a weekday, brackets and commas, the stars of CBS."""
    text = re.sub(r"\s+", " ", text).strip().rstrip("*").strip()
    text = _WEEKDAY.sub("", text)
    text = _ORDINAL.sub(lambda match: f"{_ORDINALS[match[1].lower()]} ", text)
    return re.sub(r",? \(?((?:19|20)[0-9]{2})\)?$|, ?((?:19|20)[0-9]{2})$", lambda m: f" {m[1] or m[2]}", text)


def parse_moment(cell: Any, *, month_first: bool = False) -> Moment | None:
    """One moment; None when the cell is none.

    Parameters
    ----------
    cell : text, number, date or cell of a worksheet
    month_first : bool
        Whether 10/01/2024 is the first of October.

    Examples
    --------
    >>> [parse_moment(text).iso() for text in ("jan 2022", "01-2022", "2021JJ00", "31-12-2024", "3e kwartaal 2022")]
    ['2022-01', '2022-01', '2021', '2024-12-31', '2022-Q3']
    """
    if isinstance(cell, Odd):
        cell = (cell.value or None) if cell.kind == "date" else None
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, dt.datetime | dt.date):
        return Moment("day", float(cell.toordinal()))
    if isinstance(cell, int | float):
        if cell != cell or abs(cell) == float("inf"):
            return None
        year = float(cell).is_integer() and 1900 <= cell <= 2100
        return Moment("year" if year else "number", float(cell))
    text = _plain(str(cell))
    for form, make in _FORMS:
        if (match := form.fullmatch(text)) and (found := make(match)) is not None:
            return found
    if match := _ISO_DAY.fullmatch(text):
        return _day(match[1], match[3], match[4])
    if match := _COMPACT_DAY.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if match := _WEEK_DAY.fullmatch(text):
        return _week_day(match[1], match[2], match[3])
    if match := _SPLIT_DAY.fullmatch(text):
        first, second = (match[2], match[1]) if month_first else (match[1], match[2])
        return _day(match[3], second, first)
    if match := _WORD_DAY.fullmatch(text):
        return _day(f"20{match[3][-2:]}" if len(match[3]) < 4 else match[3], _MONTHS[match[2].lower()], match[1])
    if match := _BARE_PART.fullmatch(text):
        return Moment("number", float(match[1]))
    if _NUMBER.fullmatch(text):
        return Moment("number", float(text.replace(",", ".")))
    return None


def read_moments(cells: Sequence[Any]) -> MomentColumn:
    """The moments of a column, all of one length.

    Examples
    --------
    >>> read_moments(["jan 2022", "feb 2022", "2022"]).values()
    ['2022-01', '2022-02', None]
    """
    cleaned = [clean(cell) for cell in cells]
    first = _month_first(cleaned)
    found = [parse_moment(cell, month_first=first) for cell in cleaned]
    found = _tenth_months(cleaned, _school_years(cleaned, found))
    found = _bare_months(cleaned, found)
    found = _numbers_as_dates(_as_longer(_days_among_months(found)))
    faults: list[tuple[int, str, Cell]] = _around_new_year(cleaned, found)
    for position, (cell, moment) in enumerate(zip(cleaned, found, strict=True)):
        if cell is not None and moment is None:
            faults.append((position, "not-a-moment", cell))
    counts = Counter(one.length for one in found if one is not None)
    if not counts:
        return MomentColumn(found, None, {}, faults)
    ranked = counts.most_common()
    length = ranked[0][0]
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        position = next(i for i, one in enumerate(found) if one is not None and one.length != length)
        return MomentColumn(found, length, {}, [*faults, (position, "mixed-moments", cleaned[position])])
    others: dict[str, list[int]] = {}
    kept: list[Moment | None] = []
    for position, one in enumerate(found):
        if one is not None and one.length != length:
            if "number" in (one.length, length):
                faults.append((position, "mixed-moments", cleaned[position]))
            others.setdefault(one.length, []).append(position)
            kept.append(None)
        else:
            kept.append(one)
    stars = sum(isinstance(cell, str) and cell.endswith("*") for cell in cleaned)
    rewritten = next(
        (str(c) for c, m in zip(cleaned, kept, strict=True) if isinstance(c, str) and m is not None and m.iso() != c),
        "",
    )
    return MomentColumn(kept, length, others, faults, stars, rewritten)


def _month_first(cells: Sequence[Any]) -> bool:
    """Whether days are written as Americans do: with am and pm, or because no other way fits."""
    seen = [match for cell in cells if isinstance(cell, str) and (match := _SPLIT_DAY.fullmatch(cell))]
    if not seen:
        return False
    if any(match["half"] for match in seen):
        return True
    return all(int(match[1]) <= 12 for match in seen) and any(int(match[2]) > 12 for match in seen)


def _bare_months(cells: Sequence[Any], found: list[Moment | None]) -> list[Moment | None]:
    """January to December without a year: in the order of the year, when each occurs once."""
    names = [_MONTHS[m[1].lower()] if isinstance(c, str) and (m := _BARE_MONTH.fullmatch(c)) else None for c in cells]
    known = [one for one in names if one is not None]
    if not known or len(set(known)) != len(known) or any(m is not None for m in found):
        return found
    return [None if one is None else Moment("number", float(one)) for one in names]


def _around_new_year(cells: Sequence[Any], found: list[Moment | None]) -> list[tuple[int, str, Cell]]:
    """Months, weeks or quarters without a year that run past December: which year comes first is not known."""
    bare = [
        (position, one.place) for position, (cell, one) in enumerate(zip(cells, found, strict=True))
        if one is not None and isinstance(cell, str) and (_BARE_MONTH.fullmatch(cell) or _BARE_CALENDAR.fullmatch(cell))
    ]  # fmt: skip
    order = list(dict.fromkeys(place for _, place in bare))
    for line in (order, order[::-1]):
        falls = [b for a, b in pairwise(line) if b < a]
        if len(line) >= 3 and len(falls) == 1 and line[-1] < line[0]:
            position = next(position for position, place in bare if place == falls[0])
            return [(position, "moment-without-year", cells[position])]
    return []


_AMBIGUOUS = re.compile(r"(20[0-9]{2})\s?[/-]\s?(0[1-9]|1[0-2])")


def _school_years(cells: Sequence[Any], found: list[Moment | None]) -> list[Moment | None]:
    """2010-11, 2011-12, 2012-13 are school years when every cell can be one; beside 2010-09 they are months."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    both = {text for text in texts if (m := _AMBIGUOUS.fullmatch(text)) and int(m[2]) == int(m[1][2:]) + 1}
    others = [one for cell, one in zip(cells, found, strict=True) if cell is not None and cell not in both]
    if not both or len(set(texts)) < 2 or any(one is None or one.length != "year" for one in others):
        return found
    return [
        Moment("year", float(str(cell)[:4])) if cell in both else one for cell, one in zip(cells, found, strict=True)
    ]


_POINT = re.compile(r"((?:19|20)[0-9]{2})\.([0-9]{1,2})")


def _tenth_months(cells: Sequence[Any], found: list[Moment | None]) -> list[Moment | None]:
    """2022.1 beside 2022.01 is October: a number that lost its last zero."""
    parts = [match[2] if isinstance(cell, str) and (match := _POINT.fullmatch(cell)) else "" for cell in cells]
    if "1" not in parts or not any(part.startswith("0") for part in parts) or "10" in parts:
        return found
    return [
        Moment("month", one.place + 9) if part == "1" and one is not None else one
        for part, one in zip(parts, found, strict=True)
    ]


def _days_among_months(found: list[Moment | None]) -> list[Moment | None]:
    """Months of which a spreadsheet took some for dates: 1-4-2022 beside maart 2022 is April."""
    lengths = {one.length for one in found if one is not None}
    days = [dt.date.fromordinal(int(one.place)) for one in found if one is not None and one.length == "day"]
    if lengths != {"day", "month"} or any(day.day != 1 for day in days):
        return found
    return [
        _month_of(dt.date.fromordinal(int(one.place))) if one is not None and one.length == "day" else one
        for one in found
    ]


def _as_longer(found: list[Moment | None]) -> list[Moment | None]:
    """Days that stand for months, quarters or years: each on the first of one, or each on the last."""
    known = [one for one in found if one is not None]
    days = {dt.date.fromordinal(int(one.place)) for one in known if one.length == "day"}
    if len(days) < 3 or any(one.length != "day" for one in known):
        return found
    ends = all((day + dt.timedelta(days=1)).day == 1 for day in days)
    if not ends and {day.day for day in days} != {1}:
        return found
    months = {day.month % 12 if ends else day.month - 1 for day in days}  # of the first day that follows, from 0
    size: Length = "year" if months == {0} else "quarter" if months <= {0, 3, 6, 9} and len(months) > 2 else "month"
    return [None if one is None else _stretch(size, dt.date.fromordinal(int(one.place))) for one in found]


def _stretch(size: Length, day: dt.date) -> Moment:
    if size == "year":
        return Moment("year", float(day.year))
    if size == "quarter":
        return Moment("quarter", float(day.year * 4 + (day.month - 1) // 3))
    return _month_of(day)


def _month_of(day: dt.date) -> Moment:
    return Moment("month", float(day.year * 12 + day.month - 1))


def _numbers_as_dates(found: list[Moment | None]) -> list[Moment | None]:
    """202201 is a month, and a column of 44562, 44593, ... holds the day numbers of Excel."""
    known = [one for one in found if one is not None]
    if not known or any(one.length != "number" or not one.place.is_integer() for one in known):
        return found
    places = [int(one.place) for one in known]
    if all(190001 <= at <= 210012 and 1 <= at % 100 <= 12 for at in places):
        return [
            None if one is None else Moment("month", int(one.place) // 100 * 12.0 + int(one.place) % 100 - 1)
            for one in found
        ]
    if len(places) >= 3 and all(36526 <= at <= 55153 for at in places):  # 2000 to 2050
        days: list[Moment | None] = [None if one is None else Moment("day", one.place + 693594) for one in found]
        return _as_longer(days)
    return found
