"""All that the report `kerncijfers` tells, computed once from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wij_impact.catalogue import consistency, restatements
from wij_impact.errors import InputError
from wij_impact.kerncijfers import key_figures, key_series
from wij_impact.language import Text
from wij_impact.presentation.stories.places import Places
from wij_impact.presentation.stories.verdicts import check_years

__all__ = ["LEAD_INDICATORS", "Facts", "gather"]

Row = dict[str, Any]

#: What the first screen tells, in its order; contradictions about these come first.
LEAD_INDICATORS = ("questions_registered", "pct_directly_handled", "fte_year_end", "result", "turnover")


@dataclass(frozen=True)
class Facts:
    """All that the report tells, computed from the tables.

    Parameters
    ----------
    year : int
        The year the first screen discusses.
    years : tuple of int
        The years that have key figures.
    figures, indicators, breaks, sources : pandas.DataFrame
        The tables as they were read.
    series, key : pandas.DataFrame
        `kerncijfers.key_series` of all years and `kerncijfers.key_figures` of `year`.
    restated, checked : pandas.DataFrame
        `catalogue.restatements` and `catalogue.consistency`, the latter with its `year`.
    themes : mapping of str to Text
        The themes in their order.
    """

    year: int
    years: tuple[int, ...]
    figures: pd.DataFrame
    indicators: pd.DataFrame
    breaks: pd.DataFrame
    sources: pd.DataFrame
    series: pd.DataFrame
    key: pd.DataFrame
    restated: pd.DataFrame
    checked: pd.DataFrame
    themes: Mapping[str, Text]
    places: Places

    def told(self, indicator_id: str) -> Row | None:
        """The key figure of the year discussed; None when that year has none."""
        own = self.key[(self.key["indicator_id"] == indicator_id) & (self.key["breakdown"] == "")]
        own = own[(own["year"] == self.year) & (own["kind"] == "actual")]
        return {str(name): value for name, value in own.iloc[0].items()} if len(own) else None


def gather(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    breaks: pd.DataFrame,
    sources: pd.DataFrame,
    checks: pd.DataFrame,
    themes: Mapping[str, Text],
    year: int | None = None,
) -> Facts:
    """Compute the facts of a year, by default the newest that has key figures.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.
    indicators, breaks, sources, checks : pandas.DataFrame
        The tables of those names.
    themes : mapping of str to Text
        Code to label, in the order of the report.
    year : int, optional
        The year that the first screen discusses; the series show all years.

    Raises
    ------
    InputError
        When no key figure has that year; the years there are stand in the remedy.
    """
    series = key_series(figures, indicators, breaks)
    years = tuple(sorted({int(one) for one in series.loc[series["kind"] == "actual", "year"]}))
    if not years:
        raise InputError(
            Text(nl="er staan geen kerncijfers in de gegevens.", en="the data hold no key figures."),
            remedy=Text(nl="Vul figures.csv aan.", en="Add rows to figures.csv."),
            file="figures.csv",
        )
    if year is not None and year not in years:
        listed = ", ".join(map(str, years))
        raise InputError(
            Text(nl=f"over {year} zijn er geen kerncijfers.", en=f"there are no key figures of {year}."),
            remedy=Text(nl=f"Kies een van deze jaren: {listed}.", en=f"Choose one of these years: {listed}."),
        )
    chosen = years[-1] if year is None else year
    return Facts(
        chosen,
        years,
        figures,
        indicators,
        breaks,
        sources,
        series,
        key_figures(figures, chosen, indicators, breaks),
        restatements(figures),
        check_years(consistency(figures, checks), figures),
        themes,
        Places(figures, sources),
    )
