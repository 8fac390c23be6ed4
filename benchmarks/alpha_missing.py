"""How often the interval of Cronbach's alpha holds with answers missing and few people.

Run by hand: ``python benchmarks/alpha_missing.py 1000`` (some minutes). Designs: 10 to 40 people, 3 to 10 items, a
twentieth to two fifths of the answers missing at random; normal answers with equal or unequal loadings, and skewed
five-point answers. The true alpha is that of a million people. Printed: share of intervals that hold it, and share
withheld (no interval).
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from wij_impact.errors import InsufficientEvidence
from wij_impact.impactmeting.item_sets import ItemSet
from wij_impact.impactmeting.reliability import reliability_of

SHAPES = ("equal", "unequal", "skewed")


def answers(shape: str, people: int, items: int, random: np.random.Generator) -> np.ndarray:
    """Complete answers of so many people."""
    loadings = np.full(items, 0.7) if shape == "equal" else np.linspace(0.9, 0.4, items)
    true = random.normal(size=(people, 1)) * loadings
    raw = true + random.normal(size=(people, items)) * np.sqrt(1 - loadings**2)
    return raw if shape != "skewed" else np.searchsorted([-1.6, -0.9, -0.3, 0.4], raw).astype(float)


def alpha(values: np.ndarray) -> float:
    """Of complete answers."""
    covariance, k = np.cov(values.T), values.shape[1]
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def coverage(shape: str, people: int, items: int, missing: float, draws: int) -> tuple[float, float]:
    """Share that holds of those given, and share withheld."""
    random = np.random.default_rng([people, items, int(100 * missing), SHAPES.index(shape)])
    true, names = alpha(answers(shape, 1_000_000, items, random)), tuple(f"q{at}" for at in range(items))
    held = given = 0
    for _ in range(draws):
        made = answers(shape, people, items, random)
        made[random.random(made.shape) < missing] = np.nan
        try:
            row = reliability_of(
                pd.DataFrame(made, columns=list(names)), ItemSet("s", names, (1,) * items, -9, 9)
            ).iloc[0]
        except InsufficientEvidence:  # too few together: nothing is said
            continue
        if np.isfinite(row["lower"]):
            given += 1
            held += row["lower"] <= true <= row["upper"]
    return held / max(given, 1), 1 - given / draws


def main(draws: int) -> None:
    """Print the coverage of every design."""
    for shape in SHAPES:
        for items in (3, 5, 10):
            for missing in (0.05, 0.2, 0.4):
                told = [coverage(shape, people, items, missing, draws) for people in (10, 15, 20, 30, 40)]
                print(shape, items, missing, " ".join(f"{held:.3f} ({none:.2f})" for held, none in told), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
