"""A map from costs to who pays them, and from effects to who gains: the effectenarena of a cost-benefit case."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, NamedTuple

from wij_impact.drawing.canvas import empty_figure, is_narrow, need_columns
from wij_impact.drawing.palette import ACCENT, FILL, GREY, INK, PAPER, SOFT
from wij_impact.drawing.style import SMALL
from wij_impact.errors import UsageError
from wij_impact.language import Language, Text
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number, is_missing
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["effect_map"]

_SIDES = ("cost", "effect")
# Left edge and width of the four columns, as shares of the drawing; the bar between stands for the approach.
_COLUMNS = ((0.0, 0.262), (0.312, 0.162), (0.55, 0.25), (0.838, 0.162))
_BAR = 0.512
_WRAP = (24, 14, 23, 14)
# On a phone the two halves stand under each other: what it costs above, what changes below.
_STACKED = ((0.0, 0.56), (0.66, 0.34), (0.0, 0.56), (0.66, 0.34))
_STACKED_WRAP = (24, 14, 24, 14)
_STEP = 0.32  # inches between the halves, for the arrow that is the approach
_HEAD = 0.3
_LINE = 0.155  # inches per line of text
_GAP = 0.14
_HEADS = (
    Text(nl="Kosten", en="Costs"),
    Text(nl="Wie betaalt", en="Who pays"),
    Text(nl="Wat verandert", en="What changes"),
    Text(nl="Wie merkt het", en="Who gains"),
)


class _Box(NamedTuple):
    name: str
    lines: tuple[str, ...]
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@drawing
def effect_map(
    links: pd.DataFrame,
    *,
    side: str = "side",
    item: str = "item",
    actor: str = "actor",
    value: str = "value",
    how: str = "eur",
    lang: Language = "nl",
) -> Drawing:
    """Costs, who pays them, what changes, and with whom it falls; a broken line has no price.

    Parameters
    ----------
    links : pandas.DataFrame
        One row per item and actor: `side` (``cost`` or ``effect``), `item`, `actor` and `value`, the amount of
        that actor. A missing value is an item without a price: it is drawn with a broken line, never as 0.

    Returns
    -------
    Drawing
        Its data are the links.

    Raises
    ------
    UsageError
        For a column that is not there, no rows, or a side that is neither.

    Examples
    --------
    >>> import pandas as pd
    >>> links = pd.DataFrame({"side": ["cost", "effect"], "item": ["Begeleiding", "Minder hulp"],
    ...                       "actor": ["gemeente", "Rijk"], "value": [100.0, float("nan")]})
    >>> effect_map(links, how="integer").alt.partition(". Wat verandert")[0]
    'Kaart van kosten naar baten. Kosten: Begeleiding, betaald door gemeente (100)'
    """
    need_columns(links, [side, item, actor, value])
    wrong = [one for one in links[side] if one not in _SIDES]
    if wrong:
        raise UsageError(f"'{wrong[0]}' is no side of the map.", remedy="Choose cost or effect.")
    parts = [links[links[side] == one] for one in _SIDES]
    stacked = is_narrow()
    wraps = _STACKED_WRAP if stacked else _WRAP
    names = [_names(part, column) for part in parts for column in (item, actor)]
    sums = [_amounts(part, column, value, how, lang) for part in parts for column in (item, actor)]
    needs = [_height(column, amounts, wrap) for column, amounts, wrap in zip(names, sums, wraps, strict=True)]
    # The part of the drawing, from top to bottom, that each of the four columns has.
    if stacked:
        first, second = (max(needs[at : at + 2]) + _HEAD for at in (0, 2))
        spans = [(0.0, first)] * 2 + [(first + _STEP, first + _STEP + second)] * 2
    else:
        spans = [(0.0, max(needs) + _HEAD)] * 4
    height = spans[-1][1]
    figure, (axes,) = empty_figure(height)
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(height, 0)
    boxes = [
        _place(column, amounts, wrap, span)
        for column, amounts, wrap, span in zip(names, sums, wraps, spans, strict=True)
    ]  # fmt: skip
    places = _STACKED if stacked else _COLUMNS
    for number, (column, head) in enumerate(zip(boxes, _HEADS, strict=True)):
        _draw_column(axes, number, column, head.show(lang), places[number], spans[number][0])
    _draw_links(axes, parts, boxes, (item, actor, value), places)
    if stacked:
        _draw_down(axes, spans[0][1])
    else:
        _draw_across(axes, boxes)
    columns = {
        side: Column(Text(nl="Kant", en="Side").show(lang), "text"),
        item: Column(Text(nl="Post", en="Item").show(lang), "text"),
        actor: Column(Text(nl="Wie", en="Who").show(lang), "text"),
        value: Column(label("value", lang), how),
    }
    data = links[list(columns)].copy()
    # The data beside the map are read by the same people: the side in their words, never our code.
    data[side] = [label(f"side_{one}", lang) for one in links[side]]
    return finish(figure, data, _told(parts, (item, actor, value), how, lang), columns)


def _names(part: pd.DataFrame, column: str) -> list[str]:
    return list(dict.fromkeys(str(one) for one in part[column]))


def _amounts(part: pd.DataFrame, column: str, value: str, how: str, lang: Language) -> dict[str, str]:
    """The amount under each name: the priced part, "no price", or both."""
    shown = {}
    for name, rows in part.groupby(part[column].astype(str), sort=False):
        priced, missing = rows[value].dropna(), bool(rows[value].isna().any())
        amount = format_number(float(priced.sum()), how, lang)
        plus = Text(nl=f"{amount} + PM", en=f"{amount} + PM").show(lang)
        shown[str(name)] = (plus if missing else amount) if len(priced) else label("no_price", lang)
    return shown


def _lines(name: str, amount: str, wrap: int) -> tuple[str, ...]:
    return (*(textwrap.wrap(name, wrap) or [" "]), amount)


def _height(names: list[str], amounts: dict[str, str], wrap: int) -> float:
    return sum(_LINE * len(_lines(name, amounts[name], wrap)) + 2 * _GAP for name in names)


def _place(names: list[str], amounts: dict[str, str], wrap: int, span: tuple[float, float]) -> list[_Box]:
    """Boxes from top to bottom, spread over the height that their column has under its head."""
    free = span[1] - span[0] - _HEAD - _height(names, amounts, wrap)
    extra = free / (len(names) + 1) if names else 0.0
    top, boxes = span[0] + _HEAD + extra, []
    for name in names:
        lines = _lines(name, amounts[name], wrap)
        size = _LINE * len(lines) + _GAP
        boxes.append(_Box(name, lines, top + _GAP / 2, top + _GAP / 2 + size))
        top += size + _GAP + extra
    return boxes


def _draw_column(axes: Axes, number: int, boxes: list[_Box], head: str, place: tuple[float, float], top: float) -> None:
    from matplotlib.patches import Rectangle

    left, width = place
    axes.text(left, top + 0.12, head, color=SOFT, fontsize=SMALL, va="center")
    actor = number in (1, 3)
    for box in boxes:
        fill: dict[str, Any] = {"facecolor": FILL if actor else PAPER, "edgecolor": ACCENT if actor else GREY}
        axes.add_patch(Rectangle((left, box.top), width, box.bottom - box.top, linewidth=0.9, zorder=2, **fill))
        for row, line in enumerate(box.lines):
            last = row == len(box.lines) - 1
            axes.text(
                left + 0.008, box.top + _GAP / 2 + _LINE * (row + 0.5), line, va="center", zorder=3,
                fontsize=SMALL - 0.5 if last else SMALL, color=SOFT if last else INK,
            )  # fmt: skip


def _draw_links(
    axes: Axes,
    parts: list[pd.DataFrame],
    boxes: list[list[_Box]],
    names: tuple[str, str, str],
    places: tuple[tuple[float, float], ...],
) -> None:
    item, actor, value = names
    for part, first in zip(parts, (0, 2), strict=True):
        froms = {box.name: box for box in boxes[first]}
        tos = {box.name: box for box in boxes[first + 1]}
        for _, row in part.iterrows():
            start, end = froms[str(row[item])], tos[str(row[actor])]
            x = (sum(places[first]), places[first + 1][0])
            _connect(axes, x, (start.middle, end.middle), not is_missing(row[value]))


def _draw_down(axes: Axes, top: float) -> None:
    """The approach between the halves on a phone: from what is paid to what changes."""
    axes.annotate(
        "", (0.5, top + _STEP), (0.5, top),
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 2.2, "shrinkA": 0, "shrinkB": 0},
    )  # fmt: skip


def _draw_across(axes: Axes, boxes: list[list[_Box]]) -> None:
    """The approach between the payers and the effects: one bar from all of the one to all of the other."""
    payers, effects = boxes[1], boxes[2]
    ends = [box.middle for box in (*payers, *effects)]
    if payers and effects:
        axes.plot([_BAR, _BAR], [min(ends), max(ends)], color=INK, linewidth=2.2, solid_capstyle="round", zorder=1)
        for box in payers:
            axes.plot([sum(_COLUMNS[1]), _BAR], [box.middle] * 2, color=INK, linewidth=1.0, zorder=1)
        for box in effects:
            axes.annotate(
                "", (_COLUMNS[2][0], box.middle), (_BAR, box.middle),
                arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.0, "shrinkA": 0, "shrinkB": 0},
            )  # fmt: skip


def _connect(axes: Axes, x: tuple[float, float], y: tuple[float, float], priced: bool) -> None:
    style: Any = "solid" if priced else (0, (2, 2))
    axes.plot(list(x), list(y), color=ACCENT if priced else GREY, linestyle=style,
              linewidth=1.6 if priced else 1.0, zorder=1)  # fmt: skip


def _told(parts: list[pd.DataFrame], names: tuple[str, str, str], how: str, lang: Language) -> str:
    item, actor, value = names
    said = [Text(nl="Kaart van kosten naar baten.", en="Map from costs to benefits.").show(lang)]
    by = (Text(nl="betaald door", en="paid by").show(lang), Text(nl="bij", en="with").show(lang))
    for part, head, word in zip(parts, (_HEADS[0], _HEADS[2]), by, strict=True):
        rows = []
        for name in _names(part, item):
            own = part[part[item].astype(str) == name]
            who = [
                f"{row[actor]} ({label('no_price', lang)})"
                if is_missing(row[value])
                else f"{row[actor]} ({format_number(row[value], how, lang)})"
                for _, row in own.iterrows()
            ]
            rows.append(f"{name}, {word} {', '.join(who)}")
        if rows:
            said.append(f"{head.show(lang)}: {'; '.join(rows)}.")
    return " ".join(said)
