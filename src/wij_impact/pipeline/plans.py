"""A plan made before the outcomes: what was meant to be done, sealed; and in what a report departs from it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.dates import format_date
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wij_impact.catalogue import resolve_notebooks
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.language import Language, Text
from wij_impact.pipeline import manifest, plan_rows
from wij_impact.pipeline.jobs import Job
from wij_impact.pipeline.naming import FILE_PARAMETER
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import locale_of

__all__ = [
    "FILE_NAME",
    "Data",
    "Deviation",
    "Plan",
    "deviations",
    "is_plan",
    "is_sealed",
    "keep_rows",
    "make_plan",
    "plan_problems",
    "read_plan",
    "said",
    "to_toml",
]

FILE_NAME = "plan.toml"
_WORDS = ("question", "outcome", "comparison", "smallest_relevant_effect", "analysis")


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
    seal : str
        Fingerprint of all of the above: an edited plan no longer fits it.
    """

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
    seal: str = Field(pattern="^[0-9a-f]{64}$")


@dataclass(frozen=True)
class Deviation:
    """One way in which a report departs from its plan: a code of ``label.plan_*``, and what it shows."""

    code: str
    values: Mapping[str, str]

    def show(self, lang: Language) -> str:
        """The sentence."""
        return label(f"plan_{self.code}", lang, **self.values)


def make_plan(job: Job, answers: Mapping[str, str], exclusions: Sequence[str], outcomes: Sequence[str]) -> Plan:
    """The plan of a report that is still to be made.

    Parameters
    ----------
    job : Job
        The report with its parameters.
    answers : mapping
        ``question, outcome, comparison, smallest_relevant_effect, analysis``.
    exclusions : sequence of str
        Who or what is left out, a sentence each.
    outcomes : sequence of str
        Headers of the columns with outcomes: left out of the fingerprint, so that filling them in keeps the plan whole.

    Raises
    ------
    UsageError
        An answer that is missing, or a column of outcomes that no file has.
    """
    missing = [name for name in _WORDS if not answers.get(name, "").strip()]
    if missing:
        option = "--" + missing[0].split("_")[0]
        raise UsageError(
            Text(nl=f"het plan mist {missing[0]}.", en=f"the plan lacks {missing[0]}."),
            remedy=Text(nl=f"Geef {option} '...'.", en=f"Give {option} '...'."),
        )
    files = _files(job)
    columns = {name: _columns(path, outcomes) for name, path in files.items()}
    known = [column for one in columns.values() for column in one]
    for name in outcomes:
        near = suggest(name, known)
        if name not in known and near:
            raise UsageError(
                Text(nl=f"geen bestand heeft een kolom '{name}'.", en=f"no file has a column '{name}'."),
                remedy=Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?"),
            )
    hidden = (*outcomes, *(name for name in _named_outcomes(job) if name in known and name not in outcomes))
    if files and not hidden:
        # Without them a plan after the outcomes would pass as one before, and filling them in as tampering.
        raise UsageError(
            Text(
                nl="het plan weet niet in welke kolommen de uitkomsten komen.",
                en="the plan does not know which columns the outcomes will be in.",
            ),
            remedy=Text(
                nl=f"Geef --outcomes met hun namen; het bestand heeft: {', '.join(known)}. Een kolom die er nog niet "
                "is, noemt u ook.",
                en=f"Give --outcomes with their names; the file has: {', '.join(known)}. Name a column that is still "
                "to come as well.",
            ),
        )
    data = tuple(_data(name, path, hidden)[0] for name, path in files.items())
    content: dict[str, Any] = {
        "report": job.spec.name,
        "made_on": dt.date.today(),
        **{name: answers[name].strip() for name in _WORDS},
        "exclusions": tuple(one.strip() for one in exclusions),
        "parameters": _shown(job),
        "code": manifest.code_of(job.spec.path),
        "data": data,
    }
    return Plan(**content, seal=_sealed(content))


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
    """Whether a plan is still as its seal says."""
    return _sealed(plan.model_dump(exclude={"seal"})) == plan.seal


def _parsed(place: Path) -> tuple[Plan | None, list[InputError]]:
    remedy = Text(nl="Maak een plan met wij-impact plan.", en="Make a plan with wij-impact plan.")
    text = ""
    try:
        text = place.read_text(encoding="utf-8-sig")
        return Plan(**tomllib.loads(text)), []
    except ValidationError as error:
        return None, [_told(one["type"], one["loc"], text, place.name, remedy) for one in error.errors()]
    except (OSError, ValueError, RecursionError, TypeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        said = Text(nl=f"het plan is niet te lezen ({reason}).", en=f"the plan cannot be read ({reason}).")
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


def deviations(plan: Plan, job: Job) -> tuple[Deviation, ...]:
    """In what this report departs from its plan, in a fixed order; nothing when it is made as planned."""
    found: list[Deviation] = []

    def note(code: str, **values: object) -> None:
        found.append(Deviation(code, {name: str(value) for name, value in values.items()}))

    if not is_sealed(plan):
        note("edited")
    if plan.report != job.spec.name:
        note("other_report", planned=plan.report, used=job.spec.name)
    if plan.made_on > dt.date.today():
        note("future", date=plan.made_on.isoformat())
    used = _shown(job)
    for name in sorted({*plan.parameters, *used}):
        was, now = plan.parameters.get(name, ""), used.get(name, "")
        if was != now:
            note("parameter", name=name, planned=_text(was), used=_text(now))
    planned = {one.parameter: one for one in plan.data}
    files = _files(job)
    for name in sorted({*planned, *files}):
        if name not in files:
            note("no_file", name=name)
        elif name not in planned:
            note("new_file", name=name)
        else:
            _compare(planned[name], files[name], note)
    code = manifest.code_of(job.spec.path)
    if plan.code.get("package") != code["package"]:
        note("package")
    if plan.code.get("notebook") != code["notebook"]:
        note("notebook")
    return tuple(found)


def keep_rows(plan: Plan, job: Job) -> tuple[Path, ...]:
    """Keep, beside each file of the plan, which rows it had: by fingerprint, and only for whoever has the data.

    Returns
    -------
    tuple of Path
        The files that were written.
    """
    files, made = _files(job), []
    for one in plan.data:
        _, rows = _data(one.parameter, files[one.parameter], one.outcome_columns)
        if len(rows.cells) <= plan_rows.MOST:
            place = plan_rows.place_of(files[one.parameter], one.sha256_without_outcomes)
            plan_rows.store(rows, place)
            made.append(place)
    return tuple(made)


def _compare(planned: Data, file: Path, note: Any) -> None:
    name = planned.parameter
    now, rows = _data(name, file, planned.outcome_columns)
    if planned.outcomes_present:
        note("outcomes_known", name=name)
    gone = [one for one in planned.columns if one not in now.columns]
    new = [one for one in now.columns if one not in planned.columns and one not in planned.outcome_columns]
    if gone:
        note("columns_gone", name=name, columns=", ".join(gone))
    if new:
        note("columns_new", name=name, columns=", ".join(new))
    kept = [one for one in planned.columns if one not in planned.outcome_columns]
    if not set(kept) - set(rows.columns) and rows.digest(kept) == planned.sha256_without_outcomes:
        return
    before = plan_rows.load(plan_rows.place_of(file, planned.sha256_without_outcomes), planned.sha256_without_outcomes)
    if before is None:
        _unseen(planned, now, note)
        return
    found = plan_rows.compare(before, rows)
    for code, n in (("rows_gone", found.gone), ("rows_new", found.new), ("rows_changed", found.changed)):
        if n:
            note(code, name=name, n=n)


def _unseen(planned: Data, now: Data, note: Any) -> None:
    """What can be said without the rows of the plan: how many there are, and that something is not the same."""
    if now.rows < planned.rows:
        note("rows_gone", name=planned.parameter, n=planned.rows - now.rows)
    elif now.rows > planned.rows:
        note("rows_new", name=planned.parameter, n=now.rows - planned.rows)
    note("rows_unseen" if now.rows != planned.rows else "data_changed", name=planned.parameter)


def said(plan: Plan, lang: Language) -> tuple[str, ...]:
    """What was planned, in two sentences for the first screen."""
    values = {name: getattr(plan, name).rstrip(".") for name in _WORDS}
    date = format_date(plan.made_on, format="d MMMM y", locale=locale_of(lang))
    return (
        label("plan_what", lang, date=date, **values),
        label("plan_how", lang, **values),
    )


def to_toml(plan: Plan) -> str:
    """The plan as a file."""
    content = plan.model_dump(mode="json")
    lines = [f"{name} = {_toml(content[name])}" for name in ("report",)]
    lines.append(f"made_on = {plan.made_on.isoformat()}")
    lines += [f"{name} = {_toml(content[name])}" for name in (*_WORDS, "exclusions", "seal")]
    for name in ("parameters", "code"):
        lines += ["", f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in sorted(content[name].items()))]
    for one in content["data"]:
        lines += ["", "[[data]]", *(f"{key} = {_toml(value)}" for key, value in one.items())]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    # A JSON string, number, truth or list of these is TOML too.
    return json.dumps(value, ensure_ascii=False)


def _sealed(content: Mapping[str, Any]) -> str:
    plain = json.dumps(content, sort_keys=True, default=_plain, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.model_dump() if isinstance(value, BaseModel) else value.isoformat()


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value) or "-"


def _shown(job: Job) -> dict[str, Any]:
    """The parameters that were given; a file by its name, since folders differ."""
    return {
        name: Path(value).name if isinstance(value, str) and FILE_PARAMETER.fullmatch(value) else value
        for name, value in job.parameters.items()
        if value is not None
    }


def _files(job: Job) -> dict[str, Path]:
    """Parameter -> the file with data that it names; a mapping or a form holds no data."""
    texts = {name: value for name, value in job.parameters.items() if isinstance(value, str)}
    return {
        name: Path(value)
        for name, value in texts.items()
        if FILE_PARAMETER.fullmatch(value) and Path(value).is_file() and Path(value).suffix.lower() != ".toml"
    }


def _named_outcomes(job: Job) -> tuple[str, ...]:
    """Columns that a parameter of the report itself names as outcome."""
    given = (job.values.get(name) for name in ("outcome", "outcomes"))
    texts = [str(one) for value in given if value for one in (value if isinstance(value, list | tuple) else [value])]
    return tuple(part.strip() for text in texts for part in text.split(","))


def _raw(path: Path, outcomes: Sequence[str]) -> Any:
    from wij_impact.catalogue.own.grid import open_grid
    from wij_impact.catalogue.raw import shape

    grid = open_grid(path, list(outcomes))
    return shape(grid.records, grid.shown, None, list(outcomes))


def _columns(path: Path, outcomes: Sequence[str]) -> list[str]:
    return list(_raw(path, outcomes).columns)


def _data(parameter: str, path: Path, outcomes: Sequence[str]) -> tuple[Data, plan_rows.Rows]:
    """Rows, columns and fingerprint of one file; the order of rows and columns does not matter."""
    raw = _raw(path, outcomes)
    hidden = [at for at, name in enumerate(raw.columns) if name in outcomes]
    rows = plan_rows.read_rows(list(raw.columns), raw.rows, outcomes)
    data = Data(
        parameter=parameter,
        rows=len(raw.rows),
        columns=tuple(sorted(raw.columns)),
        outcome_columns=tuple(sorted(set(outcomes))),
        outcomes_present=any(row[at] is not None for row in raw.rows for at in hidden),
        sha256_without_outcomes=rows.digest(),
    )
    return data, rows
