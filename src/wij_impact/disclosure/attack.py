"""An attacker: what do the shown numbers of a table tell about the hidden ones?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import optimize

from wij_impact.disclosure.system import Hierarchy, build, known_bases, share_axes, with_bases

__all__ = ["recoverable"]


def recoverable(
    shown: pd.DataFrame,
    counts: pd.DataFrame,
    minimum: int = 10,
    hierarchy: Hierarchy | None = None,
    linked: pd.DataFrame | Sequence[pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Hidden cells that the shown numbers pin down to an interval narrower than `minimum`.

    Parameters
    ----------
    shown : pandas.DataFrame
        A protected table: where it is NaN, and whether it holds shares (whose base a reader knows to be 100%).
    counts : pandas.DataFrame
        The true counts, used for the sums the reader knows and for what is shown.
    minimum, hierarchy, linked
        As for `protect`.

    Returns
    -------
    pandas.DataFrame
        `row`, `column`, `low`, `high` per cell that is recovered; empty when the table is safe.

    Examples
    --------
    >>> import pandas as pd
    >>> from wij_impact import disclosure
    >>> counts = pd.DataFrame({"n": [3, 40, 43]}, index=["a", "b", "total"])
    >>> disclosure.recoverable(counts.where(counts > 9), counts)[["row", "low", "high"]].values.tolist()
    [['a', 3.0, 3.0]]
    """
    others = [linked] if isinstance(linked, pd.DataFrame) else list(linked or [])
    tables = [other for other in others if not other.isna().to_numpy().any()]
    system = build([with_bases(counts, share_axes(shown, counts)), *tables], hierarchy)
    here = system.positions(counts)
    known = known_bases(system, minimum)
    for other in tables:
        known[system.positions(other)] = True
    known[here] = shown.notna().to_numpy().ravel()
    for other in others:
        known[here] |= other.reindex(index=counts.index, columns=counts.columns).notna().to_numpy().ravel()
    hidden = np.flatnonzero(~known)
    free = system.matrix[:, hidden]
    target = -(system.matrix[:, np.flatnonzero(known)] @ system.counts[known])
    rows = []
    for place, cell in enumerate(hidden):
        if cell not in here:
            continue
        low, high = (_end(free, target, place, len(hidden), sign) for sign in (1.0, -1.0))
        if high - low < minimum - 1e-6:
            row, column = system.cells[int(cell)]
            rows.append({"row": row, "column": column, "low": low, "high": high})
    return pd.DataFrame(rows, columns=["row", "column", "low", "high"])


def _end(free: object, target: np.ndarray, place: int, size: int, sign: float) -> float:
    goal = np.zeros(size)
    goal[place] = sign
    solved = optimize.linprog(goal, A_eq=free, b_eq=target, bounds=(0, None), method="highs")
    return float(solved.x[place]) if solved.status == 0 else (0.0 if sign > 0 else float("inf"))
