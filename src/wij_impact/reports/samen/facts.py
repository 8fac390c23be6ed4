"""Numbers of the report `samen` out of the documents: what the plan said, what 2023 gave; no language, no layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact import flow
from wij_impact.estimates import Quantity, Term

__all__ = [
    "LATEST",
    "MONTHS",
    "Facts",
    "document_facts",
    "durations_table",
    "plan_reading",
    "plan_terms",
    "scenario_table",
]

#: Stays for which the caseload is given, in months.
MONTHS = (3, 6, 9, 12)
#: How much "over a thousand" may be and still be said so: a quarter more. A reading of ours.
LATEST = 1.25
Fits = Literal["new", "all", "products", "none", "several"]


@dataclass(frozen=True)
class Facts:
    """What the plan says of the first year, and what came of it.

    Attributes
    ----------
    new, all, products : Quantity
        What the plan comes to: new questions only, everything, and of the new ones those under the first products;
        the limits are those of rounding.
    fits : str
        The reading that the printed number fits.
    unassigned : Quantity
        Clients that the shares, which add to 99%, leave without a referrer.
    at_most : Quantity
        The fall in referrals over those helped.
    new_only, planned, late, half, double_return : Quantity
        Inflow in the year after the phasing, by scenario.
    """

    year: Quantity
    made_on: Quantity
    clients: Quantity
    repeats: Quantity
    new: Quantity
    all: Quantity
    products: Quantity
    product_share: Quantity
    printed: Quantity
    latest: Quantity
    fits: Fits
    shares_sum: Quantity
    unassigned: Quantity
    stay_1: Quantity
    stay_2: Quantity
    stay_3: Quantity
    stay_4: Quantity
    open_1: Quantity
    open_2: Quantity
    open_3: Quantity
    open_4: Quantity
    fte: Quantity
    primary: Quantity
    recruited: Quantity
    files_read: Quantity
    tom: Quantity
    cost_per_fte: Quantity
    cost: Quantity
    received: Quantity
    budget: Quantity
    transition: Quantity
    per_primary: Quantity
    contact_days: Quantity
    referrals: Quantity
    referrals_before: Quantity
    fewer: Quantity
    at_most: Quantity
    all_ratio: Quantity
    widest: Term
    later_year: Quantity
    new_only: Quantity
    planned: Quantity
    late: Quantity
    half: Quantity
    double_return: Quantity
    planned_primary: Quantity


def plan_reading(plan: pd.DataFrame, readings: pd.DataFrame, name: Literal["new", "all", "products"]) -> Quantity:
    """What the plan comes to for its first year by one reading of it, with the figures that it rests on.

    Parameters
    ----------
    plan : DataFrame
        The table ``flow_plan``.
    readings : DataFrame
        `flow.plan_readings` of the referrers that take part in the first year.
    """
    first = plan[plan["first_month"].eq("2023-01")]
    ids = tuple(dict.fromkeys(one for each in first["figure_ids"] for one in str(each).split()))
    row: Any = readings.set_index("reading").loc[name]
    own = ids if name == "products" else tuple(one for one in ids if "guidance" not in one)
    own = own if name != "all" else tuple(one for one in own if "repeat" not in one)
    return Quantity(float(row["estimate"]), "integer", own, (float(row["lower"]), float(row["upper"])))


def document_facts(
    figures: pd.DataFrame, plan: pd.DataFrame, readings: pd.DataFrame, later: pd.DataFrame, later_year: int
) -> Facts:
    """The facts.

    Parameters
    ----------
    figures : DataFrame
        `catalogue.figures()`.
    plan : DataFrame
        The table ``flow_plan``.
    readings : DataFrame
        `flow.plan_readings` of the referrers that take part in the first year.
    later : DataFrame
        `flow.plan_inflow` of `later_year`.
    """

    def printed(figure_id: str, unit: str = "integer", scale: float = 1.0) -> Quantity:
        row = figures[figures["figure_id"] == figure_id].iloc[0]
        return Quantity.published(row, unit, scale)

    shares = figures[figures["indicator_id"].eq("referrer_share")]
    clients, helped = printed("referrer_clients_2021_r2022"), printed("bjh_clients_2023_r2023_text")

    def reading(name: Literal["new", "all", "products"]) -> Quantity:
        return plan_reading(plan, readings, name)

    share_ids = tuple(shares["figure_id"])
    fte, primary = printed("bjh_fte_deployed_2023_r2023", "decimal2"), _primary(printed)
    wages, whole = printed("note_pnl_totale_personeelslasten_2023_r2023", "eur"), _whole(printed)
    per = float(wages.value) / float(whole.value)
    budget = printed("note_pnl_subsidie_uitvoeringsbudget_samen_2023_r2023", "eur_million")
    transition = printed("note_pnl_subsidie_transitiekosten_basis_jeugdhulp_2023_r2023", "eur_million")
    now = printed("referrals_by_type_jeugdhulp_2023_r2023")
    then = printed("referrals_by_type_jeugdhulp_2022_r2023")
    fewer, people = float(then.value) - float(now.value), float(helped.value)
    total = float(shares["value"].sum())
    plan_ids = tuple(dict.fromkeys(one for each in plan["figure_ids"] for one in str(each).split()))
    inflow = later[later["measure"] == "inflow"].set_index("scenario")
    per_primary = people / float(primary.value)

    def scenario(name: str) -> Quantity:
        return Quantity.estimate(inflow.loc[name], "integer", plan_ids)

    money = (*wages.sources, *whole.sources)
    return Facts(
        year=Quantity(2023, "year"),
        made_on=Quantity(2021, "year"),
        clients=clients,
        repeats=printed("referrer_repeat_share_2021_r2022", "percent", 0.01),
        new=reading("new"),
        all=reading("all"),
        products=reading("products"),
        product_share=printed("share_individual_family_guidance_2023_estimate_r2022", "percent", 0.01),
        printed=helped,
        latest=Quantity(people * LATEST, sources=helped.sources, origin="assumption"),
        fits=_fits(readings, people, people * LATEST),
        shares_sum=Quantity(total / 100, "percent", share_ids),
        unassigned=Quantity(float(clients.value) * (1 - total / 100), "integer", (*clients.sources, *share_ids)),
        **{f"stay_{i}": Quantity(one, origin="assumption") for i, one in enumerate(MONTHS, 1)},
        **{
            f"open_{i}": Quantity(flow.caseload(people, one / 12), "integer", helped.sources)
            for i, one in enumerate(MONTHS, 1)
        },
        fte=fte,
        primary=primary,
        recruited=printed("bjh_recruited_fte_2023_r2023"),
        files_read=printed("dossiers_analysed_pct_2022_estimate_r2022", "percent", 0.01),
        tom=printed("tom_clients_per_year_2022_estimate_r2022"),
        cost_per_fte=Quantity(per, "eur", money),
        cost=Quantity(float(fte.value) * per, "eur_million", (*fte.sources, *money)),
        received=Quantity(
            float(budget.value) + float(transition.value), "eur_million", (*budget.sources, *transition.sources)
        ),
        budget=budget,
        transition=transition,
        per_primary=Quantity(per_primary, "decimal1", (*helped.sources, *primary.sources)),
        contact_days=printed("bjh_contact_days_2023_r2023"),
        referrals=now,
        referrals_before=then,
        fewer=Quantity(fewer, "integer", (*then.sources, *now.sources)),
        at_most=Quantity(fewer / people, "percent", (*then.sources, *now.sources, *helped.sources)),
        all_ratio=Quantity(float(reading("all").value) / people, "decimal1", (*share_ids, *helped.sources)),
        widest=Term("scenario", _widest(inflow["estimate"])),
        later_year=Quantity(later_year, "year"),
        new_only=scenario("new_only"),
        planned=scenario("planned"),
        late=scenario("late"),
        half=scenario("half"),
        double_return=scenario("double_return"),
        planned_primary=Quantity(
            float(inflow["estimate"].to_dict()["planned"]) / per_primary, "integer", (*helped.sources, *primary.sources)
        ),
    )


def plan_terms(figures: pd.DataFrame) -> dict[str, Any]:
    """What `flow.plan_readings` asks, as printed: clients, the shares of who took part in the first year, and parts."""
    by = figures.set_index("figure_id")["value"]
    taking_part = ("huisartsen", "wij_groningen")
    return {
        "clients": float(by["referrer_clients_2021_r2022"]),
        "shares": [float(by[f"referrer_share_{one}_2021_r2022"]) / 100 for one in taking_part],
        "new_share": 1 - float(by["referrer_repeat_share_2021_r2022"]) / 100,
        "product_share": float(by["share_individual_family_guidance_2023_estimate_r2022"]) / 100,
    }


def _primary(printed: Any) -> Quantity:
    return printed("avg_fte_primair_proces_bjh_2023_r2023", "decimal2")


def _whole(printed: Any) -> Quantity:
    return printed("avg_fte_totaal_fte_2023_r2023", "decimal2")


def _fits(readings: pd.DataFrame, least: float, most: float) -> Fits:
    """The one reading whose limits meet what "over a thousand" can be."""
    fit = readings[(readings["upper"] > least) & (readings["lower"] < most)]["reading"]
    return fit.iloc[0] if len(fit) == 1 else "several" if len(fit) else "none"


def durations_table(inflow: float) -> pd.DataFrame:
    """What stands open on average for each stay: ``months``, ``open``."""
    return pd.DataFrame({"months": MONTHS, "open": [flow.caseload(inflow, one / 12) for one in MONTHS]})


def _widest(inflow: pd.Series) -> str:
    """The outlook whose inflow differs most from the plan, as a factor; that of new questions only is another plan."""
    by = {str(name): float(value) for name, value in inflow.items()}
    apart = {
        name: max(value / by["planned"], by["planned"] / value)
        for name, value in by.items()
        if name not in ("planned", "new_only")
    }
    return max(apart, key=lambda name: apart[name])


def scenario_table(later: pd.DataFrame, per_primary: float) -> pd.DataFrame:
    """Per scenario: inflow with its band, open at the end with its band, and the workers it asks at today's ratio."""
    wide = later.pivot_table(index="scenario", columns="measure", values=["estimate", "lower", "upper"])
    rows = []
    for scenario in dict.fromkeys(later["scenario"]):
        row = {"scenario": scenario}
        for measure in ("inflow", "open"):
            row |= {f"{measure}_{part}": wide.loc[scenario, (part, measure)] for part in ("estimate", "lower", "upper")}
        row["fte"] = row["inflow_estimate"] / per_primary
        rows.append(row)
    return pd.DataFrame(rows)
