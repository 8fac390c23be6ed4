"""Kernels that are forked from one clean process: the caller's side of `pipeline.kernel_server`.

Only on Linux, where a process can be asked to die with its parent and can be named by a descriptor. Elsewhere, when
`WIJ_IMPACT_FORK=0` is set, and whenever anything about it fails, a report gets a kernel that is started from scratch:
slower, the same bytes.
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wij_impact.pipeline.kernel_server import LARGEST

__all__ = ["SWITCH", "ForkedProcess", "KernelServer", "kernel_server", "supported"]

#: Set to 0 to give every report a kernel that is started from scratch.
SWITCH = "WIJ_IMPACT_FORK"
#: So many seconds for importing the libraries on a slow disk; after that every kernel is started from scratch.
_PATIENCE = 120.0
#: As ipykernel's launcher does: what lies in the working folder may not shadow a library while those are imported. The
#: kernel puts the folder back, so that a notebook can import what stands beside it (`python -P` would forbid that).
_START = """
import sys
if sys.path and sys.path[0] == "":
    del sys.path[0]
from wij_impact.pipeline.kernel_server import main
main()
"""


def supported() -> bool:
    """Whether kernels may be forked here."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open") and os.environ.get(SWITCH, "1") != "0"


class KernelServer:
    """The clean process, and the socket that asks it for kernels.

    Parameters
    ----------
    environment : mapping
        What its libraries are imported with; the environment of a kernel is told as the difference from it.
    log : Path
        Where its own complaints go.
    """

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._environment = dict(environment)
        self._channel = ours
        ours.settimeout(_PATIENCE)
        self._turn = threading.Lock()
        try:
            with theirs, log.open("ab") as noise:
                self._process = subprocess.Popen(
                    [sys.executable, "-c", _START, str(theirs.fileno())],
                    env=self._environment,
                    pass_fds=(theirs.fileno(),),
                    stdin=subprocess.DEVNULL,
                    stdout=noise,
                    stderr=noise,
                    # Ctrl-C is for the run, which then closes the socket.
                    start_new_session=True,
                )
        except OSError:
            ours.close()
            raise

    def fork(self, request: Mapping[str, Any], environment: Mapping[str, str]) -> ForkedProcess | None:
        """Ask for a kernel; None when it cannot be had this way.

        Parameters
        ----------
        request : mapping
            `connection_file`, `extra` (arguments), `folder` (to work in) and `log`.
        environment : mapping
            The whole environment of the kernel.
        """
        changed = {name: value for name, value in environment.items() if self._environment.get(name) != value}
        without = [name for name in self._environment if name not in environment]
        message = json.dumps({**request, "environment": changed, "without": without}).encode()
        if len(message) >= LARGEST:
            return None
        try:
            with self._turn:
                self._channel.send(message)
                answer, ancillary, _, _ = self._channel.recvmsg(1000, socket.CMSG_LEN(4))
        except OSError:
            # An answer that came later would be taken for that to the next request.
            self._channel.close()
            return None
        if not ancillary:
            return None
        handle = array.array("i")
        handle.frombytes(ancillary[0][2][:4])
        return ForkedProcess(json.loads(answer)["pid"], handle[0])

    @property
    def alive(self) -> bool:
        """Whether it is still there."""
        return self._process.poll() is None

    def close(self) -> None:
        """Let it go, with every kernel that is still there."""
        self._channel.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextlib.contextmanager
def kernel_server(environment: Mapping[str, str], log: Path) -> Iterator[KernelServer | None]:
    """A clean process for the length of a run; None where there can be none."""
    if not supported():
        yield None
        return
    try:
        made = KernelServer(environment, log)
    except OSError:
        yield None
        return
    try:
        yield made
    finally:
        made.close()


class ForkedProcess:
    """A kernel that is not our child, with the part of `subprocess.Popen` that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, handle: int) -> None:
        self.pid = pid
        self._handle = handle

    def __del__(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._handle)

    def poll(self) -> int | None:
        """None while it lives; how it ended is known to its parent only."""
        return 0 if select.select([self._handle], [], [], 0)[0] else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        select.select([self._handle], [], [], timeout)
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal to this very process, if it is still there."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, number)

    def kill(self) -> None:
        """End it now."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)
