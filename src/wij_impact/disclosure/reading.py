"""Every table in the files of a report folder, as text, under one set of column names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["frames_of"]

LABELS = ("label", "item", "name")
#: Headers of the pages and workbooks, in both languages, and the names in the CSV files that they stand for.
HEADERS = {
    "label": ("vraag", "question"),
    "estimate": ("uitkomst", "result", "waarde", "value"),
    "lower": ("van", "laag", "low", "from", "lower"),
    "upper": ("tot", "hoog", "high", "to", "upper"),
    "n": ("antwoorden", "answers"),
    "counted": ("aantal is", "number is"),
    "asked": ("gevraagd", "asked"),
    "answered": ("beantwoord", "answered"),
    "eligible": ("kreeg de vraag", "put to them"),
    "neutral": ("neutraal", "neutral"),
    "dont_know": ("weet niet", "don't know"),
    "not_applicable": ("niet van toepassing", "not applicable"),
    "no_answer": ("leeg", "empty"),
    "measure": ("maat", "measure"),
    "reference": ("eerder", "earlier"),
}
NAMES = {word: name for name, words in HEADERS.items() for word in words}
EMPTY = ("", "–", "-", "nan", "none", "niet bekend", "not known")


def frames_of(folder: Path) -> Iterator[pd.DataFrame]:
    """The tables of one report: CSV files, every sheet of a workbook (hidden ones too), and the notebook's blocks.

    Cells stay text, so that the decimals of a number can be counted; what is hidden is missing.
    """
    for path in sorted(folder.rglob("*.csv")):
        yield _named(pd.read_csv(path, dtype=str))
    for path in sorted(folder.rglob("*.xlsx")):
        for sheet in pd.read_excel(path, sheet_name=None, header=None, dtype=str, engine="openpyxl").values():
            yield from _blocks(sheet)
    for path in sorted(folder.rglob("*.ipynb")):
        yield from _outputs(json.loads(path.read_text(encoding="utf-8")))


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    names = [str(one) for one in frame.columns]
    known = [NAMES.get(one.strip().casefold(), one) for one in names]
    if "label" not in known:
        first = next((one for one in LABELS if one in known), "")
        known = ["label" if one == first else one for one in known]
    frame = frame.set_axis(known, axis=1)
    frame = frame.loc[:, [not one.startswith("Unnamed") for one in known]]
    return frame.loc[:, ~frame.columns.duplicated()]


def _blocks(sheet: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Tables that stand under each other on one sheet: from a row of headers to the next empty row."""
    rows = [["" if pd.isna(cell) else str(cell) for cell in row] for row in sheet.to_numpy()]
    at = 0
    while at < len(rows):
        words = [cell.strip().casefold() for cell in rows[at]]
        if sum(word in NAMES for word in words) < 2:
            at += 1
            continue
        end = next((one for one in range(at + 1, len(rows)) if not any(rows[one])), len(rows))
        width = max(place for place, word in enumerate(words) if word) + 1
        yield _table(rows[at][:width], [row[:width] for row in rows[at + 1 : end]])
        at = end


def _table(header: list[str], rows: list[list[str]]) -> pd.DataFrame:
    frame = _named(pd.DataFrame(rows, columns=header, dtype=object))
    return frame.map(lambda cell: None if str(cell).strip().casefold() in EMPTY else cell)


def _outputs(notebook: dict[str, Any]) -> Iterator[pd.DataFrame]:
    """Tables as the notebook prints them: a header and rows with bars between the cells."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/plain", "")
            lines = [line.split(" | ") for line in "".join(text).splitlines()]
            width = max(map(len, lines), default=0)
            table = [[_plain(one.strip()) for one in line] for line in lines if len(line) == width]
            if width > 1 and len(table) > 1:
                yield _table(table[0], table[1:])


def _plain(cell: str) -> str:
    """A Dutch number as a computer writes it."""
    plain = cell.replace("−", "-").replace(".", "").replace(",", ".")
    return plain if plain.replace(".", "", 1).lstrip("-").isdigit() else cell
