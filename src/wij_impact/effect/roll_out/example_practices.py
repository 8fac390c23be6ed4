"""Make the synthetic GP practices: a roll-out as published, referrals with a known truth. Nothing in it is real.

``python -m wij_impact.effect.roll_out.example_practices data/examples`` writes it; the same seed gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["STARTS", "make"]

SEED = 20230052
YEARS = range(2016, 2024)
#: First year with an OJG -> practices. Published: 62% at the end of 2020 (32 of 52 is 62%), 45 of 52 in 2023, of which
#: 10 started in that year. How the starts before 2021, and those of 2021 and 2022, are spread is invented.
STARTS = {2018: 5, 2019: 11, 2020: 16, 2021: 2, 2022: 1, 2023: 10, 0: 7}
#: True change in referrals per 1,000 young patients, by years since the start. Invented; no document states one.
EFFECT = (-1.0, -2.0, -3.0, -4.0, -4.0, -4.0)
LEVEL, TREND = 60.0, 1.0


def make(seed: int = SEED) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The panel as a municipality could hand it in, and the truth behind it.

    Returns
    -------
    tuple of DataFrame
        One row per practice and year; and per practice and year the rate without an OJG, the true change and their sum.

    Examples
    --------
    >>> data, truth = make()
    >>> len(data), data["practice"].nunique(), set(data["data_kind"])
    (416, 52, {'synthetic'})
    """
    rng = np.random.default_rng(seed)
    first = np.concatenate([np.repeat(year, count) for year, count in STARTS.items()])
    rng.shuffle(first)
    names = [f"Praktijk {i:02d}" for i in range(1, len(first) + 1)]
    patients = np.round(np.exp(rng.normal(6.45, 0.45, len(first)))).astype(int)
    level = LEVEL + rng.normal(0, 9, len(first))
    drift = np.zeros(len(first))
    rows, truths = [], []
    for place, year in enumerate(YEARS):
        drift = 0.5 * drift + rng.normal(0, 3, len(first))
        since = np.where(first > 0, year - first, -1)
        change = np.where(since >= 0, np.array(EFFECT)[np.clip(since, 0, len(EFFECT) - 1)], 0.0)
        without = np.clip(level + TREND * place + drift, 5, None)
        referrals = rng.poisson((without + change) / 1000 * patients)
        for i, name in enumerate(names):
            rows.append((name, year, int(first[i]), int(patients[i]), int(referrals[i]), "synthetic"))
            truths.append((name, year, round(without[i], 4), float(change[i]), round(without[i] + change[i], 4)))
    columns = ["practice", "year", "first_year", "young_patients", "referrals", "data_kind"]
    data = pd.DataFrame(rows, columns=columns).sort_values(["practice", "year"], ignore_index=True)
    known = pd.DataFrame(truths, columns=["practice", "year", "rate_without", "true_change", "rate_true"])
    return data, known.sort_values(["practice", "year"], ignore_index=True)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for file, frame in zip(("ojg_practices.csv", "ojg_truth.csv"), make(), strict=True):
        frame.to_csv(folder / file, index=False, lineterminator="\n")
