"""Standardisation: coverage at the smallest counts it answers for, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError
from wij_impact.benchmark import standardise
from wij_impact.estimates import byar_interval

DATA = pd.DataFrame({"team": ["A", "A", "B", "B"], "age": ["y", "o"] * 2, "n": [100, 50, 80, 90], "x": [8, 9, 2, 3]})


@pytest.mark.simulation
def test_dobson_covers_from_ten_events_on() -> None:
    """Morris et al. (2018), Popul Health Metr 16:19: Dobson covers 95% from 10 events on."""
    rng = np.random.default_rng(5)
    base, share = np.array([2000.0, 1500.0, 800.0, 300.0]), np.array([0.4, 0.3, 0.2, 0.1])
    rate = np.array([0.002, 0.004, 0.008, 0.016])
    truth = float((share * rate).sum())
    counts = rng.poisson(base * rate, size=(4000, 4))
    counts = counts[counts.sum(axis=1) >= 10]
    centre = (share * counts / base).sum(axis=1)
    error = np.sqrt((share**2 * counts / base**2).sum(axis=1))
    limits = {total: byar_interval(float(total)) for total in set(counts.sum(axis=1))}
    total = counts.sum(axis=1)
    low = centre + error / np.sqrt(total) * (np.array([limits[t][0] for t in total]) - total)
    high = centre + error / np.sqrt(total) * (np.array([limits[t][1] for t in total]) - total)
    # One of these draws through the function itself: the formula above is its formula.
    rows = pd.DataFrame({"team": "A", "age": list("abcd"), "n": base, "x": counts[0]})
    ours = standardise(rows, "x", "n", "team", "age", dict(zip("abcd", share, strict=True))).iloc[0]
    assert (ours["lower"], ours["upper"]) == pytest.approx((low[0], high[0]))
    covered = float(((low <= truth) & (truth <= high)).mean())
    # Counts are whole, so Byar covers at least; three standard errors of 4,000 draws are .010.
    assert 0.94 <= covered <= 0.98


@pytest.mark.unit
def test_too_few_events_are_not_given_a_rate() -> None:
    result = standardise(DATA, "x", "n", "team", "age", {"y": 1, "o": 1})
    assert result["estimate"].isna().tolist() == [False, True]
    assert result["reason"].tolist() == ["", "fewer than 10 events"]
    assert result["events"].tolist() == [17, 5]
    assert not standardise(DATA, "x", "n", "team", "age", {"y": 0.1, "o": 0.1}, "indirect")["estimate"].isna().any()


@pytest.mark.property
@pytest.mark.parametrize("method", ["direct", "indirect"])
def test_order_and_scale_of_the_reference(method: Any) -> None:
    reference = {"y": 0.02, "o": 0.05}
    usual = standardise(DATA, "x", "n", "team", "age", reference, method)
    turned = standardise(DATA.iloc[::-1], "x", "n", "team", "age", reference, method).iloc[::-1]
    pd.testing.assert_frame_equal(usual, turned.reset_index(drop=True), rtol=1e-12)
    if method == "direct":
        thousand = {key: value * 1000 for key, value in reference.items()}
        pd.testing.assert_frame_equal(usual, standardise(DATA, "x", "n", "team", "age", thousand), rtol=1e-12)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.assign(n=[0, 50, 80, 90]), "row 2, column n"),
        (lambda d: d.assign(age=["y", "x", "y", "o"]), "stratum 'x' has no reference"),
        (lambda d: d.assign(age=["y", "y", "y", "o"]), "occurs twice"),
        (lambda d: d.head(3), "unit 'B' has 1 of the 2 strata"),
    ],
)
def test_bad_input_gets_a_sentence(change: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        standardise(change(DATA), "x", "n", "team", "age", {"y": 1, "o": 1})
    with pytest.raises(InputError, match="expected count is zero"):
        standardise(DATA, "x", "n", "team", "age", {"y": 0, "o": 0}, "indirect")
