"""Cash flows of a case: one yearly amount per item and its profile over the years.

What the flows are is said in `wij_impact.mkba.formulas`; here they are taken out of it, for one point estimate as for
thousands of draws: a number is a float or an array of draws, a profile has shape (years,) or (years, draws). Amounts
are real, at the price level of the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from wij_impact.mkba.case import Case, Item
from wij_impact.mkba.expressions import evaluate, name
from wij_impact.mkba.formulas import SIGNS, Formula, active, formula

__all__ = ["SIGNS", "Flow", "activity", "case_flows", "parts_of"]


@dataclass(frozen=True)
class Flow:
    """The flow of one item.

    Parameters
    ----------
    amount : float or array (draws,)
        A full year's amount at the start.
    profile : array (years,) or (years, draws)
        The share of that amount in each year, real.
    factors : array (years,) or (years, draws)
        Discount factors.
    shares : dict of str to float or array
        Signed share of each payer: minus for who pays, plus for who gains. Shares of a transfer cancel.
    cash_amount, cash_profile
        The part that becomes money, later by its lag; of a cost: paid kinds only.
    terminal, cash_terminal : float or array (draws,)
        What comes on top in the last year: the value left at the end of the horizon.
    """

    item: Item
    amount: Any
    profile: np.ndarray
    factors: np.ndarray
    shares: Mapping[str, Any]
    cash_amount: Any
    cash_profile: np.ndarray
    terminal: Any = 0.0
    cash_terminal: Any = 0.0

    @property
    def real(self) -> np.ndarray:
        """The amount of each year, real, without sign: shape (years,) or (years, draws)."""
        return _with_last(_times(self.profile, self.amount), self.terminal)

    @property
    def discounted(self) -> np.ndarray:
        """The amount of each year, discounted to the base year."""
        return _discounted(self.real, self.factors)

    @property
    def cash(self) -> np.ndarray:
        """The money of each year, discounted to the base year."""
        return _discounted(_with_last(_times(self.cash_profile, self.cash_amount), self.cash_terminal), self.factors)

    @cached_property
    def present_weight(self) -> Any:
        """Present value of one unit of the amount."""
        return _total(self.profile, self.factors)

    @property
    def value(self) -> Any:
        """Present value, without sign."""
        return self.amount * self.present_weight + self.terminal * self.factors[-1]

    @property
    def cash_value(self) -> Any:
        """Present value of the part that becomes money, without sign."""
        same = self.cash_profile is self.profile
        weight = self.present_weight if same else _total(self.cash_profile, self.factors)
        return self.cash_amount * weight + self.cash_terminal * self.factors[-1]

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
    given = {"onset": onset, "duration": duration, "drop_off": drop_off}
    rows = np.asarray(evaluate(active(*map(name, given)), given, years))
    return rows if any(np.ndim(one) for one in given.values()) else rows[:, 0]


def case_flows(
    case: Case, numbers: Mapping[str, Any], priced: frozenset[str] | None = None, graph: Formula | None = None
) -> list[Flow]:
    """The flow of every priced item, in the order of their paths; `numbers` are its fields (`Case.resolve`).

    `graph` is the formula of the case when the caller has it: it holds no number of `numbers`, only the arithmetic.
    """
    ready = case.priced() if priced is None else priced
    graph = formula(case, ready) if graph is None else graph
    known = {path: value for path, value in numbers.items() if path in graph.cells or path in graph.inputs}
    parts = {item.path: parts_of(graph, item) for item in case.items if item.path in ready}
    wanted = list(dict.fromkeys(name for found in parts.values() for name in found.values()))
    values = graph.evaluate(known, only=wanted)
    return [
        _flow(item, {key: values[name] for key, name in parts[item.path].items()})
        for item in case.items
        if item.path in ready
    ]


def parts_of(graph: Formula, item: Item) -> dict[str, str]:
    """Which quantity of the graph each part of a flow is."""
    keys = ["amount", "active", "factor", "cash_share", "cash_active", "terminal"]
    parts = {key: f"{item.path}.{key}" for key in keys if f"{item.path}.{key}" in graph.cells}
    if str(graph.cells[parts["cash_active"]]) == parts["active"]:
        parts["cash_active"] = parts["active"]
    prefix = f"{item.path}.share."
    return parts | {name.removeprefix(item.path + "."): name for name in graph.cells if name.startswith(prefix)}


def _flow(item: Item, values: Mapping[str, Any]) -> Flow:
    profile, terminal = np.asarray(values["active"]), values.get("terminal", 0.0)
    later = profile if values["cash_active"] is values["active"] else np.asarray(values["cash_active"])
    shares = {key.removeprefix("share."): value for key, value in values.items() if key.startswith("share.")}
    return Flow(
        item, values["amount"], profile, np.asarray(values["factor"]), shares,
        values["amount"] * values["cash_share"], later, terminal, terminal * values["cash_share"],
    )  # fmt: skip


def _times(profile: np.ndarray, amount: Any) -> np.ndarray:
    return profile[:, None] * amount if np.ndim(amount) and profile.ndim == 1 else np.asarray(profile * amount)


def _with_last(rows: np.ndarray, terminal: Any) -> np.ndarray:
    if np.ndim(terminal) == 0 and not terminal:
        return rows
    if np.ndim(terminal) and rows.ndim == 1:
        rows = np.repeat(rows[:, None], np.size(terminal), axis=1)
    rows = rows.copy()
    rows[-1] = rows[-1] + terminal
    return rows


def _discounted(rows: np.ndarray, factors: np.ndarray) -> np.ndarray:
    if factors.ndim < rows.ndim:
        return rows * factors[:, None]
    return rows[:, None] * factors if rows.ndim < factors.ndim else rows * factors


def _total(profile: np.ndarray, factors: np.ndarray) -> Any:
    if profile.ndim == factors.ndim == 2:
        return (profile * factors).sum(axis=0)
    return profile @ factors if profile.ndim == 1 else factors @ profile
