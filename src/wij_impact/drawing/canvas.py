"""From a matplotlib figure to a small SVG that is the same on every run and safe inside a page.

No pyplot: a `Figure` object is drawn by the SVG back end inside a settings context, so nothing global changes.
"""

from __future__ import annotations

import functools
import io
import itertools
import logging
import re
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from wij_impact.drawing.style import NARROW, WIDTH, settings
from wij_impact.errors import UsageError, suggest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "empty_figure",
    "house_style",
    "is_narrow",
    "line_width",
    "need_columns",
    "new_axes",
    "own_ids",
    "phone",
    "to_svg",
]

P = ParamSpec("P")
R = TypeVar("R")


_width: ContextVar[float] = ContextVar("width of a drawing", default=WIDTH)


def is_narrow() -> bool:
    """Whether what is drawn now is for a phone."""
    return _width.get() < WIDTH


def line_width() -> float:
    """Width of what is drawn now, in inches."""
    return _width.get()


@contextmanager
def phone() -> Iterator[None]:
    """What is drawn inside is for a phone: as wide as its screen, with letters of the same size."""
    token = _width.set(NARROW)
    try:
        yield
    finally:
        _width.reset(token)


@contextmanager
def _settings() -> Iterator[None]:
    # The first drawing on a new machine builds a font cache and says so on stderr; a report has no use for it.
    noise = logging.getLogger("matplotlib.font_manager")
    before = noise.level
    noise.setLevel(logging.ERROR)
    try:
        from matplotlib import rc_context

        chosen: Any = settings()
        with rc_context(chosen):
            yield
    finally:
        noise.setLevel(before)


def house_style(draw: Callable[P, R]) -> Callable[P, R]:
    """Run a drawing function inside the house style; the caller's own matplotlib settings stay as they are."""

    @functools.wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        with _settings():
            return draw(*args, **kwargs)

    return drawn


def empty_figure(
    height: float, rows: int = 1, columns: int = 1, width: float | None = None, **spacing: float
) -> tuple[Figure, list[Axes]]:
    """A figure of `rows` x `columns` axes, laid out so that no label falls off; as wide as its medium unless said."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width or line_width(), height), layout="constrained")
    engine: Any = figure.get_layout_engine()
    engine.set(w_pad=spacing.get("w_pad", 0.04), h_pad=spacing.get("h_pad", 0.04))
    grid = figure.subplots(rows, columns, squeeze=False)
    return figure, [axes for row in grid for axes in row]


def new_axes(height: float = 3.0, width: float = WIDTH) -> Axes:
    """Axes on a figure of their own, which show themselves in Jupyter as the last line of a cell.

    No pyplot: nothing global changes, and the picture is an SVG that is the same on every run.

    Examples
    --------
    >>> axes = new_axes()
    >>> axes._repr_svg_()[:4]
    '<svg'
    """
    figure, (axes,) = empty_figure(height, width=width)
    shown: Any = axes
    shown._repr_svg_ = lambda: house_style(to_svg)(figure)
    return axes


def need_columns(frame: pd.DataFrame, names: Sequence[str | None]) -> None:
    """Raise `UsageError` for a column the frame lacks, and for a frame without rows."""
    known = [str(name) for name in frame.columns]
    for name in names:
        if name is not None and name not in known:
            near = suggest(name, known)
            raise UsageError(f"the data have no column '{name}'." + (f" Did you mean '{near}'?" if near else ""))
    if not len(frame):
        raise UsageError("there is nothing to draw: the data have no rows.", remedy="Check the filter before it.")


def to_svg(figure: Figure) -> str:
    """The figure as SVG: no date, no creator, no unused ids, two decimals, sized by its container.

    Where words below a horizontal axis would run through each other, some of them leave: the last always stays.
    """
    drawn = _print(figure)
    # Only the drawing itself tells how wide the axes became, so it is looked at afterwards.
    measure = _measure(figure)
    thinned = [axes for axes in figure.axes if _thin(axes, measure)]
    return _tidy(_print(figure) if thinned else drawn)


def _print(figure: Figure) -> str:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = io.StringIO()
    nothing: dict[str, Any] = {"Date": None, "Creator": None, "Format": None, "Type": None}
    FigureCanvasSVG(figure).print_svg(buffer, metadata=nothing)
    return buffer.getvalue()


def _apart(spans: Sequence[tuple[float, float]], room: float) -> list[int]:
    """The positions to keep, evenly and with the last among them, so that none comes within `room` of the next.

    Examples
    --------
    >>> _apart([(0, 4), (3, 7), (6, 10)], 1), _apart([(0, 4), (6, 10)], 1), _apart([], 1)
    ([0, 2], [0, 1], [])
    """
    for step in range(1, len(spans)):
        kept = list(range(len(spans) - 1, -1, -step))[::-1]
        ends = sorted(spans[at] for at in kept)
        if all(left[1] + room <= right[0] for left, right in itertools.pairwise(ends)):
            return kept
    return [len(spans) - 1] if spans else []


#: Room between two words below an axis, in points: about one letter.
_ROOM = 4.0


def _measure(figure: Any) -> Any:
    """What tells how wide words are in this figure."""
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(1, 1, figure.dpi)


def _thin(axes: Axes, measure: Any) -> bool:
    """Take away words below the horizontal axis until none touches the next; whether any went."""
    figure: Any = axes.figure
    low, high = sorted(axes.get_xlim())
    slack = 1e-9 * max(high - low, abs(low), abs(high))
    ticks = axes.xaxis.get_major_ticks()
    shown = [
        (float(at), tick.label1)
        for at, tick in zip(axes.get_xticks(), ticks, strict=False)
        if low - slack <= at <= high + slack and tick.label1.get_visible() and tick.label1.get_text()
    ]
    shown.sort(key=lambda one: one[0])
    spans = [(box.x0, box.x1) for box in (label.get_window_extent(measure) for _, label in shown)]
    kept = _apart(spans, _ROOM * figure.dpi / 72)
    if len(kept) == len(shown):
        return False
    axes.set_xticks([shown[at][0] for at in kept], [shown[at][1].get_text() for at in kept])
    return True


_GEOMETRY = re.compile(r'(?<=\s)((?:d|x|y|width|height|points)=")([^"]*)"|(translate\()([^)]*)\)')
_LONG = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")


def _tidy(svg: str) -> str:
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    # Matplotlib's style sheet says `*`: inside a page it would restyle the page. The root carries it instead.
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", svg, flags=re.DOTALL)
    view = re.search(r'viewBox="([^"]*)"', svg)
    body = svg[svg.index(">") + 1 :]
    root = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="{view.group(1) if view else "0 0 490 300"}" stroke-linejoin="round" stroke-linecap="butt">'
    )
    body = _GEOMETRY.sub(_shorten, body)
    used = set(re.findall(r'href="#([^"]+)"', body)) | set(re.findall(r"url\(#([^)]+)\)", body))
    body = re.sub(r' id="([^"]+)"', lambda match: match.group(0) if match.group(1) in used else "", body)
    body = re.sub(r"<g>\s*</g>", "", body)
    return root + re.sub(r"\s*\n\s*", "\n", body).strip() + "\n"


def _shorten(match: re.Match[str]) -> str:
    opening, content = (match.group(1), match.group(2)) if match.group(1) else (match.group(3), match.group(4))
    short = _LONG.sub(lambda number: f"{round(float(number.group(0)), 2):.2f}".rstrip("0").rstrip("."), content)
    return opening + re.sub(r"\s*\n\s*", " ", short).replace("-0 ", "0 ").strip() + ('"' if match.group(1) else ")")


def own_ids(svg: str, id: str, title: str, alt: str) -> str:
    """Give every id in the drawing the block's name in front, and the drawing its text alternative.

    Several drawings in one page then never share an id.
    """
    for pattern in (r'( id=")([^"]+)"', r'(href="#)([^"]+)"'):
        svg = re.sub(pattern, lambda match: f'{match.group(1)}{id}--{match.group(2)}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", lambda match: f"url(#{id}--{match.group(1)})", svg)
    end = svg.index(">")
    return f'{svg[:end]} role="img" aria-label="{escape(alt)}">\n<title>{escape(title)}</title>{svg[end + 1 :]}'
