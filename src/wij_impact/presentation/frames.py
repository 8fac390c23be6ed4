"""A table of a report back as a data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wij_impact.presentation.blocks import Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["table_frame"]


def table_frame(table: Table) -> pd.DataFrame:
    """The table as a data frame with its unrounded values, one column per `Column.name`.

    Parameters
    ----------
    table : Table
        A block as `Report.table` makes it.

    Returns
    -------
    pandas.DataFrame
        A row per row of the table; what is missing is None.
    """
    import pandas as pd

    return pd.DataFrame([list(row) for row in table.rows], columns=[column.name for column in table.columns])
