"""Randomisation inference: what if other clusters had been treated? Exact when all assignments can be listed."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wij_impact.effect.panels.clusters import ClusterSums, working_profile

__all__ = ["Permutation", "accepted_range", "assignments", "permute_clusters"]

Numbers = npt.NDArray[np.float64]
LISTED = 20_000  # up to here every assignment is listed
TIE = 1e-9  # two assignments that give the same figure may differ in the last bits


@dataclass(frozen=True)
class Permutation:
    """Result of a randomisation test.

    Attributes
    ----------
    p_value, smallest : float
        The p-value, and the smallest this design can give.
    lower, upper : float
        Effects that are not rejected; infinite when the design cannot reject any.
    listed : int
        Number of assignments looked at.
    exact : bool
        Whether these were all of them.
    """

    p_value: float
    smallest: float
    lower: float
    upper: float
    listed: int
    exact: bool


def assignments(treated: npt.NDArray[np.bool_], draws: int, seed: int) -> tuple[npt.NDArray[np.bool_], bool]:
    """All ways to treat as many clusters (the real one first), or a sample of them with a seed.

    Examples
    --------
    >>> ways, exact = assignments(np.array([True, False, False, True]), 999, 0)
    >>> len(ways), exact, ways[0].tolist()
    (6, True, [True, False, False, True])
    """
    clusters, chosen = len(treated), int(treated.sum())
    ways = math.comb(clusters, chosen)
    if ways <= LISTED:
        index = np.array(list(itertools.combinations(range(clusters), chosen)))
        every = np.zeros((ways, clusters), dtype=bool)
        np.put_along_axis(every, index, True, axis=1)
        same = (every == treated).all(axis=1)
        return np.vstack([every[same], every[~same]]), True
    rng = np.random.default_rng(seed)
    drawn = rng.permuted(np.tile(treated, (draws, 1)), axis=1)
    return np.vstack([treated[None, :], drawn]), False


def permute_clusters(sums: ClusterSums, level: float, draws: int = 4999, seed: int = 0) -> Permutation:
    """Test no effect, and every constant effect, by giving the treatment to other clusters.

    Notes
    -----
    The statistic is the estimate over its standard error under the working spread of `working_profile`, so
    that a set of small, noisy clusters is not taken for an effect. An effect is subtracted from the treated clusters
    before they are permuted; the interval holds every effect that is not rejected (Rosenbaum 2002; MacKinnon & Webb
    2020 on unequal clusters).
    """
    ways, exact = assignments(sums.treated, draws, seed)
    profile = working_profile(sums)
    imposed = np.zeros_like(sums.total)
    imposed[:, 1] = sums.count[:, 1] * sums.treated
    under = _estimates(ways, sums.total, sums.count)
    moved = _estimates(ways, imposed, sums.count)
    spread = _spreads(ways, sums.count, profile)
    return test_inversion(under, moved, spread, level, exact)


def _estimates(ways: npt.NDArray[np.bool_], total: Numbers, count: Numbers) -> Numbers:
    """The difference in differences under every assignment."""
    arm = ways.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        treated = (arm @ total) / (arm @ count)
        control = ((1 - arm) @ total) / ((1 - arm) @ count)
    found = (treated[:, 1] - treated[:, 0]) - (control[:, 1] - control[:, 0])
    return np.asarray(found)


def _spreads(ways: npt.NDArray[np.bool_], count: Numbers, profile: Numbers) -> Numbers:
    """Standard error of the estimate under every assignment, up to one factor."""
    before, after = count.T
    squares = np.zeros(len(ways))
    for part in (ways.astype(float), (~ways).astype(float)):
        with np.errstate(invalid="ignore", divide="ignore"):
            n0, n1 = part @ before, part @ after
            own = part @ (profile * before**2) / n0**2 + part @ (profile * after**2) / n1**2
            squares += (own + 2 * (part @ (profile * before * after)) / (n0 * n1)) / 4
    return np.sqrt(squares)


def test_inversion(under: Numbers, moved: Numbers, spread: Numbers, level: float, exact: bool) -> Permutation:
    """p-value and interval from the statistics of every assignment, the real one first.

    Parameters
    ----------
    under, moved : array (assignments,)
        The estimate, and by how much it moves when the treated are given an effect of 1.
    spread : array (assignments,)
        Standard error of each, up to one common factor.
    """
    usable = np.isfinite(under) & np.isfinite(moved) & (spread > 0)
    usable[0] = True
    under, moved, spread = under[usable], moved[usable], spread[usable]
    scale = spread[0] / spread
    size, own = np.abs(under) * scale, abs(under[0])
    p_value = float((size >= own * (1 - TIE)).mean())
    lower, upper = accepted_range(under, moved, scale, 1 - level)
    smallest = float((np.abs(moved) * scale >= 1 - TIE).mean())
    return Permutation(p_value, smallest, lower, upper, len(under), exact)


test_inversion.__test__ = False  # type: ignore[attr-defined]  # a function, not a test for pytest


def accepted_range(under: Numbers, moved: Numbers, scale: Numbers, alpha: float) -> tuple[float, float]:
    """Smallest and largest effect d with p(d) > alpha, where p(d) is the share of |under - d moved| scale >= |e - d|.

    Every assignment is at least as extreme as the real one on an interval, outside one, or everywhere: the roots of a
    quadratic. A sweep over the sorted roots counts them.
    """
    e = under[0]
    a = (scale * moved) ** 2 - 1
    a[np.abs(a) < TIE] = 0.0
    a[0] = 0.0
    b = -2 * (scale**2 * under * moved - e)
    c = (scale * under) ** 2 - e**2
    b[0] = c[0] = 0.0
    root = np.sqrt(np.maximum(b**2 - 4 * a * c, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        # The form that does not subtract two near numbers.
        q = -0.5 * (b + np.where(b >= 0, root, -root))
        pair = np.sort(np.column_stack([q / a, c / q]), axis=1)
        line = -c / b
    starts, ends, always = [], [], int(((a == 0) & (np.abs(b) < TIE * (1 + abs(e)))).sum())
    inside, outside = a < 0, a > 0
    starts.append(pair[inside, 0])
    ends.append(pair[inside, 1])
    starts += [np.full(int(outside.sum()), -np.inf), pair[outside, 1]]
    ends += [pair[outside, 0], np.full(int(outside.sum()), np.inf)]
    flat = (a == 0) & (np.abs(b) >= TIE * (1 + abs(e)))
    starts.append(np.where(b[flat] > 0, line[flat], -np.inf))
    ends.append(np.where(b[flat] > 0, np.inf, line[flat]))
    return _hull(np.concatenate(starts), np.concatenate(ends), always, alpha * len(under))


def _hull(starts: Numbers, ends: Numbers, always: int, needed: float) -> tuple[float, float]:
    """Ends of the region covered by more than `needed` of the intervals."""
    good = ~(np.isnan(starts) | np.isnan(ends))
    starts, ends = np.sort(starts[good]), np.sort(ends[good])
    points = np.unique(np.concatenate([starts, ends]))
    covered = always + np.searchsorted(starts, points, "right") - np.searchsorted(ends, points, "left")
    enough = covered > needed + TIE
    if always > needed + TIE:
        return -np.inf, np.inf
    return (float(points[enough][0]), float(points[enough][-1])) if enough.any() else (np.nan, np.nan)
