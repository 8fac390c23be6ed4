"""One row per estimate: keys first, then the seven columns every room returns."""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence
from typing import Any

import pandas as pd

from wij_impact.errors import UsageError
from wij_impact.language import Text

RESULT_COLUMNS: tuple[str, ...] = ("estimate", "std_error", "lower", "upper", "level", "n", "method")


def check_level(level: float) -> float:
    """Return `level` when it is a fraction strictly between 0 and 1.

    Raises
    ------
    UsageError
        For 95 instead of 0.95, which would otherwise give an infinite interval.
    """
    if isinstance(level, bool) or not isinstance(level, numbers.Real) or not 0 < float(level) < 1:
        raise UsageError(
            Text(
                nl=f"level={level!r} is geen aandeel tussen 0 en 1.",
                en=f"level={level!r} is not a fraction between 0 and 1.",
            ),
            remedy=Text(nl="Schrijf level=0.95 voor een interval van 95%.", en="Write level=0.95 for a 95% interval."),
        )
    return float(level)


def as_result(rows: Sequence[dict[str, Any]], keys: Sequence[str]) -> pd.DataFrame:
    """Frame the rows in the common shape: `keys`, then `RESULT_COLUMNS`, then any extra columns.

    Parameters
    ----------
    rows : sequence of dict
        One mapping per estimate. A missing number is NaN, never 0; a missing method is an error of ours.
    keys : sequence of str
        Names of the key columns, in the order they are shown.

    Returns
    -------
    pandas.DataFrame
        One row per estimate, in the order given.

    Examples
    --------
    >>> as_result([{"year": 2023, "estimate": 0.45, "n": 35905, "method": "proportion"}], ["year"]).columns[:3]
    Index(['year', 'estimate', 'std_error'], dtype='str')
    """
    extra = [name for row in rows for name in row if name not in RESULT_COLUMNS and name not in keys]
    columns = [*keys, *RESULT_COLUMNS, *dict.fromkeys(extra)]
    frame = pd.DataFrame([{name: row.get(name, math.nan) for name in columns} for row in rows], columns=columns)
    if len(frame) and frame["method"].isna().any():
        raise UsageError("every estimate names its method.")
    return frame
