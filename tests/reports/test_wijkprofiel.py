"""Facts of the report on neighbourhoods: what is printed by area, a file of one's own, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from tests.reports.support import block, run_report
from wij_impact import InputError, InsufficientEvidence, UsageError, catalogue
from wij_impact.presentation.blocks import Figure, Table
from wij_impact.reports import wijkprofiel

HEAD = "wijk;wijkcode;jaar;inwoners;laag inkomen;eenoudergezinnen;inzet\n"


def _file(folder: Path, slope: float = 1.0, areas: int = 12, old: str = "", new: str = "") -> str:
    rng = np.random.default_rng(2)
    rows = []
    for i in range(areas):
        poor, people = rng.uniform(5, 25), int(rng.integers(3000, 9000))
        single = poor + rng.uniform(0, 8)
        effort = round(people * (40 + slope * (poor - 15)))
        rows.append(f"W{i};WK{i:06d};2023;{people};{poor:.1f};{single:.1f};{effort}".replace(".", ","))
    text = HEAD + "\n".join(rows) + "\n"
    text = text.replace(old, new) if old else text
    file = folder / "wijken.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def _own(path: str, need: tuple[str, ...] = ()) -> wijkprofiel.Own:
    frame, effort, signs = wijkprofiel.load_neighbourhoods(path, "", need)
    return wijkprofiel.own_facts(wijkprofiel.analyse(frame, effort, signs), frame)


@pytest.mark.reference
def test_the_grants_by_area_are_those_of_the_table() -> None:
    figures, areas = catalogue.figures(), catalogue.load_table("assignment_areas")
    facts = wijkprofiel.document_facts(figures, areas)
    # The table has 57 lines; to one of them nothing was granted, as the report `deelopdrachten` says.
    assert facts.assignments.value == 56
    rows = wijkprofiel.area_rows(figures, areas).set_index("area")["granted"]
    # Areas of the descriptions of annex 1 (numbers 36, 38, 41, 53, 45, 20, 5, 6, 26, 46 and 51), not only of the names.
    together = 50_750 + 41_250 + 32_290 + 12_690 + 25_010 + 88_760 + 385_720 + 232_000 + 76_160 + 25_010 + 13_260
    assert rows["Selwerd, Paddepoel en Tuinwijk"] == together == 982_900
    assert rows["Ten Boer"] == 427_210
    assert rows["Korrewegwijk"] == 102_640 + 27_840 + 83_040
    assert facts.largest.text == "Selwerd, Paddepoel en Tuinwijk"
    assert facts.share.value == pytest.approx(2_582_815 / 6_747_210)
    assert facts.total.value == 6_747_210
    assert float(facts.named.value) == rows.sum()
    # Every name in our table is one that is printed.
    assert facts.with_area.value == len(areas) == len(wijkprofiel.line_rows(figures, areas))


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_screen_is_short(lang: str) -> None:
    page = run_report("wijkprofiel", lang=lang)
    assert page.first_screen_words() <= 150
    assert not page.examples


@pytest.mark.unit
@pytest.mark.parametrize(("slope", "verdict"), [(2.0, "more"), (-2.0, "less"), (0.0, "not_shown")])
def test_the_verdict_follows_the_file(slope: float, verdict: str, tmp_path: Path) -> None:
    assert _own(_file(tmp_path, slope)).verdict == verdict


@pytest.mark.unit
def test_a_map_is_drawn_and_what_does_not_fit_is_named(tmp_path: Path) -> None:
    shapes = []
    for i in range(1, 13):
        x, y = 6.5 + 0.02 * i, 53.2
        ring = [[x, y], [x + 0.01, y], [x + 0.01, y + 0.01], [x, y]]
        area = {"type": "Polygon", "coordinates": [ring]}
        shapes.append({"type": "Feature", "properties": {"wijkcode": f"WK{i:06d}"}, "geometry": area})
    place = tmp_path / "kaart.geojson"
    place.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), encoding="utf-8")
    page = run_report("wijkprofiel", neighbourhoods=_file(tmp_path), map=str(place))
    told = "\n".join(one.plain() for one in page.blocks)
    assert "Niet op de kaart, wel in de tabellen: W0" in told
    assert "Wel op de kaart, zonder cijfers: WK000012" in told
    assert isinstance(block(page, "own_map"), Figure)
    assert isinstance(block(page, "own_ranks"), Table)
    assert "Wat u nu kunt doen" in told


@pytest.mark.unit
def test_without_a_map_there_is_a_tile_per_area_from_most_to_least_need(tmp_path: Path) -> None:
    file = _file(tmp_path)
    frame, effort, need = wijkprofiel.load_neighbourhoods(file)
    found = wijkprofiel.analyse(frame, effort, need)
    tiles = wijkprofiel.tile_rows(found)
    assert tiles["wijk"].tolist() == wijkprofiel.rank_rows(found)["wijk"].tolist()
    assert list(zip(tiles["row"], tiles["column"], strict=True)) == [(i // 4, i % 4) for i in range(12)]
    each = (frame["effort"] / frame["residents"]).set_axis(frame["wijk"])
    assert tiles["value"].tolist() == pytest.approx(each[tiles["wijk"]].tolist())
    page = run_report("wijkprofiel", neighbourhoods=file)
    drawn = block(page, "own_tiles")
    assert isinstance(drawn, Figure)
    assert "Er is geen kaart gegeven." in "\n".join(one.plain() for one in page.blocks)


@pytest.mark.unit
def test_what_says_too_much_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InsufficientEvidence):
        _own(_file(tmp_path, areas=7))
    with pytest.raises(InsufficientEvidence, match="nothing to weigh"):
        _own(_file(tmp_path), need=("low_income",))
    with pytest.raises(UsageError, match="no column 'poverty'"):
        _own(_file(tmp_path), need=("poverty",))
    with pytest.raises(InputError, match="two years"):
        _own(_file(tmp_path, old="W3;WK000003;2023", new="W3;WK000003;2022"))
    with pytest.raises(InputError, match="what a neighbourhood gets is nowhere"):
        _own(_file(tmp_path, old="inzet", new="iets anders"))


@pytest.mark.unit
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_made_up_areas_are_on_a_map_with_a_hole_and_an_area_of_two_parts(lang: str) -> None:
    page = run_report("voorbeeld_wijkprofiel", lang=lang)
    drawn = block(page, "own_map")
    assert page.examples
    assert isinstance(drawn, Figure)
    filled = re.findall(r'<path d="([^"]+)" clip-path="[^"]+" style="fill: #[0-9a-f]{6}; stroke:', drawn.svg)
    assert len(filled) == 14  # thirteen areas, one of two parts
    assert sorted(path.count("M ") for path in filled) == [1] * 13 + [2]
