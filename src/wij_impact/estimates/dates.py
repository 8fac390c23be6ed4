"""A column of dates as whole days, and one day that a caller gives."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.errors import InputError, UsageError
from wij_impact.estimates.columns import require, row_of
from wij_impact.language import Text

__all__ = ["Days", "days_of", "one_day"]

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
            row=row_of(data, first),
            column=column,
        )
    return read.to_numpy().astype("datetime64[D]")


def one_day(value: Any, name: str = "until") -> np.datetime64:
    """The day that a caller gives as the argument `name`.

    Parameters
    ----------
    value : date, datetime, Timestamp, datetime64 or str
        Text is year, month and day (``2024-12-31``), with or without a time behind it. Another order is refused:
        ``01-02-2024`` is February for one reader and January for the next.

    Raises
    ------
    UsageError
        For anything that is not one day, None among them.

    Examples
    --------
    >>> str(one_day("2024-12-31")), str(one_day(pd.Timestamp("2024-12-31 13:00")))
    ('2024-12-31', '2024-12-31')
    >>> one_day("01-02-2024")
    Traceback (most recent call last):
    ...
    wij_impact.errors.UsageError: until='01-02-2024' is not a date. Write a date as 2024-12-31.
    """
    given = value
    if isinstance(given, str):
        given = given.strip() if re.fullmatch(r"\d{4}-\d{2}-\d{2}([T ].*)?", given.strip()) else None
    elif not isinstance(given, dt.date | np.datetime64):  # a datetime and a Timestamp are dates too
        given = None
    try:
        day = pd.NaT if given is None else pd.Timestamp(given)
    except ValueError:
        day = pd.NaT
    if pd.isna(day):
        raise UsageError(
            Text(nl=f"{name}={value!r} is geen datum.", en=f"{name}={value!r} is not a date."),
            remedy=Text(nl="Schrijf een datum als 2024-12-31.", en="Write a date as 2024-12-31."),
        )
    return np.datetime64(day.tz_localize(None) if day.tzinfo else day, "D")
