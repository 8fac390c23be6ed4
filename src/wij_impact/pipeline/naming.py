"""The folder a report lands in: `<report>[--<parameters>]`, safe on every file system."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

__all__ = ["folder_name", "slug"]

_LONGEST = 80


def slug(value: Any) -> str:
    """A value as a piece of a folder name: lower case, ascii, hyphens.

    What cannot be seen any more in the slug (`a/b` and `a-b` would meet) is told apart by a short hash.

    Examples
    --------
    >>> slug("De Hoogte"), slug(2020), slug(None)
    ('de-hoogte', '2020', 'none')
    """
    text = ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if made and made == re.sub(r"[ -]+", "-", text.casefold()):
        return made
    return f"{made}-{_hash(text)}".strip("-")


def folder_name(report: str, parameters: Mapping[str, Any]) -> str:
    """The report's folder; a name over 80 characters is cut and carries a hash of the whole.

    Examples
    --------
    >>> folder_name("kerncijfers", {}), folder_name("kerncijfers", {"year": 2020})
    ('kerncijfers', 'kerncijfers--year-2020')
    """
    whole = "--".join([report, *(f"{name}-{slug(value)}" for name, value in parameters.items())])
    if len(whole) <= _LONGEST:
        return whole
    return f"{whole[: _LONGEST - 9].rstrip('-')}-{_hash(whole)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
