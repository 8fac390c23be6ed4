"""Results that show themselves: a short repr, a small table, one frame, one plot.

`Result` is what every public result object inherits; `plot` draws a frame in the shape of the house. Both work
without a language: what a researcher reads here is the names of columns and codes.
"""

from __future__ import annotations

import math
import numbers
from abc import ABC, abstractmethod
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from wij_impact.estimates.plotting import plot
from wij_impact.estimates.shape import RESULT_COLUMNS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Result"]

_LINES = 12  # of a repr, at most
_ROWS = 8
_HTML_ROWS = 10
_COLUMNS = 7
_CELL = 28  # characters
_SHOWN = ("estimate", "lower", "upper", "n")


class Result(ABC):
    """Mixin for a result object: write `_headline` and `tidy`, and it shows and draws itself.

    Made for a frozen dataclass with ``repr=False`` (a dataclass's own repr would win):

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, repr=False)
    ... class Share(Result):
    ...     frame: pd.DataFrame
    ...     def _headline(self) -> str:
    ...         return f"{self.frame['estimate'].iloc[0]:.0%} in the first group"
    ...     def tidy(self) -> pd.DataFrame:
    ...         return self.frame
    >>> from wij_impact.estimates import as_result
    >>> row = {"group": "a", "estimate": 0.4, "lower": 0.3, "upper": 0.5, "n": 92, "method": "Wilson"}
    >>> Share(as_result([row], ["group"]))
    Share: 40% in the first group
    group estimate lower upper  n
        a      0.4   0.3   0.5 92
    """

    __slots__ = ()

    @abstractmethod
    def _headline(self) -> str:
        """The main number in one line, without the name of the class."""

    @abstractmethod
    def tidy(self) -> pd.DataFrame:
        """One frame in the shape of the house: keys, then `estimate, std_error, lower, upper, level, n, method`."""

    def __repr__(self) -> str:
        first = _short(f"{type(self).__name__}: {self._headline()}", 118)
        frame = self.tidy()
        if not len(frame):
            return first
        text = _as_text(frame.head(_ROWS)).to_string(index=False)
        more = [] if len(frame) <= _ROWS else [f"... {len(frame)} rows; .tidy() gives all, .plot() draws them"]
        return "\n".join([first, *text.split("\n"), *more][:_LINES])

    def _repr_html_(self) -> str:
        """The headline above a small table."""
        frame = self.tidy()
        head = f"<p><b>{escape(type(self).__name__)}</b>: {escape(self._headline())}</p>"
        if not len(frame):
            return head
        table = _as_text(frame.head(_HTML_ROWS)).to_html(index=False, border=0, escape=True)
        more = f"<p>{len(frame)} rows; <code>.tidy()</code> gives all.</p>" if len(frame) > _HTML_ROWS else ""
        return head + table + more

    def plot(self, ax: Axes | None = None, **options: Any) -> Axes:
        """Draw the estimates with their intervals; `options` go to `estimates.plot`.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; without it, on a figure of its own.

        Returns
        -------
        matplotlib.axes.Axes
            The last line of a cell shows it in Jupyter; ``.figure.savefig("x.svg")`` writes it.
        """
        return plot(self.tidy(), ax=ax, **options)


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """The keys and the main columns, each cell short."""
    extra = [name for name in frame.columns if name not in RESULT_COLUMNS]
    if "estimate" in frame.columns:
        extra = [*extra[: list(frame.columns).index("estimate")]][: _COLUMNS - len(_SHOWN)]
        chosen = [*extra, *(name for name in _SHOWN if name in frame.columns)]
    else:
        chosen = extra[:_COLUMNS]
    shown = {str(name): [_cell(value) for value in frame[name]] for name in chosen}
    return pd.DataFrame(shown, dtype=object)


def _cell(value: Any) -> str:
    if isinstance(value, numbers.Real) and not isinstance(value, (bool, numbers.Integral)):
        return "NaN" if math.isnan(value) else _number(float(value))
    if isinstance(value, numbers.Integral) and not isinstance(value, bool):
        return str(int(value))
    return _short(str(value), _CELL)


def _number(value: float) -> str:
    """Four significant digits, whole above a thousand: enough to read, `tidy()` has them all."""
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _short(text: str, width: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"
