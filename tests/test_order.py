"""Waves in words have an order, or the caller is asked for it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from wij_impact import InputError, UsageError
from wij_impact.estimates import order_of


@pytest.mark.unit
@pytest.mark.parametrize(
    "right",
    [
        ["voormeting", "nameting"],
        ["Voor", "Na"],
        ["start", "tussentijds", "eind", "follow-up"],
        ["before", "after"],
        ["pre", "post"],
        ["baseline", "endline"],
        ["nulmeting", "eindmeting"],
        ["nulmeting", "1-meting", "2-meting"],
        ["voor de training", "na de training"],
        ["T0", "T1", "T2", "T10"],
        ["9", "10"],
        ["meting 2", "meting 10"],
        ["1-11-2023", "15-02-2024"],
        ["2023-11-01", "2024-02-15"],
        ["nov 2023", "feb 2024"],
        ["maart 2024", "december 2024"],
        ["2023Q4", "2024Q1"],
        ["2023-2024", "2024-2025"],
        ["najaar 2023", "najaar 2024"],
        ["eerste meting", "tweede meting"],
        ["2019", "2020"],
        [9, 10],
    ],
)
def test_known_orders(right: Sequence[object]) -> None:
    assert order_of(list(reversed(right))) == list(right)
    assert order_of(pd.Series([*reversed(right), None, *right])) == list(right)


@pytest.mark.unit
@pytest.mark.parametrize("labels", [["zomer", "winter"], ["voor", "start"], ["T0", "nameting"], ["voor", "2024"]])
def test_words_without_an_order_are_a_question(labels: list[str]) -> None:
    with pytest.raises(InputError, match="order="):
        order_of(labels)
    assert order_of(labels, order=labels[::-1]) == labels[::-1]
    assert order_of(labels, order="; ".join(labels)) == labels


@pytest.mark.unit
def test_an_order_that_lacks_a_wave_and_a_category() -> None:
    with pytest.raises(UsageError, match="lacks zomer"):
        order_of(["winter", "zomer"], order="winter")
    waves = pd.Series(pd.Categorical(["b", "a"], categories=["b", "a", "c"], ordered=True))
    assert order_of(waves) == ["b", "a"]
