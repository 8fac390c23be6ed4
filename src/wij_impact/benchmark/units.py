"""The one unit that a report is about, and its row in a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from wij_impact.errors import InsufficientEvidence, UsageError, suggest
from wij_impact.estimates.columns import require_frame
from wij_impact.language import Text

__all__ = ["choose_unit", "unit_row"]


def choose_unit(units: pd.Series, asked: str, empty: Mapping[str, str] | None = None, zero: Sequence[str] = ()) -> str:
    """The unit asked for; the first when none is.

    Parameters
    ----------
    units : Series
        The units that take part.
    asked : str
        Code of the unit; empty for the first.
    empty : mapping, optional
        Units of the file that do not take part -> the column that is empty for them, or ""
        (`Units.empty`).
    zero : sequence of str
        Those of them whose base is 0 (`Units.zero`).

    Raises
    ------
    UsageError
        For a unit that the file does not have, or that is left out of the comparison; the sentence says which.
    InsufficientEvidence
        When no unit takes part.
    """
    known = [str(name) for name in units]
    if not known:
        raise InsufficientEvidence(
            Text(
                nl="geen enkele eenheid doet mee: elke rij is leeg, een totaal, of gaat over te weinig mensen.",
                en="no unit takes part: every row is empty, a total, or about too few people.",
            ),
            remedy=Text(
                nl="Kies een andere teller of noemer, of neem een langere periode.",
                en="Choose another count or base, or take a longer period.",
            ),
        )
    if not asked:
        return known[0]
    if asked not in known and asked in (empty or {}):
        column = (empty or {})[asked]
        if not column:
            raise UsageError(
                Text(
                    nl=f"eenheid '{asked}' doet niet mee: zij gaat over te weinig mensen om te tonen.",
                    en=f"unit '{asked}' is left out: it is about too few people to be shown.",
                ),
                remedy=Text(
                    nl="Kies een andere eenheid, of neem een langere periode.",
                    en="Choose another unit, or take a longer period.",
                ),
            )
        if asked in zero:
            raise UsageError(
                Text(
                    nl=f"eenheid '{asked}' staat in het bestand, maar doet niet mee: kolom '{column}' is voor haar 0.",
                    en=f"unit '{asked}' is in the file but is left out: column '{column}' is 0 for it.",
                ),
                remedy=Text(
                    nl="Uit een noemer van 0 volgt geen cijfer. Kies een andere noemer of een andere eenheid.",
                    en="A base of 0 gives no figure. Choose another base, or another unit.",
                ),
            )
        raise UsageError(
            Text(
                nl=f"eenheid '{asked}' staat in het bestand, maar doet niet mee: kolom '{column}' is voor haar leeg.",
                en=f"unit '{asked}' is in the file but is left out: column '{column}' is empty for it.",
            ),
            remedy=Text(
                nl="Vul die cel in, of kies een andere teller of noemer.",
                en="Fill in that cell, or choose another count or base.",
            ),
        )
    if asked not in known:
        near = suggest(asked, known)
        raise UsageError(
            Text(nl=f"eenheid '{asked}' staat niet in de gegevens.", en=f"unit '{asked}' is not in the data."),
            remedy=Text(
                nl=f"Bedoelt u '{near}'?" if near else f"Kies bijvoorbeeld {known[0]}.",
                en=f"Did you mean '{near}'?" if near else f"Choose for example {known[0]}.",
            ),
        )
    return asked


def unit_row(frame: pd.DataFrame, unit: str) -> pd.Series:
    """The row of one unit of a result whose first column is the unit."""
    require_frame(frame)
    found = frame[frame.iloc[:, 0] == unit] if len(frame.columns) else frame
    if len(found) == 0:
        raise UsageError(
            Text(nl=f"eenheid '{unit}' staat niet in het resultaat.", en=f"unit '{unit}' is not in the result."),
            remedy=Text(nl="Kies een eenheid uit de eerste kolom.", en="Choose a unit of the first column."),
        )
    return found.iloc[0]
