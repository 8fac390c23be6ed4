"""Results show, tidy and draw themselves; frames in the shape of the house are drawn by one function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from wij_impact import estimates
from wij_impact.errors import UsageError
from wij_impact.estimates import as_result


@dataclass(frozen=True, repr=False)
class Shares(estimates.Result):
    frame: pd.DataFrame

    def _headline(self) -> str:
        return "the first of many"

    def tidy(self) -> pd.DataFrame:
        return self.frame


def shares(rows: int, **more: object) -> pd.DataFrame:
    return as_result(
        [
            {"wijk": f"a neighbourhood with the long name {row}", "estimate": row / 7, "lower": -1.0, "upper": 3.0,
             "n": 92, "level": 0.95, "method": "t(df=12), cluster-robust", **more}
            for row in range(rows)
        ],
        ["wijk", *more],
    )  # fmt: skip


@pytest.mark.unit
@pytest.mark.parametrize("rows", [0, 1, 8, 9, 400])
def test_a_repr_is_at_most_a_dozen_short_lines(rows: int) -> None:
    lines = repr(Shares(shares(rows))).splitlines()
    assert len(lines) <= 12
    assert lines[0] == "Shares: the first of many"
    assert max(map(len, lines)) <= 120
    assert ("400 rows" in lines[-1]) == (rows == 400)


@pytest.mark.unit
def test_html_escapes_and_stays_small() -> None:
    html = Shares(shares(300, note="<script>"))._repr_html_()
    assert "<script>" not in html
    assert html.count("<tr") <= 12


@pytest.mark.unit
def test_points_keep_the_rows_and_an_unknown_one_has_no_mark() -> None:
    frame = shares(3)
    frame.loc[1, ["estimate", "lower", "upper"]] = np.nan
    axes = estimates.plot(frame)
    assert len(axes.get_yticklabels()) == 3
    (marks,) = [one for one in axes.collections if len(one.get_offsets())]
    assert np.allclose(np.asarray(marks.get_offsets())[:, 1], [0, 2])
    assert axes._repr_svg_().startswith("<svg")


@pytest.mark.unit
def test_an_infinite_limit_runs_to_the_edge_and_changes_no_axis() -> None:
    frame = shares(2)
    frame.loc[0, "upper"] = np.inf
    axes = estimates.plot(frame)
    assert np.isfinite(axes.get_xlim()).all()
    assert any(line.get_marker() == ">" for line in axes.lines)


@pytest.mark.unit
def test_time_becomes_curves_one_per_key_drawn_on_the_given_axes() -> None:
    from matplotlib.figure import Figure

    rows = [
        {"sort": sort, "time": t, "estimate": 1 - t / 10, "lower": 0.1, "upper": 1.0, "method": "Kaplan-Meier"}
        for sort in "ab" for t in range(4)
    ]  # fmt: skip
    ax = Figure().subplots()
    axes = Shares(as_result(rows, ["sort", "time"])).plot(ax=ax)
    assert axes is ax
    assert [line.get_drawstyle() for line in axes.lines] == ["steps-post", "steps-post"]
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["a", "b"]


@pytest.mark.unit
def test_the_same_frame_gives_the_same_bytes_and_leaves_matplotlib_alone() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    assert estimates.plot(shares(3))._repr_svg_() == estimates.plot(shares(3))._repr_svg_()
    assert dict(mpl.rcParams) == before


@pytest.mark.unit
def test_what_cannot_be_drawn_is_said() -> None:
    with pytest.raises(UsageError, match="estimate"):
        estimates.plot(pd.DataFrame({"estimat": [1.0]}))
    with pytest.raises(UsageError, match="no rows"):
        estimates.plot(shares(0))
    with pytest.raises(UsageError, match="400"):
        estimates.plot(shares(400))


@pytest.mark.unit
def test_a_logarithmic_axis_has_plain_numbers() -> None:
    frame = shares(2).assign(estimate=[0.8, 1.6], lower=[0.5, 1.1], upper=[1.3, 2.3])
    axes = estimates.plot(frame, log=True)
    axes.figure.draw_without_rendering()
    labels = {text.get_text() for text in axes.get_xticklabels(which="both")}
    assert {"0.5", "1", "2"} <= labels
    assert not any("$" in label for label in labels)
