"""The report as one HTML page: no request to anywhere, accessible by construction, the same bytes every time."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from wij_impact.drawing.palette import PALETTE
from wij_impact.language import Language
from wij_impact.pipeline.export.calculator import work_data, work_number, work_shown
from wij_impact.pipeline.export.context import ExportContext
from wij_impact.pipeline.export.document import ReportDocument
from wij_impact.pipeline.export.files import sources_csv, sources_name, table_csv, write_atomically
from wij_impact.pipeline.export.footnotes import Footnotes, footnotes_of
from wij_impact.pipeline.export.settings import shown_parameter
from wij_impact.presentation.blocks import (
    Ask,
    Block,
    Certainty,
    Contradictions,
    Discrepancies,
    Figure,
    Heading,
    Leaf,
    Method,
    News,
    Table,
)
from wij_impact.presentation.figures.spark import sparkline
from wij_impact.presentation.labels import label
from wij_impact.presentation.leaves import LEAF_FOLDER
from wij_impact.presentation.numbers import MISSING, locale_of
from wij_impact.presentation.places import printed_place
from wij_impact.presentation.tables import Reference
from wij_impact.presentation.workings import Workings

__all__ = ["block_numbers", "render_html", "render_leaf", "shown_date", "write_html"]

# A table shorter than this is read at a glance; from here on one can sort it, and search it from the second on.
_SORTED, _SEARCHED = 6, 12


def write_html(document: ReportDocument, folder: Path, context: ExportContext, notes: Footnotes) -> Path:
    """Write `index.html` into `folder`, and beside it the pages of their own."""
    for leaf in document.leaves:
        write_atomically(folder / leaf.file, render_leaf(leaf, document, context))
    return write_atomically(folder / "index.html", render_html(document, context, notes))


def render_leaf(leaf: Leaf, document: ReportDocument, context: ExportContext) -> str:
    """A page of its own as text; it leads back to the table that leads to it."""
    notes = footnotes_of(leaf.content)
    numbers = _numbered(leaf.content)
    table = next(table for table in document.tables if leaf.id in table.pages)
    spark = leaf.spark
    return _page(
        "leaf.html.j2",
        document.lang,
        scripts=("page.js",) if numbers else (),
        leaf=leaf,
        back=f"../index.html#{table.id}",
        report=document.title,
        context=context,
        notes=_Marks(notes, document.lang),
        numbers=numbers,
        spark=Markup(sparkline(spark.shape, spark.values, spark.alt, spark.labels)) if spark else "",
        date=shown_date(context.data_date, document.lang),
    )


def render_html(document: ReportDocument, context: ExportContext, notes: Footnotes) -> str:
    """The page as text."""
    return _page(
        "report.html.j2",
        document.lang,
        scripts=("page.js", "workings.js") if document.one(Workings) else ("page.js",),
        document=document,
        context=context,
        notes=_Marks(notes, document.lang),
        certainty=document.one(Certainty),
        contradictions=document.one(Contradictions),
        news=document.one(News),
        asks=document.every(Ask),
        first_figure=document.first_figure,
        methods=document.every(Method),
        contents=_contents(document),
        numbers=block_numbers(document),
        sources_csv=sources_csv(notes) if notes.places else "",
        sources_name=sources_name(document.lang),
        date=shown_date(context.data_date, document.lang),
    )


def shown_date(date: str, lang: Language) -> str:
    """An ISO date written out ("31 december 2023"); other words as they are.

    Examples
    --------
    >>> shown_date("2023-12-31", "nl"), shown_date("2023", "nl")
    ('31 december 2023', '2023')
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        return date
    from datetime import date as calendar

    from babel.dates import format_date

    return format_date(calendar.fromisoformat(date), format="d MMMM y", locale=locale_of(lang))


class _Marks:
    """Footnote marks; the first mark of each place carries the anchor that its source links back to."""

    def __init__(self, notes: Footnotes, lang: Language) -> None:
        self.places = notes.places
        self._notes = notes
        self._lang = lang
        self._seen: set[int] = set()

    def __call__(self, references: tuple[Reference, ...]) -> Markup:
        marks = []
        for number in self._notes.numbers(references):
            anchor = Markup("") if number in self._seen else Markup(' id="ref-{}"').format(number)
            self._seen.add(number)
            said = label("to_source", self._lang, n=number)
            marks.append(Markup('<a{} href="#source-{}" aria-label="{}">{}</a>').format(anchor, number, said, number))
        return Markup('<sup class="refs">{}</sup>').format(Markup(" ").join(marks)) if marks else Markup("")

    def row(self, table: Table, position: int) -> Markup:
        """The marks of one row of a table."""
        return self(tuple(table.references[at] for at in table.row_references[position]))

    def marked(self, number: int) -> bool:
        """Whether a mark to this place stands in the text."""
        return number in self._seen


def _contents(document: ReportDocument) -> list[tuple[str, str]]:
    """Anchor and words of each section."""
    found: list[tuple[str, str]] = []
    for block in document.body:
        found += _section(block)
    return found


def _section(block: Block) -> list[tuple[str, str]]:
    if isinstance(block, Heading) and block.level == 2:
        return [(block.id, block.text)]
    return [(block.id, block.title)] if isinstance(block, Discrepancies) else []


def block_numbers(document: ReportDocument) -> dict[str, int]:
    """The number of each table and each figure, by the id of its block."""
    return _numbered(document.reading_order)


def _numbered(blocks: Iterable[Block]) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind in (Table, Figure):
        found |= {one.id: number for number, one in enumerate((b for b in blocks if isinstance(b, kind)), start=1)}
    return found


def rich(text: str) -> Markup:
    """Text with ``**bold**``; everything else is escaped."""
    return Markup(re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(text))))


def data_uri(text: str, kind: str = "text/csv") -> str:
    """A file inside the page, so that its download works when only the page was mailed."""
    return f"data:{kind};charset=utf-8;base64,{base64.b64encode(text.encode('utf-8')).decode('ascii')}"


def inline_svg(figure: Figure, narrow: bool = False) -> Markup:
    """The drawing for inside a page: HTML needs no namespaces, and the page then holds no address at all.

    A drawing with values to point at is a group: what stands in a picture cannot have the focus.
    """
    svg, points = (figure.svg_narrow, figure.points_narrow) if narrow else (figure.svg, figure.points)
    svg = re.sub(r'\s+xmlns(?::\w+)?="[^"]*"', "", svg).replace("xlink:href", "href")
    names = [*(["narrow" if narrow else "wide"] if figure.svg_narrow else []), *(["marks"] if points else [])]
    if names:
        svg = svg.replace("<svg", f'<svg class="{" ".join(names)}"', 1)
    if not points:
        return Markup(svg)
    marks = Markup("").join(
        Markup(
            '<g class="pt" role="img" aria-label="{}"><title>{}</title><circle cx="{:g}" cy="{:g}" r="9"/></g>'
        ).format(point.text.replace("\n", ", "), point.text, point.x, point.y)
        for point in points
    )
    # A browser shows the title of what one points at; a title of the whole would hide those.
    svg = re.sub(r"<title>.*?</title>", "", svg.replace('role="img"', 'role="group"', 1), count=1, flags=re.DOTALL)
    end = svg.rindex("</svg>")
    return Markup(svg[:end]) + marks + Markup(svg[end:])


def tools(table: Table, what: str, lang: Language) -> Markup:
    """What the script needs to let one sort, search and filter a table that is shown whole; nothing for a short one."""
    rows = len(table.rows)
    if rows < _SORTED or (table.shown_rows or rows) < rows:
        return Markup("")
    said = {"sort": label("sort_by", lang)}
    if rows >= _SEARCHED or table.filters:
        names = [table.columns[at].name for at, _ in table.printed()[0]]
        said |= {"search": label("search_in", lang, what=what[:1].lower() + what[1:]), "all": label("filter_all", lang)}
        said |= {"count": label("rows_shown", lang, n="#", total="#")}
        said |= {"filters": " ".join(str(names.index(name)) for name in table.filters)} if table.filters else {}
    data = Markup("").join(Markup(' data-{}="{}"').format(name, words) for name, words in said.items())
    return Markup('<div class="tools" hidden{}></div>').format(data)


def raw(table: Table, row: int, column: int) -> Markup:
    """The unrounded value of a number, for sorting; a missing one is empty."""
    value = table.rows[row][column]
    kind = table.columns[column].type
    if kind not in {"integer", "number"}:
        return Markup("")
    return Markup(' data-v="{}"').format("" if value is None else value)


def cell(shown: str, lang: Language) -> Markup:
    """A cell as printed; the dash of a missing value is read aloud as words."""
    if shown != MISSING:
        return escape(shown)
    return Markup('<span aria-hidden="true">{}</span><span class="aloud">{}</span>').format(
        MISSING, label("unknown", lang)
    )


def linked(context: ExportContext, shown: Markup, table: Table, row: int, column: int) -> Markup:
    """The cell as a link to what the row tells of: a report that stands beside this one, or a page of this."""
    if column or not (table.links or table.pages):
        return shown
    beside = context.beside(table.links[row]) if table.links else ""
    if table.links and not beside:
        return shown
    target = f"../{beside}/index.html" if table.links else f"{LEAF_FOLDER}/{table.pages[row]}.html"
    return Markup('<a href="{}">{}</a>').format(target, shown)


def kind_of(block: Any) -> str:
    """The kind of a block, for the template to choose by."""
    return str(block.kind)


class _PackageLoader(BaseLoader):
    """Templates from inside the package, also when it is zipped."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Any]:
        try:
            text = (files("wij_impact.pipeline.export") / "templates" / template).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise TemplateNotFound(template) from error
        return text, template, lambda: True


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=_PackageLoader(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= {
        "rich": rich,
        "drawn": Markup,
        "data_uri": data_uri,
        "inline_svg": inline_svg,
        "table_csv": table_csv,
    }
    environment.globals |= {"kind_of": kind_of, "tools": tools, "raw": raw}
    environment.globals |= {"work_data": work_data, "work_number": work_number, "work_shown": work_shown}
    environment.tests["table"] = lambda block: isinstance(block, Table)
    return environment


@functools.cache
def _script(name: str) -> str:
    """What the page can do besides being read: fold-outs that print, values one points at, tables one sorts, sums."""
    text = (files("wij_impact.pipeline.export") / "templates" / name).read_text(encoding="utf-8")
    return text.strip()


def _page(template: str, lang: Language, scripts: tuple[str, ...] = ("page.js",), **values: Any) -> str:
    script = "\n".join(map(_script, scripts))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    def say(key: str, **words: Any) -> str:
        return label(key, lang, **words)

    def as_cell(shown: str) -> Markup:
        return cell(shown, lang)

    shared: Mapping[str, Any] = {
        "lang": lang,
        "say": say,
        "shown_parameter": lambda value: shown_parameter(value, lang),
        "printed_place": lambda locator: printed_place(locator, lang),
        "cell": as_cell,
        "linked": functools.partial(linked, values.get("context", ExportContext(""))),
        "palette": PALETTE,
        "script": Markup(script),
        "script_hash": digest,
    }
    page = _environment().get_template(template).render(**shared, **values)
    return re.sub(r"\n\s*\n+", "\n", page)
