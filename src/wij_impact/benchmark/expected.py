"""Load of a unit against the load that its context leads one to expect, each unit predicted from all others.

With six to thirty units and a few columns of context a model that has the unit in it bends towards that unit, and one
that treats its coefficients as known calls chance a finding. So each unit is predicted by a meta-regression of the
others: their line on context, the spread that context does not explain (Paule & Mandel 1982, J Res NBS 87:377-385, with
coefficients as in DerSimonian & Kacker 2007, Contemp Clin Trials 28:105-114) and the uncertainty of both, by a t
distribution with (units - 1 - terms) degrees of freedom: an externally studentised residual (Cook & Weisberg 1982,
section 2.2.1) that knows how much of a count is chance. ``docs/methods/verified_benchmark.md`` has the rates of false
alarm that were simulated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.benchmark.context import Refusals, standardised
from wij_impact.benchmark.multiplicity import adjust_p_values
from wij_impact.benchmark.ranks import rank_interval, rank_of_draws
from wij_impact.errors import InputError, InsufficientEvidence
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, keep_keys, names, positive, unit_names
from wij_impact.language import Text

__all__ = ["expected_load", "least_units"]

#: Degrees of freedom that a prediction must keep; with fewer a team has to do three times the work to be seen.
_LEAST_DF = 3
_LEAST_UNITS = 6
_GRID = 200
_SAID = Refusals(
    none=(
        Text(nl="er is geen kenmerk van de omgeving.", en="there is no column of context."),
        Text(nl="Noem er minstens één.", en="Name at least one."),
    ),
    own=(
        Text(
            nl="maakt het team zelf: wie eropuit gaat, haalt meer vragen op.",
            en="is made by the team: who reaches out brings in more questions.",
        ),
        Text(
            nl="Kies iets dat het team aantreft, zoals low_income.",
            en="Choose what the team meets, such as low_income.",
        ),
    ),
    same=(
        Text(nl="dit kenmerk is overal gelijk.", en="this column is the same everywhere."),
        Text(nl="Laat het weg uit context.", en="Leave it out of context."),
    ),
)


def least_units(columns: int) -> int:
    """How many units `expected_load` needs for so many columns of context.

    Examples
    --------
    >>> [least_units(columns) for columns in (1, 2, 3)]
    [6, 7, 8]
    """
    return max(_LEAST_UNITS, columns + 2 + _LEAST_DF)


def expected_load(
    loads: pd.DataFrame,
    context: str | Sequence[str],
    base: str,
    unit: str,
    draws: int = 10_000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Load of each unit over the load that its context leads one to expect, and whether that holds.

    Parameters
    ----------
    loads : DataFrame
        What `load_per_fte` gives, with the columns of `context` and `base`: one row per unit.
    context : str or list of str
        What a unit meets and does not make itself, as numbers. Demand (questions, open cases) is refused.
    base : str
        What load grows with, such as residents.
    draws, seed : int
        Posterior draws for the shrunken ratio and its rank.
    level : float
        Of the intervals; 1 minus the chance that any unit at all is flagged when none differs.

    Returns
    -------
    DataFrame
        One row per unit: ``estimate`` load over expected load, shrunken to 1 (``raw``: not shrunken), ``rank_low,
        rank_high`` its place (1: most above what is expected); ``expected, expected_low, expected_high`` load per
        present fte as the others predict it, and where a unit with this context lies when nothing sets it apart;
        ``p_value`` after Holm over all units, ``flag`` none, high or low; ``tau2`` spread (log scale) that context
        does not explain; ``df``.

    Raises
    ------
    InsufficientEvidence
        For fewer units than `least_units`.
    UsageError
        For context that the unit makes itself.
    InputError
        For a column that is the same everywhere or repeats another, and a unit without any load.

    Notes
    -----
    See the head of the module. The log of load over `base` is linear in context; shrunken ratios come from the
    posterior with the line and the spread integrated out (flat on both, Gelman et al. 2013, section 5.4). A second unit
    far away widens the spread in which the first is judged: with several such units the flag misses rather than alarms.
    More load than expected is not too much load: what is not in `context` is in the ratio.

    Examples
    --------
    >>> poor = [5.0, 8, 11, 14, 17, 20, 23, 26, 29, 32]
    >>> load = [101.0, 119, 140, 158, 190, 219, 252, 301, 348, 820]
    >>> teams = pd.DataFrame({"team": list("ABCDEFGHIJ"), "load": load, "variance": load, "present": 10.0,
    ...                       "residents": 5000, "poor": poor})
    >>> found = expected_load(teams, "poor", "residents", "team")
    >>> found.loc[found["flag"] != "none", ["team", "flag"]].values.tolist()
    [['J', 'high']]
    """
    check_level(level)
    columns = names(context)
    units = unit_names(loads, unit)
    design = _design(loads, columns)
    if len(units) < least_units(len(columns)):
        raise InsufficientEvidence(
            Text(
                nl=f"{len(units)} teams zijn te weinig om uit {len(columns)} kenmerken te verwachten; "
                f"dat vraagt er {least_units(len(columns))}.",
                en=f"{len(units)} teams are too few to expect load from {len(columns)} columns; "
                f"that takes {least_units(len(columns))}.",
            ),
            remedy=Text(nl="Kies minder kenmerken, of voeg teams toe.", en="Choose fewer columns, or add teams."),
        )
    load, present, size = positive(loads, "load"), positive(loads, "present"), positive(loads, base)
    each = positive(loads, "variance") / load  # the variance of one unit of load: 1 when all cases count as one
    value, chance = _on_log_scale(load, size, each, design)
    of = _predict_without(value, chance, design)
    off = (value - of.centre) / np.sqrt(of.spread**2 + chance)
    p_value = adjust_p_values(2 * stats.t.sf(np.abs(off), of.df), "family")
    reach = float(stats.t.isf((1 - level) / 2, of.df)) * np.sqrt(of.spread**2 + chance)
    drawn = _draws(units, value, chance, design, draws, seed)
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0)
    middle = np.median(drawn, axis=0)
    rank_low, rank_high = rank_interval(len(units) + 1 - rank_of_draws(drawn), level)
    whole = _fit(value, chance, design)
    raw = value - design @ whole.line
    method = f"meta-regression without the unit, t(df={of.df}), Holm; {draws} posterior draws"
    rows = [
        {unit: name, "estimate": float(np.exp(middle[i])), "std_error": float(np.exp(drawn[:, i]).std(ddof=1))}
        | {"lower": float(np.exp(low[i])), "upper": float(np.exp(high[i])), "level": level, "n": len(units)}
        | {"method": method, "raw": float(np.exp(raw[i])), "per_fte": float(load[i] / present[i])}
        | {"rank_low": float(rank_low[i]), "rank_high": float(rank_high[i])}
        | {
            key: float(np.exp(of.centre[i] + shift) * size[i] / present[i])
            for key, shift in {"expected": 0.0, "expected_low": -reach[i], "expected_high": reach[i]}.items()
        }
        | {"p_value": float(p_value[i]), "tau2": whole.tau2, "df": of.df}
        | {"flag": "none" if p_value[i] > 1 - level else "high" if off[i] > 0 else "low"}
        for i, name in enumerate(units)
    ]
    return keep_keys(as_result(rows, [unit]), unit, loads)


@dataclass(frozen=True)
class _Fit:
    """Coefficients, their covariance, and the spread that they leave."""

    line: Numbers
    covariance: Numbers
    tau2: float


@dataclass(frozen=True)
class _Prediction:
    """What the others say of each unit: the log of load over base, and its scale without chance."""

    centre: Numbers
    spread: Numbers
    df: int


def _design(loads: pd.DataFrame, columns: list[str]) -> Numbers:
    design = np.column_stack([np.ones(len(loads)), standardised(loads, columns, _SAID)])
    # A hair above rounding: columns that say the same to a thousandth give lines that nothing holds.
    if np.linalg.svd(design, compute_uv=False).min() < 1e-3 * np.sqrt(len(design)):
        raise InputError(
            Text(nl="twee kenmerken zeggen hetzelfde.", en="two columns of context say the same."),
            remedy=Text(nl="Laat er een weg uit context.", en="Leave one out of context."),
            column=columns[-1],
        )
    return design


def _on_log_scale(load: Numbers, size: Numbers, each: Numbers, design: Numbers) -> tuple[Numbers, Numbers]:
    """Log of load over base without its bias, and its variance by chance at the load that the line expects.

    At the expected load: a unit that happens to have few cases would else count for less, and pull the line up.
    """
    chance = each / load
    for _ in range(2):
        value = np.log(load / size) + chance / 2
        line = _fit(value, chance, design).line
        chance = each / np.maximum(np.exp(design @ line) * size, 1e-9)
    return np.log(load / size) + chance / 2, chance


def _fit(value: Numbers, chance: Numbers, design: Numbers) -> _Fit:
    """The tau2 at which the weighted squares equal their degrees of freedom, and the line there."""
    target = len(value) - design.shape[1]

    def at(tau2: float) -> tuple[float, float, Numbers, Numbers]:
        weight = 1 / (chance + tau2)
        covariance = np.linalg.inv(design.T @ (design * weight[:, None]))
        line: Numbers = np.asarray(covariance @ (design.T @ (weight * value)), dtype=float)
        squares = weight * (value - design @ line) ** 2
        return float(squares.sum() - target), float((squares * weight).sum()), line, np.asarray(covariance, dtype=float)

    tau2 = 0.0
    # The sum of squares falls and is convex in tau2, so that Newton's steps from 0 never pass the answer.
    for _ in range(60):
        surplus, slope, line, covariance = at(tau2)
        step = surplus / slope if surplus > 0 and slope > 0 else 0.0
        tau2 += step
        if step <= 1e-12 * (tau2 + float(chance.min())):
            break
    return _Fit(line, covariance, tau2)


def _predict_without(value: Numbers, chance: Numbers, design: Numbers) -> _Prediction:
    centre, spread = np.empty(len(value)), np.empty(len(value))
    for i, own in enumerate(design):
        rest = np.arange(len(value)) != i
        others = _fit(value[rest], chance[rest], design[rest])
        centre[i] = own @ others.line
        spread[i] = np.sqrt(others.tau2 + own @ others.covariance @ own)
    return _Prediction(centre, spread, len(value) - 1 - design.shape[1])


def _draws(units: list[str], value: Numbers, chance: Numbers, design: Numbers, draws: int, seed: int) -> Numbers:
    """Posterior draws of how far each unit lies from the line: spread on a grid, then line, then units."""
    order = np.argsort(np.array(units, dtype=str), kind="stable")  # the same draws whatever the order of the rows
    back = np.argsort(order, kind="stable")
    value, chance, design = value[order], chance[order], design[order]
    tau, mass, lines, roots = _spread_posterior(value, chance, design)
    rng = np.random.default_rng(seed)
    picked = rng.choice(len(tau), size=draws, p=mass)
    noise = rng.standard_normal((draws, design.shape[1]))
    line = lines[picked] + np.einsum("dij,dj->di", roots[picked], noise)
    off = value - line @ design.T
    tau2 = tau[picked][:, None] ** 2
    keep = tau2 / (chance + tau2)
    drawn = keep * off + np.sqrt(keep * chance) * rng.standard_normal(off.shape)
    return np.asarray(drawn[:, back])


def _spread_posterior(value: Numbers, chance: Numbers, design: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Grid of the spread, its posterior, and for each the line with a root of its covariance."""
    rest = value - design @ np.linalg.lstsq(design, value, rcond=None)[0]
    left = float(rest @ rest) / (len(value) - design.shape[1])
    top, low = 5 * float(np.sqrt(left + chance.max())), float(np.sqrt(chance.min()))
    tau = np.unique(np.concatenate([np.linspace(0, min(low, top), _GRID // 4), np.linspace(0, top, _GRID)]))
    weight = 1 / (chance[None, :] + tau[:, None] ** 2)
    covariance = np.linalg.inv(np.einsum("gn,ni,nj->gij", weight, design, design))
    lines = np.einsum("gij,nj,gn->gi", covariance, design, weight * value)
    squares = (weight * (value - lines @ design.T) ** 2).sum(axis=1)
    heights = 0.5 * (np.log(weight).sum(axis=1) + np.linalg.slogdet(covariance)[1] - squares)
    mass = np.exp(heights - heights.max()) * np.gradient(tau)
    return tau, mass / mass.sum(), np.asarray(lines), np.linalg.cholesky(covariance)
