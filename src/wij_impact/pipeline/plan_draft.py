"""The draft of a plan: a file to fill in, checked before it is laid down."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wij_impact.catalogue import resolve_data, resolve_notebooks
from wij_impact.errors import InputError, UsageError, WijImpactError, suggest, system_reason
from wij_impact.language import Text
from wij_impact.pipeline.notebooks import find_reports
from wij_impact.pipeline.parameters import assign
from wij_impact.pipeline.plan_file import WORDS

__all__ = ["Draft", "draft_problems", "is_draft", "read_draft", "write_draft"]

_LISTS = ("exclusions", "outcomes")
_KNOWN = ("report", *WORDS, *_LISTS, "parameters")


@dataclass(frozen=True)
class Draft:
    """What `wij-impact plan` takes from its options, taken from a file."""

    report: str
    answers: dict[str, str]
    exclusions: tuple[str, ...]
    outcomes: tuple[str, ...]
    parameters: tuple[str, ...]


def write_draft(output: Path) -> Path:
    """Write the file to fill in."""
    if output.suffix.lower() != ".toml":
        raise UsageError(
            Text(nl=f"{output} eindigt niet op .toml.", en=f"{output} does not end in .toml."),
            remedy=Text(nl="Kies een naam als mijn_plan.toml.", en="Choose a name such as my_plan.toml."),
        )
    if not output.parent.is_dir():
        raise UsageError(
            Text(nl=f"de map {output.parent} bestaat niet.", en=f"the folder {output.parent} does not exist."),
            remedy=Text(nl="Maak de map eerst.", en="Make the folder first."),
        )
    if output.exists():
        raise UsageError(
            Text(nl=f"{output} bestaat al.", en=f"{output} exists already."),
            remedy=Text(nl="Kies een andere naam.", en="Choose another name."),
        )
    output.write_text(resolve_data().file("templates/plan.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return output


def is_draft(path: Path) -> bool:
    """Whether a file has the words of a plan and was never laid down."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return False
    return {"report", "question", "analysis"} <= set(content) and not {"seal", "made_on", "code"} & set(content)


def read_draft(path: Path) -> Draft:
    """Read a draft.

    Raises
    ------
    InputError
        For the first thing that is wrong.
    """
    problems = draft_problems(path)
    if problems:
        raise problems[0]
    content = _content(path)
    given = content.get("parameters", {})
    return Draft(
        content["report"],
        {name: content[name] for name in WORDS},
        tuple(content.get("exclusions", ())),
        tuple(content.get("outcomes", ())),
        tuple(f"{name}={_as_option(value)}" for name, value in given.items()),
    )


def draft_problems(path: Path) -> list[InputError]:
    """Everything wrong with a draft: an answer that lacks, a name that no plan has, a report or setting that is not."""
    try:
        content = _content(path)
    except (OSError, ValueError, RecursionError) as error:
        reason = system_reason(error)
        said = Text(nl=f"het plan is niet te lezen ({reason.nl}).", en=f"the plan cannot be read ({reason.en}).")
        remedy = Text(nl="Begin met wij-impact template plan.", en="Start with wij-impact template plan.")
        return [InputError(said, remedy=remedy, file=path.name)]
    rows = {line.split("=")[0].strip(): at for at, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1)}

    def wrong(key: str, said: Text, remedy: Text) -> InputError:
        return InputError(said, remedy=remedy, file=path.name, row=rows.get(key), column=key)

    found = []
    for key in content:
        if key not in _KNOWN:
            near = suggest(key, list(_KNOWN)) or ", ".join(_KNOWN)
            said = Text(nl=f"een plan kent geen '{key}'.", en=f"a plan has no '{key}'.")
            found.append(wrong(key, said, Text(nl=f"Bedoelt u: {near}?", en=f"Do you mean: {near}?")))
    for key in ("report", *WORDS):
        if not isinstance(content.get(key), str) or not content[key].strip():
            said = Text(nl=f"'{key}' is nog leeg.", en=f"'{key}' is still empty.")
            found.append(wrong(key, said, Text(nl="Vul het in.", en="Fill it in.")))
    for key in _LISTS:
        value = content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            said = Text(nl=f"'{key}' is geen lijst van teksten.", en=f"'{key}' is no list of texts.")
            found.append(wrong(key, said, Text(nl=f'Schrijf {key} = ["..."].', en=f'Write {key} = ["..."].')))
    if not isinstance(content.get("parameters", {}), dict):
        said = Text(nl="'parameters' is geen tabel.", en="'parameters' is no table.")
        remedy = Text(nl="Schrijf [parameters], en eronder naam = waarde.", en="Write [parameters], then name = value.")
        found.append(wrong("parameters", said, remedy))
    return found or _against_report(content, wrong)


def _against_report(content: dict[str, Any], wrong: Any) -> list[InputError]:
    """Whether there is such a report, with these settings."""
    specs = {one.name: one for one in find_reports(resolve_notebooks())}
    spec = specs.get(content["report"])
    if spec is None:
        near = suggest(content["report"], sorted(specs))
        said = Text(nl=f"er is geen rapport '{content['report']}'.", en=f"there is no report '{content['report']}'.")
        remedy = Text(
            nl=f"Bedoelt u {near}?" if near else "Kies een rapport uit wij-impact list.",
            en=f"Do you mean {near}?" if near else "Choose a report from wij-impact list.",
        )
        return [wrong("report", said, remedy)]
    found = []
    for name, value in content.get("parameters", {}).items():
        try:
            assign(spec.parameters, {name: _as_option(value)}, spec.name)
        except WijImpactError as error:
            found.append(wrong(name, error.message, error.remedy))
    return found


def _as_option(value: object) -> str:
    """A value as behind ``-p``."""
    if isinstance(value, list):
        return ",".join(map(_as_option, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _content(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8-sig"))
