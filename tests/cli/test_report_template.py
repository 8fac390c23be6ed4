"""`wij-impact template report`: a notebook, its words and a table, that run at once and refuse to overwrite."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wij_impact import UsageError
from wij_impact.cli.main import main
from wij_impact.pipeline.new_report import write_report_template
from wij_impact.reports.wording import check_words_file


@pytest.mark.e2e
@pytest.mark.slow
def test_it_runs_at_once_and_follows_another_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["template", "report", "-o", "notebooks/wachttijd.ipynb"]) == 0
    assert check_words_file(tmp_path / "data/words/wachttijd.toml", lang="en").empty
    assert main(["run", "wachttijd"]) == 0
    assert "Veendam" in (tmp_path / "reports/wachttijd/index.html").read_text(encoding="utf-8")
    own = "eenheid;aantal;noemer\nA;11;1.250\nB;9;980\nC;30;700\nD;12;800\nE;7;640\nTotaal;69;4.370\n"
    (tmp_path / "data/wachttijd.csv").write_text(own, encoding="utf-8")
    assert main(["run", "wachttijd"]) == 0
    page = (tmp_path / "reports/wachttijd/index.html").read_text(encoding="utf-8")
    assert "Veendam" not in page
    assert "5 van de 6 rijen" in page
    assert main(["run", "wachttijd", "--lang", "en"]) == 0
    assert "Read: 5 of the 6 rows" in (tmp_path / "reports/wachttijd/index.html").read_text(encoding="utf-8")


@pytest.mark.unit
def test_nothing_is_overwritten_or_half_written(tmp_path: Path) -> None:
    notebook = tmp_path / "notebooks" / "wachttijd.ipynb"
    write_report_template(notebook)
    assert "mijn_rapport" not in notebook.read_text(encoding="utf-8")
    assert json.loads(notebook.read_text(encoding="utf-8"))["metadata"]["wij_impact"]["title"]["nl"]
    with pytest.raises(UsageError, match="exists already"):
        write_report_template(notebook)
    (tmp_path / "data" / "tweede.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already"):
        write_report_template(tmp_path / "notebooks" / "tweede.ipynb")
    assert not (tmp_path / "notebooks" / "tweede.ipynb").exists()


@pytest.mark.unit
@pytest.mark.parametrize("place", ["elders/rapport.ipynb", "notebooks/rapport.txt", "notebooks/Mijn rapport.ipynb"])
def test_a_place_or_name_that_cannot_be_a_report(tmp_path: Path, place: str) -> None:
    with pytest.raises(UsageError):
        write_report_template(tmp_path / place)
    assert not list(tmp_path.iterdir())
