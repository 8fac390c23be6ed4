"""How often would our own estimator find an effect of this size, in this design? By simulation, refusals counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.effect.persons.single_case import single_case
from wij_impact.effect.roll_out.staggered import staggered
from wij_impact.effect.series.segmented import interrupted_time_series
from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates import check_level
from wij_impact.estimates.columns import Numbers
from wij_impact.language import Text

__all__ = ["power_series", "power_single_case", "power_staggered"]

_Simulate = Callable[[np.random.Generator, float], float]


def power_series(
    points_before: int,
    points_after: int,
    steps: Sequence[float],
    *,
    memory: float = 0,
    interval: str | None = None,
    level: float = 0.95,
    draws: int = 300,
    seed: int = 0,
) -> pd.DataFrame:
    """How often an interrupted time series finds a step.

    Parameters
    ----------
    points_before, points_after : int
        Moments before and from the start.
    steps : list of float
        True steps, in standard deviations of the moments around their line.
    memory : float
        Lag-1 autocorrelation of the moments, from 0 up to 1.
    interval : str, optional
        Which test: one of the intervals of `interrupted_time_series`; its headline when not said.
    level : float
        Confidence level: found is a p-value of at most ``1 - level``.
    draws, seed : int
        Series per step, and where chance starts.

    Returns
    -------
    DataFrame
        One row per step: ``effect, power, lower, upper`` (95% limits of the simulation itself, Clopper-Pearson),
        ``draws, refused``. A series that is refused counts as not found.

    Raises
    ------
    UsageError
        When a number is outside its range, or there is no such interval.

    Notes
    -----
    Power by simulation with the estimator that will be used: Arnold and others (2011), BMC Med Res Methodol 11:94.
    Normal moments on a straight line. A step of 0 gives the size of the test.

    Examples
    --------
    >>> power_series(12, 12, [9], draws=20).loc[0, "power"]
    np.float64(1.0)
    """
    _check(memory, level, draws)
    _whole(points_before=points_before, points_after=points_after)
    n = points_before + points_after
    after = np.arange(n) >= points_before

    def one(rng: np.random.Generator, step: float) -> float:
        data = pd.DataFrame({"moment": np.arange(n), "value": _noise(rng, n, memory) + step * after})
        found = interrupted_time_series(
            data, "value", "moment", points_before, family="ols", trend="linear", level=level, seed=0
        )
        if interval is None:
            return float(found.loc[found["headline"], "p_value"].iloc[0])
        named = found.loc[found["interval"].eq(interval), "p_value"]
        if named.empty:
            known = ", ".join(found["interval"])
            raise UsageError(
                Text(nl=f"er is geen interval '{interval}'.", en=f"there is no interval '{interval}'."),
                remedy=Text(nl=f"Kies uit: {known}.", en=f"Choose from: {known}."),
            )
        return float(named.iloc[0])

    return _table(one, steps, level, draws, seed)


def power_staggered(
    starts: Mapping[int, int],
    periods: int,
    effects: Sequence[float],
    *,
    memory: float = 0,
    level: float = 0.95,
    draws: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """How often a staggered roll-out finds an effect: the overall mean over units and periods with treatment.

    Parameters
    ----------
    starts : dict
        First treated period (0: never) -> number of units. The never treated are compared with.
    periods : int
        Periods, numbered from 1.
    effects : list of float
        True effects, the same in every treated period, in standard deviations of a unit's periods around its own level.
    memory : float
        Lag-1 autocorrelation within a unit.
    level, draws, seed
        As in `power_series`.

    Returns
    -------
    DataFrame
        As `power_series`.

    Raises
    ------
    UsageError
        When a number is outside its range.

    Notes
    -----
    The estimator of Callaway & Sant'Anna (2021), J Econometrics 225:200-230, as `staggered` gives it.

    Examples
    --------
    >>> power_staggered({0: 8, 3: 4, 4: 4}, 5, [5], draws=10).loc[0, "power"]
    np.float64(1.0)
    """
    _check(memory, level, draws)
    _whole(periods=periods)
    first = np.repeat([int(one) for one in starts], [int(n) for n in starts.values()])
    units, moments = len(first), np.arange(1, periods + 1)
    treated = (first[:, None] > 0) & (moments >= first[:, None])
    frame = {
        "unit": np.repeat(np.arange(units), periods),
        "time": np.tile(moments, units),
        "first": np.repeat(first, periods),
    }

    def one(rng: np.random.Generator, effect: float) -> float:
        noise = np.array([_noise(rng, periods, memory) for _ in range(units)])
        data = pd.DataFrame({**frame, "value": (noise + effect * treated).ravel()})
        # The bootstrap only makes the bands; the p-value of the overall effect does not use it.
        return float(staggered(data, "value", "unit", "time", "first", level=level, draws=9).simple["p_value"].iloc[0])

    return _table(one, effects, level, draws, seed)


def power_single_case(
    points: int,
    starts: Sequence[int],
    shifts: Sequence[float],
    *,
    persons: int = 1,
    memory: float = 0,
    level: float = 0.95,
    draws: int = 300,
    seed: int = 0,
) -> pd.DataFrame:
    """How often the randomisation test of a drawn start finds a shift.

    Parameters
    ----------
    points : int
        Moments per person, numbered from 0.
    starts : list of int
        The moments from which each person's start is drawn.
    shifts : list of float
        True shifts, in standard deviations of a person's moments.
    persons : int
        Persons, each with a draw of their own.
    memory : float
        Lag-1 autocorrelation within a person.
    level, draws, seed
        As in `power_series`.

    Returns
    -------
    DataFrame
        As `power_series`. A baseline that already moves towards better is refused (see `single_case`) and counts as
        not found. One person whose start is drawn from fewer than 20 moments can never have a p-value of .05: the
        power is then 0, whatever the shift.

    Raises
    ------
    UsageError
        When a number is outside its range.

    Notes
    -----
    Edgington (1975), J Psychol 90:57-68. Without a shift the test has its level whatever the memory, because chance
    drew the start.

    Examples
    --------
    >>> power_single_case(12, range(4, 9), [9], draws=5).loc[0, "power"]
    np.float64(0.0)
    """
    _check(memory, level, draws)
    _whole(points=points, persons=persons)
    named = list(starts)
    if not named or min(named) < 1 or max(named) >= points:
        raise UsageError(
            Text(nl="een start ligt buiten de momenten.", en="a start is outside the moments."),
            remedy=Text(nl=f"Noem momenten van 1 tot en met {points - 1}.", en=f"Name moments 1 to {points - 1}."),
        )
    frame = {"person": np.repeat(np.arange(persons), points), "moment": np.tile(np.arange(points), persons)}

    def one(rng: np.random.Generator, shift: float) -> float:
        helped = np.arange(points) >= rng.choice(named, size=persons)[:, None]
        noise = np.array([_noise(rng, points, memory) for _ in range(persons)])
        phase = np.where(helped, "B", "A").ravel()
        data = pd.DataFrame({**frame, "phase": phase, "value": (noise + shift * helped).ravel()})
        found = single_case(
            data, "person", "moment", "phase", "value", randomised="start", starts=named, level=level, draws=999
        )
        scope = "persons" if persons > 1 else "person"
        asked = found["scope"].eq(scope) & found["measure"].eq("mean_change")
        # With one person left of several there is nothing over persons: not found.
        return float(found.loc[asked, "p_value"].iloc[0]) if asked.any() else np.nan

    return _table(one, shifts, level, draws, seed)


def _table(simulate: _Simulate, effects: Sequence[float], level: float, draws: int, seed: int) -> pd.DataFrame:
    """One row per effect; each has chance of its own, so that a row does not depend on the others asked."""
    rows = []
    for effect in effects:
        rng = np.random.default_rng(seed)
        p_values = [_p_value(simulate, rng, float(effect)) for _ in range(draws)]
        known = [one for one in p_values if not np.isnan(one)]
        found = sum(one <= 1 - level + 1e-12 for one in known)  # .05 as 1 - .95 is a hair too small
        limits = stats.binomtest(found, draws).proportion_ci(0.95, method="exact")
        rows.append(
            {
                "effect": float(effect), "power": found / draws, "lower": limits.low, "upper": limits.high,
                "draws": draws, "refused": draws - len(known),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=["effect", "power", "lower", "upper", "draws", "refused"])


def _p_value(simulate: _Simulate, rng: np.random.Generator, effect: float) -> float:
    try:
        return simulate(rng, effect)
    except InsufficientEvidence:
        return np.nan


def _noise(rng: np.random.Generator, n: int, memory: float) -> Numbers:
    """Normal values with standard deviation 1 and this lag-1 autocorrelation, in equilibrium from the first."""
    drawn = rng.normal(size=n)
    if not memory:
        return drawn
    made = np.empty(n)
    made[0] = drawn[0]
    for at in range(1, n):
        made[at] = memory * made[at - 1] + np.sqrt(1 - memory**2) * drawn[at]
    return made


def _check(memory: float, level: float, draws: int) -> None:
    check_level(level)
    if not 0 <= memory < 1:
        raise UsageError(
            Text(nl=f"memory={memory!r} ligt niet tussen 0 en 1.", en=f"memory={memory!r} is not between 0 and 1."),
            remedy=Text(nl="Schrijf memory=0.2.", en="Write memory=0.2."),
        )
    _whole(draws=draws)


def _whole(**numbers: int) -> None:
    for name, value in numbers.items():
        if int(value) != value or value < 1:
            raise UsageError(
                Text(
                    nl=f"{name}={value!r} is geen heel getal vanaf 1.", en=f"{name}={value!r} is no whole number >= 1."
                ),
                remedy=Text(nl=f"Schrijf bijvoorbeeld {name}=12.", en=f"Write for example {name}=12."),
            )
