"""Make reports: execute, export, publish; one failing report does not stop the others."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from wij_impact import catalogue
from wij_impact.errors import InputError, WijImpactError
from wij_impact.language import Language, Text
from wij_impact.pipeline import manifest, publish
from wij_impact.pipeline.execute import CellFailed, execute
from wij_impact.pipeline.listing import Listing
from wij_impact.pipeline.naming import folder_name, subject_of
from wij_impact.pipeline.notebooks import ReportSpec
from wij_impact.pipeline.scratch import scratch_folder

if TYPE_CHECKING:
    from wij_impact.pipeline.export import ReportDocument
    from wij_impact.pipeline.forks import Zygote

__all__ = ["Job", "Outcome", "Settings", "clean_process", "make", "run_reports"]


@dataclass(frozen=True)
class Job:
    """One report to make: which notebook, with which checked parameters."""

    spec: ReportSpec
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """Name of its folder under the output folder."""
        return folder_name(self.spec.name, self.parameters)


@dataclass(frozen=True)
class Settings:
    """What all reports of a run share.

    Parameters
    ----------
    out : Path
        The folder that holds the report folders.
    lang : {"nl", "en"}
        Language of the reports.
    data : Path, optional
        The data folder the user named.
    formats : tuple of str
        What each report is written as.
    jobs : int
        How many at a time, on this machine.
    each : tuple of str
        The parameters of which a batch has one report per value; they get a page over them.
    folder : Path, optional
        Where a kernel works; by default the current folder.
    scheduler : str
        Address of a Dask scheduler; empty to make the reports here.
    """

    out: Path
    lang: Language = "nl"
    data: Path | None = None
    formats: tuple[str, ...] = ("html",)
    jobs: int = 1
    each: tuple[str, ...] = ()
    folder: Path | None = None
    scheduler: str = ""


@dataclass(frozen=True)
class Outcome:
    """How one report ended; `error` is None when it is in place."""

    job: Job
    seconds: float
    error: WijImpactError | None = None


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
        if settings.scheduler:
            return _on_a_cluster(jobs, settings, progress)
        with scratch_folder() as scratch, clean_process(scratch, len(jobs)) as clean:
            return _gather(_made_here(jobs, settings, scratch, clean), jobs, settings, progress)


def _on_a_cluster(jobs: Sequence[Job], settings: Settings, progress: Callable[[Text], None]) -> list[Outcome]:
    from wij_impact.pipeline import cluster

    # A worker has a working folder and an environment of its own: name what this machine would find by itself.
    data = catalogue.resolve_data(settings.data).path.resolve()
    named = replace(settings, out=settings.out.resolve(), data=data, folder=Path.cwd())
    there = [replace(job, spec=replace(job.spec, path=job.spec.path.resolve())) for job in jobs]
    with cluster.connect(settings.scheduler) as client:
        return _gather(cluster.outcomes(there, named, client), there, settings, progress)


def clean_process(scratch: Path, reports: int) -> AbstractContextManager[Zygote | None]:
    """The process that kernels are forked from; it imports while this one does. For one report it does not pay."""
    from wij_impact.pipeline import forks
    from wij_impact.pipeline.environment import fixed

    if reports < 2:
        return nullcontext()
    return forks.zygote({**os.environ} | fixed(scratch), scratch / "zygote.log")


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
    reason = getattr(error, "strerror", None) or str(error)
    return InputError(
        Text(
            nl=f"de lijst van rapporten, index.html, kan niet worden geschreven ({reason}).",
            en=f"the list of reports, index.html, cannot be written ({reason}).",
        ),
        remedy=Text(
            nl="Maak ruimte op de schijf of kies een andere map met --out.",
            en="Make room on the disk or choose another folder with --out.",
        ),
    )


def _made_here(jobs: Sequence[Job], settings: Settings, scratch: Path, clean: Zygote | None) -> Iterator[Outcome]:
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
    if outcome.error is None:
        return Text(nl=f"[{done}/{total}] {name} klaar ({seconds} s)", en=f"[{done}/{total}] {name} done ({seconds} s)")
    return Text(nl=f"[{done}/{total}] {name} mislukt", en=f"[{done}/{total}] {name} failed")


def make(job: Job, settings: Settings, scratch: Path, clean: Zygote | None) -> Outcome:
    """Make one report and put it in place; whatever goes wrong stands in the outcome."""
    started = time.monotonic()
    try:
        scratch.mkdir(parents=True)
        _make_report(job, settings, scratch, clean)
    except WijImpactError as error:
        return Outcome(job, time.monotonic() - started, error)
    except Exception as error:
        # A defect in one report must not take the others along; --debug shows where it is.
        return Outcome(job, time.monotonic() - started, _defect(job, error))
    return Outcome(job, time.monotonic() - started)


def _defect(job: Job, error: Exception) -> CellFailed:
    import traceback

    if isinstance(error, OSError):
        message = Text(
            nl=f"{job.spec.name}: lezen of schrijven is mislukt ({error.strerror or error}).",
            en=f"{job.spec.name}: reading or writing failed ({error.strerror or error}).",
        )
        remedy = Text(
            nl="Maak ruimte op de schijf of kies een andere map met --out; het vorige rapport is gebleven.",
            en="Make room on the disk or choose another folder with --out; the earlier report has stayed.",
        )
    else:
        what = f"{type(error).__name__}: {error}"
        message = Text(nl=f"{job.spec.name}: fout in het programma ({what}).", en=f"{job.spec.name}: defect ({what}).")
        remedy = Text(nl="Draai met --debug en meld het.", en="Run with --debug and report it.")
    return CellFailed(message, remedy=remedy, traceback=traceback.format_exc())


def _make_report(job: Job, settings: Settings, scratch: Path, clean: Zygote | None) -> None:
    from wij_impact.pipeline import export

    done = execute(
        job.spec,
        job.parameters,
        lang=settings.lang,
        data=settings.data,
        scratch=scratch,
        clean=clean,
        folder=settings.folder,
    )
    document = export.read_document(done.notebook)
    values = {p.name: job.parameters.get(p.name, p.default) for p in job.spec.parameters}
    data_date = _data_date(document, settings.data)
    template = _word_template(settings)
    context = export.ExportContext(
        name=job.spec.name,
        lang=settings.lang,
        parameters=values,
        chosen=tuple(job.parameters),
        data_date=data_date,
        packages=manifest.package_versions(),
        # What is mailed carries its subject in its name: kerncijfers_2023.xlsx.
        subject=subject_of(job.parameters, data_date),
        word_template=template.read_bytes() if template else b"",
    )
    with publish.staging(settings.out) as folder:
        new = folder / job.folder
        new.mkdir()
        export.export_report(done.notebook, new, context, settings.formats)
        publish.write_text(new / context.notebook, nbformat.writes(done.notebook) + "\n")
        content = manifest.build(
            report=job.spec.name,
            title=document.title,
            lang=settings.lang,
            parameters=values,
            formats=settings.formats,
            data_date=context.data_date,
            summary=document.summary,
            inputs=_named([*done.files_read, *([template] if template else [])], settings.data),
            certainty=document.certain,
            notebook=job.spec.path,
        )
        content["outputs"] = manifest.outputs_of(new)
        publish.write_text(new / manifest.FILE_NAME, manifest.to_text(content))
        publish.publish(new, settings.out / job.folder)


def _word_template(settings: Settings) -> Path | None:
    """The organisation's own Word document in the data folder, when Word is asked for."""
    from wij_impact.pipeline.export.word_styles import TEMPLATE

    path = catalogue.resolve_data(settings.data).file(TEMPLATE)
    return path if "docx" in settings.formats and path.is_file() else None


def _data_date(document: ReportDocument, data: Path | None) -> str:
    """Until when the data go that the report cites: the latest of its sources."""
    sources = catalogue.load_table("sources", data)
    until = dict(zip(sources["source"], sources["data_until"], strict=True))
    dates = (until.get(source) for source in document.sources_cited)
    return max((str(date) for date in dates if isinstance(date, str)), default="")


def _named(files: Sequence[Path], data: Path | None) -> list[tuple[str, Path]]:
    """Each file that was read, by its name inside the data folder (or its bare name when it stands outside)."""
    folder = catalogue.resolve_data(data)
    roots = [root.resolve() for root in (folder.path, folder.fallback) if root is not None]
    named = {}
    for file in files:
        inside = next((file.resolve().relative_to(r) for r in roots if file.resolve().is_relative_to(r)), None)
        named[inside.as_posix() if inside else file.name] = file
    return sorted(named.items())
