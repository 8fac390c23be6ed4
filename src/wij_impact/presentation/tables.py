"""Columns, cells and references of a table, and how a data frame becomes rows of a block."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wij_impact.errors import UsageError, suggest
from wij_impact.language import Language, Text, in_language
from wij_impact.presentation.codec import left_out
from wij_impact.presentation.labels import column_word, label
from wij_impact.presentation.numbers import MISSING, check_format, format_number, is_missing

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cell", "Column", "Reference", "Row", "columns_of", "rows_of", "show_cell"]

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]
_INFINITE = {"Infinity": math.inf, "-Infinity": -math.inf}


@dataclass(frozen=True)
class Reference:
    """Where a published figure stands in print. The fields are those of a row of the published figures."""

    figure_id: str
    source: str = left_out()
    title: str = left_out()
    locator: str = left_out()
    reported_in: str = left_out()
    indicator: str = left_out()
    breakdown: str = left_out()
    period: str = left_out()
    value: float | None = left_out(None)
    unit: str = left_out()
    note: str = left_out()


@dataclass(frozen=True)
class Column:
    """How one column is labelled and written.

    Parameters
    ----------
    label : str or Text
        The header.
    format : str
        One of `presentation.numbers.FORMATS`; ``auto`` keeps the decimals of each value, ``row`` takes the format
        of the row (`Report.table(row_format=...)`).
    signed : bool
        Write a plus before a rise.
    name, type
        Filled in from the data frame: ``text``, ``integer``, ``number`` or ``boolean``.
    """

    label: str | Text = field(default="", metadata={"optional": True})
    format: str = left_out("auto")
    signed: bool = left_out(False)
    name: str = left_out()
    type: str = left_out("text")

    @property
    def header(self) -> str:
        """The label, in the language the column was made in."""
        return in_language(self.label)

    @property
    def numeric(self) -> bool:
        """Whether the column is set flush right, digits under digits."""
        return self.type in {"integer", "number"} and self.format not in {"text", "year"}


def columns_of(frame: pd.DataFrame, wanted: Mapping[str, Any] | None, lang: Language) -> tuple[Column, ...]:
    """The columns of a table: those in `wanted`, in that order, or all of the frame.

    Parameters
    ----------
    frame : pandas.DataFrame
        The data.
    wanted : mapping, optional
        Column name to a label (str, Text) or to a `Column`.
    lang : {"nl", "en"}
        Language of the labels.

    Raises
    ------
    UsageError
        For a column that the frame does not have, with a suggestion.
    """
    known = [str(name) for name in frame.columns]
    if len(set(known)) < len(known):
        raise UsageError("two columns of the table have the same name.", remedy="Give every column its own name.")
    chosen = dict(wanted) if wanted else {name: name for name in known}
    made = []
    for name, said in chosen.items():
        if name not in known:
            near = suggest(name, known)
            raise UsageError(f"the table has no column '{name}'." + (f" Did you mean '{near}'?" if near else ""))
        spec = said if isinstance(said, Column) else Column(said)
        made.append(
            Column(_header(name, spec, lang), check_format(spec.format), spec.signed, name, _type_of(frame[name]))
        )
    return tuple(made)


def _header(name: str, spec: Column, lang: Language) -> str:
    said = in_language(spec.label, lang) or name
    # A column that nobody labelled shows its name; the names the library itself gives have a word in each language.
    words = column_word(name, lang) if said == name else said
    # A symbol (n, p-value) keeps its letter.
    return words[:1].upper() + words[1:] if words[1:2].isalpha() else words


def _type_of(values: pd.Series) -> str:
    import pandas as pd

    if pd.api.types.is_bool_dtype(values):
        return "boolean"
    if pd.api.types.is_integer_dtype(values):
        return "integer"
    if pd.api.types.is_numeric_dtype(values):
        whole = values.dropna()
        # A count with a gap becomes float in pandas; the reader still sees a count.
        return "integer" if len(whole) and bool((whole % 1 == 0).all()) else "number"
    return "text"


def rows_of(frame: pd.DataFrame, columns: Sequence[Column]) -> tuple[Row, ...]:
    """The unrounded values as JSON scalars, row by row."""
    series = [[_scalar(value) for value in frame[column.name].tolist()] for column in columns]
    return tuple(zip(*series, strict=True)) if series else ()


def _scalar(value: Any) -> Cell:
    if is_missing(value):
        return None
    if isinstance(value, bool | str):
        return value
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return str(value)


def show_cell(value: Cell, column: Column, lang: Language, row_format: str = "auto") -> str:
    """One cell as printed; an en dash for missing.

    Examples
    --------
    >>> show_cell(0.4519, Column(label="Aandeel", format="percent", type="number"), "nl")
    '45%'
    """
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return label("yes" if value else "no", lang)
    if column.type == "text" or (isinstance(value, str) and value not in _INFINITE):
        return str(value)
    number = _INFINITE[value] if isinstance(value, str) else value
    how = {"text": "auto", "row": row_format}.get(column.format, column.format)
    return format_number(number, how, lang, sign="always" if column.signed else "negative")
