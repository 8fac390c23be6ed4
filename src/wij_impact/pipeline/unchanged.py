"""Whether a report that stands there would come out the same, so that it can be left in place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wij_impact.errors import InputError
from wij_impact.pipeline import beside, manifest, whereabouts
from wij_impact.pipeline.jobs import Job, Settings
from wij_impact.pipeline.sources import SHIPPED, inputs_here, named_inputs, roots, surroundings

__all__ = ["unchanged"]


def unchanged(job: Job, settings: Settings) -> bool:
    """Whether the report in place was made of the same, and is as it was made.

    The same are: parameters, language and formats; every file that was read, and what lies beside it; the package's
    code, the notebook, Python, the platform and the packages; of a page that leads to other reports, which of those
    stand beside it. A report of which a file was changed or lost is made again, and so is one that reads a database
    (its rows have no fingerprint) or imports a module of the user's own.
    """
    folder = settings.out / job.folder
    try:
        before = manifest.read(folder)
        return (
            before["report"] == job.spec.name
            and whereabouts.shown(before["parameters"]) == whereabouts.shown(job.values)
            and before["lang"] == settings.lang
            and before.get("formats") == sorted(settings.formats)
            and not _beyond_files(job)
            and before.get("plan", {}).get("sha256") == (manifest.sha256(job.plan) if job.plan else None)
            and before["code"] == manifest.code_of(job.spec.path)
            and before["environment"] == manifest.environment()
            and before.get("links", {}) == beside.destinations(before.get("links", {}), job, settings)
            and _same_inputs(before, job, settings)
            and before["outputs"] == manifest.outputs_of(folder)
        )
    except (InputError, OSError, KeyError, TypeError):
        return False


def _same_inputs(before: Mapping[str, Any], job: Job, settings: Settings) -> bool:
    known = {item["file"]: item for item in before["inputs"]}
    here = [name for name, _ in named_inputs(inputs_here(settings), settings.data)]
    if not set(here) <= set(known):
        return False
    given = {path.name: path for path in _paths(job.values.values())}
    for name, item in known.items():
        found = _find(name, given, settings.data)
        if found is None or not manifest.holds(item, found, settings.secret):
            return False
    return bool(before["surroundings"] == surroundings(job.spec, known, settings.data))


def _find(name: str, given: Mapping[str, Path], data: Path | None) -> Path | None:
    """An input by the name that the manifest has for it: below the data, or the file that a parameter names."""
    if "/" not in name and name in given:
        return given[name]
    folders = roots(data)
    if name.startswith(SHIPPED):
        name, folders = name.removeprefix(SHIPPED), folders[1:]
    inside = [root / name for root in folders if (root / name).is_file()]
    return inside[0] if inside else None


def _paths(values: Iterable[Any]) -> list[Path]:
    """The files that parameters name, those in a list or behind a comma too."""
    texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
    parts = [part.strip() for text in texts if isinstance(text, str) for part in text.split(",")]
    return [Path(part) for part in parts if part and len(part) < 1000 and Path(part).is_file()]


def _beyond_files(job: Job) -> bool:
    """Whether it rests on something that has no fingerprint here."""
    texts = [value for value in job.values.values() if isinstance(value, str)]
    if any("://" in text for text in texts):
        return True
    source = job.spec.path.read_text(encoding="utf-8")
    own = {file.stem for folder in (Path.cwd(), job.spec.path.parent) for file in folder.glob("*.py")}
    return any(re.search(rf"\b(?:import|from)\s+{re.escape(name)}\b", source) for name in own)
