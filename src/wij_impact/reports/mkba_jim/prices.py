"""What the price library changes for JIM: the same sum with each price of a placement, and which price would decide."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from wij_impact.estimates import Name, Quantity, Term
from wij_impact.mkba import Case, appraise, find_prices, load_price_indices, switching_value
from wij_impact.mkba.price_library import per_year
from wij_impact.reports.mkba_jim.claim import Claim
from wij_impact.reports.naming import cells

__all__ = ["PriceFacts", "price_facts", "price_readings"]

_PLACE = "effect.uithuisplaatsing.price"
_COST, _SHARE = "cost.begeleiding.price", "input.additionaliteit"
_OPEN = "effect.gesloten_jeugdzorg.price"
_SUBJECT = "family_home"


@dataclass(frozen=True)
class PriceFacts:
    """What the prices say.

    Attributes
    ----------
    before, after : Quantity
        The balance with the price that was used first, and with the other price of the library.
    cost_before, cost_after : Quantity
        What a trajectory may cost at most with each.
    turns : str
        Whether the other price turns the sign of the balance.
    closed : Quantity
        What a year of closed care must cost at least for the benefits to equal the costs at the lower price, when the
        closed placements come on top of the others; missing when there is no such price.
    total_after, claim_after
        The placements at the other price, and whether the claim can pay for them.
    """

    before: Quantity
    after: Quantity
    price_before: Quantity
    price_after: Quantity
    cost_before: Quantity
    cost_after: Quantity
    turns: Literal["yes", "no", "one"]
    closed: Quantity
    price_year: Quantity
    total_after: Quantity
    claim_after: Literal["fits", "does_not"]


def price_readings(case: Case) -> pd.DataFrame:
    """The case worked out with every verified price of a family home in the library.

    Parameters
    ----------
    case : Case
        The case `jim`, or a copy of it.

    Returns
    -------
    pandas.DataFrame
        price_id, name, given, unit, from_year, index, converted (per year, at the price level of the case), balance,
        turn_cost (what a trajectory may cost), turn_share (of the outcomes that must come from JIM); the price that
        the case names first.
    """
    found = find_prices("", price_year=case.price_year)
    found = found[found["subject"].eq(_SUBJECT) & found["status"].eq("confirmed") & found["converted"].notna()]
    index = next((one.index for one in case.conversions if one.path == _PLACE), "cpi_nl")
    named = case.numbers[_PLACE].stream.split(".")[1] if _PLACE in case.numbers else ""
    levels = load_price_indices().get(index)
    rows = []
    for row in found.to_dict("records"):
        year, unit = int(row["price_year"]), str(row["unit"])
        ratio = levels.ratio(year, case.price_year) if levels else math.nan
        converted = float(row["value"]) * per_year(unit) * ratio
        priced = case.with_value(_PLACE, converted)
        rows.append(
            {
                "price_id": row["price_id"],
                "name": Name(str(row["label_en"]), (("nl", row["label_nl"]), ("en", row["label_en"]))),
                "given": float(row["value"]),
                "unit": Term("price_unit", "day" if unit == "EUR_per_day" else "year"),
                "from_year": year,
                "index": index,
                "converted": converted,
                "balance": appraise(priced).net_present_value,
                "turn_cost": _turn(priced, _COST),
                "turn_share": _turn(priced, _SHARE),
                "first": str(row["price_id"]) != named,
            }
        )
    frame = pd.DataFrame(rows).sort_values("first", kind="stable").reset_index(drop=True).drop(columns="first")
    return frame.assign(name=cells(frame["name"]), unit=cells(frame["unit"]))


def _turn(case: Case, path: str) -> float:
    found = switching_value(case, path) if path in case.parameter_paths() else None
    return math.nan if found is None else found


def price_facts(case: Case, readings: pd.DataFrame, claim: Claim) -> PriceFacts:
    """The facts of `price_readings`."""
    rows: list[dict[Any, Any]] = readings.to_dict("records")
    first, other = rows[0], rows[-1]
    signs = {row["balance"] >= 0 for row in rows}
    lower = min(rows, key=lambda row: float(row["converted"]))
    apart = _apart(case.with_value(_PLACE, float(lower["converted"])))
    closed = switching_value(apart, _OPEN) if _OPEN in case.numbers else None
    total = claim.number("placement") * float(other["converted"])
    return PriceFacts(
        before=Quantity(first["balance"], "eur"),
        after=Quantity(other["balance"], "eur"),
        price_before=Quantity(first["converted"], "eur"),
        price_after=Quantity(other["converted"], "eur"),
        cost_before=Quantity(first["turn_cost"], "eur"),
        cost_after=Quantity(other["turn_cost"], "eur"),
        turns="one" if len(rows) == 1 else "yes" if len(signs) > 1 else "no",
        closed=Quantity(math.nan if closed is None else closed, "eur"),
        price_year=Quantity(case.price_year, "year"),
        total_after=Quantity(total, "eur", claim.placement.sources),
        claim_after="fits" if total <= claim.number("amount") else "does_not",
    )


def _apart(case: Case) -> Case:
    """The case with its closed placements beside the others, so that their price turns one thing only."""
    items = tuple(
        replace(item, nested_in="") if item.path == "effect.gesloten_jeugdzorg" else item for item in case.items
    )
    return replace(case, items=items)
