"""The few operations a case consists of, as a tree: evaluated by numpy here, written out elsewhere.

A value is one number or one per draw; a value per year has the years on its first axis. There are no other shapes, so
that the same tree serves a point estimate, a simulation, a workbook and a page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["YEAR", "Expr", "evaluate", "maximum", "minimum", "name", "names", "number", "series", "total"]


@dataclass(frozen=True)
class Expr:
    """One operation on other expressions.

    Parameters
    ----------
    op : str
        ``number``, ``name``, ``year`` (0 in the base year), ``series`` (a constant per year), ``+ - * / ^``, ``min``,
        ``max``, ``sum`` (over the years), ``choose`` (the second when the first is 0 or more, else the third),
        ``at`` (a value in one year, 0 in the others), ``cohorts`` (a row per year, repeated by later starters), or
        ``ratio`` (a quotient, NaN unless the denominator is above 0).
    args : tuple
        Expressions; of ``number``, ``name``, ``series``, ``at`` and ``cohorts`` also plain values.
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


def names(expression: Expr) -> list[str]:
    """The quantities an expression uses, in order of appearance."""
    if expression.op == "name":
        return [str(expression.args[0])]
    found = [used for arg in expression.args if isinstance(arg, Expr) for used in names(arg)]
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
