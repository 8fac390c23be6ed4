"""Which reports stand beside one, so that a page leads only to what is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wij_impact.errors import InputError
from wij_impact.pipeline import manifest, whereabouts
from wij_impact.pipeline.jobs import Job, Neighbour, Settings
from wij_impact.pipeline.naming import FILE_PARAMETER

__all__ = ["destinations", "resolve", "shelf"]

_OWN = "own:"


@dataclass(frozen=True)
class _Here:
    """The report that leads: its folder, and the files that it was given."""

    folder: str
    files: frozenset[str]


def shelf(out: Path, jobs: Iterable[Job]) -> tuple[Neighbour, ...]:
    """The reports in an output folder, and those that a run adds to it."""
    found = {}
    for path in sorted(out.glob(f"*/{manifest.FILE_NAME}")):
        folder = path.parent.name
        if folder.startswith("."):
            continue
        try:
            content = manifest.read(path.parent)
        except (InputError, OSError):
            continue
        found[folder] = Neighbour(str(content["report"]), folder, _files(content["parameters"]))
    for job in jobs:
        found[job.folder] = Neighbour(job.spec.name, job.folder, _files(whereabouts.shown(job.values)))
    return tuple(found[folder] for folder in sorted(found))


def destinations(links: Iterable[str], job: Job, settings: Settings) -> dict[str, str]:
    """Where each link of a report leads: the folder beside it, or nowhere when the report is not there."""
    wanted = list(dict.fromkeys(links))
    if settings.links is not None:
        return {one: settings.links.get(one, "") for one in wanted}
    here = _Here(job.folder, frozenset(_files(whereabouts.shown(job.values))))
    return {one: resolve(one, here.folder, here.files, settings.shelf) for one in wanted}


def resolve(link: str, folder: str, files: Iterable[str], neighbours: Iterable[Neighbour]) -> str:
    """The folder that a link leads to; empty when there is none.

    Parameters
    ----------
    link : str
        Alternatives, the first that is there counts: ``samen`` is the report on the documents, ``own:samen`` the one
        that was made of a file that this report was made of too.
    folder : str
        Where this report stands itself.
    files : iterable of str
        The names of its files.

    Examples
    --------
    >>> there = [Neighbour("samen", "samen", ()), Neighbour("samen", "samen--trajectories-a", ("a.csv",))]
    >>> resolve("own:samen|samen", "monitor--trajectories-a", ["a.csv"], there)
    'samen--trajectories-a'
    >>> resolve("own:samen", "monitor", [], there), resolve("own:samen|samen", "monitor", [], there)
    ('', 'samen')
    """
    given, known = set(files), [one for one in neighbours if one.folder != folder]
    for wanted in link.split("|"):
        if not wanted.startswith(_OWN):
            if any(one.folder == one.report == wanted for one in known):
                return wanted
            continue
        name = wanted.removeprefix(_OWN)
        shared = [one for one in known if one.report == name and given & set(one.files)]
        if shared:
            return min(shared, key=lambda one: (-len(given & set(one.files)), len(one.files), one.folder)).folder
    return ""


def _files(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """The files among parameters, by name and without their sheet."""
    texts = [text for value in parameters.values() for text in (value if isinstance(value, list) else [value])]
    parts = [part.strip() for text in texts if isinstance(text, str) for part in text.split(",")]
    found = (FILE_PARAMETER.fullmatch(part) for part in parts)
    return tuple(sorted({match.group(2) for match in found if match}))
