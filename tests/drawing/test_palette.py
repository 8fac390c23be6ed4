"""The house style holds without colour: contrasts computed by the WCAG 2.1 formula."""

from __future__ import annotations

import re

import pytest

from wij_impact.drawing import palette, style


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
@pytest.mark.parametrize("name", ["INK", "SOFT", "GREY", "ACCENT", "WARN", "PURPLE"])
def test_text_and_lines_stand_out(name: str) -> None:
    assert contrast(getattr(palette, name), palette.PAPER) >= 4.5


@pytest.mark.unit
def test_marks_and_lines_stand_out() -> None:
    assert contrast(palette.MARK, palette.PAPER) >= 3


@pytest.mark.unit
def test_series_differ_without_colour() -> None:
    shapes = [(str(one.dash), one.marker, one.filled) for one in map(style.line_style, range(6))]
    assert len(set(shapes)) == 6


@pytest.mark.unit
def test_letters_stand_out_on_every_fill() -> None:
    assert min(contrast(palette.INK, shade) for shade in (*palette.SHADES, *palette.COUNT_SHADES, palette.FILL)) >= 7


@pytest.mark.unit
def test_the_page_has_the_same_contrasts() -> None:
    from wij_impact.pipeline.export.index import render_index

    html = render_index([])
    page = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", html[html.index(":root{") : html.index("}")]))
    for ground in ("paper", "tint"):
        for letters in ("ink", "soft", "accent", "warn"):
            assert contrast(page[letters], page[ground]) >= 4.5, (letters, ground)
    assert (page["ink"], page["accent"], page["soft"]) == (palette.INK, palette.ACCENT, palette.SOFT)
