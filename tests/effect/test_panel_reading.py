"""What a panel may look like: other orders, other names, other kinds of periods and columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wij_impact import InputError, InsufficientEvidence
from wij_impact.effect import difference_in_differences, event_study, staggered

LABELS = ["unit", "time", "first", "y"]


def rolled_out(units: int = 12, periods: int = 6) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    starts = [0, 3, 4]
    rows = [(f"u{u}", t, starts[u % 3], rng.normal()) for u in range(units) for t in range(1, periods + 1)]
    return pd.DataFrame(rows, columns=LABELS)


def two_by_two(treated: int = 5, clusters: int = 24) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    rows = [(f"c{c}", p, int(c < treated), rng.normal()) for c in range(clusters) for p in (0, 1) for _ in range(3)]
    return pd.DataFrame(rows, columns=["c", "post", "d", "y"])


def other(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """The same data with other names of the units, in another order."""
    names = frame[column].unique()
    again = dict(zip(names, np.random.default_rng(8).permutation(len(names)), strict=True))
    return frame.assign(**{column: frame[column].map(again)}).sample(frac=1, random_state=9)


@pytest.mark.property
def test_bands_do_not_depend_on_row_order_or_names() -> None:
    frame = rolled_out()
    one, two = (event_study(f, "y", "unit", "time", "first", draws=99) for f in (frame, other(frame, "unit")))
    pd.testing.assert_frame_equal(one, two, check_exact=True)


@pytest.mark.property
def test_permutation_and_wild_bootstrap_do_not_depend_on_row_order_or_names() -> None:
    frame = two_by_two()
    one, two = (
        difference_in_differences(f, "y", "d", "post", cluster="c", draws=99) for f in (frame, other(frame, "c"))
    )
    assert "drawn" in " ".join(one["method"])  # otherwise there is no draw that could differ
    pd.testing.assert_frame_equal(one, two, check_exact=True)


@pytest.mark.unit
@pytest.mark.parametrize(("reference", "label"), [(-1, -2.0), (-2, -4.0)])
def test_the_reference_is_labelled_by_its_distance(reference: int, label: float) -> None:
    frame = rolled_out().assign(
        time=lambda f: 1998 + 2 * f["time"], first=lambda f: f["first"].map({0: 0, 3: 2004, 4: 2006})
    )
    found = event_study(frame, "y", "unit", "time", "first", reference, draws=49)
    given = found.loc[found["method"].str.startswith("reference"), "event_time"].tolist()
    assert given == [label]
    assert found["event_time"].tolist() == [-6.0, -4.0, -2.0, 0.0, 2.0, 4.0, 6.0]


@pytest.mark.unit
def test_a_cluster_that_fills_its_arm_has_no_robust_error() -> None:
    two = difference_in_differences(two_by_two(1, 2), "y", "d", "post", cluster="c")
    assert two["std_error"].isna().all()
    found = difference_in_differences(two_by_two(1, 8), "y", "d", "post", cluster="c", draws=99).set_index("inference")
    assert found.drop("one_spread")["std_error"].isna().all()
    assert found.loc["one_spread", "std_error"] > 0


@pytest.mark.unit
def test_yearly_periods_and_first_of_january_are_years() -> None:
    frame = rolled_out().assign(
        time=lambda f: f["time"] + 2000, first=lambda f: f["first"].map({0: 0, 3: 2003, 4: 2004})
    )
    plain = staggered(frame, "y", "unit", "time", "first", draws=49).simple
    years = pd.PeriodIndex(frame["time"].astype(str), freq="Y")
    starts = pd.to_datetime(frame["first"].replace(0, np.nan).map("{:.0f}-01-01".format, na_action="ignore"))
    for time, first in [(years, frame["first"]), (years.to_timestamp(), starts), (years, starts.dt.to_period("Y"))]:
        again = staggered(frame.assign(time=time, first=first), "y", "unit", "time", "first", draws=49).simple
        pd.testing.assert_frame_equal(plain, again)


@pytest.mark.unit
def test_other_periods_are_refused_by_name() -> None:
    frame = rolled_out().assign(time=lambda f: pd.PeriodIndex("2020-0" + f["time"].astype(str), freq="M"))
    with pytest.raises(InputError, match="2020-01"):
        staggered(frame, "y", "unit", "time", "first")


@pytest.mark.unit
def test_every_start_after_the_last_period_is_nobody_treated() -> None:
    frame = rolled_out().assign(first=lambda f: f["first"].replace({3: 30, 4: 40}))
    with pytest.raises(InsufficientEvidence, match=r"binnen de perioden|within the panel"):
        staggered(frame, "y", "unit", "time", "first")


@pytest.mark.unit
def test_columns_may_be_called_by_a_number_but_not_twice() -> None:
    frame = rolled_out()
    numbered = frame.set_axis([0, 1, 2, 3], axis=1)
    pd.testing.assert_frame_equal(
        staggered(numbered, 3, 0, 1, 2, draws=49).simple,
        staggered(frame, "y", "unit", "time", "first", draws=49).simple,
    )
    pair = two_by_two(5, 12)
    pd.testing.assert_frame_equal(
        difference_in_differences(pair.set_axis([0, 1, 2, 3], axis=1), 3, 2, 1, unit=0, draws=99),
        difference_in_differences(pair, "y", "d", "post", unit="c", draws=99),
    )
    with pytest.raises(InputError, match=r"meer dan eens|more than once"):
        staggered(pd.concat([frame, frame["y"]], axis=1), "y", "unit", "time", "first")
