"""From the bytes of a file to its text: is it what its name says, and in which characters is it written?"""

from __future__ import annotations

import re
from pathlib import Path

from wij_impact.catalogue.formats import wide_encoding
from wij_impact.catalogue.problems import fail
from wij_impact.catalogue.readlog import record_read
from wij_impact.errors import system_reason
from wij_impact.language import Text

__all__ = ["damaged", "decode", "read_bytes"]

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

# UTF-8 read as Windows-1252 (Ã« for ë), the replacement character, or control characters.
_MOJIBAKE = re.compile(
    "[ÃÂ][\u0080-\u00bf\u0192\u201a-\u203a\u20ac\u0160\u0161\u017d\u017e\u0152\u0153\u0178\u2122]|â€|â‚|\ufffd"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# DOS or Macintosh letters read as Windows-1252 come out as these: between two letters, behind a letter, or doubled.
_ODD_LETTERS = re.compile(
    r"(?<=[^\W\d_ÃÂâ])[†‡›‘“”•˜™¡¢£¤¥§©ª«¬®¯°±](?=[^\W\d_])|(?<=[^\W\d_ÃÂâ])[‚„…ˆ‰‹](?=\w)|(?<=[^\W\d_ÃÂâ])[‚„ˆ‰‹]|[‚ˆ‰]{2}"
    # Ž, Š and Ÿ are letters in Windows-1252, but in Dutch they are the é, ä and ü of a Macintosh, or the è of DOS.
    r"|[ŽžŠšŸ](?=[^\W\d_])|(?<=[^\W\d_])[ŽžŠšŸ]"
)


def read_bytes(path: Path, shown: str) -> bytes:
    """The bytes of a file, or a named problem."""
    try:
        record_read(path)
        with open(path, "rb") as stream:
            content = stream.read()
    except FileNotFoundError:
        raise fail("missing-file", shown) from None
    except PermissionError:
        reason = Text(nl="u hebt geen toestemming, of het is in gebruik", en="you have no permission, or it is in use")
        raise fail("unreadable-file", shown, reason=reason) from None
    except OSError as error:
        raise fail("unreadable-file", shown, reason=system_reason(error)) from None
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise fail("empty-file", shown)
    return content


def decode(content: bytes, shown: str) -> str:
    """Text of a file in UTF-8, UTF-16 or Windows-1252.

    Windows-1252 is the one other encoding that Dutch Excel writes. Text that makes no sense in it (DOS or
    Macintosh letters) is an error, because the letters cannot be known.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                raise fail("unknown-encoding", shown, detail=encoding.upper()) from None
    if wide := wide_encoding(content):
        try:
            return content.decode(wide)
        except UnicodeDecodeError:
            raise fail("unknown-encoding", shown, detail=wide.upper()) from None
    if (at := content.find(0)) >= 0:
        line = content.count(b"\n", 0, at) + 1
        raise fail("null-characters", shown, line)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        where = Text(nl=f"regel {line}", en=f"line {line}")
        raise fail("unknown-encoding", shown, detail=where) from None
    if odd := _ODD_LETTERS.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise fail("unknown-encoding", shown, detail=Text(nl=f"regel {line}", en=f"line {line}"))
    return text


def damaged(text: str) -> bool:
    """Whether a cell holds traces of a wrong save: mojibake, the replacement character, control characters.

    Examples
    --------
    >>> damaged("financiÃ«le reserve"), damaged("financiële reserve")
    (True, False)
    """
    return (not text.isascii() and _MOJIBAKE.search(text) is not None) or _CONTROL.search(text) is not None
