"""Numbers of the report `doelen`: the targets in the documents and what is printed of their outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from wij_impact.estimates import Name, Quantity, Term
from wij_impact.presentation.places import Places
from wij_impact.reports.listing import period_name
from wij_impact.reports.naming import cells, source_name

__all__ = ["STATES", "Facts", "published_facts", "state_counts", "target_rows"]

#: What is printed of the outcome, in the order of the page.
STATES = ("met", "said", "none", "later")


@dataclass(frozen=True)
class Facts:
    """What the documents print.

    Attributes
    ----------
    programmes, norms : Quantity
        Targets of programmes, and financial limits.
    with_outcome : Quantity
        Targets of programmes with a counted outcome; `norms_met` the limits of which is printed that they were kept.
    silent : Quantity
        Targets of programmes whose outcome is not printed; `said` of them are called practice without a count.
    practices, practices_with, share, potential : Quantity
        The one outcome: practices, those with a youth worker, their share and the share that was thought possible.
    """

    targets: Quantity
    unprinted: Quantity
    programmes: Quantity
    norms: Quantity
    with_outcome: Quantity
    norms_met: Quantity
    silent: Quantity
    said: Quantity
    later: Quantity
    practices: Quantity
    practices_with: Quantity
    share: Quantity
    share_elsewhere: Quantity
    potential: Quantity
    residents: Quantity
    years: Quantity
    months: Quantity


def published_facts(figures: pd.DataFrame, targets: pd.DataFrame) -> Facts:
    """The facts of `catalogue.figures()` and the shipped table `targets`."""
    known = figures.set_index("figure_id", drop=False)

    def printed(figure_id: str, unit: str = "integer", scale: float = 1.0) -> Quantity:
        return Quantity.published(known.loc[figure_id], unit, scale)

    own = targets[targets["group"] == "programme"]
    norms = targets[targets["group"] == "norm"]
    total = printed("gp_practices_2023_r2023")
    having = printed("gp_practices_with_ojg_2023_r2023")
    return Facts(
        targets=Quantity(len(targets)),
        unprinted=Quantity(int((targets["state"] != "met").sum())),
        programmes=Quantity(len(own)),
        norms=Quantity(len(norms)),
        with_outcome=Quantity(int((own["state"] == "met").sum())),
        norms_met=Quantity(int((norms["state"] == "met").sum())),
        silent=Quantity(int((own["state"] != "met").sum())),
        said=Quantity(int((own["state"] == "said").sum())),
        later=Quantity(int((own["state"] == "later").sum())),
        practices=total,
        practices_with=having,
        share=Quantity(float(having.value) / float(total.value), "percent", (*having.sources, *total.sources)),
        share_elsewhere=printed("gp_practices_cooperating_pct_2023_r2023", "percent", 0.01),
        potential=printed("gp_practices_with_ojg_potential_2022_target_r2022", "percent", 0.01),
        residents=printed("healthy_neighbourhood_reach_2023_target_r2023"),
        years=printed("healthy_neighbourhood_years_2023_target_r2023"),
        months=printed("home_sitters_max_months_2021_2024_target_r2023"),
    )


def state_counts(targets: pd.DataFrame) -> pd.DataFrame:
    """How many targets are in each state, programmes and limits together: ``state`` (code), ``count``."""
    counts = targets["state"].value_counts()
    return pd.DataFrame([{"state": one, "count": int(counts[one])} for one in STATES if one in counts])


def target_rows(targets: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Every target with its limits, period, rule of counting, state and place; and its figures as ``figure_ids``."""
    rows = []
    for row in targets.to_dict("records"):
        titles = dict(source_name(places, str(row["source"])).by_language)
        where = tuple((lang, f"{title}, {row['locator']}") for lang, title in titles.items())
        rows.append(
            {
                "text": two(row, "text"),
                "low": row["low"],
                "high": row["high"],
                "how": _how(row),
                "from": _day(row["from"]),
                "to": _day(row["to"]),
                "rule": Term("rule", str(row["count_rule"])),
                "keep": two(row, "keep"),
                "state": Term("state", str(row["state"])),
                "place": Name(dict(where)["en"], where),
                "figure_ids": str(row["figure_ids"]),
            }
        )
    frame = pd.DataFrame(rows)
    worded = ("text", "from", "to", "rule", "keep", "state", "place")
    return frame.assign(**{one: pd.Series(cells(frame[one]), dtype=object) for one in worded})


def two(row: dict[Any, Any], stem: str) -> Name:
    """A text of the table in both languages; the Dutch where there is no English."""
    dutch, english = row.get(stem), row.get(f"{stem}_en")
    if not isinstance(dutch, str):
        return Name("")
    return Name(dutch, (("nl", dutch), ("en", english if isinstance(english, str) else dutch)))


def _how(row: dict[Any, Any]) -> str:
    return "percent" if row["kind"] == "share" else "eur" if row["unit"] == "EUR" else "auto"


def _day(value: Any) -> Any:
    return None if value is None or value != value else period_name(str(value)[:10])
