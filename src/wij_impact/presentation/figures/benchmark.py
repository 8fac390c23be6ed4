"""Figures of a comparison: the funnel, and the control chart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from wij_impact.drawing.canvas import empty_figure, need_columns
from wij_impact.drawing.palette import ACCENT, GREY, INK, PAPER, SOFT
from wij_impact.drawing.style import SMALL
from wij_impact.language import Language, Text, in_language
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, number_axis
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["control_plot", "funnel_plot"]


@drawing
def funnel_plot(
    frame: pd.DataFrame,
    unit: str,
    *,
    highlight: str = "",
    wide: pd.DataFrame | None = None,
    x_label: str | Text = "",
    y_label: str | Text = "",
    how: str = "percent1",
    lang: Language = "nl",
) -> Drawing:
    """Each unit at its size and its value, with the lines at which a flag begins.

    Parameters
    ----------
    frame : DataFrame
        What `benchmark.funnel` returns.
    unit : str
        Column with the names.
    highlight : str
        The unit that is named in any case.
    wide : DataFrame, optional
        The same units with the spread between units in the limits, drawn as dashed lines.
    x_label, y_label : str or Text
        What the base and the value are.
    how : str
        Number format of the value.

    Returns
    -------
    Drawing
        A line stops where a unit of that size can never give the flag.
    """
    need_columns(frame, [unit, "estimate", "n", "signal_low", "signal_high", "target", "flag"])
    figure, (axes,) = empty_figure(3.8)
    by_size = frame.sort_values("n")
    if float(by_size["n"].max()) > 20 * float(by_size["n"].min()):
        axes.set_xscale("log")
    axes.axhline(float(frame["target"].iloc[0]), color=INK, linewidth=1.0)
    for side in ("signal_low", "signal_high"):
        axes.plot(by_size["n"], by_size[side], color=SOFT, linewidth=1.3)
        if wide is not None:
            ordered = wide.sort_values("n")
            axes.plot(ordered["n"], ordered[side], color=GREY, linewidth=1.1, linestyle=(0, (4, 3)))
    _points(axes, frame, unit, highlight, how, lang)
    number_axis(axes, "y", how, lang)
    _plain_numbers(axes, lang)
    axes.set_xlabel(in_language(x_label, lang))
    axes.set_ylabel(in_language(y_label, lang))
    columns = {
        unit: Column(Text(nl="eenheid", en="unit").show(lang), "text"),
        "n": Column(Text(nl="noemer", en="base").show(lang), "integer"),
        "estimate": Column(in_language(y_label, lang) or "estimate", how),
        "signal_low": Column(Text(nl="laag vanaf", en="low from").show(lang), how),
        "signal_high": Column(Text(nl="hoog vanaf", en="high from").show(lang), how),
        "flag": Column(Text(nl="signaal", en="signal").show(lang), "text"),
    }
    shown = frame[list(columns)].copy()
    shown["flag"] = shown["flag"].map(_flag_words(lang))
    return finish(figure, shown, _funnel_alt(frame, unit, highlight, how, lang), columns)


@drawing
def control_plot(
    frame: pd.DataFrame, time: str, *, y_label: str | Text = "", how: str = "decimal1", lang: Language = "nl"
) -> Drawing:
    """A series with its mean and limits; points with a special cause are filled and named.

    Parameters
    ----------
    frame : DataFrame
        What `benchmark.control_chart` returns.
    time : str
        Column with the moments.
    """
    import numpy as np

    need_columns(frame, [time, "estimate", "mean", "lower", "upper", "special_cause", "rebase_group"])
    figure, (axes,) = empty_figure(3.2)
    place = np.arange(len(frame))
    for _, rows in frame.assign(_place=place).groupby("rebase_group"):
        axes.step(rows["_place"], rows["mean"], where="mid", color=INK, linewidth=1.0)
        for side in ("lower", "upper"):
            axes.step(rows["_place"], rows[side], where="mid", color=GREY, linewidth=1.1, linestyle=(0, (4, 3)))
        axes.plot(rows["_place"], rows["estimate"], color=SOFT, linewidth=1.2)
    special = (frame["special_cause"] != "Common Cause").to_numpy()
    axes.plot(place[~special], frame["estimate"][~special], "o", markersize=5, color=PAPER, markeredgecolor=SOFT)
    axes.plot(place[special], frame["estimate"][special], "o", markersize=6.5, color=ACCENT)
    # No more than four names fit beside each other on a telephone; the table has them all.
    shown = place[:: max(1, math.ceil(len(frame) / 4))]
    axes.set_xticks(shown, [str(frame[time].iloc[at]) for at in shown])
    number_axis(axes, "y", how, lang)
    axes.set_ylabel(in_language(y_label, lang))
    columns = {
        time: Column(time, "text"),
        "estimate": Column(in_language(y_label, lang) or "estimate", how),
        "lower": Column(Text(nl="ondergrens", en="lower limit").show(lang), how),
        "upper": Column(Text(nl="bovengrens", en="upper limit").show(lang), how),
        "special_cause": Column(Text(nl="regel", en="rule").show(lang), "text"),
    }
    named = "; ".join(f"{row[time]}: {row['special_cause']}" for _, row in frame[special].iterrows())
    alt = Text(
        nl=f"Regelkaart met {len(frame)} punten. "
        + (f"Bijzondere punten: {named}." if named else "Geen bijzonder punt."),
        en=f"Control chart of {len(frame)} points. " + (f"Special points: {named}." if named else "No special point."),
    )
    return finish(figure, frame[list(columns)].copy(), alt.show(lang), columns)


def _points(axes: Axes, frame: pd.DataFrame, unit: str, highlight: str, how: str, lang: Language) -> None:
    flagged = (frame["flag"] != "none").to_numpy()
    small = 3.5 if len(frame) > 100 else 5
    axes.plot(
        frame["n"][~flagged], frame["estimate"][~flagged], "o", markersize=small, color=PAPER, markeredgecolor=SOFT
    )
    axes.plot(frame["n"][flagged], frame["estimate"][flagged], "o", markersize=small + 0.5, color=ACCENT, alpha=0.9)
    named = frame[[str(name) == highlight for name in frame[unit]]]
    if int(flagged.sum()) <= 6:
        named = frame[flagged | [str(name) == highlight for name in frame[unit]]]
    for _, row in named.iterrows():
        if not math.isfinite(float(row["estimate"])):
            continue
        here = str(row[unit]) == highlight
        if here:
            axes.plot(row["n"], row["estimate"], "o", markersize=10, markerfacecolor="none", markeredgecolor=INK)
        axes.annotate(
            f"{row[unit]} {format_number(float(row['estimate']), how, lang)}", (row["n"], row["estimate"]),
            xytext=(7, 6), textcoords="offset points", fontsize=SMALL, color=INK,
            fontweight="bold" if here else "normal", annotation_clip=False,
        )  # fmt: skip


def _plain_numbers(axes: Axes, lang: Language) -> None:
    from matplotlib.ticker import FuncFormatter, NullFormatter

    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(round(value), "integer", lang)))
    axes.xaxis.set_minor_formatter(NullFormatter())


def _flag_words(lang: Language) -> dict[str, str]:
    words = {"none": Text(nl="geen", en="none"), "low": Text(nl="laag", en="low"), "high": Text(nl="hoog", en="high")}
    return {key: word.show(lang) for key, word in words.items()}


def _funnel_alt(frame: pd.DataFrame, unit: str, highlight: str, how: str, lang: Language) -> str:
    counts = {side: int((frame["flag"] == side).sum()) for side in ("low", "high")}
    target = format_number(float(frame["target"].iloc[0]), how, lang)
    said = Text(
        nl=f"Trechter van {len(frame)} eenheden rond {target}: {counts['low']} lager en {counts['high']} hoger dan "
        "toeval verklaart.",
        en=f"Funnel of {len(frame)} units around {target}: {counts['low']} lower and {counts['high']} higher than "
        "chance explains.",
    ).show(lang)
    own: Any = frame[[str(name) == highlight for name in frame[unit]]]
    if not len(own):
        return said
    return f"{said} {highlight}: {format_number(float(own['estimate'].iloc[0]), how, lang)}."
