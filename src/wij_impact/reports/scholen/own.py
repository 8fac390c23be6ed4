"""What a file of the user's own says about work at schools: rates, changes and mix, small groups of pupils hidden."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact import disclosure
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.reports.naming import cells

__all__ = ["MINIMUM", "Own", "Step", "changes_table", "own_facts", "rates_table", "safe_counts"]

MINIMUM = 10
State = Literal["more", "fewer", "no_demonstrable_change", "break", "no_same_school", "no_events"]


@dataclass(frozen=True)
class Step:
    """One kind of school from one year to the next; `of` says whether the change is per pupil or that of the counts."""

    kind: Term
    state: State
    year_before: Quantity
    year_after: Quantity
    before: Quantity
    after: Quantity
    change: Quantity
    of: Literal["pupils", "counts"]


@dataclass(frozen=True)
class Own:
    """The first screen of a file.

    Attributes
    ----------
    enrolled : str
        Whether every, some or no school knows how many pupils it has; likewise `unique` for unique pupils.
    alike : bool
        Whether unique pupils equal the interventions in every row: then they may be interventions after all.
    """

    file: Name
    rows: Quantity
    schools: Quantity
    year: Quantity
    interventions: Quantity
    enrolled: Literal["every", "some", "none"]
    unique: Literal["every", "some", "none"]
    alike: bool
    kind: Term
    rate: Quantity
    steps: tuple[Step, ...]
    breaks: Quantity
    total: Literal["shown", "hidden"]


def own_facts(data: pd.DataFrame, rates: pd.DataFrame, changes: pd.DataFrame) -> Own:
    """The facts of a file and of `kerncijfers.intervention_rates` and `intervention_changes`.

    The rate on the first screen is that of the last year, of the kind of school with most pupils.
    """
    year = int(data["year"].max())
    now = data[data["year"] == year]
    reading = data.attrs.get("reading")
    per = rates[(rates["measure"] == "interventions") & (rates["year"] == year)].sort_values("n", ascending=False)
    best: Any = per.iloc[0]
    counted = data["pupils_unique"].notna()
    alike = bool(counted.any()) and bool((data.loc[counted, "pupils_unique"] == data.loc[counted, "count"]).all())
    last = changes[changes["year"] == year]
    # Whatever is hidden would follow from the total of the year and what is shown.
    whole = not safe_counts(data)[str(year)].isna().any()
    steps = tuple(_step(row) for row in last.to_dict("records"))
    return Own(
        file=Name(reading.file if reading else ""),
        rows=Quantity(len(data)),
        schools=Quantity(int(data["school"].nunique())),
        year=Quantity(year, "year"),
        interventions=Quantity(float(now["count"].sum()) if whole else math.nan),
        enrolled=_known(data.groupby("school")["pupils_enrolled"].apply(lambda one: bool(one.notna().all()))),
        unique=_known(counted),
        alike=alike,
        kind=Term("school_kind", str(best["kind"])),
        rate=_rate(best),
        steps=steps,
        breaks=Quantity(int((changes["state"] == "break").sum()) if len(changes) else 0),
        total="shown" if whole else "hidden",
    )


def rates_table(rates: pd.DataFrame) -> pd.DataFrame:
    """The rates as rows of a table; a rate on fewer than ten pupils or interventions is hidden."""
    shown = rates.copy()
    count = shown["count"] if "count" in shown else pd.Series(math.nan, index=shown.index)
    shown["count"] = count
    small = count.notna() & (count < MINIMUM)
    shown.loc[small, ["estimate", "std_error", "lower", "upper", "count"]] = math.nan
    shown["how"] = shown["measure"].map({"interventions": "per_1000", "reached": "percent1", "per_hour": "decimal2"})
    shown["hidden"] = small
    return shown


def changes_table(changes: pd.DataFrame) -> pd.DataFrame:
    """Every change with its state as a code; one on fewer than ten interventions in a year is hidden."""
    rows = []
    for row in changes.to_dict("records"):
        step = _step(row)
        rows.append(
            {
                "kind": row["kind"],
                "year_before": int(row["year_before"]),
                "year": int(row["year"]),
                "before": step.before.value,
                "after": step.after.value,
                "change": step.change.value,
                "lower": step.change.low().value,
                "upper": step.change.high().value,
                "state": Term("state", step.state),
                "schools": row["schools"],
                "schools_apart": row["schools_apart"],
            }
        )
    frame = pd.DataFrame(rows)
    return frame.assign(state=cells(frame["state"])) if len(frame) else frame


def safe_counts(data: pd.DataFrame) -> pd.DataFrame:
    """Interventions per kind of school, kind of help and year, with cells of fewer than ten hidden.

    Behind an intervention stands at most one pupil, so a count under ten is a group of fewer than ten pupils; where
    unique pupils are known they are what counts.
    """
    frame = data.assign(people=data["pupils_unique"].fillna(data["count"]))
    parts = []
    for kind, part in frame.groupby("kind", sort=True):
        wide = part.pivot_table(index="intervention", columns="year", values="count", aggfunc="sum").fillna(0.0)
        people = part.pivot_table(index="intervention", columns="year", values="people", aggfunc="sum").fillna(0.0)
        # The rates and the changes tell what a kind of school comes to, so it is a margin of this table.
        for each in (wide, people):
            each.loc["total"] = each.sum()
        safe = disclosure.protect(wide, people, MINIMUM)
        safe.columns = [str(int(one)) for one in safe.columns]
        parts.append(safe.rename_axis("intervention").reset_index().assign(kind=kind))
    found = pd.concat(parts, ignore_index=True)
    named = [Term("help", "total") if one == "total" else Name(str(one)) for one in found["intervention"]]
    return found.assign(intervention=cells(named))


def _known(each: pd.Series) -> Literal["every", "some", "none"]:
    return "every" if bool(each.all()) else "some" if bool(each.any()) else "none"


def _rate(row: Any) -> Quantity:
    if row["estimate"] != row["estimate"] or float(row["count"]) < MINIMUM:
        return Quantity(math.nan, "per_1000")
    return Quantity.estimate(row, "per_1000")


def _step(row: dict[Any, Any]) -> Step:
    compared = row["state"] == "compared"
    small = compared and min(float(row["before"]), float(row["after"])) < MINIMUM
    shown = compared and not small
    change = (
        Quantity(row["estimate"], "percent", interval=(row["lower"], row["upper"]), level=row["level"], signed=True)
        if shown
        else Quantity(math.nan, "percent")
    )
    state: State = row["state"]
    if compared:
        state = "more" if row["lower"] > 0 else "fewer" if row["upper"] < 0 else "no_demonstrable_change"
    before, after = (Quantity(float(row[name]) if shown else math.nan) for name in ("before", "after"))
    return Step(
        Term("school_kind", str(row["kind"])),
        state,
        Quantity(int(row["year_before"]), "year"),
        Quantity(int(row["year"]), "year"),
        before,
        after,
        change,
        "pupils" if row.get("per_pupil") in (True,) else "counts",
    )
