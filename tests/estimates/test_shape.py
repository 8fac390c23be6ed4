"""Intervals against published numbers, by property, and by exact coverage."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from wij_impact import InputError, UsageError
from wij_impact.estimates import as_result, byar_interval, check_level, proportion_interval, wilson_interval


@pytest.mark.reference
@pytest.mark.parametrize(
    ("file", "interval"),
    [("expected_proportion_wilson.csv", "wilson"), ("expected_rate_byars_exact.csv", "byar")],
)
def test_published_intervals(shared: Path, file: str, interval: str) -> None:
    rows = list(csv.DictReader((shared / "cases/impactmeting/proportions" / file).open()))
    whole = [row for row in rows if row["lower95_0cl"]]
    assert len(whole) >= 16
    for row in whole:
        per = float(row["multiplier"])
        events, n = float(row["Numerator"]), float(row["Denominator"])
        for level, lower, upper in ((0.95, "lower95_0cl", "upper95_0cl"), (0.998, "lower99_8cl", "upper99_8cl")):
            if interval == "wilson":
                got = tuple(limit * per for limit in wilson_interval(events, n, level))
            else:
                got = tuple(limit / n * per for limit in byar_interval(events, level))
            # 1e-12 relative: the same closed form; only the last bits of the normal quantile may differ.
            assert got == pytest.approx((float(row[lower]), float(row[upper])), rel=1e-12)


@pytest.mark.property
@given(st.integers(1, 400), st.data(), st.floats(0.5, 0.999))
def test_an_interval_holds_its_estimate_and_mirrors(n: int, data: st.DataObject, level: float) -> None:
    events = data.draw(st.integers(0, n))
    for method in ("auto", "wilson"):
        lower, upper, name = proportion_interval(events, n, level, method)  # type: ignore[arg-type]
        assert 0 <= lower <= events / n + 1e-12
        assert events / n - 1e-12 <= upper <= 1
        assert name
        mirrored = proportion_interval(n - events, n, level, method)  # type: ignore[arg-type]
        # Both sides are quantiles found to about 1e-12; 1e-9 leaves room for the root finder.
        assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((lower, upper), abs=1e-9)


@pytest.mark.simulation
@pytest.mark.parametrize("n", [10, 20, 50, 114, 282])
@pytest.mark.parametrize("p", [0.5, 0.8, 0.9, 0.95])
def test_the_default_interval_covers(n: int, p: float) -> None:
    """Exact coverage: the binomial probabilities of all outcomes whose interval holds p."""
    cover = sum(
        stats.binom.pmf(k, n, p)
        for k in range(n + 1)
        if proportion_interval(k, n)[0] <= p <= proportion_interval(k, n)[1]
    )
    assert cover >= 0.95


@pytest.mark.unit
def test_byar_below_ten_is_exact() -> None:
    assert byar_interval(0) == (0.0, pytest.approx(-math.log(0.025)))


@pytest.mark.unit
def test_wrong_calls_get_a_sentence() -> None:
    with pytest.raises(UsageError, match=r"level=0\.95"):
        check_level(95)
    with pytest.raises(InputError, match="not a proportion"):
        wilson_interval(11, 10)
    with pytest.raises(InputError, match="not a count"):
        byar_interval(-1)


@pytest.mark.unit
def test_every_result_has_the_one_shape() -> None:
    frame = as_result([{"unit": "a", "estimate": 0.5, "method": "Wilson", "extra": 1}], ["unit"])
    assert list(frame) == ["unit", "estimate", "std_error", "lower", "upper", "level", "n", "method", "extra"]
    assert math.isnan(frame.loc[0, "std_error"])
    with pytest.raises(UsageError, match="method"):
        as_result([{"unit": "a", "estimate": 0.5}], ["unit"])
