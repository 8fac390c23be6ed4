"""Interrupted time series: against Sicily and statsmodels, by properties, and under memory."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError, InsufficientEvidence, UsageError
from wij_impact.effect import (
    detectable_step,
    interrupted_time_series,
    placebo_breaks,
    series_lines,
    trend_sensitivity,
)
from wij_impact.effect.series.bootstrap import calibrate
from wij_impact.effect.series.moments import read_time


def _row(frame: pd.DataFrame, interval: str, term: str = "level") -> pd.Series:
    return frame[(frame["interval"] == interval) & (frame["term"] == term)].iloc[0]


def _months(points: int = 40, step: float = 0.0, seed: int = 1, rho: float = 0.0) -> pd.DataFrame:
    """A synthetic monthly amount around 1,000 with a step (on the log scale) at point 24."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, 0.05, points)
    for at in range(1, points):
        noise[at] = rho * noise[at - 1] + np.sqrt(1 - rho**2) * noise[at]
    at = np.arange(points)
    month = [f"{2018 + i // 12}-{i % 12 + 1:02d}" for i in at]
    return pd.DataFrame({"month": month, "cost": 1000 * np.exp(0.002 * at + step * (at >= 24) + noise)})


@pytest.mark.reference
def test_the_sicilian_smoking_ban(shared: Path) -> None:
    sicily = pd.read_csv(shared / "cases/effect/its_sicily/sicily.csv")
    found = interrupted_time_series(sicily, "aces", "time", 37, exposure="stdpop")
    # Given with four to six decimals.
    assert found["estimate"].iloc[0] == pytest.approx(0.894377, abs=5e-7)
    assert _row(found, "poisson")[["lower", "upper"]].tolist() == pytest.approx([0.8647, 0.9251], abs=5e-5)
    assert _row(found, "quasipoisson")[["lower", "upper"]].tolist() == pytest.approx([0.8392, 0.9532], abs=5e-5)
    assert found["dispersion"].iloc[0] == pytest.approx(3.56, abs=5e-3)
    seasonal = _row(interrupted_time_series(sicily, "aces", "time", 37, exposure="stdpop", harmonics=2), "quasipoisson")
    assert seasonal[["estimate", "lower", "upper"]].tolist() == pytest.approx([0.8851, 0.8394, 0.9332], abs=5e-5)
    # The headline allows for memory, and is wider than the one that does not.
    headline = found[found["headline"]].iloc[0]
    assert headline["interval"] == "ar1_bootstrap"
    assert headline["lower"] < 0.8392
    assert headline["upper"] > 0.9532
    tried = placebo_breaks(sicily, "aces", "time", 37, exposure="stdpop", least=9)
    assert (len(tried), int((tried["p_value"] < 0.05).sum())) == (19, 0)


@pytest.mark.reference
def test_fit_and_hac_agree_with_statsmodels() -> None:
    import statsmodels.api as sm

    data = _months(48, step=-0.1, rho=0.4)
    at = np.arange(48)
    design = np.column_stack([np.ones(48), at >= 24, at, np.maximum(0, at - 24)]).astype(float)
    ours = interrupted_time_series(data, "cost", "month", "2020-01", "level+slope")
    theirs = sm.GLM(data["cost"], design, family=sm.families.Poisson()).fit(scale="X2")
    for term, place in (("level", 1), ("slope", 3)):
        row = _row(ours, "quasipoisson", term)
        assert np.log(row["estimate"]) == pytest.approx(theirs.params.iloc[place], abs=1e-8)
        assert np.log([row["lower"], row["upper"]]) == pytest.approx(theirs.conf_int().to_numpy()[place], abs=1e-7)
    lags = 3  # floor(4 * .48 ** (2/9))
    robust = sm.OLS(data["cost"], design).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True
    )
    row = _row(interrupted_time_series(data, "cost", "month", "2020-01", "level+slope", family="ols"), "hac")
    assert row["std_error"] == pytest.approx(robust.bse.iloc[1], rel=1e-8)
    assert [row["lower"], row["upper"]] == pytest.approx(robust.conf_int().to_numpy()[1], rel=1e-6, abs=1e-6)


@pytest.mark.property
def test_units_order_and_a_growing_population_change_nothing() -> None:
    data = _months(step=-0.1)
    columns = ["estimate", "lower", "upper", "p_value"]
    first = interrupted_time_series(data, "cost", "month", "2020-01")[columns].iloc[:1]
    shuffled = interrupted_time_series(data.sample(frac=1, random_state=4), "cost", "month", "2020-01")[columns].iloc[
        :1
    ]
    pd.testing.assert_frame_equal(first, shuffled)
    in_millions = interrupted_time_series(data.assign(cost=data["cost"] / 1e6), "cost", "month", "2020-01")
    assert np.allclose(first, in_millions[columns].iloc[:1], rtol=1e-9)
    constant = interrupted_time_series(data.assign(people=7.0), "cost", "month", "2020-01", exposure="people")
    assert np.allclose(first, constant[columns].iloc[:1], rtol=1e-9)
    # A step put into the data comes out, and nothing else moves.
    doubled = data.assign(cost=np.where(data["month"] >= "2020-01", 2.0, 1.0) * data["cost"])
    again = interrupted_time_series(doubled, "cost", "month", "2020-01", family="ols")
    assert again["estimate"].iloc[0] > 800
    other_seed = interrupted_time_series(data, "cost", "month", "2020-01", seed=1)[columns].iloc[:1]
    assert not first.equals(other_seed)
    # Another 2,000 series move a critical value by some two percent.
    assert np.allclose(np.log(first["upper"]), np.log(other_seed["upper"]), atol=0.01)


@pytest.mark.property
def test_the_p_value_and_the_interval_say_the_same() -> None:
    for seed in range(25):
        row = interrupted_time_series(_months(step=-0.06, seed=seed), "cost", "month", "2020-01", family="ols").iloc[0]
        if abs(row["p_value"] - 0.05) > 0.005:  # 2,000 draws, interpolated between memories
            assert (row["p_value"] < 0.05) == (row["upper"] < 0 or row["lower"] > 0), seed


@pytest.mark.reference
def test_the_p_value_and_the_interval_agree_at_the_edge(shared: Path) -> None:
    sicily = pd.read_csv(shared / "cases/effect/its_sicily/sicily.csv")
    row = interrupted_time_series(sicily, "aces", "time", 37, exposure="stdpop", family="ols").iloc[0]
    assert (row["p_value"] < 0.05) == (row["upper"] < 0)


@pytest.mark.property
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_p_value_turns_where_the_interval_does(level: float) -> None:
    at = np.arange(48.0)
    made = calibrate(np.column_stack([np.ones(48), at / 48, at >= 24]), 2, level, 2000, 0)
    for seed in range(10):
        residuals = np.random.default_rng(seed).normal(size=48)
        one = made.interval(1.0, residuals)
        for factor in (0.5, 0.99, 0.9999, 1.0001, 1.01, 2):
            estimate = factor * one.critical * one.std_error
            assert (made.interval(estimate, residuals).p_value < 1 - level) == (factor > 1)


@pytest.mark.unit
def test_ways_to_write_a_month_are_one() -> None:
    data = _months()
    first = interrupted_time_series(data, "cost", "month", "2020-01")["lower"].iloc[0]
    at = range(40)
    written = {
        "yyyymm": ([(2018 + i // 12) * 100 + i % 12 + 1 for i in at], 202001),
        "date": ([dt.date(2018 + i // 12, i % 12 + 1, 1) for i in at], dt.date(2020, 1, 1)),
        "timestamp": (list(pd.date_range("2018-01-31", periods=40, freq="ME")), pd.Timestamp("2020-01-31")),
        "period": (list(pd.period_range("2018-01", periods=40, freq="M")), "2020-01"),
        "text day": ([f"{2018 + i // 12}-{i % 12 + 1:02d}-01" for i in at], "2020-01"),
        "statline": ([f"{2018 + i // 12}MM{i % 12 + 1:02d}" for i in at], "2020MM01"),
        "number": (list(at), 24),
        "year": (data["month"].tolist(), 2020),
    }
    for name, (moments, start) in written.items():
        found = interrupted_time_series(data.assign(month=moments), "cost", "month", start)
        assert found["lower"].iloc[0] == pytest.approx(first, abs=1e-12), name
        assert found["points_before"].iloc[0] == 24, name


@pytest.mark.unit
def test_a_control_series_takes_out_what_hits_both() -> None:
    data = _months(60, step=-0.2, seed=3)
    shock = np.where(data["month"] >= "2020-01", 0.7, 1.0)  # a pandemic for everyone
    rng = np.random.default_rng(9)
    data = data.assign(cost=data["cost"] * shock, other=500 * shock * np.exp(rng.normal(0, 0.03, 60)))
    alone = interrupted_time_series(data, "cost", "month", "2020-01").iloc[0]
    beside = interrupted_time_series(data, "cost", "month", "2020-01", control="other").iloc[0]
    assert alone["estimate"] == pytest.approx(0.7 * np.exp(-0.2), abs=0.1)
    assert beside["lower"] < np.exp(-0.2) < beside["upper"]
    assert beside["estimate"] == pytest.approx(np.exp(-0.2), abs=0.08)
    assert "control series" in beside["method"]


@pytest.mark.unit
def test_a_declared_break_is_a_step_of_its_own() -> None:
    data = _months(60, step=-0.1, seed=5)
    broken = data.assign(cost=data["cost"] * np.where(data["month"] >= "2022-01", 1.4, 1.0))
    clean = interrupted_time_series(data, "cost", "month", "2020-01").iloc[0]
    smoothed = interrupted_time_series(broken, "cost", "month", "2020-01").iloc[0]
    declared = interrupted_time_series(broken, "cost", "month", "2020-01", breaks="2022-01").iloc[0]
    cut = interrupted_time_series(broken, "cost", "month", "2020-01", cut="2022-01").iloc[0]
    truth = np.exp(-0.1)
    assert abs(declared["estimate"] - truth) < 0.06 < abs(smoothed["estimate"] - truth)
    assert cut["n"] == 48
    assert abs(cut["estimate"] - truth) < 0.06
    assert declared["lower"] < clean["estimate"] < declared["upper"]
    for argument in ("breaks", "cut"):
        with pytest.raises(InsufficientEvidence, match="coincides with the start"):
            interrupted_time_series(broken, "cost", "month", "2020-01", **{argument: "2020-01"})


@pytest.mark.unit
def test_trend_forms_stand_beside_each_other() -> None:
    forms = trend_sensitivity(_months(step=-0.1), "cost", "month", "2020-01").set_index("form")
    assert len(forms) == 5
    assert forms["estimate"].nunique() == 5
    yearly = pd.DataFrame({"year": range(1990, 2012), "y": np.random.default_rng(3).poisson(400, 22)})
    assert len(trend_sensitivity(yearly, "y", "year", 2001)) == 5


def _bad(change: dict) -> pd.DataFrame:
    data = _months().astype({"cost": object})
    for (row, column), value in change.items():
        data.loc[row, column] = value
    return data


@pytest.mark.unit
@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (_bad({(5, "month"): "mei 18"}), InputError, "row 7, column month: 'mei 18' is not a moment"),
        (_bad({(5, "month"): None}), InputError, "row 7, column month: the moment is empty"),
        (_bad({(5, "month"): "2018-05"}), InputError, "row 7, column month: moment '2018-05' occurs twice"),
        (_months().drop(index=[5, 6]), InputError, r"after '2018-05' there is no '2018-06' \(2 in all\)"),
        (_bad({(5, "cost"): "veel"}), InputError, "row 7, column cost: 'veel' is not a number"),
        (_bad({(5, "cost"): None}), InputError, "row 7, column cost: .* is empty"),
        (_bad({(5, "cost"): -3}), InputError, "must be at least 0"),
        (_months().iloc[:28], InsufficientEvidence, "24 points before and 4 from the start.* At least 8"),
        (_months().iloc[:24], InsufficientEvidence, "24 points before and 0 from"),
        (_months().assign(cost=[3] * 24 + [0] * 16), InsufficientEvidence, "is 0 throughout on one side"),
        (_months().iloc[:0], InputError, "no rows"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_sentence(data: pd.DataFrame, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        interrupted_time_series(data, "cost", "month", "2020-01")


@pytest.mark.unit
@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"start": "soon"}, UsageError, "start='soon' is not a moment.*2018-01"),
        ({"change": "lvel"}, UsageError, "Did you mean level"),
        ({"family": "gamma"}, UsageError, "family='gamma'"),
        ({"harmonics": 9}, UsageError, "9 seasonal waves"),
        ({"harmonics": -1}, UsageError, "harmonics=-1"),
        ({"harmonics": 5, "breaks": ["2018-06", "2018-10", "2019-03", "2020-06"], "trend": "quadratic"}, None, ""),
        ({"level": 95}, UsageError, "level=95"),
        ({"exposure": "people"}, InputError, "column 'people' is missing"),
        ({"control": "other"}, InputError, "column 'other' is missing"),
        ({"breaks": "2020-02"}, InsufficientEvidence, "cannot be separated"),
        ({"trend": "cubic"}, UsageError, "trend='cubic'"),
    ],
)
def test_what_is_asked_wrongly_is_one_sentence(asked: dict, error: type[Exception] | None, said: str) -> None:
    call = {"data": _months(), "outcome": "cost", "time": "month", "start": "2020-01"} | asked
    if error is None:
        assert np.isfinite(interrupted_time_series(**call)["upper"].iloc[0])
        return
    with pytest.raises(error, match=said):
        interrupted_time_series(**call)


@pytest.mark.unit
def test_numbers_of_numpy_and_arrays_are_taken_as_given() -> None:
    data = _months(60).assign(month=np.arange(60))
    asked = {"data": data, "outcome": "cost", "time": "month", "start": 24}
    plain = interrupted_time_series(**asked, harmonics=2, breaks=[12, 45], level=0.9)
    for breaks in (np.array([12, 45]), pd.Series([12, 45]), pd.Index([12, 45]), (12, 45)):
        again = interrupted_time_series(**asked, harmonics=np.int64(2), breaks=breaks, level=np.float64(0.9))
        pd.testing.assert_frame_equal(again, plain)
    assert interrupted_time_series(**asked, level=np.float32(0.9))["level"].iloc[0] == pytest.approx(0.9)
    with pytest.raises(UsageError, match="harmonics"):
        interrupted_time_series(**asked, harmonics=np.float64(2.0))


@pytest.mark.unit
@pytest.mark.parametrize("years", [np.arange(1960, 2010), [str(year) for year in range(1960, 2010)]])
def test_years_are_not_taken_for_months(years: object) -> None:
    data = _months(50).assign(month=years)
    with pytest.raises(UsageError, match="season="):
        interrupted_time_series(data, "cost", "month", 1984, harmonics=1)
    told = interrupted_time_series(data, "cost", "month", 1984, harmonics=1, season=11)
    assert np.isfinite(told["estimate"]).all()


@pytest.mark.unit
def test_too_few_dates_for_a_placebo() -> None:
    with pytest.raises(InsufficientEvidence, match="At least 16 are needed"):
        placebo_breaks(_months(), "cost", "month", "2019-01")
    with pytest.raises(UsageError, match="least=3"):
        placebo_breaks(_months(), "cost", "month", "2020-01", least=3)


# ---- the promise: a true null is rejected in at most 6%, the interval covers at least 93%, and there is power left


def _memory(rng: np.random.Generator, draws: int, points: int, rho: float) -> np.ndarray:
    series = rng.standard_normal((draws, points))
    for at in range(1, points):
        series[:, at] = rho * series[:, at - 1] + np.sqrt(1 - rho**2) * series[:, at]
    return series


def _design(points: int, start: int, slope: bool = False, waves: int = 0) -> np.ndarray:
    at = np.arange(points)
    columns = [np.ones(points), at >= start, at / points]
    columns += [np.maximum(0, at - start) / points] if slope else []
    for k in range(1, waves + 1):
        columns += [np.sin(2 * np.pi * k * at / 12), np.cos(2 * np.pi * k * at / 12)]
    return np.column_stack(columns).astype(float)


DESIGNS = [
    (24, 12, False, 0),
    (24, 16, True, 0),
    (36, 24, False, 0),
    (48, 24, False, 2),
    (48, 36, True, 0),
    (60, 30, False, 0),
]


@pytest.mark.slow
@pytest.mark.simulation
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("rho", [0.0, 0.3, 0.5, 0.7])
def test_the_headline_keeps_its_level_under_memory(design: tuple, rho: float, record_property) -> None:
    points, start, slope, waves = design
    matrix = _design(points, start, slope, waves)
    leave = np.eye(points) - matrix @ np.linalg.pinv(matrix)
    series = _memory(np.random.default_rng(2024), 4000, points, rho)
    found = {}
    for name, place in {"level": 1, "slope": 3 if slope else 1}.items():
        made = calibrate(matrix, place, 0.95, 2000, 0)
        off = series @ made.influence
        sd = float(off.std())  # what an oracle that knows the memory would use
        halves = np.array([(each := made.interval(0.0, one)).critical * each.std_error for one in series @ leave])
        found[name] = float(np.mean(np.abs(off) > halves))
        power = float(np.mean(off + 2 * 2.8 * sd > halves))  # twice the oracle's minimal detectable effect
        record_property(f"size_{name}", found[name])
        record_property(f"power_{name}", power)
        assert power > 0.7  # lowest: a slope from 8 points after the start, memory .7
    # 4,000 series: a true 5% is seen within 0.35 points (one standard error). Coverage is 1 - size here.
    assert max(found.values()) <= 0.06


@pytest.mark.slow
@pytest.mark.simulation
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("rho", [0.5, 0.7])
def test_noise_on_top_of_memory_does_not_fool_it(design: tuple, rho: float) -> None:
    points, start, slope, waves = design
    matrix = _design(points, start, slope, waves)
    leave = np.eye(points) - matrix @ np.linalg.pinv(matrix)
    rng = np.random.default_rng(77)
    # Half of the variance is noise of the count itself: neighbours then show less memory than the months have.
    series = (_memory(rng, 4000, points, rho) + rng.standard_normal((4000, points))) / np.sqrt(2)
    for place in (1, 3) if slope else (1,):
        made = calibrate(matrix, place, 0.95, 2000, 0)
        halves = np.array([(one := made.interval(0.0, left)).critical * one.std_error for left in series @ leave])
        assert np.mean(np.abs(series @ made.influence) > halves) <= 0.06


@pytest.mark.simulation
def test_ordinary_and_hac_intervals_fail_where_ours_holds() -> None:
    rejected = {"ar1_bootstrap": 0, "hac": 0, "ols": 0}
    answered = 300
    at = [f"{2018 + i // 12}-{i % 12 + 1:02d}" for i in range(48)]
    for series in _memory(np.random.default_rng(5), answered, 48, 0.5):
        frame = interrupted_time_series(
            pd.DataFrame({"month": at, "cost": series}), "cost", "month", "2020-01", family="ols"
        )
        for interval in rejected:
            rejected[interval] += int(_row(frame, interval)["p_value"] < 0.05)
    assert rejected["ols"] / answered > 0.15
    assert rejected["hac"] / answered > 0.12
    assert rejected["ar1_bootstrap"] / answered <= 0.08  # a true 5% exceeds this once in 100 with 300 series


@pytest.mark.slow
@pytest.mark.simulation
def test_counts_with_memory_through_the_public_door(record_property) -> None:
    at = [f"{2018 + i // 12}-{i % 12 + 1:02d}" for i in range(48)]
    rng = np.random.default_rng(31)
    rejected = covered = detected = 0
    for memory in _memory(rng, 300, 48, 0.5):
        null = rng.poisson(120 * np.exp(0.003 * np.arange(48) + 0.08 * memory))
        frame = pd.DataFrame({"month": at, "count": null})
        row = interrupted_time_series(frame, "count", "month", "2020-01").iloc[0]
        rejected += row["p_value"] < 0.05
        covered += row["lower"] <= 1 <= row["upper"]
        stepped = np.where(np.arange(48) >= 24, rng.binomial(null, 0.65), null)
        frame = frame.assign(count=stepped)
        detected += interrupted_time_series(frame, "count", "month", "2020-01").iloc[0]["upper"] < 1
    record_property("size", rejected / 300)
    record_property("power_at_rate_ratio_.65", detected / 300)
    assert rejected / 300 <= 0.075  # 6% plus 1.3 standard errors of 300 series
    assert covered / 300 >= 0.925
    assert detected / 300 > 0.8


@pytest.mark.unit
def test_the_lines_that_are_drawn_differ_by_the_step() -> None:
    data = _months(48, step=-0.1)
    lines = series_lines(data, "cost", "month", "2020-01")
    step = interrupted_time_series(data, "cost", "month", "2020-01")["estimate"].iloc[0]
    after = lines["after"]
    assert np.allclose(lines.loc[~after, "fitted"], lines.loc[~after, "expected"])
    assert np.allclose(lines.loc[after, "fitted"] / lines.loc[after, "expected"], step)
    straight = series_lines(data, "cost", "month", "2020-01", family="ols")
    assert np.allclose((straight["fitted"] - straight["expected"])[after].diff().dropna(), 0)


@pytest.mark.simulation
@pytest.mark.parametrize("memory", [0.0, 0.5])
def test_the_detectable_step_is_detected_as_often_as_promised(memory: float) -> None:
    step = detectable_step(36, 12, spread=1.0, memory=memory)
    matrix = _design(48, 36)
    made = calibrate(matrix, 1, 0.95, 2000, 0)
    series = _memory(np.random.default_rng(12), 3000, 48, memory)
    leave = np.eye(48) - matrix @ np.linalg.pinv(matrix)
    halves = np.array([(one := made.interval(0.0, left)).critical * one.std_error for left in series @ leave])
    power = float(np.mean(series @ made.influence + step > halves))
    # An approximation: the estimated memory, and with it the interval, varies from series to series.
    assert 0.65 < power < 0.9
    with pytest.raises(InsufficientEvidence, match="8 on each side"):
        detectable_step(36, 7, 1.0)
    with pytest.raises(UsageError, match="spread"):
        detectable_step(36, 12, 0.0)


@pytest.mark.unit
@pytest.mark.parametrize(("cost", "ratio"), [(np.full(40, 5.0), 1.0), (np.repeat([100.0, 90.0], [24, 16]), 0.9)])
def test_a_series_without_noise_gets_its_step_and_no_interval(cost: np.ndarray, ratio: float) -> None:
    found = interrupted_time_series(_months().assign(cost=cost), "cost", "month", "2020-01").iloc[0]
    assert found["estimate"] == pytest.approx(ratio)
    assert np.isnan(found[["std_error", "lower", "upper", "p_value"]].astype(float)).all()
    assert "no noise" in found["method"]


def _wandering(rng: np.random.Generator, points: int = 120, step: float = 0.0, walk: float = 0.05) -> pd.DataFrame:
    level = np.cumsum(rng.normal(0, walk, points)) + step * (np.arange(points) >= 96)
    month = pd.period_range("2010-01", periods=points, freq="M").astype(str)
    return pd.DataFrame({"month": month, "cost": rng.poisson(400 * np.exp(level)), "km": rng.normal(0, 1, points)})


@pytest.mark.unit
def test_a_bent_course_is_not_taken_for_an_effect() -> None:
    at = np.arange(120)
    # Down, up and down again before the start, and on as it went: a straight line over it all sees a step.
    course = 400 * np.exp(0.3 * np.cos(at / 15))
    data = _wandering(np.random.default_rng(3)).assign(cost=np.random.default_rng(3).poisson(course))
    line = interrupted_time_series(data, "cost", "month", "2018-01", trend="linear").iloc[0]
    found = interrupted_time_series(data, "cost", "month", "2018-01")
    assert found["interval"].iloc[0] == "local_level"
    assert found["headline"].tolist() == [True] + [False] * (len(found) - 1)
    assert abs(np.log(found["estimate"].iloc[0])) < 0.7 * abs(np.log(line["estimate"]))
    assert found["lower"].iloc[0] < 1 < found["upper"].iloc[0]
    with pytest.raises(UsageError, match="knows no slope"):
        interrupted_time_series(data, "cost", "month", "2018-01", "level+slope", trend="local")


@pytest.mark.unit
def test_a_covariate_takes_its_part() -> None:
    data = _wandering(np.random.default_rng(4), walk=0.0)
    data["km"] += 2 * (np.arange(120) >= 96)
    data["cost"] = np.random.default_rng(4).poisson(400 * np.exp(0.1 * data["km"]))
    plain = interrupted_time_series(data, "cost", "month", "2018-01", trend="linear").iloc[0]
    found = interrupted_time_series(data, "cost", "month", "2018-01", trend="linear", covariates="km").iloc[0]
    assert plain["lower"] > 1
    assert found["lower"] < 1 < found["upper"]
    with pytest.raises(InsufficientEvidence, match="'km' is the same everywhere"):
        interrupted_time_series(data.assign(km=1), "cost", "month", "2018-01", covariates=["km"])


@pytest.mark.unit
def test_weeks_have_no_season_of_twelve_points() -> None:
    weeks = [(year, week) for year in (2021, 2022) for week in range(1, 53)]
    labels = {
        "text": [f"{year}-W{week:02d}" for year, week in weeks],
        "number": [100 * year + week for year, week in weeks],
    }
    for column in labels.values():
        axis = read_time(pd.DataFrame({"w": column}), "w")
        assert (axis.kind, axis.step, axis.season) == ("day", 7, pytest.approx(52.18, abs=0.01))
    assert read_time(pd.DataFrame({"weeknummer": range(104)}), "weeknummer").season == pytest.approx(52.18, abs=0.01)
    assert read_time(pd.DataFrame({"month": range(104)}), "month").season == 12


@pytest.mark.unit
def test_a_total_of_the_year_among_months_is_left_out_not_added_up() -> None:
    cells = [f"2019MM{month:02d}" for month in range(1, 13)] + ["2019JJ00"]
    with pytest.raises(InputError, match=r"row 14.*total of a year, among months.*Leave out the rows with JJ"):
        read_time(pd.DataFrame({"t": cells}), "t")


@pytest.mark.slow
@pytest.mark.simulation
def test_a_level_that_wanders_is_rejected_at_its_level() -> None:
    rng, local, line = np.random.default_rng(5), [], []
    for _ in range(150):
        found = interrupted_time_series(_wandering(rng), "cost", "month", "2018-01", trend="local")
        local.append(found["p_value"].iloc[0] <= 0.05)
        line.append(found.set_index("interval")["p_value"]["ar1_bootstrap"] <= 0.05)
    # 150 repetitions: a true 5% lies above 10.7% in 3 of 1,000 cases.
    assert np.mean(local) <= 0.107
    assert np.mean(local) < np.mean(line)
