"""`wij-impact run`: check everything the user typed, then make the reports."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from wij_impact.cli.values import combinations
from wij_impact.errors import UsageError
from wij_impact.language import Language, Text
from wij_impact.pipeline.notebooks import ReportSpec, find_reports, select
from wij_impact.pipeline.parameters import assign, unknown_parameter

__all__ = ["read_jobs", "run_command", "split_assignments"]


def run_command(
    reports: Sequence[str],
    parameters: Sequence[str],
    each: Sequence[str],
    data: Path | None,
    out: Path,
    lang: Language,
    *,
    formats: str,
    jobs: str | None,
    debug: bool,
    scheduler: str = "",
    examples: bool = False,
    again: bool = False,
) -> int:
    """Make the reports asked for; returns the exit status."""
    from wij_impact import catalogue
    from wij_impact.catalogue.files import describe

    chosen = select(find_reports(catalogue.resolve_notebooks()), reports, examples=examples)
    wanted = split_assignments(parameters)
    plan = _plan_file(wanted, chosen)
    per_value = split_assignments(each, "--each")
    variants = combinations(per_value, wanted)
    planned = [(spec, values) for spec in chosen for values in _plan(spec, wanted, variants, chosen)]
    kinds = read_formats(formats)
    at_once = read_jobs(jobs, len(planned))
    folder = catalogue.resolve_data(data)

    def progress(text: Text) -> None:
        print(text.show(lang), file=sys.stderr, flush=True)

    print(describe(folder, lang), file=sys.stderr, flush=True)
    for spec in chosen:
        for lack in spec.missing:
            progress(Text(nl=f"{spec.name} mist {lack.nl}.", en=f"{spec.name} lacks {lack.en}."))
    total = len(planned)
    progress(Text(nl=f"{_reports(total, 'nl')} in uitvoering.", en=f"Making {_reports(total, 'en')}."))
    from wij_impact.pipeline.jobs import Job, Settings
    from wij_impact.pipeline.listing import first_page
    from wij_impact.pipeline.run import run_reports

    settings = Settings(
        out, lang, folder.path if data else None, kinds, at_once, tuple(per_value), None, scheduler, again
    )
    outcomes = run_reports([Job(spec, values, plan) for spec, values in planned], settings, progress)
    failed = [outcome for outcome in outcomes if outcome.error is not None]
    for outcome in failed:
        if outcome.error is None:
            continue
        trace = getattr(outcome.error, "traceback", None)
        if debug and trace:
            print(trace, file=sys.stderr)
        print(f"wij-impact: {outcome.error.sentence(lang)}", file=sys.stderr)
    left = sum(outcome.left for outcome in outcomes)
    made = total - len(failed) - left
    where = first_page(out, [outcome.job for outcome in outcomes], tuple(per_value))
    if left:
        told = _told_left(made, left, total, f"{where}")
    elif failed:
        told = Text(
            nl=f"{made} van {_reports(total, 'nl')} gemaakt. Open {where}.",
            en=f"{made} of {_reports(total, 'en')} made. Open {where}.",
        )
    else:
        told = Text(
            nl=f"{_reports(total, 'nl')} gemaakt. Open {where}.", en=f"{_reports(total, 'en')} made. Open {where}."
        )
    print(told.show(lang))
    return 1 if failed else 0


def _plan_file(wanted: dict[str, str], chosen: Sequence[ReportSpec]) -> Path | None:
    """The plan of ``-p plan=``, taken out of the parameters: it is about the report, not an input of its notebook."""
    if "plan" not in wanted or any(one.name == "plan" for spec in chosen for one in spec.parameters):
        return None
    path = Path(wanted.pop("plan"))
    if len(chosen) != 1:
        raise UsageError(
            Text(nl="een plan hoort bij één rapport.", en="a plan belongs to one report."),
            remedy=Text(nl="Noem dat rapport.", en="Name that report."),
        )
    if not path.is_file():
        raise UsageError(
            Text(nl=f"het bestand '{path}' is er niet.", en=f"there is no file '{path}'."),
            remedy=Text(nl="Maak een plan met wij-impact plan.", en="Make a plan with wij-impact plan."),
        )
    return path


def _told_left(made: int, left: int, total: int, where: str) -> Text:
    if left == total:
        return Text(
            nl=f"{_reports(total, 'nl')} ongewijzigd; met --again maakt u ze opnieuw. Open {where}.",
            en=f"{_reports(total, 'en')} unchanged; --again makes them again. Open {where}.",
        )
    return Text(
        nl=f"{made} van {_reports(total, 'nl')} gemaakt, {left} ongewijzigd. Open {where}.",
        en=f"{made} of {_reports(total, 'en')} made, {left} unchanged. Open {where}.",
    )


def _reports(count: int, lang: Language) -> str:
    if lang == "nl":
        return "1 rapport" if count == 1 else f"{count} rapporten"
    return "1 report" if count == 1 else f"{count} reports"


def split_assignments(words: Sequence[str], option: str = "-p") -> dict[str, str]:
    """Split ``NAME=VALUE`` words; a value may hold `=` itself.

    Raises
    ------
    UsageError
        For a word without `=`, or a name given twice.
    """
    found: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name.strip():
            raise UsageError(
                Text(nl=f"{option} {word}: er ontbreekt een =.", en=f"{option} {word}: there is no = in it."),
                remedy=Text(nl=f"Schrijf {option} naam=waarde.", en=f"Write {option} name=value."),
            )
        if name.strip() in found:
            raise UsageError(
                Text(
                    nl=f"{option} {name.strip()} is twee keer gegeven.", en=f"{option} {name.strip()} is given twice."
                ),
                remedy=Text(nl="Noem elke naam één keer.", en="Give each name once."),
            )
        found[name.strip()] = value
    return found


def _plan(
    spec: ReportSpec, wanted: dict[str, str], variants: list[dict[str, str]], chosen: Sequence[ReportSpec]
) -> list[dict[str, object]]:
    """The checked parameter sets of one report; a name must be known to at least one of the reports asked for."""
    own = {parameter.name for parameter in spec.parameters}
    everywhere = {parameter.name for other in chosen for parameter in other.parameters}
    for name in [*wanted, *variants[0]]:
        if name not in everywhere:
            raise unknown_parameter(name, sorted(everywhere), spec.name)
    mine = [{**wanted, **variant} for variant in variants]
    given = [{name: value for name, value in values.items() if name in own} for values in mine]
    distinct = [values for place, values in enumerate(given) if values not in given[:place]]
    return [assign(spec.parameters, values, spec.name) for values in distinct]


def read_jobs(text: str | None, reports: int) -> int:
    """How many at a time: what was asked, else one per core, never more than there are reports."""
    if text is None:
        return max(1, min(os.cpu_count() or 1, reports, 4))
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise UsageError(
            Text(
                nl=f"--jobs {text}: verwacht wordt een getal van 1 of hoger.",
                en=f"--jobs {text}: a number of 1 or more is expected.",
            ),
            remedy=Text(nl="Bijvoorbeeld --jobs 2.", en="For example --jobs 2."),
        )
    return min(int(text), max(1, reports))


def read_formats(text: str) -> tuple[str, ...]:
    """The formats asked for, each once; html is always made, because the index points to it."""
    from wij_impact.errors import suggest
    from wij_impact.pipeline.export import EXPORTERS

    asked = list(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for kind in asked:
        if kind in EXPORTERS:
            continue
        near = suggest(kind, list(EXPORTERS))
        raise UsageError(
            Text(nl=f"--format {kind} bestaat niet.", en=f"there is no --format {kind}."),
            remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?")
            if near
            else Text(nl=f"Kies uit: {', '.join(EXPORTERS)}.", en=f"Choose from: {', '.join(EXPORTERS)}."),
        )
    return tuple(dict.fromkeys(["html", *asked]))
