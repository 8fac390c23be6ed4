"""`reports/index.html`: every report with what it says, its data date, its parameters and its status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wij_impact.language import Language
from wij_impact.pipeline.export.context import MAILED, ExportContext, IndexEntry
from wij_impact.pipeline.export.document import read_document
from wij_impact.pipeline.export.files import write_atomically
from wij_impact.pipeline.export.html import _page, shown_date

__all__ = ["index_entry", "mailed_files", "render_index", "write_index"]


def index_entry(notebook: Mapping[str, Any], folder: str, context: ExportContext) -> IndexEntry:
    """The line of a report that was made, from its executed notebook."""
    document = read_document(notebook)
    return IndexEntry(
        folder=folder,
        name=context.name,
        title=document.title,
        summary=document.summary,
        parameters=dict(context.parameters),
        data_date=context.data_date,
        lang=document.lang,
        files=tuple(context.mailed.values()),
    )


def mailed_files(names: Iterable[str]) -> tuple[str, ...]:
    """The files to mail among the files of a report, pdf first.

    Examples
    --------
    >>> mailed_files(["index.html", "tables/a.csv", "kerncijfers_2023.xlsx", "kerncijfers_2023.pdf"])
    ('kerncijfers_2023.pdf', 'kerncijfers_2023.xlsx')
    """
    return tuple(sorted((name for name in names if name.rpartition(".")[2] in MAILED and "/" not in name), key=_rank))


def _rank(name: str) -> int:
    return MAILED.index(name.rpartition(".")[2])


def write_index(
    out: Path, entries: Sequence[IndexEntry], lang: Language = "nl", overviews: Mapping[str, str] | None = None
) -> Path:
    """Write `out/index.html`, at any moment the old or the new one, and return its path.

    Parameters
    ----------
    out : Path
        The folder that holds the report folders.
    entries : sequence of IndexEntry
        In the order to show.
    overviews : mapping of str to str, optional
        File name to title of the pages that list one report per value.
    """
    return write_atomically(out / "index.html", render_index(entries, lang, overviews))


def render_index(
    entries: Sequence[IndexEntry], lang: Language = "nl", overviews: Mapping[str, str] | None = None
) -> str:
    """The index as text."""
    return _page("index.html.j2", lang, entries=list(entries), shown_date=shown_date, overviews=overviews or {})
