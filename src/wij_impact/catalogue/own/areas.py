"""Areas of a map: GeoJSON of the user's own, read within bounds, and matched to the rows of a table."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wij_impact.catalogue.decoding import read_bytes
from wij_impact.catalogue.own_file import find_file
from wij_impact.catalogue.readlog import record_read
from wij_impact.errors import InputError
from wij_impact.language import Text

__all__ = ["Areas", "Match", "match_areas", "read_areas"]

LARGEST = 50_000_000  # bytes
DEEPEST = 24  # brackets inside brackets; a MultiPolygon in a collection has nine
MOST_AREAS, MOST_POINTS = 5_000, 1_000_000
_CODES = ("wijkcode", "buurtcode", "statcode", "wk_code", "bu_code", "gwb_code", "code")
_NAMES = ("wijknaam", "buurtnaam", "statnaam", "wk_naam", "bu_naam", "wijk", "buurt", "naam", "name")


@dataclass(frozen=True)
class Areas:
    """The areas of a map: their names, codes (empty where there is none) and geometries, in one system."""

    file: str
    system: Literal["rd", "wgs84"]
    names: tuple[str, ...]
    codes: tuple[str, ...]
    geometries: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Match:
    """A map of the areas of a table.

    Attributes
    ----------
    geojson : dict
        A FeatureCollection whose property ``name`` is the name in the table.
    without_polygon, without_data : tuple of str
        Rows that the map has no area for, and areas that no row is about.
    renamed : tuple of (str, str)
        Found by code although the names differ: name in the table, name on the map.
    """

    geojson: dict[str, Any]
    without_polygon: tuple[str, ...]
    without_data: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]


def read_areas(path: str | Path) -> Areas:
    """Read a GeoJSON file of areas: polygons, in the Dutch grid (RD, metres) or in degrees (WGS84).

    Raises
    ------
    InputError
        No JSON, too large or too deep, no FeatureCollection, a geometry that is no polygon or has no ring, a
        coordinate outside the Netherlands, an area without a name or code, a code twice.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "wijken.geojson"
    >>> ring = "[[6.5,53.2],[6.6,53.2],[6.6,53.3],[6.5,53.2]]"
    >>> shape = '{"type":"Polygon","coordinates":[' + ring + "]}"
    >>> one = '{"type":"Feature","properties":{"wijknaam":"A","wijkcode":"WK001401"},"geometry":' + shape + "}"
    >>> _ = file.write_text('{"type":"FeatureCollection","features":[' + one + "]}")
    >>> read_areas(file).names, read_areas(file).system
    (('A',), 'wgs84')
    """
    found = find_file(path)
    shown = found.name
    record_read(found)
    if found.stat().st_size > LARGEST:
        raise _wrong(shown, f"is groter dan {LARGEST // 10**6} MB.", f"is larger than {LARGEST // 10**6} MB.", _SIMPLE)
    read = _parsed(read_bytes(found, shown), shown)
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(read, dict) or read.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise _wrong(shown, "is geen GeoJSON met gebieden.", "is no GeoJSON with areas.", _EXPORT)
    if not features:
        raise _wrong(shown, "heeft geen gebieden.", "has no areas.", _EXPORT)
    if len(features) > MOST_AREAS:
        raise _wrong(shown, f"heeft {len(features)} gebieden.", f"has {len(features)} areas.", _SIMPLE)
    names, codes, shapes = [], [], []
    points = 0
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        properties = properties if isinstance(properties, dict) else {}
        lowered = {str(key).casefold(): value for key, value in properties.items()}
        code = _first(lowered, _CODES)
        name = _first(lowered, _NAMES) or code
        if not name:
            raise _wrong(
                shown,
                f"gebied {number} heeft geen naam of code.",
                f"area {number} has no name or code.",
                Text(nl="Geef elk gebied een wijknaam of wijkcode.", en="Give each area a wijknaam or wijkcode."),
            )
        shape = _shape(feature.get("geometry"), name, shown)
        points += sum(len(ring) for polygon in shape["coordinates"] for ring in polygon)
        if points > MOST_POINTS:
            raise _wrong(shown, f"heeft meer dan {MOST_POINTS} punten.", f"has over {MOST_POINTS} points.", _SIMPLE)
        names.append(name)
        codes.append(code)
        shapes.append(shape)
    for texts in (names, [code for code in codes if code]):
        twice = next((one for one in texts if texts.count(one) > 1), None)
        if twice is not None:
            raise _wrong(shown, f"'{twice}' staat er twee keer in.", f"'{twice}' is in it twice.", _ONE_EACH)
    return Areas(shown, _system(shapes, shown), tuple(names), tuple(codes), tuple(shapes))


def match_areas(areas: Areas, names: Sequence[str], codes: Sequence[str] | None = None) -> Match:
    """Match rows to areas by code, else by name; the rest is named.

    Raises
    ------
    InputError
        When no row has an area.
    """
    by_code = {code.upper(): i for i, code in enumerate(areas.codes) if code}
    by_name = {_plain(name): i for i, name in enumerate(areas.names)}
    given = [str(code).strip().upper() if isinstance(code, str) else "" for code in codes or [""] * len(names)]
    features: list[dict[str, Any]] = []
    lost, renamed, used = [], [], set()
    for name, code in zip(names, given, strict=True):
        at = by_code.get(code) if code else None
        if at is None:
            at = by_name.get(_plain(name))
        elif _plain(areas.names[at]) not in (_plain(name), _plain(areas.codes[at])):
            renamed.append((str(name), areas.names[at]))
        if at is None or at in used:
            lost.append(str(name))
            continue
        used.add(at)
        features.append(_feature(str(name), areas.geometries[at]))
    if not features:
        raise _wrong(
            areas.file,
            f"geen van de {len(names)} wijken staat op de kaart.",
            f"none of the {len(names)} neighbourhoods is on the map.",
            Text(nl="Gebruik dezelfde wijkcode of naam.", en="Use the same wijkcode or name."),
        )
    rest = [i for i in range(len(areas.names)) if i not in used]
    features += [_feature(areas.names[i], areas.geometries[i]) for i in rest]
    made = {"type": "FeatureCollection", "features": features}
    return Match(made, tuple(lost), tuple(areas.names[i] for i in rest), tuple(renamed))


def _feature(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name}, "geometry": shape}


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _first(properties: dict[str, Any], keys: Sequence[str]) -> str:
    for key in keys:
        value = properties.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def _parsed(content: bytes, shown: str) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong(shown, "is geen tekst in UTF-8.", "is no text in UTF-8.", _EXPORT) from None
    if _depth(text) > DEEPEST:
        raise _wrong(shown, "heeft te veel haken in elkaar.", "has too many brackets inside each other.", _EXPORT)
    try:
        return json.loads(text, parse_constant=lambda word: math.nan)
    except (ValueError, RecursionError):
        raise _wrong(shown, "is geen geldige JSON.", "is not valid JSON.", _EXPORT) from None


def _depth(text: str) -> int:
    depth = deepest = 0
    inside = escaped = False
    for sign in text:
        if inside:
            if escaped:
                escaped = False
            elif sign == "\\":
                escaped = True
            elif sign == '"':
                inside = False
        elif sign == '"':
            inside = True
        elif sign in "[{":
            depth += 1
            if depth > DEEPEST:
                return depth
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _shape(geometry: Any, name: str, shown: str) -> dict[str, Any]:
    """The geometry as a MultiPolygon of checked rings."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        said = kind if isinstance(kind, str) else "-"
        raise _wrong(
            shown,
            f"'{name}' heeft geen vlak maar {said}.",
            f"'{name}' has no polygon but {said}.",
            Text(nl="Een gebied is een Polygon of MultiPolygon.", en="An area is a Polygon or MultiPolygon."),
        )
    given = geometry.get("coordinates")
    try:
        polygons = [given] if kind == "Polygon" else list(given)
        made = [[[(float(p[0]), float(p[1])) for p in ring] for ring in polygon] for polygon in polygons]
    except (TypeError, ValueError, IndexError, KeyError):
        made = []
    rings = [ring for polygon in made for ring in polygon]
    if not rings or not all(made) or any(len(set(ring)) < 3 for ring in rings):
        raise _wrong(shown, f"'{name}' heeft geen heel vlak.", f"'{name}' has no whole polygon.", _EXPORT)
    if not all(math.isfinite(number) for ring in rings for point in ring for number in point):
        raise _wrong(shown, f"'{name}' heeft een leeg punt.", f"'{name}' has an empty point.", _EXPORT)
    return {"type": "MultiPolygon", "coordinates": made}


def _system(shapes: Sequence[dict[str, Any]], shown: str) -> Literal["rd", "wgs84"]:
    points = [p for shape in shapes for polygon in shape["coordinates"] for ring in polygon for p in ring]
    if all(3 <= x <= 8 and 50 <= y <= 54 for x, y in points):
        return "wgs84"
    if all(-10_000 <= x <= 300_000 and 290_000 <= y <= 640_000 for x, y in points):
        return "rd"
    raise _wrong(
        shown,
        "heeft punten buiten Nederland, of twee stelsels door elkaar.",
        "has points outside the Netherlands, or two systems mixed.",
        Text(
            nl="Geef graden (lengte, breedte) of rijksdriehoek in meters.",
            en="Give degrees (longitude, latitude) or the Dutch grid in metres.",
        ),
    )


def _wrong(shown: str, nl: str, en: str, remedy: Text) -> InputError:
    return InputError(Text(nl=f"de kaart: {nl}", en=f"the map: {en}"), remedy=remedy, file=shown)


_EXPORT = Text(nl="Exporteer de wijken opnieuw als GeoJSON.", en="Export the areas as GeoJSON again.")
_SIMPLE = Text(nl="Neem alleen de gemeente, of vereenvoudig de grenzen.", en="Take the municipality only, or simplify.")
_ONE_EACH = Text(nl="Voeg de delen samen tot één gebied.", en="Merge the parts into one area.")
