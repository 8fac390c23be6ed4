"""Make one report: execute its notebook, write it out, put it in place with its manifest."""

from __future__ import annotations

import os
import shutil
import time
import traceback
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import nbformat

from wij_impact import __version__, catalogue
from wij_impact.catalogue.resolve import DATA_VARIABLE
from wij_impact.errors import WijImpactError, system_reason
from wij_impact.language import Text
from wij_impact.pipeline import beside, crate, export, forks, manifest, plan_file, plans, publish
from wij_impact.pipeline.bare import as_report
from wij_impact.pipeline.environment import fixed
from wij_impact.pipeline.execute import CellFailed, execute
from wij_impact.pipeline.jobs import Job, Outcome, Settings
from wij_impact.pipeline.naming import subject_of
from wij_impact.pipeline.plan_power import relevance_said
from wij_impact.pipeline.sources import inputs_here, named_inputs, surroundings, word_template
from wij_impact.pipeline.whereabouts import shown as shown_values
from wij_impact.pipeline.whereabouts import without_paths
from wij_impact.presentation.first_screen import MOST_WORDS, count_words, words_of
from wij_impact.presentation.labels import label

__all__ = ["clean_process", "make"]


def clean_process(
    scratch: Path, reports: int, data: Path | None = None
) -> AbstractContextManager[forks.KernelServer | None]:
    """The process that kernels are forked from; it imports while this one does. For one report it does not pay."""
    if reports < 2:
        return nullcontext()
    own = {DATA_VARIABLE: str(data)} if data else {}
    return forks.kernel_server({**os.environ} | fixed(scratch) | own, scratch / "kernel-server.log")


def make(job: Job, settings: Settings, scratch: Path, clean: forks.KernelServer | None) -> Outcome:
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
    if isinstance(error, OSError):
        reason = system_reason(error)
        message = Text(
            nl=f"{job.spec.name}: lezen of schrijven is mislukt ({reason.nl}).",
            en=f"{job.spec.name}: reading or writing failed ({reason.en}).",
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


def _make_report(job: Job, settings: Settings, scratch: Path, clean: forks.KernelServer | None) -> None:
    # Read before anything is made: a plan that cannot be read stops the report.
    plan = plan_file.read_plan(job.plan) if job.plan else None
    apart = plans.deviations(plan, job) if plan else ()
    done = execute(
        job.spec,
        job.parameters,
        lang=settings.lang,
        data=settings.data,
        scratch=scratch,
        clean=clean,
        folder=settings.folder,
    )
    without_paths(done.notebook, job.parameters)
    # A notebook without our metadata is a report too, as far as it goes.
    shown = as_report(done.notebook, job.spec, settings.lang) if job.spec.bare else done.notebook
    document = export.read_document(shown)
    data_date = _data_date(document, settings.data)
    template = word_template(settings)
    inputs = named_inputs([*done.files_read, *inputs_here(settings)], settings.data)
    shipped = crate.shipped_inputs(inputs)
    links = beside.destinations((link for table in document.tables for link in table.links), job, settings)
    context = export.ExportContext(
        name=job.spec.name,
        lang=settings.lang,
        parameters=shown_values(job.values),
        chosen=tuple(job.parameters),
        data_date=data_date,
        packages=manifest.package_versions(),
        # What is mailed carries its subject in its name: kerncijfers_2023.xlsx.
        subject=subject_of(job.parameters, data_date),
        word_template=template.read_bytes() if template else b"",
        planned_whole=plans.said(plan, settings.lang) if plan else (),
        relevance=relevance_said(plan, document, settings.lang) if plan else (),
        deviations=tuple(one.show(settings.lang) for one in apart),
        links=links,
    )
    if plan:
        context = replace(context, planned=plans.said_first(plan, settings.lang, _for_a_plan(document, context)))
    with publish.staging(settings.out) as folder:
        new = folder / job.folder
        new.mkdir()
        export.export_report(shown, new, context, settings.formats)
        publish.write_text(new / context.notebook, nbformat.writes(done.notebook) + "\n")
        content = manifest.build(
            report=job.spec.name,
            title=document.title,
            lang=settings.lang,
            parameters=shown_values(job.values),
            formats=settings.formats,
            data_date=context.data_date,
            summary=document.summary,
            inputs=inputs,
            shipped=shipped,
            secret=settings.secret,
            surroundings=surroundings(job.spec, [name for name, _ in inputs], settings.data),
            certainty=document.certain,
            notebook=job.spec.path,
            theme=job.spec.theme,
        )
        if job.plan:
            shutil.copyfile(job.plan, new / plan_file.FILE_NAME)
            codes = [one.code for one in apart]
            content["plan"] = {"file": plan_file.FILE_NAME, "sha256": manifest.sha256(job.plan), "deviations": codes}
        if links:
            content["links"] = links
        content["news"] = export.news_of(document)
        content["outputs"] = manifest.outputs_of(new)
        if settings.published:
            content["published"] = settings.published
        documents = crate.cited(document.sources_cited, settings.lang, settings.data)
        described = crate.crate(content, __version__, documents, document.figures_cited, shipped)
        publish.write_text(new / crate.FILE_NAME, crate.to_text(described))
        content["outputs"] = manifest.outputs_of(new)
        publish.write_text(new / manifest.FILE_NAME, manifest.to_text(content))
        publish.publish(new, settings.out / job.folder)


def _data_date(document: export.ReportDocument, data: Path | None) -> str:
    """Until when the data go that the report cites: the latest of its sources."""
    sources = catalogue.load_table("sources", data)
    until = dict(zip(sources["source"], sources["data_until"], strict=True))
    dates = (until.get(source) for source in document.sources_cited)
    return max((str(date) for date in dates if isinstance(date, str)), default="")


def _for_a_plan(document: export.ReportDocument, context: export.ExportContext) -> int:
    """The words that the first screen has left for a plan, beside what must stand there: whether it was kept."""
    must = " ".join([*context.relevance, *(() if context.folded else context.deviations)])
    told = ("plan_title", "plan_whole", "plan_deviations" if context.deviations else "plan_kept")
    heads = " ".join(label(one, context.lang, n=len(context.deviations)) for one in told)
    return MOST_WORDS - words_of(document.blocks) - count_words(f"{must} {heads}")
