"""What a file of the user's own says of the staff: make-up and outflow by group, small groups hidden."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact import disclosure
from wij_impact.estimates import Name, Quantity, Term, byar_interval
from wij_impact.reports.naming import cells

__all__ = ["MINIMUM", "Own", "own_facts", "safe_rates", "structure_table"]

MINIMUM = 10


@dataclass(frozen=True)
class Own:
    """The first screen of a file.

    Attributes
    ----------
    outflow : Quantity
        Of everybody, by the feature that counts most people; with the interval of the chance to leave.
    highest : Name
        The group with the highest outflow that is shown; `clear` when its interval lies above that of everybody.
    """

    file: Name
    rows: Quantity
    year: Quantity
    employees: Quantity
    features: Quantity
    outflow: Quantity
    counted: Literal["yes", "no", "few"]
    highest: Name
    high: Quantity
    clear: Literal["clear", "chance", "none"]
    hidden: Quantity


def own_facts(data: pd.DataFrame, rates: pd.DataFrame) -> Own:
    """The facts of a file and of `kerncijfers.structure_rates`; the last year leads."""
    year = int(data["year"].max())
    reading = data.attrs.get("reading")
    now = rates[rates["year"] == year]
    totals = now.groupby("by")["employees"].sum()
    first = str(sorted(totals.index, key=lambda by: (-totals[by], str(by)))[0])
    own = now[now["by"] == first]
    outflow = _whole(own)
    shown = safe_rates(rates)
    last = shown[(shown["year"] == year) & shown["estimate"].notna()]
    highest, high = Name(""), Quantity(math.nan, "percent")
    clear: Literal["clear", "chance", "none"] = "none"
    if len(last) and outflow.known and outflow.interval:
        ranked = last.sort_values(["estimate", "by", "group"], ascending=[False, True, True])
        top: Any = ranked.iloc[0]
        highest, high = Name(str(top["group"])), Quantity.estimate(top, "percent")
        clear = "clear" if float(top["lower"]) > outflow.interval[1] else "chance"
    return Own(
        file=Name(reading.file if reading else ""),
        rows=Quantity(len(data)),
        year=Quantity(year, "year"),
        employees=Quantity(float(totals[first]) if totals[first] >= MINIMUM else math.nan),
        features=Quantity(int(data["by"].nunique())),
        outflow=outflow,
        counted="few" if totals[first] < MINIMUM else "yes" if outflow.known else "no",
        highest=highest,
        high=high,
        clear=clear,
        hidden=Quantity(int((now["employees"] < MINIMUM).sum())),
    )


def safe_rates(rates: pd.DataFrame) -> pd.DataFrame:
    """The rates of groups of ten employees or more; those of smaller ones are empty, and what would give those away.

    The outflow of everyone is printed: of the only group that is hidden it would leave who left.
    """
    small = (rates["employees"] < MINIMUM) | (rates["n"] < MINIMUM)
    people = rates["n"].fillna(rates["employees"])
    for _, part in rates.groupby(["by", "year"]):
        own = people[part.index].sort_values(kind="stable")
        # The smallest groups that are shown go too, until those that are hidden are enough people together.
        for at in own.index[~small[own.index]]:
            hidden = own[small[own.index] & (own > 0)]
            if hidden.empty or (len(hidden) > 1 and hidden.sum() >= MINIMUM):
                break
            small[at] = True
    columns = ["estimate", "std_error", "lower", "upper", "left", "joined", "part"]
    return rates.assign(**{name: rates[name].where(~small) for name in columns})


def structure_table(rates: pd.DataFrame) -> pd.DataFrame:
    """Employees per feature, group and year with the small cells hidden and what would give them away; with a total."""
    parts = []
    for by, part in rates.groupby("by", sort=True):
        wide = part.pivot_table(index="group", columns="year", values="employees", aggfunc="sum").fillna(0.0)
        wide.loc["total"] = wide.sum()
        safe = disclosure.protect(wide, wide, MINIMUM)
        safe.columns = [str(int(one)) for one in safe.columns]
        parts.append(safe.rename_axis("group").reset_index().assign(by=by))
    found = pd.concat(parts, ignore_index=True)
    named = [Term("group", "total") if one == "total" else Name(str(one)) for one in found["group"]]
    return found.assign(group=cells(named))


def _whole(own: pd.DataFrame) -> Quantity:
    """The outflow of all groups of one feature together; not known when one of them did not count who left."""
    if own["estimate"].isna().any() or own.empty:
        return Quantity(math.nan, "percent")
    left, base, level = float(own["left"].sum()), float(own["n"].sum()), float(own["level"].iloc[0])
    low, high = (one / base for one in byar_interval(left, level))
    return Quantity(left / base, "percent", interval=(low, high), level=level)
