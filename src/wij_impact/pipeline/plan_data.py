"""The files that a plan is about: their rows and columns, and the fingerprint of everything but the outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wij_impact.catalogue.own.databases import is_address
from wij_impact.catalogue.own.grid import FORMATS, open_grid
from wij_impact.catalogue.own.headers import Header, find_header
from wij_impact.catalogue.raw import Cell
from wij_impact.pipeline.jobs import Job
from wij_impact.pipeline.plan_rows import Rows, read_rows
from wij_impact.reports.declared import outcome_columns

__all__ = ["Table", "files_of", "hidden_columns", "read_table"]


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

    def without(self, outcomes: Sequence[str]) -> Rows:
        """The fingerprints of the rows, without these columns."""
        return read_rows(self.columns, self.rows, outcomes)

    def filled(self, columns: Sequence[str]) -> bool:
        """Whether any of these columns holds something."""
        at = [self.columns.index(name) for name in columns if name in self.columns]
        return any(row[one] is not None for row in self.rows for one in at)


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
