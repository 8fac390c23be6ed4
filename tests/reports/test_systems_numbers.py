"""Numbers that the description of the systems names and that no other test held (docs/methods/systems.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact import catalogue, coding, flow, kerncijfers
from wij_impact.reports import doelen, samen


@pytest.mark.reference
def test_every_target_of_the_documents_has_its_limits() -> None:
    targets = catalogue.load_table("targets").set_index("target_id")[["low", "high"]]
    limits = {
        name: tuple(one for one in row if one == one)
        for name, row in zip(targets.index, targets.to_numpy(), strict=True)
    }
    assert limits == {
        "gezonde_wijk_people": (200,),
        "gezonde_wijk_initiatives": (4,),
        "kansrijk_west_households": (30, 40),
        "kansrijk_oost_households": (60,),
        "home_over_three_months": (0, 0),
        "contact_five_days": (5,),
        "practices_with_ojg": (0.75,),
        "jim_trained": (40, 50),
        "file_checks": (8,),
        "surplus_2024": (227_000,),
        "quick_ratio": (1,),
        "external_staff": (200_000,),
    }


@pytest.mark.reference
@pytest.mark.parametrize("n", [60, 300, 3000])
def test_nobody_in_n_is_bounded_on_both_sides(tmp_path: Path, n: int) -> None:
    """The rule of three, 3/n, leaves 5% on one side; ours leaves 2.5% on each, as every interval here does."""
    progress = tmp_path / "progress.csv"
    progress.write_text(
        f"target_id,date,count,cumulative,unique,base\nhome_over_three_months,2024-06-30,0,yes,yes,{n}\n"
    )
    found = doelen.assess(catalogue.load_table("targets"), catalogue.load_file("progress", progress))
    upper = float(found.set_index("target_id").loc["home_over_three_months", "upper"])
    assert upper == pytest.approx(1 - 0.025 ** (1 / n))
    assert 3 / n < upper < 3.7 / n


@pytest.mark.reference
def test_the_new_task_by_money_and_by_people() -> None:
    figures, plan = catalogue.figures(), catalogue.load_table("flow_plan")
    readings = flow.plan_readings(**samen.plan_terms(figures)).set_index("reading")["estimate"]
    # 45 and 37% of 2,686, and half of that before rounding.
    assert float(readings["all"]) == pytest.approx(0.82 * 2_686)
    assert float(readings["new"]) == pytest.approx(0.82 * 2_686 / 2)
    assert plan["clients_year"].sum() == pytest.approx(0.99 * 2_686)
    printed = figures.set_index("figure_id")["value"]
    budget = printed["note_pnl_subsidie_uitvoeringsbudget_samen_2023_r2023"]
    transition = printed["note_pnl_subsidie_transitiekosten_basis_jeugdhulp_2023_r2023"]
    assert (budget, transition) == (4_164_000, 1_439_129)


@pytest.mark.reference
def test_the_bounds_of_what_an_alpha_carries() -> None:
    said = {one: coding.strength(one, 0.7) for one in (0.66, 0.667, 0.799, 0.8)}
    assert said == {0.66: "none", 0.667: "tentative", 0.799: "tentative", 0.8: "firm"}
    assert coding.strength(0.9, 0.5) == "tentative"


@pytest.mark.reference
def test_vo_trajectories_are_no_pupils() -> None:
    people = kerncijfers.printed_as_people(catalogue.figures())
    # What is printed as people is the sum of two kinds of interventions, to the unit: they are interventions.
    assert (people["stated"] == people["trajectory"] + people["advice"]).all()
    assert sorted(people["stated"]) == [107, 1941]
