"""Delimited text: which delimiter, and its records."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from wij_impact.catalogue.problems import fail
from wij_impact.catalogue.raw import RawTable, shape
from wij_impact.language import Text

__all__ = ["delimited_records", "find_delimiter", "parse_delimited"]

_DELIMITERS = (";", ",", "\t", "|")
_SAMPLE = 60


def parse_delimited(text: str, shown: str, known: Sequence[str] = (), delimiter: str | None = None) -> RawTable:
    """Read delimited text; `known` are the column names that are expected, where they are."""
    records, chosen = delimited_records(text, shown, known, delimiter)
    return shape(records, shown, chosen, known)


def delimited_records(
    text: str, shown: str, known: Sequence[str] = (), delimiter: str | None = None
) -> tuple[list[list[str]], str]:
    """The records of delimited text as they stand, and the delimiter that cuts them."""
    text = text.removeprefix("\ufeff")
    if text[:4].lower() == "sep=" and text[5:6] in "\r\n":
        # Excel's own hint on the first line, which Excel itself does not show as a row.
        delimiter, text = text[4], text[5:].lstrip("\r\n")
    chosen = delimiter or find_delimiter(text, shown, known)
    records = _records(text, chosen, shown)
    _refuse_swallowed(records, chosen, shown)
    return records, chosen


def find_delimiter(text: str, shown: str, known: Sequence[str] = ()) -> str:
    """The delimiter of a file: the one that gives the expected columns, else the only one that cuts evenly.

    Raises
    ------
    InputError
        When two delimiters cut every row into equally many cells (rule `undecidable-delimiter`).

    Examples
    --------
    >>> find_delimiter("a;b\\n1,5;2\\n", "x.csv")
    ';'
    """
    samples = {mark: _sample(text, mark) for mark in _DELIMITERS}
    if known:
        hits = {mark: _hits(records, known) for mark, records in samples.items()}
        best = max(hits.values())
        if best >= 2 and list(hits.values()).count(best) == 1:
            return max(hits, key=lambda mark: hits[mark])
    even = {mark: _evenness(records) for mark, records in samples.items()}
    best_even = max(even.values())
    if best_even == 0:
        return ","
    winners = [mark for mark, value in even.items() if value == best_even]
    winners = _by_columns(winners, samples) if len(winners) > 1 else winners
    if len(winners) > 1:
        names = {";": ";", ",": ",", "\t": "tab", "|": "|"}
        options = [names[mark] for mark in winners]
        joined = Text(nl=" en ".join(options), en=" and ".join(options))
        raise fail("undecidable-delimiter", shown, options=joined)
    return winners[0]


def _by_columns(winners: list[str], samples: dict[str, list[list[str]]]) -> list[str]:
    """Of marks that cut evenly: the one whose cells hold the others only as decimal marks or inside a sentence."""
    kept = []
    for mark in winners:
        cells = [cell for record in samples[mark] for cell in record]
        inner = [other for other in winners if other != mark]
        if all(_INSIDE.sub("", cell).find(other) < 0 for other in inner for cell in cells):
            kept.append(mark)
    return kept if len(kept) == 1 else winners


#: What a cell may hold of another delimiter: the decimal comma of a number, and a comma with a space.
_INSIDE = re.compile(r"(?<=\d),(?=\d)|,(?= )|;(?= )")


def _sample(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [record for record in islice(reader, _SAMPLE) if record]
    except csv.Error:
        return []


def _hits(records: list[list[str]], known: Sequence[str]) -> int:
    return max((sum(cell.strip() in known for cell in record) for record in records), default=0)


def _evenness(records: list[list[str]]) -> float:
    # Share of the rows that have the usual number of cells; none when the mark does not cut at all.
    widths = Counter(len(record) for record in records)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return count / len(records) if width > 1 else 0.0


def _records(text: str, delimiter: str, shown: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
    except csv.Error as error:
        if "field limit" in str(error):
            raise fail("large-cell", shown, len(records) + 1, limit=f"{csv.field_size_limit()}") from None
        raise fail("broken-quotes", shown, len(records) + 1) from None
    return records


def _refuse_swallowed(records: list[list[str]], delimiter: str, shown: str) -> None:
    # A missing closing quotation mark makes one cell of all that follows, until the next mark in the file.
    width = max((len(record) for record in records[:_SAMPLE]), default=0)
    enough = max(1, width - 2)
    for number, record in enumerate(records, 1):
        for cell in record:
            if "\n" in cell and any(line.count(delimiter) >= enough for line in cell.splitlines()):
                raise fail("swallowed-rows", shown, number)
