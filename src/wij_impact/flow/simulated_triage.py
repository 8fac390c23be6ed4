"""A made-up register of triage with known truth: levels, routes, steps up, waiting and a second judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["TriageWorld", "simulate_triage", "triage_truth"]


@dataclass(frozen=True)
class TriageWorld:
    """The truth behind a made-up register.

    Attributes
    ----------
    order : tuple of str
        Levels, lightest first.
    routes : mapping
        Referrer -> starts per month by level.
    up, ends : mapping
        Level -> chance per day of a step up, and of another end. From the heaviest level nobody steps up.
    factor : mapping
        Referrer -> what its chance of a step up is multiplied by; 1 where it is not named.
    waits : tuple of float
        Chance of a first contact after 0, 1, 2, ... working days.
    agrees : float
        Chance that a second judge chooses the same level; else a neighbouring one.
    again : float
        Chance per day of a new start after the end.
    """

    order: tuple[str, ...] = ("licht", "middel", "zwaar")
    routes: Mapping[str, Mapping[str, float]] | None = None
    up: Mapping[str, float] | None = None
    ends: Mapping[str, float] | None = None
    factor: Mapping[str, float] | None = None
    waits: tuple[float, ...] = (0.05, 0.15, 0.2, 0.2, 0.15, 0.1, 0.05, 0.04, 0.03, 0.03)
    agrees: float = 0.8
    again: float = 0.0006

    def mix(self) -> Mapping[str, Mapping[str, float]]:
        """Starts per month; by default four routes, of which the institutions bring the lightest starts."""
        return self.routes or {
            "huisarts": {"licht": 8.0, "middel": 5.0, "zwaar": 2.0},
            "WIJ-team": {"licht": 4.0, "middel": 6.0, "zwaar": 4.0},
            "instelling": {"licht": 7.0, "middel": 1.5, "zwaar": 0.5},
            "school": {"licht": 1.0, "middel": 2.0, "zwaar": 4.0},
        }

    def hazards(self, level: str, route: str) -> tuple[float, float]:
        """Chance per day of a step up and of another end."""
        up = self.up or {"licht": 0.0012, "middel": 0.0005}
        ends = self.ends or {"licht": 0.006, "middel": 0.004, "zwaar": 0.003}
        factor = (self.factor or {}).get(route, 1.0)
        return (0.0 if level == self.order[-1] else up[level] * factor), ends[level]


def simulate_triage(
    world: TriageWorld | None = None, months: int = 36, *, start: str = "2021-01-01", seed: int = 0
) -> pd.DataFrame:
    """A synthetic register in the columns of `trajectories`; `synthetic` is True in every row.

    Examples
    --------
    >>> made = simulate_triage(months=6, seed=1)
    >>> bool(made["synthetic"].all()), sorted(made["from_level"].unique())
    (True, ['licht', 'middel', 'zwaar'])
    """
    world = world or TriageWorld()
    rng = np.random.default_rng(seed)
    first, length = np.datetime64(start, "D"), round(months * 365.25 / 12)
    cells = [(route, level, rate) for route, levels in world.mix().items() for level, rate in levels.items()]
    sizes = rng.poisson([rate * months for _, _, rate in cells])
    route = np.repeat([cell[0] for cell in cells], sizes)
    level = np.repeat([cell[1] for cell in cells], sizes)
    rates = np.array([world.hazards(one, by) for one, by in zip(level, route, strict=True)]).reshape(-1, 2)
    size = len(route)
    registered = rng.integers(0, length, size)
    # A contact takes place on a working day; the register begins on the next working day.
    asked = np.busday_offset(first + registered, 0, roll="forward")
    waits = rng.choice(len(world.waits), size, p=np.array(world.waits) / sum(world.waits))
    contact = np.busday_offset(asked, waits)
    began = np.busday_offset(contact, 3)
    stay = np.maximum(1, np.ceil(rng.exponential(1 / rates.sum(axis=1)))).astype(int)
    up = rng.random(size) < rates[:, 0] / rates.sum(axis=1)
    last = first + length
    ended, seen = began + stay, began <= last
    over = ended <= last
    following = np.where(up, ended, ended + np.ceil(rng.exponential(1 / world.again, size)).astype(int) + 1)
    noted = over & (following <= last)
    rank = {name: at for at, name in enumerate(world.order)}
    heavier = np.array([world.order[min(rank[one] + 1, len(world.order) - 1)] for one in level])
    frame = pd.DataFrame({"id": [f"S{at:05d}" for at in range(size)], "referrer": route, "from_level": level})
    frame["registered"] = pd.DatetimeIndex(asked)
    frame["first_contact"] = pd.Series(pd.DatetimeIndex(contact)).where(contact <= last)
    frame["start"], frame["end"] = pd.DatetimeIndex(began), pd.Series(pd.DatetimeIndex(ended)).where(over)
    frame["kind"] = frame["from_level"]
    reasons = rng.choice(["planned", "early_agreed", "early_client", "early_provider"], size, p=[0.7, 0.1, 0.15, 0.05])
    frame["reason_end"] = pd.Series(reasons).where(over & ~up)
    frame["to_level"] = pd.Series(heavier).where(over & up)
    frame["next_start"] = pd.Series(pd.DatetimeIndex(following)).where(noted)
    frame["continued"] = pd.Series(np.where(up, "yes", "no")).where(over)
    frame["second_opinion_level"] = pd.Series(_second(world, list(level), rank, rng)).where(rng.random(size) < 0.25)
    answered = over & (rng.random(size) < 0.6)
    frame["satisfied"] = pd.Series(np.clip(rng.normal(7.6, 1.3, size).round(), 1, 10)).where(answered)
    frame["without_help"] = pd.Series(rng.choice(["01", "02", "03", "04"], size, p=[0.1, 0.25, 0.2, 0.45])).where(
        answered
    )
    frame["synthetic"] = True
    return frame[seen].reset_index(drop=True)


def _second(world: TriageWorld, level: Sequence[str], rank: Mapping[str, int], rng: np.random.Generator) -> np.ndarray:
    at = np.array([rank[one] for one in level])
    aside = np.clip(at + rng.choice([-1, 1], len(at)), 0, len(world.order) - 1)
    aside = np.where(aside == at, np.where(at == 0, 1, at - 1), aside)
    return np.array(world.order)[np.where(rng.random(len(at)) < world.agrees, at, aside)]


def triage_truth(world: TriageWorld | None = None, at: Sequence[float] = (90, 180, 365)) -> pd.DataFrame:
    """The true share that stepped up by each day: ``crude`` with the mix of a referrer, ``standard`` with that of all.

    Notes
    -----
    With constant chances per day a and b of a step up and another end, it is ``a / (a + b) * (1 - exp(-(a + b) t))``.

    Examples
    --------
    >>> truth = triage_truth(at=[180])
    >>> bool(truth["standard"].max() - truth["standard"].min() < 1e-12), bool(truth["crude"].nunique() > 1)
    (True, True)
    """
    world = world or TriageWorld()
    mix = world.mix()
    whole = {level: sum(levels.get(level, 0.0) for levels in mix.values()) for level in world.order}
    rows = []
    for route, levels in mix.items():
        for day in at:
            share = {}
            for level in world.order:
                a, b = world.hazards(level, route)
                share[level] = a / (a + b) * (1 - np.exp(-(a + b) * day))
            own, every = sum(levels.values()), sum(whole.values())
            crude = sum(share[level] * levels.get(level, 0.0) for level in world.order) / own
            standard = sum(share[level] * whole[level] for level in world.order) / every
            rows.append({"referrer": route, "time": float(day), "crude": float(crude), "standard": float(standard)})
    return pd.DataFrame(rows)
