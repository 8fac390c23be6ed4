"""What was read of the user's own file, as the facts of a report."""

from __future__ import annotations

from dataclasses import dataclass

from wij_impact.catalogue import Reading
from wij_impact.estimates import Name, Quantity
from wij_impact.language import LANGUAGES
from wij_impact.reports.listing import period_name

__all__ = ["SILENT", "Read", "read_facts"]

#: Notes whose number is one of people, in a file with a row per person.
_OF_PEOPLE = ("answers-recoded", "missing-code", "empty-cells", "reasons-unknown", "still-waiting")
#: What a reader of the report need not be told: that a header was understood.
SILENT = ("column-by-label", "header-below")


@dataclass(frozen=True)
class Read:
    """What was read of the user's file: its name, rows, first and last moment, and what was converted or left out.

    Columns go by the header in the file.
    """

    file: Name
    read: Quantity
    found: Quantity
    first: Name
    last: Name
    notes: tuple[Name, ...]


def read_facts(reading: Reading, minimum: int = 0) -> Read:
    """The facts of ``frame.attrs["reading"]``; of people, a number of answers under `minimum` is not told."""
    told = [
        one
        for one in reading.notes
        if one.code not in SILENT and not (one.code in _OF_PEOPLE and 0 < one.count < minimum)
    ]
    said = {
        lang: "; ".join(one.sentence(lang, reading.columns.get(one.column, one.column)) for one in told)
        for lang in LANGUAGES
    }
    # One listing: a note holds commas itself.
    notes = [Name(said["en"], tuple(said.items()))] if told else []
    return Read(
        Name(reading.file),
        Quantity(reading.rows_read),
        Quantity(reading.rows_found),
        period_name(reading.first),
        period_name(reading.last),
        tuple(notes),
    )
