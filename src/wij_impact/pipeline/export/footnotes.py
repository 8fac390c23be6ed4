"""Numbers the places of print of a report in order of appearance: one number per source and locator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wij_impact.pipeline.export.document import ReportDocument
from wij_impact.presentation.blocks import Block, Discrepancies, Figure, News, Paragraphs, Sources, Table
from wij_impact.presentation.tables import Reference

__all__ = ["Footnotes", "Place", "footnotes", "footnotes_of"]


@dataclass(frozen=True)
class Place:
    """One place of print, and the figures that were read there."""

    source: str
    title: str
    locator: str
    reported_in: str
    references: tuple[Reference, ...]


@dataclass(frozen=True)
class Footnotes:
    """The places of print of a report; number 1 is the first."""

    places: tuple[Place, ...] = ()

    def numbers(self, references: Iterable[Reference]) -> list[int]:
        """The numbers of these references, each once, in rising order."""
        order = {(place.source, place.locator): number for number, place in enumerate(self.places, start=1)}
        return sorted({order[reference.source, reference.locator] for reference in references})


def footnotes(document: ReportDocument) -> Footnotes:
    """Collect the references in the order a reader meets them: first screen, body, account."""
    return footnotes_of(document.reading_order)


def footnotes_of(blocks: Iterable[Block]) -> Footnotes:
    """Collect the references of blocks in their order: those of a page of its own."""
    found: dict[tuple[str, str], dict[str, Reference]] = {}
    for block in blocks:
        for reference in _references(block):
            found.setdefault((reference.source, reference.locator), {}).setdefault(reference.figure_id, reference)
    places = []
    for (source, locator), by_id in found.items():
        references = tuple(by_id.values())
        places.append(Place(source, references[0].title or source, locator, references[0].reported_in, references))
    return Footnotes(tuple(places))


def _references(block: Block) -> list[Reference]:
    if isinstance(block, Paragraphs | News | Discrepancies):
        return [reference for sentence in block.sentences for reference in sentence.references]
    if isinstance(block, Figure):
        own = list(block.references)
        return own + (list(block.data.references) if block.data else [])
    if isinstance(block, Table | Sources):
        return list(block.references)
    return []
