"""The printed percentages of the client experience survey Wmo, and what their differences would take."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates import as_result, wilson_interval
from wij_impact.impactmeting.aggregates import respondents_needed
from wij_impact.language import Text

__all__ = ["changes", "comparable_years", "first_after_break", "intervals", "published", "residents", "wide"]

TOPIC = "client_experience_wmo"
# The bases as the residents' survey prints them, as codes.
BASES = {
    "residents aged 18 or over": "residents",
    "residents aged 18 or over who had heard of WIJ Groningen": "heard_of_wij",
    "residents aged 18 or over who had contact with WIJ Groningen": "had_contact",
}


def published(figures: pd.DataFrame) -> pd.DataFrame:
    """The printed shares per item and year; where one year is printed twice, the latest report counts.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.

    Returns
    -------
    pandas.DataFrame
        `indicator_id`, `period`, `share` (a fraction), `figure_id`.

    Examples
    --------
    >>> from wij_impact import catalogue
    >>> shares = published(catalogue.figures())
    >>> shares.query("indicator_id == 'ceo_wmo_quality'")["share"].tolist()
    [0.81, 0.84, 0.84, 0.83, 0.8]
    """
    rows = figures[(figures["topic"] == TOPIC) & (figures["unit"] == "percent")]
    rows = rows.sort_values(["reported_in", "figure_id"], kind="stable")
    rows = rows.drop_duplicates(["indicator_id", "period"], keep="last")
    frame = pd.DataFrame(
        {
            "indicator_id": rows["indicator_id"].astype(str),
            "period": rows["period"].astype(str),
            "share": rows["value"].astype(float) / 100,
            "figure_id": rows["figure_id"].astype(str),
        }
    )
    return frame.sort_values(["indicator_id", "period"], kind="stable", ignore_index=True)


def first_after_break(breaks: pd.DataFrame) -> tuple[str, ...]:
    """The first years of a new way of asking, of `catalogue.load_table("breaks")`."""
    own = breaks["indicator_id"].astype(str).str.startswith("ceo_wmo")
    rows = breaks[own & breaks["kind"].isin(["year", "definition"])]
    return tuple(sorted(set(rows["at"].astype(str))))


def comparable_years(shares: pd.DataFrame, breaks: tuple[str, ...] = ()) -> tuple[str, str]:
    """The last two years between which the way of asking did not change.

    Raises
    ------
    InsufficientEvidence
        When there are no two such years.

    Examples
    --------
    >>> comparable_years(pd.DataFrame({"period": ["2020", "2021", "2022"]}), ("2021",))
    ('2021', '2022')
    """
    newest = max(breaks, default="")
    years = sorted(set(shares["period"]))
    after = [year for year in years if year >= newest]
    for known in (after, [year for year in years if year < newest]):
        if len(known) > 1:
            return known[-2], known[-1]
    raise InsufficientEvidence(
        Text(
            nl="er zijn geen twee jaren die op dezelfde manier zijn gevraagd.",
            en="there are no two years that were asked in the same way.",
        )
    )


def wide(shares: pd.DataFrame) -> pd.DataFrame:
    """One row per item, one column per year, and the places of print in `figure_ids`."""
    years, rows = sorted(set(shares["period"])), []
    for indicator, part in shares.groupby("indicator_id", sort=False):
        by_year = part.set_index("period")["share"]
        rows.append(
            {"indicator_id": indicator}
            | ({"base": part["base"].iloc[0]} if "base" in part else {})
            | {year: by_year.get(year, np.nan) for year in years}
            | {"figure_ids": " ".join(part["figure_id"])}
        )
    return pd.DataFrame(rows)


def changes(shares: pd.DataFrame, before: str = "2021", after: str = "2022") -> pd.DataFrame:
    """Difference per item between two years, and the respondents a year that would make it demonstrable.

    Returns
    -------
    pandas.DataFrame
        `indicator_id`, `before`, `after`, `estimate` (fraction), `respondents_needed` (NaN without a difference),
        `figure_ids`; largest change first.
    """
    rows = []
    for indicator, part in shares.groupby("indicator_id", sort=False):
        by_year = part.set_index("period")
        if not {before, after} <= set(by_year.index):
            continue
        old, new = (float(by_year.loc[year, "share"]) for year in (before, after))  # type: ignore[arg-type]
        rows.append(
            {
                "indicator_id": indicator,
                "before": old,
                "after": new,
                "estimate": new - old,
                "respondents_needed": respondents_needed(old, new) if old != new else np.nan,
                "figure_ids": " ".join(str(by_year.loc[year, "figure_id"]) for year in (before, after)),
            }
        )
    frame = pd.DataFrame(rows)
    return frame.sort_values("estimate", key=lambda gaps: -gaps.abs(), kind="stable", ignore_index=True)


def intervals(changed: pd.DataFrame, respondents: int, level: float = 0.95) -> pd.DataFrame:
    """The differences if `respondents` people had taken part each year (an assumption), with Newcombe's interval.

    Percentage points, so that an axis can be read. `indicator_id` is kept where it is there.
    """
    rows = []
    for row in changed.to_dict("records"):
        (p_low, p_high), (q_low, q_high) = (
            wilson_interval(row[year] * respondents, respondents, level) for year in ("after", "before")
        )
        p, q = row["after"], row["before"]
        rows.append(
            {
                "indicator_id": row.get("indicator_id", ""),
                "estimate": 100 * (p - q),
                "lower": 100 * (p - q - float(np.hypot(p - p_low, q_high - q))),
                "upper": 100 * (p - q + float(np.hypot(p_high - p, q - q_low))),
                "level": level,
                "n": 2 * respondents,
                "method": f"Newcombe, assumed n={respondents} a year",
            }
        )
    return as_result(rows, ["indicator_id"])


def residents(figures: pd.DataFrame) -> pd.DataFrame:
    """The residents' survey of 2016 and 2017 with the base of each share: as `wide`, with the code of its `base`."""
    rows = figures[(figures["topic"] == "population_survey") & (figures["unit"] == "percent")]
    rows = rows[rows["base"].isin(list(BASES)) & rows["locator"].str.startswith("4.1.6")]
    shares = pd.DataFrame(
        {
            "indicator_id": rows["indicator_id"].astype(str),
            "base": rows["base"].map(BASES),
            "period": rows["period"].astype(str),
            "share": rows["value"].astype(float) / 100,
            "figure_id": rows["figure_id"].astype(str),
        }
    )
    return wide(shares)
