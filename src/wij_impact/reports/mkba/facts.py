"""Numbers of the report `mkba`: costs, benefits, where the balance turns, how sure; no language, no layout."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import pandas as pd

from wij_impact.estimates import Name, Quantity, Term
from wij_impact.mkba import Appraisal, Case, Simulation
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.words import Phrase
from wij_impact.reports.mkba.naming import (
    item_name,
    number_name,
    payer_name,
    schedule_name,
    text_name,
    used_as,
    value_of,
)

__all__ = ["Facts", "Turn", "case_facts", "shares", "turns_of"]

Outcome = Literal["positive", "negative", "even", "not_known"]
Verdict = Literal["no_balance", "no_uncertainty", "repeats_prior", "rests_on_assumptions", "finding"]
Who = Literal["one", "together"]
Side = Literal["at_least", "at_most"]
_MAIN = ("additionality", "duration", "price")


@dataclass(frozen=True)
class Turn:
    """A number at which the balance turns; `pays` is the side on which the benefits are at least the costs."""

    parameter: str
    number: Phrase | Term | Name
    present: Quantity | Term
    value: Quantity | Term
    pays: Side
    known: bool


@dataclass(frozen=True)
class Facts:
    """What the report tells of one case.

    Attributes
    ----------
    outcome : str
        The sign of the balance with every number at its middle value; ``not_known`` without priced costs or without
        priced benefits.
    turn : Turn or None
        The first of additionality, duration and cost that turns the balance, else the first number that does.
    who : str
        Whether one payer has all priced costs and benefits (``payer``), or several together.
    verdict : str
        What the draws say, ``no_balance`` when there is none; `chance` is shown only for ``rests_on_assumptions`` and
        ``finding``.
    """

    title: Name
    baseline: Name
    price_year: Quantity
    base_year: Quantity
    horizon: Quantity
    costs: Quantity
    benefits: Quantity
    balance: Quantity
    outcome: Outcome
    cashable: Quantity
    who: Who
    payer: Term | Name
    turn: Turn | None
    turning: Quantity
    without: tuple[Name, ...]
    unpriced: Quantity
    costs_by_price: Quantity
    costs_by_quantity: Quantity
    benefits_by_price: Quantity
    benefits_by_quantity: Quantity
    gap: Literal["costs", "number", "side"]
    missing: Quantity
    verdict: Verdict
    low: Quantity
    high: Quantity
    chance: Quantity
    draws: Quantity
    seed: Quantity
    numbers: Quantity
    assumed: Quantity
    schedule: Phrase
    nested: Literal["no", "same", "apart"]
    nested_low: Quantity
    nested_high: Quantity


def case_facts(case: Case, appraisal: Appraisal, switching: pd.DataFrame, simulation: Simulation | None) -> Facts:
    """The facts of a case that was worked out.

    Parameters
    ----------
    case : Case
    appraisal : Appraisal
        `mkba.appraise(case)`.
    switching : pandas.DataFrame
        `mkba.switching_values(case)`.
    simulation : Simulation, optional
        `mkba.simulate(case, ...)`, when something in it is uncertain.
    """
    unit = "eur" if case.currency == "EUR" else "decimal1"
    costs, benefits, balance, cash = (
        Quantity(float(appraisal.result(one)), unit)
        for one in ("costs", "benefits", "net_present_value", "cashable_balance")
    )
    turns = turns_of(case, switching)
    active = _active(appraisal)
    rests = shares(appraisal)
    given = case.parameters()
    given = given[given["given"] & ~given["parameter"].str.contains(".payers.", regex=False)]
    outcome = _outcome(costs, benefits, balance)
    low, high, chance = _spread(None if outcome == "not_known" else simulation, unit)
    within = appraisal.nesting["net_present_value"] if len(appraisal.nesting) else pd.Series(dtype=float)
    missing = appraisal.unpriced[appraisal.unpriced["reason"] != "pm"]
    return Facts(
        title=text_name(case.title),
        baseline=text_name(case.baseline),
        price_year=Quantity(case.price_year, "year"),
        base_year=Quantity(case.base_year, "year"),
        horizon=Quantity(case.horizon),
        costs=costs,
        benefits=replace(benefits, sources=tuple(case.cited())),
        balance=balance,
        outcome=outcome,
        cashable=cash,
        who="one" if len(active) == 1 else "together",
        payer=payer_name(case, active[0]) if len(active) == 1 else Term("case_value", "together"),
        turn=turns[0] if turns else None,
        turning=Quantity(len(turns)),
        without=tuple(item_name(case, str(item)) for item in missing["item"]),
        unpriced=Quantity(len(appraisal.unpriced)),
        costs_by_price=rests["costs", "by_price"],
        costs_by_quantity=rests["costs", "by_quantity"],
        benefits_by_price=rests["benefits", "by_price"],
        benefits_by_quantity=rests["benefits", "by_quantity"],
        gap=_gap(missing, costs, benefits),
        missing=Quantity(len(missing)),
        verdict=_verdict(simulation, outcome),
        low=low,
        high=high,
        chance=chance,
        draws=Quantity(0 if simulation is None else len(simulation.draws)),
        seed=Quantity(0 if simulation is None else simulation.seed),
        numbers=Quantity(len(given)),
        assumed=Quantity(int((given["basis"] != "sourced").sum())),
        schedule=schedule_name(case),
        nested="no" if within.empty else "same" if within.min() == within.max() else "apart",
        nested_low=Quantity(float(within.min()), unit),
        nested_high=Quantity(float(within.max()), unit),
    )


def _outcome(costs: Quantity, benefits: Quantity, balance: Quantity) -> Outcome:
    # Without a price on one side there is no balance to speak of.
    if not (costs.known and benefits.known and balance.known) or costs.value == 0 or benefits.value == 0:
        return "not_known"
    value = float(balance.value)
    return "positive" if value > 0 else "negative" if value < 0 else "even"


def _gap(missing: pd.DataFrame, costs: Quantity, benefits: Quantity) -> Literal["costs", "number", "side"]:
    """What keeps a balance away: an amount of the costs alone, a number elsewhere, or a side without an amount."""
    if missing.empty:
        return "side"
    known = bool(benefits.known and benefits.value)
    return "costs" if known and set(missing["section"]) == {"cost"} else "number"


def _verdict(simulation: Simulation | None, outcome: Outcome) -> Verdict:
    if outcome == "not_known":
        return "no_balance"
    code = "no_uncertainty" if simulation is None else simulation.verdict()
    return next(one for one in get_args(Verdict) if one == code)


def _active(appraisal: Appraisal) -> list[str]:
    frame = appraisal.by_payer
    amounts = frame[["costs", "benefits"]].fillna(0.0)
    return [str(one) for one in frame["payer"][(amounts != 0).any(axis=1)]]


def shares(appraisal: Appraisal) -> dict[tuple[str, str], Quantity]:
    """(side, by_price|by_quantity) -> the share of the priced costs or benefits that rests on a sourced number."""
    frame = appraisal.evidence[appraisal.evidence["basis"] == "sourced"].set_index("side")
    return {
        (side, column): Quantity(float(frame[column].get(side, math.nan)), "percent")
        for side in ("costs", "benefits")
        for column in ("by_price", "by_quantity")
    }


def _spread(simulation: Simulation | None, unit: str) -> tuple[Quantity, Quantity, Quantity]:
    if simulation is None:
        return Quantity(math.nan), Quantity(math.nan), Quantity(math.nan)
    frame = simulation.summary()
    row = frame[(frame["result"] == "net_present_value") & (frame["payer"] == "total")].iloc[0]
    chance = Quantity(float(simulation.chance()), "percent")
    return Quantity(float(row["lower"]), unit), Quantity(float(row["upper"]), unit), chance


def turns_of(case: Case, switching: pd.DataFrame) -> tuple[Turn, ...]:
    """The numbers that turn the balance: additionality, duration and cost first, then the others.

    Only numbers that are known count, and costs that are not; a turn at 0 says nothing.
    """
    known = switching["present"].notna() | switching["parameter"].str.startswith("cost.")
    found = switching[switching["switching_value"].notna() & switching["switching_value"].ne(0) & known]
    rows: list[dict[Hashable, Any]] = sorted(found.to_dict("records"), key=lambda row: _order(case, row))
    return tuple(_turn(case, row) for row in rows)


def _order(case: Case, row: dict[Hashable, Any]) -> tuple[int, int]:
    path = str(row["parameter"])
    kinds = used_as(case, path)
    rank = next((i for i, kind in enumerate(_MAIN) if kind in kinds), len(_MAIN))
    return rank, 0 if path.startswith("cost.") or "price" not in kinds else 1


def _turn(case: Case, row: dict[Hashable, Any]) -> Turn:
    path = str(row["parameter"])
    side: Side = "at_most" if row["pays_from"] == "at most" else "at_least"
    now = row["present"]
    present, value = value_of(case, path, now), value_of(case, path, float(row["switching_value"]))
    return Turn(path, number_name(case, path), present, value, side, not is_missing(now))
