"""A page of its own beside the report: what few readers need, and those who do need whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wij_impact.errors import UsageError
from wij_impact.presentation.block import Block, rich
from wij_impact.presentation.news import Spark

__all__ = ["LEAF_FOLDER", "Leaf", "check_leaves"]

#: Where the pages stand, inside the folder of the report.
LEAF_FOLDER = "pages"


@dataclass(frozen=True)
class Leaf(Block):
    """One page beside the report, ``pages/<id>.html``: only in HTML, so that paper stays short.

    A row of a table leads to it (`Table.pages`), and it leads back to that table.

    Parameters
    ----------
    title : str
        The h1 of the page.
    content : tuple of Block
        What stands on it; its ids are its own.
    spark : Spark, optional
        A small chart under the title, whose words are printed with it.

    Raises
    ------
    UsageError
        For a page without title or content, or with a page in it.
    """

    title: str = ""
    content: tuple[Block, ...] = ()
    spark: Spark | None = field(default=None, metadata={"of": Spark, "optional": True})

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.title.strip() or not self.content:
            raise UsageError(f"page '{self.id}' has no title or nothing on it.")
        if any(isinstance(block, Leaf) for block in self.content):
            raise UsageError(f"page '{self.id}' holds another page.", remedy="Put the two beside each other.")

    @property
    def file(self) -> str:
        """Its place inside the folder of the report."""
        return f"{LEAF_FOLDER}/{self.id}.html"

    def plain(self) -> str:
        return f"{self.title.replace('**', '')} → {self.file}"

    def preview(self) -> str:
        return f"<p>→ {rich(self.title)}</p>"


def check_leaves(leaves: Sequence[Leaf], linked: Sequence[str]) -> None:
    """Every page is reached by a table, and every table that leads to a page finds it.

    Raises
    ------
    UsageError
        For a page that nothing leads to, or a row that leads to no page.
    """
    made = {leaf.id for leaf in leaves}
    lost, absent = sorted(made - set(linked)), sorted(set(linked) - made)
    if lost or absent:
        name = (absent or lost)[0]
        raise UsageError(
            f"a table leads to page '{name}', which is not there." if absent else f"nothing leads to page '{name}'.",
            remedy="Put it on with page.leaf(...)." if absent else "Name it in pages= of a table.",
        )
