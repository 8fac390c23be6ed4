"""Tables that are no document: Parquet files, and tables of a database by their SQLAlchemy address.

A password in an address stays in memory: what is shown, logged or raised holds the address without it.
"""

from __future__ import annotations

import datetime as dt
import decimal
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from wij_impact.catalogue.problems import fail
from wij_impact.catalogue.raw import Cell, Odd

__all__ = [
    "Address",
    "is_address",
    "keep_password",
    "open_engine",
    "parse_address",
    "read_database",
    "read_parquet",
    "table_in",
    "unreachable",
]

#: Rows that are brought into memory; larger registers are grouped where they are (`group_records`).
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Address:
    """A table in a database. `shown` has no password and no user."""

    url: str
    table: str
    shown: str

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"


def is_address(path: str | Path) -> bool:
    """Whether this is the address of a table in a database.

    Examples
    --------
    >>> is_address("sqlite:///file.db#vragen"), is_address("data/teams.csv")
    (True, False)
    """
    return re.match(r"[a-z][a-z0-9_+]*://", str(path)) is not None


def keep_password(text: str) -> str:
    """An address without its password, which is kept in the environment of this process and of those it starts.

    So a parameter can be written down: in the name of a folder, in a notebook, in a manifest. Another run finds the
    password where PostgreSQL itself looks (``PGPASSWORD``, ``.pgpass``), or is given it again.

    Examples
    --------
    >>> keep_password("postgresql://piet:geheim@server/wij#vragen")
    'postgresql://piet@server/wij#vragen'
    >>> keep_password("a:b@c"), keep_password("sqlite:///file.db#vragen")
    ('a:b@c', 'sqlite:///file.db#vragen')
    """
    if not is_address(text):
        return text
    scheme, _, rest = text.partition("://")
    # The last @ before the path: a password may hold one itself.
    inside, at, behind = rest.rpartition("@")
    user, colon, password = inside.partition(":")
    if not at or not colon:
        return text
    plain = f"{scheme}://{user}@{behind}"
    os.environ[_kept_as(plain)] = password
    return plain


def _kept_as(plain: str) -> str:
    without_table = plain.partition("#")[0]
    return f"WIJ_IMPACT_SECRET_{hashlib.sha256(without_table.encode()).hexdigest()[:16].upper()}"


def _with_password(url: str) -> str:
    """The address with the password that `keep_password` took from it."""
    password = os.environ.get(_kept_as(url))
    scheme, mark, rest = url.partition("://")
    user, at, behind = rest.partition("@")
    if password is None or not at or ":" in user:
        return url
    return f"{scheme}{mark}{user}:{quote(unquote(password), safe='')}@{behind}"


def parse_address(path: str) -> Address:
    """The address and its table.

    Raises
    ------
    InputError
        When no table is named, or the address is none.

    Examples
    --------
    >>> parse_address("postgresql://user:secret@server/wij#vragen").shown
    'postgresql://server/wij#vragen'
    """
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError

    url, _, table = path.partition("#")
    plain = re.sub(r"//.*@", "//", url)
    try:
        made = make_url(_with_password(url))
    except (ArgumentError, ValueError):
        raise fail("no-database", plain, name=plain, reason="?") from None
    if made.drivername == "postgresql":
        made = made.set(drivername="postgresql+psycopg")
    kind = made.drivername.split("+")[0]
    shown = URL.create(kind, host=made.host, port=made.port, database=made.database)
    # Of a file only its name: a report names no folder of this machine.
    name = Path(made.database or "").name if kind == "sqlite" else shown.render_as_string()
    if not table:
        raise fail("no-table", name, name="", known=", ".join(_tables(made.render_as_string(False), name)) or "?")
    return Address(made.render_as_string(hide_password=False), table, f"{name}#{table}")


def _tables(url: str, shown: str) -> list[str]:
    import sqlalchemy

    engine = open_engine(url, shown)
    try:
        inspector = sqlalchemy.inspect(engine)
        return sorted([*inspector.get_table_names(), *inspector.get_view_names()])
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise unreachable(error, shown) from None
    finally:
        engine.dispose()


def open_engine(url: str, shown: str) -> Any:
    import sqlalchemy

    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file():
        raise fail("missing-file", shown)  # SQLite would make an empty one
    try:
        return sqlalchemy.create_engine(url, hide_parameters=True)
    except (sqlalchemy.exc.SQLAlchemyError, ImportError) as error:
        raise unreachable(error, shown) from None


def unreachable(error: Exception, shown: str) -> Exception:
    # The text of a driver can hold the address, so only the kind of error is told.
    kind = type(getattr(error, "orig", None) or error).__name__
    return fail("no-database", shown, name=shown, reason=kind)


def table_in(engine: Any, address: Address) -> Any:
    """The table of an address, with its columns."""
    import sqlalchemy

    schema, _, bare = address.table.rpartition(".")
    try:
        inspector = sqlalchemy.inspect(engine)
        known = sorted([*inspector.get_table_names(schema or None), *inspector.get_view_names(schema or None)])
        if bare not in known:
            raise fail("no-table", address.shown, name=address.table, known=", ".join(known) or "-")
        return sqlalchemy.Table(bare, sqlalchemy.MetaData(), autoload_with=engine, schema=schema or None)
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise unreachable(error, address.shown) from None


def read_database(address: Address) -> list[list[Cell]]:
    """All rows of a table in a database, the header first."""
    import sqlalchemy

    engine = open_engine(address.url, address.shown)
    try:
        table = table_in(engine, address)
        with engine.connect() as connection:
            found = connection.execute(sqlalchemy.select(table).limit(MOST_ROWS + 1)).fetchall()
        names: list[Cell] = [str(column.name) for column in table.columns]
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise unreachable(error, address.shown) from None
    finally:
        engine.dispose()
    return _records(names, found, address.shown)


def read_parquet(path: Path, shown: str) -> list[list[Cell]]:
    """All rows of a Parquet file, the header first."""
    import duckdb

    connection = duckdb.connect()
    try:
        cursor = connection.execute(f"SELECT * FROM read_parquet(?) LIMIT {MOST_ROWS + 1}", [str(path)])
        names: list[Cell] = [str(column[0]) for column in cursor.description]
        found = cursor.fetchall()
    except duckdb.Error:
        raise fail("broken-columns", shown, kind="Parquet") from None
    finally:
        connection.close()
    return _records(names, found, shown)


def _records(names: list[Cell], found: Any, shown: str) -> list[list[Cell]]:
    if len(found) > MOST_ROWS:
        raise fail("too-large-file", shown, found=f"> {MOST_ROWS:,} rows", limit=f"{MOST_ROWS:,} rows")
    return [names, *([_cell(value) for value in row] for row in found)]


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        return None if value != value else value
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.datetime | dt.date):
        return Odd("date", value.isoformat()[:10], value.strftime("%d-%m-%Y"))
    if isinstance(value, bytes | bytearray | memoryview):
        # Older writers of Parquet leave out that their text is text; what is none is told as damage by the grid.
        return bytes(value).decode("utf-8", errors="replace")
    return str(value)
