"""The steps of LEESMIJ for a new annual report, as written: init, fill in three workbooks, check, run."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.reports.support import block, run_report
from wij_impact.catalogue import load_table
from wij_impact.catalogue.resolve import DATA_VARIABLE
from wij_impact.cli.main import main
from wij_impact.presentation.blocks import News

FIGURES = [
    ("demand", "Questions registered", "Geregistreerde vragen", 37210, "questions_registered"),
    ("triage", "Questions handled directly", "Vragen direct afgehandeld", 16800, "questions_directly_handled"),
]


def _fill(path: Path, rows: list[list[object]]) -> None:
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            book.worksheets[0].cell(number, column, value)
    book.save(path)


@pytest.mark.slow
@pytest.mark.e2e
def test_a_new_annual_report_goes_in_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "mijn-onderzoek"]) == 0
    study = tmp_path / "mijn-onderzoek"
    monkeypatch.chdir(study)
    published = study / "data" / "published"
    report = ["jaarverslag_2024", "Jaarverslag 2024", "Annual report 2024", "WIJ Groningen", 2024, "annual report"]
    _fill(published / "sources_eigen.xlsx", [[*report, "2024-12-31", ""]])
    rows = [
        [
            f"{code}_2024_r2024",
            topic,
            en,
            nl,
            "",
            2024,
            value,
            "count",
            "",
            "actual",
            "jaarverslag_2024",
            2024,
            "p",
            "",
            code,
        ]
        for topic, en, nl, value, code in FIGURES
    ]
    _fill(published / "figures_eigen.xlsx", rows)
    assert main(["template", "breaks", "-o", "data/published/breaks_eigen.xlsx"]) == 0
    reason = ["Zelfde telling, nagevraagd", "Same count, asked", "jaarverslag_2024"]
    _fill(published / "breaks_eigen.xlsx", [[code, "continues", 2024, *reason] for *_, code in FIGURES])
    capsys.readouterr()
    assert main(["check"]) == 0
    assert "0 fouten" in capsys.readouterr().out
    monkeypatch.setenv(DATA_VARIABLE, str(study / "data"))
    load_table.cache_clear() if hasattr(load_table, "cache_clear") else None
    run_report.cache_clear()
    page = run_report("kerncijfers", lang="nl", year=2024)
    run_report.cache_clear()
    news = block(page, "news")
    assert isinstance(news, News)
    said = " ".join(item.value.text + item.fact.text for item in news.items)
    assert "37.210" in said
    assert "35.905" in said  # compared with 2023, for that was declared
    assert "niet bekend" not in said  # what the new report does not print is not told
