"""How much the road costs beyond the work itself.

    .venv/bin/python benchmarks/road.py

The floor is the same cells, executed one after another in one interpreter that has already imported everything and
has run them once. What lies above it is starting kernels, importing and writing. Aims: a full run with `--jobs 2` at
most 1.4 times the floor, an unchanged one within two seconds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat

from wij_impact.catalogue import resolve_notebooks

REPEATS = 3


def timed(action: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median wall time in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def cells() -> dict[str, list[str]]:
    """The code cells of every report."""
    notebooks = {path.stem: nbformat.read(path, as_version=4) for path in sorted(resolve_notebooks().glob("*.ipynb"))}
    return {name: [c.source for c in book.cells if c.cell_type == "code"] for name, book in notebooks.items()}


def warm(sources: dict[str, list[str]]) -> None:
    """Run all cells in this interpreter, showing what a kernel would show."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    for cells_of_one in sources.values():
        shell = InteractiveShell()
        with capture_output():
            for source in cells_of_one:
                shell.run_cell(source, store_history=False).raise_error()
        InteractiveShell.clear_instance()


def call(*arguments: str) -> None:
    """Run a command and insist that it succeeds."""
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def print_readings() -> None:
    """What it costs to read all known tables the first time in a process, and after that."""
    from wij_impact import catalogue
    from wij_impact.catalogue import tables

    def read() -> None:
        for name in catalogue.table_names():
            catalogue.load_table(name)

    tables.forget()
    print(f"all known tables, first time     {timed(read, 1):7.3f} s")
    print(f"all known tables, after that     {timed(read, 5):7.3f} s")


def main() -> None:
    """Measure and print."""
    sources = cells()
    warm(sources)
    floor = timed(lambda: warm(sources))
    command = str(Path(sys.executable).with_name("wij-impact"))
    python = timed(lambda: call(sys.executable, "-c", "pass"))
    print(f"{len(sources)} reports, {sum(map(len, sources.values()))} cells; medians of {REPEATS} runs")
    print(f"floor, one warm interpreter      {floor:7.2f} s")
    for jobs in ("1", "2"):
        with tempfile.TemporaryDirectory() as out:
            full = (command, "run", "--examples", "--jobs", jobs, "--out", out)
            took = timed(lambda full=full: call(*full, "--again"))  # type: ignore[misc]
            print(f"wij-impact run --jobs {jobs}          {took:7.2f} s   {took / floor:5.1f} x the floor")
            took = timed(lambda full=full: call(*full))  # type: ignore[misc]
            print(f"the same, nothing changed        {took:7.2f} s")
    print_readings()
    print(f"python -c pass                   {python:7.3f} s")
    for name, arguments in {
        "wij-impact --help": (command, "--help"),
        "import wij_impact": (sys.executable, "-c", "import wij_impact"),
        "import catalogue": (sys.executable, "-c", "import wij_impact.catalogue"),
        "import pandas": (sys.executable, "-c", "import pandas"),
    }.items():
        took = timed(lambda arguments=arguments: call(*arguments), 7)  # type: ignore[misc]
        print(f"{name:<33}{took:7.3f} s   {took / python:5.1f} x bare Python")


if __name__ == "__main__":
    main()
