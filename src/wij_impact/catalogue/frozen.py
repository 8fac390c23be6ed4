"""Office files with the same bytes whenever they are made."""

from __future__ import annotations

import io
import re
import zipfile

__all__ = ["freeze"]

_DATE = "2000-01-01T00:00:00Z"
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def freeze(content: bytes) -> bytes:
    """Pack an xlsx or docx again with fixed dates, inside its properties and in the zip.

    openpyxl writes the time of saving, and a zip the time of packing; both would make every run differ.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _STAMP.sub(rb"\g<1>" + _DATE.encode() + rb"\g<2>", part)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # Windows and Unix write the same
            entry.external_attr = 0
            packed.writestr(entry, part)
    return target.getvalue()
