"""The workbooks of `mkba` as shipped, edited and recalculated by LibreOffice, held to the library cell by cell."""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.mkba.random_cases import random_edit
from tests.support.reports import wij_impact
from wij_impact import mkba
from wij_impact.mkba import Case, Formula

SHIPPED = ("jim", "ojg", "besturingsmodel", "acceleratie", "mkba_case")
TOLERANCE = 1e-9
_INPUTS, _BALANCE, _PAYERS, _TURNS, _ITEMS, _YEARS = "Invoer", "Balans", "Betalers", "Omslagwaarden", "Posten", "Jaren"
_FIRST = 5
#: What is no euro: a count, a share, a factor. Its scale is 1; that of euros is the costs and benefits together.
_PLAIN = (
    "units", "active", "endless", "factor", "weight", "weight_when_known", "active_when_known", "share", "so_far",
    "goal", "goal_year", "benefit_cost_ratio",
)  # fmt: skip
_ERRORS = ("Err:", "#N", "#V", "#D", "#R")


@dataclass
class Tally:
    """What was compared: workbooks, cells, the largest difference against its scale, and what differs."""

    books: int = 0
    cells: int = 0
    largest: float = 0.0
    wrong: list[str] = field(default_factory=list)


def office() -> str:
    """LibreOffice; the test skips where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        pytest.skip("needs LibreOffice Calc, which is not here")
    return found


def shipped_workbook(name: str, folder: Path) -> Path:
    """The workbook that ``wij-impact run mkba`` makes of a case."""
    out = folder / f"report_{name}"
    done = wij_impact("run", "mkba", "-p", f"case={name}", "--format", "xlsx", "--out", str(out), cwd=folder)
    assert done.returncode == 0, done.stderr
    (book,) = out.rglob("*.xlsx")
    return book


def recalculated_edits(name: str, book: Path, edits: int, folder: Path, seed: int = 0) -> Tally:
    """Edit the inputs of a workbook at random, let LibreOffice work it out, and compare every formula.

    The first is the workbook as it is. openpyxl drops the values beside the formulas, so whatever is read afterwards
    was worked out by LibreOffice.
    """
    from openpyxl import load_workbook

    case = mkba.load_case(name)
    graph, draw = mkba.workings(case), np.random.default_rng(seed)
    plain = load_workbook(book)
    rows = {row[5].value: row[0].row for row in plain[_INPUTS].iter_rows(min_row=_FIRST) if row[5].value}
    assert set(rows) == set(graph.inputs)
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in plain
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    given = {path: plain[_INPUTS].cell(row, 2).value for path, row in rows.items()}
    changes = [{}, *(random_edit(case, graph, draw) for _ in range(edits))]
    for at, change in enumerate(changes):
        for path, row in rows.items():
            plain[_INPUTS].cell(row, 2).value = change.get(path, given[path])
        plain.save(folder / f"{name}_{at}.xlsx")
    _convert([folder / f"{name}_{at}.xlsx" for at in range(len(changes))], folder / "done", folder / "profile")
    tally = Tally()
    for at, change in enumerate(changes):
        found = load_workbook(folder / "done" / f"{name}_{at}.xlsx", data_only=True)
        _compare(found, case, graph, change, formulas, tally, f"{name} {change}")
    return tally


def _convert(files: list[Path], out: Path, profile: Path) -> None:
    start = [office(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
    for at in range(0, len(files), 100):
        some = [str(one) for one in files[at : at + 100]]
        subprocess.run([*start, "--outdir", str(out), *some], check=True, capture_output=True, timeout=500)


def _compare(
    book: Any,
    case: Case,
    graph: Formula,
    change: dict[str, float],
    formulas: list[tuple[str, str]],
    tally: Tally,
    where: str,
) -> None:
    values = {name: np.ravel(np.asarray(one, dtype=float)) for name, one in graph.evaluate(change).items()}
    expected = dict(_expected(book, case, graph, values, change))
    tally.books += 1
    tally.wrong += [f"{where}: {place} has no value to compare with" for place in formulas if place not in expected]
    for place in formulas:
        name, value, scale = expected.get(place, ("", None, 0.0))
        found = book[place[0]][place[1]].value
        tally.cells += 1
        if isinstance(found, str) and found.startswith(_ERRORS):
            tally.wrong.append(f"{where}: {place} {name} shows {found}")
        elif isinstance(value, str) or value is None or math.isnan(value):
            # What is unknown is shown as a word, or as nothing.
            same = (found or "") == value if isinstance(value, str) else not isinstance(found, int | float)
            tally.wrong += [] if same else [f"{where}: {place} {name} is {found!r} for {value!r}"]
        elif not isinstance(found, int | float):
            tally.wrong.append(f"{where}: {place} {name} is {found!r} for {value!r}")
        else:
            apart = abs(found - value) / max(abs(value), scale, 1e-300)
            tally.largest = max(tally.largest, apart)
            tally.wrong += [] if apart <= TOLERANCE else [f"{where}: {place} {name} is {found!r} for {value!r}"]


def _expected(
    book: Any, case: Case, graph: Formula, values: dict[str, Any], change: dict[str, float]
) -> Iterator[tuple[tuple[str, str], tuple[str, float | str, float]]]:
    """Per place of a formula: what it is, its value in the library, and the size its rounding is held to."""
    money = abs(values["total.costs"][0]) + abs(values["total.benefits"][0])

    def scale(name: str) -> float:
        if name.startswith("turn."):
            slope = abs(values[f"slope.{name[5:]}"][0])
            return float(money / slope) if slope else 0.0
        parts = name.split(".")
        return 1.0 if set(parts) & set(_PLAIN) or parts[0] in ("slope", "discount", "inflation") else float(money)

    def of(name: str, t: int = 0) -> tuple[str, float, float]:
        return name, float(values[name][min(t, values[name].size - 1)]), scale(name)

    for row in book[_YEARS].iter_rows(min_row=_FIRST + 1):
        if row[1].value:
            yield from (((_YEARS, cell.coordinate), of(row[1].value, t)) for t, cell in enumerate(row[2:]))
    for sheet in (_ITEMS, _BALANCE):
        for row in book[sheet].iter_rows(min_row=_FIRST):
            if row[1].value:
                yield (sheet, row[2].coordinate), of(row[1].value)
    results = ("costs", "benefits", "net_present_value")
    names = [[f"shown.payer.{payer}.{one}" for one in results] for payer in case.payers()]
    names.append([f"{'shown.' if f'shown.total.{one}' in values else ''}total.{one}" for one in results])
    for at, of_payer in enumerate(names, start=_FIRST):
        for column, name in zip("BCD", of_payer, strict=True):
            yield (_PAYERS, f"{column}{at}"), of(name)
    for row in book[_TURNS].iter_rows(min_row=_FIRST):
        path = row[1].value
        turn = f"turn.{path}"
        if not path or turn not in graph.cells:
            continue
        at = case.numbers.get(path)
        now = path if path in graph.inputs else f"{path}.given"
        factor = at.factor if at is not None else case.level_factor(path)
        level = float(values[now][0]) * factor
        side = "minstens" if values[f"slope.{path}"][0] > 0 else "hoogstens"
        yield (_TURNS, row[2].coordinate), of(turn)
        yield (_TURNS, row[3].coordinate), (now, level, abs(level))
        yield (_TURNS, row[4].coordinate), ("side", side if math.isfinite(values[turn][0]) else "", 0.0)
