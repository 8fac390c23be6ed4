"""The page without a sheet: what it is for, what is asked, and the published sum it would make possible to check."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from wij_impact.estimates import Quantity, Term
from wij_impact.mkba.household import units_per_month
from wij_impact.mkba.household_sheet import HOUSEHOLD_FIELDS, LINE_FIELDS
from wij_impact.reports.naming import cells, in_languages

__all__ = ["Blank", "blank_facts", "field_rows", "price_rows"]

AMOUNT = "jim_saving_2019_02_2020_10_estimate_r2020"
COUNTED = "jim_with_financial_impact_2019_02_2020_10_r2020"
OUTCOMES = tuple(
    f"jim_outcomes_prevented_{one}_2019_02_2020_10_estimate_r2020"
    for one in ("uithuisplaatsing", "schooluitval", "gesloten_jeugdzorg")
)
REFERRED = "referrals_by_type_doorbraak_2023_r2023"
BEFORE = "referrals_by_type_doorbraak_2022_r2023"
#: Prices of one month that a sheet can use; a sheet itself can use all of them.
SHOWN = ("foster_allowance_day", "residential_jo_day", "protected_living_day", "gezinshuis_day", "residential_jggz_day")


@dataclass(frozen=True)
class Blank:
    """What is published of sums over households, and how dear a month of care is."""

    amount: Quantity
    counted: Quantity
    mean: Quantity
    outcomes: Quantity
    several: Quantity
    referred: Quantity
    referred_before: Quantity
    referred_year: Quantity
    cheap: Quantity
    dear: Quantity
    price_year: Quantity


def blank_facts(figures: pd.DataFrame, prices: pd.DataFrame) -> Blank:
    """The facts of a page without a sheet; `figures` and `prices` are `catalogue.figures()` and the unit prices."""
    rows = figures.set_index("figure_id", drop=False)
    values = rows["value"]
    outcomes = sum(float(values[one]) for one in OUTCOMES)
    months = price_rows(prices)
    return Blank(
        amount=Quantity.published(rows.loc[AMOUNT], "eur"),
        counted=Quantity.published(rows.loc[COUNTED]),
        mean=Quantity(float(values[AMOUNT]) / float(values[COUNTED]), "eur", (AMOUNT, COUNTED)),
        outcomes=Quantity(outcomes, sources=OUTCOMES),
        several=Quantity(outcomes - float(values[COUNTED]), sources=(*OUTCOMES, COUNTED)),
        referred=Quantity.published(rows.loc[REFERRED]),
        referred_before=Quantity.published(rows.loc[BEFORE]),
        referred_year=Quantity(int(str(rows.loc[REFERRED, "period"])), "year"),
        cheap=Quantity(float(months["month"].min()), "eur"),
        dear=Quantity(float(months["month"].max()), "eur"),
        price_year=Quantity(int(months["price_year"].max()), "year"),
    )


def price_rows(prices: pd.DataFrame) -> pd.DataFrame:
    """What a month costs: price_id, name, month, price_year, source; cheapest first."""
    rows = []
    for row in prices[prices["price_id"].isin(SHOWN)].to_dict("records"):
        rate = units_per_month(str(row["unit"]))
        month = math.nan if rate is None else float(row["value"]) * rate
        rows.append({"price_id": row["price_id"], "name": in_languages(row, "label"), "month": month,
                     "price_year": row["price_year"], "source": row["source"]})  # fmt: skip
    frame = pd.DataFrame(rows).sort_values("month", kind="stable", ignore_index=True)
    return frame.assign(name=cells(frame["name"]))


def field_rows() -> pd.DataFrame:
    """Every field of a sheet with what it is: name, told."""
    names = [one for one in (*HOUSEHOLD_FIELDS, *LINE_FIELDS) if one != "data_kind"]
    return pd.DataFrame({"name": cells(Term("field", one) for one in names),
                         "told": cells(Term("field_told", one) for one in names)})  # fmt: skip
