"""The printed percentages of the client experience survey Wmo, and what their differences would take."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wij_impact.estimates import as_result, wilson_interval
from wij_impact.impactmeting.aggregates import respondents_needed
from wij_impact.language import Language, Text

__all__ = ["changes", "intervals", "published", "residents", "wide"]

Columns = dict[str, tuple[Text, str]]
LABEL: Columns = {"label": (Text(nl="vraag", en="question"), "text")}
SHARES: Columns = {
    **LABEL,
    "2018": (Text(nl="2018", en="2018"), "percent"),
    "2019": (Text(nl="2019", en="2019"), "percent"),
    "2020": (Text(nl="2020", en="2020"), "percent"),
    "2021": (Text(nl="2021", en="2021"), "percent"),
    "2022": (Text(nl="2022", en="2022"), "percent"),
}
CHANGES: Columns = {
    **LABEL,
    "before": (Text(nl="2021", en="2021"), "percent"),
    "after": (Text(nl="2022", en="2022"), "percent"),
    "estimate": (Text(nl="verschil", en="difference"), "points"),
    "respondents_needed": (Text(nl="nodig per jaar", en="needed a year"), "integer"),
}
DRAWN: Columns = {
    **LABEL,
    "estimate": (Text(nl="verschil in procentpunten", en="difference in percentage points"), "decimal1"),
    "lower": (Text(nl="van", en="from"), "decimal1"),
    "upper": (Text(nl="tot", en="to"), "decimal1"),
}
RESIDENTS: Columns = {
    **LABEL,
    "base": (Text(nl="aandeel van", en="share of"), "text"),
    "2016": (Text(nl="2016", en="2016"), "percent"),
    "2017": (Text(nl="2017", en="2017"), "percent"),
}
# The bases as the residents' survey prints them, in the reader's words.
BASES = {
    "residents aged 18 or over": Text(nl="alle inwoners van 18 jaar en ouder", en="all residents of 18 and over"),
    "residents aged 18 or over who had heard of WIJ Groningen": Text(
        nl="wie van WIJ had gehoord", en="those who had heard of WIJ"
    ),
    "residents aged 18 or over who had contact with WIJ Groningen": Text(
        nl="wie contact had met WIJ", en="those who had contact with WIJ"
    ),
}


def published(figures: pd.DataFrame, indicators: pd.DataFrame, lang: Language = "nl") -> pd.DataFrame:
    """The printed shares per item and year; where one year is printed twice, the latest report counts.

    Parameters
    ----------
    figures : pandas.DataFrame
        `catalogue.figures()`.
    indicators : pandas.DataFrame
        `catalogue.load_table("indicators")`: what an indicator is called.

    Returns
    -------
    pandas.DataFrame
        `indicator_id`, `label`, `period`, `share` (a fraction), `figure_id`.
    """
    rows = figures[(figures["topic"] == "client_experience_wmo") & (figures["unit"] == "percent")]
    rows = rows.sort_values(["reported_in", "figure_id"], kind="stable")
    rows = rows.drop_duplicates(["indicator_id", "period"], keep="last")
    # "Wmo-cliënten: snel geholpen": in a report about these clients the part before the colon is known.
    labels = indicators.set_index("indicator_id")[f"label_{lang}"].str.split(": ").str[-1]
    frame = pd.DataFrame(
        {
            "indicator_id": rows["indicator_id"],
            "label": rows["indicator_id"].map(labels),
            "period": rows["period"].astype(str),
            "share": rows["value"].astype(float) / 100,
            "figure_id": rows["figure_id"],
        }
    )
    return frame.sort_values(["indicator_id", "period"], kind="stable", ignore_index=True)


def wide(shares: pd.DataFrame) -> pd.DataFrame:
    """One row per item, one column per year, and the places of print in `figure_ids`."""
    return _wide(shares, [name for name in SHARES if name != "label"])


def _wide(shares: pd.DataFrame, years: list[str]) -> pd.DataFrame:
    rows = []
    for _, part in shares.groupby("indicator_id", sort=False):
        by_year = part.set_index("period")["share"]
        first = part.iloc[0]
        rows.append(
            {"label": first["label"], "base": first.get("base", "")}
            | {year: by_year.get(year, np.nan) for year in years}
            | {"figure_ids": " ".join(part["figure_id"])}
        )
    return pd.DataFrame(rows)


def changes(shares: pd.DataFrame, before: str = "2021", after: str = "2022") -> pd.DataFrame:
    """Difference per item between two years, and the respondents a year that would make it demonstrable.

    Returns
    -------
    pandas.DataFrame
        `label`, `before`, `after`, `estimate` (fraction), `respondents_needed`, `figure_ids`; largest change first.
    """
    rows = []
    for _, part in shares.groupby("indicator_id", sort=False):
        by_year = part.set_index("period")
        if not {before, after} <= set(by_year.index):
            continue
        old, new = (float(by_year.loc[year, "share"]) for year in (before, after))  # type: ignore[arg-type]
        rows.append(
            {
                "label": part["label"].iloc[0],
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

    Percentage points, so that an axis can be read.
    """
    rows = []
    for row in changed.to_dict("records"):
        (p_low, p_high), (q_low, q_high) = (
            wilson_interval(row[year] * respondents, respondents, level) for year in ("after", "before")
        )
        p, q = row["after"], row["before"]
        rows.append(
            {
                "label": row["label"],
                "estimate": 100 * (p - q),
                "lower": 100 * (p - q - float(np.hypot(p - p_low, q_high - q))),
                "upper": 100 * (p - q + float(np.hypot(p_high - p, q - q_low))),
                "level": level,
                "n": 2 * respondents,
                "method": f"Newcombe, assumed n={respondents} a year",
            }
        )
    return as_result(rows, ["label"])


def residents(figures: pd.DataFrame, lang: Language = "nl") -> pd.DataFrame:
    """The residents' survey of 2016 and 2017 with the base of each share."""
    rows = figures[(figures["topic"] == "population_survey") & (figures["unit"] == "percent")]
    rows = rows[rows["base"].isin(list(BASES)) & rows["locator"].str.startswith("4.1.6")]
    shares = pd.DataFrame(
        {
            "indicator_id": rows["indicator_id"],
            "label": rows["indicator_nl" if lang == "nl" else "indicator"],
            "base": rows["base"].map(lambda base: BASES[base].show(lang)),
            "period": rows["period"].astype(str),
            "share": rows["value"].astype(float) / 100,
            "figure_id": rows["figure_id"],
        }
    )
    return _wide(shares, ["2016", "2017"])
