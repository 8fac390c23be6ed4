"""Bases stay apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import UsageError
from wij_impact import impactmeting as im

RESIDENTS = im.load_instrument("bewonersenquete_2017")


def residents() -> pd.DataFrame:
    """114 residents: 20 without contact; of 94 asked, 70 agree, 10 disagree, 6 neutral, 4 don't know, 4 nothing."""
    quality = [4] * 40 + [5] * 30 + [1] * 4 + [2] * 6 + [3] * 6 + [8] * 4 + [9] * 3 + [None] + [None] * 20
    return pd.DataFrame({"contact": [1] * 94 + [0] * 20, "quality": quality})


def row(denominator: str, measure: str = "top_box") -> pd.Series:
    out = im.summarise(residents(), RESIDENTS, denominator=denominator)  # type: ignore[arg-type]
    return out[(out["item"] == "quality") & (out["measure"] == measure)].iloc[0]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("denominator", "base"), [("asked", 114), ("eligible", 94), ("answered_or_neutral", 86), ("answered", 80)]
)
def test_the_share_depends_on_the_named_base(denominator: str, base: int) -> None:
    found = row(denominator)
    assert found["estimate"] == pytest.approx(70 / base)
    assert (found["base"], found["denominator"]) == (base, denominator)
    assert found["lower"] < found["estimate"] < found["upper"]


@pytest.mark.unit
def test_counts_are_kept_apart() -> None:
    counts = row("answered")[
        ["asked", "eligible", "answered", "neutral", "dont_know", "not_applicable", "no_answer", "n"]
    ]
    assert counts.tolist() == [114, 94, 80, 6, 4, 0, 4, 80]


@pytest.mark.unit
def test_a_mean_includes_neutral_only_when_asked_to() -> None:
    without = (40 * 4 + 30 * 5 + 4 * 1 + 6 * 2) / 80
    assert row("answered", "mean")["estimate"] == pytest.approx(without)
    assert row("answered_or_neutral", "mean")["estimate"] == pytest.approx((without * 80 + 18) / 86)


@pytest.mark.unit
def test_unknown_choices_are_refused() -> None:
    with pytest.raises(UsageError, match="denominator"):
        im.summarise(residents(), RESIDENTS, denominator="everyone")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="measure"):
        im.summarise(residents(), RESIDENTS, measures=["median"])  # type: ignore[list-item]


@pytest.mark.unit
@pytest.mark.parametrize(
    "design", [im.SurveyDesign(weights="w", strata="h"), im.SurveyDesign(weights="w", cluster="h")]
)
def test_summaries_are_the_estimators(design: im.SurveyDesign) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"grade": rng.integers(1, 11, 90), "w": rng.uniform(1, 4, 90), "h": np.arange(90) % 9})
    frame["area"] = np.where(np.arange(90) < 30, "a", "b")
    out = im.summarise(frame, im.load_instrument("impactmeting_preventie"), by="area", design=design)
    columns = ["estimate", "std_error", "lower", "upper"]
    want = im.mean(frame, "grade", design, by="area")
    got = out[out["measure"] == "mean"]
    np.testing.assert_allclose(got[columns].to_numpy(float), want[columns].to_numpy(float), rtol=1e-9)
    want = im.proportion(frame, "grade", [8, 9, 10], design, by="area")
    got = out[out["measure"] == "top_box"]
    np.testing.assert_allclose(got[columns].to_numpy(float), want[columns].to_numpy(float), rtol=1e-9)
    assert got["method"].tolist() == want["method"].tolist()


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0, 1, 8, 9]), st.sampled_from([1, 2, 3, 4, 5, 8, 9, None])), min_size=2, max_size=40
    )
)
def test_bases_add_up_and_shares_to_one(cells: list[tuple[int, int | None]]) -> None:
    frame = pd.DataFrame(cells, columns=["contact", "quality"])
    out = im.summarise(frame, RESIDENTS, denominator="answered")
    kinds = ["answered", "neutral", "dont_know", "not_applicable", "no_answer"]
    assert (out["eligible"] == out[kinds].sum(axis=1)).all()
    assert (out["asked"] == len(frame)).all()
    quality = out[(out["item"] == "quality") & (out["measure"] == "share")]
    if quality["base"].iloc[0]:
        assert quality["estimate"].sum() == pytest.approx(1)
