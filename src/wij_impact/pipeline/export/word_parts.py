"""Pieces of a Word document that python-docx has no call for: fields, links, bookmarks, pictures with words, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wij_impact.pipeline.export.paper_items import PaperTable, Run

__all__ = ["add_field", "add_link", "add_runs", "bookmark", "describe_picture", "make_table"]

_TWIPS = 567  # per centimetre


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made: Any = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _text_run(text: str, bold: bool = False, raised: bool = False, small: bool = False) -> Any:
    run = _element("w:r")
    if bold or raised or small:
        look = _element("w:rPr")
        look.extend([_element("w:b")] if bold else [])
        look.extend([_element("w:sz", val="16")] if small else [])
        look.extend([_element("w:vertAlign", val="superscript")] if raised else [])
        run.append(look)
    words = _element("w:t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(words)
    return run


def _link(text: str, anchor: str, raised: bool = False) -> Any:
    made = _element("w:hyperlink", anchor=anchor, history="1")
    made.append(_text_run(text, raised=raised))
    return made


def add_link(paragraph: Any, text: str, anchor: str) -> None:
    """A link to a bookmark in the document."""
    paragraph._p.append(_link(text, anchor))


def add_runs(paragraph: Any, runs: Iterable[Run]) -> None:
    """Text, with the numbers of its sources raised and linked to the list of sources."""
    for run in runs:
        paragraph._p.append(_text_run(run.text, run.bold))
        for at, number in enumerate(run.marks):
            if at:
                paragraph._p.append(_text_run(", ", raised=not run.flat))
            paragraph._p.append(_link(str(number), f"source_{number}", raised=not run.flat))


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Put a bookmark around the paragraph; its number is unique in the document."""
    start, end = _element("w:bookmarkStart", id=str(number), name=name), _element("w:bookmarkEnd", id=str(number))
    at = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(at, start)
    paragraph._p.append(end)


def add_field(paragraph: Any, code: str, shown: str, bold: bool = False) -> None:
    """A field such as ``PAGE``, with what it shows until Word works it out."""
    field = _element("w:fldSimple", instr=f" {code} ")
    field.append(_text_run(shown, bold))
    paragraph._p.append(field)


def describe_picture(picture: Any, words: str, name: str) -> None:
    """The text alternative of a picture, and a name that does not tell a file of this machine."""
    properties = picture._inline.docPr
    properties.set("descr", words)
    properties.set("name", name)
    for one in picture._inline.iter("{http://schemas.openxmlformats.org/drawingml/2006/picture}cNvPr"):
        one.set("name", name)


def make_table(
    table: PaperTable,
    source: str,
    centimetres: float,
    weights: Sequence[int],
    least: Sequence[int],
    styles: tuple[str, str],
    small: bool,
) -> Any:
    """The table as an element: a header row that Word repeats on every page, and rows that do not break.

    Parameters
    ----------
    source : str
        Header of the column with the numbers of the sources, made when the rows have them.
    centimetres : float
        Width of the line.
    weights : sequence of int
        Characters in each column; a narrow table stays narrow.
    least : sequence of int
        Characters below which a column breaks a number or a word: it gets no less while the line has room for all.
    styles : tuple of str
        Ids of the styles of the table and of the text in it.
    """
    header = [*table.header, *([source] if table.marks else [])]
    weights = [*weights, *([7] if table.marks else [])]
    # A character of 9 points takes some 0.19 cm, of 8 points 0.17.
    letter = 0.17 if small else 0.19
    wide = min(centimetres, letter * sum(weights) + 0.3 * len(weights))
    floor = [letter * one + 0.1 for one in [*least, *([7] if table.marks else [])]]
    columns = [str(round(one * _TWIPS)) for one in _divided(wide, weights, floor)]
    made = _element("w:tbl")
    look = _element("w:tblPr")
    look.append(_element("w:tblStyle", val=styles[0]))
    look.append(_element("w:tblW", w=str(round(wide * _TWIPS)), type="dxa"))
    look.append(_element("w:tblLook", firstRow="1", firstColumn="1", noVBand="1"))
    look.append(_element("w:tblCaption", val=f"{table.what} {''.join(run.text for run in table.caption)}".strip()))
    grid = _element("w:tblGrid")
    grid.extend([_element("w:gridCol", w=column) for column in columns])
    made.extend([look, grid])
    numeric = [*table.numeric, False]
    shown = [_text_run(one, bold=True, small=small) for one in header]
    made.append(_row([[one] for one in shown], columns, numeric, styles[1], head=True))
    for at, row in enumerate(table.rows):
        cells = [[_text_run(one, small=small)] for one in row]
        if table.marks:
            cells.append(_marks(table.marks[at], small))
        made.append(_row(cells, columns, numeric, styles[1]))
    return made


def _divided(wide: float, weights: Sequence[int], floor: Sequence[float]) -> list[float]:
    """`wide` divided by weight, where every column first gets its floor; by weight alone when the floors do not fit."""
    spare = wide - sum(floor)
    whole = [wide * weight / sum(weights) for weight in weights]
    if spare < 0:
        return whole
    more = [max(0.0, one - low) for one, low in zip(whole, floor, strict=True)]
    total = sum(more) or 1.0
    return [low + spare * one / total for low, one in zip(floor, more, strict=True)]


def _marks(numbers: Sequence[int], small: bool) -> list[Any]:
    found: list[Any] = []
    for number in numbers:
        found += [_text_run(", ", small=small)] if found else []
        found.append(_link(str(number), f"source_{number}"))
    return found


def _row(
    cells: Sequence[list[Any]], columns: Sequence[str], numeric: Sequence[bool], text_style: str, head: bool = False
) -> Any:
    row = _element("w:tr")
    look = _element("w:trPr")
    look.append(_element("w:cantSplit"))
    look.extend([_element("w:tblHeader")] if head else [])
    row.append(look)
    for content, column, right in zip(cells, columns, numeric, strict=False):
        cell = _element("w:tc")
        size = _element("w:tcPr")
        size.append(_element("w:tcW", w=column, type="dxa"))
        # A number over two lines is two numbers to a hurried reader.
        size.extend([_element("w:noWrap")] if right and not head else [])
        paragraph = _element("w:p")
        style = _element("w:pPr")
        style.append(_element("w:pStyle", val=text_style))
        style.extend([_element("w:keepNext")] if head else [])
        style.extend([_element("w:jc", val="right")] if right else [])
        paragraph.append(style)
        paragraph.extend(content)
        cell.extend([size, paragraph])
        row.append(cell)
    return row
