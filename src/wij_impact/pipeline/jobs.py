"""What a run is asked to make, with what all its reports share, and how each of them ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wij_impact.errors import WijImpactError
from wij_impact.language import Language
from wij_impact.pipeline.naming import folder_name
from wij_impact.pipeline.notebooks import ReportSpec

__all__ = ["Job", "Neighbour", "Outcome", "Settings"]


@dataclass(frozen=True)
class Neighbour:
    """A report that stands in the output folder, or will after the run: its name, folder, and the files it is of."""

    report: str
    folder: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """One report to make: which notebook, with which checked parameters, and by which plan if there is one."""

    spec: ReportSpec
    parameters: Mapping[str, Any] = field(default_factory=dict)
    plan: Path | None = None

    @property
    def values(self) -> dict[str, Any]:
        """Every parameter with the value it has."""
        return {one.name: self.parameters.get(one.name, one.default) for one in self.spec.parameters}

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
    again : bool
        Make a report also when the one that stands there was made of the same.
    published : str
        The day that whoever publishes the report gave it (``wij-impact cite --published``), to make it again.
    secret : str or None
        Key of the fingerprints of the user's files; by default that of the output folder. None: fingerprints without
        a key, to compare with a report that has those.
    shelf : tuple of Neighbour
        The reports that a page can lead to; the run fills it in.
    links : mapping of str to str, optional
        Where links led when the report was made, to make it again elsewhere.
    """

    out: Path
    lang: Language = "nl"
    data: Path | None = None
    formats: tuple[str, ...] = ("html",)
    jobs: int = 1
    each: tuple[str, ...] = ()
    folder: Path | None = None
    scheduler: str = ""
    again: bool = False
    published: str = ""
    secret: str | None = field(default="", repr=False)
    shelf: tuple[Neighbour, ...] = field(default=(), repr=False)
    links: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Outcome:
    """How one report ended; `error` is None when it is in place, `left` when it already was."""

    job: Job
    seconds: float
    error: WijImpactError | None = None
    left: bool = False
