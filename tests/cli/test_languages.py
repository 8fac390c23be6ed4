"""A third language is a column of the words files; and every sentence of a report can be read with its code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.reports import wij_impact
from wij_impact.cli import main

ROOT = Path(__file__).resolve().parents[2]


def _with_column(name: str, folder: Path) -> None:
    """A copy of a words file in which every sentence has a column of Frisian, recognisable and in no real Frisian."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "data" / "words" / f"{name}.toml").read_text(encoding="utf-8")
    made = re.sub(r'^en = "(.*)"$', r'en = "\1"\nfy = "\1 ¤"', text, flags=re.MULTILINE)
    made = re.sub(r'^(\S.*\{.*)\ben = "([^"]*)"', r'\1en = "\2", fy = "\2 ¤"', made, flags=re.MULTILINE)
    (folder / f"{name}.toml").write_text(made, encoding="utf-8")


@pytest.mark.e2e
def test_words_prints_every_sentence_with_code_and_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", "signalen"]) == 0
    out = capsys.readouterr().out
    assert "statement.no_trend (getallen: least, longest)" in out
    assert "  nl  Voor een trend zijn {least} punten nodig" in out
    assert "  en  A trend takes {least} points" in out
    assert main(["words", "nergens", "--lang", "en"]) == 2
    assert "no words for ‘nergens’" in capsys.readouterr().err


@pytest.mark.e2e
def test_a_language_that_no_words_file_has_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", "signalen", "--lang", "fy"]) == 2
    assert "Choose nl or en" in (said := capsys.readouterr().err) or "Kies nl of en" in said


@pytest.mark.e2e
@pytest.mark.slow
def test_a_report_in_a_third_language(tmp_path: Path) -> None:
    for name in ("labels", "signalen"):
        _with_column(name, tmp_path / "data" / "words")
    made = wij_impact("run", "signalen", "--lang", "fy", "--data", "data", "--format", "html,docx,pdf", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    page = next(path for path in (tmp_path / "reports" / "signalen").glob("*.html")).read_text(encoding="utf-8")
    assert '<html lang="fy"' in page
    assert page.count("¤") > 30
    # No sentence is called changed: a translation replaces nothing.
    assert "was changed in this study" not in page
    checked = wij_impact("check", "data/words", "--lang", "en", cwd=tmp_path)
    assert "words-language" not in checked.stdout
    broken = (tmp_path / "data" / "words" / "signalen.toml").read_text(encoding="utf-8")
    broken = re.sub(r'fy = "A trend takes.*\n', "", broken)
    (tmp_path / "data" / "words" / "signalen.toml").write_text(broken, encoding="utf-8")
    checked = wij_impact("check", "data/words/signalen.toml", "--lang", "en", cwd=tmp_path)
    assert "statement.no_trend fy" in checked.stdout, checked.stdout[-500:]
