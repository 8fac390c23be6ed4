"""Bounds on what is read: a file that unpacks to far more than it is gets a sentence, not the memory."""

from __future__ import annotations

import io
import zipfile

from wij_impact.catalogue.problems import fail

__all__ = ["LARGEST_TEXT", "LARGEST_UNPACKED", "require_bounds", "require_size"]

#: Bytes of a zipped worksheet or document when unpacked. A full sheet of a million cells stays below.
LARGEST_UNPACKED = 120 * 2**20
#: Bytes of a text file that is read into memory as a whole; larger registers go by Parquet or a database.
LARGEST_TEXT = 300 * 2**20
#: A part that shrinks this much and is large is made to shrink: numbers and names do not.
_STEEPEST, _FROM = 300, 20 * 2**20


def require_bounds(content: bytes, shown: str) -> None:
    """Raise when a zipped file (xlsx, ods) unpacks to more than we read.

    Raises
    ------
    InputError
        Rule ``too-large-file``, or ``broken-file`` when it is no zip.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise fail("broken-file", shown) from None
    total = sum(part.file_size for part in parts)
    steep = any(p.file_size > _FROM and p.file_size > _STEEPEST * max(p.compress_size, 1) for p in parts)
    if total > LARGEST_UNPACKED or steep or len(parts) > 10_000:
        raise fail("too-large-file", shown, found=_size(total), limit=_size(LARGEST_UNPACKED))


def require_size(size: int, shown: str) -> None:
    """Raise when a text file is larger than we read into memory."""
    if size > LARGEST_TEXT:
        raise fail("too-large-file", shown, found=_size(size), limit=_size(LARGEST_TEXT))


def _size(size: int) -> str:
    return f"{size / 2**20:.0f} MB"
