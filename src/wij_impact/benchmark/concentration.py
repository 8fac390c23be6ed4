"""Does effort go where need is? The concentration curve of areas ranked by need, and its index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.errors import InputError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, need_units, numbers, positive, row_of, unit_names
from wij_impact.language import Text

__all__ = ["LEAST_AREAS", "concentration", "concentration_curve"]

LEAST_AREAS = 8  # below it one area decides the index, and the jackknife has too few of them


@dataclass(frozen=True)
class _Areas:
    effort: Numbers
    need: Numbers
    weight: Numbers


def concentration(
    data: pd.DataFrame,
    effort: str,
    need: str,
    unit: str,
    weight: str | None = None,
    level: float = 0.95,
    share: bool = False,
) -> pd.DataFrame:
    """Concentration index of effort over areas ranked by need.

    Parameters
    ----------
    data : DataFrame
        One row per area, at least 8.
    effort : str
        What an area gets in all (euro, fte, hours), 0 or more; with `share` the share itself, 0 to 1.
    need : str
        What the areas are ranked by, least need first; areas with equal need share their rank.
    unit : str
        Column with the name of the area.
    weight : str, optional
        How much each area counts, such as its residents (above 0); 1 an area without it. The index is 0 when effort
        per `weight` is equal everywhere.
    level : float
        Level of the intervals.
    share : bool
        Whether `effort` is a share (of residents reached, say); then the Erreygers index is given too.

    Returns
    -------
    DataFrame
        One row per ``index``: ``concentration`` (above 0: more effort where need is greater; ``bound_low,
        bound_high``: what it would be with all effort in the area of least, and of most need), and ``erreygers`` with
        `share`. ``n`` is the number of areas.

    Raises
    ------
    InsufficientEvidence
        For fewer than 8 areas.
    InputError
        For a missing value, an area named twice, effort below 0 or nowhere above it, need that is equal everywhere.

    Notes
    -----
    C = 2 cov(y, R) / mean(y), weighted; y is effort per weight and R the fractional rank by need (Kakwani, Wagstaff &
    Van Doorslaer 1997, J Econometrics 77:87-103). Bounds are +-(1 - 1/n) with equal weights. Erreygers (2009), J
    Health Econ 28:504-515: 4 mean(y) C for a share, which is the same for reached and not reached up to its sign.
    Intervals: jackknife over areas with t(n - 1); a percentile bootstrap covers .86-.91 at 10-40 areas. Effort that
    follows demand makes demand look like need: rank by something that outreach does not drive.

    Examples
    --------
    >>> areas = pd.DataFrame({"wijk": list("ABCDEFGHIJ"), "need": range(10), "effort": range(1, 11)})
    >>> round(float(concentration(areas, "effort", "need", "wijk")["estimate"].iloc[0]), 3)
    0.3
    """
    check_level(level)
    areas = _read(data, effort, need, unit, weight, share)
    n = len(areas.effort)
    df = n - 1
    t = float(stats.t.isf((1 - level) / 2, df))
    rows: list[dict[str, Any]] = []
    for name in ("concentration", "erreygers") if share else ("concentration",):
        value = _index(areas, name)
        without = np.array([_index(_leave(areas, i), name) for i in range(n)])
        error = float(np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum()))
        low, high = _bounds(areas) if name == "concentration" else (-1.0, 1.0)
        row: dict[str, Any] = {"index": name, "estimate": value, "std_error": error}
        row |= {"lower": max(value - t * error, low), "upper": min(value + t * error, high), "level": level, "n": n}
        row |= {"method": f"{name} index, jackknife over areas, t(df={df})", "bound_low": low, "bound_high": high}
        rows.append(row)
    return as_result(rows, ["index"])


def concentration_curve(
    data: pd.DataFrame, effort: str, need: str, unit: str, weight: str | None = None
) -> pd.DataFrame:
    """The curve behind the index: cumulative share of weight and of effort, areas by need, least first.

    Returns
    -------
    DataFrame
        `unit`, ``weight_share, effort_share`` (cumulative, ending at 1), and ``estimate``: the effort per weight of the
        area as a ratio to that of all (1: its proportional part).

    Examples
    --------
    >>> areas = pd.DataFrame({"wijk": list("ABCDEFGH"), "need": range(8), "effort": [1] * 8})
    >>> concentration_curve(areas, "effort", "need", "wijk")["effort_share"].iloc[[0, -1]].tolist()
    [0.125, 1.0]
    """
    areas = _read(data, effort, need, unit, weight, False)
    order = np.argsort(areas.need, kind="stable")
    part, total = areas.effort[order], areas.weight[order]
    ratio = part / part.sum() / (total / total.sum())
    names = data[unit].iloc[order].tolist()
    rows = [
        {unit: names[i], "estimate": float(ratio[i]), "n": len(order), "method": "effort over proportional effort"}
        | {"weight_share": float(total[: i + 1].sum() / total.sum())}
        | {"effort_share": float(part[: i + 1].sum() / part.sum())}
        for i in range(len(order))
    ]
    return as_result(rows, [unit])


def _read(data: pd.DataFrame, effort: str, need: str, unit: str, weight: str | None, share: bool) -> _Areas:
    unit_names(data, unit)
    amount, rank = numbers(data, effort), numbers(data, need, minimum=None)
    size = positive(data, weight) if weight is not None else np.ones(len(data))
    need_units(len(data), LEAST_AREAS, Text(nl="Een concentratie-index", en="A concentration index"))
    if share:
        if (amount > 1).any():
            row = int(np.argmax(amount > 1))
            raise InputError(
                Text(nl=f"{amount[row]:g} is geen aandeel.", en=f"{amount[row]:g} is not a share."),
                remedy=Text(nl="Een aandeel is een fractie van 0 tot 1.", en="A share is a fraction from 0 to 1."),
                row=row_of(data, row),
                column=effort,
            )
        amount = amount * size  # a share is per weight already; effort is a total
    if amount.sum() <= 0:
        raise InputError(
            Text(nl="er is nergens inzet.", en="there is no effort anywhere."),
            remedy=Text(nl="Kies een kolom met inzet.", en="Choose a column with effort."),
            column=effort,
        )
    if np.ptp(rank) == 0:
        raise InputError(
            Text(nl="de behoefte is overal gelijk.", en="need is the same everywhere."),
            remedy=Text(nl="Zonder verschil in behoefte is er geen volgorde.", en="Equal need gives no order."),
            column=need,
        )
    return _Areas(amount, rank, size)


def _leave(areas: _Areas, i: int) -> _Areas:
    keep = np.arange(len(areas.effort)) != i
    return _Areas(areas.effort[keep], areas.need[keep], areas.weight[keep])


def _rank(need: Numbers, share: Numbers) -> Numbers:
    """Fractional rank: the weight below, and half of the weight at the same need."""
    _, level = np.unique(need, return_inverse=True)
    at = np.bincount(level, weights=share)
    below = np.concatenate([[0.0], np.cumsum(at)[:-1]])
    return np.asarray((below + at / 2)[level])


def _index(areas: _Areas, name: str) -> float:
    share = areas.weight / areas.weight.sum()
    per_weight = areas.effort / areas.weight
    mean = float(share @ per_weight)
    if mean <= 0:
        return 0.0
    centred = _rank(areas.need, share) - 0.5
    covariance = float(share @ (per_weight * centred))
    return 8 * covariance if name == "erreygers" else 2 * covariance / mean


def _bounds(areas: _Areas) -> tuple[float, float]:
    """All effort where need is least, or most."""
    rank = _rank(areas.need, areas.weight / areas.weight.sum())
    return float(2 * rank.min() - 1), float(2 * rank.max() - 1)
