"""Put a finished report in place, so that at any instant the old or the new one is complete on disk.

A report is built in a hidden folder beside its place and then swapped with it. Linux and macOS exchange two
folders in one step. Elsewhere it takes two renames: a run that is killed between them leaves the old report under
a hidden name, and the next run puts it back. A lock that the system releases with the process keeps two runs out
of each other's way.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wij_impact.errors import InputError, UsageError, system_reason
from wij_impact.language import Text

__all__ = ["locked", "publish", "staging", "sweep", "write_text"]

_NEW, _OLD, _LOCK = ".wij-new-", ".wij-old-", ".wij-lock"


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A hidden folder on the same disk as `out`, gone afterwards whatever happens.

    Make the report in a sub-folder of it: the hidden folder itself is private, a report is for colleagues too.
    """
    folder = Path(tempfile.mkdtemp(prefix=_NEW, dir=out))
    try:
        yield folder
    finally:
        _remove(folder)


def publish(new: Path, target: Path) -> None:
    """Make the folder `new` the folder `target`; what stood there is gone only after that.

    Raises
    ------
    InputError
        When the system refuses, for instance because a file is open in another program, or when a file of somebody
        stands in the place of the report.
    """
    if target.exists() and not target.is_dir():
        raise InputError(
            Text(
                nl=f"{target.name}: er staat een bestand waar het rapport hoort.",
                en=f"{target.name}: a file stands where the report belongs.",
            ),
            remedy=Text(
                nl="Verplaats dat bestand, of kies een andere map met --out.",
                en="Move that file, or choose another folder with --out.",
            ),
        )
    try:
        if not target.exists():
            new.rename(target)
        elif not _exchange(new, target):
            _two_renames(new, target)
    except OSError as error:
        raise _refused(target, error) from error


def _two_renames(new: Path, target: Path) -> None:
    old = target.with_name(f"{_OLD}{target.name}")
    _remove(old)
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    _remove(old)


def _exchange(first: Path, second: Path) -> bool:
    """Swap two folders in one step where the system can; say whether it did."""
    one, two = os.fsencode(first), os.fsencode(second)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(one, two, 2) == 0)  # RENAME_SWAP
        if sys.platform.startswith("linux"):
            return bool(libc.renameat2(-100, one, -100, two, 2) == 0)  # AT_FDCWD, RENAME_EXCHANGE
    except (AttributeError, OSError, TypeError):
        return False
    return False


def sweep(out: Path) -> list[str]:
    """Mend what a killed run left: put an old report back, remove half-built ones.

    Call it only under `locked`. Returns the names of the reports that were put back.
    """
    restored = []
    for old in sorted(out.glob(f"{_OLD}*")):
        target = old.with_name(old.name.removeprefix(_OLD))
        if target.exists():
            _remove(old)
        else:
            old.rename(target)
            restored.append(target.name)
    for left in out.glob(f"{_NEW}*"):
        _remove(left)
    return restored


def write_text(path: Path, text: str) -> None:
    """Write a file in one step: a reader sees the old or the new one."""
    new = path.with_name(f"{_NEW}{os.getpid()}-{path.name}")
    try:
        with new.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(new, path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise _refused(path, error) from error


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _held(target: Path) -> str:
    """The file in a report that another program holds, as Excel and Word do on Windows; nothing when there is none."""
    for path in sorted(target.rglob("*")) if target.is_dir() else ():
        try:
            if path.is_file():
                path.open("r+b").close()
        except PermissionError:
            return path.name
        except OSError:
            continue
    return ""


def _refused(target: Path, error: OSError) -> InputError:
    reason = system_reason(error)
    held = _held(target) if isinstance(error, PermissionError) else ""
    if held:
        return InputError(
            Text(
                nl=f"{held} is open in een ander programma of mag niet worden gewijzigd; wat er stond, is gebleven.",
                en=f"{held} is open in another program, or may not be changed; what stood there has stayed.",
            ),
            remedy=Text(nl=f"Sluit {held} en maak het rapport opnieuw.", en=f"Close {held} and make the report again."),
        )
    return InputError(
        Text(
            nl=f"{target.name} kan niet worden geschreven ({reason.nl}); wat er stond, is gebleven.",
            en=f"{target.name} cannot be written ({reason.en}); what stood there has stayed.",
        ),
        remedy=Text(
            nl="Sluit het bestand als een ander programma het open heeft, maak ruimte, of kies een map met --out.",
            en="Close the file if another program has it open, make room, or choose a folder with --out.",
        ),
    )


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Make `out` and hold it for this run alone.

    Raises
    ------
    UsageError
        When `out` is a file, or cannot be made.
    InputError
        When another run is writing there.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        file = (out / _LOCK).open("a+b")
    except OSError as error:
        raise UsageError(
            Text(
                nl=f"in --out {out} kan niet worden geschreven ({system_reason(error).nl}).",
                en=f"--out {out} cannot be written to ({system_reason(error).en}).",
            ),
            remedy=Text(nl="Kies een map die van u is.", en="Choose a folder of your own."),
        ) from error
    with file:
        if not _acquire(file.fileno()):
            raise InputError(
                Text(nl=f"er schrijft al een andere run in {out.name}.", en=f"another run is writing in {out.name}."),
                remedy=Text(
                    nl="Wacht tot die klaar is, of kies een andere map met --out.",
                    en="Wait until it is done, or choose another folder with --out.",
                ),
            )
        yield


def _acquire(descriptor: int, patience: float = 1.0) -> bool:
    # A run that was just killed may hold the lock for a moment more.
    until = time.monotonic() + patience
    while True:
        try:
            if sys.platform == "win32":
                import msvcrt

                os.lseek(descriptor, 0, os.SEEK_SET)
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except OSError:
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
