"""What a design can see: against published tables, an independent engine, and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from wij_impact import InsufficientEvidence, UsageError
from wij_impact.effect import DesignSheet, minimal_detectable_effect
from wij_impact.language import Text


@pytest.mark.reference
def test_means_agree_with_statsmodels_and_cohen() -> None:
    from statsmodels.stats.power import TTestIndPower, TTestPower

    for treated, control, power, level in [(15, 15, 0.8, 0.05), (3, 200, 0.8, 0.05), (40, 12, 0.9, 0.01)]:
        other = TTestIndPower().solve_power(nobs1=treated, ratio=control / treated, alpha=level, power=power)
        # statsmodels searches to about 1e-6.
        assert minimal_detectable_effect(treated, control, power, level) == pytest.approx(other, rel=1e-5)
    paired = TTestPower().solve_power(nobs=20, alpha=0.05, power=0.8) * math.sqrt(2 * (1 - 0.6))
    assert minimal_detectable_effect(20, 20, correlation=0.6) == pytest.approx(paired, rel=1e-5)
    # Cohen (1988), table 2.4.1: n=64 per group for d=.50 at power .80.
    assert minimal_detectable_effect(64, 64) == pytest.approx(0.50, abs=0.005)


@pytest.mark.reference
def test_casagrande_pike_smith_joins_the_exact_answer() -> None:
    exact = minimal_detectable_effect(1000, 1000, baseline=0.3)
    approximate = minimal_detectable_effect(1001, 1001, baseline=0.3)
    # The approximation is good to about a thousandth here (their table 2 differs by at most 1% in sample size).
    assert approximate == pytest.approx(exact, abs=0.001)


@pytest.mark.simulation
@pytest.mark.parametrize(("treated", "control", "baseline"), [(15, 15, 0.3), (15, 40, 0.1), (60, 30, 0.5)])
def test_fishers_test_finds_the_promised_share(treated: int, control: int, baseline: float) -> None:
    share = baseline + minimal_detectable_effect(treated, control, baseline=baseline)
    rng = np.random.default_rng(7)
    hits = rng.binomial(treated, share, 3000), rng.binomial(control, baseline, 3000)
    tables = [[[x, treated - x], [y, control - y]] for x, y in zip(*hits, strict=True)]
    found = np.mean([stats.fisher_exact(table, alternative="greater")[1] <= 0.025 for table in tables])
    assert found == pytest.approx(0.8, abs=0.025)  # 3.4 standard errors of 3,000 draws


@pytest.mark.simulation
def test_cluster_means_find_the_promised_share() -> None:
    clusters, size, icc = 6, 20, 0.1
    effect = minimal_detectable_effect(clusters * size, clusters * size, icc=icc, cluster_size=size)
    rng = np.random.default_rng(11)
    spread = math.sqrt(icc + (1 - icc) / size)
    means = rng.normal(0, spread, (4000, 2, clusters))
    means[:, 0] += effect
    p_values = stats.ttest_ind(means[:, 0], means[:, 1], axis=1).pvalue
    assert np.mean(p_values <= 0.05) == pytest.approx(0.8, abs=0.022)


@pytest.mark.property
@given(st.integers(3, 60), st.integers(3, 60), st.floats(0.02, 0.6))
def test_more_people_never_see_less(treated: int, control: int, icc: float) -> None:
    means = minimal_detectable_effect(treated, control)
    assert means > minimal_detectable_effect(treated + 1, control + 1)
    assert minimal_detectable_effect(control, treated) == pytest.approx(means, rel=1e-9)
    clusters = minimal_detectable_effect(4 * treated, 4 * treated, icc=icc, cluster_size=4)
    assert clusters > minimal_detectable_effect(4 * treated, 4 * treated)


@pytest.mark.unit
def test_fifteen_against_fifteen() -> None:
    assert round(minimal_detectable_effect(15, 15), 2) == 1.06


@pytest.mark.unit
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"n_treated": 3, "n_control": 3, "baseline": 0.3}, "no increase from 30% can be seen"),
        ({"n_treated": 15, "n_control": 15, "baseline": 0.9}, "even an increase to 100%"),
        ({"n_treated": 1, "n_control": 1}, "At least 3 persons"),
        ({"n_treated": 30, "n_control": 30, "cluster_size": 30, "icc": 0.1}, "At least 3 clusters"),
        ({"n_treated": 15, "n_control": 285, "cluster_size": 20, "icc": 0.05}, "n_treated is less than one whole"),
        ({"n_treated": 285, "n_control": 15, "cluster_size": 20, "icc": 0.05}, "n_control is less than one whole"),
        ({"n_treated": 1, "n_control": 1, "correlation": 0.5}, "At least 2 pairs"),
    ],
)
def test_what_cannot_be_seen_is_said(asked: dict, said: str) -> None:
    with pytest.raises(InsufficientEvidence, match=said):
        minimal_detectable_effect(**asked)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"n_treated": 0, "n_control": 15}, "n_treated=0"),
        ({"n_treated": 15, "n_control": 2.5}, "n_control=2.5"),
        ({"n_treated": 15, "n_control": 15, "power": 80}, "power=80"),
        ({"n_treated": 15, "n_control": 15, "level": 5}, "level=5"),
        ({"n_treated": 15, "n_control": 15, "icc": -0.1}, "icc=-0.1"),
        ({"n_treated": 15, "n_control": 15, "baseline": 30}, "baseline=30"),
        ({"n_treated": 15, "n_control": 15, "correlation": 1}, "correlation=1"),
        ({"n_treated": 15, "n_control": 14, "correlation": 0.5}, "pairs need two groups of one size"),
        ({"n_treated": 15, "n_control": float("nan")}, "n_control=nan"),
    ],
)
def test_a_wrong_number_is_named(asked: dict, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        minimal_detectable_effect(**asked)


@pytest.mark.unit
def test_the_design_sheet_names_its_gaps() -> None:
    sheet = DesignSheet(treated=Text(nl="15 jongeren", en="15 youngsters"), chosen=Text(nl=" ", en=" "))
    assert sheet.gaps("nl")[0] == "Hoe zijn zij gekozen?"
    assert len(sheet.gaps("nl")) == 4
    assert sheet.table("nl")["answer"].tolist()[:2] == ["15 jongeren", "niet bekend"]
    assert not sheet.has_comparison
