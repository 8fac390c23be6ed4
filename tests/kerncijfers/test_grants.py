"""The grants account: against the printed totals and the founders' checks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import catalogue
from wij_impact.errors import InsufficientEvidence
from wij_impact.kerncijfers import grants_account, grants_totals, top_deviations

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return catalogue.figures(DATA)


@pytest.fixture(scope="module")
def account(figures: pd.DataFrame) -> pd.DataFrame:
    return grants_account(figures, 2023)


@pytest.mark.reference
def test_the_account_of_2023(account: pd.DataFrame) -> None:
    assert len(account) == 57
    assert account.loc[account["empty"], "assignment"].tolist() == ["Praktijkverbinders"]
    assert account["awarded"].sum() == 6747210
    assert account["cost"].sum() == 6591661
    assert account["receivable"].sum() == 406109
    assert account["to_settle"].sum() == 260448
    assert account["received"].sum() == 6747210 - 406109
    # Lines with less cost than awarded: 179,996, not the 315,239 of the text.
    assert account.loc[account["unspent"] > 0, "unspent"].sum() == 179996


@pytest.mark.reference
def test_the_starred_lines_are_the_ones_that_do_not_hold(account: pd.DataFrame) -> None:
    broken = account[~account["line_holds"]]
    assert broken["carried_over"].all()
    assert account["carried_over"].sum() == 3
    assert dict(zip(broken["assignment"], broken["settle_difference"], strict=True)) == {
        "Sociaal emotionele ondersteuning aardbevingen": 97161 - 26168,
        "WIJ Verenigen": 7742 + 24447,
        "Integraal Vakantieplan 050 2023": 5741 - 4024,
    }
    # The budget of 2022 under these lines is what makes the printed total come out.
    assert broken["settle_difference"].sum() == 104899
    assert 6747210 - 6591659 + 104899 == 260450


@pytest.mark.reference
def test_totals_against_lines(figures: pd.DataFrame) -> None:
    totals = grants_totals(figures).set_index("amount")
    assert totals["printed"].to_dict() == {
        "awarded": 6747210,
        "cost": 6591659,
        "receivable": 406109,
        "to_settle": 260450,
    }
    assert totals["difference"].to_dict() == {"awarded": 0, "cost": 2, "receivable": 0, "to_settle": -2}
    assert totals["verdict"].to_dict() == {
        "awarded": "holds",
        "cost": "rounding",
        "receivable": "holds",
        "to_settle": "rounding",
    }


@pytest.mark.unit
def test_utilisation_and_traces(account: pd.DataFrame, figures: pd.DataFrame) -> None:
    lines = account.set_index("assignment")
    assert lines.loc["WIJ Verenigen", "utilisation"] == pytest.approx(83017 / 58570)
    assert pd.isna(lines.loc["Praktijkverbinders", "utilisation"])
    assert lines.loc["SBO - Wij medewerker", "received"] == 102640 + 51320
    values = figures.set_index("figure_id")["value"]
    for row in account.itertuples():
        assert values.loc[row.figure_ids.split()].tolist() == [row.awarded, row.cost, row.receivable, row.to_settle]


@pytest.mark.unit
def test_top_deviations_leave_out_what_does_not_deviate(account: pd.DataFrame) -> None:
    assert top_deviations(account, n=10)["settle_difference"].tolist() == [70993, 32189, 1717]
    unspent = top_deviations(account, n=2, by="unspent")
    assert unspent["unspent"].tolist() == [26720, 26168]


@pytest.mark.unit
def test_a_year_without_an_account_is_said(figures: pd.DataFrame) -> None:
    with pytest.raises(InsufficientEvidence, match="2022"):
        grants_account(figures, 2022)


@pytest.mark.unit
def test_an_amount_that_is_not_printed_is_missing_not_zero(figures: pd.DataFrame) -> None:
    without = figures[figures["figure_id"] != "grant_cost_vrouwkracht_2023_r2023"]
    line = grants_account(without).set_index("assignment").loc["Vrouwkracht"]
    assert pd.isna(line["cost"])
    assert pd.isna(line["unspent"])
    assert not line["line_holds"]


@pytest.mark.unit
def test_the_same_table_in_a_later_edition_does_not_double(figures: pd.DataFrame) -> None:
    again = figures[figures["breakdown"].str.startswith("deelopdracht=")].assign(reported_in="2024")
    again = again.assign(figure_id=again["figure_id"] + "_r2024")
    both = pd.concat([figures, again], ignore_index=True)
    assert grants_account(both)["awarded"].sum() == 6747210


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 10**5), st.floats(0, 10**5)), min_size=1, max_size=12))
def test_amounts_rounded_to_euros_never_fail(lines: list[tuple[float, float]]) -> None:
    rows = [(f"deelopdracht=a{i}", "grants_awarded", round(awarded)) for i, (awarded, _) in enumerate(lines)]
    rows += [(f"deelopdracht=a{i}", "grants_cost", round(cost)) for i, (_, cost) in enumerate(lines)]
    rows.append(("deelopdracht=Totaal", "grants_awarded", round(sum(awarded for awarded, _ in lines))))
    made = pd.DataFrame(rows, columns=["breakdown", "indicator_id", "value"]).assign(
        kind="actual", period="2023", reported_in="2023", locator="table", note=""
    )
    made["figure_id"] = [f"f{position}" for position in range(len(made))]
    totals = grants_totals(made).set_index("amount")
    assert totals.loc["awarded", "verdict"] in ("holds", "rounding")
    assert totals.loc["cost", "verdict"] == "no_total"
