"""Numbers of the report `mkba_besturingsmodel`: no language, no layout."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from wij_impact.estimates import Quantity, Term
from wij_impact.mkba import Case, Simulation, appraise, switching_value
from wij_impact.presentation.words import Phrase
from wij_impact.reports.naming import number_at

__all__ = [
    "HORIZONS",
    "MAIN",
    "SCHEDULES",
    "Facts",
    "changes",
    "limit",
    "limits",
    "model_facts",
    "per_year",
    "rate_name",
]

SCHEDULES = ("nl_2015", "nl_2020", "nl_2025")
MAIN = "nl_2020"
HORIZONS = (5, 10, 20)
_MIDDLE = 10
_COST, _SHARE = "cost.implementatie.price", "effect.besparing.additionality"
_PRINTED = {
    "amount": ("structural_saving_2020_r2020", "eur"),
    "managers_before": ("wij_managers_2019_r2020", "integer"),
    "managers": ("wij_managers_2020_r2020", "integer"),
    "entrances_before": ("physical_entrances_2019_r2020", "integer"),
    "entrances": ("physical_entrances_2020_r2020", "integer"),
    "entrances_later": ("physical_entrances_rundated", "integer"),
    "turnover": ("turnover_2020_r2020_kern", "eur_in_million"),
    "turnover_again": ("turnover_2020_r2023_kern", "eur_in_million"),
}


@dataclass(frozen=True)
class Facts:
    """What the report tells.

    Attributes
    ----------
    limit, limit_half : Quantity
        The highest implementation cost that is paid back in `years` years when the whole stated amount, or half of
        it, is really there every year.
    rate_low, rate_high : Quantity
        The lowest and highest limit over the discount schedules; `short` and `long` those over the horizons.
    explore_low, explore_high : Quantity
        Where the value of the amount lies when nobody knows which share of it is real.
    """

    amount: Quantity
    managers_before: Quantity
    managers: Quantity
    entrances_before: Quantity
    entrances: Quantity
    entrances_later: Quantity
    turnover: Quantity
    turnover_again: Quantity
    turnover_gap: Quantity
    gap_share: Quantity
    turnover_share: Quantity
    year: Quantity
    price_year: Quantity
    years: Quantity
    limit: Quantity
    limit_half: Quantity
    rate: Quantity
    rate_low: Quantity
    rate_high: Quantity
    short: Quantity
    short_years: Quantity
    long: Quantity
    long_years: Quantity
    explore_low: Quantity
    explore_high: Quantity


def limit(case: Case, years: int, share: float = 1.0) -> float:
    """The highest implementation cost at which benefits still equal costs: the switching value, in euros.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> round(limit(mkba.load_case("besturingsmodel"), 1))
    575000
    """
    found = switching_value(replace(case, horizon=years).with_value(_SHARE, share), _COST)
    return math.nan if found is None else found


def limits(cases: Mapping[str, Case]) -> pd.DataFrame:
    """Per horizon the amount simply added up, and the limit under each schedule; `half`: with half of it real."""
    rows = []
    for years in HORIZONS:
        yearly = float(cases[MAIN].central()["effect.besparing.price"])
        found = {name: limit(cases[name], years) for name in SCHEDULES}
        rows.append({"years": years, "plain": years * yearly, **found, "half": limit(cases[MAIN], years, 0.5)})
    return pd.DataFrame(rows)


def per_year(cases: Mapping[str, Case]) -> pd.DataFrame:
    """What the stated amount of each year counts for, up to the longest horizon, under each schedule."""
    parts = {}
    for name in SCHEDULES:
        flows = appraise(replace(cases[name], horizon=HORIZONS[-1])).cashflows
        parts[name] = flows[flows["section"] == "effect"].groupby("year")[["real", "discounted"]].sum()
    frame = parts[MAIN][["real"]].assign(**{name: part["discounted"] for name, part in parts.items()})
    return frame.reset_index()


def rate_name(case: Case) -> Phrase:
    """The discount rate of the case and the year of the report it comes from."""
    rate = Quantity(round(100 * float(case.schedule.rates[0][1]), 6), "percent_auto_of_100")
    return Phrase("schedule.rate", {"rate": rate, "report": case.schedule.name.partition("_")[2][:4]})


def changes(facts: Facts) -> pd.DataFrame:
    """What changed in the organisation: `name, before, after`."""
    pairs = {
        "managers": (facts.managers_before, facts.managers),
        "entrances": (facts.entrances_before, facts.entrances),
    }
    return pd.DataFrame(
        [
            {"name": Term("part", code), "before": float(before.value), "after": float(after.value)}
            for code, (before, after) in pairs.items()
        ]
    )


def model_facts(figures: pd.DataFrame, cases: Mapping[str, Case], found: pd.DataFrame, simulation: Simulation) -> Facts:
    """The facts of the management model.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.
    cases : mapping of str to Case
        The case under each discount schedule of `SCHEDULES`.
    found : pandas.DataFrame
        `limits(cases)`.
    simulation : Simulation
        The draws of the exploration, in which nobody knows which share of the amount is real.
    """
    own = figures.set_index("figure_id")
    printed = {
        name: Quantity.published({"figure_id": figure_id, "value": own.loc[figure_id, "value"]}, unit)
        for name, (figure_id, unit) in _PRINTED.items()
    }
    saving = float(printed["amount"].value)
    turnover, again = (printed[one] for one in ("turnover", "turnover_again"))
    both = (*turnover.sources, *again.sources)
    gap = abs(float(turnover.value) - float(again.value)) * 1e6
    by_years = found.set_index("years")
    middle: Any = by_years.loc[_MIDDLE]
    rates = [float(middle[name]) for name in SCHEDULES]
    case = cases[MAIN]
    summary = simulation.summary()
    drawn = summary[(summary["result"] == "benefits") & (summary["payer"] == "total")].iloc[0]

    def million(value: float) -> Quantity:
        return Quantity(float(value), "eur_million", printed["amount"].sources)

    return Facts(
        **printed,
        turnover_gap=Quantity(gap, "eur", both),
        gap_share=Quantity(gap / saving, "percent", both),
        turnover_share=Quantity(saving / (float(turnover.value) * 1e6), "percent1", turnover.sources),
        year=Quantity(case.base_year, "year"),
        price_year=Quantity(case.price_year, "year"),
        years=Quantity(_MIDDLE),
        limit=million(middle[MAIN]),
        limit_half=million(middle["half"]),
        rate=Quantity(round(100 * float(case.schedule.rates[0][1]), 6), "percent_auto_of_100"),
        rate_low=million(min(rates)),
        rate_high=million(max(rates)),
        short=million(number_at(by_years, HORIZONS[0], MAIN)),
        short_years=Quantity(HORIZONS[0]),
        long=million(number_at(by_years, HORIZONS[-1], MAIN)),
        long_years=Quantity(HORIZONS[-1]),
        explore_low=million(drawn["lower"]),
        explore_high=million(drawn["upper"]),
    )
