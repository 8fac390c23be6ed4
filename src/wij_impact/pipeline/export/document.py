"""An executed notebook read as a document: its blocks in order, its code, its title and summary.

Only the blocks of `presentation` count. What else a cell printed, and the Markdown between the cells, is for whoever
reads the notebook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from wij_impact.errors import UsageError
from wij_impact.language import Language, Text
from wij_impact.presentation.blocks import (
    MIME,
    Ask,
    Block,
    Certainty,
    Contradictions,
    Figure,
    Heading,
    Lead,
    Leaf,
    Method,
    News,
    Sources,
    Table,
)
from wij_impact.presentation.codec import told_whole
from wij_impact.presentation.leaves import check_leaves
from wij_impact.presentation.tables import Reference
from wij_impact.presentation.workings import Workings

__all__ = ["ReportDocument", "Workings", "read_document"]

B = TypeVar("B", bound=Block)
_FIRST_SCREEN = (News, Lead, Certainty, Contradictions, Ask)
_AT_THE_END = (Method, Sources)
_NOT_IN_THE_BODY = (*_AT_THE_END, Leaf)


@dataclass(frozen=True)
class ReportDocument:
    """What an exporter needs of a report.

    Attributes
    ----------
    lang : {"nl", "en"}
        Language of the blocks.
    blocks : tuple of Block
        All blocks, in the order of the notebook.
    code : tuple of str
        The code cells, without the cell that the run injected.
    """

    lang: Language
    blocks: tuple[Block, ...]
    code: tuple[str, ...] = ()

    @property
    def opening(self) -> News | Lead:
        """The block with the main message."""
        return self.one(News) or self.one(Lead)  # type: ignore[return-value]

    @property
    def title(self) -> str:
        """The main message: the h1."""
        return self.opening.title.replace("**", "")

    @property
    def summary(self) -> str:
        """The first sentence under the main message: of the news, the first fact."""
        opening = self.opening
        said = opening.items[0].fact if isinstance(opening, News) else next(iter(opening.sentences), None)
        return said.text.replace("**", "") if said else ""

    @property
    def certain(self) -> str:
        """The first sentence on how certain the main message is."""
        block = self.one(Certainty)
        return block.sentences[0].text.replace("**", "") if block and block.sentences else ""

    def one(self, kind: type[B]) -> B | None:
        """The only block of a kind, or None."""
        return next((block for block in self.blocks if isinstance(block, kind)), None)

    def every(self, kind: type[B]) -> tuple[B, ...]:
        """All blocks of a kind, in order."""
        return tuple(block for block in self.blocks if isinstance(block, kind))

    @property
    def body(self) -> tuple[Block, ...]:
        """What stands between the first screen and the account at the end."""
        return tuple(
            block for block in self.blocks if not isinstance(block, _NOT_IN_THE_BODY) and not _comes_first(block)
        )

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """The pages of their own beside the report."""
        return self.every(Leaf)

    @property
    def first_figure(self) -> Figure | None:
        """The figure of the first screen."""
        return next((figure for figure in self.every(Figure) if figure.first), None)

    @property
    def reading_order(self) -> tuple[Block, ...]:
        """All blocks as a reader meets them, wherever they stand in the notebook."""
        first = [block for kind in (News, Lead) for block in self.every(kind)]
        first += [self.first_figure] if self.first_figure else []
        first += [block for kind in (Certainty, Contradictions, Ask) for block in self.every(kind)]
        return (*first, *self.body, *(block for kind in _AT_THE_END for block in self.every(kind)))

    @property
    def sources_cited(self) -> tuple[str, ...]:
        """The sources whose published figures the report rests on, by name."""
        return tuple(sorted({reference.source for block in self.blocks for reference in _references(block)}))

    @property
    def figures_cited(self) -> tuple[Reference, ...]:
        """The published figures that the report shows, each once, by their id."""
        found = {one.figure_id: one for block in self.blocks for one in _references(block)}
        return tuple(one for _, one in sorted(found.items()))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, without the data of figures."""
        return self.every(Table)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures, as a reader meets them."""
        return tuple(block for block in self.reading_order if isinstance(block, Figure))


def read_document(notebook: Mapping[str, Any]) -> ReportDocument:
    """Read an executed notebook.

    Parameters
    ----------
    notebook : nbformat.NotebookNode or mapping
        Format 4, executed.

    Returns
    -------
    ReportDocument

    Raises
    ------
    UsageError
        When the notebook has no lead or more than one, mixes languages, uses an id twice, or opens a part
        (level 3) without a section.
    """
    outputs: list[Mapping[str, Any]] = []
    code: list[str] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        if "injected-parameters" not in cell.get("metadata", {}).get("tags", []) and _text(cell["source"]).strip():
            code.append(_text(cell["source"]))
        outputs += [output["data"] for output in cell.get("outputs", []) if MIME in output.get("data", {})]
    whole = told_whole([data[MIME] for data in outputs])
    blocks = [_block_of(stored, data) for stored, data in zip(whole, outputs, strict=True)]
    _check(blocks)
    return ReportDocument(blocks[0].lang, tuple(blocks), tuple(code))


def _comes_first(block: Block) -> bool:
    return isinstance(block, _FIRST_SCREEN) or (isinstance(block, Figure) and block.first)


def _text(source: str | Sequence[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


def _block_of(stored: Mapping[str, Any], data: Mapping[str, Any]) -> Block:
    block = Block.from_json(stored)
    if isinstance(block, Figure) and not block.svg:
        return replace(block, svg=_text(data.get("image/svg+xml", "")))
    return block


def _check(blocks: list[Block]) -> None:
    leads = sum(isinstance(block, Lead | News) for block in blocks)
    if sum(isinstance(block, Figure) and block.first for block in blocks) > 1:
        raise UsageError(
            Text(nl="het eerste scherm heeft meer dan één figuur.", en="the first screen has more than one figure."),
            remedy=Text(nl="Laat één figuur first=True houden.", en="Leave one figure with first=True."),
        )
    if leads != 1:
        raise UsageError(
            Text(
                nl=f"het notebook heeft {leads} hoofdboodschappen; een rapport heeft er één.",
                en=f"the notebook has {leads} main messages; a report has one.",
            ),
            remedy=Text(nl="Laat één cel eindigen met page.news(...).", en="End one cell with page.news(...)."),
        )
    _check_ids(blocks)
    leaves = [block for block in blocks if isinstance(block, Leaf)]
    for leaf in leaves:
        _check_ids(leaf.content)
    check_leaves(leaves, [name for block in blocks if isinstance(block, Table) for name in block.pages])


def _check_ids(blocks: Sequence[Block]) -> None:
    """Each id once, one language, and no part without a section: of a report, or of a page of its own."""
    seen: set[str] = set()
    level = 1
    for block in blocks:
        for one in _ids(block):
            if one in seen:
                raise UsageError(
                    Text(nl=f"het id '{one}' staat twee keer in dit rapport.", en=f"the id '{one}' is used twice."),
                    remedy=Text(nl="Geef elk blok een eigen id.", en="Give every block an id of its own."),
                )
            seen.add(one)
        if block.lang != blocks[0].lang:
            raise UsageError(f"block '{block.id}' is in another language than the report.")
        if isinstance(block, Heading):
            if block.level > level + 1:
                raise UsageError(f"heading '{block.text}' is a part (level 3) without a section (level 2) above it.")
            level = block.level


def _references(block: Block) -> Iterator[Reference]:
    for inner in getattr(block, "content", ()):
        yield from _references(inner)
    yield from getattr(block, "references", ())
    for sentence in getattr(block, "sentences", ()):
        yield from sentence.references


def _ids(block: Block) -> list[str]:
    return [block.id, block.data.id] if isinstance(block, Figure) and block.data else [block.id]
