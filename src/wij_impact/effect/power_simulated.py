"""How often would our own estimator find an effect of this size, in this design? By simulation, refusals counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from wij_impact.effect.panels.panel import read_panel
from wij_impact.effect.persons.draws import drawn_row
from wij_impact.effect.persons.lines import Asked, Line, reason_not_compared
from wij_impact.effect.power_result import SimulatedPower, one_by_one, simulate_power
from wij_impact.effect.roll_out.many_draws import overall_p_values
from wij_impact.effect.series.segmented import interrupted_time_series
from wij_impact.errors import UsageError
from wij_impact.estimates import check_level
from wij_impact.estimates.columns import Numbers
from wij_impact.language import Text

__all__ = ["power_series", "power_single_case", "power_staggered"]


def power_series(
    points_before: int,
    points_after: int,
    steps: Sequence[float] | float | None = None,
    *,
    memory: float = 0,
    interval: str | None = None,
    level: float = 0.95,
    draws: int = 200,
    seed: int = 0,
    power: float = 0.8,
) -> SimulatedPower:
    """How often an interrupted time series finds a step.

    Parameters
    ----------
    points_before, points_after : int
        Moments before and from the start.
    steps : list of float, optional
        True steps, in standard deviations of the moments around their line; without them, the smallest that is found
        with `power` is looked for (about ten sizes are simulated).
    memory : float
        Lag-1 autocorrelation of the moments, from 0 up to 1.
    interval : str, optional
        Which test: one of the intervals of `interrupted_time_series`; its headline when not said.
    level : float
        Confidence level: found is a p-value of at most ``1 - level``.
    draws, seed : int
        Series per step, and where chance starts.
    power : float
        The probability asked of ``.smallest``.

    Returns
    -------
    SimulatedPower
        ``.table`` has a row per step: `estimate` is the power, with the error of the simulation, and how many were
        `refused`; a series that is refused counts as not found. ``.smallest`` is the smallest step found with `power`.

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
    >>> power_series(12, 12, [9], draws=20).table["estimate"].tolist()
    [1.0]
    >>> power_series(24, 24, draws=100).smallest.value < 3
    True
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

    settings = {"points_before": points_before, "points_after": points_after, "memory": memory}
    return simulate_power(
        "series", one_by_one(one), steps, level=level, draws=draws, seed=seed, power=power, settings=settings
    )


def power_staggered(
    starts: Mapping[int, int],
    periods: int,
    effects: Sequence[float] | float | None = None,
    *,
    memory: float = 0,
    level: float = 0.95,
    draws: int = 200,
    seed: int = 0,
    power: float = 0.8,
) -> SimulatedPower:
    """How often a staggered roll-out finds an effect: the overall mean over units and periods with treatment.

    Parameters
    ----------
    starts : dict
        First treated period (0: never) -> number of units. The never treated are compared with.
    periods : int
        Periods, numbered from 1.
    effects : list of float, optional
        True effects, the same in every treated period, in standard deviations of a unit's periods around its own level.
    memory : float
        Lag-1 autocorrelation within a unit.
    level, draws, seed, power
        As in `power_series`.

    Returns
    -------
    SimulatedPower
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
    >>> power_staggered({0: 8, 3: 4, 4: 4}, 5, [5], draws=10).table["estimate"].tolist()
    [1.0]
    """
    _check(memory, level, draws)
    _whole(periods=periods)
    first = np.repeat([int(one) for one in starts], [int(n) for n in starts.values()])
    units, moments = len(first), np.arange(1, periods + 1)
    columns = {"unit": np.arange(units), "first": first}
    frame = pd.DataFrame({name: np.repeat(one, periods) for name, one in columns.items()})
    # The numbers are made anew in every draw; what is read here is who starts when.
    frame = frame.assign(time=np.tile(moments, units), value=np.arange(len(frame), dtype=float))
    panel = read_panel(frame, "value", "unit", "time", "first")
    treated = panel.times >= panel.cohort[:, None]

    def all_of(rng: np.random.Generator, effect: float, draws: int) -> Numbers:
        noise = [[_noise(rng, periods, memory) for _ in range(len(panel.y))] for _ in range(draws)]
        return overall_p_values(panel, np.array(noise) + effect * treated)

    settings = {"starts": {str(k): int(n) for k, n in starts.items()}, "periods": periods, "memory": memory}
    return simulate_power(
        "staggered", all_of, effects, level=level, draws=draws, seed=seed, power=power, settings=settings
    )


def power_single_case(
    points: int,
    starts: Sequence[int],
    shifts: Sequence[float] | float | None = None,
    *,
    persons: int = 1,
    memory: float = 0,
    level: float = 0.95,
    draws: int = 200,
    seed: int = 0,
    power: float = 0.8,
) -> SimulatedPower:
    """How often the randomisation test of a drawn start finds a shift.

    Parameters
    ----------
    points : int
        Moments per person, numbered from 0.
    starts : list of int
        The moments from which each person's start is drawn.
    shifts : list of float, optional
        True shifts, in standard deviations of a person's moments.
    persons : int
        Persons, each with a draw of their own.
    memory : float
        Lag-1 autocorrelation within a person.
    level, draws, seed, power
        As in `power_series`.

    Returns
    -------
    SimulatedPower
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
    >>> power_single_case(12, range(4, 9), [9], draws=5).table["estimate"].tolist()
    [0.0]
    """
    _check(memory, level, draws)
    _whole(points=points, persons=persons)
    named = list(starts)
    if not named or min(named) < 1 or max(named) >= points:
        raise UsageError(
            Text(nl="een start ligt buiten de momenten.", en="a start is outside the moments."),
            remedy=Text(nl=f"Noem momenten van 1 tot en met {points - 1}.", en=f"Name moments 1 to {points - 1}."),
        )
    moments, asked = list(range(points)), Asked("start", named, memory, level, 999, 0)

    def one(rng: np.random.Generator, shift: float) -> float:
        # The test of `single_case(..., randomised="start")`, without its other measures.
        helped = np.arange(points) >= rng.choice(named, size=persons)[:, None]
        noise = np.array([_noise(rng, points, memory) for _ in range(persons)])
        lines = [Line(k, moments, noise[k] + shift * helped[k], helped[k], 0, 1.0) for k in range(persons)]
        kept = [line for line in lines if not reason_not_compared(line, "start")]
        return float(drawn_row(kept, asked)["p_value"]) if kept else float("nan")

    settings = {"points": points, "starts": [int(one) for one in named], "persons": persons, "memory": memory}
    return simulate_power(
        "single_case", one_by_one(one), shifts, level=level, draws=draws, seed=seed, power=power, settings=settings
    )


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
