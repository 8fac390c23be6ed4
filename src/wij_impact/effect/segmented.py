"""Interrupted time series: is there a step on the announced date, and could a series without one show it too?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from scipy import stats

from wij_impact.effect.series_bootstrap import calibrate
from wij_impact.effect.series_design import Series, build, read_series
from wij_impact.effect.series_fit import Fit, fit
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import choose

__all__ = ["CHANGES", "FAMILIES", "interrupted_time_series"]

CHANGES = ("level", "level+slope")
FAMILIES = ("quasipoisson", "poisson", "ols")
LONGEST_BOOTSTRAP = 400  # points; beyond it HAC has points enough, and the bootstrap would only cost time
DRAWS = 2000
POWER = 0.8


def interrupted_time_series(
    data: pd.DataFrame,
    outcome: str,
    time: str,
    start: Any,
    change: str = "level",
    exposure: str | None = None,
    family: str = "quasipoisson",
    harmonics: int = 0,
    control: str | None = None,
    *,
    trend: str = "linear",
    breaks: Any | Sequence[Any] = (),
    cut: Any | None = None,
    season: float | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """The change of a series at `start`, against its own earlier course.

    Parameters
    ----------
    data : DataFrame
        One row per moment, in any order.
    outcome : str
        Column with the count or amount per moment (0 or more with a log link).
    time : str
        Column with the moments: 2019-05, dates, 2019-Q2, 201905, or numbers. No gaps, no doubles.
    start : moment
        The first moment with the new situation.
    change : {"level", "level+slope"}
        A step, or a step and another slope from then on.
    exposure : str, optional
        Column with persons or days at risk: a rate is modelled (as offset; with "ols" as quotient).
    family : {"quasipoisson", "poisson", "ols"}
        Log link (the first two share one estimate and one headline) or a straight line.
    harmonics : int
        Pairs of sine and cosine for the season.
    control : str, optional
        Column with a series that the change cannot have touched: the ratio (ols: the difference) is then modelled.
    trend : {"none", "linear", "quadratic"}
        The course that would have gone on.
    breaks : moment or list of moments
        Declared changes of definition (as the residence principle of 2022): each is a step of its own.
    cut : moment, optional
        Leave out what lies beyond this change of definition, seen from `start`, instead of modelling it.
    season : float, optional
        Points per year, when the moments do not tell.
    level : float
        Confidence level as a fraction.
    seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        Rows per term (level, and slope) and interval: first the headline of each term, then the others.
        term, interval, the common columns, and headline, p_value, dispersion, rho (memory left between neighbours,
        corrected for bias), points_before, points_after, minimal_detectable. With a log link estimate is a rate ratio
        (slope: per moment), std_error is on that scale too (delta method), and minimal_detectable is the smallest
        ratio above 1 found with probability .8 (for a decrease: 1 divided by it). n = points.
        Intervals: "ar1_bootstrap" (headline up to 400 points), "hac" (headline beyond), "quasipoisson" or "ols"
        (too narrow when neighbours resemble each other), and "poisson" (also too narrow when dispersion exceeds 1).

    Raises
    ------
    InputError
        When a moment is unreadable, doubled or missing, or a value is.
    InsufficientEvidence
        With fewer than 8 points before or from `start`, or when a declared break cannot be told from it.

    Notes
    -----
    Bernal, Cummins & Gasparrini (2017), Int J Epidemiol 46:348-355. A step says that something changed around
    `start`; that the policy did it follows only when nothing else changed then, or a control series shows it.

    Examples
    --------
    >>> import numpy as np
    >>> month = np.arange(1, 61)
    >>> count = np.random.default_rng(5).poisson(np.where(month >= 37, 160, 200))
    >>> data = pd.DataFrame({"month": month, "count": count})
    >>> found = interrupted_time_series(data, "count", "month", start=37).iloc[0]
    >>> found["interval"], bool(found["lower"] < 0.8 < found["upper"])
    ('ar1_bootstrap', True)
    """
    check_level(level)
    choose(change, CHANGES, "change")
    choose(family, FAMILIES, "family")
    log_link = family != "ols"
    series = read_series(data, outcome, time, start, exposure, control, breaks, cut, log_link)
    design, terms = build(series, change, trend, harmonics, season)
    made = fit(design, series.outcome, series.offset, series.control, log_link)
    bootstrap = [_bootstrapped(made, series, place, name, level, seed, log_link) for name, place in terms.items()]
    hac = [_plain(made, series, place, name, "hac", level, log_link) for name, place in terms.items()]
    model = "quasipoisson" if log_link else "ols"
    others = [
        _plain(made, series, place, name, kind, level, log_link)
        for name, place in terms.items()
        for kind in ([model, "poisson"] if log_link else [model])
    ]
    short = series.points <= LONGEST_BOOTSTRAP
    rows = bootstrap + hac + others if short else hac + others
    frame = as_result(rows, ["term", "interval"])
    frame.insert(len(frame.columns), "headline", frame["interval"].eq("ar1_bootstrap" if short else "hac"))
    return frame


def _bootstrapped(
    made: Fit, series: Series, place: int, term: str, level: float, seed: int, log_link: bool
) -> dict[str, Any]:
    if series.points > LONGEST_BOOTSTRAP:
        return {}
    found = calibrate(made.design, place, level, DRAWS, seed).interval(made.coefficients[place], made.residuals)
    row = _row(made, series, place, term, found.std_error, found.critical, found.p_value, log_link)
    return row | {
        "interval": "ar1_bootstrap",
        "level": level,
        "method": _model(series, log_link) + f", parametric AR(1) bootstrap ({DRAWS} series per memory)",
        "rho": found.rho,
    }


def _plain(made: Fit, series: Series, place: int, term: str, kind: str, level: float, log_link: bool) -> dict[str, Any]:
    """A textbook interval: normal for the log link, t otherwise."""
    covariance = made.hac() if kind == "hac" else made.covariance() * (1.0 if kind == "poisson" else made.dispersion)
    error = math.sqrt(float(covariance[place, place]))
    normal = log_link and kind != "hac"
    tail = (1 - level) / 2
    critical = float(stats.norm.isf(tail) if normal else stats.t.isf(tail, made.freedom))
    size = abs(float(made.coefficients[place])) / error
    p_value = 2 * float(stats.norm.sf(size) if normal else stats.t.sf(size, made.freedom))
    names = {
        "hac": f"HAC (Newey-West), t(df={made.freedom})",
        "poisson": "no dispersion, normal",
        "quasipoisson": "quasi-Poisson dispersion, normal",
        "ols": f"independent errors, t(df={made.freedom})",
    }
    row = _row(made, series, place, term, error, critical, p_value, log_link)
    return row | {"interval": kind, "level": level, "method": f"{_model(series, log_link)}, {names[kind]}"}


def _row(
    made: Fit, series: Series, place: int, term: str, error: float, critical: float, p_value: float, log_link: bool
) -> dict[str, Any]:
    estimate = float(made.coefficients[place])
    reach = (critical + float(stats.norm.ppf(POWER))) * error
    ends = (estimate, estimate - critical * error, estimate + critical * error, reach)
    shown = [math.exp(min(value, 700.0)) for value in ends] if log_link else list(ends)
    return {
        "term": term,
        "estimate": shown[0],
        "std_error": shown[0] * error if log_link else error,
        "lower": shown[1],
        "upper": shown[2],
        "n": series.points,
        "p_value": p_value,
        "dispersion": made.dispersion,
        "rho": math.nan,
        "points_before": series.start,
        "points_after": series.points - series.start,
        "minimal_detectable": shown[3],
    }


def _model(series: Series, log_link: bool) -> str:
    if series.control is not None:
        return "segmented ratio to the control series" if log_link else "segmented difference with the control series"
    return "segmented Poisson regression" if log_link else "segmented least squares"
