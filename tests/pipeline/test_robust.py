"""Full disks, refused writes and two runs at once: the old report stays whole, and a sentence says what to do."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.reports import assert_whole, fingerprints, wij_impact, write_notebook
from wij_impact import InputError
from wij_impact.pipeline import publish

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="mounts, limits and attributes of Linux")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    write_notebook(tmp_path / "notebooks" / "een.ipynb")
    return tmp_path


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("may not mount a small disk here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def _refused(done: subprocess.CompletedProcess[str], reports: Path, before: dict[str, str]) -> None:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "fout in het programma" not in done.stderr
    assert fingerprints(reports / "een") == before
    assert_whole(reports)


@pytest.mark.e2e
@pytest.mark.slow
def test_a_full_disk_keeps_the_old_report(study: Path, small_disk: Path) -> None:
    reports = small_disk / "reports"
    run = ("run", "--out", str(reports))
    assert wij_impact(*run, cwd=study).returncode == 0
    before = fingerprints(reports / "een")
    free = shutil.disk_usage(small_disk).free
    # Room for less than a page, so that the first file fails, and for part of a report, so that a later one does.
    for room in (0, 16_384):
        (small_disk / "filler").write_bytes(b"x" * (free - room))
        done = wij_impact(*run, cwd=study)
        _refused(done, reports, before)
        assert "de schijf is vol" in done.stderr
        assert "Maak ruimte" in done.stderr
    (small_disk / "filler").unlink()
    assert wij_impact(*run, cwd=study).returncode == 0
    assert {path.name for path in reports.glob(".*")} == {".wij-lock", ".wij-files.json"}


@pytest.mark.e2e
@pytest.mark.slow
def test_a_file_that_may_not_grow_keeps_the_old_report(study: Path) -> None:
    assert wij_impact("run", cwd=study).returncode == 0
    before = fingerprints(study / "reports" / "een")
    done = subprocess.run(
        [sys.executable, "-m", "wij_impact", "run"],
        cwd=study,
        capture_output=True,
        text=True,
        check=False,
        # A page of a report is larger than this; what a kernel writes to start is not.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000)),
    )
    _refused(done, study / "reports", before)
    assert "File too large" in done.stderr


@pytest.mark.e2e
@pytest.mark.slow
def test_a_folder_that_refuses_keeps_the_old_report(study: Path) -> None:
    assert wij_impact("run", cwd=study).returncode == 0
    reports = study / "reports"
    before = fingerprints(reports / "een")
    root = os.geteuid() == 0
    if root and subprocess.run(["chattr", "+i", str(reports)], check=False, capture_output=True).returncode:
        pytest.skip("root writes everywhere here")
    if not root:
        reports.chmod(0o500)
    try:
        done = wij_impact("run", cwd=study)
        other = wij_impact("run", "--out", str(reports / "new"), cwd=study)
    finally:
        subprocess.run(["chattr", "-i", str(reports)], check=False) if root else reports.chmod(0o700)
    _refused(done, reports, before)
    assert "kies een andere map met --out" in done.stderr
    assert other.returncode == 2
    assert "kan niet worden geschreven" in other.stderr


@pytest.mark.e2e
@pytest.mark.slow
def test_a_second_run_into_the_same_folder_is_refused_and_the_first_goes_on(study: Path) -> None:
    wait = "import time\nfrom pathlib import Path\nwhile not Path('go').exists():\n    time.sleep(0.05)"
    book = write_notebook(study / "notebooks" / "een.ipynb")
    text = book.read_text()
    write_notebook(book, wait)
    other = write_notebook(study / "notebooks" / "twee.ipynb")
    first = subprocess.Popen([sys.executable, "-m", "wij_impact", "run"], cwd=study, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not (study / "reports" / ".wij-lock").exists() and time.monotonic() < until:
        time.sleep(0.05)
    second = wij_impact("run", "twee", "--lang", "en", cwd=study)
    assert second.returncode == 1
    assert "another run is writing in reports. Wait until it is done" in second.stderr
    (study / "go").touch()
    # The waiting notebook has no report in it, so the first run ends with one made and one failed.
    assert first.wait(120) == 1
    assert assert_whole(study / "reports") == 1
    book.write_text(text)
    assert other.exists()
    assert wij_impact("run", cwd=study).returncode == 0


@pytest.mark.unit
def test_a_file_in_the_place_of_a_report_is_not_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("mine")
    with publish.staging(tmp_path) as hidden:
        (hidden / "report").mkdir()
        with pytest.raises(InputError, match="a file stands where the report belongs"):
            publish.publish(hidden / "report", tmp_path / "report")
    assert (tmp_path / "report").read_text() == "mine"
