"""The whole road for one indicator: do units differ, where does each stand, what remains after shrinkage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from wij_impact.benchmark.bases import with_base
from wij_impact.benchmark.count_model import fit_counts, hyper_grid
from wij_impact.benchmark.deleted import beyond_spread
from wij_impact.benchmark.funnel import funnel, read_counts
from wij_impact.benchmark.omnibus import units_differ_counts
from wij_impact.benchmark.ranks import ranks_of_counts
from wij_impact.benchmark.shrink import shrink_counts
from wij_impact.estimates import Result
from wij_impact.estimates.columns import keep_keys, need_units
from wij_impact.language import Text

__all__ = ["Comparison", "compare", "truth_check"]


@dataclass(frozen=True, repr=False)
class Comparison(Result):
    """What `compare` finds; it shows the shrunken values, and draws them.

    Attributes
    ----------
    differ : DataFrame
        One row: the test whether units differ at all.
    funnel : DataFrame
        Against the pooled value (1 for a ratio), chance only.
    spread : DataFrame
        Against the other units and the spread between them: `beyond_spread`, whose flag holds its level.
    shrunken, ranks : DataFrame
        For the units whose count is known: ``raw`` is count over base; gamma-Poisson for rates and ratios,
        beta-binomial for proportions, and ranks from the same posterior.
    censored : tuple
        Units whose count is suppressed: judged in the funnels by every count they can have, not ranked.
    left_out : dict
        Units that have no rate, with the reason: ``base_zero`` or ``base_empty``. They are in none of the frames.
    """

    differ: pd.DataFrame
    funnel: pd.DataFrame
    spread: pd.DataFrame
    shrunken: pd.DataFrame
    ranks: pd.DataFrame
    censored: tuple[Any, ...]
    left_out: dict[str, str] = field(default_factory=dict)

    def marked(self, which: Literal["funnel", "spread"] = "funnel") -> pd.DataFrame:
        """`funnel` or `spread` as a page shows it: without a flag where the test shows no difference at all.

        Of many equal units some lie outside their lines by chance. `funnel` and `spread` themselves keep each flag,
        with its own level: one unit far away among very many equal ones can be missed by the test over all.
        """
        frame = self.funnel if which == "funnel" else self.spread
        return frame if bool(self.differ["shown"].iloc[0]) else frame.assign(flag="none")

    def flagged(self, which: Literal["funnel", "spread"] = "funnel") -> pd.DataFrame:
        """The units that `marked` flags."""
        frame = self.marked(which)
        return frame[frame["flag"] != "none"]

    def _headline(self) -> str:
        row = self.differ.iloc[0]
        shown = "units differ" if bool(row["shown"]) else "no difference shown"
        chance, wide = len(self.flagged()), len(self.flagged("spread"))
        out = f", {len(self.left_out)} left out" if self.left_out else ""
        return (
            f"{len(self.funnel)} units{out}, {shown} (p = {row['p_value']:.2g}); {chance} beyond chance, "
            f"{wide} beyond the usual spread as well"
        )

    def tidy(self) -> pd.DataFrame:
        """Each unit shrunken, with ``raw``, its rank interval and both flags beside it."""
        unit = self.shrunken.columns[0]
        rank = self.ranks.rename(columns={"lower": "rank_lower", "upper": "rank_upper"})
        result = self.shrunken.merge(rank[[unit, "rank_lower", "rank_upper"]], on=unit, how="left")
        for frame, name in ((self.marked(), "flag"), (self.marked("spread"), "flag_spread")):
            result = result.merge(frame[[unit, "flag"]].rename(columns={"flag": name}), on=unit, how="left")
        return result


def compare(
    data: pd.DataFrame,
    events: str,
    population: str,
    unit: str,
    kind: Literal["proportion", "rate", "ratio"] = "proportion",
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
    data, gone = with_base(data, events, population, unit)
    counts = read_counts(data, events, population, unit, kind, **options)  # type: ignore[arg-type]
    known = data[~np.isnan(counts.events)]
    need_units(len(known), 3, Text(nl="Een vergelijking", en="A comparison"))
    plain = funnel(data, events, population, unit, kind=kind, level=level, **options)  # type: ignore[arg-type]
    spread = beyond_spread(data, events, population, unit, kind, level, **options)  # type: ignore[arg-type]
    some = read_counts(known, events, population, unit, kind)
    fit = fit_counts(some.events, some.population, kind)
    grid = hyper_grid(some.events, some.population, kind, fit)
    parts = (some.units, unit, some.events, some.population, kind)
    differ = units_differ_counts(known, events, population, unit, kind, seed=seed, level=level)
    return Comparison(
        differ,
        plain,
        spread,
        keep_keys(shrink_counts(*parts, fit, grid, level), unit, known),
        keep_keys(ranks_of_counts(*parts, grid, draws, seed, level), unit, known),
        tuple(data[unit][np.isnan(counts.events)]),
        gone,
    )


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
