"""The Word document is opened by two other readers: its tables are those of the report, its styles can be replaced."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pytest
from docx2python import docx2python
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from wij_impact import InputError
from wij_impact.pipeline.export import ExportContext, export_report, read_document
from wij_impact.pipeline.export.columns import least_widths
from wij_impact.pipeline.export.footnotes import footnotes
from wij_impact.pipeline.export.html import block_numbers
from wij_impact.pipeline.export.paper import MOST_LINKED, MOST_ROWS
from wij_impact.pipeline.export.paper_items import PaperTable
from wij_impact.pipeline.export.word import render_docx
from wij_impact.pipeline.export.word_parts import _divided
from wij_impact.presentation import Block, Report
from wij_impact.presentation.blocks import Heading, Table
from wij_impact.presentation.labels import label

Make = Callable[[list[Block]], Any]
# Pages of examples say "verzonnen" in their captions; a test of their own holds that.
_FOLDER = Path(__file__).resolve().parents[3] / "notebooks"
NOTEBOOKS = sorted(path for path in _FOLDER.glob("*.ipynb") if not path.stem.startswith("voorbeeld_"))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word_of(notebook: Any, context: ExportContext) -> bytes:
    document = read_document(notebook)
    return render_docx(document, context, footnotes(document))


def printed(table: Table) -> list[list[str]]:
    """Header and rows as a reader sees them on the page."""
    heads, rows = table.printed()
    limit = len(rows) if table.shown_rows is None else table.shown_rows
    limit = min(limit, MOST_ROWS) if table.folded else limit
    limit = min(limit, MOST_LINKED) if table.pages else limit
    return [[header for _, header in heads], *rows[:limit]]


def tables_by_caption(content: bytes) -> dict[str, list[list[str]]]:
    """Each table with the text of its caption, read from the raw document: links and fields included."""
    found, caption = {}, ""
    body = etree.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml"))[0]
    for element in body:
        style = element.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") == "Caption":
            caption = "".join(element.itertext(f"{W}t"))
        if element.tag == f"{W}tbl":
            assert caption not in found
            found[caption] = [
                ["".join(cell.itertext(f"{W}t")) for cell in row.iter(f"{W}tc")] for row in element.iter(f"{W}tr")
            ]
    return found


@pytest.mark.notebook
@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_report_in_word_holds_its_tables_cell_by_cell(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    report = read_document(notebook)
    content = word_of(notebook, ExportContext(path.stem, report.lang, {"year": 2023}, "2023-12-31"))
    document = docx.Document(io.BytesIO(content))
    found = tables_by_caption(content)
    numbers = block_numbers(report)
    wanted = {f"Tabel {numbers[table.id]}. {table.caption}": table for table in report.tables}
    # The numbers behind a figure stand in the workbook and beside the page, not on paper.
    assert not [caption for caption in found if caption.startswith("Cijfers van figuur")]
    for caption, table in wanted.items():
        rows = [row[: len(table.printed()[0])] for row in found[caption.replace("**", "")]]
        assert rows == printed(table), caption
    # A reader of another make sees the same cells.
    with docx2python(io.BytesIO(content)) as other:
        flat = {" ".join(" ".join(paragraphs) for paragraphs in cell) for part in other.body for cell in part}
        seen = "\n".join(flat)
        assert all(cell in seen for table in report.tables for row in printed(table) for cell in row)
    styles = [(one.style.name, one.text) for one in document.paragraphs if one.style is not None]
    assert [text for style, text in styles if style == "Title"] == [report.title]
    chapters = [block.text for block in report.body if isinstance(block, Heading) and block.level == 2]
    headings = [text for style, text in styles if style == "Heading 1"]
    # A section that does not fit on the second sheet stands in the annex.
    assert sorted(text for text in headings if text in chapters) == sorted(chapters)
    assert headings[-2:] == [label("account", "nl"), label("appendix", "nl")] or headings[-1] == label("account", "nl")
    pictures = [one._inline.docPr.get("descr") for one in document.inline_shapes]
    assert sorted(pictures) == sorted(figure.alt for figure in report.figures)
    assert document.core_properties.title == report.title
    assert document.core_properties.language == "nl-NL"
    # The header of each table comes back on the next page.
    for element in document.element.body.iter(f"{W}tbl"):
        assert element.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None


@pytest.mark.unit
def test_links_lead_somewhere_and_language_is_set(notebook: Any, context: ExportContext) -> None:
    content = word_of(notebook, context)
    parts = zipfile.ZipFile(io.BytesIO(content))
    body = etree.fromstring(parts.read("word/document.xml"))
    marks = [one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")]
    assert len(marks) == len(set(marks))
    links = {one.get(f"{W}anchor") for one in body.iter(f"{W}hyperlink")}
    assert links <= set(marks)
    assert {"source_1", "part_1"} <= links
    styles = etree.fromstring(parts.read("word/styles.xml"))
    assert {one.get(f"{W}val") for one in styles.iter(f"{W}lang")} == {"nl-NL"}
    assert "docProps/thumbnail.jpeg" not in parts.namelist()
    fields = [one.get(f"{W}instr") for one in body.iter(f"{W}fldSimple")]
    assert " SEQ Tabel \\* ARABIC \\r 1 " in fields
    assert " SEQ Figuur \\* ARABIC \\r 2 " in fields


@pytest.mark.unit
def test_words_stay_words(make_notebook: Make) -> None:
    report = Report("x")
    nasty = ["<w:p/>", "&amp; ]]>", "{ MERGEFIELD x }", "=1+1", 'a "b" \x00\x07\ud800 c', "日本語 😀", "lang" * 100]
    frame = pd.DataFrame({"wat": nasty, "n": range(len(nasty))})
    said = " ".join(nasty[:-1])
    made = [report.lead(said, [said]), report.table("t", frame, said, row_headers=1), report.note("n", said)]
    content = word_of(make_notebook(made), ExportContext("x", parameters={"p": said}, organisation=said))
    clean = said.replace("\x00\x07\ud800", " ")
    document = docx.Document(io.BytesIO(content))
    cells = [row.cells[0].text for row in document.tables[0].rows]
    assert cells == ["Wat", *[one.replace("\x00\x07\ud800", " ") for one in nasty]]
    assert sum(clean in paragraph.text for paragraph in document.paragraphs) >= 5


@pytest.mark.unit
def test_a_wide_table_turns_the_page_and_back(make_notebook: Make) -> None:
    report = Report("x")
    wide = pd.DataFrame({f"kolom {at}": ["een wat langere tekst in een cel"] for at in range(6)})
    made = [
        report.lead("T", ["Z."]),
        report.heading("Breed", id="kop"),
        report.table("breed", wide, "Breed"),
        report.heading("Smal"),
    ]
    document = docx.Document(io.BytesIO(word_of(make_notebook(made), ExportContext("x"))))
    turned = [one.page_width > one.page_height for one in document.sections if one.page_width and one.page_height]
    assert turned == [False, True, False]


@pytest.mark.unit
def test_an_organisation_brings_its_own_styles(make_notebook: Make, notebook: Any, context: ExportContext) -> None:
    own = docx.Document()
    own.styles["Heading 1"].font.name = "Verdana"
    own.add_paragraph("Oude tekst van een brief")
    own.sections[0].footer.paragraphs[0].text = "Gemeente Groningen"
    buffer = io.BytesIO()
    own.save(buffer)
    made = word_of(notebook, ExportContext("x", word_template=buffer.getvalue()))
    document = docx.Document(io.BytesIO(made))
    assert document.styles["Heading 1"].font.name == "Verdana"
    assert "Oude tekst" not in "".join(paragraph.text for paragraph in document.paragraphs)
    assert [one.text for one in document.sections[0].footer.paragraphs] == ["Gemeente Groningen"]
    # A report of the package is itself a template: restyle it in Word, save it, done.
    again = word_of(notebook, ExportContext("x", word_template=word_of(notebook, context)))
    assert len(docx.Document(io.BytesIO(again)).tables) == len(document.tables)


@pytest.mark.unit
def test_a_broken_template_gets_a_sentence(notebook: Any) -> None:
    with pytest.raises(InputError, match=r"templates/report\.docx: this is not a Word document") as refused:
        word_of(notebook, ExportContext("x", word_template=b"PK nothing"))
    assert "haal het bestand weg" in refused.value.sentence("nl")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(InputError, match="not a Word document"):
        word_of(notebook, ExportContext("x", word_template=packed.getvalue()))
    poor = docx.Document()
    for name in ("Caption", "Title"):
        poor.styles[name].element.getparent().remove(poor.styles[name].element)
    buffer = io.BytesIO()
    poor.save(buffer)
    with pytest.raises(InputError, match="lacks the style 'Title', 'Caption'") as refused:
        word_of(notebook, ExportContext("x", word_template=buffer.getvalue()))
    assert "'Titel', 'Bijschrift'" in refused.value.sentence("nl")


@pytest.mark.unit
def test_the_same_bytes_at_another_time(tmp_path: Path, notebook: Any, context: ExportContext) -> None:
    first = next(one for one in export_report(notebook, tmp_path / "een", context, ["docx"]) if one.suffix == ".docx")
    # A zip counts in steps of two seconds: past that, a clock in the file would show.
    time.sleep(2.1)
    assert word_of(notebook, context) == first.read_bytes()


@pytest.mark.property
@given(
    weights=st.lists(st.integers(3, 60), min_size=1, max_size=9),
    wide=st.floats(4, 25),
    data=st.data(),
)
def test_columns_fill_the_line_and_none_breaks_a_number_while_there_is_room(
    weights: list[int], wide: float, data: st.DataObject
) -> None:
    floor = [data.draw(st.floats(0.3, 4)) for _ in weights]
    made = _divided(wide, weights, floor)
    assert sum(made) == pytest.approx(wide)
    if sum(floor) <= wide:
        assert all(one >= low - 1e-9 for one, low in zip(made, floor, strict=True))


@pytest.mark.unit
def test_the_least_width_holds_a_number_and_the_longest_word_of_the_header() -> None:
    table = PaperTable(
        "t", "", (), (), ("Kerncijfer", "Waarde"), (False, True), (("een zin van meer woorden", "€ 1.529.461"),)
    )
    words, number = least_widths(table)
    assert words >= len("Kerncijfer") * 1.2
    assert number >= len("€ 1.529.461")
