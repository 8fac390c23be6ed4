"""Cash flows of a case: one yearly amount per item and its profile over the years.

The same functions serve one point estimate and thousands of draws: a number is a float or an array of draws, a
profile has shape (years,) or (years, draws). Amounts are real, at the price level of the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from wij_impact.mkba.case import Case, Item
from wij_impact.mkba.discounting import discount_factors
from wij_impact.mkba.nesting import net_quantity
from wij_impact.mkba.schema import CASH_KINDS

__all__ = ["Flow", "activity", "case_flows"]

#: What an item adds to the social balance; a transfer adds nothing.
SIGNS = {"cost": -1.0, "effect": 1.0, "transfer": 0.0}


@dataclass(frozen=True)
class Flow:
    """The flow of one item.

    Parameters
    ----------
    amount : float or array (draws,)
        A full year's amount at the start, not negative for a cost or transfer.
    profile : array (years,) or (years, draws)
        The share of that amount in each year, real.
    factors : array (years,) or (years, draws)
        Discount factors.
    shares : dict of str to float or array
        Signed share of each payer: minus for who pays, plus for who gains. Shares of a transfer cancel.
    cash_amount, cash_profile
        The part that becomes money, later by its lag; of a cost: paid kinds only.
    """

    item: Item
    amount: Any
    profile: np.ndarray
    factors: np.ndarray
    shares: Mapping[str, Any]
    cash_amount: Any
    cash_profile: np.ndarray

    @property
    def weights(self) -> np.ndarray:
        """The profile discounted to the base year."""
        return _discounted(self.profile, self.factors)

    @property
    def cash_weights(self) -> np.ndarray:
        """The profile of the money, discounted to the base year."""
        return _discounted(self.cash_profile, self.factors)

    @cached_property
    def present_weight(self) -> Any:
        """Present value of one unit of the amount."""
        return _total(self.profile, self.factors)

    @property
    def value(self) -> Any:
        """Present value, without sign."""
        return self.amount * self.present_weight

    @property
    def cash_value(self) -> Any:
        """Present value of the part that becomes money, without sign."""
        same = self.cash_profile is self.profile
        return self.cash_amount * (self.present_weight if same else _total(self.cash_profile, self.factors))

    def share_of(self, payers: tuple[str, ...]) -> Any:
        """Signed share that falls within a perspective; an empty one is society."""
        if not payers:
            return SIGNS[self.item.section]
        return sum((self.shares[payer] for payer in payers if payer in self.shares), start=0.0)


def activity(onset: Any, duration: Any, drop_off: Any, years: int) -> np.ndarray:
    """The share of a full yearly amount in each year.

    Parameters
    ----------
    onset, duration : float or array (draws,)
        Years after the start of the base year, and how long; year t runs from t to t+1, and a part of a year
        counts for that part.
    drop_off : float or array (draws,)
        The share lost per year since onset.
    years : int
        How many years.

    Returns
    -------
    numpy.ndarray
        Overlap of year t with [onset, onset + duration], times (1 - drop_off)^(t - onset); shape (years,), or
        (years, draws) when any input is an array.

    Examples
    --------
    >>> activity(1, 2.5, 0.5, 5).tolist()
    [0.0, 1.0, 0.5, 0.125, 0.0]
    """
    if np.ndim(onset) == 0 and float(onset).is_integer() and (np.ndim(duration) or np.ndim(drop_off)):
        return _from_whole_year(int(onset), duration, drop_off, years)
    t = np.arange(years, dtype="float64")
    if np.ndim(onset) or np.ndim(duration) or np.ndim(drop_off):
        t = t[:, None]
    overlap = np.clip(np.minimum(t + 1, onset + duration) - np.maximum(t, onset), 0.0, 1.0)
    if np.ndim(drop_off) == 0 and drop_off == 0:
        return np.asarray(overlap)
    return np.asarray(overlap * (1.0 - drop_off) ** np.maximum(t - onset, 0.0))


def _from_whole_year(onset: int, duration: Any, drop_off: Any, years: int) -> np.ndarray:
    # Row by row and by repeated multiplication instead of powers: the same numbers, several times faster.
    size = np.broadcast(duration, drop_off).size
    profile = np.zeros((years, size))
    kept, decay = 1.0 - drop_off, np.ones(size)
    for year in range(onset, years):
        row = profile[year]
        np.subtract(duration, year - onset, out=row)
        np.minimum(row, 1.0, out=row)
        np.maximum(row, 0.0, out=row)
        if year > onset and (np.ndim(drop_off) or drop_off):
            decay *= kept
            row *= decay
    return profile


def case_flows(case: Case, numbers: Mapping[str, Any], priced: frozenset[str] | None = None) -> list[Flow]:
    """The flow of every priced item, in the order of their paths."""
    ready = case.priced() if priced is None else priced
    return [_flow(case, item, numbers, ready) for item in case.items if item.path in ready]


def _flow(case: Case, item: Item, numbers: Mapping[str, Any], priced: frozenset[str]) -> Flow:
    def number(name: str) -> Any:
        return numbers[f"{item.path}.{name}"]

    amount = net_quantity(case, item, numbers, lambda other: other.path in priced) * number("price")
    factors, shares = _factors(case, item, numbers), _shares(item, numbers)
    if item.section != "effect":
        profile = _real(case, item, activity(number("start"), number("duration"), 0.0, case.horizon))
        cash = amount if item.cost_kind in CASH_KINDS or item.section == "transfer" else 0.0 * amount
        return Flow(item, amount, profile, factors, shares, cash, profile)
    amount = amount * number("additionality") * number("attribution") * (1.0 - number("displacement"))
    timing = number("duration"), number("drop_off"), case.horizon
    profile = _real(case, item, activity(number("onset"), *timing))
    lag, cashable = number("cashable_lag"), number("cashable")
    later = profile
    if np.any(lag) and np.any(cashable):
        later = _real(case, item, activity(number("onset") + lag, *timing))
    return Flow(item, amount, profile, factors, shares, amount * cashable, later)


def _real(case: Case, item: Item, profile: np.ndarray) -> np.ndarray:
    if not item.nominal:
        return profile
    deflator = np.array(case.deflator)
    return profile / (deflator[:, None] if profile.ndim == 2 else deflator)


def _discounted(profile: np.ndarray, factors: np.ndarray) -> np.ndarray:
    if factors.ndim < profile.ndim:
        return profile * factors[:, None]
    return profile[:, None] * factors if profile.ndim < factors.ndim else profile * factors


def _total(profile: np.ndarray, factors: np.ndarray) -> Any:
    if profile.ndim == factors.ndim == 2:
        return (profile * factors).sum(axis=0)
    return profile @ factors if profile.ndim == 1 else factors @ profile


def _factors(case: Case, item: Item, numbers: Mapping[str, Any]) -> np.ndarray:
    if item.schedule is not None or "discount" not in numbers:
        return discount_factors(item.schedule or case.schedule, case.horizon)
    rate = numbers["discount"]
    t = np.arange(case.horizon, dtype="float64")
    return np.asarray((1 + rate) ** -(t[:, None] if np.ndim(rate) else t))


def _shares(item: Item, numbers: Mapping[str, Any]) -> dict[str, Any]:
    if item.section == "transfer":
        return {item.giver: -1.0, item.receiver: 1.0} if item.giver != item.receiver else {item.giver: 0.0}
    shares = {name: numbers[f"{item.path}.payers.{name}"] for name in item.payers}
    total = sum(shares.values())
    sign = SIGNS[item.section]
    # Drawn shares are brought back to 1; written ones already add up, within rounding.
    return {name: sign * share / total for name, share in shares.items()}
