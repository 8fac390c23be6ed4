"""A plan made before the outcomes: what was meant to be done, sealed; and in what a report departs from it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.dates import format_date

from wij_impact.catalogue.own.headers import Header
from wij_impact.errors import UsageError, suggest
from wij_impact.language import Language, Text
from wij_impact.pipeline import manifest, plan_rows
from wij_impact.pipeline.jobs import Job
from wij_impact.pipeline.naming import without_folders
from wij_impact.pipeline.plan_data import (
    Moments,
    Table,
    as_moment,
    files_of,
    hidden_columns,
    marked_of,
    marks_of,
    read_table,
)
from wij_impact.pipeline.plan_file import AS_READ, VERSION, WORDS, Data, Marked, Plan, is_sealed, sealed
from wij_impact.pipeline.plan_power import number_in, power_at_plan, power_said
from wij_impact.pipeline.plan_rules import excluded, read_rule
from wij_impact.presentation.first_screen import count_words
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import locale_of
from wij_impact.reports.declared import part_of
from wij_impact.reports.designs import baseline_of

__all__ = ["Deviation", "deviations", "keep_rows", "make_plan", "said", "said_first"]


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
    missing = [name for name in WORDS if not answers.get(name, "").strip()]
    if missing:
        option = "--" + missing[0].split("_")[0]
        raise UsageError(
            Text(nl=f"het plan mist {missing[0]}.", en=f"the plan lacks {missing[0]}."),
            remedy=Text(nl=f"Geef {option} '...'.", en=f"Give {option} '...'."),
        )
    tables = {name: read_table(place, outcomes) for name, place in files_of(job).items()}
    known = [column for table in tables.values() for column in table.columns]
    _require_columns(outcomes, known)
    hidden = {name: hidden_columns(job, name, table, outcomes) for name, table in tables.items()}
    if tables and not any(hidden.values()):
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
    data = tuple(_data(job, name, table, hidden[name]) for name, table in tables.items())
    content: dict[str, Any] = {
        "version": VERSION,
        "report": job.spec.name,
        "made_on": dt.date.today(),
        **{name: answers[name].strip() for name in WORDS},
        "exclusions": tuple(one.strip() for one in exclusions),
        "parameters": _shown(job),
        "code": manifest.code_of(job.spec.path),
        "data": data,
        "files": tuple(
            Marked(parameter=name, name=place.name, marks=marks_of(place)) for name, place in marked_of(job).items()
        ),
        "smallest_number": number_in(answers["smallest_relevant_effect"]),
        "power": power_at_plan(job, tables),
    }
    return Plan(**content, seal=sealed(content))


def _require_columns(outcomes: Sequence[str], known: list[str]) -> None:
    """Refuse a name that is likely a column misspelt; a name that is like none is a column still to come."""
    for name in outcomes:
        near = suggest(name, known)
        if name not in known and near:
            raise UsageError(
                Text(nl=f"geen bestand heeft een kolom '{name}'.", en=f"no file has a column '{name}'."),
                remedy=Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?"),
            )


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
            note(f"parameter_{part_of(name)}", name=name, planned=_text(was), used=_text(now))
    planned = {one.parameter: one for one in plan.data}
    files = files_of(job)
    for name in sorted({*planned, *files}):
        if name not in files:
            note("no_file", name=name)
        elif name not in planned:
            note("new_file", name=name)
        else:
            _compare(planned[name], files[name], plan, note)
    if plan.version > 1:
        _compare_files({one.parameter: one for one in plan.files}, marked_of(job), note)
    code = manifest.code_of(job.spec.path)
    if plan.code.get("package") != code["package"]:
        note("package")
    if plan.code.get("notebook") != code["notebook"]:
        note("notebook")
    return tuple(found)


def _compare_files(planned: Mapping[str, Marked], now: Mapping[str, Path], note: Any) -> None:
    """Files that are no tables, and folders of them: how many are gone or other, and how many new or other."""
    for name in sorted({*planned, *now}):
        if name not in now:
            note("no_file", name=name)
        elif name not in planned:
            note("new_file", name=name)
        else:
            was, found = Counter(planned[name].marks), Counter(marks_of(now[name]))
            gone, new = (was - found).total(), (found - was).total()
            if gone or new:
                note("files_changed" if now[name].is_dir() else "file_changed", name=name, gone=gone, new=new)


def keep_rows(plan: Plan, job: Job) -> tuple[Path, ...]:
    """Keep, beside each file of the plan, which rows it had: by fingerprint, and only for whoever has the data.

    Returns
    -------
    tuple of Path
        The files that were written.
    """
    files, made = files_of(job), []
    for one in plan.data:
        table = _planned_table(one, files[one.parameter])
        rows = table.fingerprints(one.outcome_columns, _moments(one), as_text=plan.version < AS_READ)
        place = _kept(files[one.parameter], one)
        if place and len(rows.cells) <= plan_rows.MOST:
            plan_rows.store(rows, place)
            made.append(place)
    return tuple(made)


def _kept(file: str, planned: Data) -> Path | None:
    """Where the rows are kept; nowhere for a table of a database."""
    path = Path(file.partition("#")[0])
    return plan_rows.place_of(path, planned.sha256_without_outcomes) if path.is_file() else None


def _moments(planned: Data) -> Moments:
    return Moments(planned.moment_column, planned.moments, planned.baseline)


def _planned_table(planned: Data, file: str) -> Table:
    # With its own names as what is expected, the header is found where it was found for the plan.
    return read_table(file, (*planned.columns, *planned.outcome_columns))


def _compare(planned: Data, file: str, plan: Plan, note: Any) -> None:
    name, hidden = planned.parameter, planned.outcome_columns
    table = _planned_table(planned, file)
    rows = table.fingerprints(hidden, _moments(planned), as_text=plan.version < AS_READ)
    if planned.outcomes_present:
        note("outcomes_known", name=name)
    for text in plan.exclusions:
        rule = read_rule(text, [one for one in table.columns if one not in hidden])
        left = sum(excluded(row[table.columns.index(rule[0])], *rule[1:]) for row in table.rows) if rule else 0
        if left:
            note("excluded_left", name=name, rule=text, n=left)
    absent = [one for one in hidden if one not in (*planned.columns, *table.columns)]
    gone = [one for one in planned.columns if one not in table.columns]
    new = [one for one in sorted(table.columns) if one not in planned.columns and one not in hidden]
    for code, columns in (("outcomes_absent", absent), ("columns_gone", gone), ("columns_new", new)):
        if columns:
            note(code, name=name, columns=", ".join(columns))
    measured = planned.moment_column in table.columns
    kept = [one for one in planned.columns if measured or one not in hidden]
    if not set(kept) - set(rows.columns) and rows.digest(kept) == planned.sha256_without_outcomes:
        return
    place = _kept(file, planned)
    before = plan_rows.load(place, planned.sha256_without_outcomes) if place else None
    if before is None:
        _unseen(planned, len(table.rows), note)
        return
    found = plan_rows.compare(before, rows)
    for code, n in (("rows_gone", found.gone), ("rows_new", found.new)):
        if n:
            note(code, name=name, n=n)
    if found.changed:
        note("rows_changed", name=name, n=found.changed, columns=", ".join(found.columns))


def _unseen(planned: Data, now: int, note: Any) -> None:
    """What can be said without the rows of the plan: how many there are, and that something is not the same."""
    if now < planned.rows:
        note("rows_gone", name=planned.parameter, n=planned.rows - now)
    elif now > planned.rows:
        note("rows_new", name=planned.parameter, n=now - planned.rows)
    note("rows_unseen" if now != planned.rows else "data_changed", name=planned.parameter)


#: So many words of each answer stand on the first screen at most, and so many at least.
_MOST_WORDS, _FEWEST_WORDS = 10, 3


def said(plan: Plan, lang: Language) -> tuple[str, ...]:
    """What was planned, in sentences."""
    return (*_told(plan, lang, None), *power_said(plan, lang))


def said_first(plan: Plan, lang: Language, room: int) -> tuple[str, ...]:
    """What was planned, for a first screen with `room` words left: the beginning of each answer, as much as fits.

    What does not fit stands in the fold beside it. Where even the shortest beginnings do not, the question remains.
    """
    lengths = range(_MOST_WORDS, _FEWEST_WORDS - 1, -1)
    asked = [_beginning(plan.question.rstrip("."), words) for words in lengths]
    tried = [_told(plan, lang, words) for words in lengths]
    tried += [(label("plan_question", lang, date=_day(plan, lang), question=one),) for one in asked]
    return next((told for told in tried if count_words(" ".join(told)) <= room), tried[-1])


def _told(plan: Plan, lang: Language, words: int | None) -> tuple[str, ...]:
    values = {name: _beginning(getattr(plan, name).rstrip("."), words) for name in WORDS}
    told = [label("plan_what", lang, date=_day(plan, lang), **values), label("plan_how", lang, **values)]
    if any(one.baseline for one in plan.data):
        told.append(label("plan_baseline", lang))
    return tuple(one.replace("….", "…") for one in told)


def _day(plan: Plan, lang: Language) -> str:
    return format_date(plan.made_on, format="d MMMM y", locale=locale_of(lang))


def _beginning(text: str, most: int | None) -> str:
    words = text.split()
    return text if most is None or len(words) <= most else " ".join(words[:most]) + " …"


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value) or "-"


def _shown(job: Job) -> dict[str, Any]:
    """The parameters that were given; a file by its name, since folders differ."""
    return {name: without_folders(value) for name, value in job.parameters.items() if value is not None}


def _data(job: Job, parameter: str, table: Table, outcomes: Sequence[str]) -> Data:
    """Rows, columns and fingerprint of one file; the order of rows and columns does not matter."""
    plain = Header(list(table.columns), 1, 2, {})
    seen = baseline_of(job.spec.name, parameter, plain, table.rows, job.values, table.measured(outcomes))
    moments = Moments()
    if seen:
        at = table.columns.index(seen[0])
        moments = Moments(seen[0], tuple(sorted({as_moment(row[at]) for row in table.rows})), seen[1])
    rows = table.fingerprints(outcomes, moments)
    return Data(
        parameter=parameter,
        rows=len(table.rows),
        columns=tuple(sorted(table.columns)),
        outcome_columns=tuple(sorted(set(outcomes))),
        outcomes_present=table.filled(outcomes) and not seen,
        sha256_without_outcomes=rows.digest(),
        moment_column=moments.column,
        moments=moments.planned,
        baseline=moments.measured,
    )
