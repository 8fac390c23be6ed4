"""A file of the user's own: found where a user would say it is, and held to the dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.dictionary import load_dictionary
from wij_impact.catalogue.own.databases import is_address, parse_address
from wij_impact.catalogue.own.record import Reading, unused_columns
from wij_impact.catalogue.problems import fail, gather
from wij_impact.catalogue.readlog import record_read
from wij_impact.catalogue.resolve import resolve_data
from wij_impact.catalogue.tables import examine
from wij_impact.errors import UsageError
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_file", "find_place", "load_file"]


def find_file(path: str | Path) -> Path:
    """The file the user means: as a full path, or relative to the working, the data or the study folder.

    Raises
    ------
    UsageError
        When it is in none of these.

    Examples
    --------
    >>> find_file("published/figures.csv").name
    'figures.csv'
    """
    folder = resolve_data().path
    found = next((one for one in (Path(path), folder / path, folder.parent / path) if one.is_file()), None)
    if found is None and path and Path(path).is_dir():
        raise UsageError(
            Text(nl=f"'{path}' is een map, geen bestand.", en=f"'{path}' is a folder, not a file."),
            remedy=Text(nl="Geef het bestand dat erin staat.", en="Give the file that is in it."),
        )
    if found is None:
        raise UsageError(
            Text(nl=f"het bestand '{path}' is er niet.", en=f"there is no file '{path}'."),
            remedy=Text(nl="Geef het hele pad naar het bestand.", en="Give the full path of the file."),
        )
    return found


def find_place(path: str | Path) -> Path:
    """As `find_file`; ``book.xlsx#Sheet`` is that sheet of the file.

    Raises
    ------
    UsageError
        When the file is not there.
    """
    name, mark, sheet = str(path).rpartition("#")
    if mark and not Path(path).is_file():
        return find_file(name).with_name(f"{Path(name).name}#{sheet}")
    return find_file(path)


def load_file(table: str, path: str | Path, *, beside: Mapping[str, pd.DataFrame] | None = None) -> pd.DataFrame:
    """A user's own file as the table of that name, typed and checked against the data dictionary.

    Parameters
    ----------
    table : str
        Name in the data dictionary.
    path : str or Path
        A csv, xlsx, ods, sav or parquet file (from ``wij-impact template TABLE``), see `find_file` (``book.xlsx#Sheet``
        names a sheet); or the SQLAlchemy address of a table: ``sqlite:///file.db#table``.
    beside : mapping, optional
        Other tables of the user's own that rules of this one look at: ``{"targets": ...}`` for ``"progress"``.

    Returns
    -------
    DataFrame
        Its index, called ``row``, is the row in the file (`estimates.columns.row_of`); ``attrs["reading"]`` says what
        was read.

    Raises
    ------
    UsageError
        When the file is not there.
    InputError
        For the first problem in it, with row, column and remedy.

    Examples
    --------
    >>> costs = load_file("care_costs_monthly", "examples/care_costs_monthly.csv")
    >>> len(costs), costs.attrs["reading"].first
    (72, '2017-01')
    """
    if is_address(path):
        # A path would lose a slash of the address, so it stays text all the way to the reader.
        place: Any = str(path)
        name, kind = parse_address(place).shown, "database"
    else:
        place = find_place(path)
        name, kind = place.name, place.suffix.lstrip(".").lower().partition("#")[0]
        record_read(place.with_name(name.partition("#")[0]) if not place.is_file() else place)
    examined = examine(table, resolve_data(), files=[place], shown={place: name}, beside=beside)
    gather(examined.problems)
    errors = examined.errors()
    if errors:
        raise errors[0].as_error(len(errors) - 1)
    if examined.placed is None:  # in a data folder an empty template adds nothing; here it is all there is
        raise fail("no-rows", name)
    # Each row keeps its number in the file, so that whoever refuses one later can say which.
    frame = examined.placed.by_row()
    unused = [one.column for one in examined.problems if one.rule == "unknown-column"]
    times = [column.name for column in load_dictionary().table(table).columns.values() if column.type == "period"]
    moments = sorted(frame[times[0]].dropna()) if times and times[0] in frame else []
    frame.attrs["reading"] = Reading(
        name,
        kind,
        len(frame),
        len(frame),
        {str(name): str(name) for name in frame.columns},
        notes=unused_columns(unused),
        first=str(moments[0]) if moments else "",
        last=str(moments[-1]) if moments else "",
    )
    return frame
