from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wij_impact.mkba.distributions import FITTED, NoFit, fit
from wij_impact.mkba.parameters import Grade, Uncertain, apply_grade

LIMITS = {
    "uniform": (0.4, 0.2, 0.6), "triangular": (0.3, 0.2, 0.6), "pert": (0.3, 0.2, 0.6), "normal": (0.4, 0.2, 0.6),
    "lognormal": (0.35, 0.2, 0.6), "gamma": (0.37, 0.2, 0.6), "beta": (0.38, 0.2, 0.6),
}  # fmt: skip


@pytest.mark.simulation
@pytest.mark.parametrize("kind", sorted(LIMITS))
def test_draws_have_the_written_meaning(kind: str) -> None:
    value, low, high = LIMITS[kind]
    draws = fit(kind, value, low, high).sample(np.random.default_rng(1), 200_000)
    if kind in FITTED:
        # The share below a percentile has standard error sqrt(.025 x .975 / 200,000) = 0.00035; four of those.
        assert (draws < low).mean() == pytest.approx(0.025, abs=0.0014)
        assert (draws > high).mean() == pytest.approx(0.025, abs=0.0014)
    else:
        assert draws.min() >= low
        assert draws.max() <= high
        # 200,000 draws come within 2% of the width of both ends, except the thin tails of pert (within 10%).
        near = 0.1 if kind == "pert" else 0.02
        assert draws.min() < low + near * (high - low)
        assert draws.max() > high - near * (high - low)
    means = {
        "uniform": 0.4,
        "triangular": (low + value + high) / 3,
        "pert": (low + 4 * value + high) / 6,
        "normal": 0.4,
    }
    if kind in means:
        assert draws.mean() == pytest.approx(means[kind], abs=4 * draws.std() / math.sqrt(200_000))
    if kind in {"triangular", "pert"}:
        counts, edges = np.histogram(draws, bins=20)
        top = edges[counts.argmax()] + (edges[1] - edges[0]) / 2
        assert abs(top - value) < 0.05  # the mode, within a bin and a half
    if kind == "lognormal":
        assert np.median(draws) == pytest.approx(math.sqrt(low * high), rel=0.005)


@pytest.mark.property
@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(LIMITS)), st.floats(0.002, 0.9), st.floats(0.01, 0.98), st.floats(0, 1))
def test_quantiles_and_draws_agree_with_low_and_high(kind: str, low: float, width: float, place: float) -> None:
    high = low + width * (0.995 - low)
    assume(high > low * 1.001)
    distribution = fit(kind, low + place * (high - low), low, high)
    ends = (0.025, 0.975) if kind in FITTED else (0.0, 1.0)
    # The beta is fitted to 1e-8 on the log odds; the others are closed forms or a root to 1e-13.
    np.testing.assert_allclose(distribution.ppf(ends), [low, high], rtol=1e-6)
    grid = distribution.ppf(np.linspace(0.001, 0.999, 50))
    assert np.all(np.diff(grid) >= 0)


@pytest.mark.simulation
@pytest.mark.parametrize("kind", sorted(LIMITS))
def test_sampling_and_quantile_function_are_one_distribution(kind: str) -> None:
    distribution = fit(kind, *LIMITS[kind])
    draws = np.sort(distribution.sample(np.random.default_rng(3), 20_000))
    # Kolmogorov-Smirnov distance of the true distribution stays below 1.95 / sqrt(n) in 99.9% of samples.
    ranks = (np.arange(20_000) + 0.5) / 20_000
    beyond = np.searchsorted(draws, distribution.ppf(ranks)) / 20_000
    assert np.abs(beyond - ranks).max() < 1.95 / math.sqrt(20_000)


@pytest.mark.unit
def test_impossible_percentiles() -> None:
    for kind, low, high in (("lognormal", 0, 1), ("gamma", 0, 1), ("beta", 0, 0.5), ("beta", 0.5, 1.0)):
        with pytest.raises(NoFit):
            fit(kind, (low + high) / 2, low, high)


@pytest.mark.simulation
def test_truncated_draws_stay_in_range() -> None:
    number = Uncertain(0.5, 0.0, 1.0, "normal", minimum=0.0, maximum=1.0)
    draws = number.distribution().sample(np.random.default_rng(0), 50_000)
    assert draws.min() >= 0
    assert draws.max() <= 1
    # No heap at the ends: cut off, not clipped.
    assert (draws == 0).sum() + (draws == 1).sum() == 0
    assert draws.mean() == pytest.approx(0.5, abs=0.005)


@pytest.mark.unit
def test_grades_shrink_effects_and_widen_intervals() -> None:
    grades = {"D": Grade(0.5, 2.0)}
    effect = Uncertain(0.4, 0.3, 0.5, "pert", evidence="D", minimum=-1, maximum=1, shrinks=True)
    graded = apply_grade(effect, grades)
    assert (graded.value, graded.low, graded.high) == pytest.approx((0.2, 0.1, 0.3))
    price = apply_grade(Uncertain(100.0, 50.0, 200.0, "lognormal", evidence="D", minimum=0.0), grades)
    assert (price.value, price.low, price.high) == pytest.approx((100, 25, 400))
    share = apply_grade(Uncertain(0.5, 0.1, 0.9, "uniform", evidence="D", minimum=0.0, maximum=1.0), grades)
    assert (share.low, share.high) == pytest.approx((0.01, 1.0))
    prior = Uncertain(0.5, 0.0, 1.0, "uniform", evidence="D", prior=True, shrinks=True)
    assert apply_grade(prior, grades) == prior
    assert apply_grade(effect, {}) == effect
