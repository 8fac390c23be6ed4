"""What the tests of the pipeline share: small notebooks, and a look at whether a reports folder is whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

SETUP = """
from wij_impact import catalogue
from wij_impact.language import Text
from wij_impact.presentation import Report

figures = catalogue.figures()
report = Report("toy", lang, figures, catalogue.load_table("sources"))
"""
LEAD = """
asked = year or 2023
shown = figures[(figures.indicator_id == "questions_registered") & (figures.period == str(asked))]
report.lead(Text(nl=f"Vragen in {asked}", en=f"Questions in {asked}"),
            [report.cite(Text(nl="Eén cijfer.", en="One figure."), shown.figure_id.iloc[0])])
"""
TABLE = """
report.table("vragen", shown[["period", "value"]], Text(nl="Vragen", en="Questions"),
             {"period": Text(nl="jaar", en="year"), "value": Text(nl="aantal", en="number")})
"""


def write_notebook(path: Path, *cells: str) -> Path:
    """A report of a few cells; by default one that tells the number of questions."""
    sources = cells or (SETUP, LEAD, TABLE)
    parameters = new_code_cell('year: int | None = None\nlang: str = "nl"', metadata={"tags": ["parameters"]})
    book = new_notebook(cells=[parameters, *map(new_code_cell, sources)])
    book.metadata["wij_impact"] = {"title": {"nl": "Speelgoed", "en": "Toy"}}
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(book, path)
    return path


def wij_impact(*arguments: str, cwd: Path, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Call the command as a user does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "wij_impact", *arguments],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def other_day(folder: Path) -> dict[str, str]:
    """Environment in which every process believes it is over a year ago; the same day where there is no compiler.

    Only the clock of the day is moved. libfaketime moves more and makes a kernel hang.
    """
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        return {}
    library = folder / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "CLOCK_SHIFT": str(-400 * 24 * 3600)}


def fingerprints(folder: Path) -> dict[str, str]:
    """Every file below a folder, hidden ones left out, with its fingerprint."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def assert_whole(reports: Path) -> int:
    """Every report is complete and is what its manifest says; returns how many there are."""
    count = 0
    for folder in reports.iterdir():
        if folder.is_dir() and not folder.name.startswith("."):
            found = fingerprints(folder)
            found.pop("manifest.json")
            assert json.loads((folder / "manifest.json").read_text())["outputs"] == found, folder.name
            count += 1
    if (reports / "index.html").exists():
        assert (reports / "index.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    return count
