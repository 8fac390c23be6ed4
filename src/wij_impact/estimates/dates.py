"""A column of dates as whole days."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.errors import InputError
from wij_impact.estimates.columns import FIRST_ROW, require
from wij_impact.language import Text

__all__ = ["Days", "days_of"]

Days = npt.NDArray[np.datetime64]


def days_of(data: pd.DataFrame, column: str) -> Days:
    """Dates as days, NaT where the cell is empty; what is no date is an error with its row.

    Examples
    --------
    >>> days_of(pd.DataFrame({"due": ["2024-03-01", None]}), "due").astype(str).tolist()
    ['2024-03-01', 'NaT']
    """
    require(data, column)
    given = data[column]
    if pd.api.types.is_datetime64_any_dtype(given):
        return given.to_numpy().astype("datetime64[D]")
    text = given.where(given.notna() & (given.astype(str).str.strip() != ""), None)
    read = pd.to_datetime(text, errors="coerce", format="ISO8601")
    wrong = (read.isna() & text.notna()).to_numpy()
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(
            Text(nl=f"'{given.iloc[first]}' is geen datum.", en=f"'{given.iloc[first]}' is not a date."),
            remedy=Text(nl="Schrijf een datum als 2024-03-01.", en="Write a date as 2024-03-01."),
            row=first + FIRST_ROW,
            column=column,
        )
    return read.to_numpy().astype("datetime64[D]")
