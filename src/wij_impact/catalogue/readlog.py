"""Which files were read, for the manifest of a report: written only when the pipeline asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

__all__ = ["READ_LOG_VARIABLE", "reads", "record_read"]

#: The pipeline names a file here before it starts a kernel; elsewhere nothing is recorded.
READ_LOG_VARIABLE = "WIJ_IMPACT_READ_LOG"

_listening: ContextVar[tuple[dict[Path, None], ...]] = ContextVar("listening", default=())
# What stands in a log already; a kernel has a log of its own, so what it inherits from its parent does not count.
_noted: set[tuple[str, Path]] = set()


def record_read(path: Path) -> None:
    """Note that `path` was read, when the pipeline keeps a log."""
    for seen in _listening.get():
        seen[Path(path)] = None
    log = os.environ.get(READ_LOG_VARIABLE)
    if log and (log, path) not in _noted:
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{Path(path).resolve()}\n")
        _noted.add((log, path))


@contextmanager
def reads() -> Iterator[dict[Path, None]]:
    """The files that are read inside, in order, as the keys of a mapping."""
    seen: dict[Path, None] = {}
    token = _listening.set((*_listening.get(), seen))
    try:
        yield seen
    finally:
        _listening.reset(token)
