"""What did not change is left in place and said so; whatever did change is made again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.reports import LEAD, SETUP, TABLE, fingerprints, wij_impact, write_notebook
from wij_impact.catalogue.resolve import shipped
from wij_impact.pipeline import manifest
from wij_impact.pipeline.crate import shipped_inputs
from wij_impact.pipeline.jobs import Job, Settings
from wij_impact.pipeline.notebooks import read_spec
from wij_impact.pipeline.sources import named_inputs
from wij_impact.pipeline.unchanged import _find, unchanged


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One small report on data of one's own that borrow the rest."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "data" / "published").mkdir(parents=True)
    write_notebook(folder / "notebooks" / "een.ipynb")
    done = wij_impact("run", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def asked(study: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Job, Settings]:
    monkeypatch.chdir(study)
    job = Job(read_spec(study / "notebooks" / "een.ipynb"))
    settings = Settings(study / "reports")
    assert unchanged(job, settings)
    return job, settings


def _lay(path: Path, text: str) -> Callable[[], None]:
    """Write a file, and give what puts back what was there."""
    before = path.read_bytes() if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return lambda: path.write_bytes(before) if before is not None else path.unlink()


@pytest.mark.e2e
@pytest.mark.parametrize(
    "place",
    [
        "data/published/figures_eigen.csv",  # rows beside a table
        "data/published/sources.csv",  # a table of one's own for a shipped one
        "data/words/labels.toml",  # words that all reports share
        "data/words/een.toml",  # words of this report
        "data/dictionary.csv",
        "notebooks/een.ipynb",
        "reports/een/index.html",  # damaged by hand
        "reports/een/tables/vragen.csv",
    ],
)
def test_any_file_that_counts_makes_it_changed(place: str, study: Path, asked: tuple[Job, Settings]) -> None:
    restore = _lay(study / place, "{}")
    try:
        assert not unchanged(*asked)
    finally:
        restore()
    assert unchanged(*asked)


@pytest.mark.e2e
def test_what_is_asked_and_what_it_runs_on_counts_too(
    study: Path, asked: tuple[Job, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    job, settings = asked
    assert not unchanged(job, replace(settings, lang="en"))
    assert not unchanged(job, replace(settings, formats=("html", "pdf")))
    assert not unchanged(replace(job, parameters={"year": 2022}), settings)
    for name in ("package_hash", "package_versions"):
        with monkeypatch.context() as patched:
            patched.setattr(manifest, name, lambda: "other")
            assert not unchanged(job, settings)
    # What another report alone says is not a reason.
    restore = _lay(study / "notebooks" / "ander.ipynb", (study / "notebooks" / "een.ipynb").read_text())
    other = _lay(study / "data" / "words" / "ander.toml", "")
    try:
        assert unchanged(job, settings)
    finally:
        restore()
        other()


@pytest.mark.e2e
def test_run_leaves_it_says_so_and_again_forces(study: Path) -> None:
    before = fingerprints(study / "reports")
    stamp = (study / "reports" / "een" / "index.html").stat().st_mtime_ns
    done = wij_impact("run", cwd=study)
    assert done.returncode == 0, done.stderr
    assert "[1/1] een ongewijzigd" in done.stderr
    assert "1 rapport ongewijzigd; met --again maakt u ze opnieuw." in done.stdout
    assert (study / "reports" / "een" / "index.html").stat().st_mtime_ns == stamp
    assert fingerprints(study / "reports") == before
    again = wij_impact("run", "--again", "--lang", "nl", cwd=study)
    assert "1 rapport gemaakt" in again.stdout
    assert (study / "reports" / "een" / "index.html").stat().st_mtime_ns != stamp
    assert fingerprints(study / "reports") == before


@pytest.mark.e2e
@pytest.mark.slow
def test_examples_are_made_when_asked_and_bare_notebooks_always(tmp_path: Path) -> None:
    notebooks = tmp_path / "notebooks"
    made_up = write_notebook(notebooks / "verzonnen.ipynb", SETUP, LEAD, TABLE)
    content = json.loads(made_up.read_text(encoding="utf-8"))
    content["metadata"]["wij_impact"] |= {"examples": True, "theme": "eigen"}
    made_up.write_text(json.dumps(content), encoding="utf-8")
    bare = {"cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Mijn *eigen* telling\n", "tekst"]},
        {"cell_type": "code", "metadata": {}, "source": ["import pandas\n", "pandas.DataFrame({'n': [1]})"],
         "outputs": [], "execution_count": None},
        {"cell_type": "code", "metadata": {}, "source": ["from IPython.display import SVG\n",
         "SVG('<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><rect width=\"9\" height=\"9\"/></svg>')"],
         "outputs": [], "execution_count": None},
    ], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}  # fmt: skip
    (notebooks / "kaal.ipynb").write_text(json.dumps(bare), encoding="utf-8")
    listed = wij_impact("list", cwd=tmp_path)
    assert "[verzonnen gegevens: --examples]" in listed.stdout
    assert "Mijn eigen telling" in listed.stdout
    assert 'mist een cel met parameters: geef de eerste codecel de tag "parameters"' in listed.stdout
    done = wij_impact("run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 rapport gemaakt" in done.stdout
    assert "kaal mist titel of samenvatting" in done.stderr
    shown = (tmp_path / "reports" / "kaal" / "index.html").read_text(encoding="utf-8")
    assert "eigen" in shown
    assert "<table" in shown
    assert "Afbeelding" in shown
    more = wij_impact("run", "--examples", cwd=tmp_path)
    assert "1 van 2 rapporten gemaakt, 1 ongewijzigd" in more.stdout
    page = json.loads((tmp_path / "reports" / "verzonnen" / "manifest.json").read_text(encoding="utf-8"))
    assert page["theme"] == "eigen"


@pytest.mark.unit
def test_words_of_a_study_and_those_below_them_are_both_inputs(tmp_path: Path) -> None:
    """One sentence of one's own hid the shipped file, of which all other sentences are, from the manifest."""
    own = tmp_path / "data" / "words" / "mkba_jim.toml"
    own.parent.mkdir(parents=True)
    own.write_text('[news.title]\nnl = "Eigen kop"\n', encoding="utf-8")
    real = shipped()[0] / "words"
    named = named_inputs([real / "mkba_jim.toml", own, real / "labels.toml"], tmp_path / "data")
    assert [name for name, _ in named] == ["wij_impact/words/mkba_jim.toml", "words/labels.toml", "words/mkba_jim.toml"]
    assert [path for _, path in named] == [real / "mkba_jim.toml", real / "labels.toml", own]
    for name, path in named:
        assert _find(name, {}, tmp_path / "data") == path
    assert shipped_inputs(named) == {"wij_impact/words/mkba_jim.toml", "words/labels.toml"}
