"""All four formats of a real report, with drawings, are the same bytes on another day, in another zone and folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.reports import fingerprints, other_day

NOTEBOOK = Path(__file__).resolve().parents[3] / "notebooks" / "mkba_jim.ipynb"
EXPORT = """
import json, sys, time
from pathlib import Path
from wij_impact.pipeline.export import EXPORTERS, ExportContext, export_report
notebook = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
export_report(notebook, Path("report"), ExportContext("mkba_jim", subject="2020"), list(EXPORTERS))
print(time.strftime("%Y"))
"""


@pytest.mark.e2e
def test_four_formats_on_two_days_in_two_folders(tmp_path: Path) -> None:
    years = []
    for name, env in (
        ("een", {"TZ": "Europe/Amsterdam", "PYTHONHASHSEED": "1"}),
        ("twee met spatie", {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2", **other_day(tmp_path)}),
    ):
        folder = tmp_path / name
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", EXPORT, str(NOTEBOOK)],
            cwd=folder,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            check=True,
        )
        years.append(done.stdout.strip())
    first, second = fingerprints(tmp_path / "een"), fingerprints(tmp_path / "twee met spatie")
    assert {"report/mkba_jim_2020.pdf", "report/mkba_jim_2020.docx", "report/mkba_jim_2020.xlsx"} <= first.keys()
    assert first == second
    # The day was another one, wherever a clock can be set.
    assert years[0] != years[1] or not other_day(tmp_path)
