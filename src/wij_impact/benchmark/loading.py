"""Load the units of a comparison: the shipped municipalities or made-up teams, or a file of the user's own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from wij_impact import catalogue
from wij_impact.benchmark.bases import without_base
from wij_impact.benchmark.cbs import is_cbs, load_cbs
from wij_impact.benchmark.funnel import KINDS
from wij_impact.benchmark.layouts import Layout, recognise
from wij_impact.benchmark.records import count_units
from wij_impact.benchmark.small_counts import MINIMUM, hide_small
from wij_impact.errors import InputError, InsufficientEvidence, UsageError, suggest
from wij_impact.estimates.columns import choose
from wij_impact.estimates.results import Result
from wij_impact.language import Text

#: Units that each term of an adjustment takes, as `case_mix` asks.
_ROWS_PER_TERM = 5
#: Units that a comparison takes, as `compare` asks.
_FEWEST = 3
#: Names that the moment of a series goes by where a file does not call it `month`, and `month` was not chosen.
_MOMENTS = ("maand", "kwartaal", "week", "periode", "datum", "moment", "quarter", "period", "date")

__all__ = ["Units", "is_series", "load_series", "load_truth", "load_units"]


@dataclass(frozen=True, repr=False)
class Units(Result):
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
        Names of units without a base or a count, and of those that are about too few people.
    censored_below : float or None
        For this indicator; None when an empty cell is not a small count. Counts of a file of the user's own that are
        too small to show (`hide_small`) are empty cells too.
    reading : Reading or None
        What was read of the user's file; None for a shipped table.
    empty : dict
        Code and name of each unit left out -> the column that is empty for it; "" when it is about too few people.
    year : int or float
        Year of a shipped table that tells it, or of a file of Statistics Netherlands; else NaN.
    base_year : int or float
        Year of a base that was joined to the file; NaN where the file has its own.
    worked_back : bool
        Whether the counts are worked back from percentages.
    zero : tuple of str
        Code and name of each unit left out as its base is 0.
    """

    data: pd.DataFrame
    layout: Layout
    indicator: str
    population: str
    kind: str
    features: list[str]
    left_out: list[str]
    censored_below: float | None
    reading: catalogue.Reading | None = None
    empty: dict[str, str] = field(default_factory=dict)
    year: float = math.nan
    base_year: float = math.nan
    worked_back: bool = False
    zero: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """Code of each unit -> the name shown."""
        codes, shown = self.data[self.layout.unit], self.data[self.layout.name]
        return dict(zip(codes.astype(str), shown.astype(str), strict=True))

    def left_out_for(self, why: Literal["zero", "few", "empty"]) -> list[str]:
        """Names of the units that are left out for one reason: a base of 0, too few people, or an empty cell."""
        reasons = {
            name: "zero" if name in self.zero else "empty" if self.empty.get(name) else "few" for name in self.left_out
        }
        return [name for name in self.left_out if reasons[name] == why]

    @property
    def sources(self) -> tuple[str, ...]:
        """Where count and base come from; empty for a file of the user's own."""
        return () if self.reading else self.layout.sources_of(self.indicator, self.population)

    def name_of(self, unit: str) -> str:
        """The name shown for the code of a unit."""
        return self.names.get(unit, unit)

    def complete(self, columns: Sequence[str]) -> pd.DataFrame:
        """The rows without a gap in `columns`."""
        return self.data.dropna(subset=list(columns)).reset_index(drop=True)

    def _headline(self) -> str:
        out = f", {len(self.left_out)} left out" if self.left_out else ""
        return f"{len(self.data)} units{out}; {self.indicator} over {self.population or 'itself'} as {self.kind}"

    def tidy(self) -> pd.DataFrame:
        """The table, one row per unit."""
        return self.data


def load_units(
    file: str | None = None,
    indicator: str = "",
    population: str = "",
    unit_column: str = "",
    kind: str = "",
    features: Sequence[str] = (),
    columns: str = "",
    table: str = "municipalities_2021",
    records: str | None = None,
) -> Units:
    """Read a file with one row per unit; what is not said follows from the layout of the file.

    Parameters
    ----------
    file : str, optional
        A file that `catalogue.read_own` takes; a shipped table without it.
    indicator, population, unit_column : str
        The count, its base and the unit.
    kind : str
        ``proportion``, ``rate``, or empty: a rate for counts that one person can be in more than once.
    features : list of str
        Context columns for the peers.
    columns : str
        A mapping file: our names of the columns and the headers of the file.
    table : str
        The shipped table: ``municipalities_2021``, or ``benchmark_teams``, which is made up.
    records : str, optional
        Instead of a file: a register with one row per record, counted per unit (`count_units`).

    Raises
    ------
    InputError
        For a file, column or number that is not there; the sentence names file, row and column.

    Examples
    --------
    >>> units = load_units()
    >>> len(units.data), units.indicator, units.population
    (352, 'youthcare_youths', 'pop_0_22_est')
    """
    if kind:
        choose(kind, KINDS, "kind")
    if records:
        try:
            return _units_of_records(records, unit_column or "reporter", indicator, columns)
        except InputError as error:
            if unit_column or error.column != "reporter":
                raise
            raise InputError(
                Text(nl="welke kolom noemt de eenheid?", en="which column names the unit?"),
                remedy=Text(
                    nl="Geef -p unit_column=KOLOM, zoals team of soort vraag.",
                    en="Give -p unit_column=COLUMN, such as team or question type.",
                ),
                file=error.file,
            ) from None
    if file and not population and not unit_column and is_cbs(catalogue.headers_of(file, ("Perioden",))):
        return _units_of_cbs(file, indicator, features, columns)
    year = math.nan
    choice = _Choice(indicator, population, unit_column, kind, tuple(features))
    if file:
        headers: list[str] = []

        def needs(names: list[str]) -> list[catalogue.Need]:
            headers.extend(names)
            return choice.needs(names)

        asked = [name for name in (indicator, population, unit_column, *features) if name]
        data, reading = catalogue.read_own(file, needs, columns or None, known=asked)
        layout, count, base, chosen = choice.settle(headers)
        none = _no_base(data, count, base, file)
        data = data.reset_index(drop=True)
    else:
        data, reading = catalogue.load_table(table), None
        year = int(data["year"].max()) if "year" in data else math.nan
        if {"pop_15_24", "population"} <= set(data.columns):
            data = data.assign(share_15_24=data["pop_15_24"] / data["population"])
        layout, count, base, chosen = choice.settle(list(data.columns))
        wanted = [layout.unit, layout.name, count, base, *chosen, *layout.inputs, *layout.outputs]
        data = data[[name for name in dict.fromkeys(wanted) if name in data.columns]].copy()
        numeric = [name for name in data.columns if name not in (layout.unit, layout.name)]
        data = data.astype(dict.fromkeys(numeric, "float64"))
        none = pd.Series(False, index=data.index)
    censored = layout.censored_below if count.startswith(layout.censored or ("\0",)) else None
    gap = data[base].isna() | none | (data[count].isna() if censored is None else False)
    shape = kind or ("rate" if count in layout.rates else "proportion")
    few = pd.Series(False, index=data.index)
    # What a statistics office published went through its own control, and is rounded by it.
    if file and layout.censored_below is None:
        shown, few = hide_small(data[count].astype(float), data[base].astype(float), shape)
        few &= ~none
        if (shown.isna() & ~gap & ~few).any():
            censored = float(MINIMUM)
            if count in (*layout.inputs, *layout.outputs):
                layout = replace(layout, inputs=(), outputs=())
        data, gap = data.assign(**{count: shown.where(~few)}), gap | few
    left_out = data.loc[gap, layout.name].astype(str).tolist()
    kept = data[~gap].reset_index(drop=True)
    kept.attrs["reading"] = reading
    if file and left_out and len(kept) < _FEWEST:
        raise _too_few(len(kept), int(few.sum()), int((gap & ~few).sum()))
    bare = set(data.index[none])
    about_few = {str(name) for column in (layout.unit, layout.name) for name in data.loc[few, column]}
    empty = {
        str(row[column]): "" if str(row[column]) in about_few else base if pd.isna(row[base]) or at in bare else count
        for at, row in data[gap].iterrows()
        for column in (layout.unit, layout.name)
    }
    zero = tuple(str(name) for column in (layout.unit, layout.name) for name in data.loc[none, column])
    return Units(kept, layout, count, base, shape, chosen, left_out, censored, reading, empty, year, zero=zero)


def _no_base(data: pd.DataFrame, count: str, base: str, file: str) -> pd.Series:
    """Which rows of a file have a base of 0, by position; events out of nobody are refused with their row."""
    try:
        return without_base(data, count, base).eq("base_zero").reset_index(drop=True)
    except InputError as error:
        raise InputError(
            error.message, remedy=error.remedy, file=Path(file).name, row=error.row, column=error.column
        ) from None


def _units_of_records(records: str, unit: str, indicator: str, columns: str) -> Units:
    data, count, small = count_units(records, unit, indicator, columns)
    layout = Layout(unit, unit, "units", count, {})
    hidden = float(MINIMUM) if data[count].isna().any() else None
    empty, reading = dict.fromkeys(small, ""), data.attrs["reading"]
    return Units(data, layout, count, "records", "proportion", [], small, hidden, reading, empty)


def _units_of_cbs(file: str, indicator: str, features: Sequence[str], columns: str) -> Units:
    found = load_cbs(file, indicator, columns)
    data, layout, count, base = found.data, found.layout, found.count, found.base
    censored = layout.censored_below
    gap = data[base].isna() | (data[count].isna() if censored is None else False)
    empty = {
        str(row[column]): base if pd.isna(row[base]) else count
        for _, row in data[gap].iterrows()
        for column in (layout.unit, layout.name)
    }
    kept = data[~gap].reset_index(drop=True)
    chosen = list(features) or list(layout.features)
    if not features and len(kept) < _ROWS_PER_TERM * (len(chosen) + 1):
        chosen = []  # an excerpt: too few municipalities to adjust for context
    return Units(
        kept, layout, count, base, "proportion", chosen, data.loc[gap, layout.name].astype(str).tolist(), censored,
        found.reading, empty, found.year, found.base_year, found.worked_back,
    )  # fmt: skip


@dataclass(frozen=True)
class _Choice:
    """What the user asked for, and what follows from the columns of the file."""

    indicator: str
    population: str
    unit_column: str
    kind: str
    features: tuple[str, ...]

    def settle(self, names: list[str]) -> tuple[Layout, str, str, list[str]]:
        """Layout, count, base and features."""
        header = pd.DataFrame(columns=names)
        try:
            layout = recognise(header, self.unit_column)
        except InputError as error:
            # All that is not said is asked for at once.
            said = {"unit_column": "", "indicator": self.indicator, "population": self.population}
            nl, en = (" ".join(f"-p {k}={word}" for k, v in said.items() if not v) for word in ("KOLOM", "COLUMN"))
            listed = ", ".join(names[:8])
            remedy = Text(nl=f"Geef {nl} (kolommen: {listed}).", en=f"Give {en} (columns: {listed}).")
            raise InputError(error.message, remedy=remedy, file=error.file) from None
        count = self.indicator or layout.indicator
        base = self.population or layout.population(count)
        _ask(count, "indicator", header)
        _ask(base, "population", header)
        chosen = list(self.features) or [name for name in layout.features if name in names]
        for name in chosen:
            _ask(name, "features", header)
        return layout, count, base, chosen

    def needs(self, names: list[str]) -> list[catalogue.Need]:
        """The columns to read, and what can stand in them."""
        layout, count, base, chosen = self.settle(names)
        shape = self.kind or ("rate" if count in layout.rates else "proportion")
        people = shape == "proportion" or catalogue.counts_people(base)
        found = [
            catalogue.Need(layout.unit, "unit", "text"),
            catalogue.Need(count, "count", whole=True, minimum=0),
            catalogue.Need(base, "base", whole=True if people and shape != "ratio" else None, minimum=0),
        ]
        found += [catalogue.Need(layout.name, "text", "text")] if layout.name != layout.unit else []
        for name in dict.fromkeys([*chosen, *layout.inputs, *layout.outputs]):
            if name in names and name not in (count, base):
                found.append(catalogue.Need(name))
        return found


def _too_few(left: int, hidden: int, empty: int) -> InsufficientEvidence:
    """Too few units to compare, where others are in the file: why those are not used is part of the answer."""
    nl = [f"{hidden} over te weinig mensen"] * (hidden > 0) + [f"{empty} zonder getal"] * (empty > 0)
    en = [f"{hidden} about too few people"] * (hidden > 0) + [f"{empty} without a number"] * (empty > 0)
    return InsufficientEvidence(
        Text(
            nl=f"een vergelijking vraagt minstens {_FEWEST} eenheden; te gebruiken: {left}. Weggelaten: "
            f"{', '.join(nl)}.",
            en=f"a comparison needs at least {_FEWEST} units; to be used: {left}. Left out: {', '.join(en)}.",
        ),
        remedy=Text(
            nl="Neem een langere periode of voeg kleine eenheden samen, of toon de cijfers zonder vergelijking.",
            en="Take a longer period or join small units, or show the figures without a comparison.",
        ),
    )


def load_truth(indicator: str) -> pd.Series:
    """True value per synthetic team, for an indicator of the shipped set."""
    truth = catalogue.load_table("benchmark_truth").set_index("team")
    return truth[indicator].astype(float)


def _ask(column: str, parameter: str, data: pd.DataFrame) -> None:
    if column and column in data.columns:
        return
    near = suggest(column, [str(name) for name in data.columns]) if column else None
    raise UsageError(
        Text(nl=f"{parameter}={column!r} is geen kolom.", en=f"{parameter}={column!r} is not a column."),
        remedy=Text(
            nl=f"Bedoelt u '{near}'?" if near else f"Geef -p {parameter}=KOLOM.",
            en=f"Did you mean '{near}'?" if near else f"Give -p {parameter}=COLUMN.",
        ),
    )


def is_series(names: Sequence[str]) -> bool:
    """Whether a file with these headers is a series: a moment, and one other column.

    Examples
    --------
    >>> is_series(["Maand", "Klachten"]), is_series(["Team", "Klachten"])
    (True, False)
    """
    called = [name for name in names if name.strip().casefold() in ("month", *_MOMENTS)]
    return len(called) == 1 and len(names) == 2


def load_series(file: str, value: str, time: str, denominator: str = "", columns: str = "") -> pd.DataFrame:
    """Read a series of the user's own for a control chart: a moment, a count and perhaps a base per row.

    Returns
    -------
    DataFrame
        In order of time; moments are years, or text in real order (``2022-03``). ``attrs["reading"]`` says what was
        read, converted and left out.

    Raises
    ------
    InputError
        For a column that is missing, a value that is not a number or a moment that is none.
    """
    called = _MOMENTS if time == "month" else ()

    def needs(names: list[str]) -> list[catalogue.Need]:
        told = [name for name in names if name not in (time, denominator) and name.strip().casefold() not in called]
        # The one column that is left is the value; of several the user says which.
        only = tuple(told) if len(told) == 1 else ()
        listed = ", ".join(told)
        found = [
            catalogue.Need(time, "moment", "moment", ordered=True, aliases=called,
                           label=Text(nl="of geef -p time=KOLOM", en="or give -p time=COLUMN")),
            # With a base the value is a count; without one it can be anything.
            catalogue.Need(value, "count" if denominator else "value", whole=True if denominator else None,
                           aliases=only if value == "value" else (),
                           label=Text(nl=f"of geef -p value=KOLOM: {listed}", en=f"or give -p value=COLUMN: {listed}")),
        ]  # fmt: skip
        if denominator:
            people = catalogue.counts_people(denominator)
            found.append(catalogue.Need(denominator, "base", whole=True if people else None, minimum=0))
        return found

    known = [name for name in (time, value, denominator, *called) if name]
    return catalogue.read_own(file, needs, columns or None, known=known)[0]
