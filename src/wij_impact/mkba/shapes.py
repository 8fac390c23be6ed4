"""The shape of a case file: which keys hold a table, a text, a list, a number; and numbers in a Dutch hand.

What the numbers mean is checked by `wij_impact.mkba.parsing`; here nothing is read that has the wrong form, and every
key with the wrong form is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from wij_impact.errors import InputError, suggest
from wij_impact.language import LANGUAGES, Text
from wij_impact.mkba.places import Places

__all__ = ["dutch_thousands", "shape_problems"]

_EXPECTED: dict[str, tuple[Text, Text]] = {
    "table": (
        Text(nl="is geen tabel", en="is not a table"),
        Text(nl="Schrijf naam = waarde onder een kop tussen haken, of tussen accolades { }.",
             en="Write name = value under a heading in brackets, or between braces { }."),
    ),
    "tables": (
        Text(nl="is geen rij tabellen", en="is not a row of tables"),
        Text(nl="Begin elk met een kop tussen dubbele haken, zoals [[correlation]].",
             en="Start each with a heading in double brackets, such as [[correlation]]."),
    ),
    "text": (
        Text(nl="is geen tekst", en="is not a text"),
        Text(nl='Schrijf de tekst tussen aanhalingstekens, of { nl = "...", en = "..." }.',
             en='Write the text between quotation marks, or { nl = "...", en = "..." }.'),
    ),
    "flag": (Text(nl="is geen ja of nee", en="is not a yes or no"),
             Text(nl="Schrijf true of false, zonder aanhalingstekens.",
                  en="Write true or false, without quotation marks.")),
    "number": (
        Text(nl="is geen getal", en="is not a number"),
        Text(nl='Schrijf een getal met een punt (0.5), { value = ... } of "unknown".',
             en='Write a number with a point (0.5), { value = ... } or "unknown".'),
    ),
    "plain": (Text(nl="is geen los getal", en="is not a plain number"),
              Text(nl="Schrijf een getal met een punt, zoals 0.5.", en="Write a number with a point, such as 0.5.")),
    "payers": (
        Text(nl="noemt geen partijen met hun deel", en="does not name parties with their share"),
        Text(nl="Schrijf bijvoorbeeld payers = { gemeente = 0.7, rijk = 0.3 }.",
             en="Write for example payers = { gemeente = 0.7, rijk = 0.3 }."),
    ),
    "parties": (Text(nl="is geen rij partijen", en="is not a row of parties"),
                Text(nl='Schrijf bijvoorbeeld payers = ["inwoner"].', en='Write for example payers = ["inwoner"].')),
}  # fmt: skip


def _must(code: str, holds: Callable[[Any], bool]) -> BeforeValidator:
    def check(value: Any) -> Any:
        if not holds(value):
            raise PydanticCustomError(code, code)
        return value

    return BeforeValidator(check)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())
    )


def _is_quantity(value: Any) -> bool:
    return _is_number(value) or isinstance(value, str | Mapping)


_Table = Annotated[Any, _must("table", lambda value: isinstance(value, Mapping))]
_Words = Annotated[Any, _must("text", _is_text)]
_String = Annotated[Any, _must("text", lambda value: isinstance(value, str))]
_Flag = Annotated[Any, _must("flag", lambda value: isinstance(value, bool))]
_Number = Annotated[Any, _must("number", _is_quantity)]
_Plain = Annotated[Any, _must("plain", _is_number)]
_Payers = Annotated[
    Any, _must("payers", lambda v: isinstance(v, Mapping) and bool(v) and all(map(_is_quantity, v.values())))
]
_Parties = Annotated[
    Any,
    _must("parties", lambda v: isinstance(v, list | Mapping) and all(isinstance(one, str) for one in v)),
]


_Perspective = Annotated[
    Any,
    _must("parties", lambda v: isinstance(v, str) or (isinstance(v, list) and all(isinstance(one, str) for one in v))),
]
_Sign = Annotated[Any, _must("text", lambda value: isinstance(value, str | int))]


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", arbitrary_types_allowed=True)

    label: _Words = ""
    note: _Words = ""


class _Money(_Part):
    outcome: _String = ""
    counted_over: _String = ""
    unit: _String = ""
    kind: _String = ""
    evidence: _String = ""
    nested_in: _String = ""
    nominal: _Flag = False
    payers: _Payers = Field(default_factory=lambda: {"gemeente": 1.0})
    quantity: _Number = 0
    price: _Number = 0
    over: _Number = 0
    duration: _Number = 0
    start: _Number = 0
    onset: _Number = 0
    additionality: _Number = 0
    attribution: _Number = 0
    displacement: _Number = 0
    drop_off: _Number = 0
    cashable: _Number = 0
    cashable_lag: _Number = 0
    growth: _Number = 0
    price_change: _Number = 0
    optimism_bias: _Number = 0
    terminal_value: _Number = 0
    nested_share: _Number = 0


class _Unpriced(_Part):
    description: _Words = ""
    sign: _Sign = ""
    payers: _Parties = Field(default_factory=list)


class _Scenario(BaseModel):
    model_config = ConfigDict(extra="allow")

    label: _Words = ""
    source: _String = ""
    note: _Words = ""
    set: _Table = Field(default_factory=dict)


#: Which model each table of a section has.
_SECTIONS: dict[str, type[BaseModel]] = {
    "cost": _Money, "effect": _Money, "transfer": _Money, "pm": _Unpriced, "scenario": _Scenario,
}  # fmt: skip


class _Top(BaseModel):
    model_config = ConfigDict(extra="allow")

    title: _Words = ""
    baseline: _Words = ""
    note: _Words = ""
    currency: _String = ""
    use_scenario: _String = ""
    price_index: _String = ""
    stage: _String = ""
    apply_evidence_grades: _Flag = True
    participants: _Number = 0
    perspective: _Perspective = ""
    input: _Table = Field(default_factory=dict)
    actors: _Table = Field(default_factory=dict)
    cost: _Table = Field(default_factory=dict)
    effect: _Table = Field(default_factory=dict)
    transfer: _Table = Field(default_factory=dict)
    pm: _Table = Field(default_factory=dict)
    scenario: _Table = Field(default_factory=dict)
    index: _Table = Field(default_factory=dict)
    optimism_bias: _Table = Field(default_factory=dict)
    distributional_weights: _Table = Field(default_factory=dict)
    correlation: Annotated[
        Any, _must("tables", lambda v: isinstance(v, list) and all(isinstance(one, Mapping) for one in v))
    ] = Field(default_factory=list)


class _Pair(BaseModel):
    model_config = ConfigDict(extra="allow")

    between: Annotated[Any, _must("parties", lambda v: isinstance(v, list) and all(isinstance(x, str) for x in v))] = ()
    rank: _Plain = 0


#: Keys whose text may be given per language.
_TEXTS = ("title", "baseline", "note", "label", "description")


def shape_problems(raw: Mapping[str, Any], places: Places) -> list[InputError]:
    """Every key of a case file that has the wrong form: file, row, path, what is wrong and the remedy.

    Parameters
    ----------
    raw : mapping
        The tables of the file.
    places : Places
        Its name and text.

    Returns
    -------
    list of InputError
        In the order of the rows; empty when the form is right.
    """
    found = _errors(_Top, raw, "")
    for section, model in _SECTIONS.items():
        for name, table in _items(raw, section):
            if isinstance(table, Mapping):
                found += _errors(model, table, f"{section}.{name}")
            else:
                found.append((f"{section}.{name}", "table", table))
    for name, value in _items(raw, "input"):
        if not _is_number(value) and not isinstance(value, Mapping):
            found.append((f"input.{name}", "number", value))
    for name, series in _items(raw, "index"):
        if not isinstance(series, Mapping):
            found.append((f"index.{name}", "table", series))
        else:
            found += [(f"index.{name}.{year}", "plain", v) for year, v in series.items() if not _is_number(v)]
    pairs = raw.get("correlation", [])
    for position, pair in enumerate(pairs if isinstance(pairs, list) else []):
        if isinstance(pair, Mapping):
            found += _errors(_Pair, pair, f"correlation.{position}")
    problems = [_problem(path, code, value, places) for path, code, value in found]
    problems += _unknown_languages(raw, places)
    return sorted(problems, key=lambda problem: (problem.row or 0, str(problem.message)))


def _unknown_languages(raw: Mapping[str, Any], places: Places) -> list[InputError]:
    """Keys of a text in two languages that are no language: `n` for `nl`."""
    parts: list[tuple[str, Any]] = [("", raw)]
    for section in ("input", *_SECTIONS):
        parts += [(f"{section}.{name}.", table) for name, table in _items(raw, section)]
    found = []
    for path, table in parts:
        texts = {key: table.get(key) for key in _TEXTS} if isinstance(table, Mapping) else {}
        for key, text in texts.items():
            for lang in text if isinstance(text, Mapping) else ():
                if lang in LANGUAGES:
                    continue
                near = suggest(lang, list(LANGUAGES)) or LANGUAGES[0]
                found.append(
                    places.fail(
                        f"{path}{key}.{lang}", nl=f"'{lang}' is geen taal.", en=f"'{lang}' is not a language.",
                        remedy_nl=f"Bedoelt u {near}?", remedy_en=f"Did you mean {near}?",
                    )
                )  # fmt: skip
    return found


def _items(raw: Mapping[str, Any], section: str) -> list[tuple[str, Any]]:
    table = raw.get(section, {})
    return list(table.items()) if isinstance(table, Mapping) else []


def _errors(model: type[BaseModel], table: Mapping[str, Any], path: str) -> list[tuple[str, str, Any]]:
    try:
        model.model_validate(dict(table))
    except ValidationError as problem:
        prefix = f"{path}." if path else ""
        return [(prefix + ".".join(map(str, one["loc"])), str(one["type"]), one["input"]) for one in problem.errors()]
    return []


def _problem(path: str, code: str, value: Any, places: Places) -> InputError:
    what, remedy = _EXPECTED[code]
    shown = repr(value) if len(repr(value)) <= 40 else f"{repr(value)[:39]}…"
    return places.fail(
        path,
        nl=f"{shown} {what.nl}.", en=f"{shown} {what.en}.", remedy_nl=remedy.nl, remedy_en=remedy.en,
    )  # fmt: skip


#: A point with exactly three digits after it: a thousand in a Dutch hand, a fraction to TOML.
_THOUSANDS = re.compile(r'("?[\w-]+"?(?:\s*\.\s*"?[\w-]+"?)*)\s*=\s*([+-]?[1-9]\d{0,2}\.\d{3})(?![\d.eE_])')
_HEADER = re.compile(r"^\s*\[{1,2}\s*([^\]]+?)\s*\]{1,2}\s*$")
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
#: Keys whose numbers are factors and rates, where three decimals are what they say.
_FACTORS = frozenset({"scale", "rank", "discount", "inflation", "growth", "price_change"})


def dutch_thousands(text: str, places: Places) -> list[InputError]:
    """Numbers such as 92.000, which may be ninety-two thousand or ninety-two: asked, not guessed.

    Parameters
    ----------
    text : str
        The text of the file.
    places : Places
        Its name and text.

    Returns
    -------
    list of InputError
        One per number, with its row and path.
    """
    found, section = [], ""
    for row, line in enumerate(text.splitlines(), start=1):
        plain = _QUOTED.sub(lambda quoted: '"' + "x" * (len(quoted.group()) - 2) + '"', line).partition("#")[0]
        header = _HEADER.match(plain)
        if header:
            section = _HEADER.match(line).group(1).replace('"', "") if _HEADER.match(line) else ""  # type: ignore[union-attr]
            continue
        outer = plain.partition("=")[0].strip().strip('"')
        for match in _THOUSANDS.finditer(plain):
            key, number = match.group(1).strip('"'), match.group(2)
            if key in _FACTORS or outer in _FACTORS or section.split(".")[0] == "index":
                continue
            path = ".".join(filter(None, (section, outer, "" if key == outer else key)))
            whole = number.replace(".", "")
            found.append(
                InputError(
                    Text(nl=f"{path}: {number} kan {whole} zijn, of {number.rstrip('0').rstrip('.')}.",
                         en=f"{path}: {number} may be {whole}, or {number.rstrip('0').rstrip('.')}."),
                    remedy=Text(nl=f"Schrijf {whole} als u duizenden bedoelt, en anders {number}0.",
                                en=f"Write {whole} if you mean thousands, and {number}0 otherwise."),
                    file=places.file, row=row,
                )
            )  # fmt: skip
    return found
