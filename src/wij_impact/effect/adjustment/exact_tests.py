"""Exact tests for matched pairs: sign flips for numbers, McNemar for yes and no, intervals by inverting the test."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from scipy import optimize, special, stats

from wij_impact.errors import InsufficientEvidence
from wij_impact.estimates.columns import Numbers
from wij_impact.language import Text

__all__ = ["DRAWN", "LEAST_PAIRS", "MOST_ENUMERATED", "breaking_gamma", "mcnemar", "paired_share_interval", "sign_flip"]

LEAST_PAIRS = 6  # with five pairs the smallest two-sided p-value is 2/32 = .0625, whatever happens
MOST_ENUMERATED = 18  # pairs; 2^18 subsets. Above it a fixed sample of subsets is used
DRAWN = 99_999
_GRID = 81  # values of the nuisance share over which the exact p-value is maximised


def need_pairs(pairs: int) -> None:
    """Refuse fewer pairs than can ever be significant at .05."""
    if pairs < LEAST_PAIRS:
        raise InsufficientEvidence(
            Text(
                nl=f"{pairs} paren: wat er ook uitkomt, een exacte toets kan dan niets aantonen.",
                en=f"{pairs} pairs: whatever comes out, an exact test can then show nothing.",
            ),
            remedy=Text(nl=f"Nodig zijn minstens {LEAST_PAIRS} paren.", en=f"At least {LEAST_PAIRS} pairs are needed."),
        )


def _subset_means(differences: Numbers) -> Numbers:
    """Sorted means of all non-empty subsets, or of a fixed sample of them."""
    n = len(differences)
    if n <= MOST_ENUMERATED:
        sums, sizes = np.zeros(1), np.zeros(1)
        for value in differences:
            sums, sizes = np.concatenate([sums, sums + value]), np.concatenate([sizes, sizes + 1])
        return np.sort(sums[1:] / sizes[1:])
    # By size, so that which subsets are drawn does not hang on the order of the pairs.
    differences = differences[np.lexsort([differences, np.abs(differences)])]
    rng = np.random.default_rng(0)
    found: list[Numbers] = []
    for _ in range(0, DRAWN, 1000):
        chosen = rng.random((min(1000, DRAWN - len(found) * 1000), n)) < 0.5
        chosen[~chosen.any(axis=1), 0] = True
        found.append(chosen @ differences / chosen.sum(axis=1))
    return np.sort(np.concatenate(found))


def sign_flip(differences: Numbers, level: float = 0.95) -> tuple[float, float, float]:
    """Sign-flip test and interval of a mean difference within pairs: exact up to 18 pairs.

    Parameters
    ----------
    differences : array (pairs,)
        Treated minus control.
    level : float

    Returns
    -------
    tuple of float
        Two-sided p-value of no difference, lower limit, upper limit. A limit is infinite when no difference,
        however large, can be excluded with so few pairs.

    Notes
    -----
    Flipping the signs of a subset beats the observed mean exactly when the mean of that subset is below the value
    tested, so the interval runs between order statistics of the 2^n - 1 subset means (Hartigan 1969, JASA 64:1303):
    it is the inversion of the permutation test (Fisher 1935). All subsets up to 18 pairs; above that a
    fixed draw of 99,999 of them, whatever the order of the pairs.

    Examples
    --------
    >>> p, low, high = sign_flip(np.array([1.0, 2, 3, 4, 5, 6]))
    >>> p, low, high
    (0.03125, 1.0, 6.0)
    """
    means = _subset_means(differences)
    # Sums of the same values in another order differ in the last digit; what is 0 must not hang on it.
    zero = 1e-11 * float(np.abs(differences).max(initial=0.0))
    total = len(means) + 1
    p_value = min(1.0, 2 * min((means <= zero).sum() + 1, (means >= -zero).sum() + 1) / total)
    # A limit is the first value whose one-sided p-value exceeds half of what may be wrong.
    most = math.floor((1 - level) / 2 * total + 1e-9)
    if most < 1:
        return float(p_value), -math.inf, math.inf
    return float(p_value), float(means[most - 1]), float(means[-most])


def mcnemar(better: int, worse: int) -> float:
    """Exact two-sided p-value of McNemar's test from the discordant pairs (binomial, doubled tail).

    Examples
    --------
    >>> mcnemar(8, 1)
    0.0390625
    """
    total = better + worse
    return 1.0 if total == 0 else min(1.0, 2 * float(stats.binom.cdf(min(better, worse), total, 0.5)))


@lru_cache(maxsize=512)
def paired_share_interval(better: int, worse: int, pairs: int, level: float = 0.95) -> tuple[float, float]:
    """Exact interval of the difference of two shares within pairs.

    Parameters
    ----------
    better, worse : int
        Pairs in which only the treated, or only the control, has the outcome.
    pairs : int
    level : float

    Returns
    -------
    tuple of float
        Limits between -1 and 1. A 0 that McNemar's exact test does not reject is inside.

    Notes
    -----
    Unconditional: Tango's (1998, Statistics in Medicine 17:891) score orders the tables, and the tail is maximised
    over the share of discordant pairs (Hsueh, Liu & Chen 2001, Biometrics 57:478), on a grid of 81.

    Examples
    --------
    >>> low, high = paired_share_interval(8, 1, 15)
    >>> round(low, 2), round(high, 2)
    (0.04, 0.76)
    """
    tail = (1 - level) / 2
    lower = _limit(better, worse, pairs, tail)
    upper = -_limit(worse, better, pairs, tail)
    if mcnemar(better, worse) > 1 - level:
        lower, upper = min(lower, 0.0), max(upper, 0.0)
    estimate = (better - worse) / pairs
    return min(lower, estimate), max(upper, estimate)


def _limit(better: int, worse: int, pairs: int, tail: float) -> float:
    """The smallest difference that a one-sided exact test does not reject."""
    estimate = (better - worse) / pairs
    if _tail(-1 + 1e-9, better, worse, pairs) > tail:
        return -1.0
    if _tail(estimate, better, worse, pairs) <= tail:
        return estimate
    return float(
        optimize.bisect(lambda delta: _tail(delta, better, worse, pairs) - tail, -1 + 1e-9, estimate, xtol=1e-5)
    )


@lru_cache(maxsize=8)
def _tables(pairs: int) -> tuple[Numbers, Numbers, Numbers]:
    b, c = (grid.ravel().astype(float) for grid in np.mgrid[0 : pairs + 1, 0 : pairs + 1])
    kept = b + c <= pairs
    b, c = b[kept], c[kept]
    ways = special.gammaln(pairs + 1) - special.gammaln(b + 1) - special.gammaln(c + 1)
    return b, c, ways - special.gammaln(pairs - b - c + 1)


def _score(b: Numbers, c: Numbers, n: int, delta: float) -> Numbers:
    linear = -b - c + (2 * n - b + c) * delta
    q = (np.sqrt(np.maximum(linear**2 + 8 * n * c * delta * (1 - delta), 0)) - linear) / (4 * n)
    spread = np.sqrt(np.maximum(n * (2 * q + delta * (1 - delta)), 0))
    gap = b - c - n * delta
    return np.asarray(np.divide(gap, spread, out=np.sign(gap) * 1e6, where=spread > 1e-9))


def _tail(delta: float, better: int, worse: int, n: int) -> float:
    """Largest probability, over the nuisance share, of a table at least as far above `delta` as the one seen."""
    b, c, ways = _tables(n)
    seen = _score(np.array([float(better)]), np.array([float(worse)]), n, delta)[0]
    far = _score(b, c, n, delta) >= seen - 1e-9
    shares = np.linspace(max(0.0, -delta), (1 - delta) / 2, _GRID)[:, None]
    up, down = shares + delta, shares
    log = ways[far] + special.xlogy(b[far], np.maximum(up, 0)) + special.xlogy(c[far], np.maximum(down, 0))
    log = log + special.xlogy(n - b[far] - c[far], np.maximum(1 - up - down, 0))
    return float(np.exp(log).sum(axis=1).max())


def breaking_gamma(differences: Numbers, level: float = 0.95) -> float:
    """How strong an unmeasured difference would have to be to undo the finding (Rosenbaum's Gamma).

    Parameters
    ----------
    differences : array (pairs,)
        Treated minus control; 1, 0 and -1 for a yes-no outcome.
    level : float

    Returns
    -------
    float
        Within a pair the odds of being the treated one may differ by this factor before the two-sided p-value
        passes ``1 - level``; NaN when the finding is not significant to begin with.

    Notes
    -----
    Rosenbaum (2002, Observational Studies, ch. 4), for the sum of the differences: each sign points the way of the
    finding with probability at most Gamma / (1 + Gamma). Exact to 18 pairs, normal above.

    Examples
    --------
    >>> round(breaking_gamma(np.array([1.0, 2, 3, 4, 5, 6, 7, 8])), 2)
    1.71
    """
    seen = differences[differences != 0]
    if seen.sum() < 0:
        seen = -seen
    tail = (1 - level) / 2

    def excess(log_gamma: float) -> float:
        return _worst(seen, float(special.expit(log_gamma))) - tail

    if not len(seen) or excess(0.0) >= 0:
        return math.nan
    return math.exp(float(optimize.brentq(excess, 0.0, 20.0)))


def _worst(differences: Numbers, share: float) -> float:
    """P(sum at least as large) when every sign is positive with probability `share`."""
    sizes, total = np.abs(differences), float(differences.sum())
    n = len(sizes)
    if n > MOST_ENUMERATED:
        mean, spread = (2 * share - 1) * sizes.sum(), 2 * math.sqrt(share * (1 - share) * float((sizes**2).sum()))
        return float(stats.norm.sf((total - mean) / spread))
    sums, chance = np.zeros(1), np.ones(1)
    for size in sizes:
        sums = np.concatenate([sums - size, sums + size])
        chance = np.concatenate([chance * (1 - share), chance * share])
    return float(chance[sums >= total - 1e-9 * sizes.max()].sum())
