"""A notebook that knows nothing of this package, as a report: its headings, text, tables and pictures as blocks.

Its first heading is the title and the paragraph below it the summary. What a cell printed as a table of HTML (a data
frame) becomes a table, a picture becomes a figure, printed text a note. Nothing is recomputed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any

import nbformat
from nbformat import NotebookNode

from wij_impact.language import Language, Text
from wij_impact.pipeline.notebooks import ReportSpec
from wij_impact.presentation.blocks import MIME, Block, Figure, Heading, Lead, Note, Sentence, Statement, Table
from wij_impact.presentation.tables import Column

__all__ = ["as_report"]

_LONGEST = 4000


def as_report(notebook: NotebookNode, spec: ReportSpec, lang: Language) -> NotebookNode:
    """The executed notebook with its content as blocks; one that has blocks already comes back as it is."""
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    if any(MIME in output.get("data", {}) for output in outputs):
        return notebook
    made = nbformat.from_dict(notebook)
    blocks = list(_blocks(notebook, spec, lang))
    shown = nbformat.v4.new_code_cell("", outputs=[_output(block) for block in blocks], id="cell-bare")
    for cell in made.cells:
        if cell.cell_type == "code":
            cell["outputs"] = []
    made.cells.append(shown)
    return made


def _output(block: Block) -> NotebookNode:
    data: dict[str, Any] = {MIME: block.to_json(), "text/plain": block.plain()}
    return nbformat.v4.new_output("display_data", data=data)


def _blocks(notebook: NotebookNode, spec: ReportSpec, lang: Language) -> Iterator[Block]:
    parts = list(_parts(notebook))
    first = next((place for place, (kind, _) in enumerate(parts) if kind == "text"), None)
    # The summary is the paragraph under the title, when nothing stands between.
    summary = parts.pop(first)[1] if first is not None and all(kind == "heading" for kind, _ in parts[:first]) else ""
    titled = next((place for place, (kind, _) in enumerate(parts) if kind == "heading"), None)
    if titled is not None and parts[titled][1][1] == spec.title.show(lang):
        parts.pop(titled)
    yield Lead("lead", lang, spec.title.show(lang), (Sentence(summary),) if summary else ())
    section = False
    for number, (kind, content) in enumerate(parts, start=1):
        name = f"{kind}-{number}"
        if kind == "heading":
            level = 3 if content[0] > 2 and section else 2
            section = True
            yield Heading(name, lang, content[1], level)
        elif kind == "text":
            yield Statement(name, lang, "", (Sentence(content),))
        elif kind == "printed":
            yield Note(name, lang, "", (Sentence(content[:_LONGEST]),))
        elif kind == "table":
            yield _table(name, lang, content)
        else:
            caption = Text(nl=f"Afbeelding {number}", en=f"Picture {number}").show(lang)
            yield Figure(name, lang, caption, alt=caption, svg=content)


def _parts(notebook: NotebookNode) -> Iterator[tuple[str, Any]]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from _markdown(cell.source)
        elif cell.cell_type == "code":
            for output in cell.outputs:
                yield from _shown(output)


def _markdown(source: str) -> Iterator[tuple[str, Any]]:
    for piece in re.split(r"\n\s*\n|\n(?=#)|(?<=\n)(?=#)", source):
        heading = re.match(r"(#{1,6})\s+([^\n]*)\n?(.*)", piece.strip(), re.DOTALL)
        rest = heading.group(3) if heading else piece
        if heading:
            yield "heading", (len(heading.group(1)), re.sub(r"[*`]", "", heading.group(2)).strip())
        if rest.strip():
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", rest)
            yield "text", " ".join(re.sub(r"(?<!\*)[*_`](?!\*)", "", plain).split())


def _shown(output: NotebookNode) -> Iterator[tuple[str, Any]]:
    data = output.get("data", {})
    html, svg, png = (_text(data.get(kind, "")) for kind in ("text/html", "image/svg+xml", "image/png"))
    rows = _rows(html) if "<table" in html else []
    if len(rows) > 1:
        yield "table", rows
    elif svg:
        yield "figure", svg[svg.index("<svg") :]
    elif png:
        yield "figure", _framed(png)
    else:
        text = _text(data.get("text/plain", "")) or _text(output.get("text", ""))
        if text.strip():
            yield "printed", " ".join(text.split())


def _framed(png: str) -> str:
    packed = "".join(png.split())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 640 480">'
        f'<image width="640" height="480" xlink:href="data:image/png;base64,{packed}"/></svg>'
    )


def _text(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


class _Cells(HTMLParser):
    """The cells of the first table in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = False
        self._done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False
        elif tag == "table":
            self._done = True

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data.strip()


def _rows(html: str) -> list[list[str]]:
    parser = _Cells()
    parser.feed(html)
    return [row for row in parser.rows if row]


def _table(name: str, lang: Language, rows: list[list[str]]) -> Table:
    width = max(map(len, rows))
    head, *body = ([*row, *[""] * (width - len(row))] for row in rows)
    columns = tuple(Column(label=label or " ", name=f"c{place}") for place, label in enumerate(head))
    caption = Text(nl="Tabel", en="Table").show(lang)
    return Table(name, lang, caption, columns, tuple(map(tuple, body)))
