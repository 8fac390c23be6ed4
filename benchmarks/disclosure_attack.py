"""How much an attacker with all files of a report finds, over many generated studies.

Run by hand: ``python benchmarks/disclosure_attack.py 500`` (about ten minutes). Each study is published as
`impactmeting.publish` does, written as a report folder, and read back as one system by `disclosure.recoverable_from`.
The studies are those of `tests/impactmeting/test_publication.py`: 12 to 150 people, two to six unequal areas, rare and
unanimous groups, missing answers. Printed: the seeds in which something was found, and how many cells were hidden.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.impactmeting.test_publication import attacked


def main(studies: int) -> None:
    """Attack so many studies and print what was found."""
    seeds, hidden, cells = [], 0, 0
    for seed in range(studies):
        with tempfile.TemporaryDirectory() as folder:
            try:
                _, more_hidden, more_cells = attacked(range(seed, seed + 1), Path(folder))
                hidden, cells = hidden + more_hidden, cells + more_cells
            except AssertionError as found:
                seeds.append(seed)
                print(found, flush=True)
        if seed % 50 == 49:
            print(f"{seed + 1} studies, {len(seeds)} with a finding; {hidden} of {cells} cells hidden", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
