"""The pages over the reports: `reports/index.html` with all of them, and one page per batch."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.errors import InputError
from wij_impact.language import Language
from wij_impact.pipeline import manifest
from wij_impact.pipeline.naming import folder_name
from wij_impact.pipeline.whereabouts import shown

if TYPE_CHECKING:
    from wij_impact.pipeline.export import IndexEntry
    from wij_impact.pipeline.jobs import Job, Outcome

__all__ = ["Listing", "first_page", "overview_name"]

#: Between two versions of the pages lie at least so many seconds: a long batch must not spend its time on them.
_PAUSE = 1.0


def overview_name(report: str, names: Sequence[str], same: Mapping[str, Any]) -> str:
    """The file of a batch, beside the report folders.

    Examples
    --------
    >>> overview_name("benchmark", ["unit"], {"peers": 5})
    'benchmark--peers-5--each-unit.html'
    """
    return f"{folder_name(report, same)}--each-{'-'.join(names)}.html"


def first_page(out: Path, jobs: Sequence[Job], each: Sequence[str]) -> Path:
    """The page to open after a run: that of the batch when the run made one batch, else the index."""
    names = {_page_of(job, each) for job in jobs}
    only = names.pop() if len(names) == 1 else None
    return out / (only or "index.html")


def _page_of(job: Job, each: Sequence[str]) -> str | None:
    names = _varied(job, each)
    if not names:
        return None
    same = {name: value for name, value in job.parameters.items() if name not in names}
    return overview_name(job.spec.name, names, same)


def _varied(job: Job, each: Sequence[str]) -> list[str]:
    return [parameter.name for parameter in job.spec.parameters if parameter.name in each]


class Listing:
    """Keeps the pages up to date while reports are made.

    Parameters
    ----------
    out : Path
        The folder with the report folders.
    lang : {"nl", "en"}
        Language of the pages.
    jobs : sequence of Job
        What this run makes.
    each : sequence of str
        The parameters that vary in this run; empty when no page per batch is wanted.
    """

    def __init__(self, out: Path, lang: Language, jobs: Sequence[Job], each: Sequence[str]) -> None:
        self._out = out
        self._lang = lang
        self._jobs = jobs
        self._each = each
        self._outcomes: dict[str, Outcome] = {}
        self._written = float("-inf")
        self._contents = {
            path.parent.name: _manifest_or_nothing(path.parent)
            for path in sorted(out.glob(f"*/{manifest.FILE_NAME}"))
            if not path.parent.name.startswith(".")
        }

    def note(self, outcome: Outcome) -> None:
        """Take in how a report ended, and write the pages unless that was done a moment ago."""
        folder = outcome.job.folder
        self._outcomes[folder] = outcome
        if (self._out / folder / manifest.FILE_NAME).is_file():
            self._contents[folder] = _manifest_or_nothing(self._out / folder)
        if len(self._outcomes) == len(self._jobs) or time.monotonic() - self._written > _PAUSE:
            self.write()

    def write(self) -> None:
        """Write the pages as things stand."""
        from wij_impact.pipeline import export

        self._written = time.monotonic()
        for name, (title, jobs) in self._batches().items():
            export.write_overview(self._out / name, title, self._units(jobs), self._lang)
        broken = {folder for folder, outcome in self._outcomes.items() if outcome.error is not None}
        entries = [self._entry(folder) for folder in sorted(self._contents.keys() | broken)]
        export.write_index(self._out, entries, self._lang, self._overviews())

    def _batches(self) -> dict[str, tuple[str, list[Job]]]:
        from wij_impact.pipeline import export

        found: dict[str, tuple[str, list[Job]]] = {}
        for job in self._jobs:
            page = _page_of(job, self._each)
            if page is not None:
                title = export.overview_title(job.spec.name, _varied(job, self._each), self._lang)
                found.setdefault(page, (title, []))[1].append(job)
        return found

    def _units(self, jobs: Sequence[Job]) -> list[Any]:
        """The values of this run in the order asked for, then what stands there from an earlier one."""
        from wij_impact.pipeline.export import Unit

        names = _varied(jobs[0], self._each)
        defaults = {parameter.name: parameter.default for parameter in jobs[0].spec.parameters}
        now = [(job.folder, shown(defaults | dict(job.parameters))) for job in jobs]
        same = {name: value for name, value in now[0][1].items() if name not in names}
        before = [
            (folder, shown(content["parameters"]))
            for folder, content in sorted(self._contents.items())
            if content.get("report") == jobs[0].spec.name and folder not in {job.folder for job in jobs}
            if {name: value for name, value in shown(content["parameters"]).items() if name not in names} == same
            if all(content["parameters"].get(name) != defaults[name] for name in names)
        ]
        return [
            Unit(_value(names, values), self._entry(folder))
            for folder, values in [*now, *before]
            if folder in self._outcomes or folder in self._contents
        ]

    def _overviews(self) -> dict[str, str]:
        from wij_impact.pipeline import export

        titles = {}
        for path in sorted(self._out.glob("*--each-*.html")):
            report, _, names = path.stem.partition("--each-")
            titles[path.name] = export.overview_title(report.replace("--", ", "), names.split("-"), self._lang)
        return titles

    def _entry(self, folder: str) -> IndexEntry:
        from wij_impact.pipeline import export

        content, outcome = self._contents.get(folder, {}), self._outcomes.get(folder)
        failed = outcome is not None and outcome.error is not None
        return export.IndexEntry(
            folder=folder,
            name=content.get("report", outcome.job.spec.name if outcome else folder),
            title=content.get("title", ""),
            summary=content.get("summary", ""),
            certainty=content.get("certainty", ""),
            parameters={
                name: value for name, value in shown(content.get("parameters", {})).items() if value is not None
            },
            data_date=content.get("data_date", ""),
            status="failed" if failed else "ok",
            message=outcome.error.sentence(self._lang) if outcome and outcome.error else "",
            lang=content.get("lang", self._lang),
            files=export.mailed_files(content.get("outputs", {})),
            fresh=outcome is not None,
            theme=content.get("theme", ""),
            news=content.get("news", {}),
            invented=any(item["file"].startswith("examples/") for item in content.get("inputs", [])),
        )


def _value(names: Sequence[str], values: Mapping[str, Any]) -> str:
    shown = {name: values.get(name) for name in names}
    plain = {name: ", ".join(map(str, v)) if isinstance(v, list) else str(v) for name, v in shown.items()}
    return plain[names[0]] if len(names) == 1 else ", ".join(f"{name} {value}" for name, value in plain.items())


def _manifest_or_nothing(folder: Path) -> dict[str, Any]:
    try:
        return manifest.read(folder)
    except InputError:
        # A folder that is not ours, or was damaged by hand, must not keep the others out of the index.
        return {}
