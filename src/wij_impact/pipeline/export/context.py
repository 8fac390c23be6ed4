"""What the pipeline tells an exporter about a report: nothing here knows a clock or a folder of this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wij_impact.language import Language

__all__ = ["ExportContext", "IndexEntry", "Parameter"]

Parameter = str | int | float | bool | None


@dataclass(frozen=True)
class ExportContext:
    """The setting of one report.

    Parameters
    ----------
    name : str
        Name of the report: `kerncijfers`.
    lang : {"nl", "en"}
        Language of the report; the blocks are already in it.
    parameters : mapping
        Every parameter with the value it had.
    data_date : str
        Until when the data go, in words or as ``2023-12-31`` (an ISO date is written out).
    data_origin : str
        Where the data come from, in words; never a path of this machine.
    packages : mapping of str to str
        Package to version, Python included.
    notebook : str
        Name of the executed notebook beside the report; empty when it is not kept.
    organisation : str
        First words above the title; a label by default.
    subject : str
        What tells this report from its brothers, as it stands in the name of a file that one mails:
        `kerncijfers_2023.xlsx`. A slug, or empty.
    """

    name: str
    lang: Language = "nl"
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    data_date: str = ""
    data_origin: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    notebook: str = "report.ipynb"
    organisation: str = ""
    subject: str = ""

    @property
    def file_stem(self) -> str:
        """Name, without extension, of the files that one mails."""
        return f"{self.name}_{self.subject}" if self.subject else self.name


@dataclass(frozen=True)
class IndexEntry:
    """One line of `reports/index.html`.

    Parameters
    ----------
    folder : str
        Folder of the report under the output folder, with forward slashes.
    title, summary : str
        Main message and first sentence.
    status : {"ok", "failed"}
        ``failed``: the previous report stands, or none does when `title` is empty.
    message : str
        What went wrong, in one sentence.
    certainty : str
        How certain the main message is, in one sentence.
    fresh : bool
        Whether the run that writes the line made it, or tried to.
    """

    folder: str
    name: str
    title: str = ""
    summary: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    data_date: str = ""
    status: Literal["ok", "failed"] = "ok"
    message: str = ""
    lang: Language = "nl"
    certainty: str = ""
    fresh: bool = False
