"""A curve with its band: survival, cumulative incidence, a projection."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from wij_impact.drawing.canvas import empty_figure, need_columns
from wij_impact.drawing.palette import INK, SOFT
from wij_impact.drawing.style import SMALL, line_style
from wij_impact.language import Language
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, mark, number_axis
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["curve"]


@drawing
def curve(
    frame: pd.DataFrame,
    x: str = "time",
    y: str = "estimate",
    lower: str = "lower",
    upper: str = "upper",
    *,
    series: str | None = None,
    steps: bool = False,
    until: float | None = None,
    until_label: str = "",
    x_label: str = "",
    how: str = "percent",
    x_how: str = "auto",
    lang: Language = "nl",
) -> Drawing:
    """One or more curves with their interval as a band; each is named at its end.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per point; a missing limit leaves the band open there.
    steps : bool
        A step curve, that holds its value until the next point (survival).
    until : float, optional
        Where what was observed ends and the projection begins: a named dotted line.

    Returns
    -------
    Drawing
    """
    need_columns(frame, [x, y, lower, upper, series])
    figure, (axes,) = empty_figure(3.0)
    names = [""] if series is None else list(dict.fromkeys(str(one) for one in frame[series]))
    told = []
    for place, name in enumerate(names):
        part = frame if series is None else frame[frame[series].astype(str) == name]
        part = part.sort_values(x, kind="stable")
        style = line_style(place)
        if steps:
            axes.step(part[x], part[y], where="post", color=style.colour, linewidth=style.width, linestyle=style.dash)
        else:
            axes.plot(part[x], part[y], color=style.colour, linewidth=style.width, linestyle=style.dash)
        axes.fill_between(
            part[x].astype(float), part[lower].astype(float), part[upper].astype(float), color=style.colour, alpha=0.16,
            linewidth=0, step="post" if steps else None,
        )  # fmt: skip
        known = part[part[y].notna()]
        for _, row in known.iloc[:: max(1, len(known) // 24)].iterrows():
            mark(axes, row[x], row[y], _said(row, name, (x, y, lower, upper), how, x_how, lang))
        if len(known):
            last = known.iloc[-1]
            text = "\n".join([format_number(last[y], how, lang), *([name] if name else [])])
            axes.annotate(
                text, (last[x], last[y]), xytext=(6, 0), textcoords="offset points", va="center", color=style.colour,
                fontweight="bold", fontsize=SMALL, annotation_clip=False,
            )  # fmt: skip
            ends = [
                _said(row, name, (x, y, lower, upper), how, x_how, lang) for _, row in known.iloc[[0, -1]].iterrows()
            ]
            told.append(f"{ends[0].replace(chr(10), ' ')}; {ends[1].replace(chr(10), ' ')}.")
    if until is not None:
        axes.axvline(until, color=INK, linewidth=1.0, linestyle=(0, (4, 3)))
        axes.annotate(
            until_label, (until, 1), xycoords=("data", "axes fraction"), xytext=(4, -2), textcoords="offset points",
            va="top", fontsize=SMALL, color=SOFT,
        )  # fmt: skip
    values = [one for name in (y, lower, upper) for one in frame[name].astype(float) if math.isfinite(one)]
    if values and min(values) >= 0:
        axes.set_ylim(0, max(values) * 1.08 or 1.0)
    number_axis(axes, "y", how, lang)
    number_axis(axes, "x", x_how if x_how != "auto" else "integer", lang)
    axes.grid(False, axis="x")
    axes.set_xlabel(x_label)
    told.append(label("rest_in_data", lang))
    columns: dict[str, Column] = {series: Column(label("series", lang), "text")} if series else {}
    columns |= {
        x: Column(x_label or x, x_how),
        y: Column(label("value", lang), how),
        lower: Column(label("low", lang), how),
        upper: Column(label("high", lang), how),
    }
    return finish(figure, frame[list(columns)].copy(), " ".join(told), columns)


def _said(row: Any, name: str, names: tuple[str, str, str, str], how: str, x_how: str, lang: Language) -> str:
    from wij_impact.presentation.figures.rows import interval_text

    x, y, lower, upper = names
    head = f"{name}\n" if name else ""
    return f"{head}{format_number(row[x], x_how, lang)}: {interval_text(row[y], row[lower], row[upper], how, lang)}"
