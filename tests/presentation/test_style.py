"""The house style holds without colour: contrasts computed by the WCAG 2.1 formula."""

from __future__ import annotations

import pytest

from wij_impact.presentation import style
from wij_impact.presentation.figures.matrix import _SHADES


def luminance(colour: str) -> float:
    """WCAG 2.1 relative luminance of `#rrggbb`."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.reference
def test_the_formula_gives_the_published_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    # #767676 is the lightest grey that passes 4.5:1 on white, as WCAG's own notes say.
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")


@pytest.mark.unit
@pytest.mark.parametrize("colour", [style.INK, style.SOFT, style.GREY, style.ACCENT, style.WARN])
def test_text_and_lines_stand_out(colour: str) -> None:
    assert contrast(colour, style.PAPER) >= 4.5


@pytest.mark.unit
def test_series_differ_without_colour() -> None:
    shapes = [(str(one.dash), one.marker, one.filled) for one in map(style.line_style, range(6))]
    assert len(set(shapes)) == 6


@pytest.mark.unit
def test_letters_stand_out_on_every_fill() -> None:
    assert min(contrast(style.INK, shade) for shade in (*_SHADES, style.FILL)) >= 7
