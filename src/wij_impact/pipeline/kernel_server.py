"""A clean process that has imported the libraries and forks a kernel each time it is asked to.

Starting Python and importing pandas, scipy and matplotlib takes seconds; a fork of a process that did so takes a few
milliseconds. Forking is safe only while there is one thread, so this process has one: it imports, then waits on a
socket, and starts nothing else. It looks at the number of its threads before every fork and refuses when there are
more. The kernel that comes out has an environment, a process group and a log of its own.

The socket is its life line: when the run that started it ends, however it ends, the socket closes, and this process
takes its kernels along. A kernel dies with this process (`PR_SET_PDEATHSIG`).

Started by `pipeline.forks`, with the descriptor of its socket as argument; Linux only.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import warnings
from pathlib import Path
from typing import Any

__all__ = ["LARGEST", "main"]

#: Largest request in bytes; a socket of this kind hands over a message whole or not at all.
LARGEST = 60_000

_PR_SET_PDEATHSIG = 1
#: After so many seconds without a kernel it goes; on a cluster the one who asked for it may be gone for good.
_IDLE = 600.0

# What every report uses, then what most use. A name that is gone in another version costs time, never a report.
_LIBRARIES = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "zmq.eventloop.zmqstream", "sqlite3",
    "tornado.platform.asyncio", "IPython.core.debugger", "IPython.core.oinspect", "IPython.display",
    "IPython.extensions.storemagic",
    "numpy", "pandas", "pandas.io.formats.style", "scipy.stats", "scipy.optimize", "scipy.special",
    "scipy.interpolate", "matplotlib.figure", "matplotlib.backends.backend_svg", "babel.numbers", "babel.dates",
    "statsmodels.api", "SALib.analyze.sobol", "SALib.sample.sobol",
)  # fmt: skip
# Our own modules, but for the floors that no notebook imports.
_NOT_OURS = ("wij_impact.__main__", "wij_impact.cli", "wij_impact.pipeline")


def main() -> None:
    """Import, then fork on request until the other end of the socket is gone; in a kernel, run it."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    _import_libraries()
    _show_frames_as_a_kernel_does()
    _read_catalogue()
    # What is here now is shared with every kernel; a collection there must not touch (and so copy) it.
    gc.collect()
    gc.freeze()
    request = _serve(channel)
    if request is not None:
        _become_kernel(request)


def _show_frames_as_a_kernel_does() -> None:
    """Frames in a notebook are cut at 20 columns, whoever imported pandas.

    pandas looks at its import whether it stands in a terminal, and then fits a frame to the width of that; a kernel is
    none, but this process has no IPython yet. Without this a frame in a report would hang on how its kernel came about.
    """
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        pandas.set_option("display.max_columns", 20)


def _import_libraries() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in (*_LIBRARIES, *_our_modules()):
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def _read_catalogue() -> None:
    # Kernels that are forked find the known tables in memory; what changes on disk in the meantime they read again.
    with contextlib.suppress(Exception):
        catalogue = importlib.import_module("wij_impact.catalogue")
        folder = catalogue.resolve_data()
        for name in catalogue.table_names(folder):
            with contextlib.suppress(Exception):
                catalogue.load_table(name, folder)


def _our_modules() -> list[str]:
    root = Path(__file__).resolve().parents[1]
    files = sorted(root.rglob("*.py"))
    names = [".".join(("wij_impact", *file.relative_to(root).with_suffix("").parts)) for file in files]
    plain = [name.removesuffix(".__init__") for name in names]
    return [name for name in plain if not name.startswith(_NOT_OURS)]


def _serve(channel: socket.socket) -> dict[str, Any] | None:
    """Fork for each request; returns the request in a new kernel, None in this process when all is over."""
    children: set[int] = set()
    mine = os.getpid()
    until = time.monotonic() + _IDLE
    while True:
        ready = select.select([channel], [], [], 1.0)[0]
        _reap(children)
        if ready or children:
            until = time.monotonic() + _IDLE
        elif time.monotonic() > until:
            return None
        if not ready:
            continue
        message = channel.recv(LARGEST)
        if not message:
            for child in children:
                with contextlib.suppress(OSError):
                    os.killpg(child, signal.SIGKILL)
            return None
        forked = _fork(channel)
        if forked == 0:
            _die_with(mine)
            channel.close()
            request: dict[str, Any] = json.loads(message)
            return request
        if forked is not None:
            children.add(forked)


def _fork(channel: socket.socket) -> int | None:
    """Fork and tell the other end; 0 in the new process, None when it would not be safe."""
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        channel.send(json.dumps({"refused": f"{threads} threads"}).encode())
        return None
    child = os.fork()
    if child == 0:
        return 0
    # Both sides do this, so that whoever comes second finds it done; a signal then reaches the kernel's own group.
    with contextlib.suppress(OSError):
        os.setpgid(child, child)
    handle = os.pidfd_open(child)
    with contextlib.suppress(OSError):
        # A descriptor names this very process for ever; a number may be given to another one.
        channel.sendmsg(
            [json.dumps({"pid": child}).encode()],
            [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [handle]))],
        )
    os.close(handle)
    return child


def _reap(children: set[int]) -> None:
    for child in tuple(children):
        if os.waitpid(child, os.WNOHANG)[0]:
            children.discard(child)


def _die_with(parent: int) -> None:
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _become_kernel(request: dict[str, Any]) -> None:
    """In the fork: take on the environment, the folder and the log that were asked for, and run ipykernel."""
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, stream in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(descriptor, stream)
    os.close(log)
    os.close(nothing)
    for name in request["without"]:
        os.environ.pop(name, None)
    os.environ.update(request["environment"])
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    os.chdir(request["folder"])
    time.tzset()
    _draw_anew()
    sys.argv = [str(Path(sys.prefix) / "ipykernel_launcher.py"), "-f", request["connection_file"], *request["extra"]]
    kernelapp = importlib.import_module("ipykernel.kernelapp")
    kernelapp.launch_new_instance()


def _draw_anew() -> None:
    # Python's own generator is seeded again in every fork; numpy's old one is not, and every kernel would draw alike.
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
