"""Were the groups already drifting apart before the start, and would this test have seen it?"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from wij_impact.effect.panels.panel import Panel
from wij_impact.effect.roll_out.aggregation import Sum
from wij_impact.effect.roll_out.group_time import Cells
from wij_impact.estimates import as_result

__all__ = ["pretrend_tests"]

Numbers = npt.NDArray[np.float64]
POWER = 0.8


def pretrend_tests(panel: Panel, cells: Cells, dynamic: pd.DataFrame, simple: Sum, level: float) -> pd.DataFrame:
    """Two tests of the periods before the start, and the drift that they would miss.

    Returns
    -------
    DataFrame
        First row ``largest``: the largest t of the event times before the start, Bonferroni, which holds with few
        units. Row ``wald``: all cells before the start at once, chi-square (R's `did`); with 14 to 20 units it rejects
        a true null in half of the cases, so it is there to compare with R and not to decide. `detectable_slope` is
        the steady drift per period that the former sees in 80% of cases, `implied_bias` what such a drift would do to
        the overall effect.

    Notes
    -----
    The power question is Roth's (2022): a test that would not have seen a drift as large as the effect says little.
    """
    rows: list[dict[str, Any]] = []
    before = dynamic[(dynamic["aggregation"] == "event_time") & (dynamic["event_time"] < 0)]
    before = before[np.isfinite(before["lower"]) & (before["corrected_error"] > 0)]
    if len(before):
        rows.append(_largest(panel, cells, before, simple, level))
    return as_result([row for row in (*rows, _wald(panel, cells, level)) if row], ["test"])


def _wald(panel: Panel, cells: Cells, level: float) -> dict[str, Any]:
    early = ~cells.after
    size = int(early.sum())
    if size == 0:
        return {}
    n = len(panel.cohort)
    spread = cells.influence[:, early].T @ cells.influence[:, early] / n
    effect = cells.att[early]
    said = f"Wald test of {size} effects before the start, chi-square"
    row = {
        "test": "wald",
        "level": level,
        "n": n,
        "df": size,
        "method": said,
    }
    if np.linalg.matrix_rank(spread, hermitian=True) < size:
        return row | {"method": said + ": not possible, more effects than the units can tell apart"}
    wald = float(n * effect @ np.linalg.solve(spread, effect))
    return row | {"estimate": wald, "p_value": float(stats.chi2.sf(wald, size))}


def _largest(panel: Panel, cells: Cells, before: pd.DataFrame, simple: Sum, level: float) -> dict[str, Any]:
    count = len(before)
    t = (before["estimate"].abs() / before["corrected_error"]).to_numpy()
    df, error = before["df"].to_numpy(), before["corrected_error"].to_numpy()
    single = 2 * stats.t.sf(t, df)
    critical = stats.t.isf((1 - level) / 2 / count, df)
    # A steady drift moves each of these effects by as much as the periods it spans; they compare neighbouring periods.
    step = np.array([_step(cells, e) for e in before["event_time"]])
    slope = float(np.min((critical + stats.t.ppf(POWER, df)) * error / step))
    reach = cells.time - cells.base
    drift = float(np.sum(simple.weights * reach))
    return {
        "test": "largest", "estimate": float(t.max()), "level": level, "n": len(panel.cohort), "df": float(df.min()),
        "p_value": float(min(1.0, count * single.min())), "detectable_slope": slope, "implied_bias": slope * drift,
        "method": f"largest t of {count} event times before the start, Bonferroni",
    }  # fmt: skip


def _step(cells: Cells, event_time: float) -> float:
    chosen = (cells.time - cells.group) == event_time
    return float(np.abs(cells.time - cells.base)[chosen].mean())
