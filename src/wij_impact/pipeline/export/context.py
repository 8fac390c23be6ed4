"""What the pipeline tells an exporter about a report: nothing here knows a clock or a folder of this machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wij_impact.language import Language

__all__ = ["MAILED", "ExportContext", "IndexEntry", "Parameter"]

#: Formats that are one file each, in the order to show them.
MAILED = ("pdf", "docx", "xlsx")
# The folder says it in full; a mail program and an old Windows do not take a name without end.
_LONGEST = 80
# So many departures from a plan stand open on the first screen; more are a number with a fold.
_OPEN = 2

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
    chosen : tuple of str, optional
        Names of the parameters that somebody set; None when that is not known.
    formats : tuple of str
        The formats that are made; the page links to those one mails.
    word_template : bytes
        The organisation's own Word document whose styles the report takes; empty for those of the package.
    planned, planned_whole, relevance, deviations : tuple of str
        Of a report with a plan: what was planned as the first screen has room for, and in full; what the outcome says
        of the smallest difference that matters; in what the report departs from it.
    links : mapping of str to str, optional
        Where the links of tables lead: the folder beside this one, or empty when that report is not there. None: not
        known, so that every report is taken to stand beside this one.
    index : str
        Where the list of all reports stands, seen from this one; empty when there is none.
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
    chosen: tuple[str, ...] | None = None
    formats: tuple[str, ...] = ("html",)
    word_template: bytes = b""
    index: str = "../index.html"
    planned: tuple[str, ...] = ()
    planned_whole: tuple[str, ...] = ()
    relevance: tuple[str, ...] = ()
    deviations: tuple[str, ...] = ()
    links: Mapping[str, str] | None = None

    @property
    def folded(self) -> bool:
        """Whether the departures from a plan stand in a fold."""
        return len(self.deviations) > _OPEN

    def beside(self, link: str) -> str:
        """The folder that a link of a table leads to, or nothing."""
        if self.links is not None:
            return self.links.get(link, "")
        last = link.rpartition("|")[2]
        return "" if ":" in last else last

    @property
    def file_stem(self) -> str:
        """Name, without extension, of the files that one mails."""
        whole = f"{self.name}_{self.subject}" if self.subject else self.name
        return whole[:_LONGEST].rstrip("-_") if len(whole) > _LONGEST else whole

    @property
    def mailed(self) -> dict[str, str]:
        """The files beside the page that one mails: format to name."""
        return {one: f"{self.file_stem}.{one}" for one in MAILED if one in self.formats}


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
    files : tuple of str
        Names of the files in the folder that one mails.
    certainty : str
        How certain the main message is, in one sentence.
    fresh : bool
        Whether the run that writes the line made it, or tried to.
    invented : bool
        Whether it rests on made-up data, which has to be said wherever a figure of it is shown.
    theme : str
        The question that the report belongs to (`pipeline.notebooks.THEMES`), or empty.
    news : mapping of str to str
        The first piece of its news (`news_of`): number, name, fact, spark.
    """

    folder: str
    name: str
    title: str = ""
    summary: str = ""
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    data_date: str = ""
    status: Literal["ok", "failed"] = "ok"
    message: str = ""
    files: tuple[str, ...] = ()
    lang: Language = "nl"
    certainty: str = ""
    fresh: bool = False
    invented: bool = False
    theme: str = ""
    news: Mapping[str, str] = field(default_factory=dict)

    @property
    def told_apart(self) -> str:
        """What tells this report from its brothers: the values of the parameters that its folder is named after."""
        _, _, chosen = self.folder.partition("--")
        values = [
            str(value) for name, value in self.parameters.items() if chosen.startswith(name) or f"-{name}" in chosen
        ]
        return ", ".join(values)
