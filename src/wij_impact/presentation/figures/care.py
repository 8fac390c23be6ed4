"""Figures about costs: what an unknown total implies, and a monthly series with a step."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from wij_impact.drawing.canvas import empty_figure, need_columns
from wij_impact.drawing.palette import ACCENT, FILL, GREY, INK, PAPER, SOFT, WARN
from wij_impact.drawing.style import SMALL, line_style
from wij_impact.language import Language, Text, in_language
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, number_axis
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["implied_change", "step_series"]

AT = Text(nl="bij", en="at")


@drawing
def implied_change(
    frame: pd.DataFrame,
    x: str,
    lines: Mapping[str, Text],
    band: tuple[str, str],
    *,
    x_title: Text,
    y_title: Text,
    above: Text,
    below: Text,
    told: Sequence[str],
    crossings: Mapping[str, float],
    how: str = "percent1",
    lang: Language = "nl",
) -> Drawing:
    """What follows for one unknown from every value of another: lines, the band of rounding, and where they cross 0.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per value of `x`, in order.
    lines : mapping of column to Text
        The readings, the main one first, with their name.
    band : tuple of str
        Columns with the lowest and highest value that the printed digits allow.
    above, below : Text
        What a value above and below 0 means.
    told : sequence of str
        The text alternative, in sentences.
    crossings : mapping of column to float
        Where each line crosses 0; named in the figure.

    Returns
    -------
    Drawing
    """
    need_columns(frame, [x, *lines, *band])
    figure, (axes,) = empty_figure(3.5)
    axes.fill_between(frame[x], frame[band[0]], frame[band[1]], facecolor=FILL, edgecolor=GREY, linewidth=0.6)
    axes.axhline(0, color=INK, linewidth=1.0, zorder=2)
    low, high = min(frame[x]), max(frame[x])
    for position, (name, words) in enumerate(lines.items()):
        style = line_style(0 if position == 0 else 2)
        axes.plot(frame[x], frame[name], color=style.colour, linestyle=style.dash, linewidth=style.width, zorder=3)
        place = crossings[name]
        axes.plot(place, 0, marker="o", markersize=6, markerfacecolor=PAPER, markeredgecolor=style.colour, zorder=4)
        at_top = position > 0
        axes.annotate(
            f"{in_language(words, lang)}:\n0% {in_language(AT, lang)} {format_number(place, 'integer', lang)}",
            (place, 0),
            xytext=(-26, 26) if at_top else (26, -34),
            textcoords="offset points",
            ha="right" if at_top else "left",
            va="bottom" if at_top else "top",
            fontsize=SMALL,
            color=style.colour,
            arrowprops={"arrowstyle": "-", "color": style.colour, "linewidth": 0.8},
        )
    for words, height, edge in ((above, 0.98, "top"), (below, 0.03, "bottom")):
        axes.text(0.99, height, in_language(words, lang), transform=axes.transAxes, ha="right", va=edge, color=SOFT)
    number_axis(axes, "y", how, lang)
    number_axis(axes, "x", "integer", lang, ticks=7)
    axes.set_xlim(low, high)
    bottom, top = axes.get_ylim()
    axes.set_ylim(bottom, top + 0.2 * (top - bottom))  # room for the words above the lines
    axes.set_xlabel(in_language(x_title, lang), loc="left")
    columns = {x: Column(in_language(x_title, lang), "integer")}
    columns |= {name: Column(in_language(words, lang), how) for name, words in lines.items()}
    names = (Text(nl="laagst", en="lowest"), Text(nl="hoogst", en="highest"))
    columns |= {name: Column(in_language(words, lang), how) for name, words in zip(band, names, strict=True)}
    return finish(figure, frame[list(columns)], f"{in_language(y_title, lang)}. {' '.join(told)}", columns)


@drawing
def step_series(
    frame: pd.DataFrame,
    start: str,
    breaks: Sequence[str] = (),
    *,
    how: str = "integer",
    start_label: Text,
    break_label: Text,
    lang: Language = "nl",
) -> Drawing:
    """A monthly series with its line, and the line as it would have gone on.

    Parameters
    ----------
    frame : pandas.DataFrame
        As `effect.series_lines` gives: time, observed, fitted, expected, after.
    start, breaks : str and sequence of str
        Months, as in `time`.

    Returns
    -------
    Drawing
    """
    need_columns(frame, ["time", "observed", "fitted", "expected", "after"])
    figure, (axes,) = empty_figure(3.2)
    at = list(range(len(frame)))
    axes.plot(at, frame["observed"], "o", markersize=3, markerfacecolor=PAPER, markeredgecolor=GREY, zorder=2)
    after = frame["after"].to_numpy(dtype=bool)
    first = int(after.argmax())
    times = [str(one) for one in frame["time"]]
    broken = [times.index(moment) for moment in breaks if moment in times]
    # No line crosses the start or a break of definition.
    edges = sorted({0, first, *broken, len(at)})
    for low, high in itertools.pairwise(edges):
        axes.plot(at[low:high], frame["fitted"][low:high], color=ACCENT, linewidth=2.0, zorder=3)
        if low >= first:
            axes.plot(at[low:high], frame["expected"][low:high], color=INK, linestyle=(0, (5, 2)), linewidth=1.4)
    _mark(axes, first, start_label, lang, 1.0)
    for place in broken:
        _mark(axes, place, break_label, lang, 0.1)
    shown = Text(nl="zonder sprong", en="without a step")
    axes.annotate(
        in_language(shown, lang), (at[-1], frame["expected"].iloc[-1]), xytext=(5, 0), textcoords="offset points",
        va="center", fontsize=SMALL, color=INK, annotation_clip=False,
    )  # fmt: skip
    number_axis(axes, "y", how, lang)
    ticks = [one for one, moment in enumerate(times) if moment.endswith("-01")] or [0, len(times) - 1]
    axes.set_xticks(ticks, [times[one] for one in ticks], fontsize=SMALL)
    axes.set_ylim(bottom=0)
    columns = {
        "time": Column(Text(nl="maand", en="month"), "text"),
        "observed": Column(Text(nl="waargenomen", en="observed"), how),
        "fitted": Column(Text(nl="lijn", en="line"), how),
        "expected": Column(Text(nl="lijn zonder sprong", en="line without a step"), how),
    }
    columns = {name: Column(in_language(column.label, lang), column.format) for name, column in columns.items()}
    ends = [format_number(frame[name].iloc[-1], how, lang) for name in ("fitted", "expected")]
    alt = Text(
        nl=f"Reeks van {times[0]} tot {times[-1]}. In de laatste maand is de lijn {ends[0]}; zonder sprong bij {start} "
        f"was zij {ends[1]}.",
        en=f"Series from {times[0]} to {times[-1]}. In the last month the line is {ends[0]}; without a step at {start} "
        f"it would be {ends[1]}.",
    )
    return finish(figure, frame[list(columns)], in_language(alt, lang), columns)


def _mark(axes: Axes, at: int, words: Text, lang: Language, height: float) -> None:
    axes.axvline(at - 0.5, color=WARN, linewidth=1.0, linestyle=(0, (3, 3)), zorder=1)
    axes.annotate(
        in_language(words, lang), (at - 0.5, height), xycoords=("data", "axes fraction"), xytext=(4, -2),
        textcoords="offset points", fontsize=SMALL, color=WARN, va="top",
    )  # fmt: skip
