"""A word across a drawing that rests on made-up data: it goes wherever the drawing goes."""

from __future__ import annotations

import functools
import math
import re

from wij_impact.drawing.palette import WARN

__all__ = ["watermark"]

_MARK = 'class="made-up"'
_SIZE = 100.0


def watermark(svg: str, word: str) -> str:
    """The drawing with `word` across it, under nothing and in outline, so that the numbers stay legible.

    A drawing that has the word already, or is empty, comes back as it is.

    Examples
    --------
    >>> once = watermark('<svg viewBox="0 0 200 100"></svg>', "verzonnen")
    >>> 'rotate(-26.6)' in once, watermark(once, "verzonnen") == once
    (True, True)
    """
    if not svg or _MARK in svg:
        return svg
    found = re.search(r'viewBox="([\d.+-]+)[ ,]+([\d.+-]+)[ ,]+([\d.]+)[ ,]+([\d.]+)"', svg)
    left, top, wide, tall = (float(one) for one in found.groups()) if found else (0.0, 0.0, 490.0, 300.0)
    path, length, height = _outline(word)
    # Along the diagonal, but never so steep that a flat or a tall drawing loses the word.
    angle = max(-35.0, -math.degrees(math.atan2(tall, wide)))
    across = math.hypot(wide, tall) if tall < wide else 1.1 * wide
    scale = min(0.72 * across / length, 0.6 * tall / height)
    place = f"translate({left + wide / 2:.1f} {top + tall / 2:.1f}) rotate({angle:.1f}) scale({scale:.3f} {-scale:.3f})"
    place += f" translate({-length / 2:.1f} {-height / 2:.1f})"
    mark = (
        f'<g {_MARK} aria-hidden="true"><path d="{path}" transform="{place}" '
        f'fill="{WARN}" fill-opacity="0.13" stroke="{WARN}" stroke-opacity="0.55" '
        f'stroke-width="{0.8 / scale:.2f}"/></g>'
    )
    end = svg.rindex("</svg>")
    return svg[:end] + mark + svg[end:]


@functools.cache
def _outline(word: str) -> tuple[str, float, float]:
    """The word as a path (y upwards), its length and its height."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    shape = TextPath((0, 0), word, size=_SIZE, prop=FontProperties(family="DejaVu Sans", weight="bold"))
    parts = []
    for points, code in shape.iter_segments(curves=True, simplify=False):
        letter = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}[int(code)]
        parts.append(letter + ("" if letter == "Z" else " ".join(f"{one:.1f}" for one in points)))
    box = shape.get_extents()
    return "".join(parts), float(box.x1), float(box.y1)
