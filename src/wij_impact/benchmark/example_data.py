"""Make the synthetic benchmark set: 40 teams in 12 municipalities, with known truth. Nothing in it is real.

``python -m wij_impact.benchmark.example_data data/examples`` writes it; the same seed gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["make"]

SEED = 20240501
TEAMS, MUNICIPALITIES = 40, 12
# Four teams really differ in the share of goals that is reached; all others differ only by context and a little.
REALLY_LOWER, REALLY_HIGHER = ("Team 07", "Team 23"), ("Team 15", "Team 31")


def make(seed: int = SEED) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The data as a municipality would hand them in, and the truth behind them.

    Examples
    --------
    >>> data, truth = make()
    >>> len(data), data["municipality"].nunique()
    (40, 12)
    """
    rng = np.random.default_rng(seed)
    team = [f"Team {i:02d}" for i in range(1, TEAMS + 1)]
    town = np.sort(np.concatenate([np.arange(MUNICIPALITIES), rng.integers(0, MUNICIPALITIES, TEAMS - MUNICIPALITIES)]))
    poverty = np.clip(rng.normal(0.11, 0.04, TEAMS), 0.02, 0.25)
    single = np.clip(0.04 + 0.3 * poverty + rng.normal(0, 0.012, TEAMS), 0.02, 0.2)
    density = np.exp(rng.normal(7.2, 0.6, TEAMS))
    clients = np.round(np.exp(rng.normal(4.5, 0.55, TEAMS))).astype(int) + 12
    own = rng.normal(0, 0.08, TEAMS)
    own[[team.index(name) for name in REALLY_LOWER]] = -1.1
    own[[team.index(name) for name in REALLY_HIGHER]] = 1.1
    reached = 1 / (1 + np.exp(-(1.0 - 5.0 * (poverty - 0.11) + own)))
    referred = 1 / (1 + np.exp(-(-1.1 + 4.0 * (poverty - 0.11))))
    responses = np.maximum(rng.binomial(clients, 0.35), 5)
    fte = np.round(clients / rng.normal(14, 2.2, TEAMS), 1)
    data = pd.DataFrame(
        {
            "team": team,
            "municipality": [f"Voorbeeldgemeente {i + 1:02d}" for i in town],
            "clients": clients,
            "goals_reached": rng.binomial(clients, reached),
            "referred_on": rng.binomial(clients, referred),
            "complaints": rng.poisson(clients * 0.03),
            "responses": responses,
            "satisfied": rng.binomial(responses, 0.84),
            "staff_fte": fte,
            "budget_keur": np.round(fte * rng.normal(88, 6, TEAMS)).astype(int),
            "waiting_days": np.round(np.clip(rng.normal(24, 9, TEAMS), 2, None)).astype(int),
            "poverty_share": np.round(poverty, 3),
            "single_parent_share": np.round(single, 3),
            "address_density": np.round(density).astype(int),
        }
    )
    truth = pd.DataFrame(
        {
            "team": team,
            "goals_reached": np.round(reached, 6),
            "goals_reached_own": np.round(own, 6),
            "referred_on": np.round(referred, 6),
            "complaints": 0.03,
            "satisfied": 0.84,
        }
    )
    return data, truth


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, frame in zip(("benchmark_teams.csv", "benchmark_truth.csv"), make(), strict=True):
        frame.to_csv(folder / name, index=False, lineterminator="\n")
