"""A mapping file: which column of the user's file is which of ours, and what its words mean.

``[columns]`` holds our name = "header in the file"; ``[values.NAME]`` holds "word in the file" = "our code".
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wij_impact.catalogue.own_file import find_file
from wij_impact.catalogue.problems import fail
from wij_impact.catalogue.readlog import record_read
from wij_impact.language import Text

__all__ = ["ColumnMapping", "read_mapping", "read_toml", "text_of"]

_LARGEST = 2**20


@dataclass(frozen=True)
class ColumnMapping:
    """Our name -> header, and per column word -> code."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_toml(path: Path, shown: str = "") -> dict[str, object]:
    """The content of a TOML file of the user's; a sentence when it is none, too large or nested without end.

    Raises
    ------
    InputError
        Rule ``broken-file`` or ``too-large-file``.
    """
    from wij_impact.errors import InputError

    name = shown or path.name
    if not path.is_file():
        raise fail("missing-file", name)
    if path.stat().st_size > _LARGEST:
        raise fail("too-large-file", name, found=f"{path.stat().st_size / 2**20:.0f} MB", limit="1 MB")
    record_read(path)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise InputError(
            Text(nl=f"dit is geen geldige TOML: {error}.", en=f"this is not valid TOML: {error}."), file=name
        ) from None
    except RecursionError:
        raise InputError(
            Text(nl="de haakjes zijn te diep genest.", en="the brackets are nested too deep."), file=name
        ) from None


def text_of(path: Path) -> str:
    """The text of a TOML file that `read_toml` has read: to say in which row a key stands."""
    return path.read_text(encoding="utf-8-sig")


def read_mapping(path: str | Path) -> ColumnMapping:
    """Read a mapping file."""
    file = find_file(path)
    content = read_toml(file)
    remedy = Text(
        nl='Schrijf [columns] met regels als: grade = "kop in uw bestand".',
        en='Write [columns] with lines such as: grade = "header in your file".',
    )
    for key in content:
        if key not in ("columns", "values"):
            raise fail("wrong-mapping", file.name, value=key, remedy=remedy)
    columns, values = content.get("columns", {}), content.get("values", {})
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        raise fail("wrong-mapping", file.name, value="columns", remedy=remedy)
    if not isinstance(values, dict) or not all(isinstance(one, dict) for one in values.values()):
        raise fail("wrong-mapping", file.name, value="values", remedy=remedy)
    codes = {str(name): {str(k): str(v) for k, v in one.items()} for name, one in values.items()}
    # A name left blank in a draft is a column that the file lacks.
    return ColumnMapping({str(name): header for name, header in columns.items() if header}, codes)
