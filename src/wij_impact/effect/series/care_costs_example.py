"""A made-up monthly series of care costs with known truth, to show the road; nobody's figures.

`python -m wij_impact.effect.series.care_costs_example data/examples/care_costs_monthly.csv` writes the shipped file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["BREAK", "BREAK_STEP", "START", "STEP", "make"]

# What was put in: a step of the cost per day at the start, one of clients at the break (both on the log scale), and
# the spread and memory of the months.
START, STEP = "2020-01", -0.10
BREAK, BREAK_STEP = "2022-01", 0.08
SPREAD, MEMORY = 0.03, 0.4
MONTHS = 72  # 2017-2022


def make(seed: int = 20200101) -> pd.DataFrame:
    """The series: data_kind, month, cost, clients, days, comparison.

    Examples
    --------
    >>> make()["data_kind"].unique().tolist()
    ['synthetic']
    """
    rng = np.random.default_rng(seed)
    at = np.arange(MONTHS)
    month = [f"{2017 + i // 12}-{i % 12 + 1:02d}" for i in at]
    noise = rng.normal(0, 1, (2, MONTHS))
    for i in range(1, MONTHS):
        noise[:, i] = MEMORY * noise[:, i - 1] + np.sqrt(1 - MEMORY**2) * noise[:, i]
    season = 0.02 * np.sin(2 * np.pi * at / 12)
    started, moved = np.array(month) >= START, np.array(month) >= BREAK
    clients = np.round(1000 * np.exp(0.001 * at + BREAK_STEP * moved + rng.normal(0, 0.01, MONTHS)))
    days = np.round(clients * 9 * np.exp(season + rng.normal(0, 0.01, MONTHS)))
    price = 100 * np.exp(0.002 * at + STEP * started + SPREAD * noise[0])
    other = 2_000_000 * np.exp(0.002 * at + season + BREAK_STEP * moved + 0.02 * noise[1])
    return pd.DataFrame(
        {
            "data_kind": "synthetic",
            "month": month,
            "cost": np.round(days * price).astype(int),
            "clients": clients.astype(int),
            "days": days.astype(int),
            "comparison": np.round(other).astype(int),
        }
    )


if __name__ == "__main__":
    make().to_csv(Path(sys.argv[1]), index=False, lineterminator="\n")
