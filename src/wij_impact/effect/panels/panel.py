"""Read a panel: who is followed, when, and since when treated. What cannot be right is refused in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates.columns import cell_numbers, numbers, require, row_of
from wij_impact.estimates.flags import flag_numbers
from wij_impact.language import Text

__all__ = ["Panel", "adoption", "as_given", "flags", "read_panel", "refuse_constant", "unit_weights"]

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Panel:
    """A checked panel.

    Attributes
    ----------
    y : array (units, periods)
        The outcome; NaN where a unit was not observed.
    units : array (units,)
        Names, ordered by cohort and outcomes: the order of the rows and the names themselves do not count.
    times : array (periods,)
        The periods, ascending.
    cohort : array (units,)
        First treated period; inf for never within the panel.
    covariates : array (units, periods, covariates)
        NaN where not observed.
    notes : tuple of Text
        What was left out or assumed, for the report.
    weights : array (units,), optional
        How much each unit counts.
    months : bool
        Whether the periods came as 202009 and are counted in months here.
    """

    y: Numbers
    units: npt.NDArray[Any]
    times: Numbers
    cohort: Numbers
    covariates: Numbers
    notes: tuple[Text, ...] = ()
    weights: Numbers | None = None
    months: bool = False

    @property
    def counted(self) -> Numbers:
        """How much each unit counts, mean 1."""
        return np.ones(len(self.cohort)) if self.weights is None else self.weights / self.weights.mean()

    @property
    def groups(self) -> Numbers:
        """The cohorts that are treated within the panel, ascending."""
        return np.unique(self.cohort[np.isfinite(self.cohort)])


def flags(data: pd.DataFrame, column: str) -> npt.NDArray[np.bool_]:
    """A column of 0 and 1 (false and true, no and yes) as booleans."""
    remedy = Text(
        nl="Schrijf 1 voor ja en 0 voor nee. Verschilt de start per eenheid, gebruik dan `staggered`.",
        en="Write 1 for yes and 0 for no. When the start differs by unit, use `staggered`.",
    )
    plain = data[column].astype(object)
    made = _column(column, plain)
    made.index = data.index
    return flag_numbers(made, column, remedy) == 1


def _column(name: Any, values: pd.Series) -> pd.DataFrame:
    """One column as a table; the name may be anything."""
    return pd.DataFrame({name: values})


def _years(given: pd.Series) -> pd.Series:
    """Yearly periods, and dates that are all 1 January, as years; everything else as it is."""
    yearly = isinstance(given.dtype, pd.PeriodDtype) and isinstance(given.dtype.freq, pd.offsets.YearEnd)
    if pd.api.types.is_datetime64_any_dtype(given):
        known = given.dropna()
        yearly = len(known) > 0 and bool((known.dt.strftime("%m-%d %H:%M:%S") == "01-01 00:00:00").all())
    return given.dt.year.where(given.notna()) if yearly else given  # the year of an empty period is -1 in pandas


def _no_number(given: pd.Series, column: str) -> npt.NDArray[np.bool_]:
    values, empty = cell_numbers(given, column, moments=True)
    return np.isnan(values) & ~empty


def _calendar(given: pd.Series) -> bool:
    return pd.api.types.is_datetime64_any_dtype(given) or isinstance(given.dtype, pd.PeriodDtype)


def refuse_constant(y: Numbers, outcome: str) -> None:
    """Say so when the outcome is the same everywhere."""
    seen = y[~np.isnan(y)]
    if len(seen) == 0 or np.ptp(seen) == 0:
        raise InsufficientEvidence(
            Text(
                nl=f"de uitkomst '{outcome}' is overal gelijk; er is geen verschil om te verklaren.",
                en=f"the outcome '{outcome}' is the same everywhere; there is no difference to explain.",
            ),
            remedy=Text(nl="Controleer de kolom.", en="Check the column."),
        )


def read_panel(
    data: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    first_treated: str,
    covariates: Sequence[str] | None = None,
    weights: str | None = None,
) -> Panel:
    """Check and reshape a panel with one row per unit and period.

    Raises
    ------
    InputError
        For a missing column, a period that is text, a unit twice in one period, a unit whose first treated period
        changes, or 0/1 where a period is asked.
    InsufficientEvidence
        For a panel of one period, an outcome that never varies, or nobody treated.
    """
    extra = list(covariates or [])
    require(data, [unit, time, first_treated, outcome, *extra])
    moment = _moments(data, time)
    values = numbers(data, outcome, minimum=None, missing=True)
    start = _starts(data, first_treated)
    _named(data, unit)
    _no_duplicates(data, unit, time, moment)
    _one_start(data, unit, start, first_treated)
    months = _yyyymm(moment, start)
    if months:
        moment, start = _month_count(moment), _month_count(start)
    code, units = pd.factorize(data[unit])
    times, place = np.unique(moment, return_inverse=True)
    if len(times) < 2:
        raise InsufficientEvidence(
            Text(
                nl="er is maar één periode; verandering is niet te zien.",
                en="there is one period; no change can be seen.",
            ),
            remedy=Text(
                nl="Lever minstens één periode vóór en één na de start aan.",
                en="Supply at least one period before and one after the start.",
            ),
            column=time,
        )
    refuse_constant(values, outcome)
    y = np.full((len(units), len(times)), np.nan)
    y[code, place] = values
    cohort = np.full(len(units), np.inf)
    cohort[code] = start
    held = np.full((len(units), len(times), len(extra)), np.nan)
    for k, name in enumerate(extra):
        held[code, place, k] = numbers(data, name, minimum=None, missing=True)
    counted = None
    if weights is not None:
        counted = np.ones(len(units))
        counted[code] = unit_weights(data, unit, weights)
    panel = Panel(y, np.asarray(units), times, cohort, held, weights=counted, months=months)
    return _settle(panel, first_treated, time)


def _moments(data: pd.DataFrame, time: str) -> Numbers:
    """The periods as numbers; a date or text is refused, because text does not say how far periods are apart."""
    given = _years(data[time])
    dates = _calendar(given)
    wrong = np.ones(len(given), dtype=bool) if dates else _no_number(given, time)
    if wrong.any():
        first = int(np.argmax(wrong))
        value = given.iloc[first]
        raise InputError(
            Text(nl=f"'{value}' is geen periodenummer.", en=f"'{value}' is not the number of a period."),
            remedy=Text(
                nl="Schrijf een jaartal (2021) of een volgnummer van de periode (1, 2, 3), ook bij de start.",
                en="Write a year (2021) or the number of the period (1, 2, 3), for the start as well.",
            ),
            row=row_of(data, first),
            column=time,
        )
    return numbers(_column(time, given), time, minimum=None)


def _yyyymm(moment: Numbers, start: Numbers) -> bool:
    """Whether the periods are months as 202009: their numbers are no distances."""
    given = np.concatenate([moment, start[np.isfinite(start)]])
    month = given % 100
    return bool(((given >= 190001) & (given <= 210012) & (month >= 1) & (month <= 12) & (given % 1 == 0)).all())


def _month_count(yyyymm: Numbers) -> Numbers:
    """202009 as the number of months since the year 0; infinite stays so."""
    known = np.where(np.isfinite(yyyymm), yyyymm, 0.0)
    return np.where(np.isfinite(yyyymm), known // 100 * 12 + known % 100 - 1, np.inf)


def as_given(panel: Panel, frame: pd.DataFrame) -> pd.DataFrame:
    """The periods in a table as the caller wrote them."""
    if not panel.months:
        return frame
    named = [name for name in ("group", "time", "base", "first_treated", "treated", "control") if name in frame]
    shown = {name: frame[name].where(~np.isfinite(frame[name]), frame[name] // 12 * 100 + frame[name] % 12 + 1)
             for name in named}  # fmt: skip
    return frame.assign(**shown)


def _starts(data: pd.DataFrame, first_treated: str) -> Numbers:
    """First treated period; inf for 0, empty or infinite."""
    given = _years(data[first_treated])
    if _calendar(given) and given.notna().any():
        return _moments(data, first_treated)
    text = given.astype(str).str.strip().str.casefold() if given.dtype == object or given.dtype.name == "str" else None
    plain = given if text is None else given.mask(text.isin(["inf", "", "nan", "never", "nooit"]))
    plain = pd.Series(np.nan, plain.index) if _calendar(plain) else plain.replace([np.inf, -np.inf], np.nan)
    start = numbers(_column(first_treated, plain), first_treated, minimum=None, missing=True)
    return np.where(np.isnan(start) | (start == 0), np.inf, start)


def unit_weights(data: pd.DataFrame, unit: str, weights: str) -> Numbers:
    """How much the unit of each row counts: above 0 and the same in all rows of a unit."""
    value = numbers(data, weights, minimum=0.0, above=True)
    first = pd.Series(value).groupby(data[unit].to_numpy()).transform("first").to_numpy()
    wrong = ~np.isclose(value, first, rtol=1e-9, atol=0)
    if wrong.any():
        row = int(np.argmax(wrong))
        name = data[unit].iloc[row]
        raise InputError(
            Text(nl=f"het gewicht van '{name}' verandert.", en=f"the weight of '{name}' changes."),
            remedy=Text(
                nl="Geef elke eenheid één gewicht, zoals haar aantal cliënten vóór de start.",
                en="Give each unit one weight, such as its number of clients before the start.",
            ),
            row=row_of(data, row),
            column=weights,
        )
    return value


def _named(data: pd.DataFrame, unit: str) -> None:
    if data[unit].isna().any():
        raise InputError(
            Text(nl="de eenheid heeft geen naam.", en="the unit has no name."),
            remedy=Text(nl="Geef elke rij een eenheid.", en="Give every row a unit."),
            row=row_of(data, int(np.argmax(data[unit].isna().to_numpy()))),
            column=unit,
        )


def _no_duplicates(data: pd.DataFrame, unit: str, time: str, moment: Numbers) -> None:
    twice = pd.DataFrame({"u": data[unit].to_numpy(), "t": moment}).duplicated().to_numpy()
    if twice.any():
        row = int(np.argmax(twice))
        name = data[unit].iloc[row]
        raise InputError(
            Text(
                nl=f"'{name}' staat twee keer in periode {moment[row]:g}.",
                en=f"'{name}' occurs twice in period {moment[row]:g}.",
            ),
            remedy=Text(
                nl="Eén rij per eenheid en periode: tel rijen op, of laat de dubbele weg.",
                en="One row per unit and period: add rows up, or leave the double one out.",
            ),
            row=row_of(data, row),
            column=time,
        )


def _one_start(data: pd.DataFrame, unit: str, start: Numbers, first_treated: str) -> None:
    first = pd.Series(start).groupby(data[unit].to_numpy()).transform("first").to_numpy()
    wrong = ~((start == first) | (np.isinf(start) & np.isinf(first)))
    if wrong.any():
        row = int(np.argmax(wrong))
        name = data[unit].iloc[row]
        raise InputError(
            Text(
                nl=f"de eerste behandeling van '{name}' verandert; een behandeling die stopt of opnieuw begint "
                "past niet in deze methode.",
                en=f"the first treatment of '{name}' changes; a treatment that stops or starts again does not fit "
                "this method.",
            ),
            remedy=Text(
                nl="Geef elke eenheid steeds dezelfde eerste periode, of laat eenheden die stopten weg en zeg dat.",
                en="Give each unit the same first period in all its rows, or leave out units that stopped and say so.",
            ),
            row=row_of(data, row),
            column=first_treated,
        )


def adoption(data: pd.DataFrame, unit: str, time: str, treated: str) -> pd.Series:
    """First treated period per row, from a column that says 0 or 1 per period.

    Parameters
    ----------
    data : DataFrame
        One row per unit and period.
    unit, time, treated : str
        Columns; `treated` is 1 from the period in which the treatment started.

    Returns
    -------
    Series
        Aligned with `data`; NaN for units that are never treated.

    Raises
    ------
    InputError
        When a treatment switches off: the methods here follow a start, not a stop.

    Examples
    --------
    >>> frame = pd.DataFrame({"p": ["a", "a", "b", "b"], "t": [1, 2, 1, 2], "d": [0, 1, 0, 0]})
    >>> adoption(frame, "p", "t", "d").tolist()
    [2.0, 2.0, nan, nan]
    """
    require(data, [unit, time, treated])
    moment, on = _moments(data, time), flags(data, treated)
    rows = pd.DataFrame({"u": data[unit].to_numpy(), "t": moment, "d": on, "row": np.arange(len(data))})
    rows = rows.sort_values(["u", "t"], kind="stable")
    before = rows.groupby("u")["d"].shift(fill_value=False)
    off = rows[before & ~rows["d"]]
    if len(off):
        one = off.iloc[0]
        raise InputError(
            Text(
                nl=f"de behandeling van '{one['u']}' stopt in periode {one['t']:g}.",
                en=f"the treatment of '{one['u']}' switches off in period {one['t']:g}.",
            ),
            remedy=Text(
                nl="Deze methode volgt een start. Laat eenheden die stopten weg, of knip hun reeks af vóór de stop.",
                en="This method follows a start. Leave out units that stopped, or cut their series before the stop.",
            ),
            row=row_of(data, int(one["row"])),
            column=treated,
        )
    first = rows[rows["d"]].groupby("u")["t"].min()  # as the caller writes periods: 202009 stays 202009
    return data[unit].map(first).astype(float).rename("first_treated")


def _settle(panel: Panel, first_treated: str, time: str) -> Panel:
    """Starts between two periods, units treated from the beginning, gaps; each is done and said."""
    times, cohort, notes = panel.times, panel.cohort.copy(), []
    treated = np.isfinite(cohort)
    if not treated.any():
        raise InsufficientEvidence(
            Text(nl="geen enkele eenheid is behandeld.", en="no unit is treated."),
            remedy=Text(
                nl="Zet de eerste behandelde periode in de kolom.", en="Put the first treated period in the column."
            ),
            column=first_treated,
        )
    if set(cohort[treated]) == {1.0} and times[0] > 1:
        raise InputError(
            Text(nl="de kolom zegt 0 of 1: óf, niet wanneer.", en="the column says 0 or 1: whether, not when."),
            remedy=Text(
                nl=f"Zet er de eerste behandelde periode in (zoals {times[-1]:g}); `adoption` maakt die uit 0/1.",
                en=f"Put the first treated period in it (such as {times[-1]:g}); `adoption` makes it from 0/1.",
            ),
            column=first_treated,
        )
    if times[0] < 0 <= times[-1] and (panel.cohort == np.inf).any():
        notes.append(Text(
            nl="Een start van 0 betekent nooit, ook al is 0 hier een periode; nummer de perioden anders vanaf 1.",
            en="A start of 0 means never, although 0 is a period here; otherwise number the periods from 1.",
        ))  # fmt: skip
    later = treated & (cohort > times[-1])
    if later.any():
        notes.append(_count(later, "later dan de laatste periode behandeld: telt als onbehandeld",
                            "treated after the last period: counts as untreated"))  # fmt: skip
        cohort[later] = np.inf
        if not np.isfinite(cohort).any():
            raise InsufficientEvidence(
                Text(
                    nl=f"geen enkele eenheid is behandeld binnen de perioden ({times[0]:g} tot en met {times[-1]:g}).",
                    en=f"no unit is treated within the panel ({times[0]:g} to {times[-1]:g}).",
                ),
                remedy=Text(nl="Lever perioden na de start aan.", en="Supply periods after the start."),
                column=first_treated,
            )
    between = np.isfinite(cohort) & ~np.isin(cohort, times) & (cohort > times[0])
    if between.any():
        cohort[between] = times[np.searchsorted(times, cohort[between])]
        notes.append(_count(between, "start tussen twee waargenomen perioden: telt vanaf de volgende",
                            "started between two observed periods: counts from the next"))  # fmt: skip
    early = np.isfinite(cohort) & (cohort <= times[0])
    if early.any():
        notes.append(_count(early, "al behandeld in de eerste periode: weggelaten, hun begin is niet gezien",
                            "already treated in the first period: left out, their start was not seen"))  # fmt: skip
    gaps = np.isnan(panel.y).any(axis=1) & ~early
    if gaps.any():
        notes.append(_count(gaps, "niet in elke periode gezien: gebruikt waar begin en eind er zijn",
                            "not seen in every period: used where both ends are there"))  # fmt: skip
    steps = np.diff(times)
    if len(steps) and np.ptp(steps) > 0:
        notes.append(Text(
            nl=f"De perioden ({time}) liggen niet even ver uiteen; vergeleken is met de laatste vóór de start.",
            en=f"The periods ({time}) are not evenly apart; the comparison is with the last period before the start.",
        ))  # fmt: skip
    keep = np.flatnonzero(~early & ~np.isnan(panel.y).all(axis=1))
    inside = panel.covariates[keep].reshape(len(keep), np.prod(panel.covariates.shape[1:], dtype=int))
    keep = keep[np.lexsort((*inside.T, *panel.y[keep].T, cohort[keep]))]
    counted = None if panel.weights is None else panel.weights[keep]
    return Panel(panel.y[keep], panel.units[keep], times, cohort[keep], panel.covariates[keep], tuple(notes), counted,
        panel.months,
    )  # fmt: skip


def _count(which: npt.NDArray[np.bool_], nl: str, en: str) -> Text:
    n = int(which.sum())
    return Text(nl=f"{n} {'eenheid' if n == 1 else 'eenheden'} {nl}.", en=f"{n} {'unit' if n == 1 else 'units'} {en}.")
