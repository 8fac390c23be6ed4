from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wij_impact import InputError, UsageError
from wij_impact.mkba import evpi, evppi


def normal_loss(mean: float, sd: float) -> float:
    """Value of knowing a normal net benefit exactly: E max(0, X) - max(0, mean) (Raiffa & Schlaifer 1961)."""
    z = abs(mean) / sd
    return float(sd * (stats.norm.pdf(z) - z * stats.norm.sf(z)))


@pytest.mark.reference
@pytest.mark.parametrize("mean", [-4.0, 0.0, 2.0])
def test_two_normals_against_the_closed_form(mean: float) -> None:
    rng = np.random.default_rng(11)
    n = 100_000
    draws = {"a": rng.normal(0, 3, n), "b": rng.normal(0, 4, n), "none": rng.normal(0, 1, n)}
    net = mean + draws["a"] + draws["b"]
    options = np.column_stack([np.zeros(n), net])
    # Four Monte Carlo standard errors of the closed form at this many draws.
    margin = 4 * 5 / math.sqrt(n)
    assert evpi(options) == pytest.approx(normal_loss(mean, 5), abs=margin)
    found = evppi(options, draws).set_index("parameter")["estimate"]
    assert found["a"] == pytest.approx(normal_loss(mean, 3), abs=margin)
    assert found["b"] == pytest.approx(normal_loss(mean, 4), abs=margin)
    assert found["none"] == pytest.approx(0, abs=margin / 4)


@pytest.mark.reference
def test_curved_and_stepped_influence() -> None:
    rng = np.random.default_rng(5)
    n = 50_000
    x, coin = rng.uniform(-1, 1, n), rng.integers(0, 2, n).astype(float)
    noise = rng.normal(0, 0.5, n)
    # E max(0, x^2 - 1/3) - 0 for x uniform on (-1, 1): the integral from 1/sqrt(3) to 1 of x^2 - 1/3.
    a = 1 / math.sqrt(3)
    expected = (1 - a**3) / 3 - (1 - a) / 3
    found = evppi(np.column_stack([np.zeros(n), x**2 - 1 / 3 + noise]), {"x": x})
    assert found["estimate"][0] == pytest.approx(expected, abs=4 * 0.6 / math.sqrt(n))
    # A coin that gives +1 or -1: knowing it is worth 1/2.
    found = evppi(np.column_stack([np.zeros(n), 2 * coin - 1 + noise]), {"coin": coin})
    assert found["estimate"][0] == pytest.approx(0.5, abs=4 * 1.2 / math.sqrt(n))
    assert found["method"][0] == "mean per value"


@pytest.mark.simulation
def test_small_samples_are_hardly_biased() -> None:
    # 1,000 draws, 40 times: the mean error within 4 standard errors of itself plus 2% of the truth.
    found, noise = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        x, y, z = rng.normal(0, 3, 1000), rng.normal(0, 4, 1000), rng.normal(size=1000)
        estimates = evppi(np.column_stack([np.zeros(1000), x + y]), {"x": x, "z": z})["estimate"]
        found.append(estimates[0])
        noise.append(estimates[1])
    truth = normal_loss(0, 3)
    assert abs(np.mean(found) - truth) < 4 * np.std(found) / math.sqrt(40) + 0.02 * truth
    # What has no influence gets (almost) nothing; the mean of the maximum of the noise itself would be 0.06.
    assert np.mean(noise) < 0.03


@pytest.mark.unit
def test_three_options_and_shape() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20_000, 3))
    table = evppi(x, pd.DataFrame(x, columns=["c", "a", "b"]))
    assert table["parameter"].tolist() == ["c", "a", "b"]
    assert list(table.columns[:8]) == ["parameter", "estimate", "std_error", "lower", "upper", "level", "n", "method"]
    # E max(0, X) with the other two at 0, minus nothing: 1/sqrt(2 pi); for three, the mean of the largest of three.
    assert table["estimate"].to_numpy() == pytest.approx([1 / math.sqrt(2 * math.pi)] * 3, abs=0.03)
    assert evpi(x) == pytest.approx(1.5 / math.sqrt(math.pi), abs=0.03)
    assert evpi(x[:, :1]) == 0.0


@pytest.mark.unit
def test_wrong_input() -> None:
    with pytest.raises(UsageError, match="doing nothing"):
        evpi([1.0, 2.0])
    with pytest.raises(InputError, match="draw 1, option 0"):
        evpi([[0.0, 1.0], [math.nan, 1.0]])
    with pytest.raises(InputError, match="column x"):
        evppi(np.zeros((5, 2)), {"x": np.zeros(4)})
    with pytest.raises(InputError, match="missing or infinite in draw 2"):
        evppi(np.ones((3, 2)), {"x": [1.0, 2.0, math.inf]})
    constant = evppi(np.random.default_rng(0).normal(size=(9, 2)), {"x": np.ones(9)})
    assert constant["estimate"][0] == 0.0
    assert "does not vary" in constant["note"][0]


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(1, 400),
    st.floats(1e-6, 1e9),
    st.sampled_from(["normal", "step", "ties", "heavy"]),
)
def test_never_negative_and_never_above_perfect_information(seed: int, n: int, scale: float, kind: str) -> None:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    x = {"normal": x, "step": np.sign(x), "ties": np.round(x, 1), "heavy": np.exp(5 * x)}[kind]
    options = scale * np.column_stack([np.zeros(n), x + rng.normal(size=n), rng.normal(size=n)])
    found = evppi(options, {"x": x})["estimate"][0]
    assert 0 <= found <= evpi(options)
    # In another unit the decision is the same (knots and BIC do not depend on the scale).
    assert evppi(options * 7, {"x": x * 3})["estimate"][0] == pytest.approx(7 * found, rel=1e-6, abs=1e-9 * scale)
