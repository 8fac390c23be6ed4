"""The blocks a report is made of: they show themselves in Jupyter and carry their content as data.

The one door to all of them: a stored report is read back by kind, and every kind is known once this is imported.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wij_impact.drawing.palette import SOFT
from wij_impact.presentation.block import MIME, Block, Heading, Paragraphs, Sentence, escaped, rich
from wij_impact.presentation.exhibits import Figure, FigurePoint, Table
from wij_impact.presentation.leaves import Leaf
from wij_impact.presentation.news import Discrepancies, Discrepancy, News, NewsItem, Spark, Weight
from wij_impact.presentation.tables import Reference

__all__ = [
    "MIME",
    "Ask",
    "Block",
    "Certainty",
    "Contradictions",
    "Discrepancies",
    "Discrepancy",
    "Explanation",
    "Figure",
    "FigurePoint",
    "Heading",
    "Lead",
    "Leaf",
    "Method",
    "News",
    "NewsItem",
    "Note",
    "Paragraphs",
    "Sentence",
    "Sources",
    "Spark",
    "Statement",
    "Table",
    "Weight",
]


@dataclass(frozen=True)
class Lead(Paragraphs):
    """The main message (`title`, the h1 of the report) and the sentences that carry it."""

    def preview(self) -> str:
        return f"<h1>{rich(self.title)}</h1>{self._paragraph()}"


@dataclass(frozen=True)
class Certainty(Paragraphs):
    """How certain the main message is, on the first screen."""


@dataclass(frozen=True)
class Ask(Paragraphs):
    """What to ask of the organisation or the municipality, on the first screen."""


@dataclass(frozen=True)
class Explanation(Paragraphs):
    """The reason a source gives for what moved, marked as that source's: `title` is "Volgens WIJ" or its like."""

    def preview(self) -> str:
        title = f"<strong>{rich(self.title)}</strong> " if self.title else ""
        said = " ".join(rich(sentence.text) for sentence in self.sentences)
        return f'<p style="border-left:3px dotted {SOFT};padding-left:.9rem">{title}{said}</p>'


@dataclass(frozen=True)
class Contradictions(Paragraphs):
    """What does not add up, in order of importance, on the first screen."""

    def preview(self) -> str:
        items = "".join(f"<li>{rich(sentence.text)}</li>" for sentence in self.sentences)
        return f"<p><strong>{rich(self.title)}</strong></p><ol>{items}</ol>"


@dataclass(frozen=True)
class Statement(Paragraphs):
    """A paragraph: a conclusion with its number, base and comparison."""


@dataclass(frozen=True)
class Note(Paragraphs):
    """A remark the reader has to know before using what stands near it."""


@dataclass(frozen=True)
class Method(Paragraphs):
    """How it was computed; folded away at the end of the report."""


@dataclass(frozen=True)
class Sources(Block):
    """Published figures that belong in the source list although no sentence cites them."""

    references: tuple[Reference, ...] = field(default=(), metadata={"of": Reference})

    def plain(self) -> str:
        places = {f"{reference.title}, {reference.locator}" for reference in self.references}
        return "\n".join(sorted(places))

    def preview(self) -> str:
        return "".join(f"<p>{escaped(line)}</p>" for line in self.plain().splitlines())
