"""What was read from a file: how, what was converted, what was left out, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from wij_impact.catalogue.said import said
from wij_impact.language import Language, Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MARK", "NOTES", "Note", "Reading", "unused_columns"]

Act = Literal["read", "converted", "left_out", "missing", "notice"]

#: What reading does -> its codes; their sentences stand in `data/words/own_files.toml`.
_ACTS: dict[Act, tuple[str, ...]] = {
    "left_out": (
        "total-row", "country-row", "summary-row", "note-row", "nameless-row", "other-length",
        "hidden-sheets", "columns-unused", "columns-personal", "columns-open", "identifiers-dropped",
        "delivered-again", "messages-unread",
    ),
    "notice": (
        "total-differs", "merged-cells", "hidden-rows", "hidden-columns", "gaps", "overlapping", "unlinked",
        "measures", "two-informants", "removal-unmatched", "stop-without-start", "paused", "provisional",
    ),
    "missing": (
        "missing-code", "empty-cells", "reasons-unknown", "fields-absent", "old-scale", "two-referrers",
    ),
    "converted": (
        "thousands", "decimal-comma", "dressed", "moments", "reordered", "codes-unified", "answers-recoded",
        "overlap-merged", "removed",
    ),
    "read": (
        "column-by-label", "header-below", "delivery", "still-waiting",
    ),
}  # fmt: skip
#: Code -> what kind of thing it is.
NOTES: dict[str, Act] = {code: act for act, codes in _ACTS.items() for code in codes}

#: The column by which a file says that its rows are made up.
MARK = "data_kind"

_SHOWN = 3


@dataclass(frozen=True)
class Note:
    """One thing that reading did: its code, how often, where, and the first names or values.

    Attributes
    ----------
    code : str
        A key of `NOTES`; words can be put to it.
    act : str
        ``read``, ``converted``, ``left_out``, ``missing`` or ``notice``.
    column : str
    count : int
    rows : tuple of int
        Row numbers in the file, all of them.
    what : tuple of str
        Names or values, all of them, each once.
    detail : str or Text
    """

    code: str
    act: Act
    column: str = ""
    count: int = 0
    rows: tuple[int, ...] = ()
    what: tuple[str, ...] = ()
    detail: str | Text = ""

    def sentence(self, lang: Language | None = None, column: str = "") -> str:
        """The note in words; `column` is another name for its column, such as the header in the file."""
        detail = self.detail.show(lang) if isinstance(self.detail, Text) else self.detail
        # `rij(en)` is one word with two endings: the count chooses.
        words = re.sub(r"(\w)\((\w+)\)", r"\1" if self.count == 1 else r"\1\2", said("own_files", self.code).show(lang))
        named, rows, what = column or self.column, _few(self.rows), _few(self.what)
        return words.format(column=named, count=self.count, rows=rows, what=what, detail=detail)


def _few(values: Sequence[Any]) -> str:
    return ", ".join(map(str, values[:_SHOWN])) + (", ..." if len(values) > _SHOWN else "")


def note(
    code: str,
    column: str = "",
    *,
    count: int | None = None,
    rows: Sequence[int] = (),
    what: Sequence[object] = (),
    detail: str | Text = "",
) -> Note:
    """The note `code`; the count is that of the rows or the values where it is not given."""
    names = tuple(dict.fromkeys(str(one) for one in what))
    return Note(
        code,
        NOTES[code],
        column,
        count if count is not None else len(rows) or len(names),
        tuple(rows),
        names,
        detail,
    )


def unused_columns(names: Sequence[str]) -> tuple[Note, ...]:
    """The note on columns that went unread, or none. `MARK` is no such column: it was looked at."""
    unused = [name for name in names if name != MARK]
    return (note("columns-unused", what=unused),) if unused else ()


@dataclass(frozen=True)
class Reading:
    """What was read from one file or table.

    Attributes
    ----------
    file : str
        Its name, without folders; of a database address the table, without a password.
    format : str
        ``csv``, ``xlsx``, ``ods``, ``sav``, ``parquet`` or ``database``.
    rows_found, rows_read : int
        Rows below the header, and rows that were used.
    columns : mapping
        Our name -> the header in the file.
    header : int
        Row of the header.
    units : int or None
        How many units, where a column names them.
    first, last : str
        The first and the last moment; empty where no column tells the time.
    length : str
        ``day``, ``week``, ``month``, ``quarter``, ``half``, ``year`` or ``number``; empty without moments.
    encoding, delimiter, sheet : str
    notes : tuple of Note
    """

    file: str
    format: str
    rows_found: int
    rows_read: int
    columns: Mapping[str, str] = field(default_factory=dict)
    header: int = 1
    units: int | None = None
    first: str = ""
    last: str = ""
    length: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    notes: tuple[Note, ...] = ()

    def of(self, *codes: str) -> tuple[Note, ...]:
        """The notes with one of these codes."""
        return tuple(one for one in self.notes if one.code in codes)

    @property
    def left_out(self) -> tuple[Note, ...]:
        """What was not used."""
        return tuple(one for one in self.notes if one.act == "left_out")

    def describe(self, lang: Language | None = None) -> str:
        """What was read, as sentences."""
        start = Text(
            nl=f"{self.file}: {self.rows_read} van {self.rows_found} rijen gebruikt",
            en=f"{self.file}: {self.rows_read} of {self.rows_found} rows used",
        ).show(lang)
        if self.units is not None:
            start += Text(nl=f", {self.units} eenheden", en=f", {self.units} units").show(lang)
        if self.first:
            start += ", " + (self.first if self.first == self.last else f"{self.first} - {self.last}")
        return ". ".join([start, *(one.sentence(lang, self.columns.get(one.column, "")) for one in self.notes)]) + "."

    def tidy(self) -> pd.DataFrame:
        """One row per note: code, act, column, count, rows, what."""
        import pandas as pd

        rows = [(n.code, n.act, n.column, n.count, " ".join(map(str, n.rows)), "; ".join(n.what)) for n in self.notes]
        return pd.DataFrame(rows, columns=["code", "act", "column", "count", "rows", "what"])
