"""The page: escaped, without a request, accessible by construction, the same bytes, its tables beside it."""

from __future__ import annotations

import base64
import csv
import itertools
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wij_impact import WijImpactError
from wij_impact.pipeline.export import ExportContext, IndexEntry, export_report, index_entry, read_document, write_index
from wij_impact.pipeline.export.footnotes import footnotes
from wij_impact.pipeline.export.html import render_html
from wij_impact.presentation import Block, Report

Make = Callable[[list[Block]], Any]
VOID = {"meta", "link", "br", "hr", "img", "input", "path", "use", "rect", "circle", "line"}


class Page(HTMLParser):
    """Elements with their attributes and path; refuses a page whose tags do not close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(self._open)))
        if tag not in {"meta", "link", "br", "hr", "img", "input"}:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(self._open)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1] == tag, f"</{tag}> closes <{self._open[-1]}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self._open):
            self.text.append(data)

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes, _ in self.elements if tag in tags]


def rendered(notebook: Any, context: ExportContext) -> str:
    document = read_document(notebook)
    return render_html(document, context, footnotes(document))


@pytest.fixture
def html(notebook: Any, context: ExportContext) -> str:
    return rendered(notebook, context)


@pytest.mark.unit
def test_text_is_never_mark_up(html: str) -> None:
    page = Page(html)
    assert len(page.all("script")) == 1
    assert "alert(1)" not in re.sub(r"&lt;script&gt;alert\(1\)&lt;/script&gt;", "", html).replace(" ", "")
    assert "{{ 7*7 }}" in "".join(page.text)
    assert "<strong>35.905</strong>" in html


@pytest.mark.property
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))
def test_any_words_give_a_page_that_closes_and_shows_them(make_notebook: Make, words: str) -> None:
    report = Report("x")
    made = [
        report.lead(words, [words]),
        report.heading("Kop"),
        report.method(words),
        report.contradictions([words]),
    ]
    context = ExportContext(words, parameters={"p": words}, data_origin=words, packages={"p": words})
    page = Page(rendered(make_notebook(made), context))
    plain = re.sub(r"\*\*(.+?)\*\*", r"\1", words)
    assert "".join(page.text).count(plain) >= 4
    assert len(page.all("script")) == 1


@pytest.mark.unit
def test_nothing_is_requested_from_anywhere(html: str) -> None:
    assert not re.search(r"https?:|//[a-z]", re.sub(r"base64,[A-Za-z0-9+/=]+", "", html))
    assert not re.search(r"@import|url\((?!#)", html)
    page = Page(html)
    assert not page.all("link", "iframe", "object", "embed", "img")
    for tag, attributes, _ in page.elements:
        for name in ("href", "src", "xlink:href", "action"):
            value = attributes.get(name)
            assert (
                value is None or value.startswith(("#", "data:text/csv")) or value in {"report.ipynb", "../index.html"}
            ), (tag, value)
    policy = next(one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")


@pytest.mark.unit
def test_a_row_leads_to_the_report_beside_this_one(make_notebook: Make, context: ExportContext) -> None:
    report, frame = Report("x"), pd.DataFrame({"report": ["Doelen", "R & B"], "n": [1, 2]})
    table = report.table("more", frame, "Verder", links=["doelen", "risicos"])
    assert Block.from_json(table.to_json()) == table
    page = rendered(make_notebook([report.lead("t", ["s"]), table, report.method("m")]), context)
    assert '<a href="../doelen/index.html">Doelen</a></th>' in page
    assert '<a href="../risicos/index.html">R &amp; B</a></th>' in page
    assert page.count("../doelen/") == 1
    with pytest.raises(WijImpactError, match="2 rows and 1 links"):
        report.table("more", frame, "Verder", links=["doelen"])


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_accessible_by_construction(make_notebook: Make, make_blocks: Callable[..., list[Block]], lang: str) -> None:
    text = rendered(make_notebook(make_blocks(lang)), ExportContext("kerncijfers", lang))  # type: ignore[arg-type]
    page = Page(text)
    assert page.all("html")[0]["lang"] == lang
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("nav")) == len(page.all("title")) - 2 == 1
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert [one for one, times in Counter(ids).items() if times > 1] == []
    for attributes in page.all("a"):
        target = attributes["href"] or ""
        if target.startswith("#"):
            assert target[1:] in ids
    for attributes in page.all("svg"):
        assert attributes["role"] == "img"
        assert attributes["aria-label"]
    regions = [attributes["aria-label"] for _, attributes, _ in page.elements if attributes.get("role") == "region"]
    assert len(regions) == len(set(regions))
    assert all(
        attributes.get("tabindex") == "0" for _, attributes, _ in page.elements if attributes.get("role") == "region"
    )
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(attributes.get("scope") in {"row", "col"} for attributes in page.all("th"))
    assert page.all("a")[0]["class"] == "skip"


@pytest.mark.unit
def test_the_first_screen_says_what_how_sure_and_what_does_not_add_up(html: str) -> None:
    order = [html.index(mark) for mark in ('class="eyebrow"', "<h1", 'class="lead"', 'id="certainty"', 'class="off"')]
    assert order == sorted(order)
    assert html.index('class="off"') < html.index('id="reeksen"')
    assert "gegevens tot en met 31 december 2023" in html
    assert "Drie dingen die niet kloppen" in html


@pytest.mark.unit
def test_every_footnote_has_a_source_and_a_way_back(html: str) -> None:
    sources = set(re.findall(r'id="source-(\d+)"', html))
    assert sources == {"1", "2", "3"}
    assert set(re.findall(r'href="#source-(\d+)"', html)) == {"1", "2"}
    assert set(re.findall(r'id="ref-(\d+)"', html)) == set(re.findall(r'href="#ref-(\d+)"', html)) == {"1", "2"}


@pytest.mark.unit
def test_missing_is_read_aloud_and_long_tables_are_cut_on_the_page_only(
    html: str, tmp_path: Path, notebook: Any
) -> None:
    assert '<span aria-hidden="true">–</span><span class="aloud">niet bekend</span>' in html
    assert "De eerste 20 van 300 rijen." in html
    export_report(notebook, tmp_path, ExportContext("x"))
    assert len((tmp_path / "tables/lang.csv").read_text().splitlines()) == 301


@pytest.mark.unit
def test_the_files_hold_unrounded_numbers_and_the_page_carries_them(tmp_path: Path, notebook: Any, html: str) -> None:
    written = export_report(notebook, tmp_path, ExportContext("x"))
    names = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert names == [
        "figures/nog-eens.csv", "figures/nog-eens.svg", "figures/vragen.csv", "figures/vragen.svg", "index.html",
        "tables/bronnen.csv", "tables/lang.csv", "tables/tabel.csv",
    ]  # fmt: skip
    assert sorted(path.relative_to(tmp_path).as_posix() for path in written) == names
    rows = list(csv.reader((tmp_path / "tables/tabel.csv").open(encoding="utf-8")))
    assert rows[0] == ["wat", "waarde"]
    assert float(rows[2][1]) == 1 / 3
    assert rows[3] == ["leeg", ""]
    sources = list(csv.DictReader((tmp_path / "tables/bronnen.csv").open(encoding="utf-8")))
    assert {row["figure_id"] for row in sources} == {"q20a", "q20b", "q23", "d20"}
    carried = [base64.b64decode(one) for one in re.findall(r"base64,([A-Za-z0-9+/=]+)", html)]
    assert (tmp_path / "tables/tabel.csv").read_bytes() in carried
    assert (tmp_path / "figures/vragen.csv").read_bytes() in carried


@pytest.mark.unit
def test_the_same_bytes_in_another_folder(tmp_path: Path, notebook: Any, context: ExportContext) -> None:
    for folder in ("een", "twee"):
        export_report(notebook, tmp_path / folder, context)
    first, second = (
        {
            path.relative_to(tmp_path / folder): path.read_bytes()
            for path in (tmp_path / folder).rglob("*")
            if path.is_file()
        }
        for folder in ("een", "twee")
    )
    assert first == second
    assert b"\r" not in first[Path("index.html")]
    assert len(first[Path("index.html")]) < 500_000


@pytest.mark.unit
def test_an_english_report_has_no_dutch_labels(make_notebook: Make) -> None:
    report = Report("x", lang="en")
    made = [report.lead("Title", ["Said."]), report.certainty("Sure."), report.contradictions([]), report.method("So.")]
    html = rendered(make_notebook(made), ExportContext("x", "en", {"p": None}, "2023-12-31", "published", {"a": "1"}))
    for dutch in ("Hoe zeker", "klopt", "gegevens", "Inhoud", "Verantwoording", "Instelling", "standaard", "Gemaakt"):
        assert dutch not in html
    assert "data up to 31 December 2023" in html
    assert "nothing in these data that does not add up" in html


@pytest.mark.unit
def test_the_index_lists_what_is_and_what_failed(tmp_path: Path, notebook: Any, context: ExportContext) -> None:
    made = index_entry(notebook, "kerncijfers--wijk-<a b>", context)
    broken = IndexEntry("oud", "deelopdrachten", "Vorige titel", status="failed", message="Kolom <year> ontbreekt.")
    never = IndexEntry("nooit", "vraag_tot_indicatie", status="failed")
    path = write_index(tmp_path, [made, broken, never], "nl")
    page = Page(path.read_text(encoding="utf-8"))
    assert [one["href"] for one in page.all("a")[1:]] == ["kerncijfers--wijk-%3Ca%20b%3E/index.html", "oud/index.html"]
    text = "".join(page.text)
    assert "gegevens tot en met 31 december 2023" in text
    assert "year = 2023" not in text  # parameters in words or not at all
    assert "Kolom <year> ontbreekt." in text
    assert "hier staat het vorige rapport" in text
    assert "er is nog geen vorig rapport" in text
    assert len(page.all("h1")) == 1
    assert write_index(tmp_path, [made, broken, never], "nl").read_bytes() == path.read_bytes()
    assert [one.name for one in tmp_path.iterdir()] == ["index.html"]
    assert "Er zijn nog geen rapporten." in write_index(tmp_path, []).read_text(encoding="utf-8")


@pytest.mark.unit
def test_a_refused_write_leaves_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = write_index(tmp_path, []).read_bytes()

    def refuse(self: Path, target: Path) -> None:
        raise PermissionError("open in another program")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(WijImpactError, match=r"index\.html: this file cannot be written\. Close it"):
        write_index(tmp_path, [], "en")
    monkeypatch.undo()
    assert [one.name for one in tmp_path.iterdir()] == ["index.html"]
    assert (tmp_path / "index.html").read_bytes() == old
