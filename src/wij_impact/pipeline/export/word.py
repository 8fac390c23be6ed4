"""The report as a Word document: real headings, captions and editable tables, in styles one can replace.

What stands in it, in what order, is that of the PDF. A drawing goes in as a picture with its text alternative: Word
takes no SVG from elsewhere. The same report gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wij_impact.catalogue.frozen import freeze
from wij_impact.pipeline.export.columns import Stretch, fit, least_widths, natural_widths, stretches
from wij_impact.pipeline.export.context import ExportContext
from wij_impact.pipeline.export.document import ReportDocument
from wij_impact.pipeline.export.files import write_atomically
from wij_impact.pipeline.export.footnotes import Footnotes
from wij_impact.pipeline.export.paper import lay_out
from wij_impact.pipeline.export.paper_items import Item, Paper, PaperFigure, PaperTable, Run, Words
from wij_impact.pipeline.export.pdf import figure_width, svg_to_png
from wij_impact.pipeline.export.sheets import drawing_size
from wij_impact.pipeline.export.word_parts import (
    add_field,
    add_link,
    add_runs,
    bookmark,
    describe_picture,
    make_table,
)
from wij_impact.pipeline.export.word_styles import LEAD, NOTE, SOURCE, TABLE, TABLE_TEXT, TAGS, open_template

__all__ = ["render_docx", "write_docx"]

#: How tall the drawing of the first page may be, in centimetres: news, certainty and the ask stand there too.
_FIRST_HEIGHT = 7.0


def write_docx(document: ReportDocument, folder: Path, context: ExportContext, notes: Footnotes) -> Path:
    """Write the Word document into `folder`, named after the report and its subject."""
    return write_atomically(folder / f"{context.file_stem}.docx", render_docx(document, context, notes))


def render_docx(document: ReportDocument, context: ExportContext, notes: Footnotes) -> bytes:
    """The Word document as bytes.

    Raises
    ------
    InputError
        When the organisation's template is no Word document, or lacks a style.
    """
    paper = lay_out(document, context, notes)
    return _Writer(paper, open_template(context.word_template, paper.lang), bool(context.word_template)).content()


class _Writer:
    """Pours one paper into one document."""

    def __init__(self, paper: Paper, document: Any, foreign: bool) -> None:
        self.paper, self.document, self.foreign = paper, document, foreign
        self.bookmarks = 0
        self.stretches = stretches((*paper.items, *paper.annex), paper.lang)
        self.headings = _headings((*paper.first, *paper.items, *paper.annex))
        self.met = 0
        self.tight = False

    def content(self) -> bytes:
        self._properties()
        self._opening()
        # After news comes the main matter: Word's navigation pane shows the headings.
        if not self.paper.brief:
            self._contents()
        for place, stretch in enumerate(self.stretches):
            self._stretch(stretch, place)
        self._furniture()
        buffer = io.BytesIO()
        self.document.save(buffer)
        return freeze(buffer.getvalue())

    def _properties(self) -> None:
        core = self.document.core_properties
        core.title, core.author, core.language = (
            self.paper.title.plain[:255],
            self.paper.organisation[:255],
            self._tag(),
        )
        core.subject, core.last_modified_by, core.comments = self.paper.name[:255], "wij_impact", ""
        core.keywords = core.category = core.content_status = core.identifier = core.version = ""
        core.revision = 1

    def _tag(self) -> str:
        return TAGS.get(self.paper.lang, self.paper.lang)

    def _paragraph(self, runs: tuple[Run, ...], style: str) -> Any:
        made = self.document.add_paragraph(style=style)
        add_runs(made, runs)
        return made

    def _opening(self) -> None:
        self._paragraph((Run(self.paper.organisation),), NOTE)
        self._paragraph(self.paper.title.runs, "Title")
        if self.paper.lead.runs:
            self._paragraph(self.paper.lead.runs, LEAD)
        if self.paper.brief:
            said = " · ".join(f"{name}: {value}" for name, value in self.paper.facts)
            self._paragraph((Run(said),), NOTE)
        else:
            for name, value in self.paper.facts:
                self._paragraph((Run(f"{name}: ", bold=True), Run(value)), SOURCE)
        # The first screen is the first page: close together, its drawing no taller than the rest allows.
        self.tight = self.paper.brief
        for item in self.paper.first:
            self._item(item)
        self.tight = False

    def _contents(self) -> None:
        """The contents as a field that is filled in already; in Word `update field` adds the page numbers."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        def part(inner: str) -> Any:
            return parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>")

        head = self._paragraph((Run(self.paper.labels["contents"], bold=True),), LEAD)
        # A page of its own: whether it fits under the message is known only to the program that opens the file.
        head.paragraph_format.page_break_before = True
        last = None
        shown = [(at, item) for at, item in enumerate(self.headings, start=1) if item.level <= 2]
        for place, (at, item) in enumerate(shown):
            last = self.document.add_paragraph(style=SOURCE)
            last.paragraph_format.left_indent = _cm(0.6 * (item.level - 1))
            last.paragraph_format.first_line_indent = _cm(0)
            if place == 0:
                code = '<w:instrText xml:space="preserve"> TOC \\o "1-2" \\h </w:instrText>'
                for inner in ('<w:fldChar w:fldCharType="begin"/>', code, '<w:fldChar w:fldCharType="separate"/>'):
                    last._p.append(part(inner))
            add_link(last, item.plain, f"part_{at}")
        if last is not None:
            last._p.append(part('<w:fldChar w:fldCharType="end"/>'))

    def _stretch(self, stretch: Stretch, place: int) -> None:
        from docx.enum.section import WD_ORIENT, WD_SECTION

        section = self.document.sections[-1]
        if place or stretch.turned:
            section = self.document.add_section(WD_SECTION.NEW_PAGE)
        turned = section.page_width > section.page_height
        if turned != stretch.turned:
            section.page_width, section.page_height = section.page_height, section.page_width
            section.orientation = WD_ORIENT.LANDSCAPE if stretch.turned else WD_ORIENT.PORTRAIT
        for at, item in enumerate(stretch.items):
            self._item(item, new_page=place == 0 and at == 0 and not stretch.turned)

    def _item(self, item: Item, new_page: bool = False) -> None:
        if isinstance(item, PaperTable):
            self._table(item)
        elif isinstance(item, PaperFigure):
            self._figure(item)
        else:
            made = self._words(item)
            opens_annex = self.paper.brief and bool(self.paper.annex) and item is self.paper.annex[0]
            if new_page or opens_annex:
                made.paragraph_format.page_break_before = True

    def _words(self, words: Words) -> Any:
        if words.style == "heading":
            made = self._paragraph(words.runs, f"Heading {words.level + self.tight}")
            self.met += 1
            self._bookmark(made, f"part_{self.met}")
        elif words.style in {"item", "source"}:
            made = self._paragraph((Run(f"{words.level}.\t"), *words.runs), SOURCE)
            made.paragraph_format.tab_stops.add_tab_stop(_cm(0.9))
            if words.style == "source":
                self._bookmark(made, f"source_{words.level}")
        else:
            style = {"small": NOTE, "key": LEAD}.get(words.style, "Normal")
            made = self._paragraph(words.runs, style)
            if words.style in {"note", "said"}:
                made.paragraph_format.left_indent = _cm(0.6)
        if self.tight:
            made.paragraph_format.space_after = _pt(2)
            made.paragraph_format.space_before = _pt(7 if words.style in {"heading", "key"} else 0)
            made.paragraph_format.keep_with_next = words.style in {"heading", "key"}
        return made

    def _bookmark(self, paragraph: Any, name: str) -> None:
        self.bookmarks += 1
        bookmark(paragraph, name, self.bookmarks)

    def _caption(self, item: PaperTable | PaperFigure, below: tuple[Run, ...]) -> None:
        made = self.document.add_paragraph(style="Caption")
        made.paragraph_format.keep_with_next = True
        numbered = re.fullmatch(r"(\w+) (\d+)", item.what)
        if numbered:
            word, number = numbered.groups()
            add_runs(made, [Run(f"{word} ", bold=True)])
            # \r keeps the number of the page: tables in the appendix come later here than there.
            add_field(made, f"SEQ {word} \\* ARABIC \\r {number}", number, bold=True)
            add_runs(made, [Run(". ", bold=True)])
        elif item.what:
            add_runs(made, [Run(f"{item.what}. ", bold=True)])
        add_runs(made, item.caption)
        if below:
            self._paragraph(below, NOTE).paragraph_format.keep_with_next = True

    def _table(self, table: PaperTable) -> None:
        base = (Run(f"{self.paper.labels['base']}: "), *table.base) if table.base else ()
        self._caption(table, base)
        made = make_table(
            table,
            self.paper.labels["source"],
            self._line(),
            natural_widths(table),
            least_widths(table),
            (self._style_id(TABLE), self._style_id(TABLE_TEXT)),
            small=fit(table).small,
        )
        self.document.element.body.insert_element_before(made, "w:sectPr")
        # Without a paragraph between them Word would join two tables.
        for runs in table.under or ((),):
            self._paragraph(runs, NOTE)

    def _style_id(self, name: str) -> str:
        return str(self.document.styles[name].style_id)

    def _figure(self, figure: PaperFigure) -> None:
        self._caption(figure, figure.subtitle)
        wide = min(figure_width(figure.svg), self._line())
        if self.tight:
            wide = min(wide, _FIRST_HEIGHT / _shape(figure.svg))
        paragraph = self.document.add_paragraph(style="Normal")
        shape = paragraph.add_run().add_picture(io.BytesIO(svg_to_png(figure.svg, wide)), width=_cm(wide))
        describe_picture(shape, figure.alt, figure.what)
        for runs in figure.under:
            self._paragraph(runs, NOTE)

    def _line(self) -> float:
        """Width of the line in centimetres, on the page as it is now."""
        section = self.document.sections[-1]
        return float(section.page_width - section.left_margin - section.right_margin) / 360_000

    def _furniture(self) -> None:
        """Header and footer, unless the organisation's template has its own."""
        section = self.document.sections[0]
        if self.foreign and any(one.text.strip() for one in section.footer.paragraphs):
            return
        footer = section.footer.paragraphs[0] if section.footer.paragraphs else section.footer.add_paragraph()
        said = f"{self.paper.organisation} · {self.paper.name}" + (f" · {self.paper.date}" if self.paper.date else "")
        add_runs(footer, [Run(f"{said} · {self.paper.labels['page_word']} ")])
        add_field(footer, "PAGE", "1")
        add_runs(footer, [Run(f" {self.paper.labels['of_pages']} ")])
        add_field(footer, "NUMPAGES", "1")


def _headings(items: Iterable[Item]) -> list[Words]:
    return [item for item in items if isinstance(item, Words) and item.style == "heading"]


def _shape(svg: str) -> float:
    """The height of a drawing over its width."""
    wide, tall = drawing_size(svg)
    return tall / wide


def _pt(length: float) -> Any:
    from docx.shared import Pt

    return Pt(length)


def _cm(length: float) -> Any:
    from docx.shared import Cm

    return Cm(length)
