"""What is it worth to know more before deciding: value of perfect information, in total and per number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy import interpolate, special, stats

from wij_impact.errors import InputError, UsageError, suggest
from wij_impact.estimates import as_result
from wij_impact.estimates.columns import as_floats
from wij_impact.language import Text

__all__ = ["evpi", "evppi"]

#: Interior knots tried by `evppi`; the Bayesian information criterion chooses.
_KNOTS = (0, 2, 5, 10, 20, 40)
_FEW = 20
_BINS = 2_000
#: Terms of the regression on a group, at most.
_TERMS = 220


def _check_benefits(net_benefits: Any) -> np.ndarray:
    try:
        values = as_floats(net_benefits)
    except (TypeError, ValueError):
        raise InputError(
            "net_benefits holds something that is not a number.", remedy="Give one number per draw and option."
        ) from None
    if values.ndim != 2 or not values.shape[0] or not values.shape[1]:
        raise UsageError(
            f"net_benefits has shape {values.shape}.",
            remedy="Give one row per draw and one column per option; doing nothing is a column of zeros.",
        )
    wrong = np.argwhere(~np.isfinite(values))
    if len(wrong):
        raise InputError(
            f"net_benefits is missing or infinite in draw {wrong[0][0]}, option {wrong[0][1]}.",
            remedy="Every draw needs a net benefit for every option.",
        )
    return values


def evpi(net_benefits: Any) -> float:
    """Expected value of perfect information: what certainty about everything would be worth.

    Parameters
    ----------
    net_benefits : array-like, shape (draws, options)
        Net benefit of each option in each draw; doing nothing is a column of zeros.

    Returns
    -------
    float
        Mean of the best option per draw, minus the best mean; 0 or more, in the unit of the net benefits.

    Notes
    -----
    Claxton (1999), J Health Econ 18:341-364.

    Examples
    --------
    >>> evpi([[0, 10], [0, -10]])
    5.0
    """
    values = _check_benefits(net_benefits)
    # Relative to the best option on average, nothing is lost to rounding when amounts are large.
    best = int(np.argmax(values.mean(axis=0)))
    return float(max(0.0, (values - values[:, [best]]).max(axis=1).mean()))


def evppi(net_benefits: Any, parameters: Any, groups: Any = None) -> pd.DataFrame:
    """What it would be worth to know one number: expected value of partial perfect information.

    Parameters
    ----------
    net_benefits : array-like, shape (draws, options)
        As in `evpi`.
    parameters : DataFrame or mapping of name to array
        The draws of each number, in the same order as the rows of `net_benefits`.
    groups : mapping of name to list of parameter names, or list of lists, optional
        Numbers that one study would tell together: a pair, or more. A list of lists is named by joining with " + ".

    Returns
    -------
    pandas.DataFrame
        One row per parameter, in the order given, then one per group: parameter, the common columns, note. The estimate
        is never negative, never above `evpi`, and of a group never below that of a member.

    Raises
    ------
    InputError
        For draws that are missing or do not fit.
    UsageError
        For a group that names a parameter that is not there (the nearest is suggested), or fewer than two.

    Notes
    -----
    Regression (Strong, Oakley & Brennan 2014, Med Decis Making 34:311-326): the net benefit of each option is
    regressed on the number by cubic splines with knots at its quantiles, the number of knots chosen by the Bayesian
    information criterion with the constant among the candidates, so that a number without influence gets 0 instead of
    noise. A number with at most 20 values is averaged per value. A group is regressed on all products of powers of its
    numbers up to a total degree, of the numbers themselves or of the normal scores of their ranks; degree and scale are
    chosen by the same criterion. The standard error is that of the gain of the
    decision rule over the draws.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(5_000, 2))
    >>> gain = evppi(np.column_stack([np.zeros(5_000), x[:, 0]]), {"x": x[:, 0], "noise": x[:, 1]})
    >>> gain["parameter"].tolist(), bool(gain["estimate"][0] > 0.35), float(gain["estimate"][1])
    (['x', 'noise'], True, 0.0)
    """
    values = _check_benefits(net_benefits)
    frame = _check_parameters(parameters, len(values))
    best = int(np.argmax(values.mean(axis=0)))
    gains = values - values[:, [best]]
    ceiling = evpi(values)
    rows = [{"parameter": name, **_one(gains, column, ceiling)} for name, column in frame.items()]
    alone = {row["parameter"]: row["estimate"] for row in rows}
    for name, members in _check_groups(groups, list(frame)).items():
        row = _together(gains, [frame[member] for member in members], ceiling)
        least = max(alone[member] for member in members)
        if row["estimate"] < least:
            # Knowing more is never worth less; what is below it is the noise of the regression.
            row |= {"estimate": least, "upper": max(row["upper"], least)}
        rows.append({"parameter": name, **row})
    return as_result(rows, ["parameter"])


def _check_groups(groups: Any, known: list[str]) -> dict[str, list[str]]:
    if groups is None:
        return {}
    named = groups if isinstance(groups, Mapping) else {" + ".join(map(str, group)): group for group in groups}
    checked = {}
    for name, members in named.items():
        listed = [str(member) for member in members]
        for member in listed:
            if member not in known:
                near = suggest(member, known)
                raise UsageError(
                    Text(nl=f"groep '{name}' noemt '{member}', en dat getal is er niet.",
                         en=f"group '{name}' names '{member}', which is not among the parameters."),
                    remedy=Text(nl=f"Bedoelt u {near}?", en=f"Did you mean {near}?") if near else "",
                )  # fmt: skip
        if len(set(listed)) < 2:
            raise UsageError(
                Text(nl=f"groep '{name}' telt minder dan twee getallen.",
                     en=f"group '{name}' has fewer than two numbers."),
                remedy=Text(nl="Noem er twee of meer.", en="Name two or more."),
            )  # fmt: skip
        checked[str(name)] = list(dict.fromkeys(listed))
    return checked


def _together(gains: np.ndarray, columns: list[np.ndarray], ceiling: float) -> dict[str, Any]:
    varying = [column for column in columns if np.ptp(column) > 0]
    if not varying or ceiling == 0.0:
        return _one(gains, columns[0] * 0.0, ceiling)
    if len(varying) == 1:
        return _one(gains, varying[0], ceiling)
    return _gain(gains, _surface(gains, varying), ceiling, "regression on products of powers, degree by BIC")


def _surface(gains: np.ndarray, columns: list[np.ndarray]) -> np.ndarray:
    n = len(gains)
    raw = np.column_stack([(column - column.mean()) / column.std() for column in columns])
    scores = np.column_stack([special.ndtri(stats.rankdata(column) / (n + 1)) for column in columns])
    fitted = np.repeat(gains.mean(axis=0)[None, :], n, axis=0)
    varied = np.ptp(gains, axis=0) > 0
    best = np.full(gains.shape[1], math.inf)
    spread = ((gains - gains.mean(axis=0)) ** 2).sum(axis=0)
    least = 1e-24 * spread + 1e-300
    best[varied] = n * np.log(spread[varied] + least[varied]) + math.log(n)
    for scale in (raw, scores):
        for degree in range(1, 7):
            design = _powers(scale, degree)
            if design.shape[1] > min(n / 10, _TERMS):
                break
            curve = design @ np.linalg.lstsq(design, gains, rcond=None)[0]
            rest = ((gains - curve) ** 2).sum(axis=0)
            judged = n * np.log(rest + least) + design.shape[1] * math.log(n)
            better = varied & (judged < best)
            fitted[:, better], best[better] = curve[:, better], judged[better]
    return fitted


def _powers(scale: np.ndarray, degree: int) -> np.ndarray:
    """Products of Legendre polynomials of the columns up to a total degree, the constant included."""
    reach = np.abs(scale).max(axis=0)
    single = [np.polynomial.legendre.legvander(column, degree) for column in (scale / reach).T]
    exponents = [powers for powers in product(range(degree + 1), repeat=scale.shape[1]) if sum(powers) <= degree]
    return np.column_stack(
        [np.prod([single[k][:, power] for k, power in enumerate(powers)], axis=0) for powers in exponents]
    )


def _check_parameters(parameters: Any, draws: int) -> dict[str, np.ndarray]:
    if isinstance(parameters, pd.Series):
        parameters = parameters.to_frame()
    if not isinstance(parameters, pd.DataFrame | Mapping):
        raise UsageError("parameters is not a table.", remedy="Give a frame or a mapping of name to draws.")
    checked: dict[str, np.ndarray] = {}
    for name in parameters:
        column = np.asarray(parameters[name], dtype="float64")
        if column.shape != (draws,):
            raise InputError(
                f"parameter {name} has shape {column.shape}, net_benefits {draws} draws.",
                remedy="Give one value per draw.",
                column=str(name),
            )
        wrong = np.flatnonzero(~np.isfinite(column))
        if wrong.size:
            raise InputError(
                f"parameter {name} is missing or infinite in draw {wrong[0]}.",
                remedy="Every draw needs a value.",
                column=str(name),
            )
        checked[str(name)] = column
    return checked


def _one(gains: np.ndarray, column: np.ndarray, ceiling: float) -> dict[str, Any]:
    n = len(column)
    levels, where = _levels(column)
    if len(levels) == 1 or ceiling == 0.0:
        note = "the parameter does not vary" if len(levels) == 1 else "no information can change the decision"
        return {
            "estimate": 0.0,
            "std_error": 0.0,
            "lower": 0.0,
            "upper": 0.0,
            "level": 0.95,
            "n": n,
            "method": "exact",
            "note": note,
        }
    if where is not None:
        fitted, method = _group_means(gains, where, len(levels)), "mean per value"
    else:
        fitted, method = _splines(gains, column), "cubic regression splines, knots by BIC"
    return _gain(gains, fitted, ceiling, method)


def _gain(gains: np.ndarray, fitted: np.ndarray, ceiling: float, method: str) -> dict[str, Any]:
    n = len(gains)
    expected = float(fitted.max(axis=1).mean()) - max(0.0, float(fitted.mean(axis=0).max()))
    estimate = min(max(expected, 0.0), ceiling)
    chosen = gains[np.arange(n), fitted.argmax(axis=1)]
    error = float(chosen.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
    margin = float(stats.norm.isf(0.025)) * error
    return {
        "estimate": estimate, "std_error": error, "lower": max(0.0, estimate - margin), "upper": estimate + margin,
        "level": 0.95, "n": n, "method": method, "note": "",
    }  # fmt: skip


def _levels(column: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """The distinct values, and where each draw belongs when they are few and each is drawn often."""
    levels = np.unique(column)
    if len(levels) == 1 or len(levels) > _FEW or len(column) < 10 * len(levels):
        return levels, None
    return levels, np.searchsorted(levels, column)


def _group_means(gains: np.ndarray, where: np.ndarray, groups: int) -> np.ndarray:
    counts = np.bincount(where, minlength=groups)
    means = np.column_stack([np.bincount(where, weights=g, minlength=groups) / counts for g in gains.T])
    return means[where]


def _splines(gains: np.ndarray, column: np.ndarray) -> np.ndarray:
    order = np.argsort(column, kind="stable")
    raw = column[order]
    starts = _bins(raw)
    counts = np.diff(np.append(starts, len(raw))).astype("float64")
    # Normal scores of the ranks: the fit does not depend on the unit, and no outlier pulls a knot's worth of curve.
    scores = special.ndtri((starts + counts / 2) / len(raw))
    centres = np.add.reduceat(raw, starts) / counts
    fitted = np.zeros_like(gains)
    for option in range(gains.shape[1]):
        y = gains[order, option]
        if np.ptp(y) > 0:
            means = np.add.reduceat(y, starts) / counts
            within = float(((y - np.repeat(means, counts.astype(int))) ** 2).sum())
            best = _best_fit(scores, centres, means, counts, within)
            fitted[order, option] = np.repeat(best, counts.astype(int))
    return fitted


def _bins(raw: np.ndarray) -> np.ndarray:
    """Where bins of the sorted draws start: at most `_BINS` of about the same size, never splitting equal values.

    Fitting a curve through bin means instead of single draws is many times faster; at 1/2,000 of the draws per bin
    the steps are far smaller than the sampling error.
    """
    first = np.flatnonzero(np.concatenate([[True], raw[1:] != raw[:-1]]))
    label = first * _BINS // len(raw) if len(raw) > _BINS else np.arange(len(first))
    return first[np.concatenate([[True], label[1:] != label[:-1]])]


def _best_fit(x: np.ndarray, raw: np.ndarray, y: np.ndarray, weight: np.ndarray, within: float) -> np.ndarray:
    """The constant, line or spline with the lowest Bayesian information criterion; `within` is the spread in bins."""
    n, mean = float(weight.sum()), float(np.average(y, weights=weight))
    centred = raw - np.average(raw, weights=weight)
    size = float(np.abs(centred).max())
    slope = (weight * centred / size) @ y / ((weight * centred / size) @ (centred / size)) if size else 0.0
    candidates = [(np.full(len(y), mean), 1), (mean + slope * (centred / size if size else centred), 2)]
    for knots in _KNOTS:
        if len(x) < 4 * (knots + 4):
            break
        inner = np.quantile(x, np.linspace(0, 1, knots + 2)[1:-1]) if knots else np.empty(0)
        t = np.concatenate([np.repeat(x[0], 4), inner, np.repeat(x[-1], 4)])
        candidates.append((interpolate.make_lsq_spline(x, y, t, k=3, w=np.sqrt(weight))(x), knots + 4))
    least = 1e-24 * (within + float(weight @ (y - mean) ** 2)) + 1e-300

    def criterion(candidate: tuple[np.ndarray, int]) -> float:
        curve, freedom = candidate
        return n * math.log(within + float(weight @ (y - curve) ** 2) + least) + freedom * math.log(n)

    return min(candidates, key=criterion)[0]
