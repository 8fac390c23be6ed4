"""JupyterLab trusts the notebooks that come with the package, and shows their charts in a real browser."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from tests.support.reports import write_notebook
from wij_impact.catalogue.resolve import shipped_notebooks
from wij_impact.pipeline import lab


@pytest.mark.unit
def test_only_what_comes_with_the_package_is_trusted(tmp_path: Path) -> None:
    shutil.copy(shipped_notebooks() / "zorgkosten.ipynb", tmp_path)
    foreign = write_notebook(tmp_path / "vreemd.ipynb")
    notary = NotebookNotary(data_dir=str(tmp_path / "jupyter"), db_file=":memory:", secret=b"test")
    found = lab.ours(tmp_path)
    assert [path.name for path in found] == ["zorgkosten.ipynb"]
    lab.trust(found, notary)
    assert notary.check_signature(nbformat.read(tmp_path / "zorgkosten.ipynb", as_version=4))
    assert not notary.check_signature(nbformat.read(foreign, as_version=4))
    assert {path.name for path in lab.ours(shipped_notebooks())} >= {"kerncijfers.ipynb", "mkba_jim.ipynb"}


EXPLORE = """
from wij_impact import mkba
mkba.explore(mkba.load_case("jim"))
"""
CHART = """
from wij_impact import estimates
row = {"lower": 0.3, "upper": 0.5, "method": "Wilson"}
rows = [{"wijk": "A", "estimate": 0.4, **row}, {"wijk": "B", "estimate": 0.45, **row}]
estimates.plot(estimates.as_result(rows, ["wijk"]))
"""


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a JupyterLab of our own, in a folder with one stored and one new notebook."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copy(shipped_notebooks() / "zorgkosten.ipynb", folder)
    home = folder / "home"
    env = {**os.environ, "HOME": str(home), "JUPYTER_DATA_DIR": str(home / "data"), "JUPYTER_RUNTIME_DIR": str(home)}
    home.mkdir()
    subprocess.run(
        [sys.executable, "-c", "import sys; from pathlib import Path; from wij_impact.pipeline import lab; "
         "lab.trust(lab.ours(Path(sys.argv[1])))", str(folder)],
        env=env, check=True,
    )  # fmt: skip
    write_notebook(folder / "eigen.ipynb", CHART)
    write_notebook(folder / "schuiven.ipynb", EXPLORE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    root = ["--allow-root"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--IdentityProvider.token=", *root,
         f"--notebook-dir={folder}", *lab.OFFLINE],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}/lab"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(address, timeout=2).close()
                break
            except OSError:
                assert process.poll() is None, "JupyterLab did not start"
                time.sleep(0.5)
        yield address, folder
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def page(jupyter: tuple[str, Path]) -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api")
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("no browser")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 1300, "height": 1000})
        shown.set_default_timeout(120_000)
        yield shown
        browser.close()


def _run_all(page) -> None:  # type: ignore[no-untyped-def]
    """Run every cell by the keyboard, as one does, once the kernel is there: what is run before is dropped."""
    page.locator(".jp-StatusBar-Widget", has_text="Idle").wait_for()
    cells = page.locator(".jp-Notebook .jp-CodeCell").count()
    page.locator(".jp-CodeCell .cm-content").first.click()
    for _ in range(cells):
        page.keyboard.press("Shift+Enter")


@pytest.mark.e2e
@pytest.mark.slow
def test_a_stored_chart_shows_at_once(page, jupyter: tuple[str, Path]) -> None:  # type: ignore[no-untyped-def]
    page.goto(f"{jupyter[0]}/tree/zorgkosten.ipynb?reset")
    page.wait_for_selector(".jp-Notebook .jp-OutputArea-output")
    # JupyterLab draws the cells that are in view; go down until one has a chart.
    for _ in range(60):
        if page.locator(".jp-RenderedSVG").count():
            break
        page.mouse.move(700, 600)
        page.mouse.wheel(0, 1200)
        page.wait_for_timeout(300)
    assert page.locator(".jp-RenderedSVG").count() > 0


@pytest.mark.e2e
@pytest.mark.slow
def test_a_frame_draws_itself_when_its_cell_runs(page, jupyter: tuple[str, Path]) -> None:  # type: ignore[no-untyped-def]
    page.goto(f"{jupyter[0]}/tree/eigen.ipynb?reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    _run_all(page)
    page.wait_for_selector(".jp-RenderedSVG")
    assert page.locator(".jp-RenderedSVG").count() == 1


@pytest.mark.e2e
@pytest.mark.slow
def test_a_slider_moves_the_balance(page, jupyter: tuple[str, Path]) -> None:  # type: ignore[no-untyped-def]
    from wij_impact import mkba

    if "explore" not in dir(mkba):
        pytest.skip("mkba.explore is not there yet")
    page.goto(f"{jupyter[0]}/tree/schuiven.ipynb?reset")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell")
    _run_all(page)
    handle = page.locator(".widget-slider .noUi-handle, .widget-slider input[type=range]").first
    handle.wait_for()
    area = page.locator(".jp-OutputArea").filter(has=page.locator(".widget-slider")).first
    before = area.inner_text()
    handle.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    for _ in range(40):
        if area.inner_text() != before:
            break
        page.wait_for_timeout(250)
    assert area.inner_text() != before


@pytest.mark.unit
def test_it_opens_without_asking_for_news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jupyter_core.paths import jupyter_config_path

    (mine := tmp_path / "mine").mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(mine))
    (settings := tmp_path / "settings").mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", lab.quiet(settings)["JUPYTER_CONFIG_PATH"])
    assert jupyter_config_path().index(str(settings)) < jupyter_config_path().index(str(mine))
    page = json.loads((settings / "labconfig" / "page_config.json").read_text(encoding="utf-8"))
    assert list(page["disabledExtensions"]) == ["@jupyterlab/apputils-extension:announcements"]
