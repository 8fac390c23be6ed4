"""The facts of each report: numbers with unit and source, and codes. No language, no layout.

A report is a notebook, its words (`data/words/<report>.toml`) and, where it has numbers to gather, a sub-package here
with the same name and a module `facts`.
"""

from __future__ import annotations

__all__: list[str] = []


def __dir__() -> list[str]:
    return sorted(__all__)
