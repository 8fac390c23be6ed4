"""A column that says yes or no: 0 and 1, true and false, or the words people write."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wij_impact.catalogue.yes_no import PAIRS
from wij_impact.errors import InputError
from wij_impact.estimates.columns import Numbers, numbers, require, row_of
from wij_impact.language import Text

__all__ = ["flag_numbers", "with_flags"]


def with_flags(data: pd.DataFrame, column: str) -> pd.DataFrame:
    """The table with a column of known words as 1 and 0; any other column as it was.

    Examples
    --------
    >>> with_flags(pd.DataFrame({"t": ["Ja", "nee ", None]}), "t")["t"].tolist()
    [1.0, 0.0, nan]
    >>> with_flags(pd.DataFrame({"t": ["a", "b"]}), "t")["t"].tolist()
    ['a', 'b']
    """
    require(data, [column])
    given = data[column]
    said = {str(cell).strip().casefold() for cell in given.dropna() if isinstance(cell, str)}
    if not said or not all(isinstance(cell, str) for cell in given.dropna()):
        return data
    for yes, no in PAIRS:
        if said <= {yes, no}:
            codes = [
                {yes: 1.0, no: 0.0}[cell.strip().casefold()] if isinstance(cell, str) else np.nan for cell in given
            ]
            made = data.copy(deep=False)
            made[column] = codes
            return made
    return data


def flag_numbers(data: pd.DataFrame, column: str, remedy: Text) -> Numbers:
    """The column as 0 and 1.

    Parameters
    ----------
    data, column
        Where to read.
    remedy : Text
        What to do with a number other than 0 and 1.

    Raises
    ------
    InputError
        For any other value; of two words that nobody can tell apart it says how to choose.

    Examples
    --------
    >>> flag_numbers(pd.DataFrame({"t": ["yes", "no"]}), "t", Text(nl="", en="")).tolist()
    [1.0, 0.0]
    """
    data = with_flags(data, column)
    given = data[column]
    words = list(dict.fromkeys(cell for cell in given.dropna() if isinstance(cell, str) and _is_word(cell)))
    if len(words) == 2 and given.dropna().isin(words).all():
        one, other = sorted(words)
        raise InputError(
            Text(
                nl=f"de kolom zegt '{one}' of '{other}'; welke van de twee 1 is, staat er niet.",
                en=f"the column says '{one}' or '{other}', not which of the two is 1.",
            ),
            remedy=Text(
                nl=f"Schrijf 1 en 0 of ja en nee. Is '{other}' de 1: "
                f"data[{column!r}] = (data[{column!r}] == {other!r}).astype(int).",
                en=f"Write 1 and 0, or yes and no. If '{other}' is the 1: "
                f"data[{column!r}] = (data[{column!r}] == {other!r}).astype(int).",
            ),
            column=str(column),
        )
    values = numbers(data, column, minimum=None)
    wrong = (values != 0) & (values != 1)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(
            Text(nl=f"'{given.iloc[row]}' is geen 0 of 1.", en=f"'{given.iloc[row]}' is not 0 or 1."),
            remedy=remedy,
            row=row_of(data, row),
            column=str(column),
        )
    return values


def _is_word(cell: str) -> bool:
    return any(letter.isalpha() for letter in cell)
