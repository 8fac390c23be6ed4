"""No Dutch stands in an English report and no English in a Dutch one, but for the names of things."""

from __future__ import annotations

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
        for name in names:
            left = left.replace(name, " ")
        words = re.findall(r"[^\W\d_]+", left.lower())
        strange, usual = {word for word in words if word in other}, {word for word in words if word in own}
        if len(strange) >= 2 and len(strange) > len(usual):
            found.append(f"{sorted(strange)}: {text[:200]}")
    return found


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_speaks_one_language(tmp_path_factory: pytest.TempPathFactory, lang: str, name: str) -> None:
    reports = shipped_reports(tmp_path_factory.getbasetemp().parent, lang)
    assert foreign(reports / name / "index.html", lang) == []


def test_the_other_language_would_have_been_seen(tmp_path_factory: pytest.TempPathFactory) -> None:
    reports = shipped_reports(tmp_path_factory.getbasetemp().parent, "nl")
    assert len(foreign(reports / "kerncijfers" / "index.html", "en")) > 20
