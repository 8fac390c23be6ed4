"""A mapping file drafted from an export: which column is which question, and which words mean what."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from wij_impact.catalogue.own.databases import is_address
from wij_impact.catalogue.own.export_codes import MISSING_WORDS, read_codes
from wij_impact.catalogue.own.export_matching import Question, certain_places, likely_places, place_beside, tool_of
from wij_impact.catalogue.own.grid import Grid, open_grid
from wij_impact.catalogue.own.headers import filled_rows, find_header, slug
from wij_impact.catalogue.own_file import find_place
from wij_impact.catalogue.problems import Problem
from wij_impact.catalogue.raw import Cell
from wij_impact.catalogue.reading import as_text

__all__ = ["draft_mapping", "matches"]


def matches(path: str | Path, questions: Sequence[Question]) -> tuple[int, int, str]:
    """How many items a file certainly has, how many it likely has besides, and the tool that wrote it."""
    place = path if is_address(path) else find_place(path)
    names = [text for question in questions for text in (question.id, *question.texts)]
    grid = open_grid(place, names)
    header = find_header(grid, names)
    certain = certain_places(header, questions)
    items = [question for question in questions if question.item]
    likely = likely_places(header, [q for q in items if q.id not in certain], set(certain.values()))
    return sum(question.id in certain for question in items), len(likely), tool_of(grid, header)


def draft_mapping(path: str | Path, questions: Sequence[Question], instrument: str = "") -> str:
    """A mapping file that already holds the best matches, for the user to look over.

    Returns
    -------
    str
        TOML with ``[columns]`` and, for answers in words that are not known, ``[values.ITEM]``.
    """
    place = path if is_address(path) else find_place(path)
    names = [text for question in questions for text in (question.id, *question.texts)]
    grid = open_grid(place, names)
    header = find_header(grid, names)
    places = certain_places(header, questions)
    place_beside(header, questions, places)
    certain = set(places)
    places |= likely_places(header, [q for q in questions if q.id not in places], set(places.values()))
    rows, cells = filled_rows(grid, header)
    lines = [
        f"# {grid.shown} -> {instrument}",
        "# Kijk na of elke kolom bij de vraag hoort; laat leeg wat er niet is.",
        "# Check that each column is that question; leave blank what is absent.",
        "",
        "[columns]",
    ]
    values: list[str] = []
    for question in questions:
        at = places.get(question.id)
        column = "" if at is None else header.names[at]
        doubt = "" if question.id in certain or not column else "  # kijk na / check"
        lines.append(f"{question.id} = {_quoted(column)}{doubt}")
        if at is not None and question.item:
            values += _values(question, [record[at] if at < len(record) else None for record in cells], rows, grid)
    return "\n".join([*lines, *values]) + "\n"


def _values(question: Question, raw: list[Cell], rows: list[int], grid: Grid) -> list[str]:
    problems: list[Problem] = []
    codes = read_codes(question, raw, rows, grid, {}, [], problems)
    unknown = dict.fromkeys(
        as_text(cell) for cell, code in zip(raw, codes, strict=True) if cell is not None and code is None
    )
    known = {slug(word) for words in MISSING_WORDS.values() for word in words}
    wanted = [text for text in unknown if text and slug(text) not in known][:30]
    if not wanted:
        return []
    return ["", f"[values.{question.id}]", *(f'{_quoted(text)} = ""' for text in wanted)]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
