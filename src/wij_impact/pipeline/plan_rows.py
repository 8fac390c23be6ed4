"""The rows of a file as they were when a plan was made: which are gone, added or changed, without their content."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MOST", "Changes", "Rows", "as_read", "compare", "load", "place_of", "read_rows", "store"]

#: A register of more rows keeps one fingerprint over all of them: that something changed, not in how many rows.
MOST = 50_000
#: A number that can be read in one way only; one without its leading zeros is another text, as a code may be.
_NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:[.,]([0-9]+))?")


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
    """How many rows are gone, added, and other than they were; and the columns in which those differ."""

    gone: int
    new: int
    changed: int
    columns: tuple[str, ...] = ()


def as_read(cell: object) -> str:
    """A cell as text, the same however a program writes that value: ``7`` for ``7.0``, and ``2.5`` for ``2,50``.

    What can be read in two ways (``1.250``) stays as it is written, and so does a code (``007``).

    Examples
    --------
    >>> [as_read(one) for one in (7, "7.0", "7,0", "2,50", "1.250", "0,250", "007", " a ", None)]
    ['7', '7', '7', '2.5', '1.250', '0.25', '007', 'a', '']
    """
    text = "" if cell is None else str(cell).strip()
    found = _NUMBER.fullmatch(text)
    if not found:
        return text
    sign, whole, behind = found[1], found[2], found[3] or ""
    if isinstance(cell, str) and len(behind) == 3 and whole != "0" and len(whole) <= 3:
        return text
    behind = behind.rstrip("0")
    size = f"{whole}.{behind}" if behind else whole
    return size if size == "0" else sign + size


def read_rows(
    columns: Sequence[str], rows: Iterable[Sequence[object]], outcomes: Iterable[str], *, as_text: bool = False
) -> Rows:
    """The rows of a file without its outcomes.

    Parameters
    ----------
    columns : sequence of str
        The headers.
    rows : iterable of sequences
        The cells as they are written.
    outcomes : iterable of str
        Headers that are left out.
    as_text : bool
        By what is written, not by what it is read as: so did a plan before its third version.

    Examples
    --------
    >>> before = read_rows(["id", "group", "score"], [["a", "1", None], ["b", "0", None]], ["score"])
    >>> after = read_rows(["score", "id", "group"], [["7", "b", "0"], ["9", "a", "1"]], ["score"])
    >>> before.digest() == after.digest()
    True
    """
    hidden = set(outcomes)
    kept = sorted((name, at) for at, name in enumerate(columns) if name not in hidden)
    cells = tuple(tuple(_mark(name, row[at], as_text) for name, at in kept) for row in rows)
    return Rows(tuple(name for name, _ in kept), cells)


def compare(before: Rows, now: Rows) -> Changes:
    """What happened to the rows, on the columns that both have.

    A row that is not there as it was is looked for by the column that tells rows apart (a number of a person), and
    without such a column by being the same in all cells but one. So a row that is gone and a row that was added stay
    two, and neither hides a row that changed.

    Examples
    --------
    One row gone, one added, and two that changed groups:

    >>> head = ["id", "group"]
    >>> before = read_rows(head, [["a", "1"], ["b", "0"], ["c", "1"], ["d", "0"]], [])
    >>> now = read_rows(head, [["a", "0"], ["b", "1"], ["c", "1"], ["e", "1"]], [])
    >>> compare(before, now)
    Changes(gone=1, new=1, changed=2, columns=('group',))
    """
    common = sorted(set(before.columns) & set(now.columns))
    was, found = before.only(common), now.only(common)
    gone = sorted((Counter(was) - Counter(found)).elements())
    new = sorted((Counter(found) - Counter(was)).elements())
    pairs = _paired(was, found, gone, new)
    apart = {common[at] for old, other in pairs for at in range(len(common)) if old[at] != other[at]}
    return Changes(len(gone) - len(pairs), len(new) - len(pairs), len(pairs), tuple(sorted(apart)))


_Row = tuple[str, ...]


def _paired(was: list[_Row], found: list[_Row], gone: list[_Row], new: list[_Row]) -> list[tuple[_Row, _Row]]:
    """The rows that are gone with what they became."""
    keys = [at for at in range(len(was[0]) if was else 0) if len({row[at] for row in was}) == len(was) > 1]
    known = {at: {row[at] for row in was} for at in keys}
    options = [(sum(row[at] in known[at] for row in found), _by(gone, new, (at,))) for at in keys]
    # The key is the column that knows most rows again; of two that do so as well, the one that needs least change.
    best = max(options, key=lambda one: (one[0], len(one[1]), -_apart(one[1])), default=(0, []))
    if best[0]:
        return best[1]
    pairs: list[tuple[_Row, _Row]] = []
    for left in range(len(was[0]) if was else 0):
        pairs += _by(gone, new, [at for at in range(len(was[0])) if at != left], pairs)
    return pairs


def _by(
    gone: list[_Row], new: list[_Row], columns: Sequence[int], taken: Sequence[tuple[_Row, _Row]] = ()
) -> list[tuple[_Row, _Row]]:
    """Rows that are the same on these columns, each once; a single column that is left alone says nothing."""
    if not columns:
        return []
    here = (Counter(gone) - Counter(old for old, _ in taken), Counter(new) - Counter(other for _, other in taken))
    waiting: dict[_Row, list[_Row]] = {}
    for row in sorted(here[1].elements(), reverse=True):
        waiting.setdefault(tuple(row[at] for at in columns), []).append(row)
    pairs = []
    for row in sorted(here[0].elements()):
        if others := waiting.get(tuple(row[at] for at in columns)):
            pairs.append((row, others.pop()))
    return pairs


def _apart(pairs: Sequence[tuple[_Row, _Row]]) -> int:
    return sum(one != other for old, new in pairs for one, other in zip(old, new, strict=True))


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


def _mark(column: str, cell: object, as_text: bool) -> str:
    written = ("" if cell is None else str(cell)) if as_text else as_read(cell)
    return hashlib.sha256(f"{column}\0{written}".encode()).hexdigest()[:16]
