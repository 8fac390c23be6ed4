"""The page over a batch: per value its report, what it says, how certain that is, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from wij_impact.language import Language
from wij_impact.pipeline.export.context import IndexEntry
from wij_impact.pipeline.export.files import write_atomically
from wij_impact.pipeline.export.html import _page, shown_date
from wij_impact.presentation.labels import label

__all__ = ["Unit", "overview_title", "render_overview", "write_overview"]


@dataclass(frozen=True)
class Unit:
    """One value of a batch and its report.

    Parameters
    ----------
    value : str
        The value as the reader knows it; several, with their names, when the batch varies more than one thing.
    entry : IndexEntry
        Its report, as it stands now.
    """

    value: str
    entry: IndexEntry

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"unit-{self.entry.folder}"


def overview_title(report: str, names: Sequence[str], lang: Language) -> str:
    """The h1 of the page.

    Examples
    --------
    >>> overview_title("vraag_tot_indicatie", ["wijk", "year"], "nl")
    'vraag tot indicatie: per wijk, year'
    """
    return label("each_title", lang, report=report.replace("_", " "), name=", ".join(names))


def write_overview(path: Path, title: str, units: Sequence[Unit], lang: Language = "nl") -> Path:
    """Write the page at `path`, at any moment the old or the new one, and return its path."""
    return write_atomically(path, render_overview(title, units, lang))


def render_overview(title: str, units: Sequence[Unit], lang: Language = "nl") -> str:
    """The page as text.

    A sentence that is the same in every report is said once, above the list: what remains is where they differ.
    """
    tried = [unit for unit in units if unit.entry.fresh]
    there = [unit.entry for unit in units if unit.entry.title]
    failed = [unit for unit in tried if unit.entry.status == "failed"]
    same = _same(there)
    return _page(
        "overview.html.j2",
        lang,
        title=title,
        units=list(units),
        failed=failed,
        tried=len(tried),
        made=len(tried) - len(failed),
        same=[sentence if sentence.endswith((".", "!", "?")) else f"{sentence}." for sentence in same],
        said=same,
        invented=bool(there) and all(entry.invented for entry in there),
        shown_date=shown_date,
    )


def _same(there: Sequence[IndexEntry]) -> list[str]:
    if len(there) < 2:
        return []
    told = [(entry.title, entry.summary, entry.certainty) for entry in there]
    return [sentences[0] for sentences in zip(*told, strict=True) if sentences[0] and len(set(sentences)) == 1]
