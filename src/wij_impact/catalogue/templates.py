"""An empty, explained Excel workbook for a table, so that an adviser can fill in what the dictionary asks."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.dictionary import NUMERIC, WHOLE, Column, Dictionary, Table, load_dictionary
from wij_impact.catalogue.frozen import freeze
from wij_impact.catalogue.resolve import DataFolder, resolve_data
from wij_impact.catalogue.said import said
from wij_impact.catalogue.tables import allowed_values
from wij_impact.errors import UsageError, check_language
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

__all__ = ["BOOKS", "template", "template_bytes"]

#: Workbooks with a sheet per table: name -> its tables. `monitor` starts a steering group with one file.
BOOKS = {"monitor": ("milestones", "monitor", "targets", "progress", "visits", "risks", "ratings", "recommendations")}

#: How far down the drop-downs reach.
_ROWS = 5000

#: The columns of the explanation, and the lines above it; all words stand in `data/words/templates.toml`.
_HEADINGS = ("column", "meaning", "explanation", "type", "unit", "required", "choices", "example")
_HOW_TO = ("fill", "keep", "check", "percent")
#: The rows in data/examples are made up: one's own never go among them.
_HOW_TO_EXAMPLE = ("fill", "keep_example", "check_file", "percent")
#: Tables that only a user has: nothing of ours stands beside them.
_HOW_TO_OWN = ("fill", "keep_own", "check_own", "percent")
_HOW_TO_BOOK = ("sheets", "page", "percent")


def template(name: str, output: str | Path, lang: Language = "nl", data: str | Path | DataFolder | None = None) -> Path:
    """Write an empty, explained workbook for a known table.

    Parameters
    ----------
    name : str
        A name of `table_names()`.
    output : str or Path
        The .xlsx file to make; an existing file is never overwritten.
    lang : "nl" or "en"
        The language of the explanation.

    Returns
    -------
    Path
        The file that was made. Its bytes are the same whenever it is made.

    Raises
    ------
    UsageError
        For an unknown table, a name that does not end in .xlsx, a folder that is not there, an existing file.

    Examples
    --------
    >>> import tempfile
    >>> template("risks", tempfile.mkdtemp() + "/risks.xlsx", "en").name
    'risks.xlsx'
    """
    target = Path(output)
    content = template_bytes(name, lang, data)
    if target.suffix.lower() != ".xlsx":
        raise UsageError(
            Text(nl=f"{target.name} eindigt niet op .xlsx.", en=f"{target.name} does not end in .xlsx."),
            remedy=Text(nl=f"Noem het {target.stem}.xlsx.", en=f"Name it {target.stem}.xlsx."),
        )
    if target.exists():
        raise UsageError(
            Text(nl=f"{target} bestaat al.", en=f"{target} exists already."),
            remedy=Text(
                nl="Kies een andere naam; er wordt niets overschreven.",
                en="Choose another name; nothing is overwritten.",
            ),
        )
    if not target.parent.is_dir():
        raise UsageError(
            Text(nl=f"de map {target.parent} is er niet.", en=f"there is no folder {target.parent}."),
            remedy=Text(nl="Maak de map eerst.", en="Make the folder first."),
        )
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(content)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target


def template_bytes(name: str, lang: Language = "nl", data: str | Path | DataFolder | None = None) -> bytes:
    """The workbook of `template` as bytes."""
    import openpyxl

    speak = check_language(lang)
    folder = resolve_data(data)
    dictionary = load_dictionary(folder)
    table = dictionary.table(name)
    tables = [dictionary.table(one) for one in BOOKS.get(name, (name,))]
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "wij_impact"
    book.properties.title = table.title.show(speak)
    book.properties.created = dt.datetime(2000, 1, 1)
    book.create_sheet("codes")
    explanation = book.create_sheet("uitleg" if speak == "nl" else "explanation", 0)
    if name in BOOKS:
        _book_head(explanation, name, speak)
    offset = 0
    for one in tables:
        choices = {c.name: allowed_values(c, folder, dictionary) or [] for c in one.columns.values()}
        _data_sheet(book, one, choices, speak, offset)
        _explain(explanation, one, choices, speak, lines=name not in BOOKS)
        _list_codes(book["codes"], one, choices, dictionary, speak, offset)
        offset += 2 * len(one.columns)
    # The explanation opens a book of many tables; the one table opens its own.
    order = [explanation.title, *(one.name[:31] for one in tables), "codes"]
    order = order if name in BOOKS else [order[1], order[0], order[2]]
    for at, title in enumerate(order):
        book.move_sheet(title, at - book.sheetnames.index(title))
    book.active = 0
    stream = io.BytesIO()
    book.save(stream)
    return freeze(stream.getvalue())


def _data_sheet(book: Workbook, table: Table, choices: dict[str, list[str]], lang: Language, offset: int) -> None:
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet: Any = book.create_sheet(table.name[:31])
    sheet.freeze_panes = "A2"
    for position, column in enumerate(table.columns.values(), 1):
        letter = get_column_letter(position)
        head = sheet.cell(1, position, column.name)
        head.font = Font(bold=True)
        if column.required:
            head.fill = PatternFill("solid", fgColor="FFE699")
        width = sheet.column_dimensions[letter]
        width.width = max(12, min(40, len(column.name) + 4, 40), min(40, len(column.example) + 2))
        width.number_format = _format(column)
        head.number_format = "@"
        listed = get_column_letter(offset + 2 * position - 1)
        sheet.add_data_validation(_validation(column, letter, listed, choices[column.name], lang))


def _format(column: Column) -> str:
    # Text keeps 0014, 2022-12 and 1-2 as they are typed; Excel would make a number or a date of them. Numbers are
    # General on purpose: there 1.5 visibly becomes a date, which `check` can tell; under a number format Dutch
    # Excel would store the day number 45413 and show it as if it had been typed.
    return "General" if column.type in NUMERIC else "@"


def _validation(column: Column, letter: str, listed: str, choices: list[str], lang: Language) -> Any:
    from openpyxl.worksheet.datavalidation import DataValidation

    kind: dict[str, Any] = {}
    if choices:
        kind = {"type": "list", "formula1": f"codes!${listed}$2:${listed}${len(choices) + 1}"}
    elif column.type in NUMERIC:
        low, high = _limits(column)
        whole = column.type in WHOLE
        kind = {"type": "whole" if whole else "decimal", "operator": "between", "formula1": low, "formula2": high}
    rule = DataValidation(**kind, allow_blank=True, showInputMessage=True)
    rule.promptTitle = column.label.show(lang)[:32]
    rule.prompt = column.description.show(lang)[:255]
    # Codes that a user can add elsewhere, and sentinels outside the limits, get a warning that can be overruled.
    rule.errorStyle = "stop" if column.codes and not column.missing_codes else "warning"
    rule.showErrorMessage = True
    rule.add(f"{letter}2:{letter}{_ROWS}")
    return rule


def _limits(column: Column) -> tuple[str, str]:
    low = -1e12 if column.minimum is None else column.minimum
    high = 1e12 if column.maximum is None else column.maximum
    return f"{low:.15g}", f"{high:.15g}"


def _book_head(sheet: Any, name: str, lang: Language) -> None:
    for line in _HOW_TO_BOOK:
        sheet.append([said("templates", f"how_to.{line}").format(name=name).show(lang)])


def _explain(sheet: Any, table: Table, choices: dict[str, list[str]], lang: Language, *, lines: bool) -> None:
    from openpyxl.styles import Alignment, Font

    if not lines:
        sheet.append([])
    sheet.append([f"{table.title.show(lang)}: {table.description.show(lang)}"])
    title_row = sheet.max_row
    if lines:
        _how_to(sheet, table, lang)
    sheet.append([])
    sheet.append([said("templates", f"heading.{one}").show(lang) for one in _HEADINGS])
    heading_row = sheet.max_row
    for cell in (sheet.cell(title_row, 1), *sheet[heading_row]):
        cell.font = Font(bold=True)
    for column in table.columns.values():
        sheet.append(_explained(column, choices[column.name], lang))
    for row in sheet.iter_rows(min_row=heading_row):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"
    for letter, width in zip("ABCDEFGH", (20, 22, 60, 18, 12, 12, 50, 30), strict=True):
        sheet.column_dimensions[letter].width = width


def _how_to(sheet: Any, table: Table, lang: Language) -> None:
    stem = table.stem.rsplit("/", 1)[-1]
    folder = "data/" + table.file.rsplit("/", 1)[0]
    example = table.file.startswith("examples/")
    lines = _HOW_TO_EXAMPLE if example else _HOW_TO
    if table.file.startswith("own/"):
        lines = _HOW_TO_OWN
    named = {"folder": folder, "stem": stem, "file": table.file.rsplit("/", 1)[-1], "name": table.name}
    for line in lines:
        sheet.append([said("templates", f"how_to.{line}").format(**named).show(lang)])


def _explained(column: Column, choices: list[str], lang: Language) -> list[str]:
    yes, no = ("ja", "nee") if lang == "nl" else ("yes", "no")
    missing = ", ".join(column.missing_codes)
    told = column.description.show(lang)
    if missing:
        told += f" {said('templates', 'heading.missing').show(lang)}: {missing}."
    listed = ", ".join(choices[:30]) + (", ..." if len(choices) > 30 else "")
    return [
        column.name,
        column.label.show(lang),
        told,
        said("templates", f"type.{column.type}").show(lang),
        column.unit,
        yes if column.required else no,
        listed,
        column.example,
    ]


def _list_codes(
    sheet: Any, table: Table, choices: dict[str, list[str]], dictionary: Dictionary, lang: Language, offset: int
) -> None:
    """Two columns per column of the table, code and label, at a fixed place, so that drop-downs can point there."""
    for position, column in enumerate(table.columns.values(), 1):
        codes = choices[column.name]
        if not codes:
            continue
        code_list = column.reference[1] if column.reference and column.reference[0] == "codes.csv" else ""
        at = offset + 2 * position
        sheet.cell(1, at - 1, column.name)
        sheet.cell(1, at, column.label.show(lang))
        for row, code in enumerate(codes, 2):
            sheet.cell(row, at - 1, code).number_format = "@"
            sheet.cell(row, at, dictionary.label(code_list, code, lang))
