"""Which columns of a table are the limits of the column before them; a page prints them in one cell.

The shape of the house puts limits right after their value: `estimate, lower, upper`, or `x, x_low, x_high`. Three
columns for one number make a table that no phone shows whole, and leave the reader to find out which limit belongs to
what. Files (CSV, workbook) keep every column.
"""

from __future__ import annotations

from collections.abc import Sequence

from wij_impact.language import Language
from wij_impact.presentation.labels import label
from wij_impact.presentation.numbers import MISSING
from wij_impact.presentation.tables import Column

__all__ = ["printed_columns", "with_limits"]


def printed_columns(columns: Sequence[Column], lang: Language) -> list[tuple[int, tuple[int, ...], str]]:
    """The columns of a page: the place of each, the places of its limits (none, or two), and its header.

    Examples
    --------
    >>> own = [Column("Team", name="team"), Column("Per fte", name="estimate", type="number")]
    >>> limits = [Column("Van", name="lower", type="number"), Column("Tot", name="upper", type="number")]
    >>> printed_columns([*own, *limits], "nl")
    [(0, (), 'Team'), (1, (2, 3), 'Per fte (van–tot)')]
    """
    found: list[tuple[int, tuple[int, ...], str]] = []
    at = 0
    while at < len(columns):
        own, pair = columns[at], tuple(columns[at + 1 : at + 3])
        limits: tuple[int, ...] = ()
        header = own.header
        if _is_value(own) and len(pair) == 2 and _are_limits(own.name, *(one.name for one in pair)):
            low, high = (_inside(one.header) for one in pair)
            # "gewoon van", "gewoon tot": the word they share is said once.
            start, _, rest = high.partition(" ")
            high = rest if rest and low.startswith(f"{start} ") else high
            header = label("with_limits_header", lang, value=own.header, lower=low, upper=high)
            limits = (at + 1, at + 2)
        elif pair and (said := _range(own, pair[0])):
            header = label("with_limits_header", lang, **said)
            limits = (at, at + 1)
        found.append((at, limits, header))
        at = max((at, *limits)) + 1
    return found


def _range(low: Column, high: Column) -> dict[str, str]:
    """The words of the header of a range without a value (`rank_low, rank_high`: "Plaats van", "Plaats tot")."""
    stem = low.name.removesuffix("_low")
    if stem == low.name or high.name != f"{stem}_high" or not (low.numeric and high.numeric):
        return {}
    first, second = low.header.split(), high.header.split()
    shared = next((k for k, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    if not shared or shared == len(first) or shared == len(second):
        return {}
    parts = (first[:shared], first[shared:], second[shared:])
    return dict(zip(("value", "lower", "upper"), (" ".join(one) for one in parts), strict=True))


def with_limits(value: str | None, limits: Sequence[str], lang: Language) -> str:
    """A cell with its limits behind it; without them where there are none. With None for the value: the range alone.

    Examples
    --------
    >>> with_limits("24,3", ["20,5", "28,6"], "nl").replace(chr(160), " ")
    '24,3 (20,5 tot 28,6)'
    >>> with_limits("24,3", ["–", "–"], "nl")
    '24,3'
    """
    lower, upper = limits
    unknown = lower == upper == MISSING
    if value is None:
        return MISSING if unknown else label("limits", lang, lower=lower, upper=upper)
    if value == MISSING or unknown:
        return value
    return label("with_limits", lang, value=value, lower=lower, upper=upper)


def _is_value(column: Column) -> bool:
    return column.numeric and column.name not in {"lower", "upper"} and not column.name.endswith(("_low", "_high"))


def _are_limits(value: str, low: str, high: str) -> bool:
    return (low, high) == ("lower", "upper") or (low, high) == (f"{value}_low", f"{value}_high")


def _inside(header: str) -> str:
    """A header within another: no capital, but for a word that is all capitals."""
    return header if header[1:2].isupper() else header[:1].lower() + header[1:]
