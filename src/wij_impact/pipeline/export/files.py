"""The files beside a report: its tables and figures as csv and SVG, always the same bytes.

The csv is plain: comma, decimal point, UTF-8 without a byte order mark, unrounded. Every statistics package and
this package's own reader take it as it is. A Dutch Excel wants `;` and decimal commas instead, but a file in that
dialect is misread everywhere else; who works in Excel gets the workbook (`--format xlsx`).
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Sequence
from pathlib import Path

from wij_impact.errors import WijImpactError
from wij_impact.language import Language, Text
from wij_impact.pipeline.export.document import ReportDocument
from wij_impact.pipeline.export.footnotes import Footnotes
from wij_impact.presentation.blocks import Table
from wij_impact.presentation.labels import label

__all__ = ["sources_name", "table_csv", "write_atomically", "write_tables_and_figures"]

_SOURCE_COLUMNS = (
    "number", "source", "title", "locator", "reported_in", "figure_id", "indicator", "breakdown", "period", "value",
    "unit", "note",
)  # fmt: skip


def table_csv(table: Table) -> str:
    """The table as csv text: column names, then unrounded values; missing is empty.

    Made-up data say so in a first column of their own, on every row: rows travel without their header.
    """
    names = [column.name for column in table.columns]
    if not table.synthetic:
        return _csv([names, *table.rows])
    word = label("invented_word", table.lang)
    return _csv([["origin", *names], *([word, *row] for row in table.rows)])


def sources_name(lang: Language) -> str:
    """Name of the table of sources."""
    return "bronnen" if lang == "nl" else "sources"


def sources_csv(notes: Footnotes) -> str:
    """Every published figure that the report rests on, with the number of its footnote."""
    rows = [
        [number, *[getattr(reference, name) for name in _SOURCE_COLUMNS[1:]]]
        for number, place in enumerate(notes.places, start=1)
        for reference in place.references
    ]
    return _csv([_SOURCE_COLUMNS, *rows])


def _csv(rows: Sequence[Sequence[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow(["" if value is None else harmless(value) for value in row])
    return buffer.getvalue()


#: A number as we write it, with a sign, marks or a unit behind it: that is no formula.
_NUMBER = re.compile(r"[+\-\u2212]?[0-9][0-9.,\s\u00a0]*(?:[eE][+-]?[0-9]+)?\s*[%\u2030]?")


def harmless(value: object) -> object:
    """A text that a spreadsheet would run as a formula, with an apostrophe before it; numbers stay as they are.

    Examples
    --------
    >>> harmless("=1+1"), harmless("-2,5"), harmless("-2+3"), harmless("Team A")
    ("'=1+1", '-2,5', "'-2+3", 'Team A')
    """
    if not isinstance(value, str) or (
        not value.lstrip(" \t\r\n").startswith(("=", "+", "-", "@")) and value[:1] not in "\t\r"
    ):
        return value
    return value if not value.strip("+-\u2212 ") or _NUMBER.fullmatch(value.strip()) else f"'{value}"


def write_tables_and_figures(document: ReportDocument, folder: Path, notes: Footnotes) -> list[Path]:
    """Write `tables/*.csv`, `figures/*.svg` and `figures/*.csv`; return the paths."""
    content = {f"tables/{table.id}.csv": table_csv(table) for table in document.tables}
    if notes.places:
        content[f"tables/{sources_name(document.lang)}.csv"] = sources_csv(notes)
    for figure in document.figures:
        content[f"figures/{figure.id}.svg"] = figure.svg
        if figure.data:
            content[f"figures/{figure.id}.csv"] = table_csv(figure.data)
    return [write_atomically(folder / name, text) for name, text in content.items()]


def write_atomically(path: Path, text: str | bytes) -> Path:
    """Write a file so that at any moment the old or the new one is whole; `\\n` line ends on every platform.

    Raises
    ------
    WijImpactError
        When the system refuses: on Windows a file that is open in Excel cannot be replaced.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode("utf-8") if isinstance(text, str) else text
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except PermissionError as error:
        raise WijImpactError(
            Text(nl="dit bestand kan niet geschreven worden.", en="this file cannot be written."),
            remedy=Text(
                nl="Sluit het in het andere programma, of kies met --out een map waarin u mag schrijven.",
                en="Close it in the other program, or choose with --out a folder you may write to.",
            ),
            file=path.name,
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return path
