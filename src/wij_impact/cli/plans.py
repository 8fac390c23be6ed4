"""`wij-impact plan`: lay down what a report is going to do, before the outcomes are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.cli.running import split_assignments
from wij_impact.errors import InputError, UsageError
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_plan", "plan_command"]


def plan_command(
    report: str,
    parameters: Sequence[str],
    answers: dict[str, str],
    exclusions: Sequence[str],
    outcomes: Sequence[str],
    out: Path,
    lang: Language,
) -> int:
    """Write the plan; an existing file is never overwritten, since that would be a plan made twice.

    `report` is its name, or the file that `wij-impact template plan` made, filled in; options go before the file.
    """
    from wij_impact import catalogue
    from wij_impact.pipeline.jobs import Job
    from wij_impact.pipeline.notebooks import find_reports, select
    from wij_impact.pipeline.parameters import assign
    from wij_impact.pipeline.plan_draft import read_draft
    from wij_impact.pipeline.plan_file import to_toml
    from wij_impact.pipeline.plans import keep_rows, make_plan

    if out.exists():
        raise UsageError(
            Text(nl=f"{out} bestaat al.", en=f"{out} exists already."),
            remedy=Text(
                nl="Een plan maakt u één keer; kies een andere naam.", en="A plan is made once; choose another name."
            ),
        )
    if report.endswith(".toml"):
        draft = read_draft(Path(report))
        report, parameters = draft.report, [*draft.parameters, *parameters]
        answers = {name: answers.get(name) or said for name, said in draft.answers.items()}
        exclusions, outcomes = [*draft.exclusions, *exclusions], [*draft.outcomes, *outcomes]
    (spec,) = select(find_reports(catalogue.resolve_notebooks()), [report])
    job = Job(spec, assign(spec.parameters, split_assignments(parameters), spec.name))
    plan = make_plan(job, answers, exclusions, outcomes)
    rows = _written(out, to_toml(plan), lambda: keep_rows(plan, job))
    late = [one.parameter for one in plan.data if one.outcomes_present]
    if late:
        print(
            Text(
                nl=f"Let op: in het bestand bij {late[0]} staan al uitkomsten. Het rapport zal dat zeggen.",
                en=f"Mind: outcomes already stand in the file for {late[0]}. The report will say so.",
            ).show(lang)
        )
    for one in rows:
        print(
            Text(
                nl=f"{one.name} gemaakt, naast het bestand: de rijen als vingerafdruk. Laat het daar staan. "
                "Het is even vertrouwelijk als de gegevens: waar weinig waarden mogelijk zijn, is een vingerafdruk "
                "te raden.",
                en=f"{one.name} made, beside the file: the rows as fingerprints. Leave it where it is. "
                "It is as private as the data: where few values can be, a fingerprint can be guessed.",
            ).show(lang)
        )
    print(
        Text(
            nl=f"{out} gemaakt. Bewaar het; draai later met -p plan={out}.",
            en=f"{out} made. Keep it; run later with -p plan={out}.",
        ).show(lang)
    )
    # A seal has no key: only somebody else's record of it shows that the plan is as old as it says.
    print(
        Text(
            nl=f"Stuur dit zegel vandaag aan een ander, of leg het vast in een register: {plan.seal}",
            en=f"Send this seal to somebody else today, or put it in a registry: {plan.seal}",
        ).show(lang)
    )
    return 0


def _written(out: Path, text: str, keep: Callable[[], Sequence[Path]]) -> Sequence[Path]:
    """Write the plan and its rows, or neither: half a plan would stand in the way of the next try."""
    try:
        out.write_text(text, encoding="utf-8")
        return keep()
    except OSError as error:
        out.unlink(missing_ok=True)
        place = error.filename or out
        raise UsageError(
            Text(
                nl=f"{place} is niet te schrijven; er is geen plan gemaakt.",
                en=f"{place} cannot be written; no plan was made.",
            ),
            remedy=Text(
                nl="Kies een map waarin u mag schrijven, voor het plan en voor het gegevensbestand.",
                en="Choose a folder that you may write in, for the plan and for the file with the data.",
            ),
        ) from None


def check_plan(path: Path, lang: Language) -> pd.DataFrame:
    """Everything wrong with a plan, in a frame with the columns of `catalogue.check`.

    A seal that no longer fits is a notice: `run` makes the report all the same, and says it on the first screen.
    """
    from dataclasses import replace

    from wij_impact.catalogue.problems import Severity, as_frame, of_error
    from wij_impact.pipeline.plan_draft import draft_problems, is_draft
    from wij_impact.pipeline.plan_file import plan_problems

    def severity(one: InputError) -> Severity:
        return "notice" if one.column == "seal" and is_plan_read else "error"

    found = draft_problems(path) if is_draft(path) else plan_problems(path)
    is_plan_read = all(one.column in ("seal", "report") for one in found)
    told = [replace(of_error(one), file=str(path), rule="plan", severity=severity(one)) for one in found]
    return as_frame(told, lang)
