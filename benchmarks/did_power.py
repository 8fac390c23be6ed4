"""Difference in differences with few units: how often the row read first is wrong, and what it can see.

    python benchmarks/did_power.py [DRAWS]

Units are followed for so many periods, half of them before the start, with an error that remembers (AR(1), .3) and a
standard deviation of 1; that of the treated may be three times as large. `size`: share of draws without an effect in
which p is at most .05. `power`: the same at an effect of 1 or 2 (standard deviations of one period of the others).
`seen`: the effect that is seen in 80% of the draws. What is judged is what `effect.difference_in_differences` gives
first; as its spread does not move with the effect, one draw serves every effect.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy import stats

from wij_impact.effect.panels.clusters import ClusterSums, cluster_sums, robust_t

DESIGNS = ((3, 9), (4, 30), (7, 7), (10, 20))
PERIODS = (2, 4, 8, 12)
SPREADS = (1.0, 3.0)
MEMORY = 0.3


def panel(rng: np.random.Generator, treated: int, others: int, periods: int, spread: float) -> np.ndarray:
    """Errors of every unit in every period, the treated first."""
    size = treated + others
    error = rng.standard_normal((size, periods))
    for t in range(1, periods):
        error[:, t] = MEMORY * error[:, t - 1] + np.sqrt(1 - MEMORY**2) * error[:, t]
    error[:treated] *= spread
    return error


def sums(error: np.ndarray, treated: int) -> ClusterSums:
    """The mean of each unit before and after, as `difference_in_differences(unit=)` takes them."""
    units, periods = error.shape
    half = periods // 2
    y = np.column_stack([error[:, :half].mean(axis=1), error[:, half:].mean(axis=1)]).ravel()
    unit = np.repeat(np.arange(units), 2)
    return cluster_sums(y, unit < treated, np.tile([False, True], units), unit)


def cell(treated: int, others: int, periods: int, spread: float, draws: int, seed: int = 3) -> dict[str, float]:
    """Shares of one design, and the effect that is seen in 80% of the draws."""
    rng = np.random.default_rng([seed, treated, others, periods, int(spread)])
    found, reach = np.empty(draws), np.empty(draws)
    for k in range(draws):
        one = sums(panel(rng, treated, others, periods, spread), treated)
        judged = robust_t(one)
        found[k], reach[k] = one.estimate, stats.t.isf(0.025, judged.df) * judged.cr2

    def share(effect: float) -> float:
        return float((np.abs(found + effect) >= reach).mean())

    seen = float(np.quantile(reach - found, 0.8))
    return {"size": share(0), "power_1": share(1), "power_2": share(2), "seen": seen}


if __name__ == "__main__":
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    print("| treated / others | periods | spread of treated | size | power at 1 | power at 2 | seen in 80% |")
    print("|---|---|---|---|---|---|---|")
    for treated, others in DESIGNS:
        for periods in PERIODS:
            for spread in SPREADS:
                got = cell(treated, others, periods, spread, draws)
                shares = " | ".join(f"{100 * got[name]:.1f}%" for name in ("size", "power_1", "power_2"))
                print(f"| {treated} / {others} | {periods} | {spread:g} | {shares} | {got['seen']:.2f} |", flush=True)
