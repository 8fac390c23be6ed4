"""Decomposition: exact, the same in any order, and equal to what Das Gupta and Kitagawa printed."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wij_impact import InputError, UsageError
from wij_impact.effect import decompose


@pytest.mark.reference
def test_das_gupta_taiwan_three_factors_over_age_groups(shared: Path) -> None:
    table = pd.read_csv(shared / "cases/effect/decomposition/dasgupta_4_3_taiwan.csv")
    factors = ["bm", "mw", "wp"]
    before = table.rename(columns={f"{name}_1960": name for name in factors})[["agegroup", *factors]]
    after = table.rename(columns={f"{name}_1970": name for name in factors})[["agegroup", *factors]]
    result = decompose(before, after.sample(frac=1, random_state=3), factors, by="agegroup")
    # Printed to six decimals.
    assert np.allclose(result["estimate"], [-7.285632, -2.720633, -1.565181], atol=5.1e-7, rtol=0)
    assert result["estimate"].sum() == pytest.approx(result["change"].iloc[0], abs=1e-12)


@pytest.mark.reference
def test_das_gupta_headship_is_kitagawa(shared: Path) -> None:
    table = pd.read_csv(shared / "cases/effect/decomposition/dasgupta_5_1_headship.csv")
    before = table.rename(columns={"size_1970": "size", "rate_1970": "rate"})
    after = table.rename(columns={"size_1985": "size", "rate_1985": "rate"})
    result = decompose(before, after, ["size", "rate"], by="age_group", shares="size").set_index("factor")
    # Printed to four decimals; sizes are percentages, so the structure is a share.
    assert result.loc["size", "estimate"] == pytest.approx(1.2269, abs=5.1e-5)
    assert result.loc["rate", "estimate"] == pytest.approx(1.7403, abs=5.1e-5)
    assert result["change"].iloc[0] == pytest.approx(2.9672, abs=5.1e-5)
    share = (before["size"] / before["size"].sum(), after["size"] / after["size"].sum())
    kitagawa = ((share[1] - share[0]) * (before["rate"] + after["rate"]) / 2).sum()
    assert result.loc["size", "estimate"] == pytest.approx(kitagawa, abs=1e-12)


def _by_all_orders(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The definition of the Shapley value, for the few factors where all orders can be walked."""
    count = first.shape[1]
    parts = np.zeros(count)
    orders = list(permutations(range(count)))
    for order in orders:
        now = first.copy()
        for factor in order:
            before = now.prod(axis=1).sum()
            now[:, factor] = last[:, factor]
            parts[factor] += (now.prod(axis=1).sum() - before) / len(orders)
    return parts


# Not 0: a group that is absent on one side is no matter of orders, see test_a_group_that_was_not_there_had_no_price.
amounts = st.floats(-50, 50, allow_nan=False).map(lambda value: round(value, 3) or 1.0)


@pytest.mark.property
@given(
    st.integers(1, 5).flatmap(
        lambda k: st.lists(st.lists(amounts, min_size=2 * k, max_size=2 * k), min_size=1, max_size=4)
    )
)
def test_it_is_the_mean_over_all_orders_and_adds_up(rows: list[list[float]]) -> None:
    values = np.array(rows)
    count = values.shape[1] // 2
    names = [f"f{i}" for i in range(count)]
    before, after = (pd.DataFrame(part, columns=names) for part in (values[:, :count], values[:, count:]))
    result = decompose(before, after, names)
    # Products reach 50**5, so machine precision is about 1e-7 of the unit; relative to that size it is 1e-12.
    scale = max(1.0, np.abs(values).max()) ** count
    assert np.allclose(
        result["estimate"], _by_all_orders(before.to_numpy(), after.to_numpy()), rtol=0, atol=1e-12 * scale
    )
    assert abs(result["estimate"].sum() - result["change"].iloc[0]) <= 1e-12 * scale
    turned = decompose(before, after, names[::-1]).set_index("factor")["estimate"]
    assert np.allclose(turned[names], result["estimate"], rtol=0, atol=1e-12 * scale)


@pytest.mark.unit
def test_thirty_factors_are_still_exact() -> None:
    names = [f"f{i}" for i in range(30)]
    grow = 1 + np.arange(30) / 100
    result = decompose(pd.DataFrame([np.ones(30)], columns=names), pd.DataFrame([grow], columns=names), names)
    assert result["estimate"].sum() == pytest.approx(grow.prod() - 1, rel=1e-12)
    assert result["estimate"].iloc[0] == 0  # a factor that did not change explains nothing
    assert result["estimate"].is_monotonic_increasing


@pytest.mark.unit
def test_one_row_as_a_mapping_and_zero_amounts() -> None:
    result = decompose({"clients": 0, "price": 5}, {"clients": 10, "price": 7}, ["clients", "price"])
    assert result["estimate"].tolist() == [70, 0]  # who were not there had no price that could rise
    same = decompose({"a": 2, "b": 3}, {"a": 3, "b": 2}, ["a", "b"])
    assert same["share_of_change"].isna().all()
    assert same["change"].eq(0).all()
    assert "not causal" in result["method"].iloc[0]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("before", "after", "by", "said"),
    [
        ({"g": ["a", "b"], "x": [1, 2]}, {"g": ["a"], "x": [1]}, "g", "group 'b' is missing in 'after'"),
        ({"g": ["a"], "x": [1]}, {"g": ["a", "b"], "x": [1, 2]}, "g", "group 'b' is missing in 'before'"),
        ({"g": ["a", "a"], "x": [1, 2]}, {"g": ["a"], "x": [1]}, "g", "row 3, column g: group 'a' occurs twice"),
        ({"g": ["a", None], "x": [1, 2]}, {"g": ["a"], "x": [1]}, "g", "has no name"),
        ({"g": ["a"], "x": [None]}, {"g": ["a"], "x": [1]}, "g", "is empty"),
        ({"g": ["a"], "x": ["veel"]}, {"g": ["a"], "x": [1]}, "g", "'veel' is not a number"),
        ({"g": ["a", "b"], "x": [1, 2]}, {"g": ["a"], "x": [1]}, None, "2 and 1 rows"),
        ({"g": ["a"], "y": [1]}, {"g": ["a"], "x": [1]}, "g", "column 'x' is missing"),
    ],
)
def test_what_does_not_fit_is_one_sentence(before: dict, after: dict, by: str | None, said: str) -> None:
    with pytest.raises(InputError, match=said):
        decompose(pd.DataFrame(before), pd.DataFrame(after), "x", by)


@pytest.mark.unit
def test_group_names_that_are_numbers_match_across_types() -> None:
    before = pd.DataFrame({"year": [1, 2], "x": [1.0, 2.0]})
    after = pd.DataFrame({"year": [2.0, 1.0], "x": [5.0, 1.0]})
    assert decompose(before, after, "x", "year")["estimate"].tolist() == [3.0]


@pytest.mark.unit
def test_factors_and_shares_are_named_once_and_exist() -> None:
    table = pd.DataFrame({"x": [0.0], "y": [1.0]})
    with pytest.raises(UsageError, match="one twice"):
        decompose(table, table, ["x", "x"])
    with pytest.raises(UsageError, match="no factor"):
        decompose(table, table, ["x"], shares="y")
    with pytest.raises(InputError, match="adds up to 0"):
        decompose(table, table, ["x", "y"], shares="x")


OLD = pd.DataFrame({"wijk": ["a", "b", "c"], "n": [10, 20, 30], "p": [2.0, 3.0, 4.0]})
NEW = pd.DataFrame({"wijk": ["c", "a", "b"], "n": [33, 12, 18], "p": [5.0, 2.0, 3.0]})


@pytest.mark.unit
def test_an_index_names_groups_as_a_column_does() -> None:
    right = decompose(OLD, NEW, ["n", "p"], by="wijk")
    old, new = OLD.set_index("wijk"), NEW.set_index("wijk")
    unnamed = old.rename_axis(None), new.rename_axis(None)
    numbered = OLD.drop(columns="wijk"), NEW.drop(columns="wijk").set_axis([2, 0, 1])
    for found in (
        decompose(old, new, ["n", "p"]),
        decompose(old, new, ["n", "p"], by="wijk"),
        decompose(old, NEW, ["n", "p"], by="wijk"),
        decompose(*unnamed, ["n", "p"]),
        decompose(*numbered, ["n", "p"]),
    ):
        pd.testing.assert_frame_equal(found, right)


@pytest.mark.unit
def test_rows_that_name_other_groups_are_not_matched_by_position() -> None:
    other = NEW.assign(wijk=["c", "a", "d"])
    for before, after in (
        (OLD, NEW),
        (OLD.set_index("wijk"), NEW),
        (OLD, NEW.set_axis([2, 0, 1]).assign(wijk=["a", "c", "b"])),
        (OLD.set_index("wijk"), other.set_index("wijk")),
    ):
        with pytest.raises(InputError, match='Write by="wijk"'):
            decompose(before, after, ["n", "p"])
    with pytest.raises(InputError, match="by="):
        decompose(OLD.set_index("wijk").rename_axis(None), other.set_index("wijk").rename_axis(None), ["n", "p"])


@pytest.mark.unit
def test_rows_without_names_of_their_own_are_matched_as_they_stand() -> None:
    right = decompose(OLD, NEW, ["n", "p"], by="wijk")
    ordered = NEW.sort_values("wijk")
    both = pd.concat([OLD.assign(jaar="2020"), ordered.assign(jaar="2021")], ignore_index=True)
    halves = both[both["jaar"] == "2020"], both[both["jaar"] == "2021"]
    pd.testing.assert_frame_equal(decompose(*halves, ["n", "p"]), right)
    pd.testing.assert_frame_equal(decompose(*(half.drop(columns="wijk") for half in halves), ["n", "p"]), right)
    pd.testing.assert_frame_equal(decompose(OLD, ordered, ["n", "p"]), right)


@pytest.mark.unit
def test_a_group_that_was_not_there_had_no_price() -> None:
    before = pd.DataFrame({"g": ["old", "new", "gone"], "volume": [10, 0, 5], "price": [2.0, np.nan, 4.0]})
    after = pd.DataFrame({"g": ["old", "new", "gone"], "volume": [10, 3, 0], "price": [3.0, 100.0, 9.0]})
    found = decompose(before, after, ["volume", "price"], by="g").set_index("factor")
    assert found.loc["volume", "estimate"] == pytest.approx(300 - 20)
    assert found.loc["price", "estimate"] == pytest.approx(10)
    # A price of 0 that stands for "none" is told apart from a free group only when the volume is named.
    zero = before.fillna(0.0)
    named = decompose(zero, after, ["price", "volume"], by="g", volume="volume").set_index("factor")
    assert named.loc["price", "estimate"] == pytest.approx(10)
    with pytest.raises(InputError, match="empty"):
        decompose(before.assign(volume=[10, 1, 5]), after, ["volume", "price"], by="g")


@pytest.mark.unit
def test_the_threefold_stands_beside_the_exact_division() -> None:
    before, after = {"people": 10, "price": 5}, {"people": 14, "price": 6}
    found = decompose(before, after, ["people", "price"])
    assert found["alone"].tolist() == [20, 10]
    assert found["interaction"].tolist() == [4, 4]
    assert found["estimate"].tolist() == [22, 12]
