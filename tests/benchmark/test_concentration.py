"""The concentration index: closed forms, properties, refusals, and how often its interval covers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wij_impact import InputError, InsufficientEvidence, benchmark


def _areas(effort: object, need: object = None, **more: object) -> pd.DataFrame:
    effort = np.asarray(effort, float)
    need = np.arange(len(effort)) if need is None else need
    return pd.DataFrame({"wijk": range(101, 101 + len(effort)), "effort": effort, "need": need} | more)


def _value(data: pd.DataFrame, **options: object) -> float:
    return float(benchmark.concentration(data, "effort", "need", "wijk", **options)["estimate"].iloc[0])  # type: ignore[arg-type]


@pytest.mark.reference
@pytest.mark.parametrize("n", [8, 10, 31])
def test_closed_forms(n: int) -> None:
    """Gini of 1..n is (n - 1)/(3n); equal effort gives 0; all effort in one end gives +-(1 - 1/n)."""
    assert _value(_areas(np.arange(1, n + 1))) == pytest.approx((n - 1) / (3 * n))
    assert _value(_areas(np.ones(n))) == pytest.approx(0, abs=1e-15)
    ends = np.zeros(n)
    ends[-1] = 5
    result = benchmark.concentration(_areas(ends), "effort", "need", "wijk").iloc[0]
    assert result["estimate"] == pytest.approx(1 - 1 / n) == pytest.approx(result["bound_high"])
    assert _value(_areas(ends[::-1])) == pytest.approx(-(1 - 1 / n))


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 9), st.floats(0.1, 9)), min_size=8, max_size=30))
def test_laws(rows: list[tuple[int, int, float]]) -> None:
    size, need, effort = (np.array(part, float) for part in zip(*rows, strict=True))
    if np.ptp(need) == 0:
        return
    equal = _areas(size * 3, need, people=size)
    assert _value(equal, weight="people") == pytest.approx(0, abs=1e-12)
    data = _areas(effort, need, people=size)
    value = _value(data, weight="people")
    assert value == pytest.approx(_value(data.iloc[::-1], weight="people"))
    assert value == pytest.approx(_value(data.assign(effort=effort * 1000), weight="people"))
    assert value == pytest.approx(-_value(data.assign(need=-need), weight="people"))
    # An area of 3 residents is three areas of 1 with a third of the effort each.
    split = data.loc[np.repeat(np.arange(len(data)), size.astype(int))]
    split = split.assign(effort=split["effort"] / split["people"], wijk=range(len(split)))
    assert value == pytest.approx(_value(split))


@pytest.mark.unit
def test_shares_weights_and_the_curve() -> None:
    data = _areas(np.linspace(0.1, 0.6, 12), people=np.arange(50, 62))
    result = benchmark.concentration(data, "effort", "need", "wijk", weight="people", share=True).set_index("index")
    other = benchmark.concentration(
        data.assign(effort=1 - data["effort"]), "effort", "need", "wijk", weight="people", share=True
    ).set_index("index")
    assert result.loc["erreygers", "estimate"] == pytest.approx(-other.loc["erreygers", "estimate"])
    curve = benchmark.concentration_curve(data, "effort", "need", "wijk")
    assert curve["wijk"].tolist() == list(range(101, 113))
    assert curve[["weight_share", "effort_share"]].iloc[-1].tolist() == pytest.approx([1, 1])


@pytest.mark.unit
def test_refusals() -> None:
    with pytest.raises(InsufficientEvidence, match="at least 8 units"):
        _value(_areas(np.ones(7)))
    with pytest.raises(InputError, match="no effort anywhere"):
        _value(_areas(np.zeros(9)))
    with pytest.raises(InputError, match="same everywhere"):
        _value(_areas(np.ones(9), np.ones(9)))
    with pytest.raises(InputError, match="row 2, column people"):
        _value(_areas(np.ones(9), people=[0] + [1] * 8), weight="people")
    with pytest.raises(InputError, match="not a share"):
        _value(_areas(np.arange(9)), share=True)


def _coverage(n: int, sets: int, seed: int) -> float:
    """Areas drawn from a superpopulation: need lognormal, effort related to need with noise, unequal sizes."""
    rng = np.random.default_rng(seed)

    def draw(k: int) -> pd.DataFrame:
        need = rng.lognormal(0, 0.5, k)
        people = rng.lognormal(8, 0.5, k)
        return _areas(people * need**0.5 * rng.lognormal(0, 0.4, k), need, people=people)

    truth = _truth(draw)
    hits = 0
    for _ in range(sets):
        row = benchmark.concentration(draw(n), "effort", "need", "wijk", weight="people").iloc[0]
        hits += row["lower"] <= truth <= row["upper"]
    return hits / sets


def _truth(draw: object) -> float:
    from wij_impact.benchmark.concentration import _Areas, _index

    big = draw(400_000)  # type: ignore[operator]
    return _index(_Areas(*(big[c].to_numpy(float) for c in ("effort", "need", "people"))), "concentration")


@pytest.mark.simulation
@pytest.mark.slow
@pytest.mark.parametrize("n", [10, 20, 40, 60])
def test_the_jackknife_interval_covers(n: int) -> None:
    # 400 sets: standard error .011.
    assert _coverage(n, 400, seed=n) >= 0.92
