"""The rules a table must keep, by its dictionary: columns, allowed codes, limits, patterns, unique keys."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.dictionary import NUMERIC, Column, Table
from wij_impact.catalogue.problems import Problem, problem
from wij_impact.catalogue.raw import RawTable
from wij_impact.errors import suggest
from wij_impact.language import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Placed", "column_names", "repeated_keys", "value_problems"]

#: Gives the allowed values of a column, or None when everything is allowed.
Allowed = Callable[[Column], "list[str] | None"]


@dataclass(frozen=True)
class Placed:
    """A typed table with, for every row, the file and row number it came from."""

    frame: pd.DataFrame
    files: list[str]
    numbers: list[int]
    texts: Mapping[str, list[str | None]]

    def place(self, position: int) -> tuple[str, int]:
        """File and row number of the row at `position`."""
        return self.files[position], self.numbers[position]

    def by_row(self) -> pd.DataFrame:
        """The table with the row numbers of its one file as its index, called ``row``."""
        return self.frame.set_axis(self.numbers).rename_axis("row")


def column_names(raw: RawTable, table: Table) -> list[Problem]:
    """Misspelt, unneeded and missing columns. A name near to one that is absent is an error, others a notice."""
    absent = [name for name in table.columns if name not in raw.columns]
    missing = [name for name in absent if table.columns[name].required]
    problems = []
    for name in raw.columns:
        if name in table.columns:
            continue
        near = suggest(name, absent) or suggest(name.split(":")[0].strip().replace(" ", "_"), absent)
        if near is not None:
            remedy = Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?")
            problems.append(problem("unknown-column", raw.shown, raw.header, name, name=name, remedy=remedy))
            absent.remove(near)
            missing = [other for other in missing if other != near]
        else:
            remedy = Text(nl="De kolom wordt niet gebruikt.", en="The column is not used.")
            severity: Any = "notice"
            problems.append(
                problem("unknown-column", raw.shown, raw.header, name, severity=severity, name=name, remedy=remedy)
            )
    for name in missing:
        label = table.columns[name].label
        problems.append(problem("missing-column", raw.shown, raw.header, name, name=name, label=label))
    return problems


def value_problems(placed: Placed, table: Table, allowed: Allowed) -> list[Problem]:
    """Cells that break the rule of their own column."""
    problems: list[Problem] = []
    for column in table.columns.values():
        values = placed.frame[column.name]
        if column.type in NUMERIC:
            problems += _limits(placed, column, values)
        elif column.type in ("text", "code"):
            problems += _patterns(placed, column, values)
            problems += _codes(placed, column, values, allowed(column))
    return problems


def _limits(placed: Placed, column: Column, values: pd.Series) -> list[Problem]:
    low = -math.inf if column.minimum is None else column.minimum
    high = math.inf if column.maximum is None else column.maximum
    if column.type == "year":
        low, high = max(low, 1900), min(high, 2100)
    outside = ((values < low) | (values > high)).fillna(False).to_numpy(dtype=bool)
    return [_limit(placed, column, position, low, high) for position in outside.nonzero()[0].tolist()]


def _limit(placed: Placed, column: Column, position: int, low: float, high: float) -> Problem:
    value = placed.frame[column.name].iloc[position]
    shown = placed.texts.get(column.name, [])[position] or f"{value:g}"
    file, row = placed.place(position)
    if column.type == "year":
        return problem("year-out-of-range", file, row, column.name, value=shown, low=f"{low:g}", high=f"{high:g}")
    if column.type == "percent" and value > high == 100:
        return problem("share-above-100", file, row, column.name, value=shown, hint="")
    if column.type == "percent" and value < low == 0:
        return problem("share-below-0", file, row, column.name, value=shown, hint="")
    rule, limit = ("below-minimum", low) if value < low else ("above-maximum", high)
    return problem(rule, file, row, column.name, value=shown, limit=f"{limit:g}")


def _patterns(placed: Placed, column: Column, values: pd.Series) -> list[Problem]:
    if not column.pattern:
        return []
    wrong = values.notna() & ~values.fillna("").str.fullmatch(column.pattern)
    problems = []
    for position in wrong.to_numpy(dtype=bool).nonzero()[0].tolist():
        text = values.iloc[position]
        file, row = placed.place(position)
        near = slug(text) or column.example
        if re.fullmatch(column.pattern, near):
            problems.append(problem("not-a-code", file, row, column.name, value=text, suggestion=near))
        else:
            # Not a code but a form of its own, such as payers with their shares: the code would be no remedy.
            problems.append(problem("wrong-form", file, row, column.name, value=text, example=column.example))
    return problems


def slug(text: str) -> str:
    """A text as a code of small letters, digits and underscores.

    Examples
    --------
    >>> slug("Vragen: direct afgehandeld (%)")
    'vragen_direct_afgehandeld'
    """
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


def _codes(placed: Placed, column: Column, values: pd.Series, known: list[str] | None) -> list[Problem]:
    if known is None:
        return []
    wrong = (values.notna() & ~values.isin(known)).to_numpy(dtype=bool)
    problems = []
    for position in wrong.nonzero()[0].tolist():
        file, row = placed.place(position)
        text = values.iloc[position]
        problems.append(
            problem("unknown-code", file, row, column.name, value=text, remedy=_code_remedy(text, column, known))
        )
    return problems


def _code_remedy(text: str, column: Column, known: list[str]) -> Text:
    padded = next((code for code in known if code.lstrip("0") == text and code != text), None)
    near = padded or suggest(text, known)
    home = column.reference
    where_nl, where_en = "", ""
    if home is not None:
        where_nl = f" Of voeg '{text}' toe aan {home[0]}."
        where_en = f" Or add '{text}' to {home[0]}."
    if near is not None:
        return Text(nl=f"Bedoelt u '{near}'?{where_nl}", en=f"Did you mean '{near}'?{where_en}")
    listed = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return Text(nl=f"Kies uit: {listed}.{where_nl}", en=f"Choose from: {listed}.{where_en}")


def repeated_keys(placed: Placed, table: Table) -> list[Problem]:
    """Rows whose key stands in an earlier row, in this file or another of the same table."""
    keys: list[tuple[str, ...]] = [(column.name,) for column in table.columns.values() if column.unique]
    if not keys and table.key:
        keys = [table.key]
    return [found for key in keys for found in _repeats(placed, key)]


def _repeats(placed: Placed, key: tuple[str, ...]) -> list[Problem]:
    first: dict[tuple[Any, ...], int] = {}
    here: dict[tuple[Any, ...], int] = {}
    problems = []
    for position, values in enumerate(zip(*(placed.frame[name].tolist() for name in key), strict=True)):
        if not all(isinstance(value, str | int | float) and value == value for value in values):
            continue  # a missing part is told where that column is checked
        file, row = placed.place(position)
        # A row of the same file is the nearer one to name.
        earlier = here.get((file, *values), first.get(values))
        if earlier is not None:
            other_file, other_row = placed.place(earlier)
            inside = "" if other_file == file else f"{other_file}, "
            other = Text(nl=f"{inside}rij {other_row}", en=f"{inside}row {other_row}")
            shown, name = " / ".join(map(str, values)), " + ".join(key)
            problems.append(problem("duplicate-key", file, row, key[-1], value=shown, other=other, name=name))
        first.setdefault(values, position)
        here.setdefault((file, *values), position)
    return problems
