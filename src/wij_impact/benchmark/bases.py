"""A unit without a base has no rate: it is left out, by name and with the reason, and the others are compared."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates.columns import numbers, row_of, unit_names
from wij_impact.language import Text

__all__ = ["known_rows", "with_base", "without_base"]


def without_base(data: pd.DataFrame, events: str, population: str) -> pd.Series:
    """Per row why it has no rate: ``base_empty``, ``base_zero``, or "" where it has one.

    Raises
    ------
    InputError
        For events out of a base of 0: one of the two is wrong.

    Examples
    --------
    >>> without_base(pd.DataFrame({"yes": [3, 0, 4], "asked": [9, 0, None]}), "yes", "asked").tolist()
    ['', 'base_zero', 'base_empty']
    """
    base, count = numbers(data, population, missing=True), numbers(data, events, missing=True)
    wrong = (base == 0) & (count > 0)
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(
            Text(
                nl=f"{count[first]:g} gevallen op een noemer van 0.", en=f"{count[first]:g} events out of a base of 0."
            ),
            remedy=Text(nl="Verbeter de teller of de noemer.", en="Mend the count or the base."),
            row=row_of(data, first),
            column=population,
        )
    return pd.Series(np.select([np.isnan(base), base == 0], ["base_empty", "base_zero"], ""), index=data.index)


def with_base(data: pd.DataFrame, events: str, population: str, unit: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """The rows that have a base, and for each unit that has none the reason.

    Examples
    --------
    >>> teams = pd.DataFrame({"team": ["A", "B"], "yes": [3, 0], "asked": [9, 0]})
    >>> with_base(teams, "yes", "asked", "team")[1]
    {'B': 'base_zero'}
    """
    return _split(data, unit, without_base(data, events, population))


def known_rows(data: pd.DataFrame, unit: str, estimate: str, beside: str | None) -> tuple[pd.DataFrame, dict[str, str]]:
    """The rows of units of which something is known; a unit without estimate and without what stands beside it is not.

    `beside` is the column with the standard error, or with the number behind the estimate: 0 of them is nothing known.

    Examples
    --------
    >>> teams = pd.DataFrame({"team": ["A", "B"], "grade": [7.1, None], "se": [0.2, None]})
    >>> known_rows(teams, "team", "grade", "se")[1]
    {'B': 'estimate_empty'}
    """
    value = numbers(data, estimate, minimum=None, missing=True)
    error = numbers(data, beside, missing=True) if beside else np.full(len(value), np.nan)
    nothing = np.isnan(value) & (np.isnan(error) | (error == 0))
    return _split(data, unit, pd.Series(np.where(nothing, "estimate_empty", ""), index=data.index))


def _split(data: pd.DataFrame, unit: str, why: pd.Series) -> tuple[pd.DataFrame, dict[str, str]]:
    """The rows without a reason to leave them out, each still knowing its row of the file, and the others by name."""
    gone = {name: reason for name, reason in zip(unit_names(data, unit), why, strict=True) if reason}
    kept = (why == "").to_numpy()
    if not gone:
        return data, {}
    if not kept.any():
        raise InsufficientEvidence(
            Text(nl="geen enkele eenheid heeft een noemer boven 0.", en="no unit has a base above 0.")
            if "base" in str(why.iloc[0])
            else Text(nl="van geen enkele eenheid is er een cijfer.", en="no unit has a figure."),
            remedy=Text(
                nl="Vul de cijfers in, of kies een andere kolom.", en="Fill in the figures, or take another column."
            ),
        )
    at = pd.Index([row_of(data, int(place)) for place in np.flatnonzero(kept)], name="row")
    return data[kept].set_index(at), gone
