"""The files that a plan is about: their rows and columns, and the fingerprint of everything but the outcomes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wij_impact.catalogue.own.databases import is_address
from wij_impact.catalogue.own.grid import FORMATS, open_grid
from wij_impact.catalogue.own.headers import Header, find_header
from wij_impact.catalogue.raw import Cell
from wij_impact.pipeline.jobs import Job
from wij_impact.pipeline.plan_rows import Rows, as_read, read_rows
from wij_impact.reports.declared import outcome_columns

__all__ = ["Moments", "Table", "as_moment", "files_of", "hidden_columns", "marked_of", "marks_of", "read_table"]


@dataclass(frozen=True)
class Moments:
    """Of a report that measures more often: the column, the moments at the plan, and those measured by then."""

    column: str = ""
    planned: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()


def as_moment(cell: Cell) -> str:
    """A moment as text, the same whatever the file made of it."""
    return as_read(cell)


@dataclass(frozen=True)
class Table:
    """A file as it stands: its header, and its rows as cells.

    Attributes
    ----------
    header : Header
        With the names as they stand in the file.
    columns : tuple of str
        Names, each once.
    rows : tuple of tuple of cells
        In the order of the file.
    """

    header: Header
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)

    def fingerprints(self, outcomes: Sequence[str], moments: Moments, *, as_text: bool = False) -> Rows:
        """Of the rows without these columns; of a report that measures more often, of the moments of the plan.

        What was measured already (`baseline`) is data like any other: it belongs to the fingerprint. `as_text` as
        `plan_rows.read_rows` takes it.
        """
        if moments.column not in self.columns:
            return read_rows(self.columns, self.rows, outcomes, as_text=as_text)
        at = self.columns.index(moments.column)
        hidden = [self.columns.index(one) for one in outcomes if one in self.columns]
        planned, measured = ({as_moment(one) for one in these} for these in (moments.planned, moments.measured))
        kept = []
        for row in self.rows:
            moment = as_moment(row[at])
            if moment in planned:
                masked = hidden if moment not in measured else ()
                kept.append(tuple(None if place in masked else cell for place, cell in enumerate(row)))
        return read_rows(self.columns, kept, [], as_text=as_text)

    def measured(self, columns: Sequence[str]) -> list[bool]:
        """Per row whether any of these columns holds something."""
        at = [self.columns.index(name) for name in columns if name in self.columns]
        return [any(row[one] is not None for one in at) for row in self.rows]

    def filled(self, columns: Sequence[str]) -> bool:
        """Whether any of these columns holds something."""
        return any(self.measured(columns))


def files_of(job: Job) -> dict[str, str]:
    """Parameter -> the file or the table of a database that it names; of a list, each with its number.

    A mapping, a questionnaire or a case holds no data.
    """
    found: dict[str, str] = {}
    for name, value in job.parameters.items():
        listed = value if isinstance(value, list | tuple) else [value]
        texts = [one for one in listed if isinstance(one, str) and _is_table(one)]
        found |= {name if len(texts) == 1 else f"{name} {at}": one for at, one in enumerate(texts, 1)}
    return found


def marked_of(job: Job) -> dict[str, Path]:
    """Parameter -> the file or folder that it names and that is no table: conversations, case sheets, a mapping."""
    found: dict[str, Path] = {}
    for name, value in job.parameters.items():
        listed = value if isinstance(value, list | tuple) else [value]
        texts = [one for one in listed if isinstance(one, str) and 0 < len(one) < 1000 and not _is_table(one)]
        places = [Path(one) for one in texts if is_there(one)]
        found |= {name if len(places) == 1 else f"{name} {at}": one for at, one in enumerate(places, 1)}
    return found


def is_there(text: str) -> bool:
    """Whether a text names a file or a folder."""
    try:
        return Path(text).exists()
    except OSError:  # no name that a file can have
        return False


def list_files(folder: Path) -> list[Path]:
    """The files of a folder, without what an editor or the plan itself leaves there."""
    every = sorted(one for one in folder.rglob("*") if one.is_file())
    return [one for one in every if not one.name.startswith((".", "~")) and ".plan-" not in one.name]


def marks_of(place: Path) -> tuple[str, ...]:
    """A fingerprint per file: its name inside the folder and its bytes, without saying either."""
    files = [place] if place.is_file() else list_files(place)
    made = []
    for file in files:
        name = "" if place.is_file() else file.relative_to(place).as_posix()
        made.append(hashlib.sha256(name.encode() + b"\0" + file.read_bytes()).hexdigest()[:16])
    return tuple(sorted(made))


def _is_table(text: str) -> bool:
    file = Path(text.partition("#")[0])
    return is_address(text) or (file.suffix.lower() in FORMATS and len(text) < 1000 and file.is_file())


def read_table(place: str, known: Sequence[str] = ()) -> Table:
    """Read a file as it stands: cells, nothing interpreted.

    Parameters
    ----------
    place : str
        A file, ``book.xlsx#Sheet``, or the address of a table in a database.
    known : sequence of str
        Headers to expect: they point out the header.
    """
    grid = open_grid(place, list(known))
    header = find_header(grid, list(known))
    at = [i for i, name in enumerate(header.names) if name and name not in header.names[:i]]
    records = (record for record in grid.records[header.below - 1 :] if any(cell is not None for cell in record))
    rows = tuple(tuple(record[i] if i < len(record) else None for i in at) for record in records)
    return Table(header, tuple(header.names[i] for i in at), rows)


def hidden_columns(job: Job, parameter: str, table: Table, told: Sequence[str] = ()) -> tuple[str, ...]:
    """The columns with outcomes: what the report takes as such, what its settings name, and what was told besides."""
    values: Mapping[str, Any] = job.values
    declared = outcome_columns(job.spec.name, parameter.partition(" ")[0], table.header, values)
    named = [values.get(name) for name in ("outcome", "outcomes")]
    texts = [str(one) for value in named if value for one in (value if isinstance(value, list | tuple) else [value])]
    parts = [part.strip() for text in texts for part in text.split(",")]
    return tuple(dict.fromkeys([*told, *declared, *(part for part in parts if part in table.columns)]))
