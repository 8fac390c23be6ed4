"""A made-up registration with known truth, cut off as a file is: who lasted, who waits, and what came a year later."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

__all__ = ["FlowDraw", "FlowWorld", "simulate_flow"]

MONTH = 365.25 / 12


@dataclass(frozen=True)
class FlowWorld:
    """The truth behind a made-up registration.

    Attributes
    ----------
    per_month : float
        Mean number that registers in a month.
    mean_stay, mean_wait : float
        Mean stay in months and mean wait in days, both exponential and rounded to whole days.
    change : float
        What the inflow is multiplied by after the last look, in the world that changes; 1 or more.
    """

    per_month: float = 50.0
    mean_stay: float = 7.0
    mean_wait: float = 20.0
    change: float = 1.4

    def median_stay(self) -> float:
        """The stay that half of all trajectories do not pass, in months.

        Examples
        --------
        >>> round(FlowWorld(mean_stay=6.0).median_stay(), 2)
        4.17
        """
        return math.ceil(self.mean_stay * MONTH * math.log(2)) / MONTH


@dataclass(frozen=True)
class FlowDraw:
    """One registration as a file would hold it, and what it does not know.

    Attributes
    ----------
    frame : DataFrame
        registered, start, end: who started by `until` and had not ended before `since`; ``synthetic`` is True.
    since, until : Timestamp
        First and last day of the file.
    registered : Series
        How many registered in each month, whether they started or not.
    later, changed : int
        Open a year after `until`: if all stays as it was, and if more come from then on.
    """

    frame: pd.DataFrame = field(repr=False)
    since: pd.Timestamp
    until: pd.Timestamp
    registered: pd.Series = field(repr=False)
    later: int
    changed: int


def simulate_flow(world: FlowWorld | None = None, months: int = 36, *, seed: int = 0) -> FlowDraw:
    """A synthetic registration of so many months, with five years before it and a year after it that the file lacks.

    Examples
    --------
    >>> made = simulate_flow(months=24, seed=1)
    >>> bool(made.frame["synthetic"].all()), bool(made.changed > made.later)
    (True, True)
    """
    world = world or FlowWorld()
    rng = np.random.default_rng(seed)
    since = np.datetime64("2021-01-01", "D")
    until = (since.astype("datetime64[M]") + months).astype("datetime64[D]") - 1
    later = (since.astype("datetime64[M]") + months + 12).astype("datetime64[D]") - 1
    asked, began, ended = _arrivals(world, since - 1826, later, world.per_month, rng)
    # In the world that changes more come, on top of the same people.
    extra = _arrivals(world, until + 1, later, world.per_month * (world.change - 1), rng)
    seen = (began <= until) & (ended >= since)
    over = ended <= until
    frame = pd.DataFrame({"id": np.arange(len(asked)), "registered": asked, "start": began})
    frame["end"] = pd.Series(pd.DatetimeIndex(ended)).where(over)
    frame["synthetic"] = True
    known = asked[(asked >= since) & (asked <= until)].astype("datetime64[M]")
    open_later = int(((began <= later) & (ended > later)).sum())
    more = int(((extra[1] <= later) & (extra[2] > later)).sum())
    return FlowDraw(
        frame[seen].reset_index(drop=True), pd.Timestamp(since), pd.Timestamp(until),
        pd.Series(known).value_counts().sort_index(), open_later, open_later + more,
    )  # fmt: skip


def _arrivals(
    world: FlowWorld, first: np.datetime64, last: np.datetime64, per_month: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Days of registration, start and end of who registers from `first` to `last`."""
    length = int((last - first).astype(int)) + 1
    size = rng.poisson(per_month * length / MONTH)
    asked = first + rng.integers(0, length, size)
    began = asked + np.floor(rng.exponential(world.mean_wait, size)).astype(int)
    return asked, began, began + np.ceil(rng.exponential(world.mean_stay * MONTH, size)).astype(int)
