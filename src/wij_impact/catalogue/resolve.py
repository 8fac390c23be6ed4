"""Which data folder is used: the one rule that the commands and the notebooks share."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wij_impact.errors import UsageError
from wij_impact.language import Text

__all__ = ["DATA_VARIABLE", "DataFolder", "Origin", "resolve_data", "resolve_notebooks", "shipped", "shipped_notebooks"]

Origin = Literal["option", "environment", "working folder", "checkout", "package"]

#: The pipeline hands `--data` to its kernels in this environment variable.
DATA_VARIABLE = "WIJ_IMPACT_DATA"

_PACKAGE = Path(__file__).resolve().parents[1]

_REFERENCES = ("reference/price_index.csv", "reference/unit_prices.csv", "reference/discount_rates.csv")
#: What makes a folder `data` ours and not somebody else's.
_MARKS = ("dictionary.csv", "published", "cases", "instruments", "words", *_REFERENCES)


@dataclass(frozen=True)
class DataFolder:
    """A folder with data, where it was found, and the shipped folder that fills its gaps.

    Parameters
    ----------
    path : Path
        The folder.
    origin : str
        How it was found: option, environment, working folder, checkout or package.
    fallback : Path, optional
        The shipped data; a file that `path` lacks is read from here. None when `path` is the shipped data.
    """

    path: Path
    origin: Origin
    fallback: Path | None = None

    def file(self, name: str) -> Path:
        """The file `name` in this folder, or the shipped one when it lacks it (which may not exist either)."""
        own = self.path / name
        if own.exists() or self.fallback is None or not (self.fallback / name).exists():
            return own
        return self.fallback / name

    def relative(self, file: Path) -> str:
        """`file` as shown to the user: relative to this folder or to the shipped data, with forward slashes."""
        for folder in (self.path, self.fallback):
            if folder is not None and file.is_relative_to(folder):
                return file.relative_to(folder).as_posix()
        return file.as_posix()


def shipped() -> tuple[Path, Origin]:
    """The data that comes with the package: the checkout's, else the packaged copy."""
    checkout = _checkout()
    if checkout is not None:
        return checkout / "data", "checkout"
    return _PACKAGE / "_shipped" / "data", "package"


def resolve_data(path: str | Path | DataFolder | None = None) -> DataFolder:
    """Find the data: `path`, else the environment, else `./data`, else the checkout, else the packaged copy.

    Parameters
    ----------
    path : str or Path, optional
        A folder of the caller's choice (`--data`). A `DataFolder` is returned as it is.

    Raises
    ------
    UsageError
        When the folder that was asked for does not exist or is not a folder.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> catalogue.resolve_data().file("dictionary.csv").exists()
    True
    """
    if isinstance(path, DataFolder):
        return path
    if path is not None:
        return _with_fallback(_existing(Path(path), "--data"), "option")
    variable = os.environ.get(DATA_VARIABLE)
    if variable:
        return _with_fallback(_existing(Path(variable), DATA_VARIABLE), "environment")
    working = Path.cwd() / "data"
    if is_ours(working):
        return _with_fallback(working, "working folder")
    folder, origin = shipped()
    return DataFolder(folder, origin)


def resolve_notebooks(path: str | Path | None = None) -> Path:
    """Find the notebooks: `path`, else `./notebooks` of a study, else the checkout, else the packaged copy.

    A `./notebooks` counts as a study's only when one of its notebooks uses this package: notebooks are run,
    and somebody else's must not be.
    """
    if path is not None:
        return _existing(Path(path), "--notebooks")
    study = Path.cwd() / "notebooks"
    if any("wij_impact" in file.read_text(encoding="utf-8", errors="replace") for file in study.glob("*.ipynb")):
        return study
    return shipped_notebooks()


def shipped_notebooks() -> Path:
    """The notebooks that come with the package: the checkout's, else the packaged copy."""
    checkout = _checkout("notebooks")
    return checkout / "notebooks" if checkout is not None else _PACKAGE / "_shipped" / "notebooks"


def is_ours(folder: Path) -> bool:
    """Whether `folder` holds something that this package knows."""
    return folder.is_dir() and any((folder / mark).exists() for mark in _MARKS)


def _checkout(part: str = "data") -> Path | None:
    return _checkout_of(_PACKAGE, part)


@functools.lru_cache(maxsize=8)
def _checkout_of(package: Path, part: str) -> Path | None:
    # Beside `src/` in a source tree; a package installed elsewhere has no pyproject.toml two levels up. Looked at once:
    # a package does not move while it runs, and every word that is looked up asks.
    for root in package.parents[:2]:
        if (root / "pyproject.toml").is_file() and (root / part).is_dir():
            return root
    return None


def _with_fallback(path: Path, origin: Origin) -> DataFolder:
    folder, _ = shipped()
    try:
        same = path.samefile(folder)
    except OSError:
        same = False
    return DataFolder(path, origin, None if same else folder)


def _existing(path: Path, said: str) -> Path:
    if path.is_dir():
        return path.absolute()
    what = (
        Text(nl="is geen map", en="is not a folder") if path.exists() else Text(nl="bestaat niet", en="does not exist")
    )
    raise UsageError(
        Text(nl=f"{said}: {path} {what.nl}.", en=f"{said}: {path} {what.en}."),
        remedy=Text(
            nl="Geef een map met gegevens; wij-impact init MAP maakt er een.",
            en="Give a folder with data; wij-impact init DIR makes one.",
        ),
    )
