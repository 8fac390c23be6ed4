"""At any instant the old or the new report is complete on disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from wij_impact import InputError, UsageError
from wij_impact.pipeline import publish


def _report(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    for number in range(5):
        (folder / f"{number}.txt").write_text(text)
    return folder


def _content(folder: Path) -> set[str]:
    return {path.read_text() for path in folder.iterdir()}


@pytest.mark.unit
def test_a_report_is_replaced_whole(tmp_path: Path) -> None:
    _report(tmp_path / "report", "old")
    with publish.staging(tmp_path) as hidden:
        publish.publish(_report(hidden / "report", "new"), tmp_path / "report")
    assert _content(tmp_path / "report") == {"new"}
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.unit
def test_the_way_of_two_renames_does_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "_exchange", lambda one, two: False)
    test_a_report_is_replaced_whole(tmp_path)


@pytest.mark.unit
def test_a_run_killed_between_two_renames_is_mended(tmp_path: Path) -> None:
    _report(tmp_path / ".wij-old-report", "old")
    _report(tmp_path / ".wij-new-abc" / "report", "half")
    with publish.locked(tmp_path):
        assert publish.sweep(tmp_path) == ["report"]
    assert _content(tmp_path / "report") == {"old"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [".wij-lock", "report"]


@pytest.mark.unit
def test_an_old_version_that_was_replaced_is_swept(tmp_path: Path) -> None:
    _report(tmp_path / ".wij-old-report", "old")
    _report(tmp_path / "report", "new")
    assert publish.sweep(tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


@pytest.mark.unit
def test_a_refused_write_keeps_what_stood_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _report(tmp_path / "report", "old")
    monkeypatch.setattr(publish, "_exchange", lambda one, two: False)
    renames = iter([True, False])
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "report" and target.name == "report" and next(renames):
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    with publish.staging(tmp_path) as hidden:
        new = _report(hidden / "report", "new")
        monkeypatch.setattr(Path, "rename", refuse)
        with pytest.raises(InputError, match="cannot be written"):
            publish.publish(new, tmp_path / "report")
    assert _content(tmp_path / "report") == {"old"}


@pytest.mark.unit
def test_a_file_that_is_open_elsewhere_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to move a folder while Excel holds a file in it; here the refusal is played."""
    _report(tmp_path / "report", "old")
    held = tmp_path / "report" / "kerncijfers_2023.xlsx"
    held.write_text("old")
    monkeypatch.setattr(publish, "_exchange", lambda one, two: False)
    rename, opened = Path.rename, Path.open

    def refuse(self: Path, target: Path) -> Path:
        if self.parent == tmp_path:
            raise PermissionError(13, "Access is denied")
        return rename(self, target)

    def locked(self: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if self == held and "+" in mode:
            raise PermissionError(13, "Permission denied")
        return opened(self, mode, *rest, **more)

    with publish.staging(tmp_path) as hidden:
        new = _report(hidden / "report", "new")
        monkeypatch.setattr(Path, "rename", refuse)
        monkeypatch.setattr(Path, "open", locked)
        with pytest.raises(InputError, match=r"kerncijfers_2023\.xlsx is open in another program") as refused:
            publish.publish(new, tmp_path / "report")
    monkeypatch.undo()
    assert "Sluit kerncijfers_2023.xlsx en maak het rapport opnieuw." in refused.value.sentence("nl")
    assert _content(tmp_path / "report") == {"old"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report"]


@pytest.mark.unit
def test_one_run_at_a_time(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from wij_impact.pipeline import publish\n"
        "with publish.locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(InputError, match="another run"), publish.locked(tmp_path):
            pass
    finally:
        other.kill()
        other.wait()
    with publish.locked(tmp_path):
        pass


@pytest.mark.unit
def test_an_out_that_cannot_be_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be written"), publish.locked(tmp_path / "file"):
        pass


@pytest.mark.unit
def test_a_text_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    publish.write_text(tmp_path / "index.html", "one\n")
    publish.write_text(tmp_path / "index.html", "two\n")
    assert (tmp_path / "index.html").read_bytes() == b"two\n"
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


@pytest.mark.unit
@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
@pytest.mark.parametrize("exchange", [True, False])
def test_killed_at_any_moment_the_report_is_whole(tmp_path: Path, exchange: bool) -> None:
    """100 kills of a process that only publishes; after the next sweep the report is one version, whole."""
    code = (
        "import sys, itertools; from pathlib import Path; from wij_impact.pipeline import publish\n"
        "out = Path(sys.argv[1])\n"
        "if sys.argv[2] == '0': publish._exchange = lambda a, b: False\n"
        "print('go', flush=True)\n"
        "for n in itertools.count():\n"
        "    with publish.staging(out) as hidden:\n"
        "        new = hidden / 'report'; new.mkdir()\n"
        "        for k in range(5): (new / f'{k}.txt').write_text(str(n))\n"
        "        publish.publish(new, out / 'report')\n"
    )
    _report(tmp_path / "report", "start")
    for turn in range(50):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path), str(int(exchange))], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.001 * (turn * 7 % 23))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if exchange:
            # Without waiting for a next run: one step is one step.
            assert len(_content(tmp_path / "report")) == 1
        publish.sweep(tmp_path)
        assert len(_content(tmp_path / "report")) == 1
        assert len(list((tmp_path / "report").iterdir())) == 5
