"""The PDF is accessible or is not made, says what the report says, and never reads a user's words as code."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pypdf
import pytest
from matplotlib import image

from wij_impact import WijImpactError
from wij_impact.pipeline.export import ExportContext, export_report, read_document
from wij_impact.pipeline.export.footnotes import footnotes
from wij_impact.pipeline.export.paper import lay_out
from wij_impact.pipeline.export.paper_items import PaperTable
from wij_impact.pipeline.export.pdf import compile_typst, render_pages, render_pdf
from wij_impact.presentation import Block, Report, figures
from wij_impact.presentation.blocks import Contradictions

Make = Callable[[list[Block]], Any]
# Pages of examples say "verzonnen" in their captions; a test of their own holds that.
_FOLDER = Path(__file__).resolve().parents[3] / "notebooks"
NOTEBOOKS = sorted(path for path in _FOLDER.glob("*.ipynb") if not path.stem.startswith("voorbeeld_"))
# Each of these means something in Typst mark-up or code; of the last no font has the glyphs.
HOSTILE = [
    '#import "x": y #panic()',
    "$x^2$ $ open",
    "*a* _b_ `c` ```d",
    "\\ \\u{41} \\n \\",
    "<source-1> @source-1 [[ ]] { }",
    "= kop - punt + een / term: x // niets /* x */",
    "https://example.org/a_b",
    "\" ' „ “ ” --- ~",
    "日本語 😀 \x07 \ue000",
]


def pdf_of(notebook: Any, context: ExportContext) -> pypdf.PdfReader:
    document = read_document(notebook)
    return pypdf.PdfReader(io.BytesIO(render_pdf(document, context, footnotes(document))))


def text_of(reader: pypdf.PdfReader) -> str:
    """All text on one line, hyphenation at line ends undone, without spaces: a table may break a line anywhere."""
    return squeezed(" ".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    # A hyphen at a line's end cannot be told from one in the word, so hyphens do not count either.
    return re.sub(r"[\s\u00ad\u200b\u2010-]+", "", text.replace("**", ""))


def elements(reader: pypdf.PdfReader) -> list[Any]:
    """Every element of the structure tree, in reading order."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]  # type: ignore[index]
    while waiting:
        one = waiting.pop(0).get_object()
        if isinstance(one, list):
            waiting = [*one, *waiting]
        elif isinstance(one, dict):
            found.append(one)
            if "/K" in one:
                waiting = [one["/K"], *waiting]
    return [one for one in found if "/S" in one]


@pytest.mark.notebook
@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_report_is_an_accessible_pdf_that_says_all(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    document = read_document(notebook)
    reader = pdf_of(notebook, ExportContext(path.stem, document.lang, {"year": 2023}, "2023-12-31"))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == ("nl-NL" if document.lang == "nl" else "en")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert "/CreationDate" not in reader.metadata
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    tree = elements(reader)
    alternatives = [one["/Alt"] for one in tree if one["/S"] == "/Figure" and "/Alt" in one]
    # A section that does not fit on the second sheet stands in the annex, so that figures may change places.
    assert sorted(squeezed(one) for one in alternatives) == sorted(squeezed(one.alt) for one in document.figures)
    assert sum(one["/S"] == "/Table" for one in tree) >= len(document.tables)
    listed = sum(one["/S"] == "/LI" for one in tree)
    wrong = document.one(Contradictions)
    assert listed >= len(footnotes(document).places) + (len(wrong.sentences) if wrong else 0)
    text = text_of(reader)
    for sentence in document.opening.sentences:
        # The number of a footnote stands against the last letter, and against a key number before its name.
        assert all(squeezed(part) in text for part in sentence.text.split("**"))
    for number, table in enumerate(document.tables, start=1):
        assert squeezed(f"Tabel {number}. {table.caption}") in text
    for number, figure in enumerate(document.figures, start=1):
        assert squeezed(f"Figuur {number}. {figure.caption}") in text


@pytest.mark.unit
def test_words_are_never_code(make_notebook: Make) -> None:
    report = Report("x")
    said = " ".join(HOSTILE[:-1])
    frame = pd.DataFrame({"wat": HOSTILE, "n": range(len(HOSTILE))})
    series = figures.line_series(pd.DataFrame({"year": [2020, 2021], "value": [1.0, 2.0]}))
    made = [
        report.lead(said, [said]), report.certainty(said), report.contradictions([said]),
        report.heading(said, id="kop"),
        report.table("t", frame, said, {"wat": said, "n": "n"}, base=said, note=said), report.note("n", said),
        report.figure("f", series, said, note=said), report.method(said),
    ]  # fmt: skip
    context = ExportContext("x", parameters={"p": said}, data_origin=said, organisation=said, packages={said: said})
    reader = pdf_of(make_notebook(made), context)
    text = text_of(reader)
    assert text.count(squeezed(said)) >= 10
    for words in HOSTILE[:-1]:
        assert squeezed(words) in text
    # What no font has is shown as such, and the report is still made.
    assert "\N{REPLACEMENT CHARACTER}" in text
    assert reader.metadata is not None
    assert reader.metadata.title == said


@pytest.mark.unit
def test_nothing_runs_off_the_page(make_notebook: Make) -> None:
    report = Report("x")
    wide = pd.DataFrame({f"kolom {at}": [f"waarde {at}", "x" * 200] for at in range(24)})
    made = [report.lead("a" * 300, ["b" * 300]), report.table("breed", wide, "c" * 300, row_headers=1)]
    document = read_document(make_notebook(made))
    notes = footnotes(document)
    pages = render_pages(document, ExportContext("x"), notes, ppi=36)
    for page in pages:
        picture = image.imread(io.BytesIO(page), format="png")
        # The margin is 2.4 cm, 34 pixels: half of it stays white on both sides.
        assert float(picture[60:-60, :17].min()) == float(picture[60:-60, -17:].min()) == 1.0
        assert float(picture.min()) < 0.6
    turned = [page for page in pages if (shape := image.imread(io.BytesIO(page)).shape)[1] > shape[0]]
    assert len(turned) >= 2
    text = text_of(pypdf.PdfReader(io.BytesIO(render_pdf(document, ExportContext("x"), notes))))
    parts = {int(number) for number in re.findall(r"deel(\d)van", text)}
    assert parts == set(range(1, len(parts) + 1))
    assert all(f"Kolom{at}" in text for at in range(24))
    # The column that names the row comes back in every part.
    assert text.count("x" * 200) == 24 + len(parts) - 1


@pytest.mark.unit
def test_a_drawing_without_alternative_is_refused(make_notebook: Make, blocks: list[Block]) -> None:
    document = read_document(make_notebook(blocks))
    figure = document.figures[0]
    bare = replace(figure)
    object.__setattr__(bare, "alt", "")
    silent = replace(document, blocks=tuple(bare if block is figure else block for block in document.blocks))
    with pytest.raises(WijImpactError) as refused:
        render_pdf(silent, ExportContext("x"), footnotes(silent))
    assert "missing alt text" in str(refused.value)
    assert "--format html,docx,xlsx" in refused.value.sentence("nl")
    with pytest.raises(WijImpactError, match="missing document title"):
        compile_typst(b"x", {})


@pytest.mark.unit
def test_the_same_bytes_at_another_time_and_in_threads(tmp_path: Path, notebook: Any, context: ExportContext) -> None:
    first = next(one for one in export_report(notebook, tmp_path / "een", context, ["pdf"]) if one.suffix == ".pdf")
    time.sleep(1.1)
    document = read_document(notebook)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: render_pdf(document, context, footnotes(document)), range(4)))
    assert {first.read_bytes()} == set(made)
    assert str(tmp_path).encode() not in made[0]


@pytest.mark.unit
def test_an_english_report_speaks_english(make_notebook: Make, make_blocks: Callable[..., list[Block]]) -> None:
    made = make_blocks("en", "words")
    reader = pdf_of(make_notebook(made), ExportContext("kerncijfers", "en", {"year": 2023}, "2023-12-31"))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert reader.trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]
    for english in (
        "Contents",
        "Data up to: 31 December 2023",
        "Parameters: year = 2023",
        "page 1 of",
        "Sources",
        "Appendix",
        "is in the appendix",
    ):
        assert english in text
    for dutch in ("Inhoud", "Bijlage", "pagina", "Gegevens", "Verantwoording", "Instelling"):
        assert dutch not in text


@pytest.mark.unit
def test_no_column_is_squeezed(make_notebook: Make) -> None:
    """Long headers over numbers leave the names their room: a column of one letter wide is unreadable."""
    from wij_impact.pipeline.export.columns import shares

    report = Report("x")
    frame = pd.DataFrame({"Naam": ["Een heel lange naam van een soort vraag" for _ in range(3)]})
    for at in range(7):
        frame[f"procentpunt van het totaal, jaar {at}"] = 12345
    table = report.table("t", frame, "Breed")
    document = read_document(make_notebook([report.lead("T", ["Z."]), table]))
    context = ExportContext("x")
    laid = next(item for item in lay_out(document, context, footnotes(document)).items if isinstance(item, PaperTable))
    given = shares(laid)
    # At least 18 of the 96 to 168 characters on a line.
    assert given[0] / sum(given) >= 18 / 168
    text = " ".join(
        page.extract_text() for page in pdf_of(make_notebook([report.lead("T", ["Z."]), table]), context).pages
    )
    assert "Een heel lange" in text.replace("\n", " ")
