"""Read a table as users have it: csv or xlsx, any usual delimiter, decimal mark and encoding.

`read_table` gives text and interprets nothing; `load_table` (in `tables`) gives types by the dictionary.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wij_impact.catalogue.decoding import damaged, decode, read_bytes
from wij_impact.catalogue.formats import TEXT_SUFFIXES, require_kind
from wij_impact.catalogue.problems import fail
from wij_impact.catalogue.raw import Cell, Odd, RawTable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TABLE_SUFFIXES", "as_text", "read_raw", "read_table"]

#: The kinds of file that can hold a table.
TABLE_SUFFIXES = (*TEXT_SUFFIXES, ".xlsx", ".xlsm")


def read_raw(
    path: str | Path,
    known: Sequence[str] = (),
    *,
    shown: str | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
) -> RawTable:
    """The cells of a file as they stand, with their row numbers; `known` are the column names expected."""
    path = Path(path)
    name = shown or path.name
    if path.is_dir():
        raise fail("folder", name)
    suffix = path.suffix.lower()
    content = read_bytes(path, name)
    require_kind(content, suffix if suffix in TABLE_SUFFIXES else "", name)
    if suffix in TEXT_SUFFIXES:
        return parse_text(decode(content, name), name, known, delimiter)
    from wij_impact.catalogue.workbook import parse_workbook

    return parse_workbook(content, name, known, sheet)


def parse_text(text: str, name: str, known: Sequence[str], delimiter: str | None) -> RawTable:
    from wij_impact.catalogue.delimited import parse_delimited

    return parse_delimited(text, name, known, delimiter)


def read_table(
    path: str | Path,
    *,
    columns: Sequence[str] = (),
    sheet: str | None = None,
    delimiter: str | None = None,
    missing: Sequence[str] = (),
) -> pd.DataFrame:
    """Read a table as text, as it stands in the file.

    Parameters
    ----------
    path : str or Path
        A .csv, .txt, .tsv or .xlsx file.
    columns : sequence of str, optional
        Names the caller expects: they point out the header, the delimiter and the sheet. Others are kept too.
    sheet : str, optional
        The worksheet; by default the one with the expected columns, or the only one with data.
    delimiter : str, optional
        Overrides what the file itself shows.
    missing : sequence of str, optional
        Texts that mean missing, such as the CBS sentinel -99997.

    Returns
    -------
    DataFrame
        All columns text (`str`), a blank cell missing. The index, named `row`, is the row number in the file as
        a spreadsheet shows it: the header usually is row 1, the first row of data 2.

    Raises
    ------
    InputError
        When the file cannot be read as one table; the sentence says why and what to do.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "gemeenten.csv"
    >>> _ = file.write_text("code;aandeel\\n0014;12,5\\n0034;-99997\\n")
    >>> read_table(file, missing=["-99997"]).reset_index().values.tolist()
    [[2, '0014', '12,5'], [3, '0034', nan]]
    """
    import pandas as pd

    raw = read_raw(path, columns, sheet=sheet, delimiter=delimiter)
    if raw.problems:
        raise raw.problems[0].as_error(len(raw.problems) - 1)
    if not raw.columns:
        raise fail("empty-file", raw.shown)
    _refuse_damage(raw)
    absent = set(missing)
    data = {
        name: pd.array([_known(as_text(cell), absent) for cell in raw.column(name)], dtype="str")
        for name in raw.columns
    }
    return pd.DataFrame(data, index=pd.Index(raw.numbers, name="row", dtype="int64"))


def _refuse_damage(raw: RawTable) -> None:
    for number, row in zip(raw.numbers, raw.rows, strict=True):
        for name, cell in zip(raw.columns, row, strict=True):
            if isinstance(cell, str) and damaged(cell):
                raise fail("encoding-damage", raw.shown, number, name, value=cell[:60])


def as_text(cell: Cell) -> str | None:
    """A cell as text: a whole number without `.0`, a date as Excel's day says it, true and false in English."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Odd):
        return cell.value if cell.kind in ("date", "percent") and cell.value else cell.shown
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


def _known(text: str | None, missing: set[str]) -> str | None:
    return None if text in missing else text
