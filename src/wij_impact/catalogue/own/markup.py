"""Projects of analysis programs: XML, alone or in a zip, read within bounds and never unpacked to the disk."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from wij_impact.catalogue.decoding import read_bytes
from wij_impact.catalogue.own_file import find_file
from wij_impact.errors import InputError
from wij_impact.language import Text

__all__ = ["Project", "read_project"]

LARGEST = 200_000_000  # bytes of one member that we read, unpacked
MOST_MEMBERS = 20_000
MOST_PACKED = 200  # times that a member may be larger than it is in the zip; text packs about ten times


class Project:
    """One XML document, and the texts that lie beside it in the zip."""

    def __init__(self, root: ElementTree.Element, file: str, members: dict[str, zipfile.ZipInfo], content: bytes):
        self.root, self.file = root, file
        self._members, self._content = members, content

    def text(self, name: str) -> str | None:
        """The text of a member by its file name, without its folder; None when there is none."""
        found = self._members.get(PurePosixPath(name.replace("\\", "/")).name.lower())
        if found is None:
            return None
        raw = _read(self._content, found, self.file)
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None


def read_project(path: str | Path, member: str = "") -> Project:
    """Read an XML file, or `member` of a zip.

    Parameters
    ----------
    path : str or Path
        Found as `find_file` finds it.
    member : str
        File name inside the zip; empty for a file that is XML itself.

    Raises
    ------
    InputError
        Not a zip, a member whose path points outside it, no such member, too large when unpacked, entities of its
        own, no XML.
    """
    file = find_file(path)
    content = read_bytes(file, file.name)
    if not member:
        return Project(_parse(content, file.name), file.name, {}, b"")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            infos = packed.infolist()
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as wrong:
        raise _error(file.name, "is geen leesbare zip.", "is not a readable zip.") from wrong
    if len(infos) > MOST_MEMBERS:
        raise _error(file.name, f"bevat {len(infos)} bestanden.", f"holds {len(infos)} files.")
    for info in infos:
        place = PurePosixPath(info.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in info.filename:
            raise _error(
                file.name, f"'{info.filename}' wijst buiten het bestand.", f"'{info.filename}' points outside it."
            )
    members = {PurePosixPath(one.filename.replace("\\", "/")).name.lower(): one for one in infos}
    if member.lower() not in members:
        raise _error(file.name, f"heeft geen {member}.", f"has no {member}.")
    return Project(_parse(_read(content, members[member.lower()], file.name), file.name), file.name, members, content)


def _read(content: bytes, info: zipfile.ZipInfo, file: str) -> bytes:
    too_large = _error(file, "is uitgepakt te groot.", "is too large when unpacked.")
    if info.file_size > LARGEST or info.file_size > 1_000_000 + MOST_PACKED * info.compress_size:
        raise too_large
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open(info) as opened:
            raw = opened.read(LARGEST + 1)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError) as wrong:
        raise _error(file, "is een beschadigde of beveiligde zip.", "is a damaged or protected zip.") from wrong
    if len(raw) > LARGEST:
        raise too_large
    return raw


def _parse(raw: bytes, file: str) -> ElementTree.Element:
    plain = raw.replace(b"\x00", b"").upper()  # the same letters in UTF-16
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise _error(file, "bevat eigen XML-entiteiten.", "has XML entities of its own.")
    try:
        return ElementTree.fromstring(raw)
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as wrong:
        raise _error(file, "is geen geldige XML.", "is not valid XML.") from wrong


def _error(file: str, nl: str, en: str) -> InputError:
    return InputError(
        Text(nl=nl, en=en),
        remedy=Text(
            nl="Exporteer opnieuw als REFI-QDA, of als CSV met source, start, end, code, coder.",
            en="Export again as REFI-QDA, or as CSV with source, start, end, code, coder.",
        ),
        file=file,
    )
