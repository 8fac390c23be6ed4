"""Registers: one row per question, report or trajectory, grouped where they are and never in memory as a whole.

DuckDB groups CSV and Parquet files in one pass; a database behind an SQLAlchemy address groups its own table in one
query (`grouping`). What comes over is one row per month and combination of columns, in whole numbers. Only counts leave
this module: no row, and no identifier, for none is read.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from wij_impact.catalogue.own.databases import is_address, parse_address
from wij_impact.catalogue.own.grouping import MOST_GROUPS, Asked, Source, source_of_address, source_of_file
from wij_impact.catalogue.own.headers import match_needs
from wij_impact.catalogue.own.mapping import ColumnMapping, read_mapping
from wij_impact.catalogue.own.missing import EMPTY_WORDS
from wij_impact.catalogue.own.moments import parse_moment
from wij_impact.catalogue.own.needs import Need
from wij_impact.catalogue.own.record import Note, Reading, note, unused_columns
from wij_impact.catalogue.own_file import find_place
from wij_impact.catalogue.problems import fail
from wij_impact.errors import suggest
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FLAGS", "RECORDS", "group_records", "whole_months"]

Period = Literal["month", "quarter", "year", "day", ""]

#: Days at the start or the end of a month without a record that do not make it a part of a month.
_SLACK = 5
#: Columns of a register with yes or no.
FLAGS = ("handled_directly", "further_research", "statutory_report", "indication")
#: The columns of a register, with other names they go by.
RECORDS: dict[str, Need] = {
    need.name: need
    for need in (
        Need("date", "moment", "moment", label=Text(nl="datum", en="date"), aliases=("datum_melding",)),
        Need(
            "question_type", "group", "text", label=Text(nl="soort vraag", en="question type"), aliases=("vraagtype",)
        ),
        Need(
            "reporter", "group", "text", label=Text(nl="melder", en="reporter"), aliases=("verwijzer", "bron melding")
        ),
        Need("handled_directly", "flag", "flag", label=Text(nl="direct afgehandeld", en="handled directly")),
        Need("further_research", "flag", "flag", label=Text(nl="nader onderzoek", en="further research")),
        Need("statutory_report", "flag", "flag", label=Text(nl="wettelijke melding", en="statutory report")),
        Need("indication", "flag", "flag", label=Text(nl="indicatie", en="indication"), aliases=("beschikking",)),
    )
}


def group_records(
    path: str | Path,
    by: Sequence[str] | None = ("question_type",),
    period: Period = "year",
    mapping: Mapping[str, str] | str | Path | None = None,
) -> pd.DataFrame:
    """Counts of a register.

    Parameters
    ----------
    path : str or Path
        A .csv or .parquet file, or an SQLAlchemy address with its table (``sqlite:///file.db#table``).
    by : sequence of str or None
        Columns to group by: of `RECORDS`, or any other header of the file. None: question_type and reporter, as far
        as the register has them.
    period : {"year", "quarter", "month", "day", ""}
        What a date is grouped to; empty leaves the date out.
    mapping : mapping or path, optional
        Our name -> header in the register.

    Returns
    -------
    DataFrame
        ``period`` and the columns of `by`, ordered by them; ``n`` rows; and for each of handled_directly,
        further_research, statutory_report and indication that the register has: how often yes, and ``<name>_known``
        how often it was filled in. ``attrs["reading"]`` is a `Reading`, whose ``first`` and ``last`` are days where
        the register has days.

    Raises
    ------
    InputError
        For a column that is missing, a date that is none or a yes-or-no that is neither; with the value.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "vragen.csv"
    >>> rows = "01-02-2023;jeugd;ja\\n02-02-2023;jeugd;nee\\n03-01-2024;wmo;\\n"
    >>> _ = file.write_text("datum;soort vraag;indicatie\\n" + rows)
    >>> group_records(file)[["period", "question_type", "n", "indication", "indication_known"]].values.tolist()
    [['2023', 'jeugd', 2, 1, 2], ['2024', 'wmo', 1, 0, 0]]
    """
    known = [text for need in RECORDS.values() for text in (need.name, *([need.label.nl] if need.label else []))]
    source = (
        source_of_address(parse_address(str(path))) if is_address(path) else source_of_file(find_place(path), known)
    )
    given = ColumnMapping(mapping) if isinstance(mapping, Mapping) else read_mapping(mapping) if mapping else None
    columns = dict(given.columns) if given else {}
    if given and (misspelt := given.unknown([*RECORDS, *(by or ())], near_only=True)):
        raise misspelt[0].as_error(len(misspelt) - 1)
    if by is None:
        kinds = [name for name, need in RECORDS.items() if need.role == "group"]
        there, _ = match_needs(source.headers, list(RECORDS.values()), columns)
        by = [name for name in kinds if name in there or name in columns]
    wanted = [*(["date"] if period else []), *by, *(flag for flag in FLAGS if flag not in by)]
    needs = [RECORDS.get(name, Need(name, "group", "text")) for name in wanted]
    places, absent = match_needs(source.headers, needs, columns)
    for name in wanted:
        if name not in places and (name in absent or name not in FLAGS):
            header = absent.get(name, name)
            near = suggest(header, source.headers)
            told = RECORDS[name].label if name in RECORDS else None
            label = Text(nl=f"bedoelt u '{near}'?", en=f"did you mean '{near}'?") if near else told or header
            raise fail("missing-column", source.shown, 1, header, name=header, label=label)
    header_of = {name: source.headers[places[name]] for name in wanted if name in places}
    return _count(source, header_of, list(by), period)


def whole_months(register: pd.DataFrame) -> list[str]:
    """The months from the first to the last that a register holds as a whole, those without a record too.

    Parameters
    ----------
    register : DataFrame
        `group_records(..., period="month")`.

    Notes
    -----
    Where the days are known, a first month of which the first five days have no record, or a last month of which the
    last five have none, is taken for a part: a register that was drawn on 12 September has no whole September.

    Raises
    ------
    InputError
        When no record has a date.
    """
    months = sorted(register["period"].dropna().unique())
    if not months:
        raise fail("missing-moment", "", None, "date")
    first, last = (12 * int(month[:4]) + int(month[5:7]) - 1 for month in (months[0], months[-1]))
    reading = register.attrs.get("reading")
    if reading is not None and reading.length == "day" and last > first:
        began, ended = dt.date.fromisoformat(reading.first), dt.date.fromisoformat(reading.last)
        first += began.day > _SLACK
        last -= calendar.monthrange(ended.year, ended.month)[1] - ended.day >= _SLACK
        last = max(first, last)
    return [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(first, last + 1)]


def _count(source: Source, header_of: dict[str, str], by: list[str], period: Period) -> pd.DataFrame:
    flags = [name for name in header_of if name in FLAGS and name not in by]
    asked = Asked(
        header_of["date"] if period else "",
        "day" if period == "day" else "month",
        tuple(header_of[name] for name in by),
        tuple(header_of[name] for name in flags),
    )
    found = source.counted(asked, plain=True)
    if any((found[f"yes{at}"] + found[f"no{at}"] != found[f"filled{at}"]).any() for at in range(len(flags))):
        for name in flags:
            for word in source.strange(header_of[name]):
                if _text(word) is not None:
                    raise fail("not-a-flag", source.shown, None, header_of[name], value=word[:60])
        found = source.counted(asked, plain=False)
    if len(found) > MOST_GROUPS:
        most = max(range(len(by)), key=lambda at: found[f"k{at}"].nunique()) if by else 0
        raise fail("too-many-groups", source.shown, None, header_of[by[most]] if by else "", limit=f"{MOST_GROUPS:,}")
    if not len(found):
        raise fail("no-rows", source.shown)
    keys = [*(["period"] if period else []), *by]
    for at in range(len(by)):
        told = {value: _text(value) for value in found[f"k{at}"].unique()}
        found[f"k{at}"] = [told[value] for value in found[f"k{at}"]]
    place = {f"k{at}": name for at, name in enumerate(by)}
    if period:
        found["period"] = _periods(found, period, source, header_of["date"])
    counts = {"n": "n"} | {
        old: new for at, name in enumerate(flags) for old, new in ((f"yes{at}", name), (f"known{at}", f"{name}_known"))
    }
    for at in range(len(flags)):
        found[f"known{at}"] = found[f"yes{at}"] + found[f"no{at}"]
    told_keys = ["period" if name == "period" else f"k{by.index(name)}" for name in keys]
    frame = _summed(found, told_keys, list(counts)).rename(columns=place | counts)
    frame = frame.astype(dict.fromkeys(keys, "str") | dict.fromkeys(counts.values(), "int64"))
    frame.attrs["reading"] = _reading(source, header_of, found, frame, flags, period)
    return frame


def _summed(found: pd.DataFrame, keys: list[str], counts: list[str]) -> pd.DataFrame:
    """The counts added up per key, in the order of the keys; an empty key comes last."""
    import pandas as pd

    numbers = found.astype(dict.fromkeys(counts, "int64"))
    if not keys:
        return pd.DataFrame([numbers[counts].sum().to_dict()])
    grouped = numbers.groupby(keys, dropna=False, sort=False)[counts].sum().reset_index()
    cells = list(zip(*(grouped[key].tolist() for key in keys), strict=True))
    order = sorted(
        range(len(cells)), key=lambda at: tuple((pd.isna(one), "" if pd.isna(one) else str(one)) for one in cells[at])
    )
    return grouped.iloc[order].reset_index(drop=True)


def _periods(found: pd.DataFrame, period: Period, source: Source, header: str) -> list[str | None]:
    """The period of each group; days that stand otherwise than plain are read here, each spelling once."""
    spelled = {raw: _period(_text(raw), period, source, header) for raw in found["raw"].unique()}
    return [
        spelled[raw] if moment is None else _of_day(moment, period)
        for raw, moment in zip(found["raw"], found["moment"], strict=True)
    ]


def _of_day(day: dt.date, period: Period) -> str:
    if period == "year":
        return f"{day.year:04d}"
    if period == "quarter":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return day.isoformat() if period == "day" else day.isoformat()[:7]


def _reading(
    source: Source, header_of: dict[str, str], found: pd.DataFrame, frame: pd.DataFrame, flags: list[str], period: str
) -> Reading:
    notes: list[Note] = [note("column-by-label", name, what=[h]) for name, h in header_of.items() if h != name]
    rows = int(frame["n"].sum())
    first = last = ""
    if period:
        undated = int(frame.loc[frame["period"].isna(), "n"].sum())
        notes += [note("empty-cells", "date", count=undated)] if undated else []
        first, last = _span(found, frame)
    for name in flags:
        blank = rows - int(frame[f"{name}_known"].sum())
        notes += [note("empty-cells", name, count=blank)] if blank else []
    notes += unused_columns([name for name in source.headers if name not in header_of.values()])
    length = "day" if len(first) == 10 else period
    return Reading(
        source.shown, source.format, rows, rows, dict(header_of), 1, None, first, last, length, notes=tuple(notes)
    )


def _span(found: pd.DataFrame, frame: pd.DataFrame) -> tuple[str, str]:
    """The first and the last moment: days where every moment is one."""
    days = [day for column in ("first", "last") for day in found[column] if day is not None]
    raws = [_text(raw) for raw in found["raw"].unique()]
    read = [moment for raw in raws if raw is not None and (moment := parse_moment(raw)) is not None]
    if all(moment.length == "day" for moment in read):
        spelled = [*(day.isoformat() for day in days), *(moment.iso() for moment in read)]
        return (min(spelled), max(spelled)) if spelled else ("", "")
    told = sorted(frame["period"].dropna())
    return (told[0], told[-1]) if told else ("", "")


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else value
    text = re.sub(r"\s+", " ", str(value)).strip()
    return None if not text or text.casefold() in EMPTY_WORDS else text


def _period(raw: str | None, period: Period, source: Source, header: str) -> str | None:
    if raw is None:
        return None
    moment = parse_moment(raw)
    if moment is None or moment.length == "number":
        raise fail("not-a-moment", source.shown, None, header, value=raw[:60])
    iso = moment.iso()
    if period == "year":
        return iso[:4]
    if moment.length == "day":
        day = dt.date.fromordinal(int(moment.place))
        return {"month": iso[:7], "quarter": f"{day.year}-Q{(day.month + 2) // 3}", "day": iso}[period]
    if moment.length == "month" and period == "quarter":
        return f"{iso[:4]}-Q{(int(iso[5:7]) + 2) // 3}"
    if moment.length != period:
        raise fail("mixed-moments", source.shown, None, header, value=raw[:60])
    return iso
