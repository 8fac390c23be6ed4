"""Waiting: Erlang's formula, and a seeded queue for what the formula leaves out."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError, UsageError
from wij_impact.estimates import Result, as_result
from wij_impact.language import Text

__all__ = ["Queue", "erlang_c", "queue"]


def erlang_c(servers: int, load: float) -> float:
    """Chance that who arrives has to wait.

    Parameters
    ----------
    servers : int
        How many are at work side by side.
    load : float
        Arrivals per unit of time x time per case; the number of workers that would be busy without waiting.

    Returns
    -------
    float
        Between 0 and 1. With a load at or above the number of workers the queue only grows: 1.

    Raises
    ------
    InputError
        For fewer than 1 worker or a negative load.

    Notes
    -----
    Erlang (1917), by the recursion of Erlang B, which does not overflow. Poisson arrivals, exponential case times.

    Examples
    --------
    >>> round(erlang_c(3, 2), 10), [round(erlang_c(c, 2.5), 4) for c in (3, 4, 5, 6)]
    (0.4444444444, [0.7022, 0.3199, 0.1304, 0.0474])
    """
    if servers != int(servers) or servers < 1 or not math.isfinite(load) or load < 0:
        raise InputError(
            Text(
                nl=f"{servers} werkers en een last van {load} kan niet.",
                en=f"{servers} workers and a load of {load} cannot be.",
            ),
            remedy=Text(
                nl="Geef hele werkers vanaf 1, en een last vanaf 0.", en="Give whole workers from 1, load from 0."
            ),
        )
    if load >= servers:
        return 1.0
    blocked = 1.0
    for busy in range(1, int(servers) + 1):
        blocked = load * blocked / (busy + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


@dataclass(frozen=True, repr=False)
class Queue(Result):
    """A simulated queue: `waits` and `times in the system` per arrival, and what they add up to."""

    frame: pd.DataFrame
    register: pd.DataFrame

    def _headline(self) -> str:
        row = self.frame.set_index("measure")["estimate"]
        return f"{row['waits']:.0%} wait, {row['mean_wait']:.3g} on average"

    def tidy(self) -> pd.DataFrame:
        """Measures with their simulation error: waits, mean_wait, mean_open, arrivals_per_time, mean_time."""
        return self.frame


def queue(
    arrivals: float,
    case_time: float | Callable[[np.random.Generator, int], np.ndarray],
    servers: int,
    *,
    horizon: float = 10_000.0,
    warm_up: float = 0.1,
    seed: int = 0,
    level: float = 0.95,
) -> Queue:
    """Simulate a queue with `servers` workers, first come first served.

    Parameters
    ----------
    arrivals : float
        Mean number of arrivals per unit of time (Poisson).
    case_time : float or callable
        Mean of exponential case times, or a function of (generator, size) that draws them.
    servers : int
        Workers.
    horizon : float
        Length of the simulation.
    warm_up : float
        Share of the arrivals left out of the averages, for the queue starts empty.
    seed : int
        Seed.
    level : float
        Of the intervals, by 20 batch means.

    Returns
    -------
    Queue
        ``.tidy()`` has one row per measure; ``.register`` one per arrival (arrival, start, end).

    Examples
    --------
    >>> found = queue(2.0, 1.0, 3, horizon=4000, seed=1).tidy().set_index("measure")["estimate"]
    >>> bool(abs(found["waits"] - erlang_c(3, 2.0)) < 0.05)
    True
    """
    if servers < 1 or arrivals <= 0 or horizon <= 0 or not 0 <= warm_up < 1:
        raise UsageError(
            Text(
                nl="een wachtrij vraagt aankomsten, werkers en een duur.",
                en="a queue needs arrivals, workers and time.",
            ),
            remedy=Text(nl="Geef getallen boven 0.", en="Give numbers above 0."),
        )
    rng = np.random.default_rng(seed)
    size = int(rng.poisson(arrivals * horizon))
    arrive = np.sort(rng.uniform(0, horizon, size))
    take = case_time(rng, size) if callable(case_time) else rng.exponential(case_time, size)
    free = [0.0] * int(servers)
    begin = np.empty(size)
    for i in range(size):
        begin[i] = max(arrive[i], heapq.heappop(free))
        heapq.heappush(free, begin[i] + take[i])
    register = pd.DataFrame({"arrival": arrive, "start": begin, "end": begin + take})
    kept = register.iloc[int(warm_up * size) :]
    wait = (kept["start"] - kept["arrival"]).to_numpy()
    stay = (kept["end"] - kept["arrival"]).to_numpy()
    span = horizon - float(kept["arrival"].iloc[0])
    rows = [
        _batch("waits", (wait > 1e-12).astype(float), level),
        _batch("mean_wait", wait, level),
        _batch("mean_time", stay, level),
        {"measure": "arrivals_per_time", "estimate": len(kept) / span, "n": len(kept), "method": "count"},
        {"measure": "mean_open", "estimate": float(stay.sum()) / span, "n": len(kept), "method": "Little's law"},
    ]
    return Queue(as_result(rows, ["measure"]), register)


def _batch(name: str, values: np.ndarray, level: float, batches: int = 20) -> dict[str, object]:
    parts = np.array([part.mean() for part in np.array_split(values, min(batches, len(values)))])
    error = float(parts.std(ddof=1) / math.sqrt(len(parts))) if len(parts) > 1 else math.nan
    half = float(stats.t.isf((1 - level) / 2, max(1, len(parts) - 1))) * error
    centre = float(values.mean())
    return {"measure": name, "estimate": centre, "std_error": error, "lower": centre - half, "upper": centre + half} | {
        "level": level,
        "n": len(values),
        "method": "simulated queue, batch means",
    }
