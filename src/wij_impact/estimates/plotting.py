"""One plot for every frame in the shape of the house: points with intervals, or curves over time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from wij_impact.drawing.canvas import house_style, need_columns, new_axes
from wij_impact.drawing.palette import ACCENT, GREY, INK, MARK, PAPER
from wij_impact.drawing.style import line_style
from wij_impact.errors import UsageError
from wij_impact.estimates.shape import RESULT_COLUMNS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot"]

_ROW = 0.3  # inches per estimate
_MOST = 60  # more points than this no one reads
_STEPS = ("kaplan", "aalen")


@house_style
def plot(
    frame: pd.DataFrame,
    ax: Axes | None = None,
    *,
    by: str | Sequence[str] | None = None,
    x: str | None = None,
    reference: float | None = None,
    log: bool = False,
    steps: bool | None = None,
) -> Axes:
    """Draw a frame in the shape of the house.

    A frame with a column `time` becomes curves with bands, one per combination of the other keys; any other becomes
    points with intervals, one per row. A limit that is infinite runs to the edge with an arrow; a row without an
    estimate keeps its name and has no mark.

    Parameters
    ----------
    frame : DataFrame
        Keys, then `estimate` and, where known, `lower` and `upper`.
    ax : matplotlib Axes, optional
        Where to draw; without it, on a figure of its own that shows itself in Jupyter.
    by : str or list of str, optional
        Key columns that name a row or a curve. Default: those that stand before `estimate` and vary.
    x : str, optional
        Column along the horizontal axis of curves. Default: `time`.
    reference : float, optional
        A dashed line; default 0 (1 on a log axis) where the intervals reach both sides of it.
    log : bool
        A logarithmic axis of estimates, for ratios.
    steps : bool, optional
        Draw curves as steps. Default: where `method` says Kaplan-Meier or Aalen-Johansen.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UsageError
        For a frame without `estimate`, without rows, or with more than 60 points that are not a curve.

    Examples
    --------
    >>> from wij_impact.estimates import as_result
    >>> row = {"estimate": 0.4, "lower": 0.3, "upper": 0.5, "method": "Wilson"}
    >>> axes = plot(as_result([{"wijk": "A", **row}, {"wijk": "B", **row}], ["wijk"]))
    >>> [label.get_text() for label in axes.get_yticklabels()]
    ['A', 'B']
    """
    names = [by] if isinstance(by, str) else None if by is None else list(by)
    along = x or ("time" if "time" in frame.columns else None)
    need_columns(frame, ["estimate", along, *(names or [])])
    keys = names if names is not None else _keys(frame, along)
    if reference is None:
        reference = _reference(frame, 1.0 if log else 0.0)
    if along is not None:
        axes = _curves(frame, ax, along, keys, _stepped(frame) if steps is None else steps)
        if log:
            _logarithmic(axes, "y")
        if reference is not None:
            axes.axhline(reference, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
        return axes
    if len(frame) > _MOST:
        raise UsageError(
            f"{len(frame)} estimates are too many for one plot.", remedy=f"Choose at most {_MOST} rows first."
        )
    return _points(frame, ax, keys, reference, log)


def _keys(frame: pd.DataFrame, along: str | None) -> list[str]:
    """What stands before the estimate and differs between rows; one column where nothing differs."""
    before = [str(name) for name in frame.columns[: list(frame.columns).index("estimate")] if name != along]
    before = [name for name in before if name not in RESULT_COLUMNS]
    vary = [name for name in before if len(frame[name].drop_duplicates()) > 1]
    return vary or ([] if along is not None else before[:1])


def _stepped(frame: pd.DataFrame) -> bool:
    methods = " ".join(map(str, frame["method"].unique())).lower() if "method" in frame.columns else ""
    return any(word in methods for word in _STEPS)


def _values(frame: pd.DataFrame, name: str) -> np.ndarray:
    if name not in frame.columns:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _reference(frame: pd.DataFrame, at: float) -> float | None:
    every = np.concatenate([_values(frame, name) for name in ("estimate", "lower", "upper")])
    every = every[~np.isnan(every)]
    return at if len(every) and every.min() < at < every.max() else None


def _labels(frame: pd.DataFrame, keys: Sequence[str]) -> list[str]:
    if not keys:
        return [""] * len(frame)
    return [" · ".join(_label(value) for value in row) for row in frame[list(keys)].itertuples(index=False)]


def _label(value: Any) -> str:
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return "–" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


def _points(frame: pd.DataFrame, ax: Axes | None, keys: Sequence[str], reference: float | None, log: bool) -> Axes:
    axes = new_axes(height=0.7 + _ROW * max(len(frame), 3)) if ax is None else ax
    estimate, lower, upper = (_values(frame, name) for name in ("estimate", "lower", "upper"))
    rows = np.arange(len(frame), dtype=float)
    if log:
        _logarithmic(axes, "x")
    known = ~np.isnan(estimate)
    edges = np.concatenate([estimate, lower, upper, [] if reference is None else [reference]])
    edges = edges[np.isfinite(edges) & ((edges > 0) | (not log))]
    low, high = (edges.min(), edges.max()) if len(edges) else (0.0, 1.0)
    if log:
        margin = max(high / low, 1.1) ** 0.06
        low, high = low / margin, high * margin
    else:
        margin = 0.06 * ((high - low) or abs(high) or 1.0)
        low, high = low - margin, high + margin
    for row in np.flatnonzero(known & ~np.isnan(lower) & ~np.isnan(upper)):
        left = lower[row] if math.isfinite(lower[row]) and (lower[row] > 0 or not log) else low
        right = upper[row] if math.isfinite(upper[row]) else high
        axes.plot([left, right], [row, row], color=MARK, linewidth=2.2, solid_capstyle="butt", zorder=2)
        if left == low:
            axes.plot([low], [row], marker="<", color=MARK, markersize=5, clip_on=False, zorder=2)
        if right == high:
            axes.plot([high], [row], marker=">", color=MARK, markersize=5, clip_on=False, zorder=2)
    import seaborn

    finite = known & np.isfinite(estimate)
    seaborn.scatterplot(
        x=estimate[finite], y=rows[finite], ax=axes, color=ACCENT, edgecolor=PAPER, linewidth=0.8, s=46, zorder=3,
        legend=False,
    )  # fmt: skip
    if reference is not None:
        axes.axvline(reference, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    axes.set_yticks(rows, _labels(frame, keys))
    axes.set_ylim(len(frame) - 0.4, -0.6)
    axes.set_xlim(low, high)
    axes.set_xlabel("estimate")
    axes.grid(True, axis="x")
    return axes


def _logarithmic(axes: Axes, which: str) -> None:
    """A logarithmic axis with plain numbers at 1, 2 and 5 times a power of ten."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    (axes.set_xscale if which == "x" else axes.set_yscale)("log")
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def _curves(frame: pd.DataFrame, ax: Axes | None, along: str, keys: Sequence[str], steps: bool) -> Axes:
    axes = new_axes() if ax is None else ax
    labels = pd.Series(_labels(frame, keys), index=frame.index)
    for position, (label, part) in enumerate(frame.groupby(labels, sort=False)):
        part = part.sort_values(along)
        style = line_style(position)
        time = part[along].to_numpy()
        if not pd.api.types.is_datetime64_any_dtype(part[along]):
            time = pd.to_numeric(part[along], errors="coerce").to_numpy(dtype=float)
        how: dict[str, Any] = {"drawstyle": "steps-post"} if steps else {}
        axes.plot(
            time, _values(part, "estimate"), color=style.colour, linestyle=style.dash, linewidth=style.width,
            marker=None if steps or len(part) > 40 else style.marker, markersize=4.5, label=str(label), zorder=3,
            markerfacecolor=style.colour if style.filled else PAPER, **how,
        )  # fmt: skip
        lower, upper = _values(part, "lower"), _values(part, "upper")
        drawn = np.isfinite(lower) & np.isfinite(upper)
        if drawn.any():
            axes.fill_between(
                time, lower, upper, where=list(drawn), color=style.colour, alpha=0.15, linewidth=0,
                step="post" if steps else None, zorder=2,
            )  # fmt: skip
    if keys:
        axes.legend(frameon=False, labelcolor=GREY)
    axes.set_xlabel(along)
    axes.set_ylabel("estimate")
    axes.grid(True, axis="y")
    return axes
