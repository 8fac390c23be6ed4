"""Several households: rounded and merged where others read along, in full for the team that knows them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from wij_impact.estimates import Name, Quantity, Term
from wij_impact.estimates.quantity import Origin
from wij_impact.mkba import Portfolio
from wij_impact.mkba.household_portfolio import FEWEST
from wij_impact.reports.naming import cells

__all__ = ["Folder", "folder_facts", "household_rows", "payer_rows"]

#: Outside the team amounts are rounded to this: an exact sum less what one knows of oneself is somebody else's.
ROUNDED = 1000
LARGE = 0.2


@dataclass(frozen=True)
class Folder:
    """Case sheets together; every amount without a plan is stated by a table, with nothing to compare."""

    whose: Literal["own", "made_up"]
    audience: Literal["team", "outside"]
    households: Quantity
    outcomes: Quantity
    several: Quantity
    overlapping: Quantity
    verdict: Literal["less", "more", "unclear"]
    median: Quantity
    mean: Quantity
    costs: Quantity
    without: Quantity
    lowest: Quantity
    highest: Quantity
    carried: bool
    assumed: Quantity
    unpriced: Quantity
    minimum: Quantity
    rounded: Quantity


def folder_facts(found: Portfolio, team: bool, synthetic: bool = False) -> Folder:
    """The facts of `mkba.portfolio`."""
    origin: Origin = "synthetic" if synthetic else "computed"
    frame, row = found.households, found.median.iloc[0]
    estimate, limits = float(row["estimate"]), (float(row["lower"]), float(row["upper"]))
    verdict: Literal["less", "more", "unclear"] = "less" if limits[0] > 0 else "more" if limits[1] < 0 else "unclear"
    if estimate < 0:
        limits = (-limits[1], -limits[0])

    def money(value: float, limits: tuple[float, float] | None = None) -> Quantity:
        shown = None if limits is None else (_round(limits[0], team), _round(limits[1], team))
        return Quantity(_round(value, team), "eur", interval=shown, origin=origin)

    def count(value: float) -> Quantity:
        return Quantity(int(value), origin=origin)

    left = found.without_one["median"] * (-1 if estimate < 0 else 1)
    total = frame["difference"].abs().sum()
    return Folder(
        whose="made_up" if synthetic else "own",
        audience="team" if team else "outside",
        households=count(len(frame)),
        outcomes=count(found.outcomes),
        several=count(found.several),
        overlapping=count(found.overlapping),
        verdict=verdict,
        median=money(abs(estimate), limits),
        mean=money(found.mean),
        costs=money(frame["with"].sum()),
        without=money(frame["without"].sum()),
        lowest=money(left.min()),
        highest=money(left.max()),
        carried=bool(total and frame["difference"].abs().max() / total > LARGE),
        assumed=Quantity(found.assumed, "percent", origin=origin),
        unpriced=count((frame["unpriced"] > 0).sum()),
        minimum=Quantity(FEWEST),
        rounded=Quantity(ROUNDED, "eur"),
    )


def _round(value: float, team: bool) -> float:
    return value if team or math.isnan(value) else float(round(value / ROUNDED) * ROUNDED)


def payer_rows(found: Portfolio, team: bool) -> pd.DataFrame:
    """Per payer: name, households, with, without, difference. Outside the team payers of few households are one.

    Those with fewer than ten households are put together, with the next smallest where they are not ten together; so
    every amount is of at least ten, and none can be had by subtraction. Where that leaves one payer, there is no table.
    """
    frame = found.payers.sort_values("households", ascending=False, kind="stable").reset_index(drop=True)
    names: list[Any] = [(Term("payer", one),) for one in frame["payer"]]
    if not team:
        small = frame["households"] < FEWEST
        if small.any():
            # Households overlap between payers: only the largest of the merged ones is sure to be that many.
            start = int(small.to_numpy().argmax())
            start = max(0, start - 1)
            names = [*names[:start], tuple(name for one in names[start:] for name in one)]
            rest = frame.iloc[start:]
            merged: dict[str, Any] = {name: rest[name].sum(min_count=1) for name in ("with", "without", "difference")}
            merged |= {"payer": "rest", "households": rest["households"].max()}
            frame = pd.concat([frame.iloc[:start], pd.DataFrame([merged])], ignore_index=True)
        frame = frame[frame["households"] >= FEWEST]
        names = names[: len(frame)]
        for name in ("with", "without", "difference"):
            frame[name] = [_round(float(value), team) for value in frame[name]]
    return frame.assign(name=cells(names))[["name", "households", "with", "without", "difference"]]


def household_rows(found: Portfolio) -> pd.DataFrame:
    """Every household, for the team only: id, with, without, difference, lower, upper, outcomes, unpriced."""
    frame = found.households.sort_values("difference", kind="stable", ignore_index=True)
    return frame.assign(id=cells(Name(str(one)) for one in frame["id"]))
