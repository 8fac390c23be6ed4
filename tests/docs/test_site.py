"""The documentation site: built strict, every public function in it, nothing fetched from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
#: What a page fetches when it opens; a link that a reader follows is not.
_FETCHED = re.compile(
    r"<(?:script|img|iframe|source|audio|video|embed)\b[^>]*\bsrc=[\"']?(?:https?:)?//|"
    r"<link\b(?![^>]*rel=[\"']?(?:canonical|alternate|prev|next))[^>]*\bhref=[\"']?(?:https?:)?//|"
    r"\bimport\([\"'](?:https?:)?//|from\s+[\"']https?://|"
    r"@import\s+(?:url\()?[\"']?(?:https?:)?//|url\([\"']?(?:https?:)?//",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("mkdocs")
    target = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(target)],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return target


@pytest.mark.e2e
@pytest.mark.slow
def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for path in [*site.rglob("*.html"), *site.rglob("*.css")]:
        found = _FETCHED.search(path.read_text(encoding="utf-8"))
        assert found is None, f"{path.relative_to(site)}: {found.group(0)[:200] if found else ''}"


@pytest.mark.e2e
@pytest.mark.slow
def test_every_public_function_is_in_the_reference(site: Path) -> None:
    from wij_impact import effect, estimates, impactmeting, mkba

    for package in (effect, estimates, impactmeting, mkba):
        page = (site / "reference" / f"{package.__name__.rsplit('.', 1)[-1]}.html").read_text(encoding="utf-8")
        for name in package.__all__:
            assert f">{name}<" in page or f" {name}" in page, name


@pytest.mark.e2e
@pytest.mark.slow
def test_tutorials_were_run_and_drew(site: Path) -> None:
    pages = [*sorted((site / "tutorials").glob("*.html")), site / "gallery.html"]
    assert len(pages) >= 6
    assert sum("<svg" in path.read_text(encoding="utf-8") for path in pages) >= 3
    assert (site / "nl.html").is_file()


@pytest.mark.unit
def test_tutorials_are_kept_without_output() -> None:
    for path in [*(ROOT / "docs" / "tutorials").glob("*.ipynb"), ROOT / "docs" / "gallery.ipynb"]:
        text = path.read_text(encoding="utf-8")
        assert '"outputs": [' not in text.replace('"outputs": []', ""), path.name
        assert max(map(len, text.splitlines())) <= 140


@pytest.mark.e2e
@pytest.mark.slow
def test_the_search_box_finds_a_page_from_the_disk(site: Path) -> None:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((site / "reference" / "effect.html").as_uri())
        # What is typed before the script runs is not heard.
        page.click(".md-search__input")
        started = "() => !document.querySelector('.md-search-result__meta').textContent.includes('Initializing')"
        page.wait_for_function(started)
        page.keyboard.type("funnel")
        page.wait_for_selector(".md-search-result__item")
        assert "funnel_rates" in page.inner_text(".md-search-result__list")
        assert not [url for url in asked if not url.startswith(("file:", "about:", "data:"))]
