"""Power by simulation as a result: per effect how often it is found, and the smallest effect found often enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import stats

from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates import Result, as_result, plot
from wij_impact.estimates.columns import Numbers
from wij_impact.language import Text

__all__ = ["SimulatedPower", "Smallest", "one_by_one", "simulate_power"]

#: Given a generator of chance, a true effect and how many: the p-values that our own test finds (NaN: refused).
Simulate = Callable[[np.random.Generator, float, int], Numbers]
LARGEST = 64.0  # standard deviations; an effect beyond it is none that anyone plans for
HALVINGS = 4
BEYOND = 4  # larger effects tried, until the simulation is sure that they are found often enough


@dataclass(frozen=True)
class Smallest:
    """The smallest effect that is found with the power asked; `lower` and `upper` carry the error of the simulation."""

    value: float
    lower: float
    upper: float
    power: float


@dataclass(frozen=True, repr=False)
class SimulatedPower(Result):
    """How often our own test finds an effect in one design.

    Attributes
    ----------
    design : {"series", "staggered", "single_case"}
    table : DataFrame
        One row per effect: `estimate` is the power, with its Monte Carlo error (`std_error`; limits of
        Clopper-Pearson), `n` the draws, `refused` how many of them our test refused: those count as not found.
    power : float
        What is asked of it.
    settings : dict
        The design as it was simulated, with draws and seed: enough to do it again.
    """

    design: str
    table: pd.DataFrame
    power: float
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def smallest(self) -> Smallest | None:
        """The smallest effect found with this power, read between the effects simulated; None when none is."""
        effects = self.table["effect"].to_numpy(dtype=float)
        curves = [self.table[name].to_numpy(dtype=float) for name in ("estimate", "upper", "lower")]
        reached = [_crossing(effects, one, self.power) for one in curves]
        return None if np.isinf(reached[0]) else Smallest(reached[0], reached[1], reached[2], self.power)

    def _headline(self) -> str:
        found = self.smallest
        if found is None:
            return f"{self.design}: no effect simulated is found in {self.power:.0%} of draws"
        reach = f"{found.lower:.3g} to {found.upper:.3g}"
        return f"{self.design}: found in {self.power:.0%} from an effect of {found.value:.3g} sd on ({reach})"

    def tidy(self) -> pd.DataFrame:
        """One row per effect, in the shape of the house."""
        return self.table

    def plot(self, ax: Axes | None = None, **options: Any) -> Axes:
        """The power per effect, with the error of the simulation; `options` go to `estimates.plot`."""
        return plot(self.table, ax=ax, **{"x": "effect", "by": [], "reference": self.power, **options})


def simulate_power(
    design: str,
    simulate: Simulate,
    effects: Sequence[float] | float | None,
    *,
    level: float,
    draws: int,
    seed: int,
    power: float,
    settings: dict[str, Any],
) -> SimulatedPower:
    """Simulate these effects; without any, look for the smallest that is found with `power`.

    Each effect has chance of its own, from the same seed: a row does not depend on the others asked, and between
    effects only the effect differs.
    """
    if not level_above(power, 1 - level):
        raise UsageError(
            Text(nl=f"power={power!r} kan niet.", en=f"power={power!r} cannot be."),
            remedy=Text(nl="Kies een kans boven 1 - level en onder 1: power=0.8.",
                        en="Choose a probability above 1 - level and below 1: power=0.8."),
        )  # fmt: skip
    done: dict[float, dict[str, Any]] = {}

    def at(effect: float, name: str = "estimate") -> float:
        if effect not in done:
            done[effect] = _row(simulate, effect, level, draws, seed)
        return float(done[effect][name])

    if effects is None:
        _search(at, power)
        order = sorted(done)
    else:
        order = [float(one) for one in (effects if isinstance(effects, Sequence) else [effects])]
        for one in order:
            at(one)
    method = f"simulation, {draws:,} draws per effect, seed {seed}; refused counts as not found"
    table = as_result([{**done[one], "level": 0.95, "n": draws, "method": method} for one in order], ["effect"])
    return SimulatedPower(design, table, power, {**settings, "level": level, "draws": draws, "seed": seed})


def level_above(power: float, size: float) -> bool:
    """Whether a power lies above the size of the test and below 1."""
    return size < power < 1


def _search(at: Callable[..., float], power: float) -> None:
    """No effect, then doubling until it is found often enough, then halving the gap; and on until that is sure."""
    at(0.0)
    low, high = 0.0, 1.0
    while at(high) < power:
        low, high = high, 2 * high
        if high > LARGEST:
            return
    sure = high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if at(middle) < power:
            low = middle
        else:
            high = middle
    for _ in range(BEYOND):
        if at(sure, "lower") >= power:
            return
        sure *= 1.2


def _row(simulate: Simulate, effect: float, level: float, draws: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    p_values = simulate(rng, effect, draws)
    known = ~np.isnan(p_values)
    found = int((p_values[known] <= 1 - level + 1e-12).sum())  # .05 as 1 - .95 is a hair too small
    share = found / draws
    limits = stats.binomtest(found, draws).proportion_ci(0.95, method="exact")
    return {
        "effect": effect, "estimate": share, "std_error": float(np.sqrt(share * (1 - share) / draws)),
        "lower": float(limits.low), "upper": float(limits.high), "refused": int((~known).sum()),
    }  # fmt: skip


def one_by_one(simulate: Callable[[np.random.Generator, float], float]) -> Simulate:
    """Draws made one after the other; a refusal has no p-value."""

    def p_value(rng: np.random.Generator, effect: float) -> float:
        try:
            return simulate(rng, effect)
        except InsufficientEvidence:
            return float("nan")

    return lambda rng, effect, draws: np.array([p_value(rng, effect) for _ in range(draws)])


def _crossing(effects: np.ndarray, found: np.ndarray, power: float) -> float:
    """Where a power curve, made never to fall, reaches `power`: straight between two effects, inf if it never does."""
    order = np.argsort(effects)
    x, y = effects[order], np.maximum.accumulate(found[order])
    above = np.flatnonzero(y >= power)
    if not len(above):
        return float("inf")
    first = int(above[0])
    if first == 0:
        return float(x[0])
    return float(np.interp(power, [y[first - 1], y[first]], [x[first - 1], x[first]]))
