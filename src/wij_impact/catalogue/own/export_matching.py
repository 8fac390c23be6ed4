"""Which column of an export is which question: by code, label or wording, else by the words they share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wij_impact.catalogue.own.grid import Grid
from wij_impact.catalogue.own.headers import Header, slug

__all__ = [
    "HINTS",
    "OPEN",
    "PERSONAL",
    "SPECIAL",
    "Question",
    "certain_places",
    "likely_places",
    "place_beside",
    "question_columns",
    "texts_of",
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


def texts_of(name: str, header: Header) -> list[str]:
    """Everything a header says: itself, its code, what stands in brackets, and the question beside it."""
    found = [name]
    if name in header.questions:
        found.append(header.questions[name])
    if match := re.match(r"([\w\[\]]+)\.\s+(.*)", name):
        found += [match[1], match[2]]
    if match := re.search(r"\[([^\]]+)\]\s*$", name):
        found.append(match[1])
    return found


def certain_places(header: Header, questions: Sequence[Question]) -> dict[str, int]:
    """Question -> column whose code, label or wording is exactly that of the question."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(header.names):
        # A word in brackets names a sub-question of something: alone it is no certain match.
        loose = re.search(r"\[([^\]]+)\]\s*$", name)
        said = [text for text in texts_of(name, header) if not (loose and text == loose[1] and " " not in text)]
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


def likely_places(header: Header, questions: Sequence[Question], taken: set[int]) -> dict[str, int]:
    """The best match of each question among the columns that are left, by the words they share."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    columns = [at for at, name in enumerate(header.names) if name and at not in taken and not PERSONAL.search(name)]
    if not columns or not questions:
        return {}
    spoken = [set().union(*(_words(text) for text in texts_of(header.names[at], header))) for at in columns]
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
            if at not in taken and slug(wanted) in {slug(text) for text in texts_of(name, header)}:
                return at
    return None


def place_beside(header: Header, questions: Sequence[Question], places: dict[str, int]) -> str:
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
    elif "wave" in places and dates & {slug(text) for text in texts_of(header.names[places["wave"]], header)}:
        return "wave"
    return ""


def question_columns(header: Header, questions: Sequence[Question], columns: Mapping[str, str]) -> set[str]:
    """The headers of the columns with answers to questions: those that a mapping names, and those that are ours."""
    items = [question for question in questions if question.item]
    rest = [question for question in items if question.id not in columns]
    places = set(certain_places(header, rest).values())
    named = {slug(columns[question.id]) for question in items if question.id in columns}
    places |= {at for at, name in enumerate(header.names) if slug(name) in named}
    # A column that only resembles a question is refused when it is read; for a plan it holds answers all the same.
    found = {question.id for question in rest if question.id in certain_places(header, rest)}
    places |= (
        set(likely_places(header, [one for one in rest if one.id not in found], places).values()) if places else set()
    )
    return {header.names[at] for at in places}
