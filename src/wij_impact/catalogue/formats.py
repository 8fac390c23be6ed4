"""What a file is by its content, whatever its name says; and a workbook as it can be read."""

from __future__ import annotations

import io
import re
import zipfile

from wij_impact.catalogue.problems import fail
from wij_impact.catalogue.said import said
from wij_impact.language import Text

__all__ = ["TEXT_SUFFIXES", "kind_of", "readable", "require_kind", "wide_encoding"]

NO_SUFFIX = Text(nl="zonder extensie", en="without an extension")
TEXT_SUFFIXES = (".csv", ".txt", ".tsv", ".tab")

#: First bytes of formats that are met under a wrong name.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gzip"),
    (b"PAR1", "parquet"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"SQLite format 3", "sqlite"),
    (b"\x09\x08\x10\x00", "old_excel"),
    (b"\x09\x08\x08\x00", "old_excel"),
)
_OLE = b"\xd0\xcf\x11\xe0"
#: Names of streams in a container of old Office, as it writes them.
_STREAMS = (("EncryptedPackage", "locked"), ("Workbook", "old_excel"), ("Book", "old_excel"), ("WordDocument", "word"))
_DOCUMENT = b"application/vnd.oasis.opendocument."
_SHEETML = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|progid=.Excel\.Sheet")
_MARKUP = re.compile(rb"\s*(?:<!doctype html|<html|<\?xml|<table|<svg)", re.IGNORECASE)
_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[\[{"\]])')
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: Bytes that stand in no text.
_UNPRINTED = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
#: Suffix -> what its content should be; all others are text.
_WANTED = {".xlsx": "excel", ".xlsm": "excel", ".ods": "ods", ".sav": "spss", ".zsav": "spss", ".parquet": "parquet"}
#: What can be read, by the suffix to give it.
_RENAMED = {"excel": ".xlsx", "ods": ".ods", "spss": ".sav", "parquet": ".parquet", "text": ".csv"}

_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


def kind_of(content: bytes) -> str:
    """What the content of a file is: a key of ``[kind]`` in the words of files; ``text`` and ``unknown`` besides.

    Examples
    --------
    >>> kind_of(b"team;klachten"), kind_of(b"%PDF-1.7"), kind_of(b"PK\\x03\\x04 cut off")
    ('text', 'pdf', 'broken')
    """
    if content.startswith(_OLE):
        return next((kind for name, kind in _STREAMS if _has_stream(content, name)), "old_office")
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    start = content[:1024].removeprefix(_MARKS[0])
    if _MARKUP.match(start):
        return "sheetml" if _SHEETML.search(start) else "markup"
    if _JSON.match(start):
        return "json"
    if content.startswith(_MARKS) or wide_encoding(content) or not _UNPRINTED.search(content[:4096]):
        return "text"
    return "unknown"


def _has_stream(content: bytes, name: str) -> bool:
    """Whether a container has a stream of this name: an entry of its directory, which is 128 bytes long."""
    entry = name.encode("utf-16-le") + b"\x00\x00"
    at = content.find(entry)
    while at >= 0 and at % 128:
        at = content.find(entry, at + 1)
    return at >= 0


def _zipped(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype")[:200] if "mimetype" in names else b""
            manifest = "META-INF/manifest.xml"
            locked = mime and manifest in names and b"encryption-data" in archive.read(manifest)[: 1 << 20]
    except Exception:
        # zipfile raises whatever a cut or wrong archive leads it to.
        return "broken"
    if mime.startswith(_DOCUMENT):
        return "locked" if locked else "ods" if mime.startswith(_DOCUMENT + b"spreadsheet") else "document"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "excel"
    for start, kind in (("word/", "word"), ("ppt/", "slides"), ("Index/", "numbers")):
        if any(name.startswith(start) for name in names):
            return kind
    return "ods" if "content.xml" in names else "zip"


def wide_encoding(content: bytes) -> str:
    """UTF-16 without a byte order mark, as its zero bytes show: ``utf-16-le``, ``utf-16-be`` or empty."""
    start = content[:2000]
    even, odd = start[0::2], start[1::2]
    if len(start) < 8:
        return ""
    if b"\x00" not in even and odd.count(0) > 0.9 * len(odd):
        return "utf-16-le"
    if b"\x00" not in odd and even.count(0) > 0.9 * len(even):
        return "utf-16-be"
    return ""


def require_kind(content: bytes, suffix: str, shown: str) -> None:
    """Raise when the content is not what the name says, with what it is and how it can be read.

    Raises
    ------
    InputError
        Rule ``wrong-type``, ``unknown-type``, ``locked-file`` or ``broken-file``.
    """
    kind, wanted = kind_of(content), _WANTED.get(suffix, "text")
    known = suffix in _WANTED or suffix in TEXT_SUFFIXES
    # Bytes of no kind under a name for text: the one who reads its characters says which cannot be read.
    if known and (kind == wanted or (wanted == "text" and kind == "unknown")):
        return
    if kind == "locked":
        raise fail("locked-file", shown)
    if kind == "broken" and suffix in (".xlsx", ".xlsm", ".ods"):
        raise fail("broken-file", shown)
    actual = said("files", f"kind.{kind}")
    if kind in _RENAMED:
        new = _RENAMED[kind]
        remedy = Text(nl=f"Hernoem het naar {new}.", en=f"Rename it to {new}.")
    else:
        remedy = said("files", f"mend.{kind}")
    if known:
        raise fail("wrong-type", shown, named=suffix, actual=actual, remedy=remedy)
    raise fail("unknown-type", shown, suffix=suffix or NO_SUFFIX, actual=actual, remedy=remedy)


def readable(content: bytes) -> bytes:
    """A workbook without its chart sheets, which hold no cells, and with the names of parts that our reader knows.

    Excel can save as "Strict Open XML", with other names for the same parts.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        strict = "xl/workbook.xml" in names and _STRICT in archive.read("xl/workbook.xml")
        charts = [name for name in names if name.startswith("xl/chartsheets/")]
        if not strict and not charts:
            return content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as copy:
            for name in dict.fromkeys(names):
                if name in charts:
                    continue
                part = archive.read(name)
                for old, new in _TRANSITIONAL if strict else ():
                    part = part.replace(old, new)
                copy.writestr(name, part)
    return out.getvalue()
