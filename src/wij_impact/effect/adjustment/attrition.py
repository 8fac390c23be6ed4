"""Bounds when outcomes are missing because care ended: what the missing ones could have been."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import optimize, stats

from wij_impact.effect.adjustment.propensity import read_treatment
from wij_impact.errors import InputError, InsufficientEvidence, UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, choose, numbers, require, row_of
from wij_impact.language import Text

__all__ = ["attrition_bounds"]

METHODS = ("worst_case", "lee")
LEAST_SEEN = 5


@dataclass(frozen=True)
class _Bounds:
    low: float
    high: float
    error_low: float
    error_high: float
    df: float


def attrition_bounds(
    data: pd.DataFrame,
    outcome: str,
    treatment: str,
    low: float | None = None,
    high: float | None = None,
    method: Literal["worst_case", "lee"] = "worst_case",
    level: float = 0.95,
) -> pd.DataFrame:
    """Between which limits the difference lies, whatever the missing outcomes were.

    Parameters
    ----------
    data : DataFrame
        One row per person; the outcome is empty where it is not known.
    outcome, treatment : str
    low, high : float, optional
        Lowest and highest possible outcome, for ``worst_case``; 0 and 1 when all outcomes are 0 or 1.
    method : {"worst_case", "lee"}
        ``worst_case`` assumes nothing: all missing outcomes at their worst, then at their best (Manski 1990).
        ``lee`` assumes that the treatment made everybody more, or everybody less, likely to be measured; it bounds
        the difference for those who would be measured either way (Lee 2009).
    level : float

    Returns
    -------
    DataFrame
        One row: ``outcome, treatment``, the result columns (``estimate`` is NaN: only bounds are known; ``lower``
        and ``upper`` are the interval around them), then ``bound_low, bound_high, observed`` (the difference among
        the measured), ``missing_treated, missing_control`` (shares), ``trimmed_share`` (``lee``).

    Raises
    ------
    UsageError
        ``worst_case`` without the range of the outcome.
    InsufficientEvidence
        For fewer than 5 measured people in a group.

    Notes
    -----
    The interval covers the true difference, not both bounds (Imbens & Manski 2004, Econometrica 72:1845), with a t
    instead of a normal distribution, at the degrees of freedom of the smaller group. Standard errors: two sample means
    with the missing filled in; for ``lee`` those of Lee (2009, Review of Economic Studies 76:1071, proposition 3).

    Examples
    --------
    >>> people = pd.DataFrame({"t": [1] * 10 + [0] * 10, "y": [1] * 6 + [0] * 2 + [None] * 2 + [1] * 4 + [0] * 6})
    >>> found = attrition_bounds(people, "y", "t").iloc[0]
    >>> round(float(found["bound_low"]), 3), round(float(found["bound_high"]), 3)
    (0.2, 0.4)
    """
    choose(method, METHODS, "method")
    check_level(level)
    require(data, [outcome, treatment])
    arm = read_treatment(data, treatment)
    y = numbers(data, outcome, minimum=None, missing=True)
    groups = y[arm == 1], y[arm == 0]
    seen = [group[~np.isnan(group)] for group in groups]
    _need_seen(min(len(group) for group in seen), outcome)
    trimmed = math.nan
    if method == "worst_case":
        ends = _range(data, y, low, high, outcome)
        found = _worst_case(groups, *ends)
    else:
        found, trimmed = _lee(groups)
    lower, upper = _interval(found, level)
    missing = [float(np.isnan(group).mean()) for group in groups]
    names = {"worst_case": "worst-case bounds", "lee": "Lee trimming bounds"}
    row = {
        "outcome": outcome, "treatment": treatment, "estimate": math.nan, "std_error": math.nan, "lower": lower,
        "upper": upper, "level": level, "n": len(y), "method": f"{names[method]}, Imbens-Manski t(df={found.df:.0f})",
        "bound_low": found.low, "bound_high": found.high, "observed": float(seen[0].mean() - seen[1].mean()),
        "missing_treated": missing[0], "missing_control": missing[1], "trimmed_share": trimmed,
    }  # fmt: skip
    return as_result([row], ["outcome", "treatment"])


def _need_seen(least: int, outcome: str) -> None:
    if least < LEAST_SEEN:
        raise InsufficientEvidence(
            Text(
                nl=f"in de kleinste groep is de uitkomst maar {least} keer gemeten.",
                en=f"in the smaller group the outcome was measured only {least} times.",
            ),
            remedy=Text(
                nl=f"Nodig zijn minstens {LEAST_SEEN} gemeten uitkomsten per groep.",
                en=f"At least {LEAST_SEEN} measured outcomes per group are needed.",
            ),
            column=outcome,
        )


def _range(data: pd.DataFrame, y: Numbers, low: float | None, high: float | None, outcome: str) -> tuple[float, float]:
    known = y[~np.isnan(y)]
    if low is None and high is None and set(np.unique(known)) <= {0.0, 1.0}:
        return 0.0, 1.0
    if low is None or high is None or not low < high:
        raise UsageError(
            Text(
                nl="zonder laagste en hoogste mogelijke uitkomst zijn er geen grenzen.",
                en="without the lowest and highest possible outcome there are no bounds.",
            ),
            remedy=Text(
                nl="Geef low en high, zoals 0 en 40 voor de ORS.", en="Give low and high, as 0 and 40 for the ORS."
            ),
        )
    outside = (y < low) | (y > high)
    if outside.any():
        row = int(np.argmax(outside))
        raise InputError(
            Text(
                nl=f"{y[row]:g} ligt niet tussen {low:g} en {high:g}.",
                en=f"{y[row]:g} does not lie between {low:g} and {high:g}.",
            ),
            remedy=Text(nl="Verbeter de waarde of de grenzen.", en="Mend the value or the range."),
            row=row_of(data, row),
            column=outcome,
        )
    return low, high


def _worst_case(groups: tuple[Numbers, Numbers], low: float, high: float) -> _Bounds:
    def filled(fill_treated: float, fill_control: float) -> tuple[float, float]:
        one, two = np.nan_to_num(groups[0], nan=fill_treated), np.nan_to_num(groups[1], nan=fill_control)
        return float(one.mean() - two.mean()), math.sqrt(one.var(ddof=1) / len(one) + two.var(ddof=1) / len(two))

    (bottom, error_low), (top, error_high) = filled(low, high), filled(high, low)
    return _Bounds(bottom, top, error_low, error_high, min(len(group) for group in groups) - 1.0)


def _lee(groups: tuple[Numbers, Numbers]) -> tuple[_Bounds, float]:
    shares = [float((~np.isnan(group)).mean()) for group in groups]
    seen = [np.sort(group[~np.isnan(group)]) for group in groups]
    # The group that was measured more often is trimmed until both were measured equally often.
    more = 0 if shares[0] >= shares[1] else 1
    trimmed = 1 - shares[1 - more] / shares[more]
    other = seen[1 - more]
    low, high = (_trimmed(seen[more] * sign, trimmed) for sign in (1, -1))
    sizes = len(groups[more]), len(groups[1 - more])
    spread = other.var(ddof=1) / len(other)
    errors = [
        math.sqrt(_trim_variance(mean, cut, inner, trimmed, shares[1 - more], sizes, len(seen[more])) + spread)
        for mean, cut, inner in (low, high)
    ]
    bottom, top = low[0] - other.mean(), -high[0] - other.mean()
    df = min(len(group) for group in seen) - 1.0
    if more == 0:
        return _Bounds(bottom, top, errors[0], errors[1], df), trimmed
    return _Bounds(-top, -bottom, errors[1], errors[0], df), trimmed


def _trimmed(values: Numbers, share: float) -> tuple[float, float, float]:
    """Mean, cut-off and variance when the highest `share` is cut off; the value at the cut counts in part."""
    ordered = np.sort(values)
    left = np.clip(len(ordered) * (1 - share) - np.arange(len(ordered)), 0, 1)
    mean = float(np.average(ordered, weights=left))
    kept = int(np.ceil(left.sum() - 1e-9))
    return mean, float(ordered[kept - 1]), float(np.average((ordered - mean) ** 2, weights=left))


def _trim_variance(
    mean: float, cut: float, inner: float, trimmed: float, share: float, sizes: tuple[int, int], seen: int
) -> float:
    keep = 1 - trimmed
    own = share / keep  # how often this group was measured
    of_share = keep**2 * ((1 - own) / (sizes[0] * own) + (1 - share) / (sizes[1] * share))
    return (inner + (cut - mean) ** 2 * trimmed) / (seen * keep) + ((cut - mean) / keep) ** 2 * of_share


def _interval(found: _Bounds, level: float) -> tuple[float, float]:
    width, error = found.high - found.low, max(found.error_low, found.error_high)
    if error == 0:
        return found.low, found.high
    reach = optimize.brentq(
        lambda c: stats.t.cdf(c + width / error, found.df) - stats.t.cdf(-c, found.df) - level, 0.0, 1e3
    )
    return found.low - reach * found.error_low, found.high + reach * found.error_high
