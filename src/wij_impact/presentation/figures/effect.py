"""Figures of an effect over time: one point per period since the start, with its interval and the band of the line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wij_impact.drawing.canvas import empty_figure, need_columns
from wij_impact.drawing.palette import ACCENT, FILL, GREY, INK, PAPER, WARN
from wij_impact.drawing.style import SMALL
from wij_impact.language import Language, Text, in_language
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, number_axis
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["event_plot"]

_ALT = Text(nl="Stippengrafiek per periode sinds de start", en="Dot chart by period since the start")


@drawing
def event_plot(
    frame: pd.DataFrame,
    *,
    truth: str | None = None,
    y_label: str | Text = "",
    x_label: str | Text = "",
    start_label: str | Text = "",
    how: str = "decimal1",
    lang: Language = "nl",
) -> Drawing:
    """Difference with the comparison group by period since the start.

    Parameters
    ----------
    frame : DataFrame
        What `effect.event_study` returns; rows without a finite interval are drawn as an open point.
    truth : str, optional
        Column with the true value, where it is known.
    y_label, x_label, start_label : str or Text
        What is on the axes, and what begins at 0.

    Returns
    -------
    Drawing
    """
    need_columns(frame, ["event_time", "estimate", "lower", "upper", "band_lower", "band_upper", truth])
    figure, (axes,) = empty_figure(3.4)
    rows = frame.sort_values("event_time").astype({"estimate": float})
    low, high = _limits(rows, truth)
    axes.axhline(0, color=INK, linewidth=1.0, zorder=1)
    axes.axvline(-0.5, color=WARN, linewidth=1.0, linestyle=(0, (3, 3)), zorder=1)
    axes.annotate(
        in_language(start_label, lang), (-0.5, 1), xycoords=("data", "axes fraction"), xytext=(4, -2),
        textcoords="offset points", fontsize=SMALL, color=WARN, va="top",
    )  # fmt: skip
    _draw(axes, rows, (low, high))
    if truth:
        axes.plot(rows["event_time"], rows[truth], color=GREY, linestyle=(0, (1, 2)), linewidth=1.6, zorder=2)
        axes.annotate(
            Text(nl="waarheid", en="truth").show(lang),
            (float(rows["event_time"].iloc[-1]), float(rows[truth].iloc[-1])),
            xytext=(6, 0), textcoords="offset points", fontsize=SMALL, color=GREY, va="center", annotation_clip=False,
        )  # fmt: skip
    axes.set_ylim(low, high)
    axes.set_xticks(rows["event_time"], [format_number(e, "auto", lang) for e in rows["event_time"]])
    number_axis(axes, "y", how, lang)
    axes.set_xlabel(in_language(x_label, lang))
    axes.set_ylabel(in_language(y_label, lang))
    told = " ".join(_told(row, how, lang) for row in rows.to_dict("records"))
    columns = {
        "event_time": Column(in_language(x_label, lang), "auto"),
        "estimate": Column(Text(nl="verschil", en="difference").show(lang), how),
        "lower": Column(label("low", lang), how),
        "upper": Column(label("high", lang), how),
        "band_lower": Column(Text(nl="band laag", en="band low").show(lang), how),
        "band_upper": Column(Text(nl="band hoog", en="band high").show(lang), how),
        "n": Column("n", "integer"),
    } | ({truth: Column(Text(nl="waarheid", en="truth").show(lang), how)} if truth else {})
    return finish(figure, rows[list(columns)].copy(), f"{_ALT.show(lang)}. {told}", columns)


#: Bands that would make the axis more than this many times as long are cut, with an arrow at the cut.
_LONGEST = 3.0


def _limits(rows: pd.DataFrame, truth: str | None) -> tuple[float, float]:
    names = ["estimate", "lower", "upper", *([truth] if truth else [])]
    low, high = _ends(rows, names)
    wide = _ends(rows, [*names, "band_lower", "band_upper"])
    if wide[1] - wide[0] <= _LONGEST * (high - low):
        low, high = wide
    room = 0.1 * (high - low) or 1.0
    return low - room, high + room


def _ends(rows: pd.DataFrame, names: list[str]) -> tuple[float, float]:
    values = [float(v) for v in rows[names].to_numpy(dtype=float).ravel() if math.isfinite(v)]
    return min([*values, 0.0]), max([*values, 0.0])


def _draw(axes: Axes, rows: pd.DataFrame, limits: tuple[float, float]) -> None:
    for row in rows.to_dict("records"):
        at, low, high = row["event_time"], row["lower"], row["upper"]
        if math.isfinite(row["band_lower"]):
            ends = max(row["band_lower"], limits[0]), min(row["band_upper"], limits[1])
            axes.vlines(at, *ends, color=FILL, linewidth=7, zorder=1)
            if row["band_lower"] < limits[0]:
                axes.plot(at, limits[0], "v", color=GREY, clip_on=False, zorder=1)
            if row["band_upper"] > limits[1]:
                axes.plot(at, limits[1], "^", color=GREY, clip_on=False, zorder=1)
        known = math.isfinite(low) and math.isfinite(high)
        if known:
            axes.vlines(at, low, high, color=ACCENT, linewidth=1.6, zorder=2)
        axes.plot(
            at, row["estimate"], "o", markersize=6, zorder=3, markerfacecolor=ACCENT if known else PAPER,
            markeredgecolor=ACCENT,
        )  # fmt: skip


def _told(row: dict[object, object], how: str, lang: Language) -> str:
    at = format_number(row["event_time"], "auto", lang)
    middle = format_number(row["estimate"], how, lang)
    if not all(isinstance(row[end], float) and math.isfinite(float(str(row[end]))) for end in ("lower", "upper")):
        return f"{at}: {middle}."
    to = Text(nl="tot", en="to").show(lang)
    low, high = format_number(row["lower"], how, lang), format_number(row["upper"], how, lang)
    return f"{at}: {middle} ({low} {to} {high})."
