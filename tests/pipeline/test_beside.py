"""A page leads to the reports that stand beside it, and to no other; and it is made again when one is added."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.reports import LEAD, SETUP, TABLE, wij_impact, write_notebook
from wij_impact.pipeline.beside import resolve
from wij_impact.pipeline.jobs import Neighbour

DOCUMENTS = Neighbour("samen", "samen")
OWN = Neighbour("samen", "samen--trajectories-a-csv-1", ("a.csv",))
BOTH = Neighbour("samen", "samen--trajectories-a-csv-1--staff-b-csv-2", ("a.csv", "b.csv"))
OTHER = Neighbour("samen", "samen--trajectories-c-csv-3", ("c.csv",))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("link", "files", "there", "leads"),
    [
        ("samen", [], [DOCUMENTS, OWN], "samen"),
        ("samen", ["a.csv"], [OWN], ""),
        ("own:samen", ["a.csv"], [DOCUMENTS, OWN, OTHER], OWN.folder),
        ("own:samen", ["a.csv"], [BOTH, OWN], OWN.folder),
        ("own:samen", ["a.csv", "b.csv"], [OWN, BOTH], BOTH.folder),
        ("own:samen", ["a.csv"], [DOCUMENTS, OTHER], ""),
        ("own:samen|samen", ["a.csv"], [DOCUMENTS, OTHER], "samen"),
        ("own:samen", [], [DOCUMENTS, Neighbour("samen", "samen--minimum-5")], ""),
        ("own:triage", ["a.csv"], [OWN], ""),
    ],
)
def test_a_link_leads_to_what_is_there(link: str, files: list[str], there: list[Neighbour], leads: str) -> None:
    assert resolve(link, "monitor", files, there) == leads
    assert resolve(link, "monitor", files, list(reversed(there))) == leads


@pytest.mark.unit
def test_a_report_does_not_lead_to_itself() -> None:
    assert resolve("own:samen|samen", "samen", [], [DOCUMENTS]) == ""


def _led(page: Path) -> list[str]:
    return re.findall(r'href="\.\./([^"/]+)/index\.html"', page.read_text(encoding="utf-8"))


def _said(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.e2e
def test_links_follow_what_stands_in_the_output_folder(tmp_path: Path) -> None:
    leading = TABLE.rstrip().removesuffix(")") + ', links=["twee"] * len(shown))'
    write_notebook(tmp_path / "notebooks" / "een.ipynb", SETUP, LEAD, leading)
    write_notebook(tmp_path / "notebooks" / "twee.ipynb")
    page, kept = tmp_path / "reports" / "een" / "index.html", tmp_path / "reports" / "een" / "manifest.json"
    assert wij_impact("run", "een", cwd=tmp_path).returncode == 0
    assert _led(page) == []
    assert json.loads(kept.read_text())["links"] == {"twee": ""}
    assert "ongewijzigd" in _said(wij_impact("run", "een", cwd=tmp_path))
    assert wij_impact("run", "twee", cwd=tmp_path).returncode == 0
    assert "ongewijzigd" not in _said(wij_impact("run", "een", cwd=tmp_path))
    assert set(_led(page)) == {"twee"}
    # Made again elsewhere, where nothing stands beside it, it comes out the same.
    assert wij_impact("verify", "reports/een", cwd=tmp_path).returncode == 0
    # In one run from nothing both are there.
    assert wij_impact("run", "een", "twee", "--out", "samen", cwd=tmp_path).returncode == 0
    assert set(_led(tmp_path / "samen" / "een" / "index.html")) == {"twee"}
