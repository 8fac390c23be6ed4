"""What `low` and `high` mean for each distribution, and its quantiles and draws.

========== ============================== =================================================
dist       low and high are               value is
========== ============================== =================================================
uniform    the ends                       the point estimate; it does not shape the draws
triangular the ends                       the mode (most likely value)
pert       the ends                       the mode; a smoother triangular (Beta-PERT, weight 4)
normal     the 2.5 and 97.5 percentiles   the point estimate; the mean is (low + high) / 2
lognormal  the 2.5 and 97.5 percentiles   the point estimate; the median is sqrt(low x high)
gamma      the 2.5 and 97.5 percentiles   the point estimate; low and high fix the shape
beta       the 2.5 and 97.5 percentiles   the point estimate; low and high fix both shapes
========== ============================== =================================================

In the last four, low and high alone fix the distribution; a `value` outside its middle half contradicts them and is
an error. Draws outside what an input may be (a share above 1, a negative quantity) are cut off: the distribution is
truncated there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import optimize, special

__all__ = ["DISTRIBUTIONS", "FITTED", "Distribution", "NoFit", "fit"]

DISTRIBUTIONS = ("triangular", "pert", "beta", "gamma", "lognormal", "normal", "uniform")
#: Those whose low and high are percentiles instead of ends.
FITTED = frozenset({"normal", "lognormal", "gamma", "beta"})
TAIL = 0.025
_Z = float(special.ndtri(1 - TAIL))


class NoFit(ValueError):
    """No distribution of this kind has these percentiles."""


@dataclass(frozen=True)
class Distribution:
    """A fitted distribution, cut off at `minimum` and `maximum`.

    Parameters
    ----------
    kind : str
        One of `DISTRIBUTIONS`, or `constant`.
    shape : tuple of float
        uniform (low, high); triangular and pert (low, mode, high); normal (mean, sd); lognormal (mean, sd of the
        log); gamma (shape, scale); beta (a, b); constant (value,).
    minimum, maximum : float
        What the input may be.
    """

    kind: str
    shape: tuple[float, ...]
    minimum: float = -math.inf
    maximum: float = math.inf

    def ppf(self, u: Any) -> np.ndarray:
        """Quantiles at probabilities `u`."""
        probabilities = np.asarray(u, dtype="float64")
        below, above = self._cut()
        if below > 0 or above < 1:
            probabilities = below + probabilities * (above - below)
        return np.clip(_PPF[self.kind](probabilities, *self.shape), self.minimum, self.maximum)

    def sample(self, rng: np.random.Generator, size: int) -> np.ndarray:
        """`size` independent draws."""
        below, above = self._cut()
        if below > 0 or above < 1:
            return self.ppf(rng.random(size))
        return _SAMPLE[self.kind](rng, size, *self.shape)

    def _cut(self) -> tuple[float, float]:
        # Only these three reach past what an input may be; the ends of the others are checked on reading.
        if self.kind not in {"normal", "lognormal", "gamma"}:
            return 0.0, 1.0
        below = float(_CDF[self.kind](self.minimum, *self.shape)) if math.isfinite(self.minimum) else 0.0
        above = float(_CDF[self.kind](self.maximum, *self.shape)) if math.isfinite(self.maximum) else 1.0
        return below, above

    def cdf(self, x: float) -> float:
        """The probability of at most `x`, before cutting off (fitted kinds only)."""
        return float(_CDF[self.kind](x, *self.shape))

    def mean(self) -> float:
        """The mean, by quadrature over the quantiles (20,000 midpoints)."""
        return float(np.mean(self.ppf((np.arange(20_000) + 0.5) / 20_000)))


@lru_cache(maxsize=4096)
def fit(kind: str, value: float, low: float, high: float) -> Distribution:
    """The distribution that `kind`, `value`, `low` and `high` stand for; see the table above.

    Raises
    ------
    NoFit
        When low or high is impossible for the kind (a lognormal that starts at 0, a beta up to 1).

    Examples
    --------
    >>> fit("lognormal", 100, 50, 200).ppf([0.025, 0.5, 0.975]).round(6).tolist()
    [50.0, 100.0, 200.0]
    """
    if low == high:
        return Distribution("constant", (value,))
    if kind == "uniform":
        return Distribution(kind, (low, high))
    if kind in {"triangular", "pert"}:
        return Distribution(kind, (low, value, high))
    if kind == "normal":
        return Distribution(kind, ((low + high) / 2, (high - low) / (2 * _Z)))
    if low <= 0:
        raise NoFit("low must be above 0")
    if kind == "lognormal":
        return Distribution(kind, (math.log(low * high) / 2, math.log(high / low) / (2 * _Z)))
    if kind == "gamma":
        return Distribution(kind, _fit_gamma(low, high))
    if high >= 1:
        raise NoFit("high must be below 1")
    return Distribution("beta", _fit_beta(low, high))


def _fit_gamma(low: float, high: float) -> tuple[float, float]:
    # The ratio of the two percentiles depends on the shape alone and falls with it.
    wanted = math.log(high / low)

    def excess(log_shape: float) -> float:
        shape = math.exp(log_shape)
        tail = max(float(special.gammaincinv(shape, TAIL)), 1e-300)
        return math.log(float(special.gammaincinv(shape, 1 - TAIL)) / tail) - wanted

    edge = math.log(0.02), math.log(1e9)
    if excess(edge[0]) < 0 or excess(edge[1]) > 0:
        raise NoFit("high is too far above low")
    shape = math.exp(float(optimize.brentq(excess, *edge, xtol=1e-13, rtol=1e-14)))
    return shape, high / float(special.gammaincinv(shape, 1 - TAIL))


def _fit_beta(low: float, high: float) -> tuple[float, float]:
    wanted = special.logit(np.array([low, high]))
    probabilities = np.array([TAIL, 1 - TAIL])

    def gap(log_shapes: np.ndarray) -> np.ndarray:
        a, b = np.exp(np.clip(log_shapes, -6, 25))
        quantiles = np.clip(special.betaincinv(a, b, probabilities), 1e-300, 1 - 1e-16)
        return np.asarray(special.logit(quantiles) - wanted)

    middle = float(special.expit(wanted.mean()))
    # On the logit scale the variance is about 1/a + 1/b.
    size = 1 / (middle * (1 - middle)) / (float(wanted[1] - wanted[0]) / (2 * _Z)) ** 2
    start = np.log([max(middle * size, 0.05), max((1 - middle) * size, 0.05)])
    solution = optimize.least_squares(gap, start, xtol=1e-15, ftol=1e-15, gtol=1e-15)
    if np.abs(solution.fun).max() > 1e-8:
        raise NoFit("no beta has these percentiles")
    a, b = np.exp(solution.x)
    return float(a), float(b)


def _pert_shapes(low: float, mode: float, high: float) -> tuple[float, float]:
    return 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)


def _pert_ppf(u: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    return np.asarray(low + (high - low) * special.betaincinv(*_pert_shapes(low, mode, high), u))


def _triangular_ppf(u: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    width, left = high - low, mode - low
    rising = low + np.sqrt(u * width * left)
    falling = high - np.sqrt((1 - u) * width * (high - mode))
    return np.where(u * width < left, rising, falling)


_PPF: dict[str, Any] = {
    "constant": lambda u, value: np.full(np.shape(u), value),
    "uniform": lambda u, low, high: low + u * (high - low),
    "triangular": _triangular_ppf,
    "pert": _pert_ppf,
    "normal": lambda u, mean, sd: mean + sd * special.ndtri(u),
    "lognormal": lambda u, mean, sd: np.exp(mean + sd * special.ndtri(u)),
    "gamma": lambda u, shape, scale: scale * special.gammaincinv(shape, u),
    "beta": lambda u, a, b: special.betaincinv(a, b, u),
}
_CDF: dict[str, Any] = {
    "normal": lambda x, mean, sd: special.ndtr((x - mean) / sd),
    "lognormal": lambda x, mean, sd: special.ndtr((math.log(x) - mean) / sd) if x > 0 else 0.0,
    "gamma": lambda x, shape, scale: special.gammainc(shape, max(x, 0.0) / scale),
    "beta": lambda x, a, b: special.betainc(a, b, min(max(x, 0.0), 1.0)),
}
_SAMPLE: dict[str, Any] = {
    "constant": lambda rng, n, value: np.full(n, value),
    "uniform": lambda rng, n, low, high: rng.uniform(low, high, n),
    "triangular": lambda rng, n, low, mode, high: rng.triangular(low, mode, high, n),
    "pert": lambda rng, n, low, mode, high: low + (high - low) * rng.beta(*_pert_shapes(low, mode, high), n),
    "normal": lambda rng, n, mean, sd: rng.normal(mean, sd, n),
    "lognormal": lambda rng, n, mean, sd: rng.lognormal(mean, sd, n),
    "gamma": lambda rng, n, shape, scale: rng.gamma(shape, scale, n),
    "beta": lambda rng, n, a, b: rng.beta(a, b, n),
}
