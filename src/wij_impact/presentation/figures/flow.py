"""A flow: how many of what came in went where. Width is number; what was counted otherwise stands apart."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from wij_impact.drawing.canvas import empty_figure, is_narrow, need_columns
from wij_impact.drawing.palette import ACCENT, GRID, INK, MIDDLE, PALE, PAPER, SOFT, WARN
from wij_impact.drawing.style import SMALL
from wij_impact.errors import UsageError
from wij_impact.language import Language
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, mark
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number, is_missing
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["flow"]

_THICK = 0.05  # of a node, in the direction of the flow


@drawing
def flow(
    frame: pd.DataFrame,
    name: str = "name",
    parent: str = "parent",
    value: str = "value",
    *,
    apart: str | None = None,
    apart_title: str = "",
    how: str = "integer",
    lang: Language = "nl",
) -> Drawing:
    """Where what came in went: bands as wide as their number, and apart from them what cannot be compared.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per node, each name once: its `parent` (missing for the one where the flow begins) and its number.
        Children may add up to less than their parent: the rest stays open. A missing number is a hatched box.
    apart : str, optional
        Column of booleans: rows that were counted otherwise. They have no parent and get no band.
    apart_title : str
        Why they stand apart.

    Returns
    -------
    Drawing

    Raises
    ------
    UsageError
        For a parent that is no node, a name used twice, no or several beginnings, or children that exceed their parent.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"name": ["vragen", "direct"], "parent": [None, "vragen"], "value": [200, 90]})
    >>> flow(rows).alt
    'vragen: 200. direct: 90, 45% van vragen.'
    """
    need_columns(frame, [name, parent, value, apart])
    beside = frame[apart].astype(bool) if apart else frame[name].isna()
    nodes = frame[~beside]
    tree = {str(row[name]): (row[parent], float(row[value])) for _, row in nodes.iterrows()}
    _check(nodes, tree, name)
    rest = frame[beside]
    axes, side = _panels(len(rest))
    told = _draw_tree(axes, tree, how, lang)
    if side is not None:
        told += _draw_apart(side, rest, name, value, apart_title, tree, how, lang)
    shown = frame[[one for one in (name, parent, value) if one]].copy()
    columns = {
        name: Column(label("flow_node", lang), "text"),
        parent: Column(label("flow_from", lang), "text"),
        value: Column(label("value", lang), how),
    }
    figure: Any = axes.figure
    return finish(figure, shown, " ".join(told), columns)


def _check(nodes: pd.DataFrame, tree: dict[str, tuple[Any, float]], name: str) -> None:
    if len(tree) < len(nodes):
        raise UsageError(f"column '{name}' holds a node twice.")
    begins = [one for one, (above, _) in tree.items() if is_missing(above)]
    if len(begins) != 1 or math.isnan(tree[begins[0]][1]):
        raise UsageError(f"a flow has one beginning with a number, not {len(begins)}.")
    for one, (above, _) in tree.items():
        if not is_missing(above) and str(above) not in tree:
            raise UsageError(f"'{one}' comes from '{above}', which is no node.")
        children = [number for up, number in tree.values() if str(up) == one and not math.isnan(number)]
        if sum(children) > tree[one][1] * (1 + 1e-9):
            raise UsageError(
                f"the parts of '{one}' are more than the whole.", remedy="What is counted otherwise is `apart`."
            )


def _panels(beside: int) -> tuple[Axes, Axes | None]:
    """Axes of the flow, and of what stands apart: to its right, on a phone below it."""
    below = 0.5 + 0.45 * beside
    if is_narrow():
        _, axes = empty_figure(3.0 + (below if beside else 0), 2 if beside else 1)
    else:
        _, axes = empty_figure(max(2.8, 0.5 * beside), 1, 2 if beside else 1)
    grid: Any = axes[0].get_gridspec()
    if beside and is_narrow():
        grid.set_height_ratios([3.0, below])
    elif beside:
        grid.set_width_ratios([1.7, 1.0])
    for one in axes:
        one.set_axis_off()
    return axes[0], axes[1] if beside else None


def _draw_tree(axes: Axes, tree: dict[str, tuple[Any, float]], how: str, lang: Language) -> list[str]:
    """Node after node, each child under what of its parent is left; on a phone the flow goes down instead of right."""
    narrow = is_narrow()
    root = next(one for one, (above, _) in tree.items() if is_missing(above))
    whole = tree[root][1] or 1.0
    deep = max(_depth(tree, one) for one in tree)
    gap = 0.0 if deep == 0 else (1.0 - _THICK) / deep
    start = {root: 0.0}
    used: dict[str, float] = {}
    told = []
    axes.set_xlim(0, 1) if narrow else axes.set_xlim(0, 1.35)
    axes.set_ylim(1.35, -0.12) if narrow else axes.set_ylim(1.02, -0.06)
    for place, (one, (above, number)) in enumerate(tree.items()):
        depth, size = _depth(tree, one), (0.06 if math.isnan(number) else number / whole)
        along = depth * gap
        if one != root:
            up = str(above)
            begin = start[up] + used.get(up, 0.0)
            used[up] = used.get(up, 0.0) + size
            start[one] = begin
            if not math.isnan(number):
                _band(axes, (along - gap + _THICK, along), begin, size, PALE if place % 2 else GRID)
        _node(axes, along, start[one], size, missing=math.isnan(number), root=one == root)
        told.append(_said(axes, tree, one, along, start[one], size, how, lang))
    return told


def _depth(tree: dict[str, tuple[Any, float]], one: str) -> int:
    above = tree[one][0]
    return 0 if is_missing(above) else 1 + _depth(tree, str(above))


def _turn(along: float, across: float) -> tuple[float, float]:
    return (across, along) if is_narrow() else (along, across)


def _band(axes: Axes, along: tuple[float, float], begin: float, size: float, colour: str) -> None:
    corners = [
        _turn(along[0], begin),
        _turn(along[1], begin),
        _turn(along[1], begin + size),
        _turn(along[0], begin + size),
    ]
    axes.fill([x for x, _ in corners], [y for _, y in corners], facecolor=colour, edgecolor=MIDDLE, linewidth=0.6)


def _node(axes: Axes, along: float, begin: float, size: float, missing: bool, root: bool) -> None:
    from matplotlib.patches import Rectangle

    corner = _turn(along, begin)
    wide, tall = _turn(_THICK, size)
    look: dict[str, Any] = (
        {"facecolor": PAPER, "edgecolor": SOFT, "hatch": "////", "linestyle": (0, (3, 2))}
        if missing
        else {"facecolor": INK if root else ACCENT, "edgecolor": PAPER}
    )
    axes.add_patch(Rectangle(corner, wide, tall, linewidth=0.8, zorder=3, **look))


def _said(
    axes: Axes, tree: dict[str, tuple[Any, float]], one: str, along: float, begin: float, size: float, how: str,
    lang: Language,
) -> str:  # fmt: skip
    above, number = tree[one]
    shown = label("not_published", lang) if math.isnan(number) else format_number(number, how, lang)
    whole = None if is_missing(above) else tree[str(above)][1]
    share = ""
    if whole and not math.isnan(number):
        share = f"{format_number(number / whole, 'percent', lang)} {label('of_pages', lang)} {above}"
    narrow, root = is_narrow(), is_missing(above)
    wrapped = textwrap.wrap(one, max(9, round(size * 40)) if narrow else 24) or [one]
    text = "\n".join([shown, *wrapped, *([share.split()[0]] if share else [])])
    if narrow:
        at, side = ((begin, along - 0.02), "bottom") if root else ((begin, along + _THICK + 0.02), "top")
        text = f"{shown} {one}" if root else text
        axes.text(*at, text, ha="left", va=side, fontsize=SMALL, color=INK, fontweight="bold" if root else "normal")
    elif root:
        axes.text(0, -0.02, f"{shown} {one}", ha="left", va="bottom", color=INK, fontweight="bold")
    else:
        axes.text(along + _THICK + 0.02, begin + size / 2, text, ha="left", va="center", color=INK, zorder=4)
    mark(axes, *_turn(along + _THICK / 2, begin + size / 2), f"{one}\n{shown}" + (f", {share}" if share else ""))
    return f"{one}: {shown}, {share}." if share else f"{one}: {shown}."


def _draw_apart(
    axes: Axes, rest: pd.DataFrame, name: str, value: str, title: str, tree: dict[str, tuple[Any, float]], how: str,
    lang: Language,
) -> list[str]:  # fmt: skip
    from matplotlib.patches import Rectangle

    numbers = [float(one) for one in rest[value]]
    most = max([one for one in numbers if not math.isnan(one)], default=1.0) or 1.0
    count = len(rest)
    axes.set_xlim(-0.06, 1.5)
    axes.set_ylim(count, -0.9)
    edge: dict[str, Any] = {"color": WARN, "linestyle": (0, (4, 3)), "linewidth": 1.0, "clip_on": False}
    axes.plot([-0.06, 1.5] if is_narrow() else [-0.06, -0.06], [-0.9, -0.9] if is_narrow() else [-0.9, count], **edge)
    axes.text(0, -0.45, "\n".join(textwrap.wrap(title, 40)), va="center", color=WARN, fontsize=SMALL)
    told = [f"{title}:"] if title else []
    for at, (one, number) in enumerate(zip(rest[name].astype(str), numbers, strict=True)):
        missing = math.isnan(number)
        shown = label("not_published", lang) if missing else format_number(number, how, lang)
        look: dict[str, Any] = (
            {"facecolor": PAPER, "edgecolor": SOFT, "hatch": "////", "linestyle": (0, (3, 2))}
            if missing
            else {"facecolor": MIDDLE, "edgecolor": ACCENT}
        )
        long = 0.2 if missing else number / most
        axes.text(0, at + 0.28, one, va="bottom", color=INK, fontsize=SMALL)
        axes.add_patch(Rectangle((0, at + 0.36), long, 0.34, linewidth=0.8, **look))
        axes.text(long + 0.03, at + 0.53, shown, va="center", color=INK, fontsize=SMALL, fontweight="bold")
        mark(axes, long, at + 0.53, f"{one}\n{shown}")
        told.append(f"{one}: {shown}.")
    return told
