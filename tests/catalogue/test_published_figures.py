"""The published figures: nothing lost from the founders' table, one id per indicator, filters that help."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact import catalogue
from wij_impact.catalogue import decimals, normalise_breakdown, year_of
from wij_impact.errors import UsageError

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return catalogue.figures(DATA)


def _rows(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.mark.reference
def test_every_row_of_the_founders_table_is_kept_to_the_letter(shared: Path) -> None:
    own, theirs = _rows(DATA / "published" / "figures.csv"), _rows(shared / "figures" / "figures.csv")
    assert own[0] == [*theirs[0], "indicator_id"]
    assert [row[:-1] for row in own[1:]] == theirs[1:]
    assert len(own) == 1 + 1631


@pytest.mark.reference
def test_the_risk_register_is_kept_to_the_letter(shared: Path) -> None:
    printed = _rows(shared / "figures" / "risks.csv")
    width = len(printed[0])  # what follows is ours: Dutch words, cause and effect, what 2023 showed
    assert [row[:width] for row in _rows(DATA / "published" / "risks.csv")] == printed


@pytest.mark.unit
def test_shape_and_types(figures: pd.DataFrame) -> None:
    assert len(figures) == 1631
    assert figures["figure_id"].is_unique
    assert figures["value"].dtype == "float64"
    assert figures["value"].notna().all()
    assert all(isinstance(value, str) for value in figures["period"])
    assert all(isinstance(value, str) for value in figures["reported_in"])


@pytest.mark.unit
def test_indicator_ids_are_clean_codes(figures: pd.DataFrame) -> None:
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", code) for code in figures["indicator_id"])
    # A year, an edition or a place of print in the id would make it an id per place.
    assert not figures["indicator_id"].str.contains(r"_(?:19|20)\d\d(?:_|$)|_r20\d\d|_kern$|_tab$|_text").any()


@pytest.mark.unit
def test_rows_with_one_name_have_one_id(figures: pd.DataFrame) -> None:
    ids = figures.groupby("indicator")["indicator_id"].nunique()
    # The telephone line stands among the handling lines of the WvGGZ table but is an indicator of its own.
    assert list(ids[ids > 1].index) == ["WvGGZ reports by handling"]


@pytest.mark.unit
@pytest.mark.parametrize(
    "names",
    [
        ("Support questions registered", "Registered questions by type", "Registered questions by who reported them"),
        ("FTE at year end", "Employees at year end in FTE"),
        ("Annual turnover", "Total operating income"),
        ("Personnel costs", "Total personnel costs"),
        ("Referrals to youth care and Wmo", "Referrals by type"),
        ("Share of Wmo clients satisfied with quality of support", "Share saying quality of support is good"),
        ("Liquidity (quick ratio)", "Quick ratio"),
        ("Financial result for the year", "Result for the year"),
        ("Grants awarded", "Grants awarded for additional assignments", "Grant awarded by the municipality"),
    ],
)
def test_one_concept_in_several_places_has_one_id(figures: pd.DataFrame, names: tuple[str, ...]) -> None:
    assert len(set(figures.loc[figures["indicator"].isin(names), "indicator_id"])) == 1


@pytest.mark.unit
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Average FTE employed", "FTE at year end"),
        ("Indications completed", "Referrals to youth care and Wmo"),
        ("Questions handled directly", "Share of questions handled directly"),
        ("Share of residents' questions solved before formal care", "Share of questions handled directly"),
        ("Operating result", "Financial result for the year"),
        ("Residents who know where to go with a question", "Share who knew where to go with the question"),
        ("GP practices in the municipality", "GPs in the municipality"),
        ("Share of GPs with a WIJ youth worker", "Share of GP practices with an OJG"),
        ("Grant cost in the annual accounts", "Grants actually used"),
    ],
)
def test_different_concepts_stay_apart(figures: pd.DataFrame, one: str, other: str) -> None:
    ids = figures.groupby("indicator")["indicator_id"].agg(set)
    assert not ids[one] & ids[other]


@pytest.mark.unit
def test_one_indicator_has_units_that_can_be_compared(figures: pd.DataFrame) -> None:
    units = figures.groupby("indicator_id")["unit"].agg(lambda column: frozenset(column))
    mixed = {units for units in units if len(units) > 1}
    # Ages are printed in months and in years for one programme; amounts in euro and in million euro.
    assert mixed == {frozenset({"EUR", "EUR_million"}), frozenset({"months", "age_years"})}


@pytest.mark.unit
def test_the_printed_text_keeps_the_last_zero() -> None:
    row = catalogue.figures(DATA, figure_id="personnel_costs_2023_r2023_kern").iloc[0]
    assert (row["value"], row["printed"], decimals(row["printed"])) == (47.2, "47.20", 2)


@pytest.mark.unit
def test_filters_take_a_value_or_a_list_and_any_type() -> None:
    rows = catalogue.figures(DATA, indicator_id="questions_registered", period=[2020, "2021"], breakdown="")
    assert set(rows["period"]) == {"2020", "2021"}
    assert set(rows["printed"]) == {"30974", "30975", "31007", "27123"}
    assert len(catalogue.figures(DATA, value=30975)) == 1


@pytest.mark.unit
def test_values_that_exist_but_never_meet_give_an_empty_frame() -> None:
    assert catalogue.figures(DATA, indicator_id="questions_registered", period="2016").empty


@pytest.mark.unit
@pytest.mark.parametrize(
    ("filters", "hint"),
    [
        ({"indicater_id": "questions_registered"}, "indicator_id"),
        ({"indicator_id": "questions_registerd"}, "questions_registered"),
        ({"period": ["2020", "1999"]}, "1999"),
        ({"source": "jaarverslag2023"}, "jaarverslag_2023"),
    ],
)
def test_a_slip_in_a_filter_is_a_usage_error_with_a_suggestion(filters: dict[str, object], hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        catalogue.figures(DATA, **filters)
    assert hint in caught.value.sentence("nl")
    assert hint in caught.value.sentence("en")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("period", "year"),
    [("2020", 2020), ("2023-12-31", 2023), ("2022-Q3", 2022), ("2020-10/2020-12", 2020), ("2022/2023", None),
     ("2022-10/..", None), ("n.d.", None), ("", None)],
)  # fmt: skip
def test_the_year_of_a_period(period: str, year: int | None) -> None:
    assert year_of(period) == year


@pytest.mark.property
@given(st.lists(st.sampled_from(["sex=man", "age=55+", "bound=low", "project=LEFF"]), unique=True), st.randoms())
def test_a_breakdown_is_the_same_key_in_any_order_and_case(parts: list[str], random: object) -> None:
    shuffled = [part.upper() for part in parts]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert normalise_breakdown(";".join(parts)) == normalise_breakdown("; ".join(shuffled))


@pytest.mark.unit
def test_a_missing_breakdown_is_the_whole() -> None:
    assert normalise_breakdown(float("nan")) == normalise_breakdown("verwijzing=Totaal") == ""


@pytest.mark.unit
def test_the_tables_name_what_exists(figures: pd.DataFrame) -> None:
    ids = set(figures["indicator_id"])
    indicators, breaks = catalogue.load_table("indicators", DATA), catalogue.load_table("breaks", DATA)
    assert set(indicators["indicator_id"]) == ids
    assert set(breaks["indicator_id"]) <= ids
    # Besides the documents of the figures: the tables of CBS that the municipalities come from.
    other = {"cbs_85039ned", "cbs_85075ned"}
    assert set(figures["source"]) | other == set(catalogue.load_table("sources", DATA)["source"])
    key_places = figures["locator"].str.casefold().str.startswith("kerncijfers")
    keyed = indicators.loc[indicators["key_figure"] == "yes", "indicator_id"]
    assert set(keyed) == set(figures.loc[key_places, "indicator_id"])
