"""The few operations a case consists of, as a tree: evaluated by numpy here, written out elsewhere.

A value is one number or one per draw; a value per year has the years on its first axis. There are no other shapes, so
that the same tree serves a point estimate, a simulation, a workbook and a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = [
    "OVER_YEARS", "PER_YEAR", "YEAR", "Expr", "as_lists", "evaluate", "known", "maximum", "minimum", "name", "names",
    "number", "series", "total",
]  # fmt: skip

#: Operations that give a value per year, and those that make one number of such a row.
PER_YEAR = frozenset({"year", "series", "at", "cohorts", "starters", "spread", "compound", "running"})
OVER_YEARS = frozenset({"sum", "dot", "last", "below", "lasting"})


@dataclass(frozen=True)
class Expr:
    """One operation on other expressions.

    Parameters
    ----------
    op : str
        ``number``, ``name``, ``year`` (0 in the base year), ``series`` (a constant per year), ``+ - * / ^``, ``min``,
        ``max``, ``sum`` (over the years), ``choose`` (the second when the first is 0 or more, else the third),
        ``at`` (a value in one year, 0 in the others), ``cohorts`` (a row per year, repeated by later starters),
        ``ratio`` (a quotient, NaN unless the denominator is above 0); and for whoever fills in or turns a number:
        ``known`` (a value, or another one while an input is unknown), ``goal`` (weight - balance / slope; 0
        without a slope), ``when`` (a value, NaN unless the first is above 0), ``starters`` (``cohorts`` with the
        inflow as a row), ``spread`` (shares per year since a start), ``compound`` (what a euro keeps after rates per
        year), ``dot`` (the sum of products of two rows), ``last`` (a row in the last year), ``running`` (the sum so
        far of products of two rows), ``below`` (in how many years a row is below a number), ``lasting`` (how long
        something must last to reach a sum), ``root`` (present - balance / slope, NaN without a slope or outside low
        to high).
    args : tuple
        Expressions; of ``number``, ``name``, ``series``, ``at``, ``cohorts`` and ``known`` also plain values.
    """

    op: str
    args: tuple[Any, ...] = ()

    def __add__(self, other: Expr | float) -> Expr:
        return Expr("+", (self, number(other)))

    def __sub__(self, other: Expr | float) -> Expr:
        return Expr("-", (self, number(other)))

    def __rsub__(self, other: float) -> Expr:
        return Expr("-", (number(other), self))

    def __radd__(self, other: float) -> Expr:
        return Expr("+", (number(other), self))

    def __mul__(self, other: Expr | float) -> Expr:
        return Expr("*", (self, number(other)))

    def __truediv__(self, other: Expr | float) -> Expr:
        return Expr("/", (self, number(other)))

    def __pow__(self, other: Expr | float) -> Expr:
        return Expr("^", (self, number(other)))

    def __str__(self) -> str:
        return _written(self)


#: The year of a row: 0 in the base year.
YEAR = Expr("year")


def number(value: Expr | float) -> Expr:
    """A constant."""
    return value if isinstance(value, Expr) else Expr("number", (float(value),))


def name(of: str) -> Expr:
    """The value of another quantity."""
    return Expr("name", (of,))


def series(values: Any) -> Expr:
    """A constant per year."""
    return Expr("series", (tuple(float(value) for value in values),))


def minimum(*parts: Expr | float) -> Expr:
    """The smallest."""
    return Expr("min", tuple(number(part) for part in parts))


def maximum(*parts: Expr | float) -> Expr:
    """The largest."""
    return Expr("max", tuple(number(part) for part in parts))


def total(parts: list[Expr]) -> Expr:
    """The sum of some quantities; 0 of none."""
    if not parts:
        return number(0.0)
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    return result


def known(value: Expr, otherwise: Expr | float, inputs: tuple[str, ...]) -> Expr:
    """`value`, or `otherwise` while one of the inputs is unknown."""
    return Expr("known", (value, number(otherwise), inputs)) if inputs else value


def as_lists(expression: Expr) -> Any:
    """The tree as plain data: a number, the name of a quantity, or a tuple of an operation and what it works on.

    A limit that is infinite becomes 1e308 and NaN becomes None: JSON and workbooks know neither.

    Examples
    --------
    >>> as_lists(name("price.x") * 2.0)
    ('*', 'price.x', 2.0)
    """
    if expression.op == "number":
        if np.isnan(expression.args[0]):
            return None
        return min(max(expression.args[0], -1e308), 1e308)
    if expression.op == "name":
        return expression.args[0]
    return (expression.op, *(as_lists(one) if isinstance(one, Expr) else one for one in expression.args))


def names(expression: Expr) -> list[str]:
    """The quantities an expression uses, in order of appearance."""
    if expression.op == "name":
        return [str(expression.args[0])]
    found = [used for arg in expression.args if isinstance(arg, Expr) for used in names(arg)]
    found += expression.args[2] if expression.op == "known" else ()
    return list(dict.fromkeys(found))


def evaluate(expression: Expr, values: Mapping[str, Any], years: int) -> Any:
    """The value of an expression; a value per year has shape (years, 1) or (years, draws)."""
    if expression.op == "name":
        return values[expression.args[0]]
    if expression.op == "number":
        return expression.args[0]
    if expression.op == "year":
        return np.arange(years, dtype="float64")[:, None]
    if expression.op == "series":
        return np.asarray(expression.args[0])[:, None]
    if expression.op == "known":
        here, otherwise = (evaluate(arg, values, years) for arg in expression.args[:2])
        gaps = [np.isnan(values[one]) for one in expression.args[2]]
        return np.where(np.logical_or.reduce(gaps), otherwise, here)
    parts = [evaluate(arg, values, years) if isinstance(arg, Expr) else arg for arg in expression.args]
    return _DO[expression.op](years, *parts)


def _at(years: int, value: Any, year: int) -> Any:
    rows = np.zeros((years, np.size(value)))
    rows[year] = value
    return rows


def _cohorts(years: int, base: Any, growth: Any, inflow: tuple[float, ...]) -> Any:
    """Sum over starters k of inflow[k] x (1 + growth)^k x the base row of k years earlier."""
    width = np.broadcast_shapes(np.shape(base)[1:], np.shape(growth) or (1,))
    rows = np.zeros((years, *width))
    for k, share in enumerate(inflow):
        if share and k < years:
            rows[k:] += share * (1.0 + growth) ** k * base[: years - k]
    return rows


def _ratio(_: int, above: Any, below: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(below) > 0, np.divide(above, below), np.nan)


def _starters(years: int, base: Any, growth: Any, inflow: Any) -> Any:
    return _cohorts(years, base, growth, tuple(np.ravel(inflow).tolist()))


def _spread(years: int, start: Any, shares: Any) -> Any:
    """Shares per year since the start, in calendar years: year t overlaps year j since start s by 1 - |t - s - j|."""
    years_since = np.arange(years, dtype="float64")
    part = np.maximum(1.0 - np.abs(years_since[:, None, None] - np.atleast_1d(start) - years_since[None, :, None]), 0.0)
    return np.sum(part * np.reshape(shares, (1, -1, 1)), axis=1)


def _compound(years: int, rates: Any) -> Any:
    kept = 1.0 / (1.0 + rates)
    kept[0] = 1.0
    return np.cumprod(kept, axis=0)


def _root(_: int, present: Any, balance: Any, slope: Any, low: Any, high: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(np.asarray(slope) != 0, present - np.divide(balance, slope), np.nan)
        # On the edge of what a number may be, rounding must not decide.
        edge = 1e-12 * np.abs(present)
        return np.where((found >= low - edge) & (found <= high + edge), np.clip(found, low, high), np.nan)


def _goal(_: int, weight: Any, balance: Any, slope: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.where(np.asarray(slope) != 0, weight - np.divide(balance, slope), 0.0)
    # What is left of rounding is nothing.
    return np.where(np.abs(found) <= 1e-12 * np.abs(weight), 0.0, found)


def _lasting(years: int, goal: Any, year: Any, sums: Any, start: Any) -> Any:
    """How long from `start` until the running sum reaches `goal`, which it does in `year`; NaN when it does not."""
    at = np.atleast_1d(np.minimum(year, years - 1)).astype(int)
    rows = np.broadcast_to(sums, (years, max(np.shape(sums)[1], at.size)))
    at = np.broadcast_to(at, rows.shape[1:])
    reached = np.take_along_axis(rows, at[None, :], axis=0)[0]
    before = np.where(at > 0, np.take_along_axis(rows, np.maximum(at - 1, 0)[None, :], axis=0)[0], 0.0)
    begins = np.maximum(at, start)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = begins + (goal - before) / (reached - before) * (at + 1.0 - begins) - start
    return np.where((np.asarray(goal) > 0) & (np.asarray(year) < years), found, np.nan)


_DO: dict[str, Callable[..., Any]] = {
    "+": lambda _, a, b: a + b,
    "-": lambda _, a, b: a - b,
    "*": lambda _, a, b: a * b,
    "/": lambda _, a, b: a / b,
    "^": lambda _, a, b: a**b,
    "min": lambda _, *parts: _fold(np.minimum, parts),
    "max": lambda _, *parts: _fold(np.maximum, parts),
    "sum": lambda _, rows: np.sum(rows, axis=0),
    "choose": lambda _, sign, yes, no: np.where(np.asarray(sign) >= 0, yes, no),
    "at": _at,
    "cohorts": _cohorts,
    "ratio": _ratio,
    "when": lambda _, condition, value: np.where(np.asarray(condition) > 0, value, np.nan),
    "starters": _starters,
    "spread": _spread,
    "compound": _compound,
    "dot": lambda _, a, b: np.sum(a * b, axis=0),
    "last": lambda _, rows: np.asarray(rows)[-1],
    "running": lambda _, a, b: np.cumsum(a * b, axis=0),
    "goal": _goal,
    # A row that is at the goal but for rounding is not below it.
    "below": lambda _, rows, goal: np.sum(np.asarray(rows) < goal - 1e-12 * np.abs(goal), axis=0),
    "lasting": _lasting,
    "root": _root,
}


def _fold(function: Callable[[Any, Any], Any], parts: tuple[Any, ...]) -> Any:
    result = parts[0]
    for part in parts[1:]:
        result = function(result, part)
    return result


def _written(expression: Expr) -> str:
    op, args = expression.op, expression.args
    if op == "number":
        return f"{args[0]:g}"
    if op == "name":
        return str(args[0])
    if op == "year":
        return "t"
    if op == "series":
        return "[" + ", ".join(f"{value:.6g}" for value in args[0]) + "]"
    parts = [str(arg) for arg in args]
    if op in "+-*/^":
        return f"({parts[0]} {op} {parts[1]})"
    return f"{op}({', '.join(parts)})"
