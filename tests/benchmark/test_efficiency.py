"""DEA against one plain linear programme per unit, its laws, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from wij_impact import InputError, InsufficientEvidence, UsageError
from wij_impact.benchmark import efficiency, efficiency_without
from wij_impact.benchmark import simplex as solver

INPUTS, OUTPUTS = ["x0", "x1"], ["y0", "y1"]


def _frame(x: Any, y: Any) -> pd.DataFrame:
    columns = {f"x{i}": x[:, i] for i in range(x.shape[1])} | {f"y{i}": y[:, i] for i in range(y.shape[1])}
    return pd.DataFrame({"unit": [f"u{i:03d}" for i in range(len(x))]} | columns)


def _plain(x: Any, y: Any, returns: str, orientation: str) -> Any:
    """The textbook programme of each unit, by HiGHS."""
    n, scores = len(x), []
    inward = orientation == "input"
    for i in range(n):
        own_in, own_out = (-x[i], np.zeros(y.shape[1])) if inward else (np.zeros(x.shape[1]), y[i])
        a = np.vstack([np.c_[x.T, own_in], np.c_[-y.T, own_out]])
        b = np.r_[np.zeros(x.shape[1]), -y[i]] if inward else np.r_[x[i], np.zeros(y.shape[1])]
        total = np.r_[np.ones(n), 0.0][None]
        equal: dict[str, Any] = {"A_eq": total, "b_eq": [1]} if returns == "vrs" else {}
        if returns in ("drs", "irs"):
            sign = 1 if returns == "drs" else -1
            a, b = np.vstack([a, sign * total]), np.r_[b, sign]
        cost = np.r_[np.zeros(n), 1.0 if inward else -1.0]
        scores.append(abs(linprog(cost, A_ub=a, b_ub=b, **equal).fun))
    return np.array(scores)


@pytest.mark.reference
@pytest.mark.parametrize("returns", ["crs", "vrs", "drs", "irs"])
@pytest.mark.parametrize("orientation", ["input", "output"])
def test_scores_are_those_of_the_plain_programmes(returns: Any, orientation: Any) -> None:
    rng = np.random.default_rng(4)
    x = rng.lognormal(0, 0.6, (25, 2))
    y = x @ rng.dirichlet([1, 1], 2).T * rng.lognormal(-0.3, 0.3, (25, 2))
    whole_x, whole_y = rng.integers(0, 4, (20, 2)).astype(float), rng.integers(0, 4, (20, 2)).astype(float)
    whole_x[whole_x.sum(axis=1) == 0], whole_y[whole_y.sum(axis=1) == 0] = 1.0, 1.0
    for one, other in ((x, y), (whole_x, whole_y)):  # whole numbers give ties and degenerate corners
        result = efficiency(_frame(one, other), INPUTS, OUTPUTS, "unit", returns, orientation)
        assert result["estimate"].to_numpy() == pytest.approx(_plain(one, other, returns, orientation), abs=1e-8)


@pytest.mark.unit
def test_what_the_batch_cannot_prove_goes_to_highs(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    data = _frame(rng.lognormal(size=(12, 2)), rng.lognormal(size=(12, 2)))
    usual = efficiency(data, INPUTS, OUTPUTS, "unit", "vrs")
    asked = []
    original = solver._by_highs
    monkeypatch.setattr(solver, "_by_highs", lambda *a: asked.append(1) or original(*a))
    monkeypatch.setattr(solver, "_pivot", lambda problem, basis, inverse, right, active: active[:0])
    forced = efficiency(data, INPUTS, OUTPUTS, "unit", "vrs")
    assert asked
    assert forced["estimate"].to_numpy() == pytest.approx(usual["estimate"].to_numpy(), abs=1e-8)


units = st.lists(st.tuples(*[st.integers(1, 50)] * 4), min_size=3, max_size=10)


@pytest.mark.property
@settings(max_examples=20, deadline=None)
@given(units, st.sampled_from(["crs", "vrs"]), st.sampled_from(["input", "output"]), st.floats(0.01, 100), st.randoms())
def test_laws(rows: Any, returns: Any, orientation: Any, factor: float, random: Any) -> None:
    table = np.array(rows, dtype=float)
    data = _frame(table[:, :2], table[:, 2:])
    usual = efficiency(data, INPUTS, OUTPUTS, "unit", returns, orientation).set_index("unit")["estimate"]
    inside = usual.between(0, 1 + 1e-9) if orientation == "input" else usual >= 1 - 1e-9
    assert inside.all()
    assert (np.abs(usual - 1) < 1e-9).any()  # somebody is best
    scaled = data.assign(x0=data["x0"] * factor, y1=data["y1"] / factor)
    other = efficiency(scaled, INPUTS, OUTPUTS, "unit", returns, orientation).set_index("unit")["estimate"]
    assert other.to_numpy() == pytest.approx(usual.to_numpy(), rel=1e-7)
    twice = pd.concat([data, data.head(1).assign(unit="copy")])
    copied = efficiency(twice, INPUTS, OUTPUTS, "unit", returns, orientation).set_index("unit")["estimate"]
    assert copied[usual.index].to_numpy() == pytest.approx(usual.to_numpy(), rel=1e-7)
    turned = data.sample(frac=1, random_state=random.randint(0, 99))
    again = efficiency(turned, INPUTS, OUTPUTS, "unit", returns, orientation).set_index("unit")["estimate"]
    assert again[usual.index].to_numpy() == pytest.approx(usual.to_numpy(), rel=1e-7)


@pytest.mark.unit
def test_slack_is_found_and_is_not_efficient() -> None:
    """The last of the eleven units scores 1 but uses 4 more of the second input than the first: known from the case."""
    data = pd.DataFrame({"unit": ["a", "b"], "x0": [5.0, 5.0], "x1": [13.0, 17.0], "y": [12.0, 12.0]})
    result = efficiency(data, INPUTS, "y", "unit").set_index("unit")
    assert result.loc["b", "estimate"] == pytest.approx(1)
    assert result.loc["b", "slack_x1"] == pytest.approx(4)
    assert result["efficient"].tolist() == [True, False]
    assert result.loc["b", "peers"] == "a (1.000)"


@pytest.mark.unit
def test_leaving_one_out_only_helps() -> None:
    rng = np.random.default_rng(7)
    data = _frame(rng.lognormal(size=(15, 2)), rng.lognormal(size=(15, 2)))
    result = efficiency_without(data, INPUTS, OUTPUTS, "unit", "vrs")
    assert (result["upper"] >= result["estimate"] - 1e-9).all()
    worst = result.loc[result["upper"].sub(result["estimate"]).idxmax()]
    rest = data[data["unit"] != worst["depends_on"]]
    without = efficiency(rest, INPUTS, OUTPUTS, "unit", "vrs").set_index("unit")["estimate"]
    assert worst["upper"] == pytest.approx(without[worst["unit"]], abs=1e-8)


@pytest.mark.unit
def test_bad_input_gets_a_sentence() -> None:
    data = pd.DataFrame({"unit": ["a", "b", "c"], "x": [1.0, 2.0, 3.0], "y": [1.0, 1.0, 2.0]})
    with pytest.raises(InputError, match=r"row 3, column x: '-2\.0' must be at least 0"):
        efficiency(data.assign(x=[1, -2.0, 3]), "x", "y", "unit")
    with pytest.raises(InputError, match="'b' has no input at all"):
        efficiency(data.assign(x=[1, 0, 3]), "x", "y", "unit")
    with pytest.raises(InputError, match="'b' has no output at all"):
        efficiency(data.assign(y=[1, 0, 3]), "x", "y", "unit")
    with pytest.raises(InputError, match="there is no input"):
        efficiency(data, [], "y", "unit")
    with pytest.raises(InsufficientEvidence, match="at least 2 units"):
        efficiency(data.head(1), "x", "y", "unit")
    with pytest.raises(UsageError, match="crs, vrs"):
        efficiency(data, "x", "y", "unit", "constant")  # type: ignore[arg-type]
    assert efficiency(data.assign(x=1, y=1), "x", "y", "unit")["efficient"].all()
