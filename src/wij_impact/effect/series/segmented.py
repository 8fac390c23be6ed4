"""Interrupted time series: is there a step on the announced date, and could a series without one show it too?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from wij_impact.effect.series.bootstrap import calibrate
from wij_impact.effect.series.design import TRENDS, Series, build, read_covariates, read_series
from wij_impact.effect.series.fit import Fit, fit
from wij_impact.effect.series.local import Wandering, bends, local_step
from wij_impact.errors import UsageError
from wij_impact.estimates import as_result, check_level
from wij_impact.estimates.columns import Numbers, choose, names
from wij_impact.language import Text

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
    trend: str = "auto",
    covariates: str | Sequence[str] = (),
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
    trend : {"auto", "none", "linear", "quadratic", "local"}
        The course that would have gone on. "local" lets the level wander (random walk plus noise), so that a step is
        seen against the months around it and not against a line over many years; only for ``change="level"``. "auto"
        is the straight line, unless the course before the start (24 points or more, series up to 400) bends so
        that a straight line does not fit it: then "local" is read first and the line stands beside it.
    covariates : str or list of str
        Columns with what else moved the series and cannot have been changed by the policy (kilometres, prices).
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
        Intervals: "local_level" (headline when the level wanders), "ar1_bootstrap" (headline up to 400 points), "hac"
        (headline beyond), "quasipoisson" or "ols"
        (too narrow when neighbours resemble each other), and "poisson" (also too narrow when dispersion exceeds 1).

    Raises
    ------
    InputError
        When a moment is unreadable, doubled or missing, or a value is.
    InsufficientEvidence
        With fewer than 8 points before or from `start`, or when a declared break cannot be told from it. A series
        that lies on its line to the last digit gets its estimate, with NaN for everything that needs spread.

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
    beside = read_covariates(data, names(covariates), series)
    _check_local(trend, change)
    line = "linear" if trend in ("auto", "local") else trend
    design, terms = build(series, change, line, harmonics, season, beside)
    made = fit(design, series.outcome, series.offset, series.control, log_link, exact=True)
    if made.exact:
        return _without_noise(made, series, terms, level, log_link)
    local = trend == "local" or (
        trend == "auto" and change == "level" and series.points <= LONGEST_BOOTSTRAP
        and bends(series, design, terms["level"], log_link, seed)
    )  # fmt: skip
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
    first = "ar1_bootstrap" if short else "hac"
    response = _response(series, made, log_link) if local else None
    if response is not None:
        flat = build(series, change, "none", harmonics, season, beside)[0]
        found = local_step(response, flat, terms["level"], level, seed)
        rows, first = [_wandering(made, series, found, level, log_link), *rows], "local_level"
    frame = as_result(rows, ["term", "interval"])
    frame.insert(len(frame.columns), "headline", frame["interval"].eq(first))
    return frame


def _check_local(trend: str, change: str) -> None:
    choose(trend, TRENDS, "trend")
    if trend == "local" and change != "level":
        raise UsageError(
            Text(nl='trend="local" kent geen helling.', en='trend="local" knows no slope.'),
            remedy=Text(nl='Kies change="level", of trend="linear".', en='Choose change="level", or trend="linear".'),
        )


def _response(series: Series, made: Fit, log_link: bool) -> Numbers | None:
    """The series on the scale of the line; None when a log does not exist."""
    if not log_link:
        return series.outcome if series.control is None else series.outcome - series.control
    if (series.outcome <= 0).any() or (series.control is not None and (series.control <= 0).any()):
        return None
    return np.asarray(np.log(series.outcome) - (series.offset if series.control is None else np.log(series.control)))


def _wandering(made: Fit, series: Series, found: Wandering, level: float, log_link: bool) -> dict[str, Any]:
    own = replace(made, coefficients=np.array([found.estimate]))
    row = _row(own, series, 0, "level", found.std_error, found.critical, found.p_value, log_link)
    said = "local level (random walk plus noise, generalised least squares), critical value by bootstrap"
    scale = "log of the series, " if log_link else ""
    return row | {"interval": "local_level", "level": level, "dispersion": math.nan, "method": scale + said}


def _without_noise(made: Fit, series: Series, terms: dict[str, int], level: float, log_link: bool) -> pd.DataFrame:
    """The estimate of a series on its line: it is what it is, and nothing says how sure that is."""
    rows = [
        _row(made, series, place, name, math.nan, math.nan, math.nan, log_link)
        | {"interval": "none", "level": level, "method": f"{_model(series, log_link)}; no noise, so no interval"}
        for name, place in terms.items()
    ]
    return as_result(rows, ["term", "interval"]).assign(headline=True)


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
    shown = [math.exp(min(value, 700.0) if value == value else math.nan) for value in ends] if log_link else list(ends)
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
