"""How long a trajectory stays, as hazards per period: from a mean, or from trajectories with censoring."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates.columns import Numbers, numbers
from wij_impact.estimates.results import Result
from wij_impact.language import Text

__all__ = ["Duration", "caseload"]


def caseload(inflow: float, duration: float) -> float:
    """Open on average when the flow is steady: Little's law, in one unit of time.

    Examples
    --------
    >>> [caseload(1000, months / 12) for months in (3, 6, 9, 12)]
    [250.0, 500.0, 750.0, 1000.0]
    """
    return float(inflow * duration)


@dataclass(frozen=True, repr=False)
class Duration(Result):
    """A distribution of stays.

    Attributes
    ----------
    name : str
        In the field's words.
    hazards : ndarray, shape (ages,)
        Chance to end in each period of age, given still there; the last one goes on.
    ended, at_risk : ndarray or None
        What the hazards rest on; None when only a mean was given, which then counts as known.
    """

    name: str
    hazards: Numbers
    ended: Numbers | None = None
    at_risk: Numbers | None = None

    @classmethod
    def mean(cls, periods: float, shape: float = 1.0) -> Duration:
        """From a mean in periods: exponential, or Weibull with another shape (above 1: most end around the mean).

        Examples
        --------
        >>> round(float(Duration.mean(6.0).hazards[0]), 4)
        0.1535
        """
        if not (math.isfinite(periods) and periods > 0 and math.isfinite(shape) and shape > 0):
            raise InputError(
                Text(nl=f"een duur van {periods} kan niet.", en=f"a duration of {periods} cannot be."),
                remedy=Text(nl="Geef een gemiddelde boven 0.", en="Give a mean above 0."),
            )
        scale = periods / math.gamma(1 + 1 / shape)
        ages = np.arange(0, 601, dtype=float)
        cumulative = (ages / scale) ** shape
        name = "exponential" if shape == 1 else f"Weibull({shape:g})"
        return cls(name, 1 - np.exp(-np.clip(np.diff(cumulative), 0, 50)))

    @classmethod
    def fit(cls, data: pd.DataFrame, time: str, event: str, entry: str | None = None) -> Duration:
        """From trajectories: a life table in whole periods, with censoring and late entry.

        Parameters
        ----------
        data : DataFrame
            One row per trajectory.
        time, event, entry : str
            Columns as in `kaplan_meier`, in periods.

        Examples
        --------
        >>> stays = pd.DataFrame({"months": [1.5, 2.5, 2.2, 4.0], "ended": [1, 1, 0, 0]})
        >>> Duration.fit(stays, "months", "ended").hazards[:3].round(3).tolist()
        [0.0, 0.25, 0.455]
        """
        stay, over = numbers(data, time, minimum=0.0), numbers(data, event, minimum=0.0) > 0
        began = np.zeros(len(stay)) if entry is None else numbers(data, entry, minimum=0.0)
        if not over.any():
            raise InsufficientEvidence(
                Text(nl="geen enkel traject is geëindigd.", en="not one trajectory has ended."),
                remedy=Text(nl="Geef een gemiddelde duur.", en="Give a mean duration."),
            )
        age = np.minimum(stay.astype(np.int64), 599)
        size = int(age.max()) + 1
        ended = np.bincount(age[over], minlength=size).astype(float)
        # Time in view within each period of age: whole for who passes it, a part for who is lost in it. Taken as the
        # difference of time in view up to each edge, so that a million trajectories need no table of ages.
        edges = np.arange(size + 1, dtype=float)
        at_risk = np.diff(_up_to(stay, edges) - _up_to(np.minimum(began, stay), edges))
        # Who ended in a period was at risk for all of it (actuarial).
        rest = np.maximum(age[over] + 1 - stay[over], 0.0)
        at_risk = at_risk + np.bincount(age[over], weights=rest, minlength=size)
        return cls("life table", _smooth(ended, at_risk), ended, at_risk)

    def survivors(self, ages: int) -> Numbers:
        """Share still there at the start of each age, shape (ages,)."""
        hazards = self._extend(self.hazards, ages)
        return np.r_[1.0, np.cumprod(1 - hazards)[:-1]]

    def draw_hazards(self, ages: int, draws: int, rng: np.random.Generator) -> Numbers:
        """Hazards with the uncertainty of what they rest on, shape (draws, ages)."""
        if self.ended is None or self.at_risk is None:
            return np.repeat(self._extend(self.hazards, ages)[None, :], draws, axis=0)
        size = len(self.hazards)
        seen = np.maximum(self.at_risk, 1e-9)
        prior = self.hazards  # one imagined person per age with the smoothed hazard
        a = np.maximum(self.ended + prior, 1e-6)
        b = np.maximum(seen - self.ended + 1 - prior, 1e-6)
        drawn = rng.beta(np.broadcast_to(a, (draws, size)), b)
        # The tail goes on with one hazard, drawn as such.
        tail = slice(max(0, size - max(1, size // 3)), None)
        last = rng.beta(self.ended[tail].sum() + 0.5, max(seen[tail].sum() - self.ended[tail].sum(), 0) + 0.5, draws)
        whole = np.repeat(last[:, None], ages, axis=1)
        whole[:, : min(size, ages)] = drawn[:, : min(size, ages)]
        return np.clip(whole, 0, 1)

    def _extend(self, hazards: Numbers, ages: int) -> Numbers:
        return np.r_[hazards, np.full(max(0, ages - len(hazards)), hazards[-1])][:ages]

    def _headline(self) -> str:
        return f"{self.name}, {len(self.hazards)} periods"

    def tidy(self) -> pd.DataFrame:
        """The chance to end in each period, for who is still there, and the share that is."""
        left = np.cumprod(1 - np.asarray(self.hazards, dtype=float))
        return pd.DataFrame({"period": range(1, len(self.hazards) + 1), "hazard": self.hazards, "still_open": left})


def _up_to(values: Numbers, edges: Numbers) -> Numbers:
    """The sum of min(value, edge) over the values, for each edge."""
    ordered = np.sort(values)
    below = np.searchsorted(ordered, edges, side="right")
    sums = np.r_[0.0, np.cumsum(ordered)]
    return np.asarray(sums[below] + (len(ordered) - below) * edges)


def _smooth(ended: Numbers, at_risk: Numbers) -> Numbers:
    """Ended over at risk; where nobody was at risk, the overall hazard."""
    overall = ended.sum() / max(at_risk.sum(), 1e-9)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip(np.where(at_risk > 1e-9, ended / at_risk, overall), 0, 1)
