"""Registers: one row per question, report or trajectory, grouped where they are and never in memory as a whole.

DuckDB groups CSV and Parquet files. A database behind an SQLAlchemy address groups its own table, in one query without
an order; the groups come over in portions. Only counts leave this module: no row, no identifier.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from wij_impact.catalogue.decoding import TEXT_SUFFIXES, decode
from wij_impact.catalogue.delimited import find_delimiter
from wij_impact.catalogue.own.databases import Address, is_address, open_engine, parse_address, table_in, unreachable
from wij_impact.catalogue.own.headers import match_needs
from wij_impact.catalogue.own.mapping import read_mapping
from wij_impact.catalogue.own.missing import EMPTY_WORDS
from wij_impact.catalogue.own.moments import parse_moment
from wij_impact.catalogue.own.needs import Need
from wij_impact.catalogue.own.record import Note, Reading, note
from wij_impact.catalogue.own_file import find_file
from wij_impact.catalogue.problems import fail
from wij_impact.catalogue.readlog import record_read
from wij_impact.errors import suggest
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RECORDS", "group_records"]

Period = Literal["month", "quarter", "year", "day", ""]

_FLAGS = ("handled_directly", "further_research", "statutory_report", "indication")
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
_YES = {"ja", "yes", "waar", "true", "1", "j", "y", "t"}
_NO = {"nee", "no", "onwaar", "false", "0", "n", "f"}
_PORTION = 50_000


@dataclass(frozen=True)
class _Source:
    """Where the groups come from: its headers, and a function that counts rows per combination of columns."""

    shown: str
    format: str
    headers: list[str]
    groups: Any


def group_records(
    path: str | Path,
    by: Sequence[str] = ("question_type",),
    period: Period = "year",
    mapping: Mapping[str, str] | str | Path | None = None,
) -> pd.DataFrame:
    """Counts of a register.

    Parameters
    ----------
    path : str or Path
        A .csv or .parquet file, or an SQLAlchemy address with its table (``sqlite:///file.db#table``).
    by : sequence of str
        Columns to group by: of `RECORDS`, or any other header of the file.
    period : {"year", "quarter", "month", "day", ""}
        What a date is grouped to; empty leaves the date out.
    mapping : mapping or path, optional
        Our name -> header in the register.

    Returns
    -------
    DataFrame
        ``period`` and the columns of `by`, ordered by them; ``n`` rows; and for each of handled_directly,
        further_research, statutory_report and indication that the register has: how often yes, and ``<name>_known``
        how often it was filled in. ``attrs["reading"]`` is a `Reading`.

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
    source = _database(parse_address(str(path))) if is_address(path) else _file(find_file(path))
    named = read_mapping(mapping).columns if mapping and not isinstance(mapping, Mapping) else mapping
    columns = dict(named) if isinstance(named, Mapping) else {}
    wanted = [*(["date"] if period else []), *by, *(flag for flag in _FLAGS if flag not in by)]
    needs = [RECORDS.get(name, Need(name, "group", "text")) for name in wanted]
    places, absent = match_needs(source.headers, needs, columns)
    for name in wanted:
        if name not in places and (name in absent or name not in _FLAGS):
            header = absent.get(name, name)
            near = suggest(header, source.headers)
            label = Text(nl=f"bedoelt u '{near}'?", en=f"did you mean '{near}'?") if near else header
            raise fail("missing-column", source.shown, 1, header, name=header, label=label)
    used = [name for name in wanted if name in places]
    return _count(source, used, [source.headers[places[name]] for name in used], list(by), period)


def _count(source: _Source, used: list[str], headers: list[str], by: list[str], period: Period) -> pd.DataFrame:
    import pandas as pd

    flags = [name for name in used if name in _FLAGS and name not in by]
    keys = (["period"] if period else []) + by
    at = {name: position for position, name in enumerate(used)}
    moments: dict[str | None, str | None] = {}
    totals: dict[tuple[str | None, ...], list[int]] = {}
    rows = 0
    first, last = "9999", ""
    for *values, count in source.groups(headers, headers[at["date"]] if period else ""):
        rows += count
        texts = [_text(value) for value in values]
        key: list[str | None] = []
        if period:
            raw = texts[at["date"]]
            if raw not in moments:
                moments[raw] = _period(raw, period, source, headers[at["date"]])
            moment = moments[raw]
            key.append(moment)
            if moment is not None:
                first, last = min(first, moment), max(last, moment)
        key += [texts[at[name]] for name in by]
        held = totals.setdefault(tuple(key), [0] * (1 + 2 * len(flags)))
        held[0] += count
        for position, flag in enumerate(flags):
            said = texts[at[flag]]
            if said is None:
                continue
            word = said.casefold()
            if word not in _YES | _NO:
                raise fail("not-a-flag", source.shown, None, headers[at[flag]], value=said[:60])
            held[1 + 2 * position] += count * (word in _YES)
            held[2 + 2 * position] += count
    names = ["n", *(part for flag in flags for part in (flag, f"{flag}_known"))]
    ordered = sorted(totals.items(), key=lambda item: tuple((value is None, value or "") for value in item[0]))
    frame = pd.DataFrame([(*key, *held) for key, held in ordered], columns=[*keys, *names])
    frame = frame.astype(dict.fromkeys(keys, "str") | dict.fromkeys(names, "int64"))
    notes: list[Note] = [
        note("column-by-label", name, what=[h]) for name, h in zip(used, headers, strict=True) if h != name
    ]
    undated = sum(held[0] for key, held in totals.items() if period and key[0] is None)
    if undated:
        notes.append(note("empty-cells", "date", count=undated))
    unused = [name for name in source.headers if name not in headers]
    notes += [note("columns-unused", what=unused)] if unused else []
    length = period or ""
    frame.attrs["reading"] = Reading(
        source.shown, source.format, rows, rows, dict(zip(used, headers, strict=True)), 1, None,
        first if last else "", last, length, notes=tuple(notes),
    )  # fmt: skip
    return frame


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        value = int(value) if value.is_integer() else value
    text = re.sub(r"\s+", " ", str(value)).strip()
    return None if not text or text.casefold() in EMPTY_WORDS else text


def _period(raw: str | None, period: Period, source: _Source, header: str) -> str | None:
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


def _file(path: Path) -> _Source:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        record_read(path)
        return _duck(path, "parquet", "read_parquet(?)", [str(path)])
    if suffix in TEXT_SUFFIXES:
        record_read(path)
        with open(path, "rb") as stream:
            start = stream.read(1 << 16)
        whole = start[: start.rfind(b"\n") + 1] or start
        text = decode(whole, path.name)
        mark = find_delimiter(text.removeprefix("\ufeff"), path.name)
        coded = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8" if _utf8(path) else "latin-1"
        options = (
            f"all_varchar=true, header=true, delim=?, quote='\"', escape='\"', encoding='{coded}', strict_mode=false"
        )
        return _duck(path, "csv", f"read_csv(?, {options})", [str(path), mark])
    # Other formats are small: they are read as every file is, and grouped by DuckDB from memory.
    return _small(path)


def _utf8(path: Path) -> bool:
    """Whether a file is UTF-8, read in portions."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    with open(path, "rb") as stream:
        try:
            while portion := stream.read(1 << 22):
                decoder.decode(portion)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _duck(path: Path, kind: str, table: str, arguments: list[str]) -> _Source:
    import duckdb

    def query(sql: str) -> Iterator[tuple[Any, ...]]:
        connection = duckdb.connect()
        try:
            connection.execute("SET preserve_insertion_order=false")
            connection.execute(sql, arguments)
            while portion := connection.fetchmany(_PORTION):
                yield from portion
        except duckdb.Error as error:
            reason = re.sub(r"\s+", " ", str(error).splitlines()[0]).replace(str(path), path.name)[:120]
            raise fail("unreadable-file", path.name, reason=reason) from None
        finally:
            connection.close()

    types = {str(row[0]).strip(): str(row[1]) for row in query(f"DESCRIBE SELECT * FROM {table}")}

    def groups(columns: list[str], date: str) -> Iterator[tuple[Any, ...]]:
        # Of a moment with a clock only the day is grouped by. The order is made later, of far fewer rows.
        parts = [_day_of(_quoted(name), types[name]) if name == date else _quoted(name) for name in columns]
        return query(f"SELECT {', '.join(parts)}, count(*) FROM {table} GROUP BY ALL")

    return _Source(path.name, kind, list(types), groups)


def _day_of(column: str, kind: str) -> str:
    if kind.startswith(("DATE", "TIMESTAMP")):
        return f"CAST({column} AS DATE)"
    if kind != "VARCHAR":
        return column
    clock = f"length({column}) > 10 AND regexp_matches({column}, '{_CLOCK}')"
    return f"CASE WHEN {clock} THEN left({column}, 10) ELSE {column} END"


_CLOCK = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]+"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _small(path: Path) -> _Source:
    from collections import Counter

    from wij_impact.catalogue.own.grid import open_grid
    from wij_impact.catalogue.own.headers import find_header
    from wij_impact.catalogue.reading import as_text

    known = [text for need in RECORDS.values() for text in (need.name, *([need.label.nl] if need.label else []))]
    grid = open_grid(path, known)
    header = find_header(grid, known)

    def groups(columns: list[str], date: str) -> Iterator[tuple[Any, ...]]:
        places = [header.names.index(name) for name in columns]
        found: Counter[tuple[Any, ...]] = Counter()
        for record in grid.records[header.below - 1 :]:
            if any(cell is not None for cell in record):
                found[tuple(as_text(record[at]) if at < len(record) else None for at in places)] += 1
        return iter([(*key, count) for key, count in found.items()])

    return _Source(grid.shown, grid.format, [name for name in header.names if name], groups)


def _database(address: Address) -> _Source:
    import sqlalchemy

    engine = open_engine(address.url, address.shown)
    table = table_in(engine, address)

    def groups(columns: list[str], date: str) -> Iterator[tuple[Any, ...]]:
        chosen = [table.c[name] for name in columns]
        query = sqlalchemy.select(*chosen, sqlalchemy.func.count()).group_by(*chosen)
        try:
            with engine.connect().execution_options(stream_results=True, yield_per=_PORTION) as connection:
                for row in connection.execute(query):
                    yield tuple(row)
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise unreachable(error, address.shown) from None
        finally:
            engine.dispose()

    return _Source(address.shown, "database", [str(column.name) for column in table.columns], groups)
