"""A unit without a base is left out with its reason; the others are compared as if it was not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wij_impact import benchmark
from wij_impact.errors import InputError, InsufficientEvidence, UsageError

TEAMS = pd.DataFrame(
    {
        "team": list("ABCDEFGH"),
        "yes": [30, 41, 0, 25, 66, 70, 22, 19],
        "asked": [100, 120, 0, 90, 150, 160, np.nan, 70],
    }
)
WITH = TEAMS[TEAMS["asked"] > 0].reset_index(drop=True)
OUT = {"C": "base_zero", "G": "base_empty"}


@pytest.mark.unit
def test_a_comparison_leaves_out_who_has_no_base_and_says_why() -> None:
    found = benchmark.compare(TEAMS, "yes", "asked", "team", draws=200)
    other = benchmark.compare(WITH, "yes", "asked", "team", draws=200)
    assert (found.left_out, other.left_out) == (OUT, {})
    assert "6 units, 2 left out" in repr(found)
    for one in ("differ", "funnel", "spread", "shrunken", "ranks"):
        pd.testing.assert_frame_equal(getattr(found, one), getattr(other, one))


@pytest.mark.unit
@pytest.mark.parametrize("method", [benchmark.funnel, benchmark.beyond_spread])
@pytest.mark.parametrize("kind", ["proportion", "rate", "ratio"])
def test_the_funnels_too(method: Any, kind: str) -> None:
    found = method(TEAMS, "yes", "asked", "team", kind=kind)
    assert found.attrs["left_out"] == OUT
    pd.testing.assert_frame_equal(found, method(WITH, "yes", "asked", "team", kind=kind), check_like=False)


@pytest.mark.unit
def test_shrunken_values_and_ranks_too() -> None:
    share = TEAMS.assign(share=TEAMS["yes"] / TEAMS["asked"], se=0.05)
    counted = benchmark.shrink(share, "share", None, "team", "beta-binomial", "asked")
    assert (counted["team"].tolist(), set(counted.attrs["left_out"])) == (list("ABDEFH"), {"C", "G"})
    share.loc[share["share"].isna(), "se"] = np.nan
    for frame in (benchmark.shrink(share, "share", "se", "team"), benchmark.ranks(share, "share", "se", "team")):
        assert frame["team"].tolist() == list("ABDEFH")
        assert frame.attrs["left_out"] == {"C": "estimate_empty", "G": "estimate_empty"}
    with pytest.raises(InputError, match="row 4, column share: the cell is empty"):
        benchmark.shrink(share.assign(se=0.05), "share", "se", "team")


@pytest.mark.unit
def test_a_stratum_without_people_costs_its_own_unit_alone() -> None:
    rows = pd.DataFrame(
        {
            "team": ["A", "A", "B", "B", "C", "C"],
            "age": ["young", "old"] * 3,
            "n": [1000, 500, 800, 0, 900, np.nan],
            "y": [10, 20, 16, 0, 18, 3],
        }
    )
    direct = benchmark.standardise(rows, "y", "n", "team", "age", {"young": 1, "old": 1}).set_index("team")
    assert direct.loc["A", "estimate"] == pytest.approx(0.025)
    assert direct["estimate"].isna().tolist() == [False, True, True]
    assert direct["reason"].tolist()[1:] == ["no population in stratum 'old'"] * 2
    ratio = benchmark.standardise(rows, "y", "n", "team", "age", {"young": 0.01, "old": 0.04}, "indirect")
    # Nobody old is expected where nobody is old: 16 against 8; where the number is not known there is no ratio.
    assert ratio["estimate"].tolist()[:2] == [1.0, 2.0]
    assert (bool(ratio["estimate"].isna().iloc[2]), ratio["reason"].iloc[2]) == (True, "no population in stratum 'old'")


@pytest.mark.unit
def test_events_out_of_nobody_are_a_fault_and_nobody_at_all_is_said() -> None:
    with pytest.raises(InputError, match="row 4, column asked: 2 events out of a base of 0"):
        benchmark.compare(TEAMS.assign(yes=TEAMS["yes"].replace(0, 2)), "yes", "asked", "team")
    with pytest.raises(InsufficientEvidence, match="no unit has a base above 0"):
        benchmark.compare(TEAMS.assign(yes=0, asked=0), "yes", "asked", "team")
    # The row of the file stays the row of the file when others are left out.
    with pytest.raises(InputError, match="row 9, column yes: 99 events out of 70"):
        benchmark.compare(TEAMS.assign(yes=[30, 41, 0, 25, 66, 70, 22, 99]), "yes", "asked", "team")


@pytest.mark.unit
def test_a_file_names_each_unit_under_its_own_reason(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    rows = ["Noord;100;30", "Zuid;;20", "Oost;300;81", "West;200;51", "Midden;0;0", "Kade;5;2"]
    file.write_text("wijk;n;x\n" + "\n".join(rows) + "\n", encoding="utf-8")
    units = benchmark.load_units(str(file), "x", "n", "wijk")
    assert units.data["wijk"].tolist() == ["Noord", "Oost", "West"]
    reasons = {why: units.left_out_for(why) for why in ("empty", "zero", "few")}  # type: ignore[arg-type]
    assert reasons == {"empty": ["Zuid"], "zero": ["Midden"], "few": ["Kade"]}
    with pytest.raises(UsageError, match="left out: column 'n' is 0 for it"):
        benchmark.choose_unit(units.data["wijk"], "Midden", units.empty, units.zero)
    file.write_text("wijk;n;x\nNoord;100;30\nMidden;0;4\nOost;300;81\nWest;200;51\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"own\.csv, row 3, column n: 4 events out of a base of 0"):
        benchmark.load_units(str(file), "x", "n", "wijk")
