"""One household: what the plan costs, what the table thinks there would have been without it, and who pays."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.estimates import Name, Quantity, Term
from wij_impact.estimates.quantity import Origin
from wij_impact.mkba import Appraisal, Household, Simulation, common_turn, per_payer, switching_value
from wij_impact.mkba.household import Line
from wij_impact.presentation.words import Phrase
from wij_impact.reports.naming import cells, in_languages, quoted

__all__ = ["Sheet", "line_rows", "plain", "sheet_facts", "sheet_payers", "turn_rows"]

Outcome = Literal["less", "more", "unclear", "not_known"]


@dataclass(frozen=True)
class Sheet:
    """The sheet of one household; amounts without the plan are stated by the table, with nothing to compare."""

    whose: Literal["own", "made_up"]
    number: Name
    bottleneck: Name
    plan: Name
    result: Name
    agreed: tuple[Name, ...]
    told: bool
    outcome: Outcome
    costs: Quantity
    without: Quantity
    difference: Quantity
    payer: Term | Name
    payer_difference: Quantity
    direction: Literal["less", "more"]
    turns: bool
    turn: Quantity
    lines: Quantity
    unpriced: tuple[Name, ...]
    assumed: Quantity
    unstated: tuple[Name, ...]
    inside: tuple[Name, ...]
    elsewhere: tuple[Name, ...]
    unverified: tuple[Name, ...]
    price_year: Quantity
    draws: Quantity


def plain(text: str) -> Name:
    """What the sheet says, as part of a sentence between quotation marks."""
    return quoted(text.strip().rstrip("."))


def sheet_facts(household: Household, result: Appraisal, simulation: Simulation | None, prices: pd.DataFrame) -> Sheet:
    """The facts of `mkba.load_household`; `prices` are the unit prices, for who bears them and whether they hold."""
    origin: Origin = "synthetic" if household.synthetic else "computed"
    table = per_payer(household, result, simulation)
    total: Any = table.iloc[-1]
    parts = table.iloc[:-1]
    known = parts[parts["difference"].notna()]
    first: Any = known.iloc[int(known["difference"].abs().to_numpy().argmax())] if len(known) else total
    turn = common_turn(household)
    by_id = prices.set_index("price_id")
    guessed, whole = household.assumed

    def money(value: float, limits: tuple[float, float] | None = None) -> Quantity:
        return Quantity(float(value), "eur", interval=limits, origin=origin)

    limits = None if math.isnan(total["difference"]) else (float(total["lower"]), float(total["upper"]))
    return Sheet(
        whose="made_up" if household.synthetic else "own",
        number=Name(household.id),
        bottleneck=plain(household.bottleneck),
        plan=plain(household.plan),
        result=plain(household.result),
        agreed=tuple(plain(one) for one in household.agreed),
        told=bool(household.bottleneck and household.plan),
        outcome=_outcome(total),
        costs=money(total["with"]),
        without=money(total["without"]),
        difference=money(abs(total["difference"]), _turned(limits, float(total["difference"]))),
        payer=Term("payer", str(first["payer"])),
        payer_difference=money(abs(first["difference"])),
        direction="less" if first["difference"] >= 0 else "more",
        turns=not math.isnan(turn),
        turn=Quantity(turn, "percent", origin=origin),
        lines=Quantity(len(household.lines), origin=origin),
        unpriced=tuple(plain(line.provision) for line in household.unpriced),
        assumed=Quantity(guessed / whole if whole else math.nan, "percent", origin=origin),
        unstated=tuple(plain(one.provision) for one in household.lines if one.without_months and not one.stated),
        inside=tuple(plain(one.provision) for one in household.lines if one.within),
        elsewhere=tuple(plain(one.provision) for one in household.lines if _other_bearer(one, by_id)),
        unverified=tuple(
            plain(one.provision)
            for one in household.lines
            if one.price and str(by_id["status"][one.price]) == "unverified"
        ),
        price_year=Quantity(household.case.price_year, "year"),
        draws=Quantity(0 if simulation is None else len(simulation.draws)),
    )


def _outcome(total: Any) -> Outcome:
    if math.isnan(total["difference"]) or not total["with"] or not total["without"]:
        return "not_known"
    if total["lower"] > 0:
        return "less"
    return "more" if total["upper"] < 0 else "unclear"


def _turned(limits: tuple[float, float] | None, value: float) -> tuple[float, float] | None:
    """The limits of a difference that is written without its sign."""
    if limits is None or value >= 0:
        return limits
    return -limits[1], -limits[0]


def _other_bearer(line: Line, prices: pd.DataFrame) -> bool:
    """Whether the sheet has somebody pay who does not bear this price according to its source."""
    if not line.price:
        return False
    bearers = {one.partition("=")[0].strip() for one in str(prices["bearers"][line.price]).split(";")}
    return not set(line.payers) <= bearers


def line_rows(household: Household, prices: pd.DataFrame) -> pd.DataFrame:
    """Every line: provision, payer, price, with_months, without_months, chance, with, without, source."""
    amounts = household.tidy().set_index(["provision", "side"])["estimate"]
    by_id = prices.set_index("price_id", drop=False)
    rows = []
    for line in household.lines:
        row: dict[str, Any] = {
            "provision": Name(line.provision),
            "payer": tuple(Term("payer", one) for one in line.payers),
            "price": in_languages(by_id.loc[line.price].to_dict(), "label") if line.price else Name(""),
            "with_months": line.with_months,
            "without_months": line.without_months,
            "chance": _chance(line),
            "source": Name(line.source),
        }
        for side in ("with", "without"):
            row[side] = amounts.get((line.provision, side), 0.0)
        rows.append(row)
    frame = pd.DataFrame(rows)
    worded = ("provision", "payer", "price", "chance", "source")
    return frame.assign(**{name: cells(frame[name]) for name in worded})


def _chance(line: Line) -> Any:
    if not line.without_months:
        return Name("")
    if not line.stated:
        return Term("chance", "not_said")
    low, mid, high = (Quantity(value, "percent") for value in (line.p_low, line.p_mid, line.p_high))
    facts = {"low": low, "mid": mid, "high": high}
    return Phrase("chance.said" if low.known and line.p_low < line.p_high else "chance.one", facts)


def sheet_payers(household: Household, result: Appraisal, simulation: Simulation | None) -> pd.DataFrame:
    """`mkba.per_payer` with names: name, with, without, difference, lower, upper."""
    table = per_payer(household, result, simulation)
    names = [Term("payer", one) if one != "total" else Term("case_value", "together") for one in table["payer"]]
    return table.assign(name=cells(names))


def turn_rows(household: Household) -> pd.DataFrame:
    """Per line how likely it must have been without the plan for the whole to cost the same: provision, mid, turn."""
    rows = []
    for key, line in household.keys.items():
        if key.startswith("effect.") and key in household.case.priced():
            found = switching_value(household.case, f"{key}.additionality")
            fits = found is not None and 0 <= found <= 1
            rows.append({"provision": Name(line.provision), "mid": line.p_mid, "turn": found if fits else math.nan})
    frame = pd.DataFrame(rows, columns=["provision", "mid", "turn"])
    return frame.assign(provision=cells(frame["provision"]))
