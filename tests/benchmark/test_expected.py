"""Load against the load that context leads one to expect: against published methods, by property, by simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError, InsufficientEvidence, UsageError
from wij_impact.benchmark import expected_load, least_units


def _teams(n: int = 12, seed: int = 0, tau: float = 0.2, size: float = 100.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    residents = np.exp(rng.uniform(8, 9.5, n))
    poor, single = rng.normal(15, 5, n), rng.normal(25, 6, n)
    mean = size * residents / residents.mean() * np.exp(0.04 * (poor - 15) + tau * rng.standard_normal(n))
    load = np.maximum(rng.poisson(mean), 10).astype(float)
    made = {"team": [f"T{i:02d}" for i in range(n)], "load": load, "variance": load, "present": rng.uniform(5, 20, n)}
    return pd.DataFrame(made | {"residents": residents, "poor": poor, "single": single})


@pytest.mark.reference
def test_without_chance_it_is_the_externally_studentised_residual_of_a_line() -> None:
    import statsmodels.api as sm

    teams = _teams(14)
    teams["variance"] = teams["load"] * 1e-9  # counts that chance leaves alone
    found = expected_load(teams, ["poor", "single"], "residents", "team", draws=200)
    fit = sm.OLS(np.log(teams["load"] / teams["residents"]), sm.add_constant(teams[["poor", "single"]])).fit()
    peer = fit.outlier_test(method="holm")
    assert found["p_value"].to_numpy() == pytest.approx(peer["holm(p)"].to_numpy(), abs=1e-6)
    assert found["raw"].to_numpy() == pytest.approx(np.exp(fit.resid).to_numpy(), rel=1e-6)
    assert found["df"].iloc[0] == 14 - 1 - 3
    low, high = np.log(found["expected_low"]), np.log(found["expected_high"])
    # The band is where the studentised residual reaches the t value: twice t times its scale.
    residual = np.log(found["per_fte"]) - np.log(found["expected"])
    scale = (high - low) / 2 / 2.228138852  # t(.975, 10)
    assert (residual / scale).to_numpy() == pytest.approx(peer["student_resid"].to_numpy(), rel=1e-5)


@pytest.mark.property
def test_order_names_and_the_unit_of_context_change_nothing() -> None:
    teams = _teams(10, 3)
    found = expected_load(teams, "poor", "residents", "team", draws=400).set_index("team")
    turned = teams.sample(frac=1, random_state=1).assign(
        poor=lambda t: 3 - t["poor"] / 100, residents=teams.residents * 7
    )
    again = expected_load(turned, "poor", "residents", "team", draws=400).set_index("team").loc[found.index]
    # No Monte Carlo error: the draws go by the order of the names; a turned line draws another way, within its error.
    for column in ("raw", "per_fte", "expected", "expected_low", "p_value", "tau2"):
        assert again[column].to_numpy() == pytest.approx(found[column].to_numpy(), rel=1e-6, abs=1e-9)
    same = expected_load(teams.iloc[::-1], "poor", "residents", "team", draws=400).set_index("team").loc[found.index]
    pd.testing.assert_frame_equal(same, found, rtol=1e-9)


@pytest.mark.property
def test_shrunken_lies_between_the_ratio_and_one_and_less_so_with_more_cases() -> None:
    few, many = (_teams(12, 5, size=size) for size in (30.0, 3_000.0))
    gaps = []
    for teams in (few, many):
        found = expected_load(teams, "poor", "residents", "team", draws=4_000)
        shrunken, raw = np.log(found["estimate"]), np.log(found["raw"])
        assert (shrunken.abs() <= raw.abs() + 0.05).all()  # within the error of the median of 4,000 draws
        gaps.append(float((shrunken / raw).abs().median()))
    assert gaps[0] < gaps[1]


@pytest.mark.unit
def test_what_cannot_be_expected_is_refused_with_its_reason() -> None:
    teams = _teams(6)
    with pytest.raises(InsufficientEvidence, match="6 teams are too few to expect load from 2 columns; that takes 7"):
        expected_load(teams, ["poor", "single"], "residents", "team")
    with pytest.raises(UsageError, match="'questions' is made by the team"):
        expected_load(teams.assign(questions=1.0), "questions", "residents", "team")
    with pytest.raises(UsageError, match="no column of context"):
        expected_load(teams, [], "residents", "team")
    more = _teams(10)
    with pytest.raises(InputError, match="the same everywhere"):
        expected_load(more.assign(poor=1.0), "poor", "residents", "team")
    with pytest.raises(InputError, match="say the same"):
        expected_load(more.assign(single=more["poor"] * 2), ["poor", "single"], "residents", "team")
    with pytest.raises(InputError, match="load"):
        expected_load(more.assign(load=[0.0, *more["load"][1:]]), "poor", "residents", "team")
    assert least_units(1) == 6


@pytest.mark.simulation
@pytest.mark.parametrize("n", [6, 12, 30])
def test_no_team_is_flagged_when_nothing_sets_it_apart(n: int) -> None:
    sets = 60
    some = sum(
        (expected_load(_teams(n, 100 + s), "poor", "residents", "team", draws=100)["flag"] != "none").any()
        for s in range(sets)
    )
    # At 5% of the sets 60 give 3; nine or more happen once in three hundred times.
    assert some <= 8


@pytest.mark.simulation
def test_a_team_with_three_times_its_work_is_found() -> None:
    found = 0
    for s in range(20):
        teams = _teams(12, s, tau=0.1)
        teams.loc[4, ["load", "variance"]] *= 3
        rows = expected_load(teams, "poor", "residents", "team", draws=100)
        found += rows["flag"].iloc[4] == "high"
    assert found >= 17
