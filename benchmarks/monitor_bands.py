"""The predicted end of a count, from few moments: how often it holds, and how often "on course" is right.

    python benchmarks/monitor_bands.py [DRAWS]

A count that grows to `mean` on average in a whole period, in steps of equal length, each negative binomial with a
variance of `dispersion` times its mean (1: Poisson). `monitor.progress_to_target` sees the steps up to `elapsed` and
gives an interval (95%) of the final count and the chance to make a target, here the mean itself. `covered`: the final
count is within the interval. `yes right`, `no right`: of the draws that were called on course ("yes": chance .8 or
more, at every dispersion that can be; "no": .2 or less) the share in which the target was made, or was not.
`given`: the dispersion is told.
"""

from __future__ import annotations

import sys

import numpy as np

from wij_impact.monitor import progress_to_target

MEANS = (10, 30, 100, 300)
SEEN = ((1, 12), (3, 12), (6, 12), (9, 12), (2, 4), (3, 6))  # moments that passed, of so many in the period
DISPERSIONS = (1.0, 2.0, 4.0)


def steps(rng: np.random.Generator, mean: float, dispersion: float, size: int) -> np.ndarray:
    """Counts of `size` steps of equal length."""
    each = mean / size
    if dispersion == 1:
        return rng.poisson(each, size)
    return rng.negative_binomial(each / (dispersion - 1), 1 / dispersion, size)


def cell(
    mean: float, seen: int, whole: int, dispersion: float, draws: int, told: bool = False, seed: int = 5
) -> dict[str, float]:
    """Shares of one design."""
    rng = np.random.default_rng([seed, int(mean), seen, whole, int(dispersion)])
    covered, yes, no = [], [], []
    for _ in range(draws):
        found = steps(rng, mean, dispersion, whole)
        moments = [(k + 1) / whole for k in range(seen)]
        row = progress_to_target(
            np.cumsum(found)[:seen].tolist(), moments, mean, dispersion=dispersion if told else None
        ).iloc[0]
        total = found.sum()
        covered.append(row["total_lower"] <= total <= row["total_upper"])
        least, most = (row["estimate"] if np.isnan(row[name]) else row[name] for name in ("lower", "upper"))
        if least >= 0.8:
            yes.append(total >= mean)
        elif most <= 0.2:
            no.append(total < mean)
    right = [float(np.mean(one)) if len(one) >= 30 else np.nan for one in (yes, no)]
    return {"covered": float(np.mean(covered)), "yes": right[0], "no": right[1], "said": (len(yes) + len(no)) / draws}


if __name__ == "__main__":
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("| mean | moments seen | dispersion | covered | covered, dispersion given | said | yes right | no right |")
    print("|---|---|---|---|---|---|---|---|")
    for mean in MEANS:
        for seen, whole in SEEN:
            for dispersion in DISPERSIONS:
                got, told = (cell(mean, seen, whole, dispersion, draws, flag) for flag in (False, True))
                shown = " | ".join("-" if np.isnan(got[n]) else f"{got[n]:.2f}" for n in ("said", "yes", "no"))
                covered = f"{got['covered']:.3f} | {told['covered']:.3f}"
                print(f"| {mean} | {seen} of {whole} | {dispersion:g} | {covered} | {shown} |", flush=True)
