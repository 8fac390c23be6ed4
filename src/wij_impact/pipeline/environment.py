"""The environment a report's kernel starts in: the same everywhere, whatever the user has set."""

from __future__ import annotations

import os
from pathlib import Path

from wij_impact.catalogue.readlog import READ_LOG_VARIABLE
from wij_impact.catalogue.resolve import DATA_VARIABLE

__all__ = ["environment", "fixed"]

_ONE_THREAD = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR", "BLIS")


def environment(*, lang: str, data: Path | None, read_log: Path, scratch: Path) -> dict[str, str]:
    """The whole environment of one kernel.

    Parameters
    ----------
    lang : {"nl", "en"}
        The language that errors speak.
    data : Path or None
        The data folder the user named, if any; else the kernel finds it by the common rule.
    read_log : Path
        File to which the catalogue adds each file it reads, for the manifest.
    scratch : Path
        Folder of this run, gone afterwards.
    """
    own = {"WIJ_IMPACT_LANG": lang, READ_LOG_VARIABLE: str(read_log)} | ({DATA_VARIABLE: str(data)} if data else {})
    return {**os.environ} | fixed(scratch) | own


def fixed(scratch: Path) -> dict[str, str]:
    """What no kernel may have otherwise, whoever runs it: libraries read it when they are imported."""
    return {
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8",
        "IPYTHONDIR": str(scratch / "ipython"),
        "MPLBACKEND": "agg",
        **{f"{name}_NUM_THREADS": "1" for name in _ONE_THREAD},
    }
