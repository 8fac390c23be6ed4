"""Which code an answer in words is, on the scale of its question."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wij_impact.catalogue.own.export_matching import Question
from wij_impact.catalogue.own.grid import Grid
from wij_impact.catalogue.own.headers import slug
from wij_impact.catalogue.own.record import Note, note
from wij_impact.catalogue.problems import Problem, problem
from wij_impact.catalogue.raw import Cell
from wij_impact.catalogue.reading import as_text
from wij_impact.language import Text

__all__ = ["MISSING_WORDS", "read_codes"]

MISSING_WORDS = {
    "dont_know": ("weet niet", "weet ik niet", "weet het niet", "geen idee", "don't know", "dont know", "i don't know",
                  "geen mening", "no opinion", "weet niet / geen mening", "weet niet/geen mening", "wn"),
    "not_applicable": ("niet van toepassing", "n.v.t.", "nvt", "not applicable", "n/a", "geldt niet voor mij"),
    "no_answer": ("geen antwoord", "no answer", "wil niet zeggen", "wil ik niet zeggen", "zeg ik liever niet",
                  "prefer not to say", "weigert", "refused", "overgeslagen", "skipped"),
}  # fmt: skip


def read_codes(
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
