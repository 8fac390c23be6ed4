"""The tables of a report as one workbook: a sheet per subject, each table with its base, sources and note.

Cells hold the unrounded numbers and Excel shows them in the format of the report, with the decimal sign of the
reader's own Excel. Text stays text, also when it begins with `=`. The same report gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.language import Language
from wij_impact.pipeline.export.context import ExportContext
from wij_impact.pipeline.export.document import ReportDocument
from wij_impact.pipeline.export.excel_formats import excel_format
from wij_impact.pipeline.export.files import write_atomically
from wij_impact.pipeline.export.footnotes import Footnotes
from wij_impact.pipeline.export.formulas_xlsx import SHEETS, with_values, write_workings
from wij_impact.pipeline.export.html import shown_date
from wij_impact.pipeline.export.settings import shown_parameter
from wij_impact.presentation.blocks import Certainty, Figure, Heading, Table
from wij_impact.presentation.labels import label
from wij_impact.presentation.places import printed_place
from wij_impact.presentation.tables import Cell, Column
from wij_impact.presentation.workings import Workings

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["render_xlsx", "write_xlsx"]

_FIXED = "1980-01-01T00:00:00Z"
_FIXED_ZIP = (1980, 1, 1, 0, 0, 0)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDEST = 60
#: What Excel does not take in the name of a sheet.
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_CLAUSE = re.compile(r"[:;,]")


def write_xlsx(document: ReportDocument, folder: Path, context: ExportContext, notes: Footnotes) -> Path:
    """Write the workbook into `folder`, named after the report and its subject."""
    return write_atomically(folder / f"{context.file_stem}.xlsx", render_xlsx(document, context, notes))


def render_xlsx(document: ReportDocument, context: ExportContext, notes: Footnotes) -> bytes:
    """The workbook as bytes."""
    from openpyxl import Workbook

    book = Workbook()
    contents: Any = book.active
    contents.title = label("sheet_contents", document.lang)
    calculation = document.one(Workings)
    own = {key: label(f"work_sheet_{key}", document.lang) for key in SHEETS} if calculation else {}
    subjects = _subjects(document, set(own.values()))
    values = write_workings(book, calculation, own) if calculation else {}
    places = {name: _write_subject(book.create_sheet(name), tables, notes) for name, tables in subjects.items()}
    _write_contents(contents, document, context, subjects, places)
    if notes.places:
        _write_sources(book, document.lang, notes)
    book.properties.creator = "wij_impact"
    book.properties.title = document.title
    buffer = io.BytesIO()
    book.save(buffer)
    parts = {f"xl/worksheets/sheet{at}.xml": values.get(name, {}) for at, name in enumerate(book.sheetnames, start=1)}
    return _fixed_zip(buffer.getvalue(), parts)


def _subjects(document: ReportDocument, taken: set[str]) -> dict[str, list[Table]]:
    """The tables, and the numbers of the figures, under the heading they stand below: one sheet for each heading."""
    found: list[tuple[str, list[Table]]] = [(label("sheet_first", document.lang), [])]
    for block in document.reading_order:
        if isinstance(block, Heading) and block.level == 2:
            found.append((_plain(block.text), []))
        elif isinstance(block, Table):
            found[-1][1].append(block)
        elif isinstance(block, Figure) and block.data:
            found[-1][1].append(replace(block.data, caption=block.caption))
    kept = [(name, tables) for name, tables in found if tables]
    fixed = {label(key, document.lang) for key in ("sheet_contents", "sheet_sources")}
    names = _sheet_names(kept, {*fixed, *taken})
    return dict(zip(names, (tables for _, tables in kept), strict=True))


def _write_contents(
    sheet: Worksheet,
    document: ReportDocument,
    context: ExportContext,
    subjects: dict[str, list[Table]],
    places: dict[str, list[int]],
) -> None:
    lang = document.lang
    certainty = document.one(Certainty)
    lines = [document.title, *[_plain(said.text) for said in document.opening.sentences]]
    if certainty:
        lines += ["", certainty.title, *[_plain(said.text) for said in certainty.sentences]]
    if context.data_date:
        lines += ["", label("data_until", lang, date=shown_date(context.data_date, lang))]
    if context.data_origin:
        lines.append(f"{label('data_from', lang)}: {context.data_origin}")
    given = [(name, value) for name, value in sorted(context.parameters.items()) if value not in (None, "")]
    lines += [f"{name} = {shown_parameter(value, lang)}" for name, value in given]
    if context.planned:
        departs = context.deviations
        kept = label("plan_deviations", lang, n=len(departs)) if departs else label("plan_kept", lang)
        lines += [
            "",
            label("plan_title", lang),
            *(context.planned_whole or context.planned),
            *context.relevance,
            kept,
            *(f"- {one}" for one in departs),
        ]
    for row, line in enumerate(lines, start=1):
        _put(sheet, row, 1, line, bold=row == 1)
    row = len(lines) + 2
    _put(sheet, row, 1, label("sheet", lang), bold=True)
    _put(sheet, row, 2, label("table", lang, n="").strip(), bold=True)
    for name, tables in subjects.items():
        for table, start in zip(tables, places[name], strict=True):
            row += 1
            cell = _put(sheet, row, 1, name)
            cell.hyperlink = f"#'{name.replace(chr(39), chr(39) * 2)}'!A{start}"
            cell.style = "Hyperlink"
            _put(sheet, row, 2, _plain(table.caption))
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = _WIDEST


def _write_subject(sheet: Worksheet, tables: list[Table], notes: Footnotes) -> list[int]:
    """The tables of one subject below each other; the row where each begins."""
    begun = []
    next_row = 1
    for table in tables:
        begun.append(next_row)
        head, last = _write_table(sheet, table, notes, next_row)
        if len(tables) == 1:
            corner: Any = sheet.cell(head + 1, min(table.row_headers, len(table.columns)) + 1)
            sheet.freeze_panes = corner
        # Two empty rows, so that Excel sees where a table ends when it sorts or filters.
        next_row = last + 3
    shown = [[[column.header for column in table.columns], *table.shown()] for table in tables]
    _set_widths(sheet, [row for rows in shown for row in rows])
    return begun


def _write_table(sheet: Worksheet, table: Table, notes: Footnotes, start: int) -> tuple[int, int]:
    """Write a table from row `start` on; the row of its header and its last row."""
    lang = table.lang
    numbers = ", ".join(str(number) for number in notes.numbers(table.references))
    above = [table.caption]
    above += [f"{label('base', lang)}: {table.base}"] if table.base else []
    above += [table.note] if table.note else []
    if numbers:
        above.append(label("source_numbers", lang, numbers=numbers, sheet=label("sheet_sources", lang)))
    for row, line in enumerate(above, start=start):
        _put(sheet, row, 1, _plain(line), bold=row == start)
    head = start + len(above) + 1
    headers = [column.header for column in table.columns] + ([label("source", lang)] if table.row_references else [])
    for at, header in enumerate(headers, start=1):
        _put(sheet, head, at, header, bold=True, right=at <= len(table.columns) and table.columns[at - 1].numeric)
    formats = table.row_formats or ("auto",) * len(table.rows)
    for row, (values, how) in enumerate(zip(table.rows, formats, strict=True), start=head + 1):
        for at, (value, column) in enumerate(zip(values, table.columns, strict=True), start=1):
            _put_value(sheet, row, at, value, column, how, lang)
        if table.row_references:
            marks = notes.numbers(table.references[one] for one in table.row_references[row - head - 1])
            _put(sheet, row, len(headers), ", ".join(map(str, marks)))
    return head, head + len(table.rows)


def _write_sources(book: Workbook, lang: Language, notes: Footnotes) -> None:
    sheet = book.create_sheet(label("sheet_sources", lang))
    header = [label(key, lang) for key in ("number", "source", "place", "reporting_year")]
    rows = [
        [str(at), one.title, printed_place(one.locator, lang), one.reported_in]
        for at, one in enumerate(notes.places, start=1)
    ]
    for row, line in enumerate([header, *rows], start=1):
        for at, text in enumerate(line, start=1):
            _put(sheet, row, at, text, bold=row == 1)
    sheet.freeze_panes = "A2"
    _set_widths(sheet, [header, *rows])


def _put(sheet: Worksheet, row: int, column: int, text: str, bold: bool = False, right: bool = False) -> Any:
    """Write text as text: a cell that begins with `=` would otherwise run as a formula."""
    from openpyxl.styles import Alignment, Font

    cell: Any = sheet.cell(row, column)
    cell.value = _CONTROL.sub("", text)
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    if right:
        cell.alignment = Alignment(horizontal="right")
    return cell


def _put_value(
    sheet: Worksheet, row: int, at: int, value: Cell, column: Column, row_format: str, lang: Language
) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        _put(sheet, row, at, label("yes" if value else "no", lang))
    elif isinstance(value, str):
        _put(sheet, row, at, {"Infinity": "∞", "-Infinity": "−∞"}.get(value, value), right=column.numeric)
    else:
        cell: Any = sheet.cell(row, at)
        cell.value = value
        cell.number_format = excel_format(row_format if column.format == "row" else column.format)


def _sheet_names(subjects: Iterable[tuple[str, list[Table]]], taken: set[str]) -> list[str]:
    """A name per subject: its heading, as Excel wants it: 31 characters, no marks of its own, unique without case."""
    used = {name.casefold() for name in taken}
    names = []
    for heading, tables in subjects:
        # A made-up sheet says so in its name: a sheet is copied without the others.
        made_up = f"{label('invented_word', tables[0].lang)} " if all(table.synthetic for table in tables) else ""
        whole = _subject(made_up + heading, 31) or "-"
        name, at = whole, 1
        while name.casefold() in used:
            at += 1
            name = f"{_short(whole, 30 - len(str(at)))}~{at}"
        used.add(name.casefold())
        names.append(name)
    return names


def _subject(heading: str, most: int) -> str:
    """The heading if it fits, else its first clause, else its first words with an ellipsis: no name ends in "voor".

    Examples
    --------
    >>> _subject("De jaarrekening, regel voor regel", 31), _subject("Wat er over inzet en bereik is gedrukt", 31)
    ('De jaarrekening', 'Wat er over inzet en bereik is…')
    """
    wordings = [" ".join(_NO_SHEET_NAME.sub(" ", one).split()) for one in (heading, _CLAUSE.split(heading)[0])]
    whole = wordings[0]
    fitting = [one for one in wordings if len(one) <= most and (one == whole or len(one) > most // 3)]
    return fitting[0].strip(" '") if fitting else f"{_short(whole, most - 1)}…"


def _short(text: str, most: int) -> str:
    """At most this many characters, cut between words where that leaves enough."""
    text = text.strip(" '")
    if len(text) <= most:
        return text
    whole = text[: most + 1].rpartition(" ")[0].rstrip(" ,;:'")
    return whole if len(whole) > most // 2 else text[:most].rstrip(" '")


def _set_widths(sheet: Worksheet, rows: list[list[str]]) -> None:
    from openpyxl.utils import get_column_letter

    for at, column in enumerate(zip_longest(*rows, fillvalue=""), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = min(_WIDEST, max(8, *[len(text) + 2 for text in column]))


def _plain(text: str) -> str:
    return text.replace("**", "")


def _fixed_zip(data: bytes, values: Mapping[str, Mapping[str, float | str | None]]) -> bytes:
    """The same workbook without clock times: openpyxl stamps the hour of saving on it and on every part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + _FIXED.encode(), content)
            if values.get(name):
                content = with_values(content.decode("utf-8"), values[name]).encode("utf-8")
            part = zipfile.ZipInfo(name, date_time=_FIXED_ZIP)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 3
            new.writestr(part, content)
    return buffer.getvalue()
