"""Mean over persons in a single-case study: coverage of its interval and false verdicts, refusals counted.

    python benchmarks/single_case_persons.py [DRAWS [PERSONS ...]]

What is judged is what `effect.single_case` gives over persons: the mean NAP, from which the page over persons says
better or worse, and the mean change. Persons whose baseline already improves are left out, as the method does; the
truth is that of all persons, so what that leaving out costs is in the coverage. Designs: scores with a lag-1 memory,
an effect of `shift` standard deviations that differs between persons by `spread`, or "some": one person in three gains
2 and the others nothing.
"""

from __future__ import annotations

import sys

import numpy as np
from scipy import stats

from wij_impact.effect.persons.lines import Line, kendall, reason_not_compared
from wij_impact.effect.persons.measures import nap_variance
from wij_impact.effect.persons.over_persons import mean_row

EFFECTS = {
    "none": (0.0, 0.0),
    "none, spread 1": (0.0, 1.0),
    "1": (1.0, 0.0),
    "1, spread 1": (1.0, 1.0),
    "some": (2.0, -1.0),
}


def persons(rng: np.random.Generator, size: int, half: int, memory: float, effect: str) -> list[Line]:
    """So many persons, `half` points in each phase."""
    shift, spread = EFFECTS[effect]
    gain = 2.0 * (rng.random(size) < 1 / 3) if effect == "some" else shift + spread * rng.standard_normal(size)
    made = []
    helped = np.arange(2 * half) >= half
    for one in range(size):
        score = rng.standard_normal(2 * half)
        for moment in range(1, 2 * half):
            score[moment] = memory * score[moment - 1] + np.sqrt(1 - memory**2) * score[moment]
        made.append(Line(one, list(range(2 * half)), score + gain[one] * helped, helped, 0, 1.0))
    return made


def truth(effect: str) -> tuple[float, float]:
    """Mean NAP and mean change over all persons that could have been drawn."""
    if effect == "some":
        return (2 * 0.5 + float(stats.norm.cdf(2 / np.sqrt(2)))) / 3, 2 / 3
    shift, spread = EFFECTS[effect]
    return float(stats.norm.cdf(shift / np.sqrt(2 + spread**2))), shift


def cell(
    size: int, half: int, memory: float, effect: str, draws: int, floor: bool = True, seed: int = 14
) -> dict[str, float]:
    """Shares of one design; verdicts that were not given count in `no_interval`, not in the coverage."""
    rng = np.random.default_rng([seed, size, half, int(memory * 10), list(EFFECTS).index(effect)])
    nap_true, change_true = truth(effect)
    covered, changed, better, worse, left, silent = [], [], 0, 0, 0, 0
    for _ in range(draws):
        lines = persons(rng, size, half, memory, effect)
        kept = [line for line in lines if not reason_not_compared(line, None)]
        left += size - len(kept)
        nap = np.array([(kendall(a.first, a.second) / half**2 + 1) / 2 for a in kept])
        own = np.array([nap_variance(float(one), half, half, 0.2) ** 0.5 or np.nan for one in nap])
        row = mean_row(nap, 0.95, own if floor else None) if len(kept) else {}
        if "lower" not in row:
            silent += 1
            continue
        covered.append(row["lower"] <= nap_true <= row["upper"])
        better += row["lower"] > 0.5
        worse += row["upper"] < 0.5
        change = mean_row(np.array([a.second.mean() - a.first.mean() for a in kept]), 0.95)
        changed.append(change["lower"] <= change_true <= change["upper"])
    return {
        "nap_covered": float(np.mean(covered)), "change_covered": float(np.mean(changed)), "better": better / draws,
        "worse": worse / draws, "left_out": left / (draws * size), "no_interval": silent / draws,
    }  # fmt: skip


if __name__ == "__main__":
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(
        "| persons | points | memory | effect | NAP covered | change covered "
        "| better | worse | left out | no interval |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for size in [int(one) for one in sys.argv[2:]] or [3, 10, 15]:
        for half in (5, 6):
            for memory in (0.0, 0.4):
                for effect in EFFECTS:
                    got = cell(size, half, memory, effect, draws)
                    shown = " | ".join(f"{value:.3f}" for value in got.values())
                    print(f"| {size} | {half} + {half} | {memory:g} | {effect} | {shown} |", flush=True)
