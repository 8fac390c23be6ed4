"""What a design must refuse, and laws that hold for every design."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import InputError, InsufficientEvidence, UsageError
from wij_impact import impactmeting as im


def people(n: int = 12) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    return pd.DataFrame(
        {
            "y": rng.integers(1, 11, n),
            "w": rng.uniform(0.5, 3, n),
            "h": np.repeat(["a", "b"], [n // 3, n - n // 3]),
            "N": np.repeat([50, 90], [n // 3, n - n // 3]),
            "g": np.tile(["x", "y", "z"], n)[:n],
        }
    )


@pytest.mark.unit
@pytest.mark.parametrize(
    ("column", "value", "design", "words"),
    [
        ("w", 0.0, im.SurveyDesign(weights="w"), "zero"),
        ("w", -1.0, im.SurveyDesign(weights="w"), "negative"),
        ("w", np.nan, im.SurveyDesign(weights="w"), "missing"),
        ("N", 2, im.SurveyDesign(strata="h", population="N"), "different population sizes"),
        ("h", None, im.SurveyDesign(strata="h"), "missing"),
    ],
)
def test_a_wrong_cell_is_named(column: str, value: object, design: im.SurveyDesign, words: str) -> None:
    frame = people()
    frame[column] = frame[column].astype(object)
    frame.loc[2, column] = value
    with pytest.raises(InputError, match=words) as raised:
        im.mean(frame, "y", design)
    assert (raised.value.row, raised.value.column) == (4, column)
    assert raised.value.sentence("nl") != raised.value.sentence("en")


@pytest.mark.unit
def test_a_population_smaller_than_its_sample_is_refused() -> None:
    with pytest.raises(InputError, match="smaller than the sample"):
        im.mean(people().assign(N=3), "y", im.SurveyDesign(strata="h", population="N"))


@pytest.mark.unit
def test_a_fraction_is_refused() -> None:
    with pytest.raises(InputError, match="fraction"):
        im.mean(people().assign(N=0.2), "y", im.SurveyDesign(population="N"))


@pytest.mark.unit
def test_one_population_for_two_stages_is_refused() -> None:
    with pytest.raises(InputError, match="2 stages and 1 column"):
        im.mean(people(), "y", im.SurveyDesign(cluster=["h", "g"], population="N"))


@pytest.mark.unit
def test_a_misspelt_column_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match="Did you mean 'w'"):
        im.mean(people(), "y", im.SurveyDesign(weights="ww"))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("margins", "words"),
    [
        ({"g": {"x": 0.3, "y": 0.3, "z": 0.4}}, "shares"),
        ({"g": {"x": 30, "y": 30}}, "'z' has no known margin"),
        ({"g": {"x": 30, "y": 30, "z": 4, "q": 3}}, "no respondent has 'q'"),
        ({"g": {"x": 30, "y": 30, "z": 0}}, "above 0"),
        ({"g": {"x": 30, "y": 30, "z": 4}, "h": {"a": 30, "b": 30}}, "same number"),
    ],
)
def test_margins_that_cannot_be_are_named(margins: dict[str, dict[str, float]], words: str) -> None:
    with pytest.raises(InputError, match=words):
        im.rake(people(), margins)


@pytest.mark.unit
def test_bounds_hold_or_are_refused() -> None:
    margins = {"g": {"x": 600.0, "y": 300.0, "z": 300.0}}
    report = im.rake(people(), margins, bounds=(0.5, 2)).attrs["report"]
    assert report["lowest_factor"] >= 0.5
    assert report["highest_factor"] <= 2
    with pytest.raises(InsufficientEvidence, match="do not reach the margins"):
        im.rake(people(), margins, bounds=(0.9, 1.1))


@pytest.mark.unit
def test_single_unit_strata_follow_the_stated_rule() -> None:
    frame = people().assign(h=["alone"] + ["a"] * 5 + ["b"] * 6)
    errors = {}
    for rule in ("adjust", "average", "certainty"):
        row = im.mean(frame, "y", im.SurveyDesign(strata="h", single_unit=rule)).iloc[0]
        errors[rule] = row["std_error"]
        assert f"single-unit strata: {rule}" in row["method"]
    assert errors["certainty"] < errors["adjust"]
    # Three strata, of which two know their spread: 3/2 of what those two add.
    assert errors["average"] == pytest.approx(errors["certainty"] * np.sqrt(1.5))
    with pytest.raises(InsufficientEvidence, match="'alone'"):
        im.mean(frame, "y", im.SurveyDesign(strata="h", single_unit="fail"))
    with pytest.raises(UsageError):
        im.SurveyDesign(single_unit="guess")  # type: ignore[arg-type]


@pytest.mark.unit
def test_one_cluster_is_too_few_and_one_of_a_group_is_a_row() -> None:
    frame = people()
    with pytest.raises(InsufficientEvidence):
        im.mean(frame.assign(c=1), "y", im.SurveyDesign(cluster="c"))
    frame["group"] = ["only"] + ["rest"] * 11
    out = im.mean(frame, "y", by="group")
    assert out["n"].tolist() == [1, 11]
    assert np.isnan(out["std_error"].iloc[0])
    assert "too few" in out["method"].iloc[0]


@pytest.mark.unit
def test_a_simple_sample_is_the_textbook() -> None:
    row = im.mean(people(), "y").iloc[0]
    values = people()["y"]
    assert row["std_error"] == pytest.approx(values.std() / np.sqrt(12))


@pytest.mark.unit
def test_a_census_has_no_error() -> None:
    frame = people().assign(N=12)
    assert im.mean(frame, "y", im.SurveyDesign(population="N"))["std_error"].item() == 0
    row = im.proportion(frame, "g", "x", im.SurveyDesign(population="N")).iloc[0]
    assert row["lower"] == row["estimate"] == row["upper"]


@pytest.mark.unit
def test_population_sizes_make_weights() -> None:
    frame = people()
    design = im.SurveyDesign(strata="h", population="N")
    assert im.weights_of(frame, design).sum() == pytest.approx(140)


@pytest.mark.property
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 50))
def test_laws_of_weights_and_order(seed: int, scale: float) -> None:
    """Scaling all weights changes no mean; order of rows changes nothing; parts add up to the total."""
    rng = np.random.default_rng(seed)
    frame = people(18)
    frame["y"] = rng.normal(size=18)
    design = im.SurveyDesign(weights="w", strata="h")
    base = im.mean(frame, "y", design)
    scaled = im.mean(frame.assign(w=frame["w"] * scale), "y", design)
    shuffled = im.mean(frame.sample(frac=1, random_state=seed), "y", design)
    for other in (scaled, shuffled):
        assert other["std_error"].item() == pytest.approx(base["std_error"].item(), rel=1e-9)
        assert other["estimate"].item() == pytest.approx(base["estimate"].item(), rel=1e-9, abs=1e-12)
    parts = im.total(frame, "y", design, by="g")["estimate"].sum()
    assert parts == pytest.approx(im.total(frame, "y", design)["estimate"].item(), rel=1e-9, abs=1e-9)


@pytest.mark.property
@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_calibrated_totals_have_no_error_on_their_own_margin(seed: int) -> None:
    frame = people(30)
    frame["y"] = np.random.default_rng(seed).normal(size=30)
    margins = {"g": {"x": 100.0, "y": 220.0, "z": 80.0}, "h": {"a": 150.0, "b": 250.0}}
    design = im.SurveyDesign(weights="w", calibration=margins)
    share = im.proportion(frame, "g", "x", design).iloc[0]
    assert share["estimate"] == pytest.approx(0.25)
    assert share["std_error"] < 1e-9


@pytest.mark.property
@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_both_roads_agree(seed: int) -> None:
    """The tally (element designs) and the respondent-by-respondent road give the same share and error."""
    rng = np.random.default_rng(seed)
    frame = people(40).assign(y=rng.integers(1, 4, 40), w=rng.uniform(0.5, 4, 40), one=np.arange(40))
    fast = im.proportion(frame, "y", 2, im.SurveyDesign(weights="w", strata="h"), by="g")
    slow = im.proportion(frame, "y", 2, im.SurveyDesign(weights="w", strata="h", cluster="one"), by="g")
    np.testing.assert_allclose(fast["estimate"], slow["estimate"], rtol=1e-12)
    np.testing.assert_allclose(fast["std_error"], slow["std_error"], rtol=1e-9, atol=1e-12)


@pytest.mark.simulation
def test_raking_is_about_unbiased_and_knows_its_error() -> None:
    """Outcome additive in the margins, response depending on both: the raked mean is right on average, and the
    reported standard error is the spread over samples (to 8%: 300 samples know a spread to about 4%)."""
    rng = np.random.default_rng(11)
    size = 4_000
    a, b = rng.integers(0, 2, size), rng.integers(0, 3, size)
    y = 5 + a - 0.8 * b + rng.normal(size=size)
    chance = 0.04 + 0.05 * a + 0.03 * b
    margins = {"a": dict(pd.Series(a).value_counts()), "b": dict(pd.Series(b).value_counts())}
    population = pd.DataFrame({"a": a, "b": b, "y": y})
    design = im.SurveyDesign(calibration={name: {k: float(v) for k, v in m.items()} for name, m in margins.items()})
    found, errors, raw = [], [], []
    for _ in range(300):
        sample = population[rng.random(size) < chance]
        row = im.mean(sample, "y", design).iloc[0]
        found.append(row["estimate"])
        errors.append(row["std_error"])
        raw.append(sample["y"].mean())
    spread = float(np.std(found))
    assert abs(np.mean(found) - y.mean()) < 3 * spread / np.sqrt(300)
    assert abs(np.mean(raw) - y.mean()) > 10 * spread / np.sqrt(300)  # not weighting would be wrong
    # The samples are drawn without replacement from 4,000, which the design was not told: at most 10% of spread.
    assert np.mean(errors) == pytest.approx(spread, rel=0.14)


@pytest.mark.simulation
@pytest.mark.slow
def test_raking_unequal_weights_needs_the_design_weights(schools: dict[str, pd.DataFrame]) -> None:
    """Schools drawn by type (100 high, 50 elementary, 50 middle), raked to two other margins: the standard error
    from design-weighted residuals is the spread over samples; from equally weighted ones (R `survey` after `rake`) it
    is some 10% too large. 500 samples know a spread to 3%."""
    population = schools["pop"].dropna(subset=["enroll"])
    margins = {name: population[name].value_counts().to_dict() for name in ("sch.wide", "comp.imp")}
    population = population.assign(size=population.groupby("stype")["cds"].transform("size"))
    draw = {"H": 100, "E": 50, "M": 50}
    found: dict[str, list[float]] = {"estimate": [], "design": [], "equal": []}
    for seed in range(500):
        parts = [population[population["stype"] == kind].sample(n, random_state=seed) for kind, n in draw.items()]
        sample = pd.concat(parts)
        for residuals in ("design", "equal"):
            plan = im.Calibration(margins, residuals=residuals)  # type: ignore[arg-type]
            row = im.mean(sample, "enroll", im.SurveyDesign(strata="stype", population="size", calibration=plan))
            found[residuals].append(float(row["std_error"].item()))
        found["estimate"].append(float(row["estimate"].item()))
    spread = float(np.std(found["estimate"]))
    right, other = (float(np.sqrt(np.mean(np.square(found[name])))) / spread for name in ("design", "equal"))
    assert abs(right - 1) < 0.07
    assert other - right > 0.06
