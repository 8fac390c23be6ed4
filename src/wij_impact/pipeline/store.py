"""Run the notebooks with their defaults and store them executed, for git and nbval: `make notebooks`."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat

from wij_impact.pipeline.execute import execute
from wij_impact.pipeline.notebooks import find_reports, select
from wij_impact.pipeline.scratch import scratch_folder

__all__ = ["store"]


def store(folder: Path, names: list[str]) -> None:
    """Execute the named notebooks of `folder` (all when none is named) and write them back in place."""
    for spec in select(find_reports(folder), names):
        with scratch_folder() as scratch:
            done = execute(spec, {}, lang="nl", data=None, scratch=scratch)
        nbformat.write(done.notebook, spec.path)
        print(spec.path.name, file=sys.stderr)


if __name__ == "__main__":
    store(Path(sys.argv[1]), sys.argv[2:])
