"""Numbers of the example page of triage: a made-up register beside its truth, and what goes wrong how often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wij_impact import flow
from wij_impact.estimates import Name, Quantity
from wij_impact.estimates.quantity import Origin
from wij_impact.reports.naming import cells

__all__ = ["Facts", "beside_truth", "example_facts", "named_rows", "repeated"]

_MADE_UP: Origin = "synthetic"
#: Days after the start at which referrers are compared, and working days of the norm for waiting.
DAY, NORM = 180, 5


@dataclass(frozen=True)
class Facts:
    """What the example shows.

    Attributes
    ----------
    truth : Quantity
        The true share with heavier help once the mix is the same: one number for every referrer.
    crude_low, crude_high : Quantity
        The true plain shares of the referrers that come lowest and highest.
    crude_wrong, same_wrong : Quantity
        In how many repetitions the two ends differ demonstrably, plain and with the same mix; in truth they do not.
    held, intervals : Quantity
        Intervals that held the truth, of how many.
    closed : Quantity
        What closed trajectories alone say on average, against `everyone`: the truth over all starts.
    """

    starts: Quantity
    day: Quantity
    truth: Quantity
    crude_low: Quantity
    crude_high: Quantity
    low_name: Name
    high_name: Name
    draws: Quantity
    crude_wrong: Quantity
    same_wrong: Quantity
    held: Quantity
    intervals: Quantity
    closed: Quantity
    everyone: Quantity
    waited: Quantity
    waited_truth: Quantity


def beside_truth(register: pd.DataFrame, world: flow.TriageWorld, level: float = 0.95) -> pd.DataFrame:
    """Heavier help per referrer, plain and with the same mix, beside the truth."""
    until = register[["start", "end"]].max().max()
    moves = flow.follow(register, world.order, until)
    found = flow.transitions(moves, "days", "cause", "referrer", "from_level", at=[DAY], level=level)
    plain = flow.aalen_johansen(moves, "days", "cause", "referrer", at=[DAY], level=level)
    truth = flow.triage_truth(world, [DAY]).rename(columns={"crude": "true_crude", "standard": "true_same"})
    up = found[found["cause"] == "up"].merge(truth.drop(columns="time"), on="referrer")
    sides = plain.loc[plain["cause"] == "up", ["referrer", "lower", "upper"]]
    return up.merge(sides, on="referrer", suffixes=("", "_crude"))


def repeated(world: flow.TriageWorld, months: int, draws: int, seed: int = 0, level: float = 0.95) -> pd.DataFrame:
    """The same world drawn anew: per repetition what each way of looking concluded.

    Returns
    -------
    DataFrame
        Per draw: ``crude_differs`` and ``same_differs`` (the intervals of the two outermost referrers do not meet),
        ``held`` of ``intervals``, ``closed`` (share among closed trajectories), ``waited`` (share within the norm).
    """
    rows = []
    for draw in range(draws):
        register = flow.simulate_triage(world, months, seed=seed + 1 + draw)
        found = beside_truth(register, world, level).dropna(subset=["estimate"])
        inside = (found["lower"] <= found["true_same"]) & (found["true_same"] <= found["upper"])
        over = register[register["end"].notna()]
        until = register[["start", "end"]].max().max()
        times = flow.lead_times(
            register, "registered", "first_contact", until, within=NORM, shares=[0.5], working_days=True
        )
        rows.append(
            {
                "crude_differs": bool(found["lower_crude"].max() > found["upper_crude"].min()),
                "same_differs": bool(found["lower"].max() > found["upper"].min()),
                "held": int(inside.sum()),
                "intervals": len(found),
                "closed": float(over["to_level"].notna().mean()),
                "waited": float(times.loc[times["measure"] == "within", "estimate"].iloc[0]),
            }
        )
    return pd.DataFrame(rows)


def example_facts(register: pd.DataFrame, found: pd.DataFrame, again: pd.DataFrame, world: flow.TriageWorld) -> Facts:
    """The facts of `beside_truth` and `repeated`."""

    def made_up(value: float, unit: str = "integer") -> Quantity:
        return Quantity(value, unit, origin=_MADE_UP)

    ranked = found.sort_values("true_crude")
    mix = world.mix()
    weights = {route: sum(levels.values()) for route, levels in mix.items()}
    truth = flow.triage_truth(world, [DAY]).set_index("referrer")["crude"]
    everyone = sum(truth[route] * weight for route, weight in weights.items()) / sum(weights.values())
    waits = np.array(world.waits)
    ends: Any = ranked.iloc[0], ranked.iloc[-1]
    return Facts(
        starts=made_up(len(register)),
        day=made_up(DAY),
        truth=made_up(float(found["true_same"].iloc[0]), "percent"),
        crude_low=made_up(float(ends[0]["true_crude"]), "percent"),
        crude_high=made_up(float(ends[1]["true_crude"]), "percent"),
        low_name=Name(str(ends[0]["referrer"])),
        high_name=Name(str(ends[1]["referrer"])),
        draws=made_up(len(again)),
        crude_wrong=made_up(int(again["crude_differs"].sum())),
        same_wrong=made_up(int(again["same_differs"].sum())),
        held=made_up(int(again["held"].sum())),
        intervals=made_up(int(again["intervals"].sum())),
        closed=made_up(float(again["closed"].mean()), "percent"),
        everyone=made_up(float(everyone), "percent"),
        waited=made_up(float(again["waited"].mean()), "percent"),
        waited_truth=made_up(float(waits[: NORM + 1].sum() / waits.sum()), "percent"),
    )


def named_rows(found: pd.DataFrame) -> pd.DataFrame:
    """The rows of `beside_truth` for a table."""
    columns = ["crude", "true_crude", "estimate", "lower", "upper", "true_same"]
    return found[columns].assign(name=cells([Name(str(one)) for one in found["referrer"]]))[["name", *columns]]
