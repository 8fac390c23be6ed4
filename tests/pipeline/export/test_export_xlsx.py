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
from wij_impact.presentation.blocks import Figure, Heading, Table
from wij_impact.presentation.labels import label

NOTEBOOKS = sorted((Path(__file__).resolve().parents[3] / "notebooks").glob("*.ipynb"))
Make = Callable[[list[Block]], Any]


def written(notebook: Any, folder: Path, context: ExportContext) -> Path:
    return next(path for path in export_report(notebook, folder, context, ["xlsx"]) if path.suffix == ".xlsx")


@pytest.mark.unit
def test_a_sheet_per_subject_holds_its_tables_unrounded(tmp_path: Path, notebook: Any, context: ExportContext) -> None:
    path = written(notebook, tmp_path, context)
    assert path.name == "kerncijfers.xlsx"
    book = openpyxl.load_workbook(path)
    document = read_document(notebook)
    headings = [block.text for block in document.every(Heading) if block.level == 2]
    assert book.sheetnames[0] == "Inhoud"
    assert book.sheetnames[-1] == "Bronnen"
    for name in book.sheetnames[1:-1]:
        assert name == "Eerste bladzijde" or any(heading.startswith(name) for heading in headings)
    found = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets[1:-1]]
    for table in document.tables:
        rows = next(rows for rows in found if any(row[0] == table.caption for row in rows))
        start = next(at for at, row in enumerate(rows) if row[0] == table.caption)
        head = next(at for at in range(start, len(rows)) if rows[at][0] == table.columns[0].header)
        body = [row[: len(table.columns)] for row in rows[head + 1 : head + 1 + len(table.rows)]]
        assert body == list(table.rows)
    assert book["Bronnen"].max_row == 4


@pytest.mark.notebook
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_another_reader_finds_every_cell_of_every_report(path: Path) -> None:
    report = read_document(json.loads(path.read_text(encoding="utf-8")))
    content = render_xlsx(report, ExportContext(path.stem, report.lang), footnotes(report))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    tables = [
        block.data if isinstance(block, Figure) else block
        for block in report.reading_order
        if isinstance(block, Table) or (isinstance(block, Figure) and block.data)
    ]
    assert book.sheet_names[0] == label("sheet_contents", report.lang)
    assert (book.sheet_names[-1] == label("sheet_sources", report.lang)) == bool(footnotes(report).places)
    rows = [
        row
        for name in book.sheet_names[1:]
        if name != label("sheet_sources", report.lang)
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    ]
    place = 0
    for table in tables:
        assert isinstance(table, Table)
        header = [column.header for column in table.columns]
        head = next(at for at in range(place, len(rows)) if rows[at][: len(header)] == header)
        above = "\n".join(str(row[0]) for row in rows[place:head])
        assert table.base.replace("**", "") in above
        assert table.note.replace("**", "") in above
        body = rows[head + 1 : head + 1 + len(table.rows)]
        for row, values in zip(body, table.rows, strict=True):
            assert row[: len(values)] == [as_read(value, report.lang) for value in values], (table.id, values)
        place = head + 1 + len(table.rows)


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
    sheet = book.worksheets[1]
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
def test_long_odd_and_equal_headings_become_different_sheets(tmp_path: Path, make_notebook: Make) -> None:
    report = Report("x")
    frame = pd.DataFrame({"a": [1]})
    headings = ["a" * 40, "a" * 41, "Bronnen", "inhoud", "Wat: [dit]/dat?", "'s Avonds"]
    made: list[Any] = [report.lead("T", ["Z."])]
    for at, heading in enumerate(headings):
        made += [report.heading(heading, id=f"h{at}"), report.table(f"t{at}", frame, heading)]
    book = openpyxl.load_workbook(written(make_notebook(made), tmp_path, ExportContext("x")))
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames}) == 1 + len(headings)
    assert max(map(len, book.sheetnames)) <= 31
    assert book.sheetnames[5:] == ["Wat dit dat", "s Avonds"]
