"""The columns of a survey export that can be questions, with what was answered: for the draft of a questionnaire."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from wij_impact.catalogue.own.export_codes import MISSING_WORDS
from wij_impact.catalogue.own.export_matching import HINTS, OPEN, PERSONAL, SPECIAL
from wij_impact.catalogue.own.grid import open_grid
from wij_impact.catalogue.own.headers import find_header, slug
from wij_impact.catalogue.own_file import find_place
from wij_impact.catalogue.reading import as_text

__all__ = ["ExportColumn", "export_columns", "missing_kind"]

#: More different answers than this are open answers.
MOST_ANSWERS = 14
_TOOL = re.compile(
    r"lastpage|laatste pagina|startlanguage|\btaal\b|progress|voortgang|finished|voltooid|collector|duration|duur|seed"
    r"|status|data_kind|distribution|interviewtime|refurl",
    re.IGNORECASE,
)
#: A number, perhaps with words behind it: "10 - very good", but not "65 or older".
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?(?:\s*[-=:(].*)?$")
_WAVE = re.compile(r"^(wave|meting|meetmoment|ronde|golf|jaar|year)$", re.IGNORECASE)


@dataclass(frozen=True)
class ExportColumn:
    """One column: its header, its code and wording, what kind it is, and its answers with how often each stands.

    `kind` is ``question``, ``beside`` (who or when), ``personal`` or ``open``.
    """

    header: str
    code: str
    wording: str
    kind: str
    answers: Counter[str]


def missing_kind(answer: str) -> str:
    """``dont_know``, ``not_applicable`` or ``no_answer`` when words mean so; else empty.

    Examples
    --------
    >>> missing_kind("Weet ik niet"), missing_kind("mee eens")
    ('dont_know', '')
    """
    return next((kind for kind, words in MISSING_WORDS.items() if slug(answer) in {slug(one) for one in words}), "")


def export_columns(path: str | Path) -> list[ExportColumn]:
    """The columns of an export in their order; names, addresses and open answers are told without their content."""
    grid = open_grid(find_place(path), ())
    header = find_header(grid, ())
    found = []
    for at, name in enumerate(header.names):
        if not name:
            continue
        code, wording = _parts(name, header.questions.get(name, ""))
        cells = [record[at] if at < len(record) else None for record in grid.records[header.below - 1 :]]
        answers = Counter(text for cell in cells if (text := as_text(cell)) is not None)
        kind = _kind(name, wording, answers)
        found.append(ExportColumn(name, code, wording, kind, answers if kind == "question" else Counter()))
    return found


def _parts(name: str, question: str) -> tuple[str, str]:
    """Code and wording of a header: ``Q3[SQ001]. Grade [experience]``, or a code with the question beside it."""
    if match := re.match(r"([A-Za-z]\w*(?:\[\w+\])?)\.\s+(.*)", name):
        return match[1], match[2]
    return name, question or name


def _kind(name: str, wording: str, answers: Counter[str]) -> str:
    said = {slug(name), slug(wording)}
    if PERSONAL.search(name) or PERSONAL.search(wording):
        return "personal"
    if said & {slug(one) for one in SPECIAL} or _TOOL.search(name) or _WAVE.match(name.strip()):
        return "beside"
    words = [one for one in answers if not _NUMBER.match(one) and not missing_kind(one)]
    hinted = any(
        re.search(rf"\b{hint}\b", f"{name} {wording}", re.IGNORECASE) for one in HINTS.values() for hint in one
    )
    if hinted and len(words) > len(answers) / 2:  # a grade for something in the area is a question
        return "beside"
    if OPEN.search(name) or OPEN.search(wording) or len(words) > MOST_ANSWERS:
        return "open"
    return "question" if answers else "beside"
