"""The blocks of the first screen that have parts: the news with its key numbers, and what does not add up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, get_args

from wij_impact.errors import UsageError
from wij_impact.presentation.block import Block, Sentence, rich
from wij_impact.presentation.book import word

__all__ = ["Discrepancies", "Discrepancy", "News", "NewsItem", "Spark", "Weight", "headed"]

Weight = Literal["large", "medium", "small"]
_WEIGHTS: tuple[Weight, ...] = get_args(Weight)


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


def headed(consequence: str, before: str) -> str:
    """A consequence with `before` ("Gevolg") in front, unless it opens with bold words of its own."""
    return consequence if consequence.startswith("**") else f"**{before}:** {consequence}"


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

    def __post_init__(self) -> None:
        if "**" in self.number or "**" in self.name:
            raise UsageError(
                f"in ‘{self.value.text}’ the bold part does not come first.",
                remedy="A key number opens with its bold part: '**about 90** jobs'.",
            )

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

    def lines(self, before: str) -> tuple[str, ...]:
        """What it says line by line, with `before` ("Gevolg") in front of a consequence that has no bold words."""
        follows = headed(self.consequence.text, before)
        return (self.value.text, self.fact.text, follows, *((self.said.text,) if self.said else ()))

    def _parts(self) -> tuple[str, str]:
        found = re.match(r"\s*\*\*(.+?)\*\*\s*(.*)", self.value.text, re.DOTALL)
        # Where the bold part does not come first, all is the number: nowhere do the marks themselves show.
        return (found.group(1), found.group(2).strip()) if found else (self.value.text.replace("**", ""), "")


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
        before = word("label.consequence", self.lang)
        items = "".join(f"<li>{'<br>'.join(map(rich, item.lines(before)))}</li>" for item in self.items)
        return f"<h1>{rich(self.title)}</h1><ul>{items}</ul>"


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
            f"<li><em>{item.weight}</em> <strong>{rich(item.title)}</strong> "
            f"{' '.join(rich(said.text) for said in item.all_sentences)}</li>"
            for item in self.weighed
        )
        sound = f"<p>{' '.join(rich(said.text) for said in self.sound)}</p>" if self.sound else ""
        return f"<h2>{rich(self.title)}</h2><ul>{items}</ul>{sound}"
