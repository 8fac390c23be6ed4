"""Where a total rose and fell: its kinds in two years. Accounting, not a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.kerncijfers import mix
from wij_impact.reports.vraag_tot_indicatie.facts import referral_name

__all__ = ["MixFacts", "mix_facts", "mix_years"]

By = Literal["meldingtype", "melder", "verwijzing"]
Went = Literal["both_ways", "up", "down", "still"]


def went(lowest: float, highest: float) -> Went:
    """Which ways the kinds went, by the lowest and the highest change.

    Examples
    --------
    >>> went(-2, 3), went(1, 3), went(-2, 0), went(0, 0)
    ('both_ways', 'up', 'down', 'still')
    """
    if lowest < 0 < highest:
        return "both_ways"
    if highest > 0:
        return "up"
    return "down" if lowest < 0 else "still"


@dataclass(frozen=True)
class MixFacts:
    """The change of a total and of its kinds.

    Attributes
    ----------
    this_year : bool
        Whether the two years are the year told and the one before it.
    went : "both_ways", "up", "down" or "still"
        Whether kinds fell and rose, only rose, only fell, or none changed.
    falls, rises : Quantity
        The changes of all kinds that fell, and of all that rose, together.
    moved, moved_share : Quantity
        How many of the later year would have to be of another kind for the mix of the earlier year.
    """

    by: By
    year: Quantity
    first: Quantity
    last: Quantity
    this_year: bool
    went: Went
    total_from: Quantity
    total_to: Quantity
    change: Quantity
    change_percent: Quantity
    fall_name: Term | Name
    fall: Quantity
    rise_name: Term | Name
    rise: Quantity
    falls: Quantity
    rises: Quantity
    moved: Quantity
    moved_share: Quantity


def mix_years(figures: pd.DataFrame, by: By, indicator_id: str, year: int | None = None) -> tuple[int, int]:
    """The year before `year` and that year, where one place prints both by kind; else the last two years printed.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> mix_years(catalogue.figures(), "verwijzing", "referrals", 2023)
    (2022, 2023)
    >>> mix_years(catalogue.figures(), "melder", "questions_registered", 2023)
    (2019, 2020)
    """
    if year is not None:
        try:
            return _years(mix(figures, by, (year - 1, year), indicator_id))
        except InsufficientEvidence:
            pass
    return _years(mix(figures, by, None, indicator_id))


def _years(parts: pd.DataFrame) -> tuple[int, int]:
    return int(parts["year_from"].iloc[0]), int(parts["year_to"].iloc[0])


def mix_facts(parts: pd.DataFrame, summary: pd.DataFrame, by: By, year: int) -> MixFacts:
    """The facts of `kerncijfers.mix` and `kerncijfers.mix_summary` for a report on `year`."""
    row: dict[Any, Any] = summary.iloc[0].to_dict()
    first, last = _years(parts)
    totals = tuple(str(row["figure_ids"]).split())
    ranked = parts.sort_values("change", kind="stable")
    rise, fall = ranked.iloc[-1], ranked.iloc[0]

    def name(part: pd.Series) -> Term | Name:
        printed = str(part[by])
        return referral_name(printed) if by == "verwijzing" else Name(printed)

    def change(part: pd.Series) -> Quantity:
        return Quantity(part["change"], sources=tuple(str(part["figure_ids"]).split()), signed=True)

    return MixFacts(
        by=by,
        year=Quantity(year, "year"),
        first=Quantity(first, "year"),
        last=Quantity(last, "year"),
        went=went(float(fall["change"]), float(rise["change"])),
        this_year=(first, last) == (year - 1, year),
        total_from=Quantity(row["total_from"], sources=totals),
        total_to=Quantity(row["total_to"], sources=totals),
        change=Quantity(row["change"], sources=totals, signed=True),
        change_percent=Quantity(row["change_percent"], "percent1_of_100", totals, signed=True),
        fall_name=name(fall),
        fall=change(fall),
        rise_name=name(rise),
        rise=change(rise),
        falls=Quantity(row["falls"], signed=True),
        rises=Quantity(row["rises"], signed=True),
        moved=Quantity(row["shifted"]),
        moved_share=Quantity(row["dissimilarity"], "percent"),
    )
