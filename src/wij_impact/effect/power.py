"""Before anything: what could this design have seen at all?"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy import optimize, special, stats

from wij_impact.errors import InsufficientEvidence, UsageError
from wij_impact.estimates import check_level
from wij_impact.estimates.columns import Numbers
from wij_impact.language import Text

__all__ = ["minimal_detectable_effect"]

LARGEST_EXACT = 1000  # persons per group; above it the normal approximation of Fisher's test is used


def minimal_detectable_effect(
    n_treated: int,
    n_control: int,
    power: float = 0.8,
    level: float = 0.05,
    icc: float = 0,
    cluster_size: float = 1,
    baseline: float | None = None,
    *,
    correlation: float | None = None,
) -> float:
    """The smallest true effect that a comparison of two groups finds significant with probability `power`.

    Parameters
    ----------
    n_treated, n_control : int
        Persons in each group (for pairs: the number of pairs, twice).
    power : float
        Probability of finding it, as a fraction.
    level : float
        Two-sided significance level (here .05, the complement of the confidence level .95).
    icc, cluster_size : float
        Intra-class correlation and mean persons per cluster, when whole clusters were treated. The degrees of
        freedom are then the clusters minus 2, whatever the correlation.
    baseline : float, optional
        Share with the outcome in the control group, as a fraction: then the answer is the smallest increase of a
        share. For a decrease, give the share without the outcome.
    correlation : float, optional
        Correlation within matched pairs, or between before and after of the same persons in both measurements.

    Returns
    -------
    float
        In standard deviations of the outcome; with `baseline` as a difference between two shares.

    Raises
    ------
    UsageError
        When a number is outside its range, or pairs and shares are asked together.
    InsufficientEvidence
        When no effect, however large, can be found: the sentence says what would be needed.

    Notes
    -----
    Means: power of the two-sample (paired) t-test from the noncentral t (Cohen 1988), exact for normal outcomes,
    with variance inflated by ``1 + (cluster_size - 1) icc`` (Donner & Klar 2000). Shares: exact power of Fisher's
    two-sided test (each tail at level/2), summed over every table and counting only tables that point the right
    way; above 1,000 per group the approximation of Casagrande, Pike & Smith (1978). Clustered shares: noncentral t
    with unpooled variance. Pooled z-formulas promise too much below some 50 persons, which is why they are not here.

    Examples
    --------
    Fifteen against fifteen can only see an effect of more than one standard deviation:

    >>> round(minimal_detectable_effect(15, 15), 2)
    1.06

    and from 30 percent, only an increase of 55 points:

    >>> round(minimal_detectable_effect(15, 15, baseline=0.3), 2)
    0.55
    """
    sizes = _check(n_treated, n_control, power, level, icc, cluster_size)
    inflation = 1 + (cluster_size - 1) * icc
    if correlation is not None:
        return _paired(sizes, power, level, cluster_size, baseline, correlation)
    if cluster_size > 1:
        clusters = [math.floor(size / cluster_size) for size in sizes]
        _need_whole_clusters(clusters, cluster_size)
        freedom = sum(clusters) - 2
        _need_freedom(freedom, CLUSTERS, 3)
    else:
        freedom = sum(sizes) - 2
        _need_freedom(freedom, PERSONS, 3)
    if baseline is None:
        root = math.sqrt(inflation * (1 / sizes[0] + 1 / sizes[1]))
        return _noncentrality(power, level, freedom) * root
    _fraction("baseline", baseline, Text(nl="van 0 tot 1", en="from 0 up to 1"), 0 <= baseline < 1)
    if cluster_size > 1:
        return _clustered_shares(sizes, power, level, inflation, freedom, baseline)
    return _shares(sizes, power, level, baseline)


def _noncentrality(power: float, level: float, freedom: float) -> float:
    """The noncentrality at which a two-sided t-test with `freedom` has `power`."""
    critical = float(stats.t.isf(level / 2, freedom))
    high = critical + 5.0
    while _t_power(high, level, freedom) < power:
        high *= 2
    return float(optimize.brentq(lambda shift: _t_power(shift, level, freedom) - power, 0.0, high, xtol=1e-12))


def _t_power(shift: float, level: float, freedom: float) -> float:
    critical = float(stats.t.isf(level / 2, freedom))
    # Far in the other tail the noncentral t may come back as NaN, where it is 0.
    other = float(special.nctdtr(freedom, shift, -critical))
    return 1 - float(special.nctdtr(freedom, shift, critical)) + (0.0 if math.isnan(other) else other)


def _paired(
    sizes: tuple[int, int], power: float, level: float, cluster_size: float, baseline: float | None, correlation: float
) -> float:
    _fraction("correlation", correlation, Text(nl="tussen -1 en 1", en="between -1 and 1"), -1 < correlation < 1)
    if sizes[0] != sizes[1] or baseline is not None or cluster_size != 1:
        raise UsageError(
            Text(
                nl="paren vragen twee even grote groepen en een gemiddelde, zonder clusters.",
                en="pairs need two groups of one size and a mean, without clusters.",
            ),
            remedy=Text(nl="Laat correlation weg, of de rest.", en="Leave correlation out, or the others."),
        )
    _need_freedom(sizes[0] - 1, PAIRS, 2)
    return _noncentrality(power, level, sizes[0] - 1) * math.sqrt(2 * (1 - correlation) / sizes[0])


def _shares(sizes: tuple[int, int], power: float, level: float, baseline: float) -> float:
    """Smallest increase of a share that Fisher's exact test finds."""
    if max(sizes) > LARGEST_EXACT:
        return _search(lambda share: _approximate_power(sizes, share, baseline, level), power, baseline, sizes)
    needed = _critical(sizes[0], sizes[1], level)
    control = stats.binom.pmf(np.arange(sizes[1] + 1), sizes[1], baseline)
    return _search(
        lambda share: float((control * stats.binom.sf(needed - 1, sizes[0], share)).sum()), power, baseline, sizes
    )


@lru_cache(maxsize=64)
def _critical(n_treated: int, n_control: int, level: float) -> Numbers:
    """Per number with the outcome in the control group, the least number in the treated that is significant.

    One more treated person with the outcome can only lower the upper-tail p-value, so one number says it all.
    """
    control = np.arange(n_control + 1)
    low, high = np.zeros(n_control + 1, dtype=int), np.full(n_control + 1, n_treated + 1)
    while (low < high).any():
        middle = (low + high) // 2
        # P(X >= x | x + y) under no effect: hypergeometric. At x above n_treated nothing can be found.
        p_value = stats.hypergeom.sf(middle - 1, n_treated + n_control, middle + control, n_treated)
        found = (p_value <= level / 2 * (1 + 1e-9)) & (middle <= n_treated)
        high, low = np.where(found, middle, high), np.where(found | (low >= high), low, middle + 1)
    return high.astype(float)


def _approximate_power(sizes: tuple[int, int], share: float, baseline: float, level: float) -> float:
    """Casagrande, Pike & Smith (1978): the normal approximation of the power of Fisher's test, unequal groups."""
    treated, control = sizes
    gap = share - baseline
    pooled = (treated * share + control * baseline) / (treated + control)
    correction = 0.5 * (1 / treated + 1 / control)
    null = math.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / control))
    real = math.sqrt(share * (1 - share) / treated + baseline * (1 - baseline) / control)
    reach = gap - correction - float(stats.norm.isf(level / 2)) * null
    return float(stats.norm.cdf(reach / real)) if real > 0 else float(reach > 0)


def _clustered_shares(
    sizes: tuple[int, int], power: float, level: float, inflation: float, freedom: int, baseline: float
) -> float:
    def power_at(share: float) -> float:
        variance = inflation * (share * (1 - share) / sizes[0] + baseline * (1 - baseline) / sizes[1])
        if variance <= 0:
            return float(share > baseline)
        return _t_power((share - baseline) / math.sqrt(variance), level, freedom)

    return _search(power_at, power, baseline, sizes)


def _search(power_at: Callable[[float], float], power: float, baseline: float, sizes: tuple[int, int]) -> float:
    """The smallest increase above `baseline` where `power_at` reaches `power`."""
    best = power_at(1.0)
    if best < power:
        raise InsufficientEvidence(
            Text(
                nl=f"met {sizes[0]} tegen {sizes[1]} is geen enkele stijging vanaf {100 * baseline:g}% met kans"
                f" {power:g} te zien; zelfs een stijging naar 100% wordt met kans {best:.2f} gevonden.",
                en=f"with {sizes[0]} against {sizes[1]} no increase from {100 * baseline:g}% can be seen with"
                f" probability {power:g}; even an increase to 100% is found with probability {best:.2f}.",
            ),
            remedy=Text(
                nl="Nodig zijn meer personen, of een uitkomst die zonder hulp minder vaak voorkomt.",
                en="More persons are needed, or an outcome that occurs less often without help.",
            ),
        )
    return float(optimize.brentq(lambda share: power_at(share) - power, baseline, 1.0, xtol=1e-10)) - baseline


def _check(
    n_treated: int, n_control: int, power: float, level: float, icc: float, cluster_size: float
) -> tuple[int, int]:
    check_level(level)
    above = Text(nl="boven level en onder 1", en="above level and below 1")
    _fraction("power", power, above, level < power < 1)
    _fraction("icc", icc, Text(nl="van 0 tot 1", en="from 0 to 1"), 0 <= icc <= 1)
    _fraction("cluster_size", cluster_size, Text(nl="minstens 1", en="at least 1"), 1 <= cluster_size < math.inf)
    for name, size in (("n_treated", n_treated), ("n_control", n_control)):
        whole = Text(nl="een geheel getal vanaf 1", en="a whole number from 1")
        _fraction(name, size, whole, size >= 1 and math.isfinite(size) and float(size).is_integer())
    return int(n_treated), int(n_control)


def _fraction(name: str, value: float, allowed: Text, right: bool) -> None:
    if not right:
        raise UsageError(
            Text(nl=f"{name}={value!r} kan niet.", en=f"{name}={value!r} cannot be."),
            remedy=Text(nl=f"{name} is {allowed.nl}.", en=f"{name} is {allowed.en}."),
        )


PERSONS = Text(nl="personen", en="persons")
CLUSTERS = Text(nl="clusters", en="clusters")
PAIRS = Text(nl="paren", en="pairs")


def _need_freedom(freedom: float, unit: Text, least: int) -> None:
    if freedom < 1:
        raise InsufficientEvidence(
            Text(
                nl=f"er blijven {freedom:g} vrijheidsgraden over: de spreiding tussen {unit.nl} is niet te schatten.",
                en=f"{freedom:g} degrees of freedom are left: the spread between {unit.en} cannot be estimated.",
            ),
            remedy=Text(nl=f"Nodig zijn minstens {least} {unit.nl}.", en=f"At least {least} {unit.en} are needed."),
        )


def _need_whole_clusters(clusters: list[int], cluster_size: float) -> None:
    """Part of a cluster is no cluster: what it shares cannot be told from what the treatment does."""
    for name, count in zip(("n_treated", "n_control"), clusters, strict=True):
        if count < 1:
            raise InsufficientEvidence(
                Text(
                    nl=f"{name} is minder dan één hele cluster van {cluster_size:g} personen.",
                    en=f"{name} is less than one whole cluster of {cluster_size:g} persons.",
                ),
                remedy=Text(
                    nl="Nodig is minstens één hele cluster per groep, en drie samen; of een kleinere cluster_size.",
                    en="At least one whole cluster per group is needed, and three together; or a smaller cluster_size.",
                ),
            )
