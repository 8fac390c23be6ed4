"""Do units spread more than chance, and by how much? The published recipes of NHS regulators.

Spiegelhalter (2005), Handling over-dispersion of performance indicators, Qual Saf Health Care 14:347-351;
Spiegelhalter et al. (2012), Statistical methods for healthcare regulation, JRSS A 175:1-47; SHMI methodology
(NHS Digital): z-scores on a transformed scale, the extremes trimmed (log scale) or pulled in (winsorised),
their mean square phi, and the variance tau2 between units by the method of moments.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from wij_impact.estimates.columns import Numbers

__all__ = ["Overdispersion", "Scale", "estimate_overdispersion", "transform"]

Flags = npt.NDArray[np.bool_]
Kind = Literal["proportion", "rate", "ratio"]
# A count of nothing has no logarithm. The recipe for ratios puts half an event in its place; that for rates adds it to
# every count. This is for the spread only, as published: no value of a unit and no flag is computed from it.
HALF = 0.5


@dataclass(frozen=True)
class Scale:
    """Values on the scale on which spread is judged.

    Attributes
    ----------
    value, spread : array of float, shape (units,)
        The transformed value, and its standard error when the unit is at the target.
    target : float
        The transformed target.
    name : str
        ``log``, ``sqrt`` or ``arcsine``.
    """

    value: Numbers
    spread: Numbers
    target: float
    name: str

    def z(self) -> Numbers:
        """The z-score of each unit."""
        return (self.value - self.target) / self.spread

    def limits(self, spread: Numbers, z: float, target: float) -> tuple[Numbers, Numbers]:
        """The limits at `z` standard errors, back on the scale of the data."""
        low, high = self.target - z * spread, self.target + z * spread
        if self.name == "log":
            return np.exp(low), np.exp(high)
        if self.name == "arcsine":
            return np.sin(np.clip(low, 0, np.pi / 2)) ** 2, np.sin(np.clip(high, 0, np.pi / 2)) ** 2
        return target * np.maximum(1 - z * spread, 0.0) ** 2, target * (1 + z * spread) ** 2

    def reached(self, spread: Numbers, z: float) -> tuple[Flags, Flags]:
        """Whether any value lies beyond the limit: a scale ends at a count of nothing, or of everybody."""
        always = np.ones(len(spread), bool)
        low = always if self.name == "log" else self.target - z * spread >= 0
        return low, self.target + z * spread <= np.pi / 2 if self.name == "arcsine" else always


@dataclass(frozen=True)
class Overdispersion:
    """phi: mean squared z-score (1 is chance); tau2: variance between units on the scale; used: units kept."""

    phi: float
    tau2: float
    used: int


def transform(events: Numbers, population: Numbers, kind: Kind, scale: str, target: float) -> Scale:
    """Put counts on the scale of the published recipe.

    Ratios: log or square root. Proportions: arcsine. Rates: log with half an event added. The last two do not
    depend on `scale`.
    """
    if kind == "proportion":
        value = np.arcsin(np.sqrt(events / population))
        return Scale(value, 1 / (2 * np.sqrt(population)), float(np.arcsin(np.sqrt(target))), "arcsine")
    if kind == "rate":
        value = np.log((events + HALF) / (population + HALF))
        variance = np.maximum(events, HALF) / (events + HALF) ** 2 + population / (population + HALF) ** 2
        return Scale(value, np.sqrt(variance), float(np.log(target)), "log")
    if scale == "sqrt":
        expected = population * target
        return Scale(np.sqrt(events / expected), 1 / (2 * np.sqrt(expected)), 1.0, "sqrt")
    value = np.log(np.where(events > 0, events, HALF) / population)
    return Scale(value, 1 / np.sqrt(population * target), float(np.log(target)), "log")


def estimate_overdispersion(scale: Scale, kind: Kind, trim: float) -> Overdispersion:
    """phi and tau2 from the z-scores, robust to a `trim` share of extremes at each end.

    Ratios on the log scale drop floor(trim x units) z-scores at each end; everything else pulls the extremes in
    to the quantiles (linear interpolation between order statistics, the default of R).
    """
    z, weight = scale.z(), 1 / scale.spread**2
    if kind == "ratio" and scale.name == "log":
        # The weight breaks ties, so that the order of the rows cannot matter.
        order = np.lexsort((weight, z))
        cut = int(np.floor(trim * len(z) + 1e-12))
        kept = order[cut : len(z) - cut]
        z, weight = z[kept], weight[kept]
    else:
        low, high = np.quantile(z, [trim, 1 - trim])
        z = np.clip(z, low, high)
    n = len(z)
    phi = float(np.mean(z**2))
    room = float(weight.sum() - (weight**2).sum() / weight.sum())
    tau2 = max(0.0, (n * phi - (n - 1)) / room) if room > 0 else 0.0
    return Overdispersion(phi, tau2, n)
