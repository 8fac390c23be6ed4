"""Figures of places and relations: tiles, a map from GeoJSON, a risk matrix that lists, a network of effects."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wij_impact.drawing.canvas import empty_figure, is_narrow, line_width, need_columns
from wij_impact.drawing.palette import ACCENT, GREY, INK, PALE, PAPER, SHADES, SOFT, WARN
from wij_impact.drawing.style import BODY, SMALL
from wij_impact.errors import UsageError
from wij_impact.language import Language
from wij_impact.presentation.figures.canvas import Drawing, drawing, finish, mark
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import format_number, is_missing
from wij_impact.presentation.tables import Column

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.path import Path

__all__ = ["area_map", "network", "risk_matrix", "tile_map"]

_Ring = list[tuple[float, float]]
_ROW_OF = {"low": 2, "medium": 1, "high": 0}


@drawing
def tile_map(
    frame: pd.DataFrame,
    unit: str,
    row: str = "row",
    column: str = "column",
    value: str = "value",
    *,
    own: str = "",
    how: str = "percent1",
    lang: Language = "nl",
) -> Drawing:
    """A square per place at about where it lies, with its name and value in it; the shade only helps.

    Parameters
    ----------
    frame : pandas.DataFrame
        `row` and `column` are whole numbers, the north-west is (0, 0).
    own : str
        The reader's own place: a thick edge and a diamond.

    Returns
    -------
    Drawing

    Raises
    ------
    UsageError
        When two places stand on one square.
    """
    need_columns(frame, [unit, row, column, value])
    if frame[[row, column]].duplicated().any():
        raise UsageError("two places stand on one tile.", remedy="Give each its own row and column.")
    wide, tall = int(frame[column].max()) + 1, int(frame[row].max()) + 1
    side = line_width() / max(wide, 4 if is_narrow() else 6)
    figure, (axes,) = empty_figure(side * tall * 0.8)
    _bare(axes, (-0.02, wide + 0.02), (tall + 0.02, -0.02))
    letters = min(BODY, max(7.5, 8 * side))
    told = []
    from matplotlib.patches import Rectangle

    for _, one in frame.iterrows():
        number, name = one[value], str(one[unit])
        shown = label("unknown", lang) if is_missing(number) else format_number(number, how, lang)
        mine = name == own
        look: dict[str, Any] = {"facecolor": _shade(number, frame[value]), "edgecolor": INK if mine else GREY}
        if is_missing(number):
            look["hatch"] = "////"
        x, y = float(one[column]), float(one[row])
        axes.add_patch(Rectangle((x + 0.03, y + 0.04), 0.94, 0.92, linewidth=2.4 if mine else 0.7, **look))
        plate: Any = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8} if is_missing(number) else None
        text = "\n".join(_broken(("◆" if mine else "") + name, int(side * 0.9 * 72 / (letters * 0.6)))[:2])
        axes.text(x + 0.5, y + 0.36, text, ha="center", va="center", fontsize=letters * 0.94, color=INK, bbox=plate)
        axes.text(
            x + 0.5, y + 0.76, "–" if is_missing(number) else shown, ha="center", va="center", fontsize=letters,
            color=INK, fontweight="bold", bbox=plate,
        )  # fmt: skip
        mark(axes, x + 0.5, y + 0.5, f"{name}: {shown}")
        told.append(f"{name}: {shown}.")
    columns = {unit: Column(unit, "text"), value: Column(label("value", lang), how)}
    return finish(figure, frame[list(columns)].copy(), " ".join(told), columns)


@drawing
def area_map(
    geojson: Mapping[str, Any],
    frame: pd.DataFrame,
    unit: str,
    value: str = "value",
    *,
    key: str = "name",
    own: str = "",
    how: str = "percent1",
    lang: Language = "nl",
) -> Drawing:
    """A map drawn from GeoJSON without a request anywhere: a shade and the value in every area.

    Parameters
    ----------
    geojson : mapping
        A FeatureCollection of polygons, in degrees or in metres; its property `key` names the area as `unit` does.
        Holes stay open.
    frame : pandas.DataFrame
        One row per area. An area without a row is hatched; a row without an area is an error.

    Returns
    -------
    Drawing

    Raises
    ------
    UsageError
        For what is no FeatureCollection, and for units that the map does not have.
    """
    from matplotlib.patches import PathPatch

    need_columns(frame, [unit, value])
    areas = {str(one["properties"].get(key)): _polygons(one["geometry"]) for one in _features(geojson)}
    known = dict(zip(frame[unit].astype(str), frame[value], strict=True))
    lost = [name for name in known if name not in areas]
    if lost:
        raise UsageError(f"the map has no area '{lost[0]}'.", remedy=f"The areas are named by the property '{key}'.")
    corners = [point for polygons in areas.values() for rings in polygons for point in rings[0]]
    (left, right), (low, high) = ((min(p[i] for p in corners), max(p[i] for p in corners)) for i in (0, 1))
    # Degrees are narrower towards the pole; metres are not.
    squeeze = math.cos(math.radians((low + high) / 2)) if abs(high) <= 90 and abs(right) <= 180 else 1.0
    tall = line_width() * (high - low) / ((right - left) * squeeze or 1.0)
    figure, (axes,) = empty_figure(min(max(tall, 1.5), 6.0))
    _bare(axes, (left, right), (low, high))
    axes.set_aspect(1 / squeeze)
    told = []
    for name, polygons in areas.items():
        number = known.get(name)
        missing = is_missing(number)
        mine = name == own
        shade = _shade(number, frame[value])
        for rings in polygons:
            axes.add_patch(PathPatch(
                _path(rings), facecolor=shade, edgecolor=INK if mine else GREY, linewidth=2.2 if mine else 0.8,
                hatch="////" if missing else None, zorder=2 if mine else 1,
            ))  # fmt: skip
        largest = max(polygons, key=lambda rings: abs(_area(rings[0])))
        x, y = _spot(largest)
        shown = label("unknown", lang) if missing else format_number(number, how, lang)
        here = max((b - a for a, b in _stretches(largest, y) if a <= x <= b), default=0.0)
        room = here / ((right - left) or 1.0) * line_width()
        # The name where it fits: who reads a printed map cannot point at an area.
        named = f"{name}\n" if len(name) * 0.075 < room else ""
        words = f"{'◆ ' if mine else ''}{named}{'–' if missing else shown}"
        axes.text(
            x, y, words, ha="center", va="center", fontsize=SMALL, color=INK,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8, "alpha": 0.8}, zorder=3,
        )  # fmt: skip
        mark(axes, x, y, f"{name}: {shown}")
        told.append(f"{name}: {shown}.")
    columns = {unit: Column(unit, "text"), value: Column(label("value", lang), how)}
    return finish(figure, frame[list(columns)].copy(), " ".join(told), columns)


@drawing
def risk_matrix(
    frame: pd.DataFrame,
    risk: str = "risk",
    likelihood: str = "likelihood",
    impact: str = "impact",
    *,
    likelihood_labels: Sequence[str],
    impact_labels: Sequence[str],
    likelihood_title: str = "",
    impact_title: str = "",
    lang: Language = "nl",
) -> Drawing:
    """Nine cells that list their risks by number, and the numbered list itself; nothing is multiplied.

    Parameters
    ----------
    frame : pandas.DataFrame
        `likelihood` and `impact` are low, medium or high.
    likelihood_labels, impact_labels : sequence of str
        Words for low, medium, high.

    Returns
    -------
    Drawing

    Raises
    ------
    UsageError
        For another level than low, medium, high.
    """
    need_columns(frame, [risk, likelihood, impact])
    for name in (likelihood, impact):
        wrong = [one for one in frame[name] if one not in _ROW_OF]
        if wrong:
            raise UsageError(f"column '{name}' holds '{wrong[0]}'; a risk is low, medium or high.")
    from matplotlib.patches import Rectangle

    levels = list(_ROW_OF)
    wrap = 44 if is_narrow() else 100
    lines = [line for at, name in enumerate(frame[risk], 1) for line in textwrap.wrap(f"{at}. {name}", wrap)]
    figure, (axes,) = empty_figure(2.4 + 0.19 * len(lines))
    listing = 0.19 * len(lines) / 0.7 + 0.55
    _bare(axes, (-0.75, 3.02), (3.05 + listing, -0.3))
    told = []
    for i, chance in enumerate(levels):
        for j, effect in enumerate(levels):
            here = [str(at) for at, (a, b) in enumerate(zip(frame[likelihood], frame[impact], strict=True), 1)
                    if (a, b) == (chance, effect)]  # fmt: skip
            row = _ROW_OF[chance]
            axes.add_patch(Rectangle((j, row), 1, 1, facecolor=SHADES[i + j + 1], edgecolor=GREY, linewidth=0.8))
            text = "\n".join(textwrap.wrap(", ".join(here), 9 if is_narrow() else 14))
            axes.text(j + 0.5, row + 0.5, text, ha="center", va="center", color=INK, fontweight="bold")
            for number in here:
                name = str(frame[risk].iloc[int(number) - 1])
                mark(axes, j + 0.5, row + 0.5, f"{number}. {name}")
                told.append(f"{number}. {name}: {likelihood_labels[i]}, {impact_labels[j]}.")
    for i, words in enumerate(likelihood_labels):
        axes.text(-0.05, 2 - i + 0.5, words, ha="right", va="center", fontsize=SMALL, color=SOFT)
    for j, words in enumerate(impact_labels):
        axes.text(j + 0.5, 3.08, words, ha="center", va="top", fontsize=SMALL, color=SOFT)
    axes.text(-0.72, -0.08, likelihood_title, ha="left", va="bottom", fontsize=SMALL, color=INK)
    axes.text(3, 3.42, impact_title, ha="right", va="top", fontsize=SMALL, color=INK)
    axes.text(-0.72, 3.65, "\n".join(lines), ha="left", va="top", fontsize=SMALL, color=INK, linespacing=1.5)
    spoken = {
        likelihood: dict(zip(levels, likelihood_labels, strict=True)),
        impact: dict(zip(levels, impact_labels, strict=True)),
    }
    shown = frame[[risk, likelihood, impact]].assign(**{name: frame[name].map(said) for name, said in spoken.items()})
    columns = {
        risk: Column(label("risk", lang), "text"),
        likelihood: Column(likelihood_title or likelihood, "text"),
        impact: Column(impact_title or impact, "text"),
    }
    return finish(figure, shown, " ".join(told), columns)


@drawing
def network(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    *,
    name: str = "name",
    layer: str = "layer",
    source: str = "source",
    target: str = "target",
    sign: str | None = None,
    lang: Language = "nl",
) -> Drawing:
    """Who or what works on whom: boxes in layers, arrows between them; on a phone the layers stand under each other.

    Parameters
    ----------
    nodes : pandas.DataFrame
        `name`, and `layer` as a whole number from 0.
    edges : pandas.DataFrame
        `source` and `target` are names of nodes.
    sign : str, optional
        Column of `edges` with ``+``, ``-`` or ``?``: a solid, a hatched and a dotted arrow, each with its sign.

    Returns
    -------
    Drawing

    Raises
    ------
    UsageError
        For an edge to what is no node.
    """
    need_columns(nodes, [name, layer])
    need_columns(edges, [source, target, sign])
    layers = sorted(set(nodes[layer]))
    groups = [[str(one) for one in nodes[name][nodes[layer] == each]] for each in layers]
    most = max(len(group) for group in groups)
    narrow = is_narrow()
    across, along = max(1, most), max(1, len(layers))
    figure, (axes,) = empty_figure(1.15 * along if narrow else max(1.6, 0.75 * across))
    _bare(axes, (0, across if narrow else along), (along, 0) if narrow else (across, 0))
    place = {}
    for i, group in enumerate(groups):
        for j, one in enumerate(group):
            spot = (j + 0.5) * across / len(group)
            place[one] = (spot, i + 0.5) if narrow else (i + 0.5, spot)
    half = (0.42 * across / most, 0.27) if narrow else (0.33, 0.32)
    told = []
    for _, edge in edges.iterrows():
        ends = [str(edge[source]), str(edge[target])]
        lost = [one for one in ends if one not in place]
        if lost:
            raise UsageError(f"an arrow goes to '{lost[0]}', which is no node.")
        how = str(edge[sign]) if sign else ""
        _arrow(axes, place[ends[0]], place[ends[1]], half, how, narrow)
        told.append(f"{ends[0]} → {ends[1]}{f' ({how})' if how else ''}.")
    from matplotlib.patches import Rectangle

    for one, (x, y) in place.items():
        box = Rectangle(
            (x - half[0], y - half[1]),
            2 * half[0],
            2 * half[1],
            facecolor=PALE,
            edgecolor=ACCENT,
            linewidth=0.9,
            zorder=3,
        )
        axes.add_patch(box)
        room_for = round(line_width() * 12.5 * 2 * half[0] / (across if narrow else along))
        axes.text(
            x, y, "\n".join(textwrap.wrap(one, max(8, room_for))), ha="center", va="center", fontsize=SMALL, color=INK,
            zorder=4,
        )  # fmt: skip
        mark(axes, x, y, "\n".join([one, *[line for line in told if one in line]][:6]))
    columns = {source: Column(label("flow_from", lang), "text"), target: Column(label("flow_node", lang), "text")}
    if sign:
        columns[sign] = Column(label("sign", lang), "text")
    return finish(figure, edges[list(columns)].copy(), " ".join(told), columns)


def _arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], half: tuple[float, float], how: str, narrow: bool
) -> None:
    forward = 1 if (end[1] > start[1] if narrow else end[0] > start[0]) else -1
    if narrow:
        tail, head = (start[0], start[1] + forward * half[1]), (end[0], end[1] - forward * half[1])
    else:
        tail, head = (start[0] + forward * half[0], start[1]), (end[0] - forward * half[0], end[1])
    style: Any = {"?": ":", "-": "--"}.get(how, "-")
    axes.annotate(
        "", head, tail,
        arrowprops={"arrowstyle": "-|>", "color": WARN if how == "-" else INK, "linestyle": style, "linewidth": 1.1,
                    "shrinkA": 0, "shrinkB": 0}, zorder=2,
    )  # fmt: skip
    if how:
        axes.text(
            (tail[0] + head[0]) / 2, (tail[1] + head[1]) / 2, how.replace("-", "−"), ha="center", va="center",
            color=INK, fontsize=SMALL, fontweight="bold", zorder=3,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip


def _bare(axes: Axes, x: tuple[float, float], y: tuple[float, float]) -> None:
    axes.set_axis_off()
    axes.set_xlim(*x)
    axes.set_ylim(*y)


def _broken(name: str, room: int) -> list[str]:
    """A name over lines of at most `room` letters; a word that is longer is broken with a hyphen."""
    words = [
        f"{word[: room - 1]}- {word[room - 1 :]}" if len(word) > room and "-" not in word else word
        for word in name.split()
    ]
    return textwrap.wrap(" ".join(words), max(4, room)) or [name]


def _shade(number: Any, every: pd.Series) -> str:
    """The fifth that a value falls in, as a shade; white when it is missing."""
    if is_missing(number):
        return PAPER
    known = sorted(float(one) for one in every.dropna())
    below = sum(one < float(number) for one in known) / max(1, len(known))
    return SHADES[1 + min(4, int(below * 5))]


def _features(geojson: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    features = geojson.get("features")
    if geojson.get("type") != "FeatureCollection" or not features:
        raise UsageError("the map is no GeoJSON FeatureCollection.", remedy="Export the areas as GeoJSON.")
    found: Sequence[Mapping[str, Any]] = features
    return found


def _polygons(geometry: Mapping[str, Any]) -> list[list[_Ring]]:
    """The polygons of an area, each with its outer ring first and its holes behind it."""
    shapes = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}.get(geometry["type"])
    if shapes is None:
        raise UsageError(f"the map has a {geometry['type']}; it needs polygons.")
    return [[[(float(point[0]), float(point[1])) for point in ring] for ring in shape] for shape in shapes]


def _path(rings: Sequence[_Ring]) -> Path:
    """One path of a polygon with its holes, which run the other way round: files do not keep to one direction.

    Matplotlib and SVG fill by the winding number; with holes turned against the outer ring that is the even-odd rule.
    """
    from matplotlib.path import Path

    turned = [
        ring if (_area(ring) > 0) == (at == 0) else list(reversed(ring)) for at, ring in enumerate(map(_closed, rings))
    ]
    steps = [[Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY] for ring in turned]
    return Path([point for ring in turned for point in ring], [one for each in steps for one in each])


def _closed(ring: _Ring) -> _Ring:
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def _area(ring: _Ring) -> float:
    """Above 0 when the ring runs against the clock (shoelace formula)."""
    # From the first point: in metres of the Dutch grid the products would else lose the digits that matter.
    x, y = ring[0]
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum((a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y) for a, b in pairs) / 2


def _spot(rings: Sequence[_Ring]) -> tuple[float, float]:
    """Where a number stands: the centroid; when that lies outside or in a hole, inside and far from every edge."""
    x, y = _middle(rings[0])
    if any(left < x < right for left, right in _stretches(rings, y)):
        return x, y
    low, high = (pick(point[1] for point in rings[0]) for pick in (min, max))
    lines = [low + (high - low) * (at + 0.5) / 24 for at in range(24)]
    inside = [((left + right) / 2, line) for line in lines for left, right in _stretches(rings, line)]
    return max(inside, key=lambda spot: _clearance(rings, *spot), default=(x, y))


def _clearance(rings: Sequence[_Ring], x: float, y: float) -> float:
    """The distance, squared, from a point to the nearest edge; sideways for a third, since a number is wide."""
    x, best = x / 3, math.inf
    for ring in rings:
        narrow = [(one[0] / 3, one[1]) for one in ring]
        for (ax, ay), (bx, by) in zip(narrow, [*narrow[1:], narrow[0]], strict=True):
            long = (bx - ax) ** 2 + (by - ay) ** 2
            along = min(max(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long, 0.0), 1.0) if long else 0.0
            best = min(best, (ax + along * (bx - ax) - x) ** 2 + (ay + along * (by - ay) - y) ** 2)
    return best


def _stretches(rings: Sequence[_Ring], y: float) -> list[tuple[float, float]]:
    """The parts of the horizontal line at `y` that lie in the polygon, by the even-odd rule."""
    crossed = sorted(
        a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for ring in rings
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
        if (a[1] > y) != (b[1] > y)
    )
    return list(zip(crossed[::2], crossed[1::2], strict=True))


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centroid of a ring, by the shoelace formula; the mean of its points when it has no area."""
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2
    if abs(area) < 1e-12:
        return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    cross = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairs]
    return (
        sum((a[0] + b[0]) * c for a, b, c in cross) / (6 * area),
        sum((a[1] + b[1]) * c for a, b, c in cross) / (6 * area),
    )
