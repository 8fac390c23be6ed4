"""From an executed notebook to files: one source, several formats."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wij_impact.pipeline.export.context import ExportContext, IndexEntry
    from wij_impact.pipeline.export.document import ReportDocument, read_document
    from wij_impact.pipeline.export.exporters import EXPORTERS, export_report
    from wij_impact.pipeline.export.index import index_entry, mailed_files, news_of, write_index
    from wij_impact.pipeline.export.overview import Unit, overview_title, write_overview

_HOME = {
    "EXPORTERS": "exporters",
    "ExportContext": "context",
    "IndexEntry": "context",
    "ReportDocument": "document",
    "Unit": "overview",
    "export_report": "exporters",
    "index_entry": "index",
    "mailed_files": "index",
    "news_of": "index",
    "overview_title": "overview",
    "read_document": "document",
    "write_index": "index",
    "write_overview": "overview",
}

__all__ = [
    "EXPORTERS",
    "ExportContext",
    "IndexEntry",
    "ReportDocument",
    "Unit",
    "export_report",
    "index_entry",
    "mailed_files",
    "news_of",
    "overview_title",
    "read_document",
    "write_index",
    "write_overview",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
