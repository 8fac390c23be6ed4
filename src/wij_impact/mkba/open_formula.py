"""The formula of a case for whoever changes it: unknown numbers as gaps to fill, switching values as quantities."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from wij_impact.mkba.case import Case, Item
from wij_impact.mkba.expressions import YEAR, Expr, known, maximum, minimum, name, number, series, total
from wij_impact.mkba.formulas import SIGNS, Builder, Formula, active, given_name
from wij_impact.mkba.schema import SECTIONS
from wij_impact.mkba.sensitivity import moved_items, written_numbers

__all__ = ["workings"]

#: Fields in which the balance is a straight line, as long as an item uses the number once.
_STRAIGHT = frozenset(
    {"quantity", "over", "price", "additionality", "attribution", "displacement", "optimism_bias", "terminal_value"}
)


def workings(case: Case) -> Formula:
    """The formula of a case as a workbook or a page holds it.

    Parameters
    ----------
    case : Case
        From `load_case`.

    Returns
    -------
    Formula
        As `formula(case)`, with these additions. An item with an unknown number is in it: it counts for nothing until
        the number is filled in (an input that is NaN). The discount rate is an input where it is one rate, and a row
        of rates where it is not. ``shown.payer.x.costs`` (``.benefits``, ``.transfers``, ``.net_present_value``) is
        NaN where nothing is known, as in `appraise`;
        ``shown.total.net_present_value`` is NaN while every cost, or every benefit, lacks a number. ``turn.x``
        is the value of number x at which the balance turns, and ``slope.x`` what the balance changes by one of it,
        where that is a straight line.

    Notes
    -----
    Where the balance is a straight line in a number (prices, quantities, shares of effects) its switching value is the
    number minus balance / slope, which follows every change. The duration of one item runs along the running sum of its
    years. In starts, rates, shared durations and nested quantities the balance bends otherwise: those have no ``turn``
    and are found by trial (`switching_value`).

    Examples
    --------
    >>> from wij_impact import mkba
    >>> case = mkba.load_case("besturingsmodel")
    >>> worked = mkba.workings(case)
    >>> round(float(worked.evaluate(only=["turn.cost.implementatie.price"])["turn.cost.implementatie.price"]))
    5212781
    """
    builder = _Open(case)
    builder.build()
    made = builder.formula()
    # Without end is as long as the case: a workbook knows no infinity.
    inputs = {
        name: min(value, float(made.years)) if math.isinf(value) else value for name, value in made.inputs.items()
    }
    if "discount" not in inputs and builder.flat_rate:
        inputs["discount"] = float(case.schedule.flat or 0.0)
    return _used(Formula(made.case, made.base_year, made.years, inputs, made.cells))


def _used(graph: Formula) -> Formula:
    """The formula without what leads to no result: a number that nothing follows from is no input."""
    wanted = {name for name in graph.cells if name.split(".")[0] in ("total", "shown", "turn", "slope", "payer")}
    for cell in reversed(list(graph.cells)):
        if cell in wanted:
            wanted.update(graph.used(cell))
    inputs = {name: value for name, value in graph.inputs.items() if name in wanted}
    cells = {name: cell for name, cell in graph.cells.items() if name in wanted}
    return Formula(graph.case, graph.base_year, graph.years, inputs, cells)


class _Open(Builder):
    """The builder, with every item that is money and the gaps that keep some of them out."""

    def __init__(self, case: Case) -> None:
        super().__init__(case, frozenset(item.path for item in case.items if item.section != "pm"))
        self.unknown = {stream for stream, number_ in case.effective().items() if number_.unknown}
        self.flat_rate = False

    def build(self) -> None:
        super().build()
        for payer in self.case.payers():
            self._shown(payer)
        self._shown_whole()
        for path in written_numbers(self.case):
            if not moved_items(self.case, path):
                self._turn(path)
                self._lasts(path)

    def _gaps(self, item: Item, fields: tuple[str, ...] | None = None, apart_from: str = "") -> tuple[str, ...]:
        """The inputs of an item that are unknown."""
        names = SECTIONS[item.section] if fields is None else fields
        streams = [self.case.numbers[f"{item.path}.{field}"].stream for field in names]
        found = [one for one in dict.fromkeys(streams) if one in self.unknown and one != apart_from]
        return tuple(given_name(self.case, one) for one in found)

    def _fields(self, item: Item) -> None:
        super()._fields(item)
        for path in [path for path in self.case.numbers if path.startswith(f"{item.path}.")]:
            stream = self.case.numbers[path].stream
            if stream in self.unknown and path != given_name(self.case, stream):
                self.cells[path] = known(self.cells[path], math.nan, (given_name(self.case, stream),))

    def _item(self, item: Item) -> None:
        super()._item(item)
        gaps = self._gaps(item)
        for key in ("amount", "active", "terminal", "cash"):
            path = f"{item.path}.{key}"
            if path in self.cells:
                self.cells[path] = known(self.cells[path], 0.0, gaps)
        if gaps and self.cells[f"{item.path}.cash_active"].op != "name":
            self.cells[f"{item.path}.cash_active"] = known(self.cells[f"{item.path}.cash_active"], 0.0, gaps)
        units = f"{item.path}.units"
        self.cells[units] = known(self.cells[units], 0.0, self._gaps(item, ("quantity", "over")))
        self.cells[f"{item.path}.weight"] = Expr("dot", (name(f"{item.path}.active"), name(f"{item.path}.factor")))
        if gaps:
            self.cells[f"{item.path}.complete"] = known(number(1.0), 0.0, gaps)

    def _units(self, item: Item) -> Expr:
        def gross(one: Item) -> Expr:
            return name(f"{one.path}.quantity") * name(f"{one.path}.over")

        inner = self._inner(item)
        net = gross(item)
        for child in inner:
            share = known(name(f"{child.path}.nested_share"), 1.0, self._gaps(child, ("nested_share",)))
            net = net - known(share * gross(child), 0.0, self._gaps(child))
        return Expr("choose", (gross(item), maximum(net, 0.0), minimum(net, 0.0))) if inner else net

    def _inner(self, item: Item) -> list[Item]:
        own = item.section == "effect"
        return [one for one in self.items if own and one.section == "effect" and one.nested_in == item.id]

    def _active(self, item: Item, start: Expr, n: Any) -> Expr:
        cells, path = self.cells, item.path
        if item.profile:
            cells[f"{path}.profile"] = series(self._row(item.profile))
            rows = Expr("spread", (start, n("profile")))
        else:
            lost = item.section == "effect" and self._given(item, "drop_off")
            rows = active(start, n("duration"), n("drop_off") if lost else None)
        if item.inflow:
            first = f"{path}.first_start" if f"{path}.active" not in cells else f"{path}.cash_first_start"
            cells[f"{path}.inflow"], cells[first] = series(self._row(item.inflow)), rows
            growth = n("growth") if self._given(item, "growth") else number(0.0)
            rows = Expr("starters", (name(first), growth, n("inflow")))
        elif self._given(item, "growth"):
            rows = rows * (1.0 + n("growth")) ** maximum(YEAR - start, 0.0)
        if self._given(item, "price_change"):
            rows = rows * (1.0 + n("price_change")) ** YEAR
        return rows * self._deflator() if item.nominal else rows

    def _row(self, values: tuple[float, ...]) -> tuple[float, ...]:
        years = self.case.horizon
        return (*values[:years], *[0.0] * (years - len(values)))

    def _deflator(self) -> Expr:
        levels = self.case.deflator
        rates = [0.0, *(after / before - 1.0 for before, after in pairwise(levels))]
        return self._compounded("inflation", rates)

    def _compounded(self, prefix: str, rates: Any) -> Expr:
        self.cells.setdefault(f"{prefix}.rates", series(rates))
        self.cells.setdefault(f"{prefix}.factor", Expr("compound", (name(f"{prefix}.rates"),)))
        return name(f"{prefix}.factor")

    def _factor(self, item: Item) -> Expr:
        schedule, own = item.schedule or self.case.schedule, item.schedule is not None
        if not own and ("discount" in self.case.numbers or schedule.flat is not None):
            self.flat_rate = True
            return (1.0 + name("discount")) ** (0.0 - YEAR)
        rates = [0.0, *schedule.forward(self.case.horizon).tolist()][: self.case.horizon]
        return self._compounded(f"{item.path}.own_discount" if own else "discount", rates)

    def _shown(self, payer: str) -> None:
        cells, sides = self.cells, {"cost": "costs", "effect": "benefits", "transfer": "transfers"}
        own = [item for item in self.items if payer in (*item.payers, item.giver, item.receiver)]
        anything = self._complete(own)
        flags = []
        for section, result in sides.items():
            listed = [item for item in own if item.section == section]
            flag = self._complete(listed) if listed else anything
            flags.append(flag)
            cells[f"shown.payer.{payer}.{result}"] = _when(flag, name(f"payer.{payer}.{result}"))
        whole = number(1.0) if all(flag.op == "number" for flag in flags) else minimum(*flags)
        for result in ("net_present_value", "cashable_balance"):
            cells[f"shown.payer.{payer}.{result}"] = _when(whole, name(f"payer.{payer}.{result}"))

    def _shown_whole(self) -> None:
        """The whole as far as it can be said: no balance while every cost, or every benefit, lacks a number."""
        flags = []
        view = set(self.case.perspective or self.case.payers())
        for section, result in (("cost", "costs"), ("effect", "benefits"), ("transfer", "transfers")):
            listed = [item for item in self.items if item.section == section]
            # A transfer within the perspective comes to nothing, known or not.
            within = section == "transfer"
            listed = [item for item in listed if view & {*item.payers, item.giver, item.receiver}
                      and not (within and {item.giver, item.receiver} <= view)]  # fmt: skip
            flags.append(self._complete(listed) if listed else number(1.0))
            self.cells[f"shown.total.{result}"] = _when(flags[-1], name(f"total.{result}"))
        both = number(1.0) if all(flag.op == "number" for flag in flags) else minimum(*flags)
        self.cells["shown.total.net_present_value"] = _when(both, name("total.net_present_value"))

    def _complete(self, items: list[Item]) -> Expr:
        """How many of these items have all their numbers; 1 where that cannot be none."""
        if any(not self._gaps(item) for item in items):
            return number(1.0)
        return total([name(f"{item.path}.complete") for item in items])

    def _turn(self, path: str) -> None:
        case = self.case
        uses = [(field, at.factor) for field, at in sorted(case.numbers.items()) if at.stream == path]
        items = {item.path: item for item in self.items}
        by_item: dict[str, list[tuple[str, float]]] = {}
        for field, factor in uses:
            owner, _, key = field.rpartition(".")
            by_item.setdefault(owner, []).append((key, factor))
        bent = [
            one
            for one, fields in by_item.items()
            if one not in items or len(fields) != 1 or fields[0][0] not in _STRAIGHT or self._nested(items[one], fields)
        ]
        if bent or not by_item:
            return
        own, level = case.numbers.get(path), case.level_factor(path)
        # A field is told at the price level of the case, and so is a price that several items share.
        scale, bound = (own.factor, 1.0) if own is not None else (level, level)
        given = given_name(case, path)
        low, high = (edge * bound for edge in case.range_of(path))
        present = known(name(given), 0.0, (given,) if path in self.unknown else ())
        slope = total([self._slope(items[one], *fields[0], path) for one, fields in by_item.items()])
        balance = name("total.net_present_value")
        self.cells[f"slope.{path}"] = slope if scale == 1.0 else slope / scale
        self.cells[f"turn.{path}"] = Expr(
            "root",
            (
                present if scale == 1.0 else present * scale,
                balance,
                name(f"slope.{path}"),
                number(low),
                number(high),
            ),
        )

    def _lasts(self, path: str) -> None:
        """The switching value of a duration: the end at which the running sum of the item is what the rest asks."""
        uses = [field for field, at in self.case.numbers.items() if at.stream == path]
        item = next((one for one in self.items if uses == [f"{one.path}.duration"]), None)
        if item is None or path in self.unknown or item.profile or item.inflow:
            return
        cells, prefix = self.cells, item.path
        start = name(f"{prefix}.{'onset' if item.section == 'effect' else 'start'}")
        endless = _renamed(cells[f"{prefix}.active"], f"{prefix}.duration", "")
        cells[f"{prefix}.endless"] = _filled(endless, float(self.case.horizon))
        cells[f"{prefix}.so_far"] = Expr("running", (name(f"{prefix}.endless"), name(f"{prefix}.factor")))
        view = self.case.perspective
        share = self._share_of(item, view) if view else number(SIGNS[item.section])
        if share is None:
            return
        cells[f"slope.{path}"] = share * name(f"{prefix}.amount")
        asked = (name(f"{prefix}.weight"), name("total.net_present_value"), name(f"slope.{path}"))
        cells[f"goal.{path}"] = Expr("goal", asked)
        cells[f"goal_year.{path}"] = Expr("below", (name(f"{prefix}.so_far"), name(f"goal.{path}")))
        parts = (name(f"goal.{path}"), name(f"goal_year.{path}"), name(f"{prefix}.so_far"), start)
        cells[f"turn.{path}"] = Expr("lasting", parts)

    def _nested(self, item: Item, fields: list[tuple[str, float]]) -> bool:
        # A quantity inside another one moves both, and stops at zero: that line bends.
        return fields[0][0] in ("quantity", "over") and bool(item.nested_in or self._inner(item))

    def _slope(self, item: Item, key: str, factor: float, path: str) -> Expr:
        """What the balance changes when the number at `path`, used as field `key` of this item, becomes one more."""

        def n(field: str) -> Expr:
            return name(f"{item.path}.{field}")

        effect, biased = item.section == "effect", self._given(item, "optimism_bias")
        worth: dict[str, Expr] = {"units": n("units")}
        if effect:
            worth |= {"additionality": n("additionality"), "attribution": n("attribution")}
            worth["displacement"] = 1.0 - n("displacement")
        amount = {**worth, "price": n("price"), **({"optimism_bias": 1.0 + n("optimism_bias")} if biased else {})}
        left = {**worth, "terminal_value": n("terminal_value")} if self._given(item, "terminal_value") else {}
        step = number(-factor if key == "displacement" else factor)
        if key in ("quantity", "over"):
            step = step * n("over" if key == "quantity" else "quantity")
        part = "units" if key in ("quantity", "over") else key
        gaps = self._gaps(item, apart_from=path)
        slope = number(0.0)
        if part in amount:
            slope = slope + _product(amount, part, step) * n("weight")
        if part in left:
            rest = _product(left, part, step) * Expr("last", (n("factor"),))
            slope = slope + rest * (1.0 if effect else -1.0)
        view = self.case.perspective
        share = self._share_of(item, view) if view else number(SIGNS[item.section])
        if share is None:
            return number(0.0)
        # The weight of an item that has a gap is 0; without this number it would count, so that gap is looked past.
        slope = self._past_gap(slope, item, path)
        return known(share * slope, 0.0, gaps)

    def _past_gap(self, slope: Expr, item: Item, path: str) -> Expr:
        if path not in self.unknown:
            return slope
        weight = f"{item.path}.weight_when_known"
        rows = self.cells[f"{item.path}.active"]
        if rows.op == "known":
            self.cells[f"{item.path}.active_when_known"] = rows.args[0]
            self.cells[weight] = Expr("dot", (name(f"{item.path}.active_when_known"), name(f"{item.path}.factor")))
            return _renamed(slope, f"{item.path}.weight", weight)
        return slope


def _when(flag: Expr, value: Expr) -> Expr:
    return value if flag.op == "number" else Expr("when", (flag, value))


def _product(parts: dict[str, Expr], without: str, step: Expr) -> Expr:
    result = step
    for key, part in parts.items():
        result = result if key == without else result * part
    return result


def _filled(expression: Expr, value: float) -> Expr:
    """The expression with a number in the place of the name that is empty."""
    if expression.op == "name":
        return number(value) if expression.args[0] == "" else expression
    args = tuple(_filled(arg, value) if isinstance(arg, Expr) else arg for arg in expression.args)
    return Expr(expression.op, args)


def _renamed(expression: Expr, old: str, new: str) -> Expr:
    if expression.op == "name":
        return name(new) if expression.args[0] == old else expression
    args = tuple(_renamed(arg, old, new) if isinstance(arg, Expr) else arg for arg in expression.args)
    return Expr(expression.op, args)
