"""Reports that open with news: one first screen, in html and on paper, wherever the blocks stand in the notebook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from wij_impact.errors import UsageError
from wij_impact.pipeline.export import ExportContext, IndexEntry, read_document
from wij_impact.pipeline.export.files import table_csv
from wij_impact.pipeline.export.footnotes import footnotes
from wij_impact.pipeline.export.html import render_html
from wij_impact.pipeline.export.index import index_entry, write_index
from wij_impact.pipeline.export.paper import lay_out
from wij_impact.pipeline.export.pdf import render_pdf
from wij_impact.pipeline.export.word import render_docx
from wij_impact.pipeline.export.xlsx import render_xlsx
from wij_impact.presentation import Block, Report, figures
from wij_impact.presentation.block import rich
from wij_impact.presentation.blocks import (
    Ask,
    Certainty,
    Discrepancies,
    Discrepancy,
    Explanation,
    Figure,
    News,
    NewsItem,
    Sentence,
    Spark,
)
from wij_impact.presentation.tables import Reference

Make = Callable[[list[Block]], Any]
J23 = Reference("eq23", "jaarverslag_2023", "Jaarverslag 2023", "balans", "2023")


def item(value: str = "**€ −966.962** resultaat") -> NewsItem:
    return NewsItem(
        Sentence(value, (J23,)),
        Sentence("Het tweede verliesjaar."),
        Sentence("nog zo'n jaar en het vermogen is op."),
        Sentence("**Volgens WIJ** door de cao."),
        Spark("line", (1.0, 2.0), alt="1 en 2"),
    )


def news_blocks(synthetic: bool = False) -> list[Block]:
    """A small report in an order in which no reader would want it."""
    report = Report("kerncijfers")
    series = pd.DataFrame({"year": [2022, 2023], "value": [1.0, 2.0]})
    drawn = report.figure("buffer", figures.line_series(series), "De buffer slinkt", note="Euro")
    values = {name: getattr(drawn, name) for name in ("id", "lang", "caption", "alt", "svg", "data", "note")}
    later = {**values, "id": "later", "data": None}
    return [
        Ask("ask", "nl", "Vraag aan WIJ of de gemeente", (Sentence("Hoe groot moet de buffer zijn?"),)),
        report.heading("Waar het verlies vandaan komt", id="verlies"),
        Figure(**later),
        Figure(**values, first=True, synthetic=synthetic),
        Explanation("waarom", "nl", "Volgens WIJ", (Sentence("stegen de lonen."),)),
        Discrepancies(
            "wrong",
            "nl",
            "Wat niet klopt",
            (
                Discrepancy("small", "Een afronding", (Sentence("Eén euro."),)),
                Discrepancy("large", "Twee saldo's", (Sentence("Het scheelt een miljoen."),), Sentence("Zegt WIJ.")),
            ),
            (Sentence("78 optellingen sluiten."),),
        ),
        Certainty("certainty", "nl", "Hoe zeker is dit?", (Sentence("Het staat in de jaarrekening."),)),
        News("news", "nl", "De buffer slinkt", (item(), item("45% direct"))),
    ]


@pytest.fixture
def page(make_notebook: Make) -> str:
    document = read_document(make_notebook(news_blocks()))
    return render_html(document, ExportContext("kerncijfers"), footnotes(document))


@pytest.mark.unit
def test_the_first_screen_holds_news_figure_certainty_and_question_wherever_they_stand(page: str) -> None:
    start = page.index('<section id="first-screen"')
    end = page.index('<nav class="toc"')
    first = page[start:end]
    order = [first.index(mark) for mark in ("<h1", 'class="news"', 'id="buffer"', 'id="certainty"', 'id="ask"')]
    assert order == sorted(order)
    assert 'id="later"' not in first
    assert "Wat niet klopt" not in first
    assert page.count('id="buffer"') == page.count('id="certainty"') == 1
    assert "<strong>Gevolg:</strong> nog zo" in first
    assert re.search(r'class="key">€ −966.962<sup.*?<small>resultaat</small>', first)
    assert re.search(r"Figuur 1</span>De buffer", first)


@pytest.mark.unit
def test_what_does_not_add_up_is_a_section_heaviest_first_and_says_what_does(page: str) -> None:
    assert page.index("Het scheelt een miljoen.") < page.index("Eén euro.") < page.index("78 optellingen sluiten.")
    assert '<li><a href="#wrong">Wat niet klopt</a></li>' in page
    assert re.search(r'class="said" id="waarom">\s*<p><strong>Volgens WIJ</strong> stegen', page)


@pytest.mark.unit
def test_paper_has_the_first_screen_on_its_first_page_and_the_sources_in_the_annex(make_notebook: Make) -> None:
    document = read_document(make_notebook(news_blocks()))
    notes = footnotes(document)
    context = ExportContext("kerncijfers")
    paper = lay_out(document, context, notes)
    assert paper.brief
    assert [item.style for item in paper.first if item.style in {"key", "figure", "heading"}] == [
        "key", "key", "figure", "heading", "heading",
    ]  # fmt: skip
    assert "Bronnen" in [one.plain for one in paper.annex if one.style == "heading"]
    assert render_pdf(document, context, notes).startswith(b"%PDF")
    assert render_docx(document, context, notes).startswith(b"PK")
    assert openpyxl.load_workbook(io.BytesIO(render_xlsx(document, context, notes))).sheetnames


@pytest.mark.unit
def test_made_up_data_say_so_everywhere(make_notebook: Make) -> None:
    document = read_document(make_notebook(news_blocks(synthetic=True)))
    figure = document.first_figure
    assert figure is not None
    assert figure.svg.count('class="made-up"') == 1
    assert figure.data is not None
    rows = list(csv.reader(io.StringIO(table_csv(figure.data))))
    assert rows[0][0] == "origin"
    assert {row[0] for row in rows[1:]} == {"verzonnen"}
    html = render_html(document, ExportContext("x"), footnotes(document))
    assert html.count('<span class="made-up">verzonnen</span>') == 1
    notes = footnotes(document)
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(document, ExportContext("x"), notes)))
    assert "verzonnen Eerste bladzijde" in book.sheetnames
    captions = [
        one.caption[0].text for one in lay_out(document, ExportContext("x"), notes).first if one.style == "figure"
    ]
    assert captions == ["[verzonnen] "]


@pytest.mark.unit
def test_what_was_stored_before_the_new_fields_stays_as_it_was() -> None:
    block = Report("x").table("t", pd.DataFrame({"a": [1]}), "T")
    assert not {"synthetic", "own_rows", "filters"} & set(block.to_json())


@pytest.mark.unit
@pytest.mark.parametrize("blocks", [news_blocks(), news_blocks(True)])
def test_every_block_survives_the_notebook(blocks: list[Block]) -> None:
    for block in blocks:
        assert Block.from_json(block.to_json()) == block
        assert block.plain()
        assert block.preview()


@pytest.mark.unit
def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(UsageError, match="one to three"):
        News("news", "nl", "T", (item(),) * 4)
    with pytest.raises(UsageError, match="large, medium, small"):
        Discrepancy("huge")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="in words"):
        Spark("line", (1.0,))


@pytest.mark.unit
def test_the_index_goes_by_question_and_keeps_what_is_made_up_on_a_page_of_its_own(
    make_notebook: Make, tmp_path: Path
) -> None:
    entry = index_entry(make_notebook(news_blocks()), "kerncijfers", ExportContext("kerncijfers"))
    money = replace(entry, theme="geld")
    youth = replace(entry, theme="jeugd", folder="jeugd--wijk-noord", parameters={"wijk": "Noord", "seed": 0})
    made_up = replace(entry, theme="jeugd", folder="verzonnen", invented=True)
    text = write_index(tmp_path, [youth, made_up, money]).read_text(encoding="utf-8")
    assert text.index('id="theme-geld"') < text.index('href="kerncijfers/') < text.index('id="theme-jeugd"')
    assert "<strong>€ −966.962</strong> <small>resultaat</small>" in text
    assert text.count('role="img" aria-label="1 en 2"') == 2
    assert "kerncijfers: Noord" in text
    assert 'href="verzonnen/' not in text
    assert 'href="voorbeelden.html"' in text
    examples = (tmp_path / "voorbeelden.html").read_text(encoding="utf-8")
    assert "(verzonnen)</a>" in examples
    assert "966.962" not in examples
    write_index(tmp_path, [money])
    assert not (tmp_path / "voorbeelden.html").exists()


@pytest.mark.unit
def test_the_index_opens_a_question_with_its_main_news(tmp_path: Path) -> None:
    names = ("deelopdrachten", "kerncijfers", "zorgkosten")
    entries = [IndexEntry(name, name, f"Titel van {name}", theme="geld") for name in names]
    page = write_index(tmp_path, entries, "nl").read_text(encoding="utf-8")
    places = [page.index(f"Titel van {name}") for name in ("kerncijfers", "deelopdrachten", "zorgkosten")]
    assert places == sorted(places)


@pytest.mark.unit
def test_a_notebook_shows_an_item_of_news_line_by_line() -> None:
    made = item()
    bold = replace(made, consequence=Sentence("**Volgens WIJ:** het kan."))
    shown = News("news", "nl", "T", (made, bold)).preview()
    assert f"<br><strong>Gevolg:</strong> {rich(made.consequence.text)}<br>" in shown
    assert "<br><strong>Volgens WIJ:</strong> het kan.<br>" in shown
