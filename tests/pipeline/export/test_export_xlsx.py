"""The workbook holds what the tables hold, cell by cell, with no formula and no clock in it."""

from __future__ import annotations

import io
import json
import math
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from wij_impact.pipeline.export import ExportContext, export_report, read_document
from wij_impact.pipeline.export.footnotes import footnotes
from wij_impact.pipeline.export.xlsx import render_xlsx
from wij_impact.presentation import Block, Column, Report
from wij_impact.presentation.labels import label

NOTEBOOKS = sorted((Path(__file__).resolve().parents[3] / "notebooks").glob("*.ipynb"))
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


@pytest.mark.notebook
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_another_reader_finds_every_cell_of_every_report(path: Path) -> None:
    report = read_document(json.loads(path.read_text(encoding="utf-8")))
    content = render_xlsx(report, ExportContext(path.stem, report.lang), footnotes(report))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    tables = [*report.tables, *[figure.data for figure in report.figures if figure.data]]
    sheets = book.sheet_names
    assert sheets[0] == label("sheet_contents", report.lang)
    assert len(sheets) == 1 + len(tables) + bool(footnotes(report).places)
    for name, table in zip(sheets[1:], tables, strict=False):
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        header = [column.header for column in table.columns]
        head = next(at for at, row in enumerate(rows) if row[: len(header)] == header)
        above = "\n".join(str(row[0]) for row in rows[:head])
        assert table.caption.replace("**", "") in above
        assert table.base.replace("**", "") in above
        assert table.note.replace("**", "") in above
        assert len(rows) == head + 1 + len(table.rows)
        for row, values in zip(rows[head + 1 :], table.rows, strict=True):
            assert row[: len(values)] == [as_read(value, report.lang) for value in values], (name, values)


def as_read(value: Any, lang: Any) -> Any:
    """A cell as this other reader gives it: nothing is empty text, a number keeps 15 digits."""
    if isinstance(value, bool):
        return label("yes" if value else "no", lang)
    if isinstance(value, str):
        return {"Infinity": "∞", "-Infinity": "−∞"}.get(value, value)
    # openpyxl writes 16 significant digits, and Excel keeps 15.
    return "" if value is None else pytest.approx(value, rel=1e-15, abs=0)


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
