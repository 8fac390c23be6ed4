"""Figures with one row per category: bars, a funnel in steps, pairs of values, estimates with their interval."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wij_impact.errors import UsageError
from wij_impact.language import Language, Text, in_language
from wij_impact.presentation.figures.canvas import Drawing, empty_figure, finish, house_style, need_columns, number_axis
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number, is_missing
from wij_impact.presentation.style import ACCENT, FILL, GREY, INK, PAPER, SMALL, SOFT
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["bars", "funnel_bars", "interval_plot", "paired_dots"]

_ROW = 0.32  # inches
_WRAP = 34


@house_style
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
    _, axes, positions = _row_axes(names)
    numbers: list[float] = shown[value].astype(float).tolist()
    # On a dark bar the line of an interval would drown.
    strong = [not lower and (not highlight or name in highlight) for name in names]
    axes.barh(
        positions, [0 if math.isnan(number) else number for number in numbers], height=0.62,
        color=[ACCENT if one else FILL for one in strong], edgecolor=ACCENT, linewidth=0.8,
    )  # fmt: skip
    reach = list(numbers)
    if lower and upper:
        axes.hlines(positions, shown[lower], shown[upper], color=INK, linewidth=1.4)
        reach = [_outer(*ends) for ends in zip(numbers, shown[lower], shown[upper], strict=True)]
    for position, number, end in zip(positions, numbers, reach, strict=True):
        _end_label(axes, end, position, format_number(number, how, lang), number < 0)
    _zero_line(axes)
    _room(axes, [0.0, *reach])
    told = " ".join(
        f"{name}: {_with_interval(row, value, lower, upper, how, lang)}."
        for name, (_, row) in zip(names, shown.iterrows(), strict=True)
    )
    columns = {category: Column(category, "text"), value: Column(label("value", lang), how)}
    return _done(axes, shown, f"{label('chart_bar', lang)}. {told}", columns, lower, upper, how, lang)


@house_style
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
    _, axes, positions = _row_axes(names)
    numbers = [counts[name] for name in names]
    axes.barh(
        positions, [0 if math.isnan(number) else number for number in numbers], height=0.62,
        color=[ACCENT, *[FILL] * (len(names) - 1)], edgecolor=ACCENT, linewidth=0.8,
    )  # fmt: skip
    told = []
    for position, name, number, share, one in zip(positions, names, numbers, shares, bases, strict=True):
        shown = format_number(number, how, lang)
        part = "" if math.isnan(share) else f"{format_number(share, 'percent', lang)} {_of(lang)} {one}"
        _end_label(axes, number, position, shown + (f"  {part}" if part else ""), False)
        told.append(f"{name}: {shown}, {part}." if part else f"{name}: {shown}.")
    _zero_line(axes)
    _room(axes, [0.0, *numbers], right=0.55)
    data = frame.assign(share=shares)
    data["share_of"] = bases
    columns = {
        step: Column(Text(nl="Stap", en="Step").show(lang), "text"),
        value: Column(label("value", lang), how),
        "share": Column(Text(nl="Aandeel", en="Share").show(lang), "percent1"),
        "share_of": Column(Text(nl="Basis van het aandeel", en="Base of the share").show(lang), "text"),
    }
    return _done(axes, data, f"{label('chart_funnel', lang)}. {' '.join(told)}", columns, None, None, how, lang)


@house_style
def paired_dots(
    frame: pd.DataFrame,
    category: str,
    old: str,
    new: str,
    *,
    old_label: str | Text,
    new_label: str | Text,
    how: str | Mapping[str, str] = "integer",
    lang: Language = "nl",
    own_scale: bool = False,
) -> Drawing:
    """Two values per row: what was printed first (open) and later (filled).

    Parameters
    ----------
    old_label, new_label : str or Text
        What the two are, written at the first row.
    how : str or mapping
        Number format, one for all or per category.
    own_scale : bool
        Give each row a scale of its own, from 0 to the larger of its two values; for rows in different units.

    Returns
    -------
    Drawing
    """
    need_columns(frame, [category, old, new])
    names = [str(name) for name in frame[category]]
    _, axes, positions = _row_axes(names, extra=0.35)
    shape = {name: how if isinstance(how, str) else how.get(name, "auto") for name in names}
    told = []
    said = (in_language(old_label, lang), in_language(new_label, lang))
    places: list[float] = []
    rows = list(zip(positions, names, frame[old].astype(float), frame[new].astype(float), strict=True))
    for position, name, first, second in rows:
        scale = max(abs(first), abs(second)) or 1.0 if own_scale else 1.0
        x = (first / scale, second / scale)
        places += x
        axes.hlines(position, min(x), max(x), color=GREY, linewidth=1.2, zorder=1)
        axes.plot(x[0], position, "o", markersize=7, markerfacecolor=PAPER, markeredgecolor=GREY, markeredgewidth=1.5)
        axes.plot(x[1], position, "o", markersize=4.5, color=ACCENT)
        texts = (format_number(first, shape[name], lang), format_number(second, shape[name], lang))
        _pair_labels(axes, x, position, texts, said if position == 0 else None)
        told.append(f"{name}: {said[0]} {texts[0]}, {said[1]} {texts[1]}.")
    _room(axes, [*places, 0.0] if own_scale else places, left=0.14, right=0.2)
    columns = {
        category: Column(category, "text"),
        old: Column(said[0], how if isinstance(how, str) else "row"),
        new: Column(said[1], how if isinstance(how, str) else "row"),
    }
    alt = f"{label('chart_pairs', lang)}. {' '.join(told)}"
    figure: Any = axes.figure
    formats = [] if isinstance(how, str) else [shape[name] for name in names]
    return finish(figure, frame[list(columns)].copy(), alt, columns, formats)


@house_style
def interval_plot(
    frame: pd.DataFrame,
    category: str,
    estimate: str = "estimate",
    lower: str = "lower",
    upper: str = "upper",
    *,
    reference: float | None = None,
    reference_label: str | Text = "",
    how: str = "decimal1",
    lang: Language = "nl",
) -> Drawing:
    """Estimates with their interval, one row each; the common shape of a result can be drawn as it is.

    Parameters
    ----------
    reference : float, optional
        A value to compare with, drawn as a line (no difference, a target, a cut-off).

    Returns
    -------
    Drawing
        An interval without a finite limit runs to the edge and ends in an arrow; a missing estimate is a dash.
    """
    need_columns(frame, [category, estimate, lower, upper])
    names = [str(name) for name in frame[category]]
    _, axes, positions = _row_axes(names, extra=0.45)
    values = frame[[estimate, lower, upper]].astype(float).to_numpy()
    finite = [one for one in values.ravel() if math.isfinite(one)] + ([] if reference is None else [reference])
    endless = [math.isinf(one) for one in values.ravel()]
    _room(axes, finite or [0.0], left=0.1 if any(endless) else 0.05, right=0.1 if any(endless) else 0.05)
    edges = axes.get_xlim()
    told = []
    for position, name, (middle, low, high) in zip(positions, names, values, strict=True):
        if not math.isnan(low) and not math.isnan(high):
            axes.hlines(position, max(low, edges[0]), min(high, edges[1]), color=ACCENT, linewidth=1.6)
            for end, marker in ((low, "<"), (high, ">")):
                inside = math.isfinite(end)
                at = end if inside else edges[0 if end < 0 else 1]
                axes.plot(at, position, marker="|" if inside else marker, markersize=6, color=ACCENT, clip_on=False)
        axes.plot(middle, position, "o", color=ACCENT, markersize=6)
        text = _interval_text(middle, low, high, how, lang)
        axes.annotate(
            text, (1, position), xycoords=("axes fraction", "data"), xytext=(8, 0), textcoords="offset points",
            va="center", color=INK, fontsize=SMALL, annotation_clip=False,
        )  # fmt: skip
        told.append(f"{name}: {text}.")
    if reference is not None:
        axes.axvline(reference, color=INK, linewidth=1.0, linestyle=(0, (4, 3)), zorder=0)
        axes.annotate(
            in_language(reference_label, lang), (reference, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", ha="center", fontsize=SMALL, color=SOFT, annotation_clip=False,
        )  # fmt: skip
    axes.xaxis.set_visible(True)
    number_axis(axes, "x", how, lang)
    columns = {category: Column(category, "text"), estimate: Column(label("value", lang), how)}
    return _done(axes, frame, f"{label('chart_interval', lang)}. {' '.join(told)}", columns, lower, upper, how, lang)


def _row_axes(names: Sequence[str], extra: float = 0.15) -> tuple[Figure, Axes, list[int]]:
    """Axes with one labelled row per name, the first on top."""
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


def _zero_line(axes: Axes) -> None:
    axes.axvline(0, color=GREY, linewidth=0.9)


def _room(axes: Axes, values: Sequence[float], left: float = 0.0, right: float = 0.14) -> None:
    """Room beside the marks for their labels; on the left too when there is something below 0."""
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(finite), max(finite)
    span = (high - low) or abs(high) or 1.0
    axes.set_xlim(low - span * max(left, 0.14 if low < 0 else 0.0), high + span * right)


def _end_label(axes: Axes, end: float, position: int, text: str, negative: bool) -> None:
    at = 0.0 if math.isnan(end) else end
    axes.annotate(
        text, (at, position), xytext=(-5 if negative else 5, 0), textcoords="offset points",
        ha="right" if negative else "left", va="center", color=INK,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0},
    )  # fmt: skip


def _pair_labels(
    axes: Axes, x: tuple[float, float], position: int, texts: tuple[str, str], said: tuple[str, str] | None
) -> None:
    old_left = x[0] <= x[1]
    for i, colour in ((0, SOFT), (1, ACCENT)):
        left = old_left if i == 0 else not old_left
        side: dict[str, Any] = {"ha": "right" if left else "left", "va": "center"}
        axes.annotate(
            texts[i], (x[i], position), xytext=(-8 if left else 8, 0), textcoords="offset points", color=colour,
            fontweight="bold" if i else "normal", annotation_clip=False, **side,
        )  # fmt: skip
        if said:
            axes.annotate(
                said[i], (x[i], position), xytext=(-4 if left else 4, 13), textcoords="offset points",
                color=colour, fontsize=SMALL, annotation_clip=False, **side,
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
        return _interval_text(row[value], row[lower], row[upper], how, lang)
    return label("unknown", lang) if is_missing(row[value]) else format_number(row[value], how, lang)


def _interval_text(middle: float, low: float, high: float, how: str, lang: Language) -> str:
    if is_missing(middle):
        return label("unknown", lang)
    shown = format_number(middle, how, lang)
    if is_missing(low) or is_missing(high):
        return shown
    to = Text(nl="tot", en="to").show(lang)
    return f"{shown} ({format_number(low, how, lang)} {to} {format_number(high, how, lang)})"


def _done(
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
