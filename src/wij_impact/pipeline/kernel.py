"""A kernel that is the same everywhere: this interpreter, no user settings, fixed hash seed, one BLAS thread.

papermill runs the cells; this module only says which kernel it talks to and how that kernel is started. A user's own
`python3` kernel specification, IPython start-up files or matplotlib settings would otherwise change a report.
"""

from __future__ import annotations

import os
import sys
import uuid
from pathlib import Path
from typing import IO, Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.utils import run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines

from wij_impact.catalogue.readlog import READ_LOG_VARIABLE
from wij_impact.catalogue.resolve import DATA_VARIABLE
from wij_impact.pipeline.forks import ForkedProvisioner, Zygote

__all__ = ["ENGINE", "environment", "fixed", "register"]

ENGINE = "wij_impact"

_ONE_THREAD = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR", "BLIS")


class ReportKernelManager(AsyncKernelManager):
    """Starts ipykernel in this very interpreter, whatever kernel specifications the machine has."""

    clean: Zygote | None = None
    log_file: Path | None = None

    @property
    def kernel_spec(self) -> KernelSpec:
        """The one specification used; never looked up on disk."""
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language="python")

    async def _async_pre_start_kernel(self, **options: Any) -> tuple[list[str], dict[str, Any]]:
        if self.provisioner is None:
            # jupyter_client looks a provisioner up by name among installed packages; ours comes with what it needs.
            self.kernel_id = self.kernel_id or str(uuid.uuid4())
            forked = ForkedProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
            forked.clean, forked.log_file = self.clean, self.log_file
            self.provisioner = forked
        started: tuple[list[str], dict[str, Any]] = await super()._async_pre_start_kernel(**options)
        return started

    pre_start_kernel = run_sync(_async_pre_start_kernel)


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
        clean: Zygote | None = None,
        **_: Any,
    ) -> Any:
        """Run the notebook; the kernel's own noise goes to `log`, never to the user."""
        manager = ReportKernelManager(kernel_name=kernel_name, connection_file=str(scratch / "kernel.json"))
        manager.clean, manager.log_file = clean, scratch / "kernel.log"
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


def register() -> None:
    """Make the engine known to papermill."""
    papermill_engines.register(ENGINE, ReportEngine)
