"""No Dutch stands in an English report and no English in a Dutch one, but for the names of things."""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.support.browser import shipped_reports
from wij_impact import catalogue

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
REPORTS = sorted(path.stem for path in Path(catalogue.resolve_notebooks()).glob("*.ipynb"))
# Small words that the other language does not have: a sentence hardly goes without.
DUTCH = set(
    re.findall(
        r"\w+",
        "het een niet dat dit voor zijn wordt worden uit naar ook maar dan geen hoe wie waar deze jaar van de als",
    )
)
ENGLISH = set(
    re.findall(r"\w+", "the and that with from this were not by which have has its their there when what more than")
)
# Names that our own tables go by inside: as the head of a column they are no Dutch.
HEADS = set(
    re.findall(
        r"\w+",
        "area arm assignment base breakdown category cause change claim count cost date difference edition"
        " effect estimate event expected fitted group high impact indicator input inside kind label likelihood lower"
        " month name observed outcome part payer period place price rank rate reading reason result role round"
        " route school score series share side source spread stage state status step stock sum target test"
        " theme time title total type unit upper value verdict weight what when where which why year",
    )
)
BLOCKS = {"p", "li", "th", "td", "caption", "summary", "figcaption", "h1", "h2", "h3", "a", "dt", "dd"}


class _Said(HTMLParser):
    """What a page says, block by block, its code and its places of print left out."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"script", "style", "pre"} or (given.get("class") or "") == "sources":
            self._silent += 1
        if tag in BLOCKS:
            self._flush()
        if not self._silent:
            self.said += [value for key, value in given.items() if key in {"aria-label", "alt", "content"} and value]

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._flush()
        if tag in {"script", "style", "pre"} or (tag == "section" and self._silent):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data)

    def _flush(self) -> None:
        if text := " ".join("".join(self._words).split()):
            self.said.append(text)
        self._words = []


@functools.cache
def names_of_documents(lang: str) -> list[str]:
    """Words that stay as they are: filled-in sheets, places of print, names of indicators, assignments, areas."""
    figures = catalogue.figures()
    columns = ["locator", "breakdown", "indicator_nl" if lang == "en" else "indicator", "note"]
    words = {str(word) for column in columns for word in figures[column].dropna().unique()}
    # The examples of a case sheet are filled in in Dutch.
    for file in sorted(catalogue.resolve_data().file("households").rglob("*.toml")):
        words |= set(re.findall(r'"([^"]+)"', file.read_text(encoding="utf-8")))
    parts = {part.strip() for word in words for part in re.split(r"[;=]", word)}
    return sorted((word for word in words | parts if len(word) > 5), key=len, reverse=True)


def foreign(page: Path, lang: str) -> list[str]:
    reader = _Said()
    reader.feed(page.read_text(encoding="utf-8"))
    names = names_of_documents(lang)
    own, other = (DUTCH, ENGLISH) if lang == "nl" else (ENGLISH, DUTCH)
    found = []
    for text in dict.fromkeys(reader.said):
        # What people said or wrote down is quoted in their own language.
        left = re.sub("[‘’]", "'", re.sub("‘[^’]{25,}’", " ", text))
        # Names only take words away: what has hardly a strange word with its names need not be searched for them.
        if len(other & set(re.findall(r"[^\W\d_]+", left.lower()))) < 2:
            continue
        for name in names:
            left = left.replace(name, " ")
        words = re.findall(r"[^\W\d_]+", left.lower())
        strange, usual = {word for word in words if word in other}, {word for word in words if word in own}
        if len(strange) >= 2 and len(strange) > len(usual):
            found.append(f"{sorted(strange)}: {text[:200]}")
    return found


def heads(page: Path) -> list[list[str]]:
    """The heads of every table of a page."""
    text = page.read_text(encoding="utf-8")
    rows = re.findall(r"<thead.*?</thead>", text, re.S)
    return [[re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<th\b.*?</th>", row, re.S)] for row in rows]


@pytest.mark.parametrize("name", REPORTS)
def test_a_column_is_named_in_dutch_and_once(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    page = shipped_reports(tmp_path_factory, "nl") / name / "index.html"
    tables = heads(page)
    assert tables
    assert [head for table in tables for head in table if head.casefold() in HEADS] == []
    assert [table for table in tables if len(set(table)) < len(table)] == []


@pytest.mark.parametrize("name", REPORTS)
def test_a_place_of_print_is_named_in_dutch(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    page = shipped_reports(tmp_path_factory, "nl") / name / "index.html"
    said = re.sub(r"<pre.*?</pre>", "", page.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r">[^<>]*vindplaats: (?:table|figure|chart|footnote|question|text) [^<>]*<", said) == []


@pytest.mark.parametrize("name", REPORTS)
def test_a_year_has_no_thousands_mark(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    for lang, mark in (("nl", "."), ("en", ",")):
        page = shipped_reports(tmp_path_factory, lang) / name / "index.html"
        for table in re.findall(r"<table.*?</table>", page.read_text(encoding="utf-8"), re.S):
            names = [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<th\b.*?</th>", table, re.S)]
            if not {"Jaar", "Year"} & set(names):
                continue
            at = next(names.index(one) for one in ("Jaar", "Year") if one in names)
            for row in re.findall(r"<tr\b.*?</tr>", table, re.S):
                cells = [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<t[dh]\b.*?</t[dh]>", row, re.S)]
                assert at >= len(cells) or not re.fullmatch(rf"[12]{re.escape(mark)}\d{{3}}", cells[at])


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_speaks_one_language(tmp_path_factory: pytest.TempPathFactory, lang: str, name: str) -> None:
    reports = shipped_reports(tmp_path_factory, lang)
    assert foreign(reports / name / "index.html", lang) == []


def test_the_other_language_would_have_been_seen(tmp_path_factory: pytest.TempPathFactory) -> None:
    reports = shipped_reports(tmp_path_factory, "nl")
    assert len(foreign(reports / "kerncijfers" / "index.html", "en")) > 20
