"""Numbers of the example page of samen: a made-up registration beside its truth, and what goes wrong how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wij_impact import flow
from wij_impact.estimates import Quantity
from wij_impact.estimates.quantity import Origin

__all__ = ["Facts", "concluded", "example_facts", "holds_later", "repeated", "stays", "way_rows"]

_MADE_UP: Origin = "synthetic"
MONTH = 365.25 / 12
#: Draws behind a band: enough for its limits, few enough to repeat.
_DRAWS = 500


@dataclass(frozen=True)
class Facts:
    """What the example shows.

    Attributes
    ----------
    stay_truth : Quantity
        The true median stay, in months; `stay_entered` is what counting everybody from their own start says on average,
        though of who started before the file only those who lasted are in it.
    held, held_changed : Quantity
        Of `draws` repetitions, those in which the band held the number open a year later: as it went on, and when
        `change` more came after the last day.
    stay_held, coming_held : Quantity
        Those in which the interval of the stay, and that of who registered, held the truth.
    missed : Quantity
        The average share of the registrations of the last month told that a count of the file does not see.
    """

    starts: Quantity
    draws: Quantity
    level: Quantity
    stay_truth: Quantity
    stay_entered: Quantity
    stay_held: Quantity
    entered_held: Quantity
    held: Quantity
    held_changed: Quantity
    change: Quantity
    coming_held: Quantity
    missed: Quantity


def stays(draw: flow.FlowDraw) -> pd.DataFrame:
    """Stay in months, whether it ended, and at what stay the file began to see it."""
    frame = draw.frame
    stop = frame["end"].fillna(draw.until)
    days = (stop - frame["start"]).dt.days
    entry = np.minimum((draw.since - frame["start"]).dt.days.clip(lower=0), days)
    table = pd.DataFrame({"months": days / MONTH, "ended": frame["end"].notna().astype(int), "entry": entry / MONTH})
    return table[(table["entry"] < table["months"]) | (table["entry"] == 0)].reset_index(drop=True)


def way_rows(draw: flow.FlowDraw, world: flow.FlowWorld, level: float = 0.95) -> pd.DataFrame:
    """The median stay in two ways (`way`), with their intervals, beside the truth."""
    table = stays(draw)
    ways = {
        "report": flow.kaplan_meier(table, "months", "ended", entry="entry", level=level),
        "entered": flow.kaplan_meier(table, "months", "ended", level=level),
    }
    rows = [flow.time_quantiles(curve, [0.5]).assign(way=way) for way, curve in ways.items()]
    found = pd.concat(rows, ignore_index=True).assign(truth=world.median_stay())
    return found[["way", "estimate", "lower", "upper", "truth"]]


def holds_later(draw: flow.FlowDraw, level: float = 0.95, seed: int = 0) -> tuple[bool, bool]:
    """Whether the band of the look ahead holds the number open a year later: as it went on, and with the change."""
    frame = draw.frame
    counted = flow.stock_and_flow(frame, "start", "end", until=draw.until)
    counted = counted[counted["period"] >= draw.since].reset_index(drop=True)
    running = frame[frame["end"].isna()]
    ages = (draw.until - running["start"]).dt.days / MONTH
    stay = flow.Duration.fit(stays(draw), "months", "ended", "entry")
    ahead = flow.project(
        counted, "inflow", "period", duration=stay, open_now={"all": ages.tolist()}, draws=_DRAWS, level=level,
        seed=seed,
    ).tidy()  # fmt: skip
    later = ahead[(ahead["measure"] == "open") & (ahead["period"] == 12)].iloc[0]
    low, high = float(later["lower"]), float(later["upper"])
    return low <= draw.later <= high, low <= draw.changed <= high


def concluded(draw: flow.FlowDraw, world: flow.FlowWorld, level: float = 0.95, seed: int = 0) -> dict[str, Any]:
    """What the methods of the report conclude from one registration, and whether that is so."""
    frame, found = draw.frame, way_rows(draw, world, level).set_index("way")
    median = found["estimate"].to_dict()
    inside = (found["lower"] <= found["truth"]) & (found["truth"] <= found["upper"])
    held, held_changed = holds_later(draw, level, seed)
    asked = frame[frame["registered"] >= draw.since]
    told = flow.nowcast(asked, "registered", "start", draw.until, level=level, seed=seed).dropna(subset=["estimate"])
    last: Any = told.to_dict("records")[-1]
    truth = int(draw.registered.get(last["period"], 0))
    return {
        "stay": float(median["report"]),
        "entered": float(median["entered"]),
        "stay_held": bool(inside["report"]),
        "entered_held": bool(inside["entered"]),
        "held": held,
        "held_changed": held_changed,
        "coming_held": bool(last["lower"] <= truth <= last["upper"]),
        "missed": 1 - float(last["n"]) / truth if truth else np.nan,
    }


def repeated(world: flow.FlowWorld, months: int, draws: int, seed: int = 0, level: float = 0.95) -> pd.DataFrame:
    """The same world drawn anew: a row of `concluded` per repetition."""
    rows = []
    for draw in range(draws):
        made = flow.simulate_flow(world, months, seed=seed + 1 + draw)
        rows.append(concluded(made, world, level, seed + draw))
    return pd.DataFrame(rows)


def example_facts(draw: flow.FlowDraw, again: pd.DataFrame, world: flow.FlowWorld, level: float = 0.95) -> Facts:
    """The facts of `repeated`."""

    def made_up(value: float, unit: str = "integer") -> Quantity:
        return Quantity(value, unit, origin=_MADE_UP)

    def times(name: str) -> Quantity:
        return made_up(int(again[name].sum()))

    return Facts(
        starts=made_up(len(draw.frame)),
        draws=made_up(len(again)),
        level=made_up(level, "percent"),
        stay_truth=made_up(world.median_stay(), "decimal1"),
        stay_entered=made_up(float(again["entered"].mean()), "decimal1"),
        stay_held=times("stay_held"),
        entered_held=times("entered_held"),
        held=times("held"),
        held_changed=times("held_changed"),
        change=made_up(world.change - 1, "percent"),
        coming_held=times("coming_held"),
        missed=made_up(float(again["missed"].mean()), "percent"),
    )
