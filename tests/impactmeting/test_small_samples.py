"""Means over few, unequal units hold their level: designs of this field, simulated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError
from wij_impact import impactmeting as im

MARGINS = {"sex": {"m": 5000, "f": 5000}, "age": {"y": 3000, "m": 4000, "o": 3000}}
Design = Callable[[np.random.Generator], tuple[pd.DataFrame, float]]


def clusters(count: int, icc: float) -> Design:
    """Clusters of 4-60 people, very unequal; two in a stratum where the design asks for it."""

    def draw(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
        sizes = rng.negative_binomial(1.5, 1.5 / 13.5, count) + 4
        cluster = np.repeat(np.arange(count), sizes)
        own = np.sqrt(icc) * rng.normal(size=count)[cluster] + np.sqrt(1 - icc) * rng.normal(size=len(cluster))
        return pd.DataFrame({"y": 7 + own, "cluster": cluster, "stratum": cluster // 2}), 7.0

    return draw


def raked(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Eighty of those who answered; women and older people answer more often and grade higher."""
    sex, age = rng.choice(["m", "f"], 600), rng.choice(["y", "m", "o"], 600, p=[0.3, 0.4, 0.3])
    grade = 7 + 0.5 * (sex == "f") + 0.8 * (age == "o") + rng.normal(size=600)
    kept = np.flatnonzero(rng.random(600) < 0.12 + 0.12 * (sex == "f") + 0.15 * (age == "o"))[:80]
    return pd.DataFrame({"y": grade, "sex": sex, "age": age}).iloc[kept], 7 + 0.25 + 0.24


def coverage(draw: Design, design: im.SurveyDesign, draws: int) -> float:
    rng, hits = np.random.default_rng(5), 0
    for _ in range(draws):
        frame, truth = draw(rng)
        row = im.mean(frame, "y", design).iloc[0]
        hits += row["lower"] <= truth <= row["upper"]
    return hits / draws


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize(
    ("draw", "design"),
    [
        (clusters(8, 0.02), im.SurveyDesign(cluster="cluster")),
        (clusters(8, 0.3), im.SurveyDesign(cluster="cluster")),
        (clusters(15, 0.1), im.SurveyDesign(cluster="cluster")),
        (clusters(16, 0.1), im.SurveyDesign(cluster="cluster", strata="stratum")),
        (raked, im.SurveyDesign(calibration=MARGINS)),
    ],
)
def test_means_hold_their_level_in_small_designs(draw: Design, design: im.SurveyDesign) -> None:
    # 800 draws know .94 to .0084: not below .94 minus two of those.
    assert coverage(draw, design, 800) >= 0.94 - 2 * 0.0084


@pytest.mark.unit
def test_equal_units_and_large_samples_are_as_they_were() -> None:
    frame = pd.DataFrame({"y": np.arange(40.0) % 7, "c": np.repeat(np.arange(10), 4)})
    for design in (im.SurveyDesign(cluster="c"), im.SurveyDesign(), im.SurveyDesign(strata="c")):
        small, plain = (im.mean(frame, "y", design, df=how).iloc[0] for how in ("small", "design"))
        assert small["lower"] == pytest.approx(plain["lower"])
    rows = im.summarise(frame.assign(grade=frame["y"] + 1), im.load_instrument("impactmeting_preventie"),
                        design=im.SurveyDesign(cluster="c"), measures=["mean"])  # fmt: skip
    want = im.mean(frame.assign(grade=frame["y"] + 1), "grade", im.SurveyDesign(cluster="c")).iloc[0]
    assert rows["lower"].item() == pytest.approx(want["lower"])


@pytest.mark.unit
@pytest.mark.parametrize("name", ["mean", "total"])
def test_an_infinite_answer_is_named(name: str) -> None:
    rows = pd.DataFrame({"grade": [7.0, 8.0, np.inf, 6.0]})
    with pytest.raises(InputError, match="row 4, column grade: this number is infinite"):
        getattr(im, name)(rows, "grade")
