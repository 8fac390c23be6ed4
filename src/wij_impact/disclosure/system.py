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

__all__ = ["Base", "Hierarchy", "System", "build", "is_total", "known_bases", "margins", "share_axes", "with_bases"]

Hierarchy = Mapping[Any, Sequence[Any]]
ROUNDING = 0.5
LONGEST_BLOCK = 60  # rows or columns among which subtotals are looked for


@dataclass(frozen=True)
class Base:
    """Label of the sum of a row or column of shares: the reader knows it is 100%."""

    axis: str

    def __str__(self) -> str:
        return f"base of the {self.axis}"


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
    """Whether a label claims to be a margin; what adds up is one whatever it is called."""
    return isinstance(label, Base) or (isinstance(label, str) and label.strip().casefold() in ("total", "totaal"))


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
    values = table.to_numpy(dtype=float)
    down, across = _sums(rows, values, hierarchy), _sums(columns, values.T, hierarchy)
    found: list[Equation] = []
    for parent, children in down:
        found += [((parent, column), tuple((child, column) for child in children)) for column in columns]
    for parent, children in across:
        found += [((row, parent), tuple((row, child) for child in children)) for row in rows]
    above, beside = {parent for parent, _ in down}, {parent for parent, _ in across}
    return found, {(row, column): (row in above) + (column in beside) for row in rows for column in columns}


def share_axes(table: pd.DataFrame, counts: pd.DataFrame) -> tuple[str, ...]:
    """Along which axes ("row", "column", "table") the shown values are shares of the counts, rounded or not.

    Shares of one row add up to 1, so that the last one needs no printing: its base counts as known.
    """
    if not table.index.equals(counts.index) or list(table.columns) != list(counts.columns):
        return ()
    shown, people = table.to_numpy(dtype=float), counts.to_numpy(dtype=float)
    known = ~np.isnan(shown)
    if not known.any() or (shown[known] < 0).any() or np.array_equal(shown[known], people[known]):
        return ()
    rows, columns = people.copy(), people.copy()
    rows[:, [list(counts.columns).index(one) for one in margins(list(counts.columns), people.T)]] = 0.0
    columns[[list(counts.index).index(one) for one in margins(list(counts.index), people)], :] = 0.0
    inner = np.minimum(rows, columns)
    bases = {
        "row": np.broadcast_to(rows.sum(axis=1)[:, None], people.shape),
        "column": np.broadcast_to(columns.sum(axis=0)[None, :], people.shape),
        "table": np.full(people.shape, inner.sum()),
    }
    sizes = {"row": people.shape[1], "column": people.shape[0], "table": people.size}
    found = []
    for axis, base in bases.items():
        share = people / np.where(base > 0, base, np.nan)
        fits = any(
            bool((np.abs(shown - top * share)[known & (base > 0)] <= top * 0.005 + 1e-9).all()) for top in (1.0, 100.0)
        )
        if fits and sizes[axis] > 1:
            found.append(axis)
    return tuple(found)


def known_bases(system: System, minimum: float) -> np.ndarray:
    """The bases of shares that a reader knows: those of at least `minimum` people."""
    table = Base("table")
    known = [
        cell == (table, table) or any(isinstance(label, Base) and label != table for label in cell)
        for cell in system.cells
    ]
    return np.array(known) & (system.counts >= minimum)


def with_bases(counts: pd.DataFrame, axes: Sequence[str]) -> pd.DataFrame:
    """The counts with the bases of their shares as margins of their own."""
    wide = counts
    if axes == ("table",):
        # Only the sum of everything is known; the sums of rows and columns are there to add it up.
        grand = with_bases(counts, ("row", "column"))
        names = {Base("row"): Base("table"), Base("column"): Base("table")}
        return grand.rename(index=names, columns=names)
    if "row" in axes:
        inner = [one for one in counts.columns if one not in margins(list(counts.columns), counts.to_numpy(float).T)]
        wide = wide.copy()
        wide[Base("row")] = counts[inner].sum(axis=1)
    if "column" in axes:
        inner = [one for one in counts.index if one not in margins(list(counts.index), counts.to_numpy(float))]
        wide = pd.concat([wide, wide.loc[inner].sum().to_frame(Base("column")).T])
    return wide


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


def margins(labels: Sequence[Any], values: np.ndarray, hierarchy: Hierarchy | None = None) -> list[Any]:
    """The labels of one axis that are sums of others; `values` has a row per label."""
    return [parent for parent, _ in _sums(labels, values, hierarchy)]


def _sums(labels: Sequence[Any], values: np.ndarray, hierarchy: Hierarchy | None) -> list[tuple[Any, list[Any]]]:
    """(parent, children) on one axis: declared, called a total, or found because it adds up."""
    found: list[tuple[Any, list[Any]]] = []
    nested: set[Any] = set()
    for parent, children in (hierarchy or {}).items():
        if parent in labels and all(child in labels for child in children):
            found.append((parent, list(children)))
            nested |= set(children)
    declared = {parent for parent, _ in found}
    unannounced = _found_sums(labels, values, found)
    inside = {child for _, children in unannounced for child in children}
    for label in labels:
        if is_total(label) and label not in declared:
            rest = [one for one in labels if one not in nested and not is_total(one)]
            # Subtotals (or "All" beside "Totaal") that nobody announced are not counted on top of their parts.
            top = [one for one in rest if one not in inside]
            if not _equal_sum(label, rest, labels, values) and _equal_sum(label, top, labels, values):
                rest = top
            if rest:
                found.append((label, rest))
    return found + unannounced


def _equal_sum(label: Any, parts: Sequence[Any], labels: Sequence[Any], values: np.ndarray) -> bool:
    place = {one: at for at, one in enumerate(labels)}
    added = values[[place[one] for one in parts]].sum(axis=0)
    return bool((np.abs(values[place[label]] - added) < ROUNDING).all())


def _adds_up(label: Any, others: Sequence[Any], labels: Sequence[Any], values: np.ndarray) -> bool:
    """Whether the values of `label` are the sum of those of at least two others."""
    parts = [one for one in others if one != label]
    own = values[list(labels).index(label)]
    return len(parts) > 1 and own.sum() > 0 and _equal_sum(label, parts, labels, values)


def _found_sums(
    labels: Sequence[Any], values: np.ndarray, known: Sequence[tuple[Any, Sequence[Any]]]
) -> list[tuple[Any, list[Any]]]:
    """Margins that nobody announced: one label that is the sum of the rest, or of the block before or after it.

    A coincidence is taken for a margin too: that hides a cell too many, never one too few. With a single value per
    label coincidences are common, so there only the sum of all the rest counts.
    """
    parents = {parent for parent, _ in known} | {label for label in labels if is_total(label)}
    nested = {child for parent, children in known if not is_total(parent) for child in children}
    open_labels = [label for label in labels if label not in parents and label not in nested]
    found: list[tuple[Any, list[Any]]] = []
    for label in open_labels:
        rest = [one for one in open_labels if one != label]
        if _adds_up(label, rest, labels, values):
            return [(label, rest)]
    if values.shape[1] < 2 or len(open_labels) > LONGEST_BLOCK:
        return found
    place = {label: at for at, label in enumerate(labels)}
    taken: set[Any] = set()
    for at, label in enumerate(open_labels):
        own = values[place[label]]
        if own.sum() <= 0:
            continue
        for block in (open_labels[:at][::-1], open_labels[at + 1 :]):
            added = np.zeros_like(own)
            for size, one in enumerate(block, start=1):
                added = added + values[place[one]]
                if one in taken or (added > own + ROUNDING).any():
                    break
                if size > 1 and (np.abs(added - own) < ROUNDING).all():
                    found.append((label, block[:size]))
                    taken |= set(block[:size])
                    break
    top = [label for label in open_labels if label not in taken]
    for label in top:
        rest = [one for one in top if one != label]
        if found and label not in {parent for parent, _ in found} and _adds_up(label, rest, labels, values):
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
