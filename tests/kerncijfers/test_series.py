"""Series: one value per year and edition, never joined across a break; changes within one edition."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import catalogue
from wij_impact.errors import UsageError
from wij_impact.kerncijfers import KEY_FIGURE_COLUMNS, SERIES_COLUMNS, key_figures, key_series, series

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return catalogue.figures(DATA)


@pytest.fixture(scope="module")
def indicators() -> pd.DataFrame:
    return catalogue.load_table("indicators", DATA)


@pytest.fixture(scope="module")
def breaks() -> pd.DataFrame:
    return catalogue.load_table("breaks", DATA)


def _made(rows: list[tuple[int, str, float]], locator: str = "table") -> pd.DataFrame:
    """Figures of one indicator: (year, edition, value)."""
    return pd.DataFrame(
        {
            "figure_id": [f"f{position}" for position in range(len(rows))],
            "indicator_id": "questions",
            "breakdown": "",
            "period": [str(year) for year, _, _ in rows],
            "value": [value for _, _, value in rows],
            "unit": "count",
            "kind": "actual",
            "source": "report",
            "reported_in": [edition for _, edition, _ in rows],
            "locator": locator,
        }
    )


@pytest.mark.reference
def test_questions_per_edition(figures: pd.DataFrame, breaks: pd.DataFrame) -> None:
    found = series(figures, "questions_registered", breaks=breaks)
    assert list(found.columns) == list(SERIES_COLUMNS)
    printed = list(zip(found["year"], found["edition"], found["value"], found["segment"], strict=True))
    assert printed == [
        (2017, "2017", 13681, 1),
        (2018, "2020", 34000, 2),
        (2019, "2020", 39438, 2),
        (2020, "2020", 30975, 2),
        (2020, "2023", 31007, 3),
        (2021, "2023", 27123, 3),
        (2022, "2023", 33239, 3),
        (2023, "2023", 35905, 3),
    ]
    assert list(found.loc[found["restated"], "year"]) == [2019, 2020, 2020]
    others = found.loc[found["value"] == 30975, "other_figure_ids"].item().split()
    assert "funnel_questions_registered_2020_r2020" in others


@pytest.mark.reference
def test_editions_that_agree_are_one_segment(figures: pd.DataFrame, breaks: pd.DataFrame) -> None:
    fte = series(figures, "fte_year_end", breaks=breaks)
    assert list(fte["segment"].unique()) == [1]
    assert list(fte.loc[fte["year"] == 2020, "value"]) == [397, 397]


@pytest.mark.reference
def test_editions_that_differ_are_two_segments(figures: pd.DataFrame, breaks: pd.DataFrame) -> None:
    turnover = series(figures, "turnover", breaks=breaks)
    assert turnover.loc[turnover["year"] == 2020, "segment"].tolist() == [1, 2]
    assert set(turnover["unit"]) == {"EUR_million"}


@pytest.mark.unit
def test_a_declared_break_splits_a_series_and_joined_editions(figures: pd.DataFrame, breaks: pd.DataFrame) -> None:
    quality = series(figures, "ceo_wmo_quality", breaks=breaks)
    before, after = quality[quality["year"] == 2020].iloc[-1], quality[quality["year"] == 2021].iloc[0]
    assert before["segment"] != after["segment"]
    assert after["break_before"] == "declared"
    interns = series(figures, "interns_year_end", breaks=breaks)
    # Both editions print 128 for 2020, but the later one says it counts another group.
    assert interns.loc[interns["year"] == 2020, "segment"].tolist() == [1, 2]


@pytest.mark.unit
def test_a_missing_year_is_not_bridged() -> None:
    found = series(_made([(2018, "2020", 1.0), (2020, "2020", 2.0)]), "questions")
    assert list(found["segment"]) == [1, 2]
    assert list(found["break_before"]) == ["", "gap"]


@pytest.mark.unit
def test_key_figures_come_before_other_places_in_an_edition() -> None:
    both = pd.concat([_made([(2019, "2020", 1.0), (2020, "2020", 2.0)]), _made([(2020, "2020", 3.0)], "Kerncijfers")])
    both["figure_id"] = ["a", "b", "c"]
    found = series(both, "questions")
    assert list(found["value"]) == [1.0, 3.0]
    assert list(found["other_figure_ids"]) == ["", "b"]
    assert list(found["restated"]) == [False, True]


@pytest.mark.unit
def test_euro_and_million_euro_are_one_unit() -> None:
    rows = _made([(2020, "2020", 32.8), (2021, "2020", 35.1), (2022, "2020", 39563633.0)])
    rows["unit"] = ["EUR_million", "EUR_million", "EUR"]
    found = series(rows, "questions")
    assert set(found["unit"]) == {"EUR_million"}
    assert found["value"].iloc[-1] == pytest.approx(39.563633)


@pytest.mark.unit
def test_an_unknown_indicator_is_suggested(figures: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="questions_registered"):
        series(figures, "questions_register")


@pytest.mark.unit
def test_a_kind_without_rows_is_an_empty_series(figures: pd.DataFrame) -> None:
    found = series(figures, "questions_registered", kind="budget")
    assert found.empty
    assert list(found.columns) == list(SERIES_COLUMNS)


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(2016, 2023), st.sampled_from(["2020", "2021", "2023"]), st.integers(1, 4)),
        min_size=1,
        max_size=14,
        unique_by=lambda row: row[:2],
    ),
    st.randoms(),
)
def test_series_do_not_depend_on_order_and_keep_the_rules(rows: list[tuple[int, str, int]], random: object) -> None:
    made = _made([(year, edition, float(value)) for year, edition, value in rows])
    order = list(made.index)
    random.shuffle(order)  # type: ignore[attr-defined]
    found = series(made, "questions")
    pd.testing.assert_frame_equal(series(made.loc[order], "questions"), found)
    assert len(found) == len(rows)
    assert not found.duplicated(["year", "edition"]).any()
    for _, segment in found.groupby("segment"):
        # Within a segment a year has one value, whatever the edition, and no year is skipped.
        assert len(set(zip(segment["year"], segment["value"], strict=True))) == len(set(segment["year"]))
        years = sorted(set(segment["year"]))
        assert years == list(range(years[0], years[-1] + 1))


@pytest.mark.reference
def test_key_figures_of_2023(figures: pd.DataFrame, indicators: pd.DataFrame, breaks: pd.DataFrame) -> None:
    table = key_figures(figures, 2023, indicators, breaks)
    assert list(table.columns) == list(KEY_FIGURE_COLUMNS)
    rows = table.set_index(["indicator_id", "breakdown"])
    questions = rows.loc[("questions_registered", "")]
    # "8% more": 35,905 against 33,239 in one edition.
    assert (questions["value"], questions["previous_value"], questions["change"]) == (35905, 33239, 2666)
    assert questions["change_percent"] == pytest.approx(8.0207, abs=1e-4)
    direct = rows.loc[("pct_directly_handled", "")]
    assert (direct["change"], direct["change_unit"]) == (-7, "percentage_points")
    assert pd.isna(direct["change_percent"])
    turnover = rows.loc[("turnover", "")]
    assert (turnover["printed"], turnover["change"]) == ("47.45", 7.89)
    assert pd.isna(rows.loc[("result", ""), "change_percent"])
    assert rows.loc[("ceo_wmo_quality", ""), "year"] == 2022
    assert rows.loc[("fte_sex_share", "sex=non-binair"), "reason"] == "no_previous"


@pytest.mark.reference
def test_key_figures_of_2020_are_compared_within_the_2020_report(
    figures: pd.DataFrame, indicators: pd.DataFrame, breaks: pd.DataFrame
) -> None:
    table = key_figures(figures, 2020, indicators, breaks).set_index("indicator_id")
    questions = table.loc["questions_registered"]
    assert (questions["edition"], questions["previous_edition"]) == ("2020", "2020")
    assert questions["change_percent"] == pytest.approx(-21.46, abs=0.005)
    wmo = table.loc["ceo_wmo_quality"]
    assert (wmo["comparable"], wmo["reason"]) == (False, "other_edition")
    assert pd.isna(wmo["change"])


@pytest.mark.unit
def test_a_change_never_crosses_editions_or_breaks(
    figures: pd.DataFrame, indicators: pd.DataFrame, breaks: pd.DataFrame
) -> None:
    for year in range(2017, 2024):
        table = key_figures(figures, year, indicators, breaks)
        compared = table[table["comparable"]]
        assert (compared["edition"] == compared["previous_edition"]).all()
        assert (compared["year"] - compared["previous_year"] == 1).all()
        assert table.loc[~table["comparable"], "change"].isna().all()
    broken = key_figures(figures, 2021, indicators, breaks).set_index("indicator_id").loc["ceo_wmo_helped_fast"]
    assert broken["reason"] == "break"


@pytest.mark.unit
def test_key_series_trace_every_value(figures: pd.DataFrame, indicators: pd.DataFrame, breaks: pd.DataFrame) -> None:
    every = key_series(figures, indicators, breaks)
    values = figures.set_index("figure_id")["value"]
    assert (every["figure_id"].map(values) == every["value"]).all()
    shown = indicators.loc[indicators["theme"].notna(), "indicator_id"]
    assert set(every["indicator_id"]) == set(shown)
