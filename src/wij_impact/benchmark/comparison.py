"""The whole road for one indicator: do units differ, where does each stand, what remains after shrinkage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from wij_impact.benchmark.funnel import funnel, read_counts
from wij_impact.benchmark.omnibus import units_differ_counts
from wij_impact.benchmark.ranks import ranks
from wij_impact.benchmark.shrink import shrink
from wij_impact.estimates.columns import need_units
from wij_impact.language import Text

__all__ = ["Comparison", "compare", "on_log_scale", "truth_check"]


@dataclass(frozen=True)
class Comparison:
    """What `compare` finds.

    Attributes
    ----------
    differ : DataFrame
        One row: the test whether units differ at all.
    funnel : DataFrame
        Against the pooled value, chance only.
    spread : DataFrame
        The same with the spread between units added to the limits.
    shrunken, ranks : DataFrame
        For the units whose count is known.
    censored : tuple of str
        Units whose count is suppressed: judged in the funnels by every count they can have, not ranked.
    """

    differ: pd.DataFrame
    funnel: pd.DataFrame
    spread: pd.DataFrame
    shrunken: pd.DataFrame
    ranks: pd.DataFrame
    censored: tuple[str, ...]

    def flagged(self, which: Literal["funnel", "spread"] = "funnel") -> pd.DataFrame:
        """The flagged units; none when the test shows no difference at all."""
        frame = self.funnel if which == "funnel" else self.spread
        return frame[(frame["flag"] != "none") & bool(self.differ["shown"].iloc[0])]


def compare(
    data: pd.DataFrame,
    events: str,
    population: str,
    unit: str,
    kind: Literal["proportion", "rate"] = "proportion",
    level: float = 0.95,
    rounded_to: float = 0.0,
    censored_below: float | None = None,
    draws: int = 10_000,
    seed: int = 0,
) -> Comparison:
    """Compare units on a count and its base.

    Parameters
    ----------
    data, events, population, unit, kind, level, rounded_to, censored_below
        As in `funnel`.
    draws, seed : int
        Of the ranks.

    Returns
    -------
    Comparison

    Raises
    ------
    InsufficientEvidence
        For fewer than 3 units with a known count.

    Examples
    --------
    >>> teams = pd.DataFrame({"team": list("ABCDE"), "yes": [40, 42, 39, 41, 20], "asked": [50] * 5})
    >>> result = compare(teams, "yes", "asked", "team", draws=500)
    >>> bool(result.differ["shown"].iloc[0]), result.flagged()["team"].tolist()
    (True, ['E'])
    """
    options = {"rounded_to": rounded_to, "censored_below": censored_below}
    counts = read_counts(data, events, population, unit, kind, **options)  # type: ignore[arg-type]
    known = data[~np.isnan(counts.events)]
    need_units(len(known), 3, Text(nl="Een vergelijking", en="A comparison"))
    both = [
        funnel(data, events, population, unit, kind=kind, overdispersion=wide, level=level, **options)  # type: ignore[arg-type]
        for wide in (False, "log")
    ]
    return Comparison(
        units_differ_counts(known, events, population, unit, kind, seed=seed, level=level),
        both[0],
        both[1],
        _shrunken(known, events, population, unit, kind, level),
        ranks(on_log_scale(known, events, population, unit, kind), "value", "error", unit, draws, seed, level),
        tuple(name for name, count in zip(counts.units, counts.events, strict=True) if np.isnan(count)),
    )


def on_log_scale(data: pd.DataFrame, events: str, population: str, unit: str, kind: str) -> pd.DataFrame:
    """Logit of a proportion or log of a rate, with its standard error; half an event keeps 0 and 1 finite.

    Examples
    --------
    >>> teams = pd.DataFrame({"team": ["A"], "yes": [5], "asked": [10]})
    >>> on_log_scale(teams, "yes", "asked", "team", "proportion")["value"].tolist()
    [0.0]
    """
    count = read_counts(data, events, population, unit, kind)
    some = count.events + 0.5
    if kind == "proportion":
        rest = count.population - count.events + 0.5
        value, error = np.log(some / rest), np.sqrt(1 / some + 1 / rest)
    else:
        value, error = np.log(some / count.population), np.sqrt(1 / some)
    return pd.DataFrame({unit: count.units, "value": value, "error": error})


def _shrunken(data: pd.DataFrame, events: str, population: str, unit: str, kind: str, level: float) -> pd.DataFrame:
    if kind == "proportion":
        share = data.assign(_share=data[events].astype(float) / data[population].astype(float))
        return shrink(share, "_share", None, unit, "beta-binomial", population=population, level=level)
    result = shrink(on_log_scale(data, events, population, unit, kind), "value", "error", unit, "reml", level=level)
    for column in ("estimate", "lower", "upper", "raw", "raw_lower", "raw_upper", "mean"):
        result[column] = np.exp(result[column])
    result["std_error"] *= result["estimate"]  # delta method: the error of a rate from that of its logarithm
    return result.assign(method="REML on the log scale, best linear predictor; posterior interval")


def truth_check(comparison: Comparison, truth: pd.Series, k: int = 5) -> pd.DataFrame:
    """How often a statement is wrong, where the truth is known (a synthetic set).

    Parameters
    ----------
    comparison : Comparison
    truth : Series
        True value per unit; the index holds the names of the units.
    k : int
        Length of the list of lowest units.

    Returns
    -------
    DataFrame
        One row per statement: ``statement``, ``wrong`` (times), ``n`` (times said), ``estimate`` (share wrong).
    """
    unit = str(comparison.shrunken.columns[0])
    raw = comparison.shrunken.set_index(unit)
    rank = comparison.ranks.set_index(unit)
    true = truth.loc[raw.index].astype(float)
    true_rank = true.rank()
    lowest = set(true.nsmallest(k).index)
    by_raw, by_shrunken = raw["raw"].nsmallest(k).index, raw["estimate"].nsmallest(k).index
    outside = (true_rank < rank["lower"]) | (true_rank > rank["upper"])
    far = (raw["raw"] - true).abs() > (raw["estimate"] - true).abs()
    said = [
        ("lowest_raw", sum(name not in lowest for name in by_raw), k),
        ("lowest_shrunken", sum(name not in lowest for name in by_shrunken), k),
        ("rank_itself", int((raw["raw"].rank() != true_rank).sum()), len(raw)),
        ("rank_interval", int(outside.sum()), len(raw)),
        ("raw_further_than_shrunken", int(far.sum()), len(raw)),
    ]
    return pd.DataFrame(said, columns=["statement", "wrong", "n"]).assign(estimate=lambda f: f["wrong"] / f["n"])
