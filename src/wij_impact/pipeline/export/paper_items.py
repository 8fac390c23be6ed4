"""The pieces of a report on paper: paragraphs, tables and drawings, with every word already chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from wij_impact.language import Language

__all__ = ["Item", "Paper", "PaperFigure", "PaperTable", "Run", "Words"]


@dataclass(frozen=True)
class Run:
    """A piece of text; `marks` are the numbers of the sources that follow it, raised unless `flat`."""

    text: str
    bold: bool = False
    marks: tuple[int, ...] = ()
    flat: bool = False


@dataclass(frozen=True)
class Words:
    """A paragraph, a heading or an item of a list.

    `level` is that of a heading (1 is a chapter), and the number of an item or a source. A ``key`` is the number of a
    piece of news, its first run, and what it is; ``said`` is what a source itself says.
    """

    style: Literal["heading", "text", "item", "source", "note", "small", "key", "said"]
    runs: tuple[Run, ...]
    level: int = 0

    @property
    def plain(self) -> str:
        """The text without marks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class PaperTable:
    """A table as printed. `headers` counts the columns at the left that name a row and come back in every part."""

    id: str
    what: str
    caption: tuple[Run, ...]
    base: tuple[Run, ...]
    header: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    marks: tuple[tuple[int, ...], ...] = ()
    under: tuple[tuple[Run, ...], ...] = ()
    headers: int = 1
    style: Literal["table"] = "table"


@dataclass(frozen=True)
class PaperFigure:
    """A drawing with its caption and its text alternative."""

    id: str
    what: str
    caption: tuple[Run, ...]
    subtitle: tuple[Run, ...]
    alt: str
    svg: str
    under: tuple[tuple[Run, ...], ...] = ()
    style: Literal["figure"] = "figure"


Item = Words | PaperTable | PaperFigure


@dataclass(frozen=True)
class Paper:
    """A report for paper.

    Attributes
    ----------
    title : Words
        The main message, a heading of level 0.
    lead : Words
        The sentences under it.
    facts : tuple of (str, str)
        What the title page tells: subject, data date, parameters. Never the day of making.
    first : tuple of Item
        The rest of the first screen: the news, its figure, how certain it is, what to ask; all on the first page.
    items : tuple of Item
        Everything after it, up to the sources; after news, the sections that fit on the second sheet.
    annex : tuple of Item
        The other sections, sources, account and appendix.
    brief : bool
        Whether the first page holds the first screen and nothing else: so it is since reports open with news.
    """

    lang: Language
    organisation: str
    name: str
    date: str
    title: Words
    lead: Words
    facts: tuple[tuple[str, str], ...]
    first: tuple[Item, ...]
    items: tuple[Item, ...]
    annex: tuple[Item, ...] = ()
    brief: bool = False
    labels: dict[str, str] = field(default_factory=dict)
