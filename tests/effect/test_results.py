"""Every result object shows itself in a dozen lines, as a table and as a chart; the room shows its public names."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes

from tests.effect.test_staggered import panel, run
from wij_impact import effect
from wij_impact.estimates.shape import RESULT_COLUMNS


@pytest.mark.unit
def test_a_roll_out_shows_itself() -> None:
    result = run(panel(1, 1.5))
    shown = repr(result)
    assert shown.startswith("StaggeredResult: ")
    assert len(shown.splitlines()) <= 12
    assert f"{result.simple['estimate'].iloc[0]:.4g}" in shown  # type: ignore[attr-defined]
    assert "<table" in result._repr_html_()  # type: ignore[attr-defined]
    tidy = result.tidy()  # type: ignore[attr-defined]
    assert set(RESULT_COLUMNS) <= set(tidy.columns)
    assert tidy["aggregation"].iloc[0] == "simple"
    ax = plt.figure().subplots()
    assert result.plot(ax=ax) is ax  # type: ignore[attr-defined]
    plt.close("all")


@pytest.mark.unit
def test_small_results_show_themselves() -> None:
    people = pd.DataFrame({"t": [1, 1, 1, 0, 0, 0, 0, 0], "age": [30, 31, 35, 28, 40, 35, 36, 29]})
    for result in (effect.e_value(1.8, 1.2, 2.7), effect.judge(2.4, 0.3, 4.5), effect.match_pairs(people, "t", "age")):
        assert len(repr(result).splitlines()) <= 12
        assert "<table" in result._repr_html_()
        assert isinstance(result.plot(), Axes)
        plt.close("all")


@pytest.mark.unit
def test_the_room_shows_its_public_names_only() -> None:
    assert dir(effect) == sorted(effect.__all__)
