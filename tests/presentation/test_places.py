"""A map as it is filled: holes stay open whichever way the file runs, also in one part of several."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest

from wij_impact.presentation import figures
from wij_impact.presentation.figures import Drawing

Ring = list[list[float]]


def _square(left: float, low: float, size: float, clockwise: bool = False) -> Ring:
    ring = [[left, low], [left + size, low], [left + size, low + size], [left, low + size], [left, low]]
    return ring[::-1] if clockwise else ring


def _drawn(geometry: dict[str, Any], **others: dict[str, Any]) -> Drawing:
    features = [{"properties": {"name": name}, "geometry": one} for name, one in {"A": geometry, **others}.items()]
    rows = pd.DataFrame({"g": ["A", *others], "value": [0.5] * (1 + len(others))})
    return figures.area_map({"type": "FeatureCollection", "features": features}, rows, "g")


def _paths(svg: str) -> list[list[list[tuple[float, float]]]]:
    """The filled shapes of areas: per path its rings, as the browser gets them."""
    found = re.findall(r'<path d="([^"]+)" clip-path="[^"]+" style="fill: #[0-9a-f]{6}; stroke:', svg)
    return [
        [
            [(float(x), float(y)) for x, y in re.findall(r"[ML] (-?[\d.]+) (-?[\d.]+)", part)]
            for part in re.findall(r"M[^M]+", path)
        ]
        for path in found
    ]


def _winding(rings: list[list[tuple[float, float]]], x: float, y: float) -> int:
    """The winding number by which SVG fills (its rule is nonzero when nothing else is said)."""
    turns = 0
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y) and ax + (y - ay) / (by - ay) * (bx - ax) > x:
                turns += 1 if by > ay else -1
    return turns


def _middle(ring: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)


@pytest.mark.unit
@pytest.mark.parametrize("outer", [False, True])
@pytest.mark.parametrize("inner", [False, True])
def test_a_hole_is_not_filled_and_the_number_stands_beside_it(outer: bool, inner: bool) -> None:
    hole = _square(230_400, 580_400, 200, inner)
    for kind in ("Polygon", "MultiPolygon"):
        rings = [_square(230_000, 580_000, 1_000, outer), hole]
        drawn = _drawn({"type": kind, "coordinates": rings if kind == "Polygon" else [rings]})
        (path,) = _paths(drawn.svg)
        assert len(path) == 2
        assert _winding(path, *_middle(path[1][:4])) == 0
        x, y, _ = drawn.points[0]
        assert _winding(path, x, y) != 0


@pytest.mark.unit
def test_an_area_in_the_hole_of_another_and_parts_with_and_without_a_hole() -> None:
    hole = _square(230_300, 580_300, 400)
    parts = [[_square(230_000, 580_000, 1_000), hole], [_square(231_500, 580_000, 300, True)]]
    drawn = _drawn({"type": "MultiPolygon", "coordinates": parts}, B={"type": "Polygon", "coordinates": [hole]})
    around, island, within = _paths(drawn.svg)
    assert [len(one) for one in (around, island, within)] == [2, 1, 1]
    middle = _middle(within[0][:4])
    assert (_winding(around, *middle), _winding(within, *middle) != 0) == (0, True)
    assert _winding(island, *_middle(island[0][:4])) != 0
    spots = {text.partition(":")[0]: (x, y) for x, y, text in drawn.points}
    assert _winding(around, *spots["A"]) != 0
    assert _winding(within, *spots["B"]) != 0


@pytest.mark.unit
def test_the_number_of_a_bent_area_stands_in_it() -> None:
    bent = [
        [6.5, 53.2],
        [6.6, 53.2],
        [6.6, 53.21],
        [6.51, 53.21],
        [6.51, 53.29],
        [6.6, 53.29],
        [6.6, 53.3],
        [6.5, 53.3],
    ]
    drawn = _drawn({"type": "Polygon", "coordinates": [[*bent, bent[0]]]})
    (path,) = _paths(drawn.svg)
    x, y, _ = drawn.points[0]
    assert _winding(path, x, y) != 0
