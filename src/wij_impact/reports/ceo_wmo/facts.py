"""Numbers of the report `ceo_wmo`: what was printed, what moved, and what it would take to be sure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact.estimates import Quantity, Term

__all__ = ["Doubt", "Facts", "Shift", "ceo_facts", "doubts", "printed_alike", "who_counts"]

QUALITY = "ceo_wmo_quality"
SHIFTED = ("ceo_wmo_quality_2019_r2020_kern", "ceo_wmo_quality_2020_r2023_kern")
SWAPPED = (
    "quality_good_2017_r2017",
    "quality_good_2017_r2017_footnote",
    "support_fits_2017_r2017",
    "support_fits_2017_r2017_footnote",
)
ADDED = ("quality_good_2017_r2017", "quality_disagree_2017_r2017", "neutral_or_unknown_2017_r2017")

Headline = Literal["moved", "steady"]
Moved = Literal["yes", "no"]


@dataclass(frozen=True)
class Shift:
    """One question in the last two years that can be compared."""

    code: str
    name: Term
    moved: Moved
    year_before: Quantity
    year_after: Quantity
    before: Quantity
    after: Quantity
    rest: Quantity
    needed: Quantity


@dataclass(frozen=True)
class Facts:
    """What the printed percentages say.

    `news` are the questions to open with: that of the key figures, that which moved most, that with the lowest share;
    each with the key of its sentences.
    """

    headline: Headline
    items: Quantity
    up: Quantity
    down: Quantity
    year_before: Quantity
    year_after: Quantity
    break_year: Quantity
    biggest: Shift
    lowest: Shift
    smallest_needed: Quantity
    respondents: Quantity
    news: tuple[tuple[str, Shift], ...]


@dataclass(frozen=True)
class Doubt:
    """Printed numbers that do not agree: at most three of them, with their years or their sum."""

    code: str
    first: Quantity
    second: Quantity
    third: Quantity
    year_first: Quantity
    year_second: Quantity
    total: Quantity


def ceo_facts(changes: pd.DataFrame, years: tuple[str, str], breaks: Sequence[str], respondents: int) -> Facts:
    """The facts of `ceo.changes` between `years`; `respondents` a year is an assumption, for the figure."""
    made = {str(row["indicator_id"]): _shift(row, years) for _, row in changes.iterrows()}
    # `changes` has the largest change first.
    biggest = next(iter(made.values()))
    lowest = min(made.values(), key=lambda one: float(one.after.value))
    chosen = {"quality": made.get(QUALITY, biggest), "biggest": biggest, "lowest": lowest}
    news: list[tuple[str, Shift]] = []
    for key, one in chosen.items():
        if one.code not in [other.code for _, other in news] and (key != "biggest" or one.moved == "yes"):
            news.append((key if key != "quality" or one.code == QUALITY else "biggest", one))
    needed = changes["respondents_needed"]
    return Facts(
        headline="moved" if biggest.moved == "yes" else "steady",
        items=Quantity(len(changes)),
        up=Quantity(int((changes["estimate"] > 0).sum())),
        down=Quantity(int((changes["estimate"] < 0).sum())),
        year_before=Quantity(int(years[0]), "year"),
        year_after=Quantity(int(years[1]), "year"),
        break_year=Quantity(int(max(breaks, default=years[0])), "year"),
        biggest=biggest,
        lowest=lowest,
        smallest_needed=Quantity(float(needed.max()) if needed.notna().any() else np.nan),
        respondents=Quantity(respondents, origin="assumption"),
        news=tuple(news),
    )


def _shift(row: pd.Series, years: tuple[str, str]) -> Shift:
    old, new = str(row["figure_ids"]).split()
    code, gap = str(row["indicator_id"]), float(row["estimate"])
    return Shift(
        code,
        Term("question", code),
        "yes" if gap else "no",
        Quantity(int(years[0]), "year"),
        Quantity(int(years[1]), "year"),
        Quantity(float(row["before"]), "percent", (old,), origin="published"),
        Quantity(float(row["after"]), "percent", (new,), origin="published"),
        Quantity(1 - float(row["after"]), "percent", (new,)),
        Quantity(float(row["respondents_needed"])),
    )


def doubts(figures: pd.DataFrame) -> tuple[Doubt, ...]:
    """What the documents print in two ways; nothing where they agree, or where a figure is not there."""
    values = dict(zip(figures["figure_id"].astype(str), figures["value"].astype(float), strict=True))
    years = dict(zip(figures["figure_id"].astype(str), figures["period"].astype(str).str[:4], strict=True))
    made = []
    if set(SHIFTED) <= set(values) and values[SHIFTED[0]] == values[SHIFTED[1]]:
        first, second = (years[one] for one in SHIFTED)
        if first != second:
            made.append(_doubt("year", [_share(values, one) for one in SHIFTED], _year(first), _year(second)))
    if set(SWAPPED) <= set(values):
        table, note, other, other_note = (values[one] for one in SWAPPED)
        if (table, other) == (other_note, note) and table != other:
            made.append(_doubt("swapped", [_share(values, SWAPPED[0]), _share(values, SWAPPED[2])]))
    if set(ADDED) <= set(values):
        total = math.fsum(values[one] for one in ADDED)
        if total != 100:
            parts = [_share(values, one) for one in ADDED]
            made.append(_doubt("added", parts, total=Quantity(total / 100, "percent", ADDED)))
    return tuple(made)


def _share(values: Mapping[str, float], figure_id: str) -> Quantity:
    return Quantity(values[figure_id] / 100, "percent", (figure_id,), origin="published")


def _year(year: str) -> Quantity:
    return Quantity(int(year), "year")


def _doubt(
    code: str,
    values: Sequence[Quantity],
    first: Quantity | None = None,
    second: Quantity | None = None,
    total: Quantity | None = None,
) -> Doubt:
    unknown = Quantity(np.nan)
    one, two, three = [*values, unknown, unknown][:3]
    return Doubt(code, one, two, three, first or unknown, second or unknown, total or unknown)


def printed_alike(figures: pd.DataFrame, year: str) -> Mapping[str, Any] | None:
    """How often the quality of `year` is printed, when every place has the same value; None otherwise."""
    rows = figures[(figures["indicator_id"] == QUALITY) & (figures["period"].astype(str) == year)]
    if len(rows) < 2 or not (rows["value"] == rows["value"].iloc[0]).all():
        return None
    ids = tuple(rows["figure_id"].astype(str))
    value = float(rows["value"].iloc[0]) / 100
    return {
        "places": Quantity(len(rows)),
        "quality": Quantity(value, "percent", ids, origin="published"),
        "quality_year": Quantity(int(year), "year"),
    }


def who_counts(shares: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    """Whom each printed percentage is about: `survey, period, base, asked, answered, figure_ids`.

    `asked` and `answered` are NaN: no document prints them.
    """
    rows = [
        {"survey": "ceo_wmo", "period": period, "base": "wmo_clients", "figure_ids": " ".join(part["figure_id"])}
        for period, part in shares.groupby("period")
    ]
    for base, part in residents.groupby("base", sort=False):
        for position, period in enumerate(("2016", "2017")):
            ids = " ".join(str(one).split()[position] for one in part["figure_ids"])
            rows.append({"survey": "residents", "period": period, "base": str(base), "figure_ids": ids})
    return pd.DataFrame(rows).assign(asked=np.nan, answered=np.nan)
