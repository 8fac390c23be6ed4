"""Load a panel for a staggered start: the shipped synthetic practices, or a file of the user's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from wij_impact import catalogue
from wij_impact.effect.panels.panel import adoption
from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates.columns import numbers, require, with_rows
from wij_impact.estimates.results import Result
from wij_impact.language import Text

__all__ = ["PanelData", "load_panel", "load_panel_truth"]

OWN = {
    "outcome": "referrals",
    "population": "young_patients",
    "unit": "practice",
    "time": "year",
    "first": "first_year",
}


@dataclass(frozen=True, repr=False)
class PanelData(Result):
    """A panel and what its columns mean.

    Attributes
    ----------
    data : DataFrame
        As handed in, with numbers as numbers; `outcome` holds the rate when a population was named.
    outcome, unit, time, first : str
        Columns for `staggered`.
    covariates : list of str
    label : Text
        What the outcome is, in words.
    synthetic : bool
        Whether these are the made-up practices.
    file : str
        Name of the user's file; empty for the shipped practices.
    """

    data: pd.DataFrame
    outcome: str
    unit: str
    time: str
    first: str
    covariates: list[str]
    label: Text
    synthetic: bool
    file: str = ""
    reading: catalogue.Reading | None = None

    def _headline(self) -> str:
        units, times = self.data[self.unit].nunique(), self.data[self.time].nunique()
        made_up = " (made up)" if self.synthetic else ""
        return f"{self.outcome} of {units} units at {times} moments, {self.first} says when each began{made_up}"

    def tidy(self) -> pd.DataFrame:
        """The table, one row per unit and moment."""
        return self.data


@dataclass(frozen=True)
class _Asked:
    """What the user asked for, and what follows from the headers of the file."""

    named: dict[str, str]
    first: str
    treated: str
    population: str
    covariates: tuple[str, ...]

    def names(self) -> list[str]:
        """The headers that were asked for."""
        asked = [*self.named.values(), self.first, self.treated, self.population, *self.covariates]
        return [name for name in asked if name] + list(OWN.values())

    def settle(self, text: pd.DataFrame) -> tuple[dict[str, str], str]:
        """Role -> column, and the base."""
        named = self.named | ({} if self.treated else {"first": self.first})
        chosen = {role: _column(role, name, text) for role, name in named.items()}
        own = not self.named["outcome"] and OWN["population"] in text
        return chosen, self.population or (OWN["population"] if own else "")

    def needs(self, names: list[str]) -> list[catalogue.Need]:
        """The columns to read, and what can stand in them."""
        chosen, base = self.settle(pd.DataFrame(columns=names))
        header = pd.DataFrame(columns=names)
        for name in (base, self.treated, *self.covariates):
            if name and name not in names:
                _column(
                    "population" if name == base else "treated" if name == self.treated else "covariates", name, header
                )
        need = catalogue.Need
        found = [
            need(chosen["unit"], "unit", "text"),
            need(chosen["time"], "moment", "moment"),
            need(chosen["outcome"], "count" if base else "value", whole=None),
        ]
        if base:
            found.append(need(base, "base", whole=True if catalogue.counts_people(base) else None, minimum=0))
        found.append(need(self.treated, "flag", "flag") if self.treated else need(chosen["first"], "text", "text"))
        found += [need(name) for name in self.covariates]
        found += [need("data_kind", "text", "text")] if "data_kind" in names else []
        return list({one.name: one for one in found}.values())


def load_panel(
    file: str | None = None,
    outcome: str = "",
    unit: str = "",
    time: str = "",
    first: str = "",
    treated: str = "",
    population: str = "",
    covariates: Sequence[str] = (),
    columns: str = "",
) -> PanelData:
    """Read a panel with one row per unit and period.

    Parameters
    ----------
    file : str, optional
        A file that `catalogue.read_own` takes; the shipped synthetic practices without it.
    outcome, unit, time : str
        Columns; needed with a file of one's own, unless it has the names of the shipped one.
    first : str
        Column with the first treated period; or give `treated`, a column that says 0 or 1 per period.
    population : str
        Column with the base; the outcome is then taken per 1,000.
    covariates : list of str
    columns : str
        A mapping file: our names of the columns and the headers of the file.

    Raises
    ------
    InputError, UsageError
        For a file, column or number that is not there; the sentence names file, row and column.

    Examples
    --------
    >>> panel = load_panel()
    >>> len(panel.data), panel.unit, panel.synthetic
    (416, 'practice', True)
    """
    asked = _Asked({"outcome": outcome, "unit": unit, "time": time}, first, treated, population, tuple(covariates))
    reading = None
    if file:
        text, reading = catalogue.read_own(file, asked.needs, columns or None, known=asked.names())
    else:
        text = catalogue.load_table("ojg_practices")
    synthetic = file is None or ("data_kind" in text and set(text["data_kind"].dropna()) == {"synthetic"})
    chosen, base = asked.settle(text)
    try:
        data = _numbered(text, chosen, treated, base, list(covariates))
    except InputError as error:
        error.file = error.file or (Path(file).name if file else "")
        raise
    data.attrs["reading"] = reading
    start = chosen.get("first", "first_treated")
    per = Text(nl=f"{chosen['outcome']} per 1.000 {base}", en=f"{chosen['outcome']} per 1,000 {base}")
    plain = Text(nl=chosen["outcome"], en=chosen["outcome"])
    label = _OWN_LABEL if synthetic and not outcome else (per if base else plain)
    result = "rate" if base else chosen["outcome"]
    return PanelData(
        data,
        result,
        chosen["unit"],
        chosen["time"],
        start,
        list(covariates),
        label,
        synthetic,
        Path(file).name if file else "",
        reading,
    )


_OWN_LABEL = Text(
    nl="verwijzingen naar specialistische jeugdhulp per 1.000 jonge patiënten",
    en="referrals to specialist youth care per 1,000 young patients",
)


def _column(role: str, name: str, data: pd.DataFrame) -> str:
    wanted = name or OWN[role]
    if wanted in data.columns:
        return wanted
    near = suggest(wanted, [str(column) for column in data.columns])
    raise UsageError(
        Text(nl=f"{role}={wanted!r} is geen kolom.", en=f"{role}={wanted!r} is not a column."),
        remedy=Text(
            nl=(f"Bedoelt u '{near}'? " if near else "") + f"Geef -p {role}=KOLOM.",
            en=(f"Did you mean '{near}'? " if near else "") + f"Give -p {role}=COLUMN.",
        ),
    )


def _numbered(
    text: pd.DataFrame, chosen: dict[str, str], treated: str, base: str, covariates: list[str]
) -> pd.DataFrame:
    columns = [name for role, name in chosen.items() if role != "unit"]
    require(text, [*columns, *covariates, *([base] if base else []), *([treated] if treated else [])])
    rows = list(with_rows(text).index)
    data = text.reset_index(drop=True).copy()
    time = chosen["time"]
    starts = None if treated else _starts(data[chosen["first"]], data[time], chosen["first"], rows)
    data[time] = _periods(data[time])
    if treated:
        data["first_treated"] = adoption(data, chosen["unit"], time, treated)
    else:
        data[chosen["first"]] = starts
    if base:
        count = numbers(data, chosen["outcome"], minimum=0, missing=True)
        data["rate"] = 1000 * count / numbers(data, base, minimum=0, above=True)
    return data


_NEVER = {"0", "0.0", "nooit", "never", "inf", "nvt", "n.v.t.", "geen", "none", "nan"}


def _periods(time: pd.Series) -> pd.Series:
    """Years and numbers as they are; months, quarters and weeks numbered, so that neighbours are one apart."""
    if pd.api.types.is_numeric_dtype(time):
        return time
    return pd.Series([_place(text) for text in time], time.index, dtype=float)


def _place(text: Any) -> float:
    moment = catalogue.parse_moment(text)
    return float("nan") if moment is None else moment.place


def _starts(given: pd.Series, time: pd.Series, column: str, rows: list[int]) -> pd.Series:
    """The first treated period in the unit of the time axis; 0 or empty is never."""
    if pd.api.types.is_numeric_dtype(given):
        return given
    lengths = {moment.length for text in time.dropna() if (moment := catalogue.parse_moment(text)) is not None}
    values: list[float] = []
    for position, text in enumerate(given):
        if pd.isna(text) or str(text).strip().casefold() in _NEVER:
            values.append(0.0 if not pd.isna(text) else float("nan"))
            continue
        moment = catalogue.parse_moment(text)
        if moment is None or (moment.length not in lengths and not {moment.length, *lengths} <= {"year", "number"}):
            raise InputError(
                Text(
                    nl=f"'{text}' is geen periode zoals die van de tijd.",
                    en=f"'{text}' is not a period like those of the time.",
                ),
                remedy=Text(
                    nl="Schrijf de eerste periode zoals in de tijdkolom; 0 of leeg is nooit.",
                    en="Write the first period as in the time column; 0 or blank is never.",
                ),
                row=rows[position],
                column=column,
            )
        values.append(moment.place)
    return pd.Series(values, given.index, dtype=float)


def load_panel_truth() -> pd.DataFrame:
    """The true rate with and without an OJG of every synthetic practice and year."""
    truth = catalogue.load_table("ojg_truth")
    return truth.astype({"rate_without": float, "true_change": float, "rate_true": float, "year": int})
