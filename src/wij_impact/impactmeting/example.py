"""Synthetic respondents for the example report: nobody's answers, with the published averages.

`python -m wij_impact.impactmeting.example data/examples/impactmeting_preventie.csv` writes the shipped file.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

__all__ = ["PUBLISHED", "synthetic_responses"]

#: Wave -> respondents and average grade as printed in the annual report 2020 (key figures table).
PUBLISHED = {"2019": (114, 8.0), "2020": (282, 8.1)}
#: Outcome items lie between 6 and 7 in print; where in that range is not printed and chosen here.
OUTCOMES = {"self_care": 6.7, "neighbour_contact": 6.5, "joint_activities": 6.2}
PLACES = ("wijk A", "wijk B", "wijk C", "wijk D", "wijk E", "wijk F")
PLACE_SHARES = (0.30, 0.24, 0.20, 0.14, 0.09, 0.03)
GROUPS = ("jonger dan 65", "65 of ouder")


def synthetic_responses(seed: int = 20201) -> pd.DataFrame:
    """Made-up respondents whose numbers and average grades are the published ones.

    Parameters
    ----------
    seed : int

    Returns
    -------
    pandas.DataFrame
        396 rows, each marked ``data_kind = synthetic``. Neighbourhoods, age groups, spread and the relation between
        items are invented; only n and the average grade per wave, and the range of the outcome items, are not.

    Examples
    --------
    >>> synthetic_responses().groupby("wave")["grade"].apply(lambda codes: codes.astype(int).mean()).round(1).tolist()
    [8.0, 8.1]
    """
    rng = np.random.default_rng(seed)
    waves = [_wave(rng, wave, n, grade) for wave, (n, grade) in PUBLISHED.items()]
    return pd.concat(waves, ignore_index=True)


def _wave(rng: np.random.Generator, wave: str, n: int, grade: float) -> pd.DataFrame:
    content = rng.normal(0, 0.9, n)
    frame = pd.DataFrame(
        {
            "data_kind": "synthetic",
            "respondent_id": [f"{wave}-{number:03d}" for number in range(1, n + 1)],
            "wave": wave,
            "neighbourhood": rng.choice(PLACES, n, p=PLACE_SHARES),
            "group": rng.choice(GROUPS, n, p=(0.55, 0.45)),
            "grade": _grades(rng, grade, content, 0.8).astype(str),
        }
    )
    for item, level in OUTCOMES.items():
        answers = _grades(rng, level, content, 1.3).astype(str)
        gone = rng.random(n)
        frame[item] = np.select([gone < 0.05, gone < 0.09, gone < 0.11], ["97", "98", ""], answers)
    return frame


def _grades(rng: np.random.Generator, level: float, content: np.ndarray, noise: float) -> np.ndarray:
    """Whole grades 1-10 with the wanted average, to less than half a rounding unit."""
    grades = np.clip(np.rint(level + content + rng.normal(0, noise, len(content))), 1, 10).astype(int)
    while abs(gap := level - grades.mean()) > 0.5 / len(grades):
        step = 1 if gap > 0 else -1
        able = np.flatnonzero((grades + step >= 1) & (grades + step <= 10))
        grades[rng.choice(able)] += step
    return grades


if __name__ == "__main__":
    synthetic_responses().to_csv(sys.argv[1], index=False, lineterminator="\n")
