"""Discount factors of dated schedules, present values, and the rate at which flows break even.

A schedule is a list of forward rates: the rate of period t (from year t-1 to year t) holds from its `first_year`
until the next one. The factor of year t is the product over the periods 1..t, so a kink changes the periods after
it and never the ones before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates.columns import as_floats
from wij_impact.estimates.results import Result
from wij_impact.language import Text
from wij_impact.mkba.tables import read_reference

__all__ = [
    "DiscountSchedule",
    "discount_factors",
    "internal_rate_of_return",
    "load_discount_schedules",
    "present_value",
]

Shape: TypeAlias = Literal["exponential", "harvey", "mazur"]
ScheduleLike: TypeAlias = "str | float | DiscountSchedule | Mapping[int, float] | Sequence[tuple[int, float]] | None"


@dataclass(frozen=True, repr=False)
class DiscountSchedule(Result):
    """Forward rates per period.

    Parameters
    ----------
    name : str
        How the schedule is called in a report.
    rates : tuple of (int, float)
        (first period it holds for, rate as a fraction per year); the first period is 1.
    status : str
        `confirmed`, or `unverified` when the source is second-hand; empty for a rate of the caller's own.
    """

    name: str
    rates: tuple[tuple[int, float], ...]
    status: str = ""

    @property
    def flat(self) -> float | None:
        """The one rate, or None when the schedule has a kink."""
        return self.rates[0][1] if len({rate for _, rate in self.rates}) == 1 else None

    def forward(self, years: int) -> np.ndarray:
        """The rate of each period 1..years-1."""
        firsts = [first for first, _ in self.rates]
        where = np.searchsorted(firsts, np.arange(1, max(years, 1)), side="right") - 1
        return np.array([rate for _, rate in self.rates])[where]

    def _headline(self) -> str:
        return f"{self.name}: {'constant' if len(self.rates) == 1 else f'{len(self.rates)} steps'}"

    def tidy(self) -> pd.DataFrame:
        """The rate from each year on."""
        return pd.DataFrame(list(self.rates), columns=["from_year", "rate"])


def load_discount_schedules(data: str | Path | None = None) -> dict[str, DiscountSchedule]:
    """The dated schedules of `data/reference/discount_rates.csv`, by name.

    Examples
    --------
    >>> load_discount_schedules()["nl_2025"].rates
    ((1, 0.028), (36, 0.018))
    """
    table = read_reference("discount_rates", data)
    schedules = {}
    for name, rows in table.groupby("schedule", sort=True):
        pairs = sorted(zip(rows["first_year"].tolist(), rows["rate"].tolist(), strict=True))
        status = "confirmed" if set(rows["status"]) == {"confirmed"} else "unverified"
        schedules[str(name)] = DiscountSchedule(str(name), _checked_pairs(pairs), status)
    return schedules


def as_schedule(schedule: ScheduleLike, data: str | Path | None = None) -> DiscountSchedule:
    """Turn a name, a rate, or (first period, rate) pairs into a `DiscountSchedule`; check it."""
    if isinstance(schedule, DiscountSchedule):
        return schedule
    if schedule is None:
        return DiscountSchedule("none", ((1, 0.0),))
    if isinstance(schedule, str):
        return _named(schedule, data)
    if isinstance(schedule, Mapping):
        return DiscountSchedule("own", _checked_pairs(sorted(schedule.items())))
    if isinstance(schedule, Sequence | np.ndarray) and not np.isscalar(schedule):
        if any(np.ndim(pair) != 1 or np.size(np.asarray(pair)) != 2 for pair in schedule):
            raise UsageError(
                Text(nl="een disconteringsschema is een rij paren (periode, voet).",
                     en="a discount schedule is a list of (first period, rate) pairs."),
                remedy=Text(nl="Schrijf bijvoorbeeld [(1, 0.028), (36, 0.018)].",
                            en="Write for example [(1, 0.028), (36, 0.018)]."),
            )  # fmt: skip
        return DiscountSchedule("own", _checked_pairs([(pair[0], pair[1]) for pair in schedule]))
    return DiscountSchedule("flat", ((1, check_rate(schedule)),))


def _named(name: str, data: str | Path | None) -> DiscountSchedule:
    schedules = load_discount_schedules(data)
    if name in schedules:
        return schedules[name]
    near = suggest(name, list(schedules))
    listed = ", ".join(schedules)
    raise InputError(
        Text(nl=f"disconteringsschema '{name}' bestaat niet.", en=f"there is no discount schedule '{name}'."),
        remedy=Text(
            nl=(f"Bedoelt u {near}? " if near else "") + f"Kies uit {listed}, of geef een voet zoals 0.03.",
            en=(f"Did you mean {near}? " if near else "") + f"Choose from {listed}, or give a rate such as 0.03.",
        ),
    )


def check_rate(rate: Any) -> float:
    """Return `rate` as a float when it can be a yearly rate: a fraction above -1 and below 1."""
    if isinstance(rate, bool) or not isinstance(rate, int | float | np.integer | np.floating) or math.isnan(rate):
        raise InputError(
            Text(nl=f"{rate!r} is geen discontovoet.", en=f"{rate!r} is not a discount rate."),
            remedy=Text(nl="Schrijf 0.03 voor 3% per jaar.", en="Write 0.03 for 3% a year."),
        )
    if rate >= 1:
        raise InputError(
            Text(nl=f"een discontovoet van {rate:g} is {rate:.0%} per jaar.",
                 en=f"a discount rate of {rate:g} is {rate:.0%} a year."),
            remedy=Text(nl=f"Bedoelt u {rate / 100:g} ({rate:g}%)?", en=f"Did you mean {rate / 100:g} ({rate:g}%)?"),
        )  # fmt: skip
    if rate <= -1:
        raise InputError(
            Text(nl=f"een discontovoet van {rate:g} kan niet: hij is groter dan -1.",
                 en=f"a discount rate of {rate:g} is impossible: it is above -1."),
            remedy=Text(nl="Schrijf 0.03 voor 3% per jaar.", en="Write 0.03 for 3% a year."),
        )  # fmt: skip
    return float(rate)


def _checked_pairs(pairs: Sequence[tuple[Any, Any]]) -> tuple[tuple[int, float], ...]:
    firsts = [first for first, _ in pairs]
    whole = all(not isinstance(f, bool) and isinstance(f, int | np.integer) for f in firsts)
    if not whole or not firsts or firsts[0] != 1 or any(b <= a for a, b in pairwise(firsts)):
        raise InputError(
            Text(nl=f"de perioden {firsts} van een disconteringsschema kloppen niet.",
                 en=f"the periods {firsts} of a discount schedule are not right."),
            remedy=Text(nl="Begin bij periode 1 en noem elke periode een keer, oplopend.",
                        en="Start at period 1 and name every period once, ascending."),
        )  # fmt: skip
    return tuple((int(first), check_rate(rate)) for first, rate in pairs)


def _check_years(years: Any) -> int:
    if isinstance(years, bool) or not isinstance(years, int | np.integer) or years < 0:
        raise UsageError(
            Text(nl=f"years={years!r} is geen aantal jaren.", en=f"years={years!r} is not a number of years."),
            remedy=Text(nl="Geef een geheel getal van 0 of meer.", en="Give a whole number, 0 or more."),
        )
    return int(years)


def discount_factors(
    schedule: ScheduleLike, years: int, *, shape: Shape = "exponential", data: str | Path | None = None
) -> np.ndarray:
    """What a euro in each year is worth in the base year.

    Parameters
    ----------
    schedule : str, float, mapping, sequence of pairs, DiscountSchedule or None
        The name of a dated schedule (`nl_2015`, `nl_2020`, `nl_2025`, ...), one rate as a fraction, forward rates
        by the first period they hold for (``{1: 0.028, 36: 0.018}``), or None for no discounting.
    years : int
        How many factors: index 0 is the base year (factor 1), index t is t years later.
    shape : {"exponential", "harvey", "mazur"}
        ``(1+r)^-t``, the rule of every Dutch schedule; ``(1+t)^-r`` (Harvey 1986); ``1/(1+r t)`` (Mazur 1987).
        The two hyperbolic shapes take one rate, not a kinked schedule.
    data : path, optional
        The data folder with the schedules.

    Returns
    -------
    numpy.ndarray
        `years` factors, float64.

    Raises
    ------
    InputError
        For an unknown schedule (the nearest is suggested) or an impossible rate (3 instead of 0.03).
    UsageError
        When `years` is not a whole number of 0 or more.

    Notes
    -----
    A kink is read as forward rates per period: with 2.8% up to 35 and 1.8% beyond, the factor of year 40 is
    ``1.028**-35 * 1.018**-5``, not ``1.018**-40``, so value never jumps up with time.

    Examples
    --------
    >>> discount_factors("nl_2020", 3).round(6).tolist()
    [1.0, 0.977995, 0.956474]
    >>> bool(np.isclose(discount_factors("nl_2025", 41)[40], 1.028**-35 * 1.018**-5))
    True
    """
    count = _check_years(years)
    if shape not in ("exponential", "harvey", "mazur"):
        raise UsageError(
            f"shape={shape!r} is unknown.",
            remedy=f"Did you mean {suggest(str(shape), ['exponential', 'harvey', 'mazur']) or 'exponential'}?",
        )
    chosen = as_schedule(schedule, data)
    t = np.arange(count, dtype="float64")
    rate = chosen.flat
    if shape != "exponential":
        if rate is None or rate < 0:
            raise UsageError(f"shape={shape!r} takes one rate of 0 or more.", remedy="Use the exponential shape.")
        return (1 + t) ** -rate if shape == "harvey" else 1 / (1 + rate * t)
    if rate is not None:
        return np.asarray((1 + rate) ** -t)
    return np.concatenate([np.ones(min(count, 1)), np.cumprod(1 / (1 + chosen.forward(count)))])[:count]


def present_value(flows: Any, schedule: ScheduleLike, *, shape: Shape = "exponential") -> float:
    """The value in the base year of a row of yearly flows.

    Parameters
    ----------
    flows : array-like, shape (years,)
        One amount per year; index 0 is the base year, undiscounted.
    schedule, shape
        As in `discount_factors`.

    Returns
    -------
    float
        The sum of flow x factor, rounded once.

    Raises
    ------
    InputError
        When a flow is missing or not a number: a missing amount is not 0.

    Examples
    --------
    >>> round(present_value([-40_000, 5_000, 8_000, 12_000, 30_000], 0.08), 5)
    3065.22267
    """
    values = _check_flows(flows)
    return math.fsum((values * discount_factors(schedule, len(values), shape=shape)).tolist())


def _check_flows(flows: Any) -> np.ndarray:
    try:
        values = as_floats(flows)
    except InputError:
        raise
    except (TypeError, ValueError):
        values = np.array([math.nan])
    if values.ndim != 1:
        raise UsageError(f"flows has {values.ndim} dimensions.", remedy="Give one amount per year in one row.")
    wrong = np.flatnonzero(~np.isfinite(values))
    if wrong.size:
        year = int(wrong[0])
        raise InputError(
            Text(nl=f"de kasstroom van jaar {year} ontbreekt of is geen getal.",
                 en=f"the flow of year {year} is missing or not a number."),
            remedy=Text(nl="Vul het bedrag in, of 0 als er echt niets is.",
                        en="Fill in the amount, or 0 when there is truly none."),
        )  # fmt: skip
    return values


def internal_rate_of_return(flows: Any) -> float:
    """The flat rate at which the flows are worth nothing.

    Parameters
    ----------
    flows : array-like, shape (years,)
        One amount per year, index 0 the base year.

    Returns
    -------
    float
        The rate above -1 as a fraction; NaN when there is none. Flows that change sign more than once can have
        several: the one nearest zero is returned (and the present value is the better guide).

    Examples
    --------
    >>> round(internal_rate_of_return([-100, 39, 59, 55, 20]), 5)
    0.28095
    """
    values = np.trim_zeros(_check_flows(flows), "b")
    lead = len(values) - len(np.trim_zeros(values, "f"))
    values = values[lead:]
    if len(values) < 2 or (values >= 0).all() or (values <= 0).all():
        return math.nan
    roots = np.roots(values[::-1])
    real = roots[np.abs(roots.imag) < 1e-9 * np.maximum(1, np.abs(roots))].real
    # A factor x = 1/(1+r); polish each root by Newton, since np.roots loses digits on long horizons.
    rates = sorted((_polish(values, x) for x in real[real > 0].tolist()), key=lambda rate: (abs(rate), rate))
    return rates[0] if rates else math.nan


def _polish(values: np.ndarray, factor: float) -> float:
    polynomial = np.polynomial.Polynomial(values / np.abs(values).max())
    slope = polynomial.deriv()
    x = factor
    for _ in range(20):
        gradient = float(slope(x))
        if gradient == 0:
            break
        step = float(polynomial(x)) / gradient
        if not math.isfinite(step) or abs(step) > 0.1 * abs(x):
            break
        x -= step
        if abs(step) <= 1e-15 * abs(x):
            break
    return 1 / x - 1
