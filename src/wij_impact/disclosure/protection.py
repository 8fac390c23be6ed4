"""Hide what would let someone be recognised, and just enough beside it that subtraction does not bring it back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import optimize, sparse

from wij_impact.disclosure.system import Base, Hierarchy, System, build, known_bases, share_axes, with_bases
from wij_impact.errors import InputError, UsageError
from wij_impact.language import Text

__all__ = ["decide", "protect"]

PUBLISHED, SMALL, UNIFORM, SECONDARY, ELSEWHERE, HIDDEN_ELSEWHERE = (
    "published",
    "under the minimum",
    "0% or 100%",
    "would give another cell away",
    "published by others",
    "hidden in a linked table",
)
# Hiding a margin costs a reader more than hiding a cell inside.
MARGIN_COST = 4.0
MOVED = 1e-6


def protect(
    table: pd.DataFrame,
    counts: pd.DataFrame | pd.Series | str,
    minimum: int = 10,
    hierarchy: Hierarchy | None = None,
    linked: pd.DataFrame | Sequence[pd.DataFrame] | None = None,
    *,
    published: pd.DataFrame | None = None,
    uniform: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Suppress the cells of a table that are too small, and the cells that would give those away.

    Parameters
    ----------
    table : pandas.DataFrame
        What is to be shown: counts, shares or means. A row or column that is the sum of others is a margin, whatever
        its name (`All`, `Eindtotaal`); one labelled `total` has to be. Shares of one row (or column) add up to 1:
        the last one hidden would be 1 minus the others, so a second is hidden with it.
    counts : DataFrame of the same shape, Series over the rows, or name of a column of `table`
        The number of people behind each cell (or, for the last two, behind each row).
    minimum : int
        Smallest number of people a shown cell may have.
    hierarchy : mapping, optional
        ``{parent: [children]}`` among the row labels or the column labels (subtotals).
    linked : DataFrame or list of DataFrame, optional
        Counts of tables that show some of the same people: a cell with the same row and column label is the same
        cell. A linked table without NaN is decided together with this one (protect it too, with this one as
        linked: both calls decide alike). One with NaN is already out: what it shows is known, what it hides stays
        hidden here.
    published : DataFrame of bool, optional
        Cells that others have already published: they pass, and count as known.
    uniform : DataFrame of bool, optional
        Cells whose people all gave the same answer: a mean tells each of their answers, as 0% and 100% do.

    Returns
    -------
    pandas.DataFrame
        Same shape and labels; suppressed cells are NaN. `decide` gives the reason per cell.

    Raises
    ------
    InputError
        For a missing or negative count, a total that is not the sum, a hierarchy of unknown labels.

    Notes
    -----
    Primary: fewer than `minimum` people; a share of exactly 0 or 1 (or 100). Secondary: for every hidden cell a
    linear program finds the cheapest set of further cells such that its count could also be `minimum` higher with
    all shown numbers unchanged; so the shown numbers leave each hidden cell an interval at least `minimum` wide
    (Fischetti & Salazar 2003; Hundepool et al. 2012, Statistical Disclosure Control, ch. 4).

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import disclosure
    >>> counts = pd.DataFrame({"yes": [3, 40, 60, 103], "no": [30, 25, 35, 90]}, index=["a", "b", "c", "total"])
    >>> disclosure.protect(counts, counts)["yes"].isna().tolist()
    [True, True, False, False]
    """
    wide, frame = _wide(table, counts)
    hidden = _decisions(frame, wide, minimum, hierarchy, linked, published, uniform)
    mask = ~np.isin(hidden, (PUBLISHED, ELSEWHERE)).reshape(wide.shape)
    result = table.copy()
    if wide.shape != table.shape:
        numeric = [column for column in table.columns if pd.api.types.is_numeric_dtype(table[column])]
        result[numeric] = table[numeric].astype(float).mask(np.repeat(mask, len(numeric), axis=1))
        return result
    return result.astype(float).mask(mask)


def decide(
    table: pd.DataFrame,
    counts: pd.DataFrame | pd.Series | str,
    minimum: int = 10,
    hierarchy: Hierarchy | None = None,
    linked: pd.DataFrame | Sequence[pd.DataFrame] | None = None,
    *,
    published: pd.DataFrame | None = None,
    uniform: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The decision of `protect` per cell, to keep beside the table.

    Returns
    -------
    pandas.DataFrame
        `row`, `column`, `hidden`, `reason`: "published", "under the minimum", "0% or 100%", "would give another
        cell away", "published by others", "hidden in a linked table". It holds no counts.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import disclosure
    >>> counts = pd.DataFrame({"n": [3, 40]}, index=["a", "b"])
    >>> disclosure.decide(counts, counts)["reason"].tolist()
    ['under the minimum', 'published']
    """
    wide, frame = _wide(table, counts)
    reasons = _decisions(frame, wide, minimum, hierarchy, linked, published, uniform)
    rows, columns = wide.shape
    return pd.DataFrame(
        {
            "row": np.repeat(wide.index.to_numpy(), columns),
            "column": np.tile(wide.columns.to_numpy(), rows),
            "hidden": [reason not in (PUBLISHED, ELSEWHERE) for reason in reasons],
            "reason": reasons,
        }
    )


def _wide(table: pd.DataFrame, counts: pd.DataFrame | pd.Series | str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The counts as a frame, and the shown values in the same shape."""
    if isinstance(counts, str):
        if counts not in table.columns:
            raise InputError(
                Text(nl=f"er is geen kolom '{counts}'.", en=f"there is no column '{counts}'."), column=counts
            )
        counts = table[counts]
    if isinstance(counts, pd.Series):
        frame = counts.to_frame("n")
        return frame, frame
    if counts.shape != table.shape or not (
        counts.index.equals(table.index) and list(counts.columns) == list(table.columns)
    ):
        raise UsageError(
            Text(
                nl="de aantallen hebben niet dezelfde rijen en kolommen als de tabel.",
                en="the counts do not have the rows and columns of the table.",
            )
        )
    return counts, table


def _decisions(
    table: pd.DataFrame,
    counts: pd.DataFrame,
    minimum: int,
    hierarchy: Hierarchy | None,
    linked: pd.DataFrame | Sequence[pd.DataFrame] | None,
    published: pd.DataFrame | None,
    uniform: pd.DataFrame | None = None,
) -> np.ndarray:
    if isinstance(minimum, bool) or not minimum >= 1:
        raise UsageError(Text(nl="het minimum is 1 of meer.", en="the minimum is 1 or more."))
    others = [linked] if isinstance(linked, pd.DataFrame) else list(linked or [])
    joint = [other for other in others if not other.isna().to_numpy().any()]
    # The base of a share is 100% whether it is printed or not; one under the minimum gives its whole row away anyway.
    system = build([with_bases(counts, share_axes(table, counts)), *joint], hierarchy)
    here = system.positions(counts)
    known = known_bases(system, minimum)
    hidden = system.counts < minimum
    for other in others:
        if other.isna().to_numpy().any():
            shown = other.reindex(index=counts.index, columns=counts.columns).notna().to_numpy().ravel()
            both = np.isin(counts.index, other.index)[:, None] & np.isin(counts.columns, other.columns)[None, :]
            known[here] |= shown
            hidden[here] |= both.ravel() & ~shown
    if published is not None:
        known[here] |= published.reindex(index=counts.index, columns=counts.columns).to_numpy(dtype=bool).ravel()
    alike = np.zeros_like(hidden)
    alike[here] = _uniform(table, counts)
    if uniform is not None:
        alike[here] |= uniform.reindex(index=counts.index, columns=counts.columns).to_numpy(dtype=bool).ravel()
    hidden = (hidden | alike) & ~known
    reasons = np.full(len(system.cells), PUBLISHED, dtype=object)
    reasons[hidden] = HIDDEN_ELSEWHERE
    reasons[alike] = UNIFORM
    reasons[system.counts < minimum] = SMALL
    reasons[_secondary(system, hidden, known, float(minimum))] = SECONDARY
    reasons[known] = ELSEWHERE
    return reasons[here]


def _uniform(table: pd.DataFrame, counts: pd.DataFrame) -> np.ndarray:
    """Shares of exactly none or all: they tell something about every member of the group."""
    values = table.to_numpy(dtype=float).ravel()
    if np.array_equal(values, counts.to_numpy(dtype=float).ravel()):
        return np.zeros(values.size, dtype=bool)
    known = values[~np.isnan(values)]
    if not known.size or known.min() < 0 or known.max() > 100:
        return np.zeros(values.size, dtype=bool)
    top = 1.0 if known.max() <= 1 else 100.0
    return np.asarray((values == 0) | (values == top))


def _secondary(system: System, hidden: np.ndarray, known: np.ndarray, minimum: float) -> np.ndarray:
    """Further cells to hide, so that every hidden cell could be `minimum` higher with the shown numbers unchanged."""
    extra = np.zeros_like(hidden)
    certified = np.zeros_like(hidden)
    if not system.matrix.shape[0]:
        return extra
    never_shown = np.array([any(isinstance(label, Base) for label in cell) for cell in system.cells])
    while True:
        open_cells = np.flatnonzero((hidden | extra) & ~certified)
        if not open_cells.size:
            return extra
        # The smallest first: what protects it usually protects its neighbours.
        cell = int(open_cells[np.argmin(system.counts[open_cells])])
        move = _cheapest_move(system, cell, hidden | extra, known, minimum)
        certified[cell] = True
        if move is None:
            continue  # given away by what is public already; no hiding here can mend that
        moved = np.abs(move) > MOVED
        extra |= moved & ~hidden & ~never_shown
        certified |= np.abs(move) >= minimum - MOVED


def _cheapest_move(
    system: System, cell: int, hidden: np.ndarray, known: np.ndarray, minimum: float
) -> np.ndarray | None:
    """Change of counts that keeps every sum, raises `cell` by `minimum` and touches the cheapest shown cells."""
    size = system.counts.size
    never_shown = np.array([any(isinstance(label, Base) for label in cell) for cell in system.cells])
    cost = np.where(hidden | never_shown, 0.0, 1.0 + MARGIN_COST * system.margin + 0.1 * _rank(system.counts))
    limit = np.where(known, 0.0, np.inf)
    up = np.column_stack([np.zeros(size), limit])
    down = np.column_stack([np.zeros(size), np.minimum(limit, system.counts)])
    up[cell] = minimum
    down[cell] = 0.0
    if known[cell]:
        return None
    solved = optimize.linprog(
        np.concatenate([cost, cost]),
        A_eq=sparse.hstack([system.matrix, -system.matrix], format="csr"),
        b_eq=np.zeros(system.matrix.shape[0]),
        bounds=np.vstack([up, down]),
        method="highs",
    )
    if solved.status != 0:
        return None
    move: np.ndarray = solved.x[:size] - solved.x[size:]
    return move


def _rank(counts: np.ndarray) -> np.ndarray:
    """0 for the smallest cell to 1 for the largest: of two equals the smaller is hidden."""
    order = np.argsort(np.argsort(counts, kind="stable"), kind="stable")
    return np.asarray(order / max(len(counts) - 1, 1))
