"""Exclusions of a plan that can be checked: a column, an operator and a value."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["excluded", "read_rule"]

_RULE = re.compile(r"(.+?)\s*(<=|>=|!=|=|<|>)\s*(.*)")
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip


def read_rule(text: str, columns: Sequence[str]) -> tuple[str, str, str] | None:
    """An exclusion as a rule; None for one in words, or about another column.

    Examples
    --------
    >>> read_rule("age < 12", ["age"]), read_rule("wie verhuisde", ["age"])
    (('age', '<', '12'), None)
    """
    found = _RULE.fullmatch(text.strip())
    return (found[1], found[2], found[3]) if found and found[1] in columns else None


def excluded(cell: object, sign: str, value: str) -> bool:
    """Whether a cell meets a rule: as numbers where both are, else as text; an empty cell only meets ``=`` nothing.

    Examples
    --------
    >>> excluded("9", "<", "12"), excluded(12, "<", "12"), excluded(None, "<", "12"), excluded("2,5", "=", "2.5")
    (True, False, False, True)
    """
    if cell is None or value == "":
        return (cell is None) == (sign == "=") and value == ""
    one, two = _number(str(cell)), _number(value)
    if one is not None and two is not None:
        return _SIGNS[sign](one, two)
    return sign in ("=", "!=") and _SIGNS[sign](str(cell).casefold(), value.casefold())


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
