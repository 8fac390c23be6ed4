"""Exports of survey tools: their answers as codes, every problem at once, and what was left out.

LimeSurvey, Qualtrics, SurveyMonkey, Microsoft Forms, Google Forms and SPSS put questions in their headers, each in its
own way. A column is taken for a question where its code, label or wording is exactly ours. Where it only resembles, it
is not certain: reading stops and names the command that drafts a mapping.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.own.databases import is_address
from wij_impact.catalogue.own.export_codes import read_codes
from wij_impact.catalogue.own.export_matching import (
    OPEN,
    PERSONAL,
    Question,
    certain_places,
    likely_places,
    place_beside,
    texts_of,
    tool_of,
)
from wij_impact.catalogue.own.grid import Grid, open_grid
from wij_impact.catalogue.own.headers import Header, filled_rows, find_header, slug
from wij_impact.catalogue.own.mapping import ColumnMapping, read_mapping
from wij_impact.catalogue.own.moments import read_moments
from wij_impact.catalogue.own.record import Note, Reading, note
from wij_impact.catalogue.own_file import find_place
from wij_impact.catalogue.problems import Problem, ReadError, gather, problem
from wij_impact.catalogue.raw import Cell
from wij_impact.catalogue.reading import as_text
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Answers", "examine_answers", "read_answers"]


@dataclass(frozen=True)
class Answers:
    """What reading an export gave: the frame (None when it cannot be used), what was read, and every problem."""

    frame: pd.DataFrame | None
    reading: Reading | None
    problems: list[Problem]


def read_answers(
    path: str | Path,
    questions: Sequence[Question],
    mapping: str | Path | ColumnMapping | None = None,
    *,
    instrument: str = "",
    keep: Sequence[str] = (),
) -> tuple[pd.DataFrame, Reading]:
    """The answers of a survey as codes, from the export of a tool or a file of one's own.

    Parameters
    ----------
    path : str or Path
        See `read_own`.
    questions : sequence of Question
    mapping : path or ColumnMapping, optional
        Which column is which question, and what words mean.
    instrument : str
        The name of the instrument, for the command in an error.
    keep : sequence of str
        Further columns to keep as they are (groups to compare).

    Returns
    -------
    (DataFrame, Reading)
        One row per respondent: the columns beside the questions and the questions, all codes as text; missing is NaN.

    Raises
    ------
    InputError
        For the first thing wrong: a match that is not certain, an answer off its scale.
    """
    found = examine_answers(path, questions, mapping, instrument=instrument, keep=keep)
    gather(found.problems, found.reading)
    if found.problems:
        raise found.problems[0].as_error(len(found.problems) - 1)
    assert found.frame is not None
    assert found.reading is not None
    return found.frame, found.reading


def examine_answers(
    path: str | Path,
    questions: Sequence[Question],
    mapping: str | Path | ColumnMapping | None = None,
    *,
    instrument: str = "",
    keep: Sequence[str] = (),
    shown: str = "",
) -> Answers:
    """As `read_answers`, with every problem instead of the first."""
    given = mapping if isinstance(mapping, ColumnMapping) else read_mapping(mapping) if mapping else ColumnMapping()
    if unknown := given.unknown([*(question.id for question in questions), *keep]):
        return Answers(None, None, unknown)
    place = path if is_address(path) else find_place(path)
    names = [text for question in questions for text in (question.id, *question.texts)]
    try:
        grid = open_grid(place, [*given.columns.values(), *names], shown=shown)
    except ReadError as error:
        return Answers(None, None, [error.problem])
    header = find_header(grid, [*given.columns.values(), *names])
    return _read(grid, header, list(questions), given, instrument, keep, str(path))


def _read(
    grid: Grid,
    header: Header,
    questions: list[Question],
    given: ColumnMapping,
    instrument: str,
    keep: Sequence[str],
    typed: str,
) -> Answers:
    import pandas as pd

    problems: list[Problem] = []
    notes: list[Note] = []
    places = _mapped(grid, header, given, problems)
    rest = [question for question in questions if question.id not in given.columns]
    places |= {k: v for k, v in certain_places(header, rest).items() if v not in places.values()}
    wave_from_date = place_beside(header, questions, places)
    likely = likely_places(header, [q for q in rest if q.id not in places and q.item], set(places.values()))
    if not given.columns:
        for question in rest:
            if question.item and question.id not in places and question.id in likely:
                near = header.names[likely[question.id]]
                problems.append(_uncertain(grid, header, question, near, instrument, typed))
    if not any(question.item and question.id in places for question in questions) and not problems:
        first = next((q for q in questions if q.item), Question("?"))
        problems.append(_uncertain(grid, header, first, "", instrument, typed))
    for question in questions:
        if question.required and question.id not in places:
            label = question.texts[0] if question.texts else question.id
            problems.append(
                problem("missing-column", grid.shown, header.row, question.id, name=question.id, label=label)
            )
    if problems:
        return Answers(None, None, problems)
    rows, cells = filled_rows(grid, header)
    columns: dict[str, list[str | None]] = {}
    for question in questions:
        at = places.get(question.id)
        if at is None:
            continue
        raw = [record[at] if at < len(record) else None for record in cells]
        if question.id == wave_from_date:
            columns[question.id] = _years(raw, rows, grid, header.names[at], problems)
        elif question.item:
            words = given.values.get(question.id, {})
            columns[question.id] = read_codes(question, raw, rows, grid, words, notes, problems)
        else:
            words = given.values.get(question.id, {})
            columns[question.id] = [None if (t := as_text(c)) is None else words.get(t, t) for c in raw]
        if header.names[at] != question.id:
            notes.append(note("column-by-label", question.id, what=[header.names[at]]))
    for name in keep:
        if name in header.names and name not in columns:
            at = header.names.index(name)
            places[name] = at
            columns[name] = [as_text(record[at]) if at < len(record) else None for record in cells]
    notes += _unused(header, cells, set(places.values()))
    if not rows:
        problems.append(problem("no-rows", grid.shown, header.row))
    frame = pd.DataFrame(
        {name: pd.array(values, dtype="str") for name, values in columns.items()},
        index=pd.Index(rows, name="row", dtype="int64"),
    )
    waves = sorted({value for value in columns.get("wave", []) if value is not None})
    reading = Reading(
        grid.shown, tool_of(grid, header) or grid.format, len(rows), len(frame),
        {name: header.names[at] for name, at in places.items()}, header.row, len(frame),
        waves[0] if waves else "", waves[-1] if waves else "", "", grid.encoding, grid.delimiter, grid.sheet,
        tuple(notes),
    )  # fmt: skip
    frame.attrs["reading"] = reading
    return Answers(frame, reading, problems)


def _mapped(grid: Grid, header: Header, given: ColumnMapping, problems: list[Problem]) -> dict[str, int]:
    places: dict[str, int] = {}
    for name, wanted in given.columns.items():
        where = [at for at, other in enumerate(header.names) if other == wanted or slug(other) == slug(wanted)]
        if where:
            places[name] = where[0]
        else:
            problems.append(problem("missing-column", grid.shown, header.row, wanted, name=wanted, label=name))
    return places


def _uncertain(grid: Grid, header: Header, question: Question, near: str, instrument: str, typed: str) -> Problem:
    # The command that is named has the file as the user typed it, so that it can be run as it stands.
    label = question.texts[0] if question.texts else question.id
    said = Text(nl=f"; het meest lijkt '{near}'", en=f"; most like it is '{near}'") if near else Text(nl="", en="")
    return problem(
        "uncertain-match", grid.shown, header.row, question.id, item=label, near=said, export=typed,
        instrument=instrument or "INSTRUMENT",
    )  # fmt: skip


def _years(raw: list[Cell], rows: list[int], grid: Grid, name: str, problems: list[Problem]) -> list[str | None]:
    read = read_moments([_only_date(cell) for cell in raw])
    years: list[str | None] = []
    for row, cell, moment in zip(rows, raw, read.moments, strict=True):
        iso = moment.iso() if moment is not None and moment.length != "number" else ""
        if cell is not None and not iso:
            problems.append(problem("not-a-moment", grid.shown, row, name, value=as_text(cell)))
        years.append(iso[:4] or None)
    return years


def _only_date(cell: Cell) -> Any:
    if hasattr(cell, "shown"):
        return getattr(cell, "value", "") or getattr(cell, "shown", "")
    return cell


def _unused(header: Header, cells: list[list[Cell]], used: set[int]) -> list[Note]:
    personal, opened, others = [], [], []
    for at, name in enumerate(header.names):
        if not name or at in used:
            continue
        values = [cell for record in cells if at < len(record) and isinstance(cell := record[at], str)]
        if any(PERSONAL.search(text) for text in texts_of(name, header)) or any("@" in value for value in values):
            personal.append(name)
        elif any(OPEN.search(text) for text in texts_of(name, header)) or any(len(value) > 60 for value in values):
            opened.append(name)
        else:
            others.append(name)
    kinds = (("columns-personal", personal), ("columns-open", opened), ("columns-unused", others))
    return [note(code, what=names) for code, names in kinds if names]
