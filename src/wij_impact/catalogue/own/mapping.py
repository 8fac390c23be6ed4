"""A mapping file: which column of the user's file is which of ours, and what its words mean.

``[columns]`` holds our name = "header in the file"; ``[values.NAME]`` holds "word in the file" = "our code".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wij_impact.catalogue.own_file import find_file
from wij_impact.catalogue.problems import Problem, fail, problem
from wij_impact.catalogue.readlog import record_read
from wij_impact.errors import suggest
from wij_impact.language import Text

__all__ = ["ColumnMapping", "read_mapping", "read_toml", "text_of"]

_LARGEST = 2**20


@dataclass(frozen=True)
class ColumnMapping:
    """Our name -> header, and per column word -> code."""

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    file: str = ""
    rows: Mapping[str, int] = field(default_factory=dict)

    def unknown(self, known: Sequence[str], *, near_only: bool = False) -> list[Problem]:
        """Names in the file that are none of `known`: a misspelt name would leave its column out without a word.

        With `near_only` a name that resembles none of the known ones that are left may be of another report.
        """
        left = [name for name in known if name not in self.columns]
        found = []
        for name in dict.fromkeys([*self.rows, *self.columns, *self.values]):
            if name in known or name in ("columns", "values"):
                continue
            near = suggest(name, list(known) if name in self.values else left)
            if near_only and near is None:
                continue
            listed = ", ".join(known)
            remedy = Text(
                nl=f"Bedoelt u '{near}'?" if near else f"Kies uit: {listed}.",
                en=f"Did you mean '{near}'?" if near else f"Choose from: {listed}.",
            )
            found.append(problem("wrong-mapping", self.file, self.rows.get(name), name, value=name, remedy=remedy))
        return found


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
    rows = _rows(text_of(file))
    for key in content:
        if key not in ("columns", "values"):
            near = suggest(key, ["columns", "values"])
            asked = Text(nl=f"Bedoelt u [{near}]?", en=f"Did you mean [{near}]?") if near else remedy
            raise fail("wrong-mapping", file.name, rows.get(key), value=key, remedy=asked)
    columns, values = content.get("columns", {}), content.get("values", {})
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        raise fail("wrong-mapping", file.name, value="columns", remedy=remedy)
    if not isinstance(values, dict) or not all(isinstance(one, dict) for one in values.values()):
        raise fail("wrong-mapping", file.name, value="values", remedy=remedy)
    codes = {str(name): {str(k): str(v) for k, v in one.items()} for name, one in values.items()}
    # A name left blank in a draft is a column that the file lacks.
    return ColumnMapping({str(name): header for name, header in columns.items() if header}, codes, file.name, rows)


def _rows(text: str) -> dict[str, int]:
    """Each name that is set in a mapping -> its row: a table, a column, or the column of a table of words."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if table := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
            section, _, rest = table[1].partition(".")
            found.setdefault(rest.strip().strip('"') or section, number)
        elif section == "columns" and (key := re.match(r"""\s*["']?([^"'=#]+?)["']?\s*=""", line)):
            found.setdefault(key[1], number)
    return found
