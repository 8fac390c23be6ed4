"""How often the band of the number open in a year holds, by size of the register and share that is still open.

    python benchmarks/projected_bands.py [runs per cell]

Three years of Poisson starts that expect `n` in all, exponential stays whose mean makes the expected share open on the
last day (the censoring) what the row says, nobody inside at the start; the year after is drawn from the same world.
Duration is fitted as `samen` does. Files in which nobody ended give no duration and are counted apart.
"""

from __future__ import annotations

import sys
from collections import Counter

import numpy as np
import pandas as pd
from scipy import optimize

from wij_impact import flow
from wij_impact.errors import WijImpactError

MONTHS, AHEAD = 36, 12


def mean_stay(censored: float) -> float:
    """The mean stay at which that share of uniform starts over the window is still inside at its end."""
    return float(optimize.brentq(lambda m: m / MONTHS * (1 - np.exp(-MONTHS / m)) - censored, 0.5, 500.0))


def run(n: int, censored: float, runs: int, seed: int = 2026) -> tuple[Counter[str], float]:
    """What the bands did, and the share that was open."""
    rng = np.random.default_rng([seed, n, round(100 * censored)])
    stay, found, shares = mean_stay(censored), Counter[str](), []
    for at in range(runs):
        size = rng.poisson(n * (MONTHS + AHEAD) / MONTHS)
        start = np.sort(rng.uniform(0, MONTHS + AHEAD, size))
        end = start + rng.exponential(stay, size)
        seen = start < MONTHS
        ended = seen & (end <= MONTHS)
        if seen.sum() < 2 or not ended.any():
            found["no duration"] += 1
            continue
        shares.append(1 - ended.sum() / seen.sum())
        months = pd.DataFrame({"months": np.minimum(end, MONTHS)[seen] - start[seen], "ended": ended[seen].astype(int)})
        monthly = pd.DataFrame(
            {
                "period": pd.date_range("2021-01-01", periods=MONTHS, freq="MS"),
                "inflow": np.bincount(start[seen].astype(int), minlength=MONTHS),
            }
        )
        ages = (MONTHS - start[seen & ~ended]).tolist()
        try:
            duration = flow.Duration.fit(months, "months", "ended")
            made = flow.project(monthly, "inflow", "period", duration=duration, open_now={"all": ages}, seed=at)
        except WijImpactError as problem:
            found[type(problem).__name__] += 1
            continue
        frame = made.frame[made.frame["group"] == "all"]
        for ahead in (3, 12):
            row = frame[(frame["measure"] == "open") & (frame["period"] == ahead)].iloc[0]
            truth = int(((start < MONTHS + ahead) & (end > MONTHS + ahead)).sum())
            found[f"open {ahead}"] += int(row["lower"] <= truth <= row["upper"])
        found["runs"] += 1
    return found, float(np.mean(shares))


def main(runs: int) -> None:
    print("| in the file | censored | open in 3 months | open in 12 months | runs | refused |")
    print("|---|---|---|---|---|---|")
    for n in (10, 30, 100, 300):
        for censored in (0.2, 0.4, 0.6):
            found, _ = run(n, censored, runs)
            done = found["runs"]
            held = " | ".join(f"{found[f'open {ahead}'] / done:.3f}" for ahead in (3, 12))
            print(f"| {n} | {censored:.0%} | {held} | {done} | {runs - done} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
