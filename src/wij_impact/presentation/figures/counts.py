"""How many fall in each cell of two groupings: a grid of counts that needs no colour."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wij_impact.drawing.canvas import empty_figure, is_narrow, need_columns
from wij_impact.drawing.palette import COUNT_SHADES, INK, PAPER
from wij_impact.drawing.style import SMALL
from wij_impact.errors import UsageError
from wij_impact.language import Language, Text
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["count_grid"]

# Light enough for ink on the darkest, and apart from each other in grey.


@drawing
def count_grid(
    frame: pd.DataFrame,
    row: str,
    column: str,
    *,
    rows: Mapping[str, str],
    columns: Mapping[str, str],
    lang: Language = "nl",
) -> Drawing:
    """Counts of items by two groupings, written in the cell; the darker, the larger the share of its row.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per item.
    row, column : str
        Columns with the group of an item.
    rows, columns : mapping
        Groups in the order to show, with how they are called. A row without items is left out.

    Returns
    -------
    Drawing
        Its data have one row per row of the grid, with a column per group and `total`.

    Raises
    ------
    UsageError
        For a group without a name: an item would vanish.

    Examples
    --------
    >>> import pandas as pd
    >>> items = pd.DataFrame({"kind": ["a", "a", "b"], "verdict": ["x", "y", "x"]})
    >>> names = {"a": "A", "b": "B"}, {"x": "X", "y": "Y"}
    >>> count_grid(items, "kind", "verdict", rows=names[0], columns=names[1]).alt
    'Tabel met aantallen. A: 1 X, 1 Y. B: 1 X.'
    """
    import pandas as pd

    need_columns(frame, [row, column])
    for name, known in ((row, rows), (column, columns)):
        strange = sorted(set(frame[name].astype(str)) - set(known))
        if strange:
            raise UsageError(f"column '{name}' has '{strange[0]}', which has no name.")
    used = [code for code in rows if (frame[row] == code).any()]
    table = pd.crosstab(frame[row], frame[column]).reindex(index=used, columns=list(columns), fill_value=0)
    figure = _drawn(table, [rows[code] for code in used], list(columns.values()))
    told = []
    for code, counts in zip(used, table.to_numpy().tolist(), strict=True):
        parts = [f"{count} {name}" for count, name in zip(counts, columns.values(), strict=True) if count]
        told.append(f"{rows[code]}: {', '.join(parts)}")
    data = table.reset_index(drop=True)
    data.columns = pd.Index([str(name) for name in data.columns])
    data.insert(0, row, [rows[code] for code in used])
    shown = {row: Column("", "text")} | {one: Column(name, "integer") for one, name in columns.items()}
    title = Text(nl="Tabel met aantallen.", en="Grid of counts.").show(lang)
    return finish(figure, data, f"{title} {'. '.join(told)}.", shown)


def _drawn(table: pd.DataFrame, names: Sequence[str], heads: Sequence[str]) -> Figure:
    narrow = is_narrow()
    figure, (axes,) = empty_figure(0.42 * len(names) + (0.95 if narrow else 0.75))
    for at, (_, counts) in enumerate(table.iterrows()):
        total = int(counts.sum())
        for place, count in enumerate(counts.tolist()):
            shade = COUNT_SHADES[0] if not count else COUNT_SHADES[1 + min(3, int(4 * count / total))]
            axes.bar(place, 1, bottom=at - 0.5, width=1, color=shade, edgecolor=PAPER, linewidth=2)
            axes.text(place, at, str(count) if count else "·", ha="center", va="center", color=INK)
    wrapped = ["\n".join(textwrap.wrap(head, 13)) for head in heads]
    # On a phone the cells are narrower than a word: every other header stands a line higher.
    shown = [f"{head}\n" if narrow and at % 2 else head for at, head in enumerate(wrapped)]
    axes.set_xticks(range(len(heads)), shown, fontsize=SMALL)
    said = ["\n".join(textwrap.wrap(name, 16)) for name in names] if narrow else list(names)
    axes.set_yticks(range(len(names)), said)
    axes.tick_params(axis="both", colors=INK, length=0)
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(heads) - 0.5)
    axes.set_ylim(len(names) - 0.5, -0.5)
    for side in axes.spines.values():
        side.set_visible(False)
    return figure
