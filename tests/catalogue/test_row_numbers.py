"""A sentence about a row names the row of the user's file, whatever stood above it or was left out between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wij_impact import benchmark, catalogue, effect, flow, impactmeting, monitor
from wij_impact.catalogue.row_numbers import row_of, with_rows
from wij_impact.errors import InputError
from wij_impact.estimates.agreement import krippendorff_alpha
from wij_impact.reports import werklast, wijkprofiel

TEAMS = """Werklast 2023;;;
;;;
wijk;inwoners;fte;open_cases
Noord;9000;4;60
;;;
Zuid;8000;5;{zuid}
Oost;7000;3;40
"""


def _teams(folder: Path, zuid: str) -> str:
    path = folder / "teams.csv"
    path.write_text(TEAMS.format(zuid=zuid), encoding="utf-8")
    return str(path)


@pytest.mark.unit
def test_a_file_with_a_title_and_an_empty_row_keeps_its_row_numbers(tmp_path: Path) -> None:
    frame = catalogue.load_file("neighbourhoods", _teams(tmp_path, "70"))
    assert [row_of(frame, at) for at in range(3)] == [4, 6, 7]
    assert frame.index.name == "row"


@pytest.mark.unit
def test_werklast_names_the_row_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError) as wrong:
        werklast.read_files(_teams(tmp_path, ""))
    assert (wrong.value.row, wrong.value.column) == (6, "open_cases")


@pytest.mark.unit
def test_wijkprofiel_names_the_row_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "wijken.csv"
    path.write_text(
        "Wijken\n\nwijk,residents,effort,low_income\n"
        + "".join(f"W{i},{900 + i},{20 + i},{i}\n" for i in range(1, 6)) + "\nW6,1200,30,\n", encoding="utf-8",
    )  # fmt: skip
    with pytest.raises(InputError) as wrong:
        wijkprofiel.load_neighbourhoods(str(path))
    assert wrong.value.row == 10


ROWS = pd.Index([4, 6, 9, 12, 13, 14, 15, 16, 17, 18, 19, 20], name="row")


def _frame(**columns: list[Any]) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=ROWS[:size])


MONTHS = list(range(12, 0, -1))  # the file is newest first: a chart sorts it
CALLS: dict[str, tuple[int, Callable[[], Any]]] = {
    "funnel": (9, lambda: benchmark.funnel(_frame(u=list("abc"), e=[1, 2, 9], n=[5, 5, 5]), "e", "n", "u")),
    "shrink": (6, lambda: benchmark.shrink(_frame(u=list("abcd"), e=[1.0, "x", 2.0, 1.0], s=[1.0] * 4), "e", "s", "u")),
    "control_chart": (
        13,
        lambda: benchmark.control_chart(
            _frame(m=MONTHS, x=[1, 2, 1, 2, 9, 1, 2, 1, 2, 1, 2, 1], n=[5] * 12), "x", "m", kind="p", denominator="n"
        ),
    ),
    "single_case": (
        9, lambda: effect.single_case(_frame(c=["a"] * 4, t=[1, 2, 2, 4], p=["A", "A", "B", "B"], v=[1, 2, 3, 4]),
                                      "c", "t", "p", "v"),
    ),
    "series": (
        9, lambda: effect.interrupted_time_series(
            _frame(t=["2020-01", "2020-02", "mei", *[f"2020-{i:02d}" for i in range(4, 13)]], y=[1.0] * 12),
            "y", "t", "2020-06"),
    ),
    "did": (
        6, lambda: effect.difference_in_differences(
            _frame(y=[1.0] * 4, t=[0, 2, 1, 1], p=[0, 1, 0, 1], u=list("aabb")), "y", "t", "p", "u"),
    ),
    "lead_times": (
        6, lambda: flow.lead_times(_frame(a=["2024-01-01", "mei"], b=[None, None]), "a", "b", "2024-06-01"),
    ),
    "milestones": (
        6, lambda: monitor.milestones(
            _frame(s=["x", "x"], d=["2024-01-01"] * 2, r=[None, None]), "s", "d", "r", "2024-06-01"),
    ),
    "alpha": (9, lambda: krippendorff_alpha(_frame(u=["1", "1", "1"], r=["a", "b", "b"], v=[1, 2, 2]), "u", "r", "v")),
    "mean": (6, lambda: impactmeting.mean(_frame(x=[1.0, "veel", 3.0]), "x")),
}  # fmt: skip


@pytest.mark.unit
@pytest.mark.parametrize("room", CALLS)
def test_a_frame_of_the_reader_is_spoken_of_by_its_rows(room: str) -> None:
    row, call = CALLS[room]
    with pytest.raises(InputError) as wrong:
        call()
    assert wrong.value.row == row


@pytest.mark.property
def test_a_plain_frame_is_counted_as_a_spreadsheet_and_sorting_does_not_matter() -> None:
    plain = pd.DataFrame({"x": [3, 1, 2]}, index=[7, 8, 9])
    assert [row_of(plain, at) for at in range(3)] == [2, 3, 4]
    for seed in range(5):
        shuffled = with_rows(plain).sample(frac=1, random_state=np.random.default_rng(seed).integers(99))
        assert [row_of(shuffled, at) - 2 for at in range(3)] == [list(plain["x"]).index(x) for x in shuffled["x"]]
