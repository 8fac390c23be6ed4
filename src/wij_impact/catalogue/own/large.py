"""A large table of one's own, a row per trajectory: DuckDB picks the columns, and whole columns are typed at once.

Cell by cell a million rows take minutes; here seconds. What is told is the same, but for the first faults only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wij_impact.catalogue.own.grouping import source_of_file
from wij_impact.catalogue.own.headers import match_needs
from wij_impact.catalogue.own.missing import EMPTY_WORDS
from wij_impact.catalogue.own.needs import Need
from wij_impact.catalogue.own.reader import OwnTable
from wij_impact.catalogue.own.record import Note, Reading, note, unused_columns
from wij_impact.catalogue.problems import Problem, fail, problem, with_headers
from wij_impact.errors import suggest
from wij_impact.language import Text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Cells = npt.NDArray[np.object_]

__all__ = ["is_large", "read_large"]

_TEXT, _PARQUET = 8 * 2**20, 2 * 2**20
_FIRST = 20  # faults told


def is_large(path: Path) -> bool:
    """Whether a table is read by DuckDB."""
    suffix = path.suffix.lower()
    if not path.is_file() or suffix not in (".csv", ".txt", ".parquet"):
        return False
    return path.stat().st_size > (_PARQUET if suffix == ".parquet" else _TEXT)


def read_large(path: Path, needs: Sequence[Need], mapping: Mapping[str, str] | None = None) -> OwnTable:
    """The needed columns as text, numbers as numbers; the index is the row in the file."""
    import pandas as pd

    source: Any = source_of_file(path)
    positions, absent = match_needs(source.headers, needs, mapping)
    for need in needs:
        if need.name in absent or (need.required and need.name not in positions):
            header = absent.get(need.name, need.name)
            near = suggest(header, source.headers)
            label = Text(nl=f"bedoelt u '{near}'?", en=f"did you mean '{near}'?") if near else header
            raise fail("missing-column", source.shown, 1, header, name=header, label=label)
    headers = {name: source.headers[at] for name, at in positions.items()}
    cells = _cells(source, headers)
    rows = pd.RangeIndex(2, len(next(iter(cells.values()))) + 2, name="row")
    if not len(rows):
        raise fail("no-rows", source.shown, 1)
    problems: list[Problem] = []
    columns = {}
    for need in needs:
        if need.name in cells:
            text = pd.Series(_bare(cells[need.name]), index=rows, name=need.name, dtype="str")
            columns[need.name] = _numbers(text, source.shown, problems) if need.type == "number" else text
    notes: list[Note] = [note("column-by-label", name, what=[h]) for name, h in headers.items() if h != name]
    notes += unused_columns([name for name in source.headers if name not in headers.values()])
    frame = pd.DataFrame(columns)
    reading = Reading(source.shown, source.format, len(frame), len(frame), headers, notes=tuple(notes))
    return OwnTable(frame, reading, with_headers(problems, headers))


def _cells(source: Any, headers: Mapping[str, str]) -> dict[str, Cells]:
    """Per name the cells as text, None where one is empty."""
    import duckdb
    import numpy as np

    parts = []
    for name, header in headers.items():
        real = str(source.names[header]).replace('"', '""')
        parts.append(f'CAST("{real}" AS VARCHAR) AS "{name}"')
    connection = duckdb.connect()
    try:
        query = f"SELECT {', '.join(parts)} FROM {source.table}"
        found: Any = connection.execute(query, source.arguments).fetchnumpy()
        nothing = np.array(None, dtype=object)
        return {name: np.where(np.ma.getmaskarray(one), nothing, np.ma.getdata(one)) for name, one in found.items()}
    except duckdb.Error as error:
        reason = str(error).splitlines()[0].replace(str(source.path), source.shown)[:120]
        raise fail("unreadable-file", source.shown, reason=reason) from None
    finally:
        connection.close()


def _bare(column: Cells) -> Cells:
    """Text without spaces around it; what means nothing is None. Each different text is looked at once."""
    import numpy as np
    import pandas as pd

    codes, different = pd.factorize(column)
    whole = "\n".join(different)
    if whole.split() == list(different) and EMPTY_WORDS.isdisjoint(whole.casefold().split("\n")):
        return column  # no space and no word for nothing anywhere, as in a column of numbers
    plain = np.empty(len(different) + 1, dtype=object)  # the last place stays None, for an empty cell
    for at, cell in enumerate(different):
        text = " ".join(cell.split())
        plain[at] = None if not text or text.casefold() in EMPTY_WORDS else text
    return plain[codes]


def _numbers(column: pd.Series, shown: str, problems: list[Problem]) -> pd.Series:
    import pandas as pd

    values = pd.to_numeric(column.str.replace(",", ".", regex=False), errors="coerce")
    wrong = column.index[(values.isna() & column.notna()).to_numpy()]
    remedy = Text(nl="Schrijf een getal, of laat de cel leeg.", en="Write a number, or leave the cell empty.")
    problems += [
        problem("not-a-number", shown, int(row), str(column.name), value=column.loc[row], remedy=remedy)
        for row in wrong[:_FIRST]
    ]
    return values.astype("float64")
