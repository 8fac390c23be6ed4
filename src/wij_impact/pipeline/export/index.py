"""`reports/index.html`: every report with what it says, its data date, its parameters and its status."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wij_impact.language import Language
from wij_impact.pipeline.export.context import MAILED, ExportContext, IndexEntry
from wij_impact.pipeline.export.document import ReportDocument, read_document
from wij_impact.pipeline.export.files import write_atomically
from wij_impact.pipeline.export.html import _page, shown_date
from wij_impact.pipeline.notebooks import THEMES
from wij_impact.presentation.blocks import News
from wij_impact.presentation.figures.spark import sparkline

#: Reports that carry the main news of their question: they open it, before those that the alphabet puts first.
OPENERS = ("kerncijfers",)

__all__ = ["OPENERS", "examples_name", "index_entry", "mailed_files", "news_of", "render_index", "write_index"]


def news_of(document: ReportDocument) -> dict[str, str]:
    """The first piece of a report's news as the index shows it; nothing for a report that does not open with news."""
    news = document.one(News)
    if news is None:
        return {}
    first = news.items[0]
    spark = first.spark
    drawn = sparkline(spark.shape, spark.values, spark.alt, spark.labels) if spark else ""
    said = {"number": first.number, "name": first.name, "fact": first.fact.text, "spark": drawn}
    return {key: value.replace("**", "") for key, value in said.items()}


def examples_name(lang: Language) -> str:
    """The page of what rests on made-up data.

    Examples
    --------
    >>> examples_name("nl"), examples_name("en")
    ('voorbeelden.html', 'examples.html')
    """
    return "voorbeelden.html" if lang == "nl" else "examples.html"


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
        news=news_of(document),
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
    real, made_up = ([one for one in entries if one.invented is kind] for kind in (False, True))
    path = out / examples_name(lang)
    if made_up:
        write_atomically(path, _render(made_up, lang, {}, examples=True))
    else:
        path.unlink(missing_ok=True)
    return write_atomically(out / "index.html", _render(real, lang, overviews or {}, link=bool(made_up)))


def render_index(
    entries: Sequence[IndexEntry], lang: Language = "nl", overviews: Mapping[str, str] | None = None
) -> str:
    """The index as text."""
    return _render(entries, lang, overviews or {})


def _render(
    entries: Sequence[IndexEntry],
    lang: Language,
    overviews: Mapping[str, str],
    link: bool = False,
    examples: bool = False,
) -> str:
    """The page with `entries` by question; `link` says that there is a page of examples, `examples` that it is that."""
    others = [entry for entry in entries if entry.theme not in THEMES]
    ordered = sorted(entries, key=lambda entry: entry.name not in OPENERS)
    groups = [(theme, [entry for entry in ordered if entry.theme == theme]) for theme in THEMES]
    shown = [(theme, own) for theme, own in groups if own] + ([("other", others)] if others else [])
    return _page(
        "index.html.j2",
        lang,
        groups=shown,
        shown_date=shown_date,
        overviews=overviews,
        examples_file=examples_name(lang) if link else "",
        examples=examples,
        newest=max((entry.data_date for entry in entries), default=""),
    )
