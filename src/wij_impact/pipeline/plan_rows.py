"""The rows of a file as they were when a plan was made: which are gone, added or changed, without their content."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MOST", "Changes", "Rows", "compare", "load", "place_of", "read_rows", "store"]

#: A register of more rows keeps one fingerprint over all of them: that something changed, not in how many rows.
MOST = 50_000


@dataclass(frozen=True)
class Rows:
    """The cells of a file, by column: a fingerprint of each, in the order of the file.

    Attributes
    ----------
    columns : tuple of str
        The columns that are no outcomes, in order of their names.
    cells : tuple of tuple of str
        Per row a fingerprint per column.
    """

    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]

    def digest(self, columns: Sequence[str] | None = None) -> str:
        """The fingerprint of everything: the order of rows and columns does not matter."""
        names = sorted(self.columns if columns is None else columns)
        plain = json.dumps([names, sorted(self.only(names))], ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()

    def only(self, columns: Iterable[str]) -> list[tuple[str, ...]]:
        """The rows on these columns, in order of their names."""
        at = [self.columns.index(name) for name in sorted(columns)]
        return [tuple(row[one] for one in at) for row in self.cells]


@dataclass(frozen=True)
class Changes:
    """How many rows are gone, added, and other than they were (one gone and one added count as one changed)."""

    gone: int
    new: int
    changed: int


def read_rows(columns: Sequence[str], rows: Iterable[Sequence[object]], outcomes: Iterable[str]) -> Rows:
    """The rows of a file without its outcomes.

    Parameters
    ----------
    columns : sequence of str
        The headers.
    rows : iterable of sequences
        The cells as they are written.
    outcomes : iterable of str
        Headers that are left out.

    Examples
    --------
    >>> before = read_rows(["id", "group", "score"], [["a", "1", None], ["b", "0", None]], ["score"])
    >>> after = read_rows(["score", "id", "group"], [["7", "b", "0"], ["9", "a", "1"]], ["score"])
    >>> before.digest() == after.digest()
    True
    """
    hidden = set(outcomes)
    kept = sorted((name, at) for at, name in enumerate(columns) if name not in hidden)
    cells = tuple(tuple(_mark(name, row[at]) for name, at in kept) for row in rows)
    return Rows(tuple(name for name, _ in kept), cells)


def compare(before: Rows, now: Rows) -> Changes:
    """What happened to the rows, on the columns that both have.

    Examples
    --------
    One row gone, and two that changed groups:

    >>> head = ["id", "group"]
    >>> before = read_rows(head, [["a", "1"], ["b", "0"], ["c", "1"], ["d", "0"]], [])
    >>> now = read_rows(head, [["a", "0"], ["b", "1"], ["c", "1"]], [])
    >>> compare(before, now)
    Changes(gone=1, new=0, changed=2)
    """
    common = sorted(set(before.columns) & set(now.columns))
    was, found = Counter(before.only(common)), Counter(now.only(common))
    gone, new = (was - found).total(), (found - was).total()
    changed = min(gone, new)
    return Changes(gone - changed, new - changed, changed)


def place_of(data: Path, digest: str) -> Path:
    """Where the rows behind a plan are kept: beside the data, since they are about the same people."""
    return data.with_name(f"{data.name}.plan-{digest[:12]}.json")


def store(rows: Rows, place: Path) -> None:
    """Keep the rows of a plan."""
    place.write_text(json.dumps({"columns": rows.columns, "cells": rows.cells}) + "\n", encoding="utf-8")


def load(place: Path, digest: str) -> Rows | None:
    """The rows of a plan; None when they are not there, or are not those that were planned."""
    try:
        content: Mapping[str, list[list[str]]] = json.loads(place.read_text(encoding="utf-8"))
        rows = Rows(tuple(map(str, content["columns"])), tuple(tuple(map(str, row)) for row in content["cells"]))
        return rows if rows.digest() == digest else None
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def _mark(column: str, cell: object) -> str:
    return hashlib.sha256(f"{column}\0{'' if cell is None else cell}".encode()).hexdigest()[:16]
