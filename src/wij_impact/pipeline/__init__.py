"""The pipeline: from notebook to published report, and back again to check it.

`notebooks` and `parameters` say what can be asked, `execute` and `kernel` run it, `export` writes it, `publish` puts
it in place, `manifest` and `verification` make it repeatable, `run` holds them together.
"""

from __future__ import annotations

import importlib
from typing import Any

from wij_impact.pipeline.lean import leave_out_formats

# Before any module of this package imports nbformat.
leave_out_formats()

_WHERE = {
    "Job": "jobs",
    "Outcome": "jobs",
    "Settings": "jobs",
    "run_reports": "run",
    "ReportSpec": "notebooks",
    "find_reports": "notebooks",
    "select": "notebooks",
    "Verdict": "verification",
    "verify": "verification",
}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    # Loaded when first used: `wij-impact list` needs no kernel, and papermill takes a second to import.
    if name in _WHERE:
        return getattr(importlib.import_module(f"wij_impact.pipeline.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'wij_impact.pipeline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
