"""The road from question to indication, and the mix of questions: exact accounting with its bases."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import catalogue
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates import RESULT_COLUMNS
from wij_impact.kerncijfers import funnel, funnel_rates, mix, mix_summary

DATA = Path(__file__).resolve().parents[2] / "data"
FIGURE, KEY = "figure 'van vraag naar indicatie'", "KERNCIJFERS dienstverlening"


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return catalogue.figures(DATA)


@pytest.mark.reference
def test_the_funnel_of_2020_as_drawn(figures: pd.DataFrame) -> None:
    steps = funnel(figures, [2020])
    drawn = steps[steps["place"] == FIGURE]
    assert list(drawn["step"]) == [
        "registered",
        "handled_directly",
        "further_research",
        "statutory_reports",
        "indications",
    ]
    assert list(drawn["value"]) == [30974, 11466, 19508, 17041, 16794]
    assert not drawn["derived"].any()


@pytest.mark.reference
def test_the_2023_report_prints_no_further_research_so_it_is_derived(figures: pd.DataFrame) -> None:
    steps = funnel(figures, [2023]).set_index("step")
    assert steps.loc["further_research", ["value", "derived"]].tolist() == [35905 - 16164, True]
    assert steps.loc["further_research", "figure_ids"].split() == [
        "questions_registered_2023_r2023_kern",
        "questions_directly_handled_2023_r2023_kern",
    ]
    assert steps.loc["indications", "indicator_id"] == "referrals"
    assert "statutory_reports" not in steps.index


@pytest.mark.unit
def test_places_are_kept_apart_and_repeats_left_out(figures: pd.DataFrame) -> None:
    steps = funnel(figures)
    assert set(steps["place"]) == {"Kerncijfers (2020 in cijfers)", FIGURE, KEY}
    values = figures.set_index("figure_id")
    for row in steps[~steps["derived"]].itertuples():
        printed = values.loc[row.figure_ids]
        assert (printed["value"], printed["locator"], printed["reported_in"]) == (row.value, row.place, row.edition)


@pytest.mark.unit
def test_steps_that_split_the_questions_add_up(figures: pd.DataFrame) -> None:
    for _, place in funnel(figures).groupby(["edition", "place", "year"]):
        value = place.set_index("step")["value"]
        if "handled_directly" in value.index:
            assert value["handled_directly"] + value["further_research"] == value["registered"]


@pytest.mark.reference
@pytest.mark.parametrize(
    ("year", "place", "percent"),
    [(2020, FIGURE, 37.02), (2020, KEY, 44.88), (2021, KEY, 42.25), (2022, KEY, 51.71), (2023, KEY, 45.02)],
)
def test_direct_handling_from_the_counts(figures: pd.DataFrame, year: int, place: str, percent: float) -> None:
    rates = funnel_rates(figures, [year])
    row = rates[(rates["place"] == place) & (rates["rate"] == "direct_of_registered")].iloc[0]
    assert 100 * row["estimate"] == pytest.approx(percent, abs=0.005)  # printed with two decimals
    assert row["part_of_base"]


@pytest.mark.reference
def test_referrals_per_hundred_questions(figures: pd.DataFrame) -> None:
    rates = funnel_rates(figures, [2023]).set_index("rate")
    row = rates.loc["indications_of_registered"]
    assert 100 * row["estimate"] == pytest.approx(39.83, abs=0.005)
    assert not row["part_of_base"]
    assert (row["n"], row["count"]) == (35905, 14301)


@pytest.mark.unit
def test_rates_have_the_one_shape_and_no_false_interval(figures: pd.DataFrame) -> None:
    rates = funnel_rates(figures)
    assert list(rates.columns[:13]) == ["year", "edition", "place", "rate", "step", "base", *RESULT_COLUMNS]
    assert rates[["std_error", "lower", "upper"]].isna().all().all()
    np.testing.assert_allclose(rates["estimate"], rates["count"] / rates["n"])
    change = rates[rates["previous_year"].notna()]
    np.testing.assert_allclose(change["estimate"] - change["previous"], change["change"])
    # A year later in another edition is no change.
    assert rates.loc[(rates["year"] == 2020) & (rates["place"] == KEY), "change"].isna().all()


@pytest.mark.property
@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_the_rows_does_not_matter(seed: int) -> None:
    figures = catalogue.figures(DATA)
    shuffled = figures.sample(frac=1, random_state=seed)
    pd.testing.assert_frame_equal(funnel(shuffled), funnel(figures))
    pd.testing.assert_frame_equal(mix(shuffled, "melder"), mix(figures, "melder"))


@pytest.mark.reference
@pytest.mark.parametrize("by", ["meldingtype", "melder"])
def test_the_mix_explains_the_printed_fall_of_22_percent(figures: pd.DataFrame, by: str) -> None:
    summary = mix_summary(figures, by, (2019, 2020)).iloc[0]
    assert (summary["total_from"], summary["total_to"]) == (39542, 30974)
    assert (summary["printed_from"], summary["printed_to"]) == (39542, 30974)
    assert summary["change_percent"] == pytest.approx(-21.67, abs=0.005)
    assert summary["falls"] + summary["rises"] == summary["change"]


@pytest.mark.reference
def test_money_questions_are_most_of_the_fall(figures: pd.DataFrame) -> None:
    parts = mix(figures, "meldingtype", (2019, 2020)).set_index("meldingtype")
    money = parts.loc["Financiën"]
    assert (money["value_from"], money["value_to"], money["change"]) == (12755, 6847, -5908)
    assert money["share_of_change"] == pytest.approx(5908 / 8568)
    top5 = parts.nlargest(5, "value_to")["share_to"].sum()
    assert 100 * top5 == pytest.approx(87.80, abs=0.005)  # printed as 88%
    assert parts.loc["Forensisch", "implied_zero"]


@pytest.mark.unit
def test_lines_within_a_part_and_totals_are_no_parts(figures: pd.DataFrame) -> None:
    parts = mix(figures, "verwijzing", indicator_id="referrals")
    assert not parts["verwijzing"].str.contains("waarvan|totaal", case=False).any()
    assert parts["value_to"].sum() == 14301


@pytest.mark.unit
def test_what_is_not_printed_is_said(figures: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="meldingtype"):
        mix(figures, "wijk")
    with pytest.raises(InsufficientEvidence, match="2022"):
        mix(figures, "melder", (2019, 2022))


def _mix_figures(before: list[int], after: list[int]) -> pd.DataFrame:
    rows = [
        (f"soort=s{i}", year, value)
        for year, counts in ((2019, before), (2020, after))
        for i, value in enumerate(counts)
    ]
    return pd.DataFrame(
        {
            "figure_id": [f"f{position}" for position in range(len(rows))],
            "indicator_id": "questions_registered",
            "breakdown": [breakdown for breakdown, _, _ in rows],
            "period": [str(year) for _, year, _ in rows],
            "value": [float(value) for _, _, value in rows],
            "unit": "count",
            "kind": "actual",
            "reported_in": "2020",
            "locator": "table",
        }
    )


counts = st.lists(st.integers(0, 5000), min_size=2, max_size=9)


@pytest.mark.property
@settings(max_examples=60, deadline=None)
@given(counts, counts)
def test_the_accounting_is_exact(before: list[int], after: list[int]) -> None:
    size = min(len(before), len(after))
    before, after = before[:size], after[:size]
    figures = _mix_figures(before, after)
    if not sum(before) or not sum(after):
        with pytest.raises(InsufficientEvidence):
            mix(figures, "soort")
        return
    parts, summary = mix(figures, "soort"), mix_summary(figures, "soort").iloc[0]
    # Sums of at most nine doubles below 5000: far less than 1e-6 is lost.
    assert parts["contribution"].sum() == pytest.approx(summary["change_percent"], abs=1e-6)
    assert parts["shift"].sum() == pytest.approx(0, abs=1e-6)
    np.testing.assert_allclose(parts["proportional"] + parts["shift"], parts["change"], atol=1e-6)
    assert parts["share_from"].sum() == pytest.approx(1)
    assert parts["share_to"].sum() == pytest.approx(1)
    assert -1e-12 <= summary["dissimilarity"] <= 1 + 1e-12
    # What would have to be of another part is what shifts in: half of the absolute shifts.
    assert parts["shift"].abs().sum() / 2 == pytest.approx(summary["shifted"], abs=1e-6)


@pytest.mark.property
@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 500), min_size=2, max_size=6), st.integers(1, 9))
def test_when_all_parts_change_alike_the_mix_does_not(before: list[int], times: int) -> None:
    figures = _mix_figures(before, [times * count for count in before])
    assert mix_summary(figures, "soort").iloc[0]["dissimilarity"] == pytest.approx(0, abs=1e-12)
    assert mix(figures, "soort")["shift"].abs().max() == pytest.approx(0, abs=1e-6)
