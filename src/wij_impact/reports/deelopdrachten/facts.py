"""Numbers of the report `deelopdrachten`: granted, used, to give back, still to come; no language, no layout."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from wij_impact.catalogue import year_of
from wij_impact.errors import InputError
from wij_impact.estimates import Name, Quantity
from wij_impact.language import Text

__all__ = ["Ahead", "Facts", "account_facts", "account_years"]

Used = Literal["within", "over"]
Moved = Literal["more", "fewer", "equal", "not_known"]


@dataclass(frozen=True)
class Ahead:
    """An assignment for which more was received than granted."""

    assignment: Name
    amount: Quantity


@dataclass(frozen=True)
class Facts:
    """The account of one year.

    Attributes
    ----------
    granted : Quantity
        How many assignments have a grant.
    exact : Quantity
        For how many the cost equals the grant to the euro. The source counts staff times an agreed price and settles
        no extra staff, so this is what the rule gives, and no sign of a fault.
    left, over : Quantity
        How many have money left, and how many cost more than was granted; with their amounts.
    due, unpaid : Quantity
        For how many money is still to come, and of those how many have received nothing yet.
    debt, debt_earlier : Quantity
        What the balance sheet owes the municipality, and how much of it is not of this year.
    """

    year: Quantity
    before: Quantity
    granted: Quantity
    awarded: Quantity
    cost: Quantity
    share: Quantity
    used: Used
    cost_before: Quantity
    cost_change: Quantity
    moved: Moved
    settle: Quantity
    receivable: Quantity
    exact: Quantity
    left: Quantity
    left_amount: Quantity
    over: Quantity
    over_amount: Quantity
    due: Quantity
    due_amount: Quantity
    unpaid: Quantity
    none_paid: bool
    ahead: tuple[Ahead, ...]
    both: Quantity
    both_amount: Quantity
    debt: Quantity
    debt_earlier: Quantity


def account_years(figures: pd.DataFrame) -> list[int]:
    """The years of which an account with amounts per assignment is printed.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> account_years(catalogue.figures())
    [2023]
    """
    own = figures[
        figures["indicator_id"].eq("grants_awarded") & figures["kind"].eq("actual") & figures["value"].notna()
    ]
    own = own[own["breakdown"].astype("str").str.startswith("deelopdracht=")]
    years = {year_of(period) for period in own["period"]}
    return sorted(year for year in years if year is not None)


def account_facts(figures: pd.DataFrame, account: pd.DataFrame, totals: pd.DataFrame, year: int | None = None) -> Facts:
    """The facts of the account of `year`.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.
    account, totals : pandas.DataFrame
        `kerncijfers.grants_account(figures, year)` and `kerncijfers.grants_totals(figures, year)`.
    year : int, optional
        The last account printed by default.

    Raises
    ------
    InputError
        When no account of that year is printed; the years there are stand in the remedy.
    """
    years = account_years(figures)
    chosen = years[-1] if year is None and years else year
    if chosen not in years:
        listed = ", ".join(map(str, years)) or "-"
        raise InputError(
            Text(
                nl=f"over {year} is geen rekening van deelopdrachten gedrukt.",
                en=f"no account of assignments is printed for {year}.",
            ),
            remedy=Text(nl=f"Kies een van deze jaren: {listed}.", en=f"Choose one of these years: {listed}."),
        )
    lines = account[~account["empty"]]
    awarded, cost, receivable, settle = (_total(totals, one) for one in ("awarded", "cost", "receivable", "to_settle"))
    cost_before = _year_before(figures, cost, chosen)
    left, over = lines[lines["unspent"] > 0], lines[lines["unspent"] < 0]
    due, both = lines[lines["receivable"] > 0], lines[(lines["receivable"] > 0) & (lines["to_settle"] > 0)]
    exact = lines[lines["unspent"] == 0]
    debt = _debt(figures, chosen)
    return Facts(
        year=Quantity(chosen, "year"),
        before=Quantity(chosen - 1, "year"),
        granted=Quantity(int((lines["awarded"] > 0).sum())),
        awarded=awarded,
        cost=cost,
        share=Quantity(_of(cost) / _of(awarded), "percent", (*cost.sources, *awarded.sources)),
        used="over" if _of(cost) > _of(awarded) else "within",
        cost_before=cost_before,
        cost_change=Quantity(
            _of(cost) / _of(cost_before) - 1, "percent", (*cost.sources, *cost_before.sources), signed=True
        ),
        moved=_moved(_of(cost), _of(cost_before)),
        settle=settle,
        receivable=receivable,
        exact=Quantity(len(exact), sources=_ids(exact)),
        left=Quantity(len(left), sources=_ids(left)),
        left_amount=Quantity(math.fsum(left["unspent"]), "eur"),
        over=Quantity(len(over), sources=_ids(over)),
        over_amount=Quantity(-math.fsum(over["unspent"]), "eur"),
        due=Quantity(len(due), sources=_ids(due)),
        due_amount=Quantity(math.fsum(due["receivable"]), "eur"),
        unpaid=Quantity(int((due["received"] == 0).sum())),
        none_paid=bool((due["received"] == 0).all()),
        ahead=tuple(
            Ahead(Name(str(row["assignment"])), Quantity(-row["receivable"], "eur", tuple(row["figure_ids"].split())))
            for _, row in lines[lines["receivable"] < 0].iterrows()
        ),
        both=Quantity(len(both), sources=_ids(both)),
        both_amount=Quantity(math.fsum(both["to_settle"]), "eur"),
        debt=debt,
        debt_earlier=Quantity(_of(debt) - _of(settle), "eur", (*debt.sources, *settle.sources)),
    )


def _of(quantity: Quantity) -> float:
    return float(quantity.value)


def _ids(rows: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for ids in rows["figure_ids"] for one in str(ids).split()))


def _total(totals: pd.DataFrame, amount: str) -> Quantity:
    """The printed total of a column, or the sum of its lines where none is printed."""
    row = totals[totals["amount"] == amount].iloc[0].to_dict()
    if math.isnan(row["printed"]):
        return Quantity(row["computed"], "eur")
    return Quantity(row["printed"], "eur", (str(row["figure_ids"]),), origin="published")


def _moved(now: float, before: float) -> Moved:
    if math.isnan(before):
        return "not_known"
    return "equal" if now == before else "more" if now > before else "fewer"


def _year_before(figures: pd.DataFrame, cost: Quantity, year: int) -> Quantity:
    """The cost of the year before, from a place that prints this year's cost beside it; NaN where none does."""
    own = figures[figures["indicator_id"].eq("grants_used") & figures["kind"].eq("actual") & figures["unit"].eq("EUR")]
    for _, rows in own.sort_values("figure_id").groupby(["reported_in", "locator"]):
        by_year = dict(zip(rows["period"].map(year_of), rows.to_dict("records"), strict=True))
        if year - 1 in by_year and by_year.get(year, {}).get("value") == cost.value:
            return Quantity.published(by_year[year - 1], "eur")
    return Quantity(math.nan, "eur")


def _debt(figures: pd.DataFrame, year: int) -> Quantity:
    """What the balance sheet of the end of the year owes the municipality; NaN where that is not printed."""
    own = figures[figures["indicator_id"].eq("debts_municipality") & figures["kind"].eq("actual")]
    own = own[[year_of(period) == year for period in own["period"]]]
    if own.empty:
        return Quantity(math.nan, "eur")
    return Quantity.published(own.sort_values("figure_id").iloc[0].to_dict(), "eur")
