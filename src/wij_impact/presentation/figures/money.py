"""Figures for amounts: contributions one after the other, cash flows per year, a tornado."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wij_impact.drawing.canvas import empty_figure, need_columns
from wij_impact.drawing.palette import ACCENT, FILL, GREY, INK, PAPER, SOFT
from wij_impact.drawing.style import SMALL
from wij_impact.errors import UsageError
from wij_impact.language import Language, Text
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, mark, number_axis
from wij_impact.presentation.figures.rows import bar_height, end_label, room, row_axes, zero_line
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["cashflow_bars", "tornado", "waterfall"]

FILLS: tuple[dict[str, Any], ...] = (
    {"facecolor": ACCENT, "edgecolor": ACCENT},
    {"facecolor": FILL, "edgecolor": ACCENT},
    {"facecolor": PAPER, "edgecolor": INK, "hatch": "////"},
    {"facecolor": PAPER, "edgecolor": GREY},
    {"facecolor": GREY, "edgecolor": INK},
    {"facecolor": FILL, "edgecolor": INK, "hatch": "...."},
)


@drawing
def waterfall(
    frame: pd.DataFrame,
    category: str,
    value: str = "value",
    *,
    start: tuple[str, float] | None = None,
    end: str = "",
    how: str = "eur",
    lang: Language = "nl",
) -> Drawing:
    """Contributions one after the other, from a start to an end.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per contribution, with its sign. Missing is not allowed: the end would be wrong.
    start : tuple of str and float, optional
        Label and level of the first bar; without it the contributions start at 0.
    end : str, optional
        Label of the last bar: the sum.

    Returns
    -------
    Drawing
        Its data have one row per bar, totals included, with `kind` total or change.
    """
    need_columns(frame, [category, value])
    numbers = frame[value].astype(float).tolist()
    if any(not math.isfinite(number) for number in numbers):
        raise UsageError("a waterfall cannot hold a missing contribution: its end would be wrong.")
    begin = start[1] if start else 0.0
    bars: list[tuple[str, float, float, str]] = [(start[0], 0.0, begin, "total")] if start else []
    level = begin
    for name, number in zip(frame[category], numbers, strict=True):
        bars.append((str(name), level, level + number, "change"))
        level += number
    bars.append((end or label("end", lang), 0.0, level, "total"))
    _, axes, positions = row_axes([bar[0] for bar in bars])
    told = []
    for position, (name, low, high, kind) in zip(positions, bars, strict=True):
        rise = high >= low
        fill = {"facecolor": GREY, "edgecolor": GREY} if kind == "total" else FILLS[0 if rise else 2]
        axes.barh(position, high - low, left=low, height=bar_height(), linewidth=0.9, **fill)
        shown = format_number(high - low, how, lang, sign="negative" if kind == "total" else "always")
        end_label(axes, max(low, high) if rise or low > 0 else min(low, high), position, shown, not rise and low <= 0)
        told.append(f"{name}: {shown}.")
        mark(axes, high, position, f"{name}\n{shown}")
        if position + 1 < len(bars):
            axes.vlines(high, position, position + 1, color=GREY, linewidth=0.7, zorder=0)
    zero_line(axes)
    room(axes, [0.0, *[bar[1] for bar in bars], *[bar[2] for bar in bars]], right=0.2)
    data = frame_of([(name, high - low, kind) for name, low, high, kind in bars], [category, value, "kind"])
    columns = {category: Column(category, "text"), value: Column(label("value", lang), how)}
    return finish(_figure(axes), data, f"{label('chart_waterfall', lang)}. {' '.join(told)}", columns)


@drawing
def cashflow_bars(
    frame: pd.DataFrame,
    year: str = "year",
    value: str = "value",
    series: str | None = None,
    *,
    how: str = "eur",
    lang: Language = "nl",
    height: float = 3.0,
) -> Drawing:
    """Amounts per year, costs below and benefits above zero, stacked per series, with the balance as a diamond.

    Parameters
    ----------
    series : str, optional
        Column that tells items or payers apart, by fill and hatch.

    Returns
    -------
    Drawing
        Its data are the sums per year and series.
    """
    need_columns(frame, [year, value, series])
    keys = [series, year] if series else [year]
    sums = frame.groupby(keys, sort=False, observed=True)[value].sum().reset_index()
    years = sorted({int(one) for one in sums[year]})
    names = list(dict.fromkeys(str(one) for one in sums[series])) if series else [""]
    figure, (axes,) = empty_figure(height)
    above, below = dict.fromkeys(years, 0.0), dict.fromkeys(years, 0.0)
    told = []
    for position, name in enumerate(names):
        part = sums[sums[series].astype(str) == name] if series else sums
        for one, number in zip(part[year].astype(int), part[value].astype(float), strict=True):
            pile = above if number >= 0 else below
            axes.bar(one, number, bottom=pile[one], width=0.7, linewidth=0.8, **FILLS[position % len(FILLS)])
            pile[one] += number
        total = format_number(part[value].sum(), how, lang)
        told.append(f"{name}: {total}." if name else "")
    net = [above[one] + below[one] for one in years]
    if series:
        axes.plot(years, net, marker="D", linestyle="none", markersize=5, color=INK, markeredgecolor=PAPER)
        _fill_names(axes, names, lang)
    axes.axhline(0, color=INK, linewidth=0.9)
    axes.set_xticks(years, [str(one) for one in years])
    axes.spines["bottom"].set_visible(False)
    number_axis(axes, "y", how, lang)
    balance = Text(nl="Saldo", en="Balance").show(lang)
    per_year = "; ".join(f"{one} {format_number(number, how, lang)}" for one, number in zip(years, net, strict=True))
    alt = " ".join([f"{label('chart_cashflow', lang)}.", *filter(None, told), f"{balance}: {per_year}."])
    columns = {year: Column(label("year", lang), "year"), value: Column(label("value", lang), how)}
    if series:
        columns = {series: Column(label("series", lang), "text"), **columns}
    return finish(figure, sums, alt, columns)


@drawing
def tornado(
    frame: pd.DataFrame,
    parameter: str = "parameter",
    low: str = "low",
    high: str = "high",
    *,
    base: float,
    how: str = "eur",
    lang: Language = "nl",
) -> Drawing:
    """How far a result moves when one input runs from its low to its high value; widest on top.

    Parameters
    ----------
    low, high : str
        Columns with the result at the low and at the high value of the input.
    base : float
        The result with every input at its central value.

    Returns
    -------
    Drawing
    """
    need_columns(frame, [parameter, low, high])
    width = (frame[high] - frame[low]).abs()
    shown = frame.loc[width.sort_values(ascending=False, kind="stable").index]
    _, axes, positions = row_axes([str(name) for name in shown[parameter]], extra=0.35)
    told = []
    ends = []
    for position, name, first, second in zip(
        positions, shown[parameter], shown[low].astype(float), shown[high].astype(float), strict=True
    ):
        for end, fill in ((first, FILLS[1]), (second, FILLS[0])):
            axes.barh(position, end - base, left=base, height=bar_height(), linewidth=0.8, **fill)
        lower, upper = sorted((first, second))
        end_label(axes, upper, position, format_number(upper, how, lang), False)
        end_label(axes, lower, position, format_number(lower, how, lang), True)
        ends += [lower, upper]
        told.append(
            label(
                "from_to", lang, label=name, low=format_number(first, how, lang), high=format_number(second, how, lang)
            )
            + "."
        )
    axes.axvline(base, color=INK, linewidth=1.0)
    room(axes, [base, *ends], left=0.3, right=0.3)
    if axes.get_xlim()[0] < 0 < axes.get_xlim()[1]:
        axes.axvline(0, color=GREY, linewidth=1.0, linestyle=(0, (4, 3)), zorder=0)
        if abs(base) > 0.08 * (axes.get_xlim()[1] - axes.get_xlim()[0]):
            _top_note(axes, 0, "0")
    _top_note(axes, base, format_number(base, how, lang))
    columns = {
        parameter: Column(Text(nl="Invoer", en="Input").show(lang), "text"),
        low: Column(Text(nl="Uitkomst bij laag", en="Result at low").show(lang), how),
        high: Column(Text(nl="Uitkomst bij hoog", en="Result at high").show(lang), how),
    }
    return finish(_figure(axes), shown[list(columns)], f"{label('chart_tornado', lang)}. {' '.join(told)}", columns)


def _top_note(axes: Axes, x: float, text: str) -> None:
    axes.annotate(
        text, (x, 1), xycoords=("data", "axes fraction"), xytext=(0, 3), textcoords="offset points", ha="center",
        fontsize=SMALL, color=SOFT, annotation_clip=False,
    )  # fmt: skip


def _fill_names(axes: Axes, names: Sequence[str], lang: Language) -> None:
    """Name each fill at the right of the bars, with a sample of it."""
    from matplotlib.patches import Rectangle

    balance = Text(nl="saldo", en="balance").show(lang)
    for position, name in enumerate([*names, balance]):
        y = 1 - 0.1 * (position + 0.5)
        if position < len(names):
            fill = FILLS[position % len(FILLS)]
            sample = Rectangle((1.02, y - 0.03), 0.025, 0.06, transform=axes.transAxes, clip_on=False, **fill)
            axes.add_artist(sample)
        else:
            axes.plot(1.0325, y, "D", color=INK, markersize=5, transform=axes.transAxes, clip_on=False)
        axes.annotate(name, (1.06, y), xycoords="axes fraction", va="center", fontsize=SMALL, annotation_clip=False)


def _figure(axes: Axes) -> Any:
    return axes.figure


def frame_of(rows: Sequence[Sequence[Any]], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame([list(row) for row in rows], columns=columns)
