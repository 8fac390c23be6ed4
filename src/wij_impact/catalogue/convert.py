"""From cells to typed columns, by the dictionary; what does not fit becomes a problem with its row."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.decoding import damaged
from wij_impact.catalogue.dialect import Marks, NumberError, infer_marks, parse_number
from wij_impact.catalogue.dictionary import NUMERIC, WHOLE, Column, Table
from wij_impact.catalogue.periods import period_problem
from wij_impact.catalogue.problems import Problem, problem
from wij_impact.catalogue.raw import EXCEL_ERRORS, Cell, Odd, RawTable
from wij_impact.catalogue.reading import as_text
from wij_impact.catalogue.yes_no import NO, YES
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Converted", "convert", "number_remedy"]

_MONTHS = "jan|feb|maa|mrt|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec"
_DATE_LIKE = re.compile(
    rf"[0-9]{{1,4}}[-/ ](?:{_MONTHS})[a-z.]*(?:[-/ ][0-9]{{2,4}})?|(?:{_MONTHS})[a-z.]*[-/ ][0-9]{{1,4}}"
    r"|[0-9]{1,2}[-/][0-9]{1,2}(?:[-/][0-9]{2,4})?|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[ T]00:00(?::00)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Converted:
    """A table with types: the frame, the row number of each row in its file, and the problems met.

    `texts` holds, per number column, each number as it was written, with a decimal point and no thousands mark.
    """

    frame: pd.DataFrame
    numbers: list[int]
    texts: dict[str, list[str | None]]
    problems: list[Problem]


def convert(raw: RawTable, table: Table) -> Converted:
    """Give the columns of `table` their type; columns that the table does not know are left out."""
    import pandas as pd

    problems: list[Problem] = []
    texts: dict[str, list[str | None]] = {}
    marks = _marks(raw, table)
    columns: dict[str, Any] = {}
    for column in table.columns.values():
        if column.name not in raw.columns:
            columns[column.name] = _empty(column, len(raw.rows))
            continue
        cells = [_present(cell, column) for cell in raw.column(column.name)]
        if column.required:
            problems += _blanks(raw, column)
        if column.type in NUMERIC:
            values, written = _numbers(cells, column, raw, marks, problems)
            texts[column.name] = written
            columns[column.name] = _array(values, "Int64" if column.type in WHOLE else "float64")
        elif column.type == "boolean":
            columns[column.name] = pd.array(_booleans(cells, column, raw, problems), dtype="boolean")
        else:
            columns[column.name] = pd.array(_texts(cells, column, raw, problems), dtype="str")
    return Converted(pd.DataFrame(columns), raw.numbers, texts, problems)


def _array(values: list[Any], dtype: str) -> Any:
    import pandas as pd

    return pd.array(values, dtype=dtype)  # type: ignore[call-overload]


def _empty(column: Column, length: int) -> Any:
    dtype = "Int64" if column.type in WHOLE else "float64" if column.type in NUMERIC else "str"
    dtype = "boolean" if column.type == "boolean" else dtype
    return _array([math.nan if dtype == "float64" else None] * length, dtype)


def _present(cell: Cell, column: Column) -> Cell:
    # A missing code is a blank that was written down: it counts as filled in, and reads as missing.
    return None if cell is not None and as_text(cell) in column.missing_codes else cell


def _blanks(raw: RawTable, column: Column) -> list[Problem]:
    return [
        problem("missing-value", raw.shown, number, column.name, remedy=_example(column))
        for number, cell in zip(raw.numbers, raw.column(column.name), strict=True)
        if cell is None
    ]


def _example(column: Column) -> Text:
    code = f", of {column.missing_codes[0]} als de bron niets geeft" if column.missing_codes else ""
    code_en = f", or {column.missing_codes[0]} where the source gives nothing" if column.missing_codes else ""
    example = column.example or "?"
    return Text(nl=f"Vul {column.label.nl} in, bijvoorbeeld {example}{code}.",
                en=f"Fill in the {column.label.en}, for example {example}{code_en}.")  # fmt: skip


def _marks(raw: RawTable, table: Table) -> Marks:
    """The decimal mark of the file, from the text cells of all its number columns."""
    seen = []
    for column in table.columns.values():
        if column.type in NUMERIC and column.name in raw.columns:
            whole = column.type in WHOLE
            cells = raw.column(column.name)
            seen += [(c, whole) for c in cells if isinstance(c, str) and c not in column.missing_codes]
    return infer_marks(seen, raw.delimiter)


def _numbers(
    cells: list[Cell], column: Column, raw: RawTable, marks: Marks, problems: list[Problem]
) -> tuple[list[float | int | None], list[str | None]]:
    values: list[float | int | None] = []
    written: list[str | None] = []
    sentinels = {_plain(code) for code in column.missing_codes} - {None}
    for number, cell in zip(raw.numbers, cells, strict=True):
        value = math.nan
        try:
            value = math.nan if cell is None else _number(cell, marks)
        except NumberError as error:
            problems.append(_number_problem(error.rule, cell, column, raw.shown, number))
        if value in sentinels:
            value = math.nan
        if column.type in WHOLE and abs(value) > 2**53:
            problems.append(problem("too-large", raw.shown, number, column.name, value=as_text(cell)))
            value = math.nan
        if column.type in WHOLE and not math.isnan(value) and not value.is_integer():
            rule = "not-a-year" if column.type == "year" else "not-whole"
            problems.append(problem(rule, raw.shown, number, column.name, value=as_text(cell), remedy=_whole(value)))
            value = math.nan
        missing = math.isnan(value)
        written.append(None if missing else _written(cell, marks))
        values.append((None if missing else int(value)) if column.type in WHOLE else value)
    return values, written


def _number(cell: Cell, marks: Marks) -> float:
    if isinstance(cell, bool):
        raise NumberError("not-a-number")
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, Odd):
        rules = {"date": "excel-date", "percent": "percent-cell", "error": "excel-error"}
        raise NumberError(rules.get(cell.kind, "formula-without-value"))
    text = str(cell)
    if _DATE_LIKE.fullmatch(text):
        raise NumberError("excel-date")
    if text.upper() in EXCEL_ERRORS:
        raise NumberError("excel-error")
    value = parse_number(text, marks)
    if math.isinf(value):
        raise NumberError("not-a-number")
    return value


def _plain(code: str) -> float | None:
    try:
        return float(code)
    except ValueError:
        return None


def _written(cell: Cell, marks: Marks) -> str | None:
    text = as_text(cell)
    if not isinstance(cell, str) or text is None:
        return text
    text = re.sub(r"[\s\u00a0\u202f\u2009]", "", text).replace("\u2212", "-")
    for mark in ".,":
        if mark != (marks.decimal or "."):
            text = text.replace(mark, "")
    return text.replace(",", ".")


def _number_problem(rule: str, cell: Cell, column: Column, shown: str, row: int) -> Problem:
    text = (cell.shown if isinstance(cell, Odd) else as_text(cell)) or ""
    values: dict[str, Any] = {"value": text}
    if rule == "not-a-number":
        values["remedy"] = number_remedy(text)
    elif rule == "undecidable-number":
        bare = re.sub(r"[.,]", "", text)
        values |= {"low": text.replace(",", "."), "high": bare, "padded": text + "0"}
    elif rule == "percent-cell" and isinstance(cell, Odd):
        values = {"value": cell.value, "shown": cell.shown, "plain": cell.shown.rstrip("%")}
    return problem(rule, shown, row, column.name, **values)


def number_remedy(text: str) -> Text:
    """How to mend a text in a number column."""
    if text.endswith("%"):
        return Text(nl="Schrijf het getal zonder %-teken.", en="Write the number without the % sign.")
    if re.fullmatch(r"\([^()]*[0-9][^()]*\)", text):
        return Text(
            nl=f"Haakjes kunnen 'minder dan nul' of 'onzeker' zijn: schrijf -{text[1:-1]}, of {text[1:-1]}.",
            en=f"Brackets can mean 'less than zero' or 'uncertain': write -{text[1:-1]}, or {text[1:-1]}.",
        )
    if re.match(r"(?:[<≤>≥]|minder dan|fewer than|less than)", text, re.IGNORECASE):
        return Text(
            nl=f"'{text}' zegt dat het getal te klein is om te tonen of alleen een grens is: laat de cel leeg, "
            "of vraag het getal op; schat het niet.",
            en=f"'{text}' says that the number is too small to show or only a bound: leave the cell empty, "
            "or ask for the number; do not guess it.",
        )
    if re.search(r"[€$£]|eur", text, re.IGNORECASE):
        return Text(nl="Schrijf het bedrag zonder valutateken.", en="Write the amount without the currency sign.")
    if re.search(r"[0-9]", text):
        return Text(nl="Schrijf alleen het getal; zet uitleg in note.", en="Write only the number; explain it in note.")
    return Text(nl="Schrijf een getal, of haal de tekst weg.", en="Write a number, or remove the text.")


def _whole(value: float) -> Text:
    return Text(
        nl=f"Schrijf een geheel getal, zoals {round(value)}.", en=f"Write a whole number, such as {round(value)}."
    )


def _booleans(cells: list[Cell], column: Column, raw: RawTable, problems: list[Problem]) -> list[bool | None]:
    values: list[bool | None] = []
    for number, cell in zip(raw.numbers, cells, strict=True):
        text = as_text(cell)
        word = (text or "").casefold()
        value = word in YES if word in YES | NO else None
        if text is not None and value is None:
            problems.append(problem("not-a-boolean", raw.shown, number, column.name, value=text))
        values.append(value)
    return values


def _texts(cells: list[Cell], column: Column, raw: RawTable, problems: list[Problem]) -> list[str | None]:
    values: list[str | None] = []
    verify = _VERIFY.get(column.type)
    for number, cell in zip(raw.numbers, cells, strict=True):
        text = as_text(cell)
        found = _odd_problem(cell, column, raw.shown, number)
        if found is None and text is not None:
            if damaged(text):
                found = problem("encoding-damage", raw.shown, number, column.name, value=text[:60])
            elif verify is not None:
                found = verify(text, column, raw.shown, number)
        if found is not None:
            problems.append(found)
            text = None
        values.append(text)
    return values


def _odd_problem(cell: Cell, column: Column, shown: str, row: int) -> Problem | None:
    if isinstance(cell, str) and cell.upper() in EXCEL_ERRORS:
        return problem("excel-error", shown, row, column.name, value=cell)
    if not isinstance(cell, Odd):
        return None
    if cell.kind == "date":
        told = bool(cell.value) and column.type in ("date", "period")
        return None if told else problem("excel-date", shown, row, column.name, value=cell.shown)
    if cell.kind == "percent":
        return _number_problem("percent-cell", cell, column, shown, row)
    rule = "excel-error" if cell.kind == "error" else "formula-without-value"
    return problem(rule, shown, row, column.name, value=cell.shown)


def _verify_code(text: str, column: Column, shown: str, row: int) -> Problem | None:
    remedy = Text(
        nl="Zet de kolom op Tekst en typ de code opnieuw.", en="Set the column to Text and type the code again."
    )
    if match := re.fullmatch(r"([0-9]+)[.,]0+", text):
        remedy = Text(
            nl=f"Zet de kolom op Tekst en schrijf {match[1]}, met de nullen die ervoor horen.",
            en=f"Set the column to Text and write {match[1]}, with its leading zeros.",
        )
    elif not re.fullmatch(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{2,}", text):
        return None
    return problem("float-code", shown, row, column.name, value=text, remedy=remedy)


def _verify_period(text: str, column: Column, shown: str, row: int) -> Problem | None:
    return period_problem(text, column, shown, row)


def _verify_date(text: str, column: Column, shown: str, row: int) -> Problem | None:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            dt.date.fromisoformat(text)
            return period_problem(text, column, shown, row)
    except ValueError:
        pass
    return problem("not-a-date", shown, row, column.name, value=text)


_VERIFY: dict[str, Callable[[str, Column, str, int], Problem | None]] = {
    "code": _verify_code,
    "period": _verify_period,
    "date": _verify_date,
}
