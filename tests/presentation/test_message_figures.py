"""The figures that carry a message: what they draw is what they say, at both widths, and they refuse what is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from wij_impact.errors import UsageError
from wij_impact.presentation import figures
from wij_impact.presentation.blocks import Figure
from wij_impact.presentation.figures import Drawing

FLOW = pd.DataFrame(
    {
        "name": ["vragen", "direct", "onderzoek", "meldingen", "jeugdhulp"],
        "parent": [None, "vragen", "vragen", None, None],
        "value": [200.0, 90.0, 110.0, math.nan, 30.0],
        "apart": [False, False, False, True, True],
    }
)
ROWS = pd.DataFrame(
    {"g": ["Groningen", "Utrecht"], "estimate": [0.1, 0.2], "lower": [0.05, 0.1], "upper": [0.15, math.inf]}
)
TILES = pd.DataFrame({"g": ["Groningen", "Veendam"], "row": [0, 1], "column": [0, 1], "value": [0.1, math.nan]})
RISKS = pd.DataFrame({"risk": ["Een", "Twee"], "likelihood": ["low", "high"], "impact": ["high", "high"]})
SQUARE = {"type": "Polygon", "coordinates": [[[6.5, 53.2], [6.6, 53.2], [6.6, 53.3], [6.5, 53.2]]]}
MAP = {"type": "FeatureCollection", "features": [{"properties": {"name": "Groningen"}, "geometry": SQUARE}]}
SERIES = pd.DataFrame({"p": ["Vragen"] * 2, "year": [2022, 2023], "value": [-3.0, 5.0]})
NODES = pd.DataFrame({"name": ["Gemeente", "WIJ"], "layer": [0, 1]})
EDGES = pd.DataFrame({"source": ["Gemeente"], "target": ["WIJ"], "s": ["+"]})
CURVE = pd.DataFrame({"time": [0, 1], "estimate": [1.0, 0.5], "lower": [1.0, 0.4], "upper": [1.0, 0.6]})
FUNNEL = ROWS.assign(n=[100, 900], target=0.12, limit_low=0.05, limit_high=0.2)
LEVELS: dict[str, Any] = {"likelihood_labels": ["a", "b", "c"], "impact_labels": ["d", "e", "f"]}

DRAWN: dict[str, Callable[[], Drawing]] = {
    "flow": lambda: figures.flow(FLOW, apart="apart", apart_title="anders geteld"),
    "forest": lambda: figures.forest(ROWS, "g", own="Groningen", reference=0.12, reference_label="Nederland"),
    "funnel": lambda: figures.funnel_areas(FUNNEL, "g", own="Groningen"),
    "plan": lambda: figures.plan_actual(
        pd.DataFrame({"p": ["A", "B"], "plan": [1.0, 2.0], "actual": [2.0, math.nan]}), "p", plan_label="plan",
        actual_label="werkelijk",
    ),
    "dots": lambda: figures.dots_with_break(SERIES, "p", breaks=[2023], break_label="andere lijst", how="integer"),
    "panels": lambda: figures.bar_panels(SERIES, "p"),
    "curve": lambda: figures.curve(CURVE, steps=True, until=0.5, until_label="gemeten"),
    "risk": lambda: figures.risk_matrix(RISKS, **LEVELS),
    "tiles": lambda: figures.tile_map(TILES, "g", own="Groningen"),
    "network": lambda: figures.network(NODES, EDGES, sign="s"),
    "map": lambda: figures.area_map(MAP, pd.DataFrame({"g": ["Groningen"], "value": [0.1]}), "g"),
    "waterfall": lambda: figures.waterfall(pd.DataFrame({"p": ["A", "B"], "value": [1.0, -2.0]}), "p"),
    "bars": lambda: figures.bars(pd.DataFrame({"p": ["A", "B"], "value": [1.0, 2.0]}), "p"),
}  # fmt: skip


@pytest.mark.unit
@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_has_a_phone_version_points_inside_it_and_its_numbers_in_words(name: str) -> None:
    drawn = DRAWN[name]()
    phone = drawn.narrow()
    assert phone is not None
    for one in (drawn, phone):
        found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', one.svg)
        assert found is not None
        wide, tall = map(float, found.groups())
        assert one.points
        assert all(-1 <= x <= wide + 1 and -1 <= y <= tall + 1 for x, y, _ in one.points)
        assert not re.search(r"<text|https?://(?!www\.w3\.org)", one.svg)
    assert float(re.search(r'viewBox="0 0 ([\d.]+)', phone.svg).group(1)) < 260  # type: ignore[union-attr]
    assert [text for *_, text in drawn.points] == [text for *_, text in phone.points]
    assert len(drawn.data)
    assert phone.alt == drawn.alt
    assert drawn.svg == DRAWN[name]().svg
    block = Figure.of(drawn, name, "nl", "Titel")
    assert len(block.points) == len(block.points_narrow) == len(drawn.points)
    ids = re.findall(r' id="([^"]+)"', block.svg + block.svg_narrow)
    assert len(ids) == len(set(ids))


@pytest.mark.unit
def test_a_flow_says_what_it_draws_and_leaves_apart_what_is_counted_otherwise() -> None:
    alt = DRAWN["flow"]().alt
    assert alt.startswith("vragen: 200. direct: 90, 45% van vragen. onderzoek: 110, 55% van vragen.")
    assert "anders geteld: meldingen: niet gepubliceerd. jeugdhulp: 30." in alt


@pytest.mark.unit
def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(UsageError, match="more than the whole"):
        figures.flow(FLOW.assign(value=[100.0, 90.0, 110.0, 1.0, 1.0]), apart="apart")
    with pytest.raises(UsageError, match="which is no node"):
        figures.flow(FLOW.assign(parent=[None, "vragn", "vragen", None, None]), apart="apart")
    with pytest.raises(UsageError, match="one tile"):
        figures.tile_map(TILES.assign(row=0, column=0), "g")
    with pytest.raises(UsageError, match="low, medium or high"):
        figures.risk_matrix(RISKS.assign(impact="zeer hoog"), **LEVELS)
    with pytest.raises(UsageError, match="no area 'Assen'"):
        figures.area_map(MAP, pd.DataFrame({"g": ["Assen"], "value": [1.0]}), "g")
    with pytest.raises(UsageError, match="no node"):
        figures.network(NODES, EDGES.assign(target="UWV"), sign="s")


@pytest.mark.unit
@pytest.mark.parametrize("shape", ["line", "bars", "share", "reference"])
def test_a_small_chart_is_small_and_says_its_numbers(shape: str) -> None:
    svg = figures.sparkline(shape, [0.4, None, -0.2], "van 0,4 naar −0,2", ["0,4"])
    assert 'aria-label="van 0,4 naar −0,2"' in svg
    assert "nan" not in svg
    assert len(svg) < 1200
