"""What one report of a batch costs: the report `benchmark` for each of the 40 made-up teams.

    .venv/bin/python benchmarks/reports.py [--units 40] [--papermill 5]

Everything is measured in this one run, in wall time per report:

- the floor: the same cells, one team after another, in one interpreter that has imported everything and has run once;
- plain papermill, as one would write the loop in a shell: one `papermill` per team, executed notebook only (of a few
  teams, because each costs the same);
- `wij-impact run --each unit=...` with one and two jobs, with kernels forked and from scratch: all the rest included
  (HTML, tables, figures, manifest, index, and the start of the command);
- the same on a Dask cluster of two worker processes on this machine, its start not counted.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence

import nbformat

from wij_impact.catalogue import resolve_notebooks

NOTEBOOK = resolve_notebooks() / "benchmark.ipynb"


def timed(action: Callable[[], object]) -> float:
    """Wall time in seconds."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def warm(units: Sequence[str]) -> None:
    """The cells of each team in this interpreter, showing what a kernel would show."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    cells = [cell.source for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
    for unit in units:
        shell = InteractiveShell()
        with capture_output():
            for source in [cells[0], f"unit = {unit!r}", *cells[1:]]:
                shell.run_cell(source, store_history=False).raise_error()
        InteractiveShell.clear_instance()


def papermill(units: Sequence[str], out: str) -> None:
    """A loop in a shell."""
    for unit in units:
        call(
            sys.executable,
            "-m",
            "papermill",
            str(NOTEBOOK),
            f"{out}/{unit}.ipynb",
            "-p",
            "unit",
            unit,
            "--no-progress-bar",
        )


def ours(units: Sequence[str], out: str, *more: str, fork: bool = True) -> None:
    """One command."""
    values = "unit=" + ",".join(units)
    call(sys.executable, "-m", "wij_impact", "run", "benchmark", "--each", values, "--out", out, *more, fork=fork)


def call(*arguments: str, fork: bool = True) -> None:
    """Run a command and insist that it succeeds."""
    environment = {**os.environ, "WIJ_IMPACT_FORK": "1" if fork else "0"}
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


def on_a_cluster(units: Sequence[str], out: str) -> float:
    """Two worker processes here; the first batch warms them up, as a cluster that stands is."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        return timed(lambda: ours(units, out, "--scheduler", cluster.scheduler_address))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, default=40)
    parser.add_argument("--papermill", type=int, default=5)
    asked = parser.parse_args()
    units = [f"Team {number:02d}" for number in range(1, asked.units + 1)]
    few = units[: asked.papermill]
    warm(units[:1])
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{len(units)} reports; load {load:.1f} on {os.cpu_count()} cores at the start", flush=True)
    took: dict[str, float] = {"one warm interpreter (the floor)": timed(lambda: warm(units)) / len(units)}
    with tempfile.TemporaryDirectory() as out:
        took["plain papermill"] = timed(lambda: papermill(few, out)) / len(few)
    ways: dict[str, Callable[[str], float]] = {
        "wij-impact run --jobs 1": lambda out: timed(lambda: ours(units, out, "--jobs", "1")),
        "wij-impact run --jobs 2": lambda out: timed(lambda: ours(units, out, "--jobs", "2")),
        "the same, kernels from scratch": lambda out: timed(lambda: ours(units, out, "--jobs", "2", fork=False)),
        "two Dask workers": lambda out: on_a_cluster(units, out),
    }
    for name, way in ways.items():
        with tempfile.TemporaryDirectory() as out:
            took[name] = way(out) / len(units)
            if name.endswith("--jobs 2"):
                took["again, nothing changed"] = way(out) / len(units)
    floor, peer = took["one warm interpreter (the floor)"], took["plain papermill"]
    print(f"{'':<34}{'s/report':>9}{'x floor':>9}{'x faster than papermill':>25}")
    for name, seconds in took.items():
        print(f"{name:<34}{seconds:9.2f}{seconds / floor:9.1f}{peer / seconds:25.1f}")


if __name__ == "__main__":
    main()
