"""Numbers of the report `mkba_jim`: no language, no layout."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from wij_impact.estimates import Quantity
from wij_impact.mkba import Case, tornado
from wij_impact.reports import mkba as shared
from wij_impact.reports.mkba_jim.claim import Claim

__all__ = ["JimFacts", "jim_facts"]

_SHARE, _YEARS, _COST = "input.additionaliteit", "effect.uithuisplaatsing.duration", "cost.begeleiding.price"
_PLACE = "effect.uithuisplaatsing.price"


@dataclass(frozen=True)
class JimFacts:
    """What the first screen and the section on the claim tell.

    Attributes
    ----------
    turn_share, turn_years, turn_cost : Quantity
        Where the balance turns: the share of the outcomes that has to come from JIM, the years a placement would have
        lasted, the cost per trajectory; each with the others at their middle value.
    share, years, cost : Quantity
        Those middle values.
    fits : str
        Whether the placements alone, at the one sourced price, cost more than the whole claim.
    nesting : str
        Whether there are as many outcomes as trajectories once the closed placements count as placements.
    unknowns : str
        Whether each unknown number that moves the balance can turn it, from its low to its high.
    verdict : str
        What the draws say (`mkba.Simulation.verdict`).
    """

    amount: Quantity
    started: Quantity
    counted: Quantity
    placement: Quantity
    dropout: Quantity
    closed: Quantity
    outcomes: Quantity
    nested_outcomes: Quantity
    place_price: Quantity
    place_total: Quantity
    fits: Literal["more_than_claim", "within_claim"]
    nesting: Literal["equal", "other"]
    unknowns: Literal["turn", "some"]
    turn_share: Quantity
    turn_years: Quantity
    turn_cost: Quantity
    share: Quantity
    years: Quantity
    cost: Quantity
    per_started: Quantity
    price_year: Quantity
    costs_by_price: Quantity
    benefits_by_price: Quantity
    verdict: Literal["no_balance", "no_uncertainty", "repeats_prior", "rests_on_assumptions", "finding"]
    low: Quantity
    high: Quantity


def jim_facts(case: Case, claim: Claim, switching: pd.DataFrame, told: shared.Facts) -> JimFacts:
    """The facts of the pilot.

    Parameters
    ----------
    case : Case
        The case `jim`, or a copy of it with numbers of one's own.
    claim : Claim
        `find_claim(case, figures)`.
    switching : pandas.DataFrame
        `mkba.switching_values(case)`.
    told : reports.mkba.Facts
        `reports.mkba.case_facts(...)` of the same case.
    """
    middle = case.central()
    turns = switching.set_index("parameter")["switching_value"]
    place = float(middle.get(_PLACE, math.nan))
    moves = tornado(case)
    moves = moves[moves["swing"] > 0]
    total = claim.number("placement") * place
    ids = claim.ids

    def turn(path: str, unit: str) -> Quantity:
        return Quantity(float(turns.get(path, math.nan)), unit)

    def centre(path: str, unit: str) -> Quantity:
        number = case.effective().get(path)
        return Quantity(math.nan if number is None else float(number.value), unit, origin="assumption")

    return JimFacts(
        **claim._asdict(),
        outcomes=Quantity(claim.outcomes, sources=ids),
        nested_outcomes=Quantity(claim.nested_outcomes, sources=ids),
        place_price=Quantity(place, "eur"),
        place_total=Quantity(total, "eur", claim.placement.sources),
        fits="more_than_claim" if total > claim.number("amount") else "within_claim",
        unknowns="turn" if bool((moves["at_low"] * moves["at_high"] < 0).all()) else "some",
        nesting="equal" if claim.nested_outcomes == claim.number("counted") else "other",
        turn_share=turn(_SHARE, "percent"),
        turn_years=turn(_YEARS, "decimal2"),
        turn_cost=turn(_COST, "eur"),
        share=centre(_SHARE, "percent"),
        years=centre(_YEARS, "auto"),
        cost=centre(_COST, "eur"),
        per_started=Quantity(claim.number("amount") / claim.number("started"), "eur", ids),
        price_year=told.price_year,
        costs_by_price=told.costs_by_price,
        benefits_by_price=told.benefits_by_price,
        verdict=told.verdict,
        low=told.low,
        high=told.high,
    )
