"""The arithmetic of a case, once: every quantity by name, with the expression it follows from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from wij_impact.errors import UsageError, suggest
from wij_impact.estimates import Result, as_result
from wij_impact.estimates import plot as draw
from wij_impact.language import Text
from wij_impact.mkba.case import Case, Item
from wij_impact.mkba.discounting import discount_factors
from wij_impact.mkba.expressions import (
    OVER_YEARS,
    PER_YEAR,
    YEAR,
    Expr,
    evaluate,
    maximum,
    minimum,
    name,
    names,
    number,
    series,
    total,
)
from wij_impact.mkba.schema import CASH_KINDS

__all__ = ["SIGNS", "Builder", "Formula", "active", "formula", "given_name"]

#: What an item adds to the social balance; a transfer adds nothing.
SIGNS = {"cost": -1.0, "effect": 1.0, "transfer": 0.0}
_MONEY = {"cost": "costs", "effect": "benefits", "transfer": "transfers"}


@dataclass(frozen=True, repr=False)
class Formula(Result):
    """A case as a graph of named quantities.

    Parameters
    ----------
    case : str
        Name of the case.
    base_year, years : int
        Row t of a quantity per year is calendar year `base_year` + t; there are `years` rows.
    inputs : mapping of str to float
        The numbers the case was given, after evidence grades, by path: `price.x`, `input.x`, `effect.x.duration`, ...
    cells : mapping of str to Expr
        Every computed quantity, each after those it uses: `effect.x.amount`, `effect.x.active`, `effect.x.real`,
        `effect.x.discounted`, `effect.x.present_value`, `payer.gemeente.costs`, `total.net_present_value`, ...
    """

    case: str
    base_year: int
    years: int
    inputs: Mapping[str, float]
    cells: Mapping[str, Expr]

    def evaluate(self, changes: Mapping[str, Any] | None = None, only: Iterable[str] | None = None) -> dict[str, Any]:
        """The value of every quantity, or of those named in `only`.

        Parameters
        ----------
        changes : mapping, optional
            Quantities set by hand: a number, or an array with one value per draw. An input or a computed quantity.
        only : iterable of str, optional
            Names; only what these need is worked out.

        Returns
        -------
        dict
            A number (or array of draws) per quantity; a quantity per year has shape (years,) or (years, draws).

        Raises
        ------
        UsageError
            For a name the formula does not have; the nearest is suggested.

        Examples
        --------
        >>> from wij_impact import mkba
        >>> worked = mkba.formula(mkba.load_case("besturingsmodel"))
        >>> round(float(worked.evaluate()["total.net_present_value"]))
        5212781
        """
        known: dict[str, Any] = {**self.inputs, **(changes or {})}
        wanted = [*self.inputs, *self.cells] if only is None else list(only)
        for one in [*(changes or {}), *wanted]:
            if one not in self.cells and one not in self.inputs:
                near = suggest(one, [*self.inputs, *self.cells])
                raise UsageError(
                    Text(nl=f"de formule heeft geen grootheid '{one}'.", en=f"the formula has no quantity '{one}'."),
                    remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?") if near else "",
                )
        for one in self._plan(tuple(wanted), frozenset(known)):
            known[one] = evaluate(self.cells[one], known, self.years)
        return {one: self._shaped(one, known[one]) for one in wanted}

    def _plan(self, wanted: tuple[str, ...], known: frozenset[str]) -> list[str]:
        """What has to be worked out, in order; found once for the same question."""
        plan = self._plans.get((wanted, known))
        if plan is None:
            plan = self._plans[wanted, known] = self._needed(wanted, known)
        return plan

    @cached_property
    def _plans(self) -> dict[tuple[tuple[str, ...], frozenset[str]], list[str]]:
        return {}

    def _needed(self, wanted: tuple[str, ...], known: frozenset[str]) -> list[str]:
        found: set[str] = set()
        open_ones = [one for one in wanted if one not in known]
        while open_ones:
            one = open_ones.pop()
            if one not in found:
                found.add(one)
                open_ones += [used for used in self._uses[one] if used not in known and used not in found]
        return [one for one in self.cells if one in found]

    def rests_on(self, wanted: Iterable[str]) -> frozenset[str]:
        """Every quantity that the wanted ones are worked out from, given or computed, and themselves."""
        found: set[str] = set()
        open_ones = list(wanted)
        while open_ones:
            one = open_ones.pop()
            if one not in found:
                found.add(one)
                open_ones += self._uses.get(one, [])
        return frozenset(found)

    def used(self, one: str) -> list[str]:
        """The quantities that a computed one is worked out from."""
        return self._uses[one]

    @cached_property
    def _uses(self) -> dict[str, list[str]]:
        return {one: names(expression) for one, expression in self.cells.items()}

    @cached_property
    def per_year(self) -> frozenset[str]:
        """The quantities that have a value per year."""
        found: set[str] = set()
        for one, expression in self.cells.items():
            if _is_per_year(expression, found):
                found.add(one)
        return frozenset(found)

    def _shaped(self, one: str, value: Any) -> Any:
        if one in self.per_year and np.ndim(value) == 2 and np.shape(value)[1] == 1:
            return np.asarray(value)[:, 0]
        if np.ndim(value) == 1 and one not in self.per_year and np.size(value) == 1 and one in self.cells:
            return float(np.asarray(value)[0])
        return value

    def _headline(self) -> str:
        value = float(self.evaluate(only=["total.net_present_value"])["total.net_present_value"])
        return (
            f"{self.case}: {len(self.inputs)} inputs, {len(self.cells)} quantities, {self.years} years; "
            f"net present value {value:,.0f}"
        )

    def tidy(self) -> pd.DataFrame:
        """One row per quantity: quantity, kind (input | computed), formula, then the common columns.

        Of a quantity per year the estimate is the sum over the years.
        """
        worked = self.evaluate()
        rows = [
            {"quantity": one, "kind": "input", "formula": "", "estimate": v, "method": "as given"}
            for one, v in self.inputs.items()
        ]
        rows += [
            {
                "quantity": one,
                "kind": "computed",
                "formula": str(cell),
                "estimate": float(np.sum(worked[one])),
                "method": "formula",
            }
            for one, cell in self.cells.items()
        ]
        return as_result(rows, ["quantity", "kind", "formula"])

    def plot(self, ax: Any = None, **options: Any) -> Any:
        """The present value of each item, and the balance."""
        frame = self.tidy()
        shown = frame["quantity"].str.endswith(".present_value") | frame["quantity"].eq("total.net_present_value")
        return draw(frame[shown].reset_index(drop=True), ax=ax, by="quantity", **options)


def _is_per_year(expression: Expr, per_year: set[str]) -> bool:
    if expression.op in PER_YEAR:
        return True
    if expression.op in OVER_YEARS:
        return False
    if expression.op == "name":
        return expression.args[0] in per_year
    return any(_is_per_year(arg, per_year) for arg in expression.args if isinstance(arg, Expr))


def formula(case: Case, priced: frozenset[str] | None = None) -> Formula:
    """The arithmetic of a case as a graph of named quantities.

    Parameters
    ----------
    case : Case
        From `load_case`.
    priced : frozenset of str, optional
        Paths of the items to work out; by default those that have all their numbers.

    Returns
    -------
    Formula
        `.inputs`, `.cells`, `.evaluate(changes)`, `.tidy()`. `appraise` and `simulate` work with the same graph.

    Notes
    -----
    An amount per year is quantity x over x price (of an effect also x additionality x attribution x
    (1 - displacement)) x (1 + optimism bias). It counts in year t for the part of t that lies between start and
    start + duration, times (1 - drop off)^(years since the start), times (1 + growth)^(the same), times
    (1 + price change)^t. With an inflow it is repeated by each later cohort. A terminal value comes in the
    last year of the case, year horizon - 1 (the years are 0 to horizon - 1), and takes the factor of that year: what is
    left is there when the case ends, not a year later. A rule that dates it a year on makes it smaller by one rate.

    Examples
    --------
    >>> from wij_impact import mkba
    >>> worked = mkba.formula(mkba.load_case("besturingsmodel"))
    >>> nothing = worked.evaluate({"effect.besparing.price": 0.0}, only=["total.benefits"])
    >>> float(nothing["total.benefits"])
    0.0
    """
    ready = case.priced() if priced is None else priced
    builder = Builder(case, ready)
    builder.build()
    return builder.formula()


def given_name(case: Case, stream: str) -> str:
    """The input that holds a stream: its own path, or beside it when the field of that path converts it."""
    at = case.numbers.get(stream)
    return stream if at is None or at.factor == 1.0 or at.stream != stream else f"{stream}.given"


class Builder:
    """Writes the quantities of a case down, each after those it uses."""

    def __init__(self, case: Case, priced: frozenset[str]) -> None:
        self.case, self.priced = case, priced
        self.items = [item for item in case.items if item.path in priced]
        self.cells: dict[str, Expr] = {}

    def formula(self) -> Formula:
        """What was built, with the numbers it starts from."""
        case = self.case
        streams = {n.stream for path, n in case.numbers.items() if path in self.cells or path == "discount"}
        effective = case.effective()
        inputs = {given_name(case, path): effective[path].value for path in sorted(streams)}
        cells = {path: cell for path, cell in self.cells.items() if path not in inputs}
        return Formula(case.id, case.base_year, case.horizon, inputs, cells)

    def build(self) -> None:
        for item in self.items:
            self._fields(item)
        for item in self.items:
            self._item(item)
        for payer in self.case.payers():
            self._balance(f"payer.{payer}", (payer,))
        self._balance("total", self.case.perspective)
        if self.case.weights:
            parts = [
                name(f"payer.{payer}.net_present_value") * self.case.weights.get(payer, 1.0)
                for payer in self.case.perspective or tuple(self.case.payers())
                if f"payer.{payer}.net_present_value" in self.cells
            ]
            self.cells["total.weighted_net_present_value"] = total(parts)

    def _fields(self, item: Item) -> None:
        for path, at in self.case.numbers.items():
            if path.startswith(f"{item.path}."):
                source = name(given_name(self.case, at.stream))
                # A field that is its own stream is an input and needs no cell of its own.
                self.cells[path] = source if at.factor == 1.0 else source * at.factor

    def _given(self, item: Item, field: str) -> bool:
        at = self.case.numbers.get(f"{item.path}.{field}")
        return at is not None and self.case.streams[at.stream].given

    def _item(self, item: Item) -> None:
        def n(field: str) -> Expr:
            return name(f"{item.path}.{field}")

        cells, path = self.cells, item.path
        cells[f"{path}.units"] = self._units(item)
        amount = n("units") * n("price")
        worth = number(1.0)
        if item.section == "effect":
            worth = n("additionality") * n("attribution") * (1.0 - n("displacement"))
            amount = amount * n("additionality") * n("attribution") * (1.0 - n("displacement"))
        if self._given(item, "optimism_bias"):
            amount = amount * (1.0 + n("optimism_bias"))
        cells[f"{path}.amount"] = amount
        start = n("onset" if item.section == "effect" else "start")
        cells[f"{path}.active"] = self._active(item, start, n)
        real = n("amount") * n("active")
        if self._given(item, "terminal_value"):
            rest = n("units") * n("terminal_value")
            if item.section == "effect":
                rest = rest * worth
            cells[f"{path}.terminal"] = rest if item.section == "effect" else 0.0 - rest
            real = real + Expr("at", (n("terminal"), self.case.horizon - 1))
        cells[f"{path}.real"] = real
        cells[f"{path}.factor"] = self._factor(item)
        cells[f"{path}.discounted"] = n("real") * n("factor")
        cells[f"{path}.present_value"] = Expr("sum", (n("discounted"),))
        self._cash(item, start, n)
        self._shares(item, n)

    def _units(self, item: Item) -> Expr:
        def gross(one: Item) -> Expr:
            return name(f"{one.path}.quantity") * name(f"{one.path}.over")

        if item.section != "effect":
            return gross(item)
        inner = [one for one in self.items if one.section == "effect" and one.nested_in == item.id]
        net = gross(item)
        for child in inner:
            known = not math.isnan(self.case.central()[f"{child.path}.nested_share"])
            # Unknown nesting counts as all of it, which never counts anything twice.
            net = net - ((name(f"{child.path}.nested_share") * gross(child)) if known else gross(child))
        return Expr("choose", (gross(item), maximum(net, 0.0), minimum(net, 0.0))) if inner else net

    def _active(self, item: Item, start: Expr, n: Any) -> Expr:
        if item.profile:
            parts = [_overlap(start + j, number(1.0)) * share for j, share in enumerate(item.profile)]
            rows = total(parts)
        else:
            lost = item.section == "effect" and self._given(item, "drop_off")
            rows = active(start, n("duration"), n("drop_off") if lost else None)
        if item.inflow:
            rows = Expr("cohorts", (rows, n("growth") if self._given(item, "growth") else number(0.0), item.inflow))
        elif self._given(item, "growth"):
            rows = rows * (1.0 + n("growth")) ** maximum(YEAR - start, 0.0)
        if self._given(item, "price_change"):
            rows = rows * (1.0 + n("price_change")) ** YEAR
        return rows / series(self.case.deflator) if item.nominal else rows

    def _cash(self, item: Item, start: Expr, n: Any) -> None:
        cells, path = self.cells, item.path
        if item.section != "effect":
            is_cash = item.cost_kind in CASH_KINDS or item.section == "transfer"
            cells[f"{path}.cash_share"] = number(1.0 if is_cash else 0.0)
            cells[f"{path}.cash_active"] = n("active")
        else:
            cells[f"{path}.cash_share"] = n("cashable")
            later = self._given(item, "cashable_lag")
            cells[f"{path}.cash_active"] = self._active(item, start + n("cashable_lag"), n) if later else n("active")
        real = n("amount") * n("cash_share") * n("cash_active")
        if f"{path}.terminal" in cells:
            real = real + Expr("at", (n("terminal") * n("cash_share"), self.case.horizon - 1))
        cells[f"{path}.cash"] = real * n("factor")

    def _factor(self, item: Item) -> Expr:
        if item.schedule is None and "discount" in self.case.numbers:
            return (1.0 + name("discount")) ** (0.0 - YEAR)
        return series(discount_factors(item.schedule or self.case.schedule, self.case.horizon))

    def _shares(self, item: Item, n: Any) -> None:
        cells, path = self.cells, item.path
        if item.section == "transfer":
            same = item.giver == item.receiver
            cells[f"{path}.share.{item.giver}"] = number(0.0 if same else -1.0)
            if not same:
                cells[f"{path}.share.{item.receiver}"] = number(1.0)
            return
        whole = total([n(f"payers.{payer}") for payer in item.payers])
        for payer in item.payers:
            # Drawn shares are brought back to 1; written ones already add up, within rounding.
            cells[f"{path}.share.{payer}"] = n(f"payers.{payer}") * SIGNS[item.section] / whole

    def _balance(self, prefix: str, view: tuple[str, ...]) -> None:
        cells = self.cells
        cash: list[Expr] = []
        for section, result in _MONEY.items():
            parts = []
            for item in self.items:
                share = self._share_of(item, view)
                if item.section == section and share is not None:
                    parts.append(share * name(f"{item.path}.present_value"))
                    cash.append(share * Expr("sum", (name(f"{item.path}.cash"),)))
            cells[f"{prefix}.{result}"] = 0.0 - total(parts) if section == "cost" else total(parts)
        cells[f"{prefix}.net_present_value"] = (
            name(f"{prefix}.benefits") - name(f"{prefix}.costs") + name(f"{prefix}.transfers")
        )
        cells[f"{prefix}.benefit_cost_ratio"] = Expr("ratio", (name(f"{prefix}.benefits"), name(f"{prefix}.costs")))
        cells[f"{prefix}.cashable_balance"] = total(cash)

    def _share_of(self, item: Item, view: tuple[str, ...]) -> Expr | None:
        if not view:
            return number(SIGNS[item.section])
        parts = [name(f"{item.path}.share.{who}") for who in view if f"{item.path}.share.{who}" in self.cells]
        return total(parts) if parts else None


def active(start: Expr, duration: Expr, drop_off: Expr | None = None) -> Expr:
    """The share of a full yearly amount in each year: the overlap with start..start + duration, less what drops off.

    Year t runs from t to t + 1, and a part of a year counts for that part.
    """
    rows = _overlap(start, duration)
    return rows if drop_off is None else rows * (1.0 - drop_off) ** maximum(YEAR - start, 0.0)


def _overlap(start: Expr, duration: Expr) -> Expr:
    """The part of year t that lies between start and start + duration."""
    return minimum(maximum(minimum(YEAR + 1.0, start + duration) - maximum(YEAR, start), 0.0), 1.0)
