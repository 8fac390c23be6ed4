"""The tables and the data of the figures of the report `personeel`; a group of one person is not shown."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from wij_impact.estimates import Term
from wij_impact.reports.naming import cells

__all__ = ["CODES", "ages", "fte_table", "makeup_table", "wage_steps", "years_table"]

#: Group as printed -> code of its word.
CODES = {
    "Totaal": "total",
    "Fulltime": "full",
    "Parttime": "part",
    "Man": "men",
    "Vrouw": "women",
    "Jonger dan 25": "under_25",
    "25-34": "from_25",
    "35-44": "from_35",
    "45-54": "from_45",
    "55+": "from_55",
    "Bestuurder": "director",
    "Staf": "office",
    "Teammanagers": "managers",
    "Primair proces": "primary",
    "Staf BJH": "office_youth",
    "Teammanagers BJH": "managers_youth",
    "Primair proces BJH": "primary_youth",
    "Totaal FTE": "total",
}
_SMALLEST = 2


def makeup_table(makeup: pd.DataFrame) -> pd.DataFrame:
    """A row per group and measure, a column per year: employees, fte, share of the employees."""
    shown = makeup[makeup["group"].isin(list(CODES)) & ~(makeup["employees"] < _SMALLEST)]
    rows = []
    for (by, group), part in shown.groupby(["by", "group"], sort=False):
        ordered = part.sort_values("year")
        ids = " ".join(ordered["figure_ids"])
        for measure, how in (("employees", "integer"), ("fte", "integer"), ("employees_share", "percent")):
            if by == "total" and measure == "employees_share":
                continue
            values = dict(zip(ordered["year"].astype(str), ordered[measure], strict=True))
            row: dict[str, Any] = {"group": Term("group", CODES[str(group)]), "measure": Term("measure", measure)}
            rows.append(row | values | {"ids": ids, "how": how})
    frame = pd.DataFrame(rows)
    return frame.assign(group=cells(frame["group"]), measure=cells(frame["measure"]))


def years_table(years: pd.DataFrame) -> pd.DataFrame:
    """A row per measure, a column per year."""
    how = {"employees": "integer", "fte": "integer", "outflow": "percent", "absence": "percent1"}
    how |= {"training": "eur", "training_per_fte": "eur"}
    begins = {"employees": "employees", "fte": "fte", "outflow": "staff", "absence": "sick", "training": "training"}
    rows = []
    for name, form in how.items():
        values = dict(zip(years["year"].astype(str), years[name], strict=True))
        start = begins[name.removesuffix("_per_fte")]
        ids = [one for all_ids in years["figure_ids"] for one in all_ids.split() if one.startswith(start)]
        rows.append({"measure": Term("measure", name)} | values | {"ids": " ".join(ids), "how": form})
    frame = pd.DataFrame(rows)
    return frame.assign(measure=cells(frame["measure"]))


def fte_table(average: pd.DataFrame) -> pd.DataFrame:
    """Average fte by function, a column per year."""
    named = average.assign(group=cells(Term("group", CODES[str(one)]) for one in average["group"]))
    return named.rename(columns={one: str(one) for one in named.columns if isinstance(one, int)})


def ages(makeup: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Share of each age group in two years: ``age`` (code), ``then``, ``now``, ``figure_ids``."""
    own = makeup[makeup["by"] == "age"]
    rows = []
    for group in dict.fromkeys(own["group"]):
        part = own[own["group"] == group].set_index("year")
        ids = f"{part.loc[first, 'figure_ids']} {part.loc[last, 'figure_ids']}"
        shares = {name: part.loc[year, "employees_share"] for name, year in (("then", first), ("now", last))}
        rows.append({"age": CODES[str(group)]} | shares | {"figure_ids": ids})
    return pd.DataFrame(rows)


def wage_steps(parts: pd.DataFrame) -> pd.DataFrame:
    """The steps from the wages of one year to those of the next, for a waterfall: ``step`` (code), ``amount``."""
    frame = pd.DataFrame({"step": parts["factor"].astype(str), "amount": parts["estimate"].astype(float)})
    return frame[[not math.isnan(one) for one in frame["amount"]]].reset_index(drop=True)
