"""Numbers of the report `voor_na`: one group measured twice, without a comparison; no language, no layout."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from wij_impact.catalogue import Reading
from wij_impact.estimates import Name, Quantity, Term
from wij_impact.estimates.quantity import Origin
from wij_impact.impactmeting import BeforeAfter, Instrument, scale_range
from wij_impact.reports.nonresponse import Nonresponse, nonresponse_facts
from wij_impact.reports.reading import Read, read_facts

__all__ = ["DIFFERENCES", "Facts", "Needed", "Unheard", "change_facts", "needed_facts", "people_rows", "unheard_facts"]

#: Differences between two groups, in standard deviations: small, in between, medium, large (Cohen 1988).
DIFFERENCES = (0.2, 0.35, 0.5, 0.8)

Direction = Literal["higher", "lower", "not_shown"]
Told = Literal["three", "two", "hidden"]
#: What the page opens with; `needed` is the page without a file.
State = Literal["three", "two", "hidden", "needed"]


@dataclass(frozen=True)
class Needed:
    """How many people a comparison takes, per group, for a small, a medium and a large difference."""

    state: State
    small: Quantity
    medium: Quantity
    large: Quantity


@dataclass(frozen=True)
class Facts:
    """What one scale says of a group that was measured twice.

    Attributes
    ----------
    people : Quantity
        Who was measured twice.
    improved, same, worse : Quantity
        People who changed by more than the measurement error, or did not; NaN where that is not to be shown.
    told : {"three", "two", "hidden"}
        Whether improved, same and worse can be told, only improved and not, or nothing.
    threshold : Quantity
        The change of one person that is more than measurement error.
    once : Quantity
        Who was measured at the start only; NaN when that is a few people.
    visible : Quantity
        The smallest difference with an equally large comparison group that would be seen, in points of the scale.
    """

    survey: Name
    scale: Name
    first: Name
    last: Name
    people: Quantity
    improved: Quantity
    improved_share: Quantity
    same: Quantity
    worse: Quantity
    told: Told
    state: State
    change: Quantity
    direction: Direction
    before: Quantity
    after: Quantity
    threshold: Quantity
    error: Literal["published", "estimated"]
    once: Quantity
    dropped: Literal["none", "told", "few"]
    once_before: Quantity
    visible: Quantity
    scales: Quantity
    read: Read | None


@dataclass(frozen=True)
class Unheard(Nonresponse):
    """Who did not take part twice."""


def needed_facts(needed: pd.DataFrame) -> Needed:
    """The facts of the people needed per difference: columns ``difference, people``."""
    of = dict(zip(needed["difference"], needed["people"], strict=True))
    return Needed("needed", Quantity(of[0.2]), Quantity(of[0.5]), Quantity(of[0.8]))


def change_facts(
    found: BeforeAfter,
    instrument: Instrument,
    visible: float,
    *,
    scale: str = "",
    reading: Reading | None = None,
    synthetic: bool = False,
) -> Facts:
    """The facts of `impactmeting.before_after` for one scale, the first by default.

    `visible` is the smallest difference that a comparison with an equally large group would see, in standard
    deviations.
    """
    origin: Origin = "synthetic" if synthetic else "computed"
    name = scale or str(found.changes["scale"].iloc[0])
    row = found.changes.set_index("scale", drop=False).to_dict("index")[name]
    counted = found.people[found.people["scale"] == name].set_index("status")["people"]
    improved = float(counted.reindex(["recovered", "improved"]).sum(min_count=1))
    told: Told = "three"
    if math.isnan(improved):
        told = "hidden"
    elif "not_improved" in counted:
        told = "two"
    worse = 0.0 if told == "three" and "worse" not in counted else float(counted.get("worse", math.nan))
    same = 0.0 if told == "three" and "same" not in counted else float(counted.get("same", math.nan))
    known = next(one for one in instrument.scales if one.name == name)
    once = float(row["once"])
    limits = (float(row["lower"]), float(row["upper"]))

    def number(value: float, unit: str = "integer") -> Quantity:
        return Quantity(value, unit, origin=origin)

    return Facts(
        survey=_named(instrument.title.nl, instrument.title.en, instrument.name),
        scale=_named(known.label.nl, known.label.en, name),
        first=Name(found.first),
        last=Name(found.last),
        people=number(int(row["n"])),
        improved=number(improved),
        improved_share=number(improved / int(row["n"]), "percent"),
        same=number(same),
        worse=number(worse),
        told=told,
        state=told,
        change=Quantity(float(row["estimate"]), "decimal1", (), limits, origin, float(row["level"]), signed=True),
        direction="higher" if limits[0] > 0 else "lower" if limits[1] < 0 else "not_shown",
        before=number(float(row["before"]), "decimal1"),
        after=number(float(row["after"]), "decimal1"),
        threshold=number(float(row["threshold"]), "decimal1"),
        error="published" if row["error"] == "published" else "estimated",
        once=number(once),
        dropped="few" if math.isnan(once) else "none" if once == 0 else "told",
        once_before=number(float(row["once_before"]), "decimal1"),
        visible=number(visible * float(row["spread"]), "decimal1"),
        scales=number(len(found.changes)),
        read=read_facts(reading, 10) if reading is not None else None,
    )


def _named(nl: str, en: str, otherwise: str) -> Name:
    return Name(en or nl or otherwise, (("nl", nl or otherwise), ("en", en or nl or otherwise)))


def people_rows(found: BeforeAfter, scale: str = "") -> pd.DataFrame:
    """How many people per status of one scale, to draw: ``name, value``."""
    chosen = scale or str(found.changes["scale"].iloc[0])
    own = found.people[found.people["scale"] == chosen]
    names = pd.Series([Term("status", str(one)) for one in own["status"]], dtype=object)
    return pd.DataFrame({"name": names, "value": own["people"].to_numpy()})


def unheard_facts(
    facts: Facts, instrument: Instrument, scale: str, response: float | None
) -> tuple[Unheard, pd.DataFrame]:
    """Who was not measured twice: how they must have changed for the direction to turn; and a row per response."""
    known = next(one for one in instrument.scales if one.name == scale)
    low, high = scale_range(known, [instrument.item(name) for name in known.items])
    found, rows = nonresponse_facts(facts.change, 0.0, (low - high, high - low), response, float(facts.people.value))
    return Unheard(**found.__dict__), rows
