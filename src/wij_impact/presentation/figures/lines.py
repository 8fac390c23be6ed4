"""Series over time: breaks are drawn as breaks, editions told apart without colour, the last value named."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wij_impact.drawing.canvas import empty_figure, is_narrow, need_columns
from wij_impact.drawing.palette import ACCENT, INK, PAPER, WARN
from wij_impact.drawing.style import BODY, SMALL, line_style
from wij_impact.errors import UsageError
from wij_impact.language import Language, in_language
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, mark, number_axis
from wij_impact.presentation.figures.series_words import (
    Breaks,
    Groups,
    columns_of_series,
    data_of,
    told_breaks,
    told_series,
)
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["line_series", "small_multiples"]


@drawing
def line_series(
    frame: pd.DataFrame,
    x: str = "year",
    y: str = "value",
    *,
    series: str | None = None,
    lower: str | None = None,
    upper: str | None = None,
    breaks: Breaks | None = None,
    how: str = "integer",
    lang: Language = "nl",
    zero: bool = True,
    height: float = 3.0,
) -> Drawing:
    """One or several series over the years in one pair of axes.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per point: a whole year in `x` (text is allowed), a number in `y`; missing is not drawn and breaks
        the line.
    series : str, optional
        Column that tells series apart (the edition of a report, a group). The last one to appear is drawn as
        the main one: solid and filled.
    lower, upper : str, optional
        Limits of an interval, drawn as a bar on each point.
    breaks : mapping of int to str or Text, optional
        First year of a new definition and what changed. No line crosses it. A missing year breaks the line too.
    how : str
        Number format of the values.
    zero : bool
        Whether the axis starts at 0.

    Returns
    -------
    Drawing
        SVG, the data, a text alternative with the numbers, and column labels.

    Raises
    ------
    UsageError
        For an unknown column, no rows, what is not a year, or two values for one year in one series (they are not
        one series).

    Examples
    --------
    >>> import pandas as pd
    >>> drawing = line_series(pd.DataFrame({"year": [2022, 2023], "value": [33239, 35905]}))
    >>> drawing.alt
    'Lijngrafiek: 33.239 in 2022 en 35.905 in 2023.'
    """
    need_columns(frame, [x, y, series, lower, upper])
    frame = _whole_years(frame, x)
    figure, (axes,) = empty_figure(height)
    groups = _groups(frame, x, y, series)
    _draw(axes, groups, (x, y, lower, upper), breaks or {}, lang)
    number_axis(axes, "y", how, lang)
    _year_axis(axes, frame[x])
    _limits(axes, frame, [y, lower, upper], zero)
    _name_series(axes, groups, x, y, how, lang)
    _mark_series(axes, groups, x, y, how, lang)
    alt = f"{label('chart_line', lang)}{told_series(groups, x, y, how, lang)}{told_breaks(breaks or {}, lang)}"
    return finish(
        figure,
        data_of(frame, [series, x, y, lower, upper]),
        alt,
        columns_of_series(series, x, y, lower, upper, how, lang),
    )


@drawing
def small_multiples(
    frame: pd.DataFrame,
    panel: str,
    x: str = "year",
    y: str = "value",
    *,
    series: str | None = None,
    lower: str | None = None,
    upper: str | None = None,
    breaks: Mapping[str, Breaks] | None = None,
    how: str | Mapping[str, str] = "integer",
    lang: Language = "nl",
    zero: bool = True,
    ncols: int = 3,
) -> Drawing:
    """The same years side by side in small panels, each with an axis of its own from 0.

    Parameters
    ----------
    panel : str
        Column with the title of the panel; panels stand in order of appearance.
    breaks : mapping of str to mapping, optional
        Per panel what `line_series` takes.
    how : str or mapping of str to str
        Number format, one for all or per panel.
    ncols : int
        Panels side by side.

    Returns
    -------
    Drawing
        As `line_series`.
    """
    need_columns(frame, [panel, x, y, series, lower, upper])
    frame = _whole_years(frame, x)
    names = list(dict.fromkeys(frame[panel]))
    ncols = 1 if is_narrow() else ncols
    rows = -(-len(names) // ncols)
    figure, all_axes = empty_figure(1.75 * rows, rows, ncols, w_pad=0.1, h_pad=0.09)
    told = []
    for axes, name in zip(all_axes, names, strict=False):
        part = frame[frame[panel] == name]
        shape = how if isinstance(how, str) else how.get(name, "integer")
        groups = _groups(part, x, y, series)
        own_breaks = (breaks or {}).get(name, {})
        _draw(axes, groups, (x, y, lower, upper), own_breaks, lang, small=True)
        number_axis(axes, "y", shape, lang, ticks=3)
        _year_axis(axes, frame[x], ends_only=True)
        _limits(axes, part, [y, lower, upper], zero)
        axes.set_title(
            "\n".join(textwrap.wrap(str(name), 25)), loc="left", fontsize=BODY, fontweight="bold", color=INK, pad=9
        )
        axes.tick_params(labelsize=SMALL)
        _name_last(axes, groups, x, y, shape, lang)
        _mark_series(axes, groups, x, y, shape, lang)
        told.append(f"{name}{told_series(groups, x, y, shape, lang)}{told_breaks(own_breaks, lang)}")
    for axes in all_axes[len(names) :]:
        axes.set_visible(False)
    columns = columns_of_series(series, x, y, lower, upper, how if isinstance(how, str) else "row", lang)
    formats = [] if isinstance(how, str) else [how.get(name, "integer") for name in frame[panel]]
    data = data_of(frame, [panel, series, x, y, lower, upper])
    titled = {panel: Column(label("subject", lang), "text"), **columns}
    return finish(figure, data, f"{label('chart_panels', lang, n=len(names))}. {' '.join(told)}", titled, formats)


def _mark_series(axes: Axes, groups: Groups, x: str, y: str, how: str, lang: Language) -> None:
    for name, part, _ in groups:
        for year, value in zip(part[x], part[y], strict=True):
            head = f"{name}, {year}" if name else str(year)
            mark(axes, year, value, f"{head}: {format_number(value, how, lang)}")


def _whole_years(frame: pd.DataFrame, x: str) -> pd.DataFrame:
    """The frame with whole years; the published figures hold their period as text."""
    import pandas as pd

    years = pd.to_numeric(frame[x], errors="coerce")
    wrong = frame[x][years.isna() | (years % 1 != 0)]
    if len(wrong):
        raise UsageError(f"column '{x}' holds '{wrong.iloc[0]}', which is not a year.", remedy="Draw whole years.")
    return frame.assign(**{x: years.astype(int)})


def _groups(frame: pd.DataFrame, x: str, y: str, series: str | None) -> Groups:
    names = [""] if series is None else list(dict.fromkeys(frame[series]))
    groups = []
    for position, name in enumerate(names):
        part = frame if series is None else frame[frame[series] == name]
        part = part[part[y].notna()].sort_values(x, kind="stable")
        twice = part[x][part[x].duplicated()]
        if len(twice):
            where = f" in '{name}'" if name else ""
            raise UsageError(
                f"{int(twice.iloc[0])} has two values{where}: that is not one series.",
                remedy="Name the column that tells them apart with series=.",
            )
        groups.append((str(name), part, line_style(len(names) - 1 - position)))
    return groups


def _draw(
    axes: Axes,
    groups: Groups,
    names: tuple[str, str, str | None, str | None],
    breaks: Breaks,
    lang: Language,
    small: bool = False,
) -> None:
    x, y, lower, upper = names
    for _, part, style in groups:
        face = style.colour if style.filled else PAPER
        for run in _runs(part, x, breaks):
            axes.plot(run[x], run[y], color=style.colour, linestyle=style.dash, linewidth=style.width, zorder=2)
        axes.plot(
            part[x],
            part[y],
            linestyle="none",
            marker=style.marker,
            # Open markers are a size larger: under a filled one of another series at the same value a ring stays seen.
            markersize=(3.6 if small else 5.5) * (1.0 if style.filled else 1.4),
            markerfacecolor=face,
            markeredgecolor=style.colour,
            zorder=3,
        )
        if lower and upper:
            axes.vlines(part[x], part[lower], part[upper], color=style.colour, linewidth=1.2, zorder=2)
    for year, why in sorted(breaks.items()):
        axes.axvline(year - 0.5, color=WARN, linewidth=1.0, linestyle=(0, (3, 3)), zorder=1)
        if not small:
            said = in_language(why, lang) or label("break", lang)
            axes.annotate(
                "\n".join(textwrap.wrap(said, 26)),
                (year - 0.5, 1),
                xycoords=("data", "axes fraction"),
                xytext=(4, -2),
                textcoords="offset points",
                fontsize=SMALL,
                color=WARN,
                va="top",
            )


def _runs(part: pd.DataFrame, x: str, breaks: Breaks) -> list[pd.DataFrame]:
    """The stretches that are one series: consecutive years without a break between them."""
    if not len(part):
        return []
    years = part[x].astype(int)
    fresh = (years.diff() != 1) | years.isin(list(breaks))
    return [run for _, run in part.groupby(fresh.cumsum().to_numpy())]


def _year_axis(axes: Axes, years: pd.Series, ends_only: bool = False) -> None:
    first, last = int(years.min()), int(years.max())
    step = 1 if last - first < 10 else 2 if last - first < 20 else 5
    ticks = sorted({first, last}) if ends_only else sorted(range(last, first - 1, -step))
    axes.set_xticks(ticks, [str(year) for year in ticks])
    # A small panel names its last value beside the point, where no line can run through it.
    room = 0.3 * (last - first) if ends_only else 0.0
    axes.set_xlim(first - 0.35, last + 0.35 + room)


def _limits(axes: Axes, frame: pd.DataFrame, names: list[str | None], zero: bool) -> None:
    values = [value for name in names if name for value in frame[name].dropna() if abs(value) != float("inf")]
    if not values:
        return
    low, high = min(values), max(values)
    if zero:
        low, high = min(0.0, low), max(0.0, high)
    room = (high - low) * 0.12 or abs(high) * 0.12 or 1.0
    axes.set_ylim(low if zero and low == 0 else low - room, high + room)


def _name_series(axes: Axes, groups: Groups, x: str, y: str, how: str, lang: Language) -> None:
    latest = max((part[x].max() for _, part, _ in groups if len(part)), default=None)
    at_end = [group for group in groups if len(group[1]) and group[1][x].max() == latest]
    spread = _spread([float(part[y].iloc[-1]) for _, part, _ in at_end], axes)
    for (name, part, style), height in zip(at_end, spread, strict=True):
        value = format_number(part[y].iloc[-1], how, lang)
        said = value + ("\n" + "\n".join(textwrap.wrap(name, 20)) if name else "")
        axes.annotate(
            said, (latest, height), xytext=(9, 0), textcoords="offset points", va="center",
            color=style.colour, fontweight="bold" if style.filled else "normal", annotation_clip=False,
        )  # fmt: skip
    for name, part, style in groups:
        if len(part) and part[x].max() != latest:
            top = part.iloc[int(part[y].to_numpy().argmax())]
            axes.annotate(
                name, (top[x], top[y]), xytext=(0, 8), textcoords="offset points", ha="center",
                fontsize=SMALL, color=style.colour,
            )  # fmt: skip


def _spread(heights: list[float], axes: Axes) -> list[float]:
    """Move labels apart so that they do not overlap: at least a seventh of the axis between two."""
    low, high = axes.get_ylim()
    gap = (high - low) / 7
    order = sorted(range(len(heights)), key=lambda i: heights[i])
    placed = list(heights)
    for before, this in itertools.pairwise(order):
        placed[this] = max(placed[this], placed[before] + gap)
    return placed


def _name_last(axes: Axes, groups: Groups, x: str, y: str, how: str, lang: Language) -> None:
    filled = [part for _, part, _ in groups if len(part)]
    if filled:
        last = max(reversed(filled), key=lambda part: part[x].max()).iloc[-1]
        axes.annotate(
            format_number(last[y], how, lang), (last[x], last[y]), xytext=(5, 0), textcoords="offset points",
            va="center", color=ACCENT, fontweight="bold", fontsize=SMALL,
        )  # fmt: skip
