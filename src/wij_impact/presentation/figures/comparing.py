"""Figures that compare: a forest with a reference, a funnel, plan against actual, dots with a break, bars in panels."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from wij_impact.drawing.canvas import empty_figure, is_narrow, need_columns
from wij_impact.drawing.palette import ACCENT, GRID, INK, MARK, PALE, PAPER, SOFT, WARN
from wij_impact.drawing.style import BODY, SMALL
from wij_impact.language import Language
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, mark, number_axis
from wij_impact.presentation.figures.rows import bar_height, end_label, interval_text, room, row_axes, zero_line
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number, is_missing
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["bar_panels", "dots_with_break", "forest", "funnel_areas", "plan_actual"]

_DASH: Any = (0, (4, 3))


@drawing
def forest(
    frame: pd.DataFrame,
    category: str,
    estimate: str = "estimate",
    lower: str = "lower",
    upper: str = "upper",
    *,
    own: str = "",
    reference: float | None = None,
    reference_label: str = "",
    how: str = "percent1",
    lang: Language = "nl",
) -> Drawing:
    """Estimates with their interval as a thick stroke, the own unit as a diamond, a reference as a named dotted line.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per unit, in the order to show; the limits may be missing, never invented.
    own : str
        The unit that is the reader's own: a filled diamond; the others are open circles.
    reference : float, optional
        What is compared with.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"g": ["A", "B"], "estimate": [0.1, 0.2], "lower": [0.05, 0.1], "upper": [0.15, 0.3]})
    >>> forest(rows, "g", own="B", reference=0.15, reference_label="Nederland").alt
    'Nederland: 15,0%. A: 10,0% (5,0% tot 15,0%). B: 20,0% (10,0% tot 30,0%).'
    """
    need_columns(frame, [category, estimate, lower, upper])
    names = [str(name) for name in frame[category]]
    values = frame[[estimate, lower, upper]].astype(float).to_numpy()
    texts = [interval_text(middle, low, high, how, lang) for middle, low, high in values]
    heads = [f"{name}: {text}" for name, text in zip(names, texts, strict=True)] if is_narrow() else names
    _, axes, positions = row_axes(heads, extra=0.5)
    finite = [one for one in values.ravel() if math.isfinite(one)]
    room(axes, [*finite, *([] if reference is None else [reference])] or [0.0], left=0.05, right=0.05)
    edges = axes.get_xlim()
    told = []
    for at, name, (middle, low, high), text in zip(positions, names, values, texts, strict=True):
        mine = name == own
        if not math.isnan(low) and not math.isnan(high):
            ends = (max(low, edges[0]), min(high, edges[1]))
            axes.hlines(at, *ends, color=ACCENT if mine else MARK, linewidth=6 if mine else 4, alpha=0.55)
        face = ACCENT if mine else PAPER
        axes.plot(middle, at, "D" if mine else "o", markersize=8 if mine else 6, color=ACCENT, markerfacecolor=face)
        if not is_narrow():
            axes.annotate(
                text, (1, at), xycoords=("axes fraction", "data"), xytext=(8, 0), textcoords="offset points",
                va="center", color=INK, fontsize=SMALL, fontweight="bold" if mine else "normal", annotation_clip=False,
            )  # fmt: skip
        mark(axes, middle, at, f"{name}\n{text}")
        told.append(f"{name}: {text}.")
    if reference is not None:
        axes.axvline(reference, color=INK, linewidth=1.1, linestyle=_DASH, zorder=0)
        shown = f"{reference_label} {format_number(reference, how, lang)}".strip()
        axes.annotate(
            shown, (reference, 0), xycoords=("data", "axes fraction"), xytext=(0, -4), textcoords="offset points",
            ha="center", va="top", fontsize=SMALL, color=SOFT, annotation_clip=False,
        )  # fmt: skip
        told.insert(0, f"{reference_label or label('reference', lang)}: {format_number(reference, how, lang)}.")
    columns = {
        category: Column(category, "text"),
        estimate: Column(label("value", lang), how),
        lower: Column(label("low", lang), how),
        upper: Column(label("high", lang), how),
    }
    figure: Any = axes.figure
    return finish(figure, frame[list(columns)].copy(), " ".join(told), columns)


@drawing
def funnel_areas(
    frame: pd.DataFrame,
    unit: str,
    *,
    own: str = "",
    named: Collection[str] = (),
    chance: tuple[str, str] | None = None,
    x_label: str = "",
    y_label: str = "",
    how: str = "percent1",
    lang: Language = "nl",
) -> Drawing:
    """Each unit at its size and its value; the grey area is the usual spread between units, dashes are chance alone.

    Parameters
    ----------
    frame : pandas.DataFrame
        What `benchmark.funnel` returns: `n`, `estimate`, `target`, `limit_low`, `limit_high`.
    own : str
        The reader's own unit, a named diamond.
    named : collection of str
        Other units to name.
    chance : tuple of str, optional
        Columns with the limits that chance alone would give.

    Returns
    -------
    Drawing
    """
    need_columns(frame, [unit, "n", "estimate", "target", "limit_low", "limit_high", *(chance or ())])
    figure, (axes,) = empty_figure(3.9 if not is_narrow() else 3.6)
    by_size = frame.sort_values("n", kind="stable")
    if float(by_size["n"].max()) > 20 * float(by_size["n"].min()) > 0:
        axes.set_xscale("log")
    axes.fill_between(by_size["n"], by_size["limit_low"], by_size["limit_high"], color=GRID, linewidth=0, zorder=0)
    for column in chance or ():
        axes.plot(by_size["n"], by_size[column], color=SOFT, linewidth=1.1, linestyle=_DASH, zorder=1)
    target = float(frame["target"].iloc[0])
    axes.axhline(target, color=INK, linewidth=1.0, zorder=1)
    told = [f"{label('reference', lang)}: {format_number(target, how, lang)}."]
    for _, row in frame.iterrows():
        name, value = str(row[unit]), float(row["estimate"])
        if not math.isfinite(value):
            continue
        shown = f"{name}: {format_number(value, how, lang)}"
        mine = name == own
        face = ACCENT if mine else PAPER
        axes.plot(
            row["n"], value, "D" if mine else "o", markersize=8 if mine else 4.5, color=ACCENT if mine else SOFT,
            markerfacecolor=face, zorder=4 if mine else 3,
        )  # fmt: skip
        mark(axes, row["n"], value, shown)
        if mine or name in named:
            below = value < target
            axes.annotate(
                shown, (row["n"], value), xytext=(-8 if below else 8, -9 if below else 7), textcoords="offset points",
                ha="right" if below else "left", fontsize=SMALL, color=INK, fontweight="bold" if mine else "normal",
                annotation_clip=False, zorder=5,
            )  # fmt: skip
            told.append(f"{shown}.")
    number_axis(axes, "y", how, lang)
    from matplotlib.ticker import FuncFormatter, NullFormatter

    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(round(value), "integer", lang)))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(x_label)
    axes.set_ylabel(y_label)
    columns = {
        unit: Column(unit, "text"),
        "n": Column(x_label or "n", "integer"),
        "estimate": Column(y_label or label("value", lang), how),
        "limit_low": Column(label("low", lang), how),
        "limit_high": Column(label("high", lang), how),
    }
    told.append(label("rest_in_data", lang))
    return finish(figure, frame[list(columns)].copy(), " ".join(told), columns)


@drawing
def plan_actual(
    frame: pd.DataFrame,
    category: str,
    plan: str = "plan",
    actual: str = "actual",
    *,
    plan_label: str,
    actual_label: str,
    how: str = "integer",
    lang: Language = "nl",
) -> Drawing:
    """What happened as a bar from 0, what was planned as a stroke across it.

    Returns
    -------
    Drawing
        Both values stand behind the bar; a missing one is said, never drawn as 0.
    """
    need_columns(frame, [category, plan, actual])
    names = [str(name) for name in frame[category]]
    _, axes, positions = row_axes(names, extra=0.4)
    tall = bar_height()
    told, ends = [], [0.0]
    for at, name, planned, done in zip(
        positions, names, frame[plan].astype(float), frame[actual].astype(float), strict=True
    ):
        if not math.isnan(done):
            axes.barh(at, done, height=tall * 0.8, facecolor=PALE, edgecolor=ACCENT, linewidth=0.9)
        if not math.isnan(planned):
            axes.vlines(planned, at - tall * 0.62, at + tall * 0.62, color=INK, linewidth=2.4)
        texts = [
            label("unknown", lang) if math.isnan(one) else format_number(one, how, lang) for one in (done, planned)
        ]
        end = max([one for one in (planned, done) if not math.isnan(one)], default=0.0)
        end_label(axes, end, at, f"{texts[0]} / {texts[1]}", False)
        mark(
            axes, 0.0 if math.isnan(done) else done, at, f"{name}\n{actual_label}: {texts[0]}\n{plan_label}: {texts[1]}"
        )
        told.append(f"{name}: {actual_label} {texts[0]}, {plan_label} {texts[1]}.")
        ends.append(end)
    zero_line(axes)
    room(axes, ends, right=0.4)
    # The two looks are named once, under the rows.
    axes.annotate(
        f"▭ {actual_label}   ┃ {plan_label}", (0, 0), xycoords="axes fraction", xytext=(0, -4), va="top",
        textcoords="offset points", fontsize=SMALL, color=SOFT, annotation_clip=False,
    )  # fmt: skip
    columns = {category: Column(category, "text"), actual: Column(actual_label, how), plan: Column(plan_label, how)}
    figure: Any = axes.figure
    return finish(figure, frame[list(columns)].copy(), " ".join(told), columns)


@drawing
def dots_with_break(
    frame: pd.DataFrame,
    category: str,
    period: str = "year",
    value: str = "value",
    *,
    breaks: Sequence[Any] = (),
    break_label: str = "",
    how: str = "percent",
    lang: Language = "nl",
) -> Drawing:
    """Values of several periods on one row; a line joins what can be compared, none crosses a break.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per category and period.
    breaks : sequence
        First periods of a new way of asking or counting. What came before is open and grey.
    break_label : str
        What changed.

    Returns
    -------
    Drawing
    """
    need_columns(frame, [category, period, value])
    names = list(dict.fromkeys(str(name) for name in frame[category]))
    _, axes, positions = row_axes(names, extra=0.5)
    newest = max(breaks, default=None)
    told, seen = [], []
    for at, name in zip(positions, names, strict=True):
        part = frame[(frame[category].astype(str) == name) & frame[value].notna()].sort_values(period, kind="stable")
        old = part[part[period] < newest] if newest is not None else part.iloc[:0]
        new = part[part[period] >= newest] if newest is not None else part
        for run, colour, face in ((old, MARK, PAPER), (new, ACCENT, ACCENT)):
            if not len(run):
                continue
            numbers = [float(one) for one in run[value]]
            seen += numbers
            axes.plot(numbers, [at] * len(numbers), color=colour, linewidth=1.4, linestyle=":" if run is old else "-")
            axes.plot(numbers[:-1], [at] * (len(numbers) - 1), "o", markersize=5, color=colour, markerfacecolor=PAPER)
            axes.plot(numbers[-1], at, "o", markersize=6.5, color=colour, markerfacecolor=face)
            for when, number in zip(run[period], numbers, strict=True):
                mark(axes, number, at, f"{name}\n{when}: {format_number(number, how, lang)}")
        if len(new):
            last = float(new[value].iloc[-1])
            right = last >= max(float(one) for one in part[value])
            axes.annotate(
                format_number(last, how, lang), (last, at), xytext=(8 if right else -8, 0), textcoords="offset points",
                ha="left" if right else "right", va="center", color=ACCENT, fontweight="bold",
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}, zorder=5,
            )  # fmt: skip
        said = "; ".join(
            f"{when}: {format_number(one, how, lang)}" for when, one in zip(part[period], part[value], strict=True)
        )
        told.append(f"{name}: {said}.")
    room(axes, seen or [0.0], left=0.12, right=0.12)
    axes.xaxis.set_visible(True)
    number_axis(axes, "x", how, lang, ticks=4)
    if newest is not None:
        why = textwrap.wrap(f"○ < {newest}: {break_label}".rstrip(": "), 44 if is_narrow() else 60)
        axes.annotate(
            "\n".join(why), (0, 0),
            xycoords="axes fraction", xytext=(0, -22), textcoords="offset points", va="top", fontsize=SMALL, color=WARN,
            annotation_clip=False,
        )  # fmt: skip
        told.append(f"{label('break', lang)} {newest}: {break_label}.")
    columns = {
        category: Column(category, "text"),
        period: Column(label("year", lang), "year"),
        value: Column(label("value", lang), how),
    }
    figure: Any = axes.figure
    return finish(figure, frame[list(columns)].copy(), " ".join(told), columns)


@drawing
def bar_panels(
    frame: pd.DataFrame,
    panel: str,
    x: str = "year",
    y: str = "value",
    *,
    how: str = "integer",
    ncols: int = 3,
    lang: Language = "nl",
) -> Drawing:
    """Small bars side by side, each panel from 0 on its own scale, every bar with its value; below 0 is hatched.

    Returns
    -------
    Drawing
    """
    need_columns(frame, [panel, x, y])
    names = list(dict.fromkeys(str(name) for name in frame[panel]))
    across = 1 if is_narrow() else min(ncols, len(names))
    down = -(-len(names) // across)
    figure, every = empty_figure(1.7 * down, down, across, w_pad=0.08, h_pad=0.08)
    told = []
    for axes, name in zip(every, names, strict=False):
        part = frame[frame[panel].astype(str) == name]
        numbers = [float(one) for one in part[y]]
        ticks = [str(one) for one in part[x]]
        newest = len(numbers) - 1
        for at, number in enumerate(numbers):
            if math.isnan(number):
                axes.annotate("–", (at, 0), ha="center", xytext=(0, 3), textcoords="offset points", color=SOFT)
                continue
            look: dict[str, Any] = (
                {"facecolor": PAPER, "edgecolor": WARN, "hatch": "////"}
                if number < 0
                else {"facecolor": ACCENT if at == newest else PALE, "edgecolor": ACCENT}
            )
            axes.bar(at, number, width=0.72, linewidth=0.9, **look)
            shown = format_number(number, how, lang)
            axes.annotate(
                shown, (at, number), xytext=(0, -3 if number < 0 else 3), textcoords="offset points", ha="center",
                va="top" if number < 0 else "bottom", fontsize=SMALL, color=INK,
                fontweight="bold" if at == newest else "normal",
            )  # fmt: skip
            mark(axes, at, number, f"{name}, {ticks[at]}: {shown}")
        known = [one for one in numbers if not math.isnan(one)] or [0.0]
        low, high = min(0.0, *known), max(0.0, *known)
        span = (high - low) or 1.0
        axes.set_ylim(low - (0.22 * span if low < 0 else 0), high + 0.2 * span)
        axes.axhline(0, color=INK, linewidth=1.0)
        axes.set_xticks(range(len(ticks)), ticks)
        axes.spines["bottom"].set_visible(False)
        axes.yaxis.set_visible(False)
        wrapped = "\n".join(textwrap.wrap(name, 30))
        axes.set_title(wrapped, loc="left", fontsize=BODY, fontweight="bold", color=INK)
        said = "; ".join(
            f"{when} {label('unknown', lang) if is_missing(one) else format_number(one, how, lang)}"
            for when, one in zip(ticks, numbers, strict=True)
        )
        told.append(f"{name}: {said}.")
    for axes in every[len(names) :]:
        axes.set_visible(False)
    columns = {
        panel: Column(label("series", lang), "text"),
        x: Column(label("year", lang), "year"),
        y: Column(label("value", lang), how),
    }
    return finish(figure, frame[list(columns)].copy(), " ".join(told), columns)
