"""The folder a report lands in: `<report>[--<parameters>]`, safe on every file system."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

__all__ = ["FILE_PARAMETER", "folder_name", "slug", "subject_of", "without_folders"]

_LONGEST = 80
# A file that was given as a parameter goes by its own name, whatever folder it stands in.
_KINDS = "toml|csv|tsv|txt|xlsx|xlsm|ods|parquet|sav|zsav|geojson|json|qdpx|xml|zip|db"
FILE_PARAMETER = re.compile(rf"(.*[/\\])?(([^/\\]+)\.(?:{_KINDS}))(#[^/\\]*)?", re.IGNORECASE)

# What can only be a folder on a machine: it starts at its root, at home, here or above.
_FOLDER = re.compile(r"(?:[A-Za-z]:)?(?:~|\.{1,2})?[/\\](?:.*[/\\])?([^/\\]+)[/\\]*")


def without_folders(value: Any) -> Any:
    """A parameter as a page shows it: of a file its name, since the folders above it are nobody's business.

    Examples
    --------
    >>> without_folders("cases/own/team.csv"), without_folders(2020), without_folders("De Hoogte")
    ('team.csv', 2020, 'De Hoogte')
    >>> without_folders("/home/x/book.xlsx#Blad 1"), without_folders("postgresql://piet@server/wij#vragen")
    ('book.xlsx#Blad 1', 'postgresql://server/wij#vragen')
    >>> without_folders("../bladen/"), without_folders("in/uit")
    ('bladen', 'in/uit')
    """
    if isinstance(value, list | tuple):
        return [without_folders(one) for one in value]
    if not isinstance(value, str):
        return value
    if "://" in value:
        address = re.sub(r"//.*@", "//", value)
        return address.rpartition("/")[2] if address.startswith("sqlite") else address
    if "," in value:
        return ",".join(str(without_folders(one)) for one in value.split(","))
    if file := FILE_PARAMETER.fullmatch(value):
        return file.group(2) + (file.group(4) or "")
    folder = _FOLDER.fullmatch(value)
    return folder.group(1) if folder else value


def slug(value: Any) -> str:
    """A value as a piece of a folder name: lower case, ascii, hyphens.

    What cannot be seen any more in the slug (`a/b` and `a-b` would meet) is told apart by a short hash.

    Examples
    --------
    >>> slug("De Hoogte"), slug(2020), slug(None)
    ('de-hoogte', '2020', 'none')
    """
    text = ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    # Of a file its name: the folders above it are nobody's business. The hash below is that of the whole.
    file = FILE_PARAMETER.fullmatch(text)
    seen = file.group(2) if file else text
    plain = unicodedata.normalize("NFKD", seen).encode("ascii", "ignore").decode().casefold()
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


def subject_of(parameters: Mapping[str, Any], data_date: str = "") -> str:
    """What a file to mail is about: the parameters that were set, else the year of the data, else nothing.

    Examples
    --------
    >>> subject_of({"year": 2020}), subject_of({}, "2023-12-31"), subject_of({"case": "map/Onze zaak.toml"})
    ('2020', '2023', 'onze-zaak')
    """
    named = [_named(value) for value in parameters.values()]
    return "-".join(slug(value) for value in named) or data_date[:4]


def _named(value: Any) -> Any:
    found = FILE_PARAMETER.fullmatch(value) if isinstance(value, str) else None
    return found.group(3) if found else value


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
