"""The shape of a questionnaire in TOML: which keys there are and what can stand in them; every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from wij_impact.errors import InputError, suggest
from wij_impact.language import Text

__all__ = ["instrument_problems"]

_SAID: dict[str, tuple[Text, Text]] = {
    "text": (Text(nl="is geen tekst", en="is not a text"),
             Text(nl='Schrijf de tekst tussen aanhalingstekens, of { nl = "...", en = "..." }.',
                  en='Write the text between quotation marks, or { nl = "...", en = "..." }.')),
    "name": (Text(nl="is geen naam", en="is not a name"),
             Text(nl='Schrijf letters, cijfers en _, beginnend met een letter, zoals "vraag_1".',
                  en='Write letters, digits and _, starting with a letter, such as "question_1".')),
    "number": (Text(nl="is geen getal", en="is not a number"),
               Text(nl="Schrijf een getal zonder aanhalingstekens, zoals 5 of 0.5.",
                    en="Write a number without quotation marks, such as 5 or 0.5.")),
    "flag": (Text(nl="is geen ja of nee", en="is not a yes or no"),
             Text(nl="Schrijf true of false.", en="Write true or false.")),
    "codes": (Text(nl="is geen rij antwoordcodes", en="is not a row of answer codes"),
              Text(nl='Schrijf bijvoorbeeld ["8", "9"].', en='Write for example ["8", "9"].')),
    "list": (Text(nl="is geen rij", en="is not a row"),
             Text(nl="Schrijf [ ] om de waarden, of begin elk met een kop als [[items]].",
                  en="Write [ ] around the values, or start each with a heading like [[items]].")),
    "table": (Text(nl="is geen tabel", en="is not a table"),
              Text(nl="Schrijf naam = waarde onder de kop, of tussen accolades { }.",
                   en="Write name = value under the heading, or between braces { }.")),
}  # fmt: skip


def _must(code: str, holds: Any) -> BeforeValidator:
    def check(value: Any) -> Any:
        if not holds(value):
            raise PydanticCustomError(code, code)
        return value

    return BeforeValidator(check)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _is_words(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, Mapping)
        and bool(value)
        and set(value) <= {"nl", "en"}  # a misspelt language would leave the report without this text
        and all(isinstance(one, str) for one in value.values())
    )


_Words = Annotated[Any, _must("text", _is_words)]
_String = Annotated[Any, _must("text", lambda v: isinstance(v, str))]
_Scalar = Annotated[Any, _must("text", lambda v: isinstance(v, str | int | float) and not isinstance(v, bool))]
_Name = Annotated[Any, _must("name", lambda v: isinstance(v, str) and re.fullmatch(r"[A-Za-z]\w{0,79}", v) is not None)]
_Number = Annotated[Any, _must("number", _is_number)]
_Numbers = Annotated[Any, _must("codes", lambda v: isinstance(v, list) and all(map(_is_number, v)))]
_Flag = Annotated[Any, _must("flag", lambda v: isinstance(v, bool))]
_Codes = Annotated[
    Any,
    _must("codes", lambda v: isinstance(v, list)
          and all(isinstance(one, str | int) and not isinstance(one, bool) for one in v)),
]  # fmt: skip
_Strings = Annotated[Any, _must("list", lambda v: isinstance(v, list) and all(isinstance(one, str) for one in v))]
_Answers = Annotated[
    Any, _must("table", lambda v: isinstance(v, Mapping) and all(_is_words(one) for one in v.values()))
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Missing(_Strict):
    neutral: _Codes = ()
    dont_know: _Codes = ()
    not_applicable: _Codes = ()
    no_answer: _Codes = ()


class _Condition(_Strict):
    item: _Name
    codes: _Codes


class _Item(_Strict):
    id: _Name
    low: _Number
    high: _Number
    step: _Number = 1
    direction: Literal[-1, 0, 1] = 1
    label: _Words = ""
    wording: _Words = ""
    domain: _String = ""
    codes: _Answers = Field(default_factory=dict)
    missing_codes: _Missing = Field(default_factory=_Missing)
    asked_if: list[_Condition] = Field(default_factory=list)
    top: _Numbers = ()


class _Scale(_Strict):
    name: _Name
    items: _Strings
    minimum_answered: Annotated[int, Field(ge=1)] = 1
    transform: Literal["mean", "sum", "percent", "t_score"] = "mean"
    label: _Words = ""
    cutoff: _Number = 0
    reliable_change: _Number = 0
    correlation: _Number = 0
    source: _String = ""


class _Break(_Strict):
    wave: _Scalar
    changed: _String
    breaks: _Flag = True
    note: _Words
    items: _Strings = ()


def _some(items: list[_Item]) -> list[_Item]:
    if not items:
        raise PydanticCustomError("list", "list")
    return items


class _Top(_Strict):
    id: _Name
    version: _Scalar
    title: _Words = ""
    languages: _Strings = ()
    modes: _Strings = ()
    kind: Literal["measure", "conversation_tool"] = "measure"
    licence: _String = ""
    source: _String = ""
    use: _Words = ""
    warnings: list[_Words] = Field(default_factory=list)
    items: Annotated[list[_Item], AfterValidator(_some)]
    scales: list[_Scale] = Field(default_factory=list)
    comparability: list[_Break] = Field(default_factory=list)
    wave_column: _String = ""
    version_column: _String = ""


_MODELS: dict[str, type[BaseModel]] = {
    "items": _Item, "scales": _Scale, "comparability": _Break, "asked_if": _Condition, "missing_codes": _Missing,
}  # fmt: skip


def instrument_problems(content: Mapping[str, Any], file: str = "", text: str = "") -> list[InputError]:
    """Everything in the TOML of a questionnaire that has the wrong form or refers to what is not there.

    Parameters
    ----------
    content : mapping
        The parsed file.
    file, text : str
        Its name and its text, to say the row.

    Examples
    --------
    >>> content = {"id": "x", "version": "1", "items": [{"id": "a", "low": "one", "high": 5}]}
    >>> [one.sentence("en") for one in instrument_problems(content)]
    ["column items[1].low: 'one' is not a number. Write a number without quotation marks, such as 5 or 0.5."]
    """
    found = []
    try:
        _Top.model_validate(dict(content))
    except ValidationError as error:
        # A misspelt key first: what is missing is often under it.
        order = {"extra_forbidden": 0, "missing": 1}
        for one in sorted(error.errors(include_url=False), key=lambda one: order.get(one["type"], 2)):
            place = tuple(part for part in one["loc"] if isinstance(part, int | str))
            found.append(_told(one, place, file, text))
    return found or list(_relations(content, file, text))


def _told(one: Any, place: tuple[int | str, ...], file: str, text: str) -> InputError:
    key = str(place[-1]) if place else ""
    value = one.get("input")
    shown = f"'{value}'"[:60] if isinstance(value, str | int | float) else Text(nl="dit", en="this")
    nl, en = (shown, shown) if isinstance(shown, str) else (shown.nl, shown.en)
    kind = one["type"]
    if kind == "missing":
        found = Text(nl=f"sleutel '{key}' ontbreekt.", en=f"key '{key}' is missing.")
        remedy: Text | str = Text(nl=f"Voeg {key} = ... toe.", en=f"Add {key} = ...")
    elif kind == "extra_forbidden":
        parents = [str(part) for part in place[:-1] if isinstance(part, str)]
        known = list(_MODELS.get(parents[-1] if parents else "", _Top).model_fields)
        near = suggest(key, known)
        found = Text(nl=f"onbekende sleutel '{key}'.", en=f"unknown key '{key}'.")
        remedy = Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?") if near else ", ".join(known)
    elif kind == "literal_error":
        found = Text(nl=f"{nl} kan hier niet staan.", en=f"{en} cannot stand here.")
        expected = str(one.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        remedy = Text(nl=f"Kies uit: {expected}.", en=f"Choose from: {expected}.")
    else:
        code = kind if kind in _SAID else "list" if kind.startswith("list") else "number" if "int" in kind else "table"
        if kind == "greater_than_equal":
            code = "number"
        said, remedy = _SAID[code]
        found = Text(nl=f"{nl} {said.nl}.", en=f"{en} {said.en}.")
    path = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    return InputError(found, remedy=remedy, file=file, row=_row(text, place), column=path)


def _relations(content: Mapping[str, Any], file: str, text: str) -> Iterator[InputError]:
    """What refers to an item that is not there, stands twice, or lies off its scale."""
    items = content["items"]
    ids = [item["id"] for item in items]

    def wrong(nl: str, en: str, *place: int | str, remedy: str = "") -> InputError:
        path = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
        return InputError(Text(nl=nl, en=en), remedy=remedy, file=file, row=_row(text, place), column=path)

    for at, item in enumerate(items):
        if ids.index(item["id"]) < at:
            yield wrong("een item staat er twee keer in.", "an item is listed twice.", "items", at, "id")
        if not item["low"] < item["high"]:
            name = item["id"]
            nl, en = f"item '{name}': low is niet kleiner dan high.", f"item '{name}': low is not below high."
            yield wrong(nl, en, "items", at, "low")
        if item.get("step", 1) < 0:
            yield wrong("de stap is kleiner dan nul.", "the step is below zero.", "items", at, "step")
        for code in item.get("top", []):
            if not item["low"] <= code <= item["high"]:
                yield wrong(f"{code} ligt buiten de schaal.", f"{code} lies off the scale.", "items", at, "top")
        for condition in item.get("asked_if", []):
            if condition["item"] not in ids:
                nl, en = f"er is geen item '{condition['item']}'.", f"there is no item '{condition['item']}'."
                yield wrong(nl, en, "items", at, "asked_if", remedy=", ".join(ids))
    for section in ("scales", "comparability"):
        for at, one in enumerate(content.get(section, [])):
            for name in one.get("items", []):
                if name not in ids:
                    nl, en = f"er is geen item '{name}'.", f"there is no item '{name}'."
                    yield wrong(nl, en, section, at, "items", remedy=", ".join(ids))


def _row(text: str, place: tuple[int | str, ...]) -> int | None:
    """The line of a key: below the n-th heading of its section, or before the first heading."""
    if not text or not place:
        return None
    section = str(place[0])
    nth = place[1] if len(place) > 1 and isinstance(place[1], int) else None
    key = str(next((part for part in place[(1 if nth is None else 2) :] if isinstance(part, str)), section))
    seen, inside, start = -1, nth is None, None
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*\[\[?\s*(\w+)\s*\]\]?", line):
            if nth is not None:
                seen += match[1] == section
                inside = match[1] == section and seen == nth
                start = number if inside else start
            elif match[1] == section and start is None:
                start = number
            elif start is None:
                inside = False
            continue
        if inside and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
            return number
    return start
