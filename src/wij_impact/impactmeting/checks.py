"""Checks of a caller's frame that every function of this room shares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from wij_impact.catalogue.own.numbers import number_problem, read_numbers
from wij_impact.catalogue.row_numbers import row_of
from wij_impact.errors import InputError, suggest
from wij_impact.estimates.columns import require_frame, require_single_cells
from wij_impact.language import Text

__all__ = ["as_list", "first_row", "numeric_column", "require_columns"]


def as_list(names: str | Sequence[str] | None) -> list[str]:
    """A name, a list of names or None as a list."""
    if names is None:
        return []
    return [names] if isinstance(names, str) else list(names)


def first_row(frame: pd.DataFrame, bad: np.ndarray) -> int:
    """The row of the user's file of the first True."""
    return row_of(frame, int(np.flatnonzero(bad)[0]))


def require_columns(frame: pd.DataFrame, names: Sequence[str]) -> None:
    """Raise `InputError` for the first of `names` that is not a column of `frame`."""
    require_frame(frame)
    for name in names:
        if name in frame.columns:
            if list(frame.columns).count(name) > 1:
                raise InputError(
                    Text(nl=f"kolom '{name}' staat er meer dan eens in.", en=f"column '{name}' occurs more than once."),
                    remedy=Text(nl="Geef elke kolom een eigen naam.", en="Give every column a name of its own."),
                    column=str(name),
                )
            require_single_cells(frame, name)
            continue
        near = suggest(str(name), [str(column) for column in frame.columns])
        hint = Text(nl=f"Bedoelt u '{near}'?", en=f"Did you mean '{near}'?") if near else Text(nl="", en="")
        raise InputError(
            Text(nl=f"er is geen kolom '{name}'.", en=f"there is no column '{name}'."), remedy=hint, column=str(name)
        )


def numeric_column(frame: pd.DataFrame, name: str) -> np.ndarray:
    """The column as floats with NaN for missing.

    Raises
    ------
    InputError
        When a filled cell is not a finite number.
    """
    require_columns(frame, [name])
    column = frame[name]
    if pd.api.types.is_bool_dtype(column) or pd.api.types.is_numeric_dtype(column):
        values = column.to_numpy(dtype=float, na_value=np.nan)
        if np.isinf(values).any():
            raise InputError(
                Text(nl="dit getal is oneindig.", en="this number is infinite."),
                remedy=Text(
                    nl="Herstel de berekening (delen door nul?), of laat de cel leeg als er geen antwoord is.",
                    en="Mend the calculation (a division by zero?), or leave the cell empty without an answer.",
                ),
                row=first_row(frame, np.isinf(values)),
                column=name,
            )
        return values
    cells = [None if gone else cell for cell, gone in zip(column, column.isna(), strict=True)]
    read = read_numbers(cells)
    for position, rule, cell in read.faults:
        if rule != "not-a-number":
            raise number_problem(rule, cell, "", row_of(frame, position), name).as_error()
    numbers = np.array(read.values, dtype=float)
    bad = np.zeros(len(numbers), dtype=bool)
    bad[[position for position, _, _ in read.faults]] = True
    if bad.any():
        found = column.iloc[int(np.flatnonzero(bad)[0])]
        raise InputError(
            Text(nl=f"'{found}' is geen getal.", en=f"'{found}' is not a number."),
            remedy=Text(
                nl="Vul een getal in, of gebruik proportion() voor een antwoord in woorden.",
                en="Fill in a number, or use proportion() for an answer in words.",
            ),
            row=first_row(frame, bad),
            column=name,
        )
    return numbers
