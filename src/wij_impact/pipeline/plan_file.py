"""The file of a plan: its shape, its seal, and how it is read and written."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wij_impact.catalogue import resolve_notebooks
from wij_impact.errors import InputError, suggest, system_reason
from wij_impact.language import Text

__all__ = [
    "AS_READ",
    "FILE_NAME",
    "VERSION",
    "WORDS",
    "Data",
    "Marked",
    "Plan",
    "Power",
    "is_plan",
    "is_sealed",
    "plan_problems",
    "read_plan",
    "sealed",
    "to_toml",
]

FILE_NAME = "plan.toml"
#: What whoever plans says in words.
#: Of the shape of a plan. What a later version adds is outside the seal of an earlier one: see `_SINCE`.
VERSION = 3
#: The first version whose fingerprints are of values as they are read; before, of what is written.
AS_READ = 3
_SINCE = {"version": 2, "power": 2, "smallest_number": 2, "files": 2}
_DATA_SINCE = {"moment_column": 2, "moments": 2, "baseline": 2}
WORDS = ("question", "outcome", "comparison", "smallest_relevant_effect", "analysis")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Data(_Strict):
    """A file of the user's: its rows, and the fingerprint of everything in it but the outcomes."""

    parameter: str
    rows: int = Field(ge=0)
    columns: tuple[str, ...]
    outcome_columns: tuple[str, ...]
    outcomes_present: bool
    sha256_without_outcomes: str = Field(pattern="^[0-9a-f]{64}$")
    #: Of a report that measures more often: the moments there were, and those of which the outcomes were in.
    moment_column: str = ""
    moments: tuple[str, ...] = ()
    baseline: tuple[str, ...] = ()


class Marked(_Strict):
    """A file or folder that is no table (conversations, case sheets, a mapping): a fingerprint per file in it."""

    parameter: str
    name: str
    marks: tuple[str, ...]


class Power(_Strict):
    """The smallest effect that the design finds with probability `power`, in standard deviations; with its settings.

    `smallest` is absent where no effect is found that often; `lower` and `upper` are the limits of a simulation.
    """

    design: str
    power: float
    smallest: float | None = None
    lower: float | None = None
    upper: float | None = None
    draws: int = 0
    settings: dict[str, Any] = {}


class Plan(_Strict):
    """What was planned.

    Attributes
    ----------
    made_on : date
        The day the plan was made.
    question, outcome, comparison, smallest_relevant_effect, analysis : str
        In the words of who planned; `exclusions` a sentence each.
    parameters : dict
        The parameters of the report that were given, a file by its name.
    code : dict
        Fingerprints of the package and the notebook.
    data : tuple of Data
        The files that were given.
    files : tuple of Marked
        Files and folders that were given and are no tables.
    smallest_number : float, optional
        The number in `smallest_relevant_effect`, to hold the outcome to.
    power : Power, optional
        Where the design is known from the file.
    version : int
        Of the shape of the plan; a plan without it is of the first.
    seal : str
        Fingerprint of all of the above: an edited plan no longer fits it.
    """

    version: int = Field(default=1, ge=1)
    report: str = Field(min_length=1)
    made_on: dt.date
    question: str = Field(min_length=1)
    outcome: str = Field(min_length=1)
    comparison: str = Field(min_length=1)
    smallest_relevant_effect: str = Field(min_length=1)
    analysis: str = Field(min_length=1)
    exclusions: tuple[str, ...] = ()
    parameters: dict[str, Any] = {}
    code: dict[str, str]
    data: tuple[Data, ...] = ()
    files: tuple[Marked, ...] = ()
    smallest_number: float | None = None
    power: Power | None = None
    seal: str = Field(pattern="^[0-9a-f]{64}$")


def read_plan(path: str | Path) -> Plan:
    """Read a plan.

    Raises
    ------
    InputError
        When it is not there, is no TOML, or has another shape; with the place.
    """
    plan, problems = _parsed(Path(path))
    if plan is None:
        raise problems[0]
    return plan


def plan_problems(path: str | Path) -> list[InputError]:
    """Everything wrong with a plan: its shape, a report that does not exist, a seal that no longer fits."""
    plan, problems = _parsed(Path(path))
    if plan is None:
        return problems
    file = Path(path).name
    if not is_sealed(plan):
        problems.append(
            InputError(
                Text(nl="het plan is na het vastleggen veranderd.", en="the plan was changed after it was laid down."),
                remedy=Text(
                    nl="Zet het eerste plan terug; een nieuw plan heeft een nieuwe datum.",
                    en="Put the first plan back; a new plan has a new date.",
                ),
                file=file,
                column="seal",
            )
        )
    folder = resolve_notebooks()
    if not (folder / f"{plan.report}.ipynb").is_file():
        near = suggest(plan.report, sorted(one.stem for one in folder.glob("*.ipynb")))
        problems.append(
            InputError(
                Text(nl=f"er is geen rapport '{plan.report}'.", en=f"there is no report '{plan.report}'."),
                remedy=Text(
                    nl=f"Bedoelt u {near}?" if near else "Kies een rapport uit wij-impact list.",
                    en=f"Do you mean {near}?" if near else "Choose a report from wij-impact list.",
                ),
                file=file,
                column="report",
            )
        )
    return problems


def is_plan(path: str | Path) -> bool:
    """Whether a TOML file is meant as a plan: it has a seal, or the words of one."""
    try:
        keys = set(tomllib.loads(Path(path).read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, RecursionError):
        return False
    return {"seal", "made_on"} <= keys or {"report", "question", "analysis"} <= keys


def is_sealed(plan: Plan) -> bool:
    """Whether a plan is still as its seal says; what its version had not yet is outside it, and must be absent."""
    later = {name for name, since in _SINCE.items() if since > plan.version}
    data_later = {name for name, since in _DATA_SINCE.items() if since > plan.version}
    fields = Plan.model_fields
    if any(getattr(plan, name) != fields[name].default for name in later):
        return False
    if any(getattr(one, name) != Data.model_fields[name].default for one in plan.data for name in data_later):
        return False
    content = plan.model_dump(exclude={"seal", *later})
    for one in content["data"]:
        for name in data_later:
            del one[name]
    return sealed(content) == plan.seal


def _parsed(place: Path) -> tuple[Plan | None, list[InputError]]:
    remedy = Text(nl="Maak een plan met wij-impact plan.", en="Make a plan with wij-impact plan.")
    text = ""
    try:
        text = place.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text)
        version = content.get("version")
        if isinstance(version, int) and version > VERSION:
            said = Text(
                nl=f"het plan is van een nieuwere wij-impact (vorm {version}; hier {VERSION}).",
                en=f"the plan is of a newer wij-impact (shape {version}; here {VERSION}).",
            )
            newer = Text(nl="Werk wij-impact bij.", en="Update wij-impact.")
            return None, [InputError(said, remedy=newer, file=place.name, column="version")]
        return Plan(**content), []
    except ValidationError as error:
        return None, [_told(one["type"], one["loc"], text, place.name, remedy) for one in error.errors()]
    except (OSError, ValueError, RecursionError, TypeError) as error:
        reason = system_reason(error)
        said = Text(nl=f"het plan is niet te lezen ({reason.nl}).", en=f"the plan cannot be read ({reason.en}).")
        return None, [InputError(said, remedy=remedy, file=place.name)]


def _told(kind: str, loc: Sequence[object], text: str, file: str, remedy: Text) -> InputError:
    """One thing that is wrong with the shape of a plan."""
    key = str(loc[-1]) if isinstance(loc[-1], str) else str(next(one for one in reversed(loc) if isinstance(one, str)))
    lines = text.splitlines()
    row = next((at for at, line in enumerate(lines, 1) if line.split("=")[0].strip() == key), None)
    if kind == "missing":
        said = Text(nl=f"'{key}' ontbreekt.", en=f"'{key}' is missing.")
    elif kind == "extra_forbidden":
        said = Text(nl=f"een plan kent geen '{key}'.", en=f"a plan has no '{key}'.")
    else:
        said = Text(nl=f"'{key}' heeft niet de vorm die het plan kreeg.", en=f"'{key}' has not the shape it was given.")
    return InputError(said, remedy=remedy, file=file, row=row, column=".".join(map(str, loc)))


def to_toml(plan: Plan) -> str:
    """The plan as a file."""
    content = plan.model_dump(mode="json", exclude_none=True)
    first = [f"version = {plan.version}"] if plan.version > 1 else []
    lines = [*first, f"report = {_toml(content['report'])}", f"made_on = {plan.made_on.isoformat()}"]
    given = [*WORDS, *(["smallest_number"] if "smallest_number" in content else []), "exclusions", "seal"]
    lines += [f"{name} = {_toml(content[name])}" for name in given]
    for name in ("parameters", "code", *(["power"] if "power" in content else [])):
        tables = {key: value for key, value in content[name].items() if isinstance(value, dict)}
        plain = {key: value for key, value in content[name].items() if key not in tables}
        lines += ["", f"[{name}]", *(f"{_key(key)} = {_toml(value)}" for key, value in sorted(plain.items()))]
        for key, value in sorted(tables.items()):
            lines += ["", *_table(f"{name}.{_key(key)}", value)]
    for name in ("data", "files"):
        for one in content[name]:
            later = {key for key in _DATA_SINCE if plan.version < 2} if name == "data" else set()
            lines += ["", f"[[{name}]]", *(f"{key} = {_toml(value)}" for key, value in one.items() if key not in later)]
    return "\n".join(lines) + "\n"


def _table(name: str, content: Mapping[str, Any]) -> list[str]:
    tables = {key: value for key, value in content.items() if isinstance(value, dict)}
    lines = [f"[{name}]", *(f"{_key(key)} = {_toml(value)}" for key, value in content.items() if key not in tables)]
    for key, value in tables.items():
        lines += ["", *_table(f"{name}.{_key(key)}", value)]
    return lines


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _toml(value: Any) -> str:
    # A JSON string, number, truth or list of these is TOML too.
    return json.dumps(value, ensure_ascii=False)


def sealed(content: Mapping[str, Any]) -> str:
    plain = json.dumps(content, sort_keys=True, default=_plain, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.model_dump() if isinstance(value, BaseModel) else value.isoformat()
