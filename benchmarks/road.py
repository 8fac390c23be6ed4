"""How much the road costs beyond the work itself, and whether the work itself became faster.

    .venv/bin/python benchmarks/road.py --repeats 3

The reports are the 14 that there were at commit 7ccc778, by name, in four formats; this tree is set against that one
(a worktree of git, made for the occasion unless `--then FOLDER` names one). The floor is their cells, executed one
after another in an interpreter that has imported everything and has run them once. What lies above it is starting
kernels, importing and writing.

Everything is time of the processor, children included, so that other work on the machine counts little. The two trees
take turns: report by report in the two warm interpreters, run by run for the command. A ratio is that of one turn; the
median of the turns is shown with the lowest and the highest. Wall time is shown for a run in which nothing changed.

Aims: the floor two thirds of that of 7ccc778; a full run with `--jobs 2` at most 1.4 times the floor on the clock,
which takes at least half its processor time; a run in which nothing changed within two seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
THEN = "7ccc778"
REPORTS = (
    "benchmark", "ceo_wmo", "deelopdrachten", "effect_ojg", "effect_pilot", "houdbaarheid", "impactmeting",
    "kerncijfers", "mkba_besturingsmodel", "mkba_jim", "mkba_ojg", "signalen", "vraag_tot_indicatie", "zorgkosten",
)  # fmt: skip
FORMATS = "html,pdf,docx,xlsx"


# -- one warm interpreter, in a process of its own ----------------------------------------------------------------


def used() -> float:
    """Processor time of this process and of the children that ended, in seconds."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def run_cells(notebook: Path) -> None:
    """Run the code cells of a notebook in this interpreter, showing what a kernel would show."""
    import nbformat
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    cells = [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    shell = InteractiveShell.instance()
    with capture_output():
        for source in cells:
            shell.run_cell(source, store_history=False).raise_error()
    InteractiveShell.clear_instance()


def serve() -> None:
    """Run the report that each line of the input names, and say how much time it took."""
    for line in sys.stdin:
        before = used()
        run_cells(Path("notebooks", f"{line.strip()}.ipynb"))
        print(json.dumps(used() - before), flush=True)


@dataclass(frozen=True)
class Tree:
    """A checkout of the package, and what runs it."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """As a report is made: this tree's code, one thread, one hash seed."""
        fixed = {"PYTHONPATH": str(self.folder / "src"), "PYTHONHASHSEED": "0", "MPLBACKEND": "agg"}
        return {**os.environ, **fixed, **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start Python in this tree; what it complains of is thrown away."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def call(self, *arguments: str) -> tuple[float, float]:
        """Processor time (children included) and wall time of a command, which has to succeed."""
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        process = self.start(*arguments)
        process.communicate()
        if process.returncode:
            raise SystemExit(f"{' '.join(arguments)} in {self.folder} ended with {process.returncode}")
        after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall

    def make(self, out: Path, *more: str) -> tuple[float, float]:
        """Make the reports with two jobs in four formats: processor and wall time."""
        return self.call("-m", "wij_impact", "run", *more, "--format", FORMATS, "--jobs", "2", "--out", str(out))


class Warm:
    """An interpreter that has run every report once."""

    def __init__(self, tree: Tree) -> None:
        self._process = tree.start(str(Path(__file__).resolve()), "--serve")
        for name in REPORTS:
            self.run(name)

    def run(self, name: str) -> float:
        """Processor time of one report."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        asked.write(name + "\n")
        asked.flush()
        answer = answers.readline()
        if not answer:
            raise SystemExit(f"{name}: a cell failed")
        return float(json.loads(answer))

    def close(self) -> None:
        """Let it go."""
        self._process.communicate()


@contextlib.contextmanager
def worktree(commit: str) -> Iterator[Tree]:
    """A checkout of another commit for as long as this runs."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent, commit)
        git = ("git", "-C", str(HERE), "worktree")
        subprocess.run([*git, "add", "--quiet", "--detach", str(folder), commit], check=True)
        try:
            yield Tree(folder)
        finally:
            subprocess.run([*git, "remove", "--force", str(folder)], check=True)


# -- what is measured ---------------------------------------------------------------------------------------------


def spread(values: Sequence[float], form: str = "6.2f") -> str:
    """The median with the lowest and the highest.

    Examples
    --------
    >>> spread([1.0, 3.0, 2.0], ".1f")
    '2.0 (1.0 to 3.0)'
    """
    return f"{statistics.median(values):{form}} ({min(values):{form.lstrip('6')}} to {max(values):{form.lstrip('6')}})"


def ratios(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """The ratio of each turn."""
    return [one / other for one, other in zip(above, below, strict=True)]


def floors(trees: Sequence[Tree], repeats: int) -> list[dict[str, list[float]]]:
    """For each tree: report -> processor time of each turn in its warm interpreter."""
    interpreters = [Warm(tree) for tree in trees]
    taken: list[dict[str, list[float]]] = [{name: [] for name in REPORTS} for _ in trees]
    for _ in range(repeats):
        for name in REPORTS:
            for interpreter, one in zip(interpreters, taken, strict=True):
                one[name].append(interpreter.run(name))
    for interpreter in interpreters:
        interpreter.close()
    return taken


def totals(taken: dict[str, list[float]]) -> list[float]:
    """The time of all reports together, per turn."""
    return [sum(turn) for turn in zip(*taken.values(), strict=True)]


def contents(out: Path) -> dict[str, tuple[int, int]]:
    """For each report that was made: how many pages it has in HTML, and how many figures."""
    return {
        name: (len([*(out / name).rglob("*.html")]), len([*(out / name / "figures").glob("*.svg")]))
        for name in REPORTS
    }  # fmt: skip


def print_floors(taken: Sequence[dict[str, list[float]]], made: Sequence[dict[str, tuple[int, int]]]) -> None:
    """Per report: time, pages and figures then and now, and the ratios."""
    print(f"{'warm interpreter (s)':<24}{'then':>7}{'now':>7}{'ratio':>7}   pages      figures    s per figure")
    for name in REPORTS:
        then, now = (statistics.median(one[name]) for one in taken)
        (pages, figures), (more_pages, more_figures) = (one[name] for one in made)
        each = [f"{took / max(count, 1):.2f}" for took, count in ((then, figures), (now, more_figures))]
        print(
            f"{name:<24}{then:>7.2f}{now:>7.2f}{statistics.median(ratios(taken[1][name], taken[0][name])):>7.2f}   "
            f"{pages:>3} -> {more_pages:<4}{figures:>3} -> {more_figures:<4} {each[0]} -> {each[1]}"
        )
    before, after = map(totals, taken)
    (pages, figures), (more_pages, more_figures) = map(sums, made)
    print(f"all, then                {spread(before)}   {pages} pages, {figures} figures")
    print(f"all, now                 {spread(after)}   {more_pages} pages, {more_figures} figures")
    changed = ratios(after, before)
    print(f"now / then               {spread(changed)}   aim 0.67")
    print(f"the same, per figure     {spread([one * figures / more_figures for one in changed])}")
    print(f"the same, per page       {spread([one * pages / more_pages for one in changed])}")


def sums(made: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Pages and figures of all reports together."""
    return sum(pages for pages, _ in made.values()), sum(figures for _, figures in made.values())


def print_runs(trees: Sequence[Tree], floor: Sequence[list[float]], repeats: int) -> list[dict[str, tuple[int, int]]]:
    """Full runs with two jobs, in turn; returns what was made by each tree."""
    spent: list[list[float]] = [[] for _ in trees]
    made: list[dict[str, tuple[int, int]]] = []
    with tempfile.TemporaryDirectory() as parent:
        for turn in range(repeats):
            for at, tree in enumerate(trees):
                out = Path(parent, f"{at}-{turn}")
                spent[at].append(tree.make(out, *REPORTS)[0])
                if not turn:
                    made.append(contents(out))
        rest, wall = zip(*(trees[-1].make(out, *REPORTS) for _ in range(repeats)), strict=True)
    for word, one, low in zip(("then", "now"), spent, floor, strict=True):
        print(f"full run, {word:<14} {spread(one)} s of processor = {spread(ratios(one, low))} x its floor")
    halves = [one / 2 for one in ratios(spent[1], floor[1])]
    print(f"on two free cores at best {spread(halves)} x the floor on the clock   aim 1.4")
    print(f"full run, now / then     {spread(ratios(spent[1], spent[0]))}")
    print(f"nothing changed, 14      {spread(rest)} s of processor, {spread(wall)} s on the clock   aim 2")
    return made


def print_everything(tree: Tree, repeats: int) -> None:
    """What `make report` takes: every report, made and then left in place."""
    with tempfile.TemporaryDirectory() as out:
        took, _ = tree.make(Path(out))
        made = len([*Path(out).glob("*/manifest.json")])
        rest, wall = zip(*(tree.make(Path(out)) for _ in range(repeats)), strict=True)
    print(f"make report, {made} reports  {took:.1f} s of processor")
    print(f"the same, nothing changed {spread(rest)} s of processor, {spread(wall)} s on the clock   aim 2")


def print_starts(tree: Tree, repeats: int) -> None:
    """What starting costs, against Python that does nothing."""
    bare = [tree.call("-c", "pass")[0] for _ in range(repeats)]
    for name, arguments in {
        "python -c pass": ("-c", "pass"),
        "wij-impact --help": ("-m", "wij_impact", "--help"),
        "import wij_impact": ("-c", "import wij_impact"),
        "import catalogue": ("-c", "import wij_impact.catalogue"),
        "import pandas": ("-c", "import pandas"),
    }.items():
        took = [tree.call(*arguments)[0] for _ in range(repeats)]
        print(f"{name:<24} {spread(took, '6.3f')} s = {statistics.median(ratios(took, bare)):.1f} x bare Python")


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--repeats", type=int, default=3, help="turns of each tree")
    given.add_argument("--then", type=Path, help=f"a checkout of {THEN}")
    given.add_argument("--everything", action="store_true", help="also make report: every report there is now")
    given.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = given.parse_args()
    if chosen.serve:
        serve()
        return
    with contextlib.nullcontext(Tree(chosen.then.resolve())) if chosen.then else worktree(THEN) as then:
        trees = (then, Tree(HERE))
        print(f"{len(REPORTS)} reports, {chosen.repeats} turns; processor time, median (lowest to highest)")
        taken = floors(trees, chosen.repeats)
        made = print_runs(trees, [totals(one) for one in taken], chosen.repeats)
        print_floors(taken, made)
    if chosen.everything:
        print_everything(Tree(HERE), chosen.repeats)
    print_starts(Tree(HERE), max(chosen.repeats, 5))


if __name__ == "__main__":
    main()
