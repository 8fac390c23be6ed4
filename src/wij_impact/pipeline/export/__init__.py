"""From an executed notebook to files: one source, several formats."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wij_impact.pipeline.export.context import ExportContext, IndexEntry
    from wij_impact.pipeline.export.document import ReportDocument, read_document
    from wij_impact.pipeline.export.exporters import EXPORTERS, export_report
    from wij_impact.pipeline.export.index import index_entry, mailed_files, write_index

_HOME = {
    "EXPORTERS": "exporters",
    "ExportContext": "context",
    "IndexEntry": "context",
    "ReportDocument": "document",
    "export_report": "exporters",
    "index_entry": "index",
    "mailed_files": "index",
    "read_document": "document",
    "write_index": "index",
}

__all__ = [
    "EXPORTERS",
    "ExportContext",
    "IndexEntry",
    "ReportDocument",
    "export_report",
    "index_entry",
    "mailed_files",
    "read_document",
    "write_index",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
