"""Recalculate the workbooks of the shipped cases in LibreOffice after random edits, against the library.

    python -m benchmarks.workbook [EDITS]

Makes the workbook of each case with ``wij-impact run mkba``, changes one to four of its inputs at random (1,000 edits
in all when no number is given), lets LibreOffice convert it, and holds every formula of every sheet to
`mkba.workings(case).evaluate(edit)`. Prints per case the workbooks, the cells compared, the largest difference
(relative to the value, of euros to the costs and benefits together) and what differs by more than 1e-9. From the root
of the checkout, with LibreOffice Calc on the path.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.support.office import SHIPPED, recalculated_edits, shipped_workbook


def main(edits: int = 1_000) -> int:
    """Print a line per case; 1 when anything differs."""
    wrong: list[str] = []
    for at, name in enumerate(SHIPPED):
        with tempfile.TemporaryDirectory() as folder:
            book = shipped_workbook(name, Path(folder))
            started = time.perf_counter()
            found = recalculated_edits(name, book, -(-edits // len(SHIPPED)), Path(folder), seed=at)
        took = time.perf_counter() - started
        wrong += found.wrong
        print(
            f"{name}: {found.books} workbooks, {found.cells:,} cells, largest difference {found.largest:.1e}, "
            f"{len(found.wrong)} differ, {took:.0f} s"
        )
    print(*wrong[:20], sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
