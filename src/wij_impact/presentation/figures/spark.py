"""The small chart beside a key number: a few lines of SVG, without axes, drawn without a library."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from wij_impact.drawing.palette import ACCENT, INK, LINE, PALE, PAPER, SOFT, WARN

__all__ = ["sparkline"]

_WIDE, _TALL = 118.0, 34.0


def sparkline(shape: str, values: Sequence[float | None], alt: str, labels: Sequence[str] = ()) -> str:
    """A small chart as SVG.

    Parameters
    ----------
    shape : {"line", "bars", "share", "reference"}
        As `presentation.blocks.Spark` says. Bars below zero are open: colour alone would say it.
    values : sequence of float or None
        Unrounded; None leaves a gap.
    alt : str
        The numbers in words.
    labels : sequence of str
        The first one stands at the start of a line.

    Examples
    --------
    >>> sparkline("share", [0.5], "de helft").count("<rect")
    2
    """
    known = [value for value in values if value is not None]
    drawn = {"line": _line, "bars": _bars, "share": _share, "reference": _reference}[shape](values, known, labels)
    return f'<svg viewBox="0 0 {_WIDE:g} {_TALL:g}" role="img" aria-label="{escape(alt, quote=True)}">{drawn}</svg>'


def _line(values: Sequence[float | None], known: Sequence[float], labels: Sequence[str]) -> str:
    low, high = min(known), max(known)
    left, right = 34.0 if labels else 4.0, _WIDE - 5
    step = (right - left) / max(1, len(values) - 1)
    at = [
        None
        if value is None
        else (left + place * step, 28 - 22 * ((value - low) / (high - low) if high > low else 0.5))
        for place, value in enumerate(values)
    ]
    parts, run = [], []
    for point in [*at, None]:
        if point is not None:
            run.append(f"{point[0]:.1f},{point[1]:.1f}")
        elif run:
            parts.append(f'<polyline points="{" ".join(run)}" fill="none" stroke="{ACCENT}" stroke-width="2"/>')
            run = []
    last = next(point for point in reversed(at) if point is not None)
    first = next(point for point in at if point is not None)
    parts.append(f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="3.5" fill="{ACCENT}"/>')
    if labels:
        where = f'x="{left - 6:g}" y="{first[1] + 4:.1f}"'
        parts.append(f'<text {where} text-anchor="end" font-size="11" fill="{SOFT}">{escape(labels[0])}</text>')
    return "".join(parts)


def _bars(values: Sequence[float | None], known: Sequence[float], labels: Sequence[str]) -> str:
    low, high = min(0.0, *known), max(0.0, *known)
    scale = 28 / ((high - low) or 1.0)
    zero = 3 + high * scale
    step = (_WIDE - 4) / len(values)
    wide = 0.8 * step
    parts = []
    for place, value in enumerate(values):
        if value is None:
            continue
        top, tall = (zero - value * scale, value * scale) if value >= 0 else (zero, -value * scale)
        last = place == len(values) - 1
        fill = (WARN if value < 0 else ACCENT) if last else (PAPER if value < 0 else PALE)
        edge = WARN if value < 0 else ACCENT
        parts.append(
            f'<rect x="{2 + place * step + 0.1 * step:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{tall:.1f}" '
            f'fill="{fill}" stroke="{edge}"/>'
        )
    parts.append(f'<path d="M0 {zero:.1f}H{_WIDE:g}" stroke="{INK}" stroke-width="1.25"/>')
    return "".join(parts)


def _share(values: Sequence[float | None], known: Sequence[float], labels: Sequence[str]) -> str:
    part = max(0.0, min(1.0, known[0]))
    box = f'x="1" y="11" height="12" stroke="{ACCENT}"'
    whole = _WIDE - 2
    return f'<rect {box} width="{whole:g}" fill="{PAPER}"/><rect {box} width="{part * whole:.1f}" fill="{ACCENT}"/>'


def _reference(values: Sequence[float | None], known: Sequence[float], labels: Sequence[str]) -> str:
    most = 1.25 * max(map(abs, known)) or 1.0
    own, other = (4 + max(0.0, one) / most * (_WIDE - 8) for one in (known[0], known[-1]))
    return (
        f'<path d="M2 17H{_WIDE - 2:g}" stroke="{LINE}"/>'
        f'<path d="M{other:.1f} 4V30" stroke="{INK}" stroke-width="1.5"/>'
        f'<path d="M{own:.1f} 9l8 8-8 8-8-8z" fill="{ACCENT}"/>'
    )
