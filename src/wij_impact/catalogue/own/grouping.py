"""Where the groups of a register come from: DuckDB over a file, or the database that holds the table.

Each source answers three questions of a register: what its columns are called, how many rows there are per moment and
combination of columns (with how often yes and no stand in the yes-or-no columns), and which other words stand in such a
column. No row and no identifier leaves it.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from wij_impact.catalogue.decoding import decode
from wij_impact.catalogue.delimited import find_delimiter
from wij_impact.catalogue.formats import TEXT_SUFFIXES, wide_encoding
from wij_impact.catalogue.own.databases import Address, open_engine, table_in, unreachable
from wij_impact.catalogue.problems import fail
from wij_impact.catalogue.readlog import record_read
from wij_impact.catalogue.yes_no import NO, YES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MOST_GROUPS", "Asked", "Source", "source_of_address", "source_of_file"]

#: More combinations than this is no grouping: then a column with identifiers was asked for.
MOST_GROUPS = 500_000
_SAMPLE = 2000
_MEMORY = "1200MB"


@dataclass(frozen=True)
class Asked:
    """What is asked of a register: headers of the moment ("" for none), of the groups and of the flags."""

    date: str
    unit: str  # "month" or "day": how finely moments are told apart
    groups: tuple[str, ...]
    flags: tuple[str, ...]


class Source(Protocol):
    """A register that can be grouped where it is.

    `counted` gives the columns ``raw`` (a moment as written, where it is no plain day), ``moment`` (first day of the
    month, or the day), ``first`` and ``last`` (days), ``k0``..., ``n``, and per flag ``yes0``, ``no0``, ``filled0``.
    """

    shown: str
    format: str
    headers: list[str]

    def counted(self, asked: Asked, *, plain: bool) -> pd.DataFrame:
        """The groups; with `plain` only the words that stand in the first rows are looked for, as they are written."""
        ...

    def strange(self, header: str) -> list[str]:
        """Words in a column of flags that are neither yes nor no, at most fifty, in order."""
        ...


def _columns(asked: Asked) -> list[str]:
    groups = [f"k{at}" for at in range(len(asked.groups))]
    flags = [f"{part}{at}" for at in range(len(asked.flags)) for part in ("yes", "no", "filled")]
    return ["raw", "moment", "first", "last", *groups, "n", *flags]


def _framed(rows: list[tuple[Any, ...]], asked: Asked) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=_columns(asked), dtype=object)


# -- files --------------------------------------------------------------------------------------------------------


def source_of_file(path: Path, known: Sequence[str] = ()) -> Source:
    """The register in a file; `known` are headers to expect, where it may have them further down."""
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        record_read(path)
        return _Duck(path, "parquet", "read_parquet(?)", [str(path)])
    if suffix in TEXT_SUFFIXES:
        record_read(path)
        return _text_file(path)
    return _Small(path, known)


def _text_file(path: Path) -> Source:
    with open(path, "rb") as stream:
        start = stream.read(1 << 16)
    wide = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else wide_encoding(start)
    # Of UTF-16 a line end is two bytes: the sample is cut between characters, not inside one.
    whole = start[: len(start) // 2 * 2] if wide else start[: start.rfind(b"\n") + 1] or start
    sample = whole.decode(wide, "ignore") if wide else decode(whole, path.name)
    mark = find_delimiter(sample[: sample.rfind("\n") + 1].removeprefix("\ufeff") or sample, path.name)
    options = "all_varchar=true, header=true, delim=?, quote='\"', escape='\"', strict_mode=false, sample_size=2000"
    copied = _as_utf8(path, wide or "cp1252") if wide or not _utf8(path) else None
    arguments = [str(Path(copied.name) / "register.csv") if copied else str(path), mark]
    return _Duck(path, "csv", f"read_csv(?, {options}, encoding='utf-8')", arguments, copied=copied)


def _as_utf8(path: Path, encoding: str) -> tempfile.TemporaryDirectory[str]:
    """A folder with a register of another encoding as UTF-8, copied in portions; gone when it is let go."""
    folder = tempfile.TemporaryDirectory()
    with (
        open(path, encoding=encoding, errors="replace", newline="") as stream,
        open(Path(folder.name) / "register.csv", "w", encoding="utf-8", newline="") as copy,
    ):
        while portion := stream.read(1 << 21):
            copy.write(portion)
    return folder


def _utf8(path: Path) -> bool:
    """Whether a file is UTF-8, read in portions; ASCII, as most are, is seen at once."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    with open(path, "rb") as stream:
        try:
            while portion := stream.read(1 << 22):
                if not portion.isascii() or decoder.getstate()[0]:
                    decoder.decode(portion)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


class _Duck:
    """A CSV or Parquet file, grouped by DuckDB."""

    def __init__(
        self, path: Path, kind: str, table: str, arguments: list[str], *, copied: Any = None, frame: Any = None
    ) -> None:
        self.path, self.shown, self.format = path, path.name, kind
        self.table, self.arguments, self.frame = table, arguments, frame
        self.copied = copied  # held, because the file is gone when it is let go
        self.connection: Any = None
        self.spilled: tempfile.TemporaryDirectory[str] | None = None
        described = self._query(f"DESCRIBE SELECT * FROM {table}")
        self.names = {str(row[0]).strip(): str(row[0]) for row in described}
        self.types = {str(row[0]).strip(): str(row[1]) for row in described}
        self.headers = list(self.names)

    def _connected(self) -> Any:
        """One connection for all questions: opening one takes as long as grouping half a million rows."""
        import duckdb

        if self.connection is None:
            self.spilled = tempfile.TemporaryDirectory()
            settings: dict[str, Any] = {
                "preserve_insertion_order": "false",
                "memory_limit": _MEMORY,
                "temp_directory": self.spilled.name,
            }
            self.connection = duckdb.connect(config=settings)
            if self.frame is not None:
                self.connection.register("small", self.frame)
        return self.connection

    def _query(self, sql: str) -> list[tuple[Any, ...]]:
        import duckdb

        try:
            rows: list[tuple[Any, ...]] = self._connected().execute(sql, self.arguments).fetchall()
        except (duckdb.Error, UnicodeError) as error:
            reason = re.sub(r"\s+", " ", str(error).splitlines()[0]).replace(str(self.path), self.shown)[:120]
            raise fail("unreadable-file", self.shown, reason=reason) from None
        return rows

    def counted(self, asked: Asked, *, plain: bool) -> pd.DataFrame:
        names = [asked.date] if asked.date else []
        names += [*asked.groups, *asked.flags]
        sample: dict[str, list[Any]] = {name: [] for name in names}
        if plain and names:
            chosen = ", ".join(self._as_text(name) for name in names)
            for row in self._query(f"SELECT {chosen} FROM {self.table} LIMIT {_SAMPLE}"):
                for name, value in zip(names, row, strict=True):
                    sample[name].append(value)
        day = self._day(asked.date, sample.get(asked.date, []), plain) if asked.date else "CAST(NULL AS DATE)"
        moment = f"date_trunc('{asked.unit}', {day})" if asked.date else day
        parts = [f"CAST({moment} AS DATE) AS moment", f"min({day}) AS first", f"max({day}) AS last"]
        parts += [f"{self._as_text(name)} AS k{at}" for at, name in enumerate(asked.groups)]
        parts.append("count(*) AS n")
        for at, name in enumerate(asked.flags):
            parts += self._flag(name, at, sample[name], plain)
        written = self._as_text(asked.date) if asked.date else ""
        if written:
            # As a key of each row the words of a moment take longer than all the rest: only where no day can be read.
            unread = self._grouped(["NULL AS raw", *parts, f"count({written}) AS written"])
            if not any(row[1] is None and row[-1] for row in unread):
                return _framed([row[:-1] for row in unread], asked)
        raw = f"CASE WHEN {day} IS NULL THEN {written} END" if written else "CAST(NULL AS VARCHAR)"
        return _framed(self._grouped([f"{raw} AS raw", *parts]), asked)

    def _grouped(self, parts: list[str]) -> list[tuple[Any, ...]]:
        return self._query(f"SELECT {', '.join(parts)} FROM {self.table} GROUP BY ALL LIMIT {MOST_GROUPS + 1}")

    def strange(self, header: str) -> list[str]:
        text = self._as_text(header)
        word = f"lower(trim({text}))"
        known = ", ".join(f"'{one}'" for one in sorted(YES | NO))
        sql = f"SELECT DISTINCT {text} AS word FROM {self.table} WHERE {text} IS NOT NULL AND {word} NOT IN ({known})"
        return [str(row[0]) for row in self._query(f"{sql} ORDER BY word LIMIT 50")]

    def _as_text(self, header: str) -> str:
        column = _quoted(self.names[header])
        return column if self.types[header] == "VARCHAR" else f"CAST({column} AS VARCHAR)"

    def _day(self, header: str, sample: list[Any], plain: bool) -> str:
        """The day of a moment, in DuckDB's words; NULL where it is written otherwise."""
        column, kind = _quoted(self.names[header]), self.types[header]
        if kind.startswith(("DATE", "TIMESTAMP")):
            return f"CAST({column} AS DATE)"
        if kind != "VARCHAR":
            return "CAST(NULL AS DATE)"
        texts = [value for value in sample if isinstance(value, str)]
        dutch = sum(re.match(r"\d{1,2}-\d{1,2}-\d{4}", text) is not None for text in texts)
        if dutch * 2 > len(texts):
            return f"CAST(try_strptime({column}, ['%d-%m-%Y', '%d-%m-%Y %H:%M', '%d-%m-%Y %H:%M:%S']) AS DATE)"
        if plain and texts and max(map(len, texts)) <= 10:
            return f"TRY_CAST({column} AS DATE)"
        return f"TRY_CAST(left({column}, 10) AS DATE)"

    def _flag(self, header: str, at: int, sample: list[Any], plain: bool) -> list[str]:
        text = self._as_text(header)
        if plain:  # comparing with the few words that are there is far quicker than folding each
            words = {value for value in sample if isinstance(value, str)}
            yes = [word for word in words if word.strip().casefold() in YES]
            no = [word for word in words if word.strip().casefold() in NO]
        else:
            yes, no, text = sorted(YES), sorted(NO), f"lower(trim({text}))"
        return [
            f"{_times(text, yes)} AS yes{at}",
            f"{_times(text, no)} AS no{at}",
            f"count({_quoted(self.names[header])}) AS filled{at}",
        ]


def _times(text: str, words: Sequence[str]) -> str:
    listed = ["'" + word.replace("'", "''") + "'" for word in sorted(words)]
    if not listed:
        return "0"
    test = f"{text} = {listed[0]}" if len(listed) == 1 else f"{text} IN ({', '.join(listed)})"
    return f"coalesce(count_if({test}), 0)"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


class _Small(_Duck):
    """Another format: small, read as every file is, and grouped by DuckDB from memory."""

    def __init__(self, path: Path, known: Sequence[str]) -> None:
        import pandas as pd

        from wij_impact.catalogue.own.grid import open_grid
        from wij_impact.catalogue.own.headers import find_header
        from wij_impact.catalogue.reading import as_text

        grid = open_grid(path, known)
        header = find_header(grid, known)
        names = [name or f"column {at + 1}" for at, name in enumerate(header.names)]
        rows = [
            [as_text(record[at]) if at < len(record) else None for at in range(len(names))]
            for record in grid.records[header.below - 1 :]
            if any(cell is not None for cell in record)
        ]
        frame = pd.DataFrame(rows, columns=names, dtype="str")
        super().__init__(path, grid.format, "small", [], frame=frame)
        self.shown = grid.shown


# -- databases ----------------------------------------------------------------------------------------------------


def source_of_address(address: Address) -> Source:
    """The register in a table of a database."""
    return _Database(address)


class _Database:
    """A table behind an SQLAlchemy address, grouped by its own database."""

    def __init__(self, address: Address) -> None:
        self.address, self.shown, self.format = address, address.shown, "database"
        self.engine = open_engine(address.url, address.shown)
        self.table = table_in(self.engine, address)
        self.headers = [str(column.name) for column in self.table.columns]

    def _rows(self, query: Any) -> list[tuple[Any, ...]]:
        import sqlalchemy

        try:
            with self.engine.connect() as connection:
                return [tuple(row) for row in connection.execute(query)]
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise unreachable(error, self.shown) from None
        finally:
            self.engine.dispose()

    def counted(self, asked: Asked, *, plain: bool) -> pd.DataFrame:
        import sqlalchemy as sql

        def folded(name: str) -> Any:
            return sql.func.lower(sql.func.trim(sql.cast(self.table.c[name], sql.String)))

        def times(name: str, words: frozenset[str]) -> Any:
            return sql.func.sum(sql.case((folded(name).in_(sorted(words)), 1), else_=0))

        moment = self._moment(asked.date)
        groups = [self.table.c[name] for name in asked.groups]
        flags = [
            part
            for name in asked.flags
            for part in (times(name, YES), times(name, NO), sql.func.count(self.table.c[name]))
        ]
        keys = [*([moment] if asked.date else []), *groups]
        query = sql.select(*keys, sql.func.count(), *flags).group_by(*keys).limit(MOST_GROUPS + 1)
        rows = self._rows(query)
        if not asked.date:
            return _framed([(None, None, None, None, *row) for row in rows], asked)
        return _framed([(*_placed(row[0], asked.unit), *row[1:]) for row in rows], asked)

    def _moment(self, header: str) -> Any:
        """Of a moment with a clock only the day is grouped by."""
        import sqlalchemy as sql

        if not header:
            return None
        column = self.table.c[header]
        if isinstance(column.type, sql.DateTime | sql.TIMESTAMP):
            return sql.func.date(column)
        if isinstance(column.type, sql.String | sql.Text):
            clock = sql.or_(column.like("____-__-__ %:%"), column.like("____-__-__T%:%"))
            return sql.case((clock, sql.func.substr(column, 1, 10)), else_=column)
        return column

    def strange(self, header: str) -> list[str]:
        import sqlalchemy as sql

        text = sql.cast(self.table.c[header], sql.String)
        word = sql.func.lower(sql.func.trim(text))
        query = sql.select(text).where(text.is_not(None), word.not_in(sorted(YES | NO))).distinct().limit(50)
        return sorted(str(row[0]) for row in self._rows(query))


def _placed(value: Any, unit: str) -> tuple[Any, Any, Any, Any]:
    """A moment of a database as `counted` gives it: as written, or the first day of its month with its day."""
    import datetime as dt

    day = value.date() if isinstance(value, dt.datetime) else value
    if isinstance(day, str):
        with contextlib.suppress(ValueError):
            day = dt.date.fromisoformat(day) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) else day
    if isinstance(day, dt.date):
        return None, day.replace(day=1) if unit == "month" else day, day, day
    return value, None, None, None
