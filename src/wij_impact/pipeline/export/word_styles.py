"""The Word document a report is poured into: the package's own, or one of the organisation.

Any Word document can be the template. Its styles, page, header and footer are kept and its text is dropped, so an
organisation takes a letter or a report in its house style and puts it in the data folder as `templates/report.docx`.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from wij_impact.drawing.palette import PALETTE
from wij_impact.errors import InputError
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    from docx.document import Document

__all__ = ["LEAD", "NOTE", "SOURCE", "TABLE", "TABLE_TEXT", "TAGS", "TEMPLATE", "open_template"]

#: Where the organisation's own document stands in the data folder.
TEMPLATE = "templates/report.docx"
#: How Word calls the languages whose region matters to its spelling check.
TAGS = {"nl": "nl-NL", "en": "en-GB"}
#: Styles of this package, added to a template that does not have them.
LEAD, NOTE, SOURCE, TABLE_TEXT, TABLE = (
    "Report Lead",
    "Report Note",
    "Report Source",
    "Report Table Text",
    "Report Table",
)
#: Styles that a template must have, as Word itself calls them in Dutch.
_NEEDED = {
    "Title": "Titel",
    "Heading 1": "Kop 1",
    "Heading 2": "Kop 2",
    "Heading 3": "Kop 3",
    "Caption": "Bijschrift",
}
_ACCENT, _INK, _SOFT, _LINE = (PALETTE[name][1:].upper() for name in ("accent", "ink", "soft", "line"))
_SIZES = {"Title": 24.0, "Heading 1": 15.0, "Heading 2": 12.5, "Heading 3": 11.0, "Caption": 10.0}


def open_template(content: bytes, lang: Language) -> Document:
    """The empty document to write in.

    Parameters
    ----------
    content : bytes
        The organisation's Word document; empty for the package's own.
    lang : {"nl", "en"}
        Language of the text.

    Raises
    ------
    InputError
        When it is not a Word document, or lacks a style that a report needs.
    """
    document = _read(content) if content else _own()
    body = document.element.body
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)
    _add_styles(document)
    _complete_page(document.sections[0])
    _set_language(document, TAGS.get(lang, lang))
    return document


def _read(content: bytes) -> Document:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document: Document = docx.Document(io.BytesIO(content))
        known = {style.name for style in document.styles}
    except (BadZipFile, PackageNotFoundError, ValueError, KeyError, AttributeError, SyntaxError) as error:
        raise InputError(
            Text(nl="dit is geen Word-document.", en="this is not a Word document."),
            remedy=Text(
                nl="Open het sjabloon in Word en bewaar het als 'Word-document (*.docx)', of haal het bestand weg.",
                en="Open the template in Word and save it as 'Word Document (*.docx)', or take the file away.",
            ),
            file=TEMPLATE,
        ) from error
    missing = [name for name in _NEEDED if name not in known]
    if missing:
        dutch, english = ", ".join(f"'{_NEEDED[name]}'" for name in missing), ", ".join(f"'{name}'" for name in missing)
        raise InputError(
            Text(nl=f"in dit sjabloon ontbreekt de stijl {dutch}.", en=f"this template lacks the style {english}."),
            remedy=Text(
                nl="Geef in Word een regel die stijl en bewaar het, of begin met een Word-rapport van dit pakket.",
                en="Give a line that style in Word and save the document, or start from a Word report of this package.",
            ),
            file=TEMPLATE,
        )
    return document


def _own() -> Document:
    """The package's own document: Word's plain one, in the colours of the page."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    document: Document = docx.Document()
    for name, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            # A picture of somebody else's page.
            del document.part.package.rels[name]
    _font(document.styles["Normal"], 10.5, _INK)
    document.styles["Normal"].paragraph_format.space_after = Pt(7)
    for name, size in _SIZES.items():
        style: Any = document.styles[name]
        _font(style, size, _SOFT if name == "Caption" else _INK if name == "Title" else _ACCENT, bold=name != "Title")
        # The blue line under Word's title belongs to nobody's house style.
        for line in style.element.findall(f".//{qn('w:pBdr')}"):
            line.getparent().remove(line)
        style.paragraph_format.keep_with_next = True
    document.styles["Title"].font.bold = True
    document.styles["Caption"].font.color.rgb = RGBColor.from_string(_INK)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.4)
    return document


def _complete_page(section: Any) -> None:
    """A template may leave its page to the printer; a table has to know how wide it may be."""
    from docx.shared import Cm

    section.page_width, section.page_height = section.page_width or Cm(21), section.page_height or Cm(29.7)
    section.left_margin = Cm(2.4) if section.left_margin is None else section.left_margin
    section.right_margin = Cm(2.4) if section.right_margin is None else section.right_margin


def _font(style: Any, size: float, colour: str, bold: bool = False) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = "Calibri", Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:cs"), "Calibri")


def _add_styles(document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt

    known = {style.name for style in document.styles}
    for name, size, room in ((LEAD, 12.0, 8), (NOTE, 8.5, 4), (SOURCE, 9.5, 3), (TABLE_TEXT, 9.0, 0)):
        if name in known:
            continue
        style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size = Pt(size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(room)
        if name == SOURCE:
            style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = Cm(0.9), Cm(-0.9)
    if TABLE not in known:
        document.styles.element.append(_table_style())


def _table_style() -> Any:
    """Lines between the rows, a heavy one above and under the header, bold header: no vertical lines."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    light, heavy = f'w:val="single" w:sz="4" w:color="{_LINE}"', f'w:val="single" w:sz="8" w:color="{_INK}"'
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable"><w:name w:val="{TABLE}"/>'
        '<w:uiPriority w:val="99"/><w:tblPr><w:tblBorders>'
        f"<w:top {heavy}/><w:bottom {light}/><w:insideH {light}/></w:tblBorders>"
        '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>'
        f"<w:bottom {heavy}/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
    )


def _set_language(document: Document, tag: str) -> None:
    from docx.oxml.ns import qn

    for defaults in document.styles.element.iter(qn("w:rPrDefault")):
        run = defaults.get_or_add_rPr() if hasattr(defaults, "get_or_add_rPr") else defaults.find(qn("w:rPr"))
        if run is None:
            run = defaults.makeelement(qn("w:rPr"))
            defaults.append(run)
        language = run.find(qn("w:lang"))
        if language is None:
            language = run.makeelement(qn("w:lang"))
            run.append(language)
        language.set(qn("w:val"), tag)
    # A style with a language of its own (the template of an English organisation) would have Word spell it so.
    for style in document.styles.element.iter(qn("w:style")):
        for language in style.iter(qn("w:lang")):
            language.set(qn("w:val"), tag)
