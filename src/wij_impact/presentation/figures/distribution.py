"""A distribution of simulated results, and on which side of zero it lies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wij_impact.drawing.canvas import empty_figure
from wij_impact.drawing.palette import INK
from wij_impact.drawing.style import SMALL
from wij_impact.errors import UsageError
from wij_impact.language import Language, Text
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, number_axis
from wij_impact.presentation.figures.money import FILLS, frame_of
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["histogram_with_zero"]


@drawing
def histogram_with_zero(
    values: Sequence[float] | pd.Series,
    *,
    how: str = "eur",
    lang: Language = "nl",
    height: float = 2.6,
) -> Drawing:
    """The distribution of simulated results, with zero, the median and the share on either side of zero.

    Parameters
    ----------
    values : sequence of float
        Draws; missing ones are left out. Zero is always the edge of a bin, so that the two sides are exact.

    Returns
    -------
    Drawing
        Its data are the bins (`lower`, `upper`, `count`).
    """
    import numpy as np

    draws = np.asarray(values, dtype=float)
    draws = draws[np.isfinite(draws)]
    if not len(draws):
        raise UsageError("there is nothing to draw: no finite values.")
    edges = _bins(draws)
    counts, _ = np.histogram(draws, edges)
    figure, (axes,) = empty_figure(height)
    for left, right, count in zip(edges[:-1], edges[1:], counts, strict=True):
        axes.bar(left, count, width=right - left, align="edge", linewidth=0.5, **FILLS[0 if left >= 0 else 2])
    middle = float(np.median(draws))
    shares = (float((draws < 0).mean()), float((draws >= 0).mean()))
    axes.set_ylim(0, max(counts) * 1.22)
    axes.axvline(0, color=INK, linewidth=1.2)
    axes.plot(middle, 0, marker="^", color=INK, markersize=8, clip_on=False, zorder=4)
    _sides(axes, shares, lang)
    number_axis(axes, "x", how, lang)
    axes.yaxis.set_visible(False)
    axes.grid(False)
    median = label("median", lang, value=format_number(middle, how, lang))
    axes.set_xlabel(f"▲ {median}", color=INK, loc="left")
    low, high = (format_number(float(one), how, lang) for one in np.quantile(draws, [0.025, 0.975]))
    spread = Text(nl=f"95% van de uitkomsten: {low} tot {high}", en=f"95% of the results: {low} to {high}").show(lang)
    alt = f"{label('chart_histogram', lang)}: {median}. {spread}. {_side(0, shares, lang)}; {_side(1, shares, lang)}."
    data = frame_of(list(zip(edges[:-1], edges[1:], counts.tolist(), strict=True)), ["lower", "upper", "count"])
    columns = {
        "lower": Column(label("low", lang), how),
        "upper": Column(label("high", lang), how),
        "count": Column(Text(nl="Aantal", en="Count").show(lang), "integer"),
    }
    return finish(figure, data, alt, columns)


def _bins(draws: Any) -> list[float]:
    """Edges that are whole multiples of one round width, so that 0 is among them; 10 to 40 bins."""
    import numpy as np

    low, high = min(0.0, float(draws.min())), max(0.0, float(draws.max()))
    span = (high - low) or 1.0
    rough = span / float(np.clip(math.sqrt(len(draws)), 10, 40))
    power = 10.0 ** math.floor(math.log10(rough))
    width = next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= rough)
    first, last = math.floor(low / width), math.floor(high / width) + 1
    return [round(i * width, 12) for i in range(first, last + 1)]


def _side(which: int, shares: tuple[float, float], lang: Language) -> str:
    return label(("below_zero", "above_zero")[which], lang, share=format_number(shares[which], "percent", lang))


def _sides(axes: Axes, shares: tuple[float, float], lang: Language) -> None:
    for which, align, shift in ((0, "right", -6), (1, "left", 6)):
        axes.annotate(
            _side(which, shares, lang), (0, 1), xycoords=("data", "axes fraction"), xytext=(shift, -2),
            textcoords="offset points", ha=align, va="top", color=INK, fontsize=SMALL, annotation_clip=False,
        )  # fmt: skip
