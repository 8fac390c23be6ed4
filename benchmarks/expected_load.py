"""How often `benchmark.expected_load` flags a team that nothing sets apart, and what its intervals cover.

    python benchmarks/expected_load.py [sets per cell]

Teams from 3,000 to 15,000 residents (log-uniform); 30 to 300 cases for the middle team, one number per set; one to
three columns of context, standard normal, correlated .5, with effects .3, .15 and .1 on the log of load per resident; a
spread tau between teams that context does not explain, normal or t(5). Weighted: kinds of weight 1, 2 and 4 in shares
that differ per team. Sets in which a team has fewer than ten cases are drawn again. ``one far``: one team has twice
the load of its context.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.benchmark import expected_load

SLOPES = np.array([0.3, 0.15, 0.1])
WEIGHTS = np.array([1.0, 2.0, 4.0])


@dataclass(frozen=True)
class Cell:
    """One design."""

    units: int
    columns: int
    tau: float
    heavy: bool = False
    weighted: bool = False
    far: float = 0.0


def draw(rng: np.random.Generator, cell: Cell) -> tuple[pd.DataFrame, np.ndarray]:
    """A set of teams, and how far each truly lies from its context (log scale)."""
    n, p = cell.units, cell.columns
    while True:
        residents = np.exp(rng.uniform(np.log(3_000), np.log(15_000), n))
        shared = rng.standard_normal((n, 1))
        context = np.sqrt(0.5) * shared + np.sqrt(0.5) * rng.standard_normal((n, p))
        noise = rng.standard_t(5, n) / np.sqrt(5 / 3) if cell.heavy else rng.standard_normal(n)
        own = cell.tau * noise
        own[0] += cell.far
        middle = np.exp(rng.uniform(np.log(30), np.log(300)))
        mean = middle * residents / np.exp(np.log(residents).mean()) * np.exp(context @ SLOPES[:p] + own)
        if cell.weighted:
            share = rng.dirichlet([4, 3, 1], n)
            counts = rng.poisson(mean[:, None] * share / (share @ WEIGHTS)[:, None])
            cases, load, variance = counts.sum(axis=1), counts @ WEIGHTS, counts @ WEIGHTS**2
        else:
            cases = load = variance = rng.poisson(mean)
        if cases.min() >= 10:
            break
    made = {"team": [f"T{i:02d}" for i in range(n)], "load": load * 1.0, "variance": variance * 1.0}
    frame = pd.DataFrame(made | {"present": rng.uniform(5, 20, n), "residents": residents})
    return frame.assign(**{f"x{j}": context[:, j] for j in range(p)}), own


def run(cell: Cell, sets: int, seed: int = 2026) -> str:
    """One row of the table."""
    rng = np.random.default_rng([seed, cell.units, cell.columns, round(100 * cell.tau), cell.heavy, cell.weighted])
    some = flags = caught = covered = placed = 0
    for at in range(sets):
        frame, own = draw(rng, cell)
        found = expected_load(frame, [f"x{j}" for j in range(cell.columns)], "residents", "team", 500, at)
        flag = (found["flag"] != "none").to_numpy()
        if cell.far:
            caught += int(flag[0])
            flag = flag[1:]
        some, flags = some + int(flag.any()), flags + int(flag.sum())
        low, high = np.log(found["lower"]), np.log(found["upper"])
        covered += int(((low <= own) & (own <= high)).sum())
        rank = stats.rankdata(-own)
        placed += int(((found["rank_low"] <= rank) & (rank <= found["rank_high"])).sum())
    units = sets * cell.units
    shown = [f"{some / sets:.3f}", f"{flags / units:.4f}", f"{covered / units:.3f}", f"{placed / units:.3f}"]
    kind = ", ".join(
        name for name, on in (("t(5)", cell.heavy), ("weighted", cell.weighted), ("one far", bool(cell.far))) if on
    )
    last = f"{caught / sets:.2f}" if cell.far else ""
    return f"| {cell.units} | {cell.columns} | {cell.tau:g} | {kind or 'normal'} | {' | '.join(shown)} | {last} |"


def main(sets: int) -> None:
    print("| teams | columns | tau | | any flag | flag per team | covers ratio | covers place | far one caught |")
    print("|---|---|---|---|---|---|---|---|---|")
    from wij_impact.benchmark import least_units

    for units in (6, 8, 10, 15, 20, 30):
        for columns in (1, 2, 3):
            if units < least_units(columns):
                continue
            for tau in (0.0, 0.1, 0.3):
                print(run(Cell(units, columns, tau), sets), flush=True)
    for units in (8, 12, 30):
        print(run(Cell(units, 1, 0.2, heavy=True), sets), flush=True)
        print(run(Cell(units, 1, 0.2, weighted=True), sets), flush=True)
        print(run(Cell(units, 1, 0.2, far=float(np.log(2))), sets), flush=True)
        print(run(Cell(units, 1, 0.1, far=float(np.log(2))), sets), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
