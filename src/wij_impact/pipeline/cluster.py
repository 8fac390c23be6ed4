"""The same batch on a Dask cluster (`--scheduler tcp://...`).

The machines share a file system. A worker makes a report in a hidden folder beside its place; the run that asked for
it, which holds the lock, puts it in place. A worker process has one kernel at a time. Before anything starts, every
worker tells its code and packages, and whether it sees the folders: a report may not depend on who made it.

The jobs go to Dask itself and not through joblib: joblib's backend waits for ever when Dask has given a job up because
its workers died (its `_collect` does not call back then; joblib 1.6), and one report may not stop the others.
"""

from __future__ import annotations

import itertools
import logging
import queue
import socket
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from wij_impact.errors import UsageError, WijImpactError
from wij_impact.language import Text
from wij_impact.pipeline import publish
from wij_impact.pipeline.fingerprint import Fingerprint, differing, fingerprint

if TYPE_CHECKING:
    from wij_impact.pipeline.forks import KernelServer
    from wij_impact.pipeline.jobs import Job, Outcome, Settings

__all__ = ["connect", "outcomes"]

_CONNECT = 10.0
#: So many seconds without any worker, and what is left is given up.
_PATIENCE = 20.0


@contextmanager
def connect(address: str) -> Iterator[Any]:
    """A client of the scheduler.

    Raises
    ------
    UsageError
        When the extra is not installed, nothing answers at the address, or it has no workers.
    """
    try:
        import dask
        from distributed import Client
    except ImportError as error:
        raise UsageError(
            Text(
                nl="--scheduler vraagt om Dask, en dat is niet geïnstalleerd.",
                en="--scheduler needs Dask, which is not installed.",
            ),
            remedy=Text(
                nl="Installeer het met: pip install 'wij-impact[cluster]'.",
                en="Install it with: pip install 'wij-impact[cluster]'.",
            ),
        ) from error
    if not _listens(address):
        raise _no_scheduler(address)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    limit = {"distributed.comm.timeouts.connect": f"{_CONNECT}s", "distributed.comm.retry.count": 0}
    with dask.config.set(limit), warnings.catch_warnings():
        # Other versions are told in a sentence of our own.
        warnings.simplefilter("ignore")
        try:
            client = Client(address, timeout=_CONNECT, set_as_default=False)
            client.wait_for_workers(1, timeout=_CONNECT)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise _no_scheduler(address) from error
        try:
            yield client
        finally:
            client.close(timeout=2)


def _listens(address: str) -> bool:
    """Whether anything is there: Dask itself takes its time to find out that nothing is."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        host, port = parts.hostname, parts.port
        if not host or not port:
            return False
        socket.create_connection((host, port), timeout=_CONNECT).close()
    except (OSError, ValueError):
        return False
    return True


def _no_scheduler(address: str) -> UsageError:
    seconds = f"{_CONNECT:.0f}"
    return UsageError(
        Text(
            nl=f"--scheduler {address}: binnen {seconds} seconden antwoordt hier geen Dask-scheduler met werkers.",
            en=f"--scheduler {address}: no Dask scheduler with workers answers here within {seconds} seconds.",
        ),
        remedy=Text(
            nl="Start dask scheduler, en dask worker ADRES --nthreads 1 met het adres dat de scheduler toont.",
            en="Start dask scheduler, and dask worker ADDRESS --nthreads 1 with the address the scheduler shows.",
        ),
    )


def outcomes(jobs: Sequence[Job], settings: Settings, client: Any) -> Iterator[Outcome]:
    """Make the reports on the workers and put each in place as it comes; in the order they are done.

    Raises
    ------
    UsageError
        When a worker has other code or packages, or does not see the folders.
    """
    ours = fingerprint()
    with publish.staging(settings.out) as hidden:
        _refuse_strangers(
            client, ours, [hidden, *{job.spec.path for job in jobs}, *([settings.data] if settings.data else [])]
        )
        results: queue.SimpleQueue[Any] = queue.SimpleQueue()
        left = {}
        for job in jobs:
            future = client.submit(_work, job, settings, hidden, ours, pure=False)
            left[future] = job
            future.add_done_callback(results.put)
        while left:
            done = _next(results, client)
            if done is None:
                yield from (_lost(job) for job in left.values())
                break
            yield _in_place(done, left.pop(done), settings.out)
    with _quietly():
        client.run(_farewell)


def _in_place(done: Any, job: Job, out: Path) -> Outcome:
    if done.status != "finished":
        # Dask gives a job that loses its worker to another one, three times, before it gives up.
        return _lost(job)
    outcome, folder = done.result()
    if folder is None:
        return outcome
    try:
        publish.publish(folder, out / job.folder)
    except WijImpactError as error:
        return replace(outcome, error=error)
    return outcome


def _next(results: queue.SimpleQueue[Any], client: Any) -> Any:
    """The next job that is done, whatever became of it; None when there has been no worker for too long."""
    seen = time.monotonic()
    while True:
        try:
            return results.get(timeout=1)
        except queue.Empty:
            pass
        with _quietly():
            if client.ncores():
                seen = time.monotonic()
        if time.monotonic() - seen > _PATIENCE:
            return None


def _lost(job: Job) -> Outcome:
    from wij_impact.pipeline.execute import CellFailed
    from wij_impact.pipeline.jobs import Outcome

    return Outcome(
        job,
        0.0,
        CellFailed(
            Text(
                nl=f"{job.folder}: de werkers die dit rapport maakten, zijn weggevallen.",
                en=f"{job.folder}: the workers that made this report were lost.",
            ),
            remedy=Text(
                nl="Kijk of de werkers geheugen genoeg hebben, of draai zonder --scheduler.",
                en="See whether the workers have memory enough, or run without --scheduler.",
            ),
        ),
    )


def _refuse_strangers(client: Any, ours: Fingerprint, paths: Sequence[Path]) -> None:
    """Refuse workers that would make other reports than this machine."""
    told = client.run(_describe, [str(path) for path in paths], on_error="return")
    for worker, answer in told.items():
        if not isinstance(answer, tuple):
            raise _stranger(worker, Text(nl="heeft geen (gelijke) wij_impact", en="has no (equal) wij_impact"))
        theirs, unseen = answer
        what = differing(ours, theirs)
        if what is not None:
            raise _stranger(worker, what)
        if unseen:
            raise _stranger(worker, Text(nl=f"ziet {unseen[0]} niet", en=f"does not see {unseen[0]}"))


def _stranger(worker: str, what: Text) -> UsageError:
    return UsageError(
        Text(nl=f"werker {worker} {what.nl}; er is niets gemaakt.", en=f"worker {worker} {what.en}; nothing was made."),
        remedy=Text(
            nl="Installeer overal dezelfde wij_impact met hetzelfde lock, op een gedeelde schijf.",
            en="Install the same wij_impact with the same lock everywhere, on a shared disk.",
        ),
    )


@contextmanager
def _quietly() -> Iterator[None]:
    # A scheduler that is gone makes every question to it fail; that is told by what stays away.
    try:
        yield
    except Exception:
        logging.getLogger(__name__).debug("no answer from the scheduler", exc_info=True)


# ---- what follows runs on a worker ----------------------------------------------------------------------------------

_one_at_a_time = threading.Lock()
_numbers = itertools.count()
_here: dict[str, Any] = {}


def _describe(paths: Sequence[str]) -> tuple[Fingerprint, list[str]]:
    return fingerprint(), [path for path in paths if not Path(path).exists()]


def _work(job: Job, settings: Settings, hidden: Path, expected: Fingerprint) -> tuple[Outcome, Path | None]:
    """Make one report in a folder of its own under `hidden`; says where it is when it was made."""
    from wij_impact.pipeline.jobs import Outcome
    from wij_impact.pipeline.making import make

    what = differing(expected, fingerprint())
    if what is not None:
        # A worker that came later than the check.
        return Outcome(job, 0.0, _stranger("?", what)), None
    with _one_at_a_time:
        scratch, clean = _scratch_and_clean_process()
        own = Path(tempfile.mkdtemp(prefix=f"{job.folder[:20]}-", dir=hidden))
        outcome = make(job, replace(settings, out=own), scratch / str(next(_numbers)), clean)
    return outcome, own / job.folder if outcome.error is None else None


def _scratch_and_clean_process() -> tuple[Path, KernelServer | None]:
    """Kept from one report to the next; made again when the clean process has gone."""
    from wij_impact.pipeline.making import clean_process
    from wij_impact.pipeline.scratch import scratch_folder

    clean: KernelServer | None = _here.get("clean")
    if "stack" not in _here or (clean is not None and not clean.alive):
        _farewell()
        stack = ExitStack()
        scratch = stack.enter_context(scratch_folder())
        clean = stack.enter_context(clean_process(scratch, 2))
        _here.update(stack=stack, scratch=scratch, clean=clean)
    return _here["scratch"], clean


def _farewell() -> None:
    """After the last report: let the clean process go."""
    stack = _here.pop("stack", None)
    _here.clear()
    if stack is not None:
        stack.close()
