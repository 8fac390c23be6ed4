"""Which row of the user's file a row of a frame is: for every sentence that names one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["row_of", "with_rows"]

_FIRST = 2  # the header is row 1, as in the user's spreadsheet


def row_of(data: pd.DataFrame | pd.Series, position: int) -> int:
    """The row of the user's file in which a row of `data` stands, for a sentence about it.

    A frame that the reader made keeps the rows of the file in its index, whatever was left out above or between (an
    index called ``row``); any other frame is counted as a spreadsheet with one row of headers counts.

    Parameters
    ----------
    data : DataFrame or Series
    position : int
        From 0.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"team": ["A", "B"]})
    >>> row_of(frame, 1), row_of(frame.set_index(pd.Index([5, 9], name="row")), 1)
    (3, 9)
    """
    if data.index.name == "row" and data.index.dtype.kind in "iu":
        return int(data.index[position])
    return int(position) + _FIRST


def with_rows(data: pd.DataFrame) -> pd.DataFrame:
    """The same frame with `row_of` each row in its index, so that a sentence stays right after sorting or choosing.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = with_rows(pd.DataFrame({"month": [2, 1]})).sort_values("month")
    >>> row_of(frame, 0)
    3
    """
    return data.set_axis([row_of(data, at) for at in range(len(data))]).rename_axis("row")
