"""Every shipped report in a real browser: axe finds nothing, it reflows at 320 px, and it works without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.browser import chromium, shipped_reports
from wij_impact import catalogue

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
REPORTS = sorted(path.stem for path in Path(catalogue.resolve_notebooks()).glob("*.ipynb"))
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}}
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true })"
# axe cannot see through the shadow that hints at scrolling: there the text is compared with the paper itself.
WORST_CONTRAST = """() => {
  const channel = c => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4 };
  const light = rgb => .2126 * channel(rgb[0]) + .7152 * channel(rgb[1]) + .0722 * channel(rgb[2]);
  const read = s => s.match(/[\\d.]+/g).map(Number);
  const paper = light(read(getComputedStyle(document.body).backgroundColor));
  return Math.min(...[...document.querySelectorAll('.scroll *')].filter(e => e.textContent.trim() && !e.closest('svg'))
    .map(e => (Math.max(paper, light(read(getComputedStyle(e).color))) + .05)
            / (Math.min(paper, light(read(getComputedStyle(e).color))) + .05)));
}"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shipped_reports(tmp_path_factory, "nl")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


def opened(browser: Any, page: Path, width: int = 1280, height: int = 900) -> Any:
    view = browser.new_context(bypass_csp=True, viewport={"width": width, "height": height}).new_page()
    view.goto(page.as_uri())
    return view


def page_of(reports: Path, name: str) -> Path:
    return reports / "index.html" if name == "index" else reports / name / "index.html"


@pytest.mark.parametrize("name", [*REPORTS, "index"])
def test_axe_finds_nothing(browser: Any, reports: Path, name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    view = opened(browser, page_of(reports, name))
    view.evaluate(OPEN_ALL)
    result = Axe().run(view, options=WCAG)
    assert result.violations_count == 0, result.generate_report()
    unsure = {found["id"] for found in result.response["incomplete"]}
    assert unsure <= {"color-contrast"}
    assert unsure == set() or view.evaluate(WORST_CONTRAST) >= 4.5
    view.context.close()


def test_axe_would_have_found_something(browser: Any, reports: Path, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    broken = tmp_path / "broken.html"
    text = page_of(reports, REPORTS[0]).read_text(encoding="utf-8")
    broken.write_text(text.replace('<html lang="nl">', "<html>").replace('role="img"', 'role="imgg"'), encoding="utf-8")
    view = opened(browser, broken)
    assert Axe().run(view, options=WCAG).violations_count >= 2
    view.context.close()


@pytest.mark.parametrize("name", [*REPORTS, "index"])
def test_the_page_reflows_and_asks_for_nothing(browser: Any, reports: Path, name: str) -> None:
    page = page_of(reports, name)
    context = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 640})
    view = context.new_page()
    asked: list[str] = []
    view.on("request", lambda request: asked.append(request.url))
    view.goto(page.as_uri())
    view.evaluate(OPEN_ALL)
    assert view.evaluate("document.documentElement.scrollWidth") <= 320
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    # Every figure stands there twice, for a wide page and for a phone, with its values to point at.
    assert page.stat().st_size < 900_000
    context.close()


@pytest.mark.parametrize("name", REPORTS)
def test_the_first_screen_has_message_certainty_and_source(browser: Any, reports: Path, name: str) -> None:
    view = opened(browser, page_of(reports, name), 1366, 768)
    top = "s => { const e = document.querySelector(s); return e ? e.getBoundingClientRect().top : -1 }"
    assert 0 <= view.evaluate(top, "h1") < 400
    for part in ("h1", "#certainty"):
        assert view.evaluate("s => document.querySelector('#first-screen ' + s) !== null", part)
    # What it says before the picture is seen without scrolling.
    assert 0 <= view.evaluate(top, "#first-screen figure, #certainty") < 1200
    view.context.close()


@pytest.mark.parametrize("name", REPORTS)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser: Any, reports: Path, name: str) -> None:
    view = opened(browser, page_of(reports, name))
    stops = (
        "[...document.querySelectorAll('a[href], summary, [tabindex=\"0\"]')].filter(e => e.checkVisibility()).length"
    )
    wanted = view.evaluate(stops)
    state = """() => { const e = document.activeElement; if (e === document.body) return null;
      const style = getComputedStyle(e);
      // A value in a figure shows where it is by the thick ink edge of its point.
      const point = e.classList.contains('pt') ? e.querySelector('circle') : null;
      const edge = point ? parseFloat(getComputedStyle(point).strokeWidth) >= 2 : false;
      const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      return [e.className === 'skip', edge || outline] }"""
    view.keyboard.press("Tab")
    assert view.evaluate(state) == [True, True]  # the first stop is the link past everything
    view.keyboard.press("Enter")
    assert view.evaluate("location.hash") == "#content"
    # A sample of stops is enough for the outline: the style sheet has one rule for all.
    for _ in range(min(wanted - 1, 25)):
        view.keyboard.press("Tab")
        assert view.evaluate(state) == [False, True]
    fold = view.locator("summary").first
    fold.focus()
    before = view.evaluate("document.querySelectorAll('details[open]').length")
    view.keyboard.press("Enter")
    assert view.evaluate("document.querySelectorAll('details[open]').length") == before + 1
    view.context.close()


def test_pages_of_their_own_are_accessible_reflow_and_lead_back(browser: Any, reports: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    pages = sorted((reports / "houdbaarheid" / "pages").glob("*.html"))
    assert len(pages) > 100
    for page in pages[:: len(pages) // 6]:
        view = opened(browser, page, 320, 640)
        view.evaluate(OPEN_ALL)
        result = Axe().run(view, options=WCAG)
        assert result.violations_count == 0, result.generate_report()
        assert view.evaluate("document.documentElement.scrollWidth") <= 320, page.name
        view.locator("p.back a").first.click()
        view.wait_for_url("**/houdbaarheid/index.html*")
        view.context.close()
