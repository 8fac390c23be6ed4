"""`Quantity`: a number that knows its unit, its interval, its places of print and where it comes from.

The facts of a report are made of these and of codes; no language stands here. Which sentence shows a number is the
business of `data/words`, how it is written that of `presentation`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

from wij_impact.errors import UsageError

__all__ = ["ORIGINS", "Name", "Origin", "Quantity", "Term"]

#: Where a number comes from: printed in a document, worked out from such numbers or from the user's own file,
#: put in by us without a source, or made up for an example.
Origin = Literal["published", "computed", "assumption", "synthetic"]
ORIGINS: tuple[str, ...] = get_args(Origin)


@dataclass(frozen=True)
class Quantity:
    """One number of a report.

    Parameters
    ----------
    value : float or str
        The number, unrounded; a share is a fraction, money is in euros. NaN is "not known".
    unit : str
        A key of `presentation.numbers.FORMATS` ("integer", "percent", "eur", "year", ...): the unit chooses how the
        number is written.
    sources : tuple of str
        The `figure_id`s it rests on; they become the footnotes of each sentence that shows it.
    interval : (float, float), optional
        Lower and upper limit in the same unit. A number with an interval is an estimate, and a page refuses to show
        it without.
    origin : {"published", "computed", "assumption", "synthetic"}
        Where it comes from. A page refuses made-up numbers unless it is a page of examples.
    level : float
        Level of the interval, as a fraction.
    signed : bool
        Write a plus before a rise.

    Raises
    ------
    UsageError
        For an origin that does not exist, or an interval that does not hold its value.

    Examples
    --------
    >>> Quantity(562_499, "eur", ("jaarverslag_2023_equity_2023",), origin="published").value
    562499
    >>> Quantity(0.2, "percent", interval=(0.3, 0.4))
    Traceback (most recent call last):
    ...
    wij_impact.errors.UsageError: the interval 0.3 to 0.4 does not hold its value 0.2.
    """

    value: float | str
    unit: str = "integer"
    sources: tuple[str, ...] = ()
    interval: tuple[float, float] | None = None
    origin: Origin = "computed"
    level: float = 0.95
    signed: bool = False

    def __post_init__(self) -> None:
        if self.origin not in ORIGINS:
            raise UsageError(f"there is no origin '{self.origin}'.", remedy=f"Choose from {', '.join(ORIGINS)}.")
        if self.interval is None or isinstance(self.value, str):
            return
        low, high = self.interval
        known = not any(math.isnan(float(one)) for one in (low, high, self.value))
        # Room for the last bits: limits that are computed another way than the value may fall on it.
        slack = 1e-9 * max(1.0, abs(float(self.value)))
        if known and not low - slack <= float(self.value) <= high + slack:
            raise UsageError(f"the interval {low:g} to {high:g} does not hold its value {self.value:g}.")

    @property
    def known(self) -> bool:
        """Whether there is a number at all."""
        return isinstance(self.value, str) or not math.isnan(float(self.value))

    @property
    def estimated(self) -> bool:
        """Whether it has an interval."""
        return self.interval is not None

    @classmethod
    def published(cls, row: Any, unit: str = "integer", scale: float = 1.0) -> Quantity:
        """A row of the published figures, with its own place of print; `scale` turns percents into a fraction.

        Examples
        --------
        >>> share = Quantity.published({"value": 45.0, "figure_id": "a"}, "percent", 0.01)
        >>> share.value, share.sources, share.origin
        (0.45, ('a',), 'published')
        """
        return cls(float(row["value"]) * scale, unit, (str(row["figure_id"]),), origin="published")

    @classmethod
    def estimate(cls, row: Any, unit: str, sources: Iterable[str] = (), origin: Origin = "computed") -> Quantity:
        """A row of the one result shape (`estimate, lower, upper, level`), with its interval."""
        limits = (float(row["lower"]), float(row["upper"]))
        return cls(float(row["estimate"]), unit, tuple(sources), limits, origin, float(row["level"]))

    def low(self) -> Quantity:
        """The lower limit as a number of its own, for a sentence that prints it; NaN without an interval."""
        return self._limit(0)

    def high(self) -> Quantity:
        """The upper limit as a number of its own."""
        return self._limit(1)

    def _limit(self, side: int) -> Quantity:
        value = math.nan if self.interval is None else self.interval[side]
        return Quantity(value, self.unit, self.sources, None, self.origin, self.level, self.signed)


@dataclass(frozen=True)
class Term:
    """A code whose word stands in `labels.toml` (or in the words of the report) under its group.

    Examples
    --------
    >>> Term("payer", "gemeente").key
    'payer.gemeente'
    """

    group: str
    code: str

    @property
    def key(self) -> str:
        """Where the word stands."""
        return f"{self.group}.{self.code}"


@dataclass(frozen=True)
class Name:
    """A name that is not ours: a team, a column, a case of the user's. It is the same in every language.

    `sources` works as for a `Quantity`; `by_language` holds the translations that the user's own file gives.
    """

    text: str
    by_language: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()

    def show(self, lang: str) -> str:
        """The name in `lang`, else in English, else the one text when there is no translation."""
        said = dict(self.by_language)
        return said.get(lang) or said.get("en") or self.text
