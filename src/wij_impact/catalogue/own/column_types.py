"""The cells of a column as what a room needs: numbers, moments, yes or no, or text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from wij_impact.catalogue.own.missing import EMPTY_WORDS
from wij_impact.catalogue.own.moments import length_words, read_moments
from wij_impact.catalogue.own.needs import Need
from wij_impact.catalogue.own.numbers import evidence, number_problem, number_texts, read_numbers, shared_marks
from wij_impact.catalogue.own.record import note
from wij_impact.catalogue.own.totals import is_total_name, same_municipalities
from wij_impact.catalogue.own.work import Work
from wij_impact.catalogue.raw import Cell, Odd
from wij_impact.catalogue.reading import as_text
from wij_impact.catalogue.yes_no import NO, YES
from wij_impact.language import Text

__all__ = ["typed"]


def typed(work: Work, needs: Sequence[Need], positions: dict[str, int]) -> dict[str, tuple[list[Any], str]]:
    columns: dict[str, tuple[list[Any], str]] = {}
    cells = {need.name: [row[positions[need.name]] for row in work.cells] for need in needs if need.name in positions}
    numeric = [need for need in needs if need.name in cells and _is_number(need, cells[need.name])]
    said = {n.name: evidence(number_texts(cells[n.name], n.minimum, n.missing), n.whole) for n in numeric}
    for need in needs:
        if need.name not in cells:
            continue
        if need in numeric:
            shared = shared_marks([one for name, one in said.items() if name != need.name])
            columns[need.name] = (_number_column(work, need, cells[need.name], shared), "number")
        elif need.type == "moment":
            columns[need.name] = _moment_column(work, need, cells[need.name])
        elif need.type in ("flag", "measure"):
            columns[need.name] = (_flags(work, need, cells[need.name]), "number")
        else:
            columns[need.name] = (_texts(work, need, cells[need.name], positions[need.name]), "text")
        _merged(work, need, cells[need.name], positions[need.name])
    return columns


def _is_number(need: Need, cells: list[Cell]) -> bool:
    if need.type == "number":
        return True
    if need.type == "measure":
        return not _all_flags(cells)
    if need.type != "any":
        return False
    trial = read_numbers(cells, minimum=need.minimum, missing=need.missing)
    numeric = ("undecidable-number", "mixed-decimals", "percent-cell", "scientific-notation", "too-large")
    if any(rule not in numeric for _, rule, _ in trial.faults):
        return False  # a word among them: the column is text
    return bool(trial.faults) or any(not math.isnan(value) for value in trial.values)


def _all_flags(cells: list[Cell]) -> bool:
    """Whether the column answers yes or no in words."""
    texts = {text.casefold() for cell in cells if (text := as_text(cell)) is not None}
    return bool(texts) and texts <= YES | NO and not texts <= {"0", "1", "0.0", "1.0"}


def _number_column(work: Work, need: Need, cells: list[Cell], shared: Any) -> list[float]:
    read = read_numbers(cells, whole=need.whole, minimum=need.minimum, missing=need.missing, shared=shared)
    for position, rule, cell in read.faults:
        work.problems.append(number_problem(rule, cell, work.grid.shown, work.rows[position], need.name))
    if read.grouped:
        mark = "." if "." in read.grouped[0] else ","
        work.notes.append(note("thousands", need.name, count=len(read.grouped), what=read.grouped[:3], detail=mark))
    elif read.marks.decimal == "," and any(isinstance(c, str) and "," in c for c in cells):
        work.notes.append(note("decimal-comma", need.name, count=len(cells)))
    if read.dressed:
        work.notes.append(note("dressed", need.name, count=len(read.dressed), what=read.dressed))
    if read.codes:
        work.notes.append(note("missing-code", need.name, count=sum(read.codes.values()), what=list(read.codes)))
    if read.empty:
        rows = [work.rows[at] for at in read.empty]
        work.notes.append(note("empty-cells", need.name, rows=rows))
    if need.minimum is not None and need.minimum >= 0:
        for position, value in enumerate(read.values):
            if value < need.minimum:
                text = as_text(cells[position])
                work.wrong("negative-count", work.rows[position], need.name, value=text, remedy=_below(str(text)))
    return read.values


def _below(text: str) -> Text:
    """How to mend a count below zero: nines are how CBS and SPSS write that a number is unknown or secret."""
    if re.fullmatch(r"-9{2,}\d?(?:[.,]0+)?", text):
        return Text(
            nl="Zo'n getal met negens is een code voor 'onbekend' of 'geheim': laat de cel leeg.",
            en="Such a number of nines is a code for 'unknown' or 'secret': leave the cell empty.",
        )
    return Text(
        nl="Verbeter het getal; staat het voor 'onbekend', laat de cel dan leeg.",
        en="Mend the number; when it stands for 'unknown', leave the cell empty.",
    )


def _moment_column(work: Work, need: Need, cells: list[Cell]) -> tuple[list[Any], str]:
    # A row `Totaal` among the moments is a total, not a moment that is written wrong.
    totals = {at for at, cell in enumerate(cells) if isinstance(cell, str) and is_total_name(cell)}
    read = read_moments([None if at in totals else cell for at, cell in enumerate(cells)])
    for position, rule, cell in read.faults:
        work.wrong(rule, work.rows[position], need.name, value=as_text(cell))
    for position, cell in enumerate(cells):
        if cell is None and need.required and position not in totals:
            work.wrong("missing-moment", work.rows[position], need.name)
    if totals:
        where = sorted(totals)
        rows, names = [work.rows[at] for at in where], [as_text(cells[at]) for at in where]
        work.notes.append(note("total-row", need.name, rows=rows, what=names))
    for length, where in read.left_out.items():
        rows, names = [work.rows[at] for at in where], [as_text(cells[at]) for at in where]
        work.notes.append(note("other-length", need.name, rows=rows, what=names, detail=length_words(length)))
    if read.provisional:
        work.notes.append(note("provisional", need.name, count=read.provisional))
    if read.rewritten and read.length not in ("number", "year"):
        said = length_words(read.length or "number")
        work.notes.append(note("moments", need.name, count=len(cells), what=[read.rewritten], detail=said))
    if need.ordered and (gaps := read.gaps()):
        work.notes.append(note("gaps", need.name, count=len(gaps), what=gaps))
    work.moments[need.name] = read
    work.gone |= totals | {at for where in read.left_out.values() for at in where}
    if read.length in ("year", "number"):
        values = [math.nan if one is None else one.place for one in read.moments]
        known = [value for at, value in enumerate(values) if at not in work.gone]
        return values, "whole" if all(value.is_integer() for value in known) else "number"
    return read.values(), "text"


def _flags(work: Work, need: Need, cells: list[Cell]) -> list[float]:
    values = []
    for position, cell in enumerate(cells):
        text = (as_text(cell) or "").casefold()
        if text and text not in YES | NO:
            work.wrong("not-a-flag", work.rows[position], need.name, value=as_text(cell))
        values.append(math.nan if not text else float(text in YES))
    return values


def _texts(work: Work, need: Need, cells: list[Cell], column: int) -> list[str | None]:
    values: list[str | None] = []
    codes: list[str] = []
    for position, cell in enumerate(cells):
        text = as_text(cell)
        if isinstance(cell, Odd) and cell.kind in ("error", "formula") and cell.shown.casefold() not in EMPTY_WORDS:
            rule = "excel-error" if cell.kind == "error" else "formula-without-value"
            work.wrong(rule, work.rows[position], need.name, value=cell.shown)
        if text is not None and (text.casefold() in EMPTY_WORDS or text in need.missing):
            codes.append(text)
            text = None
        values.append(None if text is None else re.sub(r"\s+", " ", text))
    if codes:
        work.notes.append(note("missing-code", need.name, count=len(codes), what=codes))
    if need.role == "unit" or need.unit == "municipality":
        given = values
        values, changed = same_municipalities(given, always=need.unit == "municipality")
        if changed:
            example = next(new for new, old in zip(values, given, strict=True) if new != old)
            work.notes.append(note("codes-unified", need.name, count=changed, what=[example]))
    return values


def _merged(work: Work, need: Need, cells: list[Cell], column: int) -> None:
    rows = []
    for position, cell in enumerate(cells):
        row = work.rows[position]
        if cell is None and any(
            low <= row <= high and left <= column + 1 <= right and (row, column + 1) != (low, left)
            for low, high, left, right in work.grid.layout.merged
        ):
            rows.append(row)
            if need.role in ("unit", "moment") or (need.required and need.type in ("text", "code", "moment")):
                work.wrong("merged-cell", row, need.name)
    if rows:
        work.notes.append(note("merged-cells", need.name, rows=rows))
