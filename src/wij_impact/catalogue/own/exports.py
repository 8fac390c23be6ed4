"""Exports of survey tools: which column is which question, and which code an answer in words is.

LimeSurvey, Qualtrics, SurveyMonkey, Microsoft Forms, Google Forms and SPSS put questions in their headers, each in its
own way. A column is taken for a question where its code, label or wording is exactly ours. Where it only resembles, it
is not certain: reading stops and names the command that drafts a mapping.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.own.databases import is_address
from wij_impact.catalogue.own.grid import Grid, open_grid
from wij_impact.catalogue.own.headers import Header, find_header, slug
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

__all__ = [
    "HINTS",
    "MISSING_WORDS",
    "OPEN",
    "PERSONAL",
    "SPECIAL",
    "Question",
    "draft_mapping",
    "examine_answers",
    "matches",
    "question_columns",
    "read_answers",
    "tool_of",
]


@dataclass(frozen=True)
class Question:
    """A question of an instrument, or a column beside it (`item` False: respondent, wave, neighbourhood).

    Attributes
    ----------
    id : str
    texts : tuple of str
        Labels and wordings, in every language.
    low, high, step : float or None
        The scale.
    answers : mapping
        Code -> words that mean it.
    missing : mapping
        Kind (``dont_know``, ``not_applicable``, ``no_answer``) -> its codes, the first of which is written.
    """

    id: str
    texts: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    step: float = 1.0
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    item: bool = True
    required: bool = False


MISSING_WORDS = {
    "dont_know": ("weet niet", "weet ik niet", "weet het niet", "geen idee", "don't know", "dont know", "i don't know",
                  "geen mening", "no opinion", "weet niet / geen mening", "weet niet/geen mening", "wn"),
    "not_applicable": ("niet van toepassing", "n.v.t.", "nvt", "not applicable", "n/a", "geldt niet voor mij"),
    "no_answer": ("geen antwoord", "no answer", "wil niet zeggen", "wil ik niet zeggen", "zeg ik liever niet",
                  "prefer not to say", "weigert", "refused", "overgeslagen", "skipped"),
}  # fmt: skip
PERSONAL = re.compile(
    r"e-?mail|^ip\b|ip.?adres|ip.?address|^naam$|^name$|voornaam|achternaam|first.?name|last.?name|recipient|telefoon"
    r"|phone|mobiel|latitude|longitude|postcode|geboorte|birth|\bbsn\b|^adres",
    re.IGNORECASE,
)
OPEN = re.compile(r"kwijt|toelicht|opmerking|namelijk|waarom|suggesti|tip|comment|remark|^open\b|anders", re.IGNORECASE)
_DATES = ("submitdate", "datum ingestuurd", "startdate", "startdatum", "tijdstempel", "timestamp", "begintijd",
          "start time", "start date", "recordeddate", "enddate", "datum", "date", "end date", "tijd van voltooien",
          "completion time", "datestamp")  # fmt: skip
_RESPONDENTS = ("antwoord id", "responseid", "antwoord-id", "respondent id", "id", "response id", "volgnummer",
                "respondentnummer", "respondent")  # fmt: skip
HINTS = {
    "neighbourhood": ("wijk", "buurt", "neighbourhood", "gebied", "team"),
    "group": ("leeftijd", "age", "groep", "group", "geslacht", "doelgroep"),
}
_STOP = frozenset(
    """de het een en of in op van voor met u uw ik mijn mij kan kunt hebt heb heeft bent ben is aan bij welk welke wat
    hoe geeft geef cijfer beter meer niet the a an you your i my do does have has are how what which to on for with
    vraag question response antwoord""".split()  # noqa: SIM905 (a list of words reads better so)
)


#: Columns of a survey tool that say when or who.
SPECIAL = (*_DATES, *_RESPONDENTS)


def tool_of(grid: Grid, header: Header) -> str:
    """The tool that wrote a file, as far as its headers tell; empty when they do not.

    Returns
    -------
    str
        ``limesurvey``, ``qualtrics``, ``surveymonkey``, ``microsoft_forms``, ``google_forms``, ``spss`` or empty.
    """
    names = {slug(name) for name in header.names}
    if header.kind in ("qualtrics", "surveymonkey"):
        return header.kind
    if grid.format == "sav":
        return "spss"
    if "lastpage_laatste_pagina" in names or any(re.match(r"\w+\[SQ\d+\]", name) for name in header.names):
        return "limesurvey"
    if {"submitdate", "lastpage", "startlanguage"} <= names:
        return "limesurvey"
    if {"begintijd", "tijd_van_voltooien"} <= names or {"start_time", "completion_time"} <= names:
        return "microsoft_forms"
    if header.names and slug(header.names[0]) in ("tijdstempel", "timestamp"):
        return "google_forms"
    return ""


def _texts_of(name: str, header: Header) -> list[str]:
    """Everything a header says: itself, its code, what stands in brackets, and the question beside it."""
    found = [name]
    if name in header.questions:
        found.append(header.questions[name])
    if match := re.match(r"([\w\[\]]+)\.\s+(.*)", name):
        found += [match[1], match[2]]
    if match := re.search(r"\[([^\]]+)\]\s*$", name):
        found.append(match[1])
    return found


def _certain(header: Header, questions: Sequence[Question]) -> dict[str, int]:
    """Question -> column whose code, label or wording is exactly that of the question."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(header.names):
        # A word in brackets names a sub-question of something: alone it is no certain match.
        loose = re.search(r"\[([^\]]+)\]\s*$", name)
        said = [text for text in _texts_of(name, header) if not (loose and text == loose[1] and " " not in text)]
        for text in {slug(text) for text in said} - {""}:
            places.setdefault(text, []).append(at)
    found: dict[str, int] = {}
    for question in questions:
        for text in (question.id, *question.texts):
            where = [at for at in places.get(slug(text), []) if at not in found.values()]
            if len(where) == 1:
                found[question.id] = where[0]
                break
    return found


def _words(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[a-zà-ÿ]{3,}", text.casefold()) if word not in _STOP}


def _likely(header: Header, questions: Sequence[Question], taken: set[int]) -> dict[str, int]:
    """The best match of each question among the columns that are left, by the words they share."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    columns = [at for at, name in enumerate(header.names) if name and at not in taken and not PERSONAL.search(name)]
    if not columns or not questions:
        return {}
    spoken = [set().union(*(_words(text) for text in _texts_of(header.names[at], header))) for at in columns]
    scores = np.zeros((len(questions), len(columns)))
    for row, question in enumerate(questions):
        mine = set().union(*(_words(text) for text in (question.id.replace("_", " "), *question.texts)))
        mine |= {hint[:6] for hint in HINTS.get(question.id, ())}
        for column, words in enumerate(spoken):
            common = mine & words
            # A word that many columns hold says little.
            weight = sum(1 / sum(word in other for other in spoken) for word in common)
            scores[row, column] = weight / np.sqrt(max(len(words), 1))
    rows, chosen = linear_sum_assignment(-scores)
    return {
        questions[row].id: columns[column] for row, column in zip(rows, chosen, strict=True) if scores[row, column] > 0
    }


def _special(header: Header, known: Sequence[str], taken: set[int]) -> int | None:
    for wanted in known:
        for at, name in enumerate(header.names):
            if at not in taken and slug(wanted) in {slug(text) for text in _texts_of(name, header)}:
                return at
    return None


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
    places |= {k: v for k, v in _certain(header, rest).items() if v not in places.values()}
    wave_from_date = _beside(header, questions, places)
    likely = _likely(header, [q for q in rest if q.id not in places and q.item], set(places.values()))
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
    rows, cells = _rows(grid, header)
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
            columns[question.id] = _codes(question, raw, rows, grid, words, notes, problems)
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


def _beside(header: Header, questions: Sequence[Question], places: dict[str, int]) -> str:
    """Give respondent and wave their column of the tool; the name of a wave that is read from a date."""
    beside = {question.id for question in questions if not question.item}
    if "respondent_id" in beside and "respondent_id" not in places:
        at = _special(header, _RESPONDENTS, set(places.values()))
        if at is not None:
            places["respondent_id"] = at
    dates = {slug(date) for date in _DATES}
    if "wave" in beside and "wave" not in places:
        at = _special(header, _DATES, set(places.values()))
        if at is not None:
            places["wave"] = at
            return "wave"
    elif "wave" in places and dates & {slug(text) for text in _texts_of(header.names[places["wave"]], header)}:
        return "wave"
    return ""


def _uncertain(grid: Grid, header: Header, question: Question, near: str, instrument: str, typed: str) -> Problem:
    # The command that is named has the file as the user typed it, so that it can be run as it stands.
    label = question.texts[0] if question.texts else question.id
    said = Text(nl=f"; het meest lijkt '{near}'", en=f"; most like it is '{near}'") if near else Text(nl="", en="")
    return problem(
        "uncertain-match", grid.shown, header.row, question.id, item=label, near=said, export=typed,
        instrument=instrument or "INSTRUMENT",
    )  # fmt: skip


def _rows(grid: Grid, header: Header) -> tuple[list[int], list[list[Cell]]]:
    rows, cells = [], []
    for number, record in enumerate(grid.records[header.below - 1 :], header.below):
        if any(cell is not None for cell in record):
            rows.append(number)
            cells.append(record)
    return rows, cells


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


def _codes(
    question: Question, raw: list[Cell], rows: list[int], grid: Grid, words: Mapping[str, str], notes: list[Note],
    problems: list[Problem],
) -> list[str | None]:  # fmt: skip
    """The codes of one question."""
    spoken: dict[str, str] = {slug(word): code for word, code in words.items()}
    for answer, meanings in question.answers.items():
        for meaning in meanings:
            spoken.setdefault(slug(meaning), answer)
    for kind, meanings in MISSING_WORDS.items():
        codes = question.missing.get(kind, ())
        for meaning in meanings:
            if codes:
                spoken.setdefault(slug(meaning), codes[0])
    coded = {code for codes in question.missing.values() for code in codes} | set(question.answers)
    out: list[str | None] = []
    recoded: list[str] = []
    for row, cell in zip(rows, raw, strict=True):
        written = as_text(cell)
        if written is None:
            out.append(None)
            continue
        text = re.sub(r"\s+", " ", written)
        code: str | None = text if text in coded and text not in words else _grade(text, question)
        if code is None or text in words:
            code = spoken.get(slug(text), code)
            if code is not None and code != text:
                recoded.append(text)
        if code is None and slug(text) in {slug(w) for ws in MISSING_WORDS.values() for w in ws}:
            out.append(None)
            recoded.append(text)
            continue
        if code is None:
            problems.append(
                problem("unknown-answer", grid.shown, row, question.id, value=text[:60], remedy=_scale(question))
            )
        out.append(code)
    if recoded:
        notes.append(note("answers-recoded", question.id, count=len(recoded), what=recoded))
    return out


def _grade(text: str, question: Question) -> str | None:
    """A number on the scale, also with words behind it ("10 - zeer tevreden")."""
    match = re.fullmatch(r"(-?[0-9]+(?:[.,][0-9]+)?)(?:\s*[-=:(.)].*[^\W\d_].*|\s+[^\W\d_].*)?", text)
    if match is None or question.low is None or question.high is None:
        return None
    value = float(match[1].replace(",", "."))
    # A step of 0 is a line on which every point is an answer.
    steps = (value - question.low) / question.step if question.step else 0.0
    if not question.low <= value <= question.high or abs(steps - round(steps)) > 1e-9:
        return None
    return f"{value:g}"


def _scale(question: Question) -> Text:
    codes = ", ".join(code for codes in question.missing.values() for code in codes)
    if question.low is None or question.high is None:
        known = ", ".join(list(question.answers)[:8])
        return Text(nl=f"Kies uit: {known}.", en=f"Choose from: {known}.")
    more_nl, more_en = (f" of {codes}", f" or {codes}") if codes else ("", "")
    return Text(
        nl=f"Een antwoord ligt van {question.low:g} tot {question.high:g}{more_nl}.",
        en=f"An answer lies from {question.low:g} to {question.high:g}{more_en}.",
    )


def _unused(header: Header, cells: list[list[Cell]], used: set[int]) -> list[Note]:
    personal, opened, others = [], [], []
    for at, name in enumerate(header.names):
        if not name or at in used:
            continue
        values = [cell for record in cells if at < len(record) and isinstance(cell := record[at], str)]
        if any(PERSONAL.search(text) for text in _texts_of(name, header)) or any("@" in value for value in values):
            personal.append(name)
        elif any(OPEN.search(text) for text in _texts_of(name, header)) or any(len(value) > 60 for value in values):
            opened.append(name)
        else:
            others.append(name)
    kinds = (("columns-personal", personal), ("columns-open", opened), ("columns-unused", others))
    return [note(code, what=names) for code, names in kinds if names]


def matches(path: str | Path, questions: Sequence[Question]) -> tuple[int, int, str]:
    """How many items a file certainly has, how many it likely has besides, and the tool that wrote it."""
    place = path if is_address(path) else find_place(path)
    names = [text for question in questions for text in (question.id, *question.texts)]
    grid = open_grid(place, names)
    header = find_header(grid, names)
    certain = _certain(header, questions)
    items = [question for question in questions if question.item]
    likely = _likely(header, [q for q in items if q.id not in certain], set(certain.values()))
    return sum(question.id in certain for question in items), len(likely), tool_of(grid, header)


def question_columns(header: Header, questions: Sequence[Question], columns: Mapping[str, str]) -> set[str]:
    """The headers of the columns with answers to questions: those that a mapping names, and those that are ours."""
    items = [question for question in questions if question.item]
    rest = [question for question in items if question.id not in columns]
    places = set(_certain(header, rest).values())
    named = {slug(columns[question.id]) for question in items if question.id in columns}
    places |= {at for at, name in enumerate(header.names) if slug(name) in named}
    # A column that only resembles a question is refused when it is read; for a plan it holds answers all the same.
    found = {question.id for question in rest if question.id in _certain(header, rest)}
    places |= set(_likely(header, [one for one in rest if one.id not in found], places).values()) if places else set()
    return {header.names[at] for at in places}


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
    places = _certain(header, questions)
    _beside(header, questions, places)
    certain = set(places)
    places |= _likely(header, [q for q in questions if q.id not in places], set(places.values()))
    rows, cells = _rows(grid, header)
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
    codes = _codes(question, raw, rows, grid, {}, [], problems)
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
