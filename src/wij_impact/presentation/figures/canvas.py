"""What every figure function returns, and axes in the number formats of a report."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

from wij_impact.drawing.canvas import house_style, own_ids, phone, to_svg
from wij_impact.language import Language
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Drawing", "drawing", "finish", "mark", "number_axis"]

P = ParamSpec("P")


class Drawing(NamedTuple):
    """What every figure function returns.

    Attributes
    ----------
    svg : str
        The drawing, without ids of its own yet; `own_ids` gives it those of a block.
    data : pandas.DataFrame
        The numbers that are drawn, unrounded.
    alt : str
        A text alternative made from the data.
    columns : dict
        Labels and formats of `data`.
    row_format : str
        Column of `data` with the number format of each row, where rows differ; empty otherwise.
    points : tuple of (float, float, str)
        The values one can point at: place in the view box, and words.
    again : callable, optional
        Draws the same for a phone.
    """

    svg: str
    data: pd.DataFrame
    alt: str
    columns: Mapping[str, Column] | None = None
    row_format: str = ""
    points: tuple[tuple[float, float, str], ...] = ()
    again: Callable[[], Drawing] | None = None

    def narrow(self) -> Drawing | None:
        """The same drawn for a phone; None when the figure does not know how."""
        return self.again() if self.again else None

    def __repr__(self) -> str:
        return f"Drawing: {self.alt}"

    def _repr_svg_(self) -> str:
        """The drawing itself, so that Jupyter shows it."""
        return own_ids(self.svg, "drawing", "", self.alt)


def number_axis(axes: Axes, which: str, how: str, lang: Language, ticks: int = 5) -> None:
    """Ticks in the number format of the report, and grid lines across."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 2.5, 5, 10], integer=how in {"integer", "eur", "year"}))
    axis.set_major_formatter(FuncFormatter(lambda value, _: format_number(round(value, 10), how, lang)))
    axes.grid(True, axis="y" if which == "y" else "x")


def finish(
    figure: Figure,
    data: pd.DataFrame,
    alt: str,
    columns: Mapping[str, Column] | None = None,
    formats: Sequence[str] = (),
) -> Drawing:
    """The drawing of a finished figure; `formats` is the number format of each row where rows differ."""
    data = data.reset_index(drop=True)
    if formats:
        data["number_format"] = list(formats)
    svg = to_svg(figure)
    return Drawing(svg, data, alt, columns, "number_format" if formats else "", _places(figure))


def drawing(draw: Callable[P, Drawing]) -> Callable[P, Drawing]:
    """A figure function in the house style, whose drawing can be drawn again for a phone."""
    styled = house_style(draw)

    @functools.wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Drawing:
        def for_a_phone() -> Drawing:
            with phone():
                return styled(*args, **kwargs)

        return styled(*args, **kwargs)._replace(again=for_a_phone)

    return drawn


def mark(axes: Axes, x: Any, y: Any, text: str, where: str = "data") -> None:
    """Let a reader point at a value: its place in the axes (or, `where` axes, as fractions of them), and its words."""
    figure: Any = axes.figure
    figure.marks = [*getattr(figure, "marks", []), (axes, float(x), float(y), text, where)]


def _places(figure: Any) -> tuple[tuple[float, float, str], ...]:
    """The marks in the coordinates of the view box; only after the drawing the layout is known."""
    scale, tall = 72 / figure.dpi, 72 * float(figure.get_figheight())
    found = []
    for axes, x, y, text, where in getattr(figure, "marks", []):
        across, up = (axes.transData if where == "data" else axes.transAxes).transform((x, y)) * scale
        if math.isfinite(across) and math.isfinite(up):
            found.append((float(across), float(tall - up), text))
    return tuple(found)
