"""What a unit meets: columns made comparable, and what the unit makes itself refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, UsageError
from wij_impact.estimates.columns import Numbers, numbers
from wij_impact.language import Text

__all__ = ["DRIVEN_BY_EFFORT", "Refusals", "standardised"]

#: What effort itself drives: outreach brings questions in, so these say where effort is, not where need is.
DRIVEN_BY_EFFORT = ("questions", "open_cases", "clients", "reports")


@dataclass(frozen=True)
class Refusals:
    """What one question says of columns it cannot use, each with how to mend it.

    Parameters
    ----------
    none, own, same : tuple of Text
        No column at all; a column that the unit makes itself (its name stands before the sentence); one that is the
        same everywhere.
    """

    none: tuple[Text, Text]
    own: tuple[Text, Text]
    same: tuple[Text, Text]


def standardised(data: pd.DataFrame, columns: Sequence[str], said: Refusals) -> Numbers:
    """Each column with mean 0 and spread 1, one column each; what cannot serve is refused in the words of `said`.

    Examples
    --------
    >>> said = Refusals(*[(Text(nl="", en=""), Text(nl="", en=""))] * 3)
    >>> standardised(pd.DataFrame({"poor": [1.0, 2, 3]}), ["poor"], said).round(3).ravel().tolist()
    [-1.225, 0.0, 1.225]
    """
    if not columns:
        raise UsageError(said.none[0], remedy=said.none[1])
    made = []
    for column in columns:
        if column in DRIVEN_BY_EFFORT:
            what, mend = said.own
            raise UsageError(Text(nl=f"'{column}' {what.nl}", en=f"'{column}' {what.en}"), remedy=mend)
        values = numbers(data, column, minimum=None)
        centred = values - values.mean()
        # Equal up to rounding is equal: 0.1 + 0.2 beside 0.3 is no difference to be made large.
        if np.abs(centred).max() <= 1e-12 * np.abs(values).max():
            raise InputError(said.same[0], remedy=said.same[1], column=column)
        made.append(centred / values.std())
    return np.column_stack(made)
