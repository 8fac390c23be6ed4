"""What every figure function returns, and axes in the number formats of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from wij_impact.drawing.canvas import own_ids, to_svg
from wij_impact.language import Language
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Drawing", "finish", "number_axis"]


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
    """

    svg: str
    data: pd.DataFrame
    alt: str
    columns: Mapping[str, Column] | None = None
    row_format: str = ""

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
    return Drawing(to_svg(figure), data, alt, columns, "number_format" if formats else "")
