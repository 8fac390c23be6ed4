"""Known tables are read once a process, and never stale."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from wij_impact import catalogue
from wij_impact.catalogue import remembered
from wij_impact.catalogue.readlog import READ_LOG_VARIABLE
from wij_impact.catalogue.remembered import Memory, stamp


def _aged(folder: Path) -> None:
    """As if the files had been there for a while: what was written just now is never kept."""
    for file in folder.rglob("*"):
        os.utime(file, (1e9, 1e9))


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_SETTLED", -(10**18))


@pytest.mark.unit
@pytest.mark.usefixtures("settled")
def test_a_file_is_read_again_only_when_it_changed(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    memory: Memory[list[str]] = Memory(list)
    times = []

    def read() -> list[str]:
        times.append(1)
        return [file.read_text()]

    first = memory.get("a", [file], read)
    first.append("of the caller")
    assert memory.get("a", [file], read) == ["one"]
    assert len(times) == 1
    old = os.stat(file)
    file.write_text("two")  # as long as before, and put back to its old date
    os.utime(file, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert stamp(file)[0] == old.st_mtime_ns
    assert memory.get("a", [file], read) == ["two"]
    file.unlink()
    assert stamp(file) == ()


@pytest.mark.unit
def test_a_file_of_this_very_moment_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    memory: Memory[str] = Memory(str)
    memory.get("a", [file], file.read_text)
    assert len(memory) == 0


@pytest.mark.unit
@pytest.mark.usefixtures("settled")
def test_rows_laid_beside_a_table_and_a_changed_code_are_seen_at_once(tmp_path: Path) -> None:
    shutil.copytree(catalogue.resolve_data().path, tmp_path / "data", ignore=shutil.ignore_patterns("examples"))
    data = tmp_path / "data"
    before = catalogue.figures(data)
    assert len(catalogue.figures(data)) == len(before)
    lines = (data / "published" / "figures.csv").read_text(encoding="utf-8").splitlines()
    own = [lines[0], lines[1].replace(lines[1].split(",")[0], "own_1", 1)]
    (data / "published" / "figures_eigen.csv").write_text("\n".join(own) + "\n", encoding="utf-8")
    assert len(catalogue.figures(data)) == len(before) + 1
    (data / "published" / "figures_eigen.csv").unlink()
    assert len(catalogue.figures(data)) == len(before)
    before.loc[:, "value"] = -1.0
    assert not (catalogue.figures(data)["value"] == -1.0).all()


@pytest.mark.unit
@pytest.mark.usefixtures("settled")
def test_what_comes_from_memory_still_stands_in_the_manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = []
    for number in range(2):
        log = tmp_path / f"read-{number}.log"
        monkeypatch.setenv(READ_LOG_VARIABLE, str(log))
        catalogue.figures()
        logs.append(sorted(set(log.read_text(encoding="utf-8").splitlines())))
    assert logs[0] == logs[1]
    names = {Path(line).name for line in logs[1]}
    assert {"figures.csv", "dictionary.csv", "sources.csv"} <= names
