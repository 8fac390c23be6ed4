"""A batch on a Dask cluster gives what it gives here, and refuses a worker that would give something else."""

from __future__ import annotations

import queue
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.reports import SETUP, assert_whole, fingerprints, wij_impact, write_notebook
from wij_impact import UsageError
from wij_impact.pipeline import cluster
from wij_impact.pipeline.fingerprint import Fingerprint, differing, fingerprint

# Ends the worker that asked for this kernel: the parent of the clean process, or of the kernel itself.
KILL = """
import os, signal
from pathlib import Path

def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])

clean = "kernel_server" in Path(f"/proc/{os.getppid()}/cmdline").read_text()
worker = parent(os.getppid()) if clean else os.getppid()
"""
ALWAYS = KILL + "os.kill(worker, signal.SIGKILL)"


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="needs the extra: cluster")
    dask = pytest.importorskip("dask")
    # A job that takes two workers with it is given up.
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as made,
    ):
        yield made


def _kept() -> int:
    from wij_impact.pipeline import cluster

    return len(cluster._here)


def _pretend_older() -> None:
    from wij_impact.pipeline import cluster, fingerprint

    ours = fingerprint.fingerprint()
    cluster.fingerprint = lambda: Fingerprint("other", ours.python, ours.platform, ours.packages)


def _stop_pretending() -> None:
    from wij_impact.pipeline import cluster, fingerprint

    cluster.fingerprint = fingerprint.fingerprint


@pytest.mark.e2e
@pytest.mark.slow
def test_the_same_bytes_here_and_on_two_workers_and_a_failing_unit_is_listed(two_workers: Any, tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks" / "een.ipynb")
    batch = ("run", "--each", "year=2020,2021,1850,2022", "--lang", "en")
    here = wij_impact(*batch, "--out", "here", cwd=tmp_path)
    there = wij_impact(*batch, "--out", "there", "--scheduler", two_workers.scheduler_address, cwd=tmp_path)
    assert here.returncode == there.returncode == 1, there.stderr
    assert "een--year-1850, cell" in there.stderr or "een, cell" in there.stderr
    assert "3 of 4 reports made." in there.stdout
    assert fingerprints(tmp_path / "there") == fingerprints(tmp_path / "here")
    assert {path.name for path in (tmp_path / "there").glob(".*")} == {".wij-lock", ".wij-files.json"}
    with two_workers.get_client() as client:
        # No clean process is kept when the batch is over.
        assert set(client.run(_kept).values()) == {0}


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds the worker in /proc")
def test_a_worker_that_dies_costs_its_report_at_most(two_workers: Any, tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks" / "dodelijk.ipynb", SETUP, ALWAYS)
    write_notebook(tmp_path / "notebooks" / "een.ipynb")
    done = wij_impact("run", "--scheduler", two_workers.scheduler_address, cwd=tmp_path)
    assert done.returncode == 1
    assert "dodelijk: de werkers die dit rapport maakten, zijn weggevallen." in done.stderr
    assert "Traceback" not in done.stderr
    assert "1 van 2 rapporten gemaakt." in done.stdout
    assert assert_whole(tmp_path / "reports") == 1


@pytest.mark.e2e
@pytest.mark.slow
def test_a_worker_with_other_code_or_without_the_folder_is_refused(two_workers: Any, tmp_path: Path) -> None:
    write_notebook(tmp_path / "notebooks" / "een.ipynb")
    with two_workers.get_client() as client:
        client.run(_pretend_older)
        done = wij_impact("run", "--scheduler", two_workers.scheduler_address, cwd=tmp_path)
        client.run(_stop_pretending)
        assert done.returncode == 2
        assert "heeft een andere versie van wij_impact; er is niets gemaakt." in done.stderr
        assert not list((tmp_path / "reports").glob("een*"))
        with pytest.raises(UsageError, match="does not see"):
            cluster._refuse_strangers(client, fingerprint(), [tmp_path, tmp_path / "elsewhere"])


@pytest.mark.unit
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "tcp://", "tcp://127.0.0.1:99999999", ":::"])
def test_a_scheduler_that_is_not_there_gets_a_sentence(address: str) -> None:
    with pytest.raises(UsageError, match="no Dask scheduler with workers answers"), cluster.connect(address):
        pass


@pytest.mark.unit
def test_without_the_extra_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'wij-impact\[cluster\]'"), cluster.connect("tcp://127.0.0.1:1"):
        pass


@pytest.mark.unit
def test_a_cluster_without_workers_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nobody:
        def ncores(self) -> dict[str, int]:
            return {}

    monkeypatch.setattr(cluster, "_PATIENCE", 0.5)
    assert cluster._next(queue.SimpleQueue(), Nobody()) is None


@pytest.mark.unit
def test_what_another_machine_has_otherwise_is_named() -> None:
    ours = fingerprint()
    assert differing(ours, ours) is None
    other = Fingerprint(ours.code, "3.99.0", ours.platform, ours.packages)
    told = differing(ours, other)
    assert told is not None
    assert told.en == f"has Python 3.99.0, and here it is {ours.python}"
