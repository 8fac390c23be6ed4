"""Few clusters: the two-by-two comparison as cluster sums, its cluster-robust t and the t of a pooled spread.

Everything here works on four numbers per cluster (sum and count, before and after), so that thousands of permutations
cost a matrix product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

__all__ = ["ClusterSums", "RobustT", "SpreadT", "cluster_sums", "robust_t", "spread_t"]

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ClusterSums:
    """What the comparison needs from the rows.

    Attributes
    ----------
    total, count : array (clusters, 2)
        Sum of the outcome and number of rows per cluster, before (0) and after (1).
    treated : array (clusters,) of bool
    square : float
        Sum of squared outcomes within cluster and period, around their mean.
    """

    total: Numbers
    count: Numbers
    treated: npt.NDArray[np.bool_]
    square: float

    @property
    def clusters(self) -> int:
        """Number of clusters."""
        return len(self.treated)

    @property
    def complete(self) -> npt.NDArray[np.bool_]:
        """Which clusters were seen before and after."""
        return np.asarray((self.count > 0).all(axis=1))

    @property
    def fewest(self) -> int:
        """Number of clusters in the smaller arm."""
        return int(min(self.treated.sum(), (~self.treated).sum()))

    def means(self) -> tuple[Numbers, Numbers]:
        """Means and counts per arm (control, treated) and period, each (2, 2)."""
        arm = np.column_stack([~self.treated, self.treated]).astype(float)
        count = arm.T @ self.count
        return (arm.T @ self.total) / count, count

    @property
    def estimate(self) -> float:
        """The difference in differences of the four means."""
        mean, _ = self.means()
        return float((mean[1, 1] - mean[1, 0]) - (mean[0, 1] - mean[0, 0]))


def cluster_sums(
    y: Numbers,
    treated: npt.NDArray[np.bool_],
    post: npt.NDArray[np.bool_],
    cluster: npt.NDArray[Any],
    weight: Numbers | None = None,
) -> ClusterSums:
    """Sums per cluster of the rows, each counting for its `weight`; treatment is that of the whole cluster.

    The clusters are in the order of what they contain, and the rows are added up in the order of their outcome: draws
    with a seed then belong to the same cluster, whatever the order of the rows and the names.
    """
    rows = np.argsort(y, kind="stable")
    y, treated, post, cluster = y[rows], treated[rows], post[rows], cluster[rows]
    counted = np.ones(len(y)) if weight is None else weight[rows]
    names, where = np.unique(cluster, return_inverse=True)
    cell = where * 2 + post
    size = 2 * len(names)
    total = np.bincount(cell, y * counted, size)
    count = np.bincount(cell, counted, size).astype(float)
    mean = np.divide(total, count, out=np.zeros(size), where=count > 0).astype(float)
    given = np.zeros(len(names), dtype=bool)
    given[where[treated]] = True
    square = np.bincount(cell, counted * (y - mean[cell]) ** 2, size).astype(float).reshape(-1, 2)
    sums, count = total.astype(float).reshape(-1, 2), count.reshape(-1, 2)
    order = np.lexsort((*square.T, *sums.T, *count.T, given))
    return ClusterSums(sums[order], count[order], given[order], float(square[order].sum()))


@dataclass(frozen=True)
class RobustT:
    """A cluster-robust t: CR1 is what most programs print, CR2 with its own df makes the interval; NaN if unknown."""

    cr1: float
    cr2: float
    df: float


def robust_t(sums: ClusterSums) -> RobustT:
    """Standard errors and degrees of freedom of the comparison, clustered.

    Notes
    -----
    The regression has a parameter for each of the four cells, so everything is in closed form. CR2 is Bell &
    McCaffrey (2002). The degrees of freedom are the fewest of Satterthwaite's under two working models, independent
    rows and one common shock per cluster (Imbens & Kolesar 2016), and of the same with the variance that each arm
    shows, as Welch (1947) does: with one change per cluster that is his t, or the Bell-McCaffrey one if more careful.
    """
    mean, whole = sums.means()
    arm = sums.treated.astype(int)
    cell_n = whole[arm]
    residual = sums.total - sums.count * mean[arm]
    sign = np.where(sums.treated, 1.0, -1.0)[:, None] * np.array([-1.0, 1.0])
    left = 1 - sums.count / cell_n
    rows, clusters = float(sums.count.sum()), sums.clusters
    meat = float(((sign * residual / cell_n).sum(axis=1) ** 2).sum())
    cr1 = np.sqrt(meat * clusters / (clusters - 1) * (rows - 1) / max(rows - 4, 1))
    if (left < 1e-12).any():  # one cluster is its whole cell: its own spread cannot be seen
        return RobustT(float("nan"), float("nan"), 0.0)
    factor = sign / (cell_n * np.sqrt(left))
    squares = ((factor * residual).sum(axis=1)) ** 2
    df = min(_df(sums, factor, cell_n, rho, squares) for rho in (0.0, 1.0))
    return RobustT(float(cr1), float(np.sqrt(squares.sum())), df)


def _df(sums: ClusterSums, factor: Numbers, cell_n: Numbers, rho: float, squares: Numbers) -> float:
    """The fewer of Satterthwaite's df by design, and with the variances that the two arms show."""
    gram = _gram(sums, factor, cell_n, rho)
    designed = float(np.trace(gram) ** 2 / (gram**2).sum())
    shown = 0.0
    for arm in (sums.treated, ~sums.treated):
        own = gram[np.ix_(arm, arm)]
        df = float(np.trace(own) ** 2 / (own**2).sum())
        shown += float(squares[arm].sum()) ** 2 / df
    return min(designed, float(squares.sum()) ** 2 / shown) if shown > 0 else designed


def _gram(sums: ClusterSums, factor: Numbers, cell_n: Numbers, rho: float) -> Numbers:
    """Covariance of the clusters' contributions under a working model; the two arms have nothing in common."""
    clusters = sums.clusters
    # Each cluster's contribution is a contrast of all rows: its own sums minus its share of the means of its arm.
    weight = np.zeros((clusters, clusters, 2))
    same = sums.treated[:, None] == sums.treated[None, :]
    weight -= same[:, :, None] * (factor * sums.count / cell_n)[:, None, :]
    weight[np.arange(clusters), np.arange(clusters)] += factor
    if rho == 0:
        return np.asarray(np.einsum("acp,bcp,cp->ab", weight, weight, sums.count, optimize=True))
    # A shock to the change of a cluster: +1/2 after, -1/2 before for each row.
    shock = (weight * sums.count[None] * np.array([-0.5, 0.5])).sum(axis=2)
    return np.asarray(shock @ shock.T)


@dataclass(frozen=True)
class SpreadT:
    """A t with one spread for all clusters: exact with as few as one treated cluster, if that is true."""

    std_error: float
    df: int
    profile: Numbers


def spread_t(sums: ClusterSums) -> SpreadT:
    """Standard error from the spread of the clusters' changes, taken to be alike with and without treatment.

    Notes
    -----
    Donald & Lang (2007): with few clusters the changes of the clusters are the observations. The spread of a change is
    tau^2 + sigma^2 (1/n_before + 1/n_after) per cluster, both from these data; under normal errors the t has
    (clusters - 2) degrees of freedom.
    """
    profile = working_profile(sums)
    change, weight = _changes(sums)
    arm = sums.treated
    inverse = 1 / profile
    centre = np.where(arm, np.average(change, weights=inverse * arm), np.average(change, weights=inverse * ~arm))
    df = sums.clusters - 2
    scale = float((inverse * (change - centre) ** 2).sum() / max(df, 1))
    return SpreadT(float(np.sqrt(scale * (weight**2 * profile).sum())), df, profile)


def _changes(sums: ClusterSums) -> tuple[Numbers, Numbers]:
    """Change per cluster, and the weight it has in the estimate."""
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = sums.total / sums.count
    _, whole = sums.means()
    share = (sums.count / whole[sums.treated.astype(int)]).mean(axis=1)
    return mean[:, 1] - mean[:, 0], share


def working_profile(sums: ClusterSums) -> Numbers:
    """Relative spread of each cluster's change, mean 1: a common shock, and less noise the more rows."""
    if (sums.count == 0).any():  # a cluster that was not seen before or after has no change to look at
        return np.ones(sums.clusters)
    change, _ = _changes(sums)
    thin = (1 / sums.count).sum(axis=1)
    rows = float(sums.count.sum()) - 2 * sums.clusters
    noise = sums.square / rows if rows > 0 else 0.0
    arm = sums.treated
    centred = change - np.where(arm, change[arm].mean(), change[~arm].mean())
    # Each arm's mean costs a part of the spread: the expected squares are those of the changes times (1 - 1/n).
    kept = 1 - 1 / np.where(arm, arm.sum(), (~arm).sum())
    own = (centred**2).sum() / max(kept.sum(), 1.0)
    shock = max(float(own - noise * thin.mean()), 0.0)
    profile = shock + noise * thin
    whole = profile.mean()
    return profile / whole if whole > 0 else np.ones(sums.clusters)


def t_limits(estimate: float, error: float, df: float, level: float) -> tuple[float, float]:
    """Limits of a t interval; infinite without degrees of freedom, and without any spread to judge by."""
    if not df > 0 or not np.isfinite(error) or _no_spread(estimate, error):
        return -np.inf, np.inf
    half = float(stats.t.isf((1 - level) / 2, df)) * error
    return estimate - half, estimate + half


def _no_spread(estimate: float, error: float) -> bool:
    """Whether the error is nothing but rounding: every cluster changed by exactly as much."""
    return error <= 1e-12 * max(1.0, abs(estimate))


def t_p_value(estimate: float, error: float, df: float) -> float:
    """Two-sided p-value of a t; NaN when there is none."""
    if not df > 0 or not np.isfinite(error) or _no_spread(estimate, error):
        return float("nan")
    return float(2 * stats.t.sf(abs(estimate / error), df))
