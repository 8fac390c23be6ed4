"""The typed parameters of a notebook, read from its `parameters` cell without running it.

papermill would read `-p code 0014` as 14, `NO` as False and `1e3` as a float, and only warns about a misspelt name.
So a value is parsed here by the type its cell declares, and an unknown name never reaches a kernel.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wij_impact.catalogue.own.databases import keep_password
from wij_impact.catalogue.yes_no import NO, YES
from wij_impact.errors import UsageError, suggest
from wij_impact.language import Text

__all__ = ["Parameter", "assign", "parse_value", "read_parameters"]

_TYPES = ("int", "float", "str", "bool", "list[str]", "list[int]", "list[float]")
_WHOLE = re.compile(r"[+-]?(0|[1-9]\d*)")
_DECIMAL = re.compile(r"[+-]?\d+([.,]\d+)?")

_TYPE_WORDS = {
    "int": Text(nl="een geheel getal, bijvoorbeeld 2023", en="a whole number, for example 2023"),
    "float": Text(nl="een getal, bijvoorbeeld 0,5 of 0.5", en="a number, for example 0.5"),
    "bool": Text(nl="ja of nee", en="yes or no"),
    "str": Text(nl="tekst", en="text"),
}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a report.

    Attributes
    ----------
    name : str
        As in the notebook and in `-p NAME=VALUE`.
    type : str
        ``int``, ``float``, ``str``, ``bool`` or a ``list[...]`` of the first three.
    optional : bool
        Whether it may be empty (``None``): then the report chooses.
    default : object
        What holds when it is not given.
    choices : tuple of str
        The only values allowed, when the cell says ``Literal[...]``.
    label : Text
        What it means.
    """

    name: str
    type: str
    optional: bool
    default: Any
    choices: tuple[str, ...] = ()
    label: Text = field(default_factory=lambda: Text(nl="", en=""))

    def describe(self) -> Text:
        """The type, in words."""
        if self.choices:
            shown = ", ".join(self.choices)
            return Text(nl=f"een van: {shown}", en=f"one of: {shown}")
        if self.type.startswith("list["):
            inner = _TYPE_WORDS[self.type[5:-1]]
            return Text(nl=f"een rij, met komma's: {inner.nl}", en=f"a list, with commas: {inner.en}")
        if self.type == "int" and isinstance(self.default, int):
            example = str(self.default)
            return Text(nl=f"een geheel getal, bijvoorbeeld {example}", en=f"a whole number, for example {example}")
        return _TYPE_WORDS[self.type]


def read_parameters(source: str, notebook: str, labels: Mapping[str, Mapping[str, str]]) -> tuple[Parameter, ...]:
    """Read the declarations ``name: type = default`` of a parameters cell.

    Parameters
    ----------
    source : str
        The cell's code; it is parsed, never run.
    notebook : str
        Name for the error message.
    labels : mapping
        Parameter name to ``{"nl": ..., "en": ...}``, from the notebook's metadata.

    Returns
    -------
    tuple of Parameter
        In the order of the cell; `lang` is left out, because `--lang` sets it.

    Raises
    ------
    UsageError
        When a declaration has no type, or no literal default.

    Examples
    --------
    >>> read_parameters("year: int | None = None", "kerncijfers", {})[0].type
    'int'
    """
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Expr | ast.Import | ast.ImportFrom):
            continue
        if not (isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None):
            raise _undeclared(notebook, ast.unparse(node))
        name = node.target.id
        kind, optional, choices = _read_type(node.annotation, notebook)
        try:
            default = ast.literal_eval(node.value)
        except ValueError:
            raise _undeclared(notebook, ast.unparse(node)) from None
        label = labels.get(name, {})
        text = Text(nl=label.get("nl", ""), en=label.get("en", ""))
        found.append(Parameter(name, kind, optional, default, choices, text))
    return tuple(parameter for parameter in found if parameter.name != "lang")


def _undeclared(notebook: str, line: str) -> UsageError:
    return UsageError(
        Text(
            nl=f"notebook {notebook}: '{line}' is geen declaratie van een parameter.",
            en=f"notebook {notebook}: '{line}' does not declare a parameter.",
        ),
        remedy=Text(nl="Schrijf naam: type = waarde.", en="Write name: type = value."),
    )


def _read_type(annotation: ast.expr, notebook: str) -> tuple[str, bool, tuple[str, ...]]:
    parts = [part.strip() for part in re.split(r"\|(?![^\[]*\])", ast.unparse(annotation))]
    optional = "None" in parts
    named = [part for part in parts if part != "None"]
    if len(named) == 1 and named[0].startswith("Literal["):
        return "str", optional, tuple(str(value) for value in ast.literal_eval(f"[{named[0][8:-1]}]"))
    if len(named) != 1 or named[0] not in _TYPES:
        raise _undeclared(notebook, ast.unparse(annotation))
    return named[0], optional, ()


def parse_value(parameter: Parameter, text: str) -> Any:
    """Turn what the user typed into the declared type.

    A code stays text: ``0014`` for a ``str`` is ``"0014"``. A decimal comma is read as one. An empty value is
    `None` where the parameter is optional.

    Raises
    ------
    UsageError
        When the text is not of the type; the sentence says what is expected.

    Examples
    --------
    >>> parse_value(Parameter("code", "str", False, ""), "0014")
    '0014'
    >>> parse_value(Parameter("share", "float", False, 0.0), "0,5")
    0.5
    """
    if text.strip() == "" and parameter.optional:
        return None
    if parameter.type.startswith("list["):
        inner = parameter.type[5:-1]
        return [_parse_one(parameter, inner, part.strip()) for part in text.split(",") if part.strip()]
    return _parse_one(parameter, parameter.type, text)


def _parse_one(parameter: Parameter, kind: str, text: str) -> Any:
    stripped = text.strip()
    if kind == "int" and _WHOLE.fullmatch(stripped):
        return int(stripped)
    if kind == "float" and _DECIMAL.fullmatch(stripped):
        return float(stripped.replace(",", "."))
    if kind == "bool" and stripped.casefold() in YES | NO:
        return stripped.casefold() in YES
    if kind == "str" and (not parameter.choices or text in parameter.choices):
        return text
    expected = parameter.describe()
    near = suggest(text, list(parameter.choices)) if parameter.choices else None
    raise UsageError(
        Text(
            nl=f"-p {parameter.name}={text}: verwacht wordt {expected.nl}.",
            en=f"-p {parameter.name}={text}: expected {expected.en}.",
        ),
        remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?") if near else "",
    )


def assign(parameters: Sequence[Parameter], given: Mapping[str, str], report: str) -> dict[str, Any]:
    """Check names and types of what the user gave, before any kernel starts.

    Returns
    -------
    dict
        The given parameters that differ from their default, in the order the notebook declares them.

    Raises
    ------
    UsageError
        For an unknown name (with the nearest known one) or a wrong type.

    Examples
    --------
    >>> known = read_parameters("year: int | None = None", "kerncijfers", {})
    >>> assign(known, {"year": "2020"}, "kerncijfers")
    {'year': 2020}
    """
    names = [parameter.name for parameter in parameters]
    for name in given:
        if name not in names:
            raise unknown_parameter(name, names, report)
    # A password in the address of a database goes no further than here.
    values = {p.name: parse_value(p, keep_password(given[p.name])) for p in parameters if p.name in given}
    return {p.name: values[p.name] for p in parameters if p.name in values and values[p.name] != p.default}


def unknown_parameter(name: str, known: Sequence[str], report: str) -> UsageError:
    """The error for a parameter that the report does not have."""
    if name == "lang":
        remedy = Text(nl="Gebruik --lang nl of --lang en.", en="Use --lang nl or --lang en.")
    elif near := suggest(name, list(known)):
        remedy = Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?")
    elif known:
        shown = ", ".join(known)
        remedy = Text(nl=f"Wel bekend: {shown}.", en=f"Known: {shown}.")
    else:
        remedy = Text(nl="Dit rapport heeft geen parameters.", en="This report has no parameters.")
    return UsageError(
        Text(nl=f"rapport {report} heeft geen parameter '{name}'.", en=f"report {report} has no parameter '{name}'."),
        remedy=remedy,
    )
