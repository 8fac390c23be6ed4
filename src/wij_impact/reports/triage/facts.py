"""What the documents print about choosing the right help: shares, a table of cases, and two norms; no language."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from wij_impact.claims.quantities import share_difference
from wij_impact.estimates import Quantity, wilson_interval

__all__ = ["Facts", "triage_facts"]


Course = Literal["more", "more_by_chance", "less", "less_by_chance", "same"]


def course(change: float, low: float, high: float) -> Course:
    """Which way a share went, and whether chance alone can have done it: its interval holds zero.

    Examples
    --------
    >>> course(0.2, -0.01, 0.4), course(-0.2, -0.4, -0.1), course(0.0, -0.1, 0.1)
    ('more_by_chance', 'less', 'same')
    """
    if change == 0:
        return "same"
    if change > 0:
        return "more" if low > 0 else "more_by_chance"
    return "less" if high < 0 else "less_by_chance"


@dataclass(frozen=True)
class Facts:
    """The published numbers.

    Attributes
    ----------
    jbt, jbt_cases, jbt_before, jbt_cases_before : Quantity
        Youth protection tables that led to an investigation, of how many, in the last two years; `jbt_change` is the
        difference of the two shares.
    ojg_low, ojg_high : Quantity
        The share of referrals that supporters at GP practices handled themselves, as estimated in the report.
    direct, direct_low, direct_high : Quantity
        Share of questions handled directly: last year, and the lowest and highest that is printed.
    contact_days, wvggz_days : Quantity
        The two norms for waiting.
    """

    year: Quantity
    before: Quantity
    jbt: Quantity
    jbt_cases: Quantity
    jbt_before: Quantity
    jbt_cases_before: Quantity
    jbt_change: Quantity
    jbt_course: Course
    ojg_low: Quantity
    ojg_high: Quantity
    ojg_year: Quantity
    direct: Quantity
    direct_low: Quantity
    direct_low_year: Quantity
    direct_high: Quantity
    direct_other: Quantity
    contact_days: Quantity
    wvggz_days: Quantity
    jbt_shares: pd.DataFrame
    direct_rows: pd.DataFrame


def triage_facts(figures: pd.DataFrame, level: float = 0.95) -> Facts:
    """The facts of the published figures; `level` is that of the intervals."""
    values = dict(zip(figures["figure_id"].astype(str), figures["value"].astype(float), strict=True))

    def count(name: str) -> Quantity:
        return Quantity(values[name], sources=(name,), origin="published")

    def percent(name: str) -> Quantity:
        return Quantity(values[name] / 100, "percent", (name,), origin="published")

    jbt, cases = count("jbt_investigations_2023_r2023"), count("jbt_cases_2023_r2023")
    earlier, cases_earlier = count("jbt_investigations_2022_r2023"), count("jbt_cases_2022_r2023")
    pairs = [(float(one.value), float(of.value)) for one, of in ((earlier, cases_earlier), (jbt, cases))]
    change, low, high = share_difference(pairs[1], pairs[0], level)
    ids = (*jbt.sources, *cases.sources, *earlier.sources, *cases_earlier.sources)
    direct = figures[figures["indicator_id"] == "pct_directly_handled"].copy()
    direct["year"] = direct["period"].astype(str).str[:4].astype(int)
    direct = direct.sort_values(["year", "reported_in"], kind="stable")
    # One row per year and report; a text and a table of one report print the same.
    rows = direct.drop_duplicates(["year", "reported_in", "value"]).reset_index(drop=True)
    recent = rows[rows["year"] >= 2020]
    ordered = recent.sort_values("value", kind="stable")
    lowest, highest = ordered.iloc[0], ordered.iloc[-1]
    other = recent[(recent["year"] == lowest["year"]) & (recent["value"] != lowest["value"])].iloc[0]
    intervals = [wilson_interval(events, n, level) for events, n in pairs]
    shares = pd.DataFrame(
        {
            "year": [2022, 2023],
            "estimate": [events / n for events, n in pairs],
            "lower": [one[0] for one in intervals],
            "upper": [one[1] for one in intervals],
        }
    )
    return Facts(
        year=Quantity(2023, "year"),
        before=Quantity(2022, "year"),
        jbt=jbt,
        jbt_cases=cases,
        jbt_before=earlier,
        jbt_cases_before=cases_earlier,
        jbt_change=Quantity(change, "points", ids, (low, high), level=level, signed=True),
        jbt_course=course(change, low, high),
        ojg_low=percent("ojg_handled_alone_pct_low_2020_estimate_r2020"),
        ojg_high=percent("ojg_handled_alone_pct_high_2020_estimate_r2020"),
        ojg_year=Quantity(2020, "year"),
        direct=percent("pct_directly_handled_2023_r2023_kern"),
        direct_low=percent(str(lowest["figure_id"])),
        direct_low_year=Quantity(int(lowest["year"]), "year"),
        direct_high=percent(str(highest["figure_id"])),
        direct_other=percent(str(other["figure_id"])),
        contact_days=count("bjh_contact_days_2023_r2023"),
        wvggz_days=count("wvggz_investigation_days_2020_plan_r2020"),
        jbt_shares=shares,
        direct_rows=pd.DataFrame(
            {
                "year": rows["year"],
                "share": rows["value"].astype(float) / 100,
                "reported": rows["reported_in"].astype(int) if len(rows) else math.nan,
                "figure_id": rows["figure_id"],
            }
        ),
    )
