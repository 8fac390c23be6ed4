"""Wild cluster bootstrap of the two-by-two comparison, with the null hypothesis imposed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wij_impact.effect.panels.clusters import ClusterSums

__all__ = ["Wild", "wild_bootstrap", "wild_weights"]

Numbers = npt.NDArray[np.float64]
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
LISTED = 8192
REACH = 60.0  # the search for a limit stops at this many standard errors; beyond it the limit is called infinite


@dataclass(frozen=True)
class Wild:
    """p-value and interval by inversion; `weights` says which were used and whether all were listed."""

    p_value: float
    lower: float
    upper: float
    weights: str


def wild_weights(clusters: int, draws: int, seed: int) -> tuple[Numbers, str]:
    """Weights per draw and cluster: all of them when there are few, else a sample; Webb's six points below 10 clusters.

    Examples
    --------
    >>> weights, name = wild_weights(4, 999, 0)
    >>> weights.shape, name
    ((1296, 4), 'Webb, all 1,296')
    """
    points, name = (WEBB, "Webb") if clusters < 10 else (np.array([-1.0, 1.0]), "Rademacher")
    ways = len(points) ** clusters
    if ways <= LISTED:
        return np.array(list(itertools.product(points, repeat=clusters))), f"{name}, all {ways:,}"
    rng = np.random.default_rng(seed)
    return rng.choice(points, (draws, clusters)), f"{name}, {draws:,} draws"


def wild_bootstrap(sums: ClusterSums, level: float, draws: int = 4999, seed: int = 0) -> Wild:
    """Test and interval from the cluster-robust t under weights per cluster.

    Notes
    -----
    Cameron, Gelbach & Miller (2008), restricted residuals; six-point weights Webb (2023). With one or two treated
    clusters it hardly ever rejects (MacKinnon & Webb 2017): it stands beside the headline, never in its place.
    """
    weights, name = wild_weights(sums.clusters, draws, seed)
    imposed = np.zeros_like(sums.total)
    imposed[:, 1] = sums.count[:, 1] * sums.treated
    base, slope = _restricted(sums, sums.total), _restricted(sums, imposed)
    own = [_score(sums, totals, None) for totals in (sums.total, imposed)]
    drawn = [_score(sums, residual, weights) for residual in (base, slope)]
    square = [(s0 * s0).sum(axis=-1) for s0 in (own[0][1], drawn[0][1])]
    cross = [(a[0][1] * a[1][1]).sum(axis=-1) for a in (own, drawn)]
    second = (drawn[1][1] ** 2).sum(axis=-1)
    estimate, spread = float(own[0][0]), float(np.sqrt(square[0]))

    def p_at(effect: float) -> float:
        # The unrestricted residuals of the data do not change with the effect that is taken off.
        real = abs(estimate - effect) / spread
        variance = np.maximum(square[1] - 2 * effect * cross[1] + effect**2 * second, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            other = np.abs(drawn[0][0] - effect * drawn[1][0]) / np.sqrt(variance)
        return float((np.nan_to_num(other, nan=0.0) >= real * (1 - 1e-9)).mean())

    if spread == 0:
        return Wild(float("nan"), -np.inf, np.inf, name)
    limits = [_limit(p_at, estimate, side * spread, 1 - level) for side in (-1, 1)]
    return Wild(p_at(0.0), limits[0], limits[1], name)


def _restricted(sums: ClusterSums, total: Numbers) -> Numbers:
    """Residual sums of the regression on arm and period only."""
    arm = np.repeat(sums.treated.astype(float)[:, None], 2, axis=1)
    period = np.tile([0.0, 1.0], (sums.clusters, 1))
    design = np.stack([np.ones_like(arm), arm, period], axis=-1).reshape(-1, 3)
    count = sums.count.ravel()
    coefficients = np.linalg.solve((design * count[:, None]).T @ design, design.T @ total.ravel())
    return np.asarray(total - (count * (design @ coefficients)).reshape(total.shape))


def _score(sums: ClusterSums, total: Numbers, weights: Numbers | None) -> tuple[Numbers, Numbers]:
    """The estimate and the clusters' scores of its cluster-robust error, per row of weights."""
    _, whole = sums.means()
    arm = sums.treated.astype(int)
    sign = np.where(sums.treated, 1.0, -1.0)[:, None] * np.array([-1.0, 1.0])
    reach = sign / whole[arm]
    if weights is None:
        weights = np.ones((1, sums.clusters))
    drawn = weights[:, :, None] * total[None]
    estimate = (drawn * reach).sum(axis=(1, 2))
    means = np.stack([drawn[:, arm == side].sum(axis=1) / whole[side] for side in (0, 1)], axis=1)
    residual = drawn - sums.count[None] * means[:, arm]
    scores = (residual * reach).sum(axis=2)
    return (estimate, scores) if len(weights) > 1 else (estimate[0], scores[0])


def _limit(p_at: object, estimate: float, step: float, alpha: float) -> float:
    """Where the p-value falls to alpha, going out from the estimate; infinite when it never does."""
    assert callable(p_at)
    near, far = 0.0, 1.0
    while p_at(estimate + far * step) > alpha:
        near, far = far, far * 2
        if far > REACH:
            return float(np.sign(step) * np.inf)
    for _ in range(40):
        middle = (near + far) / 2
        near, far = (middle, far) if p_at(estimate + middle * step) > alpha else (near, middle)
    return estimate + far * step
