"""The one reader: every file a user brings, read by what a room needs of it, or refused with the cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.own.column_types import typed
from wij_impact.catalogue.own.databases import is_address
from wij_impact.catalogue.own.grid import Grid, open_grid
from wij_impact.catalogue.own.headers import Header, find_header, match_needs, slug
from wij_impact.catalogue.own.mapping import ColumnMapping, read_mapping
from wij_impact.catalogue.own.needs import Need
from wij_impact.catalogue.own.record import Reading, note, unused_columns
from wij_impact.catalogue.own.totals import find_not_units
from wij_impact.catalogue.own.work import Work
from wij_impact.catalogue.own_file import find_place
from wij_impact.catalogue.problems import Problem, ReadError, gather, with_headers
from wij_impact.errors import suggest
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Needs", "OwnTable", "columns_of", "examine_own", "headers_of", "read_own"]

#: Needs, or a function that says them once the headers are known.
Needs = Sequence[Need] | Callable[[list[str]], Sequence[Need]]


@dataclass(frozen=True)
class OwnTable:
    """What reading gave: the frame (None when it cannot be used), what was read, and every problem."""

    frame: pd.DataFrame | None
    reading: Reading | None
    problems: list[Problem]


def read_own(
    path: str | Path,
    needs: Needs,
    mapping: Mapping[str, str] | str | Path | None = None,
    *,
    known: Sequence[str] = (),
) -> tuple[pd.DataFrame, Reading]:
    """Read a file of the user's own.

    Parameters
    ----------
    path : str or Path
        A .csv, .xlsx, .ods, .sav or .parquet file, found as `find_file` finds it, or the SQLAlchemy address of a
        table: ``sqlite:///file.db#table``, ``postgresql://user@server/base#table``.
    needs : sequence of Need, or a function
        The columns that are needed. A function gets the headers of the file and returns the needs.
    mapping : mapping or path, optional
        Our name -> header in the file; or a TOML file with a table ``[columns]`` that says so.
    known : sequence of str
        Headers to expect, where `needs` is a function: they help to find the header and the delimiter.

    Returns
    -------
    (DataFrame, Reading)
        The needed columns, typed: float64 for numbers, text (`str`) for text and codes, whole numbers or text in real
        order for moments. The index, named ``row``, is the row in the file. The reading is also
        ``frame.attrs["reading"]``.

    Raises
    ------
    InputError
        For the first thing wrong, with file, row, column and remedy, and how many there are besides.
    UsageError
        When the file is not there.

    Notes
    -----
    Left out and named in the reading: totals, averages, countries, remarks, moments of another length, columns that
    are not needed. Converted and named: thousands marks, moments, municipal codes, missing codes.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from wij_impact.catalogue import Need, read_own
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "teams.csv"
    >>> _ = file.write_text("team;clienten;klachten\\nA;1.250;11\\nB;980;9\\nC;700;-99997\\nTotaal;2.930;20\\n")
    >>> counts = [Need("clienten", "base", whole=True), Need("klachten", "count", whole=True)]
    >>> needs = [Need("team", "unit", "text"), *counts]
    >>> frame, reading = read_own(file, needs)
    >>> frame["clienten"].tolist(), [note.code for note in reading.notes]
    ([1250.0, 980.0, 700.0], ['thousands', 'missing-code', 'total-row'])
    """
    table = examine_own(path, needs, mapping, known=known)
    gather(table.problems, table.reading)
    errors = [one for one in table.problems if one.severity == "error"]
    if errors:
        raise errors[0].as_error(len(errors) - 1)
    assert table.frame is not None  # without errors it was read
    assert table.reading is not None
    return table.frame, table.reading


def examine_own(
    path: str | Path,
    needs: Needs,
    mapping: Mapping[str, str] | str | Path | None = None,
    *,
    known: Sequence[str] = (),
    shown: str = "",
) -> OwnTable:
    """As `read_own`, with every problem instead of the first; nothing is raised for what is wrong in the data."""
    place = path if is_address(path) else find_place(path)
    given = _mapping_of(mapping)
    columns = dict(given.columns)
    listed = [] if callable(needs) else list(needs)
    expected = [*known, *columns.values(), *_expected(listed)]
    try:
        grid = open_grid(place, expected, shown=shown)
    except ReadError as error:
        return OwnTable(None, None, [error.problem])
    header = find_header(grid, expected)
    wanted = list(needs([name for name in header.names if name])) if callable(needs) else listed
    misspelt = given.unknown([need.name for need in wanted], near_only=True)
    return OwnTable(None, None, misspelt) if misspelt else read_grid(grid, header, wanted, columns)


def headers_of(path: str | Path, known: Sequence[str] = ()) -> list[str]:
    """The headers of a file, without reading further."""
    grid = open_grid(path if is_address(path) else find_place(path), known)
    return [name for name in find_header(grid, known).names if name]


def columns_of(path: str | Path, needs: Sequence[Need]) -> set[str]:
    """Which of the `needs` a file has a column for: by our name, a label or another name in use."""
    return set(match_needs(headers_of(path, _expected(needs)), needs)[0])


def _expected(needs: Sequence[Need]) -> list[str]:
    names = []
    for need in needs:
        names += [need.name, *need.aliases, *([need.label.nl, need.label.en] if need.label else [])]
    return names


def _mapping_of(mapping: Mapping[str, str] | str | Path | None) -> ColumnMapping:
    if mapping is None or mapping == "":
        return ColumnMapping()
    return read_mapping(mapping) if isinstance(mapping, str | Path) else ColumnMapping(dict(mapping))


def read_grid(grid: Grid, header: Header, needs: Sequence[Need], mapping: Mapping[str, str] | None = None) -> OwnTable:
    """Read a grid whose header is known."""
    import pandas as pd

    work = Work(grid, header, needs)
    positions, absent = match_needs(header.names, needs, mapping)
    headers = {name: header.names[at] for name, at in positions.items()}
    _missing_columns(work, needs, positions, absent)
    found = work.take_rows()
    if not work.rows and not work.problems:
        work.wrong("no-rows", header.row, "")
    if work.problems or any(n.required and n.name not in positions for n in needs):
        return OwnTable(None, None, with_headers(work.problems, headers))
    _say_columns(work, needs, positions)
    columns = typed(work, needs, positions)
    dropped = _not_units(work, needs, columns, headers)
    units = next((need.name for need in needs if need.role == "unit" and need.name in positions), None)
    moments = [need for need in needs if need.type == "moment" and need.name in positions]
    keep = [at for at in range(len(work.rows)) if at not in dropped]
    data = {name: _array([values[at] for at in keep], kind) for name, (values, kind) in columns.items()}
    frame = pd.DataFrame(data, index=pd.Index([work.rows[at] for at in keep], name="row", dtype="int64"))
    if not keep and not work.problems:
        work.wrong("no-rows", header.row, "")
    first, last, length = _span(work, moments, columns, keep)
    ordered = next((need.name for need in moments if need.ordered), None)
    if ordered is not None and not work.problems:
        sorted_frame = frame.sort_values(ordered, kind="stable")
        if sorted_frame.index.tolist() != frame.index.tolist():
            work.notes.append(note("reordered", ordered, count=len(frame)))
        frame = sorted_frame
    _hidden(work, positions)
    reading = Reading(
        grid.shown,
        grid.format,
        found,
        len(frame),
        headers,
        header.row,
        None if units is None else int(frame[units].nunique()),
        first,
        last,
        length,
        grid.encoding,
        grid.delimiter,
        grid.sheet,
        tuple(work.notes),
    )
    frame.attrs["reading"] = reading
    return OwnTable(frame, reading, with_headers(work.problems, headers))


def _array(values: list[Any], kind: str) -> Any:
    import pandas as pd

    if kind == "number":
        return pd.array(values, dtype="float64")
    if kind == "whole":
        return pd.array([int(value) for value in values], dtype="int64")
    return pd.array(values, dtype="str")


def _missing_columns(work: Work, needs: Sequence[Need], positions: dict[str, int], absent: dict[str, str]) -> None:
    names = [name for name in work.header.names if name]
    asked = [need.name for need in needs if need.required]
    if len(names) == 1 and len(asked) > 1 and sum(slug(name) in slug(names[0]) for name in asked) > 1:
        work.wrong("one-column", work.header.row, "", value=names[0][:60])
        return
    for need in needs:
        if need.name in absent:
            name = absent[need.name]
            label = _near(suggest(name, names), need)
            work.wrong("missing-column", work.header.row, name, name=name, label=label)
        elif need.name not in positions and need.required:
            twice = work.header.names.count(need.name) > 1
            if twice:
                work.wrong("duplicate-column", work.header.row, need.name)
                continue
            near = suggest(need.name, names)
            work.wrong("missing-column", work.header.row, need.name, name=need.name, label=_near(near, need))
        elif need.name in positions and work.header.names.count(work.header.names[positions[need.name]]) > 1:
            work.wrong("duplicate-column", work.header.row, work.header.names[positions[need.name]])


def _near(near: str | None, need: Need) -> Text:
    label = need.label or Text(nl=need.name, en=need.name)
    if near is None:
        return label
    return Text(nl=f"{label.nl}; bedoelt u '{near}'?", en=f"{label.en}; did you mean '{near}'?")


def _say_columns(work: Work, needs: Sequence[Need], positions: dict[str, int]) -> None:
    header = work.header
    if header.row > 1:
        work.notes.append(note("header-below", rows=[header.row]))
    for need in needs:
        at = positions.get(need.name)
        if at is not None and header.names[at] != need.name:
            work.notes.append(note("column-by-label", need.name, what=[header.names[at]]))
    work.notes += unused_columns(
        [name for at, name in enumerate(header.names) if name and at not in positions.values()]
    )


def _not_units(
    work: Work, needs: Sequence[Need], columns: dict[str, tuple[list[Any], str]], headers: dict[str, str]
) -> set[int]:
    """Positions of rows that are left out: no units, or moments of another length."""
    gone = set(work.gone)
    unit = next((need for need in needs if need.role == "unit" and need.name in columns), None)
    if unit is None:
        return gone
    names: list[str | None] = columns[unit.name][0]
    counts = {
        need.name: columns[need.name][0] for need in needs
        if need.role in ("count", "base") and need.name in columns and columns[need.name][1] == "number"
    }  # fmt: skip
    moment = next((need.name for need in needs if need.type == "moment" and need.name in columns), None)
    alive = [at for at in range(len(names)) if at not in gone]
    found = find_not_units(
        [names[at] for at in alive],
        {name: [values[at] for at in alive] for name, values in counts.items()},
        None if moment is None else [columns[moment][0][at] for at in alive],
    )
    for kind, where in found.found.items():
        rows = [alive[at] for at in sorted(where)]
        work.notes.append(note(kind, unit.name, rows=[work.rows[at] for at in rows], what=[names[at] for at in rows]))
        gone |= set(rows)
    for at, column, said, computed in found.differs:
        detail = f"{headers[column]} {said:g}, {computed:g}"
        name = names[alive[at]]
        work.notes.append(note("total-differs", unit.name, rows=[work.rows[alive[at]]], what=[name], detail=detail))
    shown = {work.rows[at] for at in gone}
    # What is wrong in a row that is left out need not be mended.
    work.problems = [one for one in work.problems if one.row not in shown]
    nameless = [at for at in range(len(names)) if names[at] is None and at not in gone]
    for at in nameless:
        if not any(one.rule == "merged-cell" and one.row == work.rows[at] for one in work.problems):
            work.wrong("missing-value", work.rows[at], unit.name,
                       remedy=Text(nl="Geef elke rij een eenheid.", en="Give every row a unit."))  # fmt: skip
    return gone


def _span(
    work: Work, moments: list[Need], columns: dict[str, tuple[list[Any], str]], keep: list[int]
) -> tuple[str, str, str]:
    if not moments:
        return "", "", ""
    read = work.moments[moments[0].name]
    found = sorted(one for at in keep if (one := read.moments[at]) is not None)
    if not found:
        return "", "", ""
    return found[0].iso(), found[-1].iso(), read.length or ""


def _hidden(work: Work, positions: dict[str, int]) -> None:
    if work.grid.layout.hidden_sheets:
        work.notes.append(note("hidden-sheets", what=work.grid.layout.hidden_sheets))
    rows = sorted(work.grid.layout.hidden_rows & set(work.rows))
    if rows:
        work.notes.append(note("hidden-rows", rows=rows))
    columns = [work.header.names[at] for at in positions.values() if at + 1 in work.grid.layout.hidden_columns]
    if columns:
        work.notes.append(note("hidden-columns", what=columns))
