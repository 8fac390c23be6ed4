"""Tables and drawings of the report as frames; a name or a code in a cell gets its words on the page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wij_impact.catalogue import normalise_breakdown, year_of
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.kerncijfers import STEPS
from wij_impact.presentation.places import Places
from wij_impact.presentation.words import Phrase
from wij_impact.reports.naming import source_name
from wij_impact.reports.vraag_tot_indicatie.facts import Facts, at_place

__all__ = ["Both", "both_editions", "direct_series", "flow_rows", "rates_table", "years_table"]

_RATES = (
    "direct_of_registered", "research_of_registered", "reports_of_registered", "reports_of_research",
    "indications_of_reports", "indications_of_registered",
)  # fmt: skip
#: The steps that are parts of the questions themselves; the others are case files and decisions.
_PARTS = ("handled_directly", "further_research")


@dataclass(frozen=True)
class Both:
    """A year of which two reports print the share handled at once."""

    year: Quantity
    shares: tuple[Phrase, ...]
    reason: Name


def flow_rows(steps: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The steps of the year as `name, parent, value, apart, figure_ids`: what is no part of the questions is apart."""
    here = at_place(steps, int(facts.year.value), facts.edition, facts.place)
    rows = []
    for step, row in here.items():
        code = "referrals" if row["indicator_id"] == "referrals" else step
        rows.append(
            {
                "name": Term("step", f"{code}_computed" if row["derived"] else code),
                "parent": Term("step", "registered") if step in _PARTS else None,
                "value": row["value"],
                "apart": step not in (*_PARTS, "registered"),
                "figure_ids": row["figure_ids"],
            }
        )
    return pd.DataFrame(rows)


def rates_table(rates: pd.DataFrame, year: int, places: Places, figures: pd.DataFrame) -> pd.DataFrame:
    """The rates of a year by edition, per hundred of their base, with the year before at the same place of print."""
    own = rates[rates["year"] == year]
    own = own.assign(order=own["rate"].map(_RATES.index)).sort_values(["edition", "order", "place"], kind="stable")
    source = dict(zip(figures["figure_id"].astype(str), figures["source"].astype(str), strict=True))
    referrals = own["indicator_id"] == "referrals"
    codes = own["rate"].where(~referrals, own["rate"].str.replace("indications", "referrals"))
    return own.assign(
        rate=pd.Series([Term("rate", code) for code in codes], own.index, dtype=object),
        edition=own["base_figure_ids"].map(lambda ids: source_name(places, source[str(ids).split()[0]])),
        shown=100 * own["estimate"],
        earlier=100 * own["previous"],
        moved=100 * own["change"],
        how=["percent1_of_100" if part else "decimal1" for part in own["part_of_base"]],
        ids=[f"{a} {b}" for a, b in zip(own["figure_ids"], own["base_figure_ids"], strict=True)],
    )


def direct_series(figures: pd.DataFrame, places: Places, lang: str) -> pd.DataFrame:
    """The printed share handled at once: `edition, year, value, figure_id`, one row per edition and year."""
    own = figures[figures["indicator_id"].eq("pct_directly_handled") & figures["kind"].eq("actual")]
    rows: dict[tuple[str, int], dict[str, object]] = {}
    for row in own.sort_values(["reported_in", "figure_id"]).to_dict("records"):
        year = year_of(row["period"])
        if year is not None and not normalise_breakdown(row["breakdown"]):
            found = {"edition": source_name(places, str(row["source"])).show(lang), "year": year}
            rows.setdefault(
                (str(row["reported_in"]), year), found | {"value": row["value"], "figure_id": row["figure_id"]}
            )
    return pd.DataFrame(list(rows.values()))


def both_editions(rates: pd.DataFrame, breaks: pd.DataFrame, places: Places, figures: pd.DataFrame) -> tuple[Both, ...]:
    """Every year that two editions print the share of, with both values and what the later one says of its count."""
    source = dict(zip(figures["figure_id"].astype(str), figures["source"].astype(str), strict=True))
    own = rates[rates["rate"] == "direct_of_registered"]
    reasons = breaks[(breaks["indicator_id"] == "pct_directly_handled") & (breaks["kind"] == "edition")]
    found = []
    for year, rows in own.groupby("year"):
        said = reasons[[str(at) in set(rows["edition"].astype(str)) for at in reasons["at"]]]
        if rows["edition"].nunique() < 2 or said.empty:
            continue
        shares = []
        for _, row in rows.sort_values("edition").iterrows():
            ids, base = tuple(str(row["figure_ids"]).split()), tuple(str(row["base_figure_ids"]).split())
            told = {
                "share": Quantity(row["estimate"], "percent", (*ids, *base)),
                "count": Quantity(row["count"], sources=ids, origin="published"),
                "asked": Quantity(row["n"], sources=base, origin="published"),
                "source": source_name(places, source[base[0]]),
            }
            shares.append(Phrase("phrase.share_in", told))
        first = said.iloc[0]
        reason = Name(str(first["reason_en"]), (("nl", str(first["reason_nl"])), ("en", str(first["reason_en"]))))
        found.append(Both(Quantity(int(str(year)), "year"), tuple(shares), reason))
    return tuple(found)


def years_table(steps: pd.DataFrame, places: Places, figures: pd.DataFrame) -> pd.DataFrame:
    """The steps of all years: a row per year and place of print, a column per step."""
    source = dict(zip(figures["figure_id"].astype(str), figures["source"].astype(str), strict=True))
    rows = []
    for (year, edition, place), own in steps.groupby(["year", "edition", "place"], sort=False):
        ids = list(dict.fromkeys(one for each in own["figure_ids"] for one in str(each).split()))
        values = dict(zip(own["step"], own["value"], strict=True))
        row = {step: values.get(step) for step in STEPS}
        row |= {"year": year, "edition": source_name(places, source[ids[0]]), "order": edition, "place": place}
        rows.append(row | {"ids": " ".join(ids)})
    return pd.DataFrame(rows).sort_values(["year", "order", "place"], kind="stable")
