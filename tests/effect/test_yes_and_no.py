"""A column that says who was treated: 0 and 1, or the words people write; what cannot be told apart is asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wij_impact import effect
from wij_impact.errors import InputError


def _people() -> pd.DataFrame:
    random = np.random.default_rng(2)
    age = random.uniform(20, 60, 80)
    treated = (random.random(80) < 0.5).astype(int)
    return pd.DataFrame({"y": age / 10 + treated + random.normal(0, 1, 80), "t": treated, "age": age})


@pytest.mark.unit
@pytest.mark.parametrize(
    ("yes", "no"), [("ja", "nee"), ("Yes", "no "), ("WAAR", "onwaar"), ("1", "0"), ("wel", "niet"), (True, False)]
)
def test_words_give_what_numbers_give(yes: object, no: object) -> None:
    people = _people()
    said = people.assign(t=pd.Series(np.where(people["t"] == 1, yes, no), dtype=object))
    for make in (
        lambda data: effect.adjust(data, "y", "t", ["age", "t:age"]),
        lambda data: effect.adjust(data, "y", "t", "age", estimand="att", method="ipw"),
        lambda data: effect.matched_comparison(data, "y", "t", "age"),
        lambda data: effect.balance(data, "t", "age"),
    ):
        pd.testing.assert_frame_equal(make(said), make(people))
    panel = pd.DataFrame({"y": [1.0, 2, 3, 7, 1, 3, 2, 8], "t": [0, 0, 1, 1] * 2, "after": [0, 1] * 4})
    words = panel.assign(t=panel["t"].map({1: yes, 0: no}), after=panel["after"].map({1: yes, 0: no}))
    pd.testing.assert_frame_equal(
        effect.difference_in_differences(words, "y", "t", "after"),
        effect.difference_in_differences(panel, "y", "t", "after"),
    )


@pytest.mark.unit
def test_two_words_that_nobody_can_tell_apart_are_asked_about() -> None:
    people = _people()
    said = people.assign(t=np.where(people["t"] == 1, "JIM", "gewoon"))
    with pytest.raises(InputError) as caught:
        effect.adjust(said, "y", "t", "age")
    assert "data['t'] = (data['t'] == 'gewoon').astype(int)" in caught.value.sentence("nl")
    mended = said.assign(t=(said["t"] == "JIM").astype(int))
    pd.testing.assert_frame_equal(effect.adjust(mended, "y", "t", "age"), effect.adjust(people, "y", "t", "age"))
    for mixed in (["ja", "no"] * 40, ["ja", "misschien"] * 40, [0, 2] * 40):
        with pytest.raises(InputError):
            effect.adjust(people.assign(t=mixed), "y", "t", "age")
