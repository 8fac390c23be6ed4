"""Draw panels with a known truth for the simulation tests."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.float64]


def autoregressive(rng: np.random.Generator, units: int, periods: int, rho: float, heavy: bool = False) -> Numbers:
    """Errors that resemble those of the period before, started from their own long-run spread."""
    drawn = rng.standard_t(4, (units, periods)) / np.sqrt(2) if heavy else rng.standard_normal((units, periods))
    errors = np.empty((units, periods))
    errors[:, 0] = drawn[:, 0] / np.sqrt(1 - rho**2)
    for t in range(1, periods):
        errors[:, t] = rho * errors[:, t - 1] + drawn[:, t]
    return errors


def clustered(
    rng: np.random.Generator, sizes: npt.NDArray[np.int64], treated: int, *, shock: float = 1.0, effect: float = 0.0,
    periods: int = 8, heavy: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Units in clusters of unequal size, a common shock per cluster that lasts, the first clusters treated halfway."""
    shocks = shock * autoregressive(rng, len(sizes), periods, 0.5, heavy)
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    level = rng.standard_normal(len(sizes))
    own = autoregressive(rng, len(cluster), periods, 0.3)
    given = (cluster < treated)[:, None] & (np.arange(periods) >= periods // 2)[None, :]
    y = level[cluster][:, None] + shocks[cluster] + own + effect * given
    unit, time = np.indices(y.shape)
    return pd.DataFrame(
        {
            "y": y.ravel(),
            "unit": unit.ravel(),
            "cluster": np.repeat(cluster, periods),
            "treated": np.repeat((cluster < treated).astype(int), periods),
            "post": (time.ravel() >= periods // 2).astype(int),
        }
    )


def roll_out(
    rng: np.random.Generator, cohorts: Numbers, times: Numbers, sizes: str, rho: float = 0.5, heavy: bool = False,
    effect: float = 0.0,
) -> pd.DataFrame:  # fmt: skip
    """Practices of unequal size that start at different moments; `sizes` says whether the never treated are small."""
    n, never = len(cohorts), np.isinf(cohorts)
    size = rng.uniform(0.3, 3, n)
    if sizes == "never small":
        size = np.where(never, rng.uniform(0.3, 0.6, n), rng.uniform(0.6, 3, n))
    if sizes == "never large":
        size = np.where(never, rng.uniform(2, 3, n), rng.uniform(0.3, 2, n))
    y = autoregressive(rng, n, len(times), rho, heavy) / np.sqrt(size)[:, None] + 2 * rng.standard_normal((n, 1))
    y = y + effect * (times[None, :] >= cohorts[:, None])
    unit, place = np.indices(y.shape)
    return pd.DataFrame(
        {"y": y.ravel(), "unit": unit.ravel(), "time": times[place.ravel()], "first": np.repeat(cohorts, len(times))}
    )
