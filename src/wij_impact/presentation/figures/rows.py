"""Figures with one row per category: bars and a funnel in steps; and the axes that `points` and `money` share."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wij_impact.drawing.canvas import empty_figure, is_narrow, need_columns
from wij_impact.drawing.palette import ACCENT, FILL, GREY, INK, PAPER
from wij_impact.errors import UsageError
from wij_impact.language import Language, Text
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, mark
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number, is_missing
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["bar_height", "bars", "done", "end_label", "funnel_bars", "interval_text", "room", "row_axes", "zero_line"]

_ROW = 0.32  # inches
_WRAP = 34


@drawing
def bars(
    frame: pd.DataFrame,
    category: str,
    value: str = "value",
    *,
    lower: str | None = None,
    upper: str | None = None,
    sort: bool = False,
    highlight: Sequence[str] = (),
    how: str = "integer",
    lang: Language = "nl",
) -> Drawing:
    """Horizontal bars from 0, each with its value.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per bar, in the order to show.
    lower, upper : str, optional
        Limits of an interval, drawn as a line on the bar.
    sort : bool
        Largest first; missing last.
    highlight : sequence of str
        Categories to fill darkly; all when empty.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> import pandas as pd
    >>> bars(pd.DataFrame({"wijk": ["A", "B"], "value": [3, 5]}), "wijk", sort=True).alt
    'Staafgrafiek. B: 5. A: 3.'
    """
    need_columns(frame, [category, value, lower, upper])
    shown = frame.sort_values(value, ascending=False, na_position="last", kind="stable") if sort else frame
    names = [str(name) for name in shown[category]]
    _, axes, positions = row_axes(names)
    numbers: list[float] = shown[value].astype(float).tolist()
    # On a dark bar the line of an interval would drown.
    strong = [not lower and (not highlight or name in highlight) for name in names]
    axes.barh(
        positions, [0 if math.isnan(number) else number for number in numbers], height=bar_height(),
        color=[ACCENT if one else FILL for one in strong], edgecolor=ACCENT, linewidth=0.8,
    )  # fmt: skip
    reach = list(numbers)
    if lower and upper:
        axes.hlines(positions, shown[lower], shown[upper], color=INK, linewidth=1.4)
        reach = [_outer(*ends) for ends in zip(numbers, shown[lower], shown[upper], strict=True)]
    for position, number, end in zip(positions, numbers, reach, strict=True):
        end_label(axes, end, position, format_number(number, how, lang), number < 0)
    for position, name, (_, row) in zip(positions, names, shown.iterrows(), strict=True):
        end = 0.0 if math.isnan(numbers[position]) else numbers[position]
        mark(axes, end, position, f"{name}\n{_with_interval(row, value, lower, upper, how, lang)}")
    zero_line(axes)
    below = label_room([format_number(number, how, lang) for number in numbers if number < 0])
    room(axes, [0.0, *reach], left=below, right=max(0.14, below))
    told = " ".join(
        f"{name}: {_with_interval(row, value, lower, upper, how, lang)}."
        for name, (_, row) in zip(names, shown.iterrows(), strict=True)
    )
    columns = {category: Column(category, "text"), value: Column(label("value", lang), how)}
    return done(axes, shown, f"{label('chart_bar', lang)}. {told}", columns, lower, upper, how, lang)


@drawing
def funnel_bars(
    frame: pd.DataFrame,
    step: str = "step",
    value: str = "value",
    *,
    base: str | None = None,
    how: str = "integer",
    lang: Language = "nl",
) -> Drawing:
    """Steps of a process, each with its count and its share of the step it is a part of.

    Parameters
    ----------
    base : str, optional
        Column with the name of the step that is the base of the share; missing is no share. By default the step
        before. A count larger than its base is no part of it and gets no share.

    Returns
    -------
    Drawing
        Its data carry `share` and `share_of`.

    Examples
    --------
    >>> import pandas as pd
    >>> steps = pd.DataFrame({"step": ["vragen", "direct afgehandeld"], "value": [200, 90]})
    >>> funnel_bars(steps).alt
    'Trechter in stappen. vragen: 200. direct afgehandeld: 90, 45% van vragen.'
    """
    need_columns(frame, [step, value, base])
    names = [str(name) for name in frame[step]]
    counts = dict(zip(names, frame[value].astype(float), strict=True))
    bases = [None if is_missing(one) else str(one) for one in frame[base]] if base else [None, *names[:-1]]
    unknown = [one for one in bases if one is not None and one not in counts]
    if unknown:
        raise UsageError(f"'{unknown[0]}' is the base of a step, but no step has that name.")
    shares = [
        _share(counts[name], None if one is None else counts[one]) for name, one in zip(names, bases, strict=True)
    ]
    _, axes, positions = row_axes(names)
    numbers = [counts[name] for name in names]
    axes.barh(
        positions, [0 if math.isnan(number) else number for number in numbers], height=bar_height(),
        color=[ACCENT, *[FILL] * (len(names) - 1)], edgecolor=ACCENT, linewidth=0.8,
    )  # fmt: skip
    told = []
    for position, name, number, share, one in zip(positions, names, numbers, shares, bases, strict=True):
        shown = format_number(number, how, lang)
        part = "" if math.isnan(share) else f"{format_number(share, 'percent', lang)} {_of(lang)} {one}"
        end_label(axes, number, position, shown + (f"  {part}" if part else ""), False)
        told.append(f"{name}: {shown}, {part}." if part else f"{name}: {shown}.")
        mark(axes, 0.0 if math.isnan(number) else number, position, f"{name}\n{shown}" + (f", {part}" if part else ""))
    zero_line(axes)
    room(axes, [0.0, *numbers], right=0.55)
    data = frame.assign(share=shares)
    data["share_of"] = bases
    columns = {
        step: Column(Text(nl="Stap", en="Step").show(lang), "text"),
        value: Column(label("value", lang), how),
        "share": Column(Text(nl="Aandeel", en="Share").show(lang), "percent1"),
        "share_of": Column(Text(nl="Basis van het aandeel", en="Base of the share").show(lang), "text"),
    }
    return done(axes, data, f"{label('chart_funnel', lang)}. {' '.join(told)}", columns, None, None, how, lang)


def row_axes(names: Sequence[str], extra: float = 0.15) -> tuple[Figure, Axes, list[int]]:
    """Axes with one labelled row per name, the first on top; on a phone the names stand above their rows."""
    if is_narrow():
        return _narrow_rows(names, extra)
    wrapped = ["\n".join(textwrap.wrap(name, _WRAP)) or " " for name in names]
    lines = sum(max(1.0, 0.62 * (name.count("\n") + 1)) for name in wrapped)
    figure, (axes,) = empty_figure(_ROW * lines + extra + 0.15)
    positions = list(range(len(names)))
    axes.set_yticks(positions, wrapped)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.tick_params(axis="y", colors=INK, pad=6)
    axes.spines["bottom"].set_visible(False)
    axes.xaxis.set_visible(False)
    return figure, axes, positions


def _narrow_rows(names: Sequence[str], extra: float) -> tuple[Figure, Axes, list[int]]:
    wrapped = ["\n".join(textwrap.wrap(name, 44)) or " " for name in names]
    most = max((name.count("\n") + 1 for name in wrapped), default=1)
    step = 0.32 + 0.17 * most
    figure, (axes,) = empty_figure(step * len(names) + extra)
    axes.set_ylim(len(names) - 0.6, -0.4 - 0.17 * most / step)
    axes.yaxis.set_visible(False)
    for at, name in enumerate(wrapped):
        # Above the bar, which is at most 0.62 of a row high and less here.
        axes.annotate(
            name, (0, at - 0.24), xycoords=("axes fraction", "data"), xytext=(1, 1), textcoords="offset points",
            va="bottom", ha="left", color=INK, annotation_clip=False, zorder=4,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.4},
        )  # fmt: skip
    axes.spines["bottom"].set_visible(False)
    axes.xaxis.set_visible(False)
    return figure, axes, list(range(len(names)))


def bar_height() -> float:
    """How much of its row a bar takes."""
    return 0.4 if is_narrow() else 0.62


def zero_line(axes: Axes) -> None:
    axes.axvline(0, color=GREY, linewidth=0.9)


def room(axes: Axes, values: Sequence[float], left: float = 0.0, right: float = 0.14) -> None:
    """Room beside the marks for their labels; on the left too when there is something below 0."""
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(finite), max(finite)
    span = (high - low) or abs(high) or 1.0
    axes.set_xlim(low - span * max(left, 0.14 if low < 0 else 0.0), high + span * right)


def label_room(texts: Sequence[str]) -> float:
    """The part of the axis to keep free for the longest of these labels, beside names that take a third of the width.

    Examples
    --------
    >>> round(label_room(["12", "1.234"]), 2), label_room([])
    (0.13, 0.0)
    """
    return max((0.026 * len(text) for text in texts), default=0.0)


def end_label(axes: Axes, end: float, position: int, text: str, negative: bool) -> None:
    at = 0.0 if math.isnan(end) else end
    axes.annotate(
        text, (at, position), xytext=(-5 if negative else 5, 0), textcoords="offset points",
        ha="right" if negative else "left", va="center", color=INK,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0},
    )  # fmt: skip


def _outer(number: float, low: float, high: float) -> float:
    ends = [end for end in (number, low, high) if math.isfinite(end)]
    return (min(ends) if number < 0 else max(ends)) if ends else number


def _share(part: float, whole: float | None) -> float:
    if whole is None or math.isnan(part) or math.isnan(whole) or whole <= 0 or part > whole:
        return math.nan
    return part / whole


def _of(lang: Language) -> str:
    return Text(nl="van", en="of").show(lang)


def _with_interval(row: Any, value: str, lower: str | None, upper: str | None, how: str, lang: Language) -> str:
    if lower and upper:
        return interval_text(row[value], row[lower], row[upper], how, lang)
    return label("unknown", lang) if is_missing(row[value]) else format_number(row[value], how, lang)


def interval_text(middle: float, low: float, high: float, how: str, lang: Language) -> str:
    if is_missing(middle):
        return label("unknown", lang)
    shown = format_number(middle, how, lang)
    if is_missing(low) or is_missing(high):
        return shown
    to = Text(nl="tot", en="to").show(lang)
    return f"{shown} ({format_number(low, how, lang)} {to} {format_number(high, how, lang)})"


def done(
    axes: Axes,
    frame: pd.DataFrame,
    alt: str,
    columns: dict[str, Column],
    lower: str | None,
    upper: str | None,
    how: str,
    lang: Language,
) -> Drawing:
    if lower and upper:
        columns = columns | {lower: Column(label("low", lang), how), upper: Column(label("high", lang), how)}
    figure: Any = axes.figure
    return finish(figure, frame[list(columns)].copy(), alt, columns)
