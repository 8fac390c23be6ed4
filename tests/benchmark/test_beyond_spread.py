"""The flag beyond the usual spread: its level, its power, and that its lines say where it begins."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import special, stats

from wij_impact.benchmark import beyond_spread, control_chart, funnel, standardise
from wij_impact.benchmark.deleted import Prediction, paule_mandel, predict_without, predictive_tails
from wij_impact.errors import InputError, UsageError

# kind, pooled value, bases, rounding of the counts
DESIGNS: dict[str, tuple[str, float, tuple[int, int], float]] = {
    "teams": ("proportion", 0.8, (20, 150), 0),
    "towns": ("proportion", 0.08, (2_000, 20_000), 5),
    "complaints": ("rate", 0.03, (40, 200), 0),
    "visits": ("rate", 0.1, (200, 2_000), 5),
    "observed over expected": ("ratio", 1.0, (10, 300), 0),
}


def draw(rng: np.random.Generator, design: str, units: int, tau: float, away: float = 0.0) -> tuple[Any, Any, str, Any]:
    kind, centre, (least, most), rounding = DESIGNS[design]
    base = np.round(np.exp(rng.uniform(np.log(least), np.log(most), units)))
    place = rng.normal(0, tau, units)
    place[0] = away or place[0]
    if kind == "proportion":
        count = rng.binomial(base.astype(int), special.expit(special.logit(centre) + place)).astype(float)
    else:
        count = rng.poisson(base * centre * np.exp(place)).astype(float)
    if rounding:
        count = np.minimum(np.round(count / rounding) * rounding, base)
    return count, base, kind, rounding


def flags(count: Any, base: Any, kind: str, rounding: float, level: float = 0.95) -> Any:
    of = predict_without(count, base, kind, rounding)
    most = np.minimum(count + rounding / 2, base) if kind == "proportion" else count + rounding / 2
    low, high = predictive_tails(np.maximum(count - rounding / 2, 0), most, base, kind, of)
    return np.minimum(low, high) <= (1 - level) / 2


def alarm(design: str, units: int, tau: float, sets: int, seed: int, level: float = 0.95) -> float:
    rng = np.random.default_rng(seed)
    return float(np.mean([flags(*draw(rng, design, units, tau), level).mean() for _ in range(sets)]))


@pytest.mark.simulation
@pytest.mark.parametrize("tau", [0.0, 0.2])
def test_the_level_holds_for_thirty_teams(tau: float) -> None:
    assert alarm("teams", 30, tau, 40, seed=1) <= 0.05 + 0.018  # three standard errors of 1,200 units


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("design", list(DESIGNS))
@pytest.mark.parametrize("units", [12, 30, 350])
@pytest.mark.parametrize("tau", [0.0, 0.15, 0.4])
def test_the_level_holds(design: str, units: int, tau: float) -> None:
    sets = {12: 150, 30: 60, 350: 5}[units]  # about 1,800 units: a standard error of .005
    assert alarm(design, units, tau, sets, seed=units) <= 0.05 + 0.016


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("level", [0.9, 0.99])
def test_other_levels_hold(level: float) -> None:
    nominal = 1 - level
    assert alarm("towns", 30, 0.2, 100, 5, level) <= nominal + 3.2 * np.sqrt(nominal * level / 3_000)


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("design", list(DESIGNS))
@pytest.mark.parametrize("units", [12, 30])
def test_a_unit_six_spreads_away_is_caught(design: str, units: int) -> None:
    kind, centre, bases, _ = DESIGNS[design]
    information = np.sqrt(bases[0] * bases[1]) * centre * (1 - centre if kind == "proportion" else 1)
    rng, found = np.random.default_rng(7), 0
    away = 6 * np.hypot(0.2, np.sqrt(1 / information))  # a spread as seen: between units and chance together
    for _ in range(100):
        found += bool(flags(*draw(rng, design, units, 0.2, away))[0])
    assert found >= 75  # 80% or more, less what 100 sets leave open


@pytest.mark.reference
def test_the_tails_are_averages_of_exact_tails() -> None:
    """Against 200,000 midpoints of the t distribution."""
    share = (np.arange(200_000) + 0.5) / 200_000
    for centre, spread, df, n, x in (
        (np.log(0.1), 0.4, 10, 50, 11),
        (np.log(0.1), 0.05, 28, 50, 1),
        (-2.4, 0.2, 9, 900, 99),
    ):
        place = centre + spread * stats.t.ppf(share, df)
        for kind in ("rate", "proportion"):
            rate = np.exp(place) if kind == "rate" else special.expit(place)
            exact = stats.poisson.cdf(x, n * rate) if kind == "rate" else stats.binom.cdf(x, n, rate)
            chance = 1 / np.sqrt(n * np.exp(centre))
            of = Prediction(*(np.array([v]) for v in (centre, spread, chance, 0.0)), df)
            low, _ = predictive_tails(*(np.array([float(v)]) for v in (x, x, n)), kind, of)
            assert low[0] == pytest.approx(exact.mean(), abs=1e-4)


@pytest.mark.property
def test_paule_mandel_solves_its_equation_and_the_unit_itself_has_no_say() -> None:
    rng = np.random.default_rng(2)
    variance = rng.uniform(0.1, 1, 15)
    value = rng.normal(0, 1.5, 15)
    tau2, mean, _ = paule_mandel(value, variance, np.ones((1, 15)))
    assert ((value - mean[0]) ** 2 / (variance + tau2[0])).sum() == pytest.approx(14)
    count, base, kind, _ = draw(rng, "visits", 15, 0.2)
    far = count.copy()
    far[3] *= 1.02
    assert predict_without(count, base, kind).centre[3] == pytest.approx(
        predict_without(far, base, kind).centre[3], abs=0.01
    )


@pytest.mark.property
@pytest.mark.parametrize("design", list(DESIGNS))
def test_flags_begin_at_the_lines(design: str) -> None:
    count, base, kind, rounding = draw(np.random.default_rng(4), design, 40, 0.3)
    data = pd.DataFrame({"unit": range(40), "x": count, "n": base})
    frames = [beyond_spread(data, "x", "n", "unit", kind, rounded_to=rounding, multiple=m) for m in ("none", "fdr")]  # type: ignore[arg-type]
    for wide in (False, "log", "sqrt"):
        for multiple in ("none", "fdr", "family"):
            frames.append(
                funnel(data, "x", "n", "unit", kind=kind, overdispersion=wide, multiple=multiple, rounded_to=rounding)  # type: ignore[arg-type]
            )
    for frame in frames:
        low, high = frame["estimate"] <= frame["signal_low"] + 1e-9, frame["estimate"] >= frame["signal_high"] - 1e-9
        assert np.where(low, "low", np.where(high, "high", "none")).tolist() == frame["flag"].tolist()


@pytest.mark.reference
def test_square_root_limits_are_squared() -> None:
    data = pd.DataFrame({"unit": range(8), "x": [60, 90, 110, 150, 80, 100, 130, 40], "e": [100.0] * 8})
    result = funnel(data, "x", "e", "unit", kind="ratio", overdispersion="sqrt")
    half = 1.959963984540054 * np.sqrt(1 / (4 * 100) + result["tau2"].iloc[0])
    assert result["limit_high"].iloc[0] == pytest.approx((1 + half) ** 2)
    assert result["limit_low"].iloc[0] == pytest.approx((1 - half) ** 2)
    assert (result.loc[result["flag"] != "none", "outside"]).all()


@pytest.mark.unit
def test_rows_without_a_unit_and_points_left_out() -> None:
    rows = pd.DataFrame({"t": ["A", "B", None], "age": ["y", "y", "y"], "n": [100, 100, 100], "y": [20, 20, 30]})
    for method in ("direct", "indirect"):
        with pytest.raises(InputError, match="row 4, column t: the unit has no name"):
            standardise(rows, "y", "n", "t", "age", {"y": 1}, method)  # type: ignore[arg-type]
        with pytest.raises(InputError, match="row 3, column age: the stratum is empty"):
            standardise(rows.assign(t=list("ABC"), age=["y", " ", "y"]), "y", "n", "t", "age", {"y": 1}, method)  # type: ignore[arg-type]
    months = pd.DataFrame({"m": range(1, 15), "x": [5.0, 6, 4, 5, 6, 5, 40, 6, 5, 4, 6, 5, 4, 6]})
    chart = control_chart(months, "x", "m", exclude={7: "registration moved"})
    plain = control_chart(months[months["m"] != 7], "x", "m")
    assert chart.loc[chart["m"] != 7, "upper"].tolist() == plain["upper"].tolist()
    assert chart.set_index("m").loc[7, ["special_cause", "excluded"]].tolist() == ["Above UCL", "registration moved"]
    moving = np.abs(np.diff(plain["estimate"])).mean()
    assert plain["upper"].iloc[0] - plain["mean"].iloc[0] == pytest.approx(3 / 1.128 * moving)
    with pytest.raises(UsageError, match="need a reason"):
        control_chart(months, "x", "m", exclude={7: ""})
