"""Cost-benefit analysis: cases, discounting, uncertainty per payer, and what is worth knowing."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wij_impact.mkba.appraisal import Appraisal, Balance, appraise, balance
    from wij_impact.mkba.case import Case
    from wij_impact.mkba.comparison import compare
    from wij_impact.mkba.discounting import (
        DiscountSchedule,
        discount_factors,
        internal_rate_of_return,
        load_discount_schedules,
        present_value,
    )
    from wij_impact.mkba.effectiveness import acceptability_curve, cost_effectiveness_plane, icers
    from wij_impact.mkba.ends import extremes
    from wij_impact.mkba.explorer import explore
    from wij_impact.mkba.formulas import Formula, formula
    from wij_impact.mkba.global_sensitivity import sobol
    from wij_impact.mkba.household import Household, common_turn, per_payer
    from wij_impact.mkba.household_portfolio import Portfolio, portfolio
    from wij_impact.mkba.household_sheet import load_household, load_households
    from wij_impact.mkba.information import evpi, evppi
    from wij_impact.mkba.loading import load_case, load_scenarios
    from wij_impact.mkba.open_formula import workings
    from wij_impact.mkba.parameters import load_evidence_grades
    from wij_impact.mkba.price_library import find_prices, load_evidence
    from wij_impact.mkba.prices import PriceIndex, convert_price, load_price_indices, load_unit_prices
    from wij_impact.mkba.sensitivity import switching_value, switching_values, tornado
    from wij_impact.mkba.simulation import Simulation, simulate

_HOMES = {
    "Appraisal": "appraisal",
    "Balance": "appraisal",
    "Case": "case",
    "DiscountSchedule": "discounting",
    "Household": "household",
    "Portfolio": "household_portfolio",
    "PriceIndex": "prices",
    "Simulation": "simulation",
    "acceptability_curve": "effectiveness",
    "appraise": "appraisal",
    "balance": "appraisal",
    "common_turn": "household",
    "compare": "comparison",
    "explore": "explorer",
    "extremes": "ends",
    "formula": "formulas",
    "Formula": "formulas",
    "find_prices": "price_library",
    "load_evidence": "price_library",
    "convert_price": "prices",
    "cost_effectiveness_plane": "effectiveness",
    "discount_factors": "discounting",
    "evpi": "information",
    "evppi": "information",
    "icers": "effectiveness",
    "internal_rate_of_return": "discounting",
    "load_case": "loading",
    "load_discount_schedules": "discounting",
    "load_evidence_grades": "parameters",
    "load_household": "household_sheet",
    "load_households": "household_sheet",
    "load_price_indices": "prices",
    "load_scenarios": "loading",
    "load_unit_prices": "prices",
    "per_payer": "household",
    "portfolio": "household_portfolio",
    "present_value": "discounting",
    "simulate": "simulation",
    "sobol": "global_sensitivity",
    "switching_value": "sensitivity",
    "switching_values": "sensitivity",
    "tornado": "sensitivity",
    "workings": "open_formula",
}

__all__ = [
    "Appraisal",
    "Balance",
    "Case",
    "DiscountSchedule",
    "Formula",
    "Household",
    "Portfolio",
    "PriceIndex",
    "Simulation",
    "acceptability_curve",
    "appraise",
    "balance",
    "common_turn",
    "compare",
    "convert_price",
    "cost_effectiveness_plane",
    "discount_factors",
    "evpi",
    "evppi",
    "explore",
    "extremes",
    "find_prices",
    "formula",
    "icers",
    "internal_rate_of_return",
    "load_case",
    "load_discount_schedules",
    "load_evidence",
    "load_evidence_grades",
    "load_household",
    "load_households",
    "load_price_indices",
    "load_scenarios",
    "load_unit_prices",
    "per_payer",
    "portfolio",
    "present_value",
    "simulate",
    "sobol",
    "switching_value",
    "switching_values",
    "tornado",
    "workings",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(f"wij_impact.mkba.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'wij_impact.mkba' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
