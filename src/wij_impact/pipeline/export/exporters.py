"""The formats a report can be written in, and the one call that writes them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from wij_impact.errors import UsageError, suggest
from wij_impact.language import Text
from wij_impact.pipeline.export.context import ExportContext
from wij_impact.pipeline.export.document import ReportDocument, read_document
from wij_impact.pipeline.export.files import write_tables_and_figures
from wij_impact.pipeline.export.footnotes import Footnotes, footnotes

__all__ = ["EXPORTERS", "Exporter", "check_formats", "export_report"]

Exporter = Callable[[ReportDocument, Path, ExportContext, Footnotes], Path]

# Format to "module:function", imported when it is used. A new format is a module and a line here.
EXPORTERS: dict[str, str] = {
    "html": "wij_impact.pipeline.export.html:write_html",
    "pdf": "wij_impact.pipeline.export.pdf:write_pdf",
    "docx": "wij_impact.pipeline.export.word:write_docx",
    "xlsx": "wij_impact.pipeline.export.xlsx:write_xlsx",
}


def check_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """Return the formats without doubles; raise `UsageError` for one that does not exist."""
    for one in formats:
        if one not in EXPORTERS:
            near = suggest(one, list(EXPORTERS))
            known = ", ".join(EXPORTERS)
            raise UsageError(
                Text(nl=f"formaat '{one}' is er niet.", en=f"there is no format '{one}'."),
                remedy=Text(nl=f"Bedoelde u '{near}'?", en=f"Did you mean '{near}'?")
                if near
                else Text(nl=f"Kies uit {known}.", en=f"Choose from {known}."),
            )
    return tuple(dict.fromkeys(formats))


def export_report(
    notebook: Mapping[str, Any], folder: Path, context: ExportContext, formats: Sequence[str] = ("html",)
) -> list[Path]:
    """Write a report in the given formats, with its tables and figures beside it.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The executed notebook.
    folder : Path
        Where to write; made when absent.
    context : ExportContext
        Name, language, parameters, data and versions. The same notebook and context give the same bytes.
    formats : sequence of str
        Keys of `EXPORTERS`.

    Returns
    -------
    list of Path
        Every file written.

    Raises
    ------
    UsageError
        For an unknown format, or a notebook that is not a report.
    """
    chosen = check_formats(formats)
    document = read_document(notebook)
    notes = footnotes(document)
    context = replace(context, formats=chosen)
    folder.mkdir(parents=True, exist_ok=True)
    written = write_tables_and_figures(document, folder, notes)
    for one in chosen:
        module, function = EXPORTERS[one].split(":")
        exporter: Exporter = getattr(importlib.import_module(module), function)
        written.append(exporter(document, folder, context, notes))
    return written
