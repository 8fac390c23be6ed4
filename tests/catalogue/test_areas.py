"""Maps of the user's own: read within bounds, matched to rows both ways, refused in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wij_impact import InputError, catalogue

METRES = [[233000, 581000], [234000, 581000], [234000, 582000], [233000, 581000]]
RING = [[6.5, 53.2], [6.6, 53.2], [6.6, 53.3], [6.5, 53.2]]


def _file(folder: Path, *features: dict[str, Any]) -> Path:
    file = folder / "wijken.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return file


def _area(name: str, code: str = "", ring: Any = None, **more: Any) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [ring or RING]}
    return {"type": "Feature", "properties": {"wijknaam": name, "wijkcode": code}, "geometry": shape} | more


@pytest.mark.unit
def test_rows_and_areas_are_matched_by_code_then_name(tmp_path: Path) -> None:
    areas = catalogue.read_areas(_file(tmp_path, _area("Corpus den Hoorn", "WK1"), _area("De Wijert"), _area("Zuid")))
    found = catalogue.match_areas(areas, ["Corpus", "de wijert", "Hoogkerk"], ["wk1", "", None])  # type: ignore[list-item]
    assert found.renamed == (("Corpus", "Corpus den Hoorn"),)
    assert found.without_polygon == ("Hoogkerk",)
    assert found.without_data == ("Zuid",)
    assert [one["properties"]["name"] for one in found.geojson["features"]] == ["Corpus", "de wijert", "Zuid"]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("{", "not valid JSON"),
        ('{"type": "Point"}', "no GeoJSON with areas"),
        ('{"type": "FeatureCollection", "features": []}', "no areas"),
        ("[" * 60 + "]" * 60, "too many brackets"),
        ([_area("A"), _area("A")], "'A' is in it twice"),
        ([_area("A", ring=[[6.5, 53.2], [6.6, 53.2], [6.5, 53.2]])], "no whole polygon"),
        ([_area("A", ring=[[0, 0], [1, 0], [1, 1], [0, 0]])], "outside the Netherlands"),
        ([_area("A"), _area("B", ring=METRES)], "two systems"),
        ([_area("A", geometry={"type": "Point", "coordinates": [6.5, 53.2]})], "no polygon but Point"),
        ([_area("")], "no name or code"),
    ],
)  # fmt: skip
def test_what_is_no_map_gets_a_sentence(made: Any, said: str, tmp_path: Path) -> None:
    file = _file(tmp_path, *made) if isinstance(made, list) else tmp_path / "wijken.geojson"
    if isinstance(made, str):
        file.write_text(made, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        catalogue.read_areas(file)


@pytest.mark.unit
def test_no_row_on_the_map_is_refused(tmp_path: Path) -> None:
    areas = catalogue.read_areas(_file(tmp_path, _area("A")))
    with pytest.raises(InputError, match="none of the 1 neighbourhoods is on the map"):
        catalogue.match_areas(areas, ["B"])
