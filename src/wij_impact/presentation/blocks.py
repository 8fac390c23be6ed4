"""The blocks a report is made of: they show themselves in Jupyter and carry their content as data.

A block is a frozen dataclass in one language. In a notebook output it stands under `MIME` as JSON, so that every
exporter (HTML now; PDF, Word and Excel) reads the same content without running anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal, get_args

from wij_impact.drawing.canvas import own_ids
from wij_impact.drawing.palette import SOFT
from wij_impact.errors import UsageError
from wij_impact.language import Language
from wij_impact.presentation.codec import decode, encode_fields
from wij_impact.presentation.labels import label
from wij_impact.presentation.tables import Column, Reference, Row, show_cell
from wij_impact.presentation.watermark import watermark

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

MIME = "application/vnd.wij-impact.block+json"
VERSION = 1
_PREVIEW_ROWS = 12
_ID = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_KINDS: dict[str, type[Block]] = {}


@dataclass(frozen=True)
class Sentence:
    """One or more sentences of running text; ``**bold**`` is the only mark-up, everything else is literal.

    Parameters
    ----------
    text : str
        The words, in the language of the report.
    references : tuple of Reference
        The published figures the sentence rests on; the exporter numbers their places of print.
    """

    text: str
    references: tuple[Reference, ...] = field(default=(), metadata={"of": Reference})


@dataclass(frozen=True)
class Block:
    """What every block has: an id that is unique in its report, and a language.

    Raises
    ------
    UsageError
        When `id` is not a slug (lower-case letters, digits, single hyphens or underscores, a letter first):
        it becomes an anchor and a file name.
    """

    id: str
    lang: Language
    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__name__.lower()
        _KINDS[cls.kind] = cls

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id) or len(self.id) > 80:
            raise UsageError(
                f"'{self.id}' cannot be the id of a block.",
                remedy="Use lower-case letters, digits, - and _, starting with a letter, at most 80 characters.",
            )

    def to_json(self) -> dict[str, Any]:
        """The block as JSON data: `version`, `kind`, and its fields in their order.

        Examples
        --------
        >>> block = Heading(id="vragen", lang="nl", text="Vragen")
        >>> Block.from_json(block.to_json()) == block
        True
        """
        return {"version": VERSION, "kind": self.kind, **encode_fields(self)}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Block:
        """The block that `to_json` wrote; `UsageError` for another version or kind."""
        if data.get("version") != VERSION or data.get("kind") not in _KINDS:
            raise UsageError(
                f"this report holds a block of version {data.get('version')!r}, kind {data.get('kind')!r}.",
                remedy="Run the notebook again with this version of wij_impact.",
            )
        values = {key: value for key, value in data.items() if key not in {"version", "kind"}}
        block: Block = decode(_KINDS[data["kind"]], values, Block.from_json)
        return block

    def plain(self) -> str:
        """The block as plain text."""
        raise NotImplementedError

    def preview(self) -> str:
        """The block as a small piece of HTML, for Jupyter only."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/plain": self.plain(), "text/html": self.preview(), MIME: self.to_json()}


@dataclass(frozen=True)
class Heading(Block):
    """A section title; `level` 2 opens a section, 3 a part of it."""

    text: str = ""
    level: int = 2

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.level not in (2, 3):
            raise UsageError(f"a heading has level 2 or 3, not {self.level}.", remedy="Level 1 is the lead.")

    def plain(self) -> str:
        return self.text

    def preview(self) -> str:
        return f"<h{self.level}>{_rich(self.text)}</h{self.level}>"


@dataclass(frozen=True)
class Paragraphs(Block):
    """A title and sentences; what the blocks of running text share."""

    title: str = ""
    sentences: tuple[Sentence, ...] = field(default=(), metadata={"of": Sentence})

    def plain(self) -> str:
        said = [sentence.text.replace("**", "") for sentence in self.sentences]
        return "\n".join([self.title, *said] if self.title else said)

    def preview(self) -> str:
        title = f"<p><strong>{_rich(self.title)}</strong></p>" if self.title else ""
        return title + self._paragraph()

    def _paragraph(self) -> str:
        return f"<p>{' '.join(_rich(sentence.text) for sentence in self.sentences)}</p>"


@dataclass(frozen=True)
class Lead(Paragraphs):
    """The main message (`title`, the h1 of the report) and the sentences that carry it."""

    def preview(self) -> str:
        return f"<h1>{_rich(self.title)}</h1>{self._paragraph()}"


@dataclass(frozen=True)
class Spark:
    """The small chart beside a key number on the index of reports.

    Parameters
    ----------
    shape : {"line", "bars", "share", "reference"}
        ``line`` and ``bars`` draw `values` in their order; ``share`` fills a bar to the only value, a fraction;
        ``reference`` puts the first value as a diamond on a scale with the second as a stroke.
    values : tuple of float or None
        Unrounded; None leaves a gap.
    labels : tuple of str
        What stands at the first point of a line, or on each bar; empty for none.
    alt : str
        The numbers in words.

    Raises
    ------
    UsageError
        For an unknown shape, no values, or no words.
    """

    shape: Literal["line", "bars", "share", "reference"] = "line"
    values: tuple[float | None, ...] = ()
    labels: tuple[str, ...] = ()
    alt: str = ""

    def __post_init__(self) -> None:
        if self.shape not in ("line", "bars", "share", "reference"):
            raise UsageError(f"a small chart is a line, bars, share or reference, not '{self.shape}'.")
        if not any(value is not None for value in self.values) or not self.alt.strip():
            raise UsageError("a small chart needs values and, in alt, the same in words.")


@dataclass(frozen=True)
class NewsItem:
    """One piece of news: a number, what happened, what follows from it, and what the source says of the reason.

    Parameters
    ----------
    value : Sentence
        The key number and what it is: ``**€ −966.962** resultaat``. The bold part is the number; without bold all is.
    fact : Sentence
        What happened.
    consequence : Sentence
        What follows; pages put "Gevolg:" before it unless it opens with bold words of its own.
    said : Sentence, optional
        The reason that the source itself gives, marked as the source's ("**Volgens WIJ** ..."); None where it
        gives none: then we give none either.
    spark : Spark, optional
        The small chart on the index, for the first item.
    """

    value: Sentence = field(metadata={"of": Sentence})
    fact: Sentence = field(metadata={"of": Sentence})
    consequence: Sentence = field(metadata={"of": Sentence})
    said: Sentence | None = field(default=None, metadata={"of": Sentence})
    spark: Spark | None = field(default=None, metadata={"of": Spark, "optional": True})

    @property
    def number(self) -> str:
        """The key number alone."""
        return self._parts()[0]

    @property
    def name(self) -> str:
        """What the key number is; empty when `value` does not say."""
        return self._parts()[1]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All its sentences, in reading order."""
        return (self.value, self.fact, self.consequence, *((self.said,) if self.said else ()))

    def _parts(self) -> tuple[str, str]:
        found = re.match(r"\s*\*\*(.+?)\*\*\s*(.*)", self.value.text, re.DOTALL)
        return (found.group(1), found.group(2).strip()) if found else (self.value.text, "")


@dataclass(frozen=True)
class News(Block):
    """What is going on: the h1 of the report and at most three items, on the first screen.

    Raises
    ------
    UsageError
        For no item, or more than three: a reader has two minutes.
    """

    title: str = ""
    items: tuple[NewsItem, ...] = field(default=(), metadata={"of": NewsItem})

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= len(self.items) <= 3:
            raise UsageError(f"the news has one to three items, not {len(self.items)}.")

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of all items, in reading order."""
        return tuple(sentence for item in self.items for sentence in item.sentences)

    def plain(self) -> str:
        return "\n".join([self.title, *(said.text for said in self.sentences)]).replace("**", "")

    def preview(self) -> str:
        items = "".join(
            f"<li>{' '.join(_rich(sentence.text) for sentence in item.sentences)}</li>" for item in self.items
        )
        return f"<h1>{_rich(self.title)}</h1><ul>{items}</ul>"


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
        title = f"<strong>{_rich(self.title)}</strong> " if self.title else ""
        said = " ".join(_rich(sentence.text) for sentence in self.sentences)
        return f'<p style="border-left:3px dotted {SOFT};padding-left:.9rem">{title}{said}</p>'


Weight = Literal["large", "medium", "small"]
_WEIGHTS: tuple[Weight, ...] = get_args(Weight)


@dataclass(frozen=True)
class Discrepancy:
    """One thing that does not add up.

    Parameters
    ----------
    weight : {"large", "medium", "small"}
        By consequence: large changes the story, medium touches a settlement or a sensitive amount, small neither.
    title : str
        What it is about, in a few words.
    sentences : tuple of Sentence
        What stands where, and the difference.
    said : Sentence, optional
        What the source says of it.
    """

    weight: Weight
    title: str = ""
    sentences: tuple[Sentence, ...] = field(default=(), metadata={"of": Sentence})
    said: Sentence | None = field(default=None, metadata={"of": Sentence})

    def __post_init__(self) -> None:
        if self.weight not in _WEIGHTS:
            raise UsageError(f"a discrepancy weighs {', '.join(_WEIGHTS)}, not '{self.weight}'.")

    @property
    def all_sentences(self) -> tuple[Sentence, ...]:
        """Its sentences in reading order."""
        return (*self.sentences, *((self.said,) if self.said else ()))


@dataclass(frozen=True)
class Discrepancies(Block):
    """What does not add up, a section of its own, heaviest first; and what does.

    Parameters
    ----------
    title : str
        Title of the section: "Wat niet klopt".
    items : tuple of Discrepancy
        In any order; they are shown by weight, and within a weight as given.
    sound : tuple of Sentence
        What was checked and does add up.
    """

    title: str = ""
    items: tuple[Discrepancy, ...] = field(default=(), metadata={"of": Discrepancy})
    sound: tuple[Sentence, ...] = field(default=(), metadata={"of": Sentence})

    @property
    def weighed(self) -> tuple[Discrepancy, ...]:
        """The items, heaviest first."""
        return tuple(sorted(self.items, key=lambda item: _WEIGHTS.index(item.weight)))

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences, in reading order."""
        return (*(said for item in self.weighed for said in item.all_sentences), *self.sound)

    def plain(self) -> str:
        return "\n".join([self.title, *(said.text for said in self.sentences)]).replace("**", "")

    def preview(self) -> str:
        items = "".join(
            f"<li><em>{item.weight}</em> <strong>{_rich(item.title)}</strong> "
            f"{' '.join(_rich(said.text) for said in item.all_sentences)}</li>"
            for item in self.weighed
        )
        sound = f"<p>{' '.join(_rich(said.text) for said in self.sound)}</p>" if self.sound else ""
        return f"<h2>{_rich(self.title)}</h2><ul>{items}</ul>{sound}"


@dataclass(frozen=True)
class Contradictions(Paragraphs):
    """What does not add up, in order of importance, on the first screen."""

    def preview(self) -> str:
        items = "".join(f"<li>{_rich(sentence.text)}</li>" for sentence in self.sentences)
        return f"<p><strong>{_rich(self.title)}</strong></p><ol>{items}</ol>"


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
class Table(Block):
    """A table with unrounded values, and how each column is shown.

    Parameters
    ----------
    caption : str
        What the table shows.
    columns : tuple of Column
        Name, label, type and display format of each column.
    rows : tuple of tuple
        Unrounded values: text, whole number, float or None for missing; infinity is the text ``Infinity``.
    base, note : str
        Of whom or what the shares are; what the reader has to know.
    references : tuple of Reference
        The published figures in the table.
    row_references : tuple of tuple of int
        Per row the positions in `references`; empty when the references hold for the table as a whole.
    row_headers : int
        How many columns at the left name the row.
    shown_rows : int, optional
        Show at most this many rows on the page; the csv has them all.
    folded : bool
        Fold the table away behind its caption.
    row_formats : tuple of str
        Per row the number format of the columns with format ``row``; empty when there are none.
    synthetic : bool
        The data are made up: said in the header, the csv and the name of the sheet.
    own_rows : tuple of int
        Positions of the rows that are the reader's own, set apart in bold on a tint.
    filters : tuple of str
        Names of the columns that the page offers a choice of values for, when its script runs.
    links : tuple of str
        Per row the name of the report that its first cell leads to on a page; empty when there are none.

    Raises
    ------
    UsageError
        For a filter that is no column, or links that are not one for each row.
    """

    caption: str = ""
    columns: tuple[Column, ...] = field(default=(), metadata={"of": Column})
    rows: tuple[Row, ...] = ()
    base: str = ""
    note: str = ""
    references: tuple[Reference, ...] = field(default=(), metadata={"of": Reference})
    row_references: tuple[tuple[int, ...], ...] = ()
    row_headers: int = 1
    shown_rows: int | None = None
    folded: bool = False
    row_formats: tuple[str, ...] = ()
    synthetic: bool = field(default=False, metadata={"optional": True})
    own_rows: tuple[int, ...] = field(default=(), metadata={"optional": True})
    filters: tuple[str, ...] = field(default=(), metadata={"optional": True})
    links: tuple[str, ...] = field(default=(), metadata={"optional": True})

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.links and len(self.links) != len(self.rows):
            raise UsageError(f"table '{self.id}' has {len(self.rows)} rows and {len(self.links)} links.")
        unknown = [name for name in self.filters if name not in {column.name for column in self.columns}]
        if unknown:
            raise UsageError(f"table '{self.id}' cannot be filtered by '{unknown[0]}': it has no such column.")

    def shown(self) -> list[list[str]]:
        """The cells as printed."""
        formats = self.row_formats or ("auto",) * len(self.rows)
        return [
            [show_cell(value, column, self.lang, how) for value, column in zip(row, self.columns, strict=True)]
            for row, how in zip(self.rows, formats, strict=True)
        ]

    def plain(self) -> str:
        lines = [" | ".join(column.header for column in self.columns)]
        lines += [" | ".join(row) for row in self.shown()[:_PREVIEW_ROWS]]
        more = [f"… ({len(self.rows)})"] if len(self.rows) > _PREVIEW_ROWS else []
        return "\n".join([self.caption, *lines, *more])

    def preview(self) -> str:
        head = "".join(f"<th>{_rich(column.header)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{_escape(cell)}</td>" for cell in row) + "</tr>"
            for row in self.shown()[:_PREVIEW_ROWS]
        )
        more = f"<p>… ({len(self.rows)})</p>" if len(self.rows) > _PREVIEW_ROWS else ""
        return f"<table><caption>{_escape(self.caption)}</caption><tr>{head}</tr>{body}</table>{more}"


@dataclass(frozen=True)
class FigurePoint:
    """A value in a drawing that a reader can point at: where it stands in the view box, and its words."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Figure(Block):
    """A drawing with its text alternative and the numbers it shows.

    In a notebook the SVG stands once, as ``image/svg+xml``; the JSON beside it leaves it out and
    `pipeline.export` joins the two again.

    Parameters
    ----------
    caption, subtitle : str
        The finding; and what, unit, years, how to read it.
    alt : str
        The text alternative, with the numbers.
    svg, svg_narrow : str
        The drawing, and the one for a phone; without the second a phone scrolls the first.
    data : Table, optional
        The numbers that are drawn.
    first : bool
        The figure of the first screen.
    synthetic : bool
        The data are made up: said across the drawing and in its numbers.
    points, points_narrow : tuple of FigurePoint
        The values that show themselves when one points at them, in each of the two drawings.

    Raises
    ------
    UsageError
        When there is no text alternative.
    """

    caption: str = ""
    subtitle: str = ""
    alt: str = ""
    svg: str = ""
    data: Table | None = field(default=None, metadata={"of": Table})
    note: str = ""
    references: tuple[Reference, ...] = field(default=(), metadata={"of": Reference})
    first: bool = field(default=False, metadata={"optional": True})
    synthetic: bool = field(default=False, metadata={"optional": True})
    svg_narrow: str = field(default="", metadata={"optional": True})
    points: tuple[FigurePoint, ...] = field(default=(), metadata={"of": FigurePoint, "optional": True})
    points_narrow: tuple[FigurePoint, ...] = field(default=(), metadata={"of": FigurePoint, "optional": True})

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.alt.strip():
            raise UsageError(f"figure '{self.id}' has no text alternative.", remedy="Give alt=.")
        if self.synthetic:
            self._mark_as_made_up()

    @classmethod
    def of(cls, drawing: Any, id: str, lang: Language, caption: str, alt: str = "", **more: Any) -> Figure:
        """The figure of a `Drawing`: both its sizes, its values to point at, its text alternative.

        Parameters
        ----------
        drawing : presentation.figures.Drawing
            What a figure function returned.
        alt : str
            Replaces the text alternative that the drawing suggests.
        more
            The other fields: `subtitle`, `data`, `note`, `references`, `first`, `synthetic`.
        """
        said = alt or drawing.alt
        made = cls(id, lang, caption, alt=said, svg=own_ids(drawing.svg, id, caption, said), **more)
        return made.with_phone(drawing)

    def with_phone(self, drawing: Any) -> Figure:
        """The figure with what its drawing knows besides its svg: itself for a phone, and the values to point at."""
        narrow = drawing.narrow()
        points = [
            tuple(FigurePoint(round(x, 1), round(y, 1), text) for x, y, text in (one.points if one else ()))
            for one in (drawing, narrow)
        ]
        small = own_ids(narrow.svg, f"{self.id}-narrow", self.caption, self.alt) if narrow else ""
        return replace(self, svg_narrow=small, points=points[0], points_narrow=points[1])

    def _mark_as_made_up(self) -> None:
        """Say so across the drawings and in the numbers; a block that was stored says it already."""
        for name in ("svg", "svg_narrow"):
            object.__setattr__(self, name, watermark(getattr(self, name), label("invented_word", self.lang)))
        if self.data and not self.data.synthetic:
            object.__setattr__(self, "data", replace(self.data, synthetic=True))

    def plain(self) -> str:
        return f"{self.caption}\n{self.alt}"

    def preview(self) -> str:
        return f"<figure>{self.svg}<figcaption>{_escape(self.caption)}</figcaption></figure>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # No text/html: Jupyter would prefer it, and the drawing would be stored twice.
        content = {**self.to_json(), "svg": ""}
        return {"text/plain": self.plain(), "image/svg+xml": self.svg, MIME: content}


@dataclass(frozen=True)
class Sources(Block):
    """Published figures that belong in the source list although no sentence cites them."""

    references: tuple[Reference, ...] = field(default=(), metadata={"of": Reference})

    def plain(self) -> str:
        places = {f"{reference.title}, {reference.locator}" for reference in self.references}
        return "\n".join(sorted(places))

    def preview(self) -> str:
        return "".join(f"<p>{_escape(line)}</p>" for line in self.plain().splitlines())


def _escape(text: str) -> str:
    from html import escape

    return escape(text, quote=True)


def _rich(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", _escape(text))
