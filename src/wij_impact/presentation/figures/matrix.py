"""A matrix of two ordered scales with what lies in each cell: the risk register as probability by impact."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wij_impact.drawing.canvas import empty_figure, need_columns
from wij_impact.drawing.palette import INK, PAPER, SHADES, SOFT
from wij_impact.drawing.style import SMALL
from wij_impact.errors import UsageError
from wij_impact.language import Language, Text, in_language
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish
from wij_impact.presentation.labels import label
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["heatmap"]

# From calm to serious; ink on the darkest still has a contrast above 7:1.


@drawing
def heatmap(
    frame: pd.DataFrame,
    x: str,
    y: str,
    item: str,
    *,
    x_order: Sequence[str],
    y_order: Sequence[str],
    x_title: str | Text,
    y_title: str | Text,
    lang: Language = "nl",
) -> Drawing:
    """Items in a matrix of two ordered scales; a cell further up and to the right is darker.

    Parameters
    ----------
    x, y : str
        Columns with the level on each scale.
    item : str
        Column with the short name that is written in the cell.
    x_order, y_order : sequence of str
        Levels from low to high.

    Returns
    -------
    Drawing
        Its data are the items with their levels.

    Raises
    ------
    UsageError
        For a level that is not in its order: an item would vanish.
    """
    need_columns(frame, [x, y, item])
    for column, order in ((x, x_order), (y, y_order)):
        strange = sorted({str(level) for level in frame[column]} - set(order))
        if strange:
            raise UsageError(
                f"column '{column}' has the level '{strange[0]}', which is not in its order.",
                remedy=f"The order is {', '.join(order)}.",
            )
    figure, (axes,) = empty_figure(0.95 * len(y_order) + 0.5)
    top = max(1, len(x_order) + len(y_order) - 2)
    told = []
    for row, level_y in enumerate(y_order):
        for column_at, level_x in enumerate(x_order):
            inside = [str(one) for one in frame[item][(frame[x] == level_x) & (frame[y] == level_y)]]
            shade = SHADES[round((row + column_at) / top * (len(SHADES) - 1))]
            axes.bar(column_at, 1, bottom=row - 0.5, width=1, color=shade, edgecolor=PAPER, linewidth=2)
            text = "\n".join(textwrap.wrap("  ".join(inside), max(8, int(66 / len(x_order)))))
            axes.text(column_at, row, text, ha="center", va="center", fontsize=SMALL, color=INK)
            if inside:
                told.append(f"{level_y} / {level_x}: {', '.join(inside)}.")
    axes.set_xticks(range(len(x_order)), list(x_order))
    axes.set_yticks(range(len(y_order)), list(y_order))
    axes.set_xlim(-0.5, len(x_order) - 0.5)
    axes.set_ylim(-0.5, len(y_order) - 0.5)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlabel(f"{in_language(x_title, lang)} →", color=SOFT)
    axes.set_ylabel(f"{in_language(y_title, lang)} →", color=SOFT)
    titles = f"{in_language(y_title, lang)} / {in_language(x_title, lang)}"
    columns = {
        item: Column(item, "text"),
        x: Column(in_language(x_title, lang), "text"),
        y: Column(in_language(y_title, lang), "text"),
    }
    return finish(figure, frame[[item, x, y]], f"{label('chart_heatmap', lang)}, {titles}. {' '.join(told)}", columns)
