"""What every block of a report is: an id, a language, its content as data; and the blocks of running text.

A block is a frozen dataclass in one language. In a notebook output it stands under `MIME` as JSON, so that every
exporter (HTML now; PDF, Word and Excel) reads the same content without running anything.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from wij_impact.errors import UsageError
from wij_impact.language import Language
from wij_impact.presentation.codec import decode, encode_fields, left_out
from wij_impact.presentation.tables import Reference

__all__ = ["MIME", "Block", "Heading", "Paragraphs", "Sentence", "escaped", "rich"]

MIME = "application/vnd.wij-impact.block+json"
VERSION = 1
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
    references: tuple[Reference, ...] = left_out((), of=Reference)


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
        return f"<h{self.level}>{rich(self.text)}</h{self.level}>"


@dataclass(frozen=True)
class Paragraphs(Block):
    """A title and sentences; what the blocks of running text share."""

    title: str = left_out()
    sentences: tuple[Sentence, ...] = left_out((), of=Sentence)

    def plain(self) -> str:
        said = [sentence.text.replace("**", "") for sentence in self.sentences]
        return "\n".join([self.title, *said] if self.title else said)

    def preview(self) -> str:
        title = f"<p><strong>{rich(self.title)}</strong></p>" if self.title else ""
        return title + self._paragraph()

    def _paragraph(self) -> str:
        return f"<p>{' '.join(rich(sentence.text) for sentence in self.sentences)}</p>"


def escaped(text: str) -> str:
    """Plain text within HTML."""
    return html.escape(text, quote=True)


def rich(text: str) -> str:
    """Running text within HTML: ``**bold**`` is its only mark-up."""
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escaped(text))
