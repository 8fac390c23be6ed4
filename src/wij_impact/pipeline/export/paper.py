"""A report laid out for paper: what PDF and Word share, in reading order and with every word already chosen.

The first screen is the first sheet, the sections that fit together are the second, and all else is the annex.

On a page one folds away; on paper one turns to the end. So a table that is folded in HTML goes to an appendix, with a
line in its place that says so; a long one stops there and names the file with the rest. The numbers behind a figure
stay out: they are in the workbook and beside the page. Numbers of tables and figures are those of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from wij_impact.pipeline.export.context import ExportContext
from wij_impact.pipeline.export.document import ReportDocument
from wij_impact.pipeline.export.footnotes import Footnotes
from wij_impact.pipeline.export.html import block_numbers, shown_date
from wij_impact.pipeline.export.paper_items import Item, Paper, PaperFigure, PaperTable, Run, Words
from wij_impact.pipeline.export.settings import shown_parameter
from wij_impact.pipeline.export.sheets import second_sheet
from wij_impact.presentation.blocks import (
    Ask,
    Block,
    Certainty,
    Contradictions,
    Discrepancies,
    Explanation,
    Figure,
    Heading,
    Lead,
    Method,
    News,
    NewsItem,
    Note,
    Paragraphs,
    Sentence,
    Table,
)
from wij_impact.presentation.labels import label
from wij_impact.presentation.news import headed
from wij_impact.presentation.places import printed_place
from wij_impact.presentation.tables import Reference

__all__ = ["MOST_ROWS", "lay_out"]

# A table of the appendix is looked up, not read: after this many rows the file has the rest.
MOST_ROWS = 60
# Of a table whose rows lead to pages of their own, paper shows what matters most.
MOST_LINKED = 25
# What no font can show: control characters, and halves of a pair.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]+")


def lay_out(document: ReportDocument, context: ExportContext, notes: Footnotes) -> Paper:
    """Lay a report out for paper.

    Parameters
    ----------
    document : ReportDocument
        The blocks.
    context : ExportContext
        Name, parameters, data date and versions.
    notes : Footnotes
        The numbered places of print.
    """
    return _Layout(document, context, notes).paper()


class _Layout:
    def __init__(self, document: ReportDocument, context: ExportContext, notes: Footnotes) -> None:
        self.document, self.context, self.notes = document, context, notes
        self.lang = document.lang
        self.numbers = block_numbers(document)

    def say(self, key: str, **values: object) -> str:
        return label(key, self.lang, **values)

    def paper(self) -> Paper:
        opening = self.document.opening
        brief = isinstance(opening, News)
        date = shown_date(self.context.data_date, self.lang)
        body, more = second_sheet(self.body()) if brief else (tuple(self.body()), ())
        more = (self.heading(self.say("annex"), 1), *more) if more else ()
        return Paper(
            lang=self.lang,
            organisation=_clean(self.context.organisation or self.say("organisation")),
            name=_clean(self.context.name.replace("_", " ")),
            date=self.say("data_until", date=_clean(date)) if date else "",
            title=Words("heading", self.runs(opening.title)),
            lead=Words("text", self.sentences(opening.sentences) if isinstance(opening, Lead) else ()),
            facts=self.facts(date),
            first=tuple(self.first()),
            items=body,
            annex=(*more, *self.sources(), *self.account(), *self.appendix()),
            brief=brief,
            labels={key: self.say(key) for key in ("contents", "source", "base", "unknown", "page_word", "of_pages")},
        )

    def facts(self, date: str) -> tuple[tuple[str, str], ...]:
        found = [(self.say("report"), self.context.name.replace("_", " "))]
        found += [(self.say("data_until_word"), date)] if date else []
        found += [(self.say("data_from"), self.context.data_origin)] if self.context.data_origin else []
        chosen = self.context.parameters if self.context.chosen is None else self.context.chosen
        given = [f"{name} = {self.value(self.context.parameters[name])}" for name in sorted(chosen) if self.set(name)]
        found += [(self.say("parameters"), ", ".join(given))] if given else []
        return tuple((_clean(name), _clean(value)) for name, value in found)

    def first(self) -> list[Item]:
        found: list[Item] = []
        certainty, contradictions = self.document.one(Certainty), self.document.one(Contradictions)
        for news in self.document.every(News):
            found += [words for item in news.items for words in self.news(item)]
        if self.document.first_figure:
            found.append(self.figure(self.document.first_figure))
        if certainty:
            found += [self.heading(certainty.title, 1), Words("text", self.sentences(certainty.sentences))]
        if self.context.planned:
            found.append(self.heading(self.say("plan_title"), 1))
            found += [self.text(one) for one in self.context.planned_whole or self.context.planned]
            found += [self.text(one) for one in self.context.relevance]
            departs = self.context.deviations
            found.append(self.text(self.say("plan_deviations", n=len(departs)) if departs else self.say("plan_kept")))
            found += [self.text(f"– {one}") for one in departs]
        if contradictions:
            found.append(self.heading(contradictions.title, 1))
            found += [
                Words("item", self.sentences([said]), number)
                for number, said in enumerate(contradictions.sentences, start=1)
            ]
            if not contradictions.sentences:
                found.append(self.text(self.say("found_none")))
        for ask in self.document.every(Ask):
            found += [self.heading(ask.title, 1), Words("text", self.sentences(ask.sentences))]
        return found

    def news(self, item: NewsItem) -> list[Item]:
        name = self.runs(item.name)
        marks = self.numbers_of(item.value.references)
        key = (Run(_clean(item.number), bold=True, marks=marks), *((Run(" "), *name) if name else ()))
        told = [item.fact, self.with_head(item.consequence), *([item.said] if item.said else [])]
        return [Words("key", key), *(Words("text", self.sentences([said])) for said in told)]

    def with_head(self, consequence: Sentence) -> Sentence:
        """The consequence with "Gevolg:" before it, unless it brings bold words of its own."""
        return replace(consequence, text=headed(consequence.text, self.say("consequence")))

    def discrepancies(self, block: Discrepancies) -> list[Item]:
        found: list[Item] = [self.heading(block.title, 1)]
        for item in block.weighed:
            head = f"{self.say(f'weight_{item.weight}')}: {item.title}".rstrip(": ")
            found.append(Words("text", (Run(_clean(f"{head}. "), bold=True), *self.sentences(item.sentences))))
            found += [Words("said", self.sentences([item.said]))] if item.said else []
        found += [self.text(self.say("found_none"))] if not block.items else []
        if block.sound:
            opens = Run(f"{self.say('sound')}. ", bold=True)
            found.append(Words("text", (opens, *self.sentences(block.sound))))
        return found

    def body(self) -> list[Item]:
        found: list[Item] = []
        blocks = self.document.body
        if blocks and not isinstance(blocks[0], Heading):
            found.append(self.heading(self.say("figures_and_tables"), 1))
        for block in blocks:
            found += self.block(block)
        return found

    def block(self, block: Block) -> list[Item]:
        if isinstance(block, Heading):
            return [self.heading(block.text, block.level - 1)]
        if isinstance(block, Table):
            what = self.say("table", n=self.numbers[block.id])
            if block.folded:
                words = self.say("in_appendix", what=what)
                return [Words("small", (Run(f"{words}: "), *self.runs(block.caption)))]
            return [self.table(block, what)]
        if isinstance(block, Figure):
            return [self.figure(block)]
        if isinstance(block, Discrepancies):
            return self.discrepancies(block)
        if isinstance(block, Paragraphs):
            said = self.sentences(block.sentences)
            if isinstance(block, Explanation):
                who = (Run(f"{_clean(block.title)} ", bold=True),) if block.title else ()
                return [Words("said", (*who, *said))]
            if isinstance(block, Note):
                return [Words("note", (Run(f"{_clean(block.title)}. ", bold=True), *said))]
            return [Words("text", said)]
        return []

    def table(self, table: Table, what: str) -> PaperTable:
        heads, rows = table.printed()
        limit = len(rows) if table.shown_rows is None else table.shown_rows
        limit = min(limit, MOST_ROWS) if table.folded else limit
        limit = min(limit, MOST_LINKED) if table.pages else limit
        under = [self.runs(table.note)] if table.note else []
        marks = () if table.row_references else tuple(self.notes.numbers(table.references))
        if marks:
            under.append(self.sourced(marks))
        if limit < len(rows):
            left = self.say("rows_left_out_file", shown=limit, total=len(rows), file=self.file_of(table))
            under.append((Run(left),))
        by_row = (
            tuple(self.numbers_of(table.references[at] for at in places) for places in table.row_references[:limit])
            if any(table.row_references)
            else ()
        )
        return PaperTable(
            id=table.id,
            what=what,
            caption=(*self.made_up(table.synthetic), *self.runs(table.caption)),
            base=self.runs(table.base) if table.base else (),
            header=tuple(_clean(header) for _, header in heads),
            numeric=tuple(table.columns[at].numeric for at, _ in heads),
            rows=tuple(tuple(_clean(cell) for cell in row) for row in rows[:limit]),
            marks=by_row,
            under=tuple(under),
            headers=min(table.row_headers, len(heads)),
        )

    def figure(self, figure: Figure) -> PaperFigure:
        under = [self.runs(figure.note)] if figure.note else []
        marks = tuple(self.notes.numbers(figure.references))
        if marks:
            under.append(self.sourced(marks))
        return PaperFigure(
            id=figure.id,
            what=self.say("figure", n=self.numbers[figure.id]),
            caption=(*self.made_up(figure.synthetic), *self.runs(figure.caption)),
            subtitle=self.runs(figure.subtitle) if figure.subtitle else (),
            alt=_clean(figure.alt),
            svg=figure.svg,
            under=tuple(under),
        )

    def made_up(self, synthetic: bool) -> tuple[Run, ...]:
        """The word before a caption that says that the data are made up."""
        return (Run(f"[{self.say('invented_word')}] ", bold=True),) if synthetic else ()

    def sources(self) -> list[Item]:
        if not self.notes.places:
            return []
        found: list[Item] = [self.heading(self.say("sources"), 1)]
        for number, place in enumerate(self.notes.places, start=1):
            words = place.title
            words += f", {self.say('page')}: {printed_place(place.locator, self.lang)}" if place.locator else ""
            words += f" ({self.say('reported_in', year=place.reported_in)})" if place.reported_in else ""
            found.append(Words("source", (Run(_clean(words)),), number))
        return found

    def account(self) -> list[Item]:
        found: list[Item] = [self.heading(self.say("account"), 1)]
        if self.context.data_origin:
            found.append(self.text(f"{self.say('data_from')}: {self.context.data_origin}"))
        for method in self.document.every(Method):
            found.append(self.heading(method.title, 2))
            found += [Words("text", self.sentences([said])) for said in method.sentences]
        found.append(self.text(self.say("files_hint")))
        if self.context.packages:
            made = ", ".join(f"{name} {version}" for name, version in sorted(self.context.packages.items()))
            found.append(Words("small", (Run(_clean(f"{self.say('made_with')}: {made}.")),)))
        if self.context.parameters:
            rows = [(name, self.value(value)) for name, value in sorted(self.context.parameters.items())]
            found.append(self.pairs("parameters", (self.say("parameter"), self.say("value")), rows))
        return found

    def set(self, name: str) -> bool:
        return name != "lang" and self.context.parameters.get(name) not in (None, "", [], ())

    def value(self, value: object) -> str:
        return shown_parameter(value, self.lang)

    def pairs(self, key: str, header: tuple[str, str], rows: Sequence[tuple[str, str]]) -> PaperTable:
        cells = tuple((_clean(name), _clean(value)) for name, value in rows)
        return PaperTable(key, "", self.runs(self.say(key)), (), header, (False, False), cells)

    def appendix(self) -> list[Item]:
        found: list[Item] = []
        for table in self.document.tables:
            if table.folded:
                found.append(self.table(table, self.say("table", n=self.numbers[table.id])))
        return [self.heading(self.say("appendix"), 1), *found] if found else []

    def file_of(self, table: Table) -> str:
        folder = "tables" if table in self.document.tables else "figures"
        return f"{folder}/{table.id}.csv"

    def heading(self, text: str, level: int) -> Words:
        return Words("heading", self.runs(text), level)

    def text(self, text: str) -> Words:
        return Words("text", (Run(_clean(text)),))

    def sentences(self, sentences: Sequence[Sentence]) -> tuple[Run, ...]:
        found: list[Run] = []
        for said in sentences:
            runs = self.runs(said.text)
            marks = self.numbers_of(said.references)
            if marks and runs:
                runs = (*runs[:-1], replace(runs[-1], marks=marks))
            found += [*([Run(" ")] if found else []), *runs]
        return tuple(found)

    def sourced(self, marks: tuple[int, ...]) -> tuple[Run, ...]:
        return (Run(f"{self.say('source')}: ", marks=marks, flat=True),)

    def numbers_of(self, references: Iterable[Reference]) -> tuple[int, ...]:
        return tuple(self.notes.numbers(references))

    def runs(self, text: str) -> tuple[Run, ...]:
        pieces = re.split(r"\*\*(.+?)\*\*", _clean(text))
        return tuple(Run(piece, bold=at % 2 == 1) for at, piece in enumerate(pieces) if piece)


def _clean(text: str) -> str:
    """Text on one line, without what cannot be seen."""
    return _UNSEEN.sub(" ", text)
