"""Control charts: when they answer, when they refuse, and how often they alarm for nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from wij_impact import InputError, InsufficientEvidence, UsageError
from wij_impact.benchmark import anhoj, control_chart, false_alarm_rates, rates_with_intervals
from wij_impact.benchmark.run_rules import _anhoj_many

MONTHS = pd.DataFrame({"month": range(1, 25), "x": [5, 6, 4, 5, 7, 5, 4, 6, 5, 4, 6, 5] * 2, "n": [100] * 24})


@pytest.mark.simulation
def test_the_stated_false_alarm_rate_is_that_of_the_charts_themselves() -> None:
    rates = false_alarm_rates(24, draws=8000)
    # The issue names about 19% for 24 points; 8,000 draws have a standard error of .4 points.
    assert rates["any"] == pytest.approx(0.19, abs=0.02)
    rng = np.random.default_rng(6)
    hits = 0
    for _ in range(150):
        chart = control_chart(pd.DataFrame({"t": range(24), "x": rng.standard_normal(24)}), "x", "t")
        hits += bool((chart["special_cause"] != "Common Cause").any())
    assert hits / 150 == pytest.approx(rates["any"], abs=3 * np.sqrt(0.19 * 0.81 / 150))


@pytest.mark.simulation
@pytest.mark.parametrize("points", [12, 20, 25])
def test_anhoj_signals_seldom_and_the_fast_form_agrees(points: int) -> None:
    series = np.random.default_rng(1).standard_normal((300, points))
    one_by_one = [anhoj(row).signal for row in series]
    assert _anhoj_many(series).tolist() == one_by_one
    assert np.mean(one_by_one) < 0.12


@pytest.mark.reference
def test_anhoj_bounds() -> None:
    """Anhoj & Olesen (2014): with 24 useful points a run above 8 or fewer than 8 crossings is a signal."""
    alternating = anhoj(np.tile([1.0, 2.0], 12))
    assert (alternating.useful, alternating.longest_run_allowed, alternating.crossings_needed) == (24, 8, 8)
    shifted = anhoj(np.repeat([1.0, 2.0], 12))
    assert shifted.signal
    assert (shifted.longest_run, shifted.crossings) == (12, 1)


@pytest.mark.simulation
@pytest.mark.parametrize("kind", ["p", "u"])
def test_a_point_outside_is_at_most_as_frequent_as_three_sigma(kind: str) -> None:
    """At small counts the normal limits alarm too often; the exact tail holds the rate at .00135 a side."""
    for expected in (1.0, 3.0, 8.0):
        n, counts = 40.0, np.arange(0, 41)
        p = expected / n
        chance = stats.binom.pmf(counts, 40, p) if kind == "p" else stats.poisson.pmf(counts, expected)
        alarm = 0.0
        for count, weight in zip(counts, chance, strict=True):
            # Twelve points at the mean fix the limits; the thirteenth is judged.
            data = pd.DataFrame({"t": range(13), "x": [expected] * 12 + [count], "n": n})
            chart = control_chart(data, "x", "t", kind, "n", fix=12)  # type: ignore[arg-type]
            alarm += weight * bool(chart["outside"].iloc[-1])
        assert alarm <= 2 * 0.00135 + 1e-9


@pytest.mark.unit
def test_fewer_than_twelve_points_are_refused_with_what_can_be_done() -> None:
    few = MONTHS.head(11)
    with pytest.raises(InsufficientEvidence, match="at least 12 points; there are 11"):
        control_chart(few, "x", "month")
    with pytest.raises(InsufficientEvidence):
        anhoj(np.ones(5))
    with pytest.raises(InsufficientEvidence):
        false_alarm_rates(6)
    offered = rates_with_intervals(few, "x", "month", "proportion", "n")
    assert (offered["lower"] < offered["estimate"]).all()
    assert len(offered) == 11


@pytest.mark.unit
def test_a_rebase_needs_a_reason() -> None:
    with pytest.raises(UsageError, match="need a reason"):
        control_chart(MONTHS, "x", "month", rebase=[13])
    with pytest.raises(UsageError, match="need a reason"):
        control_chart(MONTHS, "x", "month", rebase={13: " "})
    with pytest.raises(UsageError, match="not in the series"):
        control_chart(MONTHS, "x", "month", rebase={99: "x"})
    with pytest.raises(UsageError, match="one point"):
        control_chart(MONTHS, "x", "month", rebase={24: "x"})
    both = control_chart(MONTHS, "x", "month", rebase=[13], reason="other registration")
    assert both["rebase_group"].tolist() == [0] * 12 + [1] * 12
    assert both["rebase_reason"].iloc[-1] == "other registration"


@pytest.mark.property
@pytest.mark.parametrize("kind", ["xmr", "p", "u"])
def test_order_of_rows_does_not_matter_and_equal_values_are_no_signal(kind: str) -> None:
    base = None if kind == "xmr" else "n"
    first = control_chart(MONTHS, "x", "month", kind, base)  # type: ignore[arg-type]
    again = control_chart(MONTHS.iloc[::-1], "x", "month", kind, base)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(first, again)
    flat = control_chart(MONTHS.assign(x=0.1 if kind == "xmr" else 1), "x", "month", kind, base)  # type: ignore[arg-type]
    assert set(flat["special_cause"]) == {"Common Cause"}
    none = control_chart(MONTHS.assign(x=0), "x", "month", kind, base)  # type: ignore[arg-type]
    assert set(none["special_cause"]) == {"Common Cause"}


@pytest.mark.unit
def test_bad_input_gets_a_sentence() -> None:
    with pytest.raises(UsageError, match="needs a denominator"):
        control_chart(MONTHS, "x", "month", "p")
    with pytest.raises(InputError, match="row 2, column n"):
        control_chart(MONTHS.assign(n=0), "x", "month", "u", "n")
    with pytest.raises(InputError, match="more events than the base"):
        control_chart(MONTHS.assign(n=1), "x", "month", "p", "n")
    with pytest.raises(InputError, match="occurs twice"):
        control_chart(MONTHS.assign(month=1), "x", "month")
    with pytest.raises(InputError, match="is empty"):
        control_chart(MONTHS.assign(x=np.nan), "x", "month")
    with pytest.raises(UsageError, match="not a baseline"):
        control_chart(MONTHS, "x", "month", fix=1)
