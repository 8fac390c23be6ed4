"""A table as cells and the sums that a reader knows: rows to totals, children to parents, the same cell elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from wij_impact.errors import InputError
from wij_impact.language import Text

__all__ = ["Hierarchy", "System", "build", "is_total"]

Hierarchy = Mapping[Any, Sequence[Any]]
ROUNDING = 0.5


Cell = tuple[Any, Any]
Equation = tuple[Cell, tuple[Cell, ...]]


@dataclass(frozen=True)
class System:
    """The cells of one or more tables, their counts, and the equations `matrix @ counts = 0` that hold for them."""

    cells: tuple[Cell, ...]
    counts: np.ndarray
    matrix: sparse.csr_array
    margin: np.ndarray  # how many of a cell's two labels are totals or parents

    def positions(self, table: pd.DataFrame) -> np.ndarray:
        """Where the cells of `table` are, row by row."""
        place = {cell: at for at, cell in enumerate(self.cells)}
        return np.array([place[row, column] for row in table.index for column in table.columns], dtype=int)


def is_total(label: Any) -> bool:
    """Whether a label marks a margin."""
    return isinstance(label, str) and label.strip().casefold() in ("total", "totaal")


def build(tables: Sequence[pd.DataFrame], hierarchy: Hierarchy | None) -> System:
    """Lay out the cells of `tables` and the sums among them; raise when a margin is not the sum it claims.

    Cells with the same labels are the same cell. The order does not depend on the order of the tables, so that two
    linked tables are protected alike whichever is asked for.
    """
    values: dict[Cell, float] = {}
    margin: dict[Cell, int] = {}
    equations: list[Equation] = []
    for table in tables:
        _check_counts(table)
        _check_hierarchy(hierarchy, [*tables[0].index, *tables[0].columns], tables)
        found, sizes = _of_table(table, hierarchy)
        equations += found
        for (row, column), count in zip(sizes, table.to_numpy(dtype=float).ravel(), strict=True):
            if abs(values.get((row, column), count) - count) > ROUNDING:
                raise _disagree(row, column)
            values[row, column] = float(count)
            margin[row, column] = max(margin.get((row, column), 0), sizes[row, column])
    _check_sums(values, equations)
    cells = tuple(sorted(values, key=lambda cell: (str(cell[0]), str(cell[1]))))
    ordered = sorted(set(equations), key=str)
    return System(
        cells,
        np.array([values[cell] for cell in cells]),
        _matrix(ordered, cells),
        np.array([margin[cell] for cell in cells]),
    )


def _of_table(table: pd.DataFrame, hierarchy: Hierarchy | None) -> tuple[list[Equation], dict[Cell, int]]:
    rows, columns = list(table.index), list(table.columns)
    down, across = _sums(rows, hierarchy), _sums(columns, hierarchy)
    found: list[Equation] = []
    for parent, children in down:
        found += [((parent, column), tuple((child, column) for child in children)) for column in columns]
    for parent, children in across:
        found += [((row, parent), tuple((row, child) for child in children)) for row in rows]
    above, beside = {parent for parent, _ in down}, {parent for parent, _ in across}
    return found, {(row, column): (row in above) + (column in beside) for row in rows for column in columns}


def _check_counts(table: pd.DataFrame) -> None:
    for labels in (table.index, table.columns):
        if not labels.is_unique:
            raise InputError(Text(nl="een label staat er twee keer in.", en="a label is there twice."))
    values = table.to_numpy(dtype=float)
    bad = np.isnan(values) | (values < 0)
    if bad.any():
        row, column = np.argwhere(bad)[0]
        raise InputError(
            Text(
                nl=f"het aantal in rij '{table.index[row]}' ontbreekt of is negatief.",
                en=f"the count in row '{table.index[row]}' is missing or negative.",
            ),
            remedy=Text(nl="Vul 0 in waar niemand is.", en="Fill in 0 where there is nobody."),
            column=str(table.columns[column]),
        )


def _disagree(row: Any, column: Any) -> InputError:
    return InputError(
        Text(
            nl=f"rij '{row}' heeft in twee gekoppelde tabellen een ander aantal.",
            en=f"row '{row}' has another count in a linked table.",
        ),
        remedy=Text(
            nl="Gelijke labels zijn dezelfde cel; geef wat iets anders is een ander label.",
            en="Equal labels are the same cell; give what is something else another label.",
        ),
        column=str(column),
    )


def _sums(labels: Sequence[Any], hierarchy: Hierarchy | None) -> list[tuple[Any, list[Any]]]:
    """(parent, children) on one axis; a `total` that is not declared sums what is nobody's child."""
    found: list[tuple[Any, list[Any]]] = []
    nested: set[Any] = set()
    for parent, children in (hierarchy or {}).items():
        if parent in labels and all(child in labels for child in children):
            found.append((parent, list(children)))
            nested |= set(children)
    for label in labels:
        if is_total(label) and label not in [parent for parent, _ in found]:
            rest = [one for one in labels if one not in nested and not is_total(one)]
            if rest:
                found.append((label, rest))
    return found


def _check_hierarchy(hierarchy: Hierarchy | None, labels: Sequence[Any], tables: Sequence[pd.DataFrame]) -> None:
    axes = [list(axis) for table in tables for axis in (table.index, table.columns)]
    for parent, children in (hierarchy or {}).items():
        family = [parent, *children]
        if any(all(label in axis for label in family) for axis in axes):
            continue
        lost = ", ".join(str(label) for label in family if label not in labels)
        raise InputError(
            Text(
                nl=f"hiërarchie '{parent}': {lost or 'de labels'} staat niet in de rijen of kolommen van de tabel.",
                en=f"hierarchy '{parent}': {lost or 'the labels'} not among the rows or columns of the table.",
            ),
            remedy=Text(nl="Gebruik de labels van de tabel.", en="Use the labels of the table."),
        )


def _check_sums(values: dict[Cell, float], equations: Iterable[Equation]) -> None:
    for parent, children in equations:
        added = sum(values[child] for child in children)
        if abs(values[parent] - added) > ROUNDING:
            raise InputError(
                Text(
                    nl=f"het totaal in rij '{parent[0]}' is {values[parent]:g}, maar de delen tellen op tot {added:g}.",
                    en=f"the total in row '{parent[0]}' is {values[parent]:g}, but its parts add up to {added:g}.",
                ),
                remedy=Text(
                    nl="Verbeter het totaal, of geef het een andere naam als het geen som is.",
                    en="Mend the total, or give it another name when it is not a sum.",
                ),
                column=str(parent[1]),
            )


def _matrix(equations: Sequence[Equation], cells: Sequence[Cell]) -> sparse.csr_array:
    place = {cell: at for at, cell in enumerate(cells)}
    at, columns, signs = [], [], []
    for number, (parent, children) in enumerate(equations):
        at += [number] * (len(children) + 1)
        columns += [place[parent], *(place[child] for child in children)]
        signs += [-1.0] + [1.0] * len(children)
    return sparse.csr_array((signs, (at, columns)), shape=(len(equations), len(cells)))
