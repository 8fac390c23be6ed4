"""Appraise a case: cash flows, present values, who pays and who gains, and what it all rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.estimates import Result, as_result
from wij_impact.estimates import plot as draw
from wij_impact.mkba.case import Case, Item, basis
from wij_impact.mkba.cashflow import SIGNS, Flow, case_flows
from wij_impact.mkba.formulas import Formula
from wij_impact.mkba.nesting import unknown_nesting
from wij_impact.mkba.schema import SECTIONS

__all__ = ["Appraisal", "Balance", "added", "amounts", "appraise", "balance", "unknown_of", "unknown_of_payer"]

_METHOD = "discounted cash flow, point estimate"
_SECTIONS = ("cost", "effect", "transfer")
_SIDES = {"cost": "costs", "effect": "benefits", "transfer": "transfers"}


@dataclass(frozen=True)
class Balance:
    """Present values of a case from one perspective, in its currency; costs are positive."""

    costs: float
    benefits: float
    transfers: float

    @property
    def net_present_value(self) -> float:
        """Benefits - costs + transfers received (0 for society)."""
        return self.benefits - self.costs + self.transfers

    @property
    def benefit_cost_ratio(self) -> float:
        """Benefits / costs; NaN without costs, never infinite."""
        return self.benefits / self.costs if self.costs > 0 else math.nan


@dataclass(frozen=True, repr=False)
class Appraisal(Result):
    """What `appraise` returns; every frame is at the price level of the case, in the order of item paths.

    Parameters
    ----------
    cashflows : DataFrame
        item, section, payer, year (calendar), real, discounted, cash (discounted, the part that becomes money);
        costs are negative. A transfer has two rows a year, which cancel.
    totals : DataFrame
        result (costs, benefits, transfers, net_present_value, benefit_cost_ratio, payback_year, cashable_benefits,
        cashable_balance, net_present_value_per_participant; with distributional weights also
        weighted_net_present_value), then the common result columns, then unit. It adds up what has a number; a side of
        which nothing has one is NaN, and so is the balance: see `unknown_sides`.
    by_payer : DataFrame
        payer, costs, benefits, transfers, net_present_value, benefit_cost_ratio, payback_year, cashable_benefits,
        cashable_balance. NaN where nothing is known: a payer all of whose items (in all, or on that side) lack a
        number. The payers add up to the total of society within rounding (1e-9 of the sum of amounts):
        of every amount the last payer takes what the others leave.
    by_item : DataFrame
        item, section, label, present_value (signed), basis.
    evidence : DataFrame
        side (costs | benefits), basis (sourced | assumption | none), present_value, share, by_price, by_quantity. An
        item rests on its weakest number; an effect whose additionality was not stated rests on nothing. `by_price` and
        `by_quantity` are the shares of the same amounts by what their price, and their quantity, rests on.
    assumptions : DataFrame
        parameter, value (as given), factor, used, evidence, source, ...: `Case.assumptions`.
    unpriced : DataFrame
        item, section, label, sign, payers, reason, description: pm items, and items with an unknown number.
    prices : DataFrame
        item, amount, from_year, to_year, index, ratio, converted: every price that was converted.
    nesting : DataFrame
        bound, benefits, net_present_value when nesting is unknown; else empty.
    """

    case: Case
    cashflows: pd.DataFrame
    totals: pd.DataFrame
    by_payer: pd.DataFrame
    by_item: pd.DataFrame
    evidence: pd.DataFrame
    unpriced: pd.DataFrame
    prices: pd.DataFrame
    nesting: pd.DataFrame

    @property
    def assumptions(self) -> pd.DataFrame:
        return self.case.assumptions()

    @property
    def unknown_sides(self) -> tuple[str, ...]:
        """Of ``costs, benefits, transfers`` those that have items but not one with a number.

        In `totals` such a side is NaN, and so are the balances: an empty sum is not an amount, and a balance of the
        other side alone is not one. A transfer within the perspective comes to 0, known or not.
        """
        return tuple(_SIDES[one] for one in unknown_of(self.case))

    def _headline(self) -> str:
        left = f"; {len(self.unpriced)} items not priced" if len(self.unpriced) else ""
        found = {name: self.result(name) for name in ("net_present_value", "costs", "benefits")}
        said = {name: "not known" if math.isnan(value) else f"{value:,.0f}" for name, value in found.items()}
        return (
            f"{self.case.id}: net present value {said['net_present_value']} {self.case.currency} "
            f"(costs {said['costs']}, benefits {said['benefits']}){left}"
        )

    def tidy(self) -> pd.DataFrame:
        """Totals and payers in one frame: result, payer (`total` for the perspective), then the common columns."""
        rows = [
            {"result": row.result, "payer": "total", "estimate": row.estimate, "method": _METHOD}
            for row in self.totals.itertuples()
        ]
        rows += [
            {"result": name, "payer": row["payer"], "estimate": row[name], "method": _METHOD}
            for name in ("costs", "benefits", "transfers", "net_present_value", "cashable_balance")
            for row in self.by_payer.to_dict("records")
        ]
        return as_result(rows, ["result", "payer"])

    def plot(self, ax: Any = None, **options: Any) -> Any:
        """Costs, benefits and balance, in total and per payer."""
        frame = self.tidy()
        shown = frame["result"].isin(["costs", "benefits", "net_present_value"])
        return draw(frame[shown].reset_index(drop=True), ax=ax, by=["payer", "result"], **options)

    def result(self, name: str) -> float:
        """One number of `totals`, such as ``net_present_value``."""
        return float(self.totals.set_index("result")["estimate"][name])

    @property
    def net_present_value(self) -> float:
        return self.result("net_present_value")

    @property
    def benefit_cost_ratio(self) -> float:
        return self.result("benefit_cost_ratio")

    @property
    def payback_year(self) -> float:
        return self.result("payback_year")


def balance(case: Case, payer: str | None = None, graph: Formula | None = None) -> Balance:
    """Costs, benefits and transfers of a case at its point estimates.

    Parameters
    ----------
    case : Case
        The case.
    payer : str, optional
        One payer's view; by default the perspective of the case.
    graph : Formula, optional
        The formula of this case, for who asks the balance of many cases that differ in one number only.
    """
    return added(amounts(case, payer, graph))


def amounts(
    case: Case, payer: str | None = None, graph: Formula | None = None, items: frozenset[str] | None = None
) -> dict[str, list[float]]:
    """The discounted amounts that `balance` adds, by section; of all priced items, or of `items` only."""
    view = (payer,) if payer else case.perspective
    parts: dict[str, list[float]] = {section: [] for section in _SECTIONS}
    numbers = case.central()
    for flow in case_flows(case, numbers, case.priced(numbers) if items is None else items, graph):
        parts[flow.item.section] += (float(flow.share_of(view)) * flow.discounted).tolist()
    return parts


def added(*parts: Mapping[str, list[float]]) -> Balance:
    """The balance of amounts by section. The sum is exact before it is rounded, so that their order does not matter."""
    costs, benefits, transfers = (math.fsum(x for one in parts for x in one[section]) for section in _SECTIONS)
    return Balance(0.0 - costs, benefits, transfers)


def appraise(case: Case) -> Appraisal:
    """Work a case out at its point estimates.

    Parameters
    ----------
    case : Case
        From `load_case`.

    Returns
    -------
    Appraisal
        Frames of cash flows, totals, payers, evidence, and what is not priced.

    Notes
    -----
    The yearly benefit is quantity x additionality x attribution x (1 - displacement) x price x
    (1 - drop-off)^(t - onset). A year that an effect lasts for a part counts for that part. The payback year is the
    first calendar year from which the discounted balance is not negative any more, up to the horizon; NaN when there
    is none, or when there are no costs to pay back. Follows the Dutch guideline for social cost-benefit analysis
    (Romijn & Renes 2013) and its elaboration for the social domain.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> result = mkba.appraise(mkba.load_case("besturingsmodel"))
    >>> round(result.result("benefits") / 1e6, 2), result.unknown_sides, result.net_present_value
    (5.21, ('costs',), nan)
    """
    numbers = case.central()
    flows = case_flows(case, numbers, case.priced(numbers))
    cashflows = _cashflows(case, flows)
    return Appraisal(
        case=case,
        cashflows=cashflows,
        totals=_totals(case, flows, numbers),
        by_payer=_by_payer(case, cashflows),
        by_item=_by_item(case, flows),
        evidence=_evidence(case, flows),
        unpriced=_unpriced(case, numbers),
        prices=_prices(case),
        nesting=_nesting(case),
    )


def _cashflows(case: Case, flows: list[Flow]) -> pd.DataFrame:
    rows = []
    for flow in flows:
        parts = [_divide(column, flow) for column in (flow.real, flow.discounted, flow.cash)]
        for payer in flow.shares:
            for t in range(case.horizon):
                values = [part[payer][t] for part in parts]
                rows.append((flow.item.path, flow.item.section, payer, case.base_year + t, *values))
    columns = ["item", "section", "payer", "year", "real", "discounted", "cash"]
    return pd.DataFrame(rows, columns=columns)


def _divide(amounts: np.ndarray, flow: Flow) -> dict[str, np.ndarray]:
    # The last payer with a share takes what the others leave, so that the parts are the whole.
    parts = {payer: amounts * float(share) for payer, share in flow.shares.items()}
    if flow.item.section == "transfer":
        return parts
    taking = [payer for payer, share in flow.shares.items() if share != 0]
    if taking:
        rest = SIGNS[flow.item.section] * amounts
        for payer in taking[:-1]:
            rest = rest - parts[payer]
        parts[taking[-1]] = rest
    return parts


def payback_year(net: np.ndarray, base_year: int, total: Balance) -> float:
    """First calendar year from which the running total is not negative up to the horizon; NaN when none."""
    if not (total.costs > 0 or total.transfers < 0):
        return math.nan  # nothing was laid out, so there is nothing to pay back
    running = np.cumsum(net)
    # A balance of 1e-17 below zero is a balance of zero.
    turnover = total.costs + abs(total.benefits) + abs(total.transfers)
    below = np.flatnonzero(running < -1e-12 * turnover)
    first = int(below[-1]) + 1 if below.size else 0
    return float(base_year + first) if first < len(net) else math.nan


def _totals(case: Case, flows: list[Flow], numbers: dict[str, Any]) -> pd.DataFrame:
    total = balance(case)
    view = case.perspective
    net = sum((float(f.share_of(view)) * f.discounted for f in flows), start=np.zeros(case.horizon))
    cash = dict.fromkeys(SIGNS, 0.0)
    for flow in flows:
        cash[flow.item.section] += float(flow.cash_value) * float(flow.share_of(view))
    results = {
        "costs": total.costs,
        "benefits": total.benefits,
        "transfers": total.transfers,
        "net_present_value": total.net_present_value,
        "benefit_cost_ratio": total.benefit_cost_ratio,
        "payback_year": payback_year(net, case.base_year, total),
        "cashable_benefits": cash["effect"],
        "cashable_balance": cash["effect"] + cash["cost"] + cash["transfer"],
        "net_present_value_per_participant": _per(total.net_present_value, numbers.get("participants", math.nan)),
    }
    if case.weights:
        results["weighted_net_present_value"] = _weighted(case, flows)
    if unknown := {_SIDES[one] for one in unknown_of(case)}:
        lost = {*unknown, *(name for name in results if name not in ("costs", "benefits", "transfers"))}
        lost -= set() if "benefits" in unknown else {"cashable_benefits"}
        results |= dict.fromkeys(lost, math.nan)
    units = {"benefit_cost_ratio": "ratio", "payback_year": "year"}
    rows = [
        {"result": name, "estimate": value, "method": _METHOD, "unit": units.get(name, case.currency)}
        for name, value in results.items()
    ]
    return as_result(rows, ["result"])


def unknown_of(case: Case) -> tuple[str, ...]:
    """The sections of which the perspective has items, but not one with a number."""
    view = set(case.perspective or case.payers())
    priced = case.priced()
    found = []
    for section in _SIDES:
        own = [one for one in case.items if one.section == section and view & {*one.payers, one.giver, one.receiver}]
        if section == "transfer":
            own = [one for one in own if not {one.giver, one.receiver} <= view]
        if own and not any(one.path in priced for one in own):
            found.append(section)
    return tuple(found)


def unknown_of_payer(case: Case, payer: str) -> tuple[str, ...]:
    """The sections of which a payer has items, but not one with a number; all of them when nothing is known of it."""
    priced = case.priced()
    own = [item for item in case.items if item.section in SIGNS and payer in (*item.payers, item.giver, item.receiver)]
    if not any(item.path in priced for item in own):
        return tuple(_SIDES)
    sides = {side: [item.path in priced for item in own if item.section == side] for side in _SIDES}
    return tuple(side for side, known in sides.items() if known and not any(known))


def _weighted(case: Case, flows: list[Flow]) -> float:
    view = case.perspective or tuple(case.payers())
    parts = [
        case.weights.get(payer, 1.0) * float(flow.shares[payer]) * float(flow.value)
        for flow in flows
        for payer in view
        if payer in flow.shares
    ]
    return math.fsum(parts)


def _per(amount: float, count: float) -> float:
    return amount / count if count > 0 else math.nan


def _by_payer(case: Case, cashflows: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for payer in case.payers():
        own = cashflows[cashflows["payer"] == payer]
        sums = {s: math.fsum(own.loc[own["section"] == s, "discounted"].tolist()) for s in SIGNS}
        cash = {s: math.fsum(own.loc[own["section"] == s, "cash"].tolist()) for s in SIGNS}
        total = Balance(0.0 - sums["cost"], sums["effect"], sums["transfer"])
        net = (
            own.groupby("year")["discounted"]
            .sum()
            .reindex(range(case.base_year, case.base_year + case.horizon), fill_value=0)
        )
        unknown = unknown_of_payer(case, payer)
        rows.append(
            {
                "payer": payer,
                "costs": total.costs if "cost" not in unknown else math.nan,
                "benefits": total.benefits if "effect" not in unknown else math.nan,
                "transfers": total.transfers if "transfer" not in unknown else math.nan,
                "net_present_value": total.net_present_value if not unknown else math.nan,
                "benefit_cost_ratio": total.benefit_cost_ratio if not unknown else math.nan,
                "payback_year": payback_year(net.to_numpy(), case.base_year, total) if not unknown else math.nan,
                "cashable_benefits": cash["effect"] if "effect" not in unknown else math.nan,
                "cashable_balance": math.fsum(cash.values()) if not unknown else math.nan,
            }
        )
    return pd.DataFrame(rows)


def _by_item(case: Case, flows: list[Flow]) -> pd.DataFrame:
    rows = [
        {
            "item": flow.item.path,
            "section": flow.item.section,
            "label": flow.item.label.show(),
            "present_value": float(flow.value) * (SIGNS[flow.item.section] or 1.0),
            "basis": item_basis(case, flow.item),
        }
        for flow in flows
    ]
    return pd.DataFrame(rows, columns=["item", "section", "label", "present_value", "basis"])


def item_basis(case: Case, item: Item) -> str:
    """What an item rests on: its weakest number (none, then assumption, then sourced)."""
    found = set()
    for name in SECTIONS[item.section]:
        number = case.streams[case.numbers[f"{item.path}.{name}"].stream]
        if number.given or name == "additionality":
            found.add(basis(number))
    return next(kind for kind in ("none", "assumption", "sourced") if kind in found)


def _evidence(case: Case, flows: list[Flow]) -> pd.DataFrame:
    rows = []
    for side, section in (("costs", "cost"), ("benefits", "effect")):
        own = [flow for flow in flows if flow.item.section == section]
        shares = {
            name: _shares_by({flow.item.path: basis_of(case, flow.item) for flow in own}, own)
            for name, basis_of in (("share", item_basis), ("by_price", _price_basis), ("by_quantity", _quantity_basis))
        }
        for kind in ("sourced", "assumption", "none"):
            value = math.fsum(float(flow.value) for flow in own if item_basis(case, flow.item) == kind)
            parts = {name: share[kind] for name, share in shares.items()}
            rows.append({"side": side, "basis": kind, "present_value": value, **parts})
    return pd.DataFrame(rows)


def _shares_by(kinds: dict[str, str], flows: list[Flow]) -> dict[str, float]:
    total = math.fsum(abs(float(flow.value)) for flow in flows)
    found = dict.fromkeys(("sourced", "assumption", "none"), 0.0)
    for flow in flows:
        found[kinds[flow.item.path]] += abs(float(flow.value))
    return {kind: _per(value, total) for kind, value in found.items()}


def _field_basis(case: Case, item: Item, fields: tuple[str, ...]) -> str:
    numbers = [case.streams[case.numbers[f"{item.path}.{field}"].stream] for field in fields]
    found = {basis(number) for number in numbers if number.given}
    return next((kind for kind in ("none", "assumption", "sourced") if kind in found), "none")


def _price_basis(case: Case, item: Item) -> str:
    """What the price rests on: a price with a source is sourced, whatever it is multiplied by."""
    number = case.streams[case.numbers[f"{item.path}.price"].stream]
    return "sourced" if number.source and number.evidence != "E" else basis(number)


def _quantity_basis(case: Case, item: Item) -> str:
    return _field_basis(case, item, ("quantity", "over"))


def _unpriced(case: Case, numbers: dict[str, Any]) -> pd.DataFrame:
    priced = case.priced()
    rows = []
    for item in case.items:
        if item.path in priced:
            continue
        reason = "pm" if item.section == "pm" else "unknown: " + ", ".join(case.unknown_fields(item, numbers))
        sign = item.sign if item.section == "pm" else int(SIGNS[item.section])
        who = ", ".join(item.payers or filter(None, (item.giver, item.receiver)))
        rows.append((item.path, item.section, item.label.show(), sign, who, reason, item.description.show()))
    return pd.DataFrame(rows, columns=["item", "section", "label", "sign", "payers", "reason", "description"])


def _prices(case: Case) -> pd.DataFrame:
    columns = ["item", "amount", "from_year", "to_year", "index", "ratio", "converted"]
    rows = [(c.path, c.amount, c.from_year, c.to_year, c.index, c.ratio, c.amount * c.ratio) for c in case.conversions]
    return pd.DataFrame(rows, columns=columns)


def _nesting(case: Case) -> pd.DataFrame:
    items = unknown_nesting(case)
    rows = []
    for bound, share in (("all nested", 1.0), ("none nested", 0.0)) if items else ():
        bounded = case
        for item in items:
            bounded = bounded.with_value(f"{item.path}.nested_share", share)
        total = balance(bounded)
        rows.append((bound, total.benefits, total.net_present_value))
    return pd.DataFrame(rows, columns=["bound", "benefits", "net_present_value"])
