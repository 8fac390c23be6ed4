"""Make reports: only what changed, several at a time; one failing report does not stop the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact import catalogue
from wij_impact.errors import InputError, WijImpactError, system_reason
from wij_impact.language import Text
from wij_impact.pipeline import beside, publish, whereabouts
from wij_impact.pipeline.jobs import Job, Outcome, Settings
from wij_impact.pipeline.listing import Listing
from wij_impact.pipeline.unchanged import unchanged

if TYPE_CHECKING:
    from wij_impact.pipeline.forks import KernelServer

__all__ = ["Job", "Outcome", "Settings", "run_reports"]


def run_reports(jobs: Sequence[Job], settings: Settings, progress: Callable[[Text], None]) -> list[Outcome]:
    """Make all reports, `settings.jobs` at a time, and the index that lists them.

    Parameters
    ----------
    jobs : sequence of Job
        Reports with checked parameters; two that would land in one folder are refused.
    settings : Settings
        Output folder, language, data folder, formats, number at a time.
    progress : callable
        Receives one sentence per step.

    Returns
    -------
    list of Outcome
        In the order of `jobs`.

    Raises
    ------
    InputError
        When another run holds the output folder, or two jobs share a folder.
    """
    _refuse_collisions(jobs)
    with publish.locked(settings.out):
        for name in publish.sweep(settings.out):
            progress(Text(nl=f"{name}: vorige versie hersteld.", en=f"{name}: earlier version restored."))
        whereabouts.remember(settings.out, jobs)
        if settings.secret == "":
            settings = replace(settings, secret=whereabouts.keep_secret(settings.out))
        settings = replace(settings, shelf=beside.shelf(settings.out, jobs))
        if settings.scheduler:
            return _on_a_cluster(jobs, settings, progress)
        left = [] if settings.again else [job for job in jobs if unchanged(job, settings)]
        rest = [job for job in jobs if job not in left]
        there = [Outcome(job, 0.0, left=True) for job in left]
        if not rest:
            return _gather(there, jobs, settings, progress)
        # Imported when there is something to make: papermill and the exporters take longer than an unchanged run.
        from wij_impact.pipeline.making import clean_process
        from wij_impact.pipeline.scratch import scratch_folder

        with scratch_folder() as scratch, clean_process(scratch, len(rest), settings.data) as clean:
            return _gather(chain(there, _made_here(rest, settings, scratch, clean)), jobs, settings, progress)


def _on_a_cluster(jobs: Sequence[Job], settings: Settings, progress: Callable[[Text], None]) -> list[Outcome]:
    from wij_impact.pipeline import cluster

    # A worker has a working folder and an environment of its own: name what this machine would find by itself.
    data = catalogue.resolve_data(settings.data).path.resolve()
    named = replace(settings, out=settings.out.resolve(), data=data, folder=Path.cwd())
    there = [replace(job, spec=replace(job.spec, path=job.spec.path.resolve())) for job in jobs]
    with cluster.connect(settings.scheduler) as client:
        return _gather(cluster.outcomes(there, named, client), there, settings, progress)


def _refuse_collisions(jobs: Sequence[Job]) -> None:
    seen: dict[str, Job] = {}
    for job in jobs:
        if job.folder in seen:
            raise InputError(
                Text(
                    nl=f"twee rapporten zouden in dezelfde map {job.folder} komen.",
                    en=f"two reports would land in the same folder {job.folder}.",
                ),
                remedy=Text(nl="Noem elke waarde één keer.", en="Name each value once."),
            )
        seen[job.folder] = job


def _gather(
    made: Iterable[Outcome], jobs: Sequence[Job], settings: Settings, progress: Callable[[Text], None]
) -> list[Outcome]:
    """Take in the reports as they are done, tell it, and keep the index."""
    outcomes: dict[str, Outcome] = {}
    listing = Listing(settings.out, settings.lang, jobs, settings.each)
    refused: WijImpactError | None = None
    for outcome in made:
        outcomes[outcome.job.folder] = outcome
        progress(_told(outcome, len(outcomes), len(jobs)))
        try:
            listing.note(outcome)
        except (OSError, WijImpactError) as error:
            refused = _no_index(error)
    if refused is not None:
        if all(outcome.error is None for outcome in outcomes.values()):
            raise refused
        # What went wrong with the reports comes after this, and is likely the same.
        progress(Text(nl=refused.sentence("nl"), en=refused.sentence("en")))
    return [outcomes[job.folder] for job in jobs]


def _no_index(error: Exception) -> InputError:
    reason = system_reason(error)
    return InputError(
        Text(
            nl=f"de lijst van rapporten, index.html, kan niet worden geschreven ({reason.nl}).",
            en=f"the list of reports, index.html, cannot be written ({reason.en}).",
        ),
        remedy=Text(
            nl="Maak ruimte op de schijf of kies een andere map met --out.",
            en="Make room on the disk or choose another folder with --out.",
        ),
    )


def _made_here(jobs: Sequence[Job], settings: Settings, scratch: Path, clean: KernelServer | None) -> Iterator[Outcome]:
    from wij_impact.pipeline.making import make

    pool = ThreadPoolExecutor(max_workers=max(1, min(settings.jobs, len(jobs))), thread_name_prefix="report")
    try:
        pending = [pool.submit(make, job, settings, scratch / str(place), clean) for place, job in enumerate(jobs)]
        for done in as_completed(pending):
            yield done.result()
    finally:
        # After Ctrl-C nobody waits for a report that is still being made; its kernel ends with this process.
        pool.shutdown(wait=False, cancel_futures=True)


def _told(outcome: Outcome, done: int, total: int) -> Text:
    name, seconds = outcome.job.folder, f"{outcome.seconds:.0f}"
    if outcome.left:
        return Text(nl=f"[{done}/{total}] {name} ongewijzigd", en=f"[{done}/{total}] {name} unchanged")
    if outcome.error is None:
        return Text(nl=f"[{done}/{total}] {name} klaar ({seconds} s)", en=f"[{done}/{total}] {name} done ({seconds} s)")
    return Text(nl=f"[{done}/{total}] {name} mislukt", en=f"[{done}/{total}] {name} failed")
