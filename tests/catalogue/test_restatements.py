"""Restatements: computed from the rows, the same in any order, and those the founders found."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import catalogue
from wij_impact.catalogue import RESTATEMENT_COLUMNS, restatements

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return catalogue.figures(DATA)


@pytest.fixture(scope="module")
def found(figures: pd.DataFrame) -> pd.DataFrame:
    return restatements(figures)


def _frame(values: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Figures of one indicator and period: (printed, unit, edition)."""
    return pd.DataFrame(
        {
            "figure_id": [f"f{position}" for position in range(len(values))],
            "indicator_id": "questions",
            "breakdown": "",
            "period": "2020",
            "value": [float(printed) for printed, _, _ in values],
            "printed": [printed for printed, _, _ in values],
            "unit": [unit for _, unit, _ in values],
            "kind": "actual",
            "source": [f"report_{edition}" for _, _, edition in values],
            "reported_in": [edition for _, _, edition in values],
            "locator": "table",
        }
    )


@pytest.mark.reference
def test_the_three_totals_of_2020_are_three_pairs(found: pd.DataFrame) -> None:
    pairs = found[(found["indicator_id"] == "questions_registered") & (found["period"] == "2020")]
    printed = set(zip(pairs["printed_a"], pairs["printed_b"], strict=True))
    assert printed == {("30974", "30975"), ("30974", "31007"), ("30975", "31007")}
    row = pairs[(pairs["printed_a"] == "30974") & (pairs["printed_b"] == "31007")].iloc[0]
    assert (row["difference"], row["between"], row["relation"]) == (33, "editions", "different")
    assert "table Aantal meldingen per melder" in row["where_a"]
    assert "KERNCIJFERS dienstverlening" in row["where_b"]


# Row numbers of ../shared/figures/restatements.csv that sit under one indicator, period and kind, with our id.
# The others compare different indicators, different periods, or a figure with a computed number.
SAME_KEY = {
    2: "questions_registered", 3: "questions_registered", 4: "questions_registered", 5: "questions_directly_handled",
    6: "pct_directly_handled", 8: "impact_survey_grade", 9: "turnover", 10: "personnel_costs", 11: "personnel_costs",
    12: "result", 13: "result", 14: "aggression_incidents", 18: "complaints_pct_statutory",
    20: "wvggz_phone_consults", 22: "gp_practices_with_ojg_pct", 25: "grants_awarded", 37: "programme_age",
    40: "quality_good", 41: "support_fits", 42: "youth_care_providers",
}  # fmt: skip


@pytest.mark.reference
@pytest.mark.parametrize("row", list(SAME_KEY))
def test_the_restatements_the_founders_found(shared: Path, found: pd.DataFrame, row: int) -> None:
    theirs = pd.read_csv(shared / "figures" / "restatements.csv", dtype="str").iloc[row - 2]
    a, b = float(theirs["value_a"]), float(theirs["value_b"])
    own = found[(found["indicator_id"] == SAME_KEY[row]) & (found["period"] == theirs["period"])]
    scaled = {(_million(r.value_a, r.unit_a, a), _million(r.value_b, r.unit_b, b)) for r in own.itertuples()}
    scaled |= {(_million(r.value_b, r.unit_b, a), _million(r.value_a, r.unit_a, b)) for r in own.itertuples()}
    # Half a cent of a million: the founders round the accounts to the decimals of the key figure.
    assert any(abs(x - a) <= 0.005 and abs(y - b) <= 0.005 for x, y in scaled), (theirs.to_dict(), scaled)


def _million(value: float, unit: str, like: float) -> float:
    return value / 1e6 if unit == "EUR" and abs(like) < 1000 else value


@pytest.mark.reference
@pytest.mark.parametrize(
    ("restatement_id", "relation"),
    [
        ("turnover_2020_32_83_32_75", "different"),
        ("pct_directly_handled_2020_37_45", "different"),
        ("personnel_costs_2023_47108168_47_20", "different"),
        ("personnel_costs_2022_38426759_38_43", "rounding"),
        ("turnover_2023_47447054_47_45", "rounding"),
        ("result_2022_min326697_min327000", "rounding"),
        ("result_2023_min966962_min993000", "different"),
        ("grants_awarded_2023_6747210_6_74", "different"),
        ("grants_awarded_2023_6747210_6_75", "rounding"),
    ],
)
def test_rounding_is_told_from_a_difference(found: pd.DataFrame, restatement_id: str, relation: str) -> None:
    assert found.set_index("restatement_id").loc[restatement_id, "relation"] == relation


@pytest.mark.unit
def test_shape(figures: pd.DataFrame, found: pd.DataFrame) -> None:
    assert list(found.columns) == list(RESTATEMENT_COLUMNS)
    assert found["restatement_id"].is_unique
    assert set(found["relation"]) == {"rounding", "different"}
    assert set(" ".join(found["figure_ids_a"] + " " + found["figure_ids_b"]).split()) <= set(figures["figure_id"])
    assert list(restatements(figures.head(0)).columns) == list(RESTATEMENT_COLUMNS)


@pytest.mark.unit
def test_difference_is_b_minus_a_in_its_unit() -> None:
    one = restatements(_frame([("32.83", "EUR_million", "2020"), ("32.75", "EUR_million", "2023")])).iloc[0]
    assert (one["difference"], one["unit"]) == (-0.08, "EUR_million")
    two = restatements(_frame([("47.20", "EUR_million", "2023"), ("47108168", "EUR", "2024")])).iloc[0]
    assert (two["difference"], two["unit"]) == (-91832.0, "EUR")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("47.20", "47.2", None),  # the same number
        ("47.2", "47.24", "rounding"),
        ("47.20", "47.24", "different"),  # both are printed to the cent
        ("47.2", "47.26", "different"),
        ("31000", "31007", "rounding"),  # a whole number in thousands
        ("31007", "31010", "different"),  # one zero is no sign of rounding
    ],
)
def test_what_rounding_can_explain(a: str, b: str, relation: str | None) -> None:
    pairs = restatements(_frame([(a, "count", "2020"), (b, "count", "2023")]))
    assert list(pairs["relation"]) == ([] if relation is None else [relation])


@pytest.mark.unit
def test_kinds_units_and_missing_values_do_not_meet() -> None:
    frame = _frame([("1", "count", "2020"), ("2", "count", "2020"), ("3", "fte", "2020"), ("4", "count", "2020")])
    frame.loc[1, "kind"] = "budget"
    frame.loc[3, "value"] = float("nan")
    assert restatements(frame).empty


@pytest.mark.slow
@pytest.mark.property
@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_the_rows_does_not_matter(seed: int) -> None:
    figures = catalogue.figures(DATA)
    shuffled = figures.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(restatements(shuffled), restatements(figures))


@pytest.mark.property
@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=7), st.randoms())
def test_n_different_values_are_n_over_two_pairs(values: list[int], random: object) -> None:
    frame = _frame([(str(value), "count", "2020" if value % 2 else "2023") for value in values])
    pairs = restatements(frame)
    distinct = len(set(values))
    assert len(pairs) == distinct * (distinct - 1) // 2
    assert set(" ".join([*pairs["figure_ids_a"], *pairs["figure_ids_b"]]).split()) == (
        set(frame["figure_id"]) if distinct > 1 else set()
    )
    assert (pairs["difference"] == pairs["value_b"] - pairs["value_a"]).all()
    assert (pairs["reported_in_a"] <= pairs["reported_in_b"]).all()
