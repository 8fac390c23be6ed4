"""Which files were read, for the manifest of a report: written only when the pipeline asks for it."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["READ_LOG_VARIABLE", "record_read"]

#: The pipeline names a file here before it starts a kernel; elsewhere nothing is recorded.
READ_LOG_VARIABLE = "WIJ_IMPACT_READ_LOG"


def record_read(path: Path) -> None:
    """Note that `path` was read, when the pipeline keeps a log."""
    log = os.environ.get(READ_LOG_VARIABLE)
    if log:
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{Path(path).resolve()}\n")
