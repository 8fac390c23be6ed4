"""One treated unit and its donors as a table of units by moments, checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.effect.series.moments import TimeAxis, read_time
from wij_impact.errors import InputError, InsufficientEvidence, suggest
from wij_impact.estimates.columns import Numbers, numbers, require, row_of, with_rows
from wij_impact.language import Text

__all__ = ["Panel", "read_panel"]

LEAST_BEFORE = 5
LEAST_DONORS = 3


@dataclass(frozen=True)
class Panel:
    """A balanced panel.

    Attributes
    ----------
    values : array, shape (1 + donors, moments)
        The treated unit first.
    units : tuple
        As they stood in the data.
    moments : tuple
        As they stood in the data, in order.
    before : int
        Moments before the start.
    keys : tuple of str
        What the caller calls the column of the unit and of the time.
    """

    values: Numbers
    units: tuple[Any, ...]
    moments: tuple[Any, ...]
    before: int
    keys: tuple[str, str]

    @property
    def donors(self) -> int:
        return len(self.units) - 1

    def without(self, rows: list[int]) -> Panel:
        """The panel less some donors (rows of `values`)."""
        kept = [row for row in range(len(self.units)) if row not in rows]
        return replace(self, values=self.values[kept], units=tuple(self.units[row] for row in kept))

    def as_if(self, row: int) -> Panel:
        """Donor `row` as the treated unit; the truly treated unit is left out, so that its effect does not leak."""
        kept = [row, *(other for other in range(1, len(self.units)) if other != row)]
        return replace(self, values=self.values[kept], units=tuple(self.units[at] for at in kept))


def read_panel(data: pd.DataFrame, outcome: str, unit: str, time: str, treated_unit: Any, start: Any) -> Panel:
    """Read, check and order; the treated unit comes first, donors in the order of their names."""
    require(data, [outcome, unit, time])
    values = numbers(data, outcome, minimum=None)
    names = _unit_names(data, unit)
    known = sorted(set(names), key=str)
    # 38 is 38.0; only when nothing equals the value, the text decides ("38" for 38).
    found = [name for name in known if name == treated_unit] or [
        name for name in known if str(name) == str(treated_unit)
    ]
    if not found:
        treated = str(treated_unit)
        near = suggest(treated, [str(name) for name in known])
        raise InputError(
            Text(nl=f"eenheid '{treated}' staat er niet in.", en=f"unit '{treated}' is not in the table."),
            remedy=Text(
                nl=f"Bedoelt u '{near}'?" if near else "Noem een eenheid uit de kolom.",
                en=f"Did you mean '{near}'?" if near else "Name a unit of the column.",
            ),
            column=unit,
        )
    axis, moments = _moments(data, time)
    units = [found[0], *(name for name in known if name != found[0])]
    table = _table(data, values, names, units, moments, (unit, time))
    before = axis.position(start, "start")
    _need_enough(before, len(moments), len(units) - 1, axis)
    return Panel(table, tuple(units), tuple(moments), before, (unit, time))


def _unit_names(data: pd.DataFrame, unit: str) -> list[Any]:
    if data[unit].isna().any():
        raise InputError(
            Text(nl="de eenheid heeft geen naam.", en="the unit has no name."),
            remedy=Text(nl="Geef elke rij een eenheid.", en="Give every row a unit."),
            row=row_of(data, int(np.argmax(data[unit].isna().to_numpy()))),
            column=unit,
        )
    return list(data[unit].tolist())


def _moments(data: pd.DataFrame, time: str) -> tuple[TimeAxis, list[Any]]:
    first = np.flatnonzero(~data[time].duplicated().to_numpy())
    axis = read_time(with_rows(data).iloc[first], time)
    return axis, [data[time].iloc[first[at]] for at in axis.order]


def _table(
    data: pd.DataFrame, values: Numbers, names: list[Any], units: list[Any], moments: list[Any], keys: tuple[str, str]
) -> Numbers:
    unit, time = keys
    line_of, column_of = ({name: at for at, name in enumerate(listed)} for listed in (units, moments))
    table = np.full((len(units), len(moments)), np.nan)
    for at, (name, moment) in enumerate(zip(names, data[time], strict=True)):
        where = line_of[name], column_of[moment]
        if not np.isnan(table[where]):
            raise InputError(
                Text(nl=f"'{name}' staat twee keer bij {moment}.", en=f"'{name}' occurs twice at {moment}."),
                remedy=Text(nl="Houd één rij per eenheid en tijdstip.", en="Keep one row per unit and moment."),
                row=row_of(data, at),
                column=f"{unit}, {time}",
            )
        table[where] = values[at]
    holes = np.argwhere(np.isnan(table))
    if len(holes):
        name, moment = units[holes[0][0]], moments[holes[0][1]]
        raise InputError(
            Text(
                nl=f"'{name}' heeft geen rij bij {moment}" + (f" ({len(holes)} gaten)." if len(holes) > 1 else "."),
                en=f"'{name}' has no row at {moment}" + (f" ({len(holes)} gaps)." if len(holes) > 1 else "."),
            ),
            remedy=Text(
                nl="Vul het gat met een waargenomen waarde, of laat de eenheid weg.",
                en="Fill the gap with an observed value, or leave the unit out.",
            ),
            column=f"{unit}, {time}",
        )
    return table


def _need_enough(before: int, moments: int, donors: int, axis: TimeAxis) -> None:
    after = moments - before
    if before < LEAST_BEFORE or after < 1:
        raise InsufficientEvidence(
            Text(
                nl=f"er liggen {max(0, min(before, moments))} tijdstippen vóór en {max(0, after)} vanaf het begin"
                f" ({axis.label(before)}).",
                en=f"there are {max(0, min(before, moments))} moments before and {max(0, after)} from the start"
                f" ({axis.label(before)}).",
            ),
            remedy=Text(
                nl=f"Nodig zijn er minstens {LEAST_BEFORE} ervoor, om de gelijkenis te toetsen, en 1 erna.",
                en=f"At least {LEAST_BEFORE} before, to test the likeness, and 1 after are needed.",
            ),
        )
    if donors < LEAST_DONORS:
        raise InsufficientEvidence(
            Text(
                nl=f"er zijn {donors} eenheden om mee te vergelijken.", en=f"there are {donors} units to compare with."
            ),
            remedy=Text(nl=f"Nodig zijn er minstens {LEAST_DONORS}.", en=f"At least {LEAST_DONORS} are needed."),
        )
