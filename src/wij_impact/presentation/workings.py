"""A calculation that its reader can change: the block that a page shows with sliders and a workbook with formulas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wij_impact.language import Language
from wij_impact.presentation.blocks import Block
from wij_impact.presentation.numbers import format_number

__all__ = ["WorkCell", "WorkInput", "WorkRow", "Workings"]


@dataclass(frozen=True)
class WorkInput:
    """A number that the calculation starts from.

    Parameters
    ----------
    path : str
        Its name in the formula.
    label, source : str
        What it is, and what it rests on.
    value, low, high : float or None
        As used, and its limits; None is unknown.
    minimum, maximum : float or None
        What it may be; None is no limit.
    format : str
        One of `presentation.numbers.FORMATS`.
    scale : float
        What the number is multiplied by to be shown (a price at the level of the calculation).
    shown : str
        ``first`` (offered at once), ``more`` (offered when asked for), or empty (in the workbook only).
    places : tuple of (str, float)
        Where a file of the calculation has it, and what it is multiplied by there.
    kept : str
        Lines that the file needs besides, when the number is set.
    """

    path: str
    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    format: str = "auto"
    scale: float = 1.0
    source: str = ""
    shown: str = ""
    places: tuple[tuple[str, float], ...] = ()
    kept: str = ""


@dataclass(frozen=True)
class WorkCell:
    """A computed quantity: its name, its words, the expression as data, and its value (one, or one a year).

    `given` marks a row of numbers that was written down, not computed.
    """

    name: str
    label: str
    expression: Any
    values: tuple[float | None, ...]
    per_year: bool = False
    given: bool = False


@dataclass(frozen=True)
class WorkRow:
    """A row of results: its words, the quantities in it, their format, and, of a switching value, whose it is.

    A `names` entry that is empty is a switching value that is found by trial. `side` is where it pays for itself:
    ``at_least`` or ``at_most`` the switching value.
    """

    label: str
    names: tuple[str, ...]
    format: str = "eur"
    path: str = ""
    values: tuple[float | None, ...] = ()
    side: str = ""


@dataclass(frozen=True)
class Workings(Block):
    """A calculation as a graph of named quantities, with what to show of it.

    Parameters
    ----------
    title : str
        What is calculated.
    base_year, years : int
        The first year, and how many.
    inputs : tuple of WorkInput
    cells : tuple of WorkCell
        Each after those it uses.
    payers : tuple of WorkRow
        Costs, benefits and balance of each payer, the whole last.
    totals : tuple of WorkRow
    turns : tuple of WorkRow
        Per number that can turn the balance: the quantity that is its switching value.
    notes : tuple of str
        What does not follow when a number is changed.
    file, text : str
        Name of the file of the calculation, and its text; empty when there is none to offer.
    """

    title: str = ""
    base_year: int = 0
    years: int = 1
    inputs: tuple[WorkInput, ...] = field(default=(), metadata={"of": WorkInput})
    cells: tuple[WorkCell, ...] = field(default=(), metadata={"of": WorkCell})
    payers: tuple[WorkRow, ...] = field(default=(), metadata={"of": WorkRow})
    totals: tuple[WorkRow, ...] = field(default=(), metadata={"of": WorkRow})
    turns: tuple[WorkRow, ...] = field(default=(), metadata={"of": WorkRow})
    notes: tuple[str, ...] = ()
    file: str = ""
    text: str = ""

    @property
    def balance(self) -> float | None:
        """The balance as published."""
        return self.totals[-1].values[0] if self.totals else None

    def plain(self) -> str:
        rows = [f"{one.label}: {_shown(one.value, one.scale, one.format, self.lang)}" for one in self.inputs]
        return "\n".join([self.title, *rows])

    def preview(self) -> str:
        from html import escape

        return f"<p>{escape(self.title)}: {len(self.inputs)} + {len(self.cells)}</p>"


def _shown(value: float | None, scale: float, how: str, lang: Language) -> str:
    return format_number(None if value is None else value * scale, how, lang)
