"""Unit prices and price indices: from the price level of a source to that of a case, without rounding."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wij_impact.errors import InputError, suggest
from wij_impact.estimates.results import Result
from wij_impact.language import Text
from wij_impact.mkba.tables import read_reference

__all__ = ["PriceIndex", "convert_price", "load_price_indices", "load_unit_prices"]


@dataclass(frozen=True, repr=False)
class PriceIndex(Result):
    """A chained price index.

    Parameters
    ----------
    name : str
        `cpi_nl`, or the name of a wage or care index the user supplies.
    changes : tuple of (int, float)
        (year, change in percent of that year's average on the year before), consecutive years.
    """

    name: str
    changes: tuple[tuple[int, float], ...]

    def levels(self) -> dict[int, float]:
        """The level of each year; the year before the first change is 1."""
        first = self.changes[0][0] - 1
        levels = {first: 1.0}
        for year, change in self.changes:
            levels[year] = levels[year - 1] * (1 + change / 100)
        return levels

    def ratio(self, from_year: int, to_year: int) -> float:
        """What an amount at the level of `from_year` is multiplied by to be at the level of `to_year`."""
        levels = self.levels()
        for year in (from_year, to_year):
            if year not in levels:
                raise InputError(
                    Text(
                        nl=f"prijsindex '{self.name}' heeft geen jaar {year}; "
                        f"hij loopt van {min(levels)} tot {max(levels)}.",
                        en=f"price index '{self.name}' has no year {year}; "
                        f"it runs from {min(levels)} to {max(levels)}.",
                    ),
                    remedy=Text(
                        nl="Kies een prijspeil binnen de index of vul de index aan in data/reference/price_index.csv.",
                        en="Choose a price level within the index, or extend data/reference/price_index.csv.",
                    ),
                )
        return levels[to_year] / levels[from_year]

    def convert(self, amount: float, from_year: int, to_year: int) -> float:
        """`amount` at the price level of `from_year`, at that of `to_year`; nothing is rounded.

        Examples
        --------
        >>> index = PriceIndex("wages", ((2021, 2.0), (2022, 3.0)))
        >>> round(index.convert(100.0, 2020, 2022), 10)
        105.06
        """
        return amount * self.ratio(from_year, to_year)

    def _headline(self) -> str:
        years = [year for year, _ in self.changes]
        return f"{self.name}, {min(years)}-{max(years)}" if years else self.name

    def tidy(self) -> pd.DataFrame:
        """The change of each year, as a fraction."""
        return pd.DataFrame(list(self.changes), columns=["year", "change"])


def price_index(name: str, changes: Mapping[int, float]) -> PriceIndex:
    """Check the yearly changes and make an index of them."""
    years = sorted(changes)
    gaps = [year for year in range(years[0], years[-1] + 1) if year not in changes] if years else [0]
    wrong = [year for year in years if not math.isfinite(changes[year]) or changes[year] <= -100]
    if gaps or wrong:
        year = (gaps or wrong)[0]
        raise InputError(
            Text(nl=f"prijsindex '{name}' heeft geen bruikbare jaarmutatie voor {year}.",
                 en=f"price index '{name}' has no usable annual change for {year}."),
            remedy=Text(nl="Geef elk jaar een mutatie in procenten, zonder gaten.",
                        en="Give every year a change in percent, without gaps."),
        )  # fmt: skip
    return PriceIndex(name, tuple((year, float(changes[year])) for year in years))


def load_price_indices(data: str | Path | None = None) -> dict[str, PriceIndex]:
    """The indices of `data/reference/price_index.csv`, by name.

    Examples
    --------
    >>> round(load_price_indices()["cpi_nl"].ratio(2015, 2020), 6)
    1.07502
    """
    table = read_reference("price_index", data)
    return {
        str(name): price_index(str(name), dict(zip(rows["year"], rows["annual_change_percent"], strict=True)))
        for name, rows in table.groupby("index", sort=True)
    }


def convert_price(
    amount: float, from_year: int, to_year: int, index: str | PriceIndex = "cpi_nl", data: str | Path | None = None
) -> float:
    """Bring an amount from the price level of one year to that of another.

    Parameters
    ----------
    amount : float
        Euros at the price level of `from_year`.
    from_year, to_year : int
        Calendar years within the index.
    index : str or PriceIndex
        Consumer prices (`cpi_nl`) misprice care, whose costs follow wages: supply a wage or care index where one
        is known, as rows of `data/reference/price_index.csv` or in the case file.
    data : path, optional
        The data folder with the index.

    Returns
    -------
    float
        Euros at the price level of `to_year`; nothing is rounded on the way, so there and back is the same amount.

    Raises
    ------
    InputError
        For an unknown index or a year outside it.

    Examples
    --------
    >>> round(convert_price(60_327, 2015, 2020), 2)
    64852.75
    """
    if isinstance(index, str):
        index = pick_index(index, load_price_indices(data))
    return index.convert(amount, from_year, to_year)


def pick_index(name: str, indices: Mapping[str, PriceIndex]) -> PriceIndex:
    """The index called `name`; an unknown one is an error with a suggestion."""
    if name in indices:
        return indices[name]
    near = suggest(name, list(indices))
    listed = ", ".join(sorted(indices))
    raise InputError(
        Text(nl=f"prijsindex '{name}' bestaat niet.", en=f"there is no price index '{name}'."),
        remedy=Text(nl=f"Bedoelt u {near}?" if near else f"Kies uit {listed}.",
                    en=f"Did you mean {near}?" if near else f"Choose from {listed}."),
    )  # fmt: skip


def load_unit_prices(data: str | Path | None = None) -> pd.DataFrame:
    """The unit prices: one row per price, with unit, price year, bearers, source and evidence grade.

    Returns
    -------
    pandas.DataFrame
        The columns of `data/reference/unit_prices.csv`. An empty `value` means that no source was found: NaN, and
        a case that uses it lists the item as not priced.

    Raises
    ------
    InputError
        For a price without a source that is not graded `assumption`, naming its row.
    """
    table = read_reference("unit_prices", data)
    unsourced = table["source"].eq("") & ~table["evidence_grade"].isin(["E", "assumption"])
    for position in table.index[unsourced]:
        name = table.loc[position, "price_id"]
        raise InputError(
            Text(nl=f"prijs '{name}' heeft geen bron.", en=f"price '{name}' has no source."),
            remedy=Text(nl="Noem de bron, of schrijf `assumption` in evidence_grade.",
                        en="Name the source, or write `assumption` in evidence_grade."),
            file="reference/unit_prices.csv", row=int(position) + 2, column="source",
        )  # fmt: skip
    for position, written in table["bearers"].items():
        try:
            bearers_of(str(written))
        except InputError as problem:
            raise InputError(
                problem.message, remedy=problem.remedy, file="reference/unit_prices.csv",
                row=int(str(position)) + 2, column="bearers",
            ) from None  # fmt: skip
    for name in ("subject", "status", "confidence", "url"):
        if name not in table.columns:
            table[name] = table["price_id"] if name == "subject" else ""
    table["subject"] = table["subject"].where(table["subject"].ne(""), table["price_id"])
    return table


def bearers_of(written: str) -> dict[str, float]:
    """Who bears a price, with their share.

    Examples
    --------
    >>> bearers_of("gemeente=0.75;rijk=0.25")
    {'gemeente': 0.75, 'rijk': 0.25}
    """
    found: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in written.split(";"))):
        who, equals, share = (piece.strip() for piece in part.partition("="))
        try:
            found[who] = float(share)
        except ValueError:
            found[who] = math.nan
        if not who or not equals or not 0 <= found[who] <= 1:
            raise InputError(
                Text(nl=f"'{part}' noemt geen betaler met zijn deel.", en=f"'{part}' names no payer with a share."),
                remedy=Text(nl=f"Schrijf {who or 'gemeente'}=1, of delen met een puntkomma: gemeente=0.7;rijk=0.3.",
                            en=f"Write {who or 'gemeente'}=1, or more parts with a semicolon: gemeente=0.7;rijk=0.3."),
            )  # fmt: skip
    if found and abs(math.fsum(found.values()) - 1) > 1e-6:
        total = math.fsum(found.values())
        raise InputError(
            Text(nl=f"de delen van de betalers tellen op tot {total:g}.", en=f"the shares add up to {total:g}."),
            remedy=Text(nl="Samen moeten ze 1 zijn.", en="Together they must be 1."),
        )
    return found
