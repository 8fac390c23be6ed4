"""Synthetic control: against Proposition 99, a proof of optimality, and its refusals."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact import InputError, InsufficientEvidence, UsageError
from wij_impact.effect import synthetic_control
from wij_impact.effect.synthetic.simplex import _by_projection, _gap, simplex_least_squares


@pytest.fixture(scope="module")
def prop99(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / "cases/effect/prop99/california_prop99.csv")


def _california(data: pd.DataFrame, method: str = "sc", **changed: str):
    names = {"outcome": "PacksPerCapita", "unit": "State", "time": "Year"} | changed
    return synthetic_control(data, **names, treated_unit="California", start=1989, method=method)


@pytest.mark.reference
def test_proposition_99(prop99: pd.DataFrame) -> None:
    control = _california(prop99)
    # Computed to four decimals from exact least squares.
    assert control.estimate == pytest.approx(-19.5136, abs=5e-5)
    assert control.pre_rmspe == pytest.approx(1.656, abs=5e-4)
    equal = control.sensitivity.set_index("kind")["estimate"]["equal weights (difference-in-differences)"]
    assert equal == pytest.approx(-27.3491, abs=5e-5)
    weighted = _california(prop99, "sdid")
    assert weighted.estimate == pytest.approx(-15.6054, abs=5e-5)
    assert weighted.time_weights["weight"].sum() == pytest.approx(1)
    # Stata's sdid prints a placebo SE of about 9-10, from random draws of the placebos that we all walk.
    assert 8 < weighted.std_error < 11


@pytest.mark.reference
def test_units_of_measurement_and_names_change_nothing(prop99: pd.DataFrame) -> None:
    # The trap: on unscaled data a general optimiser silently returns equal weights.
    for factor in (1e-6, 1e6):
        scaled = prop99.assign(PacksPerCapita=prop99["PacksPerCapita"] * factor)
        assert _california(scaled).estimate / factor == pytest.approx(-19.5136, abs=5e-5)
        assert _california(scaled, "sdid").estimate / factor == pytest.approx(-15.6054, abs=5e-5)
    moved = prop99.assign(PacksPerCapita=prop99["PacksPerCapita"] + 1e4)
    assert _california(moved).estimate == pytest.approx(-19.5136, abs=5e-4)
    turned = prop99.assign(State="z" + prop99["State"].str[::-1]).replace({"State": {"zainrofilaC": "California"}})
    again = _california(turned.sample(frac=1, random_state=2))
    assert again.estimate == pytest.approx(-19.5136, abs=5e-5)
    assert again.p_value == _california(prop99).p_value


@pytest.mark.property
@given(st.integers(2, 12), st.integers(2, 30), st.integers(0, 10_000), st.sampled_from([0.0, 0.3]))
def test_no_other_weights_do_better(rows: int, units: int, seed: int, ridge: float) -> None:
    rng = np.random.default_rng(seed)
    columns = rng.normal(100, 20, (rows, units))
    target = rng.normal(100, 20, rows)
    found = simplex_least_squares(columns, target, ridge)
    assert found.weights.min() >= 0
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    others = rng.dirichlet(np.full(units, 0.3), 200)
    squares = ((columns @ others.T - target[:, None]) ** 2).sum(axis=0) + ridge * (others**2).sum(axis=1)
    assert (squares >= found.squares - found.gap - 1e-9 * squares.max()).all()
    assert found.gap <= 1e-6 * max(squares.min(), 1)


@pytest.mark.unit
def test_the_second_solver_reaches_the_same_weights() -> None:
    rng = np.random.default_rng(8)
    scaled = rng.normal(size=(15, 8))
    scaled /= np.linalg.norm(scaled.mean(axis=1))
    weights = _by_projection(scaled, np.full(8, 1 / 8))
    assert _gap(scaled, weights) < 1e-9
    assert np.allclose(weights, simplex_least_squares(scaled, np.zeros(15)).weights, atol=1e-4)


def _teams(units: int = 21, before: int = 16, after: int = 6, effect: float = 0.0, seed: int = 3) -> pd.DataFrame:
    """Synthetic teams that follow two common movements; team u00 is treated."""
    rng = np.random.default_rng(seed)
    common = np.cumsum(rng.normal(0, 1, (2, before + after)), axis=1)
    values = 20 + rng.uniform(0, 1, (units, 2)) @ common + rng.normal(0, 0.3, (units, before + after))
    values[0] = values[1:6].mean(axis=0) + rng.normal(0, 0.3, before + after)
    values[0, before:] += effect
    return pd.DataFrame(
        {
            "team": np.repeat([f"u{i:02d}" for i in range(units)], before + after),
            "year": np.tile(np.arange(2000, 2000 + before + after), units),
            "rate": values.ravel(),
        }
    )


def _fit(data: pd.DataFrame, method: str = "sc", start: object = 2016):
    return synthetic_control(data, "rate", "team", "year", "u00", start, method)


@pytest.mark.unit
@pytest.mark.parametrize("method", ["sc", "sdid"])
def test_a_known_effect_is_found_and_adds_through(method: str) -> None:
    none, some = _fit(_teams(), method), _fit(_teams(effect=-3.0), method)
    assert some.estimate - none.estimate == pytest.approx(-3.0, abs=1e-6)  # a constant moves the estimate by itself
    assert some.lower < -3 < some.upper < 0
    assert none.lower < 0 < none.upper
    assert some.p_value == pytest.approx(1 / 21)
    assert some.gaps["gap"].tail(6).mean() == pytest.approx(some.estimate, abs=1e-9 if method == "sc" else 1.0)
    assert (some.sensitivity["estimate"] < -1.5).all()
    assert some.estimates["n"].iloc[0] == 21


@pytest.mark.unit
def test_the_interval_holds_exactly_the_effects_that_are_not_rejected() -> None:
    data = _teams(effect=-3.0)
    found = _fit(data)
    for effect, kept in [(found.lower + 1e-6, True), (found.lower - 1e-6, False), (found.upper + 1e-6, False)]:
        away = data.assign(rate=data["rate"] - effect * ((data["team"] == "u00") & (data["year"] >= 2016)))
        assert (_fit(away).p_value > 0.05) == kept


@pytest.mark.unit
def test_eight_units_cannot_reject_and_say_so() -> None:
    found = _fit(_teams(units=8, effect=-5.0))
    assert (found.lower, found.upper) == (-math.inf, math.inf)
    assert found.p_value == pytest.approx(1 / 8)
    assert "8 units cannot reject" in found.method


@pytest.mark.unit
def test_an_outsider_is_refused_and_sdid_may_still_answer() -> None:
    data = _teams()
    outsider = data.assign(rate=data["rate"] + 40 * (data["team"] == "u00"))
    with pytest.raises(InsufficientEvidence, match="times what is usual"):
        _fit(outsider)
    assert _fit(outsider, "sdid").estimate == pytest.approx(_fit(data, "sdid").estimate, abs=1e-6)
    against = data.assign(rate=data["rate"] + 2.0 * (data["year"] - 2000) * (data["team"] == "u00"))
    for method in ("sc", "sdid"):
        with pytest.raises(InsufficientEvidence, match=r"resembles no mix|does not follow"):
            _fit(against, method)
    with pytest.raises(InsufficientEvidence, match="exactly"):
        _fit(_teams(units=60, before=5), start=2005)
    with pytest.raises(InsufficientEvidence, match="exactly"):
        _fit(data.assign(rate=7.0))


@pytest.mark.unit
@pytest.mark.parametrize(
    ("data", "start", "error", "said"),
    [
        (_teams().drop(index=30), 2016, InputError, "'u01' has no row at 2008"),
        (pd.concat([_teams(), _teams().iloc[[30]]]), 2016, InputError, "row 464.*'u01' occurs twice at 2008"),
        (
            _teams().assign(rate="veel"),
            2016,
            InputError,
            "'veel'",
        ),
        (_teams().assign(year="soon"), 2016, InputError, "row 2, column year: 'soon' is not a moment"),
        (_teams().assign(team=None), 2016, InputError, "the unit has no name"),
        (_teams().query("team != 'u00'"), 2016, InputError, "unit 'u00' is not in the table. Did you mean"),
        (_teams().query("team in ('u00', 'u01')"), 2016, InsufficientEvidence, "1 units to compare with"),
        (_teams(), 2003, InsufficientEvidence, "3 moments before and 19 from"),
        (_teams(), 2030, InsufficientEvidence, "and 0 from"),
        (_teams(), "soon", UsageError, "not a moment of the series"),
        (_teams().query("year != 2008"), 2016, InputError, "after '2007' there is no '2008'"),
    ],
)
def test_what_does_not_fit_is_one_sentence(
    data: pd.DataFrame, start: object, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        _fit(data, start=start)


@pytest.mark.unit
@pytest.mark.parametrize("donors", [6, 24])
@pytest.mark.parametrize("effect", [5.0, 0.0])
def test_an_exact_mix_whose_weights_are_determined_is_answered(donors: int, effect: float) -> None:
    rng, moments, before = np.random.default_rng(0), 40, 30
    values = {f"d{i}": np.cumsum(rng.normal(size=moments)) + 10 + i for i in range(donors)}
    values["y"] = 0.6 * values["d1"] + 0.4 * values["d4"] + effect * (np.arange(moments) >= before)
    data = pd.DataFrame(values).rename_axis("year").reset_index().melt("year", var_name="team", value_name="rate")
    found = synthetic_control(data, "rate", "team", "year", "y", before)
    # The solver stops at 1e-9 of the squares, the weights follow to about its root.
    assert found.weights.set_index("team")["weight"].to_dict() == pytest.approx({"d1": 0.6, "d4": 0.4}, abs=1e-4)
    assert found.estimate == pytest.approx(effect, abs=1e-4)
    assert found.p_value == (1 / (donors + 1) if effect else 1)
    assert (found.lower, found.upper) == (-math.inf, math.inf)
    assert "exact mix" in found.method
    double = pd.concat([data, data[data["team"] == "d1"].assign(team="d1 again")])
    with pytest.raises(InsufficientEvidence, match="not determined"):
        synthetic_control(double, "rate", "team", "year", "y", before)


@pytest.mark.unit
@pytest.mark.parametrize(("kind", "asked"), [(float, 38), (int, 38.0), (int, "38"), (str, 38), (int, np.int64(38))])
def test_units_and_columns_keep_their_own_names(kind: type, asked: object) -> None:
    data = _teams()
    numbered = data.assign(team=(38 + data["team"].str[1:].astype(int)).astype(kind))
    found = synthetic_control(
        numbered.rename(columns={"team": "State", "year": "Year"}), "rate", "State", "Year", asked, 2016
    )
    assert found.estimate == _fit(data).estimate
    assert found.estimates.columns[0] == found.weights.columns[0] == found.placebos.columns[0] == "State"
    assert found.gaps.columns[0] == found.time_weights.columns[0] == "Year"
    assert set(found.weights["State"]) <= set(numbered["team"])
    assert found.estimates["State"].iloc[0] == numbered["team"].iloc[0]


@pytest.mark.unit
def test_method_is_named() -> None:
    with pytest.raises(UsageError, match="Did you mean sdid"):
        _fit(_teams(), "sdidd")


@pytest.mark.slow
@pytest.mark.simulation
@pytest.mark.parametrize("units", [8, 20, 39])
@pytest.mark.parametrize("method", ["sc", "sdid"])
def test_a_true_null_is_kept_and_answered(units: int, method: str, record_property) -> None:
    rng = np.random.default_rng(units)
    tried, answered, covered = 150, 0, 0
    for _ in range(tried):
        common = np.cumsum(rng.normal(0, 1, (3, 20)), axis=1)
        values = 5 + rng.uniform(0, 1, (units, 3)) @ common + rng.normal(0, 0.5, (units, 20))
        data = pd.DataFrame(
            {"team": np.repeat(np.arange(units), 20), "year": np.tile(np.arange(20), units), "rate": values.ravel()}
        )
        try:
            found = synthetic_control(data, "rate", "team", "year", 0, 14, method)
        except InsufficientEvidence:
            continue
        answered += 1
        covered += bool(found.lower <= 0 <= found.upper)
    record_property("answered", answered / tried)
    record_property("coverage", covered / max(answered, 1))
    assert answered / tried >= 0.8
    assert covered / answered >= 0.93 - 0.036  # two standard errors of some 140 answers
