"""Staggered adoption: R's numbers, a second engine, properties, and what is refused."""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effect.drawing import autoregressive
from wij_impact import InputError, InsufficientEvidence, UsageError
from wij_impact.effect import adoption, event_study, staggered
from wij_impact.effect.panels.panel import read_panel
from wij_impact.effect.roll_out.bacon import FORBIDDEN
from wij_impact.effect.roll_out.reassigned import fixed_sum

TIGHT = 1e-9  # R prints 15 digits; both sides compute the same sums, so only rounding is left


def panel(seed: int = 0, effect: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    starts = np.repeat([4, 6, 0], [7, 6, 7])
    rows = [
        (f"p{i:02d}", t, g, 0.3 * i, rng.normal() + i + 0.2 * t + effect * (g > 0) * (t >= g))
        for i, g in enumerate(starts)
        for t in range(1, 9)
    ]
    return pd.DataFrame(rows, columns=["unit", "time", "first", "x", "y"])


def run(frame: pd.DataFrame, **more: object) -> object:
    return staggered(frame, "y", "unit", "time", "first", draws=99, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def counties(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / "cases/effect/mpdta/mpdta.csv")


def mpdta(counties: pd.DataFrame, **more: object) -> object:
    return staggered(counties, "lemp", "countyreal", "year", "first.treat", draws=99, **more)  # type: ignore[arg-type]


MODERNDID_ATT = [
    -0.01452967, -0.07642188, -0.14044834, -0.1069039, -0.00047215, -0.00620252, 0.00096057, -0.04129387, 0.0267278,
    -0.00457657, -0.02844749, -0.02878136,
]  # fmt: skip
MODERNDID_SE = [
    0.02212916, 0.02867131, 0.03537815, 0.03288649, 0.02222344, 0.0184957, 0.0194002, 0.01972114, 0.01406566,
    0.01571776, 0.01818088, 0.01623895,
]  # fmt: skip
SCENARIOS = {
    "mpdta_nev_dr": {"control": "never"},
    "mpdta_nyt_dr": {"control": "notyet"},
    "mpdta_nev_reg_cov": {"control": "never", "estimator": "reg", "covariates": ["lpop"]},
    "mpdta_nev_ipw": {"control": "never", "estimator": "ipw"},
}


@pytest.mark.reference
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_number_is_that_of_r(shared: Path, counties: pd.DataFrame, scenario: str) -> None:
    result = mpdta(counties, **SCENARIOS[scenario])
    folder = shared / "cases/effect/mpdta"
    cells = pd.read_csv(folder / "R_did_ref_attgt.csv").query("scenario == @scenario")
    both = result.att_gt.merge(cells, left_on=["group", "time"], right_on=["group", "t"])
    assert len(both) == len(cells) == len(result.att_gt)
    np.testing.assert_allclose(both["estimate"], both["att"], rtol=TIGHT)
    np.testing.assert_allclose(both["std_error"], both["se"], rtol=TIGHT)
    sums = pd.read_csv(folder / "R_did_ref_aggte.csv").query("scenario == @scenario")
    for kind, part in sums.groupby("type"):
        frame = getattr(result, kind)
        np.testing.assert_allclose(frame["estimate"].iloc[0], part["overall_att"].iloc[0], rtol=TIGHT)
        np.testing.assert_allclose(frame["std_error"].iloc[0], part["overall_se"].iloc[0], rtol=TIGHT)
        if kind != "simple":
            np.testing.assert_allclose(frame["estimate"].iloc[1:], part["att_egt"], rtol=TIGHT)
            np.testing.assert_allclose(frame["std_error"].iloc[1:], part["se_egt"], rtol=TIGHT)
    pre = pd.read_csv(folder / "R_did_ref_pretest.csv").set_index("scenario").loc[scenario]
    wald = result.pretrend.set_index("test").loc["wald"]
    assert wald["estimate"] == pytest.approx(pre["W"], rel=1e-8)
    assert wald["p_value"] == pytest.approx(pre["Wpval"], abs=5e-6)  # printed with five decimals


@pytest.mark.reference
def test_two_way_fixed_effects_is_the_weighted_sum_of_bacon(counties: pd.DataFrame) -> None:
    result = mpdta(counties)
    assert result.twfe["estimate"].iloc[0] == pytest.approx(-0.036549, abs=5e-7)
    bacon = result.bacon
    assert bacon["weight"].sum() == pytest.approx(1)
    assert (bacon["weight"] * bacon["estimate"]).sum() == pytest.approx(result.twfe["estimate"].iloc[0], rel=1e-10)
    assert bacon.loc[bacon["kind"] == FORBIDDEN, "weight"].sum() > 0


@pytest.mark.reference
def test_doubly_robust_with_a_covariate_agrees_with_diff_diff(counties: pd.DataFrame) -> None:
    import diff_diff

    # diff-diff 3.13 rounds off its doubly robust estimate: up to 7e-6 away from us and from the second engine below.
    for name, near in (("dr", 1e-5), ("ipw", 1e-10)):
        ours = mpdta(counties, covariates=["lpop"], estimator=name).att_gt
        model = diff_diff.CallawaySantAnna(estimation_method=name)
        theirs = model.fit(counties, "lemp", "countyreal", "year", "first.treat", covariates=["lpop"])
        for _, row in ours.iterrows():
            cell = theirs.group_time_effects[(row["group"], row["time"])]
            assert row["estimate"] == pytest.approx(cell["effect"], abs=near)
            assert row["std_error"] == pytest.approx(cell["se"], abs=near)


@pytest.mark.reference
def test_doubly_robust_with_a_covariate_agrees_with_moderndid(counties: pd.DataFrame) -> None:
    # moderndid.att_gt(mpdta, xformla="~lpop", est_method="dr"), printed with eight decimals.
    found = mpdta(counties, covariates=["lpop"]).att_gt
    np.testing.assert_allclose(found["estimate"], MODERNDID_ATT, atol=6e-9)
    np.testing.assert_allclose(found["std_error"], MODERNDID_SE, atol=6e-9)


@pytest.mark.reference
def test_one_cohort_is_the_ordinary_event_study() -> None:
    import statsmodels.formula.api as smf

    frame = panel(3).query("first != 6")
    frame["e"] = np.where(frame["first"] == 4, frame["time"] - 4, -1)
    fit = smf.ols("y ~ C(unit) + C(time) + C(e, Treatment(-1))", frame).fit()
    ours = event_study(frame, "y", "unit", "time", "first", draws=99).set_index("event_time")["estimate"]
    for e, value in ours.items():
        if e != -1:
            assert value == pytest.approx(fit.params[f"C(e, Treatment(-1))[T.{int(e)}]"], abs=1e-9)
    assert ours[-1] == 0


@pytest.mark.property
@settings(max_examples=12)
@given(st.integers(0, 50), st.floats(-30, 30), st.floats(-30, 30))
def test_constants_and_names_change_nothing(seed: int, by_unit: float, by_time: float) -> None:
    frame = panel(seed)
    moved = frame.assign(
        y=frame["y"] + by_unit * frame["x"] + by_time * frame["time"] ** 2, unit="z" + frame["unit"].str[::-1]
    ).sample(frac=1, random_state=seed)
    before, after = run(frame), run(moved)
    for name in ("simple", "att_gt", "group", "calendar", "dynamic"):
        columns = ["estimate", "std_error", "lower", "upper"]
        pd.testing.assert_frame_equal(getattr(before, name)[columns], getattr(after, name)[columns], atol=1e-7)


@pytest.mark.property
@settings(max_examples=12)
@given(st.floats(-5, 5))
def test_an_effect_moves_the_estimate_by_as_much(effect: float) -> None:
    still, moved = run(panel(1)), run(panel(1, effect))
    for name in ("simple", "group", "calendar"):
        shift = getattr(moved, name)["estimate"] - getattr(still, name)["estimate"]
        np.testing.assert_allclose(shift, effect, atol=1e-9)


@pytest.mark.property
@settings(max_examples=12)
@given(st.sampled_from([0.001, 1000.0]), st.sampled_from(["dr", "ipw", "reg"]))
def test_the_unit_of_a_covariate_does_not_matter(scale: float, estimator: str) -> None:
    rng = np.random.default_rng(4)
    frame = panel(2)
    held = dict(zip(frame["unit"].unique(), rng.normal(0, 1, 20), strict=True))
    frame["x"] = frame["unit"].map(held)
    before, after = (
        run(f, covariates=["x"], estimator=estimator).simple for f in (frame, frame.assign(x=frame["x"] * scale + 7))
    )
    pd.testing.assert_frame_equal(before.drop(columns="method"), after.drop(columns="method"), rtol=1e-6)


@pytest.mark.unit
def test_bands_are_wider_than_intervals_and_repeat_with_the_seed() -> None:
    # Sixty units: below fifty the band is Bonferroni's, in which nothing is drawn.
    large = pd.concat([panel(k).assign(unit=lambda f, k=k: f["unit"] + str(k)) for k in range(3)])
    one, two, other = (run(large, seed=seed).dynamic for seed in (0, 0, 1))
    pd.testing.assert_frame_equal(one, two)
    assert not one["band_lower"].equals(other["band_lower"])
    line = one[one["aggregation"] == "event_time"]
    assert ((line["band_upper"] - line["band_lower"]) >= (line["upper"] - line["lower"]) - 1e-12).all()
    assert one["band_lower"].isna().tolist() == (one["aggregation"] == "overall").tolist()


@pytest.mark.unit
def test_a_cohort_of_one_has_no_interval_of_its_own_but_counts_in_the_whole() -> None:
    frame = panel()
    frame = frame[(frame["first"] != 6) | (frame["unit"] == "p07")]
    result = run(frame)
    lone = result.group.set_index("group").loc[6.0]
    assert (lone["lower"], lone["upper"]) == (-math.inf, math.inf)
    assert "one treated unit" in lone["method"]
    assert np.isfinite(result.simple["upper"].iloc[0])


@pytest.mark.unit
def test_already_treated_units_are_left_out_and_said() -> None:
    frame = panel()
    early = frame[frame["unit"] == "p00"].assign(unit="early", first=1)
    result = run(pd.concat([frame, early]))
    assert any("1 unit already treated" in note.en for note in result.notes)
    pd.testing.assert_frame_equal(result.simple, run(frame).simple)


@pytest.mark.unit
def test_a_gap_is_used_where_both_ends_are_there_and_said() -> None:
    frame = panel().drop(index=[3, 50])
    result = run(frame)
    assert any("2 units not seen in every period" in note.en for note in result.notes)
    assert np.isfinite(result.simple["estimate"].iloc[0])
    assert len(result.att_gt) == len(run(panel()).att_gt)


@pytest.mark.unit
def test_never_treated_may_be_zero_empty_or_infinite() -> None:
    frame = panel()
    whole = run(frame).simple
    for never in (np.nan, np.inf, None):
        other = frame.assign(first=frame["first"].astype(object).where(frame["first"] > 0, never))
        pd.testing.assert_frame_equal(run(other).simple, whole)


@pytest.mark.unit
def test_treated_after_the_end_is_not_treated() -> None:
    frame = panel()
    result = run(frame.assign(first=frame["first"].where(frame["first"] > 0, 99)))
    pd.testing.assert_frame_equal(result.simple, run(frame).simple)
    assert any("treated after the last period" in note.en for note in result.notes)


@pytest.mark.unit
def test_a_missing_never_treated_group_suggests_the_other_controls() -> None:
    frame = panel().query("first > 0")
    with pytest.raises(InsufficientEvidence, match="notyet"):
        run(frame)
    assert set(run(frame, control="notyet").att_gt["group"]) == {4.0, 6.0}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda f: f.assign(time="2020-01-0" + f["time"].astype(str)), InputError, "not the number of a period"),
        (lambda f: f.assign(time=pd.to_datetime("2020-01-0" + f["time"].astype(str))), InputError, "not the number"),
        (lambda f: f[f["time"] == 1], InsufficientEvidence, "one period"),
        (lambda f: pd.concat([f, f.iloc[[5]]]), InputError, "row 162, column time: 'p00' occurs twice in period 6"),
        (lambda f: f.assign(y=1.0), InsufficientEvidence, "same everywhere"),
        (lambda f: f.assign(first=0), InsufficientEvidence, "no unit is treated"),
        (lambda f: f.assign(first=f["first"].where(f["time"] < 7, 0)), InputError, "stops or starts again"),
        (
            lambda f: f.assign(time=f["time"] + 2010, first=(f["first"] > 0).astype(int)),
            InputError,
            "whether, not when",
        ),
        (lambda f: f.assign(first=1), InsufficientEvidence, "nothing to compare"),
        (lambda f: f.assign(y=f["y"].astype(str) + "x"), InputError, "not a number"),
        (lambda f: f.assign(unit=None), InputError, "no name"),
        (lambda f: f.rename(columns={"first": "frist"}), InputError, "Did you mean 'frist'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(change: object, error: type[Exception], words: str) -> None:
    assert callable(change)
    with pytest.raises(error, match=words):
        run(change(panel()))


@pytest.mark.unit
def test_a_covariate_that_follows_from_another_adds_nothing() -> None:
    frame = panel(2)
    held = dict(zip(frame["unit"].unique(), np.random.default_rng(4).normal(0, 1, 20), strict=True))
    frame["x"] = frame["unit"].map(held)
    twice = frame.assign(z=3 * frame["x"] - 1, c=5.0)
    one, both = run(frame, covariates=["x"]).simple, run(twice, covariates=["x", "z", "c"]).simple
    assert one["estimate"].iloc[0] == pytest.approx(both["estimate"].iloc[0], rel=1e-9)
    assert one["std_error"].iloc[0] == pytest.approx(both["std_error"].iloc[0], rel=1e-9)


@pytest.mark.unit
def test_a_cohort_too_small_to_weigh_uses_the_regression_and_says_so() -> None:
    frame = panel(2)
    held = dict(zip(frame["unit"].unique(), np.random.default_rng(4).normal(0, 1, 20), strict=True))
    frame["x"] = frame["unit"].map(held)
    doubly, regression = (run(frame, covariates=["x"], estimator=name) for name in ("dr", "reg"))
    assert any("2 starting moments have fewer than 10 units" in note.en for note in doubly.notes)
    pd.testing.assert_series_equal(doubly.att_gt["estimate"], regression.att_gt["estimate"])
    assert not regression.notes


@pytest.mark.unit
def test_more_covariates_than_controls_is_said() -> None:
    frame = panel().assign(**{f"x{k}": np.random.default_rng(k).normal(0, 1, 160) for k in range(8)})
    with pytest.raises(InsufficientEvidence, match="with 8 covariates there are nowhere 10 untreated units"):
        run(frame, covariates=[f"x{k}" for k in range(8)])


@pytest.mark.unit
def test_no_spread_at_all_gives_no_certainty() -> None:
    frame = panel()
    exact = frame.assign(y=frame["time"] + 2.0 * ((frame["first"] > 0) & (frame["time"] >= frame["first"])))
    row = run(exact).simple.iloc[0]
    assert row["estimate"] == pytest.approx(2)
    assert (row["lower"], row["upper"]) == (-math.inf, math.inf)


@pytest.mark.unit
@pytest.mark.parametrize(("reference", "words"), [(0, "not before the start"), (-9, "no group has a period -9")])
def test_a_reference_that_cannot_be_is_refused(reference: int, words: str) -> None:
    with pytest.raises((UsageError, InsufficientEvidence), match=words):
        event_study(panel(), "y", "unit", "time", "first", reference)


@pytest.mark.unit
def test_perfect_separation_is_refused() -> None:
    frame = pd.concat([panel(), panel(1).assign(unit=lambda f: "q" + f["unit"])])
    frame["x"] = (frame["first"] > 0) * 10.0 + frame["x"] / 100
    with pytest.raises(InsufficientEvidence, match="predict"):
        run(frame, covariates=["x"])


@pytest.mark.unit
def test_a_treatment_that_switches_off_is_refused() -> None:
    frame = panel()
    frame["on"] = ((frame["first"] > 0) & (frame["time"] >= frame["first"])).astype(int)
    np.testing.assert_array_equal(adoption(frame, "unit", "time", "on").fillna(0), frame["first"])
    frame.loc[(frame["unit"] == "p03") & (frame["time"] == 7), "on"] = 0
    with pytest.raises(InputError, match="'p03' switches off in period 7"):
        adoption(frame, "unit", "time", "on")


@pytest.mark.unit
def test_the_pretrend_test_says_what_it_would_miss() -> None:
    largest = run(panel()).pretrend.set_index("test").loc["largest"]
    assert largest["detectable_slope"] > 0
    assert largest["implied_bias"] > largest["detectable_slope"]


@pytest.mark.unit
def test_the_row_that_holds_its_level_comes_first() -> None:
    assert run(panel()).pretrend["test"].tolist() == ["largest", "wald"]  # type: ignore[attr-defined]


@pytest.mark.property
def test_a_unit_that_counts_twice_is_two_units() -> None:
    frame = panel(1, 1.5)
    twice = frame["unit"].str[1:].astype(int) % 3 == 0
    counted = run(frame.assign(w=np.where(twice, 2.0, 1.0)), weights="w")
    doubled = run(pd.concat([frame, frame[twice].assign(unit=lambda f: f["unit"] + "x")]))
    for name in ("att_gt", "simple", "dynamic", "group", "calendar", "twfe"):
        one, two = (getattr(result, name)["estimate"] for result in (counted, doubled))
        np.testing.assert_allclose(one, two, rtol=1e-9)
    bacon = counted.bacon  # type: ignore[attr-defined]
    assert (bacon["weight"] * bacon["estimate"]).sum() == pytest.approx(counted.twfe["estimate"].iloc[0])  # type: ignore[attr-defined]
    with pytest.raises(UsageError, match="together with covariates"):
        run(frame.assign(w=1.0), weights="w", covariates=["x"])


@pytest.mark.unit
@pytest.mark.parametrize("control", ["never", "notyet"])
def test_permutation_and_wild_bootstrap_stand_beside_the_overall_effect(control: str) -> None:
    result = run(panel(1, 1.5), control=control)
    found = result.inference.set_index(["estimator", "inference"])  # type: ignore[attr-defined]
    assert found["headline"].tolist() == [True, False, False, False, False]
    for name, frame in (("simple", result.simple), ("two-way fixed effects", result.twfe)):  # type: ignore[attr-defined]
        assert (found.loc[name, "estimate"] == frame["estimate"].iloc[0]).all()
        assert found.loc[(name, "permutation"), "p_value"] == pytest.approx(0.01)  # the smallest of 99 draws
    panel_read = read_panel(panel(1, 1.5), "y", "unit", "time", "first")
    groups, reach = fixed_sum(panel_read, control)
    paths = [panel_read.y[panel_read.cohort == g].mean(axis=0) for g in groups]
    assert (reach * paths).sum() == pytest.approx(result.simple["estimate"].iloc[0])  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.simulation
def test_twenty_one_of_fifty_states_permutation_and_wild_bootstrap_hold() -> None:
    starts = np.repeat([2005, 2006, 2007, 2008, 2009, 0], [1, 13, 4, 2, 1, 29])
    times, rng, found = np.arange(2000, 2011), np.random.default_rng(12), []
    for _ in range(200):
        y = rng.normal(0, 1, (50, 1)) + autoregressive(rng, 50, len(times), 0.5)
        unit, place = np.indices(y.shape)
        frame = pd.DataFrame({"y": y.ravel(), "unit": unit.ravel(), "time": times[place.ravel()]})
        result = staggered(frame.assign(first=np.repeat(starts, len(times))), "y", "unit", "time", "first", draws=199)
        found.append(result.inference.set_index(["estimator", "inference"])["p_value"] <= 0.05)
    rejected = pd.concat(found, axis=1).mean(axis=1)
    # 200 repetitions: a true 5% lies above 9.5% in 2 of 1,000 cases.
    for row in (("simple", "permutation"), ("two-way fixed effects", "permutation"),
                ("two-way fixed effects", "wild_bootstrap")):  # fmt: skip
        assert rejected[row] <= 0.095, row


@pytest.mark.unit
def test_months_written_as_202009_are_no_numbers_of_years() -> None:
    times = [100 * year + month for year in (2019, 2020, 2021) for month in (3, 6, 9, 12)]
    rows = []
    for unit in range(18):
        start = [0, 202009, 202103][unit % 3]
        for place, time in enumerate(times):
            since = place - times.index(start) + 1 if start and time >= start else 0
            rows.append((unit, time, start, unit + 0.1 * place + since + 0.001 * ((unit * place) % 7)))
    frame = pd.DataFrame(rows, columns=["unit", "time", "first", "y"])
    result = staggered(frame, "y", "unit", "time", "first", draws=2)
    dynamic = result.dynamic.set_index("event_time")["estimate"]
    assert dynamic[[0.0, 3.0, 6.0, 9.0, 12.0, 15.0]].round(1).tolist() == [1, 2, 3, 4, 5, 6]
    assert not any("evenly" in note.en for note in result.notes)
    assert set(result.att_gt["group"]) == {202009, 202103}
    assert set(result.att_gt["time"]) <= set(times)
    assert set(result.cohorts["first_treated"]) == {202009, 202103, np.inf}


@pytest.mark.unit
def test_units_that_do_not_move_at_all_prove_nothing() -> None:
    """0 over 0 in every draw once gave the wild bootstrap p = .001, and the permutation .67, for no effect at all."""
    rows = [(i, 2015 + k, (0, 2018, 2019)[i % 3], i * 0.1) for i in range(15) for k in range(8)]
    frame = pd.DataFrame(rows, columns=["u", "t", "ft", "y"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = staggered(frame, "y", "u", "t", "ft").inference
    assert found["p_value"].isna().all()
    assert found["estimate"].abs().max() < 1e-12
