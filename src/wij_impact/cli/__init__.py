"""The commands. `main` is the entry point; everything heavy is imported by the command that needs it."""

from __future__ import annotations

from wij_impact.cli.main import main

__all__ = ["main"]


def __dir__() -> list[str]:
    return sorted(__all__)
