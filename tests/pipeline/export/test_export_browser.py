"""The page in a real browser: it reflows on a phone, obeys its own policy, and prints what is folded away."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from wij_impact.pipeline.export import ExportContext, export_report

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--hide-scrollbars",
]  # fmt: skip


@pytest.fixture
def browser(tmp_path: Path) -> list[str]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("needs Chromium, which is not here")
    return [found, *QUIET, f"--user-data-dir={tmp_path / 'profile'}"]


@pytest.fixture
def page(tmp_path: Path, notebook: Any, context: ExportContext) -> Path:
    export_report(notebook, tmp_path / "report", context)
    return tmp_path / "report" / "index.html"


def dom(browser: list[str], page: Path) -> str:
    command = [*browser, "--virtual-time-budget=4000", "--dump-dom", page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_page_reflows(browser: list[str], page: Path, tmp_path: Path, width: int) -> None:
    # A window cannot be as narrow as a phone; a frame can. Its document is measured, so the policy is left out.
    inside = re.sub(r"<meta http-equiv[^>]*>", "", page.read_text(encoding="utf-8"))
    measure = "document.body.dataset.wide=f.contentDocument.documentElement.scrollWidth"
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<!doctype html><body><iframe id="f" style="width:{width}px;height:900px;border:0" '
        f'srcdoc="{html.escape(inside)}" onload="const f=this;{measure}"></iframe>',
        encoding="utf-8",
    )
    wide = re.search(r'data-wide="(\d+)"', dom(browser, frame))
    assert wide
    assert int(wide.group(1)) <= width


def test_the_browser_refuses_nothing_of_the_page(browser: list[str], page: Path) -> None:
    command = [*browser, "--enable-logging=stderr", "--virtual-time-budget=4000", "--dump-dom"]
    said = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=120, check=True).stderr
    assert "Content Security Policy" not in said
    # The same look at a page with another script shows that a refusal would have been seen.
    page.write_text(page.read_text(encoding="utf-8").replace("beforeprint", "beforeprin_"), encoding="utf-8")
    said = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=120, check=True).stderr
    assert "Content Security Policy" in said


def test_print_shows_what_is_folded_away(browser: list[str], page: Path, tmp_path: Path) -> None:
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext, which is not here")
    pdf = tmp_path / "page.pdf"
    subprocess.run([*browser, f"--print-to-pdf={pdf}", page.as_uri()], capture_output=True, timeout=120, check=True)
    text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, timeout=60, check=True).stdout
    assert "Tweede." in text
    assert "3.1.1" in text
