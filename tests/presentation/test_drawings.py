"""Figures: the same bytes, safe in a page, and a text alternative with the numbers in the right language."""

from __future__ import annotations

import itertools
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest

from wij_impact import UsageError
from wij_impact.drawing import canvas
from wij_impact.language import Text
from wij_impact.presentation import Report, figures
from wij_impact.presentation.figures import Drawing, arena
from wij_impact.presentation.figures.canvas import own_ids
from wij_impact.presentation.figures.distribution import _bins
from wij_impact.presentation.figures.lines import _runs

NAN = math.nan
SERIES = pd.DataFrame(
    {
        "year": [2018, 2019, 2020, 2020, 2021, 2023],
        "value": [34000, 39438, 30975, 31007, 27123, 35905],
        "edition": ["verslag 2020"] * 3 + ["verslag 2023"] * 3,
    }
)
STEPS = pd.DataFrame(
    {"step": ["vragen", "direct", "onderzoek"], "value": [200, 90, 110], "of": [None, "vragen", "vragen"]}
)
PAIRS = pd.DataFrame({"cijfer": ["vragen", "direct"], "oud": [30974, 0.37], "nieuw": [31007, 0.45]})
ESTIMATES = pd.DataFrame(
    {
        "item": ["regie", "buren", "leeg"],
        "estimate": [6.8, 6.2, NAN],
        "lower": [6.5, -math.inf, NAN],
        "upper": [7.1, 7, NAN],
    }
)
PARTS = pd.DataFrame({"factor": ["aantal", "mix"], "value": [400.0, -650.0]})
FLOWS = pd.DataFrame({"year": [2024, 2024, 2025], "value": [-300.0, 60.0, 120.0], "wie": ["kosten", "baten", "baten"]})
SWINGS = pd.DataFrame({"parameter": ["duur", "prijs"], "low": [150.0, -50.0], "high": [240.0, 350.0]})
RISKS = pd.DataFrame({"id": ["r1", "r2"], "kans": ["Laag", "Hoog"], "impact": ["Hoog", "Hoog"]})
LINKS = pd.DataFrame(
    {
        "side": ["cost", "cost", "effect", "effect", "effect"],
        "item": ["Begeleiding", "Tijd van mentoren", "Minder plaatsingen", "Minder plaatsingen", "Welzijn"],
        "actor": ["gemeente", "inwoner", "gemeente", "Rijk", "inwoner"],
        "value": [100.0, NAN, 80.0, 40.0, NAN],
    }
)
LEVELS = ["Laag", "Middel", "Hoog"]


def matrix(**kwargs: object) -> Drawing:
    return figures.heatmap(
        RISKS, "kans", "impact", "id", x_order=LEVELS, y_order=LEVELS,
        x_title=Text(nl="kans", en="probability"), y_title=Text(nl="impact", en="impact"), **kwargs,
    )  # type: ignore[arg-type]  # fmt: skip


DRAWINGS: dict[str, Callable[[], Drawing]] = {
    "line_series": lambda: figures.line_series(SERIES, series="edition", breaks={2021: "nieuwe telling"}),
    "small_multiples": lambda: figures.small_multiples(SERIES, "edition", how={"verslag 2020": "integer"}),
    "bars": lambda: figures.bars(PARTS, "factor", lower="value", upper="value"),
    "funnel_bars": lambda: figures.funnel_bars(STEPS, base="of"),
    "paired_dots": lambda: figures.paired_dots(
        PAIRS,
        "cijfer",
        "oud",
        "nieuw",
        old_label="eerder",
        new_label="later",
        how={"direct": "percent"},
        own_scale=True,
    ),
    "interval_plot": lambda: figures.interval_plot(ESTIMATES, "item", reference=6.5, reference_label="norm"),
    "waterfall": lambda: figures.waterfall(PARTS, "factor", start=("2022", 3000), end="2023", how="integer"),
    "cashflow_bars": lambda: figures.cashflow_bars(FLOWS, series="wie"),
    "tornado": lambda: figures.tornado(SWINGS, base=200.0),
    "histogram_with_zero": lambda: figures.histogram_with_zero(np.linspace(-100, 300, 401)),
    "heatmap": matrix,
    "effect_map": lambda: figures.effect_map(LINKS),
}


@pytest.mark.unit
@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_every_figure_is_the_same_small_valid_svg(name: str) -> None:
    first, second = DRAWINGS[name](), DRAWINGS[name]()
    assert first.svg == second.svg
    assert len(first.svg) < 60_000
    svg = own_ids(first.svg, "fig-1", "Titel <&>", first.alt)
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == first.alt
    assert root.get("viewBox")
    assert root.get("width") is None
    # Glyphs are paths, so no font has to be there; no style sheet that would leak into the page; nothing fetched.
    assert not re.search(r"<text|<style|<script|<image|<metadata|font-family", svg)
    assert set(re.findall(r'https?://[^"\s]+', svg)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    ids = re.findall(r' id="([^"]+)"', svg)
    assert len(ids) == len(set(ids))
    assert all(one.startswith("fig-1--") for one in ids)
    used = set(re.findall(r'href="#([^"]+)"', svg)) | set(re.findall(r"url\(#([^)]+)\)", svg))
    assert used == set(ids)


@pytest.mark.unit
@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_every_figure_has_data_and_an_alternative_in_words(name: str) -> None:
    drawing = DRAWINGS[name]()
    assert len(drawing.data)
    assert drawing.columns is not None
    assert set(drawing.columns) <= set(drawing.data.columns)
    assert drawing.alt.endswith(".")
    assert "nan" not in drawing.alt.lower()


@pytest.mark.unit
def test_the_alternatives_word_for_word() -> None:
    assert DRAWINGS["line_series"]().alt == (
        "Lijngrafiek. verslag 2020: 34.000 in 2018, 39.438 in 2019 en 30.975 in 2020. verslag 2023: 31.007 in 2020, "
        "27.123 in 2021 en 35.905 in 2023. Breuk tussen 2020 en 2021: nieuwe telling."
    )
    assert DRAWINGS["funnel_bars"]().alt == (
        "Trechter in stappen. vragen: 200. direct: 90, 45% van vragen. onderzoek: 110, 55% van vragen."
    )
    assert DRAWINGS["interval_plot"]().alt == (
        "Stippengrafiek met intervallen. regie: 6,8 (6,5 tot 7,1). buren: 6,2 (−∞ tot 7,0). leeg: niet bekend."
    )
    assert DRAWINGS["waterfall"]().alt == "Watervalgrafiek. 2022: 3.000. aantal: +400. mix: −650. 2023: 2.750."
    assert figures.line_series(SERIES.iloc[3:], lang="en").alt == (
        "Line chart: 31,007 in 2020, 27,123 in 2021 and 35,905 in 2023."
    )
    assert matrix(lang="en").alt == "Matrix, impact / probability. Hoog / Laag: r1. Hoog / Hoog: r2."


@pytest.mark.unit
def test_rows_in_different_units_keep_their_own_format() -> None:
    drawing = DRAWINGS["paired_dots"]()
    table = Report("x").figure("f", drawing, "Titel").data
    assert table is not None
    assert table.shown() == [["vragen", "30.974", "31.007"], ["direct", "37%", "45%"]]
    assert drawing.alt == (
        "Stippengrafiek met twee waarden per regel. vragen: eerder 30.974, later 31.007. direct: eerder 37%, later 45%."
    )


@pytest.mark.unit
def test_no_line_crosses_a_gap_or_a_break() -> None:
    part = SERIES.iloc[3:]
    assert [list(run["year"]) for run in _runs(part, "year", {})] == [[2020, 2021], [2023]]
    assert [list(run["year"]) for run in _runs(part, "year", {2021: "x"})] == [[2020], [2021], [2023]]


@pytest.mark.unit
def test_a_missing_value_breaks_the_line_and_is_not_drawn_as_zero() -> None:
    frame = pd.DataFrame({"year": [2019, 2020, 2021], "value": [1.0, NAN, 3.0]})
    assert figures.line_series(frame).alt == "Lijngrafiek: 1 in 2019 en 3 in 2021."
    assert figures.bars(pd.DataFrame({"w": ["a", "b"], "value": [2, NAN]}), "w").alt == (
        "Staafgrafiek. a: 2. b: niet bekend."
    )


@pytest.mark.unit
def test_years_may_be_text_but_have_to_be_years() -> None:
    frame = pd.DataFrame({"period": ["2020", "2021"], "value": [1, 2]})
    assert figures.line_series(frame, x="period").alt == "Lijngrafiek: 1 in 2020 en 2 in 2021."
    with pytest.raises(UsageError, match="'2020-2021', which is not a year"):
        figures.line_series(frame.assign(period=["2020-2021", "2021"]), x="period")


@pytest.mark.unit
def test_two_values_in_one_series_are_refused() -> None:
    with pytest.raises(UsageError, match="2020 has two values"):
        figures.line_series(SERIES)


@pytest.mark.unit
def test_a_share_above_one_is_no_share() -> None:
    frame = pd.DataFrame({"step": ["a", "b", "c"], "value": [10, 20, 0]})
    assert figures.funnel_bars(frame).data["share"].isna().tolist() == [True, True, False]
    with pytest.raises(UsageError, match="is the base of a step"):
        figures.funnel_bars(frame.assign(of=["x", None, None]), base="of")


@pytest.mark.unit
def test_a_waterfall_adds_up_and_refuses_a_gap() -> None:
    data = DRAWINGS["waterfall"]().data
    assert data["value"].iloc[-1] == data["value"].iloc[:-1].sum()
    with pytest.raises(UsageError, match="missing contribution"):
        figures.waterfall(PARTS.assign(value=[1, NAN]), "factor")


@pytest.mark.property
@pytest.mark.parametrize("draws", [[5.0], [-3.0, -2.0], [0.0, 0.0], [-1e6, 2e6, 3e6], [1e-6, -1e-7], list(range(1000))])
def test_zero_is_the_edge_of_a_bin_and_no_draw_is_lost(draws: list[float]) -> None:
    edges = _bins(np.asarray(draws, dtype=float))
    assert 0.0 in edges
    assert np.histogram(draws, edges)[0].sum() == len(draws)
    assert figures.histogram_with_zero(draws).data["count"].sum() == len(draws)


@pytest.mark.unit
def test_the_tornado_is_widest_on_top() -> None:
    assert DRAWINGS["tornado"]().data["parameter"].tolist() == ["prijs", "duur"]


@pytest.mark.unit
def test_a_risk_with_an_unknown_level_does_not_vanish() -> None:
    with pytest.raises(UsageError, match="which is not in its order"):
        figures.heatmap(
            RISKS, "kans", "impact", "id", x_order=["Laag"], y_order=LEVELS, x_title="kans", y_title="impact"
        )


@pytest.mark.unit
def test_wrong_columns_and_empty_data_get_a_sentence() -> None:
    with pytest.raises(UsageError, match="Did you mean 'value'"):
        figures.line_series(SERIES, y="valeu")
    with pytest.raises(UsageError, match="nothing to draw"):
        figures.bars(SERIES.iloc[:0], "edition")
    with pytest.raises(UsageError, match="nothing to draw"):
        figures.histogram_with_zero([NAN])


@pytest.mark.unit
def test_text_with_a_dollar_is_text() -> None:
    frame = pd.DataFrame({"w": ["$x_1$ & <b>"], "value": [1]})
    assert "$x_1$ & <b>: 1" in figures.bars(frame, "w").alt


@pytest.mark.unit
def test_the_settings_of_the_caller_stay() -> None:
    before = dict(matplotlib.rcParams)
    DRAWINGS["bars"]()
    assert dict(matplotlib.rcParams) == before


@pytest.mark.unit
def test_labels_left_of_bars_have_room_for_their_length() -> None:
    from wij_impact.presentation.figures.rows import label_room

    # A label of nine letters takes about a sixth of an axis of 4.4 inch with this room on both sides.
    room = label_room(["€ −24.447", "12"])
    assert room / (1 + 2 * room) > 0.75 / 4.4 * 0.9


@pytest.mark.unit
def test_the_effect_map_tells_who_pays_and_gains_and_never_shows_a_missing_price_as_zero() -> None:
    drawing = figures.effect_map(LINKS)
    assert drawing.alt.replace("\xa0", " ") == (
        "Kaart van kosten naar baten. Kosten: Begeleiding, betaald door gemeente (€ 100); Tijd van mentoren, betaald "
        "door inwoner (geen prijs). Wat verandert: Minder plaatsingen, bij gemeente (€ 80), Rijk (€ 40); Welzijn, bij "
        "inwoner (geen prijs)."
    )
    assert drawing.data["value"].isna().tolist() == LINKS["value"].isna().tolist()
    # Broken lines, and only for the two links without a price: readable without colour.
    assert drawing.svg.count("stroke-dasharray") == 2
    english = figures.effect_map(LINKS, lang="en").alt
    assert "paid by gemeente" in english
    assert "no price" in english


@pytest.mark.unit
def test_the_effect_map_refuses_a_side_that_is_none() -> None:
    with pytest.raises(UsageError, match="no side"):
        figures.effect_map(LINKS.assign(side="baat"))


@pytest.mark.property
@pytest.mark.parametrize("costs", [1, 4])
@pytest.mark.parametrize("effects", [1, 5])
def test_no_box_of_the_effect_map_covers_another_on_a_phone(costs: int, effects: int) -> None:
    long = "Lagere jeugdzorgkosten dan in het jaar daarvoor"
    links = pd.DataFrame(
        [("cost", f"Last {one}", f"betaler {one}", 10.0) for one in range(costs)]
        + [("effect", f"{long} {one}", f"wie het merkt {one}", math.nan) for one in range(effects)],
        columns=["side", "item", "actor", "value"],
    )
    made = []

    def note(axes: Any, number: int, boxes: Any, head: str, place: tuple[float, float], top: float) -> None:
        made.extend((place[0], place[0] + place[1], box.top, box.bottom) for box in boxes)
        for box in boxes:
            assert top < box.top < box.bottom < axes.get_ylim()[0]

    with canvas.phone(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(arena, "_draw_column", note)
        figures.effect_map(links)
    assert len(made) == 2 * (costs + effects)
    for one, other in itertools.combinations(made, 2):
        apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
        assert apart, (one, other)
