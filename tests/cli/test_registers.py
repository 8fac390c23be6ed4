"""`check` and `run` say the same of a register that cannot be right: one sentence each, nothing dropped in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from wij_impact.cli.registers import check_trajectories
from wij_impact.errors import UsageError, WijImpactError
from wij_impact.reports import samen, triage

HEADER = "id;registered;first_contact;start;end;referrer;kind;reason_end;from_level;to_level"
SOUND = [
    f"p{at};2023-{at:02d}-01;2023-{at:02d}-03;2023-{at:02d}-10;2024-{at:02d}-10;gp;ambulatory;planned;light;"
    for at in range(1, 13)
]
NO_END = [line.replace(";2024-", ";;x").split("x")[0] + "gp;ambulatory;;light;" for line in SOUND]
#: What is wrong, the row added, its row and column, and words of the sentence; None where the file is still read.
BAD = {
    "end before start": ("x;2023-01-01;;2023-05-01;2023-04-01;gp;ambulatory;planned;light;", "end", "ligt voor start"),
    "start in the future": ("x;2023-01-01;;2931-05-01;;gp;ambulatory;;light;", "start", "in de toekomst"),
    "unknown level": (
        "x;2023-01-01;;2023-05-01;;gp;ambulatory;;odd;",
        "from_level",
        "'odd' staat niet in de opgegeven",
    ),
}
TOLD = {
    "overlap": (
        "p1;2023-02-01;;2023-03-10;2024-02-10;gp;ambulatory;planned;light;",
        "start",
        "loopt gelijk met dat in",
    ),
    "two spellings": ("x;2023-01-01;;2023-05-01;;G.P.;ambulatory;;light;", "referrer", "gp | G.P."),
}


def _file(folder: Path, *lines: str) -> Path:
    file = folder / "trajecten.csv"
    file.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return file


@pytest.mark.unit
@pytest.mark.parametrize("case", sorted(BAD))
def test_what_cannot_be_is_the_same_error_in_check_and_run(tmp_path: Path, case: str) -> None:
    line, column, words = BAD[case]
    file = _file(tmp_path, *SOUND, line)
    found = check_trajectories(file, "", "nl", name="triage", given={"order": "light,heavy"})
    assert found is not None
    errors = found[found["severity"] == "error"]
    assert errors[["row", "column"]].values.tolist() == [[14, column]]
    assert words in errors["found"].iloc[0]
    with pytest.raises(WijImpactError) as raised:
        triage.load_register(str(file), order="light,heavy")
    assert words in raised.value.sentence("nl")
    assert raised.value.sentence("nl").startswith("trajecten.csv, rij 14")


@pytest.mark.unit
@pytest.mark.parametrize("case", sorted(TOLD))
def test_what_asks_for_a_look_is_told_once_and_kept(tmp_path: Path, case: str) -> None:
    line, column, words = TOLD[case]
    file = _file(tmp_path, *SOUND, line)
    found = check_trajectories(file, "", "nl", name="samen", given={})
    assert found is not None
    assert found[["row", "column", "severity"]].values.tolist() == [[14, column, "notice"]]
    assert words in found["found"].iloc[0]
    register = samen.load_register(str(file))
    assert len(register.frame) == len(SOUND) + 1
    assert register.spelled == (("gp | G.P.",) if case == "two spellings" else ())
    assert len(register.reading.of("overlapping")) == (case == "overlap")


@pytest.mark.unit
def test_no_end_anywhere_and_a_level_that_is_never_used(tmp_path: Path) -> None:
    file = _file(tmp_path, *NO_END)
    found = check_trajectories(file, "", "nl", name="samen", given={})
    assert found is not None
    assert found["found"].str.contains("geen enkel traject heeft een einde").tolist() == [True]
    with pytest.raises(WijImpactError, match="not one trajectory has an end"):
        samen.load_register(str(file))
    file = _file(tmp_path, *SOUND)
    found = check_trajectories(file, "", "nl", name="triage", given={"order": "light,crisis"})
    assert found is not None
    assert found["found"].tolist() == ["geen traject heeft deze zwaarte: crisis"]
    assert triage.load_register(str(file), order="light,crisis").unused == ("crisis",)


@pytest.mark.unit
def test_what_a_report_asks_besides_is_asked_by_check_too(tmp_path: Path) -> None:
    file = _file(tmp_path, *SOUND)
    for name, given in (("triage", {}), ("samen", {"until": "spring"}), ("samen", {"scenario": "x: nobody=2"})):
        with pytest.raises(UsageError):
            check_trajectories(file, "", "nl", name=name, given=given)
