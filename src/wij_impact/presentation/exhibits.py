"""The blocks that show numbers: a table, and a drawing with its text alternative and its numbers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from wij_impact.drawing.canvas import own_ids
from wij_impact.errors import UsageError
from wij_impact.language import Language
from wij_impact.presentation.block import MIME, Block, escaped, rich
from wij_impact.presentation.codec import left_out
from wij_impact.presentation.labels import label
from wij_impact.presentation.limits import printed_columns, with_limits
from wij_impact.presentation.tables import Column, Reference, Row, show_cell
from wij_impact.presentation.watermark import watermark

__all__ = ["Figure", "FigurePoint", "Table"]

_PREVIEW_ROWS = 12


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
        Per row the report that its first cell leads to on a page where it stands beside it (`pipeline.beside`);
        empty when there are none.
    pages : tuple of str
        Per row the `Leaf` of this report that its first cell leads to; empty when there are none.

    Raises
    ------
    UsageError
        For a filter that is no column, or links that are not one for each row.
    """

    caption: str = ""
    columns: tuple[Column, ...] = field(default=(), metadata={"of": Column})
    rows: tuple[Row, ...] = ()
    base: str = left_out()
    note: str = left_out()
    references: tuple[Reference, ...] = left_out((), of=Reference)
    row_references: tuple[tuple[int, ...], ...] = left_out(())
    row_headers: int = left_out(1)
    shown_rows: int | None = left_out(None)
    folded: bool = left_out(False)
    row_formats: tuple[str, ...] = left_out(())
    synthetic: bool = left_out(False)
    own_rows: tuple[int, ...] = left_out(())
    filters: tuple[str, ...] = left_out(())
    links: tuple[str, ...] = left_out(())
    pages: tuple[str, ...] = left_out(())

    def __post_init__(self) -> None:
        super().__post_init__()
        for leads in (self.links, self.pages):
            if leads and len(leads) != len(self.rows):
                raise UsageError(f"table '{self.id}' has {len(self.rows)} rows and {len(leads)} links.")
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

    def printed(self) -> tuple[list[tuple[int, str]], list[list[str]]]:
        """What a page shows: the place and header of each column, and the cells, limits behind their value."""
        columns = printed_columns(self.columns, self.lang)

        def cell(row: list[str], at: int, limits: tuple[int, ...]) -> str:
            if not limits:
                return row[at]
            return with_limits(None if at in limits else row[at], [row[k] for k in limits], self.lang)

        rows = [[cell(row, at, limits) for at, limits, _ in columns] for row in self.shown()]
        return [(at, header) for at, _, header in columns], rows

    def plain(self) -> str:
        lines = [" | ".join(column.header for column in self.columns)]
        lines += [" | ".join(row) for row in self.shown()[:_PREVIEW_ROWS]]
        more = [f"… ({len(self.rows)})"] if len(self.rows) > _PREVIEW_ROWS else []
        return "\n".join([self.caption, *lines, *more])

    def preview(self) -> str:
        head = "".join(f"<th>{rich(column.header)}</th>" for column in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escaped(cell)}</td>" for cell in row) + "</tr>"
            for row in self.shown()[:_PREVIEW_ROWS]
        )
        more = f"<p>… ({len(self.rows)})</p>" if len(self.rows) > _PREVIEW_ROWS else ""
        return f"<table><caption>{escaped(self.caption)}</caption><tr>{head}</tr>{body}</table>{more}"


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
    subtitle: str = left_out()
    alt: str = left_out()
    svg: str = left_out()
    data: Table | None = field(default=None, metadata={"of": Table, "optional": True})
    note: str = left_out()
    references: tuple[Reference, ...] = left_out((), of=Reference)
    first: bool = left_out(False)
    synthetic: bool = left_out(False)
    svg_narrow: str = left_out()
    points: tuple[FigurePoint, ...] = left_out((), of=FigurePoint)
    points_narrow: tuple[FigurePoint, ...] = left_out((), of=FigurePoint)

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
        return f"<figure>{self.svg}<figcaption>{escaped(self.caption)}</figcaption></figure>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # No text/html: Jupyter would prefer it, and the drawing would be stored twice.
        content = {**self.to_json(), "svg": ""}
        return {"text/plain": self.plain(), "image/svg+xml": self.svg, MIME: content}
