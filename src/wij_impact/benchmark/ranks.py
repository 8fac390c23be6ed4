"""Ranks with their uncertainty. No league table is made without it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from wij_impact.benchmark.bases import known_rows
from wij_impact.benchmark.count_model import Grid, draws_of_counts
from wij_impact.benchmark.random_effects import tau_posterior
from wij_impact.errors import UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, keep_keys, need_units, numbers, positive, unit_names
from wij_impact.language import Text

__all__ = ["posterior_draws", "rank_interval", "rank_of_draws", "ranks", "ranks_of_counts"]


def ranks(
    data: pd.DataFrame,
    estimate: str,
    std_error: str,
    unit: str,
    draws: int = 10_000,
    seed: int = 0,
    level: float = 0.95,
    k: int | None = None,
    highest_first: bool = False,
) -> pd.DataFrame:
    """Rank intervals, and the chance to be among the k lowest or k highest.

    Parameters
    ----------
    data : DataFrame
        One row per unit.
    estimate, std_error : str
        Columns with the estimate and its standard error (above 0). Counts near 0 or near their base go in on a
        scale where a normal error is fair, such as the logit.
    unit : str
        Column with the name of the unit.
    draws, seed : int
        Number of posterior draws, and the seed.
    level : float
        Level of the rank interval.
    k : int, optional
        How many count as lowest or highest; by default a tenth of the units, at least one.
    highest_first : bool
        Whether rank 1 is the highest value; by default rank 1 is the lowest.

    Returns
    -------
    DataFrame
        One row per unit: ``estimate, lower, upper`` are ranks (the posterior mean rank and its interval),
        ``std_error`` the spread of the rank, ``p_lowest, p_highest`` the chance to be among the `k` lowest or
        highest values, ``raw`` the estimate itself. A unit without estimate and standard error has no row:
        ``attrs["left_out"]`` names it.

    Raises
    ------
    InsufficientEvidence
        For fewer than 3 units.

    Notes
    -----
    Draws come from the posterior of the units' true values with the uncertainty of the mean and of the spread
    between units in it: tau on a grid, flat prior, then mean, then values (Gelman et al. 2013, section 5.4;
    Laird & Louis 1989). Drawing from estimate and standard error alone ranks noise: it spreads units that hardly
    differ, and covers 78% near ties.

    Examples
    --------
    >>> teams = pd.DataFrame({"team": list("ABCD"), "grade": [6.0, 7.9, 8.0, 8.1], "se": [0.1, 0.3, 0.3, 0.3]})
    >>> result = ranks(teams, "grade", "se", "team", draws=2000)
    >>> result[["team", "lower", "upper"]].values.tolist()
    [['A', 1.0, 1.0], ['B', 2.0, 4.0], ['C', 2.0, 4.0], ['D', 2.0, 4.0]]
    """
    check_level(level)
    data, gone = known_rows(data, unit, estimate, std_error)
    units = unit_names(data, unit)
    n = len(units)
    need_units(n, 3, Text(nl="Een rangorde", en="A ranking"))
    value, error = numbers(data, estimate, minimum=None), positive(data, std_error)
    few = _how_many(k, n)
    _check_draws(draws)
    order, back = _by_name(units)
    drawn = posterior_draws(value[order], error[order], draws, seed)[:, back]
    method = f"empirical-Bayes ranks with uncertain tau, {draws} draws"
    made = _frame(units, unit, value, drawn, few, level, method, highest_first)
    made.attrs["left_out"] = gone
    return keep_keys(made, unit, data)


def ranks_of_counts(
    units: list[str],
    unit: str,
    events: Numbers,
    base: Numbers,
    kind: str,
    grid: Grid,
    draws: int,
    seed: int,
    level: float,
) -> pd.DataFrame:
    """As `ranks`, from the posterior of counts (`count_model`): zeros need no scale on which they are not zero."""
    _check_draws(draws)
    order, back = _by_name(units)
    drawn = draws_of_counts(events[order], base[order], kind, grid, draws, seed)[:, back]
    name = "beta-binomial" if kind == "proportion" else "gamma-Poisson"
    method = f"{name} posterior ranks with uncertain mean and spread, {draws} draws"
    return _frame(units, unit, events / base, drawn, _how_many(None, len(units)), level, method, False)


def _check_draws(draws: int) -> None:
    if draws < 100:
        raise UsageError(
            Text(nl=f"{draws} trekkingen zijn te weinig.", en=f"{draws} draws are too few."),
            remedy=Text(nl="Vraag er minstens 100.", en="Ask for at least 100."),
        )


def _by_name(units: list[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Order of the names, and the way back: the same draws whatever the order of the rows."""
    order = np.argsort(np.array(units, dtype=str), kind="stable")
    return order, np.argsort(order, kind="stable")


def _frame(
    units: list[str], unit: str, value: Numbers, drawn: Numbers, few: int, level: float, method: str, turned: bool
) -> pd.DataFrame:
    n = len(units)
    rank = rank_of_draws(drawn)
    p_lowest, p_highest = (rank <= few).mean(axis=0), (rank > n - few).mean(axis=0)
    shown = n + 1 - rank if turned else rank
    lower, upper = rank_interval(shown, level)
    rows = [
        {unit: name, "estimate": float(shown[:, i].mean()), "std_error": float(shown[:, i].std(ddof=1))}
        | {"lower": float(lower[i]), "upper": float(upper[i]), "level": level, "n": n, "method": method}
        | {"p_lowest": float(p_lowest[i]), "p_highest": float(p_highest[i]), "k": few, "raw": float(value[i])}
        for i, name in enumerate(units)
    ]
    return as_result(rows, [unit])


def posterior_draws(value: Numbers, error: Numbers, draws: int, seed: int) -> Numbers:
    """True values drawn given the estimates, shape (draws, units)."""
    rng = np.random.default_rng(seed)
    variance = error**2
    grid, mass = tau_posterior(value, variance)
    tau2 = rng.choice(grid, size=draws, p=mass) ** 2
    total = variance[None, :] + tau2[:, None]
    weight = 1 / total
    precision = weight.sum(axis=1)
    mean = (weight * value).sum(axis=1) / precision + rng.standard_normal(draws) / np.sqrt(precision)
    pull = variance * weight
    spread = np.sqrt(tau2[:, None] * pull)
    centre = value + pull * (mean[:, None] - value)
    return np.asarray(centre + spread * rng.standard_normal((draws, len(value))))


def rank_of_draws(drawn: Numbers) -> npt.NDArray[np.int32]:
    """Rank of each unit in each draw, 1 the lowest."""
    size, n = drawn.shape
    order = np.argsort(drawn, axis=1)
    result = np.empty((size, n), dtype=np.int32)
    np.put_along_axis(result, order, np.broadcast_to(np.arange(1, n + 1, dtype=np.int32), (size, n)), axis=1)
    return result


def rank_interval(drawn: npt.NDArray[np.int32], level: float) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Whole ranks that leave at most half of 1 - level on each side; the share of draws inside is at least level."""
    size = drawn.shape[0]
    skip = int(np.floor(size * (1 - level) / 2))
    ordered = np.partition(drawn, [skip, size - 1 - skip], axis=0)
    return ordered[skip], ordered[size - 1 - skip]


def _how_many(k: int | None, n: int) -> int:
    few = max(1, n // 10) if k is None else k
    if not 1 <= few <= n:
        raise UsageError(
            Text(nl=f"k={k} past niet bij {n} eenheden.", en=f"k={k} does not fit {n} units."),
            remedy=Text(nl=f"Kies k van 1 tot {n}.", en=f"Choose k from 1 to {n}."),
        )
    return few
