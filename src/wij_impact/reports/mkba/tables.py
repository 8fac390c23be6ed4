"""The tables and figures of a cost-benefit case as frames; a name or a code in a cell gets its words on the page."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from wij_impact.estimates import Name, Quantity, Term
from wij_impact.mkba import Appraisal, Case, discount_factors, switching_value
from wij_impact.presentation.numbers import is_missing
from wij_impact.presentation.words import Phrase
from wij_impact.reports.mkba.naming import item_name, number_name, payer_name, text_name, used_as, value_of
from wij_impact.reports.naming import cells

__all__ = [
    "as_used", "discounting", "evidence", "flows", "links", "needed", "payers", "prices", "swings", "switching",
    "totals", "turning_pairs", "unpriced",
]  # fmt: skip

_AMOUNTS = ["costs", "benefits", "transfers", "net_present_value", "cashable_benefits"]
_TOTALS = {
    "costs": "eur", "benefits": "eur", "net_present_value": "eur", "benefit_cost_ratio": "decimal2",
    "payback_year": "year", "cashable_benefits": "eur", "cashable_balance": "eur",
    "net_present_value_per_participant": "eur",
}  # fmt: skip


def payers(appraisal: Appraisal) -> pd.DataFrame:
    """What each payer pays and gains, the part that becomes money, what of theirs has no price; the total last.

    An amount that nobody knows is missing, never 0; the total adds up what is known.
    """
    case = appraisal.case
    open_items: dict[str, list[Name]] = {}
    for row in _records(appraisal.unpriced):
        for payer in str(row["payers"]).split(", "):
            open_items.setdefault(payer, []).append(item_name(case, str(row["item"])))
    frame = appraisal.by_payer[["payer", *_AMOUNTS]].copy()
    total = {"payer": "total", **{name: frame[name].sum(min_count=1) for name in _AMOUNTS}}
    frame = pd.concat([frame, pd.DataFrame([total])], ignore_index=True)
    names = [payer_name(case, payer) for payer in frame["payer"][:-1]]
    return frame.assign(
        name=cells([*names, Term("case_value", "together")]),
        open=cells(tuple(open_items.get(payer, ())) or "" for payer in frame["payer"]),
    )


def unpriced(appraisal: Appraisal) -> pd.DataFrame:
    """What counts but has no price: whose it is, whether it is a gain or a burden, and why it is not in money."""
    case = appraisal.case
    items = {item.path: item for item in case.items}
    rows = []
    for row in _records(appraisal.unpriced):
        item, reason = items[str(row["item"])], str(row["reason"])
        fields = [] if reason == "pm" else reason.removeprefix("unknown: ").split(", ")
        rows.append(
            {
                "item": item.path,
                "name": text_name(item.label),
                "sign": Term("case_sign", {1: "gain", -1: "burden"}.get(int(row["sign"]), "not_known")),
                "who": tuple(payer_name(case, one) for one in str(row["payers"]).split(", ") if one),
                "reason": Phrase("case_value.unknown", {"fields": tuple(_field_term(one) for one in fields)})
                if fields
                else text_name(item.description),
            }
        )
    return pd.DataFrame(rows, columns=["item", "name", "sign", "who", "reason"])


def _field_term(field: str) -> Term:
    return Term("case_field", field.partition(".")[0])


def as_used(appraisal: Appraisal, *, given_only: bool = True) -> pd.DataFrame:
    """Every number of the case: as given, the factor it was multiplied by, as used, its range, and what it rests on."""
    case = appraisal.case
    register = case.parameters().set_index("parameter")
    rows = []
    for row in _records(appraisal.assumptions):
        path = str(row["parameter"])
        told: Mapping[Hashable, Any] = register.loc[path].to_dict() if path in register.index else {}
        if ".payers." in path or (given_only and not told.get("given", True)):
            continue
        rows.append(
            {
                "parameter": path,
                "name": number_name(case, path),
                "value": value_of(case, path, row["value"]),
                "factor": row["factor"],
                "used": value_of(case, path, row["used"]),
                "range": _range(case, path, row["used_low"], row["used_high"]),
                "price_year": row["price_year"],
                "evidence": row["evidence"],
                "basis": Term("case_basis", str(row["basis"])),
                "why": _why(told, str(row["source"])),
            }
        )
    return pd.DataFrame(rows)


def _range(case: Case, path: str, low: float, high: float) -> Any:
    if is_missing(low) or is_missing(high):
        return ""
    return Phrase("phrase.between", {"low": value_of(case, path, low), "high": value_of(case, path, high)})


def _why(told: Mapping[Hashable, Any], source: str) -> Name:
    def said(note: str) -> str:
        return "; ".join(part for part in (source, str(told.get(note) or "")) if part)

    return Name(said("note_en"), (("nl", said("note")), ("en", said("note_en"))))


def prices(appraisal: Appraisal) -> pd.DataFrame:
    """Every price that was brought to the price year of the case, with its index."""
    case = appraisal.case
    names = [item_name(case, ".".join(str(path).split(".")[:2])) for path in appraisal.prices["item"]]
    return appraisal.prices.assign(name=cells(names))


def discounting(case: Case) -> pd.DataFrame:
    """What one euro of each year counts for."""
    factors = discount_factors(case.schedule, case.horizon)
    return pd.DataFrame({"year": [case.base_year + t for t in range(len(factors))], "factor": factors})


def evidence(appraisal: Appraisal) -> pd.DataFrame:
    """Which share of costs and benefits rests on sourced figures, on assumptions, on nothing; price and count apart."""
    frame = appraisal.evidence
    # Of a side without any number nothing is known, which is not an amount of 0.
    frame = frame.assign(present_value=frame["present_value"].mask(frame["side"].isin(list(appraisal.unknown_sides))))
    return frame.assign(
        name=cells(Term("case_side", one) for one in frame["side"]),
        rests=cells(Term("case_basis", one) for one in frame["basis"]),
    )


def totals(appraisal: Appraisal) -> pd.DataFrame:
    """The results of the point estimates; `how` is the format of the row."""
    frame = appraisal.totals[appraisal.totals["result"].isin(list(_TOTALS))]
    frame = frame[~(frame["result"].eq("net_present_value_per_participant") & frame["estimate"].isna())]
    euro = appraisal.case.currency == "EUR"
    formats = [_TOTALS[one] if euro or _TOTALS[one] != "eur" else "decimal1" for one in frame["result"]]
    return frame.assign(name=cells(Term("case_total", one) for one in frame["result"]), how=formats)


def switching(case: Case, values: pd.DataFrame) -> pd.DataFrame:
    """`mkba.switching_values` with names: now, where the balance turns and on which side it pays; those that turn."""
    found = values[values["switching_value"].notna()]
    rows = [
        {
            "parameter": row["parameter"],
            "name": number_name(case, str(row["parameter"])),
            "now": value_of(case, str(row["parameter"]), row["present"]),
            "turns": Phrase(
                f"case_turn.{str(row['pays_from']).replace(' ', '_')}",
                {"value": value_of(case, str(row["parameter"]), row["switching_value"])},
            ),
            "price_year": row["price_year"],
        }
        for row in _records(found)
    ]
    return pd.DataFrame(rows, columns=["parameter", "name", "now", "turns", "price_year"])


def turning_pairs(case: Case, values: pd.DataFrame) -> pd.DataFrame:
    """Where each known number is and where the balance turns: `name, now, turn, how`; empty when nothing turns it."""
    rows = []
    for row in _records(values):
        path, now, turn = str(row["parameter"]), row["present"], row["switching_value"]
        if is_missing(now) or is_missing(turn):
            continue
        shown = value_of(case, path, float(turn))
        how = shown.unit if isinstance(shown, Quantity) else "decimal1"
        rows.append({"name": number_name(case, path), "now": float(now), "turn": float(turn), "how": how})
    return pd.DataFrame(rows, columns=["name", "now", "turn", "how"])


def swings(case: Case, tornado: pd.DataFrame, named: Mapping[str, Term] | None = None) -> pd.DataFrame:
    """`mkba.tornado` with names: `name, low, high`, the numbers that move the balance only."""
    rows = []
    for row in _records(tornado[tornado["swing"] > 0]):
        path = str(row["parameter"])
        low, high = (value_of(case, path, row[one]) for one in ("input_low", "input_high"))
        name = Phrase(
            "case_number.from_to",
            {"name": (named or {}).get(path) or number_name(case, path), "low": low, "high": high},
        )
        rows.append({"name": name, "low": row["at_low"], "high": row["at_high"]})
    return pd.DataFrame(rows, columns=["name", "low", "high"])


def links(appraisal: Appraisal) -> pd.DataFrame:
    """Every item with everyone who pays or gains: side, item, actor, value (missing without a price).

    An unpriced burden stands with the costs, an unpriced benefit (or of unknown sign) with the effects; transfers
    are left out.
    """
    case = appraisal.case
    told = appraisal.cashflows[appraisal.cashflows["section"].isin(["cost", "effect"])]
    sums = told.groupby(["section", "item", "payer"], sort=False)["discounted"].sum().reset_index()
    rows: list[tuple[str, str, str, float]] = []
    for row in _records(sums):
        sign = -1.0 if row["section"] == "cost" else 1.0
        rows.append((str(row["section"]), str(row["item"]), str(row["payer"]), sign * float(row["discounted"]) + 0.0))
    for row in _records(appraisal.unpriced[appraisal.unpriced["section"] != "transfer"]):
        side = "cost" if int(row["sign"]) < 0 else "effect"
        rows += [(side, str(row["item"]), payer, math.nan) for payer in str(row["payers"]).split(", ")]
    named = [
        {"side": side, "item": item_name(case, item), "actor": payer_name(case, payer), "value": value}
        for side, item, payer, value in rows
    ]
    return pd.DataFrame(named, columns=["side", "item", "actor", "value"])


def flows(appraisal: Appraisal) -> pd.DataFrame:
    """The amounts per item and year, undiscounted, in prices of the price year: `name, year, real`."""
    told = appraisal.cashflows[appraisal.cashflows["section"].isin(["cost", "effect"])]
    sums = told.groupby(["item", "year"], sort=False)["real"].sum().reset_index()
    return sums.assign(name=cells(item_name(appraisal.case, str(item)) for item in sums["item"]))


def needed(case: Case, turns: pd.DataFrame) -> pd.DataFrame:
    """Which additionality is needed at each cost and duration; empty unless the case has all three.

    Columns ``cost`` and ``d0.5``, ``d1``, ``d2`` (years). Missing where even full additionality does not pay.
    """
    kinds = ("price", "duration", "additionality")
    paths = {kind: _first_of(case, turns, kind) for kind in kinds}
    columns = ["cost", "d0.5", "d1", "d2"]
    empty = pd.DataFrame(columns=columns)
    price, duration, additionality = (paths[kind] for kind in kinds)
    if not price or not duration or not additionality or not price.startswith("cost."):
        return empty
    number = case.effective()[price]
    top = number.high or 2 * number.value
    if is_missing(top):
        return empty
    rows = []
    for part in (0.25, 0.5, 0.75, 1.0):
        row = {"cost": part * float(top)}
        for years in (0.5, 1.0, 2.0):
            fixed = case.with_value(price, part * float(top)).with_value(duration, years)
            turn = switching_value(fixed, additionality)
            row[f"d{years:g}"] = math.nan if turn is None else turn
        rows.append(row)
    return pd.DataFrame(rows, columns=columns)


def _first_of(case: Case, turns: pd.DataFrame, kind: str) -> str:
    """The first number of this kind that turns the balance; of prices the first that is a cost."""
    fit = [str(path) for path in turns["parameter"] if kind in used_as(case, str(path))]
    if kind == "price":
        fit = [path for path in fit if path.startswith("cost.")] or fit
    return next(iter(fit), "")


def _records(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return frame.to_dict("records")
