"""How the house stands at a commit: lines of Python and of words, and sentences of two languages left in Python.

    .venv/bin/python benchmarks/house.py 7ccc778 HEAD

Reads the files as the commit has them; the sentences are counted as `tests/test_house.py` counts them.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.bilingual import sentences  # noqa: E402 (the tests are no installed package)


def measured(commit: str) -> dict[str, int]:
    """The counts of one commit."""
    packed = subprocess.run(["git", "archive", commit, "src", "data"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
            files.extractall(folder, filter="data")
        python = list(Path(folder, "src").rglob("*.py"))
        words = list(Path(folder, "data").glob("words/*.toml"))
        stories = [path for path in python if "stories" in path.parts]
        facts = [path for path in python if "reports" in path.parts]
        lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (*python, *words)}
        said = sum(line.startswith("nl = ") for path in words for line in path.read_text("utf-8").splitlines())
        return {
            "lines of Python in src": sum(lengths[path] for path in python),
            "of which stories (wording)": sum(lengths[path] for path in stories),
            "of which reports (facts, layout)": sum(lengths[path] for path in facts),
            "modules over 500 lines": sum(lengths[path] > 500 for path in python),
            "lines of words": sum(lengths[path] for path in words),
            "sentences in words": said,
            "sentences in Python": sum(len(sentences(path)) for path in python),
            "modules with a Text": sum("Text(" in path.read_text(encoding="utf-8") for path in python),
        }


def main() -> None:
    """Print the commits side by side."""
    commits = sys.argv[1:] or ["HEAD"]
    columns = [measured(one) for one in commits]
    print(f"{'':<34}" + "".join(f"{one:>12}" for one in commits))
    for name in columns[0]:
        print(f"{name:<34}" + "".join(f"{one[name]:>12}" for one in columns))


if __name__ == "__main__":
    main()
