"""A kernel that is the same everywhere: this interpreter, no user settings, fixed hash seed, one BLAS thread.

papermill runs the cells; this module only says which kernel it talks to and how that kernel is started. A user's own
`python3` kernel specification, IPython start-up files or matplotlib settings would otherwise change a report.
"""

from __future__ import annotations

import sys
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import IO, TYPE_CHECKING, Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from traitlets import Type

if TYPE_CHECKING:
    from wij_impact.pipeline.forks import KernelServer

__all__ = ["ENGINE", "register"]

ENGINE = "wij_impact"


class ForkedProvisioner(LocalProvisioner):
    """Has a kernel forked, and falls back on starting one."""

    clean: KernelServer | None = None
    log_file: Path | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel that `cmd` would start."""
        process = None
        if self.clean is not None and self.log_file is not None:
            # [python, -m, ipykernel_launcher, -f, FILE, more ...]: what comes after the file is for ipykernel itself.
            folder = str(kwargs.get("cwd") or Path.cwd())
            request = {"connection_file": cmd[4], "extra": cmd[5:], "folder": folder, "log": str(self.log_file)}
            process = self.clean.fork(request, kwargs["env"])
        if process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process  # type: ignore[assignment]
        # The forked process leads a group of its own before its number is told.
        self.pid = self.pgid = process.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info


class ReportClient(AsyncKernelClient):
    """Talks to a kernel, and does not idle before the first cell.

    jupyter_client's own way waits a fifth of a second to be sure that no message of the start is left over. nbclient
    looks at the messages of its own cells only, so what is left over does no harm.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when the kernel has answered and its output channel is heard.

        Raises
        ------
        RuntimeError
            When the kernel has died, or gives no answer within `timeout` seconds.
        """
        until = time.monotonic() + (timeout or float("inf"))
        while not await self._answered():
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > until:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answered(self) -> bool:
        self.kernel_info()
        try:
            reply = await self.shell_channel.get_msg(timeout=1)
            await self.iopub_channel.get_msg(timeout=0.2)
        except Empty:
            return False
        if reply["msg_type"] != "kernel_info_reply":
            return False
        self._handle_kernel_info_reply(reply)
        return True


class ReportKernelManager(AsyncKernelManager):
    """Starts ipykernel in this very interpreter, whatever kernel specifications the machine has."""

    clean: KernelServer | None = None
    log_file: Path | None = None
    client_factory = Type(ReportClient)

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

    pre_start_kernel = _async_pre_start_kernel

    async def _async_finish_shutdown(
        self, waittime: float | None = None, pollinterval: float = 0.01, restart: bool = False
    ) -> None:
        # A kernel ends in some hundredths of a second; looking only ten times per second costs a tenth per report.
        await super()._async_finish_shutdown(waittime, pollinterval, restart)

    finish_shutdown = _async_finish_shutdown


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
        folder: Path,
        clean: KernelServer | None = None,
        **_: Any,
    ) -> Any:
        """Run the notebook; the kernel's own noise goes to `log`, never to the user."""
        manager = ReportKernelManager(kernel_name=kernel_name, connection_file=str(scratch / "kernel.json"))
        manager.clean, manager.log_file = clean, scratch / "kernel.log"
        if sys.platform != "win32":
            # Sockets in a private folder: no open port, no warning about unencrypted TCP, no two kernels on one port.
            manager.transport = "ipc"
        client = PapermillNotebookClient(nb_man, km=manager, kernel_name=kernel_name, startup_timeout=120, timeout=None)
        # nbclient leaves a kernel that it was handed alive, unless told otherwise: a batch would pile them up.
        return client.execute(env=kernel_environment, cwd=str(folder), cleanup_kc=True, stdout=log, stderr=log)


def register() -> None:
    """Make the engine known to papermill."""
    papermill_engines.register(ENGINE, ReportEngine)
