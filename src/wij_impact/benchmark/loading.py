"""Load the units of a comparison: the shipped synthetic teams, or a file of the user's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wij_impact import catalogue
from wij_impact.benchmark.layouts import Layout, recognise
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates.columns import require
from wij_impact.language import Text

__all__ = ["Units", "load_series", "load_truth", "load_units"]


@dataclass(frozen=True)
class Units:
    """The table of a comparison and what its columns mean.

    Attributes
    ----------
    data : DataFrame
        One row per unit; numbers are numbers.
    layout : Layout
    indicator, population, kind : str
        The count, its base, and ``proportion`` or ``rate``.
    features : list of str
        Context columns.
    left_out : list of str
        Names of units without a base or without a count that could be a suppressed one.
    censored_below : float or None
        For this indicator; None when an empty cell is not a small count.
    """

    data: pd.DataFrame
    layout: Layout
    indicator: str
    population: str
    kind: str
    features: list[str]
    left_out: list[str]
    censored_below: float | None

    @property
    def names(self) -> dict[str, str]:
        """Code of each unit -> the name shown."""
        codes, shown = self.data[self.layout.unit], self.data[self.layout.name]
        return dict(zip(codes.astype(str), shown.astype(str), strict=True))

    def name_of(self, unit: str) -> str:
        """The name shown for the code of a unit."""
        return self.names.get(unit, unit)

    def complete(self, columns: Sequence[str]) -> pd.DataFrame:
        """The rows without a gap in `columns`."""
        return self.data.dropna(subset=list(columns)).reset_index(drop=True)


def load_units(
    file: str | None = None,
    indicator: str = "",
    population: str = "",
    unit_column: str = "",
    kind: str = "",
    features: Sequence[str] = (),
) -> Units:
    """Read a file with one row per unit; what is not said follows from the layout of the file.

    Parameters
    ----------
    file : str, optional
        Path of a .csv or .xlsx; the shipped synthetic teams without it.
    indicator, population, unit_column : str
        The count, its base and the unit.
    kind : str
        ``proportion``, ``rate``, or empty: a rate for counts that one person can be in more than once.
    features : list of str
        Context columns for the peers.

    Raises
    ------
    InputError
        For a file, column or number that is not there; the sentence names file, row and column.

    Examples
    --------
    >>> units = load_units()
    >>> len(units.data), units.indicator, units.layout.synthetic
    (40, 'goals_reached', True)
    """
    text = _read(file)
    layout = recognise(text, unit_column)
    count = indicator or layout.indicator
    base = population or layout.population(count)
    _ask(count, "indicator", text)
    _ask(base, "population", text)
    chosen = list(features) or [name for name in layout.features if name in text.columns]
    require(text, [count, base, *chosen])
    wanted = dict.fromkeys([count, base, *chosen, *layout.inputs, *layout.outputs])
    data = text[list(dict.fromkeys([layout.unit, layout.name]))].copy()
    for column in wanted:
        if column in text.columns:
            data[column] = _as_numbers(text, column, file)
    censored = layout.censored_below if count.startswith(layout.censored or ("\0",)) else None
    gap = data[base].isna() | (data[count].isna() if censored is None else False)
    shape = kind or ("rate" if count in layout.rates else "proportion")
    left_out = data.loc[gap, layout.name].astype(str).tolist()
    kept = data[~gap].reset_index(drop=True)
    return Units(kept, layout, count, base, shape, chosen, left_out, censored)


def load_truth(indicator: str) -> pd.Series:
    """True value per synthetic team, for an indicator of the shipped set."""
    truth = catalogue.load_table("benchmark_truth").set_index("team")
    return truth[indicator].astype(float)


def _read(file: str | None) -> pd.DataFrame:
    if file:
        return catalogue.read_table(catalogue.find_file(file))
    return catalogue.load_table("benchmark_teams")


def _ask(column: str, parameter: str, data: pd.DataFrame) -> None:
    if column and column in data.columns:
        return
    near = suggest(column, [str(name) for name in data.columns]) if column else None
    raise UsageError(
        Text(nl=f"{parameter}={column!r} is geen kolom.", en=f"{parameter}={column!r} is not a column."),
        remedy=Text(
            nl=f"Bedoelde je '{near}'?" if near else f"Geef -p {parameter}=KOLOM.",
            en=f"Did you mean '{near}'?" if near else f"Give -p {parameter}=COLUMN.",
        ),
    )


def _as_numbers(text: pd.DataFrame, column: str, file: str | None) -> pd.Series:
    given = text[column]
    if pd.api.types.is_numeric_dtype(given):
        return given.astype(float)
    plain = given.str.strip()
    decimal = plain.str.replace(",", ".", regex=False) if not plain.str.contains(".", regex=False).any() else plain
    values = pd.to_numeric(decimal, errors="coerce").astype(float)
    wrong = values.isna() & given.notna()
    if wrong.any():
        at = int(wrong.to_numpy().argmax())
        raise InputError(
            Text(nl=f"'{given.iloc[at]}' is geen getal.", en=f"'{given.iloc[at]}' is not a number."),
            remedy=Text(nl="Schrijf 12,5 of 12.5.", en="Write 12,5 or 12.5."),
            file=Path(file).name if file else "",
            row=int(given.index[at]),
            column=column,
        )
    return values.reset_index(drop=True).set_axis(text.index)


def load_series(file: str, value: str, time: str, denominator: str = "") -> pd.DataFrame:
    """Read a series of the user's own for a control chart: a moment, a count and perhaps a base per row.

    Raises
    ------
    InputError
        For a column that is missing or a value that is not a number.
    """
    text = catalogue.read_table(catalogue.find_file(file))
    columns = [value, *([denominator] if denominator else [])]
    require(text, [time, *columns])
    return text[[time]].assign(**{column: _as_numbers(text, column, file) for column in columns})
