"""Numbers of the report `spiegel`: the round, the gap between both parties, agreement, follow-up; nothing per rater."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.estimates import Name, Quantity
from wij_impact.reports.listing import period_name

__all__ = [
    "PARTIES",
    "Facts",
    "FollowUp",
    "Round",
    "follow_facts",
    "published_facts",
    "round_facts",
    "state_of",
]

#: The gap is the first minus the second.
PARTIES = ("gemeente", "WIJ")
Verdict = Literal["firm", "tentative", "no_conclusions", "few_raters", "few_units", "all_equal"]
_TENTATIVE, _FIRM = 0.667, 0.8
_RATERS, _UNITS = 3, 10


@dataclass(frozen=True)
class Facts:
    """What the documents print: the promise of a yearly round, and recommendations with what became of them."""

    years: Quantity
    set_up: Name
    advised: Quantity
    accepted: Quantity
    known: Quantity
    unknown: Quantity
    unread: Quantity
    beforehand: Quantity
    beforehand_known: Quantity


@dataclass(frozen=True)
class Round:
    """The last round of a file of ratings.

    Attributes
    ----------
    widest : Name
        The criterion on which both parties differ most; `gap` is municipality minus WIJ, in points of the scale.
    side : str
        Who is rated higher there.
    agreement : str
        What the ordinal alpha allows to be said, or why it is not given.
    """

    file: Name
    rows: Quantity
    year: Quantity
    raters: Quantity
    criteria: Quantity
    compared: Quantity
    differing: Quantity
    hidden: Quantity
    blank: Quantity
    widest: Name
    widest_municipality: Quantity
    widest_wij: Quantity
    side: Literal["municipality", "wij", "equal", "one_party", "none"]
    agreement: Verdict
    alpha: Quantity
    units: Quantity
    least_raters: Quantity
    least_units: Quantity


@dataclass(frozen=True)
class FollowUp:
    """What became of the recommendations in a file of one's own."""

    file: Name
    given: Quantity
    taken: Quantity
    done: Quantity
    share: Quantity
    refused: Quantity
    undecided: Quantity
    unproven: Quantity
    until: Name
    overdue: Quantity
    dated: Literal["yes", "no"]


def published_facts(figures: pd.DataFrame, recommendations: pd.DataFrame) -> Facts:
    """The facts of the documents: `catalogue.figures()` and the shipped table `recommendations`."""
    states = state_of(recommendations)
    known = states.isin(["done", "busy", "open"])
    before = recommendations["given_by"] == "feasibility"
    unread = recommendations["text"].astype(str).str.contains("niet gedrukt")
    years = figures[figures["figure_id"] == "peer_review_years_2023_2026_plan_r2022"].iloc[0]
    set_up = "plan_step_3_9e_2023_q3_plan_r2022"
    return Facts(
        years=Quantity.published(years, "integer"),
        set_up=Name("Q3 2023", (("nl", "het derde kwartaal van 2023"), ("en", "the third quarter of 2023")), (set_up,)),
        advised=Quantity(len(recommendations)),
        accepted=Quantity(int((recommendations["accepted"] == "yes").sum())),
        known=Quantity(int(known.sum())),
        unknown=Quantity(int((~known).sum())),
        unread=Quantity(int(unread.sum())),
        beforehand=Quantity(int(before.sum())),
        beforehand_known=Quantity(int((known & before).sum())),
    )


def state_of(recommendations: pd.DataFrame) -> pd.Series:
    """The state of each recommendation as one code: done, busy, open, refused, or unknown."""
    status = recommendations["status"].astype(object).where(recommendations["status"].notna(), "unknown")
    return status.where(recommendations["accepted"] != "no", "refused").astype(str)


def round_facts(data: pd.DataFrame, found: pd.DataFrame, year: int) -> Round:
    """The facts of one round.

    Parameters
    ----------
    data : DataFrame
        The ratings of all rounds, as the table `ratings` has them.
    found : DataFrame
        `monitor.ratings` on the rows of `year`, with the gap municipality minus WIJ.
    """
    now = data[data["round"] == year]
    reading = data.attrs.get("reading")
    given = now[now["score"].notna()]
    medians = found[found["measure"] == "median"]
    apart = found[(found["measure"] == "gap") & found["estimate"].notna()]
    raters = int(given["rater"].astype(str).str.strip().str.casefold().nunique())
    widest, municipality, wij = Name(""), math.nan, math.nan
    single = len(set(now["subject"])) == 1 and bool(medians["estimate"].notna().any())
    side: Literal["municipality", "wij", "equal", "one_party", "none"] = "one_party" if single else "none"
    if len(apart):
        # Of equal gaps the first by name, whatever the order of the rows.
        ranked = apart.assign(size=apart["estimate"].abs()).sort_values(["size", "criterion"], ascending=[False, True])
        first: Any = ranked.iloc[0]
        widest = Name(str(first["criterion"]))
        both = medians[medians["criterion"] == first["criterion"]].set_index("subject")["estimate"]
        municipality, wij = float(both[PARTIES[0]]), float(both[PARTIES[1]])
        side = "municipality" if municipality > wij else "wij" if wij > municipality else "equal"
    agreed: Any = found[found["measure"] == "agreement"].iloc[0]
    return Round(
        file=Name(reading.file if reading else ""),
        rows=Quantity(len(data)),
        year=Quantity(year, "year"),
        raters=Quantity(raters),
        criteria=Quantity(int(now["criterion"].nunique())),
        compared=Quantity(len(apart)),
        differing=Quantity(int((apart["estimate"].abs() >= 1).sum())),
        hidden=Quantity(int(medians["estimate"].isna().sum())),
        blank=Quantity(int(now["score"].isna().sum())),
        widest=widest,
        widest_municipality=Quantity(municipality, "decimal1"),
        widest_wij=Quantity(wij, "decimal1"),
        side=side,
        agreement=_verdict(agreed, raters),
        alpha=_alpha(agreed),
        units=Quantity(int(agreed["n"])),
        least_raters=Quantity(_RATERS),
        least_units=Quantity(_UNITS),
    )


def follow_facts(data: pd.DataFrame, found: pd.DataFrame | None, until: str) -> FollowUp:
    """The facts of `monitor.follow_up` on what was taken on (None: nothing was); without a date nothing is late."""
    reading = data.attrs.get("reading")
    row: Any = {"n": 0, "overdue": 0} if found is None else found.iloc[0]
    states = state_of(data)
    decided = data["accepted"] == "yes"
    done = states == "done"
    share = Quantity(math.nan, "percent") if not row["n"] else Quantity.estimate(row, "percent")
    return FollowUp(
        file=Name(reading.file if reading else ""),
        given=Quantity(len(data)),
        taken=Quantity(int(row["n"])),
        done=Quantity(int((done & decided).sum())),
        share=share,
        refused=Quantity(int((data["accepted"] == "no").sum())),
        undecided=Quantity(int(data["accepted"].isna().sum())),
        unproven=Quantity(int((done & data["evidence"].isna()).sum())),
        until=period_name(until),
        overdue=Quantity(int(row["overdue"]) if until else math.nan),
        dated="yes" if until else "no",
    )


def _verdict(agreed: Any, raters: int) -> Verdict:
    if agreed["estimate"] == agreed["estimate"]:
        value = float(agreed["estimate"])
        return "firm" if value >= _FIRM else "tentative" if value >= _TENTATIVE else "no_conclusions"
    if raters < _RATERS:
        return "few_raters"
    return "few_units" if agreed["n"] < _UNITS else "all_equal"


def _alpha(agreed: Any) -> Quantity:
    if agreed["estimate"] != agreed["estimate"]:
        return Quantity(math.nan, "decimal2")
    return Quantity.estimate(agreed, "decimal2")
