"""The report as PDF/UA-1: tagged, in its own language, with a text alternative for every drawing.

Typst refuses to compile what is not accessible. No system font, no clock and no file of this machine take part, so
the same report gives the same bytes everywhere.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.drawing.palette import PALETTE
from wij_impact.errors import WijImpactError
from wij_impact.language import Text
from wij_impact.pipeline.export.columns import fit, shares, stretches
from wij_impact.pipeline.export.context import ExportContext
from wij_impact.pipeline.export.document import ReportDocument
from wij_impact.pipeline.export.files import write_atomically
from wij_impact.pipeline.export.footnotes import Footnotes
from wij_impact.pipeline.export.paper import lay_out
from wij_impact.pipeline.export.paper_items import Item, Paper, PaperFigure, PaperTable, Words
from wij_impact.pipeline.export.sheets import LINE, TALLEST, drawing_size

if TYPE_CHECKING:
    from typst import Fonts

__all__ = ["compile_typst", "figure_width", "render_pages", "render_pdf", "svg_to_png", "write_pdf"]

_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_ZERO_WIDTH_SPACE = "\u200b"
_LONG = re.compile(r"\S{18,}")
_ONE_CHARACTER = b'#set document(title: "x", date: none)\n#set text(font: "Libertinus Serif")\n#sys.inputs.text'

_ONE_DRAWING = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1cm)"""


def write_pdf(document: ReportDocument, folder: Path, context: ExportContext, notes: Footnotes) -> Path:
    """Write the PDF into `folder`, named after the report and its subject."""
    return write_atomically(folder / f"{context.file_stem}.pdf", render_pdf(document, context, notes))


def render_pdf(document: ReportDocument, context: ExportContext, notes: Footnotes) -> bytes:
    """The PDF as bytes.

    Raises
    ------
    WijImpactError
        When the report cannot be made accessible, for instance for a drawing without text alternative.
    """
    (made,) = compile_typst(*_template(document, context, notes))
    return made


def render_pages(document: ReportDocument, context: ExportContext, notes: Footnotes, ppi: float = 60) -> list[bytes]:
    """The pages of the PDF as pictures (PNG), for whoever wants to look at them without a reader."""
    return compile_typst(*_template(document, context, notes), accessible=False, ppi=ppi)


def _template(document: ReportDocument, context: ExportContext, notes: Footnotes) -> tuple[bytes, dict[str, str]]:
    template = (files("wij_impact.pipeline.export") / "templates" / "report.typ").read_bytes()
    data = json.dumps(_broken_up(_as_data(lay_out(document, context, notes))), ensure_ascii=False)
    return template, {"paper": _showable(data)}


def compile_typst(template: bytes, data: dict[str, str], accessible: bool = True, ppi: float = 144) -> list[bytes]:
    """Compile a template with its data: to one PDF/UA-1, or, not `accessible`, to a PNG per page at `ppi`."""
    import typst

    compiler = typst.Compiler(template, font_paths=_fonts(), sys_inputs=data)
    try:
        if accessible:
            made = compiler.compile(format="pdf", pdf_standards=["ua-1"])
        else:
            made = compiler.compile(format="png", ppi=ppi)
    except typst.TypstError as error:
        raise WijImpactError(
            Text(
                nl=f"de pdf is niet toegankelijk te maken ({error.message}).",
                en=f"the pdf cannot be made accessible ({error.message}).",
            ),
            remedy=Text(
                nl="Herstel dat in het notebook; de andere formaten kunnen wel (--format html,docx,xlsx).",
                en="Mend that in the notebook; the other formats still work (--format html,docx,xlsx).",
            ),
        ) from error
    pages: Any = made
    return list(pages) if isinstance(pages, list) else [pages]


@functools.cache
def _fonts() -> Fonts:
    """The fonts inside the typst wheel; those of this machine would make each machine's bytes its own."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _as_data(paper: Paper) -> dict[str, Any]:
    data: dict[str, Any] = asdict(replace(paper, first=(), items=(), annex=()))
    return data | {
        "palette": dict(PALETTE),
        "region": "NL" if paper.lang == "nl" else None,
        "title": {"plain": paper.title.plain, "runs": [asdict(run) for run in paper.title.runs]},
        "description": (paper.lead.plain or " ".join(_words(paper.first)))[:300],
        "running": f"{paper.name[:1].upper()}{paper.name[1:]}"[:60],
        "facts": [] if paper.brief else [[_with_breaks(word) for word in fact] for fact in paper.facts],
        "first": _items(paper.first),
        "stretches": _stretches(paper.items if paper.brief else (*paper.items, *paper.annex), paper.lang),
        "annex": _stretches(paper.annex if paper.brief else (), paper.lang),
    }


def _words(items: Sequence[Item]) -> list[str]:
    return [item.plain for item in items if isinstance(item, Words) and item.style == "text"]


def _stretches(items: Sequence[Item], lang: str) -> list[dict[str, Any]]:
    return [{"turned": one.turned, "items": _items(one.items)} for one in stretches(items, lang)]


def _items(items: Sequence[Item]) -> list[dict[str, Any]]:
    """The items, with those of a numbered list together: a screen reader says how many there are."""
    found: list[dict[str, Any]] = []
    for item in items:
        made = _item(item)
        if made["style"] not in {"item", "source"}:
            found.append(made)
        elif found and found[-1]["style"] == f"{made['style']}s":
            found[-1]["items"].append(made)
        else:
            found.append({"style": f"{made['style']}s", "items": [made]})
    return found


def _item(item: Item) -> dict[str, Any]:
    if isinstance(item, PaperFigure):
        return asdict(item) | {"scale": figure_width(item.svg)}
    if isinstance(item, PaperTable):
        return asdict(item) | {"small": fit(item).small, "shares": shares(item)}
    return asdict(item)


def svg_to_png(svg: str, centimetres: float, ppi: float = 220) -> bytes:
    """A drawing as a picture of that width, without a further program: Typst draws it."""
    (picture,) = compile_typst(_ONE_DRAWING, {"svg": svg, "width": repr(centimetres)}, accessible=False, ppi=ppi)
    return picture


def figure_width(svg: str) -> float:
    """Width of a drawing on paper in centimetres: the line, or less when it would be too tall for a page."""
    wide, tall = drawing_size(svg)
    return round(min(LINE, TALLEST * wide / tall), 3)


def _broken_up(data: Any, key: str = "") -> Any:
    """The data with places to break in every run, header and cell; captions and drawings included, names not."""
    if isinstance(data, dict):
        return {name: _broken_up(value, name) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_broken_up(one, key) for one in data]
    return _with_breaks(data) if key in {"text", "header", "rows"} else data


def _with_breaks(text: str) -> str:
    """Places where a very long word may break, so that it runs off neither the page nor its column."""
    return _LONG.sub(lambda found: _broken(found.group()), text)


def _broken(word: str) -> str:
    word = re.sub(r"([_/.,;:=?&-])(?=\w)", rf"\1{_ZERO_WIDTH_SPACE}", word)
    # A Dutch word of 30 letters is broken by its syllables; what is longer is no word.
    size = 30 if len(word) <= 40 else 15
    return re.sub(rf"([^\s{_ZERO_WIDTH_SPACE}]{{{size}}})(?=[^\s{_ZERO_WIDTH_SPACE}])", rf"\1{_ZERO_WIDTH_SPACE}", word)


def _showable(text: str) -> str:
    """Text with a replacement for each character that no font in the wheel has; PDF/UA refuses it otherwise."""
    strange = {one for one in text if one > "\u024f" and not _has_glyph(one)}
    return text.translate({ord(one): _UNKNOWN for one in strange})


@functools.cache
def _has_glyph(one: str) -> bool:
    try:
        compile_typst(_ONE_CHARACTER, {"text": one})
    except WijImpactError:
        return False
    return True
