"""`wij-impact check` on a table of a database: as `run -p records=` reads it, and never with its password."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.test_registers import HEADER, SOUND, TOLD
from wij_impact.catalogue import group_records
from wij_impact.cli import commands
from wij_impact.cli.commands import _checked, _of_address
from wij_impact.errors import InputError, UsageError

NAMES = "date text, question_type text, indication text"


def _base(folder: Path, day: str) -> str:
    file = folder / "vragen.db"
    with sqlite3.connect(file) as base:
        base.execute(f"create table vragen ({NAMES})")
        # More than ten: fewer are not shown, and refused for that.
        days = [f"2024-{month:02d}-{one:02d}" for month in (1, 2, 3) for one in range(1, 29)] + [day]
        base.executemany("insert into vragen values (?, 'jeugd', 'ja')", [(one,) for one in days])
    base.close()
    return f"sqlite:///{file}#vragen"


@pytest.mark.unit
def test_a_sound_table_passes_and_a_wrong_day_is_what_run_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()
    assert commands.check([_base(tmp_path / "good", "2024-03-04")], "nl") == 0
    capsys.readouterr()
    wrong = _base(tmp_path / "bad", "31-31-2024")
    with pytest.raises(InputError) as refused:
        group_records(wrong, None, "month")
    assert commands.check([wrong], "nl") == 1
    assert refused.value.message.show("nl").rstrip(".") in capsys.readouterr().out


@pytest.mark.unit
@pytest.mark.parametrize("table", ["", "records", "benchmark"])
@pytest.mark.parametrize("where", ["piet:geheim@localhost:1/wij", "localhost:1/wij?user=piet&password=geheim"])
def test_a_password_is_never_shown(table: str, where: str, capsys: pytest.CaptureFixture[str]) -> None:
    address = f"postgresql://{where}#vragen"
    given = ["indicator=a", "population=b"] if table == "benchmark" else []
    assert commands.check([address], "nl", table, given=given) == 1
    shown = capsys.readouterr()
    assert "geheim" not in shown.out + shown.err
    assert "localhost" in shown.out


@pytest.mark.unit
def test_a_kind_that_is_no_table_of_a_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        commands.check([_base(tmp_path, "2024-03-04")], "nl", "casus")


@pytest.mark.unit
@pytest.mark.parametrize("name", ["trajectories", "samen", "triage"])
def test_a_register_in_a_database_gives_the_notices_of_the_file(tmp_path: Path, name: str) -> None:
    """Overlap and two spellings are told of a table as of the same rows in a file."""
    lines = [line.split(";") for line in (HEADER, *SOUND, TOLD["overlap"][0], TOLD["two spellings"][0])]
    (tmp_path / "t.csv").write_text("\n".join(";".join(line) for line in lines) + "\n", encoding="utf-8")
    with sqlite3.connect(tmp_path / "t.db") as base:
        base.execute(f"create table t ({', '.join(f'{one} text' for one in lines[0])})")
        base.executemany(f"insert into t values ({', '.join('?' * len(lines[0]))})", lines[1:])
    base.close()
    given = {"order": "light,heavy"} if name == "triage" else {}
    address = f"sqlite:///{tmp_path}/t.db#t"
    file, table = _checked(tmp_path / "t.csv", "nl", name, "", given), _of_address(address, "nl", name, "", given)
    told = ["row", "column", "rule", "found", "severity"]
    assert table[told].to_dict("records") == file[told].to_dict("records")
    assert {"overlapping", "two spellings of one name"} <= set(table["rule"])
