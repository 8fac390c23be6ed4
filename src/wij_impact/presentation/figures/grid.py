"""A grid of numbers over two inputs, darker where the number is higher: which combinations give what."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wij_impact.drawing.canvas import empty_figure, need_columns
from wij_impact.drawing.palette import INK, PAPER, SHADES, SOFT
from wij_impact.language import Language, Text, in_language
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["value_grid"]

# From low to high; ink on the darkest still has a contrast above 7:1, and the order survives a grey printer.


@drawing
def value_grid(
    frame: pd.DataFrame,
    x: str,
    y: str,
    value: str,
    *,
    x_title: str | Text,
    y_title: str | Text,
    value_title: str | Text,
    how: str = "decimal1",
    how_axes: str = "percent",
    lang: Language = "nl",
) -> Drawing:
    """Every combination of two inputs with its number, shaded by the logarithm of the number.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per combination; rows and columns stand in order of appearance, the first row on top.
    x, y, value : str
        Columns with the two inputs and the number, which is above 0.
    how, how_axes : str
        Number formats of the number and of both inputs.

    Returns
    -------
    Drawing
        Its data are the combinations. Equal numbers have equal shades, wherever they stand.
    """
    need_columns(frame, [x, y, value])
    across, down = list(dict.fromkeys(frame[x])), list(dict.fromkeys(frame[y]))
    low, high = math.log(frame[value].min()), math.log(frame[value].max())
    figure, (axes,) = empty_figure(0.42 * len(down) + 0.75)
    told = []
    for one, other, number in zip(frame[x], frame[y], frame[value], strict=True):
        column, row = across.index(one), down.index(other)
        level = (math.log(number) - low) / ((high - low) or 1.0)
        shade = SHADES[round(level * (len(SHADES) - 1))]
        axes.bar(column, 1, bottom=row - 0.5, width=1, color=shade, edgecolor=SOFT, linewidth=0.5)
        shown = format_number(number, how, lang)
        axes.text(column, row, shown, ha="center", va="center", color=INK)
        told.append(f"{format_number(other, how_axes, lang)} / {format_number(one, how_axes, lang)}: {shown}.")
    axes.set_xticks(range(len(across)), [format_number(one, how_axes, lang) for one in across])
    axes.set_yticks(range(len(down)), [format_number(one, how_axes, lang) for one in down])
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.set_ylim(len(down) - 0.5, -0.5)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.spines["bottom"].set_visible(False)
    axes.set_facecolor(PAPER)
    titles = [in_language(title, lang) for title in (y_title, x_title, value_title)]
    axes.set_ylabel(titles[0], color=SOFT)
    axes.set_xlabel(titles[1], color=SOFT, loc="left")
    columns = {
        y: Column(titles[0], how_axes),
        x: Column(titles[1], how_axes),
        value: Column(titles[2], how),
    }
    alt = f"{titles[2]}, {titles[0]} / {titles[1]}. {' '.join(told)}"
    return finish(figure, frame[[y, x, value]], alt, columns)
