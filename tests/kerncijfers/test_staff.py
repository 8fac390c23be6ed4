"""Staff by number: what adds up, what compares, what must have happened between two counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wij_impact import InsufficientEvidence, catalogue
from wij_impact.kerncijfers import average_fte, joined, staff_makeup, staff_years, wage_account


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return catalogue.figures()


@pytest.mark.reference
def test_every_group_adds_up_to_the_employees(figures: pd.DataFrame) -> None:
    made = staff_makeup(figures)
    groups = made[made["by"] != "total"]
    sums = groups.pivot_table(index="by", columns="year", values="employees", aggfunc="sum")
    assert sums.drop_duplicates().to_numpy().tolist() == [[489, 548, 587, 705]]
    # Fte are rounded per group: the ages of 2023 come to 587 where 586 is printed.
    ages = made[(made["by"] == "age") & (made["year"] == 2023)]
    assert ages["fte"].sum() == 587
    assert made.loc[made["group"] == "Totaal", "part"].round(3).tolist() == [0.831, 0.833, 0.814, 0.812]


@pytest.mark.reference
def test_the_years_are_from_one_report(figures: pd.DataFrame) -> None:
    years = staff_years(figures)
    assert years["year"].tolist() == [2020, 2021, 2022, 2023]
    assert years["outflow"].tolist() == [0.12, 0.08, 0.09, 0.09]
    ids = " ".join(years["figure_ids"]).split()
    assert all("r2023" in one for one in ids)


@pytest.mark.reference
def test_wages_per_fte_and_the_new_task(figures: pd.DataFrame) -> None:
    wages = wage_account(figures, 2023)
    assert wages["wages"].tolist() == [33_776_502, 43_179_647]
    assert wages["per_fte"].round(0).tolist() == [72_184, 77_054]
    average = average_fte(figures).set_index("group")
    assert average.filter(like="BJH", axis=0)[2023].sum() == pytest.approx(66.37)
    for year in (2022, 2023):
        assert average.drop("Totaal FTE")[year].sum() == pytest.approx(average.loc["Totaal FTE", year])
    with pytest.raises(InsufficientEvidence, match="2021"):
        wage_account(figures, 2022)


@pytest.mark.property
def test_the_printed_outflow_fits_every_number_of_newcomers(figures: pd.DataFrame) -> None:
    years = staff_years(figures)
    low, high = joined(years, 2023)
    assert (low, high) == (168, 184)
    for came in (low, high):
        left = came - (705 - 587)
        shares = np.array([left / 587, left / 705])
        assert ((shares >= 0.085 - 1e-9) & (shares <= 0.095 + 1e-9)).any()
