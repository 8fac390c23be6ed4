"""From a figure to SVG: words below an axis never run through each other."""

from __future__ import annotations

import itertools

import pytest

from wij_impact.drawing.canvas import empty_figure, to_svg


@pytest.mark.property
@pytest.mark.parametrize("width", [2.0, 4.0, 6.8])
@pytest.mark.parametrize("word", ["€ {} miljoen", "{}"])
def test_no_two_words_below_an_axis_touch_and_the_last_stays(width: float, word: str) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure, (axes,) = empty_figure(2.0, width=width)
    axes.plot(range(13), range(13))
    axes.set_xticks(range(13), [word.format(one) for one in range(13)])
    to_svg(figure)
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [label.get_window_extent(renderer) for label in axes.get_xticklabels()]
    assert all(left.x1 < right.x0 for left, right in itertools.pairwise(boxes))
    assert axes.get_xticklabels()[-1].get_text() == word.format(12)
    assert len(boxes) >= 2
