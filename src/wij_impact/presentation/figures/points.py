"""Figures with points on rows: two printed values of one figure, and estimates with their interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wij_impact.drawing.canvas import is_narrow, need_columns
from wij_impact.drawing.palette import ACCENT, GREY, INK, PAPER, SOFT
from wij_impact.drawing.style import SMALL
from wij_impact.language import Language, Text, in_language
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, mark, number_axis
from wij_impact.presentation.figures.rows import done, interval_text, room, row_axes
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["interval_plot", "paired_dots"]


@drawing
def paired_dots(
    frame: pd.DataFrame,
    category: str,
    old: str,
    new: str,
    *,
    old_label: str | Text,
    new_label: str | Text,
    reference: float | None = None,
    reference_label: str | Text = "",
    how: str | Mapping[str, str] = "integer",
    lang: Language = "nl",
    own_scale: bool = False,
) -> Drawing:
    """Two values per row: what was printed first (open) and later (filled).

    Parameters
    ----------
    old_label, new_label : str or Text
        What the two are, written at the first row.
    reference : float, optional
        A value to compare with, drawn as a line; on the scale of the values, so not with `own_scale`.
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
    _, axes, positions = row_axes(names, extra=0.35)
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
        _pair_labels(axes, x, position, texts, said if position == 0 and not is_narrow() else None)
        told.append(f"{name}: {said[0]} {texts[0]}, {said[1]} {texts[1]}.")
        for at, text, words in zip(x, texts, said, strict=True):
            mark(axes, at, position, f"{name}\n{words}: {text}")
    if is_narrow():
        _pair_key(axes, said)
    fixed = [0.0] if own_scale else [] if reference is None else [reference]
    room(axes, [*places, *fixed], left=0.14, right=0.2)
    if reference is not None:
        _reference_line(axes, reference, in_language(reference_label, lang), below=True)
    columns = {
        category: Column(category, "text"),
        old: Column(said[0], how if isinstance(how, str) else "row"),
        new: Column(said[1], how if isinstance(how, str) else "row"),
    }
    alt = f"{label('chart_pairs', lang)}. {' '.join(told)}"
    figure: Any = axes.figure
    formats = [] if isinstance(how, str) else [shape[name] for name in names]
    return finish(figure, frame[list(columns)].copy(), alt, columns, formats)


@drawing
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
    values = frame[[estimate, lower, upper]].astype(float).to_numpy()
    shown = [interval_text(middle, low, high, how, lang) for middle, low, high in values]
    # On a phone the number stands behind the name: beside the rows there is no room for it.
    heads = [f"{name}: {text}" for name, text in zip(names, shown, strict=True)] if is_narrow() else names
    _, axes, positions = row_axes(heads, extra=0.45)
    finite = [one for one in values.ravel() if math.isfinite(one)] + ([] if reference is None else [reference])
    endless = [math.isinf(one) for one in values.ravel()]
    room(axes, finite or [0.0], left=0.1 if any(endless) else 0.05, right=0.1 if any(endless) else 0.05)
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
        text = shown[position]
        mark(axes, middle, position, f"{name}\n{text}")
        if not is_narrow():
            axes.annotate(
                text, (1, position), xycoords=("axes fraction", "data"), xytext=(8, 0), textcoords="offset points",
                va="center", color=INK, fontsize=SMALL, annotation_clip=False,
            )  # fmt: skip
        told.append(f"{name}: {text}.")
    if reference is not None:
        _reference_line(axes, reference, in_language(reference_label, lang))
    axes.xaxis.set_visible(True)
    number_axis(axes, "x", how, lang)
    columns = {category: Column(category, "text"), estimate: Column(label("value", lang), how)}
    return done(axes, frame, f"{label('chart_interval', lang)}. {' '.join(told)}", columns, lower, upper, how, lang)


def _reference_line(axes: Axes, at: float, text: str, below: bool = False) -> None:
    """The line of a value to compare with; its name stands above the rows, or below where labels stand above."""
    axes.axvline(at, color=INK, linewidth=1.0, linestyle=(0, (4, 3)), zorder=0)
    axes.annotate(
        text, (at, 0 if below else 1), xycoords=("data", "axes fraction"), xytext=(0, -3 if below else 3),
        textcoords="offset points", ha="center", va="top" if below else "baseline", fontsize=SMALL, color=SOFT,
        annotation_clip=False,
    )  # fmt: skip


def _pair_key(axes: Axes, said: tuple[str, str]) -> None:
    """On a phone the names of rows stand above them, where the names of the dots would be: those get a line on top."""
    bottom, top = axes.get_ylim()
    axes.set_ylim(bottom, top - 0.5)
    axes.annotate(
        f"○ {said[0]}    ● {said[1]}", (0, top), xycoords=("axes fraction", "data"), xytext=(1, 0),
        textcoords="offset points", va="bottom", ha="left", color=SOFT, fontsize=SMALL, annotation_clip=False,
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
