"""`wij-impact cite`: by the name of a report as well as by its folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wij_impact import UsageError
from wij_impact.cli.citing import cite_command
from wij_impact.pipeline import manifest


def _make(folder: Path, report: str) -> None:
    folder.mkdir(parents=True)
    content = {
        "report": report, "title": f"Titel {folder.name}", "data_date": "", "lang": "nl", "parameters": {},
        "outputs": {}, "inputs": [], "code": {"package": "ab" * 32}, "environment": {},
    }  # fmt: skip
    (folder / manifest.FILE_NAME).write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.unit
def test_a_name_is_looked_up_in_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    _make(tmp_path / "reports" / "scholen", "scholen")
    _make(tmp_path / "reports" / "scholen_klein", "scholen_klein")  # a name that begins alike is another report
    assert cite_command(Path("scholen"), "nl") == 0
    assert "Titel scholen" in capsys.readouterr().out
    assert cite_command(Path("reports/scholen_klein"), "nl") == 0
    assert "Titel scholen_klein" in capsys.readouterr().out


@pytest.mark.unit
def test_a_name_that_was_not_made_or_made_twice_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="wij-impact run scholen"):
        cite_command(Path("scholen"), "nl")
    _make(tmp_path / "reports" / "scholen", "scholen")
    _make(tmp_path / "reports" / "scholen-2", "scholen")
    with pytest.raises(UsageError, match="reports/scholen, reports/scholen-2"):
        cite_command(Path("scholen"), "nl")
