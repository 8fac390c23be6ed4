"""JupyterLab on the notebooks: `make lab`. Those that come with the package are trusted first, so that charts show.

JupyterLab shows pictures of a stored notebook only when it trusts it; of one it does not, it shows the text instead.
A notebook that somebody laid beside ours is not trusted here: it may run script in the browser.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

from wij_impact.catalogue.resolve import resolve_notebooks, shipped_notebooks

__all__ = ["OFFLINE", "main", "ours", "quiet", "trust"]

#: JupyterLab asks for no news and looks for no newer version: nothing here needs a network.
OFFLINE = ("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")
#: The part of JupyterLab that would still ask whether one wants news.
_ANNOUNCEMENTS = "@jupyterlab/apputils-extension:announcements"


def ours(folder: Path) -> list[Path]:
    """The notebooks in `folder` that come with the package: tracked by git in a checkout, the same bytes elsewhere."""
    shipped = shipped_notebooks()
    here = sorted(folder.glob("*.ipynb"))
    if folder.resolve() != shipped.resolve():
        return [path for path in here if _same(path, shipped / path.name)]
    try:
        told = subprocess.run(
            ["git", "-C", str(folder), "ls-files", "-z", "--", "*.ipynb"], capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return here  # no git: unpacked from a release
    tracked = set(told.stdout.decode().split("\0"))
    return [path for path in here if path.name in tracked]


def _same(path: Path, shipped: Path) -> bool:
    return shipped.is_file() and path.read_bytes() == shipped.read_bytes()


def trust(paths: Sequence[Path], notary: NotebookNotary | None = None) -> None:
    """Sign notebooks for the JupyterLab of this user, and of nobody else."""
    signer = notary or NotebookNotary()
    for path in paths:
        signer.sign(nbformat.read(path, as_version=4))


def main(arguments: Sequence[str] = ()) -> int:
    """Trust what is ours, then start JupyterLab; `arguments` go to it."""
    folder = resolve_notebooks()
    trust(ours(folder))
    call = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={folder}", *OFFLINE, *arguments]
    with tempfile.TemporaryDirectory() as settings:
        started = subprocess.run(call, check=False, env=quiet(Path(settings)))
    return started.returncode


def quiet(settings: Path) -> dict[str, str]:
    """The environment in which JupyterLab opens without asking whether one wants news; its settings go in a folder."""
    (settings / "labconfig").mkdir()
    page = {"disabledExtensions": {_ANNOUNCEMENTS: True}}
    (settings / "labconfig" / "page_config.json").write_text(json.dumps(page), encoding="utf-8")
    found = os.pathsep.join(filter(None, (str(settings), os.environ.get("JUPYTER_CONFIG_PATH"))))
    return {**os.environ, "JUPYTER_CONFIG_PATH": found}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
