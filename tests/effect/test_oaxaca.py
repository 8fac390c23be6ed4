"""Oaxaca-Blinder: the identities, a second way to the same numbers, and an interval that holds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wij_impact import InsufficientEvidence
from wij_impact.effect import oaxaca_blinder


def people(rng: np.random.Generator, size: int = 120) -> pd.DataFrame:
    group = (np.arange(size) >= size // 3).astype(int)
    x, z = rng.normal(group, 1), rng.normal(0, 1, size)
    return pd.DataFrame(
        {"g": group, "x": x, "z": z, "y": 1 + group + (1 + 0.5 * group) * x + z + rng.normal(0, 1, size)}
    )


@pytest.mark.reference
def test_the_parts_are_those_of_two_regressions() -> None:
    import statsmodels.formula.api as smf

    frame = people(np.random.default_rng(1))
    fits = [smf.ols("y ~ x + z", frame[frame["g"] == g]).fit() for g in (0, 1)]
    means = [np.array([1, *frame.loc[frame["g"] == g, ["x", "z"]].mean()]) for g in (0, 1)]
    found = oaxaca_blinder(frame, "y", "g", ["x", "z"]).set_index(["part", "term"])["estimate"]
    b0, b1 = (fit.params.to_numpy() for fit in fits)
    assert found["endowments", "all"] == pytest.approx((means[1] - means[0]) @ b0)
    assert found["coefficients", "all"] == pytest.approx(means[0] @ (b1 - b0))
    assert found["interaction", "x"] == pytest.approx((means[1] - means[0])[1] * (b1 - b0)[1])
    gap = frame.groupby("g")["y"].mean().diff().iloc[-1]
    assert found["difference", "all"] == pytest.approx(gap)
    threefold = [found[part, "all"] for part in ("endowments", "coefficients", "interaction")]
    assert sum(threefold) == pytest.approx(gap)
    assert found["explained", "all"] + found["unexplained", "all"] == pytest.approx(gap)
    assert found["explained", "all"] == pytest.approx(threefold[0] + threefold[2] / 2)


@pytest.mark.unit
def test_too_few_people_for_the_covariates_is_refused() -> None:
    with pytest.raises(InsufficientEvidence, match="too few"):
        oaxaca_blinder(people(np.random.default_rng(1), 10), "y", "g", ["x", "z"])


@pytest.mark.slow
@pytest.mark.simulation
def test_the_intervals_hold() -> None:
    rng, held = np.random.default_rng(2), []
    for _ in range(400):
        found = oaxaca_blinder(people(rng, 60), "y", "g", ["x", "z"]).set_index(["part", "term"])
        rows = found.loc[[("endowments", "all"), ("coefficients", "all"), ("interaction", "all")]]
        held.append((rows["lower"] <= [1, 1, 0.5]) & (rows["upper"] >= [1, 1, 0.5]))
    assert (np.mean(held, axis=0) >= 0.92).all()
