"""Make the synthetic pilot: 15 youngsters with a mentor and 105 others, with known truth. Nobody in it exists.

``python -m wij_impact.effect.pilot.example data/examples`` writes it; the same seed gives the same bytes. Only the
number that started, 15, is that of a published pilot; every value in the rows is made up.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import special

__all__ = ["make"]

SEED = 20190201
STARTED, OTHERS = 15, 105
MEAN, SD, RELIABILITY = 22.0, 7.5, 0.6
TRUE_POINTS, TRUE_LOGIT, TIME = 2.0, 0.4, 1.0


def make(seed: int = SEED) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table as a pilot would hand it in, and the truth behind it.

    Examples
    --------
    >>> data, truth = make()
    >>> len(data), int(data["treated"].astype(int).sum())
    (120, 15)
    """
    rng = np.random.default_rng(seed)
    n = STARTED + OTHERS
    state = rng.normal(size=n)
    start = _score(rng, state, 0.0)
    age = rng.integers(13, 19, n)
    placed = (rng.random(n) < special.expit(-0.8 - 0.6 * state)).astype(int)
    # A mentor was offered rather to older youngsters who were worse off at the start.
    lean = -0.8 * (start - MEAN) / SD + 0.25 * (age - 15.5) + 0.4 * placed
    chosen = np.argsort(-(lean + rng.gumbel(size=n)))[:STARTED]
    treated = np.zeros(n, dtype=int)
    treated[chosen] = 1
    end = _score(rng, state, TIME + TRUE_POINTS * treated)
    base = 0.6 + 0.9 * state - 0.5 * placed
    home = (rng.random(n) < special.expit(base + TRUE_LOGIT * treated)).astype(float)
    # Care ended early for a fifth of the others, more often when things went badly; then nobody measured.
    ended = (treated == 0) & (rng.random(n) < special.expit(-1.5 - 0.8 * state))
    data = pd.DataFrame(
        {
            "data_kind": "synthetic",
            "case_id": [f"S{i:03d}" for i in rng.permutation(n) + 1],
            "treated": treated,
            "age": age,
            "placed_before": placed,
            "ors_start": start,
            "ors_end": np.where(ended, np.nan, end),
            "home_after_year": pd.array(np.where(ended, np.nan, home), dtype="Int64"),
        }
    ).sort_values("case_id", ignore_index=True)
    gain = special.expit(base + TRUE_LOGIT)[chosen].mean() - special.expit(base)[chosen].mean()
    truth = pd.DataFrame(
        {
            "outcome": ["ors_end", "home_after_year"],
            "true_difference": [TRUE_POINTS, round(float(gain), 4)],
            "reliability": [RELIABILITY, np.nan],
            "population_mean": [MEAN, np.nan],
            "population_sd": [SD, np.nan],
        }
    )
    return data, truth


def _score(rng: np.random.Generator, state: np.ndarray, shift: np.ndarray | float) -> np.ndarray:
    noise = rng.normal(size=len(state))
    score = MEAN + SD * (np.sqrt(RELIABILITY) * state + np.sqrt(1 - RELIABILITY) * noise) + shift
    return np.asarray(np.round(np.clip(score, 0, 40), 1))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, frame in zip(("effect_pilot.csv", "pilot_truth.csv"), make(), strict=True):
        frame.to_csv(folder / name, index=False, lineterminator="\n")
