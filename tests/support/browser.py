"""A headless Chromium driven by playwright, and the shipped reports in both languages to look at with it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.reports import wij_impact
from wij_impact.catalogue import resolve_notebooks

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@contextmanager
def chromium() -> Iterator[Any]:
    """The machine's own Chromium; the test skips where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("needs Chromium, which is not here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def shipped_reports(temporary: pytest.TempPathFactory, lang: str) -> Path:
    """All reports on the shipped data, made once for all workers of a test run, and never kept for the next run."""
    base = temporary.getbasetemp()
    # The workers of one run have a folder in common; a run without workers would share it with every run before it.
    shared_folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made = shared_folder / f"reports_{lang}"
    with (shared_folder / f"{lang}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "index.html").exists():
            # By name, so that the pages of examples are among them.
            names = sorted(path.stem for path in resolve_notebooks().glob("*.ipynb"))
            done = wij_impact("run", *names, "--lang", lang, "--out", str(made), "--jobs", "2", cwd=shared_folder)
            assert done.returncode == 0, done.stderr
    return made
