"""A kernel that is the same everywhere: this interpreter, no user settings, fixed hash seed, one BLAS thread.

papermill runs the cells; this module only says which kernel it talks to and how that kernel is started. A user's own
`python3` kernel specification, IPython start-up files or matplotlib settings would otherwise change a report.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO, Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines

from wij_impact.catalogue.readlog import READ_LOG_VARIABLE
from wij_impact.catalogue.resolve import DATA_VARIABLE

__all__ = ["ENGINE", "environment", "register"]

ENGINE = "wij_impact"

_ONE_THREAD = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR", "BLIS")


class ReportKernelManager(AsyncKernelManager):
    """Starts ipykernel in this very interpreter, whatever kernel specifications the machine has."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The one specification used; never looked up on disk."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


class ReportEngine(Engine):
    """papermill's own engine, with the kernel started as a report needs it."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        kernel_environment: dict[str, str],
        scratch: Path,
        log: IO[bytes],
        **_: Any,
    ) -> Any:
        """Run the notebook; the kernel's own noise goes to `log`, never to the user."""
        manager = ReportKernelManager(kernel_name=kernel_name, connection_file=str(scratch / "kernel.json"))
        if sys.platform != "win32":
            # Sockets in a private folder: no open port, no warning about unencrypted TCP, no two kernels on one port.
            manager.transport = "ipc"
        client = PapermillNotebookClient(nb_man, km=manager, kernel_name=kernel_name, startup_timeout=120, timeout=None)
        return client.execute(env=kernel_environment, stdout=log, stderr=log)


def environment(*, lang: str, data: Path | None, read_log: Path, scratch: Path) -> dict[str, str]:
    """The environment a report's kernel starts in.

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
    fixed = {
        "PYTHONHASHSEED": "0",
        "PYTHONIOENCODING": "utf-8",
        "IPYTHONDIR": str(scratch / "ipython"),
        "MPLBACKEND": "agg",
        "WIJ_IMPACT_LANG": lang,
        READ_LOG_VARIABLE: str(read_log),
        **{f"{name}_NUM_THREADS": "1" for name in _ONE_THREAD},
    }
    return {**os.environ} | fixed | ({DATA_VARIABLE: str(data)} if data else {})


def register() -> None:
    """Make the engine known to papermill."""
    papermill_engines.register(ENGINE, ReportEngine)
