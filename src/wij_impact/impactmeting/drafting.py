"""The draft of a questionnaire, from the export of a survey tool or empty: items, wording, scale, missing codes."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pandas as pd

from wij_impact.catalogue import ExportColumn, as_numbers, export_columns, missing_kind
from wij_impact.errors import InputError
from wij_impact.language import Text

__all__ = ["draft_instrument"]

#: Answers in words, from low to high.
_ORDERS = (
    ("helemaal mee oneens", "mee oneens", "neutraal", "mee eens", "helemaal mee eens"),
    ("helemaal oneens", "oneens", "neutraal", "eens", "helemaal eens"),
    ("zeer oneens", "oneens", "neutraal", "eens", "zeer eens"),
    ("strongly disagree", "disagree", "neutral", "agree", "strongly agree"),
    ("zeer ontevreden", "ontevreden", "neutraal", "tevreden", "zeer tevreden"),
    ("very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"),
    ("zeer slecht", "slecht", "matig", "goed", "zeer goed"),
    ("nooit", "zelden", "soms", "vaak", "altijd"),
    ("never", "rarely", "sometimes", "often", "always"),
    ("nee", "een beetje", "ja"),
    ("nee", "soms", "ja"),
    ("nee", "ja"),
    ("no", "yes"),
)
#: Numbers that stand for no answer where the scale ends far below them.
_CODES = {"77": "not_applicable", "88": "dont_know", "97": "not_applicable", "98": "dont_know", "99": "no_answer",
          "997": "not_applicable", "998": "dont_know", "999": "no_answer", "-9": "no_answer", "-8": "dont_know",
          "-99": "no_answer", "-98": "dont_know"}  # fmt: skip
_WORDED = {"not_applicable": "97", "dont_know": "98", "no_answer": "99"}
_TOPS = ((0, 1), (1, 5), (1, 7), (1, 10), (0, 10), (0, 100))

_EMPTY = """[[items]]
id = "vraag_1"
low = 1
high = 5
step = 1
label = { nl = "vraag 1", en = "question 1" }
wording = { nl = "De vraag zoals hij is gesteld", en = "The question as it was asked" }
top = [4, 5]
missing_codes = { dont_know = ["98"], not_applicable = ["97"], no_answer = ["99"] }
"""


def draft_instrument(name: str, export: str | Path = "") -> str:
    """The text of a questionnaire in TOML.

    Parameters
    ----------
    name : str
        Its id: lower-case letters, digits and ``_``.
    export : str or Path, optional
        A file of a survey tool. Each column that can be a question becomes an item: numbers give the scale, words
        their codes in the usual order; who, when, names and open answers are left out and named in a remark.

    Raises
    ------
    InputError
        When the export has no column that can be a question.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = file.write_text("Tijdstempel;Hoe tevreden bent u?\\n2024-01-01;tevreden\\n2024-01-02;zeer tevreden\\n")
    >>> [line for line in draft_instrument("mijn", file).splitlines() if line.startswith(("id", "high"))]
    ['id = "mijn"', 'id = "hoe_tevreden_bent_u"', 'high = 5']
    """
    columns = export_columns(export) if export else []
    asked = [one for one in columns if one.kind == "question"]
    if export and not asked:
        raise InputError(
            Text(nl="geen kolom lijkt een vraag met vaste antwoorden.", en="no column looks like a closed question."),
            remedy=Text(
                nl="Maak een lege vragenlijst zonder --from en vul de vragen zelf in.",
                en="Make an empty questionnaire without --from and fill in the questions.",
            ),
            file=Path(export).name,
        )
    head = [
        "# Concept. Kijk na: de tekst, laag en hoog, wat als ‘eens’ telt (top), wat geen antwoord is (missing_codes).",
        "# Draft. Look over: the wording, low and high, what counts as agreeing (top), and what is no answer.",
        *(f"# Weggelaten, {_WHY[one.kind]}: {one.header}" for one in columns if one.kind != "question"),
        f"id = {json.dumps(_slug(name))}",
        'version = "1"',
        f"title = {_texts(name)}",
        'languages = ["nl"]',
        'modes = ["online"]',
        'kind = "measure"',
        'source = "eigen vragenlijst"',
        'use = { nl = "Waarvoor de lijst is bedoeld", en = "What the questionnaire is for" }',
    ]
    if not asked:
        return "\n".join([*head, "", _EMPTY])
    taken: set[str] = set()
    items = [_item(one, taken) for one in asked]
    return "\n".join([*head, "", "\n\n".join(items), ""])


_WHY = {"beside": "wie of wanneer", "personal": "persoonsgegeven", "open": "open antwoord"}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:40].strip("_") or "vraag"


def _texts(text: str) -> str:
    said = json.dumps(text, ensure_ascii=False)
    return f"{{ nl = {said}, en = {said} }}"


def _item(column: ExportColumn, taken: set[str]) -> str:
    name = start = _slug(column.code)
    number = 2
    while name in taken or not name[0].isalpha():
        name = f"{start}_{number}" if name[0].isalpha() else f"v_{start}"
        number += 1
    taken.add(name)
    numbers, words = _split(column.answers)
    lines = ["[[items]]", f"id = {json.dumps(name)}"]
    codes: dict[str, str] = {}
    missing: dict[str, list[str]] = {}
    for word in [one for one in words if missing_kind(one)]:
        missing.setdefault(missing_kind(word), []).append(_WORDED[missing_kind(word)])
    spoken = [one for one in words if not missing_kind(one)]
    remark = ""
    if spoken and not numbers:
        ordered, remark = _ordered(spoken)
        first = 0 if len(ordered) == 2 else 1
        low, high = float(first), float(first + len(ordered) - 1)
        codes = {str(first + at): word for at, word in enumerate(ordered)}
    else:
        low, high, off = _scale(numbers)
        for code in off:
            missing.setdefault(_CODES[code], []).append(code)
    lines += [f"low = {low:g}", f"high = {high:g}", "step = 1"]
    lines += [f"label = {_texts(_short(column.wording))}", f"wording = {_texts(column.wording)}"]
    if high - low == 4:
        lines.append(f"top = [{high - 1:g}, {high:g}]")
    elif high - low == 1:
        lines.append(f"top = [{high:g}]")
    if codes:
        told = ", ".join(f'"{code}" = {_texts(word)}' for code, word in codes.items())
        lines.append(f"codes = {{ {told} }}{remark}")
    if missing:
        told = ", ".join(f"{kind} = {json.dumps(sorted(set(found)))}" for kind, found in sorted(missing.items()))
        lines.append(f"missing_codes = {{ {told} }}")
    return "\n".join(lines)


def _short(text: str) -> str:
    inside = re.search(r"\[([^\]]+)\]\s*$", text)
    return inside[1] if inside else text if len(text) <= 60 else f"{text[:57].rstrip()}..."


def _split(answers: Counter[str]) -> tuple[list[float], list[str]]:
    """Numbers (also with words behind them: "10 - very good"), and words."""
    written, words = [], []
    for answer in answers:
        match = re.match(r"(-?\d+(?:[.,]\d+)?)(?:\s*[-=:(].*)?$", answer)
        if match:
            written.append(match[1])
        else:
            words.append(answer)
    return sorted(as_numbers(pd.Series(written, dtype=object)).dropna()), words


def _scale(numbers: list[float]) -> tuple[float, float, list[str]]:
    """Low and high of a scale, and the numbers that lie off it and are known to stand for no answer."""
    off = [f"{one:g}" for one in numbers if f"{one:g}" in _CODES]
    inside = [one for one in numbers if f"{one:g}" not in off]
    if off and inside and max(inside) > 10:  # on a scale to 100 these are answers
        off, inside = [], numbers
    least, most = (min(inside), max(inside)) if inside else (1.0, 10.0)
    low, high = next(((a, b) for a, b in _TOPS if a <= least and most <= b), (least, most))
    return low, high, off


def _ordered(words: list[str]) -> tuple[list[str], str]:
    """Words from low to high where their order is known; else as they come, with a remark to look at it."""
    known = {word.casefold().strip(): word for word in words}
    for order in _ORDERS:
        if set(known) <= set(order) and len(known) >= min(2, len(order)):
            return [known.get(word, word) for word in order], ""
    return sorted(
        words, key=str.casefold
    ), "  # zet de antwoorden van laag naar hoog / order the answers from low to high"
