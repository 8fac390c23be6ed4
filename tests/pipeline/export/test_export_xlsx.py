"""The workbook holds what the tables hold, cell by cell, with no formula and no clock in it."""

from __future__ import annotations

import math
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from wij_impact.pipeline.export import ExportContext, export_report, read_document
from wij_impact.presentation import Block, Column, Report

Make = Callable[[list[Block]], Any]


def written(notebook: Any, folder: Path, context: ExportContext) -> Path:
    return next(path for path in export_report(notebook, folder, context, ["xlsx"]) if path.suffix == ".xlsx")


@pytest.mark.unit
def test_every_table_is_a_sheet_with_its_unrounded_cells(tmp_path: Path, notebook: Any, context: ExportContext) -> None:
    path = written(notebook, tmp_path, context)
    assert path.name == "kerncijfers.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Inhoud", "tabel", "lang", "vragen-data", "nog-eens-data", "Bronnen"]
    for table in read_document(notebook).tables:
        sheet = book[table.id]
        rows = list(sheet.iter_rows(values_only=True))
        head = rows.index(next(row for row in rows if row[0] == table.columns[0].header))
        body = [row[: len(table.columns)] for row in rows[head + 1 :]]
        assert body == list(table.rows)
        assert rows[0][0] == table.caption
    assert book["Bronnen"].max_row == 4
    assert book["tabel"]["C7"].value == "2"


@pytest.mark.unit
def test_text_stays_text_and_missing_stays_empty(tmp_path: Path, make_notebook: Make) -> None:
    report = Report("x")
    frame = pd.DataFrame({"wat": ["=1+1", "+A1", "0014", "a\x07b"], "n": [1.5, math.nan, 0.0, math.inf]})
    table = report.table("t", frame, "=HYPERLINK(1)", {"wat": "Wat", "n": Column("n", "decimal1")}, row_headers=5)
    made = [report.lead("T", ["Z."]), table]
    book = openpyxl.load_workbook(written(make_notebook(made), tmp_path, ExportContext("x", subject="2023")))
    sheet = book["t"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert [row[:2] for row in sheet.iter_rows(min_row=4, values_only=True)] == [
        ("=1+1", 1.5), ("+A1", None), ("0014", 0), ("ab", "∞"),
    ]  # fmt: skip
    assert sheet["B4"].number_format == "#,##0.0"
    assert (tmp_path / "x_2023.xlsx").exists()


@pytest.mark.unit
def test_the_same_bytes_at_another_time(tmp_path: Path, notebook: Any, context: ExportContext) -> None:
    first = written(notebook, tmp_path / "een", context).read_bytes()
    # A zip and core.xml count in seconds (a zip in two): past both, a clock in the file would show.
    time.sleep(2.1)
    second = written(notebook, tmp_path / "twee", context)
    assert second.read_bytes() == first
    with zipfile.ZipFile(second) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.unit
def test_long_and_equal_names_become_different_sheets(tmp_path: Path, make_notebook: Make) -> None:
    report = Report("x")
    frame = pd.DataFrame({"a": [1]})
    names = ["a" * 40, "a" * 41, "bronnen", "inhoud"]
    made = [report.lead("T", ["Z."]), *[report.table(name, frame, name) for name in names]]
    book = openpyxl.load_workbook(written(make_notebook(made), tmp_path, ExportContext("x")))
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames}) == 5
    assert max(map(len, book.sheetnames)) <= 31
