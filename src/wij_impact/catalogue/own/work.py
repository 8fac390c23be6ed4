"""Reading one grid by what a room needs of it: its rows, with the notes and the problems that are gathered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wij_impact.catalogue.own.grid import Grid
from wij_impact.catalogue.own.headers import Header
from wij_impact.catalogue.own.moments import MomentColumn
from wij_impact.catalogue.own.needs import Need
from wij_impact.catalogue.own.record import Note, note
from wij_impact.catalogue.own.totals import is_remark
from wij_impact.catalogue.problems import Problem, problem
from wij_impact.catalogue.raw import Cell

__all__ = ["Work"]


class Work:
    """Reads one grid by its needs, gathering notes and problems."""

    def __init__(self, grid: Grid, header: Header, needs: Sequence[Need]) -> None:
        self.grid, self.header, self.needs = grid, header, needs
        self.notes: list[Note] = []
        self.problems: list[Problem] = []
        self.rows: list[int] = []  # row numbers in the file
        self.cells: list[list[Cell]] = []
        self.moments: dict[str, MomentColumn] = {}
        self.gone: set[int] = set()  # positions of rows that are left out by their moment

    def wrong(self, rule: str, row: int | None, column: str, **values: Any) -> None:
        self.problems.append(problem(rule, self.grid.shown, row, column, **values))

    # -- rows ---------------------------------------------------------------------------------------------------
    def take_rows(self) -> int:
        """The rows below the header; remarks and blank rows are no rows."""
        width = len(self.header.names)
        remarks: list[int] = []
        for number, record in enumerate(self.grid.records[self.header.below - 1 :], self.header.below):
            filled = [cell for cell in record if cell is not None]
            if not filled:
                continue
            if is_remark(str(filled[0]), len(filled), width) or self._ragged_remark(record, filled, number):
                remarks.append(number)
                continue
            beyond = [cell for cell in record[width:] if cell is not None]
            if beyond or (self.grid.format == "csv" and len(record) < width):
                self.wrong("ragged-row", number, "", found=len(record), expected=width)
                continue
            self.rows.append(number)
            self.cells.append([*record[:width], *[None] * (width - len(record))])
        if remarks:
            self.notes.append(note("note-row", rows=remarks))
        return len(self.rows) + len(remarks)

    def _ragged_remark(self, record: Sequence[Cell], filled: Sequence[Cell], number: int) -> bool:
        """One filled cell in a row of csv without delimiters, below all other rows."""
        if self.grid.format != "csv" or len(filled) > 1 or len(record) > 1 or len(self.header.names) < 3:
            return False
        rest = self.grid.records[number:]
        return not any(sum(cell is not None for cell in other) > 1 for other in rest)
