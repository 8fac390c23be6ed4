"""Known tables, read once a process: kept while every file they come from is the same, and never longer.

A table is kept with a stamp of each file that decides what it holds: its own files, those of the tables its codes
come from, and the dictionary. The stamp has more than time and size: a file that was put back with its old date has
another change time. A file that was written just before it was read is not kept, because a second write within one
tick of the clock could not be seen. Callers get copies.

The kernel server (`pipeline.kernel_server`) reads the tables before it forks, so that kernels share them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from wij_impact.catalogue.readlog import reads, record_read

__all__ = ["Memory", "stamp"]

Kept = TypeVar("Kept")
Stamp = tuple[int, ...]

#: A file younger than this when it was read is read again next time (in nanoseconds).
_SETTLED = 2_000_000_000


def stamp(file: Path) -> Stamp:
    """What changes when a file changes: times, size, and which file it is; empty when it is not there."""
    try:
        found = os.stat(file)
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


@dataclass(frozen=True)
class _Entry(Generic[Kept]):
    files: tuple[Path, ...]
    stamps: tuple[Stamp, ...]
    read: tuple[Path, ...]
    value: Kept


class Memory(Generic[Kept]):
    """Results of reading, by key.

    Parameters
    ----------
    copy : callable
        Makes what a caller gets of what is kept, so that no caller changes it for another.
    largest : int
        So many keys at most; the oldest goes.
    """

    def __init__(self, copy: Callable[[Kept], Kept], largest: int = 64) -> None:
        self._copy = copy
        self._largest = largest
        self._kept: dict[Hashable, _Entry[Kept]] = {}

    def get(self, key: Hashable, files: Sequence[Path], read: Callable[[], Kept]) -> Kept:
        """What `read()` gives, from memory when none of `files` has changed since.

        Parameters
        ----------
        key : hashable
            What is read.
        files : sequence of Path
            Every file that decides what is read, as they are now; a file that comes or goes changes the sequence.
        read : callable
            Reads it. What it reads is noted for the manifest also when it comes from memory.
        """
        stamps = tuple(stamp(file) for file in files)
        entry = self._kept.get(key)
        if entry is not None and (entry.files, entry.stamps) == (tuple(files), stamps):
            for file in entry.read:
                record_read(file)
            return self._copy(entry.value)
        begun = time.time_ns()
        with reads() as seen:
            value = read()
        if all(begun - max(found[:2]) > _SETTLED for found in stamps if found):
            while len(self._kept) >= self._largest:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = _Entry(tuple(files), stamps, tuple(seen), self._copy(value))
        else:
            self._kept.pop(key, None)
        return value

    def forget(self) -> None:
        """Read everything again."""
        self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)

    def __reduce__(self) -> Any:
        raise TypeError("a memory belongs to one process")
