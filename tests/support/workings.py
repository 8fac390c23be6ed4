"""A calculation as a workbook and as a page, for tests that change it there."""

from __future__ import annotations

import csv
import io
import math
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from wij_impact.mkba import Case, switching_values
from wij_impact.mkba.sensitivity import moved_items, written_numbers
from wij_impact.pipeline.export import html
from wij_impact.pipeline.export.formulas_xlsx import SHEETS, with_values, write_workings
from wij_impact.presentation import Page
from wij_impact.presentation.labels import label
from wij_impact.presentation.workings import Workings
from wij_impact.reports.mkba.workings import calculation

CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


def block_of(case: Case, *, searched: bool = True) -> Workings:
    """The calculation of a case with Dutch words; without `searched`, bent switching values are left empty."""
    return calculation(Page("mkba", "nl"), case, switching_values(case) if searched else _straight(case))


def _straight(case: Case) -> pd.DataFrame:
    paths = [path for path in written_numbers(case) if not moved_items(case, path)]
    return pd.DataFrame({"parameter": paths, "present": 1.0, "switching_value": math.nan, "pays_from": ""})


def workbook(block: Workings, *, stored: bool) -> bytes:
    """Its sheets, named by their keys; with the values stored beside the formulas, or without any."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    values = write_workings(book, block, {key: key for key in SHEETS})
    buffer = io.BytesIO()
    book.save(buffer)
    if not stored:
        return buffer.getvalue()
    out = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(out, "w") as new:
        for at, name in enumerate(old.namelist()):
            content = old.read(name)
            for place, sheet in enumerate(SHEETS, start=1):
                if name == f"xl/worksheets/sheet{place}.xml":
                    content = with_values(content.decode(), values.get(sheet, {})).encode()
            new.writestr(name, content)
            assert at >= 0
    return out.getvalue()


def edited(book: bytes, block: Workings, changes: Mapping[str, float]) -> bytes:
    """The workbook with other numbers in its sheet of inputs."""
    rows = {one.path: row for row, one in enumerate(block.inputs, start=5)}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = content.decode()
                for path, value in changes.items():
                    pattern = rf'<c r="B{rows[path]}"( s="\d+")?(?:(?: t="n")?><v>[^<]*</v></c>| ?/>|(?: t="n")?></c>)'
                    put = rf'<c r="B{rows[path]}"\1><v>{value!r}</v></c>'
                    text, done = re.subn(pattern, put, text)
                    assert done == 1, path
                content = text.encode()
            new.writestr(name, content)
    return out.getvalue()


def recalculated(books: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, float | str]]:
    """What LibreOffice makes of workbooks: of each, the value of every quantity by its name in the formula."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.skip("needs LibreOffice Calc, which is not here")
    folder.mkdir(parents=True, exist_ok=True)
    for name, book in books.items():
        (folder / f"{name}.xlsx").write_bytes(book)
    names = list(books)
    start = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    for at in range(0, len(names), 200):
        files = [str(folder / f"{name}.xlsx") for name in names[at : at + 200]]
        command = [*start, "--convert-to", CSV, "--outdir", str(folder / "csv"), *files]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: _read(folder / "csv", name) for name in books}


def _read(folder: Path, name: str) -> dict[str, float | str]:
    found: dict[str, float | str] = {}
    for key in ("balance", "items"):
        for row in _rows(folder / f"{name}-{key}.csv"):
            found[row[1]] = _number(row[2])
    for row in _rows(folder / f"{name}-turns.csv"):
        found[f"turn.{row[1]}"] = _number(row[2])
    payers = _rows(folder / f"{name}-payers.csv")
    for row in payers[:-1]:
        for result, text in zip(("costs", "benefits", "net_present_value"), row[1:4], strict=True):
            found[f"shown.{row[0]}.{result}"] = _number(text)
    return found


def _rows(path: Path) -> Iterable[list[str]]:
    with path.open(encoding="utf-8") as file:
        return [row for row in list(csv.reader(file))[4:] if row and row[0]]


def _number(text: str) -> float | str:
    try:
        return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return text


def page_of(block: Workings) -> str:
    """A page with only this calculation on it."""

    def say(key: str, **words: Any) -> str:
        return label(key, block.lang, **words)

    macros: Any = html._environment().get_template("workings.html.j2").module
    style = html._environment().get_template("style.css").render(palette=html.PALETTE)
    body = str(macros.workings(block, say))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>{style}</style>'
    script = html._script("workings.js")
    return f'<!doctype html><html lang="nl">{head}<main class="page">{body}</main><script>{script}</script></html>'
